"""Settings of people: everybody in a row edited in place; who leaves hands over what is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import leaving, people
from app.services.people import Member
from app.views import theme
from app.views.dialogs.settings_section import Ask, Column, Narrow, Section, Table, TableRow
from app.views.dialogs.settings_week import NarrowHours, WeekFields
from app.views.parts.buttons import IconButton, LinkButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.fields import FormRow, TextField
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.picker import Option
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (
    Column("Name"),
    Column("Initials", 72),
    Column("E-mail", 180),
    Column("Hours a week", 96, right=True),
    Column("Public holidays", 150),
    Column("", 32),
)
AS_WORKSPACE: Final = "As the workspace"


class NarrowText(Narrow, TextField):
    """Words in a narrow column."""


class PersonRow(TableRow):
    """One person; the days of the week and the region unfold below."""

    def __init__(self, section: PeopleSection, member: Member) -> None:
        super().__init__()
        self.section, self.member = section, member
        self.name = TextField("Name", lambda name: people.rename(section.store, self.member.id, name), required=True)
        self.initials = NarrowText("Initials", self._set("initials"))
        self.email = TextField("E-mail", self._set("email"), placeholder="None")
        self.hours = NarrowHours("Hours a week", self._on_hours)
        self.country = ChoiceField("Public holidays", (), self._on_country, empty=AS_WORKSPACE)
        self.more = IconButton("dots-three", "More", in_row=True)
        self.more.clicked.connect(self._open_menu)
        self.set_cells(COLUMNS, (self.name, self.initials, self.email, self.hours, self.country, self.more))
        self.region = ChoiceField("Region", (), self._on_region, empty="The whole country")
        self.region.setMaximumWidth(theme.px(280))
        self._region_row = FormRow("Region", self.region)
        self.week: WeekFields | None = None
        self.ask: Ask | None = None
        self._under = QVBoxLayout()
        self._under.setContentsMargins(8, 4, 8, 4)
        self._under.addWidget(self._region_row)
        self._unfolded = QWidget()
        self._unfolded.setLayout(self._under)
        self.unfold(self._unfolded)

    def show_member(self, member: Member) -> None:
        """Show `member` as it is now."""
        self.member = member
        self.name.set_value(member.name, "you" if member.is_me else "")
        self.initials.set_value(member.initials)
        self.email.set_value(member.email)
        self.hours.set_value(sum(member.week))
        self.more.set_name(f"What can be done with {member.name}")
        names = self.section.dialog.names
        known = [(member.country, member.country)] if member.country else []
        self.country.set_options(names.countries or known)
        self.country.set_value(member.country or None)
        self.country.set_read_only(None if names.countries else "The list of countries is being read")
        regions = names.regions(member.country)
        self.region.set_options(regions or ([(member.region, member.region)] if member.region else []))
        self.region.set_value(member.region or None)
        self._region_row.setVisible(bool(regions or member.region))
        if self.week is not None:
            self.week.show_week(member.week)
        self._fold()

    def show_week(self, shown: bool) -> None:
        """Unfold the seven days, or fold them."""
        if shown and self.week is None:
            self.week = WeekFields(lambda week: people.change_week(self.section.store, self.member.id, week))
            self.week.show_week(self.member.week)
            self._under.insertWidget(0, self.week)
        if self.week is not None:
            self.week.setVisible(shown)
        self._fold()
        if shown and self.week is not None:
            self.week.days[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def week_shown(self) -> bool:
        """Whether the seven days are unfolded."""
        return self.week is not None and not self.week.isHidden()

    def _fold(self) -> None:
        asked = self.ask is not None
        self._unfolded.setVisible(self.week_shown() or not self._region_row.isHidden() or asked)

    def menu(self) -> Menu:
        """What can be done with the person."""
        menu = Menu(self)
        shown = self.week_shown()
        words = "Hide the days of the week" if shown else "Hours of each day"
        menu.add(words, lambda: self.show_week(not shown), "calendar-blank")
        menu.addSeparator()
        why = "This is you" if self.member.is_me else ""
        menu.add("Archive…", self.begin_archive, "archive", why_not=why)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def begin_archive(self) -> None:
        """Archive the person, after asking who takes what is open."""
        self._drop_ask()
        store = self.section.store
        held = leaving.parts(store, self.member.id)
        if not held:
            self.section.dialog.tried(lambda: people.archive(store, self.member.id))
            return
        others = [person for person in people.everyone(store) if person.id != self.member.id]
        heir = PersonField("Who takes it", [Option(p.id, p.name, mine=p.is_me) for p in others], boxed=True, empty="")
        heir.set_value(others[0].id)
        self.ask = Ask(
            f"{self.member.name} answers for {leaving.words(held)}. Who takes this over? What is done keeps its name.",
            heir,
            "Hand over and archive",
            lambda: self.section.dialog.tried(lambda: people.archive(store, self.member.id, heir.value())),
            f"Keep {self.member.name.split()[0]}",
        )
        self.ask.closed.connect(self._on_ask_gone)
        if len(held) > 1:
            each = LinkButton("Each to somebody else…", size=theme.SECOND)
            each.clicked.connect(self.begin_leaving)
            self.ask.add_way(each)
        self._under.addWidget(self.ask)
        self._fold()
        self.section.bring(self.ask)
        heir.setFocus(Qt.FocusReason.PopupFocusReason)

    def begin_leaving(self) -> None:
        """Ask for each part of it by itself."""
        from app.views.dialogs.leaving import LeavingDialog

        self._drop_ask()
        LeavingDialog(self.section.dialog, self.section.store, self.member).open()

    def _drop_ask(self) -> None:
        if self.ask is not None:
            self.ask.close_ask()

    def _on_ask_gone(self) -> None:
        self.ask = None
        self._fold()

    def _set(self, field: str) -> Callable[[str], object]:
        return lambda value: people.change(self.section.store, self.member.id, field, value)

    def _on_hours(self, minutes: int | None) -> None:
        people.change_week(self.section.store, self.member.id, people.spread(self.member.week, minutes or 0))

    def _on_country(self, country: str | None) -> None:
        people.change_place(self.section.store, self.member.id, country or "")

    def _on_region(self, region: str | None) -> None:
        people.change_place(self.section.store, self.member.id, self.member.country, region or "")


class PeopleSection(Section):
    """Everybody, and below them who is archived."""

    reads: ClassVar[frozenset[str]] = frozenset({"person", "setting"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "People")
        self.table: Table[Member, PersonRow] = Table(
            "People",
            COLUMNS,
            lambda member: PersonRow(self, member),
            lambda row, member: row.show_member(member),
            lambda member: member.id,
        )
        self.fresh = TextField("New person", self._on_fresh, placeholder="Name of the new person")
        self.fresh.set_value("")
        self.archived: KeyedRows[Member, LinkButton] = KeyedRows(
            self._archived_line, lambda line, member: line.setText(f"Restore {member.name}"), lambda member: member.id
        )
        self._archived_head = Label("", "text3", theme.SECOND, theme.SEMIBOLD)
        self._build()
        dialog.names.countries_known.connect(self.refresh)
        dialog.names.want_countries()

    def _build(self) -> None:
        self.head = SectionHead("People", ("Add person", self.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.fresh.hide()
        self.say(
            "Hours a week spread over the days that somebody works; the … at the end of a row shows each day. "
            "Free hours in plans and forecasts come from here."
        )
        self.column.addSpacing(8)
        self.column.addWidget(self._archived_head)
        self.column.addWidget(self.archived)
        self.column.addStretch(1)

    def refresh(self) -> None:
        everyone = people.members(self.store)
        self.table.set_rows([member for member in everyone if not member.archived])
        gone = [member for member in everyone if member.archived]
        self._archived_head.setText(f"Archived, {len(gone)}")
        self._archived_head.setVisible(bool(gone))
        self.archived.set_rows(gone)

    def take_focus(self) -> None:
        first = self.table.ordered()[:1]
        if first:
            first[0].name.setFocus(Qt.FocusReason.PopupFocusReason)

    def begin(self) -> None:
        """A line to type a name in."""
        self.fresh.show()
        self.fresh.begin_edit()

    def _on_fresh(self, name: str) -> None:
        if name:
            people.add(self.store, name)
        QTimer.singleShot(0, self, self._end_fresh)

    def _end_fresh(self) -> None:
        self.fresh.set_value("")
        self.fresh.hide()

    def _archived_line(self, member: Member) -> LinkButton:
        line = LinkButton(member.name, size=theme.SECOND)
        line.clicked.connect(lambda _, who=member.id: self.dialog.tried(lambda: people.restore(self.store, who)))
        return line

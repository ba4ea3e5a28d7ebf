"""Days off beside the public holidays: of everybody or of one person, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import settings
from app.services.settings import Off
from app.views import theme
from app.views.dialogs.settings_section import Column, Narrow, Table, TableRow
from app.views.parts.buttons import IconButton, PlainButton
from app.views.parts.choice_field import PersonField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.people import PersonRow
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (Column("What"), Column("First day", 140), Column("Last day", 140), Column("Who", 150), Column("", 32))
EVERYBODY: Final = "Everybody"
_MOST = 8


class NarrowDate(Narrow, DateField):
    """A day in a column."""

    def hint(self) -> str:
        return ""


class OffRow(TableRow):
    """Some days off."""

    def __init__(self, store: Store, off: Off, remove: Callable[[Off], object]) -> None:
        super().__init__()
        self.off = off
        self._store = store
        self.name = TextField("What for", self._set("name"), placeholder="Days off")
        self.first = NarrowDate("First day", self._set("starts_on"), required=True)
        self.last = NarrowDate("Last day", self._set("ends_on"), required=True)
        self.who = PersonField("Who", (), self._set("person"), empty=EVERYBODY)
        self.remove = IconButton("x", "Remove", in_row=True)
        self.remove.clicked.connect(lambda: remove(self.off))
        self.set_cells(COLUMNS, (self.name, self.first, self.last, self.who, self.remove))

    def show_off(self, off: Off, people: Sequence[Option]) -> None:
        """Show these days off."""
        self.off = off
        self.name.set_value(off.name)
        self.first.set_value(off.starts_on)
        self.last.set_value(off.ends_on)
        known = [*people]
        if off.person_id is not None and off.person_id not in [option.key for option in people]:
            known.append(Option(off.person_id, off.person))
        self.who.set_options(known)
        self.who.set_value(off.person_id)
        for field in (self.name, self.first, self.last, self.who):
            field.set_tone("text3" if off.ends_on < today() else "text")
        self.remove.set_name(f"Remove {off.name or 'these days off'}")

    def _set(self, field: str) -> Callable[[Any], object]:
        return lambda value: settings.change_day_off(self._store, self.off.id, field, value)


class DaysOff(QWidget):
    """The list, and the line that adds to it."""

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__()
        self.store, self._dialog = store, dialog
        self._people: list[Option] = []
        self.table: Table[Off, OffRow] = Table(
            "Days off",
            COLUMNS,
            lambda off: OffRow(store, off, self._remove),
            lambda row, off: row.show_off(off, self._people),
            lambda off: off.id,
            most=_MOST,
        )
        self.name = TextField("What for", boxed=True, placeholder="Such as Summer break")
        self.first = NarrowDate("First day", self._on_first, boxed=True, placeholder="First day")
        self.last = NarrowDate("Last day", boxed=True, placeholder="Last day")
        self.who = PersonField("Who", (), empty=EVERYBODY, boxed=True)
        self.add_button = PlainButton("Add")
        self.add_button.setAccessibleName("Add days off")
        self.add_button.clicked.connect(self.add)
        self._message = Label("", "bad", theme.SECOND, wrap=True)
        self._message.hide()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionHead("Days off"))
        column.addWidget(self.table)
        line = QHBoxLayout()
        line.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self.name, 1, top)
        for field, width in ((self.first, 140), (self.last, 140), (self.who, 130)):
            field.setFixedWidth(theme.px(width))
            line.addWidget(field, 0, top)
        for day in (self.first, self.last):
            day.said = self._tell
        line.addWidget(self.add_button, 0, top)
        column.addLayout(line)
        column.addWidget(self._message)
        self.name.set_value("")

    def show_days(self, days: Sequence[Off], people: Sequence[PersonRow]) -> None:
        """Show the list, and offer these people."""
        self._people = [Option(person.id, person.name, mine=person.is_me) for person in people]
        self.who.set_options(self._people)
        self.who.setVisible(len(people) > 1)
        self.table.set_rows(days)
        self.table.setVisible(bool(days))

    def _on_first(self, day: date | None) -> None:
        last = self.last.value()
        if day is not None and (last is None or last < day):
            self.last.set_value(day)

    def add(self) -> None:
        """Add what is typed; what is missing gets the keyboard."""
        for field in (self.name, self.first, self.last):
            if field.is_editing() and not field.finish():
                return
        first, last = self.first.value(), self.last.value() or self.first.value()
        if first is None or last is None:
            self._tell("Choose the first day")
            self.first.begin_edit()
            return
        try:
            settings.add_day_off(self.store, first, last, self.name.value(), self.who.value())
        except UserError as problem:
            self._tell(str(problem))
            return
        self._tell("")
        self.name.set_value("")
        self.first.set_value(None)
        self.last.set_value(None)
        self.name.setFocus(Qt.FocusReason.PopupFocusReason)

    def _remove(self, off: Off) -> None:
        self._dialog.tried(lambda: settings.remove_day_off(self.store, off.id))

    def _tell(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def message(self) -> str:
        """The sentence below the line, or ''."""
        return self._message.text()

"""One project beside its list: what was sold, what was promised, and how far it is; edited in place.

inspector.show_project(id)  reads it; False when it is gone     inspector.refresh() after a Changes
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import clients, people, projects
from app.services.projects import ProjectDetail, ProjectRow
from app.views import theme
from app.views.parts import project_copies
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import LinkButton, PlainButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import AnyField
from app.views.parts.fields import FormRow, HoursField, NotesField
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.picker import Option
from app.views.parts.progress import Bar
from app.views.parts.project_sections import Milestones, People, Sold
from app.views.parts.project_words import HEALTH_ICONS, STATUS_ICONS, STATUS_WORDS, health_tone
from app.views.parts.record_rows import add_in_line
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import figure, quoted

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_FOLLOWS = "The finish follows from the due dates of the tasks"


class ProjectInspector(InspectorFrame):
    """See the top of this module. It writes through the services and shows what is committed."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__("Project", partial(self._change, "name"), self._show_menu)
        self._store, self._shell = store, shell
        self.project: ProjectDetail | None = None
        self.project_id: int | None = None
        self._build_top()
        self._build_fields()
        self._build_sections()
        self._build_foot()

    def _build_top(self) -> None:
        self.client_link = LinkButton("")
        self.client_link.clicked.connect(self._open_client)
        self.no_client = Label("No client", "text2")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.client_link)
        line.addWidget(self.no_client)
        line.addStretch(1)
        holder = QWidget()
        holder.setLayout(line)
        self.add(holder)
        self.warning = Notice("warn", "")
        self._warning_row = self.add(self.warning, above=8)
        self.hours_offer = project_copies.HoursOffer(self, self._store, self._shell)
        self._offer_row = self.add(self.hours_offer, above=8)
        self.bar = Bar()
        self.progress = Label("", "text2", theme.SECOND)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.progress)
        holder = QWidget()
        holder.setLayout(row)
        self.add(holder, above=12)

    def _build_fields(self) -> None:
        self.status = ChoiceField(
            "Status",
            [Option(key, words, icon=STATUS_ICONS[key]) for key, words in STATUS_WORDS.items()],
            self._change_status,
        )
        self.owner = PersonField("Owner", on_commit=partial(self._change, "owner_id"))
        self.client = ChoiceField(
            "Client", (), partial(self._change, "client_id"), add_new=lambda typed: typed, empty="No client"
        )
        self.start = DateField("Start", partial(self._change, "start_on"))
        self.finish = DateField("Finish", partial(self._change, "finish_on"))
        self.promised = DateField("Promised", partial(self._change, "promised_on"), placeholder="No promise")
        self.budget = AmountField("Budget", partial(self._change, "budget_minor"), placeholder="No budget")
        self.hours = HoursField("Budgeted hours", partial(self._change, "budget_minutes"), placeholder="Not set")
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Status", self.status),
            ("Owner", self.owner),
            ("Client", self.client),
            ("Start", self.start),
            ("Finish", self.finish),
            ("Promised", self.promised),
            ("Budget", self.budget),
            ("Hours sold", self.hours),
        )
        for name, field in fields:
            column.addWidget(FormRow(name, field))
        self.setFocusProxy(self.status)
        add_in_line(self, rows, above=8)

    def _build_sections(self) -> None:
        self.sold = Sold(self._open_deal)
        self.milestones = Milestones(
            self._store, lambda title: self._shell.toast(f"{quoted(title)} removed; its tasks stay")
        )
        self.people = People(lambda contact: self._shell.go("contact", contact))
        self.brief = NotesField("Brief", partial(self._change, "brief"), placeholder="Add a brief")
        self._sold_row = self.add(self.sold, above=14)
        self.add(self.milestones, above=14)
        self._people_head = self.add(self.people.section, above=14)
        self._people_rows = self.add(self.people, flush=True)
        self.add(SectionHead("Brief"), above=14)
        self.add(self.brief, flush=True)
        self.fill_up()

    def _build_foot(self) -> None:
        self.board = PlainButton("Open board", "columns")
        self.board.clicked.connect(lambda: self._open_page("projects.board"))
        self.burndown = PlainButton("Burn-down", "trend-down")
        self.burndown.clicked.connect(lambda: self._open_page("burndown"))
        for button in (self.board, self.burndown):
            self.foot.addWidget(button)
        self.foot.addStretch(1)

    # --- showing --------------------------------------------------------------------

    def show_project(self, project_id: int) -> bool:
        """Show this project; whether it is there."""
        found = projects.detail(self._store, project_id)
        if found is None:
            self.forget()
            return False
        if project_id != self.project_id:
            for field in self._fields():
                field.forget_edit()
            self.area.verticalScrollBar().setValue(0)
        self.project, self.project_id = found, project_id
        self._show_top(found.row)
        self._show_fields(found)
        self._sold_row.setVisible(found.row.deal_id is not None)
        self.sold.show_lines(found.lines, found.sold_minor, found.currency or "EUR")
        self.milestones.show_milestones(project_id, found.milestones)
        self._people_head.setVisible(bool(found.contacts))
        self._people_rows.setVisible(bool(found.contacts))
        self.people.show_people(found.contacts)
        self.brief.set_value(found.brief)
        return True

    def refresh(self) -> bool:
        """Read the shown project again; False when it is gone."""
        return self.project_id is None or self.show_project(self.project_id)

    def forget(self) -> None:
        """Show nothing, and read nothing."""
        self.project = self.project_id = None

    def rename(self) -> None:
        """Edit the name."""
        self.title.begin_edit()

    def _fields(self) -> tuple[AnyField, ...]:
        return (
            self.title, self.status, self.owner, self.client, self.start, self.finish, self.promised, self.budget,
            self.hours, self.brief,
        )  # fmt: skip

    def _show_top(self, row: ProjectRow) -> None:
        self.title.set_value(row.name)
        self.client_link.setText(row.client or "")
        self.client_link.setVisible(row.client is not None)
        self.no_client.setVisible(row.client is None)
        self._offer_row.setVisible(self.hours_offer.show_for(row))
        at_risk = row.health in ("warn", "bad")
        self._warning_row.setVisible(at_risk)
        if at_risk:
            finish = f"Finish {short_text(row.finish_on)}" if row.finish_on else "No finish yet"
            promise = f", promised {short_text(row.promised_on)}" if row.promised_on else ""
            chip, words = ("unowned", "Show them") if not row.late else ("late", "Show late")
            self.warning.say(
                health_tone(row),
                row.health_text,
                f"{finish}{promise}.",
                (words, partial(self._open_page, "projects.board", chip=chip)) if row.late or row.unowned else None,
                icon=HEALTH_ICONS[row.health],
            )
        spent = f"{figure(row.logged_minutes)} of {figure(row.planned_minutes)} h"
        self.progress.setText(f"{row.done} of {row.tasks} tasks, {spent}" if row.tasks else "No tasks yet")
        token = {"bad": "bad_mark", "warn": "warn_mark"}.get(row.health, "good_mark")
        self.bar.set_share(row.percent / 100, token)
        self.bar.setAccessibleName(f"{row.percent}% of the tasks done")

    def _show_fields(self, found: ProjectDetail) -> None:
        row = found.row
        self.status.set_value(row.status)
        everyone = people.everyone(self._store)
        self.owner.set_options([Option(one.id, one.name, person=True, mine=one.is_me) for one in everyone])
        self.owner.set_value(row.owner_id)
        self.client.set_options(clients.names(self._store))
        self.client.set_value(row.client_id)
        self.start.set_value(row.start_on)
        self.finish.set_value(row.finish_on)
        self.finish.set_read_only(_FOLLOWS if row.tasks and row.finish_on else None)
        late = row.finish_on is not None and row.promised_on is not None and row.finish_on > row.promised_on
        self.finish.set_tone("bad" if late else "text")
        self.promised.set_value(row.promised_on)
        self.budget.set_currency(found.currency or "EUR")
        self.budget.set_value(self._budget(row.id))
        self.hours.set_value(found.budget_minutes)

    def _budget(self, project_id: int) -> int | None:
        found = self._store.value("SELECT budget_minor FROM project WHERE id = ?", (project_id,))
        return None if found is None else int(found)

    # --- acting ---------------------------------------------------------------------

    def _change(self, field: str, value: Any) -> None:
        if self.project_id is not None:
            projects.change(self._store, self.project_id, field, value)

    def _change_status(self, status: str) -> None:
        if self.project is not None:
            name = quoted(self.project.row.name)
            self._change("status", status)
            self._shell.toast(f"{name} is {STATUS_WORDS[status].lower()}")

    def _open_page(self, key: str, **fields: str) -> None:
        if self.project_id is not None:
            self._shell.open_page(key, {"project_id": self.project_id, **fields})

    def _open_client(self) -> None:
        if self.project is not None and self.project.row.client_id is not None:
            self._shell.go("client", self.project.row.client_id)

    def _open_deal(self) -> None:
        if self.project is not None and self.project.row.deal_id is not None:
            self._shell.go("deal", self.project.row.deal_id)

    def _show_menu(self, button: QWidget) -> None:
        if self.project_id is None:
            return
        menu = Menu(self)
        menu.add("Rename", self.rename, "pencil-simple", "F2")
        if self.project is not None and self.project.row.deal_id is not None:
            menu.add("Open deal", self._open_deal, "handshake")
        menu.add("Show its tasks", lambda: self._open_page("tasks.list"), "table")
        menu.addSeparator()
        project_copies.add_lines(menu, self, self._store, self._shell, self.project_id)
        menu.addSeparator()
        menu.add("Delete", self.delete, "trash")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def delete(self) -> None:
        """Take the project and its tasks out of every view."""
        if self.project is not None:
            row = self.project.row
            projects.delete(self._store, [row.id])
            tasks = f" with {row.tasks} tasks" if row.tasks > 1 else ""
            self._shell.toast(f"{quoted(row.name)} deleted{tasks}")

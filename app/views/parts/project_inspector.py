"""One project beside its list: what was sold, what was promised, and how far it is; edited in place.

inspector.show_project(id)  reads it; False when it is gone     inspector.refresh() after a Changes
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import Changes
from app.services import projects
from app.services.projects import ProjectDetail, ProjectRow
from app.views import theme
from app.views.parts import project_copies, project_extra
from app.views.parts.buttons import IconButton, LinkButton, PlainButton
from app.views.parts.clock_button import ClockButton
from app.views.parts.custom_section import CustomSection
from app.views.parts.dates import short_text
from app.views.parts.fields import NotesField
from app.views.parts.files_section import FilesSection
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import Label
from app.views.parts.marks import Mark
from app.views.parts.notice import Notice
from app.views.parts.progress import Bar
from app.views.parts.project_actions import ProjectActions
from app.views.parts.project_budget import BudgetSection
from app.views.parts.project_fields import ProjectFields
from app.views.parts.project_milestones import Milestones
from app.views.parts.project_people import Members
from app.views.parts.project_sections import People, Sold
from app.views.parts.project_words import HEALTH_ICONS, finish_words, health_tone
from app.views.parts.record_rows import add_in_line
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import figure

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class ProjectInspector(InspectorFrame):
    """See the top of this module. It writes through the services and shows what is committed."""

    def __init__(self, store: Store, shell: ShellApi, verbs: ProjectActions | None = None) -> None:
        super().__init__("Project", partial(self._change, "name"), self._show_menu)
        self._store, self._shell = store, shell
        self.verbs = verbs or ProjectActions(store, shell, lambda _: self.rename())
        self.project: ProjectDetail | None = None
        self.project_id: int | None = None
        self.clock = ClockButton(store, shell, "project")
        self.put_in_head(self.clock)
        self._build_top()
        self.fields = ProjectFields(store, self._change, self._say_health)
        self.setFocusProxy(self.fields)
        add_in_line(self, self.fields, above=8)
        self._build_sections()
        self._build_foot()
        self.setAcceptDrops(True)
        shell.hub.changed.connect(self._on_changed)

    def _build_top(self) -> None:
        self.client_link = LinkButton("", gives_way=True)
        self.client_link.clicked.connect(self._open_client)
        self.no_client = Label("No client", "text2")
        self.put_away = Mark("archive", "Archived")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in (self.client_link, self.no_client, self.put_away):
            line.addWidget(part)
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

    def _build_sections(self) -> None:
        self.budget = BudgetSection()
        self._budget_row = self.add(self.budget, above=14)
        self.sold = Sold(self._open_deal, lambda deal: self._shell.go("deal", deal))
        self._sold_row = self.add(self.sold, above=14)
        self.milestones = Milestones(self._store, self._told)
        self.add(self.milestones, above=14)
        self.extra = [
            (section, self.add(widget, above=14, flush=place.flush))
            for section, widget, place in project_extra.make(self._store, self._shell)
        ]
        self.members = Members(self._store, self._shell)
        self.add(self.members, above=14, flush=True)
        self.people = People(lambda contact: self._shell.go("contact", contact))
        self._people_head = self.add(self.people.section, above=14)
        self._people_rows = self.add(self.people, flush=True)
        self.files = FilesSection(self._store, self._shell, "project")
        self.add(self.files, above=14, flush=True)
        self.custom = CustomSection(self._store, "project", go=self._shell.go)
        add_in_line(self, self.custom, above=14)
        self.brief = NotesField("Brief", partial(self._change, "brief"), placeholder="Add a brief")
        self.add(SectionHead("From the sale"), above=14)
        self.add(self.brief, flush=True)
        self.fill_up()

    def _build_foot(self) -> None:
        self.board = PlainButton("Board", "columns")
        self.board.clicked.connect(lambda: self._open_page("projects.board"))
        self.timeline = PlainButton("Timeline", "chart-bar-horizontal")
        self.timeline.clicked.connect(lambda: self._open_page("timeline"))
        self.burndown = IconButton("trend-down", "Burn-down")
        self.burndown.clicked.connect(lambda: self._open_page("burndown"))
        for button in (self.board, self.timeline, self.burndown):
            self.foot.addWidget(button)
        self.foot.addStretch(1)

    # Files may be dropped anywhere on the project: they are shown where they will be

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.dragEnterEvent(event)
        if event.isAccepted():
            self.area.ensureWidgetVisible(self.files, 0, 24)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.files.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.dropEvent(event)

    # --- showing --------------------------------------------------------------------

    def show_project(self, project_id: int) -> bool:
        """Show this project; whether it is there. What is shown already is read again by `refresh` alone."""
        return project_id == self.project_id or self._read(project_id)

    def _read(self, project_id: int) -> bool:
        found = projects.detail(self._store, project_id)
        if found is None:
            self.forget()
            return False
        if project_id != self.project_id:
            for field in (self.title, self.brief, *self.fields.every()):
                field.forget_edit()
            self.files.show_record(project_id)
            self.custom.show_record(project_id)
            self.area.verticalScrollBar().setValue(0)
        self.project, self.project_id = found, project_id
        with self.at_once():
            self._show(found)
        return True

    def _show(self, found: ProjectDetail) -> None:
        project_id = found.row.id
        self._show_top(found.row)
        self.clock.show_record(project_id, found.row.name)
        self.fields.show_project(found)
        self._budget_row.setVisible(self.budget.show_budget(found.row.budget))
        self._sold_row.setVisible(found.row.deal_id is not None)
        self.sold.show_lines(found.lines, found.sold_minor, found.currency or "EUR")
        self.sold.show_deals(found.deals, found.row.deal_id)
        self.milestones.show_milestones(project_id, found.milestones)
        for section, row in self.extra:
            row.setVisible(section.show_project(found))
        self.members.show_project(project_id)
        self._people_head.setVisible(bool(found.contacts))
        self._people_rows.setVisible(bool(found.contacts))
        self.people.show_people(found.contacts)
        self.brief.set_value(found.brief)

    def refresh(self) -> bool:
        """Read the shown project again; False when it is gone."""
        return self.project_id is None or self._read(self.project_id)

    def forget(self) -> None:
        """Show nothing, and read nothing."""
        self.project = self.project_id = None
        self.clock.show_record(None)
        self.files.show_record(None)
        self.custom.show_record(None)

    def rename(self) -> None:
        """Edit the name."""
        self.title.begin_edit()

    def _on_changed(self, changes: Changes) -> None:
        """Custom fields and files are read again by themselves; the page tells of the rest."""
        if self.project_id is not None and changes.touches("custom_field", "custom_value"):
            self.custom.reload()
        if self.project_id is not None and changes.touches("attachment"):
            self.files.reload()
        if self.project_id is not None and changes.touches("tag", "tag_link"):
            self.fields.tags.reload()

    def _show_top(self, row: ProjectRow) -> None:
        self.title.set_value(row.name)
        self.client_link.setText(row.client or "")
        self.client_link.setVisible(row.client is not None)
        self.no_client.setVisible(row.client is None)
        self.put_away.setVisible(row.archived)
        self._offer_row.setVisible(self.hours_offer.show_for(row))
        at_risk = row.health in ("warn", "bad") or row.archived or (row.own_health and row.judged.word == "bad")
        self._warning_row.setVisible(at_risk)
        if at_risk:
            self._warn(row)
        spent = f"{figure(row.logged_minutes)} of {figure(row.planned_minutes)} h"
        self.progress.setText(f"{row.done} of {row.tasks} tasks, {spent}" if row.tasks else "No tasks yet")
        token = {"bad": "bad_mark", "warn": "warn_mark"}.get(row.health, "good_mark")
        self.bar.set_share(row.percent / 100, token)
        self.bar.setAccessibleName(f"{row.percent}% of the tasks done")

    def _warn(self, row: ProjectRow) -> None:
        """What is at risk, and the way out."""
        if row.archived:
            back = ("Bring back", lambda: self.verbs.bring_back([row.id]))
            self.warning.say("plain", "Archived", "It and its tasks are in no list and no sum.", back, icon="archive")
            return
        if row.own_health:
            back = ("Back to automatic", lambda: self._say_health(None))
            rule = f"By its dates and hours: {row.judged.reason[:1].lower()}{row.judged.reason[1:]}."
            tone = health_tone(row) if row.health != "good" else "warn"
            self.warning.say(tone, row.health_text, rule, back, icon=HEALTH_ICONS[row.health])
            return
        finish = finish_words(row) or "No finish yet"
        promise = f", promised {short_text(row.promised_on)}" if row.promised_on else ""
        chip, words = ("unowned", "Show them") if not row.late else ("late", "Show late")
        self.warning.say(
            health_tone(row),
            row.health_text,
            f"{finish}{promise}.",
            (words, partial(self._open_page, "projects.board", chip=chip)) if row.late or row.unowned else None,
            icon=HEALTH_ICONS[row.health],
        )

    # --- acting ---------------------------------------------------------------------

    def _change(self, field: str, value: Any) -> None:
        if self.project_id is None:
            return
        if field == "status":
            self.verbs.change_status([self.project_id], value)
        else:
            projects.change(self._store, self.project_id, field, value)

    def _say_health(self, word: str | None, note: str = "") -> None:
        if self.project_id is not None:
            projects.say_health(self._store, self.project_id, word, note)

    def _told(self, sentence: str, done: bool) -> None:
        (self._shell.toast if done else self._shell.error)(sentence)

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
        if self.project_id is not None:
            menu = self.verbs.menu([self.project_id], self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

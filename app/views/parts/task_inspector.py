"""One task beside its list: everything about it, edited in place, each field an action of its own.

inspector.show_task(id)     reads it; False when it is gone     inspector.refresh() after a Changes
inspector.rename()          the keyboard goes to the title
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import subtasks, task_board, task_detail, tasks
from app.services.task_detail import TaskDetail
from app.views.parts.breath import paint_later
from app.views.parts.buttons import LinkButton, PlainButton
from app.views.parts.clock_button import ClockButton
from app.views.parts.dates import short_text
from app.views.parts.deal_origin import LedTo
from app.views.parts.files_section import FilesSection
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import ElidedLabel
from app.views.parts.markdown_section import DescriptionSection
from app.views.parts.notice import Action, Notice
from app.views.parts.record_rows import add_in_line
from app.views.parts.tab_order import TabOrder
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_bounds import span_text
from app.views.parts.task_cards import waits_text
from app.views.parts.task_checklist import Checklist
from app.views.parts.task_form import TaskForm
from app.views.parts.task_history import History
from app.views.parts.task_links import Links, LinkVerbs, Tie
from app.views.parts.task_subtasks import Subtasks
from app.views.parts.task_time import TimeSection

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class TaskInspector(InspectorFrame):
    """The pane. It writes through the services and shows what is committed."""

    def __init__(self, store: Store, shell: ShellApi, actions: TaskActions) -> None:
        super().__init__("Task", partial(self._change, "title"), self._show_menu)
        self._store, self._shell, self._actions = store, shell, actions
        self.task: TaskDetail | None = None
        self.task_id: int | None = None
        self.clock = ClockButton(store, shell, "task")
        self.put_in_head(self.clock)
        self._build_top()
        self._build_fields()
        self._build_sections()
        self._build_foot()
        self._tabs = TabOrder(self)

    # --- building -------------------------------------------------------------------

    def _build_top(self) -> None:
        self.project_link = LinkButton("", gives_way=True)
        self.milestone = ElidedLabel("", "text2")
        self.project_link.clicked.connect(self._open_project)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.project_link)
        line.addWidget(self.milestone, 1)
        holder = QWidget()
        holder.setLayout(line)
        self.add(holder)
        self.warning = Notice("bad", "")
        self._warning_row = self.add(self.warning, above=8)

    def _build_fields(self) -> None:
        self.form = form = TaskForm(self._store, self._change, self._change_status, self._set_labels)
        self.status, self.owner, self.start, self.due = form.status, form.owner, form.start, form.due
        self.hours, self.labels, self.sold, self.repeat = form.hours, form.labels, form.sold, form.repeat
        self.sold.clicked.connect(self._open_deal)
        form.part_of.clicked.connect(self._open_parent)
        self.setFocusProxy(self.status)
        add_in_line(self, form, above=8)

    def _build_sections(self) -> None:
        self.notes = DescriptionSection(partial(self._change, "description"))
        self.description = self.notes.field
        self.subtasks = Subtasks(self._store, self._actions, self._open_task)
        self.checklist = Checklist(self._store, self._actions)
        self.links = Links(LinkVerbs(self._add_link, self._open_task, self._edit_link, self._remove_link))
        self.led = LedTo(self._store, self._shell)
        self.files = FilesSection(self._store, self._shell, "task")
        self.time = TimeSection(self._store)
        self.history = History(self._store, self._shell)
        self.add(self.notes, above=14, flush=True)
        for section in (self.subtasks, self.checklist, self.links):
            self.add(section, above=14)
        self._led_row = self.add(self.led, above=14, flush=True)
        for other in (self.files, self.time, self.history):
            self.add(other, above=14, flush=other is self.files)
        self.fill_up()

    def _build_foot(self) -> None:
        self.next = PlainButton("", "arrow-right")
        self.next.clicked.connect(self._go_on)
        self.finish = PlainButton("Done", "check")
        self.finish.set_tooltip("Finish this task", "D")
        self.finish.clicked.connect(self._finish)
        self.foot.addWidget(self.next)
        self.foot.addWidget(self.finish)
        self.foot.addStretch(1)

    # --- showing --------------------------------------------------------------------

    def show_task(self, task_id: int) -> bool:
        """Show this task; whether it is there. What is shown already is read again by `refresh` alone."""
        return task_id == self.task_id or self._read(task_id)

    def _read(self, task_id: int) -> bool:
        found = task_detail.detail(self._store, task_id)
        if found is None:
            self.forget()
            return False
        other = task_id != self.task_id
        paint_later(self)
        self.task, self.task_id = found, task_id
        if other:
            self.title.forget_edit()
            self.notes.forget_edit()
            self.area.verticalScrollBar().setValue(0)
        self._show_head(found)
        self.clock.show_record(task_id, found.card.title)
        self.form.show_task(found)
        self.notes.show_text(found.description)
        self.subtasks.show_task(found)
        self.checklist.show_items(task_id, found.checklist)
        self.links.show_links(found, other=other)
        self._led_row.setVisible(self.led.show_task(task_id, found.card.project_id))
        self.files.show_record(task_id)
        self.time.show_time(task_id, found.time)
        self.history.show_task(task_id, found.timeline)
        self._show_foot(found)
        self._tabs.keep_soon()
        return True

    def refresh(self) -> bool:
        """Read the shown task again; False when it is gone."""
        return self.task_id is None or self._read(self.task_id)

    def forget(self) -> None:
        """Show nothing, and read nothing."""
        self.task = self.task_id = None
        self.clock.show_record(None)

    def rename(self) -> None:
        """Edit the title."""
        self.title.begin_edit()

    def _show_head(self, task: TaskDetail) -> None:
        card = task.card
        self.title.set_value(card.title)
        self.project_link.setText(card.project or "")
        self.project_link.setVisible(card.project is not None)
        milestone = (
            f"  \u200e›\u200e  {card.milestone}" if card.milestone else ""
        )  # behind a name from right to left as well
        self.milestone.set_text(milestone if card.project else "No project")
        self._show_warning(task)

    def _show_warning(self, task: TaskDetail) -> None:
        card = task.card
        waits = waits_text(card)
        self._warning_row.setVisible(bool(card.late_days or waits))
        if card.late_days:
            days = "1 working day late" if card.late_days == 1 else f"{card.late_days:,} working days late"
            if task.moves_finish:
                then = f"Moves the finish {span_text(*task.moves_finish)}."
            else:
                then = f"Expected {short_text(task.expected_on)}." if task.expected_on else ""
            self.warning.say("bad", days, f"{then} {waits}.".strip(" .") + "." if waits else then)
        elif waits:
            first = next((linked for linked in task.predecessors if linked.holds), None)
            through = None if first or task.parent_id is None else subtasks.held_through(self._store, card.id)
            holding = first.task_id if first else through[0] if through else None
            action: Action | None = ("Show it", partial(self._open_task, holding)) if holding else None
            if not card.waits_for:
                action = ("Unblock", self._unblock)
            both = f"Blocked: {card.blocked_reason}" if card.waits_for and card.blocked_reason else ""
            if through and not both:
                both = f"So does “{through[1]}”, of which this is a part."
            self.warning.say("plain", waits, both, action, icon="lock-simple")

    def _show_foot(self, task: TaskDetail) -> None:
        card = task.card
        following = self._following(task)
        waits = card.waits_for is not None
        self.next.setVisible(following is not None)
        if following is not None:
            self.next.setText("Start anyway" if waits else following[1])
            self.next.set_icon("play" if waits else "arrow-right")
        ends = card.status_kind in ("todo", "doing", "review")
        if self.finish.hasFocus() and not ends:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)  # what is hidden gives the keyboard to anybody
        self.finish.setVisible(ends)

    def _following(self, task: TaskDetail) -> tuple[int, str] | None:
        """The status that comes next and the words of its button; for a finished task the way back."""
        found = task_board.statuses(self._store, task.card.project_id)
        if task.card.status_kind in ("done", "cancelled"):
            back = next((each for each in found if each[2] == "todo"), None)
            return (back[0], "Reopen") if back else None
        places = [each[0] for each in found]
        if task.card.status_id not in places:
            return None
        later = found[places.index(task.card.status_id) + 1 :]
        then = next((each for each in later if each[2] not in ("done", "cancelled")), None)
        return (then[0], f"Move to {then[1]}") if then else None

    # --- acting ---------------------------------------------------------------------

    def _change(self, field: str, value: Any) -> None:
        if self.task_id is not None:
            self._actions.change(self.task_id, field, value)

    def _change_status(self, status_id: int) -> None:
        if self.task_id is not None:
            self._actions.move([self.task_id], status_id)

    def _set_labels(self, names: tuple[str, ...]) -> None:
        if self.task_id is not None:
            tasks.set_labels(self._store, self.task_id, names)

    def _go_on(self) -> None:
        following = self._following(self.task) if self.task is not None else None
        if following is not None and self.task is not None:
            waits = self.task.card.waits_for is not None
            self._actions.try_move([self.task.card.id], following[0], anyway=waits)

    def _finish(self) -> None:
        if self.task_id is not None:
            self._actions.done([self.task_id])

    def _open_project(self) -> None:
        if self.task is not None and self.task.card.project_id is not None:
            self._shell.go("project", self.task.card.project_id)

    def _open_parent(self) -> None:
        if self.task is not None and self.task.parent_id is not None:
            self._open_task(self.task.parent_id)

    def _unblock(self) -> None:
        with self._actions.telling():
            self._change("blocked_reason", "")

    def _open_deal(self) -> None:
        if self.task is not None and self.task.sold_as is not None:
            self._shell.go("deal", self.task.sold_as.deal_id)

    def _open_task(self, task_id: int) -> None:
        self._shell.go("task", task_id)

    def _add_link(self) -> None:
        if self.task is not None:
            from app.views.dialogs.link_task import LinkTaskDialog

            LinkTaskDialog(self, self._store, self.task.card, self._actions).open()

    def _edit_link(self, tie: Tie) -> None:
        if self.task is not None:
            from app.views.dialogs.link_task import LinkTaskDialog

            LinkTaskDialog(self, self._store, self.task.card, self._actions, tie).open()

    def _remove_link(self, tie: Tie) -> None:
        if self.task_id is not None:
            pair = (tie.linked.task_id, self.task_id) if tie.before else (self.task_id, tie.linked.task_id)
            tasks.remove_dependency(self._store, *pair)
            self._shell.toast(f"Link to {tie.linked.title} removed")

    def _show_menu(self, button: QWidget) -> None:
        if self.task is None:
            return
        card = self.task.card
        menu = self._actions.menu([card.id], self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

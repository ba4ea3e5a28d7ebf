"""What the pages of tasks have in common: toolbar, inspector, keys, what the window asks, and the words for nothing.

A page says what stands in the middle, what is chosen there, and how it reads itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services import projects, task_board, task_detail
from app.services.task_filter import TaskFilter
from app.views.page import Page
from app.views.parts.beside import Beside, in_card
from app.views.parts.breath import soon
from app.views.parts.due_repeats import DueRepeats
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.task_actions import INSPECTOR, TaskActions
from app.views.parts.task_cards import quoted
from app.views.parts.task_filters import TaskToolbar

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.task_board import TaskCard
    from app.views.page import ShellApi
    from app.views.parts.task_inspector import TaskInspector

SHOWN = frozenset({"task", "project", "milestone", "status", "person", "dependency", "checklist_item", "time_entry"})
AROUND = frozenset({"tag", "tag_link", "activity", "client", "deal", "deal_line", "setting", "day_off", "attachment"})
KEYS = (
    ("Enter", "Open the task beside the list"),
    ("F2", "Rename the task"),
    ("M", "Move it to another status"),
    ("D", "Done"),
    ("C", "Start the clock on it"),
    ("E", "Change all chosen tasks at once"),
    ("Del", "Delete it"),
    ("Ctrl+F", "Filter"),
    ("Esc", "Close the task"),
)
_NEW = ("New task", "plus", "Ctrl+N")
_FIELDS = ("project_id", "milestone_id", "person_id", "chip", "text", "open_only")


class TaskPage(Page):
    """See the top of this module."""

    reads = SHOWN | AROUND
    duplicates = "Duplicate task"
    first_click = INSPECTOR

    def __init__(self, store: Store, shell: ShellApi, filter_words: str) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.flt = TaskFilter()
        self.extra = ""
        self.verbs = TaskActions(store, shell, self.rename, self._choose_next)
        self.latest = LatestRead(store, self)
        self.toolbar = TaskToolbar(store, filter_words)
        self._pane = QWidget()
        self._inspector: TaskInspector | None = None
        self._select_next: int | None = None
        self._sought = False  # whether the filter gives way when what is read leaves that one out
        self._nothing: EmptyState | None = None
        self._sums = (0, 0, 0)
        self._repeats = DueRepeats(self)

    # --- what a page says of itself -------------------------------------------------

    def chosen(self) -> list[int]:
        """The tasks that keys act on."""
        raise NotImplementedError

    def current(self) -> int | None:
        """The task that the keyboard is on."""
        raise NotImplementedError

    def read_anew(self) -> None:
        """Read what passes the filter, now or beside the window."""
        raise NotImplementedError

    def select(self, task_id: int) -> bool:
        """Select this task; False when it is not in sight."""
        raise NotImplementedError

    def place(self, task_id: int) -> tuple[QWidget, QRect]:
        """Where a task lies, for what opens below it."""
        raise NotImplementedError

    # --- building -------------------------------------------------------------------

    def lay_out(self, body: QWidget, *, card: bool = False) -> None:
        """Toolbar and body at the left, the inspector beside them; keys act within `body`, which may stand in a card."""
        self.body = body
        self._middle = QStackedWidget()
        self._shown = in_card(body) if card else body
        self._middle.addWidget(self._shown)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._middle, 1)
        inside = QVBoxLayout(self._pane)
        inside.setContentsMargins(0, 0, 0, 0)
        self.beside = Beside(content, self._pane)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)
        self.toolbar.changed.connect(lambda: self.narrow(self.toolbar.flt))
        self.toolbar.extra_closed.connect(self.widen)
        self.toolbar.left.connect(lambda: self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason))
        self._bind_keys()

    def _bind_keys(self) -> None:
        def bind(keys: str | QKeySequence.StandardKey, over: QWidget, does: Callable[[], object]) -> None:
            shortcut = QShortcut(QKeySequence(keys), over)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

        def with_chosen(does: Callable[[list[int]], object]) -> Callable[[], object]:
            return lambda: does(ids) if (ids := self.chosen()) else None

        bind("F2", self.body, with_chosen(lambda ids: self.rename(ids[0])))
        bind("M", self.body, with_chosen(lambda ids: self.verbs.choose_status(ids, *self.place(ids[0]))))
        bind("D", self.body, with_chosen(self.verbs.done))
        bind("C", self.body, with_chosen(lambda ids: self.verbs.start_clock(ids[0])))
        bind("E", self.body, with_chosen(lambda ids: self.verbs.change_all(ids, self)))
        bind("Del", self.body, with_chosen(self.verbs.delete))
        bind(QKeySequence.StandardKey.Find, self, self.toolbar.line.setFocus)

    # --- showing --------------------------------------------------------------------

    def show_around(
        self, chips: Mapping[str, int], sums: tuple[int, int, int], project_count: int, *, shown: bool
    ) -> None:
        """What stands around the tasks; `shown`: whether there are any in the middle."""
        if self.flt.project_id is not None and not projects.is_there(self.store, self.flt.project_id):
            self.narrow(self.flt._replace(project_id=None, milestone_id=None))  # it was deleted, or never added
            return
        self._sums = sums
        self._show_filter()
        self.toolbar.show_counts(chips, project_count)
        narrowed = self.toolbar.is_narrowed
        first_time = not shown and not narrowed and not project_count
        self.toolbar.setVisible(not first_time)
        self.main_button = None if first_time else _NEW
        self._show_nothing(shown=shown or (not narrowed and project_count > 0), narrowed=narrowed)
        self._select_wanted()
        self.head_changed.emit()
        self._repeats.look()

    def _select_wanted(self) -> None:
        wanted, sought, self._select_next, self._sought = self._select_next, self._sought, None, False
        if wanted is None or self.select(wanted):
            return
        if sought:
            for card in task_board.cards(self.store, [wanted]):
                self._seek(card)
        elif self.beside.is_open:
            self.open_task(wanted, focus=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self, *, shown: bool, narrowed: bool) -> None:
        """Words in place of the tasks, with the one next step."""
        if self._nothing is not None:
            self._middle.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if not shown and self._is_empty_project():
            self._nothing = EmptyState(
                "check-square",
                f"{quoted(self.toolbar.project.words())} has no tasks yet",
                "One line says all of a task, such as: Draft copy @jane ~4h fri. Ctrl Enter adds it and asks for the next.",
                ("Add task", self.new),
            )
        elif not shown and narrowed:
            self._nothing = EmptyState(
                "funnel-simple", "No task passes this filter", "", ("Show everything", self.toolbar.clear)
            )
        elif not shown:
            self._nothing = EmptyState(
                "check-square",
                "No tasks yet",
                "Win a deal and hand it off: its lines become tasks with owners and dates. "
                "Or add a project of your own.",
                ("Add project", self._add_project),
                ("Add task", self.new),
            )
        if self._nothing is not None:
            self._middle.addWidget(self._nothing)
        self._middle.setCurrentWidget(self._nothing or self._shown)

    def _is_empty_project(self) -> bool:
        """Whether nothing but the project narrows, and it has no task at all."""
        project, flt = self.flt.project_id, self.flt._replace(open_only=False)
        if project is None or self.extra or flt != TaskFilter(project_id=project):
            return False
        return not projects.has_tasks(self.store, project)

    def refresh_inspector(self) -> None:
        """Show the task again; the pane closes when it is gone."""
        if self.beside.is_open and not self.inspector.refresh():
            self.close_inspector()

    def inspect_again(self) -> None:
        """After a change: the task is shown again once the cards or rows are painted; the pane of one that is gone closes first."""
        shown = self.inspector.task_id if self.beside.is_open else None
        if shown is not None and not task_detail.is_there(self.store, shown):
            self.close_inspector()
        elif shown is not None:
            soon(self, self.refresh_inspector)

    def totals(self) -> str:
        count, minutes, left = self._sums
        if not count:
            return ""
        return f"{count:,} open <b>{round(minutes / 60):,} h</b>  left <b>{round(left / 60):,} h</b>"

    # --- what the window asks -------------------------------------------------------

    def new(self) -> None:
        from app.views.dialogs.new_task import NewTaskDialog

        flt = self.flt
        dialog = NewTaskDialog(self, self.store, project_id=flt.project_id, milestone_id=flt.milestone_id)
        dialog.added.connect(self._on_added)
        dialog.open()

    def duplicate(self) -> None:
        shown = self._inspector.task_id if self._inspector is not None and self.beside.is_open else None
        self.verbs.duplicate(self.chosen() or ([] if shown is None else [shown]))

    def show_record(self, kind: str, record_id: int) -> None:
        found = task_board.cards(self.store, [record_id]) if kind == "task" else []
        if not found:
            return
        self._seek(found[0])
        self.open_task(record_id)

    def _seek(self, card: TaskCard) -> None:
        """Select a task: what is being read may bring it; else the filter gives way to all of its project, finished ones too."""
        if self.select(card.id) or card.status_kind == "cancelled":
            return
        if self.latest.busy:
            self._select_next, self._sought = card.id, True
        else:
            self.extra = ""
            self.narrow(TaskFilter(project_id=card.project_id), card.id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        flt = TaskFilter(**{name: wanted[name] for name in _FIELDS if name in wanted})
        self.extra = ""
        if "ids" in wanted:
            flt = flt._replace(ids=tuple(wanted["ids"]))
            self.extra = "1 task" if len(wanted["ids"]) == 1 else f"{len(wanted['ids']):,} tasks"
        self.narrow(flt)

    def panes(self) -> list[QWidget]:
        middle = self.body if self._nothing is None else self._nothing.main or self._nothing
        return [middle, self._pane, self.toolbar.project]

    def narrow(self, flt: TaskFilter, wanted: int | None = None) -> None:
        """Show what passes this filter, and select this task of it."""
        self._select_next, self._sought = wanted, False
        self.flt = flt
        self._show_filter()
        self.read_anew()

    def _show_filter(self) -> None:
        self.toolbar.show_filter(self.flt)
        self.toolbar.show_extra(self.extra)

    def widen(self) -> None:
        """Take away what a chart has narrowed to."""
        self.extra = ""
        self.narrow(self.flt._replace(ids=None))

    # --- the inspector --------------------------------------------------------------

    @property
    def inspector(self) -> TaskInspector:
        """The pane, made when a task is first opened: the page itself is there sooner."""
        if self._inspector is None:
            from app.views.parts.task_inspector import TaskInspector

            self._inspector = TaskInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
            self._pane.setFocusProxy(self._inspector)
            layout = self._pane.layout()
            if layout is not None:
                layout.addWidget(self._inspector)
        return self._inspector

    def on_current(self, task_id: int | None) -> None:
        """The keyboard or the pointer went to another task."""
        if task_id is not None and self.beside.is_open:
            self.inspector.show_task(task_id)

    def on_clicked(self) -> None:
        """Opened when the button is let go: what lies under a press must not move away."""
        task_id = self.current()
        if task_id is not None and not self.beside.is_open:
            self.open_task(task_id, focus=False)

    def open_task(self, task_id: int, *, focus: bool = True) -> None:
        """Show a task beside the list."""
        if self.inspector.show_task(task_id):
            self.beside.open()
            if focus and self.beside.is_narrow:
                self.inspector.setFocus()

    def rename(self, task_id: int) -> None:
        """Edit the title of a task."""
        self.open_task(task_id, focus=False)
        self.inspector.rename()

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.forget()
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # --- adding ---------------------------------------------------------------------

    def _choose_next(self, task_id: int) -> None:
        self._select_next = task_id

    def _on_added(self, task_id: int, title: str) -> None:
        self._select_next = task_id
        self.shell.toast(f"{title} added")

    def _add_project(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self, self.store)
        dialog.added.connect(lambda _id, name: self.shell.toast(f"{name} added"))
        dialog.open()

"""The tasks board: what is to do, under way, in review and done, over all projects or one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import Changes
from app.services import task_board
from app.services.task_filter import TaskFilter
from app.views.page import Page
from app.views.parts.beside import Beside
from app.views.parts.board import Board
from app.views.parts.board_column import ColumnPane
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_filters import TaskToolbar
from app.views.parts.task_inspector import TaskInspector
from app.views.parts.task_source import BoardReads, TaskSource, read, read_ids
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_SHOWN = frozenset({"task", "project", "milestone", "status", "person", "dependency", "checklist_item", "time_entry"})
_AROUND = frozenset({"tag", "tag_link", "activity", "client", "deal", "deal_line", "setting", "day_off"})


class TasksBoard(Page):
    """The page. See the top of this module."""

    key = "projects.board"
    reads = _SHOWN | _AROUND
    shortcut_help = (
        ("F2", "Rename the task"),
        ("M", "Move to a status"),
        ("D", "Done"),
        ("Del", "Delete"),
        ("Space", "Pick the card up, then arrows and Enter"),
        ("Ctrl+F", "Filter cards"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = ("New task", "plus", "Ctrl+N")
        self.flt = TaskFilter()
        self.verbs = TaskActions(store, shell, self._rename)
        self.source = TaskSource(store, self.verbs, self._ask_project)
        self.latest = LatestRead(store, self)
        self._select_next: int | None = None
        self._watched: set[ColumnPane] = set()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.toolbar = TaskToolbar(self.store, "Filter cards")
        self.board = Board()
        self.inspector = TaskInspector(self.store, self.shell, self.verbs)
        self.empty = EmptyState(
            "check-square",
            "No tasks yet",
            "Win a deal and hand it off: its lines become tasks with owners and dates. Or add a project of your own.",
            ("Add project", self._add_project),
            ("Add task", self.new),
        )
        self._middle = QStackedWidget()
        self._middle.addWidget(self.board)
        self._middle.addWidget(self.empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._middle, 1)
        self.beside = Beside(left, self.inspector)
        self.beside.needs = self._needs
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.beside)

    def _connect(self) -> None:
        self.toolbar.changed.connect(self._on_filter)
        self.toolbar.extra_closed.connect(lambda: self._narrow(self.flt._replace(ids=None)))
        self.toolbar.left.connect(lambda: self.panes()[1].setFocus(Qt.FocusReason.OtherFocusReason))
        self.board.set_source(self.source)
        self.board.current_changed.connect(self._on_current)
        self.board.opened.connect(self._open)
        self.board.failed.connect(self.shell.error)
        self.inspector.closed.connect(self._close_inspector)
        keys = {"F2": self._on_rename, "M": self._on_move, "D": self._on_done, "Del": self._on_delete}
        for words, does in keys.items():
            shortcut = QShortcut(QKeySequence(words), self.board)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.toolbar.line.setFocus)

    # --- reading --------------------------------------------------------------------

    def refresh(self) -> None:
        flt = self.flt
        self.latest.ask(lambda: read(self.store, flt), self._show)

    def on_changes(self, changes: Changes) -> None:
        if self.latest.beside and not self.flt.text and changes.touches("task", "dependency"):
            # the cards move at once; heads and chips, which take longer to count, follow
            reads = self.source.reads
            ids = read_ids(self.store, reads.flt, reads.columns)
            self.source.reads = reads._replace(ids=ids)
            self._reload()
        self._refresh_inspector()
        self.refresh()

    def _show(self, reads: BoardReads) -> None:
        if reads.flt != self.flt:
            return
        self.source.reads = reads
        self.toolbar.show_filter(self.flt, self._extra_words())
        self.toolbar.show_counts(reads.chips, reads.projects)
        nothing = not any(reads.ids.values()) and not self.toolbar.is_narrowed()
        self._middle.setCurrentWidget(self.empty if nothing and not reads.projects else self.board)
        self.toolbar.setVisible(self._middle.currentWidget() is self.board)
        self.main_button = None if nothing and not reads.projects else ("New task", "plus", "Ctrl+N")
        self._reload()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            if not self.board.select(wanted):
                self._open(wanted)
        self._refresh_inspector()
        self.head_changed.emit()

    def _reload(self) -> None:
        self.board.reload()
        for pane in self.board.panes:
            if pane not in self._watched:
                self._watched.add(pane)
                pane.view.plain_clicked.connect(self._on_clicked)
        self.beside.fit()

    def _needs(self) -> int:
        count = max(len(self.board.panes), 1)
        return px(192) * count + px(12) * (count - 1) + px(32)

    def _refresh_inspector(self) -> None:
        if self.beside.is_open and not self.inspector.refresh():
            self._close_inspector()

    def totals(self) -> str:
        count, minutes, left = self.source.reads.totals
        if not count:
            return ""
        return f"{count:,} open <b>{round(minutes / 60):,} h</b>  left <b>{round(left / 60):,} h</b>"

    # --- what the window asks -------------------------------------------------------

    def new(self) -> None:
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self.flt.project_id, milestone_id=self.flt.milestone_id)
        dialog.added.connect(self._on_added)
        dialog.open()

    def show_record(self, kind: str, record_id: int) -> None:
        if kind != "task":
            return
        if self.board.select(record_id):
            self._open(record_id)
            return
        found = task_board.cards(self.store, [record_id])
        if found and found[0].status_kind not in ("cancelled",):
            self._select_next = record_id
            self._narrow(TaskFilter(project_id=found[0].project_id))
        self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        flt = TaskFilter()
        for name in ("project_id", "milestone_id", "person_id", "chip", "text"):
            if name in wanted:
                flt = flt._replace(**{name: wanted[name]})
        if "ids" in wanted:
            flt = flt._replace(ids=tuple(wanted["ids"]))
        self._narrow(flt)

    def panes(self) -> list[QWidget]:
        board = self.board.selection.active
        middle = board.view if board is not None and self._middle.currentWidget() is self.board else self._middle
        return [self.toolbar.project, middle, self.inspector.title]

    # --- the filter -----------------------------------------------------------------

    def _on_filter(self, flt: TaskFilter) -> None:
        self._narrow(flt)

    def _narrow(self, flt: TaskFilter) -> None:
        self.flt = flt
        self.toolbar.show_filter(flt, self._extra_words())
        self.refresh()

    def _extra_words(self) -> str:
        ids = self.flt.ids
        if ids is None:
            return ""
        return "1 task" if len(ids) == 1 else f"{len(ids):,} tasks"

    # --- the inspector --------------------------------------------------------------

    def _on_current(self, task_id: int | None) -> None:
        if task_id is not None and self.beside.is_open:
            self.inspector.show_task(task_id)

    def _on_clicked(self) -> None:
        """Opened when the button is let go: the cards would move away from under a press."""
        if self.board.current is not None and not self.beside.is_open:
            self._open(self.board.current, focus=False)

    def _open(self, task_id: int, *, focus: bool = True) -> None:
        if self.inspector.show_task(task_id):
            self.beside.open()
            if focus and self.beside.is_narrow:
                self.inspector.setFocus()

    def _close_inspector(self) -> None:
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.forget()
            self.panes()[1].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self._close_inspector()
        else:
            super().keyPressEvent(event)

    # --- acting ---------------------------------------------------------------------

    def _ids(self) -> list[int]:
        if self.board.hold.carry is not None:
            return []
        current = self.board.current
        return self.board.selected or ([current] if current is not None else [])

    def _on_rename(self) -> None:
        if self.board.current is not None:
            self._rename(self.board.current)

    def _rename(self, task_id: int) -> None:
        self._open(task_id, focus=False)
        self.inspector.rename()

    def _on_done(self) -> None:
        if ids := self._ids():
            self.verbs.done(ids)

    def _on_delete(self) -> None:
        if ids := self._ids():
            self.verbs.delete(ids)

    def _on_move(self) -> None:
        if ids := self._ids():
            view, at = self._place(ids[0])
            self.verbs.choose_status(ids, view, at)

    def _place(self, task_id: int) -> tuple[QWidget, QRect | None]:
        """Where a card lies, for what opens below it."""
        for pane in self.board.panes:
            row = pane.model.row_of(task_id)
            if row is not None:
                return pane.view, pane.view.visualRect(pane.model.index(row))
        return self.board, None

    def _ask_project(self, ids: Sequence[int]) -> None:
        self.verbs.choose_project(ids, *self._place(ids[0]))

    def _on_added(self, task_id: int, title: str) -> None:
        self._select_next = task_id
        self.shell.toast(f"{title} added")

    def _add_project(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self, self.store)
        dialog.added.connect(lambda _id, name: self.shell.toast(f"{name} added"))
        dialog.open()

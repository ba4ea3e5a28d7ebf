"""The tasks board: what is to do, under way, in review and done, over all projects or one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.base import Changes
from app.views.list_memory import ListMemory
from app.views.parts.board import Board
from app.views.parts.board_column import ColumnPane
from app.views.parts.buttons import IconButton
from app.views.parts.menu import Menu
from app.views.parts.task_page import AROUND, KEYS, SHOWN, TaskPage
from app.views.parts.task_source import BoardReads, TaskSource, patched, read
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.task_filter import TaskFilter
    from app.services.task_groups import GroupColumn
    from app.views.page import ShellApi
    from app.views.parts.status_menu import StatusMenu
    from app.views.parts.task_group_source import GroupSource


class TasksBoard(TaskPage):
    """See the top of this module."""

    key = "projects.board"
    reads = SHOWN | AROUND
    shortcut_help = (
        *KEYS,
        ("H", "What can be done with the column"),
        ("G", "Columns of statuses, projects, milestones or people"),
        ("Space", "Pick the card up; arrows carry it, Space drops it"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell, "Filter cards")
        self.by_status = TaskSource(store, self.verbs, self._ask_project, self._ask_milestone)
        self.by_group: GroupSource | None = None  # as long as nobody has chosen other columns
        self._heads: StatusMenu | None = None
        self.group = ""
        self._memory = ListMemory(store.path, self.key)
        self.grouping = IconButton("columns", "Columns: Status", "G")
        self.grouping.set_menu(self._group_menu)
        self.toolbar.add_widget(self.grouping)
        self.board = Board()
        self.board.setAccessibleName("Tasks by status")
        self._watched: set[ColumnPane] = set()
        self.board.head_menus = True
        self.board.head_menu_wanted.connect(self._show_head_menu)
        self.lay_out(self.board)
        self.beside.needs = self._needs
        self.board.set_source(self.source)
        self.board.current_changed.connect(self.on_current)
        self.board.opened.connect(self.open_task)
        self.board.failed.connect(shell.error)
        for words, does in (("H", self.open_head_menu), ("G", self.grouping.open_menu)):
            keys = QShortcut(QKeySequence(words), self.board)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(does)
        kept = self._memory.choice(
            "columns", ("project", "assignee"), ""
        )  # milestones need a project, which nothing says yet
        if kept:
            self._take_group(kept)

    def refresh(self) -> None:
        self.refresh_inspector()
        self.read_anew()

    def on_changes(self, changes: Changes) -> None:
        self.inspect_again()
        if not changes.tables.keys() & SHOWN:
            self.board.reload()  # labels, names: words on cards, and nothing that is counted
            return
        if self.latest.beside and not self.group:
            # the cards move at once; heads and chips, which take longer to count, follow
            self.source.reads = patched(self.store, self.source.reads, changes.tables.get("task", frozenset()))
            self._reload()
        self.read_anew()

    def read_anew(self) -> None:
        flt, by = self.flt, self.group
        if by:
            from app.views.parts import task_group_source

            self.latest.ask(lambda: (by, *task_group_source.read(self.store, flt, by)), self._show_groups)
        else:
            self.latest.ask(lambda: read(self.store, flt), self._show)

    def _show_groups(self, found: tuple[str, BoardReads, list[GroupColumn]]) -> None:
        by, reads, heads = found
        if by == self.group and reads.flt == self.flt and self.by_group is not None:
            self.by_group.by, self.by_group.heads = by, heads
            self._show(reads)

    @property
    def source(self) -> TaskSource:
        """What the board shows now."""
        return self.by_group if self.group and self.by_group is not None else self.by_status

    def _group_menu(self) -> Menu:
        from app.views.parts.task_group_source import group_menu

        return group_menu(Menu(self.grouping), self.group, self.flt, self._on_group)

    def _on_group(self, by: str) -> None:
        """Chosen by hand, and so for the next time too."""
        self._memory.keep({"columns": by} if by else {})
        self.set_group(by)

    def set_group(self, by: str) -> None:
        """Show columns of statuses (''), projects, milestones or people ('project', 'milestone', 'assignee')."""
        if by != self.group:
            self._take_group(by)
            self.read_anew()

    def _take_group(self, by: str) -> None:
        from app.views.parts.task_group_source import WORDS, GroupSource

        if self.by_group is None:
            self.by_group = GroupSource(self.store, self.verbs, self._ask_project, self._ask_milestone)
        self.group = by
        words = WORDS[by][0]
        self.grouping.set_name(f"Columns: {words}")
        self.grouping.set_icon("columns", "accent_text" if by else "text2")
        self.board.setAccessibleName(f"Tasks by {words.lower()}")
        self.board.head_menus = not by
        self.source.reads = self.source.reads._replace(columns=[], ids={})
        self.by_group.heads = ()
        self.board.set_source(self.source)

    def narrow(self, flt: TaskFilter, wanted: int | None = None) -> None:
        if (self.group == "milestone" and flt.project_id is None) or (
            self.group == "project" and flt.project_id is not None
        ):
            self.flt = flt
            self.set_group("")
        super().narrow(flt, wanted)

    def _show(self, reads: BoardReads) -> None:
        if reads.flt != self.flt:
            return
        before, self.source.reads = self.source.reads, reads
        heads = self.source.columns()
        shown = [pane.column.key for pane in self.board.panes]
        same = (reads.flt, reads.ids) == (before.flt, before.ids)
        if self.latest.beside and same and shown == [head.key for head in heads]:
            for pane, head in zip(self.board.panes, heads, strict=True):
                pane.set_column(head)
        else:
            self._reload()
        self.show_around(reads.chips, reads.totals, reads.projects, shown=any(reads.ids.values()))

    def _reload(self) -> None:
        self.board.reload()
        for pane in self.board.panes:
            if pane not in self._watched:
                self._watched.add(pane)
                pane.view.plain_clicked.connect(self.on_clicked)
        self.beside.fit()

    # The columns themselves

    @property
    def heads(self) -> StatusMenu:
        """The menus of the columns, made when the first one is wanted."""
        if self._heads is None:
            from app.views.parts.status_menu import StatusMenu

            self._heads = StatusMenu(self.store, self.shell, self._head)
        return self._heads

    def open_head_menu(self) -> None:
        """The menu of the column that the keyboard is in."""
        pane = self.board.selection.active
        if pane is not None and not self.group:
            self._show_head_menu(pane.column.key, pane.head.mapToGlobal(pane.head.rect().bottomLeft()))

    def _show_head_menu(self, key: int, place: QPoint) -> None:
        self._head_menu = self.heads.menu(key, self.flt.project_id, self)
        self._head_menu.popup(place)

    def _head(self, key: int) -> QWidget:
        return next((pane.head for pane in self.board.panes if pane.column.key == key), self.board)

    def _needs(self) -> int:
        count = max(len(self.board.panes), 1)
        return px(192) * count + px(12) * (count - 1) + px(32)

    def panes(self) -> list[QWidget]:
        around = super().panes()
        active = self.board.selection.active
        if around[0] is self.board and active is not None:
            around[0] = active.view
        return around

    # What is chosen

    def chosen(self) -> list[int]:
        if self.board.hold.carry is not None:
            return []
        current = self.board.current
        return self.board.selected or ([current] if current is not None else [])

    def current(self) -> int | None:
        return self.board.current

    def select(self, task_id: int) -> bool:
        return self.board.select(task_id)

    def place(self, task_id: int) -> tuple[QWidget, QRect]:
        for pane in self.board.panes:
            row = pane.model.row_of(task_id)
            if row is not None:
                return pane.view.viewport(), pane.view.visualRect(pane.model.index(row))
        return self.board, QRect(0, self.board.height() - 1, self.board.width(), 1)

    def _ask_project(self, ids: Sequence[int]) -> None:
        self.verbs.choose_project(ids, *self.place(ids[0]))

    def _ask_milestone(self, ids: Sequence[int]) -> None:
        if self.flt.project_id is not None:
            self.verbs.choose_milestone(ids, self.flt.project_id, *self.place(ids[0]))

"""All tasks as a list: arranged as its user likes, narrowed like the board, several changed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.base import Changes
from app.services import custom_fields, projects, task_board, task_list
from app.services.listing import Listing
from app.services.task_filter import TaskFilter, touched_on
from app.services.task_list import TaskRow
from app.views.list_memory import ListMemory
from app.views.parts import custom_columns, task_rows
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.arrangement import Arrangement
from app.views.parts.dates import day_text
from app.views.parts.list_bar import EXPORT_KEYS, ListBar, bind_export
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel
from app.views.parts.segmented import Segmented
from app.views.parts.task_page import AROUND, KEYS, SHOWN, TaskPage
from app.views.parts.view_menu import ViewMenu
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.field import Field
    from app.views.parts.task_cells import TaskCells

_FIELDS = frozenset({"custom_field", "custom_value"})
_LISTED = SHOWN | _FIELDS | {"tag", "tag_link", "client", "saved_view"}


class ListReads(NamedTuple):
    """All that the page shows, except the rows themselves. `asked` is what it was read for."""

    asked: tuple[Any, ...]
    listing: Listing
    chips: dict[str, int]
    totals: tuple[int, int, int]
    projects: int


def read(store: Store, flt: TaskFilter, day: date | None, arrangement: Arrangement) -> ListReads:
    """Read it; in whichever thread."""
    asked = (flt, day, arrangement[1:])
    if day is not None:
        flt = flt._replace(ids=touched_on(store, day, flt.project_id))
    around = flt._replace(open_only=False)
    return ListReads(
        asked,
        task_list.ids(store, flt, arrangement.sorts, arrangement.group),
        task_board.chips(store, around),
        task_board.totals_line(store, around),
        len(projects.choices(store)),
    )


class TasksList(TaskPage):
    """See the top of this module."""

    key = "tasks.list"
    reads = SHOWN | AROUND | _LISTED
    shortcut_help = (
        ("Enter", "Open the task beside the list; on a cell, edit it"),
        ("← →", "From cell to cell"),
        ("F2", "Edit the cell, or the title"),
        *KEYS[2:],
        ("Shift+click", "Sort by a head too"),
        ("Ctrl+A", "Select all"),
        ("Ctrl+C", "Copy the selected rows"),
        (EXPORT_KEYS, "Export what is seen"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell, "Filter tasks")
        self.flt = task_list.PLAIN
        self._day: date | None = None
        self._cells: TaskCells | None = None
        self.rows: RowsModel[TaskRow] = RowsModel((), self._fetch, lambda row: row.id)
        self.table = ArrangedTable(self.rows, task_rows.USUAL)
        self.table.setAccessibleName("Tasks")
        self.table.edits = self._edits
        self._learn()
        self.scope = Segmented((("open", "Open"), ("all", "All")), "open", name="Which tasks")
        self.toolbar.add_widget(self.scope)
        self.views = ViewMenu(store, self.key, self, all_words="Open tasks")
        self.toolbar.row.insertWidget(0, self.views)
        self.bar = ListBar(self.table, self.export_seen)
        self.toolbar.row.addWidget(self.bar)
        self.lay_out(self.table, card=True)
        self.beside.needs = lambda: px(900)
        self.state = ListState(self.table, ListMemory(store.path, self.key), lambda: self.views.view is not None)
        self.bar.show_arrangement()
        self._connect()

    def _connect(self) -> None:
        self.scope.changed.connect(lambda key: self.narrow(self.flt._replace(open_only=key == "open")))
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self.shell.error)
        self.table.current_changed.connect(self.on_current)
        self.table.clicked_once.connect(self._on_row_clicked)
        self.table.patient = lambda: self.beside.is_narrow
        self.table.opened.connect(self.open_task)
        bind_export(self, self.export_seen)
        self.table.menu = lambda ids: self.verbs.menu(ids) if ids else None

    def refresh(self) -> None:
        self.refresh_inspector()
        self.read_anew()

    def read_anew(self) -> None:
        asked = (self.flt, self._day, self.table.arrangement)
        self.latest.ask(lambda: read(self.store, *asked), self._show)

    def on_changes(self, changes: Changes) -> None:
        self.inspect_again()
        if changes.touches("custom_field"):
            self._learn()
        if changes.touches("saved_view"):
            self.views.refresh()
        if changes.tables.keys() & (_LISTED - {"saved_view"}):
            if self.latest.beside:
                self.rows.read_again()  # the words change at once; which rows there are, and their order, follow
            self.read_anew()

    def _learn(self) -> None:
        """The custom fields are columns, and may be groups."""
        self.fields = tuple(custom_fields.fields(self.store, "task"))
        groupings = [*task_rows.GROUPINGS, *custom_columns.groupings(self.fields)]
        self.table.set_catalogue(task_rows.columns(self.fields), groupings)

    def _fetch(self, ids: Sequence[int]) -> list[TaskRow]:
        return task_list.rows(self.store, ids, self.table.known_columns)

    def _edits(self, key: str, row: TaskRow) -> Field[Any] | str | None:
        if self._cells is None:
            from app.views.parts.task_cells import TaskCells

            self._cells = TaskCells(self.store, self.verbs)
        return self._cells.edit(key, row)

    def _show(self, reads: ListReads) -> None:
        if reads.asked != (self.flt, self._day, self.table.arrangement[1:]):
            return
        by = self.table.arrangement.group
        self.table.show_listing(reads.listing, partial(task_rows.describe, self.fields, by))
        self.show_around(reads.chips, reads.totals, reads.projects, shown=bool(reads.listing.ids))

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.views.refresh()
        if anew:
            self.read_anew()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Tasks", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self.store
        export_seen.write(
            self.shell, path, self.rows.columns, self.table.listed, lambda ids: task_list.rows(store, ids, keys), "task"
        )

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a saved view: the filter and the arrangement."""
        return {**task_list.to_spec(self.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a saved view."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self._day, self.extra = None, ""
        self.narrow(task_list.from_spec(spec))

    def _on_row_clicked(self) -> None:
        if len(self.table.selected) == 1:
            self.on_clicked()

    def narrow(self, flt: TaskFilter, wanted: int | None = None) -> None:
        self.scope.set_value("open" if flt.open_only else "all")
        super().narrow(flt, wanted)
        self.views.refresh()

    def rename(self, task_id: int) -> None:
        if not (self.table.isVisible() and self.table.edit_cell(task_id, "title")):
            super().rename(task_id)

    def widen(self) -> None:
        self._day = None
        super().widen()

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """As on the board; {'on': date} shows what has happened on a day."""
        self._day = wanted.get("on")
        narrowed = "ids" in wanted or self._day is not None
        super().apply_filter({**wanted, "open_only": not narrowed})
        if self._day is not None:
            self.extra = f"Changed {day_text(self._day)}"
            self.narrow(self.flt)

    # What is chosen

    def chosen(self) -> list[int]:
        return self.table.selected

    def current(self) -> int | None:
        return self.table.current

    def select(self, task_id: int) -> bool:
        return self.table.select(task_id)

    def place(self, task_id: int) -> tuple[QWidget, QRect]:
        at = self.rows.row_of(task_id)
        if at is None:
            return self.table, self.table.rect()
        rect = self.table.visualRect(self.rows.index(at, 0))
        return self.table.viewport(), rect.intersected(self.table.viewport().rect())

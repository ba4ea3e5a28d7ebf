"""All tasks as a list: sorted by any head, narrowed like the board, several changed at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.base import Changes
from app.services import projects, task_board
from app.services.task_board import TaskCard
from app.services.task_filter import TaskFilter, touched_on
from app.views.parts.dates import day_text, short_text
from app.views.parts.fields import hours_text
from app.views.parts.list_table import ListTable
from app.views.parts.rows import Col, RowsModel, Tone
from app.views.parts.segmented import Segmented
from app.views.parts.task_cards import KIND_ICONS, OPEN, first_name, late_text, waits_text
from app.views.parts.task_page import AROUND, KEYS, SHOWN, TaskPage
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_MILESTONE, _WAITS = 2, 8


class ListReads(NamedTuple):
    """All that the page shows, except the rows themselves. `asked` is what it was read for."""

    asked: tuple[Any, ...]
    ids: list[int]
    chips: dict[str, int]
    totals: tuple[int, int, int]
    projects: int


def read(store: Store, flt: TaskFilter, day: date | None, sort: str, descending: bool) -> ListReads:
    """Read it; in whichever thread."""
    asked = (flt, day, sort, descending)
    if day is not None:
        flt = flt._replace(ids=touched_on(store, day, flt.project_id))
    ids = task_board.list_ids(store, flt, sort, descending)
    around = flt._replace(open_only=False)
    return ListReads(
        asked,
        ids,
        task_board.chips(store, around),
        task_board.totals_line(store, around),
        len(projects.choices(store)),
    )


def _due_tone(task: TaskCard) -> Tone:
    return "bad" if task.late_days else "caption" if task.status_kind not in OPEN else "plain"


def _due_text(task: TaskCard) -> str:
    if task.status_kind == "done" and task.done_on is not None:
        return f"Done {day_text(task.done_on)}"
    if task.due_on is None:
        return ""
    if task.late_days:
        return f"{short_text(task.due_on)}, {late_text(task.late_days)}"
    return day_text(task.due_on)


def _hours(minutes: int | None) -> str:
    return hours_text(minutes) if minutes else ""


def _quiet(task: TaskCard) -> Tone:
    return "plain" if task.status_kind in OPEN else "second"


COLUMNS: list[Col[TaskCard]] = [
    Col("title", "Task", lambda task: task.title, tone=_quiet, sort_key="title"),
    Col("project", "Project", lambda task: task.project or "", tone=lambda _: "second", sort_key="project"),
    Col(
        "milestone",
        "Milestone",
        lambda task: task.milestone or "",
        width=140,
        tone=lambda _: "second",
        sort_key="milestone",
    ),
    Col(
        "status",
        "Status",
        lambda task: task.status,
        width=116,
        icon=lambda task: KIND_ICONS[task.status_kind],
        tone=_quiet,
        sort_key="status",
    ),
    Col(
        "owner",
        "Owner",
        lambda task: first_name(task.assignee or "") or "Nobody",
        width=84,
        tone=lambda task: "plain" if task.assignee else "warn",
        icon=lambda task: "" if task.assignee else "user",
        tooltip=lambda task: task.assignee or "Nobody owns this task",
        sort_key="assignee",
    ),
    Col(
        "due",
        "Due",
        _due_text,
        width=152,
        tone=_due_tone,
        icon=lambda task: "warning-circle" if task.late_days else "",
        sort_key="due",
    ),
    Col(
        "estimate",
        "Estimate",
        lambda task: _hours(task.estimate_minutes),
        "right",
        84,
        sort_key="estimate",
    ),
    Col("logged", "Done h", lambda task: _hours(task.logged_minutes), "right", 80, sort_key="logged"),
    Col(
        "waits",
        "Waits for",
        lambda task: waits_text(task).removeprefix("Waits for ") if task.status_kind in OPEN else "",
        tone=lambda _: "second",
        icon=lambda task: "lock-simple" if task.status_kind in OPEN and waits_text(task) else "",
        tooltip=waits_text,
    ),
]


class TasksList(TaskPage):
    """See the top of this module."""

    key = "tasks.list"
    reads = SHOWN | AROUND
    shortcut_help = (*KEYS, ("Ctrl+A", "Select all"), ("Ctrl+C", "Copy the selected rows"))

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell, "Filter tasks")
        self.flt = TaskFilter(open_only=True)
        self._sort, self._descending = "due", False
        self._day: date | None = None
        self.rows: RowsModel[TaskCard] = RowsModel(
            COLUMNS, lambda ids: task_board.cards(store, ids), lambda task: task.id
        )
        self.table = ListTable(self.rows)
        self.table.setAccessibleName("Tasks")
        self.scope = Segmented((("open", "Open"), ("all", "All")), "open", name="Which tasks", in_row=True)
        self.toolbar.add_widget(self.scope)
        self.lay_out(self.table, card=True)
        self.beside.needs = lambda: px(900)
        self.scope.changed.connect(lambda key: self.narrow(self.flt._replace(open_only=key == "open")))
        self.table.set_sorted(self._sort)
        self.table.sort_requested.connect(self._on_sort)
        self.table.current_changed.connect(self.on_current)
        self.table.clicked.connect(self._on_row_clicked)
        self.table.opened.connect(self.open_task)
        self.table.horizontalHeader().geometriesChanged.connect(self._fit_columns)
        self.table.menu = lambda ids: self.verbs.menu(ids) if ids else None

    def refresh(self) -> None:
        self.refresh_inspector()
        self.read_anew()

    def read_anew(self) -> None:
        asked = (self.flt, self._day, self._sort, self._descending)
        self.latest.ask(lambda: read(self.store, *asked), self._show)

    def on_changes(self, changes: Changes) -> None:
        self.refresh_inspector()
        if changes.tables.keys() & (SHOWN | {"tag_link"}):
            self.read_anew()

    def _show(self, reads: ListReads) -> None:
        if reads.asked != (self.flt, self._day, self._sort, self._descending):
            return
        self.rows.set_ids(reads.ids)
        self.show_around(reads.chips, reads.totals, reads.projects, shown=bool(reads.ids))

    def _on_sort(self, key: str, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.read_anew()

    def _on_row_clicked(self) -> None:
        if len(self.table.selected) == 1:
            self.on_clicked()

    def narrow(self, flt: TaskFilter) -> None:
        self.scope.set_value("open" if flt.open_only else "all")
        super().narrow(flt)

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

    def _fit_columns(self) -> None:
        """Milestones, then what a task waits for, give way where titles would be cut."""
        room = self.table.width()
        self.table.setColumnHidden(_MILESTONE, room < px(1080))
        self.table.setColumnHidden(_WAITS, room < px(780))

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

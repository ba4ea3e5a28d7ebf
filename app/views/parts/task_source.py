"""The tasks board's source: what it shows of a filter, and where cards may land."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from app.base import today
from app.services import projects, statuses, task_board
from app.services.task_board import TaskColumn
from app.services.task_filter import TaskFilter
from app.views.parts import task_cards
from app.views.parts.board_source import Card, Column, FootTarget
from app.views.parts.task_actions import TaskActions

if TYPE_CHECKING:
    from app.models.store import Store


class BoardReads(NamedTuple):
    """All that the board's page shows, except the cards themselves."""

    flt: TaskFilter
    columns: list[TaskColumn]
    ids: dict[int, list[int]]
    chips: dict[str, int]
    totals: tuple[int, int, int]
    projects: int


def read(store: Store, flt: TaskFilter) -> BoardReads:
    """Read it; in whichever thread."""
    found = task_board.overview(store, flt)
    ids = read_ids(store, flt, found.columns)
    return BoardReads(flt, found.columns, ids, found.chips, found.totals, len(projects.choices(store)))


def read_ids(store: Store, flt: TaskFilter, columns: Sequence[TaskColumn]) -> dict[int, list[int]]:
    """The cards of every column."""
    return {found.status_id: task_board.board_ids(store, flt, found.status_id) for found in columns}


def patched(store: Store, reads: BoardReads, touched: AbstractSet[int]) -> BoardReads:
    """The same with the columns read again in which touched tasks are or were; whose counts follow later."""
    wanted = json.dumps(list(touched))
    columns = statuses.Columns(store)
    found = store.ids("SELECT DISTINCT status_id FROM task WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
    now = {columns.match(each, None) if reads.flt.project_id is None else each for each in found}
    stale = [
        each
        for each in reads.columns
        if each.status_id in now or not touched.isdisjoint(reads.ids.get(each.status_id, ()))
    ]
    return reads._replace(ids=reads.ids | read_ids(store, reads.flt, stale))


class TaskSource:
    """A BoardSource over what was read last. `ask_project(ids)` and `ask_milestone(ids)` ask where else cards should go."""

    def __init__(
        self,
        store: Store,
        actions: TaskActions,
        ask_project: Callable[[Sequence[int]], object],
        ask_milestone: Callable[[Sequence[int]], object],
    ) -> None:
        self.store = store
        self.actions = actions
        self._ask_project, self._ask_milestone = ask_project, ask_milestone
        self.reads = BoardReads(TaskFilter(), [], {}, {}, (0, 0, 0), 0)

    def columns(self) -> list[Column]:
        """The heads."""
        return [task_cards.column(found, self.reads.flt) for found in self.reads.columns]

    def ids(self, column_key: int) -> list[int]:
        """The cards of a column."""
        return self.reads.ids.get(column_key, [])

    def cards(self, ids: Sequence[int]) -> Iterable[Card]:
        """These cards as they are now."""
        now, within = today(), self.one_project
        return [task_cards.card(task, now, within=within) for task in task_board.cards(self.store, ids, now)]

    @property
    def one_project(self) -> bool:
        """Whether the board or the column says already which project a card belongs to."""
        return self.reads.flt.project_id is not None

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:
        """Tasks whose predecessors are unfinished do not begin by a drag."""
        return self.actions.refusal(ids, self._column(column_key).kind)

    def with_cards(self, ids: Sequence[int], column_key: int) -> str:
        """The hours of the column with these, and whether that is beyond its limit."""
        found = self._column(column_key)
        there = set(self.ids(column_key))
        come = [each for each in ids if each not in there]
        limit = task_cards.column(found, self.reads.flt).limit
        if limit is not None and found.count + len(come) > limit:
            return f"{found.count + len(come)} of {limit} with this"
        if len(come) > 200:
            return ""
        minutes = sum(task.estimate_minutes or 0 for task in task_board.cards(self.store, come))
        what = "this card" if len(come) == 1 else f"these {len(come)}"
        return f"with {what} {task_cards.sum_text(found.minutes + minutes)}"

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        """Move the cards and say so."""
        self.actions.move(ids, column_key, before)

    def foot_targets(self) -> list[FootTarget]:
        """Cancel, and another project when there is one."""
        targets = [FootTarget("cancel", "x-circle", "Cancel", "leaves the board")]
        if self.reads.projects > 1:
            targets.append(FootTarget("project", "arrow-square-out", "Other project", "asks which"))
        if self.reads.flt.project_id is not None and projects.milestones(self.store, self.reads.flt.project_id):
            targets.append(FootTarget("milestone", "flag", "Milestone", "asks which"))
        return targets

    def drop_on_foot(self, ids: Sequence[int], key: str) -> None:
        """Call the tasks off, or ask for their project once the drop is over."""
        if key == "cancel":
            self.actions.cancel(ids)
        else:
            kept = list(ids)
            ask = self._ask_project if key == "project" else self._ask_milestone
            QTimer.singleShot(0, lambda: ask(kept))

    def act(self, card_id: int) -> None:
        """Task cards carry no button."""

    def menu(self, ids: Sequence[int]) -> QMenu | None:
        """The menu of these cards."""
        return self.actions.menu(ids) if ids else None

    def _column(self, key: int) -> TaskColumn:
        return next(found for found in self.reads.columns if found.status_id == key)

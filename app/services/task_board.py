"""Tasks as boards, lists and sums show them. Every read is a fixed number of queries, and follows one filter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from, today
from app.models.store import Store
from app.services import settings
from app.services import statuses as columns
from app.services.task_filter import OPEN_KINDS, STARTABLE, Kinds, TaskFilter, late, recent, since, where

TASK_GONE = "This task is gone; somebody deleted it. Undo brings it back."
SORTS = {
    "title": "t.title COLLATE NOCASE",
    "project": "p.name COLLATE NOCASE",
    "milestone": "m.rank",
    "status": "s.rank",
    "assignee": "a.name COLLATE NOCASE",
    "start": "t.start_on",
    "due": "t.due_on",
    "estimate": "t.estimate_minutes",
    "logged": "(SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id)",
    "priority": "t.priority",
    "done": "t.done_on",
    "created": "t.created_on",
}
_LOGGED = "SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id"
_LEFT = f"max(0, t.estimate_minutes - ifnull(({_LOGGED}), 0))"


class TaskColumn(NamedTuple):
    """A status with its count and estimate; `can_start` counts only in columns of kind 'todo'.

    `since` is the first day of what a column of finished tasks shows, None when it shows all of them; `own` says that it is one
    of the project's own columns.
    """

    status_id: int
    name: str
    kind: str
    rank: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    minutes: int
    wip_limit: int | None
    can_start: int
    since: date | None = None
    own: bool = False


class TaskCard(NamedTuple):
    """What a card or a row needs to know of a task; `late_days` in working days of its owner, times in minutes.

    `waits_for` is the first unfinished predecessor that keeps a task from starting, `waits_count` how many
    there are. `parts_done` of `parts` are the subtasks at any depth, cancelled ones aside.
    """

    id: int
    title: str
    project_id: int | None
    project: str | None
    milestone_id: int | None
    milestone: str | None
    status_id: int
    status: str
    status_kind: str
    assignee_id: int | None
    assignee: str | None
    assignee_initials: str
    assignee_is_me: bool
    reviewer: str | None
    start_on: date | None
    due_on: date | None
    done_on: date | None
    estimate_minutes: int | None
    logged_minutes: int
    checklist_done: int
    checklist_total: int
    priority: int
    blocked_reason: str
    key: str
    labels: tuple[tuple[int, str], ...]
    waits_for: str | None
    waits_count: int
    can_start: bool
    late_days: int
    repeats: bool
    parts_done: int = 0
    parts: int = 0


class Overview(NamedTuple):
    """Everything that stands around the cards of a board: its columns, chips and totals."""

    columns: list[TaskColumn]
    chips: dict[str, int]
    totals: tuple[int, int, int]


_CHIPS = ("mine", "late", "due_week", "unowned", "no_date")
_Sums = dict[int, dict[str, int]]


def overview(store: Store, flt: TaskFilter) -> Overview:
    """`board`, `chips` and `totals_line` of one filter, for the price of one of them while no chip is chosen."""
    if flt.chip:
        return Overview(board(store, flt), chips(store, flt), totals_line(store, flt))
    sums = _sums(store, Kinds(store), flt, ("count", "minutes", "left", "state", *_CHIPS))
    return Overview(_columns(store, flt, sums), _chips(sums), _totals(sums))


def board(store: Store, flt: TaskFilter) -> list[TaskColumn]:
    """The columns of the board, cancelled work left out: it is in lists."""
    return _columns(store, flt, _sums(store, Kinds(store), flt, ("count", "minutes", "state")))


def statuses(store: Store, project_id: int | None = None) -> list[tuple[int, str, str, int, int | None]]:
    """Id, name, kind, rank and work-in-progress limit of this project's columns, or of the common ones, in order."""
    return [(row.id, row.name, row.kind, row.rank, row.wip_limit) for row in columns.of(store, project_id)]


def board_ids(store: Store, flt: TaskFilter, status_id: int) -> list[int]:
    """The tasks of one column in the order of their cards; finished ones the newest first."""
    kinds, known = Kinds(store), columns.Columns(store)
    shown = columns.sql_list(known.shown(status_id, flt.project_id))
    narrowed, params = where(store, kinds, flt, f"t.status_id {shown}")
    if status_id in known.by_id and known.by_id[status_id].kind == "done":
        return store.ids(
            f"SELECT t.id FROM task t WHERE {narrowed}{recent(flt, params)} ORDER BY t.done_on DESC, t.id",
            params,
        )
    return store.ids(f"SELECT t.id FROM task t WHERE {narrowed} ORDER BY t.rank, t.id", params)


def list_ids(store: Store, flt: TaskFilter, sort: str = "due", descending: bool = False) -> list[int]:
    """The tasks of a list, sorted by a key of `SORTS`; what has no value there comes last."""
    kinds = Kinds(store)
    narrow = f"t.status_id IN {kinds.of(*OPEN_KINDS)}" if flt.open_only else ""
    narrowed, params = where(store, kinds, flt, narrow)
    return store.ids(
        "SELECT t.id FROM task t LEFT JOIN status s ON s.id = t.status_id "
        "LEFT JOIN project p ON p.id = t.project_id LEFT JOIN milestone m ON m.id = t.milestone_id LEFT JOIN person a ON a.id = t.assignee_id "
        f"WHERE {narrowed} ORDER BY {SORTS[sort]} {'DESC' if descending else 'ASC'} NULLS LAST, t.id",
        params,
    )


def chips(store: Store, flt: TaskFilter) -> dict[str, int]:
    """How many open tasks each chip would leave, whichever is chosen."""
    return _chips(_sums(store, Kinds(store), flt._replace(chip=""), ("state", *_CHIPS)))


def totals_line(store: Store, flt: TaskFilter) -> tuple[int, int, int]:
    """Count of the open tasks, their estimate, and what is left of it after the time logged; in minutes."""
    return _totals(_sums(store, Kinds(store), flt, ("count", "minutes", "left")))


def cards(store: Store, ids: Sequence[int], on: date | None = None) -> list[TaskCard]:
    """The tasks `ids`, in their order; one that is gone is left out. `on` counts as today."""
    wanted = (json.dumps(list(ids)),)
    rows = store.rows(
        "SELECT t.id, t.title, t.project_id, p.name, t.milestone_id, m.title, t.status_id, s.name, s.kind, "
        "t.assignee_id, a.name, ifnull(a.initials, ''), ifnull(a.is_me, 0), r.name, t.start_on, t.due_on, "
        "t.done_on, t.estimate_minutes, (SELECT ifnull(sum(e.minutes), 0) FROM time_entry e "
        "WHERE e.task_id = t.id), (SELECT count(c.done_at) FROM checklist_item c WHERE c.task_id = t.id), "
        "(SELECT count(*) FROM checklist_item c WHERE c.task_id = t.id), t.priority, t.blocked_reason, "
        "t.key, t.not_before_on, t.recurrence <> '' FROM json_each(?) j CROSS JOIN task t ON t.id = j.value "
        "JOIN status s ON s.id = t.status_id LEFT JOIN project p ON p.id = t.project_id "
        "LEFT JOIN milestone m ON m.id = t.milestone_id LEFT JOIN person a ON a.id = t.assignee_id "
        "LEFT JOIN person r ON r.id = t.reviewer_id WHERE t.deleted_at IS NULL ORDER BY j.key",
        wanted,
    )
    kinds = Kinds(store)
    labels, waits, parts = _labels(store, wanted), _waits(store, kinds, wanted), _parts(store, kinds, wanted)
    now = on or today()
    lateness = _late_days(store, [row for row in rows if _overdue(row, now)], now)
    return [
        _card(row, (labels.get(row[0], ()), waits.get(row[0], []), parts.get(row[0], (0, 0))), now, lateness)
        for row in rows
    ]


def check_exists(store: Store, task_id: int) -> None:
    """Raise UserError when the task is gone."""
    if store.value("SELECT 1 FROM task WHERE id = ? AND deleted_at IS NULL", (task_id,)) is None:
        raise UserError(TASK_GONE)


def _late_days(store: Store, rows: Sequence[tuple[Any, ...]], now: date) -> dict[int, int]:
    """By task: the days since the due day that its owner worked, or the workspace where nobody owns it."""
    if not rows:
        return {}
    shared, own = settings.calendars(store, *{row[9] for row in rows if row[9] is not None})
    return {row[0]: own.get(row[9], shared).late_days(date.fromisoformat(row[15]), now) for row in rows}


def _overdue(row: tuple[Any, ...], now: date) -> bool:
    return row[8] in OPEN_KINDS and row[15] is not None and row[15] < now.isoformat()


def _card(
    row: tuple[Any, ...],
    around: tuple[tuple[tuple[int, str], ...], list[str], tuple[int, int]],
    now: date,
    lateness: dict[int, int],
) -> TaskCard:
    labels, waits, parts = around
    due = day_from(row[15])
    todo = row[8] == "todo"
    can_start = todo and not waits and not row[22] and (row[24] or "") <= now.isoformat()
    return TaskCard._make(
        (
            *row[:12],
            bool(row[12]),
            row[13],
            day_from(row[14]),
            due,
            day_from(row[16]),
            *row[17:24],
            labels,
            waits[0] if todo and waits else None,
            len(waits) if todo else 0,
            can_start,
            lateness.get(row[0], 0),
            bool(row[25]),
            *parts,
        )
    )


def _labels(store: Store, wanted: tuple[str]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for task, colour, name in store.rows(
        "SELECT l.task_id, g.colour, g.name FROM tag_link l JOIN tag g ON g.id = l.tag_id "
        "WHERE l.task_id IN (SELECT value FROM json_each(?)) ORDER BY l.id",
        wanted,
    ):
        found[task] = (*found.get(task, ()), (colour, name))
    return found


def _parts(store: Store, kinds: Kinds, wanted: tuple[str]) -> dict[int, tuple[int, int]]:
    """How many of how many subtasks are done, of each task that has some."""
    found = store.rows(
        "WITH RECURSIVE below(top, id) AS (SELECT t.parent_id, t.id FROM json_each(?) j CROSS JOIN task t "
        "ON t.parent_id = j.value WHERE t.deleted_at IS NULL UNION SELECT below.top, t.id FROM below "
        "CROSS JOIN task t ON t.parent_id = below.id WHERE t.deleted_at IS NULL) "
        f"SELECT below.top, sum(t.status_id IN {kinds.of('done')}), count(*) FROM below CROSS JOIN task t ON t.id = below.id "
        f"WHERE t.status_id NOT IN {kinds.of('cancelled')} GROUP BY below.top",
        wanted,
    )
    return {task: (done, count) for task, done, count in found}


def _waits(store: Store, kinds: Kinds, wanted: tuple[str]) -> dict[int, list[str]]:
    """The titles of the predecessors that keep each task from starting, the one that is due first in front."""
    found: dict[int, list[str]] = {}
    for task, title in store.rows(
        f"SELECT h.task, b.title FROM {kinds.held('SELECT value AS id FROM json_each(?)')} AS h CROSS JOIN task b ON b.id = h.by "
        "ORDER BY b.due_on NULLS LAST, b.id",
        wanted,
    ):
        found.setdefault(task, []).append(title)
    return found


def wait_for_others(store: Store, ids: Sequence[int]) -> list[int]:
    """Those of the tasks that wait for an unfinished one that is not among them: all the others can be finished together."""
    return store.ids(
        f"SELECT DISTINCT h.task FROM {Kinds(store).held('SELECT value AS id FROM json_each(:ids)')} AS h "
        "WHERE h.by NOT IN (SELECT value FROM json_each(:ids)) ORDER BY h.task",
        {"ids": json.dumps(list(ids))},
    )


def waiting(store: Store, ids: Sequence[int]) -> list[int]:
    """Those of the tasks that wait for an unfinished one, among them or not."""
    held = Kinds(store).held("SELECT value AS id FROM json_each(:ids)")
    return store.ids(f"SELECT DISTINCT h.task FROM {held} AS h ORDER BY h.task", {"ids": json.dumps(list(ids))})


def _sums(store: Store, kinds: Kinds, flt: TaskFilter, names: Sequence[str]) -> _Sums:
    """The sums called `names` over the open tasks, by status, in one pass."""
    narrowed, params = where(store, kinds, flt, f"t.status_id IN {kinds.of(*OPEN_KINDS)}")
    conditions = {"minutes": "t.estimate_minutes", "left": _LEFT, "state": kinds.state, **kinds.chips()}
    if "late" in names:
        conditions["late"] = late(store, flt.on)
    wanted = ", ".join("count(*)" if n == "count" else f"ifnull(sum({conditions[n]}), 0)" for n in names)
    rows = store.rows(f"SELECT t.status_id, {wanted} FROM task t WHERE {narrowed} GROUP BY t.status_id", params)
    return {status: dict(zip(names, sums, strict=True)) for status, *sums in rows}


def _columns(store: Store, flt: TaskFilter, sums: _Sums) -> list[TaskColumn]:
    kinds, sums = Kinds(store), dict(sums)
    narrowed, params = where(store, kinds, flt, f"t.status_id IN {kinds.of('done')}")
    narrowed += recent(flt, params)
    for status, count, minutes in store.rows(
        "SELECT t.status_id, count(*), ifnull(sum(t.estimate_minutes), 0) FROM task t "
        f"WHERE {narrowed} GROUP BY t.status_id",
        params,
    ):
        sums[status] = {"count": count, "minutes": minutes, "state": 0}
    found, known = [], columns.Columns(store)
    for status, _, name, kind, rank, limit in known.of(flt.project_id):
        if kind != "cancelled":
            shown = [sums[each] for each in known.shown(status, flt.project_id) if each in sums]
            count, minutes, state = (sum(own[what] for own in shown) for what in ("count", "minutes", "state"))
            first = since(flt) if kind == "done" else None
            own_set = known.has_own(flt.project_id)
            found.append(
                TaskColumn(status, name, kind, rank, count, minutes, limit, state // STARTABLE, first, own_set)
            )
    return found


def _chips(sums: _Sums) -> dict[str, int]:
    state = sum(own["state"] for own in sums.values())
    plain = {name: sum(own.get(name, 0) for own in sums.values()) for name in _CHIPS}
    return {"mine": plain.pop("mine"), "can_start": state // STARTABLE, "blocked": state % STARTABLE, **plain}


def _totals(sums: _Sums) -> tuple[int, int, int]:
    count, minutes, left = (sum(own.get(n, 0) for own in sums.values()) for n in ("count", "minutes", "left"))
    return count, minutes, left

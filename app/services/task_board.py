"""Tasks as boards, lists and sums show them. Every read is a fixed number of queries, and follows one filter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import search, settings

# Over all projects the board shows what was finished in so many days; in one project it shows all of it.
DONE_DAYS = 7
TASK_GONE = "This task is gone; somebody deleted it. Undo brings it back."
OPEN_KINDS = ("todo", "doing", "review")
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


class TaskFilter(NamedTuple):
    """What a board, a list or a sum is narrowed to; a field that is empty does not narrow.

    `chip` is a key of `chips`; `text` holds words that begin words of the title or of the project's name;
    `ids` is a subset to choose from; `on` is the day that counts as today.
    """

    project_id: int | None = None
    text: str = ""
    chip: str = ""
    person_id: int | None = None
    milestone_id: int | None = None
    ids: tuple[int, ...] | None = None
    on: date | None = None
    open_only: bool = False


class TaskColumn(NamedTuple):
    """A status with its count and estimate; `can_start` counts only in columns of kind 'todo'.

    `since` is the first day of what a column of finished tasks shows, None when it shows all of them.
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


class TaskCard(NamedTuple):
    """What a card or a row needs to know of a task; `late_days` in working days, times in minutes.

    `waits_for` is the first unfinished predecessor that keeps a task from starting, `waits_count` how many
    there are.
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


class Kinds:
    """The statuses by kind, as SQL lists: there is a handful of them, so no row needs a join to be judged."""

    def __init__(self, store: Store) -> None:
        self._ids: dict[str, list[int]] = {}
        for status, kind in store.rows("SELECT id, kind FROM status"):
            self._ids.setdefault(kind, []).append(status)

    def of(self, *kinds: str) -> str:
        """'(1, 2)': the statuses of these kinds."""
        return f"({', '.join(str(i) for kind in kinds for i in self._ids.get(kind, ()))})"

    @property
    def holds(self) -> str:
        """The condition under which link `d` from task `b` keeps its successor from starting.

        A task can start when every finish-start predecessor is finished and every start-start predecessor has
        started; the other two kinds bind its end alone. Lags are for the plan, not for this. Cancelled work
        holds nothing up.
        """
        return (
            f"b.deleted_at IS NULL AND (d.kind = 'FS' AND b.status_id IN {self.of(*OPEN_KINDS)} "
            f"OR d.kind = 'SS' AND b.status_id IN {self.of('todo')})"
        )

    @property
    def waits(self) -> str:
        """The condition under which task `t` waits for another."""
        return (
            "EXISTS (SELECT 1 FROM dependency d JOIN task b ON b.id = d.predecessor_id "
            f"WHERE d.successor_id = t.id AND {self.holds})"
        )

    def chips(self) -> dict[str, str]:
        """The condition of every chip, all on open tasks; needs :today, :worked and :week_end."""
        todo = f"t.status_id IN {self.of('todo')}"
        return {
            "mine": "t.assignee_id = (SELECT id FROM person WHERE is_me = 1)",
            "can_start": f"{todo} AND t.blocked_reason = '' AND ifnull(t.not_before_on, '') <= :today "
            f"AND NOT {self.waits}",
            "blocked": f"(t.blocked_reason <> '' OR {todo} AND {self.waits})",
            "late": "t.due_on < :worked",
            "due_week": "t.due_on BETWEEN :today AND :week_end",
            "unowned": "t.assignee_id IS NULL",
            "no_date": "t.due_on IS NULL",
        }


def board(store: Store, flt: TaskFilter) -> list[TaskColumn]:
    """The columns of the board, cancelled work left out: it is in lists."""
    kinds = Kinds(store)
    startable = kinds.chips()["can_start"]
    numbers: dict[int, tuple[int, int, int]] = {}
    for shown in (OPEN_KINDS, ("done",)):
        where, params = _where(store, kinds, flt, f"t.status_id IN {kinds.of(*shown)}")
        if shown == ("done",):
            where += _recent(flt, params)
        counted = f"sum({startable})" if shown == OPEN_KINDS else "0"
        for status, *sums in store.rows(
            f"SELECT t.status_id, count(*), ifnull(sum(t.estimate_minutes), 0), {counted} FROM task t "
            f"WHERE {where} GROUP BY t.status_id",
            params,
        ):
            numbers[status] = (sums[0], sums[1], sums[2])
    return [
        TaskColumn(
            i,
            name,
            kind,
            rank,
            *numbers.get(i, (0, 0, 0))[:2],
            limit,
            numbers.get(i, (0, 0, 0))[2],
            _since(flt) if kind == "done" else None,
        )
        for i, name, kind, rank, limit in statuses(store, flt.project_id)
        if kind != "cancelled"
    ]


def statuses(store: Store, project_id: int | None = None) -> list[tuple[int, str, str, int, int | None]]:
    """Id, name, kind, rank and work-in-progress limit of the statuses that a task of this project can have,
    in order."""
    found = store.rows(
        "SELECT id, name, kind, rank, wip_limit FROM status WHERE project_id IS NULL OR project_id = "
        "ifnull(?, project_id) "
        "ORDER BY rank, id",
        (project_id,),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


def board_ids(store: Store, flt: TaskFilter, status_id: int) -> list[int]:
    """The tasks of one column in the order of their cards; finished ones the newest first."""
    kinds = Kinds(store)
    where, params = _where(store, kinds, flt, "t.status_id = :status")
    params["status"] = status_id
    if store.value("SELECT kind FROM status WHERE id = ?", (status_id,)) == "done":
        return store.ids(
            f"SELECT t.id FROM task t WHERE {where}{_recent(flt, params)} ORDER BY t.done_on DESC, t.id",
            params,
        )
    return store.ids(f"SELECT t.id FROM task t WHERE {where} ORDER BY t.rank, t.id", params)


def list_ids(store: Store, flt: TaskFilter, sort: str = "due", descending: bool = False) -> list[int]:
    """The tasks of a list, sorted by a key of `SORTS`; what has no value there comes last."""
    kinds = Kinds(store)
    narrow = f"t.status_id IN {kinds.of(*OPEN_KINDS)}" if flt.open_only else ""
    where, params = _where(store, kinds, flt, narrow)
    return store.ids(
        "SELECT t.id FROM task t LEFT JOIN status s ON s.id = t.status_id LEFT JOIN project p ON p.id = "
        "t.project_id "
        "LEFT JOIN milestone m ON m.id = t.milestone_id LEFT JOIN person a ON a.id = t.assignee_id "
        f"WHERE {where} ORDER BY {SORTS[sort]} {'DESC' if descending else 'ASC'} NULLS LAST, t.id",
        params,
    )


def chips(store: Store, flt: TaskFilter) -> dict[str, int]:
    """How many open tasks each chip would leave, counted in one pass."""
    kinds = Kinds(store)
    where, params = _where(store, kinds, flt._replace(chip=""), f"t.status_id IN {kinds.of(*OPEN_KINDS)}")
    conditions = kinds.chips()
    params["worked"] = _worked(store, flt)
    sums = ", ".join(f"ifnull(sum({condition}), 0)" for condition in conditions.values())
    row = store.row(f"SELECT {sums} FROM task t WHERE {where}", params)
    return dict(zip(conditions, row or (), strict=True))


def totals_line(store: Store, flt: TaskFilter) -> tuple[int, int, int]:
    """Count of the open tasks, their estimate, and what is left of it after the time logged; in minutes."""
    kinds = Kinds(store)
    where, params = _where(store, kinds, flt, f"t.status_id IN {kinds.of(*OPEN_KINDS)}")
    row = store.row(
        f"SELECT count(*), ifnull(sum(t.estimate_minutes), 0), ifnull(sum({_LEFT}), 0) FROM task t WHERE {where}",
        params,
    )
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


def cards(store: Store, ids: Sequence[int], on: date | None = None) -> list[TaskCard]:
    """The tasks `ids`, in their order; one that is gone is left out. `on` counts as today."""
    wanted = (json.dumps(list(ids)),)
    rows = store.rows(
        "SELECT t.id, t.title, t.project_id, p.name, t.milestone_id, m.title, t.status_id, s.name, s.kind, "
        "t.assignee_id, "
        "a.name, ifnull(a.initials, ''), ifnull(a.is_me, 0), r.name, t.start_on, t.due_on, t.done_on, "
        "t.estimate_minutes, "
        "(SELECT ifnull(sum(e.minutes), 0) FROM time_entry e WHERE e.task_id = t.id), "
        "(SELECT count(c.done_at) FROM checklist_item c WHERE c.task_id = t.id), "
        "(SELECT count(*) FROM checklist_item c WHERE c.task_id = t.id), "
        "t.priority, t.blocked_reason, t.key, t.not_before_on "
        "FROM json_each(?) j CROSS JOIN task t ON t.id = j.value JOIN status s ON s.id = t.status_id "
        "LEFT JOIN project p ON p.id = t.project_id LEFT JOIN milestone m ON m.id = t.milestone_id "
        "LEFT JOIN person a ON a.id = t.assignee_id LEFT JOIN person r ON r.id = t.reviewer_id "
        "WHERE t.deleted_at IS NULL ORDER BY j.key",
        wanted,
    )
    labels, waits = _labels(store, wanted), _waits(store, wanted)
    now = on or today()
    calendar = settings.calendar(store) if any(_overdue(row, now) for row in rows) else None
    return [_card(row, labels.get(row[0], ()), waits.get(row[0], []), now, calendar) for row in rows]


def check_exists(store: Store, task_id: int) -> None:
    """Raise UserError when the task is gone."""
    if store.value("SELECT 1 FROM task WHERE id = ? AND deleted_at IS NULL", (task_id,)) is None:
        raise UserError(TASK_GONE)


def late_days(calendar: Calendar, due_on: date, now: date) -> int:
    """Working days since the due day: 1 on the working day after it."""
    return calendar.between(due_on + timedelta(days=1), now)


def day_from(text: str | None) -> date | None:
    """A date as the database keeps it."""
    return date.fromisoformat(text) if text else None


def _overdue(row: tuple[Any, ...], now: date) -> bool:
    return row[8] in OPEN_KINDS and row[15] is not None and row[15] < now.isoformat()


def _card(
    row: tuple[Any, ...],
    labels: tuple[tuple[int, str], ...],
    waits: list[str],
    now: date,
    calendar: Calendar | None,
) -> TaskCard:
    due = day_from(row[15])
    todo = row[8] == "todo"
    can_start = todo and not waits and not row[22] and (row[24] or "") <= now.isoformat()
    late = late_days(calendar, due, now) if calendar and due and _overdue(row, now) else 0
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
            late,
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


def _waits(store: Store, wanted: tuple[str]) -> dict[int, list[str]]:
    """The titles of the predecessors that keep each task from starting, the one that is due first in front."""
    found: dict[int, list[str]] = {}
    for task, title in store.rows(
        "SELECT d.successor_id, b.title FROM dependency d CROSS JOIN task b ON b.id = d.predecessor_id "
        f"WHERE d.successor_id IN (SELECT value FROM json_each(?)) AND {Kinds(store).holds} "
        "ORDER BY b.due_on NULLS LAST, b.id",
        wanted,
    ):
        found.setdefault(task, []).append(title)
    return found


def _where(store: Store, kinds: Kinds, flt: TaskFilter, narrow: str) -> tuple[str, dict[str, Any]]:
    parts = ["t.deleted_at IS NULL", *([narrow] if narrow else [])]
    params: dict[str, Any] = _days(flt)
    for name, column in (
        ("project_id", "project_id"),
        ("person_id", "assignee_id"),
        ("milestone_id", "milestone_id"),
    ):
        value = getattr(flt, name)
        if value is not None:
            parts.append(f"t.{column} = :{name}")
            params[name] = value
    if flt.ids is not None:
        parts.append("t.id IN (SELECT value FROM json_each(:ids))")
        params["ids"] = json.dumps(flt.ids)
    if flt.chip == "late":
        params["worked"] = _worked(store, flt)
    if flt.chip:
        parts.append(f"t.status_id IN {kinds.of(*OPEN_KINDS)} AND {kinds.chips()[flt.chip]}")
    words = search.fts_query(flt.text)
    if words:
        found = "SELECT rowid / 8 FROM search WHERE search MATCH :words AND rowid % 8 = {}"
        project, task = (found.format(search.KINDS.index(kind)) for kind in ("project", "task"))
        parts.append(f"(t.id IN ({task}) OR t.project_id IN ({project}))")
        params["words"] = words
    return " AND ".join(parts), params


def _days(flt: TaskFilter) -> dict[str, Any]:
    """Today and the last day of this week."""
    now = flt.on or today()
    return {"today": now.isoformat(), "week_end": (now + timedelta(days=6 - now.weekday())).isoformat()}


def _worked(store: Store, flt: TaskFilter) -> str:
    """The last working day up to today: what was due before it is late."""
    return settings.calendar(store).on_or_before(flt.on or today()).isoformat()


def _since(flt: TaskFilter) -> date | None:
    if flt.project_id is not None or flt.milestone_id is not None or flt.ids is not None:
        return None
    return (flt.on or today()) - timedelta(days=DONE_DAYS - 1)


def _recent(flt: TaskFilter, params: dict[str, Any]) -> str:
    since = _since(flt)
    if since is None:
        return ""
    params["since"] = since.isoformat()
    return " AND t.done_on >= :since"

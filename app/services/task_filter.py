"""What a board, a list or a sum of tasks is narrowed to, as SQL; and which tasks wait for others."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.base import today
from app.models.store import Store
from app.services import search, settings

# Over all projects the board shows what was finished in so many days; in one project it shows all of it.
DONE_DAYS = 7
# Above every count of tasks, so that one sum holds two counts.
STARTABLE = 2**32
OPEN_KINDS = ("todo", "doing", "review")
# The tasks of archived projects are on no board and in no sum; the project's own board shows them.
NOT_ARCHIVED = "ifnull(t.project_id, 0) NOT IN (SELECT id FROM project WHERE archived_at IS NOT NULL)"


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
        """The condition under which task `t` waits for another, itself or with what it is a part of."""
        return (
            "(EXISTS (SELECT 1 FROM dependency d JOIN task b ON b.id = d.predecessor_id "
            f"WHERE d.successor_id = t.id AND {self.holds}) "
            f"OR t.parent_id IS NOT NULL AND EXISTS (SELECT 1 FROM {self.held('SELECT t.id AS id')}))"
        )

    def held(self, which: str) -> str:
        """A table of (task, by): what keeps each of these tasks, a query of ids, from starting.

        A part waits for what its whole waits for; a link between a whole and a part of its own binds these two alone
        (`families.bound` says the same to the plan).
        """

        def live(task: str) -> str:
            return f"{task}.deleted_at IS NULL AND {task}.status_id NOT IN {self.of('cancelled')}"

        def part(task: str, whole: str) -> str:
            return (
                f"{whole}.id IN (WITH RECURSIVE over(id) AS (SELECT {task}.parent_id UNION SELECT o.parent_id FROM over "
                f"CROSS JOIN task o ON o.id = over.id WHERE {live('o')}) SELECT id FROM over WHERE id IS NOT NULL)"
            )

        return (
            f"(WITH RECURSIVE up(task, id) AS (SELECT first.id, first.id FROM ({which}) AS first UNION "
            "SELECT up.task, a.parent_id FROM up CROSS JOIN task a ON a.id = up.id "
            f"WHERE a.parent_id IS NOT NULL AND {live('a')}) "
            "SELECT DISTINCT up.task, b.id AS by FROM up CROSS JOIN task w ON w.id = up.id "
            "CROSS JOIN dependency d ON d.successor_id = up.id CROSS JOIN task b ON b.id = d.predecessor_id "
            f"WHERE {self.holds} AND (up.id = up.task OR {live('w')} AND NOT {part('b', 'w')} AND NOT {part('w', 'b')}))"
        )

    @property
    def state(self) -> str:
        """1 for a blocked task, `STARTABLE` for one that can start, else 0: a sum of it counts both.

        Whether a task waits is the dear part of reading a board, so it is asked once for the two.
        """
        return (
            f"iif(t.blocked_reason <> '', 1, iif(t.status_id NOT IN {self.of('todo')}, 0, iif({self.waits}, 1, "
            f"iif(ifnull(t.not_before_on, '') <= :today, {STARTABLE}, 0))))"
        )

    def chips(self) -> dict[str, str]:
        """The condition of every chip but 'late', for open tasks; they need what `where` gives."""
        todo = f"t.status_id IN {self.of('todo')}"
        return {
            "mine": "t.assignee_id = (SELECT id FROM person WHERE is_me = 1)",
            "can_start": f"{todo} AND t.blocked_reason = '' AND ifnull(t.not_before_on, '') <= :today "
            f"AND NOT {self.waits}",
            "blocked": f"(t.blocked_reason <> '' OR {todo} AND {self.waits})",
            "due_week": "t.due_on BETWEEN :today AND :week_end",
            "unowned": "t.assignee_id IS NULL",
            "no_date": "t.due_on IS NULL",
        }


def where(store: Store, kinds: Kinds, flt: TaskFilter, narrow: str = "") -> tuple[str, dict[str, Any]]:
    """The condition on task `t`, `narrow` included, and its parameters."""
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
    if flt.project_id is None and flt.ids is None:
        parts.append(NOT_ARCHIVED)
    if flt.chip:
        condition = late(store, flt.on) if flt.chip == "late" else kinds.chips()[flt.chip]
        parts.append(f"t.status_id IN {kinds.of(*OPEN_KINDS)} AND {condition}")
    words = search.fts_query(flt.text)
    if words:
        parts.append(f"(t.id IN ({search.matching('task')}) OR t.project_id IN ({search.matching('project')}))")
        params["words"] = words
    return " AND ".join(parts), params


def _days(flt: TaskFilter) -> dict[str, Any]:
    """Today and the last day of this week."""
    now = flt.on or today()
    return {"today": now.isoformat(), "week_end": (now + timedelta(days=6 - now.weekday())).isoformat()}


def late(store: Store, on: date | None = None) -> str:
    """The condition under which the open task `t` is late on a day (today): whoever owns it has worked since it was due.

    Days are counted as the owner works them, those of the workspace where nobody owns it: neither a free Friday nor a
    holiday of one's own makes anything late. It is asked of each row with two comparisons, however many people there are.
    """
    now, (shared, everybody) = on or today(), settings.calendars(store)
    usual = shared.on_or_before(now).isoformat()
    others: dict[str, list[int]] = {}
    for person, own in everybody.items():
        last = usual if own is shared else own.on_or_before(now).isoformat()
        if last != usual:
            others.setdefault(last, []).append(person)
    if not others:
        return f"(t.due_on < '{usual}')"
    cases = " ".join(
        f"WHEN t.assignee_id IN ({', '.join(map(str, found))}) THEN '{last}'" for last, found in others.items()
    )
    return f"(t.due_on < '{max(usual, *others)}' AND t.due_on < CASE {cases} ELSE '{usual}' END)"


def since(flt: TaskFilter) -> date | None:
    """The first day of finished work that is shown; None when all of it is."""
    if flt.project_id is not None or flt.milestone_id is not None or flt.ids is not None:
        return None
    return (flt.on or today()) - timedelta(days=DONE_DAYS - 1)


def recent(flt: TaskFilter, params: dict[str, Any]) -> str:
    """One more condition for columns of finished work; its parameter goes into `params`."""
    first = since(flt)
    if first is None:
        return ""
    params["since"] = first.isoformat()
    return " AND t.done_on >= :since"


def touched_on(store: Store, day: date, project_id: int | None) -> tuple[int, ...]:
    """The tasks whose history has something on this day: finished, moved, added, estimated."""
    of_project = "" if project_id is None else " AND project_id = :project"
    found = store.ids(
        f"SELECT DISTINCT task_id FROM task_event WHERE on_date = :day AND field <> 'comment'{of_project}",
        {"day": day.isoformat(), "project": project_id} if project_id is not None else {"day": day.isoformat()},
    )
    return tuple(found)

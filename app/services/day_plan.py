"""The plan of a day: which tasks somebody means to work on, for how long, against the hours they have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from app.base import UserError, day_from, today
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import people, settings
from app.services.task_filter import Kinds, TaskFilter, where

USUAL: Final = 60  # minutes of a task without an estimate
MOST: Final = 60
_LEFT: Final = (
    "max(0, t.estimate_minutes - ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id), 0))"
)


class Line(NamedTuple):
    """A task in the plan. `minutes` are planned for that day, `left` of its estimate in all (None without one).

    `reason` says why a task waits to be planned: 'late', 'unplanned' of a day before, 'week', 'doing', 'start' or 'unowned'; `id` is 0 then.
    """

    id: int
    task_id: int
    title: str
    project: str
    status: str
    day: date | None
    minutes: int
    left: int | None
    due_on: date | None
    late: int
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in ("done", "cancelled")


class Day(NamedTuple):
    """A day: what is planned, and the minutes that the person has."""

    on: date
    lines: list[Line]
    available: int

    @property
    def planned(self) -> int:
        """Minutes planned, what is done included."""
        return sum(line.minutes for line in self.lines)

    @property
    def over(self) -> int:
        """Minutes too many, or 0."""
        return max(0, self.planned - self.available)


class Week(NamedTuple):
    """A week of somebody: seven days, what was planned before today and is not done, and what waits to be planned."""

    monday: date
    days: list[Day]
    leftovers: list[Line]
    waiting: list[Line]


def week(store: Store, monday: date, person_id: int | None = None) -> Week:
    """The plan of a week, mine unless said otherwise."""
    person = person_id or people.me(store).id
    now, calendar = today(), settings.calendar(store, person)
    last = monday + timedelta(days=6)
    found = [
        _line(row, now, calendar)
        for row in store.rows(
            f"SELECT d.id, t.id, t.title, ifnull(p.name, ''), s.kind, d.on_date, ifnull(d.minutes, 0), {_LEFT}, t.due_on FROM day_plan d "
            "JOIN task t ON t.id = d.task_id JOIN status s ON s.id = t.status_id LEFT JOIN project p ON p.id = t.project_id "
            "WHERE d.person_id = ? AND t.deleted_at IS NULL AND (d.on_date BETWEEN ? AND ? OR (d.on_date < ? AND s.kind IN ('todo', 'doing', 'review'))) "
            "ORDER BY d.on_date, d.rank, d.id",
            (person, monday.isoformat(), last.isoformat(), now.isoformat()),
        )
    ]
    ahead = set(
        store.ids("SELECT task_id FROM day_plan WHERE person_id = ? AND on_date >= ?", (person, now.isoformat()))
    )
    leftovers = [
        line._replace(reason="unplanned")
        for line in {line.task_id: line for line in found if line.day and line.day < now and not line.done}.values()
        if line.task_id not in ahead
    ]
    planned = ahead | {line.task_id for line in leftovers}
    days = [monday + timedelta(days=n) for n in range(7)]
    return Week(
        monday,
        [Day(day, [line for line in found if line.day == day], calendar.minutes_on(day)) for day in days],
        leftovers,
        [line for line in _waiting(store, person, now, last) if line.task_id not in planned],
    )


def _waiting(store: Store, person: int, now: date, last: date) -> list[Line]:
    """What could be planned: late as this person works, due up to the week's end, ready to start; then what nobody owns."""
    kinds, studio, calendar = Kinds(store), settings.calendar(store), settings.calendar(store, person)
    open_ = kinds.of("todo", "doing", "review")
    worked = calendar.on_or_before(now).isoformat()
    mine = f"t.status_id IN {open_} AND t.assignee_id = {int(person)}"
    nobody = f"t.status_id IN {open_} AND t.assignee_id IS NULL AND t.due_on IS NOT NULL"
    due = f"t.due_on <= '{last.isoformat()}'"
    conditions = {
        "late": f"{mine} AND t.due_on < '{worked}'",
        "week": f"{mine} AND {due}",
        "doing": f"t.status_id IN {kinds.of('doing', 'review')} AND t.assignee_id = {int(person)}",
        "start": f"{kinds.chips()['can_start']} AND t.assignee_id = {int(person)}",
        "unowned": f"{nobody} AND {due}",
    }
    lines: dict[int, Line] = {}
    for reason, condition in conditions.items():
        narrowed, params = where(store, kinds, TaskFilter(on=now), condition)
        for row in store.rows(
            f"SELECT 0, t.id, t.title, ifnull(p.name, ''), s.kind, NULL, 0, {_LEFT}, t.due_on FROM task t "
            "JOIN status s ON s.id = t.status_id LEFT JOIN project p ON p.id = t.project_id "
            f"WHERE {narrowed} ORDER BY t.due_on IS NULL, t.due_on, t.priority DESC, t.id LIMIT {MOST}",
            params,
        ):
            line = _line(row, now, studio if reason == "unowned" else calendar)._replace(reason=reason)
            lines.setdefault(line.task_id, line)
    return list(lines.values())[:MOST]


def _line(row: tuple[Any, ...], now: date, calendar: Calendar) -> Line:
    due = day_from(row[8])
    late = calendar.late_days(due, now) if due is not None and due < now else 0
    return Line._make((*row[:5], day_from(row[5]), *row[6:8], due, late, ""))


def put(
    store: Store, task_ids: Sequence[int], day: date, person_id: int | None = None, *, before: int | None = None
) -> list[int]:
    """Plan these tasks for a day, above the line `before` or at its end; returns the ids of their lines.

    A task takes what is left of its estimate and not planned for other days, an hour without an estimate. Raises UserError
    for a day that has passed.
    """
    person = person_id or people.me(store).id
    _check(day)
    with store.write("Plan day"):
        made = []
        for task in dict.fromkeys(task_ids):
            there = store.value(
                "SELECT id FROM day_plan WHERE person_id = ? AND task_id = ? AND on_date = ?",
                (person, task, day.isoformat()),
            )
            if there is None:
                store.execute(
                    "INSERT INTO day_plan (person_id, task_id, on_date, minutes, rank) VALUES (?, ?, ?, ?, 0)",
                    (person, task, day.isoformat(), _share(store, person, task)),
                )
                there = store.value("SELECT max(id) FROM day_plan")
            made.append(int(there))
        store.execute(
            "DELETE FROM day_plan WHERE person_id = ? AND on_date < ? AND task_id IN (SELECT value FROM json_each(?))",
            (person, today().isoformat(), json.dumps(list(task_ids))),
        )
        _arrange(store, person, day, made, before)
    return made


def move(store: Store, line_ids: Sequence[int], day: date, *, before: int | None = None) -> list[int]:
    """Plan these lines for another day, or elsewhere in their own; what is planned there already takes their minutes.

    Returns the ids of the lines where they are now. Raises UserError for a day that has passed.
    """
    _check(day)
    with store.write("Plan day"):
        kept = []
        person = 0
        for line in dict.fromkeys(line_ids):
            row = store.row(
                "SELECT person_id, task_id, on_date, ifnull(minutes, 0) FROM day_plan WHERE id = ?", (line,)
            )
            if row is None:
                continue
            person = row[0]
            twin = store.value(
                "SELECT id FROM day_plan WHERE person_id = ? AND task_id = ? AND on_date = ? AND id <> ?",
                (*row[:2], day.isoformat(), line),
            )
            if twin is None:
                store.execute("UPDATE day_plan SET on_date = ? WHERE id = ?", (day.isoformat(), line))
                kept.append(line)
            else:
                store.execute("DELETE FROM day_plan WHERE id = ?", (line,))
                store.execute(
                    "UPDATE day_plan SET minutes = nullif(ifnull(minutes, 0) + ?, 0) WHERE id = ?", (row[3], twin)
                )
                kept.append(int(twin))
        if kept:
            _arrange(store, person, day, kept, before)
    return kept


def take_out(store: Store, line_ids: Sequence[int]) -> None:
    """Take these lines out of the plan; the tasks stay as they are."""
    with store.write("Take out of plan"):
        store.execute(
            "DELETE FROM day_plan WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(line_ids)),)
        )


def put_minutes(store: Store, line_id: int, minutes: int) -> None:
    """Plan another length. Raises UserError for none, and for more than a day."""
    if not 0 < minutes <= 24 * 60:
        raise UserError("A day’s part of a task is longer than 0 and at most 24 hours.")
    with store.write("Change planned hours"):
        store.execute("UPDATE day_plan SET minutes = ? WHERE id = ?", (minutes, line_id))


def carry_over(store: Store, person_id: int | None = None) -> int:
    """Plan for today what was planned before and is not done; returns how many tasks that are."""
    person = person_id or people.me(store).id
    now = today()
    left = week(store, now - timedelta(days=now.weekday()), person).leftovers
    if left:
        put(store, [line.task_id for line in left], now, person)
    return len(left)


def _share(store: Store, person: int, task: int) -> int:
    left = store.value(f"SELECT {_LEFT} FROM task t WHERE t.id = ?", (task,))
    if left is None:
        return USUAL
    planned = store.value(
        "SELECT ifnull(sum(minutes), 0) FROM day_plan WHERE person_id = ? AND task_id = ? AND on_date >= ?",
        (person, task, today().isoformat()),
    )
    rest = max(0, int(left) - int(planned))
    full = max(settings.calendar(store, person).minutes)
    return min(rest, full) or USUAL


def _arrange(store: Store, person: int, day: date, moved: Sequence[int], before: int | None) -> None:
    """Give the lines of a day their order anew, with `moved` above `before`."""
    others = [
        i
        for i in store.ids(
            "SELECT id FROM day_plan WHERE person_id = ? AND on_date = ? ORDER BY rank, id", (person, day.isoformat())
        )
        if i not in moved
    ]
    place = others.index(before) if before in others else len(others)
    for rank, line in enumerate([*others[:place], *moved, *others[place:]], 1):
        store.execute("UPDATE day_plan SET rank = ? WHERE id = ? AND rank <> ?", (rank, line, rank))


def _check(day: date) -> None:
    if day < today():
        raise UserError("This day has passed. Plan for today or a day to come.")

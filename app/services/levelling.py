"""Levelling by person: what moves so that nobody has more to do than their hours, shown first, then done in one step."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.base import UserError, day_from, today
from app.domain import capacity as load
from app.domain import levelling as rules
from app.domain import schedule
from app.domain.schedule import Link, Planned, Task
from app.domain.serial_schedule import Capacity, Demand
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import capacity, expected, people, plan_reads, schedules, settings
from app.services.plan_facts import bound

#: Why a task moves that waits for nobody.
REASONS: Final = {
    "link": "Follows what it waits for",
    "hours": "Takes longer with its owner’s hours",
    "earlier": "Can begin earlier",
    "shorter": "Needs fewer days than planned",
    "past": "Was planned for a day that is past",
    "day": "Was planned for a day that is not worked",
    "undated": "Had no date",
}


class Move(NamedTuple):
    """A task that gets other dates. `waits_for` is the person it waits for until `start`, `behind` what they do
    until then; both are empty when it moves for another reason, a key of `REASONS`. `missed`: working days past its deadline.
    """

    id: int
    title: str
    project: str
    owner: str
    old_start: date | None
    old_due: date | None
    start: date
    due: date
    waits_for: str
    behind: tuple[str, ...]
    missed: int
    why: str = "link"

    @property
    def reason(self) -> str:
        """Why it moves: 'Waits for Jane until 14 May' needs a date format, so only the words are here."""
        if not self.waits_for:
            return REASONS[self.why]
        return f"{self.waits_for} is busy" + (f" with {self.behind[0]}" if self.behind else " elsewhere")


class Levelling(NamedTuple):
    """What levelling would do. `finishes` by project: (name, finish to be expected before, finish after, promised).

    `overbooked` are titles of tasks under way that stay where they are though their owners lack the hours;
    `unowned` counts tasks that nobody owns and that therefore take nobody's hours.
    """

    moves: tuple[Move, ...]
    finishes: tuple[tuple[str, date | None, date | None, date | None], ...]
    overbooked: tuple[str, ...]
    unowned: int
    as_of: date


def preview(
    store: Store,
    project_ids: Sequence[int],
    *,
    as_of: date | None = None,
    pull_forward: bool = False,
    effort: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Levelling:
    """Dates at which everybody can do what is theirs in these projects; nothing is written.

    Work of other projects keeps its dates and takes its hours first. Tasks move later than planned, never
    earlier, unless `pull_forward`. A task without an estimate takes its owner's whole days. Raises CycleError,
    and UserError when a task finds no hours.
    """
    now, calendar = as_of or today(), settings.planning(store)
    rows = schedules.tasks_of(store, project_ids)
    hours = settings.own_calendars(store, calendar)
    tasks = [
        _free(task, row, now) if pull_forward else task
        for task, row in zip(schedules.facts(rows, calendar, now, hours), rows, strict=True)
    ]
    tasks, demands = _demands(tasks, rows, hours, now)
    links = schedules.links_of(store, project_ids)
    if others := plan_reads.upstream(store, project_ids):
        links = plan_reads.links_among(store, [*rows, *others])
        tasks += _as_planned(store, rows, others, links, now)
    links = bound([*rows, *others], links)
    taken = _taken(store, project_ids, hours, calendar, now)
    limits: dict[int, Capacity] = {person: own.minutes_on for person, own in hours.items()}
    found = rules.level(
        tasks, links, calendar, demands, limits, start=now, taken=taken, own=hours, effort=effort, cancelled=cancelled
    )
    waiting = {link.successor for link in links}
    plain = schedule.plan(tasks, links, calendar, start=now, own=hours)
    stays = {row.id for row in rows if row.start_on is None and _stays(row, found.tasks[row.id], plain.tasks[row.id])}
    return _told(store, project_ids, rows, found, waiting, now, stays)


def _stays(row: schedules.PlanRow, placed: rules.Placed, plain: Planned) -> bool:
    """Whether a task that has a due day alone is done by then where it would be planned anyway."""
    return row.due_on is not None and placed.start == plain.start and placed.finish <= row.due_on


def apply(store: Store, wanted: Levelling) -> int:
    """Write the moves, in one step that Undo takes back; returns how many tasks moved.

    Raises UserError when a task has changed since the preview was made, and then writes nothing.
    """
    with store.write("Level by person"):
        for move in wanted.moves:
            changed = store.execute(
                "UPDATE task SET start_on = ?, due_on = ? WHERE id = ? AND deleted_at IS NULL AND start_on IS ? AND due_on IS ?",
                (
                    move.start.isoformat(),
                    move.due.isoformat(),
                    move.id,
                    move.old_start and move.old_start.isoformat(),
                    move.old_due and move.old_due.isoformat(),
                ),
            )
            if not changed:
                raise UserError(f"“{move.title}” has changed meanwhile: level again to see what moves now.")
        ids = [move.id for move in wanted.moves]
        schedules.settle(store, _projects(store, ids))
    return len(wanted.moves)


def _projects(store: Store, task_ids: Sequence[int]) -> list[int]:
    return store.ids(
        "SELECT DISTINCT project_id FROM task WHERE id IN (SELECT value FROM json_each(?)) AND project_id IS NOT NULL",
        (json.dumps(list(task_ids)),),
    )


def _free(task: Task, row: schedules.PlanRow, now: date) -> Task:
    """The task without its planned start, but not before the day that somebody set on purpose."""
    if row.kind != "todo":
        return task
    fixed = row.not_before_on
    return task._replace(not_before=max(fixed, now) if fixed else now)


def _as_planned(
    store: Store,
    rows: Sequence[schedules.PlanRow],
    others: Sequence[schedules.PlanRow],
    links: Sequence[Link],
    now: date,
) -> list[Task]:
    """What these tasks wait for in other projects, which stands where it is planned."""
    calendar = settings.planning(store)
    firsts = plan_reads.first_days(store, {row.project_id for row in others}, now)
    own = settings.own_calendars(store, calendar)
    plan = schedules.plan_of(rows, links, calendar, now, start=now, own=own, outside=others, firsts=firsts)
    found = [plan.tasks[row.id] for row in others]
    return [Task(each.key, each.duration, started=each.start, finished=each.finish) for each in found]


def _demands(
    tasks: Sequence[Task],
    rows: Sequence[schedules.PlanRow],
    hours: Mapping[int, Calendar],
    now: date,
) -> tuple[list[Task], dict[int, list[Demand]]]:
    """The tasks with their minutes left, and what each takes of its owner on each of its days."""
    owned, demands = [], {}
    for task, row in zip(tasks, rows, strict=True):
        owner = row.assignee_id
        if owner is not None and owner in hours and task.duration and task.finished is None:
            days, mine = task.duration, hours[owner]
            if task.started is not None:
                last = mine.add(mine.on_or_after(task.started), task.duration - 1)
                days = max(1, mine.between(max(now, task.started), last))
            left = row.left if row.left is not None else days * max(mine.minutes)
            pace = -(-left // days)
            demands[task.key] = [Demand(owner, pace)] if pace else []
            task = task._replace(minutes=pace * task.duration if task.started else left)  # noqa: PLW2901
        owned.append(task)
    return owned, demands


def _taken(
    store: Store, project_ids: Sequence[int], hours: Mapping[int, Calendar], calendar: Calendar, now: date
) -> dict[int, dict[date, int]]:
    """What work outside these projects takes of everybody, by day."""
    taken: dict[int, dict[date, int]] = {}
    for work in capacity.committed(store, now, without_projects=project_ids):
        if work.owner is None:
            continue
        own = taken.setdefault(work.owner, {})
        for day, minutes in load.spread(work.minutes, work.start, work.finish, hours.get(work.owner, calendar), now):
            own[day] = own.get(day, 0) + minutes
    return taken


def _why(row: schedules.PlanRow, placed: rules.Placed, waits: bool, now: date) -> str:
    """The reason of a task that waits for nobody: a key of `REASONS`."""
    if row.due_on is None:
        return "undated"
    begins = row.start_on or row.due_on
    if placed.start <= begins:
        return "hours" if placed.finish > row.due_on else "earlier" if placed.start < begins else "shorter"
    return "link" if waits else "past" if begins < now else "day"


def _told(
    store: Store,
    project_ids: Sequence[int],
    rows: Sequence[schedules.PlanRow],
    found: rules.Levelled,
    waiting: Collection[int],
    now: date,
    stays: Collection[int],
) -> Levelling:
    late = expected.known(store, project_ids, now)
    projects = {
        i: (name, late.get(i) or day_from(finish), day_from(promised))
        for i, name, finish, promised in store.rows(
            "SELECT id, name, finish_on, promised_on FROM project WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(project_ids)),),
        )
    }
    project_of = dict(
        store.rows(
            "SELECT id, project_id FROM task WHERE project_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(project_ids)),),
        )
    )
    names = {person.id: person.name for person in people.everyone(store)}
    titles = {row.id: row.title for row in rows}
    moves = []
    after: dict[int, date] = {}
    for row in rows:
        placed, project = found.tasks[row.id], project_of[row.id]
        after[project] = max(after.get(project, placed.finish), placed.finish)
        moved = (row.start_on, row.due_on) != (placed.start, placed.finish)
        if row.kind == "todo" and moved and row.id not in stays:
            behind = tuple(titles[key] for key in placed.behind)
            who = names.get(row.assignee_id or 0, ""), names.get(placed.waits_for or 0, "")
            old, new = (row.start_on, row.due_on), (placed.start, placed.finish)
            move = Move(
                row.id,
                row.title,
                projects[project][0],
                who[0],
                *old,
                *new,
                who[1],
                behind,
                placed.missed,
                _why(row, placed, row.id in waiting, now),
            )
            moves.append(move)
    moves.sort(key=lambda move: (move.start, move.due, move.id))
    finishes = tuple((name, finish, after.get(i), promised) for i, (name, finish, promised) in projects.items())
    unowned = sum(row.assignee_id is None and row.kind in {"todo", "doing"} and row.duration_days != 0 for row in rows)
    return Levelling(tuple(moves), finishes, tuple(titles[key] for key in found.overbooked), unowned, now)

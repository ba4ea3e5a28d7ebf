"""What the planner is told of tasks, and the plan that follows: every task on the days and with the hours of its owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.domain import families
from app.domain import schedule as rules
from app.domain.schedule import NOTHING, Link, Plan
from app.domain.workdays import Calendar

Own = Mapping[int, Calendar]
NOBODY: Final[Own] = {}


class PlanRow(NamedTuple):
    """A task as the plan reads it; `left` is its estimate less the time logged, None without an estimate."""

    id: int
    key: str
    title: str
    kind: str
    milestone_id: int | None
    assignee_id: int | None
    duration_days: int | None
    estimate: int | None
    left: int | None
    start_on: date | None
    due_on: date | None
    deadline_on: date | None
    not_before_on: date | None
    started_on: date | None
    done_on: date | None
    baseline_start_on: date | None
    baseline_finish_on: date | None
    project_id: int | None = None
    parent_id: int | None = None


def bound(rows: Collection[PlanRow], links: Sequence[Link]) -> list[Link]:
    """The links of these tasks with those that follow from them for subtasks; see `families.bound`."""
    parents = {row.id: row.parent_id for row in rows if row.parent_id is not None}
    return families.bound(links, parents, {row.id for row in rows if row.kind == "done"}) if parents else list(links)


def plan_of(
    rows: Sequence[PlanRow],
    links: Sequence[Link],
    calendar: Calendar,
    now: date,
    *,
    start: date,
    finish: date | None = None,
    own: Own = NOBODY,
    outside: Sequence[PlanRow] = (),
    firsts: Mapping[int, date] = NOTHING,
) -> Plan:
    """The plan of these tasks as of `now`, from `start` on, against the deadline `finish`. Raises CycleError and UserError.

    `links` are those that were made. `outside` are tasks of other projects on which they hang, `firsts` the days from which
    projects are planned.
    """
    told = from_first(
        facts(rows, calendar, now, own, {row.project_id or 0: start for row in rows} | dict(firsts)), rows, firsts
    )
    told += [_fact(row, now, works(row, calendar, own)) for row in outside]
    apart = {row.id: firsts.get(row.project_id or 0, start) for row in outside}
    return rules.plan(
        told, bound([*rows, *outside], links), calendar, start=start, finish=finish, own=own, outside=apart
    )


def expected_finish(calendar: Calendar, now: date, due_on: date | None, left_minutes: int | None) -> date:
    """When work under way will be done: on its due day, or when the minutes left are worked off from today on, by the days
    and hours of whoever does it."""
    days = calendar.days_for(left_minutes) if left_minutes else 1
    worked_off = calendar.add(calendar.on_or_after(now), days - 1)
    return max(due_on, worked_off) if due_on else worked_off


def facts(
    tasks: Sequence[PlanRow], calendar: Calendar, now: date, own: Own = NOBODY, firsts: Mapping[int, date] = NOTHING
) -> list[rules.Task]:  # fmt: skip
    """The tasks as the planner takes them: what is under way runs until it is to be expected to end, the rest
    begins on its own day, today or later. `firsts` as in `plan_of`."""
    first: dict[int | None, date] = {}
    for task in tasks:
        if task.start_on is not None:
            first[task.project_id] = min(task.start_on, first.get(task.project_id, task.start_on))
    # An event on the first day of a project stands at its beginning, or what follows it would lose that day. One on a later
    # day, before which nothing has a day of its own, waits for it.
    opening = {
        task.id
        for task in tasks
        if task.duration_days == 0
        and task.start_on is not None
        and task.start_on == first.get(task.project_id)
        and task.start_on <= firsts.get(task.project_id or 0, task.start_on)
    }
    return [
        _fact(
            task._replace(start_on=None) if task.id in opening else task,
            now,
            works(task, calendar, own),
        )
        for task in tasks
    ]


def from_first(told: Sequence[rules.Task], rows: Sequence[PlanRow], firsts: Mapping[int, date]) -> list[rules.Task]:
    """The tasks, those that have not begun no earlier than the day from which their project is planned."""
    held = []
    for task, row in zip(told, rows, strict=True):
        first = firsts.get(row.project_id or 0) if row.kind == "todo" and task.duration else None
        late = first is not None and (task.not_before is None or task.not_before < first)
        held.append(task._replace(not_before=first) if late else task)
    return held


def works(task: PlanRow, calendar: Calendar, own: Own) -> Calendar:
    """The days on which the task is worked: those of its owner, or of `calendar` when nobody owns it."""
    return calendar if task.assignee_id is None else own.get(task.assignee_id, calendar)


def _fact(task: PlanRow, now: date, mine: Calendar) -> rules.Task:
    length, owner = length_of(task, mine), task.assignee_id
    if task.kind == "done":
        finished = task.done_on or task.due_on or now
        started = min(task.started_on or task.start_on or finished, finished)
        return rules.Task(task.id, length, started=started, finished=finished, owner=owner)
    if task.kind != "todo":
        started = min(task.started_on or task.start_on or now, now)
        due = task.due_on or mine.add(started, max(0, length - 1))
        length = max(1, mine.between(started, expected_finish(mine, now, due, task.left)))
        return rules.Task(task.id, length, must_finish=task.deadline_on, started=started, owner=owner)
    days = (task.start_on, task.not_before_on, now if length else None)
    begin = max((day for day in days if day), default=None)
    return rules.Task(task.id, length, not_before=begin, must_finish=task.deadline_on, owner=owner)


def length_of(task: PlanRow, calendar: Calendar) -> int:
    """Working days that a task takes whoever works by `calendar`: as stated, else by its dates, else by its estimate, else
    one."""
    if task.duration_days is not None:
        return task.duration_days
    if task.start_on and task.due_on:
        return max(1, calendar.between(task.start_on, task.due_on))
    return calendar.days_for(task.estimate or 0)

"""What the planner is told of tasks, and the plan that follows: with the days on which the owner of a task does not work.

A task takes so many working days of its owner. Where the owner is away in between it ends later, and what waits for it with it:
so a task's length follows from its start, and its start from the lengths of others. The plan is made anew until both agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from app.domain import schedule as rules
from app.domain.schedule import Link, Plan
from app.domain.workdays import Calendar
from app.models.store import Store

#: After so many rounds lengths only grow, so that two tasks cannot push each other to and fro for ever.
_FREE_ROUNDS: Final = 4
_MOST_ROUNDS: Final = 24

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


def own_calendars(store: Store, calendar: Calendar) -> dict[int, Calendar]:
    """The working days of whoever is away on some that others work, by person: their own days off, and the days of the week
    on which they do not work. Everybody else works as `calendar` says; lags of links are counted by it for all.
    """
    away: dict[int, set[date]] = {}
    for person, first, last in store.rows("SELECT person_id, starts_on, ends_on FROM day_off WHERE person_id NOT NULL"):
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        days = away.setdefault(person, set())
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    found = {}
    for person, week in store.rows("SELECT id, week_minutes FROM person"):
        own = [int(minutes) for minutes in week.split(",")]
        shared = tuple(all_ if mine else 0 for all_, mine in zip(calendar.minutes, own, strict=True))
        shared = shared if any(shared) else calendar.minutes  # nobody can be asked to do anything on no day at all
        if person in away or shared != calendar.minutes:
            found[person] = Calendar(shared, calendar.off | away.get(person, set()))
    return found


def plan_of(
    rows: Sequence[PlanRow],
    links: Sequence[Link],
    calendar: Calendar,
    now: date,
    *,
    start: date,
    finish: date | None = None,
    own: Own = NOBODY,
) -> Plan:
    """The plan of these tasks as of `now`, from `start` on, against the deadline `finish`. Raises CycleError and UserError."""
    told = facts(rows, calendar, now, own)
    plan = rules.plan(told, links, calendar, start=start, finish=finish)
    waiting = [
        (at, own[row.assignee_id])
        for at, row in enumerate(rows)
        if row.kind == "todo" and row.assignee_id is not None and row.assignee_id in own
    ]
    if not waiting:
        return plan
    lengths = [fact.duration for fact in told]
    for turn in range(_MOST_ROUNDS):
        changed = False
        for at, mine in waiting:
            fact = told[at]
            if not lengths[at]:
                continue
            shown = plan.tasks[fact.key].start
            begin = mine.on_or_after(shown)
            length = max(lengths[at], calendar.between(begin, mine.add(begin, lengths[at] - 1)))
            if turn >= _FREE_ROUNDS:
                length = max(length, fact.duration)
            if begin > shown or length != fact.duration:
                floor = begin if begin > shown else fact.not_before
                told[at], changed = fact._replace(duration=length, not_before=floor), True
        if not changed:
            return plan
        plan = rules.plan(told, links, calendar, start=start, finish=finish)
    return plan


def expected_finish(calendar: Calendar, now: date, due_on: date | None, left_minutes: int | None) -> date:
    """When work under way will be done: on its due day, or when the minutes left are worked off from today
    on."""
    days = -(-left_minutes // max(calendar.minutes)) if left_minutes else 1
    worked_off = calendar.add(calendar.on_or_after(now), days - 1)
    return max(due_on, worked_off) if due_on else worked_off


def facts(tasks: Sequence[PlanRow], calendar: Calendar, now: date, own: Own = NOBODY) -> list[rules.Task]:
    """The tasks as the planner takes them: what is under way runs until it is to be expected to end, the rest
    begins on its own day, today or later."""
    first = min((task.start_on for task in tasks if task.start_on), default=None)
    # An event on the first day stands at its beginning, or what follows it would lose that day.
    opening = {task.id for task in tasks if task.duration_days == 0 and task.start_on == first}
    return [
        _fact(
            task._replace(start_on=None) if task.id in opening else task,
            calendar,
            now,
            _calendar_of(task, calendar, own),
        )
        for task in tasks
    ]


def _calendar_of(task: PlanRow, calendar: Calendar, own: Own) -> Calendar:
    return own.get(task.assignee_id, calendar) if task.assignee_id is not None else calendar


def _fact(task: PlanRow, calendar: Calendar, now: date, mine: Calendar) -> rules.Task:
    length = length_of(task, mine)
    if task.kind == "done":
        finished = task.done_on or task.due_on or now
        started = min(task.started_on or task.start_on or finished, finished)
        return rules.Task(task.id, length, started=started, finished=finished)
    if task.kind != "todo":
        started = min(task.started_on or task.start_on or now, now)
        due = task.due_on or mine.add(started, max(0, length - 1))
        length = max(1, calendar.between(started, expected_finish(mine, now, due, task.left)))
        return rules.Task(task.id, length, must_finish=task.deadline_on, started=started)
    days = (task.start_on, task.not_before_on, now if length else None)
    begin = max((day for day in days if day), default=None)
    return rules.Task(task.id, length, not_before=begin, must_finish=task.deadline_on)


def length_of(task: PlanRow, calendar: Calendar) -> int:
    """Working days that a task takes: as stated, else by its dates, else by its estimate, else one."""
    if task.duration_days is not None:
        return task.duration_days
    if task.start_on and task.due_on:
        return max(1, calendar.between(task.start_on, task.due_on))
    return max(1, -(-(task.estimate or 0) // max(calendar.minutes)))

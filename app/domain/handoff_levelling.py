"""A plan levelled against everything that is promised already: nobody is asked for more than their hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.base import UserError
from app.domain import levelling, schedule
from app.domain.handoff import HandoffPlan, PlannedTask, live_links, reschedule
from app.domain.serial_schedule import Capacity, Demand
from app.domain.workdays import Calendar

#: Minutes of each person that other work has, by day.
Taken = Mapping[int, Mapping[date, int]]
QUICK: Final = 1_500  # tasks that are placed in the search while somebody waits for the answer
_LARGE: Final = 150  # tasks, from which on one order is tried


def levelled(
    plan: HandoffPlan, calendar: Calendar, own: Mapping[int, Calendar], taken: Taken, *, effort: int = QUICK
) -> HandoffPlan | None:
    """The plan with dates at which everybody has the hours, counted from its start; None where there are none.

    A task begins later, or takes longer where its owner has only a part of their days. A plan counted back from its
    promise begins where it would have had to, but not before `plan.start` when that is later.
    """
    first = plan.first_day if plan.mode == "finish" else plan.start
    if first is None or not plan.included:
        return None
    begin = max(first, plan.start) if plan.start and plan.mode == "finish" else first
    tasks, demands = [], {}
    for task in plan.included:
        mine = own.get(task.owner or 0)
        length = _length(task, mine)
        tasks.append(schedule.Task(task.key, length, task.locked_start, owner=task.owner, minutes=task.minutes))
        if mine is not None and task.owner is not None and length and task.minutes:
            demands[task.key] = [Demand(task.owner, -(-task.minutes // length))]
    limits: dict[int, Capacity] = {person: hours.minutes_on for person, hours in own.items()}
    effort = 0 if len(tasks) > _LARGE else effort
    try:
        found = levelling.level(
            tasks, live_links(plan), calendar, demands, limits, start=begin, taken=taken, own=own, effort=effort
        )
        return _placed(plan._replace(mode="start", start=begin), found, calendar, own)
    except UserError:
        return None


def _length(task: PlannedTask, mine: Calendar | None) -> int:
    """The days of a task, at least as many as its owner needs for its hours."""
    if mine is None or not task.duration_days:
        return task.duration_days
    return max(task.duration_days, mine.days_for(task.minutes))


def _placed(
    plan: HandoffPlan, found: levelling.Levelled, calendar: Calendar, own: Mapping[int, Calendar]
) -> HandoffPlan:  # fmt: skip
    """The plan with the starts that levelling found, as 'not before' days where they are later than links ask for."""
    tasks = []
    for task in plan.tasks:
        place = found.tasks.get(task.key)
        if place is None:
            tasks.append(task)
            continue
        mine = own.get(task.owner or 0, calendar)
        days = mine.between(place.start, place.finish) if task.duration_days else 0
        tasks.append(task._replace(duration_days=max(task.duration_days, days), locked_start=None))
    free = reschedule(plan._replace(tasks=tuple(tasks)), calendar, own)
    starts = {task.key: task.start for task in free.included}
    pins: dict[int, date] = {}
    for key in sorted(starts, key=lambda key: found.tasks[key].start):
        begins, wanted = starts[key], found.tasks[key].start
        if begins is None or begins >= wanted:
            continue
        pins[key] = wanted
        if len(free.tasks) <= _LARGE:  # what follows moves with it, and needs no pin of its own
            free = reschedule(_pinned(free, pins), calendar, own)
            starts.update((task.key, task.start) for task in free.included)
    return reschedule(_pinned(free, pins), calendar, own)


def _pinned(plan: HandoffPlan, pins: Mapping[int, date]) -> HandoffPlan:
    return plan._replace(tasks=tuple(t._replace(locked_start=pins.get(t.key, t.locked_start)) for t in plan.tasks))

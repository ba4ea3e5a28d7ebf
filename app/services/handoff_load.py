"""Whether everybody has the hours for a plan, and the plan levelled so that they have: other work keeps its own."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Final, NamedTuple

from app.base import today
from app.domain import capacity as load
from app.domain import handoff_levelling
from app.domain.handoff import HandoffPlan
from app.models.store import Store
from app.services import capacity, handoff, settings

_HALF_HOUR: Final = 30  # less than that too much in a week is no over-booking


class Week(NamedTuple):
    """A person's week with too much in it: `excess` in minutes."""

    person: int
    monday: date
    excess: int


def overbooked(store: Store, plan: HandoffPlan) -> list[Week]:
    """The weeks in which the plan wants more of somebody than they have free, the first week first.

    The effort of a task is spread evenly over the days of its span on which its owner works.
    """
    own = settings.own_calendars(store, settings.calendar(store))
    wanted: dict[tuple[int, date], float] = defaultdict(float)
    for task in plan.included:
        calendar = own.get(task.owner or 0)
        if calendar is None or not task.minutes or task.start is None or task.finish is None:
            continue
        days = calendar.days(task.start, task.finish) or [task.start]
        for day in days:
            wanted[task.owner or 0, day - timedelta(days=day.weekday())] += task.minutes / len(days)
    mondays = {week for _, week in wanted}
    free = {day: handoff.free_minutes(store, own, day, day + timedelta(days=6)) for day in mondays}
    found = [Week(who, day, round(minutes) - max(0, free[day][who])) for (who, day), minutes in wanted.items()]
    return sorted((week for week in found if week.excess >= _HALF_HOUR), key=lambda week: (week.monday, week.person))


def taken(store: Store) -> dict[int, dict[date, int]]:
    """The minutes that work of running projects takes of everybody, by day from today on. From any thread.

    More than the hours of a day is done on other days of its week: whether a week has room is asked of all its days together.
    """
    now, studio = today(), settings.calendar(store)
    own = settings.own_calendars(store, studio)
    found: dict[int, dict[date, int]] = {}
    for work in capacity.committed(store, now):
        if work.owner is not None:
            days = found.setdefault(work.owner, {})
            for day, minutes in load.spread(work.minutes, work.start, work.finish, own.get(work.owner, studio), now):
                days[day] = days.get(day, 0) + minutes
    return {person: load.within_hours(days, own.get(person, studio), now) for person, days in found.items()}


def levelled(store: Store, plan: HandoffPlan) -> HandoffPlan | None:
    """The plan at dates at which everybody has the hours; None where there are none."""
    studio = settings.calendar(store)
    return handoff_levelling.levelled(plan, studio, settings.own_calendars(store, studio), taken(store))

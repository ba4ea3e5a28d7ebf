"""Who is booked how far: the plan's own work day by day, on top of what the calendar and other work leave free.

The effort of a task is spread evenly over the days of its span on which its owner works. A person is
over-booked in a week when the plan wants more minutes there than are free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.handoff import HandoffPlan, PlannedTask
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import handoff, settings
from app.views.handoff.words import monday

Weeks = dict[date, dict[int, int]]

_WEEKS_AFTER = 6  # where over-booked work may go
_HALF_HOUR = 30  # less than that too much in a week is no over-booking


class Overbooked(NamedTuple):
    """A person's week with too much in it, in minutes; `available` is what was free before this plan."""

    person: int
    monday: date
    planned: int
    available: int

    @property
    def excess(self) -> int:
        """Minutes too much."""
        return self.planned - max(0, self.available)


def read_weeks(store: Store, people: Sequence[int], mondays: Iterable[date]) -> Weeks:
    """What everybody has free in each of these weeks, in minutes. From any thread."""
    return {day: handoff.free_minutes(store, people, day, day + timedelta(days=6)) for day in mondays}


class Loads:
    """Keeps what is free by week as far as it was read, and what the plan adds to it."""

    def __init__(self, store: Store, people: Sequence[int]) -> None:
        self.people = list(people)
        self._calendars: dict[int, Calendar] = {i: settings.calendar(store, i) for i in people}
        self._weeks: Weeks = {}
        self._spans: dict[tuple[int, date, date], list[date]] = {}
        self._whole: dict[tuple[int, date], int] = {}
        self._days: dict[tuple[int, date], float] = {}
        self._planned: dict[tuple[int, date], float] = {}
        self._tasks: dict[tuple[int, date], list[int]] = {}

    def learn(self, weeks: Weeks) -> None:
        """Weeks that `read_weeks` has read."""
        self._weeks.update(weeks)

    def unread(self, plan: HandoffPlan) -> list[date]:
        """The weeks of the plan, and some after it, whose free hours are not known yet."""
        found = set()
        for task in plan.included:
            if task.start and task.finish:
                week, last = monday(task.start), monday(task.finish)
                while week <= last:
                    found.add(week)
                    week += timedelta(days=7)
        if found:
            found |= {max(found) + timedelta(weeks=after) for after in range(1, _WEEKS_AFTER + 1)}
        return sorted(found - self._weeks.keys())

    def take(self, plan: HandoffPlan) -> None:
        """Count the work of this plan."""
        days: dict[tuple[int, date], float] = defaultdict(float)
        planned: dict[tuple[int, date], float] = defaultdict(float)
        tasks: dict[tuple[int, date], list[int]] = defaultdict(list)
        for task in plan.included:
            if task.owner not in self._calendars or not task.minutes:
                continue
            for day, minutes in self.spread(task, task.owner):
                days[task.owner, day] += minutes
                week = (task.owner, monday(day))
                planned[week] += minutes
                if not tasks[week] or tasks[week][-1] != task.key:
                    tasks[week].append(task.key)
        self._days, self._planned, self._tasks = days, planned, tasks

    def span(self, person: int, first: date, last: date) -> list[date]:
        """The days on which a person works from `first` to `last`; `first` when there is none."""
        key = (person, first, last)
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._calendars[person].days(first, last) or [first]
        return found

    def spread(self, task: PlannedTask, person: int | None) -> list[tuple[date, float]]:
        """A task's minutes by day, if this person does it."""
        if person is None or task.start is None or task.finish is None:
            return []
        days = self.span(person, task.start, task.finish)
        return [(day, task.minutes / len(days)) for day in days]

    def capacity(self, person: int, week: date) -> int:
        """Minutes free in a week before this plan; the working time alone while the rest is not read yet."""
        known = self._weeks.get(week)
        if known is not None and person in known:
            return known[person]
        return self._working_time(person, week)

    def _working_time(self, person: int, week: date) -> int:
        found = self._whole.get((person, week))
        if found is None:
            calendar = self._calendars[person]
            days = calendar.days(week, week + timedelta(days=6))
            found = self._whole[person, week] = sum(calendar.minutes_on(day) for day in days)
        return found

    def knows(self, week: date) -> bool:
        """Whether the free hours of this week were read."""
        return week in self._weeks

    def overbooked(self) -> list[Overbooked]:
        """Every week with too much in it, the first week first."""
        found = [
            Overbooked(person, week, round(minutes), self.capacity(person, week))
            for (person, week), minutes in self._planned.items()
            if week in self._weeks
        ]
        return sorted(
            (over for over in found if over.excess >= _HALF_HOUR), key=lambda over: (over.monday, over.person)
        )

    def excess_by_week(self) -> dict[tuple[int, date], int]:
        """Minutes too much by person and week; weeks that were not read yet count with the working time."""
        found = {}
        for (person, week), minutes in self._planned.items():
            excess = round(minutes) - max(0, self.capacity(person, week))
            if excess >= _HALF_HOUR:
                found[person, week] = excess
        return found

    def free_share(self, person: int, week: date) -> float:
        """How much of a person's working time in a week is free before this plan, 0 to 1."""
        whole = self._working_time(person, week)
        return min(1.0, max(0.0, self.capacity(person, week) / whole)) if whole else 0.0

    def tasks_in(self, person: int, week: date) -> list[int]:
        """The keys of the plan's tasks on which a person works in a week."""
        return self._tasks.get((person, week), [])

    def share(self, task: PlannedTask, person: int, week: date) -> float:
        """A task's minutes within a week."""
        return sum(minutes for day, minutes in self.spread(task, person) if monday(day) == week)

    def free(self, task: PlannedTask, person: int) -> int | None:
        """Minutes a person has in the span of a task, all other work taken away; None without dates.

        What other projects take of a week is taken evenly from its days; but where the week as a whole holds the
        task, other work can give way within it, and so at least what the task needs is free.
        """
        if task.start is None or task.finish is None or not self.knows(monday(task.start)):
            return None
        calendar = self._calendars[person]
        own = dict(self.spread(task, person)) if task.owner == person and task.included else {}
        left = 0.0
        for day in self.span(person, task.start, task.finish):
            week = monday(day)
            whole = self._working_time(person, week)
            minutes = calendar.minutes_on(day)
            taken = (whole - self.capacity(person, week)) * minutes / whole if whole else 0.0
            left += minutes - taken - (self._days.get((person, day), 0.0) - own.get(day, 0.0))
        return round(left) if self.excess(task, person) else max(round(left), task.minutes)

    def excess(self, task: PlannedTask, person: int) -> int:
        """How many minutes too much the fullest week gets if this person does the task on its dates."""
        mine = task.owner == person and task.included
        weeks: dict[date, float] = defaultdict(float)
        for day, minutes in self.spread(task, person):
            weeks[monday(day)] += minutes
        most = 0.0
        for week, minutes in weeks.items():
            planned = self._planned.get((person, week), 0.0) + (0.0 if mine else minutes)
            most = max(most, planned - max(0, self.capacity(person, week)))
        return round(most) if most >= _HALF_HOUR else 0

    def first_fit(self, task: PlannedTask, person: int, days: Sequence[date], calendar: Calendar) -> date | None:
        """The first of `days` on which the task may start without over-booking this person's weeks."""
        mine = task.owner == person and task.included
        own: dict[date, float] = defaultdict(float)
        for day, minutes in self.spread(task, person) if mine else ():
            own[monday(day)] += minutes
        for start in days:
            last = calendar.add(start, max(0, task.duration_days - 1))
            wanted: dict[date, float] = defaultdict(float)
            for day, minutes in self.spread(task._replace(start=start, finish=last), person):
                wanted[monday(day)] += minutes
            if all(
                self._planned.get((person, week), 0.0) - own[week] + minutes
                <= max(0, self.capacity(person, week)) + _HALF_HOUR
                for week, minutes in wanted.items()
            ):
                return start
        return None

"""Placing the tasks of a plan one at a time, each where its links allow it and everybody has the hours.

Days are offsets from the first one. Who has how much on which day is kept by `free_hours`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.domain.free_hours import Beyond, Fields, Hours, Need, Team
from app.domain.own_weeks import Axis
from app.domain.schedule import Link, Task
from app.domain.workdays import LAST_YEAR, Calendar, together

_FAR = 20_000  # working days: a task that finds no free hours within 80 years has none
#: What the placement of a task of one person with whole days costs, in the unit in which effort is counted.
USUAL = 8

Capacity = Callable[[date], int]
#: What is free of each resource, packed.
Free = list[int]


class Demand(NamedTuple):
    """What a task takes from one resource on each of its days, in the resource's unit (minutes for a person)."""

    resource: int
    per_day: int


class Job:
    """A task by position: its links, what it needs and what holds it. `pace` is (resource position, a day); `mine` are the
    days of its owner where they are not those of all. `exact`: its days follow each other and are alike, `span` of them."""

    __slots__ = (
        "after", "before", "earliest", "effort", "exact", "fixed", "latest", "length", "mine", "needs", "pace", "price",
        "span", "steps", "team",
    )  # fmt: skip

    def __init__(self, length: int, mine: Calendar | None) -> None:
        self.length = length
        self.mine = mine
        self.effort = 0
        self.pace: tuple[tuple[int, int], ...] = ()
        self.earliest = 0
        self.latest: int | None = None
        self.fixed: tuple[int, int] | None = None
        self.before: list[tuple[int, str, int]] = []
        self.after: list[tuple[int, str, int]] = []
        self.needs: tuple[Need, ...] = ()
        self.team: Team
        self.exact, self.span, self.price = False, length, USUAL - 2
        self.steps: tuple[int, ...] = ()

    def efforts(self) -> list[tuple[int, int, int]]:
        """(resource position, a day, in all) of what it takes; the first is who does it, and knows how long that is."""
        return [(who, pace, pace * self.length if at else self.effort) for at, (who, pace) in enumerate(self.pace)]

    def measure(self, hours: Sequence[Hours], team: Team, fields: Fields) -> None:
        """Know what it needs in days of its team."""
        self.team = team
        self.needs = tuple(Need(*each, hours[each[0]], team, fields) for each in self.efforts())
        counts = {need.count for need in self.needs}
        self.span = max(self.length, *counts)
        self.steps = fields.steps(min(need.sure for need in self.needs))
        self.exact = not team.worked and len(counts) == 1 and all(need.block for need in self.needs)
        price = USUAL - 2 + len(self.needs) * (2 if self.exact else 10) + (4 if self.mine else 0)
        self.price = price * (4096 + fields.days * fields.width) // 4096


class Problem:
    """The jobs, the hours and the clock they share: the days that anybody works, `base` being the number of the one with
    offset 0; lags run over the days that all share."""

    def __init__(
        self,
        tasks: Sequence[Task],
        links: Iterable[Link],
        shared: Calendar,
        demands: Mapping[int, Sequence[Demand]],
        capacities: Mapping[int, Capacity],
        start: date,
        taken: Mapping[int, Mapping[date, int]],
        own: Mapping[int, Calendar],
    ) -> None:
        self.tasks = tasks
        apart = {who: week for who, week in own.items() if not week.works_like(shared)}
        weeks = [apart.get(task.owner, shared) if task.owner is not None else shared for task in tasks]
        self.axis = Axis(shared, together([shared, *weeks]))
        self.calendar = self.axis.anybody
        self._plain = self.calendar is shared
        calendar = self.calendar
        begun = [calendar.number(task.started) for task in tasks if task.started and not task.finished]
        self.base = min([calendar.number(start), *begun])
        self.names = list(capacities)
        self._capacities = list(capacities.values())
        self._taken = [taken.get(name, {}) for name in self.names]
        self.most = min(_FAR, calendar.number_after(date(LAST_YEAR, 12, 31)) - self.base)
        self.spent = 0
        self.first = calendar.number(start) - self.base
        self.jobs = [
            self._job(task, demands.get(task.key, ()), None if self._plain else week)
            for task, week in zip(tasks, weeks, strict=True)
        ]
        self.under_way = max((job.fixed[1] for job in self.jobs if job.fixed), default=0)  # until then
        self._link(links)

    def _job(self, task: Task, demands: Sequence[Demand], mine: Calendar | None) -> Job:
        number, number_after = self.calendar.number, self.calendar.number_after
        job = Job(task.duration, mine)
        if task.finished is not None:
            end = number_after(task.finished) - self.base
            begin = min(end, number(task.started) - self.base) if task.started else self.stand_back(job, end, end)[0]
            job.fixed = begin, end
            return job
        pace: dict[int, int] = {}
        for need in demands:
            if need.per_day > 0:
                where = self.names.index(need.resource)
                pace[where] = pace.get(where, 0) + need.per_day
        job.pace = tuple(pace.items())
        if task.duration and job.pace:
            job.effort = task.minutes or job.pace[0][1] * task.duration
        if task.started is not None and task.duration:
            job.fixed = self.stand(job, number(task.started) - self.base, 0)
        job.earliest = self.first
        if task.not_before is not None:
            job.earliest = max(self.first, self._opens(task.not_before, bool(task.duration)))
        if task.must_finish is not None:
            job.latest = number_after(task.must_finish) - self.base
        return job

    def _opens(self, day: date, takes_days: bool) -> int:
        """Where a task stands that is not before a day; a milestone at its end, if that is after the first day of the plan."""
        number, shared = self.calendar.number, self.axis.shared
        if takes_days:
            return number(day) - self.base
        begins = self.calendar.at(self.base + self.first)
        return number(shared.on_or_after(day)) - self.base + 1 if shared.number(day) > shared.number(begins) else 0

    def _link(self, links: Iterable[Link]) -> None:
        at = {task.key: position for position, task in enumerate(self.tasks)}
        for link in links:
            first, then = at[link.predecessor], at[link.successor]
            if self.jobs[then].fixed is None:
                # A milestone begins as it ends, so it only ends.
                starts, ends = self.jobs[first].length, self.jobs[then].length
                kind = (link.kind[0] if starts else "F") + (link.kind[1] if ends else "F")
                self.jobs[then].before.append((first, kind, link.lag))
                self.jobs[first].after.append((then, kind, link.lag))

    def after(self, kind: str, lag: int, offset: int) -> int:
        """The first offset that a link from `offset` allows."""
        return offset + lag if self._plain else self.axis.after(kind, lag, offset + self.base) - self.base

    def latest(self, kind: str, lag: int, offset: int) -> int:
        """The last offset from which a link allows `offset`."""
        return offset - lag if self._plain else self.axis.latest(kind, lag, offset + self.base) - self.base

    def stand(self, job: Job, start: int, end_from: int) -> tuple[int, int]:
        """The first span from `start` on, ending no sooner than `end_from`, hours aside."""
        if job.mine is None or not job.length:
            start = max(start, end_from - job.length)
            return start, start + job.length
        mine, day, point = job.mine, self.calendar.ordinal, self.calendar.before
        number = mine.before(day(start + self.base))
        number = max(number, mine.before(day(end_from - 1 + self.base)) - job.length + 1)
        return point(mine.ordinal(number)) - self.base, point(mine.ordinal(number + job.length - 1)) + 1 - self.base

    def stand_back(self, job: Job, end: int, start_to: int) -> tuple[int, int]:
        """The last span that ends by `end` and begins no later than `start_to`, hours aside."""
        if job.mine is None or not job.length:
            start = min(start_to, end - job.length)
            return start, start + job.length
        mine, day, point = job.mine, self.calendar.ordinal, self.calendar.before
        number = mine.before(day(end + self.base)) - job.length
        number = min(number, mine.before(day(start_to + self.base) + 1) - 1)
        return point(mine.ordinal(number)) - self.base, point(mine.ordinal(number + job.length - 1)) + 1 - self.base

    def measure(self, reach: int) -> None:
        """Look at so many days. Raises UserError if not everything under way fits into the days that can be planned."""
        self.reach = reach = min(max(reach, 1), self.most)
        on = [self.calendar.at(self.base + day) for day in range(reach)]
        self.whole = [[max(0, capacity(day)) for day in on] for capacity in self._capacities]
        free = [
            [max(0, has - taken.get(day, 0)) for day, has in zip(on, whole, strict=True)] if taken else whole[:]
            for whole, taken in zip(self.whole, self._taken, strict=True)
        ]
        self.overbooked = self._take_fixed(free)
        amounts: list[set[int]] = [set() for _ in self.whole]
        for job in self.jobs:
            for resource, pace, effort in job.efforts():
                amounts[resource].update((pace, effort))
        self.hours = [
            Hours(whole, [max(0, left) for left in lefts], sorted(asked))
            for whole, lefts, asked in zip(self.whole, free, amounts, strict=True)
        ]
        self.fields = Fields(reach, max((hours.most for hours in self.hours), default=0))
        self.width = self.fields.width
        self._free = [self.fields.packed(hours.free) for hours in self.hours]
        teams: dict[tuple[int, ...], Team] = {}
        for job in self.jobs:
            if job.pace and job.length and job.fixed is None:
                who = tuple(sorted(resource for resource, _ in job.pace))
                if who not in teams:
                    teams[who] = Team([self.hours[resource] for resource in who], self.fields)
                if not teams[who].days:
                    raise Beyond
                job.measure(self.hours, teams[who], self.fields)

    def _take_fixed(self, free: list[list[int]]) -> list[int]:
        """Take what is under way; the positions of those for whom there are too few hours."""
        under_way = [at for at, job in enumerate(self.jobs) if job.fixed and job.pace]
        for at in under_way:
            job = self.jobs[at]
            for resource, pace, rest in job.efforts():
                whole, left = self.whole[resource], free[resource]
                for day in self._stretch(job):
                    need = min(pace, whole[day], rest)
                    left[day] -= need
                    rest -= need  # noqa: PLW2901
        return [
            at
            for at in under_way
            if any(
                free[resource][day] < 0 for resource, _ in self.jobs[at].pace for day in self._stretch(self.jobs[at])
            )
        ]

    def _stretch(self, job: Job) -> range:
        assert job.fixed is not None
        return range(max(0, job.fixed[0]), min(job.fixed[1], self.reach))

    def fresh(self) -> Free:
        """The free hours of everybody, with what is under way already taken; a copy to work on."""
        return self._free[:]

    def unasked(self) -> Free:
        """All hours of everybody, as if nobody had anything to do."""
        return [self.fields.packed(hours.whole) for hours in self.hours]

    def enough(self, need: Need, free: Free) -> int:
        """The marks of the days on which a need is free: its pace, or a shorter day as a whole."""
        marks = self.fields.marks
        return (free[need.resource] | marks) - need.fields & marks

    def _runs(self, job: Job, free: Free) -> tuple[int, list[int]]:
        """The marks of the days with which as many free days begin as the job takes at least; those free for each need."""
        marks = self.fields.marks
        good, enough = marks, []
        for need in job.needs:
            enough.append((free[need.resource] | marks) - need.fields & marks)
            good &= enough[-1]
        for step in job.steps:
            good &= good >> step
        return good, enough

    def forward(self, job: Job, start: int, end_from: int, free: Free) -> tuple[int, int]:
        """The first span from `start` on, ending no sooner than `end_from`, for which everybody has hours.

        Raises Beyond if there is none within the days that are looked at.
        """
        self.spent += job.price
        if not job.length:
            event = max(start, end_from)
            return event, event
        if not job.needs:
            return self.stand(job, start, end_from)
        team, width = job.team, self.width
        if end_from > start + job.length or team.worked or start >= self.reach:
            start = self._first(job, start, end_from)
        starts, enough = self._runs(job, free)
        starts >>= start * width
        if team.worked:
            starts &= team.worked >> start * width
        while starts:
            begin = start + ((starts & -starts).bit_length() - 1) // width
            if job.exact:
                return begin, begin + job.span
            end, clash = self._check(job, begin, enough, free)
            if clash < 0:
                return begin, end
            self.spent += 3
            starts &= -(1 << (clash - start + 1) * width)
        raise Beyond

    def _first(self, job: Job, start: int, end_from: int) -> int:
        """The first day from `start` on, hours aside, with which the job ends no sooner than `end_from`."""
        team = job.team
        if start >= self.reach or end_from > self.reach:
            raise Beyond
        index = team.rank[start]
        if end_from > start + 1:
            last = team.rank[end_from - 1]
            index = max(index, min(last - job.length + 1, *(need.first_ending(last) for need in job.needs)))
        if index >= len(team.days):
            raise Beyond
        return team.days[index]

    def backward(self, job: Job, end: int, start_to: int, free: Free) -> tuple[int, int] | None:
        """The last span that ends by `end` and begins no later than `start_to`, if there is one."""
        self.spent += job.price
        if not job.length:
            event = min(end, start_to)
            return event, event
        if not job.needs:
            return self.stand_back(job, end, start_to)
        latest = self._last(job, end, start_to)
        if latest < 0:
            return None
        width = self.width
        starts, enough = self._runs(job, free)
        starts &= (1 << (latest + 1) * width) - 1
        if job.team.worked:
            starts &= job.team.worked
        while starts:
            bit = starts.bit_length() - 1
            begin = bit // width
            if job.exact:
                return begin, begin + job.span
            found, clash = self._check(job, begin, enough, free)
            if clash < 0:
                return begin, found
            self.spent += 3
            starts ^= 1 << bit
        return None

    def _last(self, job: Job, end: int, start_to: int) -> int:
        """The last day to `start_to`, hours aside, with which the job ends by `end`; negative if there is none."""
        end, start_to = min(end, self.reach), min(start_to, self.reach - 1)
        if job.exact or end < 0 or start_to < 0:
            return min(end - job.span, start_to)
        team = job.team
        last = team.rank[end]
        index = min(last - job.length, team.rank[start_to + 1] - 1, *(need.last_ending(last) for need in job.needs))
        return team.days[index] if index >= 0 else -1

    def _check(self, job: Job, begin: int, enough: Sequence[int], free: Free) -> tuple[int, int]:
        """(the end of a job that begins on a day of its team, the last day on which hours are missing or -1)."""
        days, index, clash, worked, width = job.team.days, job.team.rank[begin], -1, job.length, self.width
        for need, marks in zip(job.needs, enough, strict=True):
            count, last = need.days(index)
            if index + count > len(days):
                raise Beyond
            final = days[index + count - 1]
            missing = (marks ^ self.fields.marks) >> begin * width
            within = missing & (1 << (final - begin) * width) - 1
            if within:
                clash = max(clash, begin + (within.bit_length() - 1) // width)
            if missing >> (final - begin + 1) * width - 1 & 1:
                there = free[need.resource] >> final * width & (1 << width - 1) - 1
                if there < last:
                    clash = max(clash, final)
            worked = max(worked, count)
        if index + worked > len(days):
            raise Beyond
        return days[index + worked - 1] + 1, clash

    def take(self, job: Job, begin: int, free: Free) -> None:
        """Take the hours of a job that begins on a day on which it may."""
        width = self.width
        for need in job.needs:
            if job.exact:
                free[need.resource] -= need.block << begin * width
                continue
            index = job.team.rank[begin]
            count, last = need.days(index)
            final = job.team.days[index + count - 1]
            days = need.fields >> begin * width & (1 << (final - begin) * width) - 1
            free[need.resource] -= (days | last << (final - begin) * width) << begin * width

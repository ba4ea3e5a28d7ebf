"""Serial schedule generation: jobs placed one after another where links allow it and everybody has hours.

One order gives one schedule (Kelley, 1963). Orders come from latest finishes (Davis and Patterson, 1975), from
chance weighted by them (Drexl, 1991) and from crossing good ones (Hartmann, 1998); each schedule is improved by
justifying it to the right and back (Valls, Ballestín and Quintanilla, 2005). Days are offsets from the first one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from app.base import UserError
from app.domain.own_weeks import Axis
from app.domain.schedule import Link, Task
from app.domain.workdays import Calendar, together

_FAR = 20_000  # working days: a task that finds no free hours within 80 years has none
_POPULATION = 40
_MUTATION = 0.05

Capacity = Callable[[date], int]


class Demand(NamedTuple):
    """What a task takes from one resource on each of its days, in the resource's unit (minutes for a person)."""

    resource: int
    per_day: int


class Job:
    """A task by position: its links, what it needs and what holds it. `pace` is (resource position, a day); `mine` are the
    days of its owner where they are not those of all."""

    __slots__ = ("after", "before", "earliest", "effort", "fixed", "latest", "length", "mine", "pace")

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


class Hours:
    """The hours of one resource by day offset: all of them, and those still free."""

    __slots__ = ("_at", "_capacity", "_taken", "free", "whole")

    def __init__(self, capacity: Capacity, at: Callable[[int], date], taken: Mapping[date, int]) -> None:
        self._capacity, self._at, self._taken = capacity, at, taken
        self.whole: list[int] = []
        self.free: list[int] = []

    def reach(self, day: int) -> None:
        """Know the days up to `day`, and some more."""
        for offset in range(len(self.whole), max(day + 1, len(self.whole) + 128)):
            on = self._at(offset)
            whole = max(0, self._capacity(on))
            self.whole.append(whole)
            self.free.append(max(0, whole - self._taken.get(on, 0)))


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
        self.hours = [
            Hours(capacities[name], lambda offset: calendar.at(self.base + offset), taken.get(name, {}))
            for name in self.names
        ]
        self.first = calendar.number(start) - self.base
        self.jobs = [
            self._job(task, demands.get(task.key, ()), None if self._plain else week)
            for task, week in zip(tasks, weeks, strict=True)
        ]
        self._link(links)

    def _job(self, task: Task, demands: Sequence[Demand], mine: Calendar | None) -> Job:
        number, number_after = self.calendar.number, self.calendar.number_after
        job = Job(task.duration, mine)
        if task.finished is not None:
            end = number_after(task.finished) - self.base
            job.fixed = (min(end, number(task.started) - self.base) if task.started else end - task.duration, end)
            return job
        where = {name: position for position, name in enumerate(self.names)}
        job.pace = tuple((where[need.resource], need.per_day) for need in demands if need.per_day > 0)
        if task.duration and job.pace:
            job.effort = task.minutes or job.pace[0][1] * task.duration
        if task.started is not None and task.duration:
            job.fixed = self.stand(job, number(task.started) - self.base, 0)
        job.earliest = self.first
        if task.not_before is not None:
            day = task.not_before if task.duration else self.axis.shared.on_or_after(task.not_before)
            job.earliest = max(self.first, number(day) - self.base + (not task.duration))
        if task.must_finish is not None:
            job.latest = number_after(task.must_finish) - self.base
        return job

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
        if job.mine is None:
            start = min(start_to, end - job.length)
            return start, start + job.length
        mine, day, point = job.mine, self.calendar.ordinal, self.calendar.before
        number = mine.before(day(end + self.base)) - job.length
        number = min(number, mine.before(day(start_to + self.base) + 1) - 1)
        return point(mine.ordinal(number)) - self.base, point(mine.ordinal(number + job.length - 1)) + 1 - self.base

    def fresh(self) -> list[list[int]]:
        """The free hours of everybody, with what is under way already taken; a copy to work on."""
        free = [hours.free[:] for hours in self.hours]
        for job in self.jobs:
            if job.fixed and job.pace:
                self.take(job, *job.fixed, free)
        return free

    def take(self, job: Job, start: int, end: int, free: list[list[int]], sign: int = 1) -> None:
        """Take the hours of a job that is worked from `start` to `end`, or give them back with `sign` -1."""
        for place, (resource, pace) in enumerate(job.pace):
            self._reach(end, free)
            whole, left = self.hours[resource].whole, free[resource]
            rest = job.effort if not place else pace * job.length
            for day in range(max(0, start), end):
                need = min(pace, whole[day], rest)
                left[day] -= sign * need
                rest -= need

    def _reach(self, day: int, free: list[list[int]]) -> None:
        for hours, left in zip(self.hours, free, strict=True):
            if len(hours.whole) <= day:
                hours.reach(day)
            if len(left) < len(hours.whole):
                left.extend(hours.free[len(left) :])

    def forward(self, job: Job, start: int, end_from: int, free: list[list[int]]) -> tuple[int, int]:
        """The first span from `start` on, ending no sooner than `end_from`, for which everybody has hours."""
        if not job.length:
            event = max(start, end_from)
            return event, event
        if not job.pace:
            return self.stand(job, start, end_from)
        while start < _FAR:
            end, clash = self._try(job, start, free)
            if clash < 0:
                begun = end[0]
                if end[1] >= end_from:
                    return end
                start = max(begun + 1, start + end_from - end[1])
            else:
                start = clash + 1
        raise UserError(
            "A task finds no free hours in 80 years: give its owner working hours, or the task another owner."
        )

    def _try(self, job: Job, start: int, free: list[list[int]]) -> tuple[tuple[int, int], int]:
        """((first day worked, end), -1), or any span and the day on which hours are missing."""
        self._reach(start + job.length, free)
        lead = job.pace[0][0]
        whole = self.hours[lead].whole
        rest, worked, day, begun = job.effort, 0, start, -1
        while worked < job.length or rest > 0:
            if day >= len(whole):
                if day >= _FAR:
                    return (start, day), day
                self._reach(day, free)
            if whole[day]:
                if begun < 0:
                    begun = day
                for resource, pace in job.pace:
                    need = pace if pace < self.hours[resource].whole[day] else self.hours[resource].whole[day]
                    if resource == lead:
                        need = min(need, rest)
                    if free[resource][day] < need:
                        return (start, day), day
                rest -= min(job.pace[0][1], whole[day])
                worked += 1
            day += 1
        return (begun, day), -1

    def backward(self, job: Job, end: int, start_to: int, free: list[list[int]]) -> tuple[int, int]:
        """The last span that ends by `end` and begins no later than `start_to`; its own old place is free."""
        if not job.length:
            event = min(end, start_to)
            return event, event
        if not job.pace:
            return self.stand_back(job, end, start_to)
        low = -1
        begin = min(start_to, end - job.length)
        while begin > low:
            span, clash = self._try(job, begin, free)
            if clash < 0 and span[1] <= end and span[0] <= start_to:
                return span
            begin -= 1
        return -1, -1


class Search:
    """One schedule after another, the best kept."""

    def __init__(self, problem: Problem, late: list[int]) -> None:
        self.problem = problem
        self.jobs = problem.jobs
        self.late = late
        self.loose = [position for position, job in enumerate(self.jobs) if job.fixed is None]
        self.waiting = [sum(self.jobs[first].fixed is None for first, _, _ in job.before) for job in self.jobs]

    def generate(self, rank: Sequence[float]) -> list[tuple[int, int]]:
        """Serial generation: of the jobs whose predecessors stand, the one of the least rank comes next."""
        jobs = self.jobs
        free = self.problem.fresh()
        spans = [job.fixed or (0, 0) for job in jobs]
        waiting = self.waiting[:]
        ready = [(rank[position], position) for position in self.loose if not waiting[position]]
        heapify(ready)
        while ready:
            _, position = heappop(ready)
            self._place(position, spans, free)
            for then, _, _ in jobs[position].after:
                waiting[then] -= 1
                if not waiting[then]:
                    heappush(ready, (rank[then], then))
        return spans

    def sampled(self, chance: random.Random) -> list[tuple[int, int]]:
        """Serial generation by chance, the likelier the earlier a job's latest finish (regret, alpha 2)."""
        late = self.late
        waiting, rank = self.waiting[:], [0.0] * len(self.jobs)
        ready = [position for position in self.loose if not waiting[position]]
        for place in range(len(self.loose)):
            worst = max(late[at] for at in ready)
            index = chance.choices(range(len(ready)), [(worst - late[at] + 1) ** 2 for at in ready])[0]
            position = ready.pop(index)
            rank[position] = place
            for then, _, _ in self.jobs[position].after:
                waiting[then] -= 1
                if not waiting[then]:
                    ready.append(then)
        return self.generate(rank)

    def _place(self, position: int, spans: list[tuple[int, int]], free: list[list[int]]) -> None:
        job = self.jobs[position]
        start, end = self.bounds(position, spans)
        spans[position] = span = self.problem.forward(job, start, end, free)
        self.problem.take(job, *span, free)

    def bounds(self, position: int, spans: list[tuple[int, int]]) -> tuple[int, int]:
        """The first start and the first end that links and dates allow."""
        job = self.jobs[position]
        start, end = job.earliest, 0
        for first, kind, lag in job.before:
            bound = self.problem.after(kind, lag, spans[first][kind[0] == "F"])
            if kind[1] == "S":
                start = max(start, bound)
            else:
                end = max(end, bound)
        return start, end

    def justify(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Everything as late as the finish allows, the last first; then as early as it goes, the first first."""
        jobs, problem = self.jobs, self.problem
        finish = self.finish(spans)
        spans, free = spans[:], problem.fresh()
        for position in self.loose:
            problem.take(jobs[position], *spans[position], free)
        for position in sorted(self.loose, key=lambda at: (-spans[at][1], -spans[at][0])):
            job, old = jobs[position], spans[position]
            start_to, end_to = self._ceilings(position, spans, finish)
            problem.take(job, *old, free, -1)
            new = problem.backward(job, end_to, start_to, free)
            spans[position] = new if new >= old else old
            problem.take(job, *spans[position], free)
        return self.generate(self._ranked(sorted(self.loose, key=spans.__getitem__)))

    def _ranked(self, order: Sequence[int]) -> list[float]:
        rank = [0.0] * len(self.jobs)
        for place, position in enumerate(order):
            rank[position] = place
        return rank

    def _ceilings(self, position: int, spans: list[tuple[int, int]], finish: int) -> tuple[int, int]:
        start, end = finish, finish
        for then, kind, lag in self.jobs[position].after:
            bound = self.problem.latest(kind, lag, spans[then][kind[1] == "F"])
            if kind[0] == "S":
                start = min(start, bound)
            else:
                end = min(end, bound)
        return start, end

    def finish(self, spans: list[tuple[int, int]]) -> int:
        """The end of the last job."""
        return max((spans[position][1] for position in self.loose), default=0)

    def cost(self, spans: list[tuple[int, int]]) -> tuple[int, int, int]:
        """Days of deadlines missed, then the finish, then how early everything is: less is better."""
        missed = sum(max(0, spans[at][1] - latest) for at in self.loose if (latest := self.jobs[at].latest) is not None)
        return missed, self.finish(spans), sum(spans[at][1] for at in self.loose)

    def best(self, effort: int, lower: int, cancelled: Callable[[], bool]) -> list[tuple[int, int]]:
        """Random orders first, then crossings of the best ones, until `effort` placements or the lower bound."""
        chance = random.Random(1)
        kept = [self._scored(self.justify(self.generate(self.late)))]
        passes = effort // max(1, 3 * len(self.loose))
        for turn in range(passes):
            missed, finish, _ = kept[0][0]
            if (not missed and finish <= lower) or cancelled():
                break
            if turn < min(_POPULATION, passes // 3):
                found = self.sampled(chance)
            else:
                found = self.generate(self._ranked(self._crossed(kept, chance)))
            child = self._scored(self.justify(found))
            if child[0] not in [cost for cost, _ in kept]:
                kept.append(child)
                kept.sort(key=lambda pair: pair[0])
                del kept[_POPULATION:]
        return kept[0][1]

    def _scored(self, spans: list[tuple[int, int]]) -> tuple[tuple[int, int, int], list[tuple[int, int]]]:
        return self.cost(spans), spans

    def _crossed(
        self, kept: Sequence[tuple[tuple[int, int, int], list[tuple[int, int]]]], chance: random.Random
    ) -> list[int]:
        """Two-point crossing of two of the better orders (Hartmann, 1998): the ends of one, the middle of another."""
        mother, father = (min(chance.randrange(len(kept)), chance.randrange(len(kept))) for _ in range(2))
        one = sorted(self.loose, key=kept[mother][1].__getitem__)
        other = sorted(self.loose, key=kept[father][1].__getitem__)
        low, high = sorted(chance.randrange(len(one) + 1) for _ in range(2))
        head = one[:low]
        seen = set(head)
        middle = [at for at in other if at not in seen][: high - low]
        seen.update(middle)
        order = [*head, *middle, *(at for at in one if at not in seen)]
        for place in range(len(order) - 1):
            if chance.random() < _MUTATION:
                order[place], order[place + 1] = order[place + 1], order[place]
        return order

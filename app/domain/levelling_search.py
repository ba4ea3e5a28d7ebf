"""The search for a short plan: orders in which the tasks are placed, one after another, the best kept.

One order gives one schedule (Kelley, 1963). Orders come from latest finishes (Davis and Patterson, 1975), from
chance weighted by them (Drexl, 1991) and from crossing good ones (Hartmann, 1998); each schedule is improved by
justifying it to the right and back (Valls, Ballestín and Quintanilla, 2005).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from app.base import UserError
from app.domain.free_hours import Beyond
from app.domain.serial_schedule import USUAL, Problem

_POPULATION = 40
_FEW = 10
_MUTATION = 0.1

Spans = list[tuple[int, int]]
#: Days of deadlines missed, then the finish, then how early everything is: less is better.
Cost = tuple[int, int, int]


class Search:
    """Schedules of one problem by position: for each job its span."""

    def __init__(self, problem: Problem, late: list[int]) -> None:
        """`late` are the latest finishes by links and deadlines."""
        self.problem = problem
        self.jobs = problem.jobs
        self.late = late
        self.loose = [position for position, job in enumerate(self.jobs) if job.fixed is None]
        self.followed = [len(job.after) for job in self.jobs]
        self.waiting = [sum(self.jobs[first].fixed is None for first, _, _ in job.before) for job in self.jobs]

    def generate(self, rank: Sequence[float], *, alone: bool = False) -> Spans:
        """Serial generation: of the jobs whose predecessors stand, the one of the least rank comes next. With `alone` each
        is placed as if it were the only one that needs hours. Raises Beyond."""
        jobs, problem = self.jobs, self.problem
        free = problem.fresh()
        spans = [job.fixed or (0, 0) for job in jobs]
        waiting = self.waiting[:]
        ready = [(rank[position], position) for position in self.loose if not waiting[position]]
        heapify(ready)
        while ready:
            _, position = heappop(ready)
            job = jobs[position]
            start, end = self.bounds(position, spans)
            spans[position] = span = problem.forward(job, start, end, free)
            if job.needs and not alone:
                problem.take(job, span[0], free)
            for then, _, _ in job.after:
                waiting[then] -= 1
                if not waiting[then]:
                    heappush(ready, (rank[then], then))
        return spans

    def sampled(self, chance: random.Random, *, blind: bool = False) -> Spans:
        """Serial generation by chance, the likelier the earlier a job's latest finish (regret, alpha 2) unless `blind`."""
        late = self.late
        waiting, rank = self.waiting[:], [0.0] * len(self.jobs)
        ready = [position for position in self.loose if not waiting[position]]
        for place in range(len(self.loose)):
            if blind:
                index = chance.randrange(len(ready))
            else:
                worst = max([late[at] for at in ready])
                index = chance.choices(range(len(ready)), [(worst - late[at] + 1) ** 2 for at in ready])[0]
            position = ready.pop(index)
            rank[position] = place
            for then, _, _ in self.jobs[position].after:
                waiting[then] -= 1
                if not waiting[then]:
                    ready.append(then)
        return self.generate(rank)

    def bounds(self, position: int, spans: Spans) -> tuple[int, int]:
        """The first start and the first end that links and dates allow."""
        job = self.jobs[position]
        start, end = job.earliest, 0
        for first, kind, lag in job.before:
            begun, bound = spans[first]
            if lag or kind != "FS":
                bound = self.problem.after(kind, lag, begun if kind[0] == "S" else bound)
                if kind[1] == "F":
                    end = max(end, bound)
                    continue
            if bound > start:  # noqa: PLR1730, max() would double the time
                start = bound
        return start, end

    def ceilings(self, position: int, spans: Spans, finish: int) -> tuple[int, int]:
        """The last start and the last end that links and the finish allow."""
        start, end = finish, finish
        for then, kind, lag in self.jobs[position].after:
            bound, ended = spans[then]
            if lag or kind != "FS":
                bound = self.problem.latest(kind, lag, ended if kind[1] == "F" else bound)
                if kind[0] == "S":
                    start = min(start, bound)
                    continue
            if bound < end:  # noqa: PLR1730, as above
                end = bound
        return start, end

    def justify(self, spans: Spans) -> Spans:
        """Everything as late as the finish allows, the last first; then as early as it goes, the first first."""
        return self.again(self.ranked(self._by_end(spans)), self.finish(spans)) or spans

    def again(self, rank: Sequence[float], finish: int) -> Spans | None:
        """The schedule that comes of placing everything back from `finish`, of the jobs whose successors stand the one of the
        highest rank next, and then as early as it goes; None if there is none."""
        jobs, problem = self.jobs, self.problem
        free, moved = problem.fresh(), [job.fixed or (0, 0) for job in jobs]
        waiting = self.followed[:]
        ready = [(-rank[position], position) for position in self.loose if not waiting[position]]
        heapify(ready)
        try:
            while ready:
                _, position = heappop(ready)
                job = jobs[position]
                start_to, end_to = self.ceilings(position, moved, finish)
                found = problem.backward(job, end_to, start_to, free)
                if found is None:
                    return None
                moved[position] = found
                if job.needs:
                    problem.take(job, found[0], free)
                for first, _, _ in job.before:
                    waiting[first] -= 1
                    if not waiting[first] and jobs[first].fixed is None:
                        heappush(ready, (-rank[first], first))
            return self.generate(self.ranked(sorted(self.loose, key=moved.__getitem__)))
        except Beyond:
            return None

    def _by_end(self, spans: Spans) -> list[int]:
        return sorted(self.loose, key=lambda at: (spans[at][1], spans[at][0]))

    def ranked(self, order: Sequence[int]) -> list[float]:
        """The ranks with which `generate` takes the jobs in this order."""
        rank = [0.0] * len(self.jobs)
        for place, position in enumerate(order):
            rank[position] = place
        return rank

    def finish(self, spans: Spans) -> int:
        """The end of the last job."""
        return max((spans[position][1] for position in self.loose), default=0)

    def cost(self, spans: Spans) -> Cost:
        """What is bad about a schedule."""
        missed = sum(max(0, spans[at][1] - latest) for at in self.loose if (latest := self.jobs[at].latest) is not None)
        return missed, self.finish(spans), sum(spans[at][1] for at in self.loose)

    def first(self, reach: int) -> Spans:
        """The schedule of the plain order, looking at `reach` days or as many more as it needs.

        Raises UserError for a task that finds no hours.
        """
        while True:
            try:
                self.problem.measure(reach)
                return self.generate(self.late)
            except Beyond:
                if reach >= self.problem.most:
                    raise UserError(
                        "A task finds no free hours in 80 years: give its owner working hours, or the task another owner."
                    ) from None
                reach *= 2

    def best(self, found: Spans, effort: int, least: tuple[int, int], cancelled: Callable[[], bool]) -> Spans:
        """Random orders first, then crossings of the best ones, until `effort` is spent or nothing can be better than `least`,
        days missed and finish. `found` is a schedule to begin with."""
        chance = random.Random(1)
        kept = [(self.cost(found), found)]
        self._keep(kept, self.justify(found))
        problem = self.problem
        until = problem.spent + effort * USUAL
        each = max(1, sum(3 * self.jobs[at].price for at in self.loose))
        turn = 0
        while problem.spent + each <= until and kept[0][0][:2] > least and not cancelled():
            turn += 1
            child = self._child(kept, chance, turn)
            if child is not None:
                self._keep(kept, child)
        return kept[0][1]

    def _child(self, kept: Sequence[tuple[Cost, Spans]], chance: random.Random, turn: int) -> Spans | None:
        """The schedule of the next order, if there is one: at first every other one by chance, and blindly as long as there are so
        few plans that crossing them finds nothing new."""
        few = len(kept) < _FEW
        drawn = turn % 2 == 1 and (few or turn < 2 * _POPULATION)
        try:
            if not drawn and not (few and turn % 4 == 0):
                finish = self.finish(kept[0][1])
                return self.again(
                    self.ranked(self._crossed(kept, chance)), min(finish + finish // 4, self.problem.reach)
                )
            child = self.sampled(chance, blind=few and turn % 4 != 1)
            return min(child, self.justify(child), key=self.cost)
        except Beyond:
            return None

    def _keep(self, kept: list[tuple[Cost, Spans]], spans: Spans) -> None:
        cost = self.cost(spans)
        if cost not in [known for known, _ in kept]:
            kept.append((cost, spans))
            kept.sort(key=lambda pair: pair[0])
            del kept[_POPULATION:]

    def _crossed(self, kept: Sequence[tuple[Cost, Spans]], chance: random.Random) -> list[int]:
        """Two-point crossing of two of the better orders (Hartmann, 1998): the ends of one, the middle of another."""
        one, other = (
            self._by_end(kept[min(chance.randrange(len(kept)), chance.randrange(len(kept)))][1]) for _ in range(2)
        )
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

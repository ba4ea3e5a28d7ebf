"""How short a levelled plan can be at best: once one is found, no search is needed.

A plan cannot end before each task could alone, on the days and with the hours of those who do it. And a finish is out of reach
if, of what must be done between two days to keep it, somebody has more than hours on these days (energetic reasoning), or has
more days of work of which no two go into one.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from app.domain.levelling_search import Search, Spans
from app.domain.serial_schedule import Job

_WINDOWS = 60  # first days that are tried with each resource; every so many of them in a large plan


class _Load(NamedTuple):
    """What some jobs take of one resource, and how much of it there is before each day."""

    jobs: list[tuple[int, int]]
    there: list[int]


def least(search: Search, found: Spans) -> tuple[int, int]:
    """(days of deadlines missed, finish) that no plan can do better than; `found` is a plan."""
    alone = search.generate(search.late, alone=True)
    missed, low, _ = search.cost(alone)
    high = search.finish(found)
    if low < high:
        loads = _loads(search)
        while low < high:
            middle = (low + high) // 2
            if _in_reach(search, alone, middle, loads):
                high = middle
            else:
                low = middle + 1
    return missed, low


def _loads(search: Search) -> list[_Load]:
    loads = []
    for resource, hours in enumerate(search.problem.hours):
        energy, days = [], []
        for position in search.loose:
            for need in search.jobs[position].needs:
                if need.resource == resource:
                    energy.append((position, need.effort))
                    if 2 * need.pace > hours.most:
                        whole = need.count if 2 * need.last > hours.most and not need.sums else need.sure
                        days.append((position, whole))
        loads.append(_Load(energy, [0, *accumulate(hours.free)]))
        loads.append(_Load(days, [0, *accumulate(free > 0 for free in hours.free)]))
    return [load for load in loads if len(load.jobs) > 1]


def _in_reach(search: Search, alone: Spans, finish: int, loads: list[_Load]) -> bool:
    """Whether nothing proves that a plan cannot end by `finish`."""
    problem = search.problem
    free, late = problem.fresh(), [job.fixed or (finish, finish) for job in search.jobs]
    for position in _backwards(search):
        start_to, end_to = search.ceilings(position, late, finish)
        span = problem.backward(search.jobs[position], end_to, start_to, free)
        if span is None or span < alone[position]:
            return False
        late[position] = span
    return all(_fits(load, alone, late) for load in loads)


def _backwards(search: Search) -> list[int]:
    """The loose jobs, those that wait for others first."""
    waiting = [sum(search.jobs[then].fixed is None for then, _, _ in job.after) for job in search.jobs]
    order = [position for position in search.loose if not waiting[position]]
    for position in order:
        job: Job = search.jobs[position]
        for first, _, _ in job.before:
            waiting[first] -= 1
            if not waiting[first] and search.jobs[first].fixed is None:
                order.append(first)
    return order


def _fits(load: _Load, alone: Spans, late: Spans) -> bool:
    """Whether every window of days has room for what cannot be done outside of it."""
    by_end = sorted((late[position][1], alone[position][0], amount) for position, amount in load.jobs)
    begins = sorted({begin for _, begin, _ in by_end})
    there, last = load.there, len(load.there) - 1
    for begin in begins[:: len(begins) // _WINDOWS + 1]:
        before, asked = there[max(0, begin)], 0
        for end, first, amount in by_end:
            if first >= begin:
                asked += amount
                if asked > there[min(end, last)] - before:
                    return False
    return True

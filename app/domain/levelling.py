"""Levelling: a plan in which nobody is asked for more than their hours.

The search is that of `levelling_search`; the same input always gives the same plan.

Offsets, half-open spans and milestones are those of `schedule`. A task is worked at an even pace, without a pause
but for the days on which whoever does it has no hours at all; where a day's hours are shorter than the pace, it
takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.domain.levelling_bound import least
from app.domain.levelling_search import Search
from app.domain.levelling_waits import Waits
from app.domain.schedule import NOBODY, Link, Task
from app.domain.schedule import plan as critical_path
from app.domain.serial_schedule import Capacity, Demand, Problem
from app.domain.workdays import Calendar

# How much the search does, in placements of a usual task: most where it gains most, at a hundred tasks or so.
_EFFORT_EACH, _EFFORT = 80, 300_000


class Placed(NamedTuple):
    """A task in the levelled plan; both dates are included.

    `waits_for` is the resource without which it would begin on `could_start`, and `behind` the tasks that have it
    until then. `missed` are the working days by which its own deadline is missed.
    """

    key: int
    start: date
    finish: date
    could_start: date
    waits_for: int | None
    behind: tuple[int, ...]
    missed: int


class Levelled(NamedTuple):
    """A plan that overbooks nobody; `length_days` in working days, both ends included.

    `overbooked` are the tasks under way whose owners have too few hours for them as they stand; they are kept.
    """

    start: date
    finish: date
    length_days: int
    tasks: dict[int, Placed]
    overbooked: tuple[int, ...]


def level(
    tasks: Iterable[Task],
    links: Iterable[Link],
    calendar: Calendar,
    demands: Mapping[int, Sequence[Demand]],
    capacities: Mapping[int, Capacity],
    *,
    start: date,
    taken: Mapping[int, Mapping[date, int]] | None = None,
    own: Mapping[int, Calendar] = NOBODY,
    effort: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Levelled:
    """When each task can be done if nobody works beyond their hours and nothing begins before `start`.

    `demands`: by task what it takes a day; the first is who does it, and days on which they have no hours are
    skipped. `capacities`: by resource what it has on a day; `taken`: what of it is promised elsewhere. Tasks under
    way and finished stay where they are. `own` are the weeks of owners who do not work as `calendar` says. More `effort` searches longer (by default as long as the number of tasks
    is worth); with 0 one order is tried.

    Raises CycleError and UserError as `schedule.plan`, and UserError for a resource that is not known or a task
    that finds no hours.
    """
    rows, joined = list(tasks), list(links)
    for key, needs in demands.items():
        for need in needs:
            if need.resource not in capacities:
                raise UserError(f"The task {key} needs somebody whose hours are not known.")
    plain = critical_path(rows, joined, calendar, start=start, own=own)
    if not rows:
        return Levelled(start, start, 0, {}, ())
    problem = Problem(rows, joined, calendar, demands, capacities, start, taken or {}, own)
    number = problem.calendar.number_after
    late = []
    for task in rows:
        planned = plain.tasks[task.key]
        latest = number(planned.finish) + planned.total_float
        late.append(min(latest, number(task.must_finish)) if task.must_finish else latest)
    search = Search(problem, late)
    if effort is None:
        effort = min(_EFFORT, _EFFORT_EACH * len(rows) ** 2)
    found = search.first(_reach(problem, number(plain.finish) - problem.base))
    if effort:
        problem.measure(max(search.finish(found) * 3 // 2, problem.under_way) + 64)
    return _told(search, search.best(found, effort, least(search, found) if effort else (0, 0), cancelled))


def _reach(problem: Problem, finish: int) -> int:
    """The days that a plan may need: those that it needs without levelling, and those of whoever has most to do."""
    days: dict[int, int] = {}
    for job in problem.jobs:
        for resource, _ in job.pace:
            days[resource] = days.get(resource, 0) + job.length
    return max(finish, problem.under_way) + max(days.values(), default=0) + 64


def _told(search: Search, spans: list[tuple[int, int]]) -> Levelled:
    problem, jobs = search.problem, search.jobs
    day = {}

    def on(offset: int) -> date:
        if offset not in day:
            day[offset] = problem.calendar.at(problem.base + offset)
        return day[offset]

    placed, waits_of = {}, Waits(search, spans)
    for position, (task, job) in enumerate(zip(problem.tasks, jobs, strict=True)):
        begin, end = spans[position]
        first = begin if job.length else max(begin - 1, problem.first)
        last = end - 1 if end > begin else first
        could, waits, behind = waits_of.why(position)
        missed = max(0, end - job.latest) if job.latest is not None and not job.fixed else 0
        shown = on(min(could, begin) if job.length else first)
        placed[task.key] = Placed(task.key, on(first), on(last), shown, waits, behind, missed)
        if task.finished is not None:
            began = min(task.started or on(first), task.finished)
            placed[task.key] = Placed(task.key, began, task.finished, began, None, (), 0)
        elif job.fixed and task.started is not None:
            placed[task.key] = placed[task.key]._replace(start=task.started, could_start=task.started)
    overbooked = tuple(problem.tasks[position].key for position in problem.overbooked)
    starts = min(task.start for task in placed.values())
    finish = max(task.finish for task in placed.values())
    return Levelled(starts, finish, problem.axis.shared.between(starts, finish), placed, overbooked)

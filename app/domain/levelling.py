"""Levelling: a plan in which nobody is asked for more than their hours.

The search is that of `serial_schedule`; the same input always gives the same plan.

Offsets, half-open spans and milestones are those of `schedule`. A task is worked at an even pace, without a pause
but for the days on which whoever does it has no hours at all; where a day's hours are shorter than the pace, it
takes longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.domain.schedule import NOBODY, Link, Task
from app.domain.schedule import plan as critical_path
from app.domain.serial_schedule import Capacity, Demand, Job, Problem, Search
from app.domain.workdays import Calendar

# How much work the search does: tasks placed, over all passes. Most where it gains most, at a hundred tasks or so, which takes
# some three seconds; a placement in a larger plan takes longer.
_EFFORT, _EFFORT_EACH, _EFFORT_SHARED = 60_000, 1_500, 21_600_000


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
    lower = number(plain.finish) - problem.base
    if effort is None:
        effort = max(_EFFORT, min(_EFFORT_EACH * len(rows), _EFFORT_SHARED // len(rows)))
    spans = search.best(effort, lower, cancelled)
    return _told(search, spans)


def _told(search: Search, spans: list[tuple[int, int]]) -> Levelled:
    problem, jobs = search.problem, search.jobs
    day = {}

    def on(offset: int) -> date:
        if offset not in day:
            day[offset] = problem.calendar.at(problem.base + offset)
        return day[offset]

    placed = {}
    by_resource: dict[int, list[int]] = {}
    for position, job in enumerate(jobs):
        for resource, _ in job.pace:
            by_resource.setdefault(resource, []).append(position)
    for position, (task, job) in enumerate(zip(problem.tasks, jobs, strict=True)):
        begin, end = spans[position]
        first = begin if job.length else max(begin - 1, problem.first)
        last = end - 1 if end > begin else first
        could, end_from = (begin, 0) if job.fixed else search.bounds(position, spans)
        could = problem.stand(job, could, end_from)[0]
        waits, behind = _why(position, could, spans, jobs, by_resource, problem)
        missed = max(0, end - job.latest) if job.latest is not None and not job.fixed else 0
        shown = on(min(could, begin) if job.length else first)
        placed[task.key] = Placed(task.key, on(first), on(last), shown, waits, behind, missed)
        if task.finished is not None:
            began = min(task.started or on(first), task.finished)
            placed[task.key] = Placed(task.key, began, task.finished, began, None, (), 0)
        elif job.fixed and task.started is not None:
            placed[task.key] = placed[task.key]._replace(start=task.started, could_start=task.started)
    starts = min(task.start for task in placed.values())
    finish = max(task.finish for task in placed.values())
    return Levelled(starts, finish, problem.axis.shared.between(starts, finish), placed, _overbooked(problem))


def _why(
    position: int,
    could: int,
    spans: list[tuple[int, int]],
    jobs: list[Job],
    by_resource: Mapping[int, list[int]],
    problem: Problem,
) -> tuple[int | None, tuple[int, ...]]:
    """Whom the job waits for and which jobs have them on the days between `could` and its start."""
    begin = spans[position][0]
    if jobs[position].fixed or begin <= could or not jobs[position].pace:
        return None, ()
    for resource, _ in jobs[position].pace:
        others = [
            at for at in by_resource[resource] if at != position and spans[at][0] < begin and spans[at][1] > could
        ]
        if others:
            others.sort(key=lambda at: -spans[at][1])
            return problem.names[resource], tuple(problem.tasks[at].key for at in others)
    return problem.names[jobs[position].pace[0][0]], ()


def _overbooked(problem: Problem) -> tuple[int, ...]:
    free = problem.fresh()
    found = []
    for task, job in zip(problem.tasks, problem.jobs, strict=True):
        if job.fixed and any(
            free[resource][day] < 0 for resource, _ in job.pace for day in range(max(0, job.fixed[0]), job.fixed[1])
        ):
            found.append(task.key)
    return tuple(found)

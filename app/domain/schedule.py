"""The plan of a project: when each task happens, how far it may move, and which tasks decide the finish.

Everything is counted in offsets: the number of a working day (`Calendar.number`). A task takes the half-open
span [start, start + duration), so that a link is one inequality between two starts. Dates appear only at the
end, inclusive on both sides.

A milestone (duration 0) is an event between two days. It is shown on the working day before its offset,
the day on which its predecessors finish; at the very beginning of a plan it is shown on the first day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.domain.workdays import Calendar

# Further than any offset between the years 1900 and 2200, so that a link with this distance binds nothing.
_NEVER = 10**9

_Successors = list[list[tuple[int, int]]]


class Task(NamedTuple):
    """A task as the planner needs it; `duration` in working days, 0 for a milestone, `minutes` of effort."""

    key: int
    duration: int
    not_before: date | None = None
    must_finish: date | None = None
    started: date | None = None
    finished: date | None = None
    owner: int | None = None
    minutes: int = 0


class Link(NamedTuple):
    """`successor` waits for `predecessor`: 'FS' 'SS' 'FF' 'SF'; `lag` in working days may be negative."""

    predecessor: int
    successor: int
    kind: str = "FS"
    lag: int = 0


class Planned(NamedTuple):
    """A task in the plan. Both dates are included; floats and duration are in working days."""

    key: int
    start: date
    finish: date
    duration: int
    total_float: int
    free_float: int
    critical: bool


class Plan(NamedTuple):
    """A whole plan; `length_days` counts working days from start to finish, both included."""

    start: date
    finish: date
    length_days: int
    tasks: dict[int, Planned]


class CycleError(UserError):
    """Tasks that wait for each other; `path` names them by key and ends with the one it began with."""

    def __init__(self, path: list[int]) -> None:
        self.path = path
        names = [str(key) for key in path]
        if len(names) > 12:
            names[6:-6] = ["…"]
        super().__init__(f"These tasks wait for each other in a circle: {' → '.join(names)}.")


class _Facts:
    """The tasks as columns of integers, by position; the few dates that they have, by position too."""

    def __init__(self, tasks: list[Task], calendar: Calendar) -> None:
        self.tasks = tasks
        self.calendar = calendar
        self.at = {task[0]: position for position, task in enumerate(tasks)}
        self.lengths = [task[1] for task in tasks]
        self.earliest: dict[int, int] = {}
        self.limits: dict[int, int] = {}
        self.fixed: dict[int, int] = {}
        self.done: set[int] = set()
        if len(self.at) != len(tasks):
            twice = next(task.key for position, task in enumerate(tasks) if self.at[task.key] != position)
            raise UserError(f"The task {twice} is in the plan twice.")
        if tasks and min(self.lengths) < 0:
            raise UserError("A task cannot take less than 0 days.")
        for position, task in enumerate(tasks):
            if task[2:6] != (None, None, None, None):
                self._note_dates(position, task)

    def _note_dates(self, position: int, task: Task) -> None:
        number, number_after = self.calendar.number, self.calendar.number_after
        if task.finished is not None:
            end = number_after(task.finished)
            begun = number(min(task.started, task.finished)) if task.started else end - task.duration
            self.fixed[position], self.lengths[position] = begun, end - begun
            self.done.add(position)
            return
        if task.started is not None and task.duration:
            self.fixed[position] = number(task.started)
        elif task.not_before is not None:
            self.earliest[position] = number(task.not_before)
        if task.must_finish is not None:
            self.limits[position] = number_after(task.must_finish)

    def floors(self, base: int) -> list[int]:
        """The first offset at which each task may begin, its predecessors aside, in a plan from `base` on."""
        floors = [base] * len(self.tasks)
        for position, offset in self.earliest.items():
            if offset > base:
                # A milestone 'not before Wednesday' is the end of Wednesday, as its deadline would be.
                floors[position] = offset if self.lengths[position] else offset + 1
        for position, offset in self.fixed.items():
            floors[position] = offset
        return floors

    def ceilings(self, end: int, base: int = -_NEVER) -> list[int]:
        """The last offset at which each task may begin, its successors aside, in a plan that ends by `end`.

        `base` is the offset of the plan's first day where that is known already.
        """
        ceilings = [end - length for length in self.lengths]
        for position, limit in self.limits.items():
            length = self.lengths[position]
            # An event at the base is shown on the first day, and so it misses any deadline before that.
            missed = not length and limit <= base
            ceilings[position] = min(end, limit - missed) - length
        return ceilings

    def end(self, starts: list[int]) -> int:
        """The offset at which the last task ends; finished tasks count only where nothing else is left."""
        ends = [start + length for start, length in zip(starts, self.lengths, strict=True)]
        return max((end for position, end in enumerate(ends) if position not in self.done), default=max(ends))


def plan(
    tasks: Iterable[Task],
    links: Iterable[Link],
    calendar: Calendar,
    *,
    start: date | None = None,
    finish: date | None = None,
) -> Plan:
    """Forward from `start`; or, with `finish` alone, back from it, every task as late as it may be.

    With both, the plan runs forward and `finish` is a deadline. With neither, it starts with the earliest
    date of its tasks. Total float is LS - ES and free float min(successor's ES) - EF - lag, both by early
    dates (Kelley and Walker, 1959). Total float is negative where a deadline cannot be met; a task with
    none left is critical. Started tasks keep their start and finished ones their dates, whatever their
    predecessors do; finished ones are never critical and have no float.

    Raises CycleError for links that go in a circle, and UserError for a link of an unknown kind or to an
    unknown task, for a plan without any date, and for dates outside the years 1900 to 2200.
    """
    facts = _Facts(list(tasks), calendar)
    successors, order = _network(facts, links)
    if start is None and finish is None:
        start = _first_date(facts.tasks)
    if start is not None:
        return _forward(facts, successors, order, start, finish)
    assert finish is not None
    return _backward(facts, successors, order, finish)


def _first_date(tasks: list[Task]) -> date:
    known = [day for task in tasks for day in (task.not_before, task.started, task.finished) if day]
    if not known:
        raise UserError("A plan needs a start or a finish date.")
    return min(known)


def _network(facts: _Facts, links: Iterable[Link]) -> tuple[_Successors, list[int]]:
    """For each task its successors with the least distance between the two starts; and an order of all."""
    at, lengths, fixed = facts.at, facts.lengths, facts.fixed
    successors: _Successors = [[] for _ in lengths]
    waiting = [0] * len(lengths)
    for predecessor, successor, kind, lag in links:
        if predecessor not in at or successor not in at:
            missing = predecessor if predecessor not in at else successor
            raise UserError(f"A link names the task {missing}, which is not in the plan.")
        first, then = at[predecessor], at[successor]
        if kind == "FS":
            distance = lengths[first] + lag
        elif kind == "SS":
            distance = lag
        elif kind == "FF":
            distance = lengths[first] + lag - lengths[then]
        elif kind == "SF":
            distance = lag - lengths[then]
        else:
            raise UserError(f"“{kind}” is not a kind of link: FS, SS, FF or SF.")
        # What has begun cannot wait any more, but it still counts for the order and for circles.
        successors[first].append((then, -_NEVER if then in fixed else distance))
        waiting[then] += 1
    order = [position for position, count in enumerate(waiting) if not count]
    for first in order:
        for then, _ in successors[first]:
            waiting[then] -= 1
            if not waiting[then]:
                order.append(then)
    if len(order) < len(lengths):
        raise CycleError([facts.tasks[position].key for position in _circle(successors, waiting)])
    return successors, order


def _circle(successors: _Successors, waiting: list[int]) -> list[int]:
    """One circle among the tasks that still wait, from a position round to itself."""
    before: dict[int, int] = {}
    for first, count in enumerate(waiting):
        if count:
            before.update((then, first) for then, _ in successors[first] if waiting[then])
    seen: dict[int, int] = {}
    position = min(before)
    while position not in seen:
        seen[position] = len(seen)
        position = before[position]
    circle = [position, *reversed(list(seen)[seen[position] :])]
    # Told from its first task on, the same circle always reads the same.
    turn = circle.index(min(circle))
    return [*circle[turn:-1], *circle[:turn], circle[turn]]


def _push(starts: list[int], successors: _Successors, order: list[int]) -> list[int]:
    """The starts, moved later in place until every link holds."""
    for first in order:
        start = starts[first]
        for then, distance in successors[first]:
            if starts[then] < start + distance:  # noqa: PLR1730, min() and max() would double the time
                starts[then] = start + distance
    return starts


def _pull(starts: list[int], successors: _Successors, order: list[int]) -> list[int]:
    """The starts, moved earlier in place until every link holds."""
    for first in reversed(order):
        start = starts[first]
        for then, distance in successors[first]:
            if start > starts[then] - distance:  # noqa: PLR1730, as above
                start = starts[then] - distance
        starts[first] = start
    return starts


def _forward(facts: _Facts, successors: _Successors, order: list[int], start: date, finish: date | None) -> Plan:
    if not facts.tasks:
        return Plan(start, start, 0, {})
    base = facts.calendar.number(start)
    early = _push(facts.floors(base), successors, order)
    end = facts.end(early)
    target = end if finish is None else min(end, facts.calendar.number_after(finish))
    late = _pull(facts.ceilings(target, base), successors, order)
    return _dated(facts, early, (early, late, _free_floats(facts, early, successors)), base)


def _backward(facts: _Facts, successors: _Successors, order: list[int], finish: date) -> Plan:
    if not facts.tasks:
        return Plan(finish, finish, 0, {})
    target = facts.calendar.number_after(finish)
    late = _pull(facts.ceilings(target), successors, order)
    base = min((offset for position, offset in enumerate(late) if position not in facts.fixed), default=target)
    floors = facts.floors(base)
    # As late as possible, but later than that where a task may not begin before a certain day.
    wanted = [floor if position in facts.fixed else max(floor, late[position]) for position, floor in enumerate(floors)]
    chosen = _push(wanted, successors, order)
    early = _push(floors, successors, order)
    first_shown = min([base, target - 1, *(limit - 1 for limit in facts.limits.values())])
    return _dated(facts, chosen, (early, late, _free_floats(facts, early, successors)), first_shown)


def _free_floats(facts: _Facts, early: list[int], successors: _Successors) -> list[int]:
    """How far each task may slip alone: nothing else moves, and the plan ends no later."""
    end = facts.end(early)
    free = []
    for first, (start, length) in enumerate(zip(early, facts.lengths, strict=True)):
        room = end - length
        for then, distance in successors[first]:
            if early[then] - distance < room:  # noqa: PLR1730, as above
                room = early[then] - distance
        free.append(room - start)
    return free


def _dated(facts: _Facts, starts: list[int], floats: tuple[list[int], list[int], list[int]], first_shown: int) -> Plan:
    """The plan with dates. `floats` are early starts, late starts, free floats; no event is shown before
    `first_shown`."""
    early, late, free = floats
    firsts, lasts = [], []
    for start, length in zip(starts, facts.lengths, strict=True):
        first = start if length else max(start - 1, first_shown)
        firsts.append(first)
        lasts.append(start + length - 1 if length else first)
    day = {number: facts.calendar.at(number) for number in {*firsts, *lasts}}
    total = [last - first for first, last in zip(early, late, strict=True)]
    columns = (
        facts.at,
        [day[number] for number in firsts],
        [day[number] for number in lasts],
        [task[1] for task in facts.tasks],
        total,
        free,
        [room <= 0 for room in total],
    )
    planned = dict(zip(facts.at, map(Planned._make, zip(*columns, strict=True)), strict=True))
    for position in facts.fixed:
        task = facts.tasks[position]
        planned[task.key] = _as_it_was(task, planned[task.key])
    start_on = min(task.start for task in planned.values())
    finish_on = max(task.finish for task in planned.values())
    return Plan(start_on, finish_on, facts.calendar.between(start_on, finish_on), planned)


def _as_it_was(task: Task, planned: Planned) -> Planned:
    """A task under way or finished with the dates it really had, even if nobody should have worked then."""
    if task.finished is None:
        return planned._replace(start=task.started or planned.start)
    begun = min(task.started or (planned.start if task.duration else task.finished), task.finished)
    return Planned(task.key, begun, task.finished, task.duration, 0, 0, False)

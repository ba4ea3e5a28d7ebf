"""The plan of a project: when each task happens, how far it may move, and which tasks decide the finish.

Everything is counted in offsets: the number of a working day (`Calendar.number`). A task takes the half-open
span [start, start + duration), so that a link is one inequality between two starts. Dates appear only at the
end, inclusive on both sides. Where somebody has a week of their own, `own_weeks` plans instead, in points between the days that
anybody works.

A milestone (duration 0) is an event between two days. It is shown on the working day before its offset,
the day on which its predecessors finish; at the very beginning of a plan it is shown on the first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.base import UserError
from app.domain.network import CycleError, Link, Network, Plan, Planned, Task, as_it_was, summed
from app.domain.workdays import Calendar

__all__ = ["NOBODY", "CycleError", "Link", "Plan", "Planned", "Task", "plan"]

Outside = Mapping[int, date]
NOTHING: Final[Outside] = {}
#: Nobody has a week of their own.
NOBODY: Final[Mapping[int, Calendar]] = {}

# Further than any offset between the years 1900 and 2200, so that a link with this distance binds nothing.
_NEVER = 10**9

_Successors = list[list[tuple[int, int]]]


class _Facts:
    """The tasks as columns of integers, by position; the few dates that they have, by position too."""

    def __init__(self, net: Network, calendar: Calendar, outside: Outside) -> None:
        tasks = net.tasks
        self.tasks = tasks
        self.calendar = calendar
        self.at = net.at
        self.outside = {net.at[key]: calendar.number(day) for key, day in outside.items()}
        self.lengths = [task[1] for task in tasks]
        self.earliest: dict[int, int] = {}
        self.limits: dict[int, int] = {}
        self.fixed: dict[int, int] = {}
        self.done: set[int] = set()
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
        for position, offset in self.outside.items():
            floors[position] = offset
        for position, offset in self.earliest.items():
            if offset > floors[position]:
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
        for position in self.outside:
            ceilings[position] = _NEVER
        return ceilings

    def end(self, starts: list[int]) -> int:
        """The offset at which the last task ends; finished tasks count only where nothing else is left."""
        ends = [start + length for start, length in zip(starts, self.lengths, strict=True)]
        apart = self.done | self.outside.keys()
        last = max((end for position, end in enumerate(ends) if position not in apart), default=None)
        return last if last is not None else max(end for at, end in enumerate(ends) if at not in self.outside)


def plan(
    tasks: Iterable[Task],
    links: Iterable[Link],
    calendar: Calendar,
    *,
    start: date | None = None,
    finish: date | None = None,
    own: Mapping[int, Calendar] = NOBODY,
    outside: Outside = NOTHING,
) -> Plan:
    """Forward from `start`; or, with `finish` alone, back from it, every task as late as it may be.

    With both, the plan runs forward and `finish` is a deadline. With neither, it starts with the earliest
    date of its tasks. Total float is LS - ES and free float min(successor's ES) - EF - lag, both by early
    dates (Kelley and Walker, 1959). Total float is negative where a deadline cannot be met; a task with
    none left is critical. Started tasks keep their start and finished ones their dates, whatever their
    predecessors do; finished ones are never critical and have no float.

    `own` are the weeks of the owners who do not work as `calendar` says: their tasks take, begin and end on their days, and
    have float in them. Lags, milestones and the length of the plan are counted by `calendar`. `outside` are tasks of
    other plans, by key, with the first day of theirs: they hold others up, but neither the finish nor any float is measured
    by them.

    Raises CycleError for links that go in a circle, and UserError for a link of an unknown kind or to an
    unknown task, for a plan without any date, and for dates outside the years 1900 to 2200.
    """
    net = Network(tasks, links)
    if start is None and finish is None:
        start = _first_date(net.tasks)
    if not net.tasks:
        day = start or finish
        assert day is not None
        return Plan(day, day, 0, {})
    apart = {owner: week for owner, week in own.items() if not week.works_like(calendar)}
    theirs = {task.owner: apart[task.owner] for task in net.tasks if task.owner in apart} if apart else {}
    if theirs:
        from app.domain import own_weeks

        return own_weeks.plan(net, calendar, theirs, start, finish, outside)
    facts = _Facts(net, calendar, outside)
    successors = _distances(facts, net)
    if start is not None:
        return _forward(facts, successors, net.order, start, finish)
    assert finish is not None
    return _backward(facts, successors, net.order, finish)


def _first_date(tasks: list[Task]) -> date:
    known = [day for task in tasks for day in (task.not_before, task.started, task.finished) if day]
    if not known:
        raise UserError("A plan needs a start or a finish date.")
    return min(known)


def _distances(facts: _Facts, net: Network) -> _Successors:
    """For each task its successors with the least distance between the two starts."""
    lengths, fixed = facts.lengths, facts.fixed
    successors: _Successors = []
    for first, after in enumerate(net.after):
        length = lengths[first]
        row = []
        for then, kind, lag in after:
            distance = lag
            if kind[0] == "F":
                distance += length
            if kind[1] == "F":
                distance -= lengths[then]
            # What has begun cannot wait any more, but it still counts for the order and for circles.
            row.append((then, -_NEVER if then in fixed else distance))
        successors.append(row)
    return successors


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
    base = facts.calendar.number(start)
    early = _push(facts.floors(base), successors, order)
    end = facts.end(early)
    target = end if finish is None else min(end, facts.calendar.number_after(finish))
    late = _pull(facts.ceilings(target, base), successors, order)
    return _dated(facts, early, (early, late, _free_floats(facts, early, successors)), base)


def _backward(facts: _Facts, successors: _Successors, order: list[int], finish: date) -> Plan:
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
        planned[task.key] = as_it_was(task, planned[task.key])
    return summed(planned, {facts.tasks[position].key for position in facts.outside}, facts.calendar)

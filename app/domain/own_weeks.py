"""The plan of people who do not all work on the same days: somebody's Saturday, somebody's free Friday, the holidays of a country.

Time is a row of the days on which anybody of the plan works. A point is a number in that row, the moment before that day; days on
which nobody works lie within a point. A task stands on days of its owner and is counted by their numbers, so that where it ends
follows from where it begins. A milestone is a point.

A link without a lag compares two points. With a lag it runs over so many working days of the shared calendar. An end that waits for
a start (start-finish, or a milestone by somebody's start) is counted by that calendar as well: what is done on Friday evening is in
time for a start on Monday, even if somebody else works on Saturdays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from app.domain.network import Link, Network, Plan, Planned, Task, as_it_was, summed
from app.domain.workdays import Calendar, together

# Beyond any point between the years 1900 and 2200.
_FAR = 10**9

Owners = Mapping[int, Calendar]


class Axis(NamedTuple):
    """The days that anybody works, and within them those that are shared; links are laid along it."""

    shared: Calendar
    anybody: Calendar

    def after(self, kind: str, lag: int, point: int) -> int:
        """The first point that a link from `point` allows."""
        if not lag and kind != "SF":
            return point
        number = self.shared.before(self.anybody.ordinal(point)) + lag
        return self.anybody.before(self.shared.ordinal(number - 1)) + 1

    def latest(self, kind: str, lag: int, point: int) -> int:
        """The last point from which a link allows `point`."""
        if not lag and kind != "SF":
            return point
        number = self.shared.before(self.anybody.ordinal(point)) - lag
        return self.anybody.before(self.shared.ordinal(number))


class _Weeks:
    """The tasks of a network by position: where each stands is a number of its owner's days, or a milestone's point."""

    def __init__(self, net: Network, shared: Calendar, own: Owners, outside: Mapping[int, date]) -> None:
        self.net = net
        self.shared = shared
        self.mine = [shared if task.owner is None else own.get(task.owner, shared) for task in net.tasks]
        self.axis = Axis(shared, together([shared, *own.values()]))
        self.lengths = [task.duration for task in net.tasks]
        self.outside = {net.at[key]: day for key, day in outside.items()}
        self.after = [
            [(then, self._kind(first, kind, then), lag) for then, kind, lag in after]
            for first, after in enumerate(net.after)
        ]
        self.past: dict[int, tuple[int, int]] = {}
        self.fixed: dict[int, int] = {}
        for position, task in enumerate(net.tasks):
            if task.finished is not None:
                self.past[position] = self._as_done(position, task, task.finished)
                self.fixed[position] = 0
            elif task.started is not None and task.duration:
                self.fixed[position] = self.mine[position].number(task.started)

    def _kind(self, first: int, kind: str, then: int) -> str:
        """The kind of a link where a milestone, which begins as it ends, only ends."""
        return (kind[0] if self.lengths[first] else "F") + (kind[1] if self.lengths[then] else "F")

    def _as_done(self, position: int, task: Task, finished: date) -> tuple[int, int]:
        mine, point = self.mine[position], self.axis.anybody.before
        end = finished.toordinal() + 1
        if not task.duration:
            return point(end), point(end)
        if task.started:
            return point(min(task.started, finished).toordinal()), point(end)
        return point(mine.ordinal(mine.before(end) - task.duration)), point(end)

    # Between days and points.

    def span(self, position: int, stands: int) -> tuple[int, int]:
        """The points at which a task begins and ends."""
        if position in self.past:
            return self.past[position]
        length, mine, point = self.lengths[position], self.mine[position], self.axis.anybody.before
        if not length:
            return stands, stands
        return point(mine.ordinal(stands)), point(mine.ordinal(stands + length - 1)) + 1

    def first(self, position: int, end: str, point: int) -> int:
        """Where a task stands at first whose start ('S') or finish ('F') is not before a point."""
        length, mine, anybody = self.lengths[position], self.mine[position], self.axis.anybody
        if not length:
            return point
        if end == "S":
            return mine.before(anybody.ordinal(point))
        return mine.before(anybody.ordinal(point - 1)) - length + 1

    def last(self, position: int, end: str, point: int) -> int:
        """Where a task stands at last whose start or finish is not after a point."""
        length, mine, anybody = self.lengths[position], self.mine[position], self.axis.anybody
        if not length:
            return point
        if end == "S":
            return mine.before(anybody.ordinal(point) + 1) - 1
        return mine.before(anybody.ordinal(point)) - length

    def room(self, position: int, early: int, late: int) -> int:
        """How many of its own days a task may stand later; a milestone in shared ones."""
        if self.lengths[position]:
            return late - early
        ordinal, before = self.axis.anybody.ordinal, self.shared.before
        return before(ordinal(late)) - before(ordinal(early))

    # Passes.

    def floors(self, base: date) -> list[int]:
        """Where each task may stand at first, its predecessors aside, in a plan from `base` on."""
        floors = []
        for position, task in enumerate(self.net.tasks):
            opens = self.outside.get(position, base)
            if position in self.fixed:
                floors.append(self.fixed[position])
            elif task.duration:
                floors.append(self.mine[position].number(max(opens, task.not_before or opens)))
            elif task.not_before is not None and self.shared.number(task.not_before) > self.shared.number(opens):
                floors.append(self.axis.anybody.before(self.shared.on_or_after(task.not_before).toordinal()) + 1)
            else:
                floors.append(self.axis.anybody.number(opens))
        return floors

    def ceilings(self, end: int, base: int) -> list[int]:
        """Where each task may stand at last, its successors aside, in a plan that ends by the point `end`; `base` is the
        shared number of its first day."""
        ceilings = []
        for position, task in enumerate(self.net.tasks):
            if position in self.past or position in self.outside:
                ceilings.append(_FAR)
                continue
            point = min(end, self._limit(task, base)) if task.must_finish else end
            ceilings.append(self.last(position, "F", point))
        return ceilings

    def _limit(self, task: Task, base: int) -> int:
        assert task.must_finish is not None
        shared, anybody = self.shared, self.axis.anybody
        day = task.must_finish.toordinal() + 1
        if task.duration or shared.before(day) > base:
            return anybody.before(day)
        # An event at the base is shown on the first day, and so it misses any deadline before that.
        return anybody.before(shared.ordinal(shared.before(day) - 1))

    def push(self, states: list[int]) -> list[int]:
        """Every task later in place until every link holds."""
        for first in self.net.order:
            begin, end = self.span(first, states[first])
            for then, kind, lag in self.after[first]:
                if then not in self.fixed:
                    point = self.axis.after(kind, lag, begin if kind[0] == "S" else end)
                    states[then] = max(states[then], self.first(then, kind[1], point))
        return states

    def pull(self, states: list[int]) -> list[int]:
        """Every task earlier in place until every link holds."""
        for first in reversed(self.net.order):
            if first not in self.past:
                states[first] = min([states[first], *self._held(first, states)])
        return states

    def _held(self, first: int, states: list[int]) -> list[int]:
        """Where a task stands at last for each of the tasks that wait for it."""
        held = []
        for then, kind, lag in self.after[first]:
            if then not in self.fixed and states[then] < _FAR:
                point = self.span(then, states[then])[kind[1] == "F"]
                held.append(self.last(first, kind[0], self.axis.latest(kind, lag, point)))
        return held

    def free(self, early: list[int], end: int) -> list[int]:
        """How far each task may slip alone: nothing else moves, and the plan ends no later."""
        found = []
        for position, stands in enumerate(early):
            if position in self.past:
                found.append(0)
                continue
            most = self.last(position, "F", end)
            found.append(self.room(position, stands, min([most, *self._held(position, early)])))
        return found

    # Days.

    def days(self, states: list[int], opening: date | None = None) -> list[tuple[date, date]]:
        """First and last day of each task. A milestone is shown on the last shared day before its point or, where that is
        later, on the day on which something it waits for ends; but not before `opening`, the first day of a plan."""
        anybody, shared = self.axis.anybody, self.shared
        shown: list[tuple[date, date]] = [(date.min, date.min)] * len(states)
        waited: dict[int, date] = {}
        for first in self.net.order:
            begin, end = self.span(first, states[first])
            if self.lengths[first] or first in self.past:
                shown[first] = date.fromordinal(anybody.ordinal(begin)), date.fromordinal(anybody.ordinal(end - 1))
            else:
                day = shared.at(shared.before(anybody.ordinal(end)) - 1)
                shown[first] = (max(day, waited.get(first, day), opening or day),) * 2
            for then, kind, _ in self.after[first]:
                last = shown[first][1]
                if kind[0] == "F" and not self.lengths[then] and anybody.before(last.toordinal()) < states[then]:
                    waited[then] = max(last, waited.get(then, last))
        return shown

    def end(self, states: list[int]) -> int:
        """The point at which the last task ends; finished tasks count only where nothing else is left."""
        within = [position for position in range(len(states)) if position not in self.outside]
        open_ones = [position for position in within if position not in self.past]
        return max(self.span(position, states[position])[1] for position in open_ones or within)


def plan(
    net: Network,
    shared: Calendar,
    own: Owners,
    start: date | None,
    finish: date | None,
    outside: Mapping[int, date],
) -> Plan:
    """The plan of `schedule.plan`, of a network with tasks, where some owners have days of their own."""
    weeks = _Weeks(net, shared, own, outside)
    if start is not None:
        return _forward(weeks, start, finish)
    assert finish is not None
    return _backward(weeks, finish)


def _forward(weeks: _Weeks, start: date, finish: date | None) -> Plan:
    early = weeks.push(weeks.floors(start))
    apart = weeks.fixed.keys() | weeks.outside.keys()
    begins = [day for at, (day, _) in enumerate(weeks.days(early)) if weeks.lengths[at] and at not in apart]
    opening = min([weeks.shared.on_or_after(start), *begins])
    end = weeks.end(early)
    target = end if finish is None else min(end, weeks.axis.anybody.before(finish.toordinal() + 1))
    late = weeks.pull(weeks.ceilings(target, weeks.shared.number(start)))
    return _dated(weeks, weeks.days(early, opening), early, late)


def _backward(weeks: _Weeks, finish: date) -> Plan:
    anybody, shared = weeks.axis.anybody, weeks.shared
    target = anybody.before(finish.toordinal() + 1)
    late = weeks.pull(weeks.ceilings(target, -_FAR))
    loose = [at for at in range(len(late)) if at not in weeks.fixed and late[at] < _FAR]
    begin = min((weeks.span(at, late[at])[0] for at in loose), default=target)
    base = date.fromordinal(anybody.ordinal(begin))
    floors = weeks.floors(base)
    # As late as possible, but later than that where a task may not begin before a certain day.
    wanted = [max(floor, late[at]) if at in loose else floor for at, floor in enumerate(floors)]
    chosen = weeks.push(wanted)
    early = weeks.push(floors)
    limits = [task.must_finish for task in weeks.net.tasks if task.must_finish and not task.finished]
    opening = min(base, *(shared.on_or_before(day) for day in (finish, *limits)))
    return _dated(weeks, weeks.days(chosen, opening), early, late)


def _dated(weeks: _Weeks, shown: list[tuple[date, date]], early: list[int], late: list[int]) -> Plan:
    free = weeks.free(early, weeks.end(early))
    planned = {}
    for position, task in enumerate(weeks.net.tasks):
        total = weeks.room(position, early[position], late[position]) if late[position] < _FAR else 0
        found = Planned(task.key, *shown[position], task.duration, total, free[position], total <= 0)
        planned[task.key] = as_it_was(task, found) if position in weeks.fixed else found
    return summed(planned, {weeks.net.tasks[position].key for position in weeks.outside}, weeks.shared)


def earliest(
    tasks: Iterable[Task], links: Iterable[Link], shared: Calendar, own: Owners, start: date
) -> dict[int, date]:
    """For each task that waits for others the first day on which they let it begin, all standing where a plan from `start` on has
    them. Raises CycleError."""
    weeks = _Weeks(Network(tasks, links), shared, own, {})
    early = weeks.push(weeks.floors(start))
    found: dict[int, date] = {}
    for first, after in enumerate(weeks.after):
        begin, end = weeks.span(first, early[first])
        for then, kind, lag in after:
            stood = weeks.first(then, kind[1], weeks.axis.after(kind, lag, begin if kind[0] == "S" else end))
            day = (
                weeks.mine[then].at(stood)
                if weeks.lengths[then]
                else date.fromordinal(weeks.axis.anybody.ordinal(stood - 1))
            )
            key = weeks.net.tasks[then].key
            found[key] = max(day, found.get(key, day))
    return found

"""Rules of time that was spent: rounding, and spans that never overlap or run backwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from app.base import UserError

Way = Literal["up", "nearest"]
STEPS = (0, 5, 6, 10, 15, 30, 60)


class Rounding(NamedTuple):
    """How minutes are counted: in whole `step`s (0: as they are), each begun one ('up') or the nearest one."""

    step: int = 0
    way: Way = "up"

    def minutes(self, seconds: int) -> int:
        """Whole minutes of a span. What was begun is at least a minute, or a step when steps are begun ones."""
        whole = max(1, (seconds + 30) // 60) if seconds > 0 else 0
        if not self.step or not whole:
            return whole
        steps = -(-whole // self.step) if self.way == "up" else (2 * whole + self.step) // (2 * self.step)
        return max(1, steps) * self.step

    def billed(self, minutes: int) -> int:
        """What whole minutes are billed as."""
        return self.minutes(60 * minutes)

    @property
    def words(self) -> str:
        """'each entry up to 15 min' or 'as it was worked'."""
        if not self.step:
            return "as it was worked"
        return f"each entry {'up to' if self.way == 'up' else 'to the nearest'} {self.step} min"


def amount_minor(minutes: int, rate_minor: int) -> int:
    """What these minutes cost at a rate by the hour, in minor units, half up."""
    return (2 * minutes * rate_minor + 60) // 120


class Span(NamedTuple):
    """Two moments in UTC, `start` before `end`; `key` is the entry that has them."""

    key: int
    start: datetime
    end: datetime


def clash(start: datetime, end: datetime, others: Iterable[Span]) -> Span | None:
    """The first of `others` that shares time with [start, end); touching ends do not."""
    shared = [other for other in others if start < other.end and other.start < end]
    return min(shared, key=lambda other: other.start, default=None)


def left_free(start: datetime, end: datetime, others: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """The parts of [start, end) that none of `others` has, in their order."""
    parts, begin = [], start
    for other in sorted(others, key=lambda span: span.start):
        if other.start > begin:
            parts.append((begin, min(other.start, end)))
        begin = max(begin, other.end)
        if begin >= end:
            break
    if begin < end:
        parts.append((begin, end))
    return [(first, last) for first, last in parts if first < last]


def at_clock(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which a clock on the wall here shows `clock` on `day`.

    An hour that happens twice in autumn is the first one. Raises UserError for an hour that spring leaves out.
    """
    found = _moments(day, clock)
    if not found:
        raise _left_out(day, clock)
    return found[0]


def next_at(start: datetime, clock: time) -> datetime:
    """The first moment after `start` (aware) at which a clock on the wall here shows `clock`, in UTC; within a day or so.

    Of an hour that happens twice in autumn it may be the second one. Raises UserError for an hour that spring leaves out.
    """
    wall = start.astimezone().replace(tzinfo=None)
    for day in (wall.date(), wall.date() + timedelta(days=1)):
        found = _moments(day, clock)
        if not found and datetime.combine(day, clock) > wall:
            raise _left_out(day, clock)
        later = [moment for moment in found if moment > start]
        if later:
            return later[0]
    raise _left_out(wall.date(), clock)


def last_at(end: datetime, clock: time) -> datetime:
    """The last moment up to `end` (aware) at which a clock on the wall here showed `clock`, in UTC; within a day or so.

    Raises UserError for an hour that spring left out.
    """
    wall = end.astimezone().replace(tzinfo=None)
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        found = _moments(day, clock)
        if not found and datetime.combine(day, clock) <= wall:
            raise _left_out(day, clock)
        earlier = [moment for moment in found if moment <= end]
        if earlier:
            return earlier[-1]
    raise _left_out(wall.date(), clock)


def _moments(day: date, clock: time) -> list[datetime]:
    """When the wall shows it on that day: once, twice where the clocks go back, or never where they go forward."""
    wall = datetime.combine(day, clock)
    both = [wall.replace(fold=fold).astimezone() for fold in (0, 1)]
    return sorted({local.astimezone(UTC) for local in both if local.replace(tzinfo=None, fold=0) == wall})


def _left_out(day: date, clock: time) -> UserError:
    return UserError(f"{clock:%H:%M} does not exist on {day:%Y-%m-%d}: the clocks go forward then.")


def first_free(moment: datetime, others: Iterable[Span]) -> datetime:
    """The first moment from this one on that none of `others` has: where a clock begins that is started within an entry,
    as it happens when the computer's clock was set back."""
    for other in sorted(others, key=lambda span: span.start):
        if other.start <= moment < other.end:
            moment = other.end
    return moment

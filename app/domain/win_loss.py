"""What selling looked like: rates by month, how far deals came, how long they took. Pure; fed with counts.

Where there is too little to tell, a figure is None: under 20 closed deals no rate, under 10 won ones no days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from app.domain.pipeline import ENOUGH_CLOSED, Rate, share

Unit = Literal["month", "quarter", "year"]
Outcome = Literal["open", "won", "lost"]
ENOUGH_FOR_DAYS: Final = 10
MOST_UNKNOWN: Final = 0.2
_LENGTHS: Final[dict[Unit, int]] = {"month": 1, "quarter": 3, "year": 12}
_MOST_POINTS: Final = 24
_TRAILING: Final = 12


def told_rate(part: int, whole: int) -> Rate | None:
    """part / whole with its Wilson interval; None under 20, where it would say nothing."""
    return share(part, whole) if whole >= ENOUGH_CLOSED else None


# --- how long it takes --------------------------------------------------------------------------------------------------


class Days(NamedTuple):
    """Of `count` deals half took `median` days at most, and 85 of 100 took `most`; None while they are too few."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    median: int | None
    most: int | None


def days(taken: Mapping[int, int]) -> Days:
    """The percentiles of {days: how many deals took so many}; not averages, which one old deal would carry away."""
    count = sum(taken.values())
    if count < ENOUGH_FOR_DAYS:
        return Days(count, None, None)
    return Days(count, percentile(taken, 50), percentile(taken, 85))


def percentile(taken: Mapping[int, int], percent: int) -> int | None:
    """The smallest value that `percent` of 100 do not exceed (nearest rank); None of nothing."""
    count = sum(taken.values())
    wanted, seen = -(-count * percent // 100), 0
    for value in sorted(taken):
        seen += taken[value]
        if seen >= max(1, wanted):
            return value
    return None


# --- how far deals come -------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """A stage: how many deals ever reached it, and of those how many went on, are still open and are lost."""

    reached: int
    on: int
    still: int
    lost: int
    rate: Rate | None


class Path(NamedTuple):
    """`count` deals whose furthest open stage is number `furthest`, None where their history names no stage."""

    furthest: int | None
    outcome: Outcome
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here


class Funnel(NamedTuple):
    """The steps of a pipeline; `unknown` deals came in already closed, and are in no step. `closed` ones are in them.

    Where too few closed deals have a history, or too many have none, `told` is False: those that are left would mislead.
    """

    steps: tuple[Step, ...]
    closed: int
    unknown: int

    @property
    def told(self) -> bool:
        """Whether the steps tell anything."""
        return self.closed >= ENOUGH_CLOSED and not self.mostly_unknown

    @property
    def mostly_unknown(self) -> bool:
        """Whether more than a fifth of the closed deals came in without their stages."""
        return self.unknown > MOST_UNKNOWN * (self.closed + self.unknown)


def furthest(visits: Iterable[int], order: Sequence[int]) -> int:
    """The number in `order` of the furthest stage among `visits`; others and removed ones say nothing, so at least 0."""
    places = {stage: place for place, stage in enumerate(order)}
    return max((places[stage] for stage in visits if stage in places), default=0)


def funnel(paths: Iterable[Path], stages: int) -> Funnel:
    """How deals went through so many open stages. Who came further has reached what lies before; a won deal all of it."""
    stays = [{"open": 0, "lost": 0} for _ in range(stages)]
    won = closed = unknown = 0
    for path in paths:
        if path.furthest is None:
            unknown += path.count
            continue
        closed += path.count if path.outcome != "open" else 0
        if path.outcome == "won":
            won += path.count
        elif stages:
            stays[min(path.furthest, stages - 1)][path.outcome] += path.count
    steps: list[Step] = []
    on = won
    for stay in reversed(stays):
        reached = on + stay["open"] + stay["lost"]
        steps.append(Step(reached, on, stay["open"], stay["lost"], told_rate(on, reached)))
        on = reached
    return Funnel(tuple(reversed(steps)), closed, unknown)


# --- the win rate over time ---------------------------------------------------------------------------------------------


class Point(NamedTuple):
    """A month, quarter or year: its first and last month 'YYYY-MM', what closed in it, and a rate of `of` closed deals."""

    first: str
    last: str
    won: int
    lost: int
    of: int
    rate: Rate | None


class Trend(NamedTuple):
    """Points of one `unit`. With `trailing` each rate is of the 12 months up to its point, as the points alone are too few."""

    unit: Unit
    trailing: bool
    points: tuple[Point, ...]


Counts = Mapping[str, tuple[int, int]]


def trend(inside: Counts, before: Counts, first: str, last: str) -> Trend:
    """Win rates from month `first` to `last`, of {month: (won, lost)} in the period and before it.

    By month, else by quarter or year where that makes 24 points at most. Where fewer than half of the points with closed
    deals have 20 of them, each stands for the 12 months up to its end.
    """
    start, end = _number(first), _number(last)
    unit: Unit = next(
        (unit for unit, length in _LENGTHS.items() if (end - start) // length + 1 <= _MOST_POINTS), "year"
    )
    length = _LENGTHS[unit]
    spans = [(max(m, start), min(m + length - 1, end)) for m in range(start - start % length, end + 1, length)]
    sums = [_sum((inside,), *span) for span in spans]
    busy = [won + lost for won, lost in sums if won + lost]
    trailing = sum(closed >= ENOUGH_CLOSED for closed in busy) * 2 < len(busy)
    points = []
    for (head, tail), (won, lost) in zip(spans, sums, strict=True):
        all_won, all_lost = _sum((inside, before), tail - _TRAILING + 1, tail) if trailing else (won, lost)
        of = all_won + all_lost
        points.append(Point(_month(head), _month(tail), won, lost, of, told_rate(all_won, of)))
    return Trend(unit, trailing, tuple(points))


def _sum(counts: Iterable[Counts], first: int, last: int) -> tuple[int, int]:
    found = [each.get(_month(month), (0, 0)) for each in counts for month in range(first, last + 1)]
    return sum(won for won, _ in found), sum(lost for _, lost in found)


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"

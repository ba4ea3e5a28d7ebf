"""The rules of selling: probabilities, ages and rates. Every figure about the past is fed from events."""

from collections.abc import Iterable
from datetime import date
from math import sqrt
from typing import NamedTuple

ENOUGH_CLOSED = 20
ENOUGH_FOR_VELOCITY = 10
_Z95 = 1.959963984540054


class Rate(NamedTuple):
    """A share between 0 and 1, and the bounds that hold it 19 times in 20."""

    rate: float
    low: float
    high: float


def win_rate(won: int, lost: int) -> Rate | None:
    """won / (won + lost) with its Wilson score interval (95 %); None when nothing has closed.

    A reopened deal counts once, by how it stands now: count deals, not closings.
    """
    return share(won, won + lost)


def share(part: int, whole: int) -> Rate | None:
    """part / whole with the Wilson score interval (E. B. Wilson, 1927); None when the whole is 0."""
    if whole <= 0:
        return None
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    rate = part / whole
    square = _Z95 * _Z95
    centre = (rate + square / (2 * whole)) / (1 + square / whole)
    half = _Z95 * sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return Rate(rate, max(0.0, min(rate, centre - half)), min(1.0, max(rate, centre + half)))


def enough_history(won: int, lost: int) -> bool:
    """Whether so many deals have closed that a rate tells anything."""
    return won + lost >= ENOUGH_CLOSED


def weighted_minor(amount_minor: int, probability: int) -> int:
    """Amount x percent in minor units, rounded half up. Sums are rounded once, at their end, not here."""
    return (amount_minor * probability + 50) // 100


def days_in_stage(entered_on: date, today: date, holds: Iterable[tuple[date, date | None]] = ()) -> int:
    """Days of the present visit to the stage; days on hold (from, until or None: still held) do not count."""
    held: set[int] = set()
    for start, end in holds:
        first = max(start, entered_on).toordinal()
        held.update(range(first, min(end or today, today).toordinal()))
    return max(0, (today - entered_on).days - len(held))


def rotting(age_days: int, threshold_days: int | None, *, on_hold: bool = False) -> bool:
    """Beyond the stage's threshold; a stage without one never rots, and neither does a deal on hold."""
    return threshold_days is not None and not on_hold and age_days > threshold_days


class Velocity(NamedTuple):
    """Money per day with the four parts that are shown beside it."""

    minor_per_day: int
    open_deals: int
    average_minor: int
    win_rate: float
    cycle_days: float


def velocity(open_deals: int, average_minor: int, won: int, lost: int, cycle_days: float | None) -> Velocity | None:
    """Open deals x average value x win rate / days from creation to closing; None under ten closings."""
    rate = win_rate(won, lost)
    if rate is None or won + lost < ENOUGH_FOR_VELOCITY or not cycle_days or cycle_days <= 0:
        return None
    per_day = round(open_deals * average_minor * rate.rate / cycle_days)
    return Velocity(per_day, open_deals, average_minor, rate.rate, cycle_days)


def retained(renewed_minor: int, due_minor: int) -> float | None:
    """Revenue renewed / revenue due for renewal in the period; None when none was due."""
    return renewed_minor / due_minor if due_minor else None

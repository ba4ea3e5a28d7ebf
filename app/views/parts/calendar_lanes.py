"""Where the items of a week stand below each other, and how many of a day have no room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.services.calendar_items import Item


class Strip(NamedTuple):
    """An item in one week: from one column to another, Monday 0, both included; whether it begins and ends there."""

    item: Item
    first: int
    last: int
    lane: int
    begins: bool
    ends: bool


class WeekLanes(NamedTuple):
    """What is painted of a week, and how many items of each day are not."""

    strips: list[Strip]
    hidden: tuple[int, ...]


def lanes(items: Sequence[Item], ends: Sequence[date], monday: date, most: int) -> WeekLanes:
    """Put the items of a week into at most `most` lanes; they come by their first day, `ends` are their last days, sorted. A day
    with more than its lanes keeps the last one free, for the words that say how many more there are."""
    days = [monday + timedelta(days=n) for n in range(7)]
    begun = [bisect_right(items, day, key=_start) for day in days]
    counts = [begin - bisect_left(ends, day) for begin, day in zip(begun, days, strict=True)]
    full = [(1 << (most if count <= most else most - 1)) - 1 for count in counts]
    free = [0] * 7  # the lanes taken of each day, as bits
    strips = []
    for first, (place, stop) in enumerate(pairwise((0, *begun))):
        for item in islice(items, place, stop):
            if free[first] == full[first]:
                break  # nothing that begins here has room any more, and there may be thousands
            if item.end < monday:
                continue
            last = min(6, (item.end - monday).days)
            taken, room = 0, full[first]
            for day in range(first, last + 1):
                taken |= free[day]
                room &= full[day]
            bit = ~taken & (taken + 1)  # the lowest that is not set
            if bit & room:
                for day in range(first, last + 1):
                    free[day] |= bit
                lane = bit.bit_length() - 1
                strips.append(Strip(item, first, last, lane, item.start >= monday, item.end <= days[6]))
    shown = [each.bit_count() for each in free]
    return WeekLanes(strips, tuple(count - lanes for count, lanes in zip(counts, shown, strict=True)))


def on_day(items: Sequence[Item], day: date) -> list[Item]:
    """What stands on a day, of items that come by their first one."""
    return [item for item in islice(items, bisect_right(items, day, key=_start)) if day <= item.end]


def _start(item: Item) -> date:
    return item.start

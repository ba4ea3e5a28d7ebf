"""Where the items of a week stand below each other, and how many of a day have no room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
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


def lanes(items: Sequence[Item], monday: date, most: int) -> WeekLanes:
    """Put the items of a week into at most `most` lanes; they come by their first day. A day with more than its lanes keeps
    the last one free, for the words that say how many more there are."""
    sunday = monday + timedelta(days=6)
    here = [item for item in items if item.start <= sunday and item.end >= monday]
    counts = [0] * 7
    spans = []
    for item in here:
        first, last = max(0, (item.start - monday).days), min(6, (item.end - monday).days)
        spans.append((item, first, last))
        for day in range(first, last + 1):
            counts[day] += 1
    room = [most if count <= most else most - 1 for count in counts]
    free = [0] * 7  # the lanes taken of each day, as bits
    hidden = [0] * 7
    strips = []
    for item, first, last in spans:
        taken = 0
        for day in range(first, last + 1):
            taken |= free[day]
        lane = (~taken & (taken + 1)).bit_length() - 1  # the lowest bit that is not set
        if lane >= min(room[first : last + 1]):
            for day in range(first, last + 1):
                hidden[day] += 1
            continue
        for day in range(first, last + 1):
            free[day] |= 1 << lane
        strips.append(Strip(item, first, last, lane, item.start >= monday, item.end <= sunday))
    return WeekLanes(strips, tuple(hidden))

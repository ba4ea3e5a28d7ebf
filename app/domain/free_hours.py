"""Free hours by day, packed into one number: a stretch of days is asked for and taken at once, however long it is.

Each day has a field of `width` bits, the first day the lowest. The highest bit of a field, its mark, is 0 in what is free: with
all marks set and what a task needs subtracted, those of the days that have enough stay set. Hours are counted in the largest
unit in which all figures of a resource are whole, which for people with whole days is the day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import gcd


class Beyond(Exception):  # noqa: N818, not a fault: too few days are looked at
    """A task does not fit into the days that are known."""


class Fields:
    """So many days of so many bits. `marks` are those of all days."""

    __slots__ = ("days", "marks", "ones", "width")

    def __init__(self, days: int, most: int) -> None:
        """`most` is the largest number that a field must hold."""
        self.days = days
        self.width = most.bit_length() + 1
        self.ones = self.chosen([True] * days)
        self.marks = self.ones << self.width - 1

    def chosen(self, days: Iterable[bool]) -> int:
        """A 1 in the fields of the days, from the first on, for which it is true."""
        digits = ("0" * (self.width - 1) + "1", "0" * self.width)
        return int("".join(reversed([digits[not day] for day in days])) or "0", 2)

    def packed(self, values: Sequence[int]) -> int:
        """The fields of these values, from the first day on."""
        return sum(value * self.chosen(each == value for each in values) for value in set(values))

    def first(self, days: int) -> int:
        """A 1 in the fields of so many first days."""
        return self.ones & (1 << days * self.width) - 1

    def steps(self, count: int) -> tuple[int, ...]:
        """By how much marks are shifted, one after another, and those kept that are there both times, for the days to be left
        with which so many marked days in a row begin."""
        known, steps = 1, []
        while known < count:
            steps.append(min(known, count - known) * self.width)
            known += steps[-1] // self.width
        return tuple(steps)


class Hours:
    """One resource: what it has on each day and what of it is `free` at first, in `unit`s of its own. `most` and `least` are
    what it has on a day that it works."""

    __slots__ = ("free", "least", "most", "unit", "whole")

    def __init__(self, whole: Sequence[int], free: Sequence[int], amounts: Sequence[int]) -> None:
        """`amounts` are all that will be taken from it at once."""
        self.unit = gcd(*whole, *free, *amounts) or 1
        self.whole = [each // self.unit for each in whole]
        self.free = [each // self.unit for each in free]
        self.most = max(self.whole, default=0)
        self.least = min(filter(None, self.whole), default=0)


class Team:
    """The days on which all of some resources work, in order, and for each day how many lie before it; `worked` are their marks
    where there are other days between them."""

    __slots__ = ("days", "rank", "worked")

    def __init__(self, everybody: Sequence[Hours], fields: Fields) -> None:
        works = [all(amounts) for amounts in zip(*(hours.whole for hours in everybody), strict=True)]
        self.days = [day for day, work in enumerate(works) if work]
        self.worked = fields.chosen(works) << fields.width - 1 if len(self.days) < fields.days else 0
        self.rank = [0]
        for work in works:
            self.rank.append(self.rank[-1] + work)


class Need:
    """What a task takes of one resource: up to `pace` a day, on days on which its team works, until `effort` is done.

    Where every day has the pace it takes `count` days, with `last` on the last of them. Otherwise `sums` say what is done
    before each day of the team by somebody who began with the first. `fields` are what it takes of each day, and `block`
    of the days of a task that begins on the first.
    """

    __slots__ = ("block", "count", "effort", "fields", "last", "pace", "resource", "sums", "sure")

    def __init__(self, resource: int, pace: int, effort: int, hours: Hours, team: Team, fields: Fields) -> None:
        """`pace` and `effort` as the hours are counted before they have a unit of their own."""
        self.resource = resource
        self.effort = effort // hours.unit
        self.pace = min(pace // hours.unit, hours.most, self.effort)
        self.count = -(-self.effort // self.pace)
        self.last = self.effort - (self.count - 1) * self.pace
        self.sure = max(1, self.count - (self.last < self.pace))
        self.block = fields.first(self.count) * self.pace if self.sure == self.count else 0
        self.sums: list[int] | None = None
        if hours.least >= self.pace:
            self.fields = (team.worked >> fields.width - 1 or fields.ones) * self.pace
            return
        works = [before != after for before, after in pairwise(team.rank)]
        daily = [min(self.pace, has) if work else 0 for has, work in zip(hours.whole, works, strict=True)]
        self.fields = fields.packed(daily)
        self.sums = [0, *accumulate(daily[day] for day in team.days)]
        self.sure, self.block = max(1, self.count - 1), 0

    def days(self, index: int) -> tuple[int, int]:
        """How many days it takes from a day of the team on, and what is left for the last of them. Raises Beyond."""
        if self.sums is None:
            return self.count, self.last
        done = self.sums[index] + self.effort
        until = bisect_left(self.sums, done, index + 1)
        if until == len(self.sums):
            raise Beyond
        return until - index, done - self.sums[until - 1]

    def first_ending(self, index: int) -> int:
        """The first day of the team from which it is not done before the day `index`."""
        if self.sums is None:
            return index - self.count + 1
        return bisect_right(self.sums, self.sums[index] - self.effort)

    def last_ending(self, index: int) -> int:
        """The last day of the team from which it is done before the day `index`; negative if there is none."""
        if self.sums is None:
            return index - self.count
        return bisect_right(self.sums, self.sums[index] - self.effort) - 1

"""Working days: the week, the days off on top of it, and counting in them. Ends of ranges are included."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from app.base import UserError

FIRST_YEAR = 1900
LAST_YEAR = 2200
_LOW = date(FIRST_YEAR, 1, 1).toordinal()
_HIGH = date(LAST_YEAR, 12, 31).toordinal()
# A Monday before FIRST_YEAR, from which weeks are counted.
_MONDAY = _LOW - (_LOW - 1) % 7

FULL_WEEK = (480, 480, 480, 480, 480, 0, 0)


class Calendar:
    """Which days are worked, and for how many minutes.

    A day has a number: how many working days lie before it since 1900. The number follows from the weeks and
    the days off passed (one bisection), and the day from the number, so that no day between is ever listed.
    """

    __slots__ = ("_before_weekday", "_gone", "_gone_numbers", "_weekday_of", "minutes", "off")

    def __init__(self, minutes: Iterable[int] = FULL_WEEK, off: Iterable[date] = frozenset()) -> None:
        """`minutes` of work from Monday to Sunday, 0 for a weekly day off; `off`: further days without work.

        Raises UserError for a week without a working day.
        """
        self.minutes = tuple(minutes)
        self.off = frozenset(off)
        if len(self.minutes) != 7 or not all(0 <= day <= 1440 for day in self.minutes):
            raise UserError("A week has seven days of 0 to 24 hours.")
        if not any(self.minutes):
            raise UserError("The week has no working day: choose at least one.")
        self._weekday_of = [weekday for weekday in range(7) if self.minutes[weekday]]
        self._before_weekday = [sum(map(bool, self.minutes[:weekday])) for weekday in range(7)]
        self._gone = sorted(d.toordinal() for d in self.off if self.minutes[d.weekday()] and d.year >= FIRST_YEAR)
        self._gone_numbers = [self._in_weeks(day) - at for at, day in enumerate(self._gone)]

    def __repr__(self) -> str:
        return f"Calendar({self.minutes}, {len(self.off)} days off)"

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked."""
        return bool(self.minutes[day.weekday()]) and day not in self.off

    def minutes_on(self, day: date) -> int:
        """Minutes of work on `day`, 0 on a day off."""
        return 0 if day in self.off else self.minutes[day.weekday()]

    def works_like(self, other: Calendar) -> bool:
        """Whether the same days are worked, for as long or not."""
        if self is other:
            return True
        return self._weekday_of == other._weekday_of and self._gone == other._gone

    def on_or_after(self, day: date) -> date:
        """`day` if it is worked, else the next day that is. Raises UserError outside 1900 to 2200."""
        return self.at(self.number(day))

    def on_or_before(self, day: date) -> date:
        """`day` if it is worked, else the last day before it that is. Raises UserError as `on_or_after`."""
        return self.at(self.number_after(day) - 1)

    def add(self, day: date, n: int) -> date:
        """The working day `n` working days after `day` (before it, if negative).

        `day` counts as 0 when it is worked. From a day off, 1 is the next working day, -1 the last one, and 0
        the next one too, since a day off cannot be the answer. Raises UserError outside 1900 to 2200.
        """
        number = self.number(day)
        if n > 0 and not self.is_working(day):
            number -= 1
        return self.at(number + n)

    def between(self, first: date, last: date) -> int:
        """Working days from `first` to `last`, both included; 0 if `last` is before `first`."""
        return max(0, self.number_after(last) - self.number(first))

    def late_days(self, due_on: date, now: date) -> int:
        """How late something is: the working days since it was due, 1 on the first one after it, 0 on the days off between.

        Whose days: of a task or a to-do those of whoever does it; of all else (a milestone, a promise, a next step, an expected
        close, a renewal) those of the workspace, whoever sees to it. So nothing due on Friday is late on Sunday.
        """
        return max(0, self.number_after(now) - self.number_after(due_on))

    def days(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both included, in order."""
        return [self.at(number) for number in range(self.number(first), self.number_after(last))]

    def number(self, day: date) -> int:
        """Working days before `day`, counted from 1900. Raises UserError outside the years 1900 to 2200."""
        ordinal = _checked(day)
        return self._in_weeks(ordinal) - bisect_left(self._gone, ordinal)

    def before(self, ordinal: int) -> int:
        """`number` by the day's ordinal, for whoever counts much; the year is not checked."""
        return self._in_weeks(ordinal) - bisect_left(self._gone, ordinal)

    def number_after(self, day: date) -> int:
        """Working days up to `day`, itself included, counted from 1900: the number of the next one."""
        return self.number(day) + self.is_working(day)

    def at(self, number: int) -> date:
        """The working day that has this `number`. Raises UserError outside the years 1900 to 2200."""
        return date.fromordinal(self.ordinal(number))

    def ordinal(self, number: int) -> int:
        """`at` as the day's ordinal. Raises UserError as it does."""
        in_weeks = number + bisect_right(self._gone_numbers, number)
        weeks, rest = divmod(in_weeks, len(self._weekday_of))
        ordinal = _MONDAY + 7 * weeks + self._weekday_of[rest]
        if not _LOW <= ordinal <= _HIGH:
            raise UserError(
                f"That is outside the years {FIRST_YEAR} to {LAST_YEAR}, for which Baton plans. Look for a duration, a lag or a day "
                "that is far off."
            )
        return ordinal

    def days_for(self, minutes: int) -> int:
        """How many working days so many minutes of work take, at least one; short days count as what they are."""
        worked = len(self._weekday_of)
        return max(1, -(-minutes * worked // sum(self.minutes)))

    def _in_weeks(self, ordinal: int) -> int:
        """Working days before an ordinal as the weeks alone have it, the days off not yet taken away."""
        weeks, weekday = divmod(ordinal - _MONDAY, 7)
        return weeks * len(self._weekday_of) + self._before_weekday[weekday]


def together(calendars: Iterable[Calendar]) -> Calendar:
    """The days on which at least one of these is worked, for as long as the longest of them; at least one is needed."""
    each = list(dict.fromkeys(calendars))
    if len(each) == 1:
        return each[0]
    off = set().union(*(calendar.off for calendar in each))
    nobody = frozenset(day for day in off if not any(calendar.is_working(day) for calendar in each))
    return Calendar([max(calendar.minutes[weekday] for calendar in each) for weekday in range(7)], nobody)


def public_holidays(country: str, region: str | None, years: Iterable[int]) -> dict[date, str]:
    """Public holidays and their names, by ISO 3166 country ('DE') and region ('BY'), or of the whole country.

    Raises UserError for a country or a region that is not known, and for years outside 1900 to 2200.
    """
    import holidays

    wanted = sorted(set(years))
    for year in wanted:
        _checked_year(year)
    place, part = country.strip().upper(), (region or "").strip()
    try:
        regions = holidays.list_supported_countries(include_aliases=True)[place]
    except KeyError:
        raise UserError(f"No public holidays are known for the country “{country}”.") from None
    if part and part not in regions:
        part = part.upper()
    if part and part not in regions:
        raise UserError(f"No public holidays are known for the region “{region}” of {place}.")
    found = holidays.country_holidays(place, subdiv=part or None, years=wanted)
    # The library may add the neighbours of a year; only what was asked for is answered.
    return {day: name for day, name in sorted(found.items()) if day.year in wanted}


def _checked(day: date) -> int:
    ordinal = day.toordinal()
    if not _LOW <= ordinal <= _HIGH:
        _checked_year(day.year)
    return ordinal


def _checked_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}, for which Baton plans.")

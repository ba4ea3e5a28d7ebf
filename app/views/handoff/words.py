"""How the wizard writes days, counts and hours."""

from __future__ import annotations

from datetime import date, timedelta

from app.base import today
from app.domain.workdays import Calendar
from app.views.parts.dates import DAYS, MONTHS
from app.views.parts.fields import hours_text

__all__ = [
    "about", "count", "day", "days_between", "hours_text", "monday", "moved", "quoted", "spare_words", "week_number", "weekday",
]  # fmt: skip

# A plan reaches over the turn of the year as a rule; so near, the month alone says which year is meant.
_NEAR_DAYS = 300


def day(value: date) -> str:
    """'14 Jan', with the year only where it could be mistaken."""
    year = f" {value.year}" if abs((value - today()).days) > _NEAR_DAYS else ""
    return f"{value.day} {MONTHS[value.month - 1]}{year}"


def weekday(value: date) -> str:
    """'Mon 14 Dec', with the year only where it could be mistaken."""
    return f"{DAYS[value.weekday()]} {day(value)}"


def count(number: int, one: str, many: str = "") -> str:
    """'1 task', '1,200 tasks'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def about(minutes: float) -> str:
    """Hours to the hour, since what is free is an estimate; below one hour to the minute."""
    return hours_text(round(minutes / 60) * 60) if abs(minutes) >= 60 else f"{round(minutes)} min"


def quoted(title: str, most: int = 48) -> str:
    """A title in a sentence: “Page designs”, cut where it would push the rest out of sight."""
    words = " ".join(title.split())
    return f"“{words}”" if len(words) <= most else f"“{words[: most - 1].rstrip()}…”"


def monday(value: date) -> date:
    """The first day of the week of `value`."""
    return value - timedelta(days=value.weekday())


def week_number(value: date) -> int:
    """The number that ISO 8601 gives the week of `value`."""
    return value.isocalendar().week


def days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days `last` is after `first`; negative when it is before."""
    if last < first:
        return -days_between(calendar, last, first)
    return calendar.between(first + timedelta(days=1), last)


def spare_words(days: int) -> str:
    """Between the day possible and the day that was said: '2 d late', '3 d to spare', 'just'; working days."""
    return f"{-days} d late" if days < 0 else f"{days} d to spare" if days else "just"


def moved(calendar: Calendar, before: date | None, after: date | None) -> str:
    """What a change does to the finish: 'Finishes 14 Jan, no change', 'Finishes 15 Jan, 1 day later'."""
    if after is None:
        return "No date yet"
    if before is None or before == after:
        return f"Finishes {day(after)}, no change" if before else f"Finishes {day(after)}"
    by = days_between(calendar, before, after)
    how = "later" if after > before else "earlier"
    return f"Finishes {day(after)}, {count(abs(by), 'day')} {how}"

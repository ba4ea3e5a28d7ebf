"""How dates are written on screen and read from what people type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QLocale

from app.base import UserError, today

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORDS: Final = {"today": 0, "now": 0, "tomorrow": 1, "tom": 1, "yesterday": -1}


def day_text(day: date, now: date | None = None) -> str:
    """'Today', 'Tomorrow', else 'Wed 18 Nov', with the year when it is another: 'Fri 26 Feb 2027'."""
    now = now or today()
    if day == now:
        return "Today"
    if day == now + timedelta(days=1):
        return "Tomorrow"
    return f"{DAYS[day.weekday()]} {short_text(day, now)}"


def day_within(day: date, now: date | None = None) -> str:
    """`day_text` within a sentence: 'today', 'Wed 18 Nov'."""
    words = day_text(day, now)
    return words.lower() if words in ("Today", "Tomorrow") else words


def short_text(day: date, now: date | None = None) -> str:
    """'18 Nov', with the year when it is another."""
    year = f" {day.year}" if day.year != (now or today()).year else ""
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def long_month(key: str) -> str:
    """'November 2026' of '2026-11', 'Q4 2026' of the quarter '2026-Q4'."""
    year, part = key.split("-")
    return f"{part if part.startswith('Q') else MONTH_NAMES[int(part) - 1]} {year}"


def span_words(first: date, last: date) -> str:
    """'3 to 19 Dec', '30 Nov to 2 Dec', '1 Jan to 31 Mar 2027', one day alone."""
    if first == last:
        return short_text(last)
    if first.year != last.year:
        return f"{short_text(first)} to {short_text(last)}"
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    return f"{begins} to {short_text(last)}"


def week_words(monday: date) -> str:
    """'9 – 15 Nov 2026, week 46'."""
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}" if monday.month == sunday.month else short_text(monday, sunday)
    return f"{first} – {short_text(sunday, sunday)} {sunday.year}, week {monday.isocalendar().week}"


def full_text(day: date) -> str:
    """'27 Nov 2026', as it stands in an input."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def distance_text(day: date, now: date | None = None) -> str:
    """'in 15 days', '2 days ago'; nothing for today and tomorrow, which say so themselves."""
    days = (day - (now or today())).days
    if days in (0, 1):
        return ""
    if days == -1:
        return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def parse_date(text: str, now: date | None = None, locale: QLocale | None = None) -> date:
    """The day `text` means: 'tomorrow', 'fri' (the next one), '+3', '+2w', '27', '27 nov', local forms, ISO.

    Where the year is left out, it is the first that brings the day to at most three months before `now`.
    Raises UserError when no day is meant.
    """
    now = now or today()
    locale = locale or QLocale()
    said = re.sub(r"\s+", " ", text.strip().casefold())
    readers: tuple[Callable[[str, date, QLocale], date | None], ...] = (_word, _step, _iso, _named, _numbers)
    for read in readers:
        try:
            found = read(said, now, locale)
        except (ValueError, OverflowError):
            found = None
        if found is not None:
            return found
    formats = (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
    for form in formats:
        day = locale.toDate(text.strip(), form)
        if day.isValid() and day.year() >= 1970:
            return date(day.year(), day.month(), day.day())
    raise UserError("Not a date: write 27 Nov, fri or +3")


def _word(said: str, now: date, locale: QLocale) -> date | None:
    if said in _WORDS:
        return now + timedelta(days=_WORDS[said])
    bare = said.removeprefix("next ").rstrip(".")
    for weekday in range(7):
        local = (locale.dayName(weekday + 1), locale.dayName(weekday + 1, QLocale.FormatType.ShortFormat))
        names = {n.casefold().rstrip(".") for n in (*local, DAYS[weekday])}
        english = QLocale.c().dayName(weekday + 1).casefold()
        if bare in names or (len(bare) >= 3 and english.startswith(bare)):
            return now + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1)
    return None


def _step(said: str, now: date, locale: QLocale) -> date | None:  # noqa: ARG001
    match = re.fullmatch(r"([+-])\s?(\d{1,4})\s?(d|w|m|y|days?|weeks?|months?|years?)?", said)
    if not match:
        return None
    count = int(match[1] + match[2])
    unit = (match[3] or "d")[0]
    if unit in "dw":
        return now + timedelta(days=count * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 + count * (12 if unit == "y" else 1)
    for day in range(now.day, 27, -1):
        try:
            return date(months // 12, months % 12 + 1, day)
        except ValueError:
            continue  # no 31st there
    return date(months // 12, months % 12 + 1, now.day if now.day < 28 else 28)


def _iso(said: str, now: date, locale: QLocale) -> date | None:  # noqa: ARG001
    return date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said) else None


def _named(said: str, now: date, locale: QLocale) -> date | None:
    """A day with its month's name, in either order, in English or the system's language."""
    match = re.fullmatch(r"(?:\w+\.?,? )?(\d{1,2})(?:st|nd|rd|th|\.)? ?(?:de )?([^\W\d]{3,})\.?,?(?: (\d{4}))?", said)
    if match:
        day, name, year = match[1], match[2], match[3]
    else:
        match = re.fullmatch(r"([^\W\d]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?", said)
        if not match:
            return None
        name, day, year = match[1], match[2], match[3]
    for month in range(1, 13):
        long = locale.standaloneMonthName(month).casefold()
        short = locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat).casefold().rstrip(".")
        if name == short or any(n.startswith(name) for n in (MONTH_NAMES[month - 1].casefold(), long)):
            return _with_year(int(day), month, year, now)
    return None


def _numbers(said: str, now: date, locale: QLocale) -> date | None:
    """'27', '27.11', '27/11/26' in the order of the system's own dates."""
    parts = re.fullmatch(r"(\d{1,4})(?:[./ -](\d{1,2}))?(?:[./ -](\d{2}|\d{4}))?\.?", said)
    if not parts or len(parts[1]) > 2:
        return None
    if parts[2] is None:
        this = _in_month(int(parts[1]), now)
        return this if this is not None else None
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    month_first = "M" in form and "d" in form and form.index("M") < form.index("d")
    one, two = int(parts[1]), int(parts[2])
    day, month = (two, one) if month_first and one <= 12 else (one, two)
    return _with_year(day, month, parts[3], now)


def _in_month(day: int, now: date) -> date | None:
    """The next such day of a month, today included."""
    year, month = now.year, now.month
    for _ in range(13):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found is not None and found >= now:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _with_year(day: int, month: int, year: str | None, now: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    oldest = now - timedelta(days=92)
    for candidate in range(oldest.year, oldest.year + 9):  # nine, since 29 Feb may be eight years away
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found >= oldest:
            return found
    raise ValueError(f"no day {day} in month {month}")

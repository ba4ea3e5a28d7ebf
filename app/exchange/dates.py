"""Days and moments from cells. A day and a month are never swapped to make a date possible: it is refused
instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from app.exchange.problem import ValueProblem, shown

Order = Literal["dmy", "mdy", "ymd"]

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
# The languages whose month names are known, English first: a name that means two different months is not
# used.
_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "ro",
    "hu",
    "tr",
    "ru",
    "uk",
)
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTHS = {"sept": 9}
_MONTHS |= {name[:3]: month for month, name in enumerate(_ENGLISH, 1)} | {n: m for m, n in enumerate(_ENGLISH, 1)}
_TRIPLE = re.compile(r"(\d{1,4})\s*([./\-\s])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
_WEEKDAY = re.compile(r"([^\W\d_]+)\.?,?\s+(?=\d)")
_TIME = re.compile(
    r"(?:[T\s,]+)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?(\s*\+1d)?$",
    re.IGNORECASE,
)
_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_READS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class DateOrder(NamedTuple):
    """How the dates of a column read. `ambiguous` when the column does not prove it, so that the user should
    look.
    """

    order: Order
    ambiguous: bool


def parse_date(cell: object, order: str = "dmy") -> date:
    """The day in `cell`; a time after it is left out, and no time zone moves it.

    A year written first always reads year, month, day; else `order` ('dmy', 'mdy', 'ymd') decides. Two-digit
    years: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999 (POSIX strptime). Raises ValueProblem.
    """
    if type(cell) is str and len(cell) == 10 and cell[4] == "-" == cell[7]:  # the fast path: almost every exported date
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            pass
        else:
            return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else _sensible(day, cell)
    if isinstance(cell, datetime):
        return _sensible(cell.date(), cell)
    if isinstance(cell, date):
        return _sensible(cell, cell)
    return _day_and_rest(_text(cell), order)[0]


def parse_moment(cell: object, order: str = "dmy") -> datetime:
    """The moment in `cell`: aware when it states a zone, else naive (local). A day alone is its midnight; '2026-11-02 01:30 +1d'
    is of the day after. Raises ValueProblem.
    """
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = _text(cell)
    day, rest = _day_and_rest(text, order)
    if rest is None:
        return datetime.combine(day, time())
    hour, minute, second, half, zone, next_day = rest.groups()
    day += timedelta(days=1 if next_day else 0)
    hours = int(hour) % 12 + (12 if half[0] in "pP" else 0) if half else int(hour)
    try:
        moment = datetime.combine(day, time(hours, int(minute), int(second or 0)))
    except ValueError as error:
        raise ValueProblem(f"{shown(text)} has no possible time of day.") from error
    if zone is None:
        return moment
    if zone.upper() in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=datetime.strptime(zone.replace(":", ""), "%z").tzinfo)


def guess_date_order(values: Iterable[object], default: Order = "dmy") -> DateOrder:
    """How the numeric dates of a column read: a number over 12 proves it, dots speak for day first.

    Ambiguous when nothing proves it, or when some cells prove one and some the other; `default` decides then.
    """
    day_first = month_first = year_first = numeric = dotted = 0
    for value in {value for value in values if isinstance(value, str)}:
        triple = _TRIPLE.match(_WEEKDAY.sub("", value.strip(), count=1))
        if triple is None or len(triple[1]) >= 3:
            continue
        first, second = int(triple[1]), int(triple[3])
        numeric += 1
        dotted += triple[2] == "."
        if first > 31:
            year_first += 1
        elif first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
    if not numeric:
        return DateOrder("ymd", False)
    if year_first:
        return DateOrder("ymd", bool(month_first))
    if day_first != month_first:
        return DateOrder("dmy" if day_first > month_first else "mdy", bool(day_first and month_first))
    if dotted == numeric:
        return DateOrder("dmy", bool(day_first))
    return DateOrder(default, True)


def _text(cell: object) -> str:
    if isinstance(cell, bool) or cell is None or (isinstance(cell, str) and not cell.strip()):
        raise ValueProblem("A date is missing here." if not isinstance(cell, bool) else f"{shown(cell)} is no date.")
    text = str(cell).strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        raise ValueProblem(
            f"{shown(text)} is a spreadsheet's number for a day; give the column a date format there, and export again."
        )
    return text


@lru_cache(maxsize=4096)  # the dates of a column repeat
def _day_and_rest(text: str, order: str) -> tuple[date, re.Match[str] | None]:
    rest = _TIME.search(text)
    if rest and not re.search(r"\d", text[: rest.start()]):  # 'Mi 09.12.26' is a day, not 9:12:26
        rest = None
    text = text[: rest.start()] if rest else text
    asian = _ASIAN.fullmatch(text)
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if found := asian or compact:
        return _date(text, found[1], found[2], found[3], ""), rest
    weekday = _WEEKDAY.match(text)  # 'Mon 01/03/27', as planning programs write it
    triple = _TRIPLE.fullmatch(text, weekday.end() if weekday and not _month_number(weekday[1].casefold()) else 0)
    if triple:
        return _numeric(text, triple[1], triple[3], triple[4], order), rest
    return _worded(text, order), rest


def _numeric(text: str, first: str, second: str, third: str, order: str) -> date:
    if len(first) == 4:
        return _date(text, first, second, third, "")
    if len(third) == 4 and order == "ymd":
        if int(first) <= 12 and int(second) <= 12 and first != second:
            raise ValueProblem(
                f"{shown(text)} does not say which number is the month; choose day first or month first."
            )
        order = "mdy" if int(second) > 12 else "dmy"  # the only reading there is
    if len(first) == 3 or len(third) == 3 or (order == "ymd" and len(third) > 2):
        raise ValueProblem(f"{shown(text)} has no year of two or four digits.")
    if order == "dmy":
        return _date(text, third, second, first, order)
    if order == "mdy":
        return _date(text, third, first, second, order)
    return _date(text, first, second, third, order)


def _worded(text: str, order: str) -> date:
    """'12 Mar 2026', 'March 12th, 2026', '12. März 26', '12 de marzo de 2026'."""
    month, before, numbers = 0, 0, []
    for position, word in enumerate(re.findall(r"\d+|[^\W\d_]+", text)):
        if word.isdecimal():
            numbers.append(word)
        elif found := _month_number(word.casefold()):
            if month:
                raise ValueProblem(f"{shown(text)} names two months.")
            month, before = found, len(numbers)
        elif position and len(word) > 5:  # 'de', 'of', 'th', 'року'; the first word may be the day of the week
            raise ValueProblem(f"{shown(text)} is more than a date; write it as 2026-03-12.")
    if not month or len(numbers) != 2:
        missing = "names no day or no year" if month else "is not a date that Baton can read"
        raise ValueProblem(f"{shown(text)} {missing}; write it as 2026-03-12.")
    first, second = numbers
    year_first = len(first) == 4 or (len(second) < 3 and before > 0 and order == "ymd")
    year, day = (first, second) if year_first else (second, first)
    return _date(text, year, str(month), day, "")


def _date(text: str, year: str, month: str, day: str, order: str) -> date:
    number = int(year)
    if len(year) <= 2:
        number += 2000 if number <= 68 else 1900
    try:
        return _sensible(date(number, int(month), int(day)), text)
    except ValueProblem:
        raise
    except ValueError as error:
        if int(month) > 12:
            reads = f" when read {_READS[order]}" if order in _READS else ""
            raise ValueProblem(
                f"{shown(text)} has no month {int(month)}{reads}; choose another order of dates."
            ) from error
        raise ValueProblem(f"{shown(text)}: there is no such day in the calendar.") from error


def _sensible(day: date, cell: object) -> date:
    if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return day
    raise ValueProblem(f"{shown(cell)} has the year {day.year}; years from {EARLIEST_YEAR} to {LATEST_YEAR} are taken.")


def _month_number(word: str) -> int:
    return _MONTHS.get(word) or _month_names().get(word, 0)


@cache
def _month_names() -> dict[str, int]:
    """Month names of the known languages, in their own inflections, from babel: only asked for when English
    does not do.
    """
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in get_month_names(width, context, language).items():
                    word = name.casefold().rstrip(".")
                    if word.isalpha() and names.setdefault(word, month) != month:
                        names[word] = 0
    return names

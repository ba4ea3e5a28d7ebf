"""Rules by which a task comes again: 'every 2 weeks on Mon', read from plain words and kept as RFC 5545 has them.

A rule names weekdays and days of the month itself, so that a task that was late or moved off a day off does not shift what
comes after it. A day that a month does not have is its last one.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from app.base import UserError
from app.domain.workdays import Calendar

Unit = Literal["day", "week", "month", "year"]
MOST = 999
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAYS = (0, 1, 2, 3, 4)
_FREQ: dict[Unit, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_NTH = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "last": -1}
_ALONE = {
    "daily": "every day", "weekly": "every week", "monthly": "every month", "yearly": "every year", "annually": "every year",
    "fortnightly": "every 2 weeks", "biweekly": "every 2 weeks", "quarterly": "every 3 months",
}  # fmt: skip
_EVERY = re.compile(
    r"every (?:(?P<n>\d{1,4}|other|second|third) )?(?P<unit>days?|weeks?|months?|years?)(?: on (?P<on>.+))?"
)
_NAMED = re.compile(r"every (?:(?P<n>other|second|third) )?(?P<days>.+)")
_NUMBERS = {"other": 2, "second": 2, "third": 3}
_HELP = "Write it like “every 2 weeks on Mon”, “every month on the 31st” or “every year on 3 May”."


class Rule(NamedTuple):
    """`every` so many units. A week has `weekdays` (0 is Monday); a month has a `day` (31 or the last it has), or the
    `nth` (-1: last) of one weekday; a year has a `day` and a `month`."""

    unit: Unit
    every: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 0
    nth: int = 0
    month: int = 0
    until: date | None = None


def parse(text: str, on: date) -> Rule:
    """The rule that `text` means; what it leaves open is taken from the day `on`. Raises UserError."""
    said = " ".join(text.casefold().replace(",", " , ").split()).replace(" ,", ",")
    until = None
    if " until " in said:
        said, _, last = said.partition(" until ")
        until = _day(last)
        if until < on:
            raise UserError(f"The rule would end on {_day_words(until)}, before it begins.")
    first, _, rest = said.partition(" ")
    if first in _ALONE:
        said = f"{_ALONE[first]} {rest}".strip()
    if not said.startswith("every "):
        said = f"every {said}"
    if said in ("every weekday", "every working day"):
        return Rule("week", weekdays=_WEEKDAYS, until=until)
    return _units(said, on)._replace(until=until)


def words(rule: Rule) -> str:
    """The rule as people read it; `parse` gives back the same rule."""
    if rule.unit == "week" and rule.every == 1 and rule.weekdays == _WEEKDAYS:
        text = "every weekday"
    else:
        count = rule.unit if rule.every == 1 else f"{rule.every} {rule.unit}s"
        text = f"every {count}{_on_words(rule)}"
    return text if rule.until is None else f"{text} until {_day_words(rule.until)}"


def to_text(rule: Rule, anchor: date) -> str:
    """The rule as it is kept (RFC 5545), counted from `anchor`."""
    parts = [f"FREQ={_FREQ[rule.unit]}", f"INTERVAL={rule.every}"]
    if rule.month:
        parts.append(f"BYMONTH={rule.month}")
    if rule.unit == "week":
        parts.append(f"BYDAY={','.join(_CODES[day] for day in rule.weekdays)}")
    elif rule.nth:
        parts.append(f"BYDAY={rule.nth}{_CODES[rule.weekdays[0]]}")
    elif rule.day > 28:
        # the last of these days that the month has: 31 January, 28 February, 31 March
        parts += [f"BYMONTHDAY={','.join(map(str, range(28, rule.day + 1)))}", "BYSETPOS=-1"]
    elif rule.day:
        parts.append(f"BYMONTHDAY={rule.day}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    return f"DTSTART:{anchor:%Y%m%d}\nRRULE:{';'.join(parts)}"


def from_text(text: str) -> tuple[Rule, date]:
    """The reverse of `to_text`: the rule and its anchor. Raises UserError for text that is no such rule."""
    try:
        start, _, line = text.partition("\n")
        anchor = datetime.strptime(start.removeprefix("DTSTART:"), "%Y%m%d").date()  # noqa: DTZ007
        said = dict(part.split("=") for part in line.removeprefix("RRULE:").split(";"))
        unit = next(unit for unit, name in _FREQ.items() if name == said["FREQ"])
        days = re.findall(r"(-?\d*)([A-Z]{2})", said.get("BYDAY", ""))
        until = said.get("UNTIL")
        rule = Rule(
            unit,
            int(said["INTERVAL"]),
            tuple(_CODES.index(code) for _, code in days),
            int(said.get("BYMONTHDAY", "0").rpartition(",")[2]),
            int(days[0][0]) if days and days[0][0] else 0,
            int(said.get("BYMONTH", 0)),
            datetime.strptime(until, "%Y%m%d").date() if until else None,  # noqa: DTZ007
        )
        return rule, anchor
    except (ValueError, KeyError, StopIteration, IndexError):
        raise UserError("This rule of repetition cannot be read: it is damaged.") from None


def next_day(text: str, after: date, calendar: Calendar | None = None) -> date | None:
    """The first day of a kept rule that is later than `after`; None when the rule has ended.

    With a calendar a day off gives way to the next working day.
    """
    from dateutil import rrule

    from_text(text)
    rule: Any = rrule.rrulestr(text)
    found = rule.after(datetime(after.year, after.month, after.day))  # noqa: DTZ001
    if found is None or found.year > 2199:
        return None
    day: date = found.date()
    return day if calendar is None else calendar.on_or_after(day)


# --- reading words ------------------------------------------------------------------------------------------


def _units(said: str, on: date) -> Rule:
    match = _EVERY.fullmatch(said)
    if match is None:
        named = _NAMED.fullmatch(said)
        days = _weekdays(named["days"]) if named else ()
        if named is None or not days:
            raise UserError(f"“{said.removeprefix('every ')}” is no rule. {_HELP}")
        return Rule("week", _NUMBERS.get(named["n"] or "", 1), days)
    every = _NUMBERS.get(match["n"] or "", 0) or int(match["n"] or 1)
    if not 1 <= every <= MOST:
        raise UserError(f"Every 1 to {MOST} days, weeks, months or years.")
    unit, where = match["unit"].rstrip("s"), match["on"] or ""
    if unit == "day" and not where:
        return Rule("day", every)
    if unit == "week":
        days = _weekdays(where) if where else (on.weekday(),)
        if days:
            return Rule("week", every, days)
    if unit == "month":
        found = _in_month(where, on)
        if found is not None:
            return found._replace(every=every)
    if unit == "year":
        day, month = _in_year(where) if where else (on.day, on.month)
        return Rule("year", every, day=day, month=month)
    raise UserError(f"“{where}” is not a day of the {unit}. {_HELP}")


def _weekdays(said: str) -> tuple[int, ...]:
    """The weekdays named, in order; none when a word is another one."""
    names = [name for name in re.split(r"[,\s]+|\band\b", said) if name]
    if names == ["weekdays"]:
        return _WEEKDAYS
    found = [_weekday(name) for name in names]
    return () if -1 in found else tuple(sorted(set(found)))


def _weekday(name: str) -> int:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    name = name.removesuffix("s") if len(name) > 4 else name
    return next((day for day, known in enumerate(full) if len(name) >= 2 and known.startswith(name)), -1)


def _in_month(said: str, on: date) -> Rule | None:
    said = said.removeprefix("the ").strip()
    if not said:
        return Rule("month", day=on.day)
    if said in ("last day", "last"):
        return Rule("month", day=31)
    number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.?", said)
    if number:
        return Rule("month", day=int(number[1])) if 1 <= int(number[1]) <= 31 else None
    nth, _, name = said.partition(" ")
    day = _weekday(name)
    return Rule("month", weekdays=(day,), nth=_NTH[nth]) if nth in _NTH and day >= 0 else None


def _in_year(said: str) -> tuple[int, int]:
    match = re.fullmatch(
        r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]{3,})|([a-z]{3,}) (?:the )?(\d{1,2})(?:st|nd|rd|th)?",
        said,
    )
    if match is not None:
        day, month = int(match[1] or match[4]), _month(match[2] or match[3])
        if month and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):
            return day, month
    raise UserError(f"“{said}” is not a day of the year. {_HELP}")


def _month(name: str) -> int:
    return next((number for number, known in enumerate(MONTHS, 1) if known.casefold() == name[:3]), 0)


def _day(said: str) -> date:
    match = re.fullmatch(r"(\d{1,2})\.? ([a-z]{3,}) (\d{4})", said)
    try:
        return date(int(match[3]), _month(match[2]), int(match[1])) if match else date.fromisoformat(said)
    except ValueError:
        raise UserError(f"“{said}” is not a day. Write it like 31 Dec 2027.") from None


# --- writing words ------------------------------------------------------------------------------------------


def _on_words(rule: Rule) -> str:
    if rule.unit == "week":
        names = [DAYS[day] for day in rule.weekdays]
        return f" on {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f" on {names[0]}"
    if rule.unit == "month":
        if rule.nth:
            nth = "last" if rule.nth < 0 else _ordinal(rule.nth)
            return f" on the {nth} {DAYS[rule.weekdays[0]]}"
        return " on the last day" if rule.day == 31 else f" on the {_ordinal(rule.day)}"
    return f" on {rule.day} {MONTHS[rule.month - 1]}" if rule.unit == "year" else ""


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

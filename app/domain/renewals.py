"""The rules of renewals: when one is due, until when notice can be given, what is kept of what was due, and what recurs a month.

A term runs in months from a day; its end is the day of the renewal. A notice period is counted in calendar days back from there,
as contracts have it. Money is in minor units.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import lcm
from typing import Final, Literal, NamedTuple

from app.base import UserError

State = Literal["due", "open", "renewed", "lapsed"]
Unit = Literal["month", "quarter", "year"]
USUAL_TERM: Final = 12
MOST_MONTHS: Final = 120
MOST_NOTICE: Final = 3_660
REMIND_DAYS: Final = 30
UNITS: Final[dict[Unit, int]] = {"month": 1, "quarter": 3, "year": 12}
_LINE_MONTHS: Final = {
    "month": 1, "mo": 1, "mth": 1, "quarter": 3, "half year": 6, "half-year": 6, "year": 12, "yr": 12, "annum": 12,
}  # fmt: skip
_YEAR: Final = re.compile(r"\s*\b(19|20|21)\d\d$")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Sold(NamedTuple):
    """What a proposal looks at: a line with its unit, its quantity as text, and its amount."""

    unit: str
    quantity: str
    amount_minor: int


class Proposal(NamedTuple):
    """A renewal as it could be; `why` says where its amount comes from."""

    title: str
    due_on: date
    amount_minor: int | None
    currency: str
    term_months: int
    notice_days: int | None
    remind_on: date
    why: str


class Due(NamedTuple):
    """A renewal as retention counts it, in minor units of the home currency.

    `due_minor` is None without an amount or a rate; `converted` is False when a rate is missing, on either side.
    """

    id: int
    due_on: date
    state: State
    due_minor: int | None
    renewed_minor: int | None
    converted: bool = True


class Stood(NamedTuple):
    """A renewal as it stood from a day on, until it was changed again."""

    on: date
    due: Due


class Retention(NamedTuple):
    """What was kept of what was due. `counted` is decided or due by today; `to_come` is neither.

    `renewed_minor` counts each renewal with what it is worth now, but at most with what was due; `growth_minor` is what it
    is worth beyond that. Renewals in `unconverted` and `unpriced` are counted and in no sum.
    """

    counted: int
    renewed: int
    lapsed: int
    undecided: int
    to_come: int
    due_minor: int
    renewed_minor: int
    growth_minor: int
    unconverted: int
    unpriced: int
    ids: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """Revenue renewed / revenue due; None when none was due."""
        return self.renewed_minor / self.due_minor if self.due_minor else None

    @property
    def count_share(self) -> float | None:
        """Renewals renewed / renewals due; None when none was due."""
        return self.renewed / self.counted if self.counted else None


class Running(NamedTuple):
    """What recurs: `minor` (home currency) every `months`, from a day up to the day before another; without end for None."""

    minor: int
    months: int
    starts_on: date
    ends_on: date | None


# --- days ------------------------------------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last that the month has. Raises UserError beyond the calendar."""
    month = day.year * 12 + day.month - 1 + months
    if not 1 <= month // 12 <= 9999:
        raise UserError("This day lies beyond every calendar. Choose a shorter term.")
    last = monthrange(month // 12, month % 12 + 1)[1]
    return date(month // 12, month % 12 + 1, min(day.day, last))


def notice_on(due_on: date, notice_days: int | None) -> date | None:
    """The last day on which notice can be given, in calendar days; None without a notice period."""
    return None if notice_days is None else due_on - timedelta(days=notice_days)


def remind_day(due_on: date, notice_days: int | None) -> date:
    """When to think of it: 30 days before notice ends, or before it is due where there is none."""
    return due_on - timedelta(days=(notice_days or 0) + REMIND_DAYS)


def next_due(began_on: date, term_months: int, now: date) -> date:
    """The first end of a term after `now`, counted from the day that it began: no drift over short months."""
    terms = 1
    if now > began_on:
        passed = (now.year - began_on.year) * 12 + now.month - began_on.month
        terms = max(1, passed // term_months)
    due = add_months(began_on, terms * term_months)
    while due <= now:
        terms += 1
        due = add_months(began_on, terms * term_months)
    return due


def has_come(now: date, due_on: date, notice_days: int | None, remind_on: date | None) -> bool:
    """Whether it is time: its reminder, or the 30 days before notice ends, or the day itself has come."""
    return now >= min(day for day in (remind_on, due_on, _near(due_on, notice_days)) if day is not None)


def _near(due_on: date, notice_days: int | None) -> date | None:
    last = notice_on(due_on, notice_days)
    return None if last is None else last - timedelta(days=REMIND_DAYS)


# --- what can be -----------------------------------------------------------------------------------------------------


def check(
    due_on: date | None, term_months: int | None, notice_days: int | None, remind_on: date | None, won_on: date | None = None
) -> None:  # fmt: skip
    """Raises UserError for what no renewal can be; `won_on` is when its deal was won."""
    if due_on is None:
        raise UserError("A renewal needs a day on which it is due. Choose one.")
    if won_on is not None and due_on <= won_on:
        raise UserError(
            f"This renewal would be due on {_words(due_on)}, but its deal was won on {_words(won_on)}. Choose a later day."
        )
    if term_months is not None and not 1 <= term_months <= MOST_MONTHS:
        raise UserError(f"A term lasts 1 to {MOST_MONTHS} months, ten years at most. Change the term.")
    if notice_days is not None:
        if not 0 <= notice_days <= MOST_NOTICE:
            raise UserError(f"A notice period lasts 0 to {MOST_NOTICE:,} days. Change the notice.")
        if term_months is not None and due_on - timedelta(days=notice_days) < add_months(due_on, -term_months):
            months = "1 month" if term_months == 1 else f"{term_months} months"
            raise UserError(
                f"A notice of {notice_days:,} days is longer than the term of {months}. Change one of the two."
            )
    if remind_on is not None and remind_on > due_on:
        raise UserError(f"The reminder on {_words(remind_on)} comes after the renewal is due. Choose an earlier day.")


def state_of(kept: str, linked_kind: str | None) -> State:
    """The state of a renewal: that of the deal it became, 'open' while it is open; without one what was said by hand."""
    if linked_kind is None:
        return kept if kept in ("renewed", "lapsed") else "due"  # type: ignore[return-value]
    return {"won": "renewed", "lost": "lapsed"}.get(linked_kind, "open")  # type: ignore[return-value]


# --- what could be ---------------------------------------------------------------------------------------------------


def line_months(unit: str) -> int | None:
    """The months that one of a line's unit lasts: 1 for 'month', 12 for 'year'; None for what does not recur."""
    said = unit.strip().casefold().removeprefix("per ").removesuffix(".")
    return _LINE_MONTHS.get(said) or _LINE_MONTHS.get(said.removesuffix("s"))


def monthly_of_lines(lines: Iterable[Sold]) -> Fraction:
    """What the lines that recur are worth a month: the price of one of them over the months it lasts."""
    total = Fraction(0)
    for line in lines:
        months = line_months(line.unit)
        try:
            quantity = Fraction(Decimal(line.quantity))
        except (InvalidOperation, ValueError):
            continue
        if months is not None and quantity > 0:
            total += line.amount_minor / quantity / months
    return total


def propose(
    title: str, currency: str, began_on: date, now: date, *, amount_minor: int | None, recurring: tuple[int, int] | None = None,
    lines: Sequence[Sold] = (), term_months: int | None = None, notice_days: int | None = None,
) -> Proposal:  # fmt: skip
    """A renewal as it would follow from what began on a day: due at the end of its first term that is still to come.

    Without a term it is a year, or the least number of whole periods that makes one. The amount is what recurs in a term, else
    what the lines that recur are worth in one, else the whole amount.
    """
    term = term_months or (-(-USUAL_TERM // recurring[1]) * recurring[1] if recurring else USUAL_TERM)
    of_lines = monthly_of_lines(lines)
    worth: int | None
    if recurring is not None:
        worth, why = _whole(Fraction(recurring[0], recurring[1]) * term), "what recurs in the term"
    elif of_lines:
        worth, why = _whole(of_lines * term), "the lines that recur, for the term"
    else:
        worth, why = amount_minor, "as it was sold" if amount_minor is not None else "no amount yet"
    due = next_due(began_on, term, now)
    remind = max(min(remind_day(due, notice_days), due), began_on)
    return Proposal(next_title(title, due), due, worth, currency, term, notice_days, remind, why)


def next_title(title: str, due_on: date) -> str:
    """'Care plan 2027' of 'Care plan' or 'Care plan 2026': the year in which the next term ends up."""
    bare = _YEAR.sub("", title.strip()).removesuffix(" (copy)") or title.strip()
    return f"{bare} {due_on.year}"


# --- what was kept ---------------------------------------------------------------------------------------------------


def retention(found: Iterable[Due], now: date) -> Retention:
    """What was kept of these renewals; see `Retention` for what counts."""
    renewed = lapsed = undecided = to_come = due = kept = growth = unconverted = unpriced = 0
    ids = []
    for one in found:
        if one.state in ("due", "open") and one.due_on > now:
            to_come += 1
            continue
        ids.append(one.id)
        renewed += one.state == "renewed"
        lapsed += one.state == "lapsed"
        undecided += one.state in ("due", "open")
        if not one.converted:
            unconverted += 1
        elif one.due_minor is None:
            unpriced += 1
        else:
            due += one.due_minor
            worth = (
                (one.renewed_minor if one.renewed_minor is not None else one.due_minor) if one.state == "renewed" else 0
            )
            kept += min(worth, one.due_minor)
            growth += max(0, worth - one.due_minor)
    return Retention(
        len(ids), renewed, lapsed, undecided, to_come, due, kept, growth, unconverted, unpriced, tuple(ids)
    )


def period_of(day: date, unit: Unit) -> tuple[date, date]:
    """The first and the last day of the month, quarter or year that holds a day."""
    length = UNITS[unit]
    month = day.year * 12 + day.month - 1
    first = month - month % length
    begins = date(first // 12, first % 12 + 1, 1)
    return begins, add_months(begins, length) - timedelta(days=1)


def as_of(one: Due, stood: Sequence[Stood], day: date) -> Due:
    """A renewal as it stood at the end of a day; `stood` is how it did, the first one first, and empty when it never changed.

    Before the first change it stood as that one found it, even if it was not planned yet.
    """
    return next((each.due for each in reversed(stood) if each.on <= day), stood[0].due if stood else one)


def by_period(
    found: Iterable[Due], unit: Unit, now: date, stood: Mapping[int, Sequence[Stood]] | None = None
) -> list[tuple[date, date, Retention]]:
    """Retention of each period in which a renewal is due, the first one first.

    A period that has ended counts the renewals that were due in it when it ended, with what they were worth then: what is put
    off later was due then all the same, and is due again in the period to which it was moved. `stood` is how each renewal did.
    """
    parts: dict[tuple[date, date], list[Due]] = {}
    for one in found:
        before = (stood or {}).get(one.id, ())
        days = {one.due_on, *(each.due.due_on for each in before)}
        for first, last in {period_of(day, unit) for day in days}:
            then = as_of(one, before, last) if last < now else one
            if first <= then.due_on <= last:
                parts.setdefault((first, last), []).append(then)
    in_order = {days: sorted(due, key=lambda one: (one.due_on, one.id)) for days, due in parts.items()}
    return [(*days, retention(in_order[days], now)) for days in sorted(parts)]


def per_month(found: Iterable[Running], on: date) -> int:
    """What recurs a month on a day: the sum of amount / months of what runs then, rounded half up once, at the end."""
    by_months: dict[int, int] = {}
    for one in found:
        if runs(one, on):
            by_months[one.months] = by_months.get(one.months, 0) + one.minor
    whole = lcm(*by_months)
    return _whole(Fraction(sum(minor * (whole // months) for months, minor in by_months.items()), whole))


def runs(one: Running, on: date) -> bool:
    """Whether its term holds the day; the day on which the next one begins does not belong to it."""
    return one.starts_on <= on and (one.ends_on is None or on < one.ends_on)


def _whole(value: Fraction) -> int:
    return (value.numerator * 2 + value.denominator) // (value.denominator * 2)


def _words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

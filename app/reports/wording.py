"""How figures and days are written in a report; the same words as on screen."""

from __future__ import annotations

from datetime import date

from app.domain.money import format_money
from app.models.store import Store
from app.reports import fonts
from app.reports.figures import LONG_MONTHS, MONTHS
from app.services import settings

NONE = "–"
_BREAK = "\u200b"  # a zero-width space


def business(store: Store) -> str:
    """The name that a report stands under; empty until somebody set it."""
    return str(settings.get(store, "business_name", "")).strip()


def long_day(day: date) -> str:
    """'12 November 2026'."""
    return f"{day.day} {LONG_MONTHS[day.month - 1]} {day.year}"


def day(value: date | None, now: date) -> str:
    """'12 Nov', the year only where it is another; '–' for none."""
    if value is None:
        return NONE
    year = f" {value.year}" if value.year != now.year else ""
    return f"{value.day} {MONTHS[value.month - 1]}{year}"


def month(key: str) -> str:
    """'2026-11' as 'November 2026'."""
    return f"{LONG_MONTHS[int(key[5:7]) - 1]} {key[:4]}"


def whole(minor: int, currency: str) -> str:
    """An amount without its decimals, for what is an estimate anyway."""
    return format_money(minor, currency, cents=False)


def whole_or_none(minor: int, currency: str) -> str:
    """The same, and '–' for 0."""
    return whole(minor, currency) if minor else NONE


def hours(minutes: int | None) -> str:
    """'7.5 h'; '–' for none."""
    return NONE if minutes is None else f"{minutes / 60:,.1f}".removesuffix(".0") + " h"


def count(number: int, one: str, many: str = "") -> str:
    """'1 deal', '2 deals'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def amount(minor: int, currency: str) -> str:
    """An amount as it was agreed, with its decimals where it has some."""
    return format_money(minor, currency)


def card(label: str, value: str, note: str, tone: str = "plain") -> dict[str, str]:
    """A figure with its label and what explains it; `tone` 'plain' 'good' 'warn' 'bad'."""
    return {"label": label, "value": value, "note": note, "tone": tone}


def cut(text: str, most: int) -> str:
    """At most so many characters of the text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def breakable(text: str, room_pt: float, size_pt: float = 8.2) -> str:
    """The text with places to break in words that are wider than their column, which nothing else would break."""
    if len(text) * size_pt < room_pt:
        return text
    return " ".join(_chunks(word, room_pt, size_pt) for word in text.split())


def _chunks(word: str, room: float, size: float) -> str:
    if fonts.width(word, size) <= room:
        return word
    parts, reached = [""], 0.0
    for sign in word:
        step = fonts.width(sign, size)
        # A mark stays with what it stands on.
        if reached + step > room and step:
            parts.append("")
            reached = 0.0
        parts[-1] += sign
        reached += step
    return _BREAK.join(parts)

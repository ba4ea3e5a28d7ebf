"""Fields of a renewal: how long its term is, and how long before its end notice must be given."""

from __future__ import annotations

import re
from typing import Final

from app.base import UserError
from app.views.parts.line_field import LineField

_TERMS: Final = {
    "": 1,
    "m": 1,
    "month": 1,
    "months": 1,
    "q": 3,
    "quarter": 3,
    "quarters": 3,
    "y": 12,
    "year": 12,
    "years": 12,
}
_NOTICES: Final = {"": 1, "d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}


class TermField(LineField[int | None]):
    """Months: '12', '1 year', '2 quarters'; empty for none."""

    def display(self, value: int | None) -> str:
        return term_text(value)

    def edit_text(self, value: int | None) -> str:
        return term_text(value)

    def parse(self, text: str) -> int | None:
        return _number(text, _TERMS, "A term is so many months: 12, or 1 year")


class NoticeField(LineField[int | None]):
    """Calendar days: '30', '4 weeks'; empty for none."""

    def display(self, value: int | None) -> str:
        return notice_text(value)

    def edit_text(self, value: int | None) -> str:
        return notice_text(value)

    def parse(self, text: str) -> int | None:
        return _number(text, _NOTICES, "A notice is so many calendar days: 30, or 4 weeks")


def term_text(months: int | None) -> str:
    """'12 months'; '' for none."""
    return "" if months is None else f"{months} {'month' if months == 1 else 'months'}"


def notice_text(days: int | None) -> str:
    """'30 days'; '' for none."""
    return "" if days is None else f"{days:,} {'day' if days == 1 else 'days'}"


def _number(text: str, units: dict[str, int], help_: str) -> int | None:
    said = text.strip().casefold().replace(",", "")
    if not said:
        return None
    match = re.fullmatch(r"(\d{1,6}) ?([a-z]*)", said)
    if match is None or match[2] not in units:
        raise UserError(help_)
    return int(match[1]) * units[match[2]]

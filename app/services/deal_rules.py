"""What holds for every deal: which titles, amounts, currencies and days can be, and how deals are loaded to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.base import UserError
from app.models import records
from app.models.store import Store

MAX_TITLE = 500
MAX_MINOR = 10**15
FIRST_YEAR, LAST_YEAR = 1970, 2199
GONE = "This deal is gone; somebody deleted it. Undo brings it back."


def title(text: str) -> str:
    """Words on one line. Raises UserError when there are none, or far too many."""
    text = " ".join(text.split())
    if not text:
        raise UserError("A title needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This title has {len(text):,} characters; {MAX_TITLE} at most. Put the rest into the notes.")
    return text


def amount(minor: int | None) -> int | None:
    """Minor units, or None for not known. Raises UserError below 0 and above what can be true."""
    if minor is None or 0 <= minor <= MAX_MINOR:
        return minor
    raise UserError(
        "An amount is not negative." if minor < 0 else "This amount is too large to be true. Check its zeros."
    )


def currency(code: str) -> str:
    """Three letters. Raises UserError for anything else."""
    code = code.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise UserError(f"{code[:20] or 'Nothing'} is no currency. Write its three letters, such as EUR.")
    return code


def day(value: date | None) -> date | None:
    """A day that can be meant: a typing error gives the year 26 or 9999. Raises UserError."""
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UserError(f"The year {value.year:04d} cannot be meant. Write a day between {FIRST_YEAR} and {LAST_YEAR}.")
    return value


def load(ids: Sequence[int]) -> list[Any]:
    """The deals as they are now, in this order, each once. Inside `store.write`. Raises UserError when one is gone."""
    ids = list(dict.fromkeys(ids))
    found = {
        deal.id: deal
        for deal in records.Deal.select().where(records.Deal.id.in_(ids), records.Deal.deleted_at.is_null())
    }
    if any(i not in found for i in ids):
        raise UserError(GONE)
    return [found[i] for i in ids]


def handed_off(store: Store, ids: Sequence[int]) -> set[int]:
    """Those of the deals that have a project."""
    marks = ", ".join("?" * len(ids))
    return set(store.ids(f"SELECT deal_id FROM handoff WHERE deal_id IN ({marks})", list(ids)))

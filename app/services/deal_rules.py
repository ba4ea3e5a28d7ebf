"""What holds for every deal: which titles, amounts, currencies and days can be, and how deals are loaded to be changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, on_one_line, today
from app.domain import currency as currency_codes
from app.models import records
from app.models.store import Store

MAX_TITLE = 500
MAX_LINE, MAX_REASON, MAX_NOTES = 500, 120, 100_000
MAX_MINOR = 10**15
FIRST_YEAR, LAST_YEAR = 1970, 2199
# Bells and escapes, and what turns the direction of all that stands beside it.
_CONTROLS = re.compile(r"[\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
GONE = "This deal is gone; somebody deleted it. Undo brings it back."


def title(text: str) -> str:
    """Words on one line. Raises UserError when there are none to be seen, or far too many."""
    text = one_line(text)
    if not text:
        raise UserError("A title needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This title has {len(text):,} characters; {MAX_TITLE} at most. Put the rest into the notes.")
    return text


def one_line(text: str) -> str:
    """A text on one line; what cannot be seen, such as a bell or an escape, is taken for a blank."""
    return on_one_line(_CONTROLS.sub(" ", text))


def line(text: str, what: str) -> str:
    """A 'next step' or 'competitor' on one line, or ''. Raises UserError when it is far too long."""
    text = one_line(text)
    if len(text) > MAX_LINE:
        raise UserError(f"This {what} has {len(text):,} characters; {MAX_LINE} at most. Put the rest into the notes.")
    return text


def notes(text: str) -> str:
    """Notes as they are written. Raises UserError beyond a book's length."""
    if len(text) > MAX_NOTES:
        raise UserError(f"These notes have {len(text):,} characters; {MAX_NOTES:,} at most. Add the rest as a file.")
    return text


def words(text: str, what: str, most: int) -> str:
    """A name on one line for a 'stage', a 'product' and so on; control characters are taken for blanks.

    Raises UserError when it is empty, too long or holds a NUL.
    """
    text = one_line(text)
    if not text:
        raise UserError(f"A {what} needs a name.")
    if len(text) > most:
        raise UserError(f"The name of this {what} has {len(text):,} characters; {most} at most.")
    if "\x00" in text:
        raise UserError("This name holds a NUL character, which cannot be kept. Remove it and try again.")
    return text


def amount(minor: int | None) -> int | None:
    """Minor units, or None for not known. Raises UserError below 0 and above what can be true."""
    if minor is None or 0 <= minor <= MAX_MINOR:
        return minor
    raise UserError(
        "An amount is not negative." if minor < 0 else "This amount is too large to be true. Check its zeros."
    )


def currency(code: str, *held: str) -> str:
    """The code of a currency; one of `held`, which an older program let pass, stays. Raises UserError for what is none."""
    return code if code in held else currency_codes.checked(code)


def day(value: date | None) -> date | None:
    """A day that can be meant: a typing error gives the year 26 or 9999. Raises UserError."""
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UserError(f"The year {value.year:04d} cannot be meant. Write a day between {FIRST_YEAR} and {LAST_YEAR}.")
    return value


def created(value: date | None) -> date:
    """The day on which a deal was entered. Raises UserError for none and for one to come."""
    if day(value) is None or value is None:
        raise UserError("A deal has a day on which it was created. Undo brings back the one it had.")
    if value > today():
        raise UserError(
            f"A deal cannot be created in the future ({value.isoformat()}). Choose today or an earlier day."
        )
    return value


_POINTED = {
    "client_id": ("client", "client", " AND deleted_at IS NULL"),
    "contact_id": ("contact", "contact", " AND deleted_at IS NULL"),
    "owner_id": ("person", "person", ""),
    "source_id": ("source", "source", ""),
    "lost_reason_id": ("lost_reason", "reason", ""),
}


def pointer(store: Store, field: str, value: int | None) -> int | None:
    """The client, contact, owner, source or reason of a deal. Raises UserError when another window has removed it meanwhile."""
    table, noun, there = _POINTED[field]
    if value is not None and store.value(f"SELECT 1 FROM {table} WHERE id = ?{there}", (value,)) is None:
        raise UserError(f"This {noun} is gone; somebody deleted it. Choose another one, or undo.")
    return value


def load(ids: Sequence[int]) -> list[Any]:
    """The deals as they are now, in this order, each once. Inside `store.write`. Raises UserError when one is gone."""
    found = records.living(records.Deal, ids)
    if len(found) < len(set(ids)):
        raise UserError(GONE)
    return found


class Standing(NamedTuple):
    """What a move has to know of a deal. `closed_on` is an ISO day."""

    id: int
    title: str
    stage_id: int
    currency: str
    closed_on: str | None


def standing(store: Store, ids: Sequence[int]) -> list[Standing]:
    """As `load`, without objects: a drop reads and writes one row. Raises UserError when one is gone."""
    marks = ", ".join("?" * len(ids))
    found = {
        row[0]: Standing._make(row)
        for row in store.rows(
            f"SELECT id, title, stage_id, currency, closed_on FROM deal WHERE id IN ({marks}) AND deleted_at IS NULL",
            list(ids),
        )
    }
    if any(i not in found for i in ids):
        raise UserError(GONE)
    return [found[i] for i in ids]


def handed_off(store: Store, ids: Sequence[int]) -> set[int]:
    """Those of the deals that have a project."""
    marks = ", ".join("?" * len(ids))
    return set(store.ids(f"SELECT deal_id FROM handoff WHERE deal_id IN ({marks})", list(ids)))

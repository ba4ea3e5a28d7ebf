"""Custom fields as columns of a list, the same for every kind of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from app.services import custom_fields
from app.services.custom_fields import Field
from app.services.listing import CUSTOM, GROUPED_KINDS
from app.views.parts.rows import Col, Tone


class HasFields(Protocol):
    """A row that carries the values of its custom fields by the id of the field, and the names links lead to by value."""

    @property
    def custom(self) -> dict[int, str]:
        """The kept values."""

    @property
    def links(self) -> dict[str, str]:
        """Names of linked records."""


_WIDTHS = {"number": 88, "money": 104, "date": 104, "yes_no": 72, "choice": 120, "link": 150, "text": 150}
_RIGHT = frozenset(("number", "money", "date"))


def columns(fields: Sequence[Field]) -> list[Col[Any]]:
    """A column for each field; its key is also what the list is sorted by."""
    return [_column(field) for field in fields]


def groupings(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """The fields that rows can be grouped by."""
    return [(f"{CUSTOM}{field.id}", field.name) for field in fields if field.kind in GROUPED_KINDS]


def words(fields: Sequence[Field], key: str, value: str) -> str:
    """The words of a group by a field."""
    found = next((field for field in fields if f"{CUSTOM}{field.id}" == key), None)
    if found is None or not value:
        return f"No {found.name}" if found is not None else "Nothing"
    return custom_fields.shown(found, value)


def _column(field: Field) -> Col[Any]:
    key = f"{CUSTOM}{field.id}"
    text: Callable[[HasFields], str] = partial(_text, field)
    return Col(
        key,
        field.name,
        text,
        "right" if field.kind in _RIGHT else "left",
        _WIDTHS[field.kind],
        tone=_tone,
        sort_key=key,
        value=partial(_value, field),
        unit=partial(_unit, field) if field.kind == "money" else None,
    )


def _text(field: Field, row: HasFields) -> str:
    kept = row.custom.get(field.id, "")
    return (row.links.get(kept) or custom_fields.shown(field, kept)) if kept else ""


def _value(field: Field, row: HasFields) -> Any:
    kept = row.custom.get(field.id, "")
    if not kept:
        return None
    try:
        if field.kind == "number":
            return Decimal(kept)
        if field.kind == "date":
            return date.fromisoformat(kept)
        if field.kind == "money":
            from app.domain.custom_value import amount
            from app.domain.money import to_major

            return to_major(*amount(kept))
    except (ValueError, ArithmeticError):
        return kept
    return _text(field, row)


def _unit(field: Field, row: HasFields) -> str:
    return row.custom.get(field.id, "").rpartition(" ")[2]


def _tone(row: HasFields) -> Tone:  # noqa: ARG001 - every row
    return "second"

"""The fields of records that are merged, as they are shown side by side: the columns of clients and contacts, and fields of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.domain.duplicates import Kind
from app.domain.money import format_money
from app.models.store import Store
from app.models.tables import COLUMNS
from app.services import custom_fields, settings

TITLES: Final[dict[Kind, str]] = {"client": "name", "contact": "name", "deal": "title"}
_OWN: Final = frozenset({"id", "archived_at", "deleted_at", "created_at"})
_NAMES: Final = {
    "email": "E-mail", "phone": "Telephone", "postcode": "Postcode", "owner_id": "Owner", "parent_id": "Part of",
    "rate_minor": "Rate an hour", "external_id": "Id elsewhere",
}  # fmt: skip
_KINDS: Final = {"organisation": "Organisation", "person": "Person"}


class Field(NamedTuple):
    """One field of all of them: what each holds, the words for it, and as `Choice` says."""

    key: str
    name: str
    cells: Sequence[Any]
    words: Sequence[str]
    proposed: int | None = None
    held: bool = False
    together: str = ""


def called(kind: Kind, row: Mapping[str, Any]) -> str:
    """What a record is called."""
    return str(row[TITLES[kind]])


def columns(store: Store, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The columns that are chosen between, of clients and contacts; a label goes with what it labels."""
    found = []
    for column in COLUMNS[kind]:
        if column not in _OWN and not column.endswith("_label"):
            cells = [row[column] for row in rows]
            name = _NAMES.get(column) or column.removesuffix("_id").replace("_", " ").capitalize()
            found.append(Field(column, name, cells, _shown(store, column, cells)))
    return found


def own(store: Store, kind: Kind, ids: Sequence[int]) -> list[Field]:
    """The fields of the user's own."""
    known, found = custom_fields.values(store, kind, ids), []
    for field in custom_fields.fields(store, kind):
        cells = [known[i].get(field.id, "") for i in ids]
        titles = custom_fields.link_titles(store, [cell for cell in cells if cell]) if field.kind == "link" else {}
        words = [titles.get(cell) or (custom_fields.shown(field, cell) if cell else "") for cell in cells]
        found.append(Field(f"custom:{field.id}", field.name, cells, words))
    return found


def names_of(store: Store, table: str, ids: Sequence[int | None]) -> list[str]:
    """What the rows of `table` are called, in this order; '' for None."""
    names = dict(
        store.rows(
            f"SELECT id, name FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([i for i in ids if i]),),
        )
    )
    return [names.get(i, "") for i in ids]


def _shown(store: Store, column: str, cells: Sequence[Any]) -> list[str]:
    if column in ("owner_id", "parent_id"):
        return names_of(store, "person" if column == "owner_id" else "client", cells)
    if column == "kind":
        return [_KINDS.get(cell, cell) for cell in cells]
    if column.endswith("_minor"):
        home = settings.home_currency(store)
        return ["" if cell is None else format_money(cell, home) for cell in cells]
    return ["" if cell is None else str(cell) for cell in cells]

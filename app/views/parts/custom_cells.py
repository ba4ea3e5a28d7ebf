"""The field that edits a custom value in a cell, the same for every kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.services import custom_fields, listing
from app.views.parts.custom_values import show_value, value_field
from app.views.parts.field import Field
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


def field(
    store: Store,
    key: str,
    record_id: int,
    values: Mapping[int, str],
    links: Mapping[str, str],
    go: Callable[[str, int], object],
) -> Field[Any] | None:
    """The field for a cell of the column 'custom:12' with its value; None when the field is gone."""
    wanted = listing.custom_id(key)
    known = custom_fields.field(store, wanted) if wanted is not None else None
    if known is None:
        return None
    value = values.get(known.id, "")
    commit = partial(custom_fields.put, store, known.id, [record_id])
    if known.kind == "text" and "\n" not in value:  # one line of words is edited in one line
        line = TextField(known.name, commit)
        line.set_value(value)
        return line
    made = value_field(known, commit, lambda kept: links.get(kept, ""), go)
    show_value(made, value)
    return made

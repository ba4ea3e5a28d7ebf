"""The models by name, loaded with the first one that is used: peewee and 44 classes cost 80 ms, and a start needs none of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.base import UserError


def __getattr__(name: str) -> Any:
    from app.models import between, delivering, people, selling

    for module in (selling, delivering, between, people):
        if name in vars(module):
            return globals().setdefault(name, vars(module)[name])
    raise AttributeError(name)


def live(kind: str, record_id: int) -> Any:
    """The client, contact, deal, project or task, as an object. Raises UserError when it was deleted meanwhile."""
    found = living(__getattr__(kind.capitalize()), [record_id])
    if not found:
        raise UserError(f"This {kind} is gone; somebody deleted it. Undo brings it back.")
    return found[0]


def living(model: Any, ids: Sequence[int]) -> list[Any]:
    """The rows of a model with these ids, each once and in their order, as objects; none for what is deleted."""
    ids = list(dict.fromkeys(ids))
    rows = model.read("id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL", json.dumps(ids))
    found = {row.id: row for row in rows}
    return [found[i] for i in ids if i in found]

"""The models by name, loaded with the first one that is used: peewee and 44 classes cost 80 ms, and a start needs none of them."""

from __future__ import annotations

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
    model = __getattr__(kind.capitalize())
    found = model.get_or_none(model.id == record_id, model.deleted_at.is_null())
    if found is None:
        raise UserError(f"This {kind} is gone; somebody deleted it. Undo brings it back.")
    return found

"""Whose clients and contacts are, for many of them at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from app.base import UserError
from app.models.store import Store

Kind = Literal["client", "contact"]


def give(store: Store, kind: Kind, ids: Sequence[int], person_id: int | None) -> int:
    """Give these to a person, or to nobody; returns how many had another owner. Raises UserError when one is gone."""
    listed = json.dumps(list(dict.fromkeys(ids)))
    these = "id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
    with store.write(f"Change owner of {kind}" if len(ids) == 1 else f"Change owner of {len(ids)} {kind}s"):
        if store.value(f"SELECT count(*) FROM {kind} WHERE {these}", (listed,)) != len(set(ids)):
            raise UserError(f"One of these {kind}s is gone; somebody deleted it. Undo brings it back.")
        changed = store.execute(
            f"UPDATE {kind} SET owner_id = ? WHERE {these} AND owner_id IS NOT ?", (person_id, listed, person_id)
        )
    return int(changed)

"""What merged records were called: a later import that names one of them means the record that it was merged into.

Kept in the workspace's settings, so undoing a merge forgets it too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.models.store import Store
from app.services import settings

if TYPE_CHECKING:
    from app.domain.duplicates import Kind

_KEY = "merged_{}"


def remember(store: Store, kind: Kind, gone: Mapping[str, Any], into: int) -> None:
    """`gone`, a row with id, name and external_id, is `into` from now on. Inside `store.write`."""
    known: dict[str, dict[str, int]] = settings.get(store, _KEY.format(kind), {"name": {}, "external_id": {}})
    for words in known.values():  # what was merged into it before goes on with it
        words.update({word: into for word, record in words.items() if record == gone["id"]})
    known["name"][gone["name"].lower()] = into
    if gone["external_id"]:
        known["external_id"][gone["external_id"]] = into
    settings.put(store, _KEY.format(kind), known)


def by(store: Store, kind: Kind, field: str) -> dict[str, int]:
    """Ids of the records that live on, by the 'name' (in lower case) or 'external_id' of what was merged into them."""
    words: dict[str, int] = settings.get(store, _KEY.format(kind), {}).get(field, {})
    if not words:
        return {}
    there = set(
        store.ids(
            f"SELECT id FROM {kind} WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(words.values()))),),
        )
    )
    return {word: record for word, record in words.items() if record in there}

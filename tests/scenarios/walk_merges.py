"""Deeds of the random walk: clients and contacts merged and told apart."""

from __future__ import annotations

from app.services import duplicates, merges
from tests.scenarios.walker import LIVE, Walk


def _some(w: Walk, kind: str) -> list[int]:
    ids = w.store.ids(f"SELECT id FROM {kind} WHERE {LIVE}")
    return w.chance.sample(ids, min(len(ids), w.chance.choice((2, 2, 3))))


def merge_two(w: Walk) -> None:
    kind = w.chance.choice(duplicates.KINDS)
    ids = _some(w, kind)
    chosen = {"name": w.chance.choice(ids), "email": w.chance.choice(ids)}
    merges.merge(w.store, kind, ids, w.chance.choice(ids), chosen)


def tell_apart(w: Walk) -> None:
    kind = w.chance.choice(duplicates.KINDS)
    duplicates.tell_apart(w.store, kind, _some(w, kind))


def suggest_again(w: Walk) -> None:
    duplicates.suggest_again(w.store, w.any("not_same"))


def look_for_duplicates(w: Walk) -> None:
    for kind in duplicates.KINDS:
        for pair in duplicates.found(w.store, kind)[:3]:
            merges.compare(w.store, kind, (pair.one, pair.other))


ACTS = (merge_two, tell_apart, suggest_again, look_for_duplicates)

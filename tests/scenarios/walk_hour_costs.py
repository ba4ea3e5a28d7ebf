"""Deeds of the random walk: what an hour costs."""

from __future__ import annotations

from app.services import hour_costs
from tests.scenarios.walker import Walk


def price_hours(w: Walk) -> None:
    people = w.store.ids("SELECT id FROM person WHERE archived_at IS NULL")
    if w.chance.random() < 0.2:
        hour_costs.put(w.store, dict.fromkeys(people, -5))
    hour_costs.put(w.store, {person: w.chance.choice((None, 0, 4500, 6100)) for person in people})


ACTS = (price_hours,)

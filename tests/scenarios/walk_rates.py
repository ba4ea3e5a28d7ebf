"""Deeds of the random walk: rates of many days at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.base import today
from app.services import rates
from tests.scenarios.walker import Walk


def import_rates(w: Walk) -> None:
    first = w.chance.randrange(1, 200)
    days = range(first, first + w.chance.choice((3, 120)))
    lines = [
        (code, today() - timedelta(days=day), Decimal(w.chance.randrange(1, 2_000)) / 1_000)
        for day in days
        for code in ("SEK", "NOK")
    ]
    rates.put_many(w.store, lines, update=w.chance.random() < 0.7)


ACTS = (import_rates,)

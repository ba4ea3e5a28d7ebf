"""The workspace's own settings, and the working calendars that follow from them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from app.base import today
from app.domain.workdays import Calendar, public_holidays
from app.models.store import Store

DEFAULT_WEEK = (480, 480, 480, 480, 480, 0, 0)


def get(store: Store, key: str, default: Any = None) -> Any:
    """The value kept under `key`, or `default`."""
    text = store.value("SELECT value FROM setting WHERE key = ?", (key,))
    return default if text is None else json.loads(text)


def put(store: Store, key: str, value: Any, label: str = "Change settings") -> None:
    """Keep `value` (anything JSON holds) under `key`."""
    with store.write(label):
        store.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )


def home_currency(store: Store) -> str:
    """The ISO 4217 code in which sums are shown."""
    return str(get(store, "home_currency", "EUR"))


def calendar(store: Store, person_id: int | None = None) -> Calendar:
    """The working days of the workspace, or of one person: weekly minutes, public holidays, days off."""
    minutes: tuple[int, ...] = tuple(get(store, "week_minutes", DEFAULT_WEEK))
    country, region = str(get(store, "country", "")), str(get(store, "region", ""))
    if person_id is not None:
        own = store.row("SELECT week_minutes, country, region FROM person WHERE id = ?", (person_id,))
        if own:
            minutes = tuple(int(part) for part in own[0].split(","))
            country, region = (own[1], own[2]) if own[1] else (country, region)
    off = _days_off(store, person_id)
    if country:
        year = today().year
        off |= set(public_holidays(country, region or None, range(year - 3, year + 6)))
    return Calendar(minutes, frozenset(off))


def _days_off(store: Store, person_id: int | None) -> set[date]:
    days: set[date] = set()
    for first, last in store.rows("SELECT starts_on, ends_on FROM day_off WHERE person_id IS NULL OR person_id = ?", (person_id,)):
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return days

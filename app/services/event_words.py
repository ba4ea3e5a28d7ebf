"""What an event of a deal's history says in people's words: 'Amount €36,000 → €38,400', 'Qualified → Proposal'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.base import today
from app.domain.money import format_money
from app.models.store import Store

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABELS: Final = {"expected_close": "Closes", "closed": "Closed", "forecast": "Forecast", "title": "Title"}
_CATEGORIES: Final = {"pipeline": "Pipeline", "best_case": "Best case", "commit": "Commit", "omitted": "Omitted"}
# Fields that follow another one of the same action and add nothing to its words.
_FOLLOWS: Final = {"closed": "stage", "on_hold": "stage", "deleted": "merged"}
_ICONS: Final = ("deleted", "created", "stage")


class Event(NamedTuple):
    """A row of a deal's history; `currency` is the one its amounts were in at that time."""

    id: int
    deal_id: int
    field: str
    old: str | None
    new: str | None
    currency: str


class Names(NamedTuple):
    """What the ids in a history stand for."""

    stages: dict[str, str]
    people: dict[str, str]
    clients: dict[str, str]
    deals: dict[str, str]


def names(store: Store, events: Iterable[Event]) -> Names:
    """The names that these events need: every stage and person, and the clients and deals that they speak of."""
    meant: dict[str, set[str]] = {"client": set(), "merged": set()}
    for event in events:
        if event.field in meant:
            meant[event.field] |= {value for value in (event.old, event.new) if value}
    return Names(
        {str(i): name for i, name in store.rows("SELECT id, name FROM stage")},
        {str(i): name for i, name in store.rows("SELECT id, name FROM person")},
        _named(store, "client", "name", meant["client"]),
        _named(store, "deal", "title", meant["merged"]),
    )


def _named(store: Store, table: str, column: str, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    found = store.rows(f"SELECT id, {column} FROM {table} WHERE id IN ({marks})", sorted(ids))
    return {str(i): name for i, name in found}


def told(events: Sequence[Event], known: Names) -> tuple[str, str]:
    """The icon and the words of what one action did to one deal, its events in their order; a move stands first."""
    fields = {event.field for event in events}
    spoken = [event for event in events if _FOLLOWS.get(event.field) not in fields] or list(events)
    spoken.sort(key=lambda event: event.field not in (*_ICONS, "merged"))
    words = list(dict.fromkeys(words_of(event, known) for event in spoken))
    icon = next((kind for kind in _ICONS if kind in fields), "edit")
    return icon, ", ".join(words)


def words_of(event: Event, known: Names) -> str:
    """One event in words."""
    field, old, new = event.field, event.old, event.new
    if field == "created":
        return "Created"
    if field == "deleted":
        return "Deleted" if new else "Brought back"
    if field == "merged":
        return f"Merged into “{known.deals.get(new or '', 'a deal that is gone')}”"
    if field == "on_hold":
        return "Put on hold" if new == "1" else "Off hold"
    if field == "stage":
        after = known.stages.get(new or "", "a stage that is gone")
        return f"{known.stages.get(old, 'a stage that is gone')} → {after}" if old else f"→ {after}"
    label = _LABELS.get(field, field.replace("_", " ").capitalize())
    before, after = (_value(field, value, event.currency, known) for value in (old, new))
    return f"{label} {before} → {after}"


def _value(field: str, value: str | None, currency: str, known: Names) -> str:
    if value is None or value == "":
        return {"probability": "from the stage", "forecast": "from the stage"}.get(field, "none")
    if field == "amount":
        return format_money(int(value), currency)
    if field == "probability":
        return f"{value}%"
    if field == "owner":
        return known.people.get(value, "somebody who is gone")
    if field == "client":
        return known.clients.get(value, "a client that is gone")
    if field == "forecast":
        return _CATEGORIES.get(value, value)
    if field in ("expected_close", "closed"):
        return day_words(date.fromisoformat(value))
    return f"“{value}”" if field == "title" else value


def day_words(day: date) -> str:
    """'18 Dec', with the year when it is another."""
    year = "" if day.year == today().year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"

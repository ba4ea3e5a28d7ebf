"""Clients, contacts and deals that may be one and the same: which pairs are suggested, and what the user said of them.

The rules stand in `domain/duplicates.py` and `deal_duplicates.py`, the merging in `merges.py`. Nothing is merged unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.base import UserError, moment_text, utc_now
from app.domain import deal_duplicates
from app.domain import duplicates as rules
from app.domain.deal_duplicates import Facts
from app.domain.duplicates import Kind, Pair, Who
from app.domain.money import format_money
from app.models.store import Store
from app.services import search
from app.services.event_words import day_words
from app.services.merge_fields import TITLES

KINDS: Final[tuple[Kind, ...]] = ("client", "contact", "deal")
_THERE: Final = "deleted_at IS NULL AND archived_at IS NULL"
# What was renewed, and the deal that renews it.
_RENEWED: Final = "SELECT deal_id, renewed_deal_id FROM renewal WHERE deal_id <> renewed_deal_id"
_CHANNELS: Final = {"email": "emails", "phone": "phones", "url": "sites"}


class Side(NamedTuple):
    """One of a pair: its name, and what tells it from its namesake."""

    id: int
    name: str
    detail: str


class Told(NamedTuple):
    """A pair of which the user has said that they are two."""

    id: int
    kind: Kind
    one: Side
    other: Side


def found(store: Store, kind: Kind, check: Callable[[int, int], None] | None = None) -> list[Pair]:
    """The pairs that may be one and were not told apart, the likeliest first; for a background job (10,000 clients: about 2 s).

    `check(done, total)` is called on the way and may raise to stop.
    """
    two = apart(store, kind)
    if kind == "deal":
        two |= {(min(pair), max(pair)) for pair in store.rows(_RENEWED)}
        looked = deal_duplicates.pairs(_deals(store), check)
    else:
        looked = rules.pairs(kind, everyone(store, kind), check)
    return [pair for pair in looked if (pair.one, pair.other) not in two]


def _deals(store: Store) -> Iterator[Facts]:
    """All deals as they are compared."""
    for deal, title, client, minor, currency, closes, project in store.rows(
        "SELECT d.id, d.title, d.client_id, d.amount_minor, d.currency, ifnull(d.closed_on, d.expected_close_on), "
        f"EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = d.id) FROM deal d WHERE {_THERE} ORDER BY d.id"
    ):
        yield Facts(deal, title, client, minor, currency, date.fromisoformat(closes) if closes else None, bool(project))


def everyone(store: Store, kind: Kind) -> list[Who]:
    """All clients or contacts as they are compared, further e-mails and numbers included."""
    more: dict[int, dict[str, list[str]]] = {}
    for record, channel, value in store.rows(
        f"SELECT {kind}_id, kind, value FROM channel WHERE {kind}_id IS NOT NULL AND kind <> 'address'"
    ):
        more.setdefault(record, {}).setdefault(_CHANNELS[channel], []).append(value)
    near: dict[int, set[int]] = {}
    if kind == "contact":
        for contact, client in store.rows("SELECT contact_id, client_id FROM client_contact"):
            near.setdefault(contact, set()).add(client)
    site, place = ("website", "city") if kind == "client" else ("''", "''")
    people = []
    for record, name, email, phone, web, town in store.rows(
        f"SELECT id, name, email, phone, {site}, {place} FROM {kind} WHERE {_THERE} ORDER BY id"
    ):
        own = {"emails": email, "phones": phone, "sites": web}
        further = more.get(record, {})
        ways = {
            word: tuple(text for text in (first, *further.get(word, ())) if text.strip()) for word, first in own.items()
        }
        people.append(
            Who(record, name, ways["emails"], ways["phones"], ways["sites"], frozenset(near.get(record, ())), town)
        )
    return people


def sides(store: Store, kind: Kind, ids: Sequence[int]) -> dict[int, Side]:
    """Name and detail of each: 'Sampletown, info@acme.example, 3 deals'. What is gone is left out."""
    wanted = json.dumps(sorted(set(ids)))
    if kind == "client":
        rows = store.rows(
            "SELECT c.id, c.name, c.city, c.email, "
            "(SELECT count(*) FROM deal d WHERE d.client_id = c.id AND d.deleted_at IS NULL) FROM client c "
            "WHERE c.deleted_at IS NULL AND c.id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        return {i: Side(i, name, _joined(city, mail, _counted(deals))) for i, name, city, mail, deals in rows}
    if kind == "deal":
        rows = store.rows(
            "SELECT d.id, d.title, ifnull(c.name, ''), d.amount_minor, d.currency, s.name, ifnull(d.closed_on, d.expected_close_on) "
            "FROM deal d JOIN stage s ON s.id = d.stage_id LEFT JOIN client c ON c.id = d.client_id "
            "WHERE d.deleted_at IS NULL AND d.id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        return {
            i: Side(
                i, title,
                _joined(
                    client, "" if minor is None else format_money(minor, currency), stage,
                    day_words(date.fromisoformat(closes)) if closes else "",
                ),
            )
            for i, title, client, minor, currency, stage, closes in rows
        }  # fmt: skip
    rows = store.rows(
        "SELECT x.id, x.name, x.email, (SELECT group_concat(c.name, ', ') FROM client_contact k JOIN client c ON c.id = k.client_id "
        "WHERE k.contact_id = x.id AND c.deleted_at IS NULL) FROM contact x "
        "WHERE x.deleted_at IS NULL AND x.id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    return {i: Side(i, name, _joined(at or "", mail)) for i, name, mail, at in rows}


def apart(store: Store, kind: Kind) -> set[tuple[int, int]]:
    """The pairs that were told apart, the lower id first."""
    return {(one, other) for one, other in store.rows("SELECT one_id, other_id FROM not_same WHERE kind = ?", (kind,))}


def there(store: Store, kind: Kind, ids: Sequence[int]) -> set[int]:
    """Which of these are neither deleted nor merged."""
    wanted = json.dumps(list(ids))
    return set(store.ids(f"SELECT id FROM {kind} WHERE {_THERE} AND id IN (SELECT value FROM json_each(?))", (wanted,)))


def known(store: Store, kind: Kind) -> list[tuple[int, str]]:
    """Id and name of everybody, for `nearly` while somebody types."""
    found = [(i, name) for i, name in store.rows(f"SELECT id, {TITLES[kind]} FROM {kind} WHERE {_THERE}")]
    for _, name in found:
        rules.plain_words(name)  # kept from now on, so that the first letter typed is as quick as the second
    return found


def nearly(store: Store, kind: Kind, typed: str, among: Sequence[tuple[int, str]], limit: int = 3) -> list[Side]:
    """Whom of `among` somebody typing `typed` may mean, the likeliest first."""
    ids = rules.nearly(typed, among, limit)
    here = sides(store, kind, ids) if ids else {}
    return [here[i] for i in ids if i in here]


def others(store: Store, kind: Kind, record_id: int, typed: str, limit: int = 20) -> list[Side]:
    """Whom a record may be merged with: those in which every typed word begins a word, the newest first.

    A deal is also found by its client. With nothing typed, those with a word of its name, or the other deals of its client.
    """
    words = search.fts_query(typed)
    if words:
        found = f"id IN ({search.matching(kind)})"
        if kind == "deal":
            found += f" OR client_id IN ({search.matching('client')})"
    elif kind == "deal":
        found = "client_id = (SELECT client_id FROM deal WHERE id = :me)"
    else:
        name = str(store.value(f"SELECT name FROM {kind} WHERE id = ?", (record_id,), ""))
        words = " OR ".join(search.fts_query(word) for word in rules.plain_words(name) if len(word) > 3)
        found = f"id IN ({search.matching(kind)})" if words else "0"
    ids = store.ids(
        f"SELECT id FROM {kind} WHERE {_THERE} AND id <> :me AND ({found}) ORDER BY id DESC LIMIT :limit",
        {"me": record_id, "words": words, "limit": limit},
    )
    here = sides(store, kind, ids)
    return [here[i] for i in ids if i in here]


# --- told apart ---------------------------------------------------------------------------------------------------------


def told_apart(store: Store) -> list[Told]:
    """The pairs that were told apart, the last one first; those of which one is gone are left out."""
    rows = store.rows("SELECT id, kind, one_id, other_id FROM not_same ORDER BY id DESC")
    here = {
        kind: sides(store, kind, [i for _, of_kind, *pair in rows if of_kind == kind for i in pair]) for kind in KINDS
    }
    return [
        Told(row, kind, here[kind][one], here[kind][other])
        for row, kind, one, other in rows
        if one in here[kind] and other in here[kind]
    ]


def tell_apart(store: Store, kind: Kind, ids: Sequence[int]) -> None:
    """These are not the same; they are not suggested again. Raises UserError for fewer than two."""
    members = sorted(set(ids))
    if len(members) < 2:
        raise UserError("Choose two records to tell them apart.")
    with store.write("Tell apart"):
        now = moment_text(utc_now())
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                store.execute(
                    "INSERT OR IGNORE INTO not_same (kind, one_id, other_id, at) VALUES (?, ?, ?, ?)",
                    (kind, one, other, now),
                )


def suggest_again(store: Store, told_id: int) -> None:
    """Take back that a pair is not the same."""
    with store.write("Suggest pair again"):
        store.execute("DELETE FROM not_same WHERE id = ?", (told_id,))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _counted(count: int) -> str:
    return "" if not count else "1 deal" if count == 1 else f"{count:,} deals"

"""One contact, whole: the clients it speaks for, each with a role, and the deals it decides about."""

from __future__ import annotations

from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import clients


class Place(NamedTuple):
    """A client that a contact speaks for."""

    client_id: int
    client: str
    role: str
    is_main: bool
    decides: bool


class ContactDetail(NamedTuple):
    """What the inspector shows. `deals` are (id, title, amount in minor units, currency, stage, kind of stage)."""

    id: int
    name: str
    owner_id: int | None
    notes: str
    external_id: str
    places: list[Place]
    deals: list[tuple[int, str, int | None, str, str, str]]


def detail(store: Store, contact_id: int) -> ContactDetail | None:
    """One contact; None when it is gone."""
    row = store.row(
        "SELECT id, name, owner_id, notes, external_id FROM contact WHERE id = ? AND deleted_at IS NULL", (contact_id,)
    )
    if row is None:
        return None
    deals = store.rows(
        "SELECT d.id, d.title, d.amount_minor, d.currency, s.name, s.kind FROM deal d JOIN stage s ON s.id = d.stage_id "
        "WHERE d.contact_id = ? AND d.deleted_at IS NULL ORDER BY s.kind <> 'open', ifnull(d.closed_on, d.created_on) DESC, d.id",
        (contact_id,),
    )
    return ContactDetail._make((*row, places(store, contact_id), deals))


def places(store: Store, contact_id: int) -> list[Place]:
    """The clients that a contact speaks for, by name."""
    return [
        Place(client, name, role, bool(main), bool(decides))
        for client, name, role, main, decides in store.rows(
            "SELECT c.id, c.name, k.role, k.is_main, k.decides FROM client_contact k JOIN client c ON c.id = k.client_id "
            "WHERE k.contact_id = ? AND c.deleted_at IS NULL ORDER BY c.name COLLATE NOCASE, c.id",
            (contact_id,),
        )
    ]


def unlink(store: Store, client_id: int, contact_id: int) -> None:
    """A contact speaks for this client no more; where it was the main one, who decides there or comes next takes its place.

    Raises UserError when it does not speak for the client.
    """
    with store.write("Take contact off client"):
        known = {row.id: row for row in clients.contacts_of(store, client_id)}
        if contact_id not in known:
            raise UserError("This contact does not speak for the client any more. Undo brings it back.")
        store.execute("DELETE FROM client_contact WHERE client_id = ? AND contact_id = ?", (client_id, contact_id))
        following = next((i for i in known if i != contact_id), None)
        if known[contact_id].is_main and following is not None:
            clients.change_contact(store, following, "is_main", True, client_id=client_id)


def delete(store: Store, ids: list[int]) -> None:
    """Take contacts out of every view; their deals keep their history."""
    with store.write("Delete contact" if len(ids) == 1 else f"Delete {len(ids)} contacts"):
        for contact in ids:
            clients.delete_contact(store, contact)


def find(store: Store, text: str, limit: int = 40) -> list[tuple[int, str, str]]:
    """Contacts in which every word of `text` begins some word, the newest first, as (id, name, client or e-mail)."""
    from app.services import search

    words = search.fts_query(text)
    number = search.KINDS.index("contact")
    which = (
        f"x.id IN (SELECT rowid / 8 FROM search WHERE search MATCH :words AND rowid % 8 = {number} ORDER BY rowid DESC LIMIT :limit)"
        if words
        else "1"
    )
    found = store.rows(
        "SELECT x.id, x.name, ifnull((SELECT c.name FROM client_contact k JOIN client c ON c.id = k.client_id "
        "WHERE k.contact_id = x.id AND c.deleted_at IS NULL ORDER BY k.id LIMIT 1), x.email) FROM contact x "
        f"WHERE x.deleted_at IS NULL AND {which} ORDER BY x.id DESC LIMIT :limit",
        {"words": words, "limit": limit},
    )
    return [(i, name, where) for i, name, where in found]

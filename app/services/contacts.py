"""One contact, whole: the clients it speaks for, each with a role, and the deals it decides about."""

from __future__ import annotations

import json
from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import clients, name_find


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
    """Contacts whose name holds every word of `text`, the best first (see `domain/finding.py`), then those whose e-mail or telephone
    has them; before one types, the newest. As (id, name, client or e-mail)."""
    from app.services import search

    ids = [i for i, _ in name_find.found(store, "contact", text, limit, where="deleted_at IS NULL")]
    words = search.fts_query(text)
    if words:
        ids += store.ids(
            f"{search.matching('contact')} ORDER BY rowid DESC LIMIT :limit", {"words": words, "limit": limit}
        )
    elif not text.strip():
        ids = store.ids("SELECT id FROM contact WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ?", (limit,))
    ids = list(dict.fromkeys(ids))[:limit]
    found = {
        row: (row, name, where)
        for row, name, where in store.rows(
            "SELECT x.id, x.name, ifnull((SELECT c.name FROM client_contact k JOIN client c ON c.id = k.client_id "
            "WHERE k.contact_id = x.id AND c.deleted_at IS NULL ORDER BY k.id LIMIT 1), x.email) FROM contact x "
            "WHERE x.deleted_at IS NULL AND x.id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
    }
    return [found[i] for i in ids if i in found]

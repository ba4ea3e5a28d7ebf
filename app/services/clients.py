"""Clients (organisations, or people who buy for themselves) and the contacts who speak for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_text, on_one_line, utc_now
from app.domain import currency
from app.models import records
from app.models.store import Store
from app.services import currencies, name_find, people, project_states

MAX_NAME = 500
MAX_TEXT = 100_000
FIELDS = frozenset(
    [
        "name",
        "kind",
        "website",
        "email",
        "phone",
        "street",
        "city",
        "postcode",
        "country",
        "currency",
        "owner_id",
        "notes",
        "external_id",
    ]
)
CONTACT_FIELDS = frozenset(["name", "email", "phone", "notes", "external_id", "owner_id"])


class ClientRow(NamedTuple):
    """A client in a list; money in minor units of the home currency."""

    id: int
    name: str
    kind: str
    email: str
    phone: str
    city: str
    country: str
    owner_initials: str
    contacts: int
    open_deals: int
    open_minor: int
    won_deals: int
    won_minor: int
    projects: int
    unconverted: int


class ContactRow(NamedTuple):
    """A contact with the role it has at one client."""

    id: int
    name: str
    email: str
    phone: str
    role: str
    is_main: bool
    decides: bool
    client_id: int | None
    client: str | None


class ClientDetail(NamedTuple):
    """One client, whole."""

    id: int
    name: str
    kind: str
    website: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    currency: str
    owner_id: int | None
    owner: str | None
    notes: str
    external_id: str
    rate_minor: int | None  # of an hour, in the client's currency
    row: ClientRow
    contacts: list[ContactRow]
    deals: list[tuple[int, str, int | None, str, str, str]]  # id, title, amount_minor, currency, stage, stage kind
    projects: list[tuple[int, str, str]]  # id, name, status


def rows(store: Store, ids: Sequence[int]) -> list[ClientRow]:
    """The clients `ids`, in their order."""
    marks = ", ".join("?" * len(ids))
    rates = currencies.rates(store)
    sums: dict[int, dict[str, list[int]]] = {}
    for client, kind, code, frozen, count, amount in store.rows(
        "SELECT d.client_id, s.kind, d.currency, d.closed_rate, count(*), ifnull(sum(d.amount_minor), 0) FROM deal d "
        f"JOIN stage s ON s.id = d.stage_id WHERE d.client_id IN ({marks}) AND d.deleted_at IS NULL GROUP BY 1, 2, 3, 4",
        ids,
    ):
        cell = sums.setdefault(client, {}).setdefault(kind, [0, 0, 0])
        home = rates.finely(amount, code, frozen)
        cell[0] += count
        cell[1] += home or 0
        cell[2] += count if home is None else 0
    found = {}
    for row in store.rows(
        "SELECT c.id, c.name, c.kind, c.email, c.phone, c.city, c.country, ifnull(o.initials, ''), "
        "(SELECT count(*) FROM client_contact k JOIN contact x ON x.id = k.contact_id WHERE k.client_id = c.id AND x.deleted_at IS NULL), "
        "(SELECT count(*) FROM project p WHERE p.client_id = c.id AND p.deleted_at IS NULL) "
        f"FROM client c LEFT JOIN person o ON o.id = c.owner_id WHERE c.id IN ({marks})",
        ids,
    ):
        mine = sums.get(row[0], {})
        open_, won = mine.get("open", [0, 0, 0]), mine.get("won", [0, 0, 0])
        found[row[0]] = ClientRow._make(
            (*row[:9], open_[0], currencies.rounded(open_[1]), won[0], currencies.rounded(won[1]), row[9], open_[2] + won[2])
        )  # fmt: skip
    return [found[i] for i in ids if i in found]


def detail(store: Store, client_id: int) -> ClientDetail | None:
    """Everything about one client; None when it is gone."""
    row = store.row(
        "SELECT c.id, c.name, c.kind, c.website, c.email, c.phone, c.street, c.city, c.postcode, c.country, c.currency, c.owner_id, "
        "o.name, c.notes, c.external_id, c.rate_minor FROM client c LEFT JOIN person o ON o.id = c.owner_id WHERE c.id = ? AND c.deleted_at IS NULL",
        (client_id,),
    )
    if row is None:
        return None
    deals = store.rows(
        "SELECT d.id, d.title, d.amount_minor, d.currency, s.name, s.kind FROM deal d JOIN stage s ON s.id = d.stage_id "
        "WHERE d.client_id = ? AND d.deleted_at IS NULL ORDER BY s.kind <> 'open', ifnull(d.closed_on, d.created_on) DESC, d.id",
        (client_id,),
    )
    projects = store.rows(
        "SELECT id, name, status FROM project WHERE client_id = ? AND deleted_at IS NULL ORDER BY id DESC", (client_id,)
    )
    return ClientDetail._make((*row, rows(store, [client_id])[0], contacts_of(store, client_id), deals, projects))


def contacts_of(store: Store, client_id: int) -> list[ContactRow]:
    """The contacts of a client, the main one first."""
    return [
        ContactRow._make((*row[:5], bool(row[5]), bool(row[6]), *row[7:]))
        for row in store.rows(
            "SELECT x.id, x.name, x.email, x.phone, k.role, k.is_main, k.decides, c.id, c.name FROM client_contact k "
            "JOIN contact x ON x.id = k.contact_id JOIN client c ON c.id = k.client_id "
            "WHERE k.client_id = ? AND x.deleted_at IS NULL ORDER BY k.is_main DESC, k.decides DESC, x.name COLLATE NOCASE",
            (client_id,),
        )
    ]


def clients_of_contact(store: Store, contact_id: int) -> list[int]:
    """The clients that a contact speaks for."""
    return store.ids(
        "SELECT k.client_id FROM client_contact k JOIN client c ON c.id = k.client_id WHERE k.contact_id = ? AND c.deleted_at IS NULL",
        (contact_id,),
    )


def find(store: Store, typed: str, limit: int = 40) -> list[tuple[int, str]]:
    """Clients whose name holds every typed word, the best first (see `domain/finding.py`); before one types, those used last."""
    if typed.strip():
        return name_find.found(store, "client", typed, limit, where=_THERE)
    found = store.rows(_USED_LAST, (min(limit, _LAST_USED),))
    found += store.rows(
        f"SELECT id, name FROM client WHERE {_THERE} ORDER BY name COLLATE NOCASE, id LIMIT ?", (limit,)
    )
    return [(row[0], row[1]) for row in dict.fromkeys(found)][:limit]


def named(store: Store, name: str) -> tuple[int, str] | None:
    """The client of this name, case and spaces aside; of several the first one."""
    from app.domain.quick_lead import fold  # with all that a lead looks like: a start needs none of it

    wanted = fold(name)
    return next((one for one in find(store, name) if fold(one[1]) == wanted), None) if wanted else None


def name_of(store: Store, client_id: int) -> str | None:
    """The name of a client, and of one that was deleted; None where there was none."""
    name: str | None = store.value("SELECT name FROM client WHERE id = ?", (client_id,))
    return name


def add(store: Store, name: str, *, kind: str = "organisation", email: str = "", phone: str = "") -> int:
    """A new client; raises UserError for an empty name. Two clients may share a name."""
    with store.write("Add client"):
        client = records.Client.create(
            name=_name(name), kind=kind, email=email.strip(), phone=phone.strip(), owner=people.me(store).id
        )
    return int(client.id)


def find_or_add(store: Store, name: str) -> int:
    """The client of this name (case ignored), else the one into which a client of this name was merged, else a new one."""
    known = store.value(
        "SELECT id FROM client WHERE name = ? COLLATE NOCASE AND deleted_at IS NULL ORDER BY id", (_name(name),)
    )
    if known is None:
        from app.services import merged_names

        known = merged_names.by(store, "client", "name").get(_name(name).lower())
    return int(known) if known else add(store, name)


def change(store: Store, client_id: int, field: str, value: Any) -> None:
    """Change one field of a client; raises UserError when the value cannot be."""
    if field not in FIELDS:
        raise ValueError(field)
    with store.write(f"Change {field.removesuffix('_id').replace('_', ' ')} of client"):
        client = records.live("client", client_id)
        setattr(client, field, _checked(field, value))
        client.save()


class Held(NamedTuple):
    """What is open with clients, and loses its client when they are deleted."""

    deals: int
    projects: int


def held(store: Store, ids: Sequence[int]) -> Held:
    """How many open deals and projects these clients have."""
    which = {"ids": json.dumps(list(ids))}
    return Held(*(store.value(f"SELECT count(*) FROM {table} WHERE {where}", which) for table, where in _HELD.items()))


def delete(store: Store, ids: Sequence[int]) -> Held:
    """Take clients out of every view. Open deals and projects stay, without a client; what is closed keeps its name.

    Returns what was open with them. Their contacts stay as well; undo brings all back.
    """
    which = {"ids": json.dumps(list(ids))}
    with store.write("Delete client" if len(ids) == 1 else f"Delete {len(ids)} clients"):
        found = held(store, ids)
        for table, where in _HELD.items():
            store.execute(f"UPDATE {table} SET client_id = NULL WHERE {where}", which)
        store.execute(
            "UPDATE client SET deleted_at = :now WHERE id IN (SELECT value FROM json_each(:ids)) AND deleted_at IS NULL",
            {**which, "now": moment_text(utc_now())},
        )
    return found


_THERE: Final = "deleted_at IS NULL AND archived_at IS NULL"
_LAST_USED: Final = 8
# A client is used when a deal or a project is entered for it.
_USED_LAST: Final = (
    "WITH used(id, at) AS ("
    + " UNION ALL ".join(
        f"SELECT * FROM (SELECT client_id, created_at FROM {table} WHERE client_id IS NOT NULL AND deleted_at IS NULL "
        "ORDER BY id DESC LIMIT 50)"
        for table in ("deal", "project")
    )
    + f") SELECT id, name FROM client JOIN (SELECT id, max(at) AS at FROM used GROUP BY id) USING (id) WHERE {_THERE} "
    "ORDER BY at DESC, name COLLATE NOCASE, id LIMIT ?"
)
_OF: Final = "client_id IN (SELECT value FROM json_each(:ids)) AND deleted_at IS NULL"
_HELD: Final = {
    "deal": f"{_OF} AND stage_id IN (SELECT id FROM stage WHERE kind = 'open')",
    "project": f"{_OF} AND status IN {project_states.OPEN}",
}


def add_contact(
    store: Store, name: str, *, client_id: int | None = None, email: str = "", phone: str = "", role: str = ""
) -> int:
    """A new contact, at a client when one is given; the first contact of a client is its main one."""
    with store.write("Add contact"):
        contact = records.Contact.create(
            name=_name(name), email=email.strip(), phone=phone.strip(), owner=people.me(store).id
        )
        if client_id is not None:
            link_contact(store, client_id, contact.id, role)
    return int(contact.id)


def link_contact(store: Store, client_id: int, contact_id: int, role: str = "") -> None:
    """Let a contact speak for one more client; linking twice changes the role."""
    with store.write("Link contact"):
        records.live("client", client_id)
        first = not contacts_of(store, client_id)
        known = records.ClientContact.get_or_none(
            records.ClientContact.client == client_id, records.ClientContact.contact == contact_id
        )
        if known:
            known.role = role.strip()
            known.save()
        else:
            records.ClientContact.create(client=client_id, contact=contact_id, role=role.strip(), is_main=first)


def change_contact(store: Store, contact_id: int, field: str, value: Any, *, client_id: int | None = None) -> None:
    """Change one field of a contact; 'role', 'is_main' and 'decides' belong to its place at `client_id`."""
    with store.write(f"Change {field.replace('_', ' ')} of contact"):
        if field in ("role", "is_main", "decides"):
            if field == "is_main" and value:
                records.ClientContact.update(is_main=False).where(records.ClientContact.client == client_id).execute()
            place = records.ClientContact.get_or_none(
                records.ClientContact.client == client_id, records.ClientContact.contact == contact_id
            )
            if place is None:
                raise UserError("This contact no longer speaks for this client. Undo brings it back.")
            setattr(place, field, value)
            place.save()
            return
        if field not in CONTACT_FIELDS:
            raise ValueError(field)
        contact = records.live("contact", contact_id)
        setattr(contact, field, _checked(field, value))
        contact.save()


def delete_contact(store: Store, contact_id: int) -> None:
    """Take a contact out of every view; its deals keep their history."""
    with store.write("Delete contact"):
        records.Contact.update(deleted_at=utc_now()).where(records.Contact.id == contact_id).execute()


def _checked(field: str, value: Any) -> Any:
    if field == "name":
        return _name(value)
    if field == "kind" and value not in ("organisation", "person"):
        raise ValueError(value)
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise UserError(f"This {field} has {len(value):,} characters; {MAX_TEXT:,} at most. Keep the rest in a file.")
    if field == "currency" and value.strip():
        return currency.checked(value)
    return value.strip() if isinstance(value, str) and field != "notes" else value


def _name(text: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError("A name needs at least one letter.")
    if len(text) > MAX_NAME:
        raise UserError(f"This name has {len(text):,} characters; {MAX_NAME} at most. Put the rest into the notes.")
    return text

"""A lead kept in one go: its client and contact found or made, its deal in the first stage, all of it one Undo.

names = learn(store)                    once, in the background: it reads every name
draft = understand(names, text, ...)    as often as one types
save(store, draft, stage_id)
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from app.base import UserError
from app.domain import quick_lead
from app.domain.money import to_minor
from app.domain.quick_lead import Known, Lead, fold
from app.models.store import Store
from app.services import clients, deals

_FILLED = ("email", "phone")


class Names(NamedTuple):
    """Who is known, by folded name and by e-mail: clients as (id, name), contacts as (id, name, ids of their clients)."""

    clients: dict[str, tuple[int, str]]
    contacts: dict[str, list[tuple[int, str, tuple[int, ...]]]]
    contact_mails: dict[str, tuple[int, str, tuple[int, ...]]]
    client_mails: dict[str, tuple[int, str]]
    client_names: dict[int, str]
    known: Known


NOBODY: Final = Names({}, {}, {}, {}, {}, Known())


class Draft(NamedTuple):
    """What will be kept. A client or contact is an id, or the name of a new one; `person`: a new client who is a person.

    `amount_minor` in minor units of `currency`, None when none was named.
    """

    title: str = ""
    client: int | str | None = None
    contact: int | str | None = None
    email: str = ""
    phone: str = ""
    website: str = ""
    amount_minor: int | None = None
    currency: str = ""
    closes: date | None = None
    notes: str = ""
    person: bool = False


def learn(store: Store) -> Names:
    """Every name there is; from any thread."""
    found = [
        (row[0], row[1], row[2])
        for row in store.rows(
            "SELECT id, name, email FROM client WHERE deleted_at IS NULL AND archived_at IS NULL ORDER BY id DESC"
        )
    ]
    people: dict[int, tuple[str, str, list[int]]] = {}
    for contact, name, email, client in store.rows(
        "SELECT x.id, x.name, x.email, k.client_id FROM contact x LEFT JOIN client_contact k ON k.contact_id = x.id "
        "WHERE x.deleted_at IS NULL ORDER BY x.id, k.is_main DESC"
    ):
        people.setdefault(contact, (name, email, []))[2].extend([client] if client is not None else [])
    rows = [(contact, name, tuple(at)) for contact, (name, _, at) in people.items()]
    contacts: dict[str, list[tuple[int, str, tuple[int, ...]]]] = {}
    for row in rows:
        contacts.setdefault(fold(row[1]), []).append(row)
    by_name = {fold(name): (client, name) for client, name, _ in found}
    return Names(
        clients=by_name,
        contacts=contacts,
        contact_mails={fold(people[row[0]][1]): row for row in reversed(rows) if people[row[0]][1]},
        client_mails={fold(email): (client, name) for client, name, email in found if email},
        client_names={client: name for client, name, _ in found},
        known=Known(frozenset(by_name), frozenset(contacts)),
    )


def understand(names: Names, text: str, *, today: date, home: str, month_first: bool = False) -> Draft:
    """What a line or a pasted signature says, those who are known found in it. `home` is the home currency. Never raises."""
    lead = quick_lead.parse(text, today=today, home=home, month_first=month_first, known=names.known)
    client, contact = _who(names, lead)
    person = client is None and isinstance(contact, str)
    if person:
        client, contact = contact, None
    currency = lead.currency or home
    try:
        amount = None if lead.amount is None else to_minor(lead.amount, currency)
    except UserError:
        amount = None
    who = (
        lead.contact
        or lead.client
        or (names.client_names.get(client, "") if isinstance(client, int) else "")
        or lead.email
    )
    title = lead.title[:1].upper() + lead.title[1:] if lead.title else f"Enquiry from {who}" if who else ""
    return Draft(
        title=title[:400], client=client, contact=contact, email=lead.email, phone=lead.phone, website=lead.website, amount_minor=amount,
        currency=currency, closes=lead.closes, notes="\n".join(lead.rest), person=person,
    )  # fmt: skip


def save(store: Store, draft: Draft, stage_id: int | None = None) -> int:
    """Keep the draft as a new deal; returns its id. Raises UserError when a part cannot be, and then nothing is kept.

    E-mail, phone and website fill what the contact or client lacks; what has no place there is put into the notes.
    """
    if not draft.title.strip():
        raise UserError("A lead needs a title, or the name of a client or contact.")
    with store.write("Add lead"):
        client = _client(store, draft)
        contact = _contact(store, draft, client)
        left = _fill(store, draft, client, contact)
        deal = deals.add(
            store, draft.title, client=client, contact_id=contact, amount_minor=draft.amount_minor, currency=draft.currency or None,
            stage_id=stage_id, expected_close_on=draft.closes,
        )  # fmt: skip
        notes = "\n".join(part for part in (draft.notes.strip(), *left) if part)
        if notes:
            deals.change(store, deal, "notes", notes)
    return deal


def _who(names: Names, lead: Lead) -> tuple[int | str | None, int | str | None]:
    """Client and contact: a known e-mail says who it is, then known names do."""
    by_name = names.clients.get(fold(lead.client))
    client: int | str | None = by_name[0] if by_name else lead.client or None
    mail = fold(lead.email)
    reached = names.contact_mails.get(mail) if mail else None
    if reached is None and lead.contact:
        alike = names.contacts.get(fold(lead.contact), [])
        mine = [row for row in alike if isinstance(client, int) and client in row[2]]
        reached = mine[0] if mine else alike[0] if len(alike) == 1 and client is None else None
    if reached is not None:
        if not isinstance(client, int) and len(reached[2]) == 1 and reached[2][0] in names.client_names:
            client = reached[2][0]
        return client, reached[0]
    if not isinstance(client, int) and mail in names.client_mails:
        client = names.client_mails[mail][0]
    return client, lead.contact or (lead.email if client is None else None) or None


def _client(store: Store, draft: Draft) -> int | None:
    if draft.client is None or isinstance(draft.client, int):
        return draft.client
    known = clients.named(store, draft.client)
    return known[0] if known else clients.add(store, draft.client, kind="person" if draft.person else "organisation")


def _contact(store: Store, draft: Draft, client: int | None) -> int | None:
    if draft.contact is None:
        return None
    if isinstance(draft.contact, int):
        if client is not None and client not in clients.clients_of_contact(store, draft.contact):
            clients.link_contact(store, client, draft.contact)
        return draft.contact
    return clients.add_contact(store, draft.contact, client_id=client)


def _fill(store: Store, draft: Draft, client: int | None, contact: int | None) -> list[str]:
    """Put e-mail, phone and website where they are missing; returns those that have no place."""
    left = []
    for field in _FILLED:
        said = getattr(draft, field).strip()
        if not said:
            continue
        table, record = ("contact", contact) if contact is not None else ("client", client)
        there = None if record is None else store.value(f"SELECT {field} FROM {table} WHERE id = ?", (record,))
        if there == "" and table == "contact" and contact is not None:
            clients.change_contact(store, contact, field, said)
        elif there == "" and client is not None:
            clients.change(store, client, field, said)
        elif there is None or fold(there) != fold(said):
            left.append(said)
    website = draft.website.strip()
    if website:
        there = None if client is None else store.value("SELECT website FROM client WHERE id = ?", (client,))
        if there == "" and client is not None:
            clients.change(store, client, "website", website)
        elif there is None or fold(there) != fold(website):
            left.append(website)
    return left

"""What whoever delivers should have read: the notes of the sale, and the people at the client, with who decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.models.store import Store
from app.services.handoff_deal import WonDeal


class ClientPerson(NamedTuple):
    """Somebody at the client; `main` is the one to ask, `contact` the one of the deal."""

    id: int
    name: str
    role: str
    email: str
    phone: str
    decides: bool
    main: bool
    contact: bool


def people_at(store: Store, client: int | None, asked: Sequence[int]) -> list[ClientPerson]:
    """The contacts of the client with their roles: those that the deals name in `asked`, who decides, the others."""
    marks = ", ".join("?" * len(asked)) or "NULL"
    found = store.rows(
        "SELECT x.id, x.name, ifnull(k.role, ''), x.email, x.phone, ifnull(k.decides, 0), ifnull(k.is_main, 0), "
        f"x.id IN ({marks}) AS asked FROM contact x LEFT JOIN client_contact k ON k.contact_id = x.id AND k.client_id = ? "
        f"WHERE x.deleted_at IS NULL AND (k.id IS NOT NULL OR x.id IN ({marks})) "
        "ORDER BY asked DESC, ifnull(k.decides, 0) DESC, ifnull(k.is_main, 0) DESC, x.name COLLATE NOCASE",
        (*asked, client, *asked),
    )
    return [ClientPerson(*row[:5], *map(bool, row[5:])) for row in found]


def text(store: Store, deals: Sequence[WonDeal]) -> str:
    """The brief of the project."""
    parts = [deal.notes.strip() for deal in deals]
    asked = [deal.contact_id for deal in deals if deal.contact_id is not None]
    for person in people_at(store, deals[0].client_id, asked):
        role = ", ".join(word for word in (person.role, "decides" if person.decides else "") if word)
        name = f"{person.name} ({role})" if role else person.name
        said = "Contact" if person.contact else "At the client"
        parts.append(f"{said}: " + ", ".join(words for words in (name, person.email, person.phone) if words))
    return "\n\n".join(part for part in parts if part)

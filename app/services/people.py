"""The people who sell and deliver; in a solo workspace there is one, and it is 'me'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.base import UserError, moment_text, utc_now
from app.models.people import Person
from app.models.store import Store


class PersonRow(NamedTuple):
    """A person as pickers and avatars show them."""

    id: int
    name: str
    initials: str
    is_me: bool


def everyone(store: Store) -> list[PersonRow]:
    """Everybody who is not archived, me first, then by name."""
    rows = store.rows("SELECT id, name, initials, is_me FROM person WHERE archived_at IS NULL ORDER BY is_me DESC, name COLLATE NOCASE")
    return [PersonRow(i, name, initials, bool(mine)) for i, name, initials, mine in rows]


def me(store: Store) -> PersonRow:
    """The person whose workspace this is."""
    row = store.row("SELECT id, name, initials, is_me FROM person WHERE is_me = 1")
    if row is None:
        raise UserError("This workspace has no 'me'. Choose yourself under People.")
    return PersonRow(row[0], row[1], row[2], True)


def add(store: Store, name: str) -> int:
    """A new person; raises UserError for an empty or taken name."""
    name = " ".join(name.split())
    if not name:
        raise UserError("A person needs a name.")
    if store.value("SELECT id FROM person WHERE name = ?", (name,)):
        raise UserError(f"There is a person named {name} already.")
    with store.write("Add person"):
        return int(Person.create(name=name, initials=initials_of(name)).id)


def ensure(store: Store, names: Iterable[str]) -> dict[str, int]:
    """The id of every name, creating who is missing. Inside `store.write`."""
    known = {name: i for i, name in store.rows("SELECT id, name FROM person")}
    now = moment_text(utc_now())
    missing = [name for name in dict.fromkeys(names) if name and name not in known]
    store.insert("person", ("name", "initials", "created_at"), [(name, initials_of(name), now) for name in missing])
    if missing:
        known = {name: i for i, name in store.rows("SELECT id, name FROM person")}
    return {name: known[name] for name in dict.fromkeys(names) if name}


def initials_of(name: str) -> str:
    """Two letters: of the first and last word, or the first two of a single word."""
    words = [word for word in name.split() if word[:1].isalnum()] or name.split()
    if not words:
        return ""
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()

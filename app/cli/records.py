"""Finding the record that a command line names: an id, or an exact name where it is unique."""

from __future__ import annotations

from app.base import UserError
from app.models.store import Store
from app.services import people


def deal(store: Store, word: str) -> int:
    """The id of a deal; raises UserError when there is none or more than one."""
    return _one(store, "deal", "title", word)


def project(store: Store, word: str | None, *, deal: str | None = None, client: str | None = None) -> int:
    """The id of a project, named itself, by its deal or by its client; the only project where nothing is named."""
    if word is not None:
        return _one(store, "project", "name", word)
    where, params = "1", list[int]()
    if deal is not None:
        where, params = "deal_id = ?", [_one(store, "deal", "title", deal)]
    elif client is not None:
        where, params = "client_id = ?", [_one(store, "client", "name", client)]
    found = store.ids(f"SELECT id FROM project WHERE deleted_at IS NULL AND {where} LIMIT 2", params)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError("There is more than one project; say which with --project.")
    if deal is not None:
        raise UserError(f"The deal “{deal}” has no project. Hand it off first.")
    raise UserError("There is no project here." if client is None else f"The client “{client}” has no project.")


def known_person(store: Store, name: str) -> int:
    """The id of a person named exactly, in any case; raises UserError when there is none."""
    found = store.value("SELECT id FROM person WHERE name = ? COLLATE NOCASE AND archived_at IS NULL", (name,))
    if found is None:
        known = ", ".join(
            row[0] for row in store.rows("SELECT name FROM person WHERE archived_at IS NULL ORDER BY name LIMIT 10")
        )
        raise UserError(
            f"{f'There is nobody named {name}' if name.strip() else 'A person needs a name'}. Known by name: {known}."
        )
    return int(found)


def owner_of(store: Store, deal_id: int) -> int:
    """Who answers for a deal: its owner, else me."""
    owner = store.value("SELECT owner_id FROM deal WHERE id = ?", (deal_id,))
    return int(owner) if owner is not None else people.me(store).id


def _one(store: Store, table: str, column: str, word: str) -> int:
    found = store.ids(f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL LIMIT 2", (word,))
    if not found and word.isascii() and word.isdigit() and len(word) < 19:  # no more fits into an id
        found = store.ids(f"SELECT id FROM {table} WHERE id = ? AND deleted_at IS NULL", (int(word),))
    if len(found) == 1:
        return found[0]
    raise UserError(
        f"There is no {table} “{word}”." if not found else f"There is more than one {table} “{word}”; give its id."
    )

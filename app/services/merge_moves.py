"""What hangs on a record that is merged goes to the one that stays, whatever table it is in."""

from __future__ import annotations

from app.base import moment_text, utc_now
from app.domain.duplicates import Kind
from app.models.store import Store
from app.models.tables import references
from app.services import deal_merges


def move(store: Store, kind: Kind, loser: int, winner: int) -> dict[str, int]:
    """Everything that points to `loser` points to `winner` afterwards; how many rows of each table."""
    moved: dict[str, int] = {}
    if kind != "deal":
        _join_places(store, kind, loser, winner)
        _drop_known_channels(store, kind, loser, winner)
    for table, column in references(kind):
        if kind == "deal" and table in deal_merges.STAYS:
            continue
        # What both had (a tag, a place at a client) is there once already, and the other goes with the record.
        count = store.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (winner, loser))
        if count:
            moved[table] = moved.get(table, 0) + count
    for table in ("tag_link",) if kind == "deal" else ("tag_link", "client_contact"):
        store.execute(f"DELETE FROM {table} WHERE {kind}_id = ?", (loser,))
    store.execute(
        "UPDATE custom_value SET value = ? WHERE value = ? AND field_id IN (SELECT id FROM custom_field WHERE kind = 'link')",
        (f"{kind}:{winner}", f"{kind}:{loser}"),
    )
    _move_told(store, kind, loser, winner)
    return moved


def _join_places(store: Store, kind: Kind, loser: int, winner: int) -> None:
    """Where both speak for, or are spoken for by, the same one, the two places become one; a client keeps one main contact."""
    mine, other = f"{kind}_id", "contact_id" if kind == "client" else "client_id"
    store.execute(
        f"UPDATE client_contact AS k SET role = iif(k.role = '', l.role, k.role), decides = max(k.decides, l.decides), "
        f"is_main = {'k.is_main' if kind == 'client' else 'max(k.is_main, l.is_main)'} "
        f"FROM client_contact l WHERE k.{mine} = ? AND l.{mine} = ? AND l.{other} = k.{other}",
        (winner, loser),
    )
    if kind == "client":
        store.execute(
            "UPDATE client_contact SET is_main = 0 WHERE client_id = ? AND is_main = 1 "
            "AND EXISTS (SELECT 1 FROM client_contact WHERE client_id = ? AND is_main = 1)",
            (loser, winner),
        )


def _drop_known_channels(store: Store, kind: Kind, loser: int, winner: int) -> None:
    """A further address that the one that stays has already is not needed twice; the others come after its own."""
    mine = f"{kind}_id"
    store.execute(
        f"DELETE FROM channel WHERE {mine} = ? AND EXISTS (SELECT 1 FROM channel w WHERE w.{mine} = ? AND w.kind = channel.kind "
        "AND w.value = channel.value COLLATE NOCASE)",
        (loser, winner),
    )
    last = store.value(f"SELECT ifnull(max(rank), 0) FROM channel WHERE {mine} = ?", (winner,))
    store.execute(f"UPDATE channel SET rank = rank + ? WHERE {mine} = ? AND rank <= ?", (last + 16, loser, last))


def _move_told(store: Store, kind: Kind, loser: int, winner: int) -> None:
    """Whom the one that goes was told apart from, the one that stays is told apart from too."""
    for other in store.ids(
        "SELECT iif(one_id = :id, other_id, one_id) FROM not_same WHERE kind = :kind AND :id IN (one_id, other_id)",
        {"id": loser, "kind": kind},
    ):
        if other != winner:
            store.execute(
                "INSERT OR IGNORE INTO not_same (kind, one_id, other_id, at) VALUES (?, ?, ?, ?)",
                (kind, min(other, winner), max(other, winner), moment_text(utc_now())),
            )
    store.execute("DELETE FROM not_same WHERE kind = ? AND ? IN (one_id, other_id)", (kind, loser))

"""Tags: words with a colour that stand on any record. Typing a new word makes the tag, and two spellings of it are one.

A `kind` of record is 'client', 'contact', 'deal', 'product', 'project' or 'task'.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from app.base import UserError, on_one_line
from app.models.store import Store

KINDS: Final = ("client", "contact", "deal", "product", "project", "task")
COLOURS: Final = 6
MAX_NAME: Final = 100
# In files tags stand beside each other, so what separates them there is in no name.
SEPARATORS: Final = ",;|"
_KEPT_FOR_EVER = frozenset({"product"})  # without `deleted_at`


class Tag(NamedTuple):
    """A tag; `colour` is the number of a label colour of the theme, 1 to 6."""

    id: int
    name: str
    colour: int


def everything(store: Store) -> list[Tag]:
    """Every tag, by name."""
    return [Tag._make(row) for row in store.rows("SELECT id, name, colour FROM tag ORDER BY name COLLATE NOCASE, id")]


def of(store: Store, kind: str, ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
    """The tags of each of these records, by name; a record without one has an empty tuple."""
    column = _column(kind)
    found: dict[int, list[Tag]] = {i: [] for i in ids}
    for record, *tag in store.rows(
        f"SELECT l.{column}, g.id, g.name, g.colour FROM tag_link l JOIN tag g ON g.id = l.tag_id "
        f"WHERE l.{column} IN (SELECT value FROM json_each(?)) ORDER BY g.name COLLATE NOCASE, g.id",
        (json.dumps(list(ids)),),
    ):
        found[record].append(Tag._make(tag))
    return {record: tuple(tags) for record, tags in found.items()}


def counts(store: Store) -> dict[int, int]:
    """How many records carry each tag; deleted records do not count."""
    gone = " ".join(
        f"AND NOT EXISTS (SELECT 1 FROM {kind} r WHERE r.id = l.{kind}_id AND r.deleted_at IS NOT NULL)"
        for kind in KINDS
        if kind not in _KEPT_FOR_EVER
    )
    found = dict(store.rows(f"SELECT l.tag_id, count(*) FROM tag_link l WHERE 1 {gone} GROUP BY 1"))
    return {tag: found.get(tag, 0) for tag in store.ids("SELECT id FROM tag")}


def split(text: str) -> list[str]:
    """The names in what somebody typed: 'spring, #vip' gives two. Repeats go, whatever their case."""
    for mark in SEPARATORS[1:] + "\n":
        text = text.replace(mark, SEPARATORS[0])
    names = (" ".join(part.split()).lstrip("#").strip() for part in text.split(SEPARATORS[0]))
    return list({name.casefold(): name for name in names if name}.values())


def put(store: Store, kind: str, ids: Sequence[int], name: str) -> int:
    """Put a tag on all these records, making it when it is new; returns its id. Raises UserError for a name that cannot be."""
    column = _column(kind)
    with store.write(f"Add tag to {_words(kind, ids)}"):
        tag = ensure(store, [name])[0]
        _check_records(store, kind, ids)
        having = set(store.ids(f"SELECT {column} FROM tag_link WHERE tag_id = ? AND {column} IS NOT NULL", (tag,)))
        missing = [(tag, i) for i in dict.fromkeys(ids) if i not in having]
        store.insert("tag_link", ("tag_id", column), missing)
    return tag


def take(store: Store, kind: str, ids: Sequence[int], tag_id: int) -> None:
    """Take a tag off these records; those without it stay as they are."""
    with store.write(f"Take tag off {_words(kind, ids)}"):
        store.execute(
            f"DELETE FROM tag_link WHERE tag_id = ? AND {_column(kind)} IN (SELECT value FROM json_each(?))",
            (tag_id, json.dumps(list(ids))),
        )


def replace(store: Store, kind: str, record_id: int, names: Iterable[str]) -> None:
    """Give one record exactly these tags; new names become tags."""
    column = _column(kind)
    with store.write(f"Change tags of {kind}"):
        wanted = ensure(store, names)
        _check_records(store, kind, [record_id])
        store.execute(
            f"DELETE FROM tag_link WHERE {column} = ? AND tag_id NOT IN (SELECT value FROM json_each(?))",
            (record_id, json.dumps(wanted)),
        )
        having = set(store.ids(f"SELECT tag_id FROM tag_link WHERE {column} = ?", (record_id,)))
        store.insert("tag_link", ("tag_id", column), [(tag, record_id) for tag in wanted if tag not in having])


def add(store: Store, name: str) -> int:
    """A tag that no record carries yet; returns its id. Raises UserError when there is one of this name."""
    with store.write("Add tag"):
        known = _ids_by_name(store)
        if _bare(name).casefold() in known:
            raise UserError(f"There is a tag named {_bare(name)} already.")
        return ensure(store, [name])[0]


def rename(store: Store, tag_id: int, name: str) -> int:
    """Give a tag another name. Where a tag of that name exists the two become one; returns the id of the one that stays."""
    with store.write("Rename tag"):
        _check_tag(store, tag_id)
        name = _checked(name)
        other = _ids_by_name(store).get(name.casefold(), tag_id)
        if other != tag_id:
            store.execute("UPDATE OR IGNORE tag_link SET tag_id = ? WHERE tag_id = ?", (other, tag_id))
            store.execute("DELETE FROM tag WHERE id = ?", (tag_id,))
        else:
            store.execute("UPDATE tag SET name = ? WHERE id = ? AND name <> ?", (name, tag_id, name))
    return other


def recolour(store: Store, tag_id: int, colour: int) -> None:
    """Give a tag another of the six label colours."""
    if not 1 <= colour <= COLOURS:
        raise ValueError(colour)
    with store.write("Change colour of tag"):
        _check_tag(store, tag_id)
        store.execute("UPDATE tag SET colour = ? WHERE id = ? AND colour <> ?", (colour, tag_id, colour))


def delete(store: Store, tag_id: int) -> None:
    """Take a tag off every record and out of the list."""
    with store.write("Delete tag"):
        store.execute("DELETE FROM tag WHERE id = ?", (tag_id,))


def ensure(store: Store, names: Iterable[str]) -> list[int]:
    """The ids of tags by name, in this order and once each, making what is new in the colour used least. Inside `store.write`."""
    known = _ids_by_name(store)
    ids = []
    for name in names:
        key = _bare(name).casefold()
        if key not in known:
            store.execute("INSERT INTO tag (name, colour) VALUES (?, ?)", (_checked(name), _next_colour(store)))
            known[key] = int(store.value("SELECT id FROM tag WHERE name = ?", (_bare(name),)))
        ids.append(known[key])
    return list(dict.fromkeys(ids))


def _ids_by_name(store: Store) -> dict[str, int]:
    return {_bare(name).casefold(): tag for tag, name in store.rows("SELECT id, name FROM tag ORDER BY id DESC")}


def _next_colour(store: Store) -> int:
    used = dict(store.rows("SELECT colour, count(*) FROM tag GROUP BY 1"))
    return min(range(1, COLOURS + 1), key=lambda colour: (used.get(colour, 0), colour))


def _bare(name: str) -> str:
    return on_one_line(name).lstrip("#").strip()


def _checked(name: str) -> str:
    name = _bare(name)
    if not name:
        raise UserError("A tag needs at least one letter.")
    if len(name) > MAX_NAME:
        raise UserError(f"This tag has {len(name):,} characters; {MAX_NAME} at most.")
    if "\0" in name or any(mark in name for mark in SEPARATORS):
        raise UserError("A tag holds no comma, semicolon or bar: they stand between tags.")
    return name


def _check_tag(store: Store, tag_id: int) -> None:
    if store.row("SELECT 1 FROM tag WHERE id = ?", (tag_id,)) is None:
        raise UserError("This tag is gone. Undo brings it back.")


def _check_records(store: Store, kind: str, ids: Sequence[int]) -> None:
    there = "" if kind in _KEPT_FOR_EVER else " AND deleted_at IS NULL"
    found = store.value(
        f"SELECT count(*) FROM {kind} WHERE id IN (SELECT value FROM json_each(?)){there}", (json.dumps(list(ids)),)
    )
    if found != len(set(ids)):
        raise UserError(f"This {kind} is gone; somebody deleted it. Undo brings it back.")


def _column(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(kind)
    return f"{kind}_id"


def _words(kind: str, ids: Sequence[int]) -> str:
    return kind if len(ids) == 1 else f"{len(ids)} {kind}s"

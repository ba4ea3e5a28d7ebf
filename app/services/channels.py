"""The e-mails, telephones, addresses and links of clients and contacts, as many as there are.

The first of a kind is the main one: it stands in the record's own columns, where lists, search and files look; further ones are
channels. A contact has no columns for addresses and links: there the first channel is the main one. A `record` is 'client' or
'contact'; a channel's id is 0 for the one in the record's own columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from app.base import UserError, on_one_line
from app.domain import reach
from app.domain.reach import KINDS
from app.models.store import Store

__all__ = ["KINDS", "OWN", "Channel", "add", "add_many", "change", "label", "make_main", "of", "remove"]

OWN: Final = 0
MAX_LABEL: Final = 60
_GAP: Final = 16
_PLACES: Final = ("street", "postcode", "city", "country")
# By record and kind: the columns of the value, and that of its label.
_COLUMNS: Final = {
    ("client", "email"): (("email",), "email_label"),
    ("client", "phone"): (("phone",), "phone_label"),
    ("client", "url"): (("website",), "website_label"),
    ("client", "address"): (_PLACES, "address_label"),
    ("contact", "email"): (("email",), "email_label"),
    ("contact", "phone"): (("phone",), "phone_label"),
}
_NOUNS: Final = {"email": "e-mail", "phone": "telephone", "url": "link", "address": "address"}


class Channel(NamedTuple):
    """One way to reach somebody. An address is kept as four lines: street, postcode, city, country."""

    id: int
    kind: str
    label: str
    value: str
    is_main: bool


def of(store: Store, record: str, ids: Sequence[int]) -> dict[int, list[Channel]]:
    """The channels of each of these records: by kind, the main one first."""
    wanted = json.dumps(list(ids))
    found: dict[int, dict[str, list[Channel]]] = {i: {kind: [] for kind in KINDS} for i in ids}
    own = [(kind, columns, name) for (of_record, kind), (columns, name) in _COLUMNS.items() if of_record == record]
    parts = ", ".join(f"{_kept_sql(columns)}, {name}" for _, columns, name in own)
    for record_id, *cells in store.rows(
        f"SELECT id, {parts} FROM {_table(record)} WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    ):
        for (kind, _, _), value, name in zip(own, cells[::2], cells[1::2], strict=True):
            if value.strip():
                found[record_id][kind].append(Channel(OWN, kind, name, value, True))
    for record_id, *row in store.rows(
        f"SELECT {record}_id, id, kind, label, value FROM channel WHERE {record}_id IN (SELECT value FROM json_each(?)) ORDER BY rank, id",
        (wanted,),
    ):
        known = found[record_id][row[1]]
        known.append(Channel(row[0], row[1], row[2], row[3], not known))
    return {record_id: [each for kind in KINDS for each in kinds[kind]] for record_id, kinds in found.items()}


def add(store: Store, record: str, record_id: int, kind: str, value: str, label: str = "") -> int:
    """One more e-mail, telephone, link or address; the first becomes the main one. Returns its id, OWN for the main one.

    Raises UserError for an empty value, for one that is there already, and when the record is gone.
    """
    value, label = _checked(kind, value), _label(label)
    if not value:
        raise UserError(f"Write the {_NOUNS[kind]} first.")
    with store.write(f"Add {_NOUNS[kind]}"):
        known = _of_kind(store, record, record_id, kind)
        if any(each.value.casefold() == value.casefold() for each in known):
            raise UserError(f"{reach.shown(kind, value)} is there already.")
        if not known and (record, kind) in _COLUMNS:
            _put_own(store, record, record_id, kind, value, label)
            return OWN
        return _insert(store, record, record_id, kind, value, label)


def add_many(store: Store, record: str, record_id: int, kind: str, values: Iterable[str], name: str = "") -> int:
    """Add those values that are not there yet, as `add` does; returns how many were added."""
    with store.write(f"Add {_NOUNS[kind]}"):
        known = {each.value.casefold() for each in _of_kind(store, record, record_id, kind)}
        fresh = [text for text in dict.fromkeys(_checked(kind, value) for value in values) if text]
        fresh = [text for text in fresh if text.casefold() not in known]
        for text in fresh:
            add(store, record, record_id, kind, text, name)
    return len(fresh)


def change(store: Store, record: str, record_id: int, kind: str, channel_id: int, value: str) -> None:
    """Another value; an empty one removes it. Raises UserError when it or its record is gone, or when it is there twice."""
    value = _checked(kind, value)
    if not value:
        remove(store, record, record_id, kind, channel_id)
        return
    with store.write(f"Change {_NOUNS[kind]}"):
        known = _of_kind(store, record, record_id, kind)
        if any(each.id != channel_id and each.value.casefold() == value.casefold() for each in known):
            raise UserError(f"{reach.shown(kind, value)} is there already.")
        if channel_id == OWN and (record, kind) in _COLUMNS:
            now = next((each for each in known if each.id == OWN), None)
            _put_own(store, record, record_id, kind, value, now.label if now else "")
            return
        found = _existing(known, channel_id)
        if found.value != value:
            store.execute("UPDATE channel SET value = ? WHERE id = ?", (value, channel_id))


def label(store: Store, record: str, record_id: int, kind: str, channel_id: int, name: str) -> None:
    """Call it 'work', 'billing' or any other word; '' takes the label away."""
    name = _label(name)
    with store.write(f"Label {_NOUNS[kind]}"):
        found = _existing(_of_kind(store, record, record_id, kind), channel_id)
        if channel_id == OWN:
            _put_own(store, record, record_id, kind, found.value, name)
        elif found.label != name:
            store.execute("UPDATE channel SET label = ? WHERE id = ?", (name, channel_id))


def make_main(store: Store, record: str, record_id: int, kind: str, channel_id: int) -> None:
    """Let it be the first of its kind; what was first comes second."""
    with store.write(f"Change main {_NOUNS[kind]}"):
        known = _of_kind(store, record, record_id, kind)
        found = _existing(known, channel_id)
        if found.is_main:
            return
        first = known[0]
        if first.id == OWN:
            store.execute(
                "UPDATE channel SET value = ?, label = ?, rank = ? WHERE id = ?",
                (first.value, first.label, _rank(store, record, record_id, kind, "min") - _GAP, channel_id),
            )
            _put_own(store, record, record_id, kind, found.value, found.label)
        elif (record, kind) in _COLUMNS:
            store.execute("DELETE FROM channel WHERE id = ?", (channel_id,))
            _put_own(store, record, record_id, kind, found.value, found.label)
        else:
            rank = _rank(store, record, record_id, kind, "min") - _GAP
            store.execute("UPDATE channel SET rank = ? WHERE id = ?", (rank, channel_id))


def remove(store: Store, record: str, record_id: int, kind: str, channel_id: int) -> None:
    """Take it away; where it was the main one the next takes its place. Nothing happens to a main one that is empty."""
    with store.write(f"Remove {_NOUNS[kind]}"):
        known = _of_kind(store, record, record_id, kind)
        if channel_id != OWN or (record, kind) not in _COLUMNS:
            _existing(known, channel_id)
            store.execute("DELETE FROM channel WHERE id = ?", (channel_id,))
            return
        following = next((each for each in known if each.id != OWN), None)
        if following is None:
            _put_own(store, record, record_id, kind, "", "")
        else:
            store.execute("DELETE FROM channel WHERE id = ?", (following.id,))
            _put_own(store, record, record_id, kind, following.value, following.label)


# --- what the verbs above have in common -------------------------------------------------------------------------------


def _of_kind(store: Store, record: str, record_id: int, kind: str) -> list[Channel]:
    if not store.value(f"SELECT 1 FROM {_table(record)} WHERE id = ? AND deleted_at IS NULL", (record_id,)):
        raise UserError(f"This {record} is gone; somebody deleted it. Undo brings it back.")
    return [each for each in of(store, record, [record_id])[record_id] if each.kind == kind]


def _existing(known: Sequence[Channel], channel_id: int) -> Channel:
    found = next((each for each in known if each.id == channel_id), None)
    if found is None:
        raise UserError("This is gone; somebody removed it. Undo brings it back.")
    return found


def _put_own(store: Store, record: str, record_id: int, kind: str, value: str, name: str) -> None:
    columns, name_column = _COLUMNS[(record, kind)]
    cells = reach.address(value) if kind == "address" else (value,)
    wanted = {**dict(zip(columns, cells, strict=True)), name_column: name}
    sets, same = (f"{mark} ".join(f"{column} = ?" for column in wanted) for mark in (",", " AND"))
    values = list(wanted.values())
    store.execute(f"UPDATE {record} SET {sets} WHERE id = ? AND NOT ({same})", (*values, record_id, *values))


def _insert(store: Store, record: str, record_id: int, kind: str, value: str, name: str) -> int:
    rank = _rank(store, record, record_id, kind, "max") + _GAP
    store.insert("channel", (f"{record}_id", "kind", "label", "value", "rank"), [(record_id, kind, name, value, rank)])
    return int(store.value("SELECT max(id) FROM channel"))


def _rank(store: Store, record: str, record_id: int, kind: str, end: str) -> int:
    sql = f"SELECT ifnull({end}(rank), 0) FROM channel WHERE {record}_id = ? AND kind = ?"
    return int(store.value(sql, (record_id, kind)))


def _kept_sql(columns: Sequence[str]) -> str:
    """The value as it is kept; an address without any part is empty."""
    if len(columns) == 1:
        return columns[0]
    together = " || ".join(columns)
    return f"iif({together} = '', '', {' || char(10) || '.join(columns)})"


def _checked(kind: str, value: str) -> str:
    if kind not in KINDS:
        raise ValueError(kind)
    text = reach.kept_address(reach.address(value)) if kind == "address" else " ".join(value.split())
    if "\0" in text:
        raise UserError(f"This {_NOUNS[kind]} holds a NUL character, which cannot be kept; remove it and try again.")
    if len(text) > reach.MAX_LENGTH:
        raise UserError(f"This {_NOUNS[kind]} has {len(text):,} characters; {reach.MAX_LENGTH:,} at most.")
    return text


def _label(name: str) -> str:
    name = on_one_line(name)
    if "\0" in name:
        raise UserError("A label holds no NUL character.")
    if len(name) > MAX_LABEL:
        raise UserError(f"This label has {len(name):,} characters; {MAX_LABEL} at most.")
    return name


def _table(record: str) -> str:
    if record not in ("client", "contact"):
        raise ValueError(record)
    return record

"""Fields of the user's own: defined where they are needed, on any kind of record, and kept in one written form per kind.

A `record` is 'client', 'contact', 'deal', 'project' or 'task' ('product' comes with imports). The forms stand in
`domain/custom_value.py`; how fields sort and filter a list stands in `custom_sql.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from app.base import UserError, on_one_line
from app.domain import currency, custom_value
from app.domain.custom_value import KINDS, RECORDS
from app.models.store import Store
from app.services import ranking, settings

__all__ = [
    "KINDS", "RECORDS", "Field", "by_name", "counts", "define", "delete", "field", "fields", "move", "parse", "put", "put_each",
    "rename", "rename_option", "set_options", "shown", "values",
]  # fmt: skip

MAX_NAME: Final = 100
MAX_FIELDS: Final = 100  # of one kind of record
MAX_OPTIONS: Final = 200
_KEPT_FOR_EVER = frozenset({"product"})  # without `deleted_at`


class Field(NamedTuple):
    """A field of one kind of record. `options` are the words of a choice; of money, the currency when none is typed."""

    id: int
    record: str
    name: str
    kind: str
    options: tuple[str, ...]
    rank: int


# --- reading -----------------------------------------------------------------------------------------------------------


def fields(store: Store, record: str) -> list[Field]:
    """The fields of a kind of record, in the user's order."""
    found = store.rows(
        "SELECT id, record, name, kind, options, rank FROM custom_field WHERE record = ? ORDER BY rank, id", (record,)
    )
    return [_field(row) for row in found]


def field(store: Store, field_id: int) -> Field | None:
    """One field; None when it is gone."""
    row = store.row("SELECT id, record, name, kind, options, rank FROM custom_field WHERE id = ?", (field_id,))
    return None if row is None else _field(row)


def by_name(store: Store, record: str, name: str) -> Field | None:
    """The field of this name, whatever its case; None when there is none."""
    name = " ".join(name.split()).casefold()
    return next((known for known in fields(store, record) if known.name.casefold() == name), None)


def values(store: Store, record: str, ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """For each of these records its values by the id of the field; a field without a value is left out."""
    found: dict[int, dict[int, str]] = {i: {} for i in ids}
    for of_record, of_field, value in store.rows(
        "SELECT v.record_id, v.field_id, v.value FROM custom_value v JOIN custom_field f ON f.id = v.field_id "
        "WHERE f.record = ? AND v.record_id IN (SELECT value FROM json_each(?))",
        (record, json.dumps(list(ids))),
    ):
        found[of_record][of_field] = value
    return found


def counts(store: Store, record: str) -> dict[int, int]:
    """How many records have a value in each field; deleted records do not count."""
    _check_record(record)
    there = "" if record in _KEPT_FOR_EVER else " AND r.deleted_at IS NULL"
    found = store.rows(
        f"SELECT f.id, (SELECT count(*) FROM custom_value v JOIN {record} r ON r.id = v.record_id{there} "
        "WHERE v.field_id = f.id) FROM custom_field f WHERE f.record = ?",
        (record,),
    )
    return dict(found)


def shown(field: Field, value: str, locale: str | None = None) -> str:
    """A value for people; a link to a record shows where it leads once `link_titles` has been asked."""
    return custom_value.shown(field.kind, value, locale=locale)


def parse(field: Field, typed: str, locale: str | None = None) -> str:
    """What somebody typed, in the form that is kept; '' clears. Raises UserError with one sentence."""
    return custom_value.parse(field.kind, typed, name=field.name, options=field.options, locale=locale)


def link_titles(store: Store, values: Iterable[str]) -> dict[str, str]:
    """The names of the records that links such as 'client:12' lead to; a deleted or missing one is left out."""
    wanted: dict[str, list[int]] = {}
    for value in values:
        place = custom_value.record_of(value)
        if place:
            wanted.setdefault(place[0], []).append(place[1])
    titles: dict[str, str] = {}
    for kind, ids in wanted.items():
        title = "title" if kind in ("deal", "task") else "name"
        there = "" if kind in _KEPT_FOR_EVER else " AND deleted_at IS NULL"
        for row, name in store.rows(
            f"SELECT id, {title} FROM {kind} WHERE id IN (SELECT value FROM json_each(?)){there}", (json.dumps(ids),)
        ):
            titles[f"{kind}:{row}"] = name
    return titles


# --- values ------------------------------------------------------------------------------------------------------------


def put(store: Store, field_id: int, ids: Sequence[int], text: str) -> None:
    """Give all these records one value, in the form that is kept or as typed; '' clears it. Raises UserError for what cannot be."""
    put_each(store, field_id, dict.fromkeys(ids, text))


def put_each(store: Store, field_id: int, wanted: dict[int, str]) -> None:
    """Give each record its own value of one field, as `put` does. Unchanged values are left alone."""
    with store.write("Change field"):
        target = _existing(store, field_id)
        listed = json.dumps(list(wanted))
        known = dict(
            store.rows(
                "SELECT record_id, value FROM custom_value WHERE field_id = ? AND record_id IN (SELECT value FROM json_each(?))",
                (field_id, listed),
            )
        )
        wanted = {i: text for i, text in wanted.items() if known.get(i, "") != text}
        kept = {text: _canonical(target, text) for text in set(wanted.values())}
        changed = {i: kept[text] for i, text in wanted.items()}
        _check_there(store, target.record, [i for i in changed if i not in known])
        gone = [i for i, text in changed.items() if not text and i in known]
        store.execute(
            "DELETE FROM custom_value WHERE field_id = ? AND record_id IN (SELECT value FROM json_each(?))",
            (field_id, json.dumps(gone)),
        )
        for i, text in changed.items():
            if text and i in known and known[i] != text:
                store.execute(
                    "UPDATE custom_value SET value = ? WHERE field_id = ? AND record_id = ?", (text, field_id, i)
                )
        fresh = [(field_id, i, text) for i, text in changed.items() if text and i not in known]
        store.insert("custom_value", ("field_id", "record_id", "value"), fresh)


# --- fields ------------------------------------------------------------------------------------------------------------


def define(store: Store, record: str, name: str, kind: str = "text", options: Iterable[str] = ()) -> int:
    """A new field, last in the list; returns its id. A choice needs options; money may have a currency as its only one.

    Raises UserError for a name that exists, a choice without options, or the 101st field.
    """
    _check_record(record)
    if kind not in KINDS:
        raise ValueError(kind)
    with store.write("Add field"):
        name = _free_name(store, record, name)
        chosen = _options(store, kind, options)
        if store.value("SELECT count(*) FROM custom_field WHERE record = ?", (record,)) >= MAX_FIELDS:
            raise UserError(f"There are {MAX_FIELDS} fields here already, as many as there can be. Delete one first.")
        last = store.value("SELECT ifnull(max(rank), 0) FROM custom_field WHERE record = ?", (record,))
        store.execute(
            "INSERT INTO custom_field (record, name, kind, options, rank) VALUES (?, ?, ?, ?, ?)",
            (record, name, kind, json.dumps(chosen, ensure_ascii=False), last + ranking.STEP),
        )
        return int(store.value("SELECT id FROM custom_field WHERE record = ? AND name = ?", (record, name)))


def rename(store: Store, field_id: int, name: str) -> None:
    """Give a field another name; raises UserError when another field of its record has it."""
    with store.write("Rename field"):
        known = _existing(store, field_id)
        name = _free_name(store, known.record, name, but=field_id)
        store.execute("UPDATE custom_field SET name = ? WHERE id = ? AND name <> ?", (name, field_id, name))


def set_options(store: Store, field_id: int, options: Iterable[str]) -> None:
    """The words of a choice, or the currency of money, in this order. Values that are no option any more stay, and stay shown."""
    with store.write("Change options"):
        known = _existing(store, field_id)
        text = json.dumps(_options(store, known.kind, options), ensure_ascii=False)
        store.execute("UPDATE custom_field SET options = ? WHERE id = ? AND options <> ?", (text, field_id, text))


def rename_option(store: Store, field_id: int, old: str, new: str) -> None:
    """Give one word of a choice another name; the records that have it follow. Onto another option, the two become one."""
    with store.write("Rename option"):
        known = _existing(store, field_id)
        if old not in known.options:
            raise UserError(f"{old} is no option of {known.name} any more.")
        fresh = _checked_words(new, "An option")
        twin = next((word for word in known.options if word != old and word.casefold() == fresh.casefold()), None)
        kept = twin or fresh
        words = dict.fromkeys(kept if word == old else word for word in known.options)
        set_options(store, field_id, words)
        store.execute(
            "UPDATE custom_value SET value = ? WHERE field_id = ? AND value = ? AND value <> ?",
            (kept, field_id, old, kept),
        )


def move(store: Store, field_id: int, by: int) -> bool:
    """Move a field so many places down, or up when negative; whether it moved."""
    with store.write("Move field"):
        known = _existing(store, field_id)
        order = [other.id for other in fields(store, known.record)]
        return ranking.step(store, "custom_field", order, field_id, by)


def delete(store: Store, field_id: int) -> int:
    """Delete a field with its values; returns how many records lose one. Undo brings all of them back."""
    with store.write("Delete field"):
        known = _existing(store, field_id)
        losing = counts(store, known.record)[field_id]
        store.execute("DELETE FROM custom_field WHERE id = ?", (field_id,))
    return losing


# --- what the verbs above have in common -------------------------------------------------------------------------------


def _field(row: Sequence[object]) -> Field:
    number, record, name, kind, options, rank = row
    return Field(int(str(number)), str(record), str(name), str(kind), _words(str(options)), int(str(rank)))


def _words(text: str) -> tuple[str, ...]:
    try:
        listed = json.loads(text)
    except ValueError:
        return ()
    return tuple(str(word) for word in listed) if isinstance(listed, list) else ()


def _existing(store: Store, field_id: int) -> Field:
    known = field(store, field_id)
    if known is None:
        raise UserError("This field is gone. Undo brings it back.")
    return known


def _canonical(target: Field, text: str) -> str:
    return custom_value.canonical(target.kind, text, name=target.name, options=target.options)


def _options(store: Store, kind: str, options: Iterable[str]) -> list[str]:
    words: dict[str, str] = {}
    for option in options:
        word = _checked_words(option, "An option")
        words.setdefault(word.casefold(), word)
    chosen = list(words.values())
    if kind == "choice" and not chosen:
        raise UserError("A choice needs at least one option.")
    if kind == "choice" and len(chosen) > MAX_OPTIONS:
        raise UserError(f"That is {len(chosen):,} options; {MAX_OPTIONS} at most. A text field takes any word.")
    if kind == "money":
        return [currency.checked(chosen[0]) if chosen else settings.home_currency(store)]
    return chosen if kind == "choice" else []


def _free_name(store: Store, record: str, name: str, but: int | None = None) -> str:
    name = _checked_words(name, "A field")
    known = by_name(store, record, name)
    if known is not None and known.id != but:
        raise UserError(f"There is a field named {known.name} already.")
    return name


def _checked_words(text: str, what: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError(f"{what} needs a name.")
    if len(text) > MAX_NAME:
        raise UserError(f"{what} has a name of {MAX_NAME} characters at most; this one has {len(text):,}.")
    if "\0" in text:
        raise UserError(f"{what} has no NUL character in its name.")
    return text


def _check_record(record: str) -> None:
    if record not in RECORDS:
        raise ValueError(record)


def _check_there(store: Store, record: str, ids: Sequence[int]) -> None:
    there = "" if record in _KEPT_FOR_EVER else " AND deleted_at IS NULL"
    found = store.value(
        f"SELECT count(*) FROM {record} WHERE id IN (SELECT value FROM json_each(?)){there}", (json.dumps(list(ids)),)
    )
    if found != len(set(ids)):
        raise UserError(f"This {record} is gone; somebody deleted it. Undo brings it back.")

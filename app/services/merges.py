"""Merging clients or contacts that are one and the same: what differs side by side, what will move, and the merging itself.

Everything that points to the one that goes moves to the one that stays, whatever table it is in: the list comes from the
tables themselves. Values that are given up are kept, as a further e-mail or telephone and in a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_text, utc_now
from app.domain import duplicates as rules
from app.domain.duplicates import Kind
from app.domain.money import format_money
from app.models.store import Store
from app.models.tables import COLUMNS, references
from app.services import channels, custom_fields, merged_names, people, settings

MOST: Final = 4  # side by side
_OWN: Final = frozenset({"id", "archived_at", "deleted_at", "created_at"})
_NAMES: Final = {
    "email": "E-mail", "phone": "Telephone", "postcode": "Postcode", "owner_id": "Owner", "parent_id": "Part of",
    "rate_minor": "Rate an hour", "external_id": "Id elsewhere",
}  # fmt: skip
_KINDS: Final = {"organisation": "Organisation", "person": "Person"}
_CHANNELS: Final = {"email": "email", "phone": "phone", "website": "url"}
_MOVED: Final = {  # what is counted before merging, in this order: one, several
    "deal": ("deal", "deals"),
    "project": ("project", "projects"),
    "client_contact": ("contact", "contacts"),
    "client": ("client below it", "clients below it"),
    "activity": ("activity", "activities"),
    "attachment": ("file", "files"),
    "time_entry": ("time entry", "time entries"),
    "renewal": ("renewal", "renewals"),
    "tag_link": ("tag", "tags"),
    "channel": ("further address", "further addresses"),
}
_IF_THERE: Final = frozenset({"deal", "project", "client"})  # with `deleted_at`: what is deleted moves, uncounted


class Choice(NamedTuple):
    """A field as each record has it: `key` is a column or 'custom:7', `shown` for people, `chosen` the place that is proposed."""

    key: str
    name: str
    shown: tuple[str, ...]
    differs: bool
    chosen: int


class Comparison(NamedTuple):
    """Records side by side. `moves` says for each what would leave it: ((3, 'deals'), (1, 'project'))."""

    kind: Kind
    ids: tuple[int, ...]
    names: tuple[str, ...]
    stays: int
    choices: tuple[Choice, ...]
    moves: tuple[tuple[tuple[int, str], ...], ...]


class Merged(NamedTuple):
    """What a merge did: who stayed, and how many rows of each table moved."""

    id: int
    name: str
    moved: dict[str, int]


# --- before -----------------------------------------------------------------------------------------------------------


def compare(store: Store, kind: Kind, ids: Sequence[int]) -> Comparison:
    """These records side by side, the fuller value of each field proposed, and the one with most hanging on it to stay.

    Raises UserError for fewer than two or more than four, and when one of them is gone.
    """
    ids = tuple(dict.fromkeys(ids))
    if not 2 <= len(ids) <= MOST:
        raise UserError(f"Choose two to {MOST} {kind}s to merge them.")
    rows = _rows(store, kind, ids)
    values = [(column, _name(column), [row[column] for row in rows]) for column in _columns(kind)]
    shown = [(key, name, cells, _shown(store, key, cells)) for key, name, cells in values]
    own = custom_fields.values(store, kind, ids)
    for field in custom_fields.fields(store, kind):
        cells = [own[i].get(field.id, "") for i in ids]
        titles = custom_fields.link_titles(store, [cell for cell in cells if cell]) if field.kind == "link" else {}
        words = [titles.get(cell) or (custom_fields.shown(field, cell) if cell else "") for cell in cells]
        shown.append((f"custom:{field.id}", field.name, cells, words))
    moves = [_moves(store, kind, i) for i in ids]
    weight = [(sum(count for count, _ in each), -i) for each, i in zip(moves, ids, strict=True)]
    stays = weight.index(max(weight))
    choices = [
        Choice(key, name, tuple(words), len(set(cells)) > 1, _fuller(words, stays))
        for key, name, cells, words in shown
        if any(words)
    ]
    names = tuple(row["name"] for row in rows)
    return Comparison(kind, ids, names, stays, tuple(choices), tuple(moves))


def moving(comparison: Comparison, stays: int) -> list[tuple[int, str]]:
    """What would move when the record in the place `stays` stays, summed over the others."""
    counts: dict[str, int] = {}
    for place, each in enumerate(comparison.moves):
        if place != stays:
            for count, words in each:
                single = next((one for one, several in _MOVED.values() if words in (one, several)), words)
                counts[single] = counts.get(single, 0) + count
    several = dict(_MOVED.values())
    return [(count, one if count == 1 else several.get(one, one)) for one, count in counts.items()]


def listed(counts: Sequence[tuple[int, str]]) -> str:
    """'3 deals, 1 project and 4 contacts'; '' for nothing."""
    parts = [f"{count:,} {words}" for count, words in counts]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _rows(store: Store, kind: Kind, ids: Sequence[int]) -> list[dict[str, Any]]:
    columns = COLUMNS[kind]
    found = {
        row[0]: dict(zip(columns, row, strict=True))
        for row in store.rows(
            f"SELECT {', '.join(columns)} FROM {kind} WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    }
    if len(found) < len(set(ids)):
        raise UserError(f"One of these {kind}s is gone; somebody deleted or merged it. Undo brings it back.")
    return [found[i] for i in ids]


def _columns(kind: Kind) -> list[str]:
    """The columns that are chosen between; a label goes with what it labels."""
    return [column for column in COLUMNS[kind] if column not in _OWN and not column.endswith("_label")]


def _name(column: str) -> str:
    return _NAMES.get(column) or column.removesuffix("_id").replace("_", " ").capitalize()


def _shown(store: Store, column: str, cells: Sequence[Any]) -> list[str]:
    if column in ("owner_id", "parent_id"):
        table = "person" if column == "owner_id" else "client"
        names = dict(
            store.rows(
                f"SELECT id, name FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([cell for cell in cells if cell]),),
            )
        )
        return [names.get(cell, "") for cell in cells]
    if column == "kind":
        return [_KINDS.get(cell, cell) for cell in cells]
    if column.endswith("_minor"):
        home = settings.home_currency(store)
        return ["" if cell is None else format_money(cell, home) for cell in cells]
    return ["" if cell is None else str(cell) for cell in cells]


def _fuller(words: Sequence[str], stays: int) -> int:
    """The place of the longest value, where one says more than the other; else that of the record that stays."""
    if not words[stays]:
        return max(range(len(words)), key=lambda place: len(words[place]))
    mine = _bare(words[stays])
    more = [place for place, text in enumerate(words) if mine in _bare(text) and len(text) > len(words[stays])]
    return max(more, key=lambda place: len(words[place]), default=stays)


def _bare(text: str) -> str:
    """Without case, spaces, accents and punctuation: what two writings of a value have in common."""
    plain = re.sub(r"^https?://(www\.)?", "", text.strip().casefold()).rstrip("/")
    return "".join(rules.plain_words(plain)) or plain


def _moves(store: Store, kind: Kind, record: int) -> tuple[tuple[int, str], ...]:
    found = dict.fromkeys(_MOVED, 0)
    for table, column in references(kind):
        where = " AND deleted_at IS NULL" if table in _IF_THERE else ""
        count = store.value(f"SELECT count(*) FROM {table} WHERE {column} = ?{where}", (record,))
        found[table] = found.get(table, 0) + int(count)
    words = {table: _MOVED.get(table, (table.replace("_", " "), table.replace("_", " ") + "s")) for table in found}
    if kind == "contact":
        words["client_contact"] = ("client", "clients")
    return tuple((count, words[table][count != 1]) for table, count in found.items() if count)


# --- the merging itself -----------------------------------------------------------------------------------------------


def merge(store: Store, kind: Kind, ids: Sequence[int], stays: int, chosen: Mapping[str, int] | None = None) -> Merged:
    """Make one of these records: `stays` is the id of the one that stays, `chosen` names for a field the id whose value holds.

    What is not named keeps the value of the one that stays, or takes one where that is empty. Raises UserError as `compare`.
    """
    comparison = compare(store, kind, ids)
    if stays not in comparison.ids:
        raise ValueError(stays)
    places = {i: place for place, i in enumerate(comparison.ids)}
    winner = places[stays]
    with store.write(f"Merge {kind}s"):
        rows = _rows(store, kind, comparison.ids)
        picked = {
            choice.key: places[chosen[choice.key]] if chosen and choice.key in chosen else _kept(choice.shown, winner)
            for choice in comparison.choices
        }
        losers = [i for i in comparison.ids if i != stays]
        moved: dict[str, int] = {}
        for loser in losers:
            for table, count in _move(store, kind, loser, stays).items():
                moved[table] = moved.get(table, 0) + count
        _take_values(store, kind, rows, picked, winner)
        _keep_lost(store, comparison, picked, winner)
        now = moment_text(utc_now())
        for row in rows:
            if row["id"] != stays:
                store.execute(f"UPDATE {kind} SET deleted_at = ? WHERE id = ?", (now, row["id"]))
                merged_names.remember(store, kind, row, stays)
    name = store.value(f"SELECT name FROM {kind} WHERE id = ?", (stays,))
    return Merged(stays, str(name), moved)


def _kept(words: Sequence[str], winner: int) -> int:
    return winner if words[winner] else _fuller(words, winner)


def _move(store: Store, kind: Kind, loser: int, winner: int) -> dict[str, int]:
    """Everything that points to `loser` points to `winner` afterwards; how many rows of each table."""
    moved: dict[str, int] = {}
    _join_places(store, kind, loser, winner)
    _drop_known_channels(store, kind, loser, winner)
    for table, column in references(kind):
        # What both had (a tag, a place at a client) is there once already, and the other goes with the record.
        count = store.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (winner, loser))
        if count:
            moved[table] = moved.get(table, 0) + count
    for table in ("tag_link", "client_contact"):
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


def _take_values(
    store: Store, kind: Kind, rows: Sequence[dict[str, Any]], picked: Mapping[str, int], winner: int
) -> None:
    """Write the chosen values to the record that stays; a label goes with what it labels."""
    record, gone = rows[winner]["id"], {row["id"] for row in rows}
    values = {key: rows[place][key] for key, place in picked.items() if not key.startswith("custom:")}
    for column in COLUMNS[kind]:
        base = {"address_label": "street"}.get(column, column.removesuffix("_label"))
        if column.endswith("_label") and base in picked:
            values[column] = rows[picked[base]][column]
    if kind == "client":
        above = [row["parent_id"] for row in (rows[picked.get("parent_id", winner)], *rows)]
        values["parent_id"] = next((i for i in above if i is not None and i not in gone), None)
        if values["parent_id"] is not None and _is_below(store, values["parent_id"], record):
            values["parent_id"] = None
    store.execute(
        f"UPDATE {kind} SET {', '.join(f'{column} = ?' for column in values)} WHERE id = ?", (*values.values(), record)
    )
    for key, place in picked.items():
        if key.startswith("custom:") and place != winner:
            _take_custom(store, int(key.removeprefix("custom:")), rows[place]["id"], record)


def _take_custom(store: Store, field: int, source: int, record: int) -> None:
    value = store.value("SELECT value FROM custom_value WHERE field_id = ? AND record_id = ?", (field, source))
    store.execute("DELETE FROM custom_value WHERE field_id = ? AND record_id = ?", (field, record))
    if value is not None:
        store.execute("INSERT INTO custom_value (field_id, record_id, value) VALUES (?, ?, ?)", (field, record, value))


def _is_below(store: Store, client: int, top: int) -> bool:
    """Whether `client` is `top` or stands below it."""
    seen: set[int] = set()
    here: int | None = client
    while here is not None and here not in seen:
        if here == top:
            return True
        seen.add(here)
        here = store.value("SELECT parent_id FROM client WHERE id = ?", (here,))
    return False


def _keep_lost(store: Store, comparison: Comparison, picked: Mapping[str, int], winner: int) -> None:
    """What was given up and says something else than what was chosen: e-mails and numbers as further ones, all in a note."""
    kind, record = comparison.kind, comparison.ids[winner]
    lost: dict[int, list[str]] = {}
    for choice in comparison.choices:
        won = _bare(choice.shown[picked[choice.key]])
        for place, text in enumerate(choice.shown):
            among = choice.key == "parent_id" and text in comparison.names
            if not text or _bare(text) == won or choice.key == "kind" or among:
                continue
            lost.setdefault(place, []).append(f"{choice.name}: {text}")
            if choice.key in _CHANNELS:
                channels.add_many(store, kind, record, _CHANNELS[choice.key], [text])
    lines = []
    for place, parts in lost.items():
        whose = "before the merge" if place == winner else f"from {comparison.names[place]}"
        lines += [f"Kept {whose}:", *parts]
    if lines:
        store.execute(
            f"INSERT INTO activity (kind, {kind}_id, text, at, by_id) VALUES ('note', ?, ?, ?, ?)",
            (record, "\n".join(lines), moment_text(utc_now()), people.me(store).id),
        )

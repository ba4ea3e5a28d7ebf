"""Merging clients, contacts or deals that are one and the same: what differs side by side, what will move, and the merging itself.

Everything that points to the one that goes moves to the one that stays, whatever table it is in: the list comes from the
tables themselves. Values that are given up are kept, as a further e-mail or telephone and in a note. What is a deal's own stands in
`deal_merges`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_text, utc_now
from app.domain import duplicates as rules
from app.domain.duplicates import Kind
from app.models.store import Store
from app.models.tables import COLUMNS, references
from app.services import channels, deal_merges, merge_fields, merge_moves, merged_names, people

MOST: Final = 4  # side by side
ALL: Final = -1  # in place of an id: what all have of it, together
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
    "promise": ("promise", "promises"),
    "handoff": ("handoff", "handoffs"),
    "change_order": ("change order", "change orders"),
}
_IF_THERE: Final = frozenset({"deal", "project", "client"})  # with `deleted_at`: what is deleted moves, uncounted


class Choice(NamedTuple):
    """A field as each record has it: `key` is a column or 'custom:7', `shown` for people, `chosen` the place that is proposed.

    `held`: it can be no other; `proposed`: whoever stays, `chosen` is the better one. `together` says in words what all of
    them are at once, where that can be chosen too.
    """

    key: str
    name: str
    shown: tuple[str, ...]
    differs: bool
    chosen: int
    held: bool = False
    together: str = ""
    proposed: bool = False


class Comparison(NamedTuple):
    """Records side by side. `moves` says for each what would leave it: ((3, 'deals'), (1, 'project')). `bound` says why no
    other one than the proposed one can stay; '' where any of them can.
    """

    kind: Kind
    ids: tuple[int, ...]
    names: tuple[str, ...]
    stays: int
    choices: tuple[Choice, ...]
    moves: tuple[tuple[tuple[int, str], ...], ...]
    bound: str = ""


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
    moves = [_moves(store, kind, i) for i in ids]
    bound = ""
    weight: list[tuple[int, ...]] = [(sum(count for count, _ in each), -i) for each, i in zip(moves, ids, strict=True)]
    if kind == "deal":
        bound, standing = deal_merges.who_stays(store, rows)
        weight = [(*first, *more) for first, more in zip(standing, weight, strict=True)]
    stays = weight.index(max(weight))
    if kind == "deal":
        fields = deal_merges.fields(store, rows, stays, held=bool(bound))
    else:
        fields = merge_fields.columns(store, kind, rows)
    choices = [
        Choice(
            each.key, each.name, tuple(each.words), len(set(each.cells)) > 1,
            _fuller(each.words, stays) if each.proposed is None else each.proposed, each.held, each.together,
            each.proposed is not None,
        )
        for each in (*fields, *merge_fields.own(store, kind, ids))
        if any(each.words)
    ]  # fmt: skip
    return Comparison(
        kind, ids, tuple(merge_fields.called(kind, row) for row in rows), stays, tuple(choices), tuple(moves), bound
    )


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
        if kind == "deal" and table in deal_merges.STAYS:
            continue
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
    if comparison.bound and winner != comparison.stays:
        raise UserError(comparison.bound)
    with store.write(f"Merge {kind}s"):
        rows = _rows(store, kind, comparison.ids)
        picked = {choice.key: _picked(choice, places, winner, chosen or {}) for choice in comparison.choices}
        lost = _lost(store, comparison, picked)
        moved: dict[str, int] = {}
        for loser in (i for i in comparison.ids if i != stays):
            for table, count in merge_moves.move(store, kind, loser, stays).items():
                moved[table] = moved.get(table, 0) + count
        own = {key: place for key, place in picked.items() if not key.startswith("custom:")}
        if kind == "deal":
            deal_merges.take(store, rows, own, winner)
        else:
            _take_values(store, kind, rows, own, winner)
        for key, place in picked.items():
            if key.startswith("custom:") and place != winner:
                _take_custom(store, int(key.removeprefix("custom:")), rows[place]["id"], stays)
        _keep_lost(store, comparison, lost, winner)
        now = moment_text(utc_now())
        for row in rows:
            if row["id"] != stays:
                store.execute(f"UPDATE {kind} SET deleted_at = ? WHERE id = ?", (now, row["id"]))
                if kind == "deal":
                    store.execute("UPDATE deal SET merged_into_id = ? WHERE id = ?", (stays, row["id"]))
                else:
                    merged_names.remember(store, kind, row, stays)
    column = merge_fields.TITLES[kind]
    name = store.value(f"SELECT {column} FROM {kind} WHERE id = ?", (stays,))
    return Merged(stays, str(name), moved)


def _picked(choice: Choice, places: Mapping[int, int], winner: int, chosen: Mapping[str, int]) -> int:
    """The place whose value of a field holds; `ALL` for those of all together."""
    if choice.held:
        return choice.chosen
    if choice.key in chosen:
        return ALL if chosen[choice.key] == ALL and choice.together else places[chosen[choice.key]]
    if choice.proposed:
        return choice.chosen
    return winner if choice.shown[winner] else _fuller(choice.shown, winner)


def _take_values(
    store: Store, kind: Kind, rows: Sequence[dict[str, Any]], picked: Mapping[str, int], winner: int
) -> None:
    """Write the chosen values to the record that stays; a label goes with what it labels."""
    record, gone = rows[winner]["id"], {row["id"] for row in rows}
    values = {key: rows[place][key] for key, place in picked.items()}
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


def _lost(store: Store, comparison: Comparison, picked: Mapping[str, int]) -> dict[int, list[tuple[str, str, str]]]:
    """By place the key, name and words of what is given up and says something else than what was chosen."""
    lost: dict[int, list[tuple[str, str, str]]] = {}
    for choice in comparison.choices:
        won = picked[choice.key]
        if won == ALL:
            continue
        for place, text in enumerate(choice.shown):
            among = choice.key == "parent_id" and text in comparison.names
            if text and _bare(text) != _bare(choice.shown[won]) and choice.key != "kind" and not among:
                lost.setdefault(place, []).append((choice.key, choice.name, text))
        if comparison.kind == "deal" and choice.key == deal_merges.AMOUNT:
            lines = [deal_merges.line_words(store, i) for i in comparison.ids]
            for place, words in enumerate(lines):
                if words != lines[won]:
                    lost.setdefault(place, []).extend(("", "Line", line) for line in words)
    return lost


def _keep_lost(
    store: Store, comparison: Comparison, lost: Mapping[int, Sequence[tuple[str, str, str]]], winner: int
) -> None:
    """E-mails and numbers that were given up are further ones from now on; all that was stands in a note."""
    kind, record, lines = comparison.kind, comparison.ids[winner], []
    for place, parts in lost.items():
        whose = "before the merge" if place == winner else f"from {comparison.names[place]}"
        lines += [f"Kept {whose}:", *(f"{name}: {text}" for _, name, text in parts)]
        for key, _, text in parts:
            if key in _CHANNELS:
                channels.add_many(store, kind, record, _CHANNELS[key], [text])
    if lines:
        store.execute(
            f"INSERT INTO activity (kind, {kind}_id, text, at, by_id) VALUES ('note', ?, ?, ?, ?)",
            (record, "\n".join(lines), moment_text(utc_now()), people.me(store).id),
        )

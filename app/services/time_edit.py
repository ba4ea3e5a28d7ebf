"""What is done to entries of time afterwards: split, joined, and read again as they were before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_from, moment_text
from app.models.store import Store
from app.services import timelog
from app.services.timelog import ENTRY_GONE

_COPIED: Final = (
    "task_id, project_id, deal_id, client_id, person_id, note, billable, rate_minor, currency, rate_from, created_at"
)
_SAME: Final = {
    "person_id": "people",
    "on_date": "days",
    "task_id, project_id, deal_id, client_id": "things",
    "billable": "kinds, billable and not billable",
    "rate_minor, currency": "rates",
}
_NAMES: Final = {
    "task": ("task", "title"),
    "project": ("project", "name"),
    "deal": ("deal", "title"),
    "client": ("client", "name"),
    "person": ("person", "name"),
}


class Change(NamedTuple):
    """What became of an entry once: the field as a person calls it, what it was and is, when and by whom."""

    field: str
    old: str
    new: str
    at: datetime
    who: str


def split(store: Store, entry_id: int, minutes: int) -> int:
    """Make two of an entry: the first keeps `minutes`, the rest is a new one behind it. Returns the id of that.

    Raises UserError when nothing would be left on one side.
    """
    row = store.row("SELECT minutes, started_at, ended_at FROM time_entry WHERE id = ?", (entry_id,))
    if row is None:
        raise UserError(ENTRY_GONE)
    whole, started, ended = row
    if whole is None:
        raise UserError("The clock still runs on this entry. Stop it first.")
    if not 0 < minutes < whole:
        raise UserError(f"Say how much stays in the first part: less than its {whole // 60}:{whole % 60:02} h.")
    middle = moment_from(started) + timedelta(minutes=minutes) if ended else None
    with store.write("Split time"):
        made = twin(store, entry_id, whole - minutes, middle, moment_from(ended) if ended else None)
        store.execute(
            "UPDATE time_entry SET minutes = ?, ended_at = ? WHERE id = ?",
            (minutes, moment_text(middle) if middle else None, entry_id),
        )
    return made


def twin(store: Store, entry_id: int, minutes: int, start: datetime | None, end: datetime | None) -> int:
    """Another entry like this one, at another time; returns its id. Inside `store.write`."""
    day = start.astimezone().date().isoformat() if start else None
    store.execute(
        f"INSERT INTO time_entry ({_COPIED}, on_date, started_at, ended_at, minutes) "
        f"SELECT {_COPIED}, ifnull(?, on_date), ?, ?, ? FROM time_entry WHERE id = ?",
        (day, moment_text(start) if start else None, moment_text(end) if end else None, minutes, entry_id),
    )
    return int(store.value("SELECT max(id) FROM time_entry"))


def merge(store: Store, entry_ids: Sequence[int]) -> int:
    """Make one of several entries of one person, day, thing and rate; returns the id of the one that stays.

    It has their minutes and notes; moments only where they follow each other without a gap. Raises UserError when they
    differ in what one entry has once.
    """
    ids = json.dumps(list(entry_ids))
    where = "FROM time_entry WHERE id IN (SELECT value FROM json_each(?)) AND minutes IS NOT NULL"
    found = store.rows(f"SELECT id, minutes, started_at, ended_at, note {where} ORDER BY started_at IS NULL, started_at, id", (ids,))  # fmt: skip
    if len(found) < 2:
        raise UserError("Choose two entries or more to join.")
    for columns, words in _SAME.items():
        if len(store.rows(f"SELECT DISTINCT {columns} {where}", (ids,))) > 1:
            raise UserError(f"These entries are of different {words}, so they stay apart.")
    notes = "; ".join(dict.fromkeys(row[4] for row in found if row[4]))
    chained = all(row[3] for row in found) and all(before[3] == after[2] for before, after in pairwise(found))
    keeps = found[0][0]
    with store.write("Join time"):
        for row in found[1:]:
            timelog.take_into(store, row[0], keeps)
        store.execute(
            "UPDATE time_entry SET minutes = ?, started_at = ?, ended_at = ?, note = ? WHERE id = ?",
            (
                sum(row[1] for row in found),
                found[0][2] if chained else None,
                found[-1][3] if chained else None,
                notes,
                keeps,
            ),
        )
    return int(keeps)


def history(store: Store, entry_id: int) -> list[Change]:
    """What was changed of an entry, the newest first. What an earlier one with the same number went through is not of this one."""
    found = store.rows(
        "SELECT v.field, v.old, v.new, v.at, ifnull(p.name, '') FROM time_event v LEFT JOIN person p ON p.id = v.by_id "
        "WHERE v.entry_id = :id AND v.field <> 'joined' AND v.id > ifnull((SELECT max(d.id) FROM time_event d WHERE d.entry_id = :id "
        "AND d.field = 'deleted' AND EXISTS (SELECT 1 FROM time_entry WHERE id = :id) AND NOT EXISTS (SELECT 1 FROM time_event r "
        "WHERE r.entry_id = :id AND r.field = 'restored' AND CAST(r.old AS INTEGER) = d.id)), 0) ORDER BY v.id DESC",
        {"id": entry_id},
    )
    currency = store.value("SELECT currency FROM time_entry WHERE id = ?", (entry_id,)) or ""
    return [_change(store, row, currency) for row in found]


def _change(store: Store, row: tuple[Any, ...], currency: str) -> Change:
    field, old, new, at, who = row
    if field in ("deleted", "restored"):
        return Change(
            field,
            "there" if field == "deleted" else "deleted",
            field if field == "deleted" else "back",
            moment_from(at),
            who,
        )
    return Change(field, _words(store, field, old, currency), _words(store, field, new, currency), moment_from(at), who)


def _words(store: Store, field: str, value: Any, currency: str) -> str:
    if value in (None, ""):
        return "nothing"
    if field == "minutes":
        return f"{int(value) // 60}:{int(value) % 60:02} h"
    if field in ("start", "end"):
        return f"{moment_from(value).astimezone():%H:%M}"
    if field == "billable":
        return "billable" if str(value) == "1" else "not billable"
    if field == "rate":
        from app.domain.money import format_money

        return format_money(int(value), currency or "EUR")
    if field in _NAMES:
        table, column = _NAMES[field]
        return str(store.value(f"SELECT {column} FROM {table} WHERE id = ?", (int(value),)) or "something gone")
    return str(value)

"""Entries of time that were deleted, and the way back for each.

An entry's last row in its history holds all that it was. What was joined into another entry is not lost, and so not listed.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from app.base import UserError, moment_from, moment_text, today, utc_now
from app.models.store import Store
from app.services import settings, time_rates, timelog

_LEFT: Final = "v.field = 'deleted' AND v.id NOT IN (SELECT CAST(s.old AS INTEGER) FROM time_event s WHERE s.field IN ('restored', 'joined'))"
_OF: Final = "json_extract(v.old, '$.person') = :person"
_ON: Final = ("task", "deal", "project", "client")
_GONE: Final = "This entry is back already, or what deleted it was undone. Close the list and open it again."


class Deleted(NamedTuple):
    """A deleted entry: `id` of the deed, the day and minutes it had, what it was on ('' when that is gone), when it went and by whom."""

    id: int
    on_date: date
    minutes: int
    started: datetime | None
    ended: datetime | None
    title: str
    note: str
    at: datetime
    who: str


def count(store: Store, person_id: int) -> int:
    """How many entries of the person can be brought back."""
    return int(store.value(f"SELECT count(*) FROM time_event v WHERE {_LEFT} AND {_OF}", {"person": person_id}))


def deleted(store: Store, person_id: int) -> list[Deleted]:
    """The deleted entries of the person, the last deleted first."""
    found = store.rows(
        "SELECT v.id, json_extract(v.old, '$.day'), json_extract(v.old, '$.minutes'), json_extract(v.old, '$.start'), "
        "json_extract(v.old, '$.end'), coalesce(t.title, d.title, p.name, c.name, ''), json_extract(v.old, '$.note'), v.at, "
        "ifnull(w.name, '') FROM time_event v LEFT JOIN task t ON t.id = json_extract(v.old, '$.task') "
        "LEFT JOIN deal d ON d.id = json_extract(v.old, '$.deal') LEFT JOIN project p ON p.id = json_extract(v.old, '$.project') "
        "LEFT JOIN client c ON c.id = json_extract(v.old, '$.client') LEFT JOIN person w ON w.id = v.by_id "
        f"WHERE {_LEFT} AND {_OF} ORDER BY v.id DESC",
        {"person": person_id},
    )
    return [
        Deleted(
            key, date.fromisoformat(day), minutes, _moment(start), _moment(end), title, note or "", moment_from(at), who
        )
        for key, day, minutes, start, end, title, note, at, who in found
    ]  # fmt: skip


def bring_back(store: Store, deed_id: int, *, cut: bool = False) -> list[int]:
    """Bring one deleted entry back as it was, with its rate and history; returns its id.

    With `cut` only the parts of its time that are free come back, an entry for each. Raises UserError when it is back
    already or what it was on is gone, ClashError when other entries have its time, and when its day would be too long.
    """
    row = store.row(f"SELECT v.entry_id, v.old FROM time_event v WHERE v.id = ? AND {_LEFT}", (deed_id,))
    if row is None:
        raise UserError(_GONE)
    entry_id, old = int(row[0]), json.loads(row[1])
    parts = _parts(store, old, cut)
    timelog.refuse_full(store, old["person"], date.fromisoformat(old["day"]), sum(part[0] for part in parts))
    made: list[int] = []
    with store.write("Bring back time"):
        for place, part in enumerate(parts):
            number = _free_number(store) if place or _reused(store, entry_id, deed_id) else entry_id
            made.append(_insert(store, number, old, *part))
        if made[0] != entry_id:
            _move_history(store, entry_id, made[0], deed_id)
        store.execute(
            "INSERT INTO time_event (entry_id, field, old, new, on_date, at, by_id) VALUES (?, 'restored', ?, NULL, ?, ?, "
            "(SELECT id FROM person WHERE is_me = 1))",
            (made[0], deed_id, today().isoformat(), moment_text(utc_now())),
        )
        if old["rate"] is None:
            time_rates.freeze(store, made)
    return made


def _parts(store: Store, old: dict[str, Any], cut: bool) -> list[tuple[int, datetime | None, datetime | None]]:
    """(minutes, start, end) of what comes back."""
    start, end = _moment(old["start"]), _moment(old["end"])
    if start is None or end is None:
        return [(old["minutes"], None, None)]
    if not cut:
        timelog.refuse_clash(store, old["person"], start, end)
        return [(old["minutes"], start, end)]
    free = timelog.free_parts(store, old["person"], start, end)
    if not free:
        raise UserError("All of this time has entries already, so nothing of it can come back.")
    return [(timelog.span_minutes(first, last), first, last) for first, last in free]


def _reused(store: Store, entry_id: int, deed_id: int) -> bool:
    """Whether another entry has, or had since, the number of the deleted one: SQLite gives the highest away again."""
    later = "SELECT 1 FROM time_event WHERE entry_id = ? AND id > ?"
    return _is_there(store, "time_entry", entry_id) or store.row(later, (entry_id, deed_id)) is not None


def _free_number(store: Store) -> int:
    return 1 + int(
        store.value(
            "SELECT max(ifnull((SELECT max(id) FROM time_entry), 0), ifnull((SELECT max(entry_id) FROM time_event), 0))"
        )
    )


def _insert(
    store: Store, entry_id: int, old: dict[str, Any], minutes: int, start: datetime | None, end: datetime | None
) -> int:
    on = {kind: old[kind] if _is_there(store, kind, old[kind]) else None for kind in _ON}
    if not any(on.values()):
        raise UserError("What this time was spent on is gone for good. Log it anew on something else.")
    if not _is_there(store, "person", old["person"]):
        raise UserError("Whoever worked this is gone for good. Log it anew for somebody else.")
    store.execute(
        "INSERT INTO time_entry (id, task_id, deal_id, project_id, client_id, person_id, on_date, minutes, started_at, ended_at, note, "
        "billable, rate_minor, currency, rate_from, external_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry_id, *(on[kind] for kind in _ON), old["person"], start.astimezone().date().isoformat() if start else old["day"],
            minutes, moment_text(start) if start else None, moment_text(end) if end else None, old["note"], old["billable"],
            old["rate"], old.get("currency") or settings.home_currency(store), old.get("rate_from", ""), old.get("external_id", ""),
            old.get("created_at") or moment_text(utc_now()),
        ),
    )  # fmt: skip
    return entry_id


def _move_history(store: Store, old_id: int, new_id: int, deed_id: int) -> None:
    """What was told of the entry under its old number is told of its new one too."""
    store.execute(
        "INSERT INTO time_event (entry_id, field, old, new, on_date, at, by_id) SELECT ?, field, old, new, on_date, at, by_id "
        "FROM time_event WHERE entry_id = ? AND id < ? AND field <> 'joined' AND id > (SELECT ifnull(max(id), 0) FROM time_event "
        "WHERE entry_id = ? AND field = 'deleted' AND id < ?) ORDER BY id",
        (new_id, old_id, deed_id, old_id, deed_id),
    )


def _is_there(store: Store, table: str, record_id: int | None) -> bool:
    return bool(store.value(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?)", (record_id,)))


def _moment(text: str | None) -> datetime | None:
    return moment_from(text) if text else None

"""What a row of a file changes of a task that is there: an empty cell, or a column that the file has not, changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import today
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services.imports import Batch

#: Columns that a change of status empties.
EMPTIED: Final = ("started_on", "done_on")
_NEVER: Final = frozenset(("created_on", "created_at", "rank", "id"))
_WORDS: Final = frozenset(("key", "external_id"))


class Was(NamedTuple):
    """A task as it is before the file comes; days are ISO texts."""

    kind: str
    start_on: str | None
    due_on: str | None
    started_on: str | None
    done_on: str | None
    duration_days: int | None


def task(store: Store, task_id: int) -> Was:
    """The task as it is."""
    row = store.row(
        "SELECT s.kind, t.start_on, t.due_on, t.started_on, t.done_on, t.duration_days FROM task t JOIN status s ON s.id = t.status_id "
        "WHERE t.id = ?",
        (task_id,),
    )
    assert row is not None
    return Was(*row)


def ends_too_early(was: Was, row: dict[str, Any]) -> str | None:
    """Why the days of the row and those of the task do not go together; None when they do."""
    start, due = row["start_on"] or was.start_on, row["due_on"] or was.due_on
    return f"The task is due before it starts ({start})." if start and due and due < start else None


def of(was: Was, row: dict[str, Any], cell: dict[str, Any], kind: str, calendar: Calendar) -> dict[str, Any]:
    """The columns to write, of a row that comes with the status `kind`."""
    values = {name: value for name, value in row.items() if name not in _NEVER and not (name in _WORDS and value == "")}
    for name in ("status_id", *EMPTIED):
        del values[name]
    if cell.get("status") or cell.get("done"):
        values |= {"status_id": row["status_id"], **_status_days(was, row, cell, kind)}
    days = _followed(was, row, calendar)
    if values["duration_days"] is None and days is not None:
        values["duration_days"] = days
    return values


def _status_days(was: Was, row: dict[str, Any], cell: dict[str, Any], kind: str) -> dict[str, str | None]:
    """The days that follow from the kind of status, as when a card is moved; within one kind they stay."""
    done = None
    if kind == "done":
        done = row["done_on"] if cell.get("done") or was.kind != "done" else was.done_on
    if kind == "todo":
        return {"started_on": None, "done_on": None}
    begun = was.started_on or (row["started_on"] or today().isoformat() if kind != "cancelled" else None)
    return {"started_on": min(begun, done) if begun and done else begun, "done_on": done}


def _followed(was: Was, row: dict[str, Any], calendar: Calendar) -> int | None:
    """Working days of a task whose length was that of its days, where the file moves these; None where it stays."""
    if not (row["start_on"] or row["due_on"]) or not was.duration_days or not (was.start_on and was.due_on):
        return None
    if was.duration_days != _between(calendar, was.start_on, was.due_on):
        return None
    return _between(calendar, row["start_on"] or was.start_on, row["due_on"] or was.due_on)


def _between(calendar: Calendar, start: str, due: str) -> int:
    return calendar.between(date.fromisoformat(start), date.fromisoformat(due))


def drop_links(store: Store, successor: int, kept: Iterable[int]) -> None:
    """Take out the links of a task to others of its project that a file leaves out; those to other projects no file can name."""
    marks = list(kept)
    store.execute(
        "DELETE FROM dependency WHERE id IN (SELECT d.id FROM dependency d JOIN task p ON p.id = d.predecessor_id "
        "JOIN task s ON s.id = d.successor_id WHERE d.successor_id = ? AND p.project_id IS s.project_id "
        f"AND d.predecessor_id NOT IN ({', '.join('?' * len(marks))}))",
        (successor, *marks),
    )


def beside(store: Store, batch: Batch, tasks: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """What a file may change of these tasks beside their own columns: milestone, links, tags and own fields. Nothing where it has no such
    column.
    """
    if not batch.custom and not batch.columns.keys() & {"milestone", "predecessors", "labels"}:
        return {}
    return {
        row[0]: row[1:]
        for row in store.rows(
            "SELECT t.id, t.milestone_id, (SELECT json_group_array(predecessor_id || kind || lag_days) FROM (SELECT * FROM dependency d "
            "WHERE d.successor_id = t.id ORDER BY d.predecessor_id)), (SELECT json_group_array(tag_id) FROM (SELECT tag_id FROM tag_link l "
            "WHERE l.task_id = t.id ORDER BY tag_id)), (SELECT json_group_object(field_id, value) FROM (SELECT v.field_id, v.value "
            "FROM custom_value v JOIN custom_field f ON f.id = v.field_id WHERE v.record_id = t.id AND f.record = 'task' ORDER BY 1)) "
            "FROM task t WHERE t.id IN (SELECT value FROM json_each(?))",
            (json.dumps([task for task in tasks if task > 0]),),
        )
    }

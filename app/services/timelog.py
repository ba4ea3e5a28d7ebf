"""Time spent: entries on a task (and with it on its project and client), a deal, or a client."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, today
from app.models.delivering import TimeEntry
from app.models.store import Store
from app.services import people
from app.services.task_board import TASK_GONE

MAX_MINUTES = 24 * 60
FIELDS = frozenset({"minutes", "on_date", "note", "billable", "person_id"})


class TimeRow(NamedTuple):
    """One entry; `minutes` is None while its clock runs."""

    id: int
    on_date: date
    person_id: int | None
    person: str
    minutes: int | None
    note: str
    billable: bool


def add(
    store: Store,
    minutes: int,
    *,
    task_id: int | None = None,
    project_id: int | None = None,
    deal_id: int | None = None,
    client_id: int | None = None,
    person_id: int | None = None,
    on: date | None = None,
    note: str = "",
    billable: bool = True,
) -> int:
    """Log `minutes` of work, by me and today unless said otherwise; what a task belongs to is filled in.
    Returns the id.

    Raises UserError for no time at all, for more than a day, for a day to come, or when the entry is on
    nothing.
    """
    if task_id is not None:
        row = store.row(
            "SELECT t.project_id, p.client_id FROM task t LEFT JOIN project p ON p.id = t.project_id "
            "WHERE t.id = ? AND t.deleted_at IS NULL",
            (task_id,),
        )
        if row is None:
            raise UserError(TASK_GONE)
        project_id, client_id = row[0], row[1] if client_id is None else client_id
    if task_id is project_id is deal_id is client_id is None:
        raise UserError("Say what the time was spent on: a task, a project, a deal or a client.")
    with store.write("Add time"):
        entry = TimeEntry.create(
            task=task_id,
            project=project_id,
            deal=deal_id,
            client=client_id,
            person=person_id or people.me(store).id,
            on_date=_day(on or today()),
            minutes=_minutes(minutes),
            note=note.strip(),
            billable=billable,
        )
    return int(entry.id)


def change(store: Store, entry_id: int, field: str, value: Any) -> None:
    """Change one field of an entry; raises UserError when the value cannot be."""
    if field not in FIELDS:
        raise ValueError(field)
    checked = _minutes(value) if field == "minutes" else _day(value) if field == "on_date" else value
    with store.write("Change time"):
        if not TimeEntry.update({field.removesuffix("_id"): checked}).where(TimeEntry.id == entry_id).execute():
            raise UserError("This entry is gone; somebody deleted it. Undo brings it back.")


def delete(store: Store, entry_id: int) -> None:
    """Take an entry away."""
    with store.write("Delete time"):
        TimeEntry.delete().where(TimeEntry.id == entry_id).execute()


def total(store: Store, task_id: int) -> int:
    """Minutes logged on a task."""
    return int(store.value("SELECT ifnull(sum(minutes), 0) FROM time_entry WHERE task_id = ?", (task_id,)))


def entries(store: Store, task_id: int) -> list[TimeRow]:
    """The entries of a task, the newest first."""
    found = store.rows(
        "SELECT e.id, e.on_date, e.person_id, ifnull(p.name, ''), e.minutes, e.note, e.billable "
        "FROM time_entry e LEFT JOIN person p ON p.id = e.person_id WHERE e.task_id = ? "
        "ORDER BY e.on_date DESC, e.id DESC",
        (task_id,),
    )
    return [TimeRow._make((i, date.fromisoformat(day), *rest[:4], bool(rest[4]))) for i, day, *rest in found]


def _minutes(value: int) -> int:
    if not 0 < value <= MAX_MINUTES:
        raise UserError(
            "A time entry is longer than 0 and at most 24 hours. Write longer work as an entry for each day."
        )
    return value


def _day(day: date) -> date:
    if day > today():
        raise UserError("Time is logged when it was spent, so not on a day to come.")
    return day

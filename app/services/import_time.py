"""Landing hours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.base import UserError, moment_text, today
from app.domain.timing import at_clock
from app.models.store import Store
from app.services import people, time_rates, timelog
from app.services.import_tasks import Key, known_tasks
from app.services.imports import Batch, Landed, OnDuplicate, ensure_names, ensure_people, stamp

TIME = ("task_id", "project_id", "deal_id", "client_id", "person_id", "on_date", "started_at", "ended_at", "minutes", "note", "billable",
        "created_at")  # fmt: skip


def time(store: Store, batch: Batch, on_duplicate: OnDuplicate, landed: Landed) -> None:
    """Land hours. An entry is known when person, day, beginning, minutes, note and what it was for are the same.

    What the window refuses is refused here: nobody does two things at a time, or works on a day to come or for over 24 hours.
    """
    fresh, mine = stamp(), people.me(store).id
    who = ensure_people(store, batch.column("person"), landed)
    clients = ensure_names(store, "client", batch.column("client"), landed, owner_id=mine, created_at=fresh)
    projects = ensure_names(
        store, "project", batch.column("project"), landed, status="active", owner_id=mine, created_at=fresh
    )
    deals = {
        title.lower(): row
        for row, title in store.rows("SELECT id, title FROM deal WHERE deleted_at IS NULL ORDER BY id DESC")
    }
    known = known_tasks(store)
    there = set(store.rows(f"SELECT {', '.join(TIME[:-1])} FROM time_entry"))
    last = store.value("SELECT ifnull(max(id), 0) FROM time_entry")
    undated = 0
    for index, number in enumerate(batch.rows):
        cell = {name: cells[index] for name, cells in batch.columns.items()}
        project = projects.get((cell.get("project") or "").lower())
        task = _task_named(store, known, project, cell.get("task"))
        deal = deals.get((cell.get("deal") or "").lower())
        client = clients.get((cell.get("client") or "").lower())
        problem = _refusal(cell, (task, project, deal, client))
        if problem:
            landed.refuse(number, *problem)
            continue
        day, span, minutes = _spent(cell)
        person = who.get((cell.get("person") or "").lower(), mine)
        moments = [moment_text(each) for each in span] if span else [None, None]
        row = (
            task, project, deal, client, person, day.isoformat(), *moments, minutes, cell.get("note") or "",
            0 if cell.get("billable") is False else 1,
        )  # fmt: skip
        if row in there and on_duplicate != "create":
            landed.skipped += 1
            continue
        try:
            timelog.refuse_entry(store, person, day, minutes, span)
        except UserError as refused:
            if span and cell.get("hours") is None:
                landed.refuse(number, "ended", cell["ended"], str(refused))
            else:
                landed.refuse(number, "hours", f"{minutes / 60:g}", str(refused))
            continue
        there.add(row)
        undated += cell.get("started") is None
        store.insert("time_entry", TIME, [(*row, fresh)])
        landed.created += 1
    if undated:
        landed.notes.append(f"{undated:,} {'entry says' if undated == 1 else 'entries say'} no day; today is taken.")
    time_rates.freeze(store, store.ids("SELECT id FROM time_entry WHERE id > ?", (last,)))


def _task_named(store: Store, known: dict[Key, int], project: int | None, word: str | None) -> int | None:
    if not word:
        return None
    for name in ((project, word), (project, "=" + word)):
        if name in known:
            return known[name]
    if project is not None:
        return None
    found = store.ids("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL LIMIT 2", (word,))
    return found[0] if len(found) == 1 else None


def _refusal(cell: dict[str, Any], on: tuple[int | None, ...]) -> tuple[str, Any, str] | None:
    started, ended, hours = cell.get("started"), cell.get("ended"), cell.get("hours")
    task, _, deal, _ = on
    if cell.get("task") and task is None:
        return (
            "task",
            cell["task"],
            f"There is no one task “{cell['task']}” that this time could belong to. Import the tasks first.",
        )
    if cell.get("deal") and deal is None:
        return "deal", cell["deal"], f"There is no deal “{cell['deal']}”. Import the deals first."
    if not any(on):
        return "task", None, "Say what the time was spent on: a task, a project, a deal or a client."
    if hours is None and not (started and ended):
        return "hours", hours, "How long it took is missing: give the hours, or when it started and ended."
    if started and ended:
        for name in ("started", "ended"):
            try:
                _moment(cell[name])
            except UserError as problem:
                return name, cell[name], f"{problem} Correct it, or write its zone behind it, such as 02:30+01:00."
        if _moment(ended) < _moment(started):
            return "ended", ended, "It ended before it started."
    return None


def _moment(cell: datetime) -> datetime:
    """One without a zone is the user's own time. Raises UserError for an hour that spring leaves out."""
    return at_clock(cell.date(), cell.time()) if cell.tzinfo is None else cell.astimezone(UTC)


def _spent(cell: dict[str, Any]) -> tuple[date, tuple[datetime, datetime] | None, int]:
    """The day, the moments where both are given, and the minutes."""
    started, ended, minutes = cell.get("started"), cell.get("ended"), cell.get("hours")
    span = (_moment(started), _moment(ended)) if started and ended else None
    if minutes is None and span:
        minutes = round((span[1] - span[0]).total_seconds() / 60)
    day = started.astimezone().date() if isinstance(started, datetime) else started or today()
    return day, span, int(minutes or 0)

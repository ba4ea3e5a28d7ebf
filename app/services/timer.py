"""The one clock: started on a task, a project, a deal or a client, and stopped into an entry. It runs in the file,
so it survives a restart; what it measures is moments in UTC, so no change of the wall clock bends it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from app.base import UserError, moment_from, moment_text, utc_now
from app.domain.timing import Rounding, first_free, left_free
from app.models.delivering import TimeEntry
from app.models.store import Store
from app.services import people, time_edit, time_rates, timelog

LONGEST = timedelta(hours=24)
NOT_RUNNING = "No clock is running: start one from a task, a deal or a client."


class Recent(NamedTuple):
    """Something that was worked on: 'task', 'deal', 'project' or 'client', its id and its names."""

    kind: str
    id: int
    title: str
    detail: str


class Running(NamedTuple):
    """The clock that runs: what it is on, since when (UTC), and what it is called ('Menu photos')."""

    id: int
    title: str
    detail: str
    kind: str
    record_id: int
    started_at: datetime
    note: str = ""

    def seconds(self, now: datetime | None = None) -> int:
        """How long it has run; 0 while the computer's clock is behind its start."""
        return max(0, int(((now or utc_now()) - self.started_at).total_seconds()))


def running(store: Store) -> Running | None:
    """My clock that runs, or None."""
    row = store.row(
        "SELECT e.id, t.title, p.name, d.title, c.name, e.task_id, e.project_id, e.deal_id, e.client_id, e.started_at, e.note "
        "FROM time_entry e LEFT JOIN task t ON t.id = e.task_id LEFT JOIN project p ON p.id = e.project_id "
        "LEFT JOIN deal d ON d.id = e.deal_id LEFT JOIN client c ON c.id = e.client_id "
        "WHERE e.ended_at IS NULL AND e.started_at IS NOT NULL AND e.minutes IS NULL "
        "AND e.person_id = (SELECT id FROM person WHERE is_me = 1)"
    )
    if row is None:
        return None
    entry, *words, task, project, deal, client, started, note = row
    on = [("task", task), ("project", project), ("deal", deal), ("client", client)]
    names = [(kind, record, word) for (kind, record), word in zip(on, words, strict=True) if record]
    kind, record, title = names[0] if names else ("", 0, "")
    detail = next((word for _, _, word in names[1:] if word), "")
    return Running(entry, title or "", detail or "", kind, record, moment_from(started), note)


def start(
    store: Store,
    *,
    task_id: int | None = None,
    project_id: int | None = None,
    deal_id: int | None = None,
    client_id: int | None = None,
    now: datetime | None = None,
) -> int:
    """Start my clock on one thing; the one that runs is stopped in the same step. Returns the entry's id.

    Raises UserError when the thing is gone or when the running clock cannot be stopped unasked.
    """
    moment = now or utc_now()
    with store.write("Start clock"):
        if running(store) is not None:
            stop(store, now=moment)
        task_id, project_id, deal_id, client_id = timelog.belongs(store, task_id, project_id, deal_id, client_id)
        me = people.me(store).id
        begin = first_free(moment, timelog.others(store, me, moment, moment + LONGEST))
        entry = TimeEntry.create(
            task=task_id,
            project=project_id,
            deal=deal_id,
            client=client_id,
            person=me,
            on_date=begin.astimezone().date(),
            started_at=begin,
            billable=deal_id is None or project_id is not None,
        )
    return int(entry.id)


def stop(store: Store, *, now: datetime | None = None) -> int | None:
    """Stop my clock; returns the entry's id, or None when nothing was measured and the entry is dropped.

    Where other entries stand in its way, as they can when the computer's clock was set back, it is split around them.
    Raises UserError when no clock runs, and when it has run for more than a day: then say when the work ended.
    """
    found = running(store)
    if found is None:
        raise UserError(NOT_RUNNING)
    end = max(now or utc_now(), found.started_at)
    if end - found.started_at > LONGEST:
        hours = int((end - found.started_at).total_seconds() // 3600)
        raise UserError(f"This clock has run for {hours} hours: say when the work on “{found.title}” ended.")
    others = timelog.others(store, people.me(store).id, found.started_at, end, found.id)
    parts = [(a, b, _whole_seconds(a, b)) for a, b in left_free(found.started_at, end, others)]
    parts = [part for part in parts if part[2]]
    with store.write("Stop clock"):
        if not parts:
            store.execute("DELETE FROM time_entry WHERE id = ?", (found.id,))
            return None
        made = [time_edit.twin(store, found.id, Rounding().minutes(seconds), a, b) for a, b, seconds in parts[1:]]
        start, end, seconds = parts[0]
        store.execute(
            "UPDATE time_entry SET started_at = ?, ended_at = ?, minutes = ?, on_date = ? WHERE id = ?",
            (
                moment_text(start),
                moment_text(end),
                Rounding().minutes(seconds),
                start.astimezone().date().isoformat(),
                found.id,
            ),
        )
        time_rates.freeze(store, [found.id, *made])
    return found.id


def _whole_seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def annotate(store: Store, words: str) -> None:
    """Say what is being done while the clock runs. Raises UserError when none runs."""
    found = running(store)
    if found is None:
        raise UserError(NOT_RUNNING)
    with store.write("Write note of clock"):
        store.execute("UPDATE time_entry SET note = ? WHERE id = ?", (words.strip(), found.id))


def began(store: Store, moment: datetime, *, now: datetime | None = None) -> None:
    """The clock was forgotten: it has run since `moment` (aware).

    Raises UserError when none runs, for a moment to come, and where another entry has its time.
    """
    found = running(store)
    if found is None:
        raise UserError(NOT_RUNNING)
    until = now or utc_now()
    if moment > until:
        raise UserError("The clock cannot have begun in the future: say when the work began.")
    if until - moment > LONGEST:
        raise UserError("A clock runs for a day at most: write longer work as an entry for each day.")
    timelog.refuse_clash(store, people.me(store).id, moment, max(until, moment), but=found.id)
    with store.write("Correct start of clock"):
        store.execute(
            "UPDATE time_entry SET started_at = ?, on_date = ? WHERE id = ?",
            (moment_text(moment), moment.astimezone().date().isoformat(), found.id),
        )


def recent(store: Store, limit: int = 6) -> list[Recent]:
    """What my clock or hand last logged time on, the newest first; what runs now and what is gone aside."""
    clock = running(store)
    found: list[Recent] = []
    for row in store.rows(
        "SELECT e.task_id, e.deal_id, e.project_id, e.client_id, t.title, d.title, p.name, c.name FROM time_entry e "
        "LEFT JOIN task t ON t.id = e.task_id AND t.deleted_at IS NULL LEFT JOIN deal d ON d.id = e.deal_id AND d.deleted_at IS NULL "
        "LEFT JOIN project p ON p.id = e.project_id AND p.deleted_at IS NULL LEFT JOIN client c ON c.id = e.client_id AND c.deleted_at IS NULL "
        "WHERE e.person_id = (SELECT id FROM person WHERE is_me = 1) AND e.minutes IS NOT NULL ORDER BY e.on_date DESC, e.id DESC LIMIT 60"
    ):
        kinds = ("task", "deal", "project", "client")
        place = next((n for n in range(4) if row[n]), None)
        if place is None or row[4 + place] is None:
            continue
        detail = next((word for word in row[5 + place :] if word), "")
        one = Recent(kinds[place], row[place], row[4 + place], detail)
        if one not in found and (clock is None or (one.kind, one.id) != (clock.kind, clock.record_id)):
            found.append(one)
    return found[:limit]


def leave_out(store: Store, since: datetime, until: datetime) -> int:
    """The clock ran while nobody worked: it ends at `since`, and a new one on the same thing begins at `until`.

    Returns the id of the new entry. Raises UserError when no clock runs or the span is not within it.
    """
    found = running(store)
    if found is None:
        raise UserError(NOT_RUNNING)
    if not found.started_at <= since <= until:
        raise UserError("The pause must lie within the time that the clock has run.")
    row = store.row("SELECT task_id, project_id, deal_id, client_id FROM time_entry WHERE id = ?", (found.id,))
    assert row is not None
    with store.write("Leave a pause out"):
        stop(store, now=since)
        return start(store, task_id=row[0], project_id=row[1], deal_id=row[2], client_id=row[3], now=until)


def discard(store: Store) -> None:
    """Drop the running clock and what it measured; Undo brings it back. Raises UserError when none runs."""
    found = running(store)
    if found is None:
        raise UserError(NOT_RUNNING)
    with store.write("Discard clock"):
        store.execute("DELETE FROM time_entry WHERE id = ?", (found.id,))

"""Time spent: entries on a task (and with it on its project and client), a deal, or a client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from app.base import UserError, moment_from, moment_text, today, utc_now
from app.domain.timing import Rounding, Span, at_clock, clash, left_free
from app.models.delivering import TimeEntry
from app.models.store import Store
from app.services import people, time_rates
from app.services.task_board import TASK_GONE

MAX_MINUTES = 24 * 60
ENTRY_GONE = "This entry is gone; somebody deleted it. Undo brings it back."
FIELDS = frozenset({"minutes", "on_date", "note", "billable", "person_id"})


class ClashError(UserError):
    """Two entries of one person would share time; `free` are the parts that do not."""

    def __init__(self, sentence: str, free: list[tuple[datetime, datetime]]) -> None:
        super().__init__(sentence)
        self.free = free


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
    span: tuple[datetime, datetime] | None = None,
) -> int:
    """Log `minutes` of work, by me and today unless said otherwise; what a task belongs to is filled in.
    Returns the id.

    `span` are its moments where they are known and nobody else's; see `add_span`. Raises UserError for no time at all, for
    more than a day, also together with the day's other entries, for a day to come, or when the entry is on nothing.
    """
    task_id, project_id, deal_id, client_id = belongs(store, task_id, project_id, deal_id, client_id)
    refuse_full(store, person_id or people.me(store).id, on or today(), _minutes(minutes))
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
            started_at=span[0] if span else None,
            ended_at=span[1] if span else None,
        )
        time_rates.freeze(store, [entry.id])
    return int(entry.id)


def add_span(
    store: Store,
    start: datetime,
    end: datetime,
    *,
    task_id: int | None = None,
    project_id: int | None = None,
    deal_id: int | None = None,
    client_id: int | None = None,
    person_id: int | None = None,
    note: str = "",
    billable: bool = True,
    cut: bool = False,
) -> int:
    """Log work from one moment to another (aware); counted in whole minutes. Returns the id, of the last one if cut.

    Raises UserError for an end before the start, more than a day, a time to come, or time that another entry of
    the same person has already (a ClashError); with `cut` only the parts that are free are logged.
    """
    person = person_id or people.me(store).id
    span_minutes(start, end)
    parts = free_parts(store, person, start, end) if cut else [(start, end)]
    if not cut:
        refuse_clash(store, person, start, end)
    elif not parts:
        raise UserError("All of this time has entries already. Change those, or choose another time.")
    made = 0
    with store.write("Add time"):
        for first, last in parts:
            made = add(
                store, span_minutes(first, last), task_id=task_id, project_id=project_id, deal_id=deal_id, client_id=client_id,
                person_id=person, on=first.astimezone().date(), note=note, billable=billable, span=(first, last),
            )  # fmt: skip
    return made


def change_span(store: Store, entry_id: int, start: datetime, end: datetime, *, cut: bool = False) -> None:
    """Move an entry to other moments; its minutes follow. With `cut` it takes the longest part that is free.

    Raises UserError as `add_span`.
    """
    person = store.value("SELECT person_id FROM time_entry WHERE id = ?", (entry_id,))
    span_minutes(start, end)
    if cut:
        parts = free_parts(store, person, start, end, but=entry_id)
        if not parts:
            raise UserError("All of this time has entries already. Change those, or choose another time.")
        start, end = max(parts, key=lambda part: part[1] - part[0])
    refuse_clash(store, person, start, end, but=entry_id)
    with store.write("Change time"):
        done = store.execute(
            "UPDATE time_entry SET started_at = ?, ended_at = ?, minutes = ?, on_date = ? WHERE id = ?",
            (moment_text(start), moment_text(end), span_minutes(start, end), start.astimezone().date().isoformat(), entry_id),
        )  # fmt: skip
        if not done:
            raise UserError(ENTRY_GONE)


def free_parts(
    store: Store, person_id: int, start: datetime, end: datetime, but: int | None = None
) -> list[tuple[datetime, datetime]]:
    """The parts of a span in which the person has no entry and no running clock; parts under a minute aside."""
    parts = left_free(start, end, others(store, person_id, start, end, but))
    return [part for part in parts if (part[1] - part[0]).total_seconds() >= 60]


def belongs(
    store: Store, task_id: int | None, project_id: int | None, deal_id: int | None, client_id: int | None
) -> tuple[int | None, int | None, int | None, int | None]:
    """(task, project, deal, client) with what follows from the first that is named filled in.

    Raises UserError when nothing is named, and when what is named is gone.
    """
    if task_id is not None:
        row = store.row(
            "SELECT t.project_id, p.client_id FROM task t LEFT JOIN project p ON p.id = t.project_id "
            "WHERE t.id = ? AND t.deleted_at IS NULL",
            (task_id,),
        )
        if row is None:
            raise UserError(TASK_GONE)
        return task_id, row[0], deal_id, row[1] if client_id is None else client_id
    for table, record in (("project", project_id), ("deal", deal_id)):
        if record is not None:
            row = store.row(f"SELECT client_id FROM {table} WHERE id = ? AND deleted_at IS NULL", (record,))
            if row is None:
                raise UserError(f"This {table} is gone; somebody deleted it. Undo brings it back.")
            client_id = row[0] if client_id is None else client_id
    if project_id is deal_id is client_id is None:
        raise UserError("Say what the time was spent on: a task, a project, a deal or a client.")
    return None, project_id, deal_id, client_id


def change(store: Store, entry_id: int, field: str, value: Any) -> None:
    """Change one field of an entry; raises UserError when the value cannot be.

    An entry with moments keeps its beginning when its minutes change, and its hours when its day does.
    """
    if field not in FIELDS:
        raise ValueError(field)
    checked: Any = _minutes(value) if field == "minutes" else _day(value) if field == "on_date" else value
    old = store.row(
        "SELECT person_id, on_date, minutes, started_at, ended_at FROM time_entry WHERE id = ?", (entry_id,)
    )
    if old is None:
        raise UserError(ENTRY_GONE)
    span = (moment_from(old[3]), moment_from(old[4])) if old[4] else None
    if span is not None and field == "minutes":
        change_span(store, entry_id, span[0], span[0] + timedelta(minutes=checked))
        return
    if span is not None and field == "on_date":
        begin = at_clock(checked, span[0].astimezone().time())
        change_span(store, entry_id, begin, begin + (span[1] - span[0]))
        return
    if span is not None and field == "person_id":
        refuse_clash(store, checked, *span, but=entry_id)
    if field in ("minutes", "on_date"):
        day = checked if field == "on_date" else date.fromisoformat(old[1])
        refuse_full(store, old[0], day, checked if field == "minutes" else old[2] or 0, but=entry_id)
    with store.write("Change time"):
        TimeEntry.update({field.removesuffix("_id"): checked}).where(TimeEntry.id == entry_id).execute()
        if field in ("billable", "person_id"):
            time_rates.freeze(store, [entry_id])


def put_on(store: Store, entry_id: int, kind: str, record_id: int) -> None:
    """Say that an entry was on another 'task', 'deal', 'project' or 'client'; its rate follows. Raises UserError."""
    keyed = {name: record_id if name == kind else None for name in ("task", "project", "deal", "client")}
    found = belongs(store, keyed["task"], keyed["project"], keyed["deal"], keyed["client"])
    with store.write("Change what time was on"):
        done = store.execute(
            "UPDATE time_entry SET task_id = ?, project_id = ?, deal_id = ?, client_id = ? WHERE id = ?",
            (*found, entry_id),
        )
        if not done:
            raise UserError(ENTRY_GONE)
        time_rates.freeze(store, [entry_id])


def delete(store: Store, entry_id: int) -> None:
    """Take an entry away."""
    with store.write("Delete time"):
        TimeEntry.delete().where(TimeEntry.id == entry_id).execute()


def take_into(store: Store, entry_id: int, keeps_id: int) -> None:
    """Take an entry away whose time another one has now. Inside `store.write`."""
    store.execute("DELETE FROM time_entry WHERE id = ?", (entry_id,))
    store.execute(
        "INSERT INTO time_event (entry_id, field, old, new, on_date, at, by_id) "
        "SELECT ?, 'joined', max(id), NULL, on_date, at, by_id FROM time_event WHERE entry_id = ? AND field = 'deleted'",
        (keeps_id, entry_id),
    )


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


def span_minutes(start: datetime, end: datetime) -> int:
    """The whole minutes of a span. Raises UserError when it is none, more than a day, or not over yet."""
    if end <= start:
        raise UserError("The end is not after the start: no time was spent.")
    if end > utc_now():
        raise UserError("Time is logged when it was spent, so not ahead.")
    return _minutes(Rounding().minutes(int((end - start).total_seconds())))


def refuse_full(store: Store, person_id: int, day: date, more: int, but: int | None = None) -> None:
    """Raise UserError when a day of the person would have more than its 24 hours with `more` minutes."""
    there = store.value(
        "SELECT ifnull(sum(minutes), 0) FROM time_entry WHERE person_id = ? AND on_date = ? AND id IS NOT ?",
        (person_id, day.isoformat(), but),
    )
    if there + more > MAX_MINUTES:
        raise UserError(f"That day has {there // 60}:{there % 60:02} h already, and a day has 24 hours.")


def refuse_entry(
    store: Store, person_id: int, day: date, minutes: int, span: tuple[datetime, datetime] | None = None
) -> None:
    """Raise UserError for time that no entry can have: none, more than the day has, a day to come, somebody's taken moments."""
    refuse_full(store, person_id, _day(day), _minutes(minutes))
    if span is not None:
        refuse_clash(store, person_id, *span)


def others(store: Store, person_id: int, start: datetime, end: datetime, but: int | None = None) -> list[Span]:
    """What the person did within a span: entries with moments, and the running clock until now."""
    return [
        Span(key, moment_from(begin), moment_from(stop) if stop else max(utc_now(), end))
        for key, begin, stop in store.rows(
            "SELECT id, started_at, ended_at FROM time_entry WHERE person_id = :person AND on_date BETWEEN :before AND :after "
            "AND started_at < :end AND ended_at > :start AND id IS NOT :but "
            "UNION ALL SELECT id, started_at, NULL FROM time_entry "
            "WHERE person_id = :person AND minutes IS NULL AND started_at < :end AND ended_at IS NULL AND id IS NOT :but",
            {
                "person": person_id,
                "start": moment_text(start),
                "end": moment_text(end),
                "but": but,
                # an entry has at most 24 hours, and its day is that of its beginning wherever the computer was then
                "before": (start.date() - timedelta(days=2)).isoformat(),
                "after": (end.date() + timedelta(days=1)).isoformat(),
            },
        )
    ]


def refuse_clash(store: Store, person_id: int, start: datetime, end: datetime, but: int | None = None) -> None:
    """Raise ClashError when the person already has an entry, or a running clock, within the span."""
    taken = others(store, person_id, start, end, but)
    shared = clash(start, end, taken)
    if shared is not None:
        words = store.row(
            "SELECT coalesce(t.title, d.title, p.name, c.name, 'another entry') FROM time_entry e "
            "LEFT JOIN task t ON t.id = e.task_id LEFT JOIN project p ON p.id = e.project_id "
            "LEFT JOIN deal d ON d.id = e.deal_id LEFT JOIN client c ON c.id = e.client_id WHERE e.id = ?",
            (shared.key,),
        )
        begin, stop = shared.start.astimezone(), shared.end.astimezone()
        raise ClashError(
            f"From {begin:%H:%M} to {stop:%H:%M} there is time on “{words[0] if words else ''}” already; "
            "one person does one thing at a time.",
            left_free(start, end, taken),
        )

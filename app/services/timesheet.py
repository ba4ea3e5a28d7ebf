"""A week of somebody's time: what it went into, day by day, beside the hours they have; and the entries of a day."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from app.base import UserError, moment_from, today
from app.models.store import Store
from app.services import people, settings, timelog

Kind = Literal["task", "project", "deal", "client"]
_NAMED = {"task": "title", "project": "name", "deal": "title", "client": "name"}
#: Of an entry that is on several things, the narrowest is what it is on.
_ON = (
    "CASE WHEN e.task_id IS NOT NULL THEN 'task' WHEN e.deal_id IS NOT NULL THEN 'deal' "
    "WHEN e.project_id IS NOT NULL THEN 'project' ELSE 'client' END"
)
_ID = "coalesce(e.task_id, e.deal_id, e.project_id, e.client_id)"


class SheetRow(NamedTuple):
    """One thing and its minutes from Monday to Sunday, `billable` of them in all. `selling`: time on a deal, which nobody pays for."""

    kind: Kind
    id: int
    title: str
    detail: str
    minutes: tuple[int, ...]
    selling: bool
    billable: int = 0

    @property
    def total(self) -> int:
        """Minutes of the week."""
        return sum(self.minutes)


class Sheet(NamedTuple):
    """A week: its Monday, its rows, and the minutes that the person has on each day."""

    monday: date
    rows: list[SheetRow]
    available: tuple[int, ...]

    def day_total(self, day: int) -> int:
        """Minutes of one day, Monday 0."""
        return sum(row.minutes[day] for row in self.rows)

    @property
    def total(self) -> int:
        """Minutes of the week."""
        return sum(row.total for row in self.rows)

    @property
    def billable(self) -> int:
        """Minutes of the week that are billed."""
        return sum(row.billable for row in self.rows)

    @property
    def utilisation(self) -> float | None:
        """Billable minutes of those that the person has in the week, net of days off; None in a week off."""
        available = sum(self.available)
        return self.billable / available if available else None


class Entry(NamedTuple):
    """One entry of a day; `started` and `ended` where they were measured or typed, `minutes` None while the clock runs."""

    id: int
    kind: Kind
    record_id: int
    title: str
    detail: str
    minutes: int | None
    started: datetime | None
    ended: datetime | None
    note: str
    billable: bool
    rate_minor: int | None
    currency: str
    rate_from: str
    created_at: datetime


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def sheet(store: Store, monday: date, person_id: int | None = None, also: Collection[tuple[Kind, int]] = ()) -> Sheet:
    """The week of somebody, mine unless said otherwise; what was worked on last week, and `also` these, stand there with nothing."""
    person = person_id or people.me(store).id
    days = {(monday + timedelta(days=n)).isoformat(): n for n in range(7)}
    sums: dict[tuple[Kind, int], list[int]] = {key: [0] * 7 for key in also}
    billable: dict[tuple[Kind, int], int] = {}
    for kind, record, on, minutes, billed in store.rows(
        f"SELECT {_ON}, {_ID}, e.on_date, sum(e.minutes), sum(e.minutes * e.billable) FROM time_entry e WHERE e.person_id = ? "
        "AND e.on_date BETWEEN ? AND ? AND e.minutes IS NOT NULL GROUP BY 1, 2, 3",
        (person, (monday - timedelta(days=7)).isoformat(), (monday + timedelta(days=6)).isoformat()),
    ):
        row = sums.setdefault((kind, record), [0] * 7)
        if on in days:
            row[days[on]] += minutes
            billable[kind, record] = billable.get((kind, record), 0) + billed
    names = _names(store, list(sums))
    rows = [
        SheetRow(kind, record, *names[kind, record], tuple(minutes), kind == "deal", billable.get((kind, record), 0))
        for (kind, record), minutes in sums.items()
        if (kind, record) in names
    ]
    rows.sort(key=lambda row: (row.detail.casefold(), row.title.casefold(), row.id))
    calendar = settings.calendar(store, person)
    return Sheet(monday, rows, tuple(calendar.minutes_on(monday + timedelta(days=n)) for n in range(7)))


def _names(store: Store, wanted: list[tuple[Kind, int]]) -> dict[tuple[Kind, int], tuple[str, str]]:
    """(title, what it belongs to) of each."""
    details = {
        "task": "LEFT JOIN project o ON o.id = r.project_id",
        "project": "LEFT JOIN client o ON o.id = r.client_id",
        "deal": "LEFT JOIN client o ON o.id = r.client_id",
        "client": "LEFT JOIN client o ON 0",
    }
    found: dict[tuple[Kind, int], tuple[str, str]] = {}
    for kind, join in details.items():
        ids = [record for of, record in wanted if of == kind]
        if ids:
            for record, title, detail in store.rows(
                f"SELECT r.id, r.{_NAMED[kind]}, ifnull(o.name, '') FROM {kind} r {join} "
                "WHERE r.id IN (SELECT value FROM json_each(?))",
                (json.dumps(ids),),
            ):
                found[kind, record] = (title, detail)  # type: ignore[index]
    return found


def entries(store: Store, day: date, person_id: int | None = None) -> list[Entry]:
    """The entries of a day in the order of their hours; those without hours come last."""
    person = person_id or people.me(store).id
    found = store.rows(
        f"SELECT e.id, {_ON}, {_ID}, e.minutes, e.started_at, e.ended_at, e.note, e.billable, "
        "e.rate_minor, e.currency, e.rate_from, e.created_at FROM time_entry e "
        "WHERE e.person_id = ? AND e.on_date = ? ORDER BY e.started_at IS NULL, e.started_at, e.id",
        (person, day.isoformat()),
    )
    names = _names(store, [(row[1], row[2]) for row in found])
    return [_entry(row, names) for row in found]


def _entry(row: tuple[Any, ...], names: dict[tuple[Kind, int], tuple[str, str]]) -> Entry:
    begun, ended = (moment_from(text) if text else None for text in row[4:6])
    title, detail = names.get((row[1], row[2]), ("", ""))
    return Entry._make(
        (*row[:3], title, detail, row[3], begun, ended, row[6], bool(row[7]), *row[8:11], moment_from(row[11]))
    )


def put(store: Store, kind: Kind, record_id: int, day: date, minutes: int, person_id: int | None = None) -> None:
    """Make the time of somebody on one thing on one day `minutes` in all. What the clock measured stays as it is.

    Raises UserError for less than the clock measured, more than a day, or a day to come.
    """
    person = person_id or people.me(store).id
    rows = [
        row
        for row in store.rows(
            f"SELECT e.id, e.minutes, e.started_at IS NOT NULL, {_ON}, {_ID} FROM time_entry e "
            "WHERE e.person_id = ? AND e.on_date = ? AND e.minutes IS NOT NULL ORDER BY e.id DESC",
            (person, day.isoformat()),
        )
        if (row[3], row[4]) == (kind, record_id)
    ]
    measured = sum(row[1] for row in rows if row[2])
    if minutes < measured:
        raise UserError(
            f"{measured // 60}:{measured % 60:02} h of it have their hours: change those entries below, one by one."
        )
    typed = [row for row in rows if not row[2]]
    left = minutes - measured
    with store.write("Change time"):
        for entry in typed[1:]:
            if left:
                timelog.take_into(store, entry[0], typed[0][0])
            else:
                timelog.delete(store, entry[0])
        if typed and left:
            if typed[0][1] != left:
                timelog.change(store, typed[0][0], "minutes", left)
        elif typed:
            timelog.delete(store, typed[0][0])
        elif left:
            keyed = {f"{kind}_id": record_id}
            timelog.add(store, left, **keyed, person_id=person, on=day, billable=kind != "deal")  # type: ignore[arg-type]


def copy_week(store: Store, monday: date, person_id: int | None = None) -> int:
    """Put last week's hours into this week's days that have passed, where a thing has nothing yet; how many cells were filled."""
    person = person_id or people.me(store).id
    before = {(row.kind, row.id): row for row in sheet(store, monday - timedelta(days=7), person).rows}
    cells = [
        (row, day, before[row.kind, row.id].minutes[day])
        for row in sheet(store, monday, person).rows
        if (row.kind, row.id) in before
        for day in range(7)
        if not row.minutes[day] and before[row.kind, row.id].minutes[day]
    ]
    cells = [cell for cell in cells if monday + timedelta(days=cell[1]) <= today()]
    with store.write("Copy last week"):
        for row, day, minutes in cells:
            put(store, row.kind, row.id, monday + timedelta(days=day), minutes, person)
    return len(cells)


def suggestions(store: Store, person_id: int | None = None) -> list[tuple[Kind, int, str, str]]:
    """What somebody may want to log time on before they type: (kind, id, title, detail); under way first, then the latest."""
    person = person_id or people.me(store).id
    doing = store.ids(
        "SELECT t.id FROM task t JOIN status s ON s.id = t.status_id WHERE t.assignee_id = ? AND t.deleted_at IS NULL "
        "AND s.kind IN ('doing', 'review') ORDER BY t.due_on IS NULL, t.due_on, t.id LIMIT 8",
        (person,),
    )
    latest = store.rows(
        f"SELECT {_ON}, {_ID} FROM time_entry e WHERE e.person_id = ? ORDER BY e.on_date DESC, e.id DESC LIMIT 60",
        (person,),
    )
    keys = list(dict.fromkeys([*(("task", i) for i in doing), *latest]))[:16]
    names = _names(store, keys)  # type: ignore[arg-type]
    return [(kind, i, *names[kind, i]) for kind, i in keys if (kind, i) in names]  # type: ignore[misc, index]

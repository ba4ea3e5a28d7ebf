"""A week of somebody's time: what it went into, day by day, beside the hours they have; and the entries of a day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from app.base import UserError, moment_from
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
    """One thing and its minutes from Monday to Sunday. `selling`: time on a deal, which nobody pays for."""

    kind: Kind
    id: int
    title: str
    detail: str
    minutes: tuple[int, ...]
    selling: bool

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
    def billable_share(self) -> float | None:
        """Minutes that are not selling, of all; None while there are none."""
        total = sum(row.total for row in self.rows)
        return sum(row.total for row in self.rows if not row.selling) / total if total else None


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


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def sheet(store: Store, monday: date, person_id: int | None = None) -> Sheet:
    """The week of somebody, mine unless said otherwise; what was worked on last week stands there too, with nothing."""
    person = person_id or people.me(store).id
    days = {(monday + timedelta(days=n)).isoformat(): n for n in range(7)}
    sums: dict[tuple[Kind, int], list[int]] = {}
    for kind, record, on, minutes in store.rows(
        f"SELECT {_ON}, {_ID}, e.on_date, sum(e.minutes) FROM time_entry e WHERE e.person_id = ? "
        "AND e.on_date BETWEEN ? AND ? AND e.minutes IS NOT NULL GROUP BY 1, 2, 3",
        (person, (monday - timedelta(days=7)).isoformat(), (monday + timedelta(days=6)).isoformat()),
    ):
        row = sums.setdefault((kind, record), [0] * 7)
        if on in days:
            row[days[on]] += minutes
    names = _names(store, list(sums))
    rows = [
        SheetRow(kind, record, *names[kind, record], tuple(minutes), kind == "deal")
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
        f"SELECT e.id, {_ON}, {_ID}, e.minutes, e.started_at, e.ended_at, e.note, e.billable FROM time_entry e "
        "WHERE e.person_id = ? AND e.on_date = ? ORDER BY e.started_at IS NULL, e.started_at, e.id",
        (person, day.isoformat()),
    )
    names = _names(store, [(row[1], row[2]) for row in found])
    return [
        Entry(
            row[0], row[1], row[2], *names.get((row[1], row[2]), ("", "")), row[3],
            moment_from(row[4]) if row[4] else None, moment_from(row[5]) if row[5] else None, row[6], bool(row[7]),
        )
        for row in found
    ]  # fmt: skip


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
            timelog.delete(store, entry[0])
        if typed and left:
            if typed[0][1] != left:
                timelog.change(store, typed[0][0], "minutes", left)
        elif typed:
            timelog.delete(store, typed[0][0])
        elif left:
            keyed = {f"{kind}_id": record_id}
            timelog.add(store, left, **keyed, person_id=person, on=day, billable=kind != "deal")  # type: ignore[arg-type]

"""What an hour is billed at. An entry takes the first rate there is: its own, that of the person on the project, of the
project, of the client, of the person, of the workspace; and keeps it, whatever becomes of the others."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from app.base import UserError
from app.domain.timing import Rounding
from app.models.store import Store
from app.services import settings

MOST_MINOR: Final = 10**9
#: Where a rate comes from, in the order in which they are asked, as a sentence says it.
SOURCES: Final = {
    "entry": "of this entry alone",
    "member": "of the person on the project",
    "project": "of the project",
    "client": "of the client",
    "person": "of the person",
    "workspace": "of the workspace",
}
_JOINS: Final = (
    "LEFT JOIN project p ON p.id = e.project_id LEFT JOIN client c ON c.id = e.client_id "
    "LEFT JOIN person w ON w.id = e.person_id "
    "LEFT JOIN project_member m ON m.project_id = e.project_id AND m.person_id = e.person_id"
)
_FIRST: Final = (
    ("m.rate_minor", "p.currency", "member"),
    ("p.rate_minor", "p.currency", "project"),
    ("c.rate_minor", "c.currency", "client"),
    ("w.bill_rate_minor", "w.currency", "person"),
)


class Line(NamedTuple):
    """One rate that can be set: 'person', 'client', 'project' or 'member', whose it is, minor units of `currency` or None."""

    kind: str
    id: int
    name: str
    detail: str
    minor: int | None
    currency: str


def _case(place: int, otherwise: str) -> str:
    whens = " ".join(
        f"WHEN {row[0]} IS NOT NULL THEN " + (f"'{row[2]}'" if place == 2 else str(row[place])) for row in _FIRST
    )
    return f"CASE {whens} ELSE {otherwise} END"


def freeze(store: Store, entry_ids: Iterable[int]) -> None:
    """Keep with these entries the rate that applies to them today; one that has its own keeps it. Inside `store.write`."""
    store.execute(
        f"UPDATE time_entry SET (rate_minor, currency, rate_from) = (SELECT {_case(0, ':minor')}, "
        f"ifnull(nullif({_case(1, ':home')}, ''), :home), {_case(2, ':source')} FROM time_entry e {_JOINS} "
        "WHERE e.id = time_entry.id) WHERE id IN (SELECT value FROM json_each(:ids)) AND billable = 1 AND rate_from <> 'entry'",
        {
            "ids": json.dumps(list(entry_ids)),
            "minor": workspace_rate(store),
            "home": settings.home_currency(store),
            "source": "" if workspace_rate(store) is None else "workspace",
        },
    )


def waiting(store: Store, entry_ids: Iterable[int]) -> list[int]:
    """Those of these entries that are billable, were logged while there was no rate for them, and would have one today."""
    there = "1" if workspace_rate(store) is not None else f"{_case(0, 'NULL')} IS NOT NULL"
    return store.ids(
        f"SELECT e.id FROM json_each(:ids) j CROSS JOIN time_entry e ON e.id = j.value {_JOINS} WHERE e.billable = 1 "
        f"AND e.minutes IS NOT NULL AND e.rate_minor IS NULL AND e.rate_from <> 'entry' AND {there} ORDER BY e.id",
        {"ids": json.dumps(list(entry_ids))},
    )


def give(store: Store, entry_ids: Iterable[int]) -> int:
    """Give those that are `waiting` the rate that applies to them today; what has a rate keeps it. Returns how many got one."""
    with store.write("Give hours their rates"):
        found = waiting(store, entry_ids)
        freeze(store, found)
    return len(found)


def workspace_rate(store: Store) -> int | None:
    """What an hour is billed at where nothing else is said, in minor units of the home currency."""
    found = settings.get(store, "bill_rate_minor")
    return None if found is None else int(found)


def put_workspace(store: Store, minor: int | None) -> None:
    """The rate where nothing else is said; None for none. Raises UserError for what is no rate."""
    settings.put(store, "bill_rate_minor", _checked(minor), "Change billing rate")


def put(store: Store, kind: str, record_id: int, minor: int | None, *, person_id: int | None = None) -> None:
    """The rate of a 'person', 'client', 'project', or of `person_id` on a project ('member'); None forgets it.

    Entries keep what they have. Raises UserError for what is no rate, and for a record that is gone.
    """
    _checked(minor)
    column = "bill_rate_minor" if kind == "person" else "rate_minor"
    with store.write("Change billing rate"):
        if kind == "member":
            store.execute(
                "INSERT INTO project_member (project_id, person_id, rate_minor) VALUES (:project, :person, :minor) "
                "ON CONFLICT (project_id, person_id) DO UPDATE SET rate_minor = excluded.rate_minor",
                {"project": record_id, "person": person_id, "minor": minor},
            )
        elif kind not in ("person", "client", "project"):
            raise ValueError(kind)
        elif not store.execute(f"UPDATE {kind} SET {column} = ? WHERE id = ?", (minor, record_id)):
            raise UserError(f"This {kind} is gone. Undo brings it back.")


def put_entry(store: Store, entry_id: int, minor: int | None) -> None:
    """Give an entry a rate of its own; None takes the one that applies. Raises UserError for what is no rate."""
    _checked(minor)
    with store.write("Change rate of time"):
        if minor is None:
            store.execute("UPDATE time_entry SET rate_from = '' WHERE id = ?", (entry_id,))
            freeze(store, [entry_id])
        else:
            store.execute(
                "UPDATE time_entry SET rate_minor = ?, rate_from = 'entry', currency = ifnull(nullif(currency, ''), ?) WHERE id = ?",
                (minor, settings.home_currency(store), entry_id),
            )


def people_rates(store: Store) -> list[Line]:
    """Everybody who is not archived, me first, and what an hour of theirs is billed at."""
    return _lines(
        store,
        "SELECT 'person', id, name, '', bill_rate_minor, currency FROM person WHERE archived_at IS NULL "
        "ORDER BY is_me DESC, name COLLATE NOCASE",
    )


def special_rates(store: Store) -> list[Line]:
    """The clients, projects and people on projects that have a rate of their own, by name.

    The id of a 'member' is that of its row in project_member.
    """
    return _lines(
        store,
        "SELECT 'client', id, name, '', rate_minor, currency FROM client WHERE rate_minor IS NOT NULL AND deleted_at IS NULL "
        "UNION ALL SELECT 'project', p.id, p.name, ifnull(c.name, ''), p.rate_minor, p.currency FROM project p "
        "LEFT JOIN client c ON c.id = p.client_id WHERE p.rate_minor IS NOT NULL AND p.deleted_at IS NULL "
        "UNION ALL SELECT 'member', m.id, w.name, p.name, m.rate_minor, p.currency FROM project_member m "
        "JOIN person w ON w.id = m.person_id JOIN project p ON p.id = m.project_id "
        "WHERE m.rate_minor IS NOT NULL AND p.deleted_at IS NULL ORDER BY 1, 3",
    )


def change_line(store: Store, line: Line, minor: int | None) -> None:
    """Another amount for a rate that `people_rates` or `special_rates` told of; None forgets it. Raises UserError."""
    if line.kind != "member":
        put(store, line.kind, line.id, minor)
        return
    found = store.row("SELECT project_id, person_id FROM project_member WHERE id = ?", (line.id,))
    if found is None:
        raise UserError("This rate is gone. Undo brings it back.")
    put(store, "member", found[0], minor, person_id=found[1])


def currency_of(store: Store, kind: str, record_id: int) -> str:
    """The currency in which a rate of this record is told; of a 'member' that of the project."""
    table = "project" if kind == "member" else kind
    found = store.value(f"SELECT currency FROM {table} WHERE id = ?", (record_id,))
    return str(found or settings.home_currency(store))


def rounding(store: Store) -> Rounding:
    """How minutes are counted when they are billed; what was worked is kept as it was."""
    step, way = settings.get(store, "time_rounding", (0, "up"))
    return Rounding(step, way)


def choose_rounding(store: Store, rule: Rounding) -> None:
    """Count minutes like this when they are billed."""
    settings.put(store, "time_rounding", list(rule), "Change rounding of time")


def _lines(store: Store, sql: str) -> list[Line]:
    home = settings.home_currency(store)
    return [Line._make((*row[:5], row[5] or home)) for row in store.rows(sql)]


def _checked(minor: int | None) -> int | None:
    if minor is not None and not 0 <= minor <= MOST_MINOR:
        raise UserError("An hour is billed at nothing or more. Type an amount such as 85.")
    return minor

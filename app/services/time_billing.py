"""Hours to write an invoice from: what was worked, what of it is billed after rounding, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from app.domain.timing import Rounding, amount_minor
from app.models.store import Store
from app.services import time_rates

By = Literal["project", "client", "person", "month"]
NO_PROJECT: Final = "Without a project"


class Billed(NamedTuple):
    """One entry. Minutes as worked and as billed, 0 where it is not billable; money in minor units of `currency`.

    `amount_minor` is None for what is billable and has no rate.
    """

    id: int
    on: date
    client_id: int | None
    client: str
    project_id: int | None
    project: str
    what: str
    person_id: int | None
    person: str
    note: str
    minutes: int
    billed: int
    rate_minor: int | None
    currency: str
    amount_minor: int | None


class Sum(NamedTuple):
    """A project, client, person or month: minutes worked, billed; its amounts by currency; minutes that lack a rate."""

    key: int | str | None
    name: str
    detail: str
    minutes: int
    billed: int
    amounts: tuple[tuple[str, int], ...]
    unrated: int


def entries(
    store: Store,
    first: date,
    last: date,
    *,
    client_id: int | None = None,
    project_id: int | None = None,
    person_id: int | None = None,
) -> list[Billed]:
    """The entries from `first` to `last`, both included, of all or of one client, project or person; by day."""
    rule = time_rates.rounding(store)
    found = store.rows(
        "SELECT e.id, e.on_date, c.id, ifnull(c.name, ''), e.project_id, ifnull(p.name, ''), "
        "coalesce(t.title, d.title, p.name, c.name, ''), e.person_id, ifnull(w.name, ''), e.note, e.minutes, e.billable, "
        "e.rate_minor, e.currency FROM time_entry e LEFT JOIN task t ON t.id = e.task_id LEFT JOIN deal d ON d.id = e.deal_id "
        "LEFT JOIN project p ON p.id = e.project_id LEFT JOIN client c ON c.id = coalesce(e.client_id, p.client_id, d.client_id) LEFT JOIN person w ON w.id = e.person_id "
        "WHERE e.minutes IS NOT NULL AND e.on_date BETWEEN :first AND :last AND (:client IS NULL OR c.id = :client) "
        "AND (:project IS NULL OR e.project_id = :project) AND (:person IS NULL OR e.person_id = :person) ORDER BY e.on_date, e.id",
        {"first": first.isoformat(), "last": last.isoformat(), "client": client_id, "project": project_id, "person": person_id},
    )  # fmt: skip
    return [_entry(row, rule) for row in found]


def _entry(row: tuple[Any, ...], rule: Rounding) -> Billed:
    *names, minutes, billable, rate, currency = row
    billed = rule.billed(minutes) if billable else 0
    amount = 0 if not billable else None if rate is None else amount_minor(billed, rate)
    names[1] = date.fromisoformat(names[1])
    return Billed._make((*names, minutes, billed, rate if billable else None, currency, amount))


def sums(found: Iterable[Billed], by: By) -> list[Sum]:
    """The entries by project, client, person or month; the most hours first, months in their order."""
    groups: dict[tuple[int | str | None, str, str], list[Billed]] = {}
    for one in found:
        groups.setdefault(_group(one, by), []).append(one)
    made = [_sum(key, name, detail, rows) for (key, name, detail), rows in groups.items()]
    return sorted(made, key=lambda line: str(line.key) if by == "month" else (-line.minutes, line.name.casefold()))  # type: ignore[arg-type, return-value]


def whole(found: Sequence[Billed]) -> Sum:
    """All of them as one."""
    return _sum(None, "All", "", found)


def _group(one: Billed, by: By) -> tuple[int | str | None, str, str]:
    if by == "project":
        return one.project_id, one.project or NO_PROJECT, one.client if one.project_id is not None else ""
    if by == "client":
        return one.client_id, one.client or "Without a client", ""
    if by == "person":
        return one.person_id, one.person, ""
    return f"{one.on:%Y-%m}", f"{one.on:%B %Y}", ""


def _sum(key: int | str | None, name: str, detail: str, rows: Sequence[Billed]) -> Sum:
    amounts: dict[str, int] = {}
    for one in rows:
        if one.amount_minor and one.currency:
            amounts[one.currency] = amounts.get(one.currency, 0) + one.amount_minor
    unrated = sum(one.billed for one in rows if one.amount_minor is None)
    return Sum(
        key,
        name,
        detail,
        sum(one.minutes for one in rows),
        sum(one.billed for one in rows),
        tuple(sorted(amounts.items())),
        unrated,
    )

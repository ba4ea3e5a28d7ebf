"""Projects as lists, cards and inspectors show them: how far each is, what is burnt, and whether its promise holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import day_from, today
from app.domain import project_health
from app.domain.project_health import Health
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    clients,
    deal_detail,
    expected,
    milestones,
    outlooks,
    project_budget,
    project_states,
    search,
    settings,
)
from app.services.clients import ContactRow
from app.services.deal_detail import Line
from app.services.milestones import MilestoneRow
from app.services.project_budget import ProjectBudget

STATUSES = ("planned", "active", "on_hold", "done", "cancelled")
SORTS = {
    "name": "p.name COLLATE NOCASE",
    "client": "c.name COLLATE NOCASE",
    "status": "p.status",
    "start": "p.start_on",
    "finish": "p.finish_on",
    "promised": "p.promised_on",
    "created": "p.id",
}


class ProjectRow(NamedTuple):
    """A project in a list; times in minutes, cancelled work counts nowhere. `health`: 'good' 'warn' 'bad'
    'none'; `own_health` says that a person has said it, `judged` is what the rule says. `expected_on` is the finish that is to be
    expected where it is later than the planned `finish_on`, by `slip` working days; None also where it is not known yet."""

    id: int
    name: str
    client_id: int | None
    client: str | None
    deal_id: int | None
    deal: str | None
    owner_id: int | None
    owner: str | None
    owner_initials: str
    status: str
    start_on: date | None
    finish_on: date | None
    promised_on: date | None
    tasks: int
    done: int
    percent: int
    open_minutes: int
    planned_minutes: int
    logged_minutes: int
    late: int
    unowned: int
    archived: bool
    budget: ProjectBudget
    expected_on: date | None
    slip: int
    own_health: bool
    judged: Health
    health: str
    health_text: str

    @property
    def is_open(self) -> bool:
        """Neither done nor cancelled."""
        return self.status in project_states.OPEN_STATUSES

    @property
    def ends_on(self) -> date | None:
        """The day it is to be expected to end on, else the one planned."""
        return self.expected_on or self.finish_on


class DealLink(NamedTuple):
    """A deal that was handed off into a project; money in minor units."""

    id: int
    title: str
    amount_minor: int | None
    currency: str


class ProjectDetail(NamedTuple):
    """One project, whole; what was sold in minor units of its currency."""

    row: ProjectRow
    brief: str
    baseline_on: date | None
    closed_on: date | None
    sold_minor: int | None
    currency: str
    budget_minor: int | None
    budget_minutes: int | None
    rate_minor: int | None
    health_on: date | None
    milestones: list[MilestoneRow]
    lines: list[Line]
    deals: list[DealLink]
    contacts: list[ContactRow]
    members: list[tuple[int, str, str]]  # person, name, roles
    template: str | None


def list_ids(
    store: Store, text: str = "", status: str | None = None, sort: str = "name", descending: bool = False
) -> list[int]:
    """The projects whose name holds words that begin like those of `text`, the archived ones aside; `status` may
    also be 'open' (neither done nor cancelled)."""
    parts = ["p.deleted_at IS NULL AND p.archived_at IS NULL"]
    params = {"status": status, "words": search.fts_query(text)}
    if status == "open":
        parts.append(f"p.status IN {project_states.OPEN}")
    elif status is not None:
        parts.append("p.status = :status")
    if params["words"]:
        parts.append(f"p.id IN ({search.matching('project')})")
    return store.ids(
        f"SELECT p.id FROM project p LEFT JOIN client c ON c.id = p.client_id WHERE {' AND '.join(parts)} "
        f"ORDER BY {SORTS[sort]} {'DESC' if descending else 'ASC'} NULLS LAST, p.id",
        params,
    )


def rows(store: Store, ids: Sequence[int], on: date | None = None) -> list[ProjectRow]:
    """The projects `ids`, in their order; one that is gone is left out. `on` counts as today."""
    now = on or today()
    calendar, budgets = settings.calendar(store), project_budget.of(store, ids)
    found = store.rows(
        "SELECT p.id, p.name, p.client_id, c.name, p.deal_id, d.title, p.owner_id, o.name, "
        "ifnull(o.initials, ''), p.status, p.start_on, p.finish_on, p.promised_on, count(t.id), "
        "ifnull(sum(s.kind = 'done'), 0), ifnull(sum(iif(s.kind = 'done', 0, t.estimate_minutes)), 0), "
        f"ifnull(sum(t.estimate_minutes), 0), {outlooks.sums(store, calendar, now)}, p.archived_at IS NOT NULL, p.health, p.health_note "
        "FROM json_each(:ids) j CROSS "
        "JOIN project p ON p.id = j.value LEFT JOIN client c ON c.id = p.client_id "
        "LEFT JOIN deal d ON d.id = p.deal_id LEFT JOIN person o ON o.id = p.owner_id "
        "LEFT JOIN task t ON t.project_id = p.id AND t.deleted_at IS NULL AND t.status_id IN (SELECT id "
        "FROM status WHERE kind <> 'cancelled') LEFT JOIN status s ON s.id = t.status_id "
        "WHERE p.deleted_at IS NULL GROUP BY j.key ORDER BY j.key",
        {"ids": json.dumps(list(ids))},
    )
    running = [
        row[0] for row in found if row[9] in project_states.RUNNING_STATUSES and row[13] > row[14] and not row[20]
    ]
    later = expected.known(store, running, now)
    return [_row(row, budgets.get(row[0], project_budget.NOTHING), later.get(row[0]), calendar, now) for row in found]


def detail(store: Store, project_id: int, on: date | None = None) -> ProjectDetail | None:
    """One project; None when it is gone. `on` counts as today."""
    row = next(iter(rows(store, [project_id], on)), None)
    more = store.row(
        "SELECT p.brief, p.baseline_on, p.closed_on, ifnull(d.amount_minor, p.budget_minor), "
        "iif(p.currency = '', ifnull(d.currency, ''), p.currency), p.budget_minor, p.budget_minutes, p.rate_minor, p.health_on, "
        "(SELECT h.template_name FROM handoff h WHERE h.project_id = p.id LIMIT 1) "
        "FROM project p LEFT JOIN deal d ON d.id = p.deal_id WHERE p.id = ?",
        (project_id,),
    )
    if row is None or more is None:
        return None
    members = store.rows(
        "SELECT m.person_id, p.name, m.role FROM project_member m JOIN person p ON p.id = m.person_id "
        "WHERE m.project_id = ? ORDER BY p.is_me DESC, p.name COLLATE NOCASE",
        (project_id,),
    )
    brief, baseline, closed, sold, currency, minor, minutes, rate, said, template = more
    return ProjectDetail(
        row, brief, day_from(baseline), day_from(closed), sold, currency, minor, minutes, rate, day_from(said),
        milestones.of(store, project_id),
        deal_detail.lines(store, row.deal_id) if row.deal_id else [],
        deals_of(store, project_id),
        clients.contacts_of(store, row.client_id) if row.client_id else [],
        [(person, name, role) for person, name, role in members],
        template or None,
    )  # fmt: skip


def deals_of(store: Store, project_id: int) -> list[DealLink]:
    """The deals that were handed off into a project, the first one first."""
    return [
        DealLink(*row)
        for row in store.rows(
            "SELECT d.id, d.title, d.amount_minor, d.currency FROM deal d WHERE d.deleted_at IS NULL AND (d.id = (SELECT deal_id "
            "FROM project WHERE id = :id) OR d.id IN (SELECT deal_id FROM handoff WHERE project_id = :id)) ORDER BY d.id",
            {"id": project_id},
        )
    ]


def choices(store: Store) -> list[tuple[int, str, str]]:
    """Id, name and client of every project that is neither closed nor archived, by name."""
    found = store.rows(
        "SELECT p.id, p.name, ifnull(c.name, '') FROM project p LEFT JOIN client c ON c.id = p.client_id "
        f"WHERE p.deleted_at IS NULL AND p.archived_at IS NULL AND p.status IN {project_states.OPEN} "
        "ORDER BY p.name COLLATE NOCASE, p.id"
    )
    return [(i, name, client) for i, name, client in found]


def _row(
    row: tuple[Any, ...], budget: ProjectBudget, expected_on: date | None, calendar: Calendar, now: date
) -> ProjectRow:
    start_on, finish_on, promised_on = map(day_from, row[10:13])
    tasks, done, open_minutes, planned, late, unowned, missed, archived, own, note = row[13:23]
    hours = budget.hours
    facts = project_health.Facts(
        row[9], finish_on, promised_on, tasks - done, late, unowned,
        0 if hours.budget is None else max(0, hours.burnt - hours.budget), expected_on, missed,
    )  # fmt: skip
    percent, slip = 100 * done // tasks if tasks else 0, project_health.later(calendar, finish_on, expected_on)
    own_word, judged, health = outlooks.said(facts, bool(archived), own, note, calendar, now)
    return ProjectRow._make(
        (
            *row[:10], start_on, finish_on, promised_on, tasks, done, percent, open_minutes, planned, hours.burnt, late, unowned,
            bool(archived), budget, expected_on, slip, own_word, judged, *health,
        )
    )  # fmt: skip

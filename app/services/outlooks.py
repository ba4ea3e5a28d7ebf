"""How projects go, in a word and the reason for it: what cards of their deals show, and how every other read comes to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from app.base import day_from, today
from app.domain import project_health
from app.domain.project_health import Facts, Health
from app.domain.workdays import Calendar
from app.services import expected, project_budget, settings, task_filter
from app.services.project_states import OPEN_STATUSES, RUNNING_STATUSES

if TYPE_CHECKING:
    from app.models.store import Store


class Outlook(NamedTuple):
    """How a project goes. `expected_on` is the finish that is to be expected where it is later than planned, None also where it is
    not known yet; `health` 'good' 'warn' 'bad' 'none' with its reason, `own_health` that a person has said it."""

    status: str
    expected_on: date | None
    own_health: bool
    health: str
    health_text: str


def of(store: Store, ids: Sequence[int]) -> dict[int, Outlook]:
    """How these projects go, by project; one that is gone is left out."""
    now, calendar = today(), settings.calendar(store)
    found = store.rows(
        f"SELECT p.id, p.status, p.finish_on, p.promised_on, count(t.id), {sums(store, calendar, now)}, p.archived_at IS NOT NULL, "
        f"p.health, p.health_note, {project_budget.OVER_MINUTES} FROM json_each(:ids) j CROSS "
        "JOIN project p ON p.id = j.value LEFT JOIN task t ON t.project_id = p.id AND t.deleted_at IS NULL "
        "AND t.status_id IN (SELECT id FROM status WHERE kind NOT IN ('done', 'cancelled')) LEFT JOIN status s ON s.id = t.status_id "
        "WHERE p.deleted_at IS NULL GROUP BY j.key ORDER BY j.key",
        {"ids": json.dumps(list(ids))},
    )
    running = [row[0] for row in found if row[1] in RUNNING_STATUSES and row[4] and not row[8]]
    later = expected.known(store, running, now)
    looks = {}
    for key, status, finish, promised, tasks, late, unowned, missed, archived, own, note, over in found:
        facts = Facts(status, day_from(finish), day_from(promised), tasks, late, unowned, over, later.get(key), missed)
        own_word, _, health = said(facts, bool(archived), own, note, calendar, now)
        looks[key] = Outlook(status, facts.expected_on, own_word, *health)
    return looks


def sums(store: Store, calendar: Calendar, now: date) -> str:
    """Of the open tasks `t` of status `s`: those that are late, that nobody owns, and whose deadline has passed."""
    missed = f"t.deadline_on < '{calendar.on_or_before(now).isoformat()}'"
    conditions = (task_filter.late(store, now), "t.assignee_id IS NULL", missed)
    return ", ".join(f"ifnull(sum(s.kind <> 'done' AND {condition}), 0)" for condition in conditions)


def said(
    facts: Facts, archived: bool, own: str, note: str, calendar: Calendar, now: date
) -> tuple[bool, Health, Health]:
    """Whether a person has said it, what the rule says, and which of the two is shown."""
    judged = Health("none", "Archived") if archived else project_health.judge(facts, calendar, now)
    own_word = bool(own) and facts.status in OPEN_STATUSES and not archived
    return own_word, judged, project_health.said(own, note) if own_word else judged

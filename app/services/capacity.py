"""Which week breaks: hours available, hours committed to tasks, hours that open deals may bring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from app.base import today
from app.domain import capacity as rules
from app.models.store import Store
from app.services import people, settings

WEEKS = 12
DELIVERY_DAYS = 30


def weeks(store: Store, *, as_of: date | None = None, count: int = WEEKS) -> tuple[rules.Week, ...]:
    """The load of the coming weeks; minutes, and the chance that a week is overloaded.

    An open deal is expected to start the day after its expected close and to run for 30 days; its hours are those of its lines.
    """
    now = as_of or today()
    calendars = {person.id: settings.calendar(store, person.id) for person in people.everyone(store)}
    return rules.week_capacity(
        calendars,
        committed(store, now),
        _expected(store, now),
        studio=settings.calendar(store),
        first=now,
        weeks=count,
    )


def committed(store: Store, now: date, *, without_projects: Sequence[int] = ()) -> list[rules.Work]:
    """Unfinished tasks with their minutes left (estimate less what was logged), those of some projects aside."""
    rows = store.rows(
        "SELECT t.assignee_id, t.estimate_minutes - ifnull((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id), 0), "
        "ifnull(t.start_on, t.due_on), ifnull(t.due_on, t.start_on) FROM task t JOIN status s ON s.id = t.status_id "
        "WHERE t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review') AND t.estimate_minutes > 0 "
        "AND (t.start_on IS NOT NULL OR t.due_on IS NOT NULL) "
        "AND (t.project_id IS NULL OR t.project_id NOT IN (SELECT value FROM json_each(?) UNION ALL "
        "SELECT id FROM project WHERE archived_at IS NOT NULL))",
        (json.dumps(list(without_projects)),),
    )
    return [
        rules.Work(owner, minutes, date.fromisoformat(start), max(date.fromisoformat(finish), now))
        for owner, minutes, start, finish in rows
        if minutes > 0
    ]


def _expected(store: Store, now: date) -> list[rules.ExpectedWork]:
    rows = store.rows(
        "SELECT d.id, ifnull(d.probability, s.probability), sum(l.minutes), d.expected_close_on FROM deal d "
        "JOIN stage s ON s.id = d.stage_id JOIN deal_line l ON l.deal_id = d.id "
        "WHERE d.deleted_at IS NULL AND s.kind = 'open' AND d.on_hold = 0 AND d.expected_close_on IS NOT NULL AND l.minutes > 0 GROUP BY d.id"
    )
    work = []
    for deal, probability, minutes, expected in rows:
        start = max(date.fromisoformat(expected), now) + timedelta(days=1)
        work.append(rules.ExpectedWork(deal, probability, minutes, start, start + timedelta(days=DELIVERY_DAYS)))
    return work

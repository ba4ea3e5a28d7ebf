"""Which week breaks: hours available, hours committed to tasks, hours that open deals may bring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from app.base import today
from app.domain import capacity as rules
from app.domain import deal_sums
from app.domain.handoff import SoldLine, line_minutes
from app.models.store import Store
from app.services import people, settings

WEEKS = 12
DELIVERY_DAYS = 30


def weeks(store: Store, *, as_of: date | None = None, count: int = WEEKS) -> tuple[rules.Week, ...]:
    """The load of the coming weeks; minutes, and the chance that a week is overloaded.

    An open deal is expected to start the day after its expected close and to run for 30 days; its hours are those of its lines, see `expected`.
    """
    now = as_of or today()
    calendars = {person.id: settings.calendar(store, person.id) for person in people.everyone(store)}
    return rules.week_capacity(
        calendars,
        committed(store, now),
        expected(store, now),
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


def expected(store: Store, now: date) -> list[rules.ExpectedWork]:
    """The work that open deals may bring, by the hours of their lines: those that are written there, else those of the product, else
    a quantity of hours or days, as a handoff takes them.
    """
    hours: dict[tuple[int, int, str], int] = {}
    for deal, probability, day, quantity, unit, minutes, each in store.rows(
        "SELECT d.id, ifnull(d.probability, s.probability), d.expected_close_on, l.quantity, l.unit, l.minutes, p.minutes FROM deal d "
        "JOIN stage s ON s.id = d.stage_id JOIN deal_line l ON l.deal_id = d.id LEFT JOIN product p ON p.id = l.product_id "
        "WHERE d.deleted_at IS NULL AND s.kind = 'open' AND d.archived_at IS NULL AND d.on_hold = 0 AND d.expected_close_on IS NOT NULL ORDER BY d.id"
    ):
        number = deal_sums.quantity(quantity)
        stated = minutes if minutes is not None or each is None else deal_sums.half_up(each * number)
        sold = line_minutes(SoldLine(0, "", number, unit, 0, stated))
        hours[deal, probability, day] = hours.get((deal, probability, day), 0) + sold
    work = []
    for (deal, probability, day), sold in hours.items():
        if sold:
            start = max(date.fromisoformat(day), now) + timedelta(days=1)
            work.append(rules.ExpectedWork(deal, probability, sold, start, start + timedelta(days=DELIVERY_DAYS)))
    return work

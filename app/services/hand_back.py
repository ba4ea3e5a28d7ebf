"""A project ends: how promise and result compare, and what follows, in one step: closed, hours learned from, a renewal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from app.base import UserError, day_from, today
from app.domain.renewals import Proposal
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    change_order_list,
    delivered,
    project_budget,
    projects,
    promise_log,
    renewals,
    settings,
    tasks,
    template_hours,
)
from app.services.schedules import PROJECT_GONE

LeftTasks = Literal["", "cancel"]


class Result(NamedTuple):
    """Promise and result of a project. Minutes; money in minor units of `currency`; `over_days` are working days past the
    promise, below 0 before it. `cost_minor` and `margin` (0 to 1) are in the home currency, None where an hour has no known cost.
    """

    project_id: int
    name: str
    client: str
    deal_id: int | None
    status: str
    promised_on: date | None
    finished_on: date | None
    over_days: int | None
    sold_minutes: int | None
    logged_minutes: int
    sold_minor: int | None
    burnt_minor: int
    unpriced_minutes: int
    currency: str
    cost_minor: int | None
    margin: float | None
    home: str
    promises: dict[str, int]
    orders: int
    orders_minor: int
    orders_minutes: int
    waiting_orders: int
    done: int
    dated: int
    on_time: int
    left: int
    renewal: str

    @property
    def over_minutes(self) -> int | None:
        """Hours beyond those sold, in minutes; below 0 what was left."""
        return None if self.sold_minutes is None else self.logged_minutes - self.sold_minutes


class Learned(NamedTuple):
    """What the template would learn: minutes by task of it."""

    template: str
    minutes: dict[int, int]


def result(store: Store, project_id: int) -> Result:
    """How promise and result compare, as of today. Raises UserError when the project is gone."""
    row = next(iter(projects.rows(store, [project_id])), None)
    if row is None:
        raise UserError(PROJECT_GONE)
    budget = project_budget.of(store, [project_id])[project_id]
    finished = _finished_on(store, project_id)
    orders = change_order_list.of_project(store, project_id)
    more = change_order_list.accepted_sum(orders)
    done, dated, on_time = store.row(
        "SELECT count(*), ifnull(sum(t.due_on IS NOT NULL), 0), ifnull(sum(t.done_on <= t.due_on), 0) FROM task t JOIN status s "
        "ON s.id = t.status_id WHERE t.project_id = ? AND t.deleted_at IS NULL AND s.kind = 'done'",
        (project_id,),
    ) or (0, 0, 0)
    cost, margin, home = _margin(store, project_id)
    return Result(
        project_id, row.name, row.client or "", row.deal_id, row.status, row.promised_on, finished,
        _over(settings.calendar(store), row.promised_on, finished), budget.hours.budget, row.logged_minutes, budget.money.budget,
        budget.money.burnt, budget.unpriced_minutes, budget.currency, cost, margin, home,
        promise_log.counted(promise_log.of_project(store, project_id)), sum(each.state == "accepted" for each in orders), *more,
        sum(each.state == "proposed" for each in orders), done, dated, on_time, row.tasks - row.done, _renewal(store, row.deal_id),
    )  # fmt: skip


def learned(store: Store, project_id: int) -> Learned | None:
    """What the template of the project could learn from it; None without a template or where nothing is new."""
    template = template_hours.template_of(store, project_id)
    if template is None:
        return None
    hours = template_hours.proposal(store, project_id, template)
    found = {line.task_id: line.median for line in hours.lines if line.changes and line.median is not None}
    return Learned(hours.template, found) if found else None


def proposal(store: Store, project_id: int) -> Proposal | None:
    """The renewal or follow-up to offer; None where the deal has one already, or nobody could be sold to."""
    row = store.row("SELECT client_id, deal_id FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,))
    if row is None or row[0] is None or _renewal(store, row[1]):
        return None
    return renewals.propose(store, project_id=project_id)


def last_of_deals(store: Store, project_ids: Sequence[int]) -> list[int]:
    """Those of the projects with which the delivery of a deal ends: every other project of the deal has ended. One for a deal."""
    return store.ids(
        "SELECT DISTINCT max(h.project_id) FROM handoff h JOIN project p ON p.id = h.project_id AND p.deleted_at IS NULL "
        "WHERE h.project_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM handoff o JOIN project q "
        "ON q.id = o.project_id AND q.deleted_at IS NULL AND q.status NOT IN ('done', 'cancelled') WHERE o.deal_id = h.deal_id "
        "AND o.project_id <> h.project_id) GROUP BY h.deal_id ORDER BY 1",
        (json.dumps(list(project_ids)),),
    )


def finish(
    store: Store,
    project_id: int,
    *,
    left: LeftTasks = "",
    hours: Mapping[int, int] | None = None,
    renewal: Proposal | None = None,
) -> int | None:
    """Hand the project back, in one step that one undo takes back; returns the renewal, if one was proposed.

    It is closed as done; with `left` 'cancel' its open tasks are cancelled. `hours` are the minutes that tasks of its template
    learn. Raises UserError while tasks are open and nobody has said what becomes of them, and as the verbs behind it do.
    """
    with store.write("Hand back project"):
        row = store.row(
            "SELECT p.client_id, p.status, d.id, s.kind FROM project p LEFT JOIN deal d ON d.id = p.deal_id AND d.deleted_at IS NULL "
            "LEFT JOIN stage s ON s.id = d.stage_id WHERE p.id = ? AND p.deleted_at IS NULL",
            (project_id,),
        )
        if row is None:
            raise UserError(PROJECT_GONE)
        client, status, deal, kind = row
        if left == "cancel":
            open_ones = store.ids(
                "SELECT t.id FROM task t JOIN status s ON s.id = t.status_id WHERE t.project_id = ? AND t.deleted_at IS NULL "
                "AND s.kind IN ('todo', 'doing', 'review') ORDER BY t.rank",
                (project_id,),
            )
            if open_ones:
                tasks.move(store, open_ones, tasks.first_status(store, "cancelled"))
        if status != "done":
            projects.close(store, project_id)
        if hours:
            template_hours.give_back(store, hours)
        if renewal is None:
            return None
        of_deal = deal if kind == "won" else None
        return renewals.add(
            store, renewal.title, renewal.due_on, deal_id=of_deal, client_id=None if of_deal else client,
            amount_minor=renewal.amount_minor, currency=renewal.currency, term_months=renewal.term_months,
            notice_days=renewal.notice_days, remind_on=renewal.remind_on,
        )  # fmt: skip


def _finished_on(store: Store, project_id: int) -> date | None:
    """The day of the last finished task, else the one on which it was closed; None while tasks are open and it is not closed."""
    row = store.row(
        "SELECT p.closed_on, max(t.done_on), sum(s.kind IN ('todo', 'doing', 'review')) FROM project p LEFT JOIN task t ON "
        "t.project_id = p.id AND t.deleted_at IS NULL LEFT JOIN status s ON s.id = t.status_id WHERE p.id = ? GROUP BY p.id",
        (project_id,),
    )
    if row is None:
        return None
    if row[2] and not row[0]:
        return None
    return day_from(row[1]) or day_from(row[0])


def _over(calendar: Calendar, promised: date | None, finished: date | None) -> int | None:
    if promised is None:
        return None
    end = finished or max(today(), promised)
    if end == promised:
        return 0
    first, last = min(end, promised), max(end, promised)
    days = calendar.between(first, last) - calendar.is_working(first)
    return days if end > promised else -days


def _margin(store: Store, project_id: int) -> tuple[int | None, float | None, str]:
    deals = store.ids("SELECT deal_id FROM handoff WHERE project_id = ?", (project_id,))
    found = delivered.read(store, deals)
    work = next((each for each in found.projects if each.id == project_id), None)
    if work is None or work.cost_minor is None:
        return None, None, found.currency
    margin = 1 - work.cost_minor / work.price_minor if work.price_minor else None
    return work.cost_minor, margin, found.currency


def _renewal(store: Store, deal_id: int | None) -> str:
    """The renewal that the deal has already, by its title."""
    return str(store.value("SELECT title FROM renewal WHERE deal_id = ? ORDER BY id DESC", (deal_id,)) or "")

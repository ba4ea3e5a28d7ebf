"""A project and its tasks as they stood at the end of a day; for a day gone by they are replayed from their history.

Names, milestones and dependencies have no history, so they are as they are now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.base import day_from, today
from app.domain import budget as budget_rules
from app.domain import project_health
from app.domain.budget import Burn
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import projects, settings, task_board
from app.services.project_budget import ProjectBudget
from app.services.projects import MilestoneRow, ProjectDetail, ProjectRow
from app.services.task_board import TaskCard
from app.services.task_filter import OPEN_KINDS, TaskFilter


def project_on(
    store: Store, project_id: int, as_of: date, calendar: Calendar
) -> tuple[ProjectDetail, list[TaskCard]] | None:
    """The project and its tasks, cancelled ones too; None when it is gone."""
    detail = projects.detail(store, project_id, on=as_of)
    if detail is None:
        return None
    if as_of >= today():
        ids = task_board.list_ids(store, TaskFilter(project_id=project_id, on=as_of))
        return detail, task_board.cards(store, ids, on=as_of)
    tasks = _tasks_on(store, project_id, as_of, calendar)
    return _project_on(detail, tasks, as_of, calendar), tasks


def _tasks_on(store: Store, project_id: int, as_of: date, calendar: Calendar) -> list[TaskCard]:
    states = {
        task: state
        for task, state in _states(store, project_id, as_of).items()
        if str(state.get("project")) == str(project_id) and not state.get("deleted")
    }
    own = settings.own_calendars(store, calendar)
    cards = {card.id: card for card in task_board.cards(store, list(states), on=as_of)}
    people = dict(store.rows("SELECT id, name FROM person"))
    names = dict(store.rows("SELECT kind, name FROM status WHERE project_id IS NULL ORDER BY rank DESC"))
    logged = dict(
        store.rows(
            "SELECT e.task_id, sum(e.minutes) FROM time_entry e WHERE e.on_date <= ? "
            "AND e.task_id IN (SELECT value FROM json_each(?)) GROUP BY 1",
            (as_of.isoformat(), json.dumps(list(states))),
        )
    )
    found = []
    for task, card in cards.items():
        state = states[task]
        owner, kind = _number(state.get("assignee")), str(state.get("status") or "todo")
        due = day_from(state.get("due"))
        open_ = kind in OPEN_KINDS
        found.append(
            card._replace(
                title=state.get("title") or card.title,
                status_kind=kind,
                status=card.status if card.status_kind == kind else names.get(kind, kind),
                assignee_id=owner,
                assignee=people.get(owner),
                due_on=due,
                done_on=state["status_on"] if kind == "done" else None,
                estimate_minutes=_number(state.get("estimate")),
                logged_minutes=int(logged.get(task) or 0),
                late_days=own.get(owner or 0, calendar).late_days(due, as_of) if open_ and due and due < as_of else 0,
            )
        )
    return _waiting(store, found)


def _states(store: Store, project_id: int, as_of: date) -> dict[int, dict[str, Any]]:
    """What each task's history had made of it by that day."""
    states: dict[int, dict[str, Any]] = {}
    for task, field, new, day in store.rows(
        "SELECT task_id, field, new, on_date FROM task_event WHERE on_date <= :day AND task_id IN "
        "(SELECT task_id FROM task_event WHERE project_id = :p OR field = 'project' AND old = :text) "
        "ORDER BY on_date, id",
        {"day": as_of.isoformat(), "p": project_id, "text": str(project_id)},
    ):
        state = states.setdefault(task, {})
        state.update(json.loads(new) if field == "created" else {field: new})
        if field in ("created", "status"):
            state["status_on"] = date.fromisoformat(day)
    return states


def _waiting(store: Store, cards: Sequence[TaskCard]) -> list[TaskCard]:
    """The tasks with what kept each from starting that day."""
    kinds = {card.id: card for card in cards}
    waits: dict[int, list[str]] = {}
    for before, after, kind in store.rows(
        "SELECT predecessor_id, successor_id, kind FROM dependency WHERE successor_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(kinds)),),
    ):
        held = {"FS": OPEN_KINDS, "SS": ("todo",)}.get(kind, ())
        if before in kinds and kinds[before].status_kind in held and kinds[after].status_kind == "todo":
            waits.setdefault(after, []).append(kinds[before].title)
    return [
        card._replace(waits_for=next(iter(waits.get(card.id, ())), None), waits_count=len(waits.get(card.id, ())))
        for card in cards
    ]


def _project_on(detail: ProjectDetail, tasks: Sequence[TaskCard], as_of: date, calendar: Calendar) -> ProjectDetail:
    """The project's figures from its tasks of that day. Its promise and its state are those of now."""
    counted = [card for card in tasks if card.status_kind != "cancelled"]
    done = [card for card in counted if card.status_kind == "done"]
    open_ = [card for card in counted if card.status_kind != "done"]
    late, unowned = (
        sum(bool(card.late_days) for card in open_),
        sum(card.assignee_id is None for card in open_),
    )
    row = detail.row
    finish = max((card.due_on for card in counted if card.due_on), default=row.finish_on)
    ended = detail.closed_on is not None and detail.closed_on <= as_of
    status = row.status if ended or row.status not in ("done", "cancelled") else "active"
    budget = _budget_on(row, counted)
    over = 0 if budget.hours.budget is None else max(0, budget.hours.burnt - budget.hours.budget)
    facts = project_health.Facts(status, finish, row.promised_on, len(open_), late, unowned, over)
    health = project_health.judge(facts, calendar, as_of)
    row = row._replace(
        status=status,
        finish_on=finish,
        tasks=len(counted),
        done=len(done),
        percent=100 * len(done) // len(counted) if counted else 0,
        open_minutes=sum(card.estimate_minutes or 0 for card in open_),
        planned_minutes=sum(card.estimate_minutes or 0 for card in counted),
        logged_minutes=sum(card.logged_minutes for card in counted),
        late=late,
        unowned=unowned,
        budget=budget,
        own_health=False,
        judged=health,
        health=health.word,
        health_text=health.reason,
    )
    milestones = [_milestone_on(milestone, counted, as_of) for milestone in detail.milestones]
    return detail._replace(row=row, milestones=milestones)


def _budget_on(row: ProjectRow, counted: Sequence[TaskCard]) -> ProjectBudget:
    """The hours of that day; what they were worth then is not replayed, so no money is told."""
    open_ = [card for card in counted if card.status_kind != "done"]
    done = [card for card in counted if card.status_kind == "done"]
    ahead = sum(max(0, (card.estimate_minutes or 0) - card.logged_minutes) for card in open_)
    planned, finished = (sum(card.estimate_minutes or 0 for card in cards) for cards in (counted, done))
    hours = row.budget.hours._replace(burnt=sum(card.logged_minutes for card in counted), ahead=ahead)
    work = budget_rules.work_percent(finished, planned, len(done), len(counted))
    return row.budget._replace(
        hours=hours,
        money=Burn(None, 0, 0),
        work_percent=work,
        unestimated=sum(c.estimate_minutes is None for c in open_),
    )


def _milestone_on(milestone: MilestoneRow, counted: Sequence[TaskCard], as_of: date) -> MilestoneRow:
    mine = [card for card in counted if card.milestone_id == milestone.id]
    done = sum(card.status_kind == "done" for card in mine)
    reached = milestone.done_on if milestone.done_on and milestone.done_on <= as_of else None
    return milestone._replace(tasks=len(mine), done=done, done_on=reached)


def _number(value: Any) -> int | None:
    return None if value is None else int(value)

"""Several projects of one plan: one for each milestone, or a chain of the same work that comes again."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from app.domain.handoff import HandoffPlan
from app.domain.handoff_money import shares

Redated = Callable[[HandoffPlan], HandoffPlan]


class Part(NamedTuple):
    """A project to come: its plan, the name of the part ('' for the only one), and its weight in the amount."""

    plan: HandoffPlan
    name: str
    weight: int


def parts(plan: HandoffPlan, redated: Redated) -> list[Part]:
    """The projects that a plan makes. `redated` gives a plan its dates."""
    if plan.into_project is not None or not plan.split:
        return [Part(plan, "", 1)]
    found = _chain(plan, redated) if plan.split == "chain" else _steps(plan)
    return found if len(found) > 1 else [Part(plan, "", 1)]


def _steps(plan: HandoffPlan) -> list[Part]:
    """A project for each milestone that has a task; what belongs to none goes into the first."""
    keys = [m.key for m in plan.milestones if any(task.milestone == m.key for task in plan.included)]
    found = []
    for at, key in enumerate(keys):
        wanted = {key} | ({None, *_without(plan, keys)} if at == 0 else set())
        tasks = tuple(task for task in plan.included if task.milestone in wanted)
        inside = {task.key for task in tasks}
        title = next(m.title for m in plan.milestones if m.key == key)
        payments = tuple(
            p for p in plan.payments
            if p.milestone == key or (p.at in ("start", "day") and at == 0) or (p.at == "finish" and at == len(keys) - 1)
        )  # fmt: skip
        part = plan._replace(
            project_name=f"{plan.project_name}: {title}", tasks=tasks, payments=payments, finish=plan.finish,
            milestones=tuple(m for m in plan.milestones if m.key == key),
            links=tuple(link for link in plan.links if {link.predecessor, link.successor} <= inside),
        )  # fmt: skip
        found.append(Part(part, title, sum(task.minutes for task in tasks)))
    return found


def _without(plan: HandoffPlan, keys: list[int]) -> set[int | None]:
    return {task.milestone for task in plan.included} - set(keys)


def _chain(plan: HandoffPlan, redated: Redated) -> list[Part]:
    """The same work again and again, each time `every_months` later; what was promised is kept in the first."""
    first = plan.first_day
    if first is None:
        return [Part(plan, "", 1)]
    mine = {promise.task_key for promise in plan.promises or () if promise.task_key is not None}
    amounts = [shares(payment.amount_minor, [1] * plan.parts) for payment in plan.payments]
    found = []
    for at in range(plan.parts):
        begin = later(first, at * plan.every_months)
        shift = begin - first
        tasks = tuple(
            task._replace(locked_start=task.locked_start and task.locked_start + shift, deadline=None if at else task.deadline)
            for task in plan.tasks if not at or task.key not in mine
        )  # fmt: skip
        payments = tuple(
            p._replace(amount_minor=amounts[n][at], due_on=p.due_on and later(p.due_on, at * plan.every_months))
            for n, p in enumerate(plan.payments)
        )
        name = f"{at + 1} of {plan.parts}"
        finish = plan.finish and later(plan.finish, at * plan.every_months)
        part = plan._replace(
            project_name=f"{plan.project_name}, {begin:%b %Y}", tasks=tasks, payments=payments, start=begin, finish=finish,
            mode="start" if at else plan.mode,
        )  # fmt: skip
        found.append(Part(redated(part) if at else part, name, 1))
    return found


def later(day: date, by: int) -> date:
    """The same day so many months later; a day that the month does not have is its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))

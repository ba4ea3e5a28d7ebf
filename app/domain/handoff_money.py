"""When the client pays, and how an amount is shared: parts of a sum that are whole minor units and add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from app.domain.handoff import HandoffPlan, Payment

SCHEMES: Final = ("none", "end", "halves", "thirds", "milestones")


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` minor units shared by `weights` (all zero: evenly), adding up to it; what is left over goes to the first."""
    heavy = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(heavy)
    found, given, weighed = [], 0, 0
    for weight in heavy:
        weighed += weight
        upto = -(-total * weighed // whole) if total >= 0 else total * weighed // whole
        found.append(upto - given)
        given = upto
    return found


def by_scheme(plan: HandoffPlan, amount_minor: int, scheme: str) -> HandoffPlan:
    """The plan with its payments by a scheme: 'none', all at the 'end', 'halves' (start and finish), 'thirds' (start, the
    middle milestone or finish, finish) or evenly at the 'milestones' that have tasks."""
    steps = [m for m in plan.milestones if any(task.milestone == m.key for task in plan.included)]
    payments: list[Payment]
    if scheme == "end":
        payments = [Payment("Final payment", amount_minor)]
    elif scheme == "halves":
        first, last = shares(amount_minor, (1, 1))
        payments = [Payment("Deposit", first, "start"), Payment("Final payment", last)]
    elif scheme == "thirds":
        first, middle, last = shares(amount_minor, (1, 1, 1))
        half = steps[(len(steps) - 1) // 2].key if len(steps) > 1 else None
        between = Payment("Interim payment", middle, "milestone" if half is not None else "finish", half)
        payments = [Payment("Deposit", first, "start"), between, Payment("Final payment", last)]
    elif scheme == "milestones" and steps:
        parts = shares(amount_minor, [1] * len(steps))
        payments = [Payment(step.title, part, "milestone", step.key) for step, part in zip(steps, parts, strict=True)]
    else:
        payments = []
    return plan._replace(payments=tuple(payments))


def due_on(plan: HandoffPlan, payment: Payment) -> date | None:
    """The day on which a payment is due in the plan as it is dated; None while that is not known."""
    if payment.at == "start":
        return plan.first_day
    if payment.at == "milestone":
        ends = [task.finish for task in plan.included if task.milestone == payment.milestone and task.finish]
        return max(ends, default=plan.last_day)
    return payment.due_on if payment.at == "day" else plan.last_day


def missing(plan: HandoffPlan, amount_minor: int | None) -> int:
    """Minor units of the amount that no payment asks for; negative where they ask for more. 0 without payments."""
    if not plan.payments or amount_minor is None:
        return 0
    return amount_minor - sum(payment.amount_minor for payment in plan.payments)


def by_hours(plan: HandoffPlan, rates: Mapping[int, int]) -> int | None:
    """What the planned hours come to at the hourly `rates` of their owners, in minor units, rounded once at the end.

    None where somebody's rate is not known, or nothing is estimated.
    """
    total = 0
    for task in plan.included:
        if task.minutes:
            rate = rates.get(task.owner or 0)
            if rate is None:
                return None
            total += task.minutes * rate
    return (total + 30) // 60 or None


def changed(plan: HandoffPlan, number: int, /, **fields: object) -> HandoffPlan:
    """The plan with other fields of payment number `number`."""
    payments = list(plan.payments)
    payments[number] = payments[number]._replace(**fields)  # type: ignore[arg-type]
    return plan._replace(payments=tuple(payments))


def balanced(plan: HandoffPlan, amount_minor: int, keep: int) -> HandoffPlan:
    """The plan in which what is missing is put onto the last payment that is not number `keep`."""
    gap = missing(plan, amount_minor)
    others = [at for at in range(len(plan.payments)) if at != keep]
    if not gap or not others:
        return plan
    last = others[-1]
    return changed(plan, last, amount_minor=plan.payments[last].amount_minor + gap)

"""What the constraints of a task come to, in words: a deadline that may not move, and a day before which it may not begin."""

from __future__ import annotations

from typing import NamedTuple

from app.services.task_detail import TaskDetail
from app.views.parts.dates import short_text
from app.views.parts.task_fields import days_text


class Said(NamedTuple):
    """A sentence and its tone."""

    words: str
    tone: str = "text3"


def deadline_words(task: TaskDetail) -> Said:
    """Whether the deadline can be kept: what is missing is negative float, never refused."""
    limit, begin, bound = task.deadline_on, task.not_before_on, task.bound
    if limit is None:
        return Said("")
    if task.card.status_kind in ("done", "cancelled"):
        return Said("")
    if begin is not None and begin > limit:
        return Said(
            f"It may not begin before {short_text(begin)} and must be done by {short_text(limit)}: "
            f"both cannot be. {_float(task)}".strip(),
            "bad",
        )
    if bound is not None and task.spare_days is not None:
        when = f"Expected {short_text(bound.finish)}"
        if task.spare_days < 0:
            return Said(f"{when}, {days_text(-task.spare_days)} too late. {_float(task)}".strip(), "bad")
        if task.spare_days == 0:
            return Said(f"{when}, nothing to spare. It may not move later.", "warn")
        return Said(f"{when}, {days_text(task.spare_days)} to spare. It may not move later.")
    due = task.card.due_on
    if due is not None and due > limit:
        return Said(f"Due {short_text(due)}, after this day.", "bad")
    return Said("May not move: the plan warns when this day cannot be kept.")


def not_before_words(task: TaskDetail) -> Said:
    """What the earliest day does to the plan."""
    begin = task.not_before_on
    if begin is None or task.card.status_kind in ("done", "cancelled"):
        return Said("")
    if task.card.status_kind != "todo":
        return Said("It has begun, so this binds nothing any more.")
    start = task.card.start_on
    if start is not None and start < begin:
        return Said(f"Planned to start {short_text(start)}; the plan waits until this day.", "warn")
    return Said("The plan starts it on this day at the earliest, whatever is done before.")


def _float(task: TaskDetail) -> str:
    if task.bound is None or task.bound.total_float >= 0:
        return ""
    return f"Float \u2212{-task.bound.total_float}."

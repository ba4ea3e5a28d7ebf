"""What the constraints of a task come to, in words: a deadline that may not move, and a day before which it may not begin."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.services.task_detail import TaskDetail
from app.services.task_preview import Preview
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
            f"It may not begin before {short_text(begin)}: both cannot be. {_float(task)}".strip(),
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
    return Said("The plan starts it no earlier, whatever is done before.")


def preview_words(told: Preview) -> Said:
    """What a change that is being typed would do: 'Moves 3 tasks, finish from 7 to 11 Dec, promised 15 Dec'."""
    parts = [f"moves {told.moved} task" + ("" if told.moved == 1 else "s")] if told.moved else []
    old, new, promised = told.finish_before, told.finish_after, told.promised_on
    late = new is not None and promised is not None and new > promised
    if old is not None and new is not None and old != new:
        parts.append(f"finish {span_text(old, new)}")
        if promised is not None:
            parts.append(f"{'after the promise of' if late else 'promised'} {short_text(promised)}")
    elif told.moved:
        parts.append("the finish stays")
    words = ", ".join(parts)
    return Said(words[:1].upper() + words[1:], "bad" if late and old != new else "text3")


def span_text(old: date, new: date) -> str:
    """'from 7 to 11 Dec', with both months when they differ."""
    same = (old.year, old.month) == (new.year, new.month)
    return f"from {old.day if same else short_text(old)} to {short_text(new)}"


def _float(task: TaskDetail) -> str:
    if task.bound is None or task.bound.total_float >= 0:
        return ""
    return f"Float \u2212{-task.bound.total_float}."

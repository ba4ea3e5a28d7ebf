"""What a change of a task would do, before it is done: the change itself, made and taken back before anybody sees it.

So the preview cannot say anything else than what then happens.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.base import day_from
from app.models.store import Store
from app.services import tasks

#: In larger projects a plan takes longer than the blink between two letters.
MOST_TASKS = 2_000


class Preview(NamedTuple):
    """How many others would move, and the project's finish before and after; the days are None without a project."""

    moved: int
    finish_before: date | None
    finish_after: date | None
    promised_on: date | None


class _TakeBackError(Exception):
    """Ends the action without an error."""


def change(store: Store, task_id: int, field: str, value: Any) -> Preview | None:
    """What `tasks.change` would do; nothing is written. None for a project too large to tell at once.

    Raises UserError where the change would be refused.
    """
    project = store.value("SELECT project_id FROM task WHERE id = ?", (task_id,))
    count = store.value("SELECT count(*) FROM task WHERE project_id = ? AND deleted_at IS NULL", (project,))
    if count > MOST_TASKS:
        return None
    told: list[Preview] = []
    before = _finish(store, project)
    try:
        with store.write("Preview"):
            moved = tasks.change(store, task_id, field, value)
            told.append(Preview(len(moved), before[0], _finish(store, project)[0], before[1]))
            raise _TakeBackError
    except _TakeBackError:
        return told[0]


def _finish(store: Store, project: int | None) -> tuple[date | None, date | None]:
    row = store.row("SELECT finish_on, promised_on FROM project WHERE id = ?", (project,)) if project else None
    return (day_from(row[0]), day_from(row[1])) if row else (None, None)

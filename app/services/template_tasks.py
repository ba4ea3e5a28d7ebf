"""What a user does with the tasks of a template."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.base import UserError, on_one_line
from app.domain.template_plan import MAX_OFFSET
from app.models import records
from app.models.store import Store
from app.services import ranking, template_edit, template_list

MAX_MINUTES = 600_000
MAX_DAYS = 10_000
_TITLE = 500


def add(store: Store, template_id: int, title: str, *, after: int | None = None) -> int:
    """A new task of 8 hours and a day at the end, or below another one, with its milestone and role; returns its id."""
    with store.write("Add task to template"):
        template_list.check(store, template_id)
        beside = store.row(
            "SELECT milestone_id, role_id FROM template_task WHERE template_id = ? "
            "ORDER BY id IS ? DESC, rank DESC, id DESC LIMIT 1",
            (template_id, after),
        ) or (None, store.value("SELECT id FROM template_role WHERE template_id = ? ORDER BY rank, id", (template_id,)))
        last = store.value("SELECT ifnull(max(rank), 0) FROM template_task WHERE template_id = ?", (template_id,))
        task = records.TemplateTask.create(
            template=template_id, milestone=beside[0], role=beside[1], title=_title(title), minutes=480,
            duration_days=1, rank=int(last) + ranking.STEP,
        )  # fmt: skip
        if after is not None:
            ids = store.ids("SELECT id FROM template_task WHERE template_id = ? ORDER BY rank, id", (template_id,))
            if after in ids:
                template_edit.shift(store, "template_task", template_id, task.id, ids.index(after) + 2 - len(ids))
    return int(task.id)


def change(store: Store, task_id: int, field: str, value: Any) -> None:
    """Change one field: 'title', 'description', 'milestone_id', 'role_id', 'minutes', 'duration_days', 'checklist',
    'labels'. Raises UserError when the value cannot be."""
    check = _CHECKS.get(field)
    if check is None:
        raise ValueError(field)
    with store.write("Change task of template"):
        task = _task(task_id)
        if field in ("milestone_id", "role_id"):
            _refuse_foreign(store, task.template_id, field, value)
        setattr(task, field, check(value))
        task.save()
        if field == "milestone_id":
            template_edit.refuse_circle(store, task.template_id, "Choose another milestone.")


def set_offset(store: Store, task_id: int, days: int | None, milestone_id: int | None = None) -> None:
    """Let a task start so many working days after the project's start, or after the last task of a milestone (below 0:
    before its end); None: as soon as its predecessors allow.

    What its predecessors do not allow is kept and marked; see `template_list.faults`. Raises UserError for a milestone
    that waits for this very task.
    """
    with store.write("Change start of task"):
        task = _task(task_id)
        _refuse_foreign(store, task.template_id, "milestone_id", milestone_id)
        least = 0 if milestone_id is None else -MAX_OFFSET
        if days is not None and not least <= days <= MAX_OFFSET:
            raise UserError(f"A task starts {least:,} to {MAX_OFFSET:,} working days after that.")
        if days is not None and milestone_id is not None and milestone_id == task.milestone_id:
            raise UserError(
                f"“{task.title}” belongs to this milestone, so it cannot wait for its end. Choose another one."
            )
        task.offset_days, task.offset_from = days, None if days is None else milestone_id
        task.save()
        template_edit.refuse_circle(store, task.template_id, "Choose another milestone.")


def move(store: Store, task_id: int, by: int) -> None:
    """Move a task up (below 0) or down by so many places."""
    with store.write("Move task in template"):
        template_edit.shift(store, "template_task", _task(task_id).template_id, task_id, by)


def remove(store: Store, ids: Sequence[int]) -> None:
    """Take tasks out of their template, with their links; those that followed them wait for what these waited for."""
    with store.write("Remove task from template" if len(ids) == 1 else f"Remove {len(ids)} tasks from template"):
        for task_id in ids:
            _bridge(store, task_id)
            records.TemplateTask.delete().where(records.TemplateTask.id == task_id).execute()


def _bridge(store: Store, task_id: int) -> None:
    """A finish-start chain stays one when its middle goes."""
    store.execute(
        "INSERT OR IGNORE INTO template_dependency (predecessor_id, successor_id, kind, lag_days) "
        "SELECT a.predecessor_id, b.successor_id, 'FS', max(0, a.lag_days + b.lag_days) FROM template_dependency a "
        "JOIN template_dependency b ON b.predecessor_id = a.successor_id "
        "WHERE a.successor_id = ? AND a.kind = 'FS' AND b.kind = 'FS'",
        (task_id,),
    )


def _task(task_id: int) -> Any:
    found = records.TemplateTask.get_or_none(records.TemplateTask.id == task_id)
    if found is None:
        raise UserError("This task is no longer in the template. Undo brings it back.")
    return found


def _refuse_foreign(store: Store, template_id: int, field: str, value: int | None) -> None:
    table = {"milestone_id": "template_milestone", "role_id": "template_role"}[field]
    if value is not None and store.value(f"SELECT template_id FROM {table} WHERE id = ?", (value,)) != template_id:
        raise UserError("That belongs to another template. Choose one of this template.")


def _title(text: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError("A title needs at least one letter.")
    if len(text) > _TITLE:
        raise UserError(f"This title has {len(text):,} characters; {_TITLE} at most. Shorten it.")
    return text


def _minutes(value: int | None) -> int:
    if not 0 <= (value or 0) <= MAX_MINUTES:
        raise UserError("An estimate lies between 0 and 10,000 hours.")
    return value or 0


def _days(value: int | None) -> int:
    if value is None or not 0 <= value <= MAX_DAYS:
        raise UserError(f"A task takes 0 to {MAX_DAYS:,} working days.")
    return value


def _lines(items: Iterable[str]) -> str:
    """Lines as they are kept: each on one line, no empty one, no one twice."""
    found = dict.fromkeys(" ".join(item.split()) for item in items)
    found.pop("", None)
    if any(len(item) > _TITLE for item in found):
        raise UserError(f"A line has {_TITLE} characters at most. Shorten it.")
    return json.dumps(list(found), ensure_ascii=False)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "description": lambda text: text.strip(),
    "milestone_id": lambda key: key,
    "role_id": lambda key: key,
    "minutes": _minutes,
    "duration_days": _days,
    "checklist": _lines,
    "labels": _lines,
}

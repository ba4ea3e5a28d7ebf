"""Tasks that come again: the rule of a task, and the next one made of it when the last is done, or when its day comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from app.base import UserError, today
from app.domain import recurrence as rules
from app.domain.workdays import Calendar
from app.models import records
from app.models.store import Store
from app.services import ranking, schedules, settings, statuses, task_copies
from app.services.task_board import TASK_GONE

When = Literal["done", "date"]
Off = Literal["next", "keep"]
# So many are made at most when Baton was closed for long.
_AT_ONCE = 60
# What the next task takes over; dates follow from the rule, and nothing of it is done yet.
_KEPT = (
    "title", "description", "project_id", "milestone_id", "parent_id", "priority", "assignee_id", "reviewer_id",
    "estimate_minutes", "duration_days", "deal_line_id", "recurrence", "recurs_when", "recurs_off",
)  # fmt: skip


class Repeat(NamedTuple):
    """How a task comes again: the rule in words, when the next is made, what happens on a day off, and its due day."""

    words: str
    when: When
    off: Off
    next_on: date | None


def of(store: Store, task_id: int) -> Repeat | None:
    """The rule of a task; None when it does not come again. Raises UserError for a rule that cannot be read."""
    row = store.row(
        "SELECT recurrence, recurs_when, recurs_off, due_on, assignee_id FROM task WHERE id = ?", (task_id,)
    )
    if row is None or not row[0]:
        return None
    due = date.fromisoformat(row[3]) if row[3] else today()
    return Repeat(rules.words(rules.from_text(row[0])[0]), row[1], row[2], _next(store, row[0], row[2], due, row[4]))


def put(store: Store, task_id: int, words: str, *, when: When = "done", off: Off = "next") -> Repeat:
    """Let a task come again by a rule in words ('every 2 weeks on Mon'); a task without a due day gets its first one.

    `when`: the next is made when this one is done, or on its date. `off`: a day off gives way to the next working day of
    whoever owns the task, or of the workspace where nobody does, or is kept. Raises UserError for words that are no rule.
    """
    if when not in ("done", "date") or off not in ("next", "keep"):
        raise ValueError((when, off))
    with store.write("Repeat task"):
        task = records.Task.get_or_none(records.Task.id == task_id, records.Task.deleted_at.is_null())
        if task is None:
            raise UserError(TASK_GONE)
        begin = task.due_on or today()
        rule = rules.parse(words, begin)
        text = rules.to_text(rule, begin)
        if task.due_on is None:
            first = _next(store, text, off, begin - timedelta(days=1), task.assignee_id)
            if first is None:
                raise UserError("This rule names no day. Choose a later end.")
            task.due_on, text = first, rules.to_text(rule, first)
            task.start_on = min(task.start_on, first) if task.start_on else None
        task.recurrence, task.recurs_when, task.recurs_off = text, when, off
        task.save()
        schedules.settle(store, [task.project_id])
    found = of(store, task_id)
    assert found is not None
    return found


def clear(store: Store, task_id: int) -> None:
    """Let a task come no more; what was made of it stays."""
    with store.write("Repeat no more"):
        store.execute("UPDATE task SET recurrence = '' WHERE id = ?", (task_id,))


def after_done(store: Store, tasks: Iterable[Any]) -> list[int]:
    """The next of each task that is done now and is to come again then; the rule goes on with them. Inside `store.write`."""
    made = []
    for task in tasks:
        if task.recurrence and task.recurs_when == "done":
            last = max(task.due_on or today(), task.done_on or today())
            day = _next(store, task.recurrence, task.recurs_off, last, task.assignee_id)
            made += _again(store, task.id, day)
    return made


def make_due(store: Store, on: date | None = None) -> list[int]:
    """The tasks that come by date and whose day has come, made in one step; returns their ids."""
    now = on or today()
    if not _ripe(store, now):
        return []
    with store.write("Repeat tasks"):
        made: list[int] = []
        while len(made) < _AT_ONCE and (ripe := _ripe(store, now)):
            for task_id, day in ripe:
                made += _again(store, task_id, day)
    return made


def next_days(store: Store, ids: Sequence[int]) -> dict[int, date]:
    """When the next of these would be due, if they were done now; those that do not come again are left out."""
    found = {}
    for task_id in ids[:50]:
        repeat = of(store, task_id)
        if repeat is not None and repeat.when == "done" and repeat.next_on is not None:
            found[task_id] = repeat.next_on
    return found


def _ripe(store: Store, now: date) -> list[tuple[int, date | None]]:
    """The tasks whose next one has its first day now or before; a rule that has ended is ripe too, to be put away."""
    found = []
    shared, own = settings.calendars(store)
    for task, text, off, start, due, owner in store.rows(
        "SELECT id, recurrence, recurs_off, start_on, due_on, assignee_id FROM task WHERE recurs_when = 'date' AND recurrence <> '' "
        "AND deleted_at IS NULL AND due_on IS NOT NULL"
    ):
        last = date.fromisoformat(due)
        day = rules.next_day(text, last, own.get(owner, shared) if off == "next" else None)
        lead = last - date.fromisoformat(start) if start else timedelta()
        if day is None or day - lead <= now:
            found.append((task, day))
    return found


def _next(store: Store, text: str, off: str, after: date, owner: int | None) -> date | None:
    return rules.next_day(text, after, settings.calendar(store, owner) if off == "next" else None)


def _again(store: Store, task_id: int, day: date | None) -> list[int]:
    """A copy of the task, due on `day`, with its rule; the task itself comes no more. None for a rule that has ended."""
    old = records.Task.get_by_id(task_id)
    kept = {column: getattr(old, column) for column in _KEPT}
    clear(store, task_id)
    if day is None:
        return []
    if kept["project_id"] is not None and store.value(
        "SELECT status IN ('done', 'cancelled') OR deleted_at IS NOT NULL FROM project WHERE id = ?",
        (kept["project_id"],),
    ):
        return []
    status = statuses.first(store, "todo", old.project_id)
    calendar = settings.calendar(store, old.assignee_id)
    task = records.Task.create(
        **{column.removesuffix("_id"): value for column, value in kept.items()},
        status=status,
        rank=ranking.top(store, "task", "status_id = ?", (status,)),
        start_on=_start(calendar, old, day),
        due_on=day,
        deadline_on=day + (old.deadline_on - old.due_on) if old.deadline_on and old.due_on else None,
        created_on=today(),
    )
    task_copies.belongings(store, {task_id: int(task.id)})
    schedules.settle(store, [task.project_id])
    return [int(task.id)]


def _start(calendar: Calendar, old: Any, day: date) -> date | None:
    """As many days of its owner before the due day as the last one began before its own."""
    if old.start_on is None or old.due_on is None:
        return None
    return min(day, calendar.add(day, 1 - max(1, calendar.between(old.start_on, old.due_on))))

"""One task, whole: what the inspector shows of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from app.base import day_from, moment_from, today
from app.domain.schedule import Plan
from app.models.store import Store
from app.services import people, schedules, settings, subtasks, task_board, timelog
from app.services.event_words import day_words
from app.services.subtasks import Subtask, Sums
from app.services.task_board import TaskCard
from app.services.timelog import TimeRow


class ChecklistLine(NamedTuple):
    """A line of a checklist."""

    id: int
    title: str
    done: bool


class Linked(NamedTuple):
    """The other end of a link; `holds` says whether it keeps this task (or is kept by it) from starting just
    now, `project` where it stands when that is another one."""

    task_id: int
    title: str
    kind: str
    lag_days: int
    status_kind: str
    holds: bool
    project: str = ""


class SoldAs(NamedTuple):
    """The sold line that a task delivers; money in minor units."""

    line_id: int
    deal_id: int
    title: str
    amount_minor: int
    currency: str


class TaskMoment(NamedTuple):
    """Something that happened to a task; `activity_id` is that of a comment of mine, which I may change."""

    kind: str
    text: str
    at: datetime
    on: date
    by: str
    activity_id: int | None = None


class Bound(NamedTuple):
    """What the plan says of a task with a constraint: its days, and its float in working days, negative when the
    constraint cannot be met."""

    start: date
    finish: date
    total_float: int


class TaskDetail(NamedTuple):
    """What the inspector shows. `span_days` are the working days from start to due, `spare_days` those between the
    expected end and the deadline, negative when it is missed. `expected_on` is when work under way or late will be done; `moves_finish` the
    finish of the project as planned and as it is now to be expected, where lateness moves it."""

    card: TaskCard
    description: str
    reviewer_id: int | None
    parent_id: int | None
    parent: str
    duration_days: int | None
    deadline_on: date | None
    not_before_on: date | None
    started_on: date | None
    baseline_start_on: date | None
    baseline_finish_on: date | None
    status_since_on: date | None
    expected_on: date | None
    moves_finish: tuple[date, date] | None
    client_id: int | None
    client: str | None
    sold_as: SoldAs | None
    subtasks: list[Subtask]
    sums: Sums
    bound: Bound | None
    span_days: int | None
    spare_days: int | None
    checklist: list[ChecklistLine]
    predecessors: list[Linked]
    successors: list[Linked]
    time: list[TimeRow]
    timeline: list[TaskMoment]


def is_there(store: Store, task_id: int) -> bool:
    """Whether there is such a task, not deleted."""
    return store.value("SELECT 1 FROM task WHERE id = ? AND deleted_at IS NULL", (task_id,)) is not None


def detail(store: Store, task_id: int, on: date | None = None) -> TaskDetail | None:
    """One task; None when it is gone. `on` counts as today."""
    now = on or today()
    card = next(iter(task_board.cards(store, [task_id], now)), None)
    row = store.row(
        "SELECT t.description, t.reviewer_id, t.parent_id, ifnull(above.title, ''), t.duration_days, t.deadline_on, t.not_before_on, "
        "t.started_on, t.baseline_start_on, t.baseline_finish_on, "
        # what came in under way stands where it is since it began
        "(SELECT iif(e.field = 'created', max(e.on_date, ifnull(t.started_on, e.on_date)), e.on_date) FROM task_event e "
        "WHERE e.task_id = t.id AND e.field IN ('status', 'created') ORDER BY e.id DESC LIMIT 1), "
        "p.client_id, c.name, l.id, l.deal_id, l.title, l.amount_minor, d.currency FROM task t "
        "LEFT JOIN task above ON above.id = t.parent_id LEFT JOIN project p ON p.id = t.project_id LEFT JOIN client c ON c.id = p.client_id "
        "LEFT JOIN deal_line l ON l.id = t.deal_line_id LEFT JOIN deal d ON d.id = l.deal_id WHERE t.id = ?",
        (task_id,),
    )
    if card is None or row is None:
        return None
    days = [day_from(text) for text in row[5:11]]
    plan = cache(lambda: schedules.plan_at_once(store, card.project_id, now) if card.project_id else None)
    expected, moves = _expectation(store, card, now, plan)
    bound = _bound(card, plan()) if days[0] or days[1] else None
    return TaskDetail._make(
        (
            card,
            *row[:5],
            *days,
            expected,
            moves,
            row[11],
            row[12],
            SoldAs(*row[13:18]) if row[13] else None,
            subtasks.tree(store, task_id),
            subtasks.sums(store, task_id),
            bound,
            *_lengths(store, card, days[0], bound),
            checklist(store, task_id),
            _linked(store, task_id, "predecessor"),
            _linked(store, task_id, "successor"),
            timelog.entries(store, task_id),
            timeline(store, task_id),
        )
    )


def checklist(store: Store, task_id: int) -> list[ChecklistLine]:
    """The checklist of a task, in its order."""
    found = store.rows(
        "SELECT id, title, done_at IS NOT NULL FROM checklist_item WHERE task_id = ? ORDER BY rank, id",
        (task_id,),
    )
    return [ChecklistLine(i, title, bool(done)) for i, title, done in found]


def timeline(store: Store, task_id: int, limit: int = 100) -> list[TaskMoment]:
    """What happened to a task, comments and changes together, the newest first."""
    events = store.rows(
        "SELECT e.field, e.old, e.new, e.on_date, e.at, ifnull(p.name, '') FROM task_event e "
        "LEFT JOIN person p ON p.id = e.by_id WHERE e.task_id = ? ORDER BY e.id DESC LIMIT ?",
        (task_id, limit),
    )
    names, me = _names(store, events), people.me(store).id
    moments = [
        TaskMoment(*_words(field, old, new, names), moment_from(at), date.fromisoformat(day), by)
        for field, old, new, day, at, by in events
    ]
    for key, kind, text, at, by, by_id in store.rows(
        "SELECT a.id, a.kind, a.text, a.at, ifnull(p.name, ''), a.by_id FROM activity a "
        "LEFT JOIN person p ON p.id = a.by_id WHERE a.task_id = ? ORDER BY a.at DESC, a.id DESC LIMIT ?",
        (task_id, limit),
    ):
        when = moment_from(at)
        mine = key if kind == "comment" and by_id in (None, me) else None
        moments.append(TaskMoment(kind, text, when, when.astimezone().date(), by, mine))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:limit]


def _expectation(
    store: Store, card: TaskCard, now: date, make_plan: Callable[[], Plan | None]
) -> tuple[date | None, tuple[date, date] | None]:
    """When an open task will be done, and how its lateness moves the project's finish; planned only where it may.

    What is late and has not begun takes as long as it is planned to; without a project as long as its hours do.
    """
    if card.status_kind in ("doing", "review") or card.late_days:
        left = None if card.estimate_minutes is None else max(0, card.estimate_minutes - card.logged_minutes)
        expected = schedules.expected_finish(settings.calendar(store, card.assignee_id), now, card.due_on, left)
    else:
        return card.due_on if card.status_kind == "todo" else None, None
    if not card.late_days or card.project_id is None:
        return expected, None
    planned = day_from(store.value("SELECT finish_on FROM project WHERE id = ?", (card.project_id,)))
    plan = make_plan()
    if plan is not None and card.status_kind == "todo" and card.id in plan.tasks:
        expected = plan.tasks[card.id].finish
    if planned is None or plan is None or plan.finish <= planned:
        return expected, None
    return expected, (planned, plan.finish)


def _bound(card: TaskCard, plan: Plan | None) -> Bound | None:
    """What the plan says of an open task; None without a project, and where the plan cannot be made in a blink."""
    planned = plan.tasks.get(card.id) if plan is not None and card.status_kind in ("todo", "doing", "review") else None
    return Bound(planned.start, planned.finish, planned.total_float) if planned is not None else None


def _lengths(store: Store, card: TaskCard, deadline: date | None, bound: Bound | None) -> tuple[int | None, int | None]:
    """Working days of the owner from start to due, and from the expected end to the deadline."""
    calendar = settings.calendar(store, card.assignee_id)
    span = calendar.between(card.start_on, card.due_on) if card.start_on and card.due_on else None
    if deadline is None or bound is None:
        return span, None
    return span, calendar.number_after(deadline) - calendar.number_after(bound.finish)


def _linked(store: Store, task_id: int, end: str) -> list[Linked]:
    """What stands at one end ('predecessor' or 'successor') of the task's links."""
    own = "successor" if end == "predecessor" else "predecessor"
    before, then = ("o", "t") if end == "predecessor" else ("t", "o")
    found = store.rows(
        f"SELECT o.id, o.title, d.kind, d.lag_days, s.kind, {then}s.kind = 'todo' AND (d.kind = 'FS' AND "
        f"{before}s.kind IN "
        f"('todo', 'doing', 'review') OR d.kind = 'SS' AND {before}s.kind = 'todo'), iif(o.project_id IS t.project_id, '', "
        "(SELECT p.name FROM project p WHERE p.id = o.project_id)) "
        f"FROM dependency d JOIN task o ON o.id = d.{end}_id JOIN task t ON t.id = d.{own}_id JOIN status s "
        f"ON s.id = o.status_id "
        "JOIN status os ON os.id = o.status_id JOIN status ts ON ts.id = t.status_id "
        f"WHERE d.{own}_id = ? AND o.deleted_at IS NULL ORDER BY o.due_on NULLS LAST, o.id",
        (task_id,),
    )
    return [Linked._make((*row[:5], bool(row[5]), row[6] or "")) for row in found]


def _names(store: Store, events: list[tuple[Any, ...]]) -> dict[str, dict[str, str]]:
    """The names of the people and projects that these events (field, old, new, ...) tell of."""
    found: dict[str, dict[str, str]] = {}
    for field, table in (("assignee", "person"), ("project", "project")):
        wanted = sorted({key for event in events if event[0] == field for key in event[1:3] if key})
        sql = f"SELECT id, name FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
        rows = store.rows(sql, (json.dumps([int(key) for key in wanted]),)) if wanted else []
        found[field] = {str(key): name for key, name in rows}
    return found


_KINDS = {
    "todo": "To do",
    "doing": "In progress",
    "review": "Review",
    "done": "Done",
    "cancelled": "Cancelled",
}


def _words(field: str, old: Any, new: Any, names: dict[str, dict[str, str]]) -> tuple[str, str]:
    """The kind of icon and the words for one change."""
    if field == "created":
        return "created", "Created"
    if field == "comment":
        return "edit", f"Comment changed, it was “{old}”" if new else f"Comment deleted, it was “{old}”"
    if field == "deleted":
        return "deleted", "Deleted" if new else "Brought back"
    if field == "status":
        return "status", f"{_KINDS.get(old, '?')} → {_KINDS.get(new, '?')}"
    if field in names:
        old, new = (names[field].get(value, "?") if value else None for value in (old, new))
    if field in ("start", "due"):
        old, new = (day_words(date.fromisoformat(value)) if value else None for value in (old, new))
    if field == "estimate":
        old, new = (f"{int(value) / 60:,g} h" if value else None for value in (old, new))
    return "edit", f"{field.capitalize()} {old or 'none'} → {new or 'none'}"

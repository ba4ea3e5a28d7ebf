"""What a user does with tasks: add, move, change, link, delete. Reads stand in task_board and task_detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.base import UserError, today, utc_now
from app.models.delivering import Project, Task
from app.models.store import Store
from app.services import people, ranking, schedules, settings, statuses, subtasks, task_links, task_rules
from app.services.checklists import add_item, remove_item, rename_item, set_labels, tick
from app.services.schedules import Moved, reschedule, schedule
from app.services.statuses import Columns
from app.services.task_comments import add_comment
from app.services.task_detail import detail
from app.services.task_links import add_dependency, remove_dependency
from app.services.task_rules import CHECKS, MAX_MINUTES, MAX_TITLE

__all__ = [
    "MAX_MINUTES", "MAX_TITLE", "add", "add_comment", "add_dependency", "add_item", "change", "delete", "detail", "first_status",
    "move", "remove_dependency", "remove_item", "rename_item", "reschedule", "schedule", "set_labels", "tick",
]  # fmt: skip

FIELDS = frozenset({
    "title", "description", "project_id", "milestone_id", "parent_id", "status_id", "priority", "assignee_id",
    "reviewer_id", "estimate_minutes", "duration_days", "start_on", "due_on", "deadline_on", "not_before_on",
    "blocked_reason",
})  # fmt: skip
# A change of these may move what follows.
_DATES = frozenset({"start_on", "due_on", "duration_days", "not_before_on", "estimate_minutes", "assignee_id"})


def add(
    store: Store,
    title: str,
    *,
    project_id: int | None = None,
    milestone_id: int | None = None,
    assignee_id: int | None = None,
    estimate_minutes: int | None = None,
    start_on: date | None = None,
    due_on: date | None = None,
    status_id: int | None = None,
) -> int:
    """A new task at the top of its column, mine when nobody else is here. Returns its id."""
    everyone = people.everyone(store)
    with store.write("Add task"):
        if milestone_id is not None:
            project_id = task_rules.milestone_project(milestone_id, project_id)
        columns = Columns(store)
        status_id = columns.match(status_id or columns.first("todo", project_id), project_id)
        task = Task(
            title=task_rules.title(title),
            project=task_rules.live_project(project_id),
            milestone=milestone_id,
            status=status_id,
            rank=ranking.top(store, "task", "status_id = ?", (status_id,)),
            assignee=assignee_id or (everyone[0].id if len(everyone) == 1 else None),
            estimate_minutes=task_rules.minutes(estimate_minutes),
            start_on=task_rules.day(start_on),
            due_on=task_rules.day(due_on),
            created_on=today(),
        )
        task_rules.check_span(task, settings.calendar(store))
        _enter(task, columns.get(status_id).kind)
        task.save(force_insert=True)
        schedules.settle(store, [project_id])
    return int(task.id)


def move(store: Store, ids: Sequence[int], status_id: int, before: int | None = None) -> list[Moved]:
    """Move the tasks, in this order, into a status, before another card or last. A task whose project has columns of its own
    goes into the one that stands for it there.

    What is done gets its day, what begins gets its start, and leaving either takes that back; what comes again when it is
    done is made anew. Returns the successors that moved because a task was finished late.
    """
    with store.write("Move task" if len(ids) == 1 else f"Move {len(ids)} tasks"):
        columns = Columns(store)
        kind = columns.get(status_id).kind
        tasks = task_rules.load(ids)
        late, again = [], []
        for task in tasks:
            wanted = columns.target(task.status_id, task.project_id, status_id)
            if task.status_id != wanted:
                again += [task] if task.recurrence and kind == "done" and not task.done_on else []
                _enter(task, columns.get(wanted).kind, columns.get(task.status_id).kind)
                task.status = wanted
                task.save()
                if task.done_on and task.due_on and task.done_on > task.due_on:
                    late.append(task)
        _place(store, columns, tasks, status_id, before)
        if kind not in ("todo", "cancelled"):
            begun = {task.project_id for task in tasks if task.project_id}
            planned = (Project.id.in_(begun), Project.status == "planned")
            Project.update(status="active").where(*planned).execute()
        if again:
            from app.services import recurrence

            recurrence.after_done(store, again)
        schedules.settle(store, [task.project_id for task in tasks])
        return schedules.push(store, late)


def change(store: Store, task_id: int, field: str, value: Any) -> list[Moved]:
    """Change one field of a task; returns the successors that a slip moved.

    A new start takes the due day along; a new due day lengthens or shortens the task, and takes the start
    along when it falls before it; a day before which it may not begin moves both, if it has not begun. Into another
    project its subtasks come along; they lose their milestones and keep their links. Raises UserError
    when the value cannot be.
    """
    if field not in FIELDS:
        raise ValueError(field)
    if field == "status_id":
        return move(store, [task_id], value)
    with store.write(
        f"Change {field.removesuffix('_id').removesuffix('_on').removesuffix('_minutes').replace('_', ' ')}"
    ):
        task = task_rules.load([task_id])[0]
        touched = [task.project_id]
        if field == "project_id":
            subtasks.to_project(store, task, value)
        elif field == "milestone_id":
            task.milestone = value
            if value is not None:
                task_rules.milestone_project(value, task.project_id)
        elif field in ("start_on", "due_on", "duration_days"):
            _change_dates(store, task, field, value)
        elif field == "parent_id":
            task.parent = subtasks.checked_parent(store, task, value)
        else:
            setattr(task, field, CHECKS[field](value) if field in CHECKS else value)
            if field == "not_before_on":
                _wait_until(store, task)
        task.save()
        if field == "project_id":
            statuses.fit(store, [task_id, *subtasks.below(store, [task_id])])
        schedules.settle(store, [*touched, task.project_id])
        return schedules.push(store, [task]) if field in _DATES else []


def set_span(store: Store, task_id: int, start: date, due: date) -> list[Moved]:
    """Give a task both days, in one change; returns the successors that it moved. Raises UserError as `change` does."""
    with store.write("Change dates"):
        task = task_rules.load([task_id])[0]
        _change_dates(store, task, "start_on", start)
        _change_dates(store, task, "due_on", due)
        task.save()
        schedules.settle(store, [task.project_id])
        return schedules.push(store, [task])


def delete(store: Store, ids: Sequence[int]) -> int:
    """Take the tasks and their subtasks out of every view, and their links with them; their history stays.

    Returns how many went.
    """
    with store.write("Delete task" if len(ids) == 1 else f"Delete {len(ids)} tasks"):
        tasks = task_rules.load(ids)
        below = task_rules.load([i for i in subtasks.below(store, ids) if i not in set(ids)])
        gone = [task.id for task in (*tasks, *below)]
        task_links.drop(store, gone)
        for task in (*tasks, *below):
            task.deleted_at = utc_now()
            task.save()
        schedules.settle(store, [task.project_id for task in (*tasks, *below)])
    return len(gone)


def first_status(store: Store, kind: str = "todo", project_id: int | None = None) -> int:
    """The first status of a kind: of the columns of a project, or of the common ones."""
    return statuses.first(store, kind, project_id)


# --- what the verbs above have in common --------------------------------------------------------------------


def _place(store: Store, columns: Columns, tasks: Sequence[Any], status_id: int, before: int | None) -> None:
    """Let the cards stand where they were dropped: in their own column, or among all that the common one shows."""
    shown = columns.shown(status_id, columns.get(status_id).project_id)
    where = f"status_id {statuses.sql_list(sorted({*shown, *(task.status_id for task in tasks)}))}"
    ranking.place(store, "task", where, (), [task.id for task in tasks], before)


def _enter(task: Any, kind: str, before: str = "") -> None:
    """The days that follow from the kind of status that a task comes into; within one kind they stay."""
    if kind == before:
        return
    task.done_on = today() if kind == "done" else None
    if kind == "todo":
        task.started_on = None
    elif kind != "cancelled":
        task.started_on = task.started_on or today()


def _wait_until(store: Store, task: Any) -> None:
    """A task that has not begun waits for the day before which it may not begin, as long as before."""
    begin = task.not_before_on
    if begin is not None and task.start_on is not None and task.start_on < begin and task.status.kind == "todo":
        everybody = settings.planning(store)
        mine = settings.own_calendars(store, everybody).get(task.assignee_id, everybody)
        _change_dates(store, task, "start_on", mine.on_or_after(begin))


def _change_dates(store: Store, task: Any, field: str, value: Any) -> None:
    """Days are counted as its owner works them."""
    everybody = settings.planning(store)
    calendar = settings.own_calendars(store, everybody).get(task.assignee_id, everybody)
    if field == "duration_days":
        if value is not None and not 0 <= value <= task_rules.MAX_DAYS:
            raise UserError(f"A task takes 0 to {task_rules.MAX_DAYS:,} working days.")
    else:
        task_rules.day(value)
    days = task.duration_days
    if days is None and task.start_on and task.due_on:
        days = calendar.between(task.start_on, task.due_on)
    setattr(task, field, value)
    if task.start_on is None or value is None:
        return
    # From the first day to the last one: an event and a task of one day both end on the day they start.
    further = max(0, (value if field == "duration_days" else days or 1) - 1)
    if field == "due_on" and task.start_on <= task.due_on:
        task.duration_days = calendar.between(task.start_on, task.due_on)
    elif field == "due_on":
        task.start_on = min(task.due_on, calendar.add(calendar.on_or_before(task.due_on), -further))
    elif task.due_on or field == "duration_days":
        task.due_on = max(task.start_on, calendar.add(calendar.on_or_after(task.start_on), further))
    task_rules.check_span(task, calendar)

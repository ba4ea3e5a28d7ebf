"""What a user does with tasks: add, move, change, link, delete. Reads stand in task_board and task_detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.base import UserError, today, utc_now
from app.models.between import Activity
from app.models.delivering import Dependency, Milestone, Project, Status, Task
from app.models.store import Store
from app.services import people, ranking, schedules, settings, task_board
from app.services.checklists import add_item, remove_item, rename_item, set_labels, tick
from app.services.schedules import PROJECT_GONE, Moved, reschedule, schedule
from app.services.task_board import TASK_GONE
from app.services.task_detail import detail

__all__ = [
    "add", "add_comment", "add_dependency", "add_item", "change", "delete", "detail", "first_status",
    "move", "remove_dependency", "remove_item", "rename_item", "reschedule", "schedule", "set_labels", "tick",
]  # fmt: skip

MAX_TITLE = 500
MAX_MINUTES = 600_000
FIELDS = frozenset({
    "title", "description", "project_id", "milestone_id", "parent_id", "status_id", "priority", "assignee_id",
    "reviewer_id", "estimate_minutes", "duration_days", "start_on", "due_on", "deadline_on", "not_before_on",
    "blocked_reason",
})  # fmt: skip
# A change of these may move what follows.
_DATES = frozenset({"start_on", "due_on", "duration_days", "not_before_on"})


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
    status_id = status_id or first_status(store)
    everyone = people.everyone(store)
    with store.write("Add task"):
        if milestone_id is not None:
            project_id = _milestone_project(milestone_id, project_id)
        task = Task(
            title=_title(title),
            project=_live_project(project_id),
            milestone=milestone_id,
            status=status_id,
            rank=ranking.top(store, "task", "status_id = ?", (status_id,)),
            assignee=assignee_id or (everyone[0].id if len(everyone) == 1 else None),
            estimate_minutes=_minutes(estimate_minutes),
            start_on=start_on,
            due_on=due_on,
            created_on=today(),
        )
        _check_span(task)
        _enter(task, Status.get_by_id(status_id).kind)
        task.save(force_insert=True)
        schedules.settle(store, [project_id])
    return int(task.id)


def move(store: Store, ids: Sequence[int], status_id: int, before: int | None = None) -> list[Moved]:
    """Move the tasks, in this order, into a status, before another card or last.

    What is done gets its day, what begins gets its start, and leaving either takes that back; what comes again when it is
    done is made anew. Returns the successors that moved because a task was finished late.
    """
    with store.write("Move task" if len(ids) == 1 else f"Move {len(ids)} tasks"):
        kind = _status_kind(status_id)
        tasks = _tasks(ids)
        late, again = [], []
        for task in tasks:
            if task.status_id != status_id:
                again += [task] if task.recurrence and kind == "done" else []
                task.status = status_id
                _enter(task, kind)
                task.save()
                if task.done_on and task.due_on and task.done_on > task.due_on:
                    late.append(task)
        ranking.place(store, "task", "status_id = ?", (status_id,), ids, before)
        if kind not in ("todo", "cancelled"):
            begun = {task.project_id for task in tasks if task.project_id}
            planned = (Project.id.in_(begun), Project.status == "planned")
            Project.update(status="active").where(*planned).execute()
        if again:
            from app.services import recurrence

            recurrence.after_done(store, again)
        schedules.settle(store, [task.project_id for task in tasks])
        return _push(store, late)


def change(store: Store, task_id: int, field: str, value: Any) -> list[Moved]:
    """Change one field of a task; returns the successors that a slip moved.

    A new start takes the due day along; a new due day lengthens or shortens the task, and takes the start
    along when it falls before it. In another project the task loses its milestone and its links. Raises
    UserError when the value cannot be.
    """
    if field not in FIELDS:
        raise ValueError(field)
    if field == "status_id":
        return move(store, [task_id], value)
    with store.write(
        f"Change {field.removesuffix('_id').removesuffix('_on').removesuffix('_minutes').replace('_', ' ')}"
    ):
        task = _tasks([task_id])[0]
        touched = [task.project_id]
        if field == "project_id":
            _change_project(task, value)
        elif field == "milestone_id":
            task.milestone = value
            if value is not None:
                _milestone_project(value, task.project_id)
        elif field in ("start_on", "due_on", "duration_days"):
            _change_dates(store, task, field, value)
        elif field == "parent_id" and value is not None:
            task.parent = _parent(store, task, value)
        else:
            check: Callable[[Any], Any] = _CHECKS.get(field, lambda given: given)
            setattr(task, field, check(value))
        task.save()
        schedules.settle(store, [*touched, task.project_id])
        return _push(store, [task]) if field in _DATES else []


def delete(store: Store, ids: Sequence[int]) -> None:
    """Take the tasks out of every view, and their links with them; their history stays."""
    with store.write("Delete task" if len(ids) == 1 else f"Delete {len(ids)} tasks"):
        tasks = _tasks(ids)
        for task in tasks:
            task.deleted_at = utc_now()
            task.save()
            _unlink(task)
            Task.update(parent=None).where(Task.parent == task.id).execute()
        schedules.settle(store, [task.project_id for task in tasks])


# --- what waits for what ------------------------------------------------------------------------------------


def add_dependency(store: Store, predecessor: int, successor: int, kind: str = "FS", lag: int = 0) -> list[Moved]:
    """Let `successor` wait for `predecessor` ('FS' 'SS' 'FF' 'SF', lag in working days); a second time
    changes kind and lag.

    Returns the tasks that the link moved. Raises UserError for a task that would wait for itself, naming the
    way round, and for tasks of two projects.
    """
    if kind not in ("FS", "SS", "FF", "SF"):
        raise ValueError(kind)
    with store.write("Link tasks"):
        before, then = _tasks([predecessor, successor])
        if predecessor == successor:
            raise UserError(f"“{then.title}” cannot wait for itself. Choose another task.")
        if before.project_id != then.project_id:
            raise UserError(f"“{before.title}” belongs to another project. Link tasks of one project.")
        if abs(lag) > 1000:
            raise UserError("A lag is at most 1,000 working days.")
        _refuse_cycle(store, predecessor, successor)
        link = Dependency.get_or_none(*_between(predecessor, successor))
        link = link or Dependency(predecessor=predecessor, successor=successor)
        link.kind, link.lag_days = kind, lag
        link.save()
        return _push(store, [before])


def remove_dependency(store: Store, predecessor: int, successor: int) -> None:
    """Let `successor` no longer wait for `predecessor`; its dates stay."""
    with store.write("Unlink tasks"):
        Dependency.delete().where(*_between(predecessor, successor)).execute()


def add_comment(store: Store, task_id: int, text: str) -> int:
    """A comment of mine on a task; returns its id."""
    if not text.strip():
        raise UserError("There is nothing in this comment yet. Write a word, or leave it.")
    with store.write("Add comment"):
        task_board.check_exists(store, task_id)
        me = people.me(store).id
        return int(Activity.create(kind="comment", task=task_id, text=text.strip(), by=me).id)


def first_status(store: Store, kind: str = "todo") -> int:
    """The first status of a kind that every project has."""
    found = store.value(
        "SELECT id FROM status WHERE kind = ? AND project_id IS NULL ORDER BY rank, id LIMIT 1", (kind,)
    )
    if found is None:
        raise UserError("This workspace has no column for tasks like that. Add one to the board first.")
    return int(found)


# --- what the verbs above have in common --------------------------------------------------------------------


def _tasks(ids: Sequence[int]) -> list[Any]:
    found = {task.id: task for task in Task.select().where(Task.id.in_(list(ids)), Task.deleted_at.is_null())}
    if any(i not in found for i in ids):
        raise UserError(TASK_GONE)
    return [found[i] for i in ids]


def _status_kind(status_id: int) -> str:
    status = Status.get_or_none(Status.id == status_id)
    if status is None:
        raise UserError("This column is gone. Choose another one.")
    return str(status.kind)


def _enter(task: Any, kind: str) -> None:
    """The days that follow from the kind of status that a task comes into."""
    task.done_on = today() if kind == "done" else None
    if kind == "todo":
        task.started_on = None
    elif kind != "cancelled":
        task.started_on = task.started_on or today()


def _push(store: Store, slipped: Sequence[Any]) -> list[Moved]:
    """Move what follows the tasks that slipped, project by project."""
    moved: list[Moved] = []
    for project_id in sorted({task.project_id for task in slipped if task.project_id}):
        after = [task.id for task in slipped if task.project_id == project_id]
        moved += schedules.reschedule(store, project_id, after=after)
    return moved


def _change_dates(store: Store, task: Any, field: str, value: Any) -> None:
    calendar = settings.calendar(store)
    if field == "duration_days" and value is not None and not 0 <= value <= 10_000:
        raise UserError("A task takes 0 to 10,000 working days.")
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
        task.start_on = min(task.due_on, calendar.add(task.due_on, -further))
    elif task.due_on or field == "duration_days":
        task.due_on = max(task.start_on, calendar.add(task.start_on, further))


def _check_span(task: Any) -> None:
    if task.start_on and task.due_on and task.start_on > task.due_on:
        raise UserError(f"“{task.title}” would be due before it starts. Choose a later due date.")


def _change_project(task: Any, project_id: int | None) -> None:
    if task.project_id == project_id:
        return
    task.project = _live_project(project_id)
    task.milestone = task.parent = None
    _unlink(task)


def _unlink(task: Any) -> None:
    either = (Dependency.predecessor == task.id) | (Dependency.successor == task.id)
    Dependency.delete().where(either).execute()


def _between(predecessor: int, successor: int) -> tuple[Any, Any]:
    return Dependency.predecessor == predecessor, Dependency.successor == successor


def _live_project(project_id: int | None) -> int | None:
    if project_id is None:
        return None
    if Project.get_or_none(Project.id == project_id, Project.deleted_at.is_null()) is None:
        raise UserError(PROJECT_GONE)
    return project_id


def _milestone_project(milestone_id: int, project_id: int | None) -> int:
    """The project of a milestone, which must be the given one, if any."""
    milestone = Milestone.get_or_none(Milestone.id == milestone_id)
    if milestone is None or (project_id is not None and milestone.project_id != project_id):
        raise UserError("This milestone belongs to another project. Choose one of the task's own project.")
    return int(milestone.project_id)


def _parent(store: Store, task: Any, parent_id: int) -> int:
    above = store.ids(
        "WITH RECURSIVE up(id) AS (VALUES(?) UNION SELECT t.parent_id FROM task t JOIN up ON t.id = up.id "
        "WHERE t.parent_id IS NOT NULL) SELECT id FROM up",
        (parent_id,),
    )
    if task.id in above:
        raise UserError(f"“{task.title}” cannot be a part of itself. Choose another task.")
    return parent_id


def _refuse_cycle(store: Store, predecessor: int, successor: int) -> None:
    """Raise UserError, naming the way round, when `predecessor` already waits for `successor`."""
    links = store.rows(
        "WITH RECURSIVE down(id) AS (VALUES(?) UNION SELECT d.successor_id FROM dependency d "
        "JOIN down ON d.predecessor_id = down.id) SELECT d.predecessor_id, d.successor_id FROM down "
        "JOIN dependency d ON d.predecessor_id = down.id",
        (successor,),
    )
    after: dict[int, list[int]] = {}
    for first, then in links:
        after.setdefault(first, []).append(then)
    came_from: dict[int, int | None] = {successor: None}
    waiting = [successor]
    for task in waiting:
        fresh = [then for then in after.get(task, []) if then not in came_from]
        came_from.update(dict.fromkeys(fresh, task))
        waiting += fresh
    if predecessor not in came_from:
        return
    way: list[int] = []
    step: int | None = predecessor
    while step is not None:
        way.insert(0, step)
        step = came_from[step]
    titles = {task.id: f"“{task.title}”" for task in Task.select(Task.id, Task.title).where(Task.id.in_(way))}
    names = [titles[task] for task in [*way, successor]]
    if len(names) > 8:
        names[4:-4] = ["…"]
    raise UserError(f"That would go round in a circle: {' → '.join(names)}. Remove one of these links first.")


def _title(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UserError("A title needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This title has {len(text):,} characters; {MAX_TITLE} at most. Shorten it.")
    return text


def _minutes(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MAX_MINUTES:
        raise UserError("An estimate lies between 0 and 10,000 hours.")
    return value


def _priority(value: int) -> int:
    if value not in (-1, 0, 1, 2):
        raise ValueError(value)
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "estimate_minutes": _minutes,
    "priority": _priority,
    "blocked_reason": lambda text: text.strip(),
}

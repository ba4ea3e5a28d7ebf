"""Tasks within a task: the tree below one, what it sums to, and what is done with its branches.

A task stands below at most one other, in the same project. Sums are of everything below, cancelled work left out; a task's
own hours are not among them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from
from app.models.delivering import Task
from app.models.store import Store
from app.services import schedules, task_links, task_rules
from app.services.task_board import TASK_GONE
from app.services.task_filter import Kinds

MAX_DEPTH = 20
# What is read of the tree says CROSS JOIN: left to itself the planner walks all tasks and looks each one up in the tree.
_DOWN = (
    "WITH RECURSIVE down(id, depth, way) AS (SELECT t.id, 0, printf('%012d', t.id) FROM task t "
    "WHERE t.parent_id = :top AND t.deleted_at IS NULL UNION ALL SELECT t.id, down.depth + 1, down.way || printf('%012d', t.id) "
    f"FROM task t JOIN down ON t.parent_id = down.id WHERE t.deleted_at IS NULL AND down.depth < {MAX_DEPTH}) "
)


class Subtask(NamedTuple):
    """A line of the tree: `depth` 0 stands right below the task; `done` of `count` are all that stand below this one."""

    id: int
    title: str
    depth: int
    parent_id: int
    status_kind: str
    owner: str
    initials: str
    mine: bool
    due_on: date | None
    estimate_minutes: int | None
    done: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here


class Sums(NamedTuple):
    """What stands below a task: how many of how many are done, and their hours in minutes."""

    done: int
    count: int  # type: ignore[assignment]  # as above
    estimate: int
    logged: int


def tree(store: Store, task_id: int) -> list[Subtask]:
    """Everything below a task, each line after the one it stands below, in the order in which they were added."""
    found = store.rows(
        _DOWN + "SELECT t.id, t.title, down.depth, t.parent_id, s.kind, ifnull(a.name, ''), ifnull(a.initials, ''), "
        "ifnull(a.is_me, 0), t.due_on, t.estimate_minutes, down.way FROM down CROSS JOIN task t ON t.id = down.id "
        "JOIN status s ON s.id = t.status_id LEFT JOIN person a ON a.id = t.assignee_id ORDER BY down.way",
        {"top": task_id},
    )
    below: dict[int, list[int]] = {}
    above = {row[0]: row[3] for row in found}
    for row in found:
        step = row[3]
        while step in above or step == task_id:
            if row[4] != "cancelled":
                counts = below.setdefault(step, [0, 0])
                counts[0] += row[4] == "done"
                counts[1] += 1
            step = above.get(step, 0)
    return [
        Subtask._make((*row[:7], bool(row[7]), day_from(row[8]), row[9], *below.get(row[0], (0, 0)))) for row in found
    ]


def sums(store: Store, task_id: int) -> Sums:
    """What everything below a task comes to."""
    row = store.row(
        _DOWN + "SELECT ifnull(sum(s.kind = 'done'), 0), count(*), ifnull(sum(t.estimate_minutes), 0), "
        "ifnull(sum((SELECT sum(e.minutes) FROM time_entry e WHERE e.task_id = t.id)), 0) "
        "FROM down CROSS JOIN task t ON t.id = down.id JOIN status s ON s.id = t.status_id WHERE s.kind <> 'cancelled'",
        {"top": task_id},
    )
    return Sums(*row) if row else Sums(0, 0, 0, 0)


def below(store: Store, ids: Sequence[int]) -> list[int]:
    """Everything that stands below these tasks, at any depth."""
    return store.ids(
        "WITH RECURSIVE down(id) AS (SELECT t.id FROM json_each(?) j CROSS JOIN task t ON t.parent_id = j.value "
        "WHERE t.deleted_at IS NULL UNION SELECT t.id FROM down CROSS JOIN task t ON t.parent_id = down.id "
        "WHERE t.deleted_at IS NULL) SELECT id FROM down",
        (json.dumps(list(ids)),),
    )


def add(store: Store, parent_id: int, title: str) -> int:
    """A new task below another, in its project and milestone and with its owner; returns its id."""
    from app.services import tasks

    with store.write("Add subtask"):
        home = task_rules.load([parent_id])[0]
        made = tasks.add(
            store, title, project_id=home.project_id, milestone_id=home.milestone_id, assignee_id=home.assignee_id
        )
        tasks.change(store, made, "parent_id", parent_id)
    return made


def indent(store: Store, task_id: int) -> None:
    """Put a task below the one that stands before it at the same depth. Raises UserError when there is none."""
    with store.write("Indent subtask"):
        task = task_rules.load([task_id])[0]
        before = store.value(
            "SELECT max(id) FROM task WHERE parent_id IS ? AND id < ? AND deleted_at IS NULL", (task.parent_id, task.id)
        )
        if task.parent_id is None or before is None:
            raise UserError(f"Nothing stands before “{task.title}” that it could be a part of.")
        task.parent = checked_parent(store, task, before)
        task.save()


def outdent(store: Store, task_id: int) -> None:
    """Take a task out of the one it stands below, beside that one. Raises UserError for a task below nothing."""
    with store.write("Outdent subtask"):
        task = task_rules.load([task_id])[0]
        if task.parent_id is None:
            raise UserError(f"“{task.title}” is a part of nothing.")
        task.parent = checked_parent(store, task, task.parent.parent_id)
        task.save()


def held_through(store: Store, task_id: int) -> tuple[int, str] | None:
    """What keeps a task from starting because it keeps what it is a part of: that task, and the title of the whole it is linked
    with, the nearest one; None when nothing does."""
    kinds = Kinds(store)
    found = store.row(
        "WITH RECURSIVE above(id, step) AS (SELECT parent_id, 1 FROM task WHERE id = :id UNION ALL SELECT t.parent_id, step + 1 "
        f"FROM above CROSS JOIN task t ON t.id = above.id WHERE t.parent_id IS NOT NULL AND step < {MAX_DEPTH}) "
        "SELECT b.id, w.title FROM above CROSS JOIN task w ON w.id = above.id CROSS JOIN dependency d ON d.successor_id = w.id "
        f"CROSS JOIN task b ON b.id = d.predecessor_id WHERE {kinds.holds} "
        f"AND b.id IN (SELECT by FROM {kinds.held('SELECT :id AS id')}) ORDER BY above.step, b.due_on NULLS LAST, b.id",
        {"id": task_id},
    )
    return None if found is None else (found[0], found[1])


def checked_parent(store: Store, task: Any, parent_id: int | None) -> int | None:
    """`parent_id`, where it may be. Raises UserError for a circle, naming it, for another project, and for a depth above 20."""
    if parent_id is None:
        task_links.refuse_contradiction(store, task.id, None)
        return None
    up = store.rows(
        "WITH RECURSIVE up(id, step) AS (VALUES(?, 0) UNION ALL SELECT t.parent_id, up.step + 1 FROM task t "
        "JOIN up ON t.id = up.id WHERE t.parent_id IS NOT NULL AND up.step < 1000) "
        "SELECT t.id, t.title, t.project_id, t.deleted_at FROM up JOIN task t ON t.id = up.id ORDER BY up.step",
        (parent_id,),
    )
    if not up or up[0][3] is not None:
        raise UserError(TASK_GONE)
    if task.id in [row[0] for row in up]:
        way = [row[1] for row in up[: [row[0] for row in up].index(task.id) + 1]]
        names = " → ".join(f"“{title}”" for title in [*reversed(way), task.title])
        told = f": {names}" if len(way) > 1 else ""
        raise UserError(f"“{task.title}” cannot be a part of itself{told}. Choose another task.")
    if up[0][2] != task.project_id:
        raise UserError(f"“{up[0][1]}” belongs to another project. Move the task there first.")
    if len(up) + _height(store, task.id) > MAX_DEPTH:
        raise UserError(f"Subtasks go {MAX_DEPTH} deep at most.")
    task_links.refuse_contradiction(store, task.id, parent_id)
    return parent_id


def to_project(store: Store, task: Any, project_id: int | None) -> None:
    """Into another project with everything below it; milestones are left behind, and what it is a part of. Links stay, also to
    what stays behind, but between a project's task and one of none there is none.

    Inside `store.write`.
    """
    if task.project_id == project_id:
        return
    old, task.project = task.project_id, task_rules.live_project(project_id)
    task.milestone = task.parent = None
    family = below(store, [task.id])
    if family:
        Task.update(project=project_id, milestone=None).where(Task.id.in_(family)).execute()
    task.save()
    task_links.settle(store, [task.id, *family])
    schedules.settle(store, [old])


def _height(store: Store, task_id: int) -> int:
    deepest = store.value(_DOWN + "SELECT max(depth) FROM down", {"top": task_id})
    return 0 if deepest is None else int(deepest) + 1

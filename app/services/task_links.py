"""What waits for what: links between tasks, also of two projects. A circle is refused, and its way round named."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from app.base import UserError
from app.models.delivering import Dependency
from app.models.store import Store
from app.services import schedules, task_rules
from app.services.schedules import Moved

MAX_LAG = 1000


def add_dependency(store: Store, predecessor: int, successor: int, kind: str = "FS", lag: int = 0) -> list[Moved]:
    """Let `successor` wait for `predecessor` ('FS' 'SS' 'FF' 'SF', lag in working days); a second time
    changes kind and lag.

    Returns the tasks that the link moved, in either project. Raises UserError for a task that would wait for itself,
    naming the way round with the projects it leads through, and where only one of the two belongs to a project.
    """
    if kind not in ("FS", "SS", "FF", "SF"):
        raise ValueError(kind)
    with store.write("Link tasks"):
        before, then = task_rules.load([predecessor, successor])
        if predecessor == successor:
            raise UserError(f"“{then.title}” cannot wait for itself. Choose another task.")
        if (before.project_id is None) != (then.project_id is None):
            lone = before if before.project_id is None else then
            raise UserError(
                f"“{lone.title}” belongs to no project. Give it one before you link it with a project's task."
            )
        if abs(lag) > MAX_LAG:
            raise UserError("A lag is at most 1,000 working days.")
        _refuse_cycle(store, predecessor, successor)
        link = Dependency.get_or_none(*_between(predecessor, successor))
        link = link or Dependency(predecessor=predecessor, successor=successor)
        link.kind, link.lag_days = kind, lag
        link.save()
        return schedules.push(store, [before])


def remove_dependency(store: Store, predecessor: int, successor: int) -> None:
    """Let `successor` no longer wait for `predecessor`; its dates stay."""
    with store.write("Unlink tasks"):
        Dependency.delete().where(*_between(predecessor, successor)).execute()


def cut_loose(store: Store, ids: Collection[int]) -> None:
    """Take away the links between these tasks and any other; those among themselves stay. Inside `store.write`."""
    these = "SELECT value FROM json_each(:these)"
    store.execute(
        f"DELETE FROM dependency WHERE (predecessor_id IN ({these})) <> (successor_id IN ({these}))",
        {"these": json.dumps(list(ids))},
    )


def drop(store: Store, ids: Collection[int]) -> None:
    """Take away every link of these tasks. Inside `store.write`."""
    these = "SELECT value FROM json_each(:these)"
    store.execute(
        f"DELETE FROM dependency WHERE predecessor_id IN ({these}) OR successor_id IN ({these})",
        {"these": json.dumps(list(ids))},
    )


def _between(predecessor: int, successor: int) -> tuple[Any, Any]:
    return Dependency.predecessor == predecessor, Dependency.successor == successor


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
    rows = store.rows(
        "SELECT t.id, t.title, t.project_id, ifnull(p.name, '') FROM task t LEFT JOIN project p ON p.id = t.project_id "
        "WHERE t.id IN (SELECT value FROM json_each(?))",
        (json.dumps(way),),
    )
    several = len({project for _, _, project, _ in rows}) > 1
    titles = {task: f"“{title}”" + (f" ({project})" if several else "") for task, title, _, project in rows}
    names = [titles[task] for task in [*way, successor]]
    if len(names) > 8:
        names[4:-4] = ["…"]
    raise UserError(f"That would go round in a circle: {' → '.join(names)}. Remove one of these links first.")

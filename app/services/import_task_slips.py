"""What a file of tasks moves that is not in it: the successors of what slips, as when a day is changed in the window."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import schedules
from app.services.imports import Landed

_THESE = "IN (SELECT value FROM json_each(?))"


class Before(NamedTuple):
    """Tasks before a file comes: what decides when each is done, and the links to them."""

    tasks: dict[int, tuple[Any, ...]]
    links: set[tuple[Any, ...]]


def before(store: Store, ids: Iterable[int]) -> Before:
    """These tasks as they are; those that are not there yet are left out."""
    these = (json.dumps([task for task in ids if task > 0]),)
    tasks = store.rows(
        "SELECT t.id, t.project_id, s.kind, t.start_on, t.due_on, t.done_on, t.duration_days, t.estimate_minutes, t.assignee_id "
        f"FROM task t JOIN status s ON s.id = t.status_id WHERE t.id {_THESE}",
        these,
    )
    links = store.rows(
        f"SELECT predecessor_id, successor_id, kind, lag_days FROM dependency WHERE successor_id {_THESE}", these
    )
    return Before({task: tuple(facts) for task, *facts in tasks}, set(links))


def push(
    store: Store, was: Before, rows: Mapping[int, Mapping[str, Any]], ids: Mapping[int, int], landed: Landed
) -> None:
    """Move what follows the tasks that the file changes, and say how many moved. `ids`: the task of each row that landed.

    A task whose days stand in the file keeps them: somebody said when it is. Inside `store.write`.
    """
    if not was.tasks:
        return  # all of it is new, and has the days that the file says
    now = before(store, ids.values())
    slipped = {task for task, facts in now.tasks.items() if was.tasks.get(task) != facts}
    slipped |= {link[0] for link in now.links - was.links}
    told = {task for index, task in ids.items() if rows[index]["start_on"] or rows[index]["due_on"]}
    moved: set[int] = set()
    try:
        for project, after in _by_project(store, slipped).items():
            if _may_move(store, project, after, told):
                moved |= {each.id for each in schedules.reschedule(store, project, after=after, but=told)}
    except UserError as problem:
        landed.notes.append(f"What waits for these tasks keeps its days, since it could not be planned. {problem}")
    if moved:
        words = "1 task that waits" if len(moved) == 1 else f"{len(moved):,} tasks that wait"
        landed.notes.append(f"{words} for these moved with them.")


def _by_project(store: Store, tasks: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for project, task in store.rows(
        f"SELECT project_id, id FROM task WHERE id {_THESE} AND project_id IS NOT NULL ORDER BY project_id, id",
        (json.dumps(list(tasks)),),
    ):
        found.setdefault(project, []).append(task)
    return found


def _may_move(store: Store, project: int, after: Collection[int], told: Collection[int]) -> bool:
    """Whether anything that has a day of its own waits for these: else nobody plans ten thousand tasks for nothing."""
    _, rows, links = schedules.linked(store, project)
    following = schedules.following(links, after)
    return any(row.id in following and row.id not in told and row.kind == "todo" and row.due_on for row in rows)

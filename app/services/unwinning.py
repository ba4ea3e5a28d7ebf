"""A win that is taken back: the deal leaves Won, and somebody says what becomes of the project that was made of it.

The verbs of deals ask for the answer (`deals.move`, `lose`, `reopen` with `project`) and refuse without it. A project is kept as
it is, paused, cancelled with its open tasks, or deleted; the last only while nobody has touched it since the handoff.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import project_states, projects, tasks

Fate = Literal["", "keep", "pause", "cancel", "delete"]
FATES: Final[tuple[Fate, ...]] = ("keep", "pause", "cancel", "delete")

_LIVE = f"p.deleted_at IS NULL AND p.status IN {project_states.OPEN}"


class Bound(NamedTuple):
    """A running project of a won deal; `touched` says what somebody did with it since the handoff, '' for nothing.
    `others` counts further won deals that it delivers."""

    deal_id: int
    deal: str
    project_id: int
    project: str
    status: str
    open_tasks: int
    touched: str
    others: int


def bound(store: Store, deal_ids: Sequence[int]) -> list[Bound]:
    """The running projects of those of the deals that are won; finished and cancelled ones need no answer."""
    rows = store.rows(
        "SELECT d.id, d.title, p.id, p.name, p.status, (SELECT count(*) FROM task t JOIN status x ON x.id = t.status_id "
        "WHERE t.project_id = p.id AND t.deleted_at IS NULL AND x.kind IN ('todo', 'doing', 'review')), max(h.at), "
        "(SELECT count(DISTINCT o.deal_id) FROM handoff o JOIN deal e ON e.id = o.deal_id AND e.deleted_at IS NULL JOIN stage w "
        "ON w.id = e.stage_id AND w.kind = 'won' WHERE o.project_id = p.id AND o.deal_id NOT IN (SELECT value FROM json_each(:ids))) "
        "FROM json_each(:ids) j JOIN deal d ON d.id = j.value AND d.deleted_at IS NULL JOIN stage s ON s.id = d.stage_id AND "
        f"s.kind = 'won' JOIN handoff h ON h.deal_id = d.id JOIN project p ON p.id = h.project_id AND {_LIVE} "
        "GROUP BY d.id, p.id ORDER BY j.key, p.id",
        {"ids": json.dumps(list(dict.fromkeys(deal_ids)))},
    )
    return [Bound._make((*row[:6], touched(store, row[2], row[6]), row[7])) for row in rows]


def touched(store: Store, project_id: int, since: str) -> str:
    """What somebody did with a project after the moment `since`, in words: '12 h logged, 2 tasks done'; '' for nothing."""
    minutes, done, comments, changes, files, orders = store.row(
        "SELECT (SELECT ifnull(sum(e.minutes), 0) FROM time_entry e WHERE e.project_id = :p), "
        "(SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id WHERE t.project_id = :p AND s.kind = 'done'), "
        "(SELECT count(*) FROM activity a WHERE a.project_id = :p OR a.task_id IN (SELECT id FROM task WHERE project_id = :p)), "
        "(SELECT count(DISTINCT v.task_id) FROM task_event v WHERE v.project_id = :p AND v.at > :since), "
        "(SELECT count(*) FROM attachment f WHERE f.project_id = :p OR f.task_id IN (SELECT id FROM task WHERE project_id = :p)) "
        "+ (SELECT count(*) FROM checklist_item c JOIN task t ON t.id = c.task_id WHERE t.project_id = :p AND c.done_at IS NOT NULL), "
        "(SELECT count(*) FROM change_order o WHERE o.project_id = :p)",
        {"p": project_id, "since": since},
    ) or (0, 0, 0, 0, 0, 0)
    said = (
        (minutes, f"{minutes / 60:,.1f}".removesuffix(".0") + " h logged"),
        (done, f"{done} {'task' if done == 1 else 'tasks'} done"),
        (comments, f"{comments} {'comment' if comments == 1 else 'comments'}"),
        (changes, f"{changes} {'task' if changes == 1 else 'tasks'} changed"),
        (files, "files or ticks"),
        (orders, f"{orders} {'change order' if orders == 1 else 'change orders'}"),
    )
    return ", ".join(words for number, words in said if number)


def settle(store: Store, deal_ids: Sequence[int], fate: Fate) -> None:
    """Do to the running projects of these won deals what was answered. Inside `store.write`, before the deals move.

    A project that delivers another won deal too is kept. Raises UserError without an answer, and for a deletion of what
    somebody has touched.
    """
    found = bound(store, deal_ids)
    for each in found:
        if fate not in FATES:
            raise UserError(
                f"{each.deal} is won and has a project. Say what becomes of “{each.project}”: keep, pause or cancel it."
            )
        if fate == "keep" or each.others:
            continue
        if fate == "delete":
            _delete(store, each)
        elif fate == "pause":
            projects.change(store, each.project_id, "status", "on_hold")
        else:
            _cancel(store, each.project_id)


def _delete(store: Store, each: Bound) -> None:
    if each.touched:
        raise UserError(f"“{each.project}” is not as it was handed off: {each.touched}. Pause or cancel it instead.")
    projects.delete(store, [each.project_id])


def _cancel(store: Store, project_id: int) -> None:
    left = store.ids(
        "SELECT t.id FROM task t JOIN status s ON s.id = t.status_id WHERE t.project_id = ? AND t.deleted_at IS NULL "
        "AND s.kind IN ('todo', 'doing', 'review') ORDER BY t.rank",
        (project_id,),
    )
    if left:
        tasks.move(store, left, tasks.first_status(store, "cancelled"))
    projects.close(store, project_id, cancelled=True)

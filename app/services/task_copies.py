"""Copies of tasks: the same work to do once more, beside the old one or, with all of its project, in another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, today
from app.models import records
from app.models.store import Store
from app.services import ranking, schedules, task_rules
from app.services.schedules import Moved
from app.services.statuses import Columns, sql_list

#: So many tasks are copied at once, their subtasks included.
MOST = 500
_COPY = " (copy)"
_KEPT = ("description", "project_id", "milestone_id", "parent_id", "priority", "estimate_minutes", "duration_days")
_THESE = "IN (SELECT value FROM json_each(?))"


class Copied(NamedTuple):
    """What was made: the copies of what was chosen, how many subtasks came with them, how many have no days since those of the
    old ones have passed, and what moved."""

    ids: list[int]
    subtasks: int
    undated: int
    moved: list[Moved]


def duplicate(store: Store, ids: Sequence[int]) -> Copied:
    """The tasks once more, each right below the old one, with their subtasks and all to do again.

    Owner, reviewer, project, milestone, priority, hours, labels, own fields and the checklist, unticked, come along, and days that
    have not passed. A copy waits for what the old task waits for, and nothing waits for it; links among what is copied are
    copied. Time, comments, files, keys, repeats, what was sold and cancelled subtasks stay with the old one. Raises UserError.
    """
    ids = list(dict.fromkeys(ids))
    with store.write("Duplicate task" if len(ids) == 1 else f"Duplicate {len(ids)} tasks"):
        task_rules.load(ids)
        family = _family(store, ids)
        made, undated = _tasks(store, family)
        begun = _links(store, made)
        belongings(store, made)
        _place(store, made)
        schedules.settle(store, {task.project_id for task in family})
        moved = schedules.push(store, begun)
    tops = [made[task.id] for task in family if task.parent_id not in made]
    return Copied(tops, len(made) - len(tops), undated, moved)


def belongings(store: Store, made: dict[int, int]) -> None:
    """Checklists unticked, labels and own fields for copies of tasks, by the old ones. Inside `store.write`."""
    ids = (json.dumps(list(made)),)
    items = store.rows(f"SELECT task_id, title, rank FROM checklist_item WHERE task_id {_THESE} ORDER BY id", ids)
    store.insert("checklist_item", ("task_id", "title", "rank"), [(made[task], *rest) for task, *rest in items])
    labels = store.rows(f"SELECT tag_id, task_id FROM tag_link WHERE task_id {_THESE} ORDER BY id", ids)
    store.insert("tag_link", ("tag_id", "task_id"), [(tag, made[task]) for tag, task in labels])
    own_fields(store, "task", made)


def own_fields(store: Store, record: str, made: dict[int, int]) -> None:
    """The values of one's own fields for copies of 'task' or 'project' records. Inside `store.write`."""
    found = store.rows(
        "SELECT v.field_id, v.record_id, v.value FROM custom_value v JOIN custom_field f ON f.id = v.field_id "
        "WHERE f.record = ? AND v.record_id IN (SELECT value FROM json_each(?))",
        (record, json.dumps(list(made))),
    )
    rows = [(field, made[key], value) for field, key, value in found]
    store.insert("custom_value", ("field_id", "record_id", "value"), rows)


def _family(store: Store, ids: Sequence[int]) -> list[Any]:
    """What was chosen and the subtasks that are not called off, as objects by id: in the order in which they were added."""
    found = store.ids(
        "WITH RECURSIVE family(id) AS (SELECT value FROM json_each(?) UNION SELECT t.id FROM family CROSS JOIN task t "
        "ON t.parent_id = family.id CROSS JOIN status s ON s.id = t.status_id "
        "WHERE t.deleted_at IS NULL AND s.kind <> 'cancelled') SELECT id FROM family ORDER BY id",
        (json.dumps(list(ids)),),
    )
    if len(found) > MOST:
        raise UserError(
            f"These are {len(found):,} tasks with their subtasks; {MOST} at most are duplicated at once. Choose fewer."
        )
    return task_rules.load(found)


def _tasks(store: Store, family: Sequence[Any]) -> tuple[dict[int, int], int]:
    """The copies by the old ones, and how many of them have no days since theirs have passed."""
    here = set(store.ids("SELECT id FROM person WHERE archived_at IS NULL"))
    columns = Columns(store)
    made: dict[int, int] = {}
    undated = 0
    inside = {task.id for task in family}
    for old in family:
        days = _days(old)
        undated += bool(old.start_on or old.due_on) and not (days["start_on"] or days["due_on"])
        again = columns.get(old.status_id).kind == "todo"
        copy = records.Task.create(
            **{name.removesuffix("_id"): getattr(old, name) for name in _KEPT}, **days,
            title=old.title if old.parent_id in inside else old.title[: task_rules.MAX_TITLE - len(_COPY)] + _COPY,
            status=old.status_id if again else columns.first("todo", old.project_id), created_on=today(),
            **{who: key if (key := getattr(old, f"{who}_id")) in here else None for who in ("assignee", "reviewer")},
        )  # fmt: skip
        made[old.id] = int(copy.id)
    for old in family:
        if old.parent_id in made:
            store.execute("UPDATE task SET parent_id = ? WHERE id = ?", (made[old.parent_id], made[old.id]))
    return made, undated


def _days(old: Any) -> dict[str, date | None]:
    """The days of a copy: those of the old task, as long as it can still be done on them."""
    now = today()
    over = (old.due_on or old.start_on or now) < now
    still = {
        name: day if (day := getattr(old, name)) and day >= now else None for name in ("deadline_on", "not_before_on")
    }
    return {**still, "start_on": None if over else old.start_on, "due_on": None if over else old.due_on}


def _links(store: Store, made: dict[int, int]) -> list[Any]:
    """Let the copies wait as the old ones do. Returns what the copies of begun tasks wait for: begun ones kept their days
    whatever held them, their copies may not."""
    found = store.rows(
        f"SELECT predecessor_id, successor_id, kind, lag_days FROM dependency WHERE successor_id {_THESE} ORDER BY id",
        (json.dumps(list(made)),),
    )
    store.insert(
        "dependency",
        ("predecessor_id", "successor_id", "kind", "lag_days"),
        [(made.get(before, before), made[then], kind, lag) for before, then, kind, lag in found],
    )
    begun = set(
        store.ids(
            f"SELECT t.id FROM task t JOIN status s ON s.id = t.status_id WHERE t.id {_THESE} AND s.kind <> 'todo'",
            (json.dumps([then for _, then, *_ in found]),),
        )
    )
    return task_rules.load(sorted({made.get(before, before) for before, then, *_ in found if then in begun}))


def _place(store: Store, made: dict[int, int]) -> None:
    """Each copy right below the old task where that is still to do; else on top of what is."""
    columns = Columns(store)
    copies = json.dumps(list(made.values()))
    for old, new in made.items():
        before, status = (store.value("SELECT status_id FROM task WHERE id = ?", (key,)) for key in (old, new))
        shown = {status, *columns.shown(status, columns.get(status).project_id)}
        column = f"status_id {sql_list(sorted(shown))}"
        below = "(rank, id) > (SELECT rank, id FROM task WHERE id = :old)" if before == status else ":old"
        following = store.value(
            f"SELECT id FROM task WHERE {column} AND deleted_at IS NULL AND {below} "
            "AND id NOT IN (SELECT value FROM json_each(:copies)) ORDER BY rank, id LIMIT 1",
            {"old": old, "copies": copies},
        )
        ranking.place(store, "task", column, (), [new], following)

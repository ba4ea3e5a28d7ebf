"""Columns of tasks are edited: added, renamed, put in order, limited, given another kind, removed; for all projects or one.

What a change does to tasks is written as the user would have done it: their days follow, and their history says so.
"""

from __future__ import annotations

import json
from typing import Any

from app.base import UserError, on_one_line, today
from app.models.delivering import Project, Status
from app.models.events import task_status_day
from app.models.store import Store
from app.services import ranking, schedules, statuses
from app.services.schedules import PROJECT_GONE
from app.services.statuses import KIND_WORDS, KINDS, NEEDED, StatusRow

MAX_NAME = 60
MAX_LIMIT = 999


def make_own(store: Store, project_id: int) -> None:
    """Give a project columns of its own, which begin as the common ones; its tasks stand where they stood.

    Limits are left out: the common ones count the work of all projects. Does nothing where it has its own already.
    """
    if statuses.has_own(store, project_id):
        return
    with store.write("Give project its own columns"):
        if Project.get_or_none(Project.id == project_id, Project.deleted_at.is_null()) is None:
            raise UserError(PROJECT_GONE)
        for common in statuses.of(store):
            made = Status.create(project=project_id, name=common.name, kind=common.kind, rank=common.rank)
            store.execute(
                "UPDATE task SET status_id = ? WHERE project_id = ? AND status_id = ?", (made.id, project_id, common.id)
            )


def use_common(store: Store, project_id: int) -> None:
    """Go back to the common columns: each task goes into the one of the same name, else the first of the same kind."""
    with store.write("Use the common columns"):
        columns = statuses.Columns(store)
        if not columns.has_own(project_id):
            return
        common = {row.id for row in columns.of(None)}
        for own in columns.of(project_id):
            heir = next(row.id for row in _closest(columns.of(None), own) if row.id in common)
            _append(store, own.id, heir)
        Status.delete().where(Status.project == project_id).execute()


def add(store: Store, name: str, kind: str = "doing", project_id: int | None = None, after: int | None = None) -> int:
    """A column behind `after`, else behind the last of its kind; returns its id. A project without its own set gets one.

    Raises UserError for an empty or taken name.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    with store.write("Add column"):
        if project_id is not None:
            make_own(store, project_id)
        name = _name(store, name, project_id)
        order = [row.id for row in statuses.of(store, project_id)]
        made = int(Status.create(project=project_id, name=name, kind=kind, rank=0).id)
        at = _place(statuses.of(store, project_id), kind, after, made)
        ranking.number(store, "status", [*order[:at], made, *order[at:]])
    return made


def rename(store: Store, status_id: int, name: str) -> None:
    """Another name. Raises UserError for an empty or taken one."""
    with store.write("Rename column"):
        row = _row(store, status_id)
        name = _name(store, name, row.project_id, but=status_id)
        store.execute("UPDATE status SET name = ? WHERE id = ? AND name <> ?", (name, status_id, name))


def set_limit(store: Store, status_id: int, limit: int | None) -> None:
    """How many tasks the column should hold at most; None for as many as one likes. It warns and never refuses."""
    with store.write("Change limit of column"):
        row = _row(store, status_id)
        if limit is not None and not 1 <= limit <= MAX_LIMIT:
            raise UserError(f"A limit lies between 1 and {MAX_LIMIT}, or there is none.")
        if limit is not None and row.kind in ("done", "cancelled"):
            raise UserError(f"“{row.name}” holds what has ended, so it needs no limit.")
        store.execute("UPDATE status SET wip_limit = ? WHERE id = ? AND wip_limit IS NOT ?", (limit, status_id, limit))


def move(store: Store, status_id: int, by: int) -> bool:
    """Move a column `by` places in its set; False when it stands at that end already."""
    with store.write("Move column"):
        row = _row(store, status_id)
        order = [each.id for each in statuses.of(store, row.project_id)]
        at = order.index(status_id)
        to = max(0, min(len(order) - 1, at + by))
        order.insert(to, order.pop(at))
        ranking.number(store, "status", order)
    return to != at


def set_kind(store: Store, status_id: int, kind: str) -> int:
    """Let a column stand for another kind of work; returns how many tasks changed with it, each with a line in its history.

    Raises UserError for the last column of a kind that every board needs.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    with store.write("Change kind of column"):
        row = _row(store, status_id)
        if row.kind == kind:
            return 0
        _refuse_last(store, row)
        store.execute(
            "UPDATE status SET kind = ?, wip_limit = iif(? IN ('done', 'cancelled'), NULL, wip_limit) WHERE id = ?",
            (kind, kind, status_id),
        )
        changed = _enter(store, kind, "status_id = :status", {"status": status_id})
        store.execute(
            "INSERT INTO task_event (task_id, project_id, field, old, new, on_date, at, by_id) SELECT t.id, t.project_id, 'status', "
            f"?, ?, {task_status_day('t', 'd.day', '?')}, d.at, d.by_id FROM task t, doing d WHERE t.status_id = ? AND t.deleted_at IS NULL",
            (row.kind, kind, row.kind, status_id),
        )
        _settle(store, status_id)
    return changed


def remove(store: Store, status_id: int, heir_id: int | None = None) -> int:
    """Take a column away; its tasks go to `heir_id` of the same set, behind those that stand there. Returns how many.

    Raises UserError while tasks stand in it and no heir is named, and for the last column of a kind that every board needs.
    """
    with store.write("Remove column"):
        row = _row(store, status_id)
        _refuse_last(store, row)
        count = int(store.value("SELECT count(*) FROM task WHERE status_id = ? AND deleted_at IS NULL", (status_id,)))
        others = [each for each in statuses.of(store, row.project_id) if each.id != status_id]
        if count and heir_id is None:
            tasks = "1 task stands" if count == 1 else f"{count:,} tasks stand"
            raise UserError(f"{tasks} in “{row.name}”. Choose the column they go to.")
        heir = next((each for each in others if each.id == heir_id), None) or _closest(others, row)[0]
        if heir_id is not None and heir.id != heir_id:
            raise UserError(statuses.GONE)
        moving = store.ids("SELECT id FROM task WHERE status_id = ? AND deleted_at IS NULL", (status_id,))
        _append(store, status_id, heir.id)
        if heir.kind != row.kind:
            _enter(store, heir.kind, "id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(moving)})
        Status.delete().where(Status.id == status_id).execute()
        _settle(store, heir.id)
    return count


# --- what the verbs have in common ---------------------------------------------------------------------------------


def _row(store: Store, status_id: int) -> StatusRow:
    return statuses.Columns(store).get(status_id)


def _closest(wanted: list[StatusRow], row: StatusRow) -> list[StatusRow]:
    """These statuses, the one that is most like `row` first."""
    return sorted(
        wanted,
        key=lambda each: (
            each.kind != row.kind,
            each.name.casefold() != row.name.casefold(),
            abs(_at(each) - _at(row)),
            each.rank,
        ),
    )


def _at(row: StatusRow) -> int:
    return KINDS.index(row.kind)


def _append(store: Store, status_id: int, heir_id: int) -> None:
    """Every task of a column goes behind those of another, the deleted ones too: undo may bring them back."""
    last = store.value("SELECT ifnull(max(rank), 0) FROM task WHERE status_id = ? AND deleted_at IS NULL", (heir_id,))
    low = store.value("SELECT ifnull(min(rank), 0) FROM task WHERE status_id = ?", (status_id,))
    store.execute(
        "UPDATE task SET status_id = ?, rank = rank + ? WHERE status_id = ?",
        (heir_id, last - low + ranking.STEP, status_id),
    )


def _enter(store: Store, kind: str, where: str, params: dict[str, Any]) -> int:
    """The days of tasks that come into a kind of work, as when one moves them by hand."""
    done = "ifnull(done_on, :day)" if kind == "done" else "NULL"
    begun = {"todo": "NULL", "cancelled": "started_on"}.get(kind, "ifnull(started_on, :day)")
    return store.execute(
        f"UPDATE task SET done_on = {done}, started_on = {begun} WHERE {where} AND deleted_at IS NULL",
        {**params, "day": today().isoformat()},
    )


def _settle(store: Store, status_id: int) -> None:
    found = store.ids(
        "SELECT DISTINCT project_id FROM task WHERE status_id = ? AND project_id IS NOT NULL AND deleted_at IS NULL",
        (status_id,),
    )
    schedules.settle(store, found)


def _refuse_last(store: Store, row: StatusRow) -> None:
    alike = [each for each in statuses.of(store, row.project_id) if each.kind == row.kind]
    if row.kind in NEEDED and len(alike) == 1:
        words = KIND_WORDS[row.kind].lower()
        raise UserError(
            f"“{row.name}” is the only column of kind “{words}”, which every board needs. Add another first."
        )


def _place(found: list[StatusRow], kind: str, after: int | None, made: int) -> int:
    """At which place of the others a new column goes."""
    others = [row for row in found if row.id != made]
    ids = [row.id for row in others]
    if after in ids:
        return ids.index(after) + 1
    same = [at for at, row in enumerate(others) if _at(row) <= KINDS.index(kind)]
    return max(same, default=-1) + 1


def _name(store: Store, name: str, project_id: int | None, but: int | None = None) -> str:
    name = on_one_line(name)
    if not name:
        raise UserError("A column needs a name.")
    if len(name) > MAX_NAME:
        raise UserError(f"This name has {len(name)} characters; {MAX_NAME} at most. Shorten it.")
    columns = statuses.Columns(store)
    wanted = columns.of(project_id) if project_id is None or columns.has_own(project_id) else []
    if any(row.id != but and row.name.casefold() == name.casefold() for row in wanted):
        raise UserError(f"There is a column named {name} already.")
    return name

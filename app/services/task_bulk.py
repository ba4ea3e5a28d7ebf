"""What is done to a selection of tasks at once: one action, one undo step, one answer that says what was left out and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import people, schedules, settings, statuses, subtasks, tags, task_links, tasks
from app.services.task_board import TASK_GONE
from app.services.task_links import Crossing

MOST_DAYS = 1000
FIELDS = frozenset(
    {"status_id", "assignee_id", "priority", "project_id", "milestone_id", "due_on", "shift_days", "estimate_minutes"}
    | {"label"}
)
_THESE = "id IN (SELECT value FROM json_each(?))"


class Left(NamedTuple):
    """What keeps tasks from what was wanted, of one and of several."""

    one: str
    several: str


ELSEWHERE = Left("belongs to another project", "belong to another project")
UNDATED = Left("has no date", "have no date")
FINISHED = Left("is done or cancelled", "are done or cancelled")
LATER = Left("waits for others and is due later", "wait for others and are due later")


class Done(NamedTuple):
    """How many tasks were meant, how many others moved with them, how many did not come as wanted, by reason, and what
    became of links in another project."""

    tasks: int
    moved: int
    left: dict[Left, int]
    links: Crossing = Crossing()

    def words(self) -> str:
        """'2 belong to another project, 1 link now leads to another project', or ''."""
        left = [f"{count:,} {why.one if count == 1 else why.several}" for why, count in self.left.items() if count]
        return ", ".join(part for part in (*left, self.links.words()) if part)


def change(store: Store, ids: Sequence[int], wanted: Mapping[str, Any]) -> Done:
    """Change these tasks, in one step. `wanted`: any of status_id, assignee_id, project_id, milestone_id (None takes it
    away), priority (-1 to 2), due_on (a day), shift_days (working days, below 0: earlier), estimate_minutes and label (a name to put on).

    The project comes first, and its milestone after it; the status last. Raises UserError, and nothing has changed then.
    """
    if not wanted.keys() <= FIELDS:
        raise ValueError(sorted(wanted.keys() - FIELDS))
    ids = list(dict.fromkeys(ids))
    left: dict[Left, int] = {}
    links = Crossing()
    dated: dict[int, date] = {}
    with store.write("Change task" if len(ids) == 1 else f"Change {len(ids)} tasks"):
        _check(store, ids)
        if "project_id" in wanted:
            links = _to_project(store, ids, wanted["project_id"])
        if "milestone_id" in wanted:
            left[ELSEWHERE] = _to_milestone(store, ids, wanted["milestone_id"])
        _set_plain(store, ids, wanted)
        if "due_on" in wanted or "shift_days" in wanted:
            dated = _set_days(store, ids, wanted.get("due_on"), wanted.get("shift_days", 0), left)
        if wanted.get("label", "").strip():
            tags.put(store, "task", ids, wanted["label"])
        moved = _settle(store, ids, push="due_on" in wanted or "shift_days" in wanted)
        left[LATER] = _later(store, dated)
        if "status_id" in wanted:
            moved += len(tasks.move(store, ids, wanted["status_id"]))
    return Done(len(ids), moved, left, links)


def _check(store: Store, ids: Sequence[int]) -> None:
    found = store.value(f"SELECT count(*) FROM task WHERE {_THESE} AND deleted_at IS NULL", (json.dumps(list(ids)),))
    if found != len(ids):
        raise UserError(TASK_GONE)


def links_in(store: Store, ids: Sequence[int], project_id: int | None) -> Crossing:
    """What would become of the links of these tasks, and of their subtasks, in another project."""
    return task_links.crossing(store, _family(store, ids, project_id), project_id)


def _family(store: Store, ids: Sequence[int], project_id: int | None) -> list[int]:
    """Those of the tasks that stand elsewhere, with their subtasks."""
    moving = store.ids(
        f"SELECT id FROM task WHERE {_THESE} AND project_id IS NOT ?", (json.dumps(list(ids)), project_id)
    )
    return list(dict.fromkeys([*moving, *subtasks.below(store, moving)]))


def _to_project(store: Store, ids: Sequence[int], project_id: int | None) -> Crossing:
    """Those that stand elsewhere go there with their subtasks and their links, as one alone would."""
    if project_id is not None and not store.value(
        "SELECT 1 FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)
    ):
        raise UserError(schedules.PROJECT_GONE)
    family = _family(store, ids, project_id)
    left = store.ids(
        f"SELECT DISTINCT project_id FROM task WHERE {_THESE} AND project_id IS NOT NULL", (json.dumps(family),)
    )
    links = task_links.crossing(store, family, project_id)
    store.execute(
        "UPDATE task SET project_id = :project, milestone_id = NULL, parent_id = iif(parent_id IN (SELECT value "
        "FROM json_each(:these)), parent_id, NULL) WHERE id IN (SELECT value FROM json_each(:these))",
        {"project": project_id, "these": json.dumps(family)},
    )
    task_links.settle(store, family)
    statuses.fit(store, family)
    schedules.settle(store, left)
    return links


def _to_milestone(store: Store, ids: Sequence[int], milestone_id: int | None) -> int:
    """How many belong to another project than the milestone, and stay as they are."""
    if milestone_id is None:
        store.execute(f"UPDATE task SET milestone_id = NULL WHERE {_THESE}", (json.dumps(list(ids)),))
        return 0
    project = store.value("SELECT project_id FROM milestone WHERE id = ?", (milestone_id,))
    if project is None:
        raise UserError("This milestone is gone. Undo brings it back.")
    changed = store.execute(
        f"UPDATE task SET milestone_id = ? WHERE {_THESE} AND project_id = ?",
        (milestone_id, json.dumps(list(ids)), project),
    )
    return len(ids) - changed


def _set_plain(store: Store, ids: Sequence[int], wanted: Mapping[str, Any]) -> None:
    minutes, owner = wanted.get("estimate_minutes"), wanted.get("assignee_id")
    if minutes is not None and not 0 <= minutes <= tasks.MAX_MINUTES:
        raise UserError("An estimate lies between 0 and 10,000 hours.")
    if owner is not None and owner not in {person.id for person in people.everyone(store)}:
        raise UserError("This person is no longer here. Choose another one.")
    if wanted.get("priority", 0) not in (-1, 0, 1, 2):
        raise UserError("A priority is low, normal, high or urgent.")
    for column in ("assignee_id", "priority", "estimate_minutes"):
        if column in wanted:
            store.execute(
                f"UPDATE task SET {column} = ? WHERE {_THESE} AND {column} IS NOT ?",
                (wanted[column], json.dumps(list(ids)), wanted[column]),
            )


def _set_days(
    store: Store, ids: Sequence[int], due_on: date | None, shift: int, left: dict[Left, int]
) -> dict[int, date]:
    """Set the due day, or shift both days, counted as the owner works; the due days that were set. A start after the due
    day comes along. What is done or cancelled keeps its days when others are shifted: they tell whether it was on time."""
    if abs(shift) > MOST_DAYS:
        raise UserError(f"Shift by at most {MOST_DAYS:,} working days.")
    everybody = settings.planning(store)
    own = settings.own_calendars(store, everybody)
    left |= {FINISHED: 0, UNDATED: 0}
    dated: dict[int, date] = {}
    for task_id, owner, begins, ends, finished in store.rows(
        "SELECT t.id, t.assignee_id, t.start_on, t.due_on, s.kind IN ('done', 'cancelled') FROM task t "
        f"JOIN status s ON s.id = t.status_id WHERE t.{_THESE}",
        (json.dumps(list(ids)),),
    ):
        if finished and due_on is None:
            left[FINISHED] += 1
            continue
        calendar = own.get(owner, everybody)
        start, due = (date.fromisoformat(day) if day else None for day in (begins, ends))
        if due_on is not None:
            length = max(1, calendar.between(start, due)) if start and due else 1
            due = due_on
            if start and start > due:
                start = min(due, calendar.add(due, 1 - length))
        if start is None and due is None:
            left[UNDATED] += 1
            continue
        if shift:
            start, due = (day and calendar.add(day, shift) for day in (start, due))
        days = {"start": start and start.isoformat(), "due": due and due.isoformat(), "id": task_id}
        store.execute(
            "UPDATE task SET start_on = :start, due_on = :due WHERE id = :id AND (start_on IS NOT :start OR due_on IS NOT :due)",
            days,
        )
        if due is not None:
            dated[task_id] = due
        if start and due and due_on is not None:
            length = max(1, calendar.between(start, due))
            store.execute(
                "UPDATE task SET duration_days = ? WHERE id = ? AND duration_days IS NOT NULL AND duration_days > 0",
                (length, task_id),
            )
    return dated


def _later(store: Store, dated: Mapping[int, date]) -> int:
    """How many are due after the day that was set: what they wait for keeps them."""
    now = store.rows(f"SELECT id, due_on FROM task WHERE {_THESE} AND due_on IS NOT NULL", (json.dumps(list(dated)),))
    return sum(date.fromisoformat(due) > dated[task_id] for task_id, due in now)


def _settle(store: Store, ids: Sequence[int], *, push: bool) -> int:
    """Let projects follow their tasks, and successors what slipped; how many others moved."""
    found = store.rows(
        f"SELECT project_id, id FROM task WHERE {_THESE} AND project_id IS NOT NULL", (json.dumps(list(ids)),)
    )
    by_project: dict[int, list[int]] = {}
    for project, task in found:
        by_project.setdefault(project, []).append(task)
    schedules.settle(store, by_project)
    moved: set[int] = set()
    if push:
        held = set(store.ids("SELECT predecessor_id FROM dependency WHERE predecessor_id IN (SELECT value FROM json_each(?))",
                             (json.dumps(list(ids)),)))  # fmt: skip
        for project, inside in by_project.items():
            if held.isdisjoint(inside):
                continue  # nothing waits for these
            moved |= {each.id for each in schedules.reschedule(store, project, after=inside)}
    return len(moved - set(ids))

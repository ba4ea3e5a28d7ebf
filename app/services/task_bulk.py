"""What is done to a selection of tasks at once: one action, one undo step, one answer that says what was left out and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    people,
    schedules,
    settings,
    statuses,
    subtasks,
    tags,
    task_board,
    task_links,
    task_rules,
    tasks,
)
from app.services.task_board import TASK_GONE
from app.services.task_filter import Kinds
from app.services.task_links import Crossing

MOST_DAYS = 1000
FIELDS = frozenset({
    "status_id", "assignee_id", "priority", "project_id", "milestone_id", "start_on", "due_on", "shift_days", "not_before_on",
    "estimate_minutes", "label", "take_label",
})  # fmt: skip
_DAYS = frozenset({"start_on", "due_on", "shift_days", "not_before_on"})
_THESE = "id IN (SELECT value FROM json_each(?))"


class Left(NamedTuple):
    """What keeps tasks from what was wanted, of one and of several."""

    one: str
    several: str


ELSEWHERE = Left("belongs to another project", "belong to another project")
UNDATED = Left("has no date", "have no date")
FINISHED = Left("is done or cancelled", "are done or cancelled")
BEGUN = Left("has begun already", "have begun already")
UNLABELLED = Left("does not carry that label", "do not carry that label")
WAITING = Left("waits for another task", "wait for other tasks")
LATER = Left("waits for others and is due later", "wait for others and are due later")


class Done(NamedTuple):
    """How many tasks were meant and how many of them are other than before, how many others moved with them, how many did not
    come as wanted, by reason, and in another project what became of links, and how many subtasks came along."""

    tasks: int
    changed: int
    moved: int
    left: dict[Left, int]
    links: Crossing = Crossing()
    along: int = 0

    def words(self) -> str:
        """'2 belong to another project, 1 link now leads to another project', or ''."""
        left = [f"{count:,} {why.one if count == 1 else why.several}" for why, count in self.left.items() if count]
        return ", ".join(part for part in (*left, self.links.words()) if part)


class Days(NamedTuple):
    """The days of a task, and its duration in working days of its owner where that was set."""

    start: date | None
    due: date | None
    not_before: date | None
    duration: int | None

    def as_wanted(self, wanted: Mapping[str, Any], calendar: Calendar, *, waits: bool) -> Days:
        """With what is wanted of them; `waits`: the task has not begun, so a day not to begin before moves it.

        A start takes the due day along; a due day takes a start along that would be later; both stand as they are given.
        """
        start, due, not_before, duration = self
        length = max(1, calendar.between(start, due)) if start and due else duration or 1
        if "start_on" in wanted:
            start = wanted["start_on"]
            due = calendar.add(calendar.on_or_after(start), length - 1) if start and due else due
        if "due_on" in wanted:
            due = wanted["due_on"]
            if start and due and start > due:
                start = min(due, calendar.add(calendar.on_or_before(due), 1 - length))
        if shift := wanted.get("shift_days"):
            start, due = (day and calendar.add(day, shift) for day in (start, due))
        if "not_before_on" in wanted and (waits or wanted["not_before_on"] is None):
            not_before = wanted["not_before_on"]
            if not_before and start and start < not_before:
                start = calendar.on_or_after(not_before)
                due = due and calendar.add(start, length - 1)
        if duration and start and due and wanted.get("due_on"):
            duration = max(1, calendar.between(start, due))
        return Days(start, due, not_before, duration)


def change(store: Store, ids: Sequence[int], wanted: Mapping[str, Any]) -> Done:
    """Change these tasks, in one step. `wanted`: any of status_id, assignee_id, project_id, milestone_id (None takes it
    away), priority (-1 to 2), start_on, due_on and not_before_on (a day; None takes it away), shift_days (working days, below 0:
    earlier), estimate_minutes (None takes it away), label (a name to put on) and take_label (the id of one to take off).

    The project comes first, and its milestone after it; the status last. Days are changed as those of one task would be: a start
    takes the due day along, and a day not to begin before moves what has not begun. What is done or cancelled keeps its days,
    except for a due day that is set; what waits for another task does not begin. Raises UserError, and nothing has changed then.
    """
    if not wanted.keys() <= FIELDS:
        raise ValueError(sorted(wanted.keys() - FIELDS))
    ids = list(dict.fromkeys(ids))
    left: dict[Left, int] = {}
    links, along = Crossing(), 0
    dated: dict[int, date] = {}
    with store.write("Change task" if len(ids) == 1 else f"Change {len(ids)} tasks"):
        _check(store, ids)
        before = _as_is(store, ids)
        if "project_id" in wanted:
            links, along = _to_project(store, ids, wanted["project_id"])
        if "milestone_id" in wanted:
            left[ELSEWHERE] = _to_milestone(store, ids, wanted["milestone_id"])
        _set_plain(store, ids, wanted)
        if wanted.keys() & _DAYS:
            dated = _set_days(store, ids, wanted, left)
        if "take_label" in wanted:
            left[UNLABELLED] = _take_label(store, ids, wanted["take_label"])
        if wanted.get("label", "").strip():
            tags.put(store, "task", ids, wanted["label"])
        moved = _settle(store, ids, push=bool(wanted.keys() & _DAYS))
        left[LATER] = _later(store, dated)
        if "status_id" in wanted:
            waiting = _waiting(store, ids, wanted["status_id"])
            left[WAITING] = len(waiting)
            free = [task for task in ids if task not in waiting]
            moved += len(tasks.move(store, free, wanted["status_id"])) if free else 0
        changed = len(_as_is(store, ids) - before)
    return Done(len(ids), changed, moved, left, links, along)


def _waiting(store: Store, ids: Sequence[int], status_id: int) -> set[int]:
    """Those still to do that may not come into a status in which work has begun: they wait for an unfinished task, to be done for one
    that is not among them."""
    kind = statuses.Columns(store).get(status_id).kind
    if kind in ("todo", "cancelled"):
        return set()
    held = task_board.wait_for_others(store, ids) if kind == "done" else task_board.waiting(store, ids)
    kinds = Kinds(store)
    return set(
        store.ids(f"SELECT id FROM task WHERE {_THESE} AND status_id IN {kinds.of('todo')}", (json.dumps(held),))
    )


def _check(store: Store, ids: Sequence[int]) -> None:
    found = store.value(f"SELECT count(*) FROM task WHERE {_THESE} AND deleted_at IS NULL", (json.dumps(list(ids)),))
    if found != len(ids):
        raise UserError(TASK_GONE)


def _as_is(store: Store, ids: Sequence[int]) -> set[tuple[Any, ...]]:
    """The tasks with all of themselves that is changed here."""
    return set(
        store.rows(
            "SELECT id, status_id, assignee_id, priority, project_id, milestone_id, start_on, due_on, not_before_on, estimate_minutes, "
            "(SELECT group_concat(tag_id) FROM (SELECT tag_id FROM tag_link WHERE task_id = task.id ORDER BY tag_id)) "
            f"FROM task WHERE {_THESE}",
            (json.dumps(list(ids)),),
        )
    )


def _take_label(store: Store, ids: Sequence[int], tag_id: int) -> int:
    """How many do not carry it."""
    carrying = [task for task, mine in tags.of(store, "task", ids).items() if any(tag.id == tag_id for tag in mine)]
    if carrying:
        tags.take(store, "task", carrying, tag_id)
    return len(ids) - len(carrying)


def links_in(store: Store, ids: Sequence[int], project_id: int | None) -> Crossing:
    """What would become of the links of these tasks, and of their subtasks, in another project."""
    return task_links.crossing(store, _family(store, ids, project_id), project_id)


def _family(store: Store, ids: Sequence[int], project_id: int | None) -> list[int]:
    """Those of the tasks that stand elsewhere, with their subtasks."""
    moving = store.ids(
        f"SELECT id FROM task WHERE {_THESE} AND project_id IS NOT ?", (json.dumps(list(ids)), project_id)
    )
    return list(dict.fromkeys([*moving, *subtasks.below(store, moving)]))


def _to_project(store: Store, ids: Sequence[int], project_id: int | None) -> tuple[Crossing, int]:
    """Those that stand elsewhere go there with their subtasks and their links, as one alone would; what became of the links, and how
    many subtasks these are.
    """
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
    return links, len(set(family) - set(ids))


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


def _set_days(store: Store, ids: Sequence[int], wanted: Mapping[str, Any], left: dict[Left, int]) -> dict[int, date]:
    """Set, shift or take away days, counted as the owner works; the due days that were set. What is done or cancelled keeps
    its days, which tell whether it was on time, but for a due day that is set."""
    if abs(wanted.get("shift_days", 0)) > MOST_DAYS:
        raise UserError(f"Shift by at most {MOST_DAYS:,} working days.")
    for day in ("start_on", "due_on", "not_before_on"):
        task_rules.day(wanted.get(day))
    if (wanted.get("start_on") or date.min) > (wanted.get("due_on") or date.max):
        raise UserError("These would be due before they start. Choose a later due day, or an earlier start.")
    everybody = settings.planning(store)
    own = settings.own_calendars(store, everybody)
    left |= {FINISHED: 0, BEGUN: 0, UNDATED: 0}
    dated: dict[int, date] = {}
    for task_id, owner, kind, *days in store.rows(
        "SELECT t.id, t.assignee_id, s.kind, t.start_on, t.due_on, t.not_before_on, t.duration_days FROM task t "
        f"JOIN status s ON s.id = t.status_id WHERE t.{_THESE}",
        (json.dumps(list(ids)),),
    ):
        if kind in ("done", "cancelled") and wanted.get("due_on") is None:
            left[FINISHED] += 1
            continue
        if kind != "todo" and wanted.get("not_before_on") is not None:
            left[BEGUN] += 1
        start, due, not_before = (day_from(day) for day in days[:3])
        old = Days(start, due, not_before, days[3])
        calendar = own.get(owner, everybody)
        new = old.as_wanted(wanted, calendar, waits=kind == "todo")
        if new.start and new.due:
            task_rules.check_length(new.start, new.due, calendar)
        if wanted.get("shift_days") and not (new.start or new.due):
            left[UNDATED] += 1
        if new != old:
            store.execute(
                "UPDATE task SET start_on = ?, due_on = ?, not_before_on = ?, duration_days = ? WHERE id = ?",
                (*(day and day.isoformat() for day in new[:3]), new.duration, task_id),
            )
        if new.due is not None:
            dated[task_id] = new.due
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

"""The plan of a project as it stands: when each task is to be expected, what is critical, and what a slip
moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from, today
from app.domain import own_weeks
from app.domain.schedule import Link, Plan
from app.models.store import Store
from app.services import settings
from app.services.plan_facts import Own, PlanRow, bound, expected_finish, facts, from_first, length_of, plan_of, works
from app.services.plan_reads import connected, first_days, links_among, links_of, tasks_of, upstream

__all__ = [
    "PROJECT_GONE", "Moved", "Own", "PlanRow", "ProjectSchedule", "ScheduleRow", "bound", "expected_finish", "facts",
    "is_there", "links_of", "plan_of", "push", "reschedule", "schedule", "settle", "tasks_of", "works",
]  # fmt: skip

PROJECT_GONE = "This project is gone; somebody deleted it. Undo brings it back."
#: As many tasks are planned while somebody waits for what opens.
_MOST_AT_ONCE = 3_000


class ScheduleRow(NamedTuple):
    """A task in the plan. Dates are included on both sides, lengths and floats in working days of its owner.

    `start` and `finish` are what is to be expected; `start_on` and `due_on` what is written down.
    """

    id: int
    key: str
    title: str
    start: date
    finish: date
    duration_days: int
    total_float: int
    free_float: int
    critical: bool
    milestone_id: int | None
    status_kind: str
    assignee_id: int | None
    start_on: date | None
    due_on: date | None
    baseline_start_on: date | None
    baseline_finish_on: date | None


class ProjectSchedule(NamedTuple):
    """A project's plan; `plan` is None while there is no task, cancelled ones aside. It also holds the tasks of other
    projects for which this one waits; `rows` and `links` are of this one."""

    project_id: int
    name: str
    promised_on: date | None
    plan: Plan | None
    rows: list[ScheduleRow]
    links: list[Link]


class Moved(NamedTuple):
    """A task whose dates were moved by a predecessor."""

    id: int
    old_due: date
    new_due: date


def schedule(store: Store, project_id: int, as_of: date | None = None) -> ProjectSchedule:
    """The plan of a project as of a day (today): finished tasks as they were, the rest as it is to be
    expected.

    What is under way ends on its due day or when the hours left are worked off, whichever is later; what has
    not begun begins on its own day, today or when its predecessors allow it, whichever is latest. Floats are
    measured against the finish, or against the promise where that cannot be kept. What waits for another project is
    planned with it. Raises UserError when the project is gone.
    """
    project = store.row(
        "SELECT name, start_on, promised_on FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)
    )
    if project is None:
        raise UserError(PROJECT_GONE)
    name, start_on, promised_on = project[0], day_from(project[1]), day_from(project[2])
    tasks = tasks_of(store, [project_id])
    if not tasks:
        return ProjectSchedule(project_id, name, promised_on, None, [], [])
    now, calendar = as_of or today(), settings.planning(store)
    outside = upstream(store, [project_id])
    plan = plan_of(
        tasks,
        links_among(store, [*tasks, *outside]) if outside else links_of(store, [project_id]),
        calendar,
        now,
        start=max(start_on or now, now),
        finish=promised_on,
        own=settings.own_calendars(store, calendar),
        outside=outside,
        firsts=first_days(store, {row.project_id for row in outside}, now),
    )
    links = links_of(store, [project_id])
    rows = [_scheduled(task, plan) for task in tasks]
    rows.sort(key=lambda row: (row.start, row.finish, row.id))
    return ProjectSchedule(project_id, name, promised_on, plan, rows, links)


def plan_at_once(store: Store, project_id: int, now: date) -> Plan | None:
    """The plan of a project as it is to be expected; None where it cannot be made, or not in a blink: the timeline has it."""
    sql = "SELECT count(*) FROM task WHERE project_id = ? AND deleted_at IS NULL"
    if store.value(sql, (project_id,)) > _MOST_AT_ONCE:
        return None
    try:
        return schedule(store, project_id, now).plan
    except UserError:
        return None


def is_there(store: Store, project_id: int) -> bool:
    """Whether the project has not been deleted."""
    return store.value("SELECT 1 FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)) is not None


def reschedule(
    store: Store,
    project_id: int,
    *,
    after: Iterable[int] | None = None,
    first: Collection[int] = (),
    but: Collection[int] = (),
    as_of: date | None = None,
) -> list[Moved]:
    """Move the tasks that a slipped predecessor no longer lets begin in time, with days off counted; returns
    these, those of other projects that hang on this one by links among them.

    Only tasks that have a date and have not begun are moved, and only later; a gap that somebody left stays.
    With `after` only what follows these tasks is moved, with `first` these and what follows them, and none of those in `but`.
    Links are kept to whole working days.
    """
    together, tasks, links = linked(store, project_id)
    if not links:
        return []
    calendar, now = settings.planning(store), as_of or today()
    own = settings.own_calendars(store, calendar)
    firsts = first_days(store, together, now)
    told = from_first(facts(tasks, calendar, now, own, firsts), tasks, firsts)
    earliest = own_weeks.earliest(told, links, calendar, own, now)
    downstream = None if after is None and not first else {*first, *following(links, [*(after or ()), *first])}
    moved = []
    with store.write("Move successors"):
        for task in tasks:
            due = task.due_on
            if task.kind != "todo" or due is None or task.id not in earliest:
                continue
            if task.id in but or (downstream is not None and task.id not in downstream):
                continue
            mine = works(task, calendar, own)
            length = length_of(task, mine)
            begin = mine.on_or_after(task.start_on or mine.add(due, 1 - max(1, length))) if length else due
            start = earliest[task.id]
            if start > begin:
                start = mine.on_or_after(max(start, task.not_before_on or start)) if length else start
                moved.append(Moved(task.id, due, mine.add(start, max(0, length - 1)) if length else start))
                store.execute(
                    "UPDATE task SET start_on = ?, due_on = ? WHERE id = ?",
                    (start.isoformat(), moved[-1].new_due.isoformat(), task.id),
                )
        if moved:
            settle(store, together)
    return moved


def linked(store: Store, project_id: int) -> tuple[list[int], list[PlanRow], list[Link]]:
    """The projects that hang together with this one, their tasks, and the links that bind these."""
    together = connected(store, [project_id])
    tasks = tasks_of(store, together)
    return together, tasks, bound(tasks, links_of(store, together))


def push(store: Store, slipped: Sequence[Any]) -> list[Moved]:
    """Move what follows the tasks that slipped, in their projects and in those that wait for them. Inside `store.write`."""
    moved: list[Moved] = []
    for project_id in sorted({task.project_id for task in slipped if task.project_id}):
        after = [task.id for task in slipped if task.project_id == project_id]
        moved += reschedule(store, project_id, after=after)
    return moved


def settle(store: Store, project_ids: Iterable[int | None]) -> None:
    """Let the dates of projects and milestones follow those of their tasks. Inside `store.write`."""
    for project_id in sorted({i for i in project_ids if i is not None}):
        finish = store.value(
            "SELECT max(t.due_on) FROM task t JOIN status s ON s.id = t.status_id "
            "WHERE t.project_id = ? AND t.deleted_at IS NULL AND s.kind <> 'cancelled'",
            (project_id,),
        )
        if finish is not None:
            store.execute(
                "UPDATE project SET finish_on = ? WHERE id = ? AND finish_on IS NOT ?",
                (finish, project_id, finish),
            )
        for milestone, due_on, done_on in store.rows(
            "SELECT m.id, ifnull(max(t.due_on), m.due_on), iif(sum(s.kind = 'done') = count(*), "
            "max(t.done_on), NULL) FROM milestone m JOIN task t ON t.milestone_id = m.id "
            "JOIN status s ON s.id = t.status_id WHERE m.project_id = ? AND t.deleted_at IS NULL "
            "AND s.kind <> 'cancelled' GROUP BY m.id",
            (project_id,),
        ):
            store.execute(
                "UPDATE milestone SET due_on = :due, done_on = :done WHERE id = :id "
                "AND (due_on IS NOT :due OR done_on IS NOT :done)",
                {"id": milestone, "due": due_on, "done": done_on},
            )


def _scheduled(task: PlanRow, plan: Plan) -> ScheduleRow:
    planned = plan.tasks[task.id]
    return ScheduleRow(
        task.id,
        task.key or str(task.id),
        task.title,
        planned.start,
        planned.finish,
        planned.duration,
        planned.total_float,
        planned.free_float,
        planned.critical,
        task.milestone_id,
        task.kind,
        task.assignee_id,
        task.start_on,
        task.due_on,
        task.baseline_start_on,
        task.baseline_finish_on,
    )


def following(links: Sequence[Link], after: Iterable[int]) -> set[int]:
    """What waits for these tasks, directly or over others."""
    successors: dict[int, list[int]] = {}
    for link in links:
        successors.setdefault(link.predecessor, []).append(link.successor)
    found: set[int] = set()
    waiting = list(after)
    while waiting:
        fresh = [then for then in successors.get(waiting.pop(), []) if then not in found]
        found.update(fresh)
        waiting += fresh
    return found

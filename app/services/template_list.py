"""What the editor of templates shows: the list, one template whole with what is wrong in it, and its plan from a day on."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.domain import schedule, template_plan
from app.domain.schedule import Link
from app.domain.template_plan import CircleError, Conflict, Step
from app.models.store import Store
from app.services import settings

GONE = "This template is gone; somebody deleted it. Undo brings it back."


class TemplateRow(NamedTuple):
    """A template in the list; `used` counts the projects made with it, `wrong` what is marked in it."""

    id: int
    name: str
    description: str
    tasks: int
    minutes: int
    archived: bool
    used: int
    wrong: int


class Role(NamedTuple):
    """A role, and who fills it where that is settled."""

    id: int
    name: str
    person_id: int | None
    tasks: int


class MilestoneLine(NamedTuple):
    """A milestone of a template."""

    id: int
    title: str
    tasks: int


class TaskLine(NamedTuple):
    """A task of a template; `offset_days` working days after `offset_from_id` (a milestone) or the start."""

    id: int
    title: str
    description: str
    milestone_id: int | None
    milestone: str
    role_id: int | None
    role: str
    minutes: int
    duration_days: int
    checklist: tuple[str, ...]
    labels: tuple[str, ...]
    offset_days: int | None
    offset_from_id: int | None


class Fault(NamedTuple):
    """What is wrong, in a sentence; `task_id` says where, and `move_to` is the offset that solves it."""

    task_id: int | None
    text: str
    move_to: int | None = None


class TemplateWhole(NamedTuple):
    """One template with everything in it."""

    id: int
    name: str
    description: str
    archived: bool
    used: int
    roles: list[Role]
    milestones: list[MilestoneLine]
    tasks: list[TaskLine]
    links: list[Link]
    faults: list[Fault]


class Dated(NamedTuple):
    """When a task would happen."""

    start: date
    finish: date


class Preview(NamedTuple):
    """The plan from a day on; `days` is its length in working days."""

    start: date
    finish: date
    days: int
    tasks: dict[int, Dated]


def rows(store: Store, *, archived: bool = False) -> list[TemplateRow]:
    """The templates in use, or with `archived` all of them, the archived ones last."""
    found = store.rows(
        "SELECT t.id, t.name, t.description, (SELECT count(*) FROM template_task k WHERE k.template_id = t.id), "
        "(SELECT ifnull(sum(k.minutes), 0) FROM template_task k WHERE k.template_id = t.id), "
        "t.archived_at IS NOT NULL, (SELECT count(*) FROM handoff h WHERE h.template_name = t.name) FROM template t "
        "WHERE t.archived_at IS NULL OR ? ORDER BY t.archived_at IS NOT NULL, t.id",
        (archived,),
    )
    bad = dict(
        store.rows(
            "SELECT template_id, sum(role_id IS NULL OR (minutes = 0 AND duration_days > 0)) FROM template_task "
            "GROUP BY template_id"
        )
    )
    for template in store.ids("SELECT DISTINCT template_id FROM template_task WHERE offset_days IS NOT NULL"):
        bad[template] = len(faults(tasks_of(store, template), links_of(store, template)))
    return [
        TemplateRow(i, name, words, tasks, minutes, bool(gone), used, bad.get(i, 0) or (0 if tasks else 1))
        for i, name, words, tasks, minutes, gone, used in found
    ]


def whole(store: Store, template_id: int) -> TemplateWhole | None:
    """One template; None when it is gone."""
    row = store.row(
        "SELECT t.name, t.description, t.archived_at IS NOT NULL, (SELECT count(*) FROM handoff h "
        "WHERE h.template_name = t.name) FROM template t WHERE t.id = ?",
        (template_id,),
    )
    if row is None:
        return None
    tasks, links = tasks_of(store, template_id), links_of(store, template_id)
    roles = store.rows(
        "SELECT r.id, r.name, (SELECT p.id FROM person p WHERE p.id = r.person_id AND p.archived_at IS NULL), (SELECT count(*) FROM template_task k WHERE k.role_id = r.id) "
        "FROM template_role r WHERE r.template_id = ? ORDER BY r.rank, r.id",
        (template_id,),
    )
    milestones = store.rows(
        "SELECT m.id, m.title, (SELECT count(*) FROM template_task k WHERE k.milestone_id = m.id) "
        "FROM template_milestone m WHERE m.template_id = ? ORDER BY m.rank, m.id",
        (template_id,),
    )
    return TemplateWhole(
        template_id, row[0], row[1], bool(row[2]), row[3],
        [Role(*each) for each in roles], [MilestoneLine(*each) for each in milestones],
        tasks, links, faults(tasks, links),
    )  # fmt: skip


def tasks_of(store: Store, template_id: int) -> list[TaskLine]:
    """The tasks of a template, in order."""
    found = store.rows(
        "SELECT k.id, k.title, k.description, k.milestone_id, ifnull(m.title, ''), k.role_id, ifnull(r.name, ''), "
        "k.minutes, k.duration_days, k.checklist, k.labels, k.offset_days, k.offset_from_id FROM template_task k "
        "LEFT JOIN template_milestone m ON m.id = k.milestone_id LEFT JOIN template_role r ON r.id = k.role_id "
        "WHERE k.template_id = ? ORDER BY k.rank, k.id",
        (template_id,),
    )
    return [
        TaskLine._make((*row[:9], tuple(json.loads(row[9])), tuple(json.loads(row[10])), *row[11:])) for row in found
    ]


def links_of(store: Store, template_id: int) -> list[Link]:
    """What waits for what in a template."""
    found = store.rows(
        "SELECT d.predecessor_id, d.successor_id, d.kind, d.lag_days FROM template_task k "
        "CROSS JOIN template_dependency d ON d.predecessor_id = k.id WHERE k.template_id = ? ORDER BY d.id",
        (template_id,),
    )
    return [Link(*row) for row in found]


def steps(tasks: list[TaskLine]) -> list[Step]:
    """The tasks as the rules take them."""
    return [
        Step(t.id, t.title, t.duration_days, t.minutes, t.role_id, t.milestone_id, t.offset_days, t.offset_from_id)
        for t in tasks
    ]


def faults(tasks: list[TaskLine], links: list[Link]) -> list[Fault]:
    """What is wrong in a template: offsets that its links refuse, tasks without a role or without hours."""
    if not tasks:
        return [Fault(None, "There is no task in this template yet.")]
    titles = {task.id: task.title for task in tasks}
    try:
        found = [_conflict(each, titles) for each in template_plan.conflicts(steps(tasks), links)]
    except CircleError as circle:
        return [Fault(circle.path[0], f"{way(circle.path, titles)} wait for each other in a circle.")]
    found += [
        Fault(task.id, f"“{task.title}” has no role, so nobody gets it in the handoff.")
        for task in tasks
        if task.role_id is None
    ]
    return found + [
        Fault(task.id, f"“{task.title}” has no hours, so it counts as no work.")
        for task in tasks
        if not task.minutes and task.duration_days
    ]


def preview(store: Store, template_id: int, start: date) -> Preview | None:
    """When everything would happen from `start` (or the next working day) on; None for a template without tasks.

    Raises UserError when its tasks wait for each other in a circle.
    """
    tasks, links = tasks_of(store, template_id), links_of(store, template_id)
    if not tasks:
        return None
    calendar = settings.planning(store)
    first = calendar.on_or_after(start)
    found = steps(tasks)
    planned = schedule.plan(
        [
            schedule.Task(s.key, s.duration, calendar.add(first, s.offset) if s.offset and s.anchor is None else None)
            for s in found
        ],
        [*links, *template_plan.offset_links(found, links)],
        calendar,
        start=first,
    )
    dates = {key: Dated(each.start, each.finish) for key, each in planned.tasks.items()}
    return Preview(planned.start, planned.finish, planned.length_days, dates)


def way(path: list[int], titles: dict[int, str]) -> str:
    """'“A” → “B” → “A”', its middle left out when it is long."""
    names = [f"“{titles[key]}”" for key in path]
    if len(names) > 8:
        names[4:-4] = ["…"]
    return " → ".join(names)


def check(store: Store, template_id: int) -> None:
    """Raises UserError when the template is gone."""
    if store.value("SELECT 1 FROM template WHERE id = ?", (template_id,)) is None:
        raise UserError(GONE)


def _conflict(found: Conflict, titles: dict[int, str]) -> Fault:
    text = (
        f"“{titles[found.key]}” would start on day {found.wanted + 1}, but “{titles[found.because]}” "
        f"keeps it until day {found.allowed + 1}."
    )
    return Fault(found.key, text, found.instead)

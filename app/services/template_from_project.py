"""A project kept as a template: its tasks with roles for people and working days for dates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from app.base import UserError, today
from app.domain import template_plan
from app.domain.schedule import Link
from app.domain.template_plan import Step
from app.models import records
from app.models.store import Store
from app.services import ranking, schedules, settings, template_edit
from app.services.schedules import PROJECT_GONE, PlanRow


def save(store: Store, project_id: int, name: str) -> int:
    """A template of what the project holds, cancelled tasks aside; returns its id. Raises UserError for a taken name.

    Who does a task becomes a role: the one they have in the project, else their name, and they are asked for it first.
    A task that starts later than what it waits for allows keeps its distance from the start, in working days.
    """
    with store.write("Save as template"):
        brief = store.row("SELECT brief FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,))
        if brief is None:
            raise UserError(PROJECT_GONE)
        tasks = _in_order(store, project_id)
        if not tasks:
            raise UserError("This project has no tasks, so there is nothing to keep. Add one first.")
        template = records.Template.create(name=template_edit.free_name(store, name)).id
        roles = _roles(store, template, project_id, tasks)
        milestones = _milestones(store, template, project_id)
        days = _days(store, tasks)
        made = _tasks(store, template, tasks, days, (roles, milestones))
        links = schedules.links_of(store, [project_id])
        rows = [(made[a], made[b], kind, lag) for a, b, kind, lag in links]
        store.insert("template_dependency", ("predecessor_id", "successor_id", "kind", "lag_days"), rows)
        _offsets(store, tasks, days, links, made)
    return int(template)


def _in_order(store: Store, project_id: int) -> list[PlanRow]:
    """The tasks by milestone and by when they start."""
    ranks = dict(store.rows("SELECT id, rank FROM milestone WHERE project_id = ?", (project_id,)))
    last = max(ranks.values(), default=0) + 1
    never = date.max
    return sorted(
        schedules.tasks_of(store, [project_id]),
        key=lambda t: (ranks.get(t.milestone_id, last), t.start_on or t.due_on or never, t.due_on or never, t.id),
    )


def _roles(store: Store, template: int, project_id: int, tasks: Sequence[PlanRow]) -> dict[int, int]:
    """A role for everybody who does something, by person."""
    named = store.rows(
        "SELECT p.id, ifnull(nullif(m.role, ''), p.name) FROM person p "
        "LEFT JOIN project_member m ON m.person_id = p.id AND m.project_id = ?",
        (project_id,),
    )
    words = {person: " ".join(name.split(",")[0].split()) for person, name in named}
    made: dict[str, int] = {}
    found = {}
    for person in dict.fromkeys(task.assignee_id for task in tasks if task.assignee_id is not None):
        key = words[person].casefold()
        if key in made:  # two people share a role: nobody is settled for it
            records.TemplateRole.update(person=None).where(records.TemplateRole.id == made[key]).execute()
        else:
            rank = (len(made) + 1) * ranking.STEP
            role = records.TemplateRole.create(template=template, name=words[person], person=person, rank=rank)
            made[key] = role.id
        found[person] = made[key]
    return found


def _milestones(store: Store, template: int, project_id: int) -> dict[int, int]:
    found = store.rows("SELECT id, title FROM milestone WHERE project_id = ? ORDER BY rank, id", (project_id,))
    return {
        key: records.TemplateMilestone.create(template=template, title=title, rank=rank * ranking.STEP).id
        for rank, (key, title) in enumerate(found, 1)
    }


def _tasks(
    store: Store,
    template: int,
    tasks: Sequence[PlanRow],
    days: Mapping[int, int],
    known: tuple[dict[int, int], dict[int, int]],
) -> dict[int, int]:
    """The tasks of the template by those of the project; `known`: roles by person, milestones by milestone."""
    roles, milestones = known
    ids = json.dumps([task.id for task in tasks])
    words = dict(store.rows("SELECT id, description FROM task WHERE id IN (SELECT value FROM json_each(?))", (ids,)))
    lines = _lists(store, "SELECT task_id, title FROM checklist_item WHERE task_id IN (SELECT value FROM json_each(?)) "
                   "ORDER BY rank, id", ids)  # fmt: skip
    labels = _lists(store, "SELECT l.task_id, t.name FROM tag_link l JOIN tag t ON t.id = l.tag_id "
                    "WHERE l.task_id IN (SELECT value FROM json_each(?)) ORDER BY l.id", ids)  # fmt: skip
    made = {}
    for rank, task in enumerate(tasks, 1):
        made[task.id] = records.TemplateTask.create(
            template=template,
            milestone=milestones.get(task.milestone_id or 0),
            role=roles.get(task.assignee_id or 0),
            title=task.title,
            description=words[task.id],
            minutes=task.estimate or 0,
            duration_days=days[task.id],
            checklist=json.dumps(lines.get(task.id, []), ensure_ascii=False),
            labels=json.dumps(labels.get(task.id, []), ensure_ascii=False),
            rank=rank * ranking.STEP,
        ).id
    return made


def _lists(store: Store, sql: str, ids: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, text in store.rows(sql, (ids,)):
        found.setdefault(key, []).append(text)
    return found


def _days(store: Store, tasks: Sequence[PlanRow]) -> dict[int, int]:
    """Working days that each task was planned for."""
    planned = [task._replace(kind="todo") for task in tasks]
    calendar = settings.calendar(store)
    own = settings.own_calendars(store, calendar)
    return {fact.key: fact.duration for fact in schedules.facts(planned, calendar, today(), own)}


def _offsets(
    store: Store, tasks: Sequence[PlanRow], days: Mapping[int, int], links: Sequence[Link], made: dict[int, int]
) -> None:
    calendar = settings.planning(store)
    starts = {task.id: task.start_on or task.due_on for task in tasks}
    first = min((day for day in starts.values() if day), default=None)
    if first is None:
        return
    zero = calendar.number(first)
    steps = [Step(task.id, task.title, days[task.id]) for task in tasks]
    wanted = {key: max(0, calendar.number(day) - zero) for key, day in starts.items() if day}
    for key, offset in template_plan.offsets_for(steps, links, wanted).items():
        if offset <= template_plan.MAX_OFFSET:
            store.execute("UPDATE template_task SET offset_days = ? WHERE id = ?", (offset, made[key]))

"""Project templates: three ship with Baton, and all live in the workspace, where a user may change them."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from app import paths
from app.base import UserError
from app.domain import template_plan
from app.domain.handoff import Template, TemplateMilestone, TemplateTask
from app.models import delivering
from app.models.store import Store
from app.services import ranking, template_list

# In the order in which they are offered.
SHIPPED = ("website", "onboarding", "monthly-retainer")
# 'pages', or with kind and lag in working days: 'pages SS+3'.
_AFTER = re.compile(r"(?P<task>[\w-]+)(?: (?P<kind>FS|SS|FF|SF)(?P<lag>[+-]\d+)?)?")


class TemplateChoice(NamedTuple):
    """A template as a picker shows it; `minutes` is the sum of its estimates."""

    name: str
    description: str
    tasks: int
    minutes: int


def seed(store: Store) -> None:
    """The shipped templates, those that the workspace does not have yet. Inside `store.write`."""
    known = {row[0] for row in store.rows("SELECT shipped FROM template")}
    for key in SHIPPED:
        if key not in known:
            text = paths.resource("templates", f"{key}.json").read_text(encoding="utf-8")
            _add(store, key, json.loads(text))


def names(store: Store) -> list[str]:
    """The names of the templates, the shipped ones first."""
    return [row[0] for row in store.rows("SELECT name FROM template WHERE archived_at IS NULL ORDER BY id")]


def choices(store: Store) -> list[TemplateChoice]:
    """What a picker of templates shows."""
    found = store.rows(
        "SELECT t.name, t.description, count(k.id), ifnull(sum(k.minutes), 0) FROM template t "
        "LEFT JOIN template_task k ON k.template_id = t.id WHERE t.archived_at IS NULL GROUP BY t.id ORDER "
        "BY t.id"
    )
    return [TemplateChoice(*row) for row in found]


def load(store: Store, name: str) -> Template:
    """The template of this name, case ignored; what its offsets say stands among its links. Raises UserError, naming
    those there are, for none."""
    row = store.row(
        "SELECT id, name, description FROM template WHERE name = ? COLLATE NOCASE AND archived_at IS NULL",
        (name.strip(),),
    )
    if row is None:
        known = ", ".join(names(store)) or "none yet"
        raise UserError(f"There is no template “{name}”. Choose one of: {known}.")
    key = (row[0],)
    roles = store.ids("SELECT name FROM template_role WHERE template_id = ? ORDER BY rank, id", key)
    milestones = store.rows("SELECT id, title FROM template_milestone WHERE template_id = ? ORDER BY rank, id", key)
    tasks = store.rows(
        "SELECT k.id, k.title, k.description, k.milestone_id, r.name, k.minutes, k.duration_days, "
        "k.checklist, k.labels FROM template_task k LEFT JOIN template_role r ON r.id = k.role_id "
        "WHERE k.template_id = ? ORDER BY k.rank, k.id",
        key,
    )
    links = template_list.links_of(store, row[0])
    steps = template_list.steps(template_list.tasks_of(store, row[0]))
    return Template(
        row[1],
        row[2],
        tuple(str(role) for role in roles),
        tuple(TemplateMilestone(*milestone) for milestone in milestones),
        tuple(
            TemplateTask._make((*task[:7], tuple(json.loads(task[7])), tuple(json.loads(task[8])))) for task in tasks
        ),
        (*links, *template_plan.offset_links(steps, links)),
    )


def role_people(store: Store, name: str) -> dict[str, int]:
    """Who fills a template's roles, where that was settled for it."""
    found = store.rows(
        "SELECT r.name, r.person_id FROM template_role r JOIN template t ON t.id = r.template_id "
        "JOIN person p ON p.id = r.person_id WHERE t.name = ? COLLATE NOCASE AND p.archived_at IS NULL",
        (name,),
    )
    return {row[0]: row[1] for row in found}


def _add(store: Store, shipped: str, text: dict[str, Any]) -> None:
    template = delivering.Template.create(name=text["name"], description=text["description"], shipped=shipped)
    roles = {
        name: delivering.TemplateRole.create(template=template, name=name, rank=rank * ranking.STEP).id
        for rank, name in enumerate(text["roles"], 1)
    }
    milestones = {
        title: delivering.TemplateMilestone.create(template=template, title=title, rank=rank * ranking.STEP).id
        for rank, title in enumerate(text["milestones"], 1)
    }
    tasks = {}
    for rank, task in enumerate(text["tasks"], 1):
        tasks[task["key"]] = delivering.TemplateTask.create(
            template=template,
            milestone=milestones[task["milestone"]],
            role=roles[task["role"]],
            title=task["title"],
            description=task.get("description", ""),
            minutes=task["minutes"],
            duration_days=task["days"],
            checklist=_list(task.get("checklist", [])),
            labels=_list(task.get("labels", [])),
            rank=rank * ranking.STEP,
        ).id
    links = []
    for task in text["tasks"]:
        for word in task.get("after", []):
            match = _AFTER.fullmatch(word)
            if match is None:
                raise ValueError(word)
            link = tasks[match["task"]], tasks[task["key"]], match["kind"] or "FS", int(match["lag"] or 0)
            links.append(link)
    store.insert("template_dependency", ("predecessor_id", "successor_id", "kind", "lag_days"), links)


def _list(items: list[str]) -> str:
    return json.dumps(items, ensure_ascii=False)

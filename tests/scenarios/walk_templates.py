"""Deeds of the random walk: templates, projects made of them, and of projects made anew."""

from __future__ import annotations

from app.services import (
    project_copy,
    template_edit,
    template_from_project,
    template_hours,
    template_list,
    template_tasks,
)
from tests.scenarios.walker import LIVE, Walk


def _template(w: Walk) -> int:
    return w.any("template")


def _task(w: Walk, template: int) -> int:
    found = [task.id for task in template_list.tasks_of(w.store, template)]
    return w.chance.choice(found) if found else template_tasks.add(w.store, template, "First task")


def copy_template(w: Walk) -> None:
    if w.store.value("SELECT count(*) FROM template") < 6:
        template_edit.duplicate(w.store, _template(w))


def edit_template(w: Walk) -> None:
    template = _template(w)
    template_tasks.add(w.store, template, "More", after=_task(w, template))
    template_tasks.change(w.store, _task(w, template), "minutes", w.chance.randrange(0, 3000))
    template_tasks.set_offset(w.store, _task(w, template), w.chance.randrange(0, 20))
    template_edit.put_link(w.store, _task(w, template), _task(w, template), w.chance.choice(template_edit.KINDS), 1)


def cut_template(w: Walk) -> None:
    template_tasks.remove(w.store, [_task(w, _template(w))])


def keep_as_template(w: Walk) -> None:
    if w.store.value("SELECT count(*) FROM template") < 8:
        template_from_project.save(w.store, w.any("project", LIVE), w.word())


def project_again(w: Walk) -> None:
    if w.store.value(f"SELECT count(*) FROM project WHERE {LIVE}") < 9:
        project_copy.duplicate(w.store, w.any("project", LIVE), w.word(), w.day())


def learn_hours(w: Walk) -> None:
    template = w.any("template")
    template_hours.proposal(w.store, w.any("project", LIVE), template)
    template_hours.give_back(w.store, {_task(w, template): 15 * w.chance.randrange(1, 90)})


def template_parts(w: Walk) -> None:
    template = w.any("template")
    role = template_edit.add_role(w.store, template, w.word())
    template_tasks.change(w.store, _task(w, template), "role_id", role)
    mark = template_edit.add_milestone(w.store, template, w.word())
    template_tasks.set_offset(w.store, _task(w, template), 2, mark)
    template_edit.remove_role(w.store, w.any("template_role"))
    template_edit.remove_milestone(w.store, mark)


def rename_template(w: Walk) -> None:
    template_edit.change(w.store, w.any("template"), "name", w.word())


def put_template_away(w: Walk) -> None:
    template = w.any("template")
    template_edit.archive(w.store, template)
    if w.chance.random() < 0.5:
        template_edit.bring_back(w.store, template)


ACTS = (
    copy_template, edit_template, cut_template, keep_as_template, project_again, learn_hours, template_parts, rename_template,
    put_template_away,
)  # fmt: skip

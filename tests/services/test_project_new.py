"""A project made from a template without a deal: all its work, dated, in one step."""

from __future__ import annotations

from datetime import date

import pytest

from app.base import UserError
from app.models.store import Store
from app.services import people, project_new, projects, schedules, template_edit, template_list, templates

MONDAY = date(2026, 11, 30)


def test_every_task_of_the_template_is_there_with_its_links_dates_and_checklist(store: Store) -> None:
    whole = next(row for row in template_list.rows(store) if row.name == "Website")
    lines, links = template_list.tasks_of(store, whole.id), template_list.links_of(store, whole.id)
    made = project_new.add(
        store, "Harbour", "website", client="Harbour Ltd", start_on=MONDAY, promised_on=date(2027, 3, 1)
    )
    row = projects.rows(store, [made])[0]
    assert (row.tasks, row.client, row.start_on, row.promised_on) == (
        len(lines),
        "Harbour Ltd",
        MONDAY,
        date(2027, 3, 1),
    )
    assert row.planned_minutes == sum(line.minutes or 0 for line in lines)
    assert store.value("SELECT count(*) FROM task WHERE project_id = ? AND start_on IS NULL", (made,)) == 0
    assert store.value("SELECT count(*) FROM dependency d JOIN task t ON t.id = d.successor_id WHERE t.project_id = ?", (made,)) >= len(links)  # fmt: skip
    items = sum(len(line.checklist) for line in lines)
    assert store.value("SELECT count(*) FROM checklist_item i JOIN task t ON t.id = i.task_id WHERE t.project_id = ?", (made,)) == items  # fmt: skip
    plan = schedules.plan_at_once(store, made, MONDAY)
    assert plan is not None and plan.finish == row.finish_on, "nothing of it moves afterwards"
    assert store.undo_label == "Add project"
    store.undo()
    assert projects.rows(store, [made]) == []
    assert not store.value("SELECT count(*) FROM client WHERE name = 'Harbour Ltd'")


def test_whoever_fills_a_role_owns_its_tasks_and_the_rest_waits_for_an_owner(store: Store) -> None:
    template = next(row for row in template_list.rows(store) if row.name == "Website")
    whole = template_list.whole(store, template.id)
    assert whole is not None
    assert all(task.owner is not None for task in project_new.plan(store, "Website", MONDAY).included), (
        "alone it is all mine"
    )
    jane = people.add(store, "Jane")
    role = whole.roles[0]
    template_edit.change_role(store, role.id, "person_id", jane)
    owners = {task.role: task.owner for task in project_new.plan(store, "Website", MONDAY).included}
    assert owners[role.name] == jane and {owner for name, owner in owners.items() if name != role.name} == {None}


def test_a_template_without_tasks_is_refused_and_nothing_is_made(store: Store) -> None:
    template_edit.add(store, "Bare")
    before = store.value("SELECT count(*) FROM project")
    with pytest.raises(UserError, match="has no tasks yet"):
        project_new.add(store, "Harbour", "Bare", start_on=MONDAY)
    with pytest.raises(UserError, match="no template"):
        project_new.add(store, "Harbour", "Nothing there")
    assert store.value("SELECT count(*) FROM project") == before


def test_it_begins_on_a_working_day(store: Store) -> None:
    for name in templates.names(store):
        assert project_new.plan(store, name, date(2026, 11, 28)).first_day == MONDAY


def test_who_is_chosen_for_a_role_owns_its_tasks_for_as_many_days_as_they_need(store: Store) -> None:
    jane = people.add(store, "Jane")
    usual = project_new.plan(store, "Website", MONDAY)
    role = next(task.role for task in usual.included if task.role)
    made = project_new.plan(store, "Website", MONDAY, {role: jane})
    assert {task.owner for task in made.included if task.role == role} == {jane}
    assert {task.owner for task in made.included if task.role != role} == {None}
    project = project_new.add(store, "Harbour", "Website", start_on=MONDAY, owners={role: jane})
    assert store.value("SELECT count(*) FROM task WHERE project_id = ? AND assignee_id = ?", (project, jane)) == sum(
        task.role == role for task in made.included
    )
    store.undo()
    people.archive(store, jane)
    with pytest.raises(UserError, match="no longer here"):
        project_new.plan(store, "Website", MONDAY, {role: jane})

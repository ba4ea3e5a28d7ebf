"""The templates that ship with Baton, and how they are found."""

from __future__ import annotations

from datetime import date

import pytest

from app.base import UserError
from app.domain import schedule
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import templates

NAMES = ["Website", "Onboarding", "Monthly retainer"]


def test_a_new_workspace_offers_three_templates(store: Store) -> None:
    assert templates.names(store) == NAMES
    assert [choice.name for choice in templates.choices(store)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_ready_to_use(store: Store, name: str) -> None:
    template = templates.load(store, name)
    assert 8 <= len(template.tasks) <= 16
    assert set(template.roles) == {task.role for task in template.tasks} == {"Lead", "Design", "Build"}
    assert [m.key for m in template.milestones] == list(dict.fromkeys(task.milestone for task in template.tasks))
    assert all(task.title and task.minutes > 0 and task.duration_days > 0 and task.labels for task in template.tasks)
    assert sum(len(task.checklist) for task in template.tasks) > 15
    assert {link.kind for link in template.links} > {"FS"}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_can_be_planned_and_ends_with_its_last_milestone(store: Store, name: str) -> None:
    template = templates.load(store, name)
    tasks = [schedule.Task(task.key, task.duration_days) for task in template.tasks]
    plan = schedule.plan(tasks, template.links, Calendar(), start=date(2031, 3, 3))
    last = [task.key for task in template.tasks if task.milestone == template.milestones[-1].key]
    assert plan.finish == max(plan.tasks[key].finish for key in last)
    assert 15 <= plan.length_days <= 40


@pytest.mark.parametrize("name", NAMES)
def test_no_task_needs_more_hours_than_its_days_hold(store: Store, name: str) -> None:
    assert not [task.title for task in templates.load(store, name).tasks if task.minutes > 480 * task.duration_days]


def test_a_template_is_found_whatever_its_case(store: Store) -> None:
    assert templates.load(store, " monthly RETAINER ") == templates.load(store, "Monthly retainer")


def test_an_unknown_template_is_refused_with_the_names_there_are(store: Store) -> None:
    with pytest.raises(
        UserError, match=r"There is no template “Web shop”. Choose one of: Website, Onboarding, Monthly retainer."
    ):
        templates.load(store, "Web shop")


def test_seeding_again_adds_nothing(store: Store) -> None:
    with store.write("Seed again"):
        templates.seed(store)
    assert templates.names(store) == NAMES


def test_who_fills_a_role_may_be_settled_in_the_template(store: Store) -> None:
    assert templates.role_people(store, "Website") == {}
    with store.write("Settle a role"):
        store.execute("UPDATE template_role SET person_id = 1 WHERE name = 'Design'")
    assert templates.role_people(store, "website") == {"Design": 1}

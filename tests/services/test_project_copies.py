"""A project kept as a template, done once more on other days, and its real hours given back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import (
    checklists,
    deals,
    handoff,
    people,
    project_copy,
    project_new,
    projects,
    task_board,
    tasks,
    template_from_project,
    template_hours,
    template_list,
    templates,
    timelog,
)
from app.services.project_copy import Shift
from app.services.task_filter import TaskFilter

MONDAY = date(2031, 3, 3)


def site(store: Store) -> tuple[int, dict[str, int]]:
    """Design (3 days, Jane) before Build (5 days), Newsletter two days later; one task cancelled."""
    jane = people.add(store, "Jane")
    project = projects.add(store, "Site", client="Acme", start_on=MONDAY)
    ready = projects.add_milestone(store, project, "Ready")
    made = {
        "Design": tasks.add(store, "Design", project_id=project, milestone_id=ready, assignee_id=jane, estimate_minutes=600,
                            start_on=MONDAY, due_on=date(2031, 3, 5)),
        "Build": tasks.add(store, "Build", project_id=project, estimate_minutes=2400, start_on=date(2031, 3, 6),
                           due_on=date(2031, 3, 12)),
        "Newsletter": tasks.add(store, "Newsletter", project_id=project, start_on=date(2031, 3, 5), due_on=date(2031, 3, 5)),
        "Dropped": tasks.add(store, "Dropped", project_id=project),
    }  # fmt: skip
    tasks.add_dependency(store, made["Design"], made["Build"])
    tasks.move(store, [made["Dropped"]], tasks.first_status(store, "cancelled"))
    checklists.tick(store, checklists.add_item(store, made["Design"], "Two versions"))
    checklists.set_labels(store, made["Design"], ["design"])
    return project, made


def test_a_project_becomes_a_template_with_roles_offsets_links_and_checklists(store: Store) -> None:
    project, _ = site(store)
    found = template_list.whole(store, template_from_project.save(store, project, "Small site"))
    assert found is not None
    lines = {task.title: task for task in found.tasks}
    assert set(lines) == {"Design", "Build", "Newsletter"}
    assert (lines["Design"].role, lines["Design"].minutes, lines["Design"].duration_days) == ("Jane", 600, 3)
    assert lines["Design"].checklist == ("Two versions",) and lines["Design"].labels == ("design",)
    assert lines["Design"].milestone == "Ready"
    assert lines["Build"].offset_days is None  # its link says it already
    assert lines["Newsletter"].offset_days == 2
    assert [(link.predecessor, link.successor) for link in found.links] == [(lines["Design"].id, lines["Build"].id)]
    plan = template_list.preview(store, found.id, MONDAY)
    assert plan is not None and plan.finish == date(2031, 3, 12)


def test_an_empty_project_or_a_taken_name_is_refused(store: Store) -> None:
    empty = projects.add(store, "Nothing")
    with pytest.raises(UserError, match="no tasks"):
        template_from_project.save(store, empty, "Nothing")
    project, _ = site(store)
    with pytest.raises(UserError, match="There is a template “Website” already"):
        template_from_project.save(store, project, "Website")
    assert templates.names(store) == ["Website", "Onboarding", "Monthly retainer"]


def test_the_plan_of_a_template_made_of_a_project_is_that_of_the_project(studio: Store) -> None:
    for project, name, _ in projects.choices(studio):
        if not task_board.list_ids(studio, TaskFilter(project_id=project)):
            continue
        made = template_from_project.save(studio, project, f"Like {name}")
        assert template_list.preview(studio, made, today()) is not None
        assert not [fault for fault in template_list.tasks_of(studio, made) if fault.duration_days < 0]
        while studio.undo_label == "Save as template":
            studio.undo()
        assert f"Like {name}" not in templates.names(studio)


def test_a_copy_begins_on_another_day_with_everything_to_do(store: Store) -> None:
    project, made = site(store)
    tasks.move(store, [made["Design"]], tasks.first_status(store, "done"))
    copy = project_copy.duplicate(store, project, "Site again", date(2031, 4, 5))  # a Saturday
    found = {
        card.title: card for card in task_board.cards(store, task_board.list_ids(store, TaskFilter(project_id=copy)))
    }
    assert set(found) == {"Design", "Build", "Newsletter"}
    assert {card.status_kind for card in found.values()} == {"todo"}
    assert (found["Design"].start_on, found["Design"].due_on) == (date(2031, 4, 7), date(2031, 4, 9))
    assert (found["Build"].start_on, found["Build"].due_on) == (date(2031, 4, 10), date(2031, 4, 16))
    assert found["Design"].checklist_done == 0 and found["Design"].checklist_total == 1
    assert [word for _, word in found["Design"].labels] == ["design"]
    assert found["Build"].waits_for == "Design"
    row = projects.rows(store, [copy])[0]
    assert (row.name, row.client, row.start_on, row.finish_on, row.promised_on) == (
        "Site again", "Acme", date(2031, 4, 7), date(2031, 4, 16), None,
    )  # fmt: skip
    assert [each.title for each in projects.milestones(store, copy)] == ["Ready"]
    store.undo()
    assert projects.rows(store, [copy]) == []


def test_a_copy_without_dates_and_one_without_a_name(store: Store) -> None:
    project = projects.add(store, "Loose")
    tasks.add(store, "Some day", project_id=project)
    copy = project_copy.duplicate(store, project, "Loose 2", MONDAY)
    (card,) = task_board.cards(store, task_board.list_ids(store, TaskFilter(project_id=copy)))
    assert (card.title, card.start_on, card.due_on) == ("Some day", None, None)
    with pytest.raises(UserError, match="1 to 500 characters"):
        project_copy.duplicate(store, project, "  ", MONDAY)


DAYS = st.dates(date(2029, 1, 1), date(2032, 12, 31))


@hypothesis_settings(max_examples=200)
@given(DAYS, DAYS, DAYS, DAYS, st.sets(DAYS, max_size=30))
def test_a_shift_keeps_the_order_and_the_working_days(
    old: date, new: date, one: date, other: date, off: set[date]
) -> None:
    calendar = Calendar(off=off)
    shift = Shift(calendar, old, calendar.on_or_after(new))
    one, other = sorted((one, other))
    first, then = shift.day(one), shift.day(other)
    assert first is not None and then is not None and first <= then
    assert calendar.is_working(first)
    if calendar.is_working(one) and calendar.is_working(other):
        assert calendar.between(first, then) == calendar.between(one, other)
    assert shift.day(calendar.on_or_after(old)) == shift.new


def finished(store: Store, name: str, minutes: int) -> int:
    """A project made with Website whose kick-off took so long."""
    deal = deals.add(store, name, client="Acme")
    deals.win(store, [deal], today())
    project = handoff.complete(store, handoff.draft(store, deal, template="Website")).project_id
    kick = int(store.value("SELECT id FROM task WHERE project_id = ? AND title LIKE 'Kick-off%'", (project,)))
    timelog.add(store, minutes, task_id=kick, on=today() - timedelta(days=1))
    done = tasks.first_status(store, "done")
    tasks.move(store, store.ids("SELECT id FROM task WHERE project_id = ?", (project,)), done)
    projects.close(store, project)
    return project


def test_the_median_of_what_was_logged_goes_back_to_the_template(store: Store) -> None:
    first, second = finished(store, "One", 300), finished(store, "Two", 487)
    template = template_hours.template_of(store, second)
    assert template is not None
    hours = template_hours.proposal(store, second, template)
    line = hours.lines[0]
    assert (line.title, line.planned, line.here, line.median, line.projects) == (
        "Kick-off call and access", 240, 487, 390, 2,
    )  # fmt: skip
    assert line.changes and not any(other.median for other in hours.lines[1:]) and not hours.elsewhere
    before = store.rows("SELECT * FROM template_task ORDER BY id")
    assert template_hours.give_back(store, {line.task_id: 390}) == 1
    assert templates.load(store, "Website").tasks[0].minutes == 390
    store.undo()
    assert store.rows("SELECT * FROM template_task ORDER BY id") == before
    assert first != second


def test_what_the_template_does_not_know_is_said(store: Store) -> None:
    project, made = site(store)
    timelog.add(store, 60, task_id=made["Design"], on=today() - timedelta(days=1))
    tasks.move(store, [made["Design"]], tasks.first_status(store, "done"))
    assert template_hours.template_of(store, project) is None
    website = int(store.value("SELECT id FROM template WHERE name = 'Website'"))
    assert template_hours.proposal(store, project, website).elsewhere == ["Design"]


def test_a_project_made_without_a_deal_is_known_by_its_tasks(store: Store) -> None:
    made = project_new.add(store, "Harbour site", "Onboarding")
    onboarding = store.value("SELECT id FROM template WHERE name = 'Onboarding'")
    assert template_hours.template_of(store, made) == onboarding
    first = store.ids("SELECT id FROM task WHERE project_id = ? ORDER BY id", (made,))
    timelog.add(store, 600, task_id=first[0])
    tasks.move(store, first, tasks.first_status(store, "done"))
    assert sum(line.changes for line in template_hours.proposal(store, made, onboarding).lines) == 1
    for task in first[:7]:  # of 13: fewer than half are left that the template knows
        tasks.change(store, task, "title", f"Something else {task}")
    assert template_hours.template_of(store, made) is None
    assert template_hours.template_of(store, projects.add(store, "Empty")) is None

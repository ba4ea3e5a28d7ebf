"""The plan of a day: tasks on it, their minutes, what was left over."""

from datetime import timedelta

import pytest
import time_machine

from app.base import UserError, today, utc_now
from app.services import day_plan, people, projects, tasks, timesheet


@pytest.fixture
def menus(store):
    return projects.add(store, "Seasonal menus")


@pytest.fixture
def monday():
    """Next Monday: all its week is to come."""
    return timesheet.monday_of(today()) + timedelta(days=7)


def mine(store, menus, title, minutes=None, due=None):
    task = tasks.add(store, title, project_id=menus, assignee_id=people.me(store).id)
    if minutes:
        tasks.change(store, task, "estimate_minutes", minutes)
    if due:
        tasks.change(store, task, "due_on", due)
    return task


def planned(store, monday, day=0):
    return [(line.title, line.minutes) for line in day_plan.week(store, monday).days[day].lines]


def test_a_task_takes_what_is_left_of_its_estimate_and_an_hour_without_one(store, menus, monday):
    photos, plates = mine(store, menus, "Menu photos", 150), mine(store, menus, "Plates")
    day_plan.put(store, [photos, plates], monday)
    assert planned(store, monday) == [("Menu photos", 150), ("Plates", 60)]
    day = day_plan.week(store, monday).days[0]
    assert (day.planned, day.available, day.over) == (210, 480, 0)
    store.undo()
    assert planned(store, monday) == []


def test_too_much_is_shown_as_over(store, menus, monday):
    day_plan.put(store, [mine(store, menus, "Site", 480), mine(store, menus, "Logo", 60)], monday)
    assert day_plan.week(store, monday).days[0].over == 60


def test_lines_move_between_days_and_within_one(store, menus, monday):
    one, two, three = (mine(store, menus, title) for title in ("One", "Two", "Three"))
    first, _, third = day_plan.put(store, [one, two, three], monday)
    day_plan.move(store, [third], monday, before=first)
    assert [title for title, _ in planned(store, monday)] == ["Three", "One", "Two"]
    day_plan.move(store, [first], monday + timedelta(days=1))
    assert planned(store, monday, 1) == [("One", 60)]
    day_plan.put(store, [one], monday)
    again = day_plan.week(store, monday).days[0].lines[-1].id
    assert day_plan.move(store, [again], monday + timedelta(days=1)) == [first]
    assert planned(store, monday, 1) == [("One", 120)]


def test_what_was_planned_yesterday_and_is_not_done_is_offered_today(store, menus):
    task = mine(store, menus, "Menu photos", 60)
    done = mine(store, menus, "Plates", 60)
    with time_machine.travel(utc_now() - timedelta(days=1), tick=False):
        day_plan.put(store, [task, done], today())
    tasks.move(store, [done], tasks.first_status(store, "done"))
    monday = timesheet.monday_of(today())
    assert [line.title for line in day_plan.week(store, monday).leftovers] == ["Menu photos"]
    assert day_plan.carry_over(store) == 1
    assert day_plan.week(store, monday).leftovers == []
    assert store.value("SELECT count(*) FROM day_plan WHERE on_date = ?", (today().isoformat(),)) == 1


def test_what_waits_says_why(store, menus, monday):
    mine(store, menus, "Late", 60, today() - timedelta(days=20))
    mine(store, menus, "Ready", 60)
    nobody = tasks.add(store, "Nobody", project_id=menus)
    tasks.change(store, nobody, "assignee_id", None)
    tasks.change(store, nobody, "due_on", monday)
    assert {line.title: line.reason for line in day_plan.week(store, monday).waiting} == {
        "Late": "late",
        "Ready": "start",
        "Nobody": "unowned",
    }


def test_days_that_have_passed_and_lengths_that_cannot_be_are_refused(store, menus, monday):
    task = mine(store, menus, "Menu photos")
    with pytest.raises(UserError, match="has passed"):
        day_plan.put(store, [task], today() - timedelta(days=1))
    (line,) = day_plan.put(store, [task], monday)
    with pytest.raises(UserError, match="24 hours"):
        day_plan.put_minutes(store, line, 1500)
    day_plan.put_minutes(store, line, 90)
    assert planned(store, monday) == [("Menu photos", 90)]
    day_plan.take_out(store, [line])
    assert planned(store, monday) == []

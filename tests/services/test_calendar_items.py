"""What stands in a calendar, and what moving it does."""

from datetime import timedelta

import pytest

from app.base import UserError, today
from app.services import activities, calendar_items, deals, people, projects, settings, tasks, timesheet

MONDAY = timesheet.monday_of(today()) + timedelta(days=7)


def day(n):
    return MONDAY + timedelta(days=n)


@pytest.fixture
def menus(store):
    return projects.add(store, "Seasonal menus")


def dated(store, project, title, first, last):
    task = tasks.add(store, title, project_id=project)
    tasks.change(store, task, "start_on", first)
    tasks.change(store, task, "due_on", last)
    return task


def seen(store, **wanted):
    found = calendar_items.read(store, MONDAY, day(13), **wanted)
    return {(item.kind, item.title): (item.start, item.end) for item in found.items}


def test_both_sides_stand_in_it(store, menus):
    dated(store, menus, "Menu photos", day(0), day(2))
    projects.add_milestone(store, menus, "Launch", day(4))
    projects.change(store, menus, "promised_on", day(7))
    deal = deals.add(store, "Rebrand", client="Fennel Sample")
    deals.change(store, deal, "expected_close_on", day(8))
    activities.plan_step(store, deal, "Call Nia", day(1))
    activities.log(store, "todo", "Send deck", deal_id=deal, due_on=day(3))
    assert seen(store) == {
        ("task", "Menu photos"): (day(0), day(2)),
        ("milestone", "Launch"): (day(4), day(4)),
        ("promise", "Seasonal menus promised"): (day(7), day(7)),
        ("close", "Rebrand closes"): (day(8), day(8)),
        ("step", "Call Nia"): (day(1), day(1)),
        ("todo", "Send deck"): (day(3), day(3)),
    }
    assert set(seen(store, project_id=menus)) == {
        ("task", "Menu photos"), ("milestone", "Launch"), ("promise", "Seasonal menus promised"),
    }  # fmt: skip
    assert set(seen(store, kinds=["close"])) == {("close", "Rebrand closes")}
    other = people.add(store, "Theo Sample")
    assert seen(store, person_id=other) == {}


def test_a_task_moves_with_its_length_and_its_successors_follow(store, menus):
    first = dated(store, menus, "Menu photos", day(0), day(1))
    then = dated(store, menus, "Plates", day(2), day(3))
    tasks.add_dependency(store, first, then)
    moved = calendar_items.move(store, "task", first, 2)
    assert seen(store)[("task", "Menu photos")] == (day(2), day(3))
    assert [one.id for one in moved] == [then]
    store.undo()
    assert seen(store)[("task", "Plates")] == (day(2), day(3))


@pytest.mark.parametrize("by", [-9, -2, -1, 1, 2, 3, 5, 12])
def test_a_task_that_is_moved_over_a_weekend_begins_and_ends_on_working_days_as_long_as_before(store, menus, by):
    week = settings.calendar(store)
    first, last = week.on_or_after(day(9)), week.add(week.on_or_after(day(9)), 7)
    plates = dated(store, menus, "Plates", first, last)
    calendar_items.move(store, "task", plates, by)
    card = tasks.detail(store, plates).card
    start, due = card.start_on, card.due_on
    assert week.is_working(start) and week.is_working(due) and week.between(start, due) == 8
    assert abs((start - first).days - by) <= 2 and (start > first) == (by > 0)


def test_steps_closes_and_milestones_move_and_promises_do_not(store, menus):
    stone = projects.add_milestone(store, menus, "Launch", day(4))
    projects.change(store, menus, "promised_on", day(7))
    deal = deals.add(store, "Rebrand")
    deals.change(store, deal, "expected_close_on", day(8))
    activities.plan_step(store, deal, "Call Nia", day(1))
    for kind, record in (("milestone", stone), ("close", deal), ("step", deal)):
        calendar_items.move(store, kind, record, 1)
    assert set(seen(store).values()) >= {(day(5), day(5)), (day(9), day(9)), (day(2), day(2))}
    with pytest.raises(UserError, match="changed on the project"):
        calendar_items.move(store, "promise", menus, 1)


def test_hours_of_a_day_stand_against_those_there_are(store, menus):
    settings.add_day_off(store, day(4), day(4), "Studio trip")
    task = dated(store, menus, "Menu photos", day(0), day(1))
    tasks.change(store, task, "estimate_minutes", 600)
    load = calendar_items.read(store, MONDAY, day(6)).days
    assert (load[day(0)].minutes, load[day(0)].available) == (300, 480)
    assert (load[day(4)].available, load[day(4)].off) == (0, "Studio trip")
    assert load[day(5)].available == 0


def test_tasks_without_a_day_are_counted(store, menus):
    tasks.add(store, "Some day", project_id=menus)
    assert calendar_items.read(store, MONDAY, day(6)).undated == 1

"""A week of time: rows for what it went into, cells that are typed, and what the clock measured left alone."""

from datetime import timedelta

import pytest

from app.base import UserError, today, utc_now
from app.services import deals, people, projects, tasks, timelog, timesheet


@pytest.fixture
def monday():
    """Last Monday but one, so that every day of the week has passed."""
    return timesheet.monday_of(today()) - timedelta(days=7)


@pytest.fixture
def task(store):
    return tasks.add(store, "Menu photos", project_id=projects.add(store, "Seasonal menus"))


def only(store, monday):
    (row,) = timesheet.sheet(store, monday).rows
    return row


def test_a_typed_cell_is_an_entry_and_typing_again_changes_it(store, task, monday):
    timesheet.put(store, "task", task, monday, 90)
    row = only(store, monday)
    assert (row.title, row.detail, row.minutes, row.total) == (
        "Menu photos",
        "Seasonal menus",
        (90, 0, 0, 0, 0, 0, 0),
        90,
    )
    timesheet.put(store, "task", task, monday, 150)
    assert only(store, monday).minutes[0] == 150
    assert store.value("SELECT count(*) FROM time_entry") == 1
    store.undo()
    assert only(store, monday).minutes[0] == 90
    timesheet.put(store, "task", task, monday, 0)
    assert timesheet.sheet(store, monday).rows == []


def test_what_the_clock_measured_is_added_to_but_not_taken_away(store, task, monday):
    start = utc_now() - timedelta(days=(today() - monday).days)
    start = start.replace(hour=12, minute=0)
    timelog.add_span(store, start, start + timedelta(hours=2), task_id=task)
    day = start.astimezone().date()
    timesheet.put(store, "task", task, day, 150)
    assert sorted(e.minutes for e in timesheet.entries(store, day)) == [30, 120]
    with pytest.raises(UserError, match="2:00 h of it"):
        timesheet.put(store, "task", task, day, 60)


def test_selling_counts_but_is_not_billable(store, task, monday):
    deal = deals.add(store, "Rebrand", client="Fennel Sample")
    timesheet.put(store, "task", task, monday, 180)
    timesheet.put(store, "deal", deal, monday, 60)
    sheet = timesheet.sheet(store, monday)
    assert (sheet.day_total(0), sheet.total, sheet.billable) == (240, 240, 180)
    assert store.value("SELECT billable FROM time_entry WHERE deal_id = ?", (deal,)) == 0


def test_last_weeks_work_waits_in_this_weeks_sheet_with_nothing(store, task, monday):
    timesheet.put(store, "task", task, monday, 60)
    (row,) = timesheet.sheet(store, monday + timedelta(days=7)).rows
    assert row.id == task and row.total == 0
    assert timesheet.sheet(store, monday + timedelta(days=14)).rows == []


def test_everybody_has_a_sheet_of_their_own_and_the_hours_they_have(store, task, monday):
    theo = people.add(store, "Theo Sample")
    people.change_week(store, theo, (240, 0, 240, 0, 0, 0, 0))
    timesheet.put(store, "task", task, monday, 60, theo)
    assert timesheet.sheet(store, monday).rows == []
    sheet = timesheet.sheet(store, monday, theo)
    assert sheet.rows[0].total == 60
    assert sum(sheet.available) <= 480


def test_entries_of_a_day_stand_in_the_order_of_their_hours(store, task, monday):
    timelog.add(store, 15, task_id=task, on=monday, note="no hours")
    noon = (utc_now() - timedelta(days=(today() - monday).days)).replace(hour=12, minute=0)
    for hour in (2, 0):
        begin = noon + timedelta(hours=hour)
        timelog.add_span(store, begin, begin + timedelta(minutes=30), task_id=task, note=f"{hour}")
    day = noon.astimezone().date()
    assert [e.note for e in timesheet.entries(store, day)][:2] == ["0", "2"]


def test_a_day_to_come_and_more_than_a_day_are_refused(store, task, monday):
    with pytest.raises(UserError, match="not on a day to come"):
        timesheet.put(store, "task", task, today() + timedelta(days=1), 60)
    with pytest.raises(UserError, match="24 hours"):
        timesheet.put(store, "task", task, monday, 1500)

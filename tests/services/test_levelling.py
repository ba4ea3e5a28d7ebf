"""Levelling a workspace: what would move, who it waits for, and one step that Undo takes back."""

from datetime import timedelta

import pytest

from app.base import UserError, today
from app.services import levelling, people, projects, settings, tasks
from app.services.schedules import schedule


@pytest.fixture
def monday():
    """A Monday to come, so that no test depends on the day it runs on."""
    return today() + timedelta(days=7 - today().weekday())


@pytest.fixture
def jane(store):
    return people.add(store, "Jane Sample")


def planned(store, project, title, owner, start, days, hours=None):
    """A task of whole days from `start`."""
    made = tasks.add(
        store,
        title,
        project_id=project,
        assignee_id=owner,
        estimate_minutes=(hours or 8 * days) * 60,
        start_on=start,
        due_on=settings.calendar(store).add(start, days - 1),
    )
    tasks.change(store, made, "duration_days", days)
    return made


def test_two_tasks_of_one_person_are_put_one_after_the_other(store, jane, monday):
    site = projects.add(store, "Site")
    first = planned(store, site, "Copy", jane, monday, 3)
    second = planned(store, site, "Pictures", jane, monday, 2)
    told = levelling.preview(store, [site], as_of=monday)
    (move,) = told.moves
    assert {move.id, *(i for i in (first, second) if i != move.id)} == {first, second}
    assert move.start > monday
    assert move.reason == f"Jane Sample is busy with {'Copy' if move.id == second else 'Pictures'}"
    before = store.rows("SELECT id, start_on, due_on FROM task ORDER BY id")
    assert levelling.apply(store, told) == 1
    plan = schedule(store, site, monday)
    assert plan.plan.finish == monday + timedelta(days=4)
    assert store.value("SELECT finish_on FROM project") == (monday + timedelta(days=4)).isoformat()
    assert levelling.preview(store, [site], as_of=monday).moves == ()
    store.undo()
    assert store.rows("SELECT id, start_on, due_on FROM task ORDER BY id") == before


def test_work_of_other_projects_takes_its_hours_first(store, jane, monday):
    shop, site = projects.add(store, "Shop"), projects.add(store, "Site")
    planned(store, shop, "Shelves", jane, monday, 2)
    planned(store, site, "Copy", jane, monday, 1)
    (move,) = levelling.preview(store, [site], as_of=monday).moves
    assert (move.start, move.waits_for, move.behind) == (monday + timedelta(days=2), "Jane Sample", ())
    assert move.reason == "Jane Sample is busy elsewhere"
    both = levelling.preview(store, [shop, site], as_of=monday)
    assert len(both.moves) == 1 and len(both.finishes) == 2


def test_a_holiday_of_the_owner_moves_the_work(store, jane, monday):
    site = projects.add(store, "Site")
    planned(store, site, "Copy", jane, monday, 1)
    settings.add_day_off(store, monday, monday, "Away", person_id=jane)
    (move,) = levelling.preview(store, [site], as_of=monday).moves
    assert move.start == monday + timedelta(days=1)
    assert move.reason == "Was planned for a day that is not worked"


def test_a_part_timer_takes_longer_and_what_can_begin_earlier_or_was_planned_too_early_says_so(store, jane, monday):
    site = projects.add(store, "Site")
    planned(store, site, "Copy", jane, monday, 1)
    people.change_week(store, jane, [240, 240, 240, 240, 240, 0, 0])
    (move,) = levelling.preview(store, [site], as_of=monday).moves
    assert (move.start, move.due, move.why) == (monday, monday + timedelta(days=1), "hours")
    (move,) = levelling.preview(store, [site], as_of=monday - timedelta(days=3), pull_forward=True).moves
    assert move.start < monday and move.why == "earlier"
    (move,) = levelling.preview(store, [site], as_of=monday + timedelta(days=2)).moves
    assert move.start == monday + timedelta(days=2) and move.why == "past"


def test_successors_follow_and_say_so(store, jane, monday):
    me = people.me(store).id
    site = projects.add(store, "Site")
    planned(store, site, "Copy", jane, monday, 2)
    other = planned(store, site, "Pictures", jane, monday, 2)
    after = planned(store, site, "Check", me, monday + timedelta(days=2), 1)
    tasks.add_dependency(store, other, after)
    told = levelling.preview(store, [site], as_of=monday)
    by_title = {move.title: move for move in told.moves}
    if "Check" in by_title:
        assert by_title["Check"].reason == "Follows what it waits for"
    levelling.apply(store, told)
    rows = {row.title: row for row in schedule(store, site, monday).rows}
    assert rows["Check"].start > rows["Pictures"].finish


def test_what_has_no_owner_takes_nobodys_hours_and_is_counted(store, jane, monday):
    site = projects.add(store, "Site")
    planned(store, site, "Copy", None, monday, 2)
    planned(store, site, "Pictures", None, monday, 2)
    told = levelling.preview(store, [site], as_of=monday)
    assert told.moves == () and told.unowned == 2


def test_planned_starts_are_kept_unless_work_may_come_forward(store, jane, monday):
    site = projects.add(store, "Site")
    planned(store, site, "Copy", jane, monday + timedelta(days=2), 1)
    assert levelling.preview(store, [site], as_of=monday).moves == ()
    (move,) = levelling.preview(store, [site], as_of=monday, pull_forward=True).moves
    assert move.start == monday


def test_a_preview_that_is_out_of_date_writes_nothing(store, jane, monday):
    site = projects.add(store, "Site")
    planned(store, site, "Copy", jane, monday, 3)
    planned(store, site, "Pictures", jane, monday, 3)
    told = levelling.preview(store, [site], as_of=monday)
    tasks.change(store, told.moves[0].id, "due_on", monday + timedelta(days=9))
    before = store.rows("SELECT * FROM task ORDER BY id")
    with pytest.raises(UserError, match="changed meanwhile"):
        levelling.apply(store, told)
    assert store.rows("SELECT * FROM task ORDER BY id") == before


def test_the_finish_it_is_compared_with_is_the_one_to_be_expected(studio):
    kiosk = studio.value("SELECT id FROM project WHERE name = 'Kiosk app'")
    row = projects.rows(studio, [kiosk])[0]
    ((name, before, _, promised),) = levelling.preview(studio, [kiosk]).finishes
    assert (name, before, promised) == ("Kiosk app", row.expected_on, row.promised_on)
    assert before > row.finish_on


def test_what_is_done_by_its_due_day_anyway_is_given_no_other_days(store, jane, monday):
    site = projects.add(store, "Site")
    only = {"project_id": site, "assignee_id": jane, "estimate_minutes": 480, "due_on": monday + timedelta(days=1)}
    tasks.add(store, "First thing", **only)
    assert levelling.preview(store, [site], as_of=monday).moves == ()
    tasks.add(store, "Second thing", **only)
    (move,) = levelling.preview(store, [site], as_of=monday).moves
    assert (move.start, move.due) == (monday + timedelta(days=1), monday + timedelta(days=1))

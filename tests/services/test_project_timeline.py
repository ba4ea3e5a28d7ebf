"""The timeline of projects: bars as they are to be expected, what it says of the finish, what a drag would do."""

from datetime import timedelta

import pytest

from app.base import UserError, today
from app.services import people, project_timeline, projects, settings, task_board, tasks, timelog


@pytest.fixture
def monday():
    return today() + timedelta(days=7 - today().weekday())


@pytest.fixture
def site(store, monday):
    """Copy (3 days) before Pictures (2 days), and Check (1 day) with two days of float."""
    made = projects.add(store, "Site")
    add = lambda title, start, days: _task(store, made, title, start, days)  # noqa: E731
    copy, pictures, check = (
        add("Copy", monday, 3),
        add("Pictures", monday + timedelta(days=3), 2),
        add("Check", monday, 1),
    )
    tasks.add_dependency(store, copy, pictures)
    return made, copy, pictures, check


def _task(store, project, title, start, days):
    due = settings.calendar(store).add(start, days - 1)
    made = tasks.add(store, title, project_id=project, estimate_minutes=480 * days, start_on=start, due_on=due)
    tasks.change(store, made, "duration_days", days)
    return made


def bars(told):
    return {bar.title: bar for bar in told.bars}


def test_bars_have_days_floats_and_what_they_wait_for(store, site, monday):
    told = project_timeline.timeline(store, site[0], monday)
    found = bars(told)
    assert (found["Copy"].start, found["Copy"].finish, found["Copy"].days) == (monday, monday + timedelta(days=2), 3)
    assert found["Copy"].critical and found["Copy"].total_float == 0
    assert found["Check"].total_float == 4 and not found["Check"].critical
    assert found["Pictures"].waits_for == ("Copy",)
    (head,) = told.heads
    assert (head.finish, head.left, head.count, head.done) == (monday + timedelta(days=4), 480 * 6, 3, 0)


def test_progress_is_time_of_the_estimate_and_never_all_before_it_is_done(store, site, monday):
    _, copy, *_ = site
    doing = store.value("SELECT id FROM status WHERE kind = 'doing'")
    tasks.move(store, [copy], doing)
    timelog.add(store, 720, task_id=copy)
    assert bars(project_timeline.timeline(store, site[0]))["Copy"].progress == 0.5
    timelog.add(store, 700, task_id=copy, on=today() - timedelta(days=1))
    assert bars(project_timeline.timeline(store, site[0]))["Copy"].progress == 0.95
    tasks.move(store, [copy], store.value("SELECT id FROM status WHERE kind = 'done'"))
    assert bars(project_timeline.timeline(store, site[0]))["Copy"].progress == 1.0


def test_a_promise_that_cannot_be_kept_shows_negative_spare_days_and_float(store, site, monday):
    projects.change(store, site[0], "promised_on", monday + timedelta(days=2))
    told = project_timeline.timeline(store, site[0], monday)
    assert told.heads[0].spare == -2
    assert bars(told)["Copy"].total_float == -2


def test_a_day_off_of_the_owner_is_marked_on_the_bar(store, site, monday):
    away = monday + timedelta(days=1)
    settings.add_day_off(store, away, away, "Away", person_id=people.me(store).id)
    assert bars(project_timeline.timeline(store, site[0], monday))["Copy"].off == (away,)


def test_dragging_shows_what_moves_before_anything_does(store, site, monday):
    project, copy, pictures, _ = site
    told = project_timeline.timeline(store, project, monday)
    before = store.rows("SELECT id, start_on, due_on FROM task")
    what = project_timeline.what_if(told, store, copy, monday + timedelta(days=1), monday + timedelta(days=3))
    assert what.spans[pictures] == (monday + timedelta(days=4), monday + timedelta(days=7))
    assert (what.finish_before, what.finish_after) == (monday + timedelta(days=4), monday + timedelta(days=7))
    assert store.rows("SELECT id, start_on, due_on FROM task") == before


def test_moving_a_task_takes_what_follows_along_in_one_step(store, site, monday):
    project, copy, pictures, _ = site
    told = project_timeline.timeline(store, project, monday)
    span = (monday + timedelta(days=1), monday + timedelta(days=3))
    what = project_timeline.what_if(told, store, copy, *span)
    (moved,) = project_timeline.move_task(store, copy, *span)
    assert moved.id == pictures
    after = bars(project_timeline.timeline(store, project, monday))
    assert (after["Copy"].start, after["Copy"].finish) == span
    assert (after["Pictures"].start, after["Pictures"].finish) == what.spans[pictures]
    store.undo()
    assert project_timeline.timeline(store, project, monday).bars == told.bars


def test_all_open_projects_stand_in_one_timeline(store, site, monday):
    other = projects.add(store, "Shop")
    _task(store, other, "Shelves", monday, 1)
    closed = projects.add(store, "Old")
    projects.close(store, closed)
    told = project_timeline.timeline(store, None, monday)
    assert {head.name for head in told.heads} == {"Shop", "Site"}
    assert set(bars(told)) == {"Copy", "Pictures", "Check", "Shelves"}


def test_a_project_whose_links_go_in_a_circle_is_named_and_the_others_are_shown(store, site, monday):
    other = projects.add(store, "Shop")
    _task(store, other, "Shelves", monday, 1)
    _, copy, pictures, _ = site
    with store.write("Break"):
        store.execute("INSERT INTO dependency (predecessor_id, successor_id) VALUES (?, ?)", (pictures, copy))
    told = project_timeline.timeline(store, None, monday)
    assert told.cyclic == ["Site"] and set(bars(told)) == {"Shelves"}


def test_a_project_that_is_gone_is_said_to_be(store, site):
    projects.delete(store, [site[0]])
    with pytest.raises(UserError, match="gone"):
        project_timeline.timeline(store, site[0])


def test_a_task_with_subtasks_runs_from_their_first_start_to_their_last_finish_and_is_done_by_their_hours(
    store, site, monday
):
    project, copy, pictures, check = site
    for part in (copy, pictures):
        tasks.change(store, part, "parent_id", check)
    tasks.move(store, [pictures], store.value("SELECT id FROM status WHERE kind = 'cancelled'"))
    small = _task(store, project, "Small", monday + timedelta(days=7), 1)
    deep = _task(store, project, "Deep", monday + timedelta(days=8), 1)
    tasks.change(store, small, "parent_id", copy)
    tasks.change(store, deep, "parent_id", copy)
    tasks.change(store, deep, "estimate_minutes", None)
    tasks.move(store, [small], store.value("SELECT id FROM status WHERE kind = 'done'"))
    found = bars(project_timeline.timeline(store, project))
    whole = found["Check"].below
    assert (whole.done, whole.count, whole.finish) == (1, 3, monday + timedelta(days=8))
    assert whole.start == min(found[title].start for title in ("Copy", "Small", "Deep"))
    # 8 of 24 + 8 hours, and what has no estimate counts as they do on average: 16
    assert whole.progress == pytest.approx(8 / 48)
    assert whole.total_float == min(found[title].total_float for title in ("Check", "Copy", "Deep"))
    assert found["Copy"].parent_id == found["Check"].id and found["Small"].below is None
    card = next(card for card in task_board.cards(store, [check]))
    assert (card.parts_done, card.parts) == (1, 3)

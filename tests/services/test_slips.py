"""When a task slips what waits for it moves: by all four kinds of links with lag, over days off of its owner, and as the preview said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.services import people, project_timeline, projects, schedules, settings, task_bulk, task_preview, tasks

MONDAY = today() + timedelta(days=14 - today().weekday())
KINDS = ("FS", "SS", "FF", "SF")


def day(number: int) -> date:
    """The working day so many after the first Monday."""
    return settings.Calendar().add(MONDAY, number)


def dates(store, task):
    card = tasks.detail(store, task).card
    return card.start_on, card.due_on


@pytest.fixture
def project(store):
    return projects.add(store, "Kiosk app")


def add(store, project, title, first, days, **more):
    made = tasks.add(store, title, project_id=project, start_on=day(first), due_on=day(first + days - 1), **more)
    tasks.change(store, made, "duration_days", days)
    return made


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(KINDS),
    lag=st.integers(-3, 3),
    first=st.integers(1, 5),
    then=st.integers(1, 5),
    slip=st.integers(1, 15),
)
def test_every_kind_of_link_holds_after_a_slip_and_one_undo_takes_it_back(store, kind, lag, first, then, slip):
    project = projects.add(store, f"Project {kind} {lag}")
    before, after = add(store, project, "Before", 0, first), add(store, project, "After", 0, then)
    tasks.add_dependency(store, before, after, kind, lag)
    old = dates(store, before), dates(store, after)
    moved = tasks.change(store, before, "start_on", day(slip))
    week = settings.Calendar()
    begin, end = (week.number(dates(store, before)[0]), week.number_after(dates(store, before)[1]))
    start, finish = (week.number(dates(store, after)[0]), week.number_after(dates(store, after)[1]))
    one = begin if kind[0] == "S" else end
    other = start if kind[1] == "S" else finish
    assert other >= one + lag and finish - start == then
    assert bool(moved) == (dates(store, after) != old[1])
    if moved:
        assert other == one + lag, "no further than the link asks"
    store.undo()
    assert (dates(store, before), dates(store, after)) == old


def test_days_off_of_the_owner_are_counted_when_a_task_is_moved(store, project):
    jo = people.add(store, "Jo Sample")
    before = add(store, project, "Before", 0, 2)
    after = add(store, project, "After", 2, 3, assignee_id=jo)
    tasks.add_dependency(store, before, after)
    settings.add_day_off(store, day(5), day(6), "Fair", jo)
    tasks.change(store, before, "due_on", day(3))
    assert dates(store, after) == (day(4), day(8))  # works on 4, is away on 5 and 6, works on 7 and 8


def test_a_task_does_not_begin_on_a_day_off_of_its_owner(store, project):
    jo = people.add(store, "Jo Sample")
    before, after = add(store, project, "Before", 0, 2), add(store, project, "After", 2, 2, assignee_id=jo)
    tasks.add_dependency(store, before, after)
    settings.add_day_off(store, day(4), day(5), "Fair", jo)
    tasks.change(store, before, "due_on", day(3))
    assert dates(store, after) == (day(6), day(7))


def test_what_waits_for_somebody_who_is_away_is_expected_later(store, project):
    jo = people.add(store, "Jo Sample")
    before, after = add(store, project, "Before", 0, 3, assignee_id=jo), add(store, project, "After", 3, 1)
    tasks.add_dependency(store, before, after)
    settings.add_day_off(store, day(1), day(2), "Fair", jo)
    rows = {row.title: row for row in schedules.schedule(store, project).rows}
    assert (rows["Before"].start, rows["Before"].finish) == (day(0), day(4))
    assert rows["After"].start == day(5) and rows["After"].critical


def test_a_new_start_takes_the_due_day_over_days_off_of_the_owner(store, project):
    jo = people.add(store, "Jo Sample")
    task = add(store, project, "Task", 0, 2, assignee_id=jo)
    settings.add_day_off(store, day(6), day(6), "Fair", jo)
    tasks.change(store, task, "start_on", day(5))
    assert dates(store, task) == (day(5), day(7))


def test_not_before_holds_a_task_that_is_moved(store, project):
    before, after = add(store, project, "Before", 0, 2), add(store, project, "After", 2, 2)
    tasks.add_dependency(store, before, after)
    with store.write("Bind"):
        store.execute("UPDATE task SET not_before_on = ? WHERE id = ?", (day(10).isoformat(), after))
    tasks.change(store, before, "due_on", day(3))
    assert dates(store, after) == (day(10), day(11))


def test_begun_and_finished_work_stays_where_it_was(store, project):
    before = add(store, project, "Before", 0, 2)
    begun, done = add(store, project, "Begun", 2, 2), add(store, project, "Done", 2, 2)
    for task in (begun, done):
        tasks.add_dependency(store, before, task)
    tasks.move(store, [begun], tasks.first_status(store, "doing"))
    tasks.move(store, [done], tasks.first_status(store, "done"))
    old = dates(store, begun), dates(store, done)
    assert tasks.change(store, before, "due_on", day(8)) == []
    assert (dates(store, begun), dates(store, done)) == old


def test_work_under_way_ends_when_its_hours_are_worked_off_and_what_follows_waits(store, project):
    before = tasks.add(store, "Before", project_id=project, start_on=today(), due_on=today(), estimate_minutes=480)
    after = add(store, project, "After", 0, 1)
    tasks.add_dependency(store, before, after)
    tasks.move(store, [before], tasks.first_status(store, "doing"))
    moved = tasks.change(store, before, "estimate_minutes", 480 * 30)
    plan = schedules.schedule(store, project).plan
    assert [each.id for each in moved] == [after]
    assert dates(store, after)[0] > plan.tasks[before].finish > today()


def test_a_longer_estimate_moves_what_follows_where_it_decides_the_length(store, project):
    before = tasks.add(store, "Before", project_id=project, estimate_minutes=480)
    tasks.change(store, before, "start_on", day(0))
    after = add(store, project, "After", 1, 1)
    tasks.add_dependency(store, before, after)
    assert [each.id for each in tasks.change(store, before, "estimate_minutes", 480 * 4)] == [after]
    assert dates(store, after) == (day(4), day(4))


def test_another_owner_who_is_away_moves_what_follows(store, project):
    jo = people.add(store, "Jo Sample")
    before, after = add(store, project, "Before", 0, 2), add(store, project, "After", 2, 1)
    tasks.add_dependency(store, before, after)
    settings.add_day_off(store, day(1), day(3), "Fair", jo)
    assert [each.id for each in tasks.change(store, before, "assignee_id", jo)] == [after]
    assert dates(store, after)[0] == day(5)


def test_the_preview_of_a_drag_says_what_then_happens(store, project):
    jo = people.add(store, "Jo Sample")
    ids = [add(store, project, f"Task {n}", 2 * n, 2, assignee_id=jo if n == 2 else None) for n in range(4)]
    for (first, then), (kind, lag) in zip(pairwise(ids), (("FS", 1), ("SS", 2), ("FF", -1)), strict=True):
        tasks.add_dependency(store, first, then, kind, lag)
    settings.add_day_off(store, day(11), day(12), "Fair", jo)
    told = project_timeline.timeline(store, project)
    what = project_timeline.what_if(told, store, ids[0], day(6), day(7))
    project_timeline.move_task(store, ids[0], day(6), day(7))
    real = project_timeline.timeline(store, project)
    assert {bar.id: (bar.start, bar.finish) for bar in real.bars if bar.id in what.spans} == what.spans
    assert real.heads[0].finish == what.finish_after


def test_a_new_link_moves_what_waits_by_it_and_nothing_else(store, project):
    late, other, then = (add(store, project, title, at, 2) for title, at in (("Late", 0), ("Other", 2), ("Then", 3)))
    tasks.add_dependency(store, late, other)
    last = add(store, project, "Last", 4, 1)
    tasks.add_dependency(store, then, last)
    with time_machine.travel(datetime.combine(day(4), datetime.min.time(), UTC) + timedelta(hours=12), tick=False):
        moved = tasks.add_dependency(store, late, then)
        assert {each.id for each in moved} == {then, last}
        assert dates(store, other) == (day(2), day(3)) and dates(store, then)[0] > day(4)


@pytest.mark.parametrize(("start", "due"), [(5, 8), (6, 8)])
def test_a_task_put_on_a_day_off_keeps_its_working_days(store, project, start, due):
    for change in (tasks.change, lambda store, task, field, value: task_bulk.change(store, [task], {field: value})):
        made = add(store, project, "Draft", 0, 2)
        change(store, made, "start_on", MONDAY + timedelta(days=start))
        assert dates(store, made)[1] == MONDAY + timedelta(days=due)
        tasks.delete(store, [made])


@pytest.mark.parametrize("worked_before", [False, True])
def test_what_waits_for_a_milestone_that_opens_the_work_loses_no_day(store, project, worked_before):
    sign, build = tasks.add(store, "Sign", project_id=project), add(store, project, "Build", 0, 2)
    tasks.change(store, sign, "duration_days", 0)
    with time_machine.travel(datetime.combine(day(0), datetime.min.time(), UTC) + timedelta(hours=12), tick=False):
        if worked_before:
            other = add(store, project, "Other", -4, 2)
            tasks.move(store, [other], tasks.first_status(store, "done"))
            with store.write("Done before"):
                days = (day(-4).isoformat(), day(-3).isoformat(), other)
                store.execute("UPDATE task SET started_on = ?, done_on = ? WHERE id = ?", days)
        assert tasks.add_dependency(store, sign, build) == [] and dates(store, build) == (day(0), day(1))
        (row,) = [row for row in schedules.schedule(store, project).rows if row.id == build]
        assert row.start == day(0)


def test_a_bar_that_is_stretched_behind_a_late_task_ends_where_it_was_let_go(store, project):
    late, then = add(store, project, "Late", 0, 2), add(store, project, "Then", 2, 2)
    tasks.add_dependency(store, late, then)
    with time_machine.travel(datetime.combine(day(4), datetime.min.time(), UTC) + timedelta(hours=12), tick=False):
        told = project_timeline.timeline(store, project)
        bar = next(bar for bar in told.bars if bar.id == then)
        assert bar.start > dates(store, then)[0]  # expected later than written down
        wanted = settings.Calendar().add(bar.finish, 3)
        what = project_timeline.what_if(told, store, then, bar.start, wanted)
        project_timeline.move_task(store, then, bar.start, wanted)
        real = next(bar for bar in project_timeline.timeline(store, project).bars if bar.id == then)
        assert (real.start, real.finish) == what.spans[then] == (bar.start, wanted) == dates(store, then)


def test_a_gap_that_somebody_left_stays(store, project):
    before, after = add(store, project, "Before", 0, 2), add(store, project, "After", 8, 2)
    tasks.add_dependency(store, before, after)
    assert tasks.change(store, before, "due_on", day(4)) == []
    assert dates(store, after) == (day(8), day(9))


def test_the_preview_of_a_field_is_what_then_happens_and_leaves_no_trace(store, project):
    projects.change(store, project, "promised_on", day(20))
    before, after = add(store, project, "Before", 0, 2), add(store, project, "After", 2, 2)
    tasks.add_dependency(store, before, after)
    steps, rows = store.undo_label, store.rows("SELECT * FROM task")
    told = task_preview.change(store, before, "due_on", day(9))
    assert told == (1, day(3), day(11), day(20))
    assert store.rows("SELECT * FROM task") == rows and store.undo_label == steps
    assert len(tasks.change(store, before, "due_on", day(9))) == told.moved
    assert store.value("SELECT finish_on FROM project WHERE id = ?", (project,)) == told.finish_after.isoformat()


def test_the_preview_refuses_what_the_change_would(store, project):
    task = add(store, project, "Before", 0, 2)
    with pytest.raises(UserError, match="outside 1900"):
        task_preview.change(store, task, "due_on", date(2500, 1, 1))
    alone = tasks.add(store, "Alone", start_on=day(0), due_on=day(1))
    assert task_preview.change(store, alone, "due_on", day(3)) == (0, None, None, None)


def test_who_works_four_days_a_week_ends_later_and_never_begins_on_the_fifth(store, project):
    ines = people.add(store, "Ines Sample")
    people.change_week(store, ines, (480, 480, 480, 480, 0, 0, 0))
    texts = add(store, project, "Texts", 3, 3, assignee_id=ines)  # from Thursday: Friday is hers
    layout = add(store, project, "Layout", 6, 1)
    tasks.add_dependency(store, texts, layout)
    bars = {bar.title: bar for bar in project_timeline.timeline(store, project).bars}
    assert (bars["Texts"].start, bars["Texts"].finish) == (day(3), day(6))
    assert bars["Texts"].off == (day(4),)
    assert bars["Layout"].start == day(7)

    tasks.change(store, texts, "start_on", day(4))
    found = {row.title: row for row in schedules.schedule(store, project).rows}
    assert (found["Texts"].start, found["Texts"].finish) == (day(5), day(7))
    assert found["Layout"].start == day(8)


def test_somebody_who_works_on_saturdays_is_planned_on_saturdays(store, project):
    theo = people.add(store, "Theo Sample")
    people.change_week(store, theo, (480, 480, 480, 480, 480, 480, 0))
    task = add(store, project, "Weekend", 3, 4, assignee_id=theo)  # Thursday, Friday, Saturday, Monday
    after = add(store, project, "After", 3, 1)
    tasks.add_dependency(store, task, after)
    found = {row.id: row for row in schedules.schedule(store, project).rows}
    assert (found[task].start, found[task].finish, found[task].duration_days) == (day(3), day(5), 4)
    assert found[after].start == day(6)
    bar = next(bar for bar in project_timeline.timeline(store, project).bars if bar.id == task)
    assert (bar.start, bar.finish, bar.days, bar.off) == (day(3), day(5), 4, ())
    tasks.change(store, task, "deadline_on", day(7))
    told = tasks.detail(store, task)
    assert (told.span_days, told.spare_days) == (4, 2)


def test_the_holidays_of_another_country_are_off_for_who_lives_there_alone(store, project):
    settings.change_place(store, "DE")
    jo = people.add(store, "Jo Sample")
    people.change_place(store, jo, "PL")
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        mine, theirs = (
            tasks.add(store, title, project_id=project, start_on=date(2026, 11, 11), due_on=date(2026, 11, 11))
            for title in ("Ours", "Jo's")
        )
        tasks.change(store, theirs, "assignee_id", jo)
        found = {row.id: row for row in schedules.schedule(store, project).rows}
    assert found[mine].start == date(2026, 11, 11)
    assert found[theirs].start == date(2026, 11, 12)  # Independence Day in Poland


def test_work_of_somebody_with_short_days_is_expected_by_their_hours(store, project):
    lea = people.add(store, "Lea Sample")
    people.change_week(store, lea, (240, 240, 240, 240, 240, 0, 0))
    now = settings.calendar(store).on_or_after(today())
    task = tasks.add(
        store, "Texts", project_id=project, estimate_minutes=960, assignee_id=lea, start_on=now, due_on=now
    )
    with time_machine.travel(datetime.combine(now, datetime.min.time(), UTC) + timedelta(hours=9), tick=False):
        tasks.move(store, [task], 2)
        (row,) = schedules.schedule(store, project).rows
        assert (row.finish, row.duration_days) == (settings.calendar(store).add(now, 3), 4)
        assert tasks.detail(store, task).expected_on == row.finish


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    week=st.lists(st.sampled_from((0, 480)), min_size=5, max_size=5).filter(any),
    lengths=st.lists(st.integers(1, 6), min_size=2, max_size=4),
    lag=st.integers(0, 3),
)
def test_nobody_begins_on_a_day_off_and_nothing_before_what_it_waits_for(store, week, lengths, lag):
    project = projects.add(store, "Any week")
    who = people.add(store, f"Person {store.value('SELECT count(*) FROM person')}")
    people.change_week(store, who, (*week, 0, 0))
    made = [add(store, project, f"Task {n}", 0, length, assignee_id=who) for n, length in enumerate(lengths)]
    for first, then in pairwise(made):
        tasks.add_dependency(store, first, then, "FS", lag)
    found = {row.id: row for row in schedules.schedule(store, project).rows}
    everybody = settings.calendar(store)
    for first, then in pairwise(made):
        assert everybody.number(found[then].start) >= everybody.number_after(found[first].finish) + lag
    for task, length in zip(made, lengths, strict=True):
        worked = [on for on in everybody.days(found[task].start, found[task].finish) if week[on.weekday()]]
        assert week[found[task].start.weekday()] and len(worked) == length


def test_a_late_task_that_has_not_begun_is_expected_by_its_duration_in_the_inspector_as_in_the_plan(store, project):
    made = add(store, project, "Draft", 0, 4, estimate_minutes=60)
    with time_machine.travel(datetime.combine(day(5), datetime.min.time(), UTC) + timedelta(hours=12), tick=False):
        told = tasks.detail(store, made)
        (row,) = schedules.schedule(store, project).rows
        assert told.card.late_days == 2
        assert told.expected_on == row.finish == day(8)

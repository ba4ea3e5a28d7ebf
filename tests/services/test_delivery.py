"""Delivery figures of real workspaces: what was finished and when, replayed from the history, and what is under way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from app.models.store import Store
from app.services import delivery, demo, projects, tasks, timelog

NOW = date(2026, 11, 12)  # a Thursday


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-12T12:02:00Z", tick=False) as traveller:
        yield traveller


def on(clock, offset):
    clock.move_to(f"{NOW + timedelta(days=offset)}T12:02:00Z")


def enter(store, task, kind):
    tasks.move(store, [task], tasks.first_status(store, kind))


def added(store, project=None, **fields):
    return tasks.add(store, fields.pop("title", "Draft copy"), project_id=project, **fields)


def test_a_task_counts_by_its_last_finish(store: Store, clock) -> None:
    on(clock, -20)
    task = added(store)
    enter(store, task, "doing")
    on(clock, -15)
    enter(store, task, "done")
    on(clock, -10)
    enter(store, task, "doing")
    on(clock, -4)
    enter(store, task, "done")
    on(clock, 0)
    told = delivery.read(store)
    assert told.finished == 1
    assert [week.done for week in told.weeks][-2:] == [1, 0]
    assert delivery.finished_ids(store, NOW - timedelta(days=4), NOW) == [task]


def test_moving_a_due_day_later_does_not_rewrite_the_past(store: Store, clock) -> None:
    on(clock, -10)
    late, moved = (added(store, due_on=NOW - timedelta(days=8)) for _ in range(2))
    on(clock, -7)
    tasks.change(store, moved, "due_on", NOW - timedelta(days=5))
    on(clock, -6)
    enter(store, late, "done")
    enter(store, moved, "done")
    on(clock, 0)
    tasks.change(store, late, "due_on", NOW)
    told = delivery.read(store)
    assert (told.on_time.kept, told.on_time.late) == (1, (late,))
    assert set(told.by_first.late) == {late, moved}


def test_the_first_estimate_is_what_counts(store: Store, clock) -> None:
    task = added(store, estimate_minutes=60)
    timelog.add(store, 120, task_id=task)
    tasks.change(store, task, "estimate_minutes", 120)
    enter(store, task, "done")
    told = delivery.read(store)
    assert told.whole.ratio == 2.0
    assert [(one.name, one.accuracy.n) for one in told.by_person] == [("Mara Sample", 1)]
    assert [one.name for one in told.by_project] == ["No project"]


def test_work_under_way_has_an_age(store: Store, clock) -> None:
    on(clock, -7)
    task = added(store, title="Wireframes")
    enter(store, task, "doing")
    on(clock, 0)
    told = delivery.read(store)
    assert [(one.title, one.days) for one in told.aged] == [("Wireframes", 6)]
    enter(store, task, "todo")
    assert delivery.read(store).aged == ()


def test_one_project_is_told_apart(store: Store, clock) -> None:
    first, second = (projects.add(store, name) for name in ("First", "Second"))
    for project, kind in ((first, "done"), (first, "doing"), (second, "done"), (second, "todo")):
        enter(store, added(store, project), kind)
    told = delivery.read(store, first)
    assert (told.finished, len(told.aged), told.project) == (1, 1, "First")
    assert [one.name for one in told.forecasts] == ["First"]
    assert [one.name for one in delivery.read(store).forecasts] == ["First", "Second"]


def test_a_project_that_is_gone_counts_as_all(store: Store, clock) -> None:
    project = projects.add(store, "First")
    projects.delete(store, [project])
    assert delivery.read(store, project).project_id is None


def test_a_finish_is_refused_under_ten_weeks_and_told_after(store: Store, clock) -> None:
    project = projects.add(store, "Steady")
    for week in range(12, 0, -1):
        on(clock, -7 * week)
        enter(store, added(store, project), "done")
    on(clock, 0)
    assert delivery.read(store, project).forecasts == ()  # nothing is left
    for _ in range(3):
        added(store, project)
    told = delivery.read(store, project).forecasts[0].finish
    assert (told.weeks, told.left) == (12, 3)
    assert told.p50 == told.p85 == date(2026, 12, 2)  # one a week: the last day of the third week from today
    with store.write("Later"):
        store.execute("UPDATE task SET done_on = '2026-10-14', started_on = '2026-10-14' WHERE done_on < '2026-10-14'")
    refused = delivery.read(store, project).forecasts[0].finish
    assert refused.p50 is None and refused.weeks == 4


def test_periods_hold_whole_weeks_and_begin_with_the_work(store: Store, clock) -> None:
    on(clock, -100)
    enter(store, added(store), "done")
    on(clock, -30)
    enter(store, added(store), "done")
    on(clock, 0)
    assert (delivery.read(store, None, "quarter").finished, delivery.read(store, None, "half").finished) == (1, 2)
    assert len(delivery.read(store, None, "all").weeks) == 15
    assert len(delivery.read(store, None, "quarter").weeks) == 14


def test_deleted_and_cancelled_work_counts_nowhere(store: Store, clock) -> None:
    gone, dropped = added(store), added(store)
    enter(store, gone, "done")
    tasks.delete(store, [gone])
    enter(store, dropped, "cancelled")
    told = delivery.read(store)
    assert (told.finished, told.aged) == (0, ())


def test_the_sample_studio_has_too_little_history_for_any_forecast(store: Store, clock) -> None:
    demo.fill(store, today=NOW)
    told = delivery.read(store)
    assert told.finished == store.value("SELECT count(*) FROM task WHERE done_on IS NOT NULL")
    assert len(told.forecasts) == 4
    assert not any(one.finish.enough for one in told.forecasts)
    assert sum(one.accuracy.n for one in told.by_person) == told.whole.n

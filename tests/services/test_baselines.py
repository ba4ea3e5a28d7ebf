"""The baseline of a project: taken from its plan, compared with it, taken anew, removed; each one step to undo."""

from datetime import timedelta

import pytest

from app.base import UserError, today
from app.services import baselines, project_timeline, projects, settings, subtasks, tasks


@pytest.fixture
def site(store):
    """Copy on a working day to come, for two days, Check after it and without a date."""
    site = projects.add(store, "Site")
    day = settings.calendar(store).on_or_after(today() + timedelta(days=7))
    copy = tasks.add(store, "Copy", project_id=site, estimate_minutes=960, start_on=day, due_on=settings.calendar(store).add(day, 1))  # fmt: skip
    check = tasks.add(store, "Check", project_id=site, estimate_minutes=480)
    tasks.add_dependency(store, copy, check)
    return site


def bars(store, site):
    return {bar.title: bar for bar in project_timeline.timeline(store, site).bars}


def take(store, site):
    return baselines.take(store, site, baselines.planned(store, site))


def test_a_project_planned_by_hand_stands_on_the_baseline_it_takes_and_behind_it_once_work_slips(store, site):
    assert not baselines.is_set(store, site)
    assert take(store, site) == 2 and baselines.is_set(store, site)
    for bar in bars(store, site).values():
        assert (bar.baseline_start, bar.baseline_finish) == (bar.start, bar.finish)
    assert project_timeline.timeline(store, site).heads[0].behind == 0
    copy = bars(store, site)["Copy"]
    project_timeline.move_task(store, copy.id, None, settings.calendar(store).add(copy.finish, 3))
    told = project_timeline.timeline(store, site).heads[0]
    assert told.behind == 3
    assert take(store, site) == 2 and project_timeline.timeline(store, site).heads[0].behind == 0


def test_undo_brings_the_baseline_before_back_and_removing_it_leaves_the_burn_downs_day(store, site):
    take(store, site)
    before = bars(store, site)
    began = store.value("SELECT baseline_on FROM project WHERE id = ?", (site,))
    project_timeline.move_task(store, before["Copy"].id, None, settings.calendar(store).add(before["Copy"].finish, 2))
    moved = bars(store, site)
    take(store, site)
    assert store.undo().label == "Set baseline"
    assert bars(store, site) == moved
    baselines.remove(store, site)
    assert not baselines.is_set(store, site)
    assert all(bar.baseline_finish is None for bar in bars(store, site).values())
    assert store.value("SELECT baseline_on FROM project WHERE id = ?", (site,)) == began
    store.undo()
    assert bars(store, site) == moved


def test_the_baseline_of_a_task_with_subtasks_is_that_of_its_subtasks_as_its_bar_is(store, site):
    whole = bars(store, site)["Check"].id
    parts = [subtasks.add(store, whole, title) for title in ("Desktop", "Phone")]
    tasks.change(store, parts[1], "start_on", settings.calendar(store).add(bars(store, site)["Check"].start, 4))
    assert bars(store, site)["Check"].baseline is None
    take(store, site)
    check = bars(store, site)["Check"]
    assert check.baseline == check.span and check.span[0] < bars(store, site)["Phone"].start
    project_timeline.move_task(store, parts[1], None, settings.calendar(store).add(check.span[1], 3))
    assert bars(store, site)["Check"].baseline == check.span < bars(store, site)["Check"].span


def test_a_project_without_tasks_or_one_that_is_gone_is_refused_in_a_sentence(store, site):
    bare = projects.add(store, "Bare")
    with pytest.raises(UserError, match="no tasks yet"):
        take(store, bare)
    with pytest.raises(UserError, match="gone"):
        baselines.take(store, 4711, {})
    with pytest.raises(UserError, match="gone"):
        baselines.remove(store, 4711)


def test_the_days_of_a_task_that_left_the_project_meanwhile_are_not_written(store, site):
    spans = baselines.planned(store, site)
    gone = bars(store, site)["Check"].id
    tasks.delete(store, [gone])
    assert baselines.take(store, site, spans) == 1
    assert store.value("SELECT baseline_finish_on FROM task WHERE id = ?", (gone,)) is None

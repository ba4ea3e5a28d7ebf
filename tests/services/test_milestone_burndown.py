"""The burn-down of a milestone: the tasks that belong to it now, with the history of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError
from app.domain.burndown import Burndown
from app.models.store import Store
from app.services import figures, milestones, projects, schedules, tasks

MON = date(2026, 11, 2)


def day(number: int) -> date:
    return MON + timedelta(days=number)


def on(number: int) -> Any:
    return time_machine.travel(datetime.combine(day(number), datetime.min.time()).replace(hour=10), tick=False)


def left(told: Burndown) -> list[int]:
    """Hours left on each working day so far."""
    return [each.remaining // 60 for each in told.days if each.remaining is not None]


def site(store: Store) -> tuple[int, int, list[int]]:
    """A project with two milestones; the first one has 8 + 4 h in its first week, the second one 6 h in the week after."""
    project = projects.add(store, "Site")
    first, second = projects.add_milestone(store, project, "Ready"), projects.add_milestone(store, project, "Live")
    made = [
        tasks.add(
            store, title, project_id=project, milestone_id=mark, start_on=day(begins), due_on=day(ends), estimate_minutes=60 * hours
        )
        for title, mark, begins, ends, hours in (
            ("Design", first, 0, 2, 8), ("Texts", first, 1, 4, 4), ("Launch", second, 7, 9, 6),
        )
    ]  # fmt: skip
    return first, second, made


def test_only_what_belongs_to_it_burns_and_each_begins_with_its_own_work(store: Store) -> None:
    with on(0):
        first, second, made = site(store)
        done = tasks.first_status(store, "done")
    with on(2):
        tasks.move(store, made[:1], done)
    with on(3):
        tasks.change(store, made[1], "estimate_minutes", 600)
        ready, live = (figures.milestone_burndown(store, each) for each in (first, second))
    assert (ready.baseline, ready.scope, ready.done, left(ready)) == (720, 1080, 480, [12, 12, 4, 10])
    assert [change.delta for change in ready.scope_changes] == [360]
    assert (ready.days[0].date, ready.promised_on, ready.ideal_finish) == (day(0), None, day(4))
    assert (live.scope, live.days[0].date, live.plan_finish) == (360, day(7), day(9))
    with on(3):
        whole = figures.burndown(store, 1)
    assert whole.remaining == ready.remaining + live.remaining and whole.scope == ready.scope + live.scope


def test_it_is_planned_to_end_when_its_last_open_task_is_to_be_expected(store: Store) -> None:
    with on(0):
        first, _, made = site(store)
    with on(9):  # nothing was begun: the plan has moved on to today
        told = figures.milestone_burndown(store, first)
        rows = {row.id: row.finish for row in schedules.schedule(store, 1).rows}
        assert told.plan_finish == max(rows[task] for task in made[:2]) > day(9)
        assert told.ideal_finish == day(4), "the ideal line stays where it ended"
        tasks.move(store, made[:2], tasks.first_status(store, "done"))
        assert figures.milestone_burndown(store, first).remaining == 0


def test_a_task_that_comes_to_it_brings_its_past_and_one_that_is_gone_takes_it_along(store: Store) -> None:
    with on(0):
        first, second, made = site(store)
    with on(2):
        tasks.change(store, made[2], "milestone_id", first)
        assert figures.milestone_burndown(store, first).baseline == 18 * 60
        assert figures.milestone_burndown(store, second).scope == 0
        tasks.delete(store, made[:1])
        told = figures.milestone_burndown(store, first)
        assert (told.scope, [change.delta for change in told.scope_changes]) == (600, [-480])
        milestones.remove(store, second)
        with pytest.raises(UserError, match="milestone is gone"):
            figures.milestone_burndown(store, second)


@hypothesis_settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["done", "todo", "cancelled", "estimate"])), max_size=7))
def test_what_is_left_of_the_milestones_is_what_is_left_of_the_project(
    tmp_path_factory: Any, new_file: Any, changes: list[Any]
) -> None:
    import shutil

    from app.services import workspace

    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("m") / "w.baton")) as store:
        with on(0):
            first, second, made = site(store)
        for number, (which, what) in enumerate(changes, 1):
            with on(number):
                if what == "estimate":
                    tasks.change(store, made[which], "estimate_minutes", 60 * number)
                else:
                    tasks.move(store, [made[which]], tasks.first_status(store, what))
        with on(9):
            for unit in ("hours", "tasks"):
                whole = figures.burndown(store, 1, unit=unit)
                parts = [figures.milestone_burndown(store, each, unit=unit) for each in (first, second)]
                for name in ("remaining", "scope", "done", "unestimated"):
                    assert getattr(whole, name) == sum(getattr(each, name) for each in parts), (unit, name)

"""Why a task starts on its day, in words: what it follows, or a day it may not start before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from app.models.store import Store
from app.services import projects, task_board, task_reason, tasks

MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel("2026-11-30 09:00:00", tick=False):
        yield


@pytest.fixture
def three(store: Store) -> list[int]:
    """Texts until Wednesday, Photos until Thursday, and Print, which waits for both and starts on Friday."""
    project = projects.add(store, "Menus", start_on=MONDAY)
    made = [
        tasks.add(store, title, project_id=project, start_on=MONDAY, due_on=MONDAY + timedelta(days=days))
        for title, days in (("Texts", 2), ("Photos", 3))
    ]
    made.append(tasks.add(store, "Print", project_id=project, due_on=MONDAY + timedelta(days=7), start_on=MONDAY + timedelta(days=4)))  # fmt: skip
    for before in made[:2]:
        tasks.add_dependency(store, before, made[2])
    return made


def reason(store: Store, task: int, now: date = MONDAY) -> str:
    row = store.value("SELECT not_before_on FROM task WHERE id = ?", (task,))
    return task_reason.of_start(
        store, task_board.cards(store, [task])[0], date.fromisoformat(row) if row else None, now
    )


def test_the_task_that_ends_last_is_the_reason(store: Store, three: list[int]) -> None:
    assert reason(store, three[2]) == "after Photos"
    assert reason(store, three[0]) == "", "nothing keeps it"


def test_a_gap_to_what_it_follows_is_no_reason(store: Store, three: list[int]) -> None:
    tasks.change(store, three[2], "start_on", MONDAY + timedelta(days=7))
    assert reason(store, three[2]) == ""


def test_a_day_before_which_it_may_not_start_is_said(store: Store, three: list[int]) -> None:
    friday = MONDAY + timedelta(days=11)
    tasks.change(store, three[2], "not_before_on", friday)
    assert reason(store, three[2]) == "not before this day"


def test_a_weekend_and_a_lag_lie_between(store: Store, three: list[int]) -> None:
    late = tasks.add(store, "Fold", project_id=task_board.cards(store, three[:1])[0].project_id)
    tasks.add_dependency(store, three[2], late, lag=1)
    tasks.change(store, late, "start_on", MONDAY + timedelta(days=9))  # Print ends on Monday, Tuesday is the lag
    assert reason(store, late) == "after Print"


def test_what_is_late_counts_until_today(store: Store, three: list[int]) -> None:
    tuesday = MONDAY + timedelta(days=8)
    tasks.change(store, three[2], "start_on", tuesday + timedelta(days=1))
    assert reason(store, three[2], tuesday) in ("after Texts", "after Photos")


def test_done_or_begun_needs_no_reason(store: Store, three: list[int]) -> None:
    tasks.move(store, [three[2]], store.value("SELECT id FROM status WHERE kind = 'doing' AND project_id IS NULL"))
    assert reason(store, three[2]) == ""

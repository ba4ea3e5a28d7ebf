"""A file of tasks that moves a day moves what waits for it, as the window does, and leaves what it says itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.exchange import importing
from app.exchange.importing import Report
from app.models.store import Store
from app.services import people, projects, tasks

MON = date(2026, 11, 23)
Import = Callable[..., Report]


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel("2026-11-23 09:00:00", tick=False):
        yield


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Import:
    def brought(text: str, **options: Any) -> Report:
        (tmp_path / "in.csv").write_text(text, "utf-8")
        return importing.run(store, "tasks", tmp_path / "in.csv", **options)

    return brought


def chain(store: Store) -> list[int]:
    """Draw before Build before Show, a day each from Monday on, and Paint beside them."""
    project = projects.add(store, "Site")
    made = []
    for n, title in enumerate(("Draw", "Build", "Show")):
        day = MON + timedelta(days=n)
        made.append(tasks.add(store, title, project_id=project, start_on=day, due_on=day))
    for first, then in pairwise(made):
        tasks.add_dependency(store, first, then)
    return [*made, tasks.add(store, "Paint", project_id=project, start_on=MON, due_on=MON)]


def dues(store: Store, ids: list[int]) -> list[str]:
    return [store.value("SELECT due_on FROM task WHERE id = ?", (task,)) for task in ids]


def everything(store: Store) -> list[Any]:
    return [
        store.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("task", "project", "dependency", "task_event")
    ]


def test_what_waits_for_a_task_of_the_file_moves_and_one_undo_takes_all_back(store: Store, bring: Import) -> None:
    made = chain(store)
    before = everything(store)
    wanted = "title,project,due\nDraw,Site,2026-11-26\n"
    told = bring(wanted, dry_run=True)
    assert told.landed.notes == ["2 tasks that wait for these moved with them."] and everything(store) == before
    report = bring(wanted)
    assert (report.landed.updated, report.landed.notes) == (1, told.landed.notes)
    assert dues(store, made) == ["2026-11-26", "2026-11-27", "2026-11-30", "2026-11-23"]
    assert store.value("SELECT finish_on FROM project") == "2026-11-30"
    again = bring(wanted)
    assert (again.landed.updated, again.landed.skipped, again.landed.notes) == (0, 1, [])
    assert store.undo_label == "Import tasks"
    store.undo()
    assert everything(store) == before


def test_days_that_stand_in_the_file_stay_and_what_follows_them_moves(store: Store, bring: Import) -> None:
    made = chain(store)
    report = bring("title,project,due\nDraw,Site,2026-11-26\nBuild,Site,2026-11-24\n")
    assert dues(store, made)[:3] == ["2026-11-26", "2026-11-24", "2026-11-30"]
    assert report.landed.notes == ["1 task that waits for these moved with them."]


def test_a_row_without_days_moves_with_what_its_new_link_names(store: Store, bring: Import) -> None:
    made = chain(store)
    tasks.change(store, made[2], "start_on", date(2026, 11, 27))
    report = bring("title,project,predecessors\nPaint,Site,Show\n")
    assert dues(store, made) == ["2026-11-23", "2026-11-24", "2026-11-27", "2026-11-30"]
    assert report.landed.notes == ["1 task that waits for these moved with them."]


def test_what_is_done_late_moves_what_follows_and_what_has_begun_stays(store: Store, bring: Import) -> None:
    made = chain(store)
    tasks.move(store, made[1:2], tasks.first_status(store, "doing"))
    bring("title,project,estimate_hours\nDraw,Site,40\n")
    assert dues(store, made)[1] == "2026-11-24", "it has begun"
    with time_machine.travel("2026-11-26 09:00:00", tick=False):
        bring("title,project,status,done\nBuild,Site,Done,2026-11-26\n")
    assert dues(store, made)[2] == "2026-11-27"


def test_what_waits_in_another_project_moves_too_and_a_new_plan_moves_nothing(store: Store, bring: Import) -> None:
    made = chain(store)
    other = tasks.add(
        store, "Print", project_id=projects.add(store, "Shop"), start_on=date(2026, 11, 26), due_on=date(2026, 11, 26)
    )
    tasks.add_dependency(store, made[2], other)
    before = everything(store)
    bring("title,project,due\nDraw,Site,2026-12-03\n")
    assert dues(store, [other]) == ["2026-12-08"]
    store.undo()
    assert everything(store) == before
    report = bring(
        "key,title,project,start,due,predecessors\n1,A,New,2026-11-23,2026-11-27,\n2,B,New,2026-11-24,2026-11-24,1\n"
    )
    assert report.landed.created == 2 and not report.landed.notes
    assert store.value("SELECT due_on FROM task WHERE title = 'B'") == "2026-11-24", "as the file says"


def test_what_cannot_be_planned_is_told_and_the_file_lands(store: Store, bring: Import) -> None:
    made = chain(store)
    tasks.add_dependency(store, made[0], made[1], "FS", 1000)
    report = bring("title,project,start,due\nDraw,Site,2199-12-30,2199-12-31\n")
    assert report.landed.updated == 1 and "keeps its days, since it could not be planned." in report.landed.notes[0]
    assert dues(store, made)[0] == "2199-12-31" and dues(store, made)[1] < "2031"


@hypothesis_settings(max_examples=3, deadline=None)
@given(st.data())
def test_a_due_day_in_a_file_moves_what_the_same_day_in_the_window_moves(
    tmp_path_factory: Any, new_file: Path, data: st.DataObject
) -> None:
    from app.services import workspace

    folder = tmp_path_factory.mktemp("s")
    with workspace.open_workspace(shutil.copyfile(new_file, folder / "w.baton")) as store:
        project, jane = projects.add(store, "Site"), people.add(store, "Jane")
        people.change_week(store, jane, (480, 480, 480, 0, 0, 240, 0))
        made = [
            tasks.add(store, f"T{n}", project_id=project, assignee_id=data.draw(st.sampled_from((None, jane))),
                      start_on=MON + timedelta(days=n), due_on=MON + timedelta(days=n + data.draw(st.integers(0, 3))))
            for n in range(5)
        ]  # fmt: skip
        for then in range(1, 5):
            first = data.draw(st.integers(0, then - 1))
            kind, lag = data.draw(st.sampled_from(("FS", "SS", "FF"))), data.draw(st.integers(-1, 2))
            tasks.add_dependency(store, made[first], made[then], kind, lag)
        place = data.draw(st.integers(0, 4))
        begin = store.value("SELECT start_on FROM task WHERE id = ?", (made[place],))
        day = date.fromisoformat(begin) + timedelta(days=data.draw(st.integers(0, 12)))
        tasks.change(store, made[place], "due_on", day)
        window = store.rows("SELECT start_on, due_on FROM task ORDER BY id")
        store.undo()
        (folder / "in.csv").write_text(f"title,project,due\nT{place},Site,{day}\n", "utf-8")
        importing.run(store, "tasks", folder / "in.csv")
        assert store.rows("SELECT start_on, due_on FROM task ORDER BY id") == window

"""Columns of tasks: the common ones, a project's own, what stands for what, and what their changes do to tasks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.exchange import importing
from app.models.store import Store
from app.services import (
    figures,
    project_copy,
    projects,
    quick_tasks,
    recurrence,
    status_edit,
    statuses,
    task_board,
    task_bulk,
    tasks,
)
from app.services.task_filter import TaskFilter

TODO, DOING, REVIEW, DONE, CANCELLED = range(1, 6)


@pytest.fixture
def kiosk(store: Store) -> int:
    return projects.add(store, "Kiosk app")


@pytest.fixture
def own(store: Store, kiosk: int) -> int:
    """The project with its own columns, 'Building' behind 'In progress'."""
    status_edit.make_own(store, kiosk)
    status_edit.add(store, "Building", "doing", kiosk)
    return kiosk


def named(store: Store, project: int | None, name: str) -> int:
    return next(row.id for row in statuses.of(store, project) if row.name == name)


def status(store: Store, task: int) -> tuple[str, int | None]:
    row = statuses.Columns(store).get(store.value("SELECT status_id FROM task WHERE id = ?", (task,)))
    return row.name, row.project_id


def moves(store: Store, task: int) -> list[tuple[str, str]]:
    return store.rows("SELECT old, new FROM task_event WHERE task_id = ? AND field = 'status' ORDER BY id", (task,))


def names(store: Store, flt: TaskFilter) -> list[tuple[str, int]]:
    return [(column.name, column.count) for column in task_board.board(store, flt)]


def test_own_columns_begin_as_the_common_ones_and_tasks_stay_where_they_stood(store: Store, kiosk: int) -> None:
    one, two = (tasks.add(store, word, project_id=kiosk) for word in ("Draw", "Build"))
    tasks.move(store, [two], DOING)
    status_edit.make_own(store, kiosk)
    assert [row.name for row in statuses.of(store, kiosk)] == [row.name for row in statuses.of(store)]
    assert status(store, one) == ("To do", kiosk) and status(store, two) == ("In progress", kiosk)
    assert moves(store, two) == [("todo", "doing")]
    store.undo()
    assert not statuses.has_own(store, kiosk) and status(store, two) == ("In progress", None)


def test_the_board_of_one_shows_its_own_and_the_board_of_all_the_common_ones(store: Store, own: int) -> None:
    building = tasks.add(store, "Build", project_id=own)
    tasks.move(store, [building], named(store, own, "Building"))
    other = tasks.add(store, "Elsewhere", status_id=DOING)
    assert names(store, TaskFilter(project_id=own)) == [
        ("To do", 0),
        ("In progress", 0),
        ("Building", 1),
        ("Review", 0),
        ("Done", 0),
    ]
    assert names(store, TaskFilter()) == [("To do", 0), ("In progress", 2), ("Review", 0), ("Done", 0)]
    assert set(task_board.board_ids(store, TaskFilter(), DOING)) == {building, other}
    assert task_board.statuses(store) == task_board.statuses(store, projects.add(store, "New"))


def test_a_drop_on_the_board_of_all_lands_in_the_projects_column_of_that_kind(store: Store, own: int) -> None:
    task, other = tasks.add(store, "Build", project_id=own), tasks.add(store, "Elsewhere")
    tasks.move(store, [task, other], DOING)
    assert status(store, task) == ("In progress", own) and status(store, other) == ("In progress", None)
    assert task_board.board_ids(store, TaskFilter(), DOING) == [task, other]
    tasks.move(store, [other], DOING, before=task)
    assert task_board.board_ids(store, TaskFilter(), DOING) == [other, task]
    tasks.move(store, [task], named(store, own, "Building"))
    tasks.move(store, [task], DOING, before=other)
    assert status(store, task) == ("Building", own), "what stands in that column already stays in its own one"
    assert task_board.board_ids(store, TaskFilter(), DOING) == [task, other]
    tasks.move(store, [task], DONE)
    assert status(store, task) == ("Done", own)
    assert store.value("SELECT done_on FROM task WHERE id = ?", (task,)) == today().isoformat()


def test_a_kind_that_a_set_lacks_is_stood_in_for(store: Store, own: int) -> None:
    status_edit.remove(store, named(store, own, "Review"))
    task = tasks.add(store, "Build", project_id=own)
    tasks.move(store, [task], REVIEW)
    assert status(store, task) == ("In progress", own)
    assert tasks.first_status(store, "review", own) == named(store, own, "In progress")


def test_tasks_that_change_project_change_their_columns(store: Store, own: int) -> None:
    task, bulk = (tasks.add(store, word, status_id=DOING) for word in ("One", "Two"))
    tasks.change(store, task, "project_id", own)
    task_bulk.change(store, [bulk], {"project_id": own})
    assert status(store, task) == status(store, bulk) == ("In progress", own)
    tasks.move(store, [task], named(store, own, "Building"))
    tasks.change(store, task, "project_id", None)
    assert status(store, task) == ("In progress", None)
    assert moves(store, task) == []  # it was under way from the start, and still is


def test_new_tasks_and_copies_stand_in_their_projects_columns(store: Store, own: int) -> None:
    assert status(store, tasks.add(store, "New", project_id=own)) == ("To do", own)
    copy = project_copy.duplicate(store, own, "Again", today())
    assert [row.name for row in statuses.of(store, copy)] == [row.name for row in statuses.of(store, own)]
    assert status(store, store.value("SELECT id FROM task WHERE project_id = ?", (copy,))) == ("To do", copy)


def test_moving_within_one_kind_is_no_history_and_keeps_the_day(store: Store, own: int) -> None:
    shipped = status_edit.add(store, "Shipped", "done", own)
    task = tasks.add(store, "Build", project_id=own)
    tasks.move(store, [task], named(store, own, "Done"))
    with store.write("Earlier"):
        store.execute("UPDATE task SET done_on = '2026-11-02' WHERE id = ?", (task,))
    tasks.move(store, [task], shipped)
    assert store.value("SELECT done_on FROM task WHERE id = ?", (task,)) == "2026-11-02"
    assert moves(store, task) == [("todo", "done")]


def test_another_kind_takes_its_tasks_along_and_their_history_says_so(store: Store, own: int) -> None:
    task = tasks.add(store, "Build", project_id=own, estimate_minutes=60)
    building = named(store, own, "Building")
    tasks.move(store, [task], building)
    assert figures.burndown(store, own).remaining == 60
    assert status_edit.set_kind(store, building, "done") == 1
    assert moves(store, task) == [("todo", "doing"), ("doing", "done")]
    assert store.value("SELECT done_on FROM task WHERE id = ?", (task,)) == today().isoformat()
    assert figures.burndown(store, own).remaining == 0
    store.undo()
    assert moves(store, task) == [("todo", "doing")] and figures.burndown(store, own).remaining == 60
    store.redo()
    assert moves(store, task)[-1] == ("doing", "done")


def test_a_column_with_tasks_goes_only_where_these_have_a_place(store: Store, own: int) -> None:
    task = tasks.add(store, "Build", project_id=own)
    building, review = named(store, own, "Building"), named(store, own, "Review")
    tasks.move(store, [task], building)
    with pytest.raises(UserError, match="1 task stands in “Building”"):
        status_edit.remove(store, building)
    assert status_edit.remove(store, building, review) == 1
    assert status(store, task) == ("Review", own) and moves(store, task)[-1] == ("doing", "review")


def test_a_board_keeps_a_column_of_each_kind_it_needs(store: Store, own: int) -> None:
    for word in ("To do", "Done", "Cancelled"):
        with pytest.raises(UserError, match="the only column of kind"):
            status_edit.remove(store, named(store, own, word))
        with pytest.raises(UserError, match="the only column of kind"):
            status_edit.set_kind(store, named(store, own, word), "review")
    status_edit.remove(store, named(store, own, "In progress"))  # 'Building' is of that kind too


def test_back_to_the_common_columns_by_kind(store: Store, own: int) -> None:
    task = tasks.add(store, "Build", project_id=own)
    tasks.move(store, [task], named(store, own, "Building"))
    status_edit.use_common(store, own)
    assert status(store, task) == ("In progress", None) and not statuses.has_own(store, own)
    assert moves(store, task) == [("todo", "doing")]


def test_columns_are_named_once_ordered_and_limited(store: Store, own: int) -> None:
    building = named(store, own, "Building")
    with pytest.raises(UserError, match="a column named review already"):
        status_edit.rename(store, building, " review ")
    status_edit.rename(store, building, "Making")
    assert status_edit.move(store, building, -1)
    assert [row.name for row in statuses.of(store, own)][:3] == ["To do", "Making", "In progress"]
    status_edit.set_limit(store, building, 1)
    for word in ("One", "Two"):
        tasks.move(store, [tasks.add(store, word, project_id=own)], building)
    column = next(each for each in task_board.board(store, TaskFilter(project_id=own)) if each.name == "Making")
    assert (column.count, column.wip_limit, column.own) == (2, 1, True)
    with pytest.raises(UserError, match="between 1 and 999"):
        status_edit.set_limit(store, building, 0)
    with pytest.raises(UserError, match="needs no limit"):
        status_edit.set_limit(store, named(store, own, "Done"), 5)


def test_common_columns_change_for_everybody_without_their_own(store: Store, own: int) -> None:
    task = tasks.add(store, "Elsewhere")
    waiting = status_edit.add(store, "Waiting", "todo")
    tasks.move(store, [task], waiting)
    assert status_edit.remove(store, waiting, TODO) == 1 and status(store, task) == ("To do", None)
    assert [row.name for row in statuses.of(store, own)] != [row.name for row in statuses.of(store)]


def test_what_is_imported_into_a_project_stands_in_its_columns(store: Store, own: int, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text(
        "title,project,status\nDraw,Kiosk app,In progress\nShip,Kiosk app,Done\nElse,,Review\n", encoding="utf-8"
    )
    importing.run(store, "tasks", file)
    found = {title: status(store, task) for task, title in store.rows("SELECT id, title FROM task")}
    assert found == {"Draw": ("In progress", own), "Ship": ("Done", own), "Else": ("Review", None)}


def test_what_comes_again_and_what_is_typed_quickly_begins_in_the_projects_column(store: Store, own: int) -> None:
    task = tasks.add(store, "Report", project_id=own, due_on=today())
    recurrence.put(store, task, "every week")
    tasks.move(store, [task], DONE)
    (again,) = store.ids("SELECT id FROM task WHERE title = 'Report' AND done_on IS NULL")
    assert status(store, again) == ("To do", own) and status(store, task) == ("Done", own)
    quick_tasks.add(store, quick_tasks.understand(store, "Call them"), project_id=own)
    assert status(store, store.value("SELECT id FROM task WHERE title = 'Call them'")) == ("To do", own)


def test_chips_waits_and_figures_ask_for_the_kind_alone(store: Store, own: int) -> None:
    first, then = (tasks.add(store, word, project_id=own, estimate_minutes=60) for word in ("First", "Then"))
    tasks.add_dependency(store, first, then)
    flt = TaskFilter(project_id=own)
    assert (task_board.chips(store, flt)["can_start"], task_board.chips(store, flt)["blocked"]) == (1, 1)
    tasks.move(store, [first], named(store, own, "Building"))
    assert task_board.chips(store, flt)["blocked"] == 1
    tasks.move(store, [first], status_edit.add(store, "Shipped", "done", own))
    assert (task_board.chips(store, flt)["can_start"], task_board.chips(store, flt)["blocked"]) == (1, 0)
    assert figures.burndown(store, own).remaining == 60 and projects.rows(store, [own])[0].percent == 50


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 30), st.integers(0, 30)), max_size=14))
def test_whatever_is_done_a_task_stands_in_its_projects_set(store: Store, steps: list[tuple[int, int, int]]) -> None:
    homes: list[int | None] = [None, projects.add(store, "A"), projects.add(store, "B")]
    ids = [tasks.add(store, f"T{n}", project_id=homes[n % 3]) for n in range(4)]
    for what, one, two in steps:
        with contextlib.suppress(UserError):
            _deeds(store, homes, ids, one, two)[what]()
        columns = statuses.Columns(store)
        for project, now in store.rows("SELECT project_id, status_id FROM task"):
            assert now in [row.id for row in columns.of(project)]
        for project in homes:
            assert {row.kind for row in columns.of(project)} >= set(statuses.NEEDED)
        done = store.rows(
            "SELECT t.done_on IS NOT NULL, s.kind = 'done' FROM task t JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL"
        )
        assert all(day == kind for day, kind in done)
        board = sum(
            column.count for column in task_board.board(store, TaskFilter(ids=tuple(store.ids("SELECT id FROM task"))))
        )
        assert board == len(
            [
                1
                for _, kind, gone in store.rows(
                    "SELECT t.id, s.kind, t.deleted_at FROM task t JOIN status s ON s.id = t.status_id"
                )
                if kind != "cancelled" and not gone
            ]
        )


def _deeds(store: Store, homes: list[int | None], ids: list[int], one: int, two: int) -> list[Callable[[], object]]:
    """What one may do to columns and tasks, chosen by two numbers."""
    home, every = homes[one % 3], list(statuses.Columns(store).by_id)
    return [
        lambda: status_edit.make_own(store, homes[1 + one % 2] or 0),
        lambda: status_edit.use_common(store, homes[1 + one % 2] or 0),
        lambda: status_edit.add(store, f"C{one}{two}", statuses.KINDS[two % 5], home),
        lambda: status_edit.set_kind(store, every[one % len(every)], statuses.KINDS[two % 5]),
        lambda: status_edit.remove(store, every[one % len(every)], every[two % len(every)]),
        lambda: tasks.move(store, [ids[one % 4]], every[two % len(every)], ids[two % 4]),
        lambda: tasks.change(store, ids[one % 4], "project_id", homes[two % 3]),
        lambda: task_bulk.change(store, ids[:2], {"project_id": homes[two % 3], "status_id": every[one % len(every)]}),
    ]

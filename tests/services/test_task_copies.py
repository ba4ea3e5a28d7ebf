"""A task done once more: what its copy takes over, what stays behind, and where it stands."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError
from app.models.store import Store
from app.services import (
    checklists,
    custom_fields,
    people,
    projects,
    recurrence,
    schedules,
    subtasks,
    task_board,
    task_copies,
    tasks,
    timelog,
)
from app.services.task_board import TaskCard
from app.services.task_filter import TaskFilter

MON = date(2026, 11, 23)
TABLES = (
    "task",
    "milestone",
    "project",
    "dependency",
    "tag",
    "tag_link",
    "checklist_item",
    "custom_value",
    "task_event",
)


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel("2026-11-23 09:00:00", tick=False):
        yield


def everything(store: Store) -> list[Any]:
    return [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES]


def card(store: Store, task: int) -> TaskCard:
    return task_board.cards(store, [task])[0]


def full(store: Store) -> tuple[int, int]:
    """A task with everything that a task may have, half done and with time on it."""
    jane = people.add(store, "Jane")
    project = projects.add(store, "Site")
    task = tasks.add(store, "Menu", project_id=project, milestone_id=projects.add_milestone(store, project, "Ready"),
                     assignee_id=jane, estimate_minutes=240, start_on=MON, due_on=MON + timedelta(days=2))  # fmt: skip
    for field, value in (
        ("description", "Two *versions*"),
        ("priority", 2),
        ("reviewer_id", jane),
        ("deadline_on", date(2026, 12, 4)),
    ):
        tasks.change(store, task, field, value)
    checklists.set_labels(store, task, ["web", "draft"])
    checklists.tick(store, checklists.add_item(store, task, "Ask the client"))
    field = custom_fields.define(store, "task", "Room")
    custom_fields.put(store, field, [task], "12")
    tasks.add_comment(store, task, "Nearly there")
    recurrence.put(store, task, "every week on Mon")
    timelog.add(store, minutes=60, task_id=task)
    tasks.move(store, [task], tasks.first_status(store, "doing"))
    return project, task


def test_a_copy_has_what_is_to_do_and_nothing_of_what_was_done(store: Store) -> None:
    _, task = full(store)
    before = everything(store)
    done = task_copies.duplicate(store, [task])
    copy, old = card(store, done.ids[0]), card(store, task)
    assert (done.subtasks, done.undated, done.moved) == (0, 0, [])
    assert copy.title == "Menu (copy)" and copy.status_kind == "todo"
    same = (
        "project",
        "milestone",
        "assignee",
        "reviewer",
        "priority",
        "estimate_minutes",
        "start_on",
        "due_on",
        "labels",
        "checklist_total",
    )
    assert {name: getattr(copy, name) for name in same} == {name: getattr(old, name) for name in same}
    assert (copy.checklist_done, copy.logged_minutes, copy.repeats) == (0, 0, False)
    found = tasks.detail(store, copy.id)
    assert found is not None and found.description == "Two *versions*" and found.deadline_on == date(2026, 12, 4)
    assert store.value("SELECT value FROM custom_value WHERE record_id = ?", (copy.id,)) == "12"
    assert not store.value("SELECT count(*) FROM activity WHERE task_id = ?", (copy.id,))
    assert store.value("SELECT started_on FROM task WHERE id = ?", (copy.id,)) is None
    assert store.undo_label == "Duplicate task"
    store.undo()
    assert everything(store) == before


def test_subtasks_come_along_to_do_again_without_those_called_off(store: Store) -> None:
    project = projects.add(store, "Site")
    top = tasks.add(store, "Menu", project_id=project)
    first, second, dropped = (subtasks.add(store, top, name) for name in ("Draft", "Print", "Song"))
    part = subtasks.add(store, first, "Words")
    subtasks.add(store, dropped, "Tune")
    tasks.add_dependency(store, first, second)
    tasks.move(store, [first], tasks.first_status(store, "done"))
    tasks.move(store, [dropped], tasks.first_status(store, "cancelled"))
    done = task_copies.duplicate(store, [top, part])  # what stands below another chosen one comes with it
    assert (len(done.ids), done.subtasks) == (1, 3)
    lines = subtasks.tree(store, done.ids[0])
    assert [(line.title, line.depth, line.status_kind) for line in lines] == [
        ("Draft", 0, "todo"), ("Words", 1, "todo"), ("Print", 0, "todo"),
    ]  # fmt: skip
    assert card(store, lines[2].id).waits_for == "Draft", "the links among them are copied"
    assert card(store, second).waits_for is None


def test_the_copy_of_a_subtask_is_a_part_of_the_same_task(store: Store) -> None:
    top = tasks.add(store, "Menu", project_id=projects.add(store, "Site"))
    copy = task_copies.duplicate(store, [subtasks.add(store, top, "Draft")]).ids[0]
    assert [(line.title, line.id == copy) for line in subtasks.tree(store, top)] == [
        ("Draft", False),
        ("Draft (copy)", True),
    ]


def test_a_copy_waits_for_what_the_task_waits_for_and_holds_nothing_up(store: Store) -> None:
    project = projects.add(store, "Site")
    first, task, then = (tasks.add(store, name, project_id=project) for name in ("First", "Task", "Then"))
    tasks.add_dependency(store, first, task, "SS", 2)
    tasks.add_dependency(store, task, then)
    copy = task_copies.duplicate(store, [task]).ids[0]
    assert store.rows("SELECT predecessor_id, successor_id, kind, lag_days FROM dependency ORDER BY id") == [
        (first, task, "SS", 2), (task, then, "FS", 0), (first, copy, "SS", 2),
    ]  # fmt: skip


def test_the_copy_of_what_began_before_it_might_begins_when_it_may(store: Store) -> None:
    project = projects.add(store, "Site")
    first = tasks.add(store, "First", project_id=project, start_on=MON, due_on=date(2026, 11, 25))
    task = tasks.add(store, "Task", project_id=project, start_on=MON, due_on=date(2026, 11, 24))
    tasks.move(store, [task], tasks.first_status(store, "doing"))
    tasks.add_dependency(store, first, task)
    done = task_copies.duplicate(store, [task])
    assert (card(store, done.ids[0]).start_on, card(store, done.ids[0]).due_on) == (
        date(2026, 11, 26),
        date(2026, 11, 27),
    )
    assert [each.id for each in done.moved] == done.ids and card(store, task).start_on == MON


def test_days_that_have_passed_are_not_taken_over_and_those_to_come_are(store: Store) -> None:
    late = tasks.add(store, "Late", start_on=date(2026, 11, 18), due_on=date(2026, 11, 20))
    under_way = tasks.add(store, "Under way", start_on=date(2026, 11, 18), due_on=date(2026, 11, 25))
    done = task_copies.duplicate(store, [late, under_way])
    copies = [card(store, key) for key in done.ids]
    assert done.undated == 1 and (copies[0].start_on, copies[0].due_on) == (None, None)
    assert (copies[1].start_on, copies[1].due_on) == (date(2026, 11, 18), date(2026, 11, 25))


def test_each_copy_stands_right_below_its_task_and_that_of_a_finished_one_on_top(store: Store) -> None:
    project = projects.add(store, "Site")
    made = [tasks.add(store, name, project_id=project) for name in ("C", "B", "A")]
    board = TaskFilter(project_id=project, open_only=True)
    tasks.move(store, [tasks.add(store, "Done", project_id=project)], tasks.first_status(store, "done"))
    finished = int(store.value("SELECT id FROM task WHERE title = 'Done'"))
    task_copies.duplicate(store, [made[2], made[1], finished])
    todo = tasks.first_status(store)
    shown = store.rows("SELECT title FROM task WHERE status_id = ? ORDER BY rank, id", (todo,))
    assert [title for (title,) in shown] == ["Done (copy)", "A", "A (copy)", "B", "B (copy)", "C"]
    assert len(task_board.list_ids(store, board)) == 6


def test_somebody_who_has_left_is_not_given_a_copy(store: Store) -> None:
    jane = people.add(store, "Jane")
    task = tasks.add(store, "Menu", assignee_id=jane)
    tasks.move(store, [task], tasks.first_status(store, "done"))
    people.archive(store, jane)
    assert card(store, task).assignee == "Jane"
    assert card(store, task_copies.duplicate(store, [task]).ids[0]).assignee is None


def test_what_is_gone_or_too_much_is_refused_and_nothing_is_made(store: Store) -> None:
    made = tasks.add(store, "Gone")
    tasks.delete(store, [made])
    many = [tasks.add(store, "One")]
    with store.write("Add tasks"):
        status = tasks.first_status(store)
        rows = [(f"T{n}", status, many[0], "2026-11-23", "2026-11-23T09:00:00") for n in range(task_copies.MOST)]
        store.insert("task", ("title", "status_id", "parent_id", "created_on", "created_at"), rows)
    before = everything(store)
    with pytest.raises(UserError, match="gone"):
        task_copies.duplicate(store, [made])
    with pytest.raises(UserError, match="501 tasks with their subtasks; 500 at most"):
        task_copies.duplicate(store, many)
    assert everything(store) == before


@hypothesis_settings(max_examples=5, deadline=None)
@given(st.data())
def test_no_copy_closes_a_circle_or_moves_what_is_there(
    tmp_path_factory: Any, new_file: Path, data: st.DataObject
) -> None:
    from app.services import workspace

    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("c") / "w.baton")) as store:
        project = projects.add(store, "Site")
        made = [tasks.add(store, f"T{n}", project_id=project, start_on=MON, due_on=MON) for n in range(6)]
        pairs = st.tuples(st.integers(0, 5), st.integers(0, 5))
        for part, whole in data.draw(st.lists(pairs, max_size=4)):
            _tried(lambda part=part, whole=whole: tasks.change(store, made[part], "parent_id", made[whole]))
        for first, then in data.draw(st.lists(pairs, max_size=6)):
            _tried(lambda first=first, then=then: tasks.add_dependency(store, made[first], made[then]))
        these = "SELECT id, title, parent_id, start_on, due_on FROM task WHERE id <= ? ORDER BY id"
        old = store.rows(these, (made[-1],))
        chosen = data.draw(st.lists(st.sampled_from(made), min_size=1, max_size=3, unique=True))
        before = store.rows("SELECT * FROM task")
        copied = task_copies.duplicate(store, chosen)
        assert store.rows(these, (made[-1],)) == old
        assert len(store.rows("SELECT 1 FROM task")) == 6 + len(copied.ids) + copied.subtasks
        assert schedules.schedule(store, project).plan is not None  # a circle would be refused here
        store.undo()
        assert store.rows("SELECT * FROM task") == before


def _tried(act: Any) -> None:
    try:
        act()
    except UserError:
        return

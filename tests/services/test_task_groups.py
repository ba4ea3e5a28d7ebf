"""The board by project, by milestone and by owner: what stands where, and what a drop does."""

from __future__ import annotations

import pytest

from app.models.store import Store
from app.services import milestones, people, projects, status_edit, task_groups, tasks
from app.services.task_filter import TaskFilter

DONE = 4


@pytest.fixture
def kiosk(store: Store) -> int:
    return projects.add(store, "Kiosk")


def told(store: Store, by: str, **flt: object) -> list[tuple[str, int]]:
    return [(head.name, head.count) for head in task_groups.columns(store, TaskFilter(**flt), by)]  # type: ignore[arg-type]


def test_open_tasks_stand_by_project_and_a_drop_moves_them(store: Store, kiosk: int) -> None:
    menus = projects.add(store, "Menus")
    one, two = (tasks.add(store, word, project_id=kiosk, estimate_minutes=60) for word in ("One", "Two"))
    tasks.move(store, [tasks.add(store, "Done", project_id=kiosk)], DONE)
    assert told(store, "project") == [("Kiosk", 2), ("Menus", 0)]
    task_groups.put(store, [one], "project", menus)
    assert told(store, "project") == [("Kiosk", 1), ("Menus", 1)]
    task_groups.put(store, [two], "project", menus, before=one)
    assert task_groups.ids(store, TaskFilter(), "project")[menus] == [two, one]
    assert store.undo_label == "Move task"
    store.undo()
    task_groups.put(store, [one], "project", 0)
    assert told(store, "project")[-1] == ("No project", 1)


def test_a_drop_into_a_project_with_its_own_columns_lands_in_one_of_them(store: Store, kiosk: int) -> None:
    status_edit.make_own(store, kiosk)
    task = tasks.add(store, "Elsewhere")
    task_groups.put(store, [task], "project", kiosk)
    own = store.value("SELECT s.project_id FROM task t JOIN status s ON s.id = t.status_id WHERE t.id = ?", (task,))
    assert own == kiosk


def test_milestones_of_one_project_in_their_order(store: Store, kiosk: int) -> None:
    design, live = (milestones.add(store, kiosk, word) for word in ("Design", "Live"))
    task = tasks.add(store, "Draw", milestone_id=design)
    assert told(store, "milestone", project_id=kiosk) == [("Design", 1), ("Live", 0), ("No milestone", 0)]
    task_groups.put(store, [task], "milestone", live)
    assert task_groups.ids(store, TaskFilter(project_id=kiosk), "milestone") == {live: [task]}
    task_groups.put(store, [task], "milestone", 0)
    assert told(store, "milestone", project_id=kiosk)[-1] == ("No milestone", 1)


def test_owners_and_whoever_has_left_with_open_tasks(store: Store, kiosk: int) -> None:
    ines = people.add(store, "Ines Invented")
    task = tasks.add(store, "Draw", project_id=kiosk, assignee_id=ines)
    assert ("Ines Invented", 1) in told(store, "assignee") and told(store, "assignee")[-1] == ("Nobody", 0)
    done = task_groups.put(store, [task], "assignee", 0)
    assert done.tasks == 1 and told(store, "assignee")[-1] == ("Nobody", 1)


def test_dropping_in_the_same_column_only_orders(store: Store, kiosk: int) -> None:
    one, two = (tasks.add(store, word, project_id=kiosk) for word in ("One", "Two"))
    first, second = task_groups.ids(store, TaskFilter(), "project")[kiosk]
    assert task_groups.put(store, [second], "project", kiosk, before=first).tasks == 0
    assert task_groups.ids(store, TaskFilter(), "project")[kiosk] == [second, first]
    assert {one, two} == {first, second}

"""Who works on a project: put on it, taken off it, and asked about when they own open tasks; milestones; health; archive."""

from __future__ import annotations

from datetime import date

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import (
    milestones,
    people,
    project_bulk,
    project_members,
    projects,
    search,
    task_board,
    tasks,
)
from app.services.task_filter import TaskFilter

DONE = 4


@pytest.fixture
def kiosk(store: Store) -> int:
    return projects.add(store, "Kiosk app", client="Larkspur Foods")


@pytest.fixture
def ines(store: Store) -> int:
    return people.add(store, "Ines Invented")


def test_a_person_joins_with_a_role_and_the_role_changes(store: Store, kiosk: int, ines: int) -> None:
    project_members.put(store, kiosk, ines, " UX  design ")
    project_members.put(store, kiosk, ines, "Design")
    assert [(row.name, row.role, row.tasks, row.member) for row in project_members.of(store, kiosk)] == [
        ("Ines Invented", "Design", 0, True)
    ]
    assert "Design" in project_members.roles(store)
    store.undo()
    assert project_members.of(store, kiosk)[0].role == "UX design"


def test_who_owns_tasks_is_on_the_list_without_being_put_there(store: Store, kiosk: int, ines: int) -> None:
    tasks.add(store, "Draw", project_id=kiosk, assignee_id=ines, estimate_minutes=90)
    assert [(row.tasks, row.minutes, row.member) for row in project_members.of(store, kiosk)] == [(1, 90, False)]


def test_whoever_owns_open_tasks_is_asked_about(store: Store, kiosk: int, ines: int) -> None:
    me = people.me(store).id
    project_members.put(store, kiosk, ines)
    task, done = (tasks.add(store, word, project_id=kiosk, assignee_id=ines) for word in ("Draw", "Drew"))
    tasks.move(store, [done], DONE)
    with pytest.raises(UserError, match=r"Ines Invented owns 1 open task here\. Choose who takes them"):
        project_members.remove(store, kiosk, ines)
    assert project_members.remove(store, kiosk, ines, heir_id=me) == 1
    owners = dict(store.rows("SELECT id, assignee_id FROM task"))
    assert owners == {task: me, done: ines}
    assert [row.person_id for row in project_members.of(store, kiosk)] == [me]
    store.undo()
    assert project_members.remove(store, kiosk, ines, keep_tasks=True) == 0
    assert [row.member for row in project_members.of(store, kiosk)] == [False]


def test_nobody_joins_who_has_left(store: Store, kiosk: int, ines: int) -> None:
    people.archive(store, ines)
    with pytest.raises(UserError, match="no longer here"):
        project_members.put(store, kiosk, ines)


def test_milestones_are_reordered_and_ticked_where_no_task_says_so(store: Store, kiosk: int) -> None:
    first, second = (milestones.add(store, kiosk, word) for word in ("Design", "Live"))
    assert milestones.move(store, second, -1) and not milestones.move(store, second, -1)
    assert [row.title for row in milestones.of(store, kiosk)] == ["Live", "Design"]
    milestones.tick(store, first, True)
    assert milestones.of(store, kiosk)[1].done_on == today()
    tasks.add(store, "Draw", milestone_id=second)
    with pytest.raises(UserError, match="reached when its tasks are done"):
        milestones.tick(store, second, True)
    milestones.tick(store, first, False)
    assert milestones.of(store, kiosk)[1].done_on is None


def test_health_said_by_a_person_stays_until_it_goes_back(store: Store, kiosk: int) -> None:
    tasks.add(store, "Draw", project_id=kiosk, due_on=date(2099, 1, 5))
    projects.say_health(store, kiosk, "warn", " The client is  silent ")
    row = projects.rows(store, [kiosk])[0]
    assert (row.own_health, row.health, row.health_text, row.judged.reason) == (
        True,
        "warn",
        "The client is silent",
        "On plan",
    )
    projects.say_health(store, kiosk, "bad")
    assert projects.rows(store, [kiosk])[0].health_text == "Late"
    projects.say_health(store, kiosk, None)
    assert projects.rows(store, [kiosk])[0][-2:] == ("good", "On plan")


def test_an_archived_project_is_out_of_lists_boards_and_sums_and_search_marks_it(store: Store, kiosk: int) -> None:
    tasks.add(store, "Draw", project_id=kiosk, estimate_minutes=60)
    projects.archive(store, [kiosk])
    assert projects.list_ids(store) == projects.choices(store) == []
    assert task_board.totals_line(store, TaskFilter()) == (0, 0, 0)
    assert task_board.totals_line(store, TaskFilter(project_id=kiosk)) == (1, 60, 60)
    assert search.find(store, "kiosk")[0].detail == "Larkspur Foods, archived"
    projects.bring_back(store, [kiosk])
    assert projects.list_ids(store) == [kiosk] and task_board.totals_line(store, TaskFilter())[0] == 1


def test_many_are_closed_at_once_and_those_with_open_work_are_told(store: Store, kiosk: int, ines: int) -> None:
    other = projects.add(store, "Shop")
    tasks.add(store, "Draw", project_id=kiosk)
    done = project_bulk.set_status(store, [kiosk, other], "done")
    assert (done.changed, done.words()) == (1, "1 has open tasks")
    with pytest.raises(UserError, match=r"has 1 open task\. Finish or cancel that first"):
        project_bulk.set_status(store, [kiosk], "cancelled")
    assert project_bulk.set_owner(store, [kiosk, other], ines).changed == 2
    store.undo()
    assert {row.owner_id for row in projects.rows(store, [kiosk, other])} == {people.me(store).id}

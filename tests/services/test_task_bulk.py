"""Many tasks changed at once, a checklist's line made a task, and a task typed in one line: one step back each."""

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
    checklist_task,
    checklists,
    people,
    projects,
    quick_tasks,
    recurrence,
    settings,
    task_board,
    task_bulk,
    tasks,
)
from app.services.task_board import TaskCard

MON = date(2026, 11, 23)
TABLES = ("task", "milestone", "project", "dependency", "tag", "tag_link", "checklist_item")


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel("2026-11-23 09:00:00", tick=False):
        yield


def everything(store: Store) -> list[Any]:
    return [store.rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES]


def card(store: Store, task: int) -> TaskCard:
    return task_board.cards(store, [task])[0]


def earliest(store: Store, task: int) -> str | None:
    found: str | None = store.value("SELECT not_before_on FROM task WHERE id = ?", (task,))
    return found


def three(store: Store) -> tuple[int, list[int]]:
    project = projects.add(store, "Site")
    made = [
        tasks.add(
            store, f"T{n}", project_id=project, start_on=MON + timedelta(days=n), due_on=MON + timedelta(days=n + 1)
        )
        for n in range(3)
    ]
    return project, made


def test_everything_at_once_is_one_step(store: Store) -> None:
    project, made = three(store)
    mark = projects.add_milestone(store, project, "Ready")
    jane = people.add(store, "Jane")
    before = everything(store)
    done = task_bulk.change(
        store,
        made[:2],
        {"status_id": tasks.first_status(store, "doing"), "assignee_id": jane, "milestone_id": mark,
         "due_on": date(2026, 12, 4), "estimate_minutes": 120, "label": "web"},
    )  # fmt: skip
    assert (done.tasks, done.words()) == (2, "")
    for task in made[:2]:
        found = card(store, task)
        assert (found.status_kind, found.assignee, found.milestone, found.due_on, found.estimate_minutes) == (
            "doing", "Jane", "Ready", date(2026, 12, 4), 120,
        )  # fmt: skip
        assert [word for _, word in found.labels] == ["web"]
    assert card(store, made[2]).due_on == date(2026, 11, 26)
    assert store.undo_label == "Change 2 tasks"
    store.undo()
    assert everything(store) == before


def test_a_milestone_of_another_project_leaves_those_out_and_says_so(store: Store) -> None:
    project, made = three(store)
    loose = tasks.add(store, "Loose")
    mark = projects.add_milestone(store, project, "Ready")
    assert task_bulk.change(store, [made[0], loose], {"milestone_id": mark}).words() == "1 belongs to another project"
    assert card(store, loose).milestone is None


def test_to_another_project_they_lose_their_milestone_and_keep_their_links(store: Store) -> None:
    project, made = three(store)
    tasks.add_dependency(store, made[0], made[1])
    tasks.add_dependency(store, made[1], made[2])
    tasks.change(store, made[0], "milestone_id", projects.add_milestone(store, project, "Ready"))
    other = projects.add(store, "Shop")
    mark = projects.add_milestone(store, other, "Open")
    done = task_bulk.change(store, made[:2], {"project_id": other, "milestone_id": mark})
    assert done.words() == "1 link now leads to another project"
    assert [(card(store, task).project, card(store, task).milestone) for task in made[:2]] == [("Shop", "Open")] * 2
    links = store.rows("SELECT predecessor_id, successor_id FROM dependency ORDER BY id")
    assert links == [tuple(made[:2]), tuple(made[1:3])]


def test_to_another_project_subtasks_come_along_and_are_counted(store: Store) -> None:
    project, made = three(store)
    parts = [tasks.add(store, f"Part {n}", project_id=project) for n in range(2)]
    for part in parts:
        tasks.change(store, part, "parent_id", made[0])
    other = projects.add(store, "Shop")
    assert task_bulk.change(store, [made[0], made[1], parts[0]], {"project_id": other}).along == 1
    assert {card(store, task).project for task in (made[0], made[1], *parts)} == {"Shop"}
    assert task_bulk.change(store, [made[0]], {"project_id": other}).along == 0


def test_a_shift_counts_working_days_and_moves_what_follows(store: Store) -> None:
    project, made = three(store)
    then = tasks.add(store, "Then", project_id=project, start_on=date(2026, 11, 25), due_on=date(2026, 11, 25))
    tasks.add_dependency(store, made[0], then)
    undated = tasks.add(store, "Some day", project_id=project)
    done = task_bulk.change(store, [made[0], undated], {"shift_days": 4})
    assert (card(store, made[0]).start_on, card(store, made[0]).due_on) == (date(2026, 11, 27), date(2026, 11, 30))
    assert card(store, then).start_on == date(2026, 12, 1)
    assert (done.moved, done.words()) == (1, "1 has no date")


def test_those_that_wait_for_others_of_them_are_due_later_and_that_is_said(store: Store) -> None:
    _, made = three(store)
    tasks.add_dependency(store, made[0], made[1])
    tasks.add_dependency(store, made[1], made[2])
    done = task_bulk.change(store, made, {"due_on": date(2026, 12, 4)})
    assert card(store, made[0]).due_on == date(2026, 12, 4)
    assert [card(store, task).due_on for task in made[1:]] > [date(2026, 12, 4)] * 2
    assert done.words() == "2 wait for others and are due later"
    assert task_bulk.change(store, made, {"shift_days": 2}).words() == ""
    assert (
        task_bulk.change(store, made[:2], {"due_on": date(2026, 12, 10)}).words()
        == "1 waits for others and is due later"
    )


def test_what_waits_for_another_task_does_not_begin_and_that_is_said(store: Store) -> None:
    _, made = three(store)
    tasks.add_dependency(store, made[0], made[1])
    doing, done, cancelled = (tasks.first_status(store, kind) for kind in ("doing", "done", "cancelled"))
    told = task_bulk.change(store, made, {"status_id": doing})
    assert [card(store, task).status_kind for task in made] == ["doing", "todo", "doing"]
    assert (told.changed, told.words()) == (2, "1 waits for another task")
    told = task_bulk.change(store, made[1:], {"status_id": done})
    assert [card(store, task).status_kind for task in made] == ["doing", "todo", "done"]
    assert told.words() == "1 waits for another task"
    assert task_bulk.change(store, made[1:2], {"status_id": done}).changed == 0
    assert task_bulk.change(store, made[:2], {"status_id": done}).words() == "", "it waits for one of these alone"
    assert {card(store, task).status_kind for task in made} == {"done"}
    task_bulk.change(store, made, {"status_id": tasks.first_status(store, "todo")})
    assert task_bulk.change(store, made, {"status_id": cancelled}).words() == ""


def test_what_is_finished_keeps_its_days_when_the_others_are_shifted(store: Store) -> None:
    _, made = three(store)
    tasks.move(store, made[:1], tasks.first_status(store, "done"))
    tasks.move(store, made[1:2], tasks.first_status(store, "cancelled"))
    before = [card(store, task).due_on for task in made[:2]]
    done = task_bulk.change(store, made, {"shift_days": 3})
    assert [card(store, task).due_on for task in made[:2]] == before
    assert card(store, made[2]).due_on == date(2026, 12, 1)
    assert done.words() == "2 are done or cancelled"


def test_a_due_day_before_the_start_takes_the_start_along(store: Store) -> None:
    _, made = three(store)
    task_bulk.change(store, [made[2]], {"due_on": date(2026, 11, 20)})
    assert (card(store, made[2]).start_on, card(store, made[2]).due_on) == (date(2026, 11, 19), date(2026, 11, 20))


@pytest.mark.parametrize(
    "wanted",
    [{"estimate_minutes": -1}, {"assignee_id": 99}, {"milestone_id": 99}, {"status_id": 99}, {"shift_days": 9999}],
)
def test_what_cannot_be_changes_nothing(store: Store, wanted: dict[str, Any]) -> None:
    _, made = three(store)
    before = everything(store)
    with pytest.raises(UserError):
        task_bulk.change(store, made, {"label": "web", **wanted})
    assert everything(store) == before


def test_a_task_that_is_gone_is_said(store: Store) -> None:
    _, made = three(store)
    tasks.delete(store, made[:1])
    with pytest.raises(UserError, match="gone"):
        task_bulk.change(store, made, {"label": "web"})


@hypothesis_settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-30, 30).filter(bool), min_size=1, max_size=4))
def test_shifts_add_up_and_a_task_keeps_its_length(tmp_path_factory: Any, new_file: Path, shifts: list[int]) -> None:
    from app.services import workspace

    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("b") / "w.baton")) as store:
        _, made = three(store)
        calendar = settings.calendar(store)
        before = [card(store, task) for task in made]
        for days in shifts:
            task_bulk.change(store, made, {"shift_days": days})
        for old, new in zip(before, (card(store, task) for task in made), strict=True):
            assert old.start_on and old.due_on and new.start_on and new.due_on
            assert calendar.number(new.due_on) - calendar.number(old.due_on) == sum(shifts)
            assert calendar.between(new.start_on, new.due_on) == calendar.between(old.start_on, old.due_on)


def test_a_line_of_a_checklist_becomes_a_part_of_its_task(store: Store) -> None:
    project, made = three(store)
    mark = projects.add_milestone(store, project, "Ready")
    tasks.change(store, made[0], "milestone_id", mark)
    item = checklists.add_item(store, made[0], "Ask the client")
    checklists.tick(store, item)
    before = everything(store)
    task = checklist_task.make_task(store, item)
    found = card(store, task)
    assert (found.title, found.project, found.milestone, found.status_kind) == (
        "Ask the client",
        "Site",
        "Ready",
        "done",
    )
    assert store.value("SELECT parent_id FROM task WHERE id = ?", (task,)) == made[0]
    assert card(store, made[0]).checklist_total == 0
    store.undo()
    assert everything(store) == before
    checklists.remove_item(store, item)
    with pytest.raises(UserError, match="line is gone"):
        checklist_task.make_task(store, item)


@hypothesis_settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-6, 6)), max_size=6))
def test_lines_are_put_in_order_as_in_a_list(tmp_path_factory: Any, new_file: Path, moves: list[Any]) -> None:
    from app.services import workspace

    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("c") / "w.baton")) as store:
        task = tasks.add(store, "Pack")
        other = checklists.add_item(store, tasks.add(store, "Other"), "Stays")
        order = [checklists.add_item(store, task, f"Line {n}") for n in range(5)]
        for at, by in moves:
            to = max(0, min(4, at + by))
            item = order[at]
            assert checklists.move_item(store, item, by) == (to != at)
            order.insert(to, order.pop(at))
            assert store.ids("SELECT id FROM checklist_item WHERE task_id = ? ORDER BY rank, id", (task,)) == order
        assert not checklists.move_item(store, other, 1) and not checklists.move_item(store, 999, 1)


def test_a_line_becomes_a_task_beside_the_one_it_stood_in(store: Store) -> None:
    _, made = three(store)
    tasks.change(store, made[1], "parent_id", made[0])
    for home, above in ((made[0], None), (made[1], made[0])):
        task = checklist_task.make_task(store, checklists.add_item(store, home, "Ask"), part=False)
        assert store.row("SELECT parent_id, project_id FROM task WHERE id = ?", (task,)) == (
            above,
            store.value("SELECT project_id FROM task WHERE id = ?", (made[0],)),
        )


def test_the_priority_of_many_is_set_in_one_step(store: Store) -> None:
    _, made = three(store)
    before = everything(store)
    task_bulk.change(store, made, {"priority": 2})
    assert {card(store, task).priority for task in made} == {2}
    task_bulk.change(store, made[:1], {"priority": 0})
    assert card(store, made[0]).priority == 0
    with pytest.raises(UserError, match="low, normal, high or urgent"):
        task_bulk.change(store, made, {"priority": 7})
    store.undo()
    store.undo()
    assert everything(store) == before


def test_a_line_becomes_a_task_with_all_that_it_says(store: Store) -> None:
    project, made = three(store)
    jane = people.add(store, "Jane Roe")
    said = quick_tasks.understand(store, f"draft copy @jane ~4h fri #web after {made[0]}")
    assert (said.title, said.owner_id, said.minutes, said.due_on, said.after, said.project_id, said.unknown) == (
        "draft copy", jane, 240, date(2026, 11, 27), ((made[0], "T0"),), project, (),
    )  # fmt: skip
    before = everything(store)
    task = quick_tasks.add(
        store,
        said,
        project_id=said.project_id,
        assignee_id=said.owner_id,
        estimate_minutes=said.minutes,
        due_on=said.due_on,
    )
    found = card(store, task)
    assert (found.title, found.assignee, found.estimate_minutes, found.waits_for) == (
        "draft copy",
        "Jane Roe",
        240,
        "T0",
    )
    assert [word for _, word in found.labels] == ["web"]
    store.undo()
    assert everything(store) == before


def test_a_task_to_wait_for_is_named_without_quotes_where_the_project_has_it(store: Store) -> None:
    project, made = three(store)
    for line, title in (
        ("Copy after t1", "Copy"),
        ("Copy after t1 ~2h fri", "Copy"),
        ("A after B after T1 #web", "A after B"),
    ):
        said = quick_tasks.understand(store, line, project_id=project)
        assert (said.title, said.after) == (title, ((made[1], "T1"),))
    for line in ("Copy after lunch", "Copy after T1 is done", 'Copy "after T1"', "after T1"):
        said = quick_tasks.understand(store, line, project_id=project)
        assert said.after == () and said.title == line
    assert quick_tasks.understand(store, "Copy after T1").title == "Copy after T1", (
        "without a project it may be any task"
    )


def test_the_chosen_project_stays_when_the_task_to_wait_for_is_elsewhere(store: Store) -> None:
    project, made = three(store)
    other = projects.add(store, "Other")
    said = quick_tasks.understand(store, f"Copy after {made[0]}", project_id=other)
    assert said.after == ((made[0], "T0"),) and said.project_id is None
    assert quick_tasks.understand(store, f"Copy after {made[0]}").project_id == project


def test_who_and_what_is_not_known_is_said(store: Store) -> None:
    people.add(store, "Jane Roe")
    people.add(store, "Jane Poe")
    assert quick_tasks.understand(store, "call @jane").unknown == (
        "@jane may be Jane Poe or Jane Roe: write more of the name.",
    )
    assert quick_tasks.understand(store, "call @roe").owner == "Jane Roe"
    assert quick_tasks.understand(store, "call @zoe /moon after 77").unknown == (
        "Nobody is called “zoe”.",
        "No open project is called “moon”.",
        "There is no task 77 to wait for.",
    )


def test_a_rule_in_the_line_lets_the_task_come_again(store: Store) -> None:
    said = quick_tasks.understand(store, "send invoice every month on the last day")
    task = quick_tasks.add(store, said)
    found = recurrence.of(store, task)
    assert found is not None and found.words == "every month on the last day"
    assert card(store, task).due_on == date(2026, 11, 30)
    assert not said.plain and quick_tasks.understand(store, "call Jane").plain


def test_a_label_is_taken_off_those_that_carry_it(store: Store) -> None:
    _, made = three(store)
    web = task_bulk.tags.put(store, "task", made[:2], "web")
    checklists.set_labels(store, made[0], ["web", "draft"])
    before = everything(store)
    done = task_bulk.change(store, made, {"take_label": web})
    assert (done.tasks, done.changed, done.words()) == (3, 2, "1 does not carry that label")
    assert [[name for _, name in card(store, task).labels] for task in made] == [["draft"], [], []]
    store.undo()
    assert everything(store) == before
    assert task_bulk.change(store, made[2:], {"take_label": web}).changed == 0
    assert everything(store) == before


def test_a_start_takes_the_due_day_along_and_what_follows_and_leaves_what_is_finished(store: Store) -> None:
    project, made = three(store)
    then = tasks.add(
        store, "Then", project_id=project, start_on=MON + timedelta(days=2), due_on=MON + timedelta(days=2)
    )
    tasks.add_dependency(store, made[0], then)
    open_end = tasks.add(store, "Open end")
    tasks.move(store, made[2:], tasks.first_status(store, "done"))
    before = everything(store)
    done = task_bulk.change(store, [made[0], made[2], open_end], {"start_on": date(2026, 11, 27)})
    assert (done.changed, done.moved, done.words()) == (2, 1, "1 is done or cancelled")
    assert (card(store, made[0]).start_on, card(store, made[0]).due_on) == (date(2026, 11, 27), date(2026, 11, 30))
    assert (card(store, open_end).start_on, card(store, open_end).due_on) == (date(2026, 11, 27), None)
    assert card(store, made[2]).start_on == MON + timedelta(days=2)
    assert card(store, then).start_on == date(2026, 12, 1)
    store.undo()
    assert everything(store) == before


def test_not_before_moves_what_has_not_begun_and_says_what_has(store: Store) -> None:
    _, made = three(store)
    tasks.move(store, made[:1], tasks.first_status(store, "doing"))
    done = task_bulk.change(store, made[:2], {"not_before_on": date(2026, 11, 28)})
    assert (done.changed, done.words()) == (1, "1 has begun already")
    assert (card(store, made[0]).start_on, earliest(store, made[0])) == (MON, None)
    assert (card(store, made[1]).start_on, card(store, made[1]).due_on) == (date(2026, 11, 30), date(2026, 12, 1))
    task_bulk.change(store, made[:2], {"not_before_on": None})
    assert earliest(store, made[1]) is None and card(store, made[1]).start_on == date(2026, 11, 30)


def test_days_and_hours_are_taken_away(store: Store) -> None:
    _, made = three(store)
    tasks.change(store, made[0], "estimate_minutes", 60)
    done = task_bulk.change(store, made[:2], {"start_on": None, "due_on": None, "estimate_minutes": None})
    assert (done.changed, done.words()) == (2, "")
    found = card(store, made[0])
    assert (found.start_on, found.due_on, found.estimate_minutes) == (None, None, None)


def test_a_start_after_the_due_day_changes_nothing(store: Store) -> None:
    _, made = three(store)
    before = everything(store)
    with pytest.raises(UserError, match="due before they start"):
        task_bulk.change(store, made, {"start_on": date(2026, 12, 4), "due_on": date(2026, 12, 3), "label": "web"})
    with pytest.raises(UserError, match="10,000 at most"):
        task_bulk.change(store, made, {"start_on": date(1950, 1, 2), "due_on": date(2026, 12, 3), "label": "web"})
    assert everything(store) == before


@hypothesis_settings(max_examples=3, deadline=None)
@given(st.data())
def test_the_days_of_many_change_as_those_of_one(tmp_path_factory: Any, new_file: Path, data: st.DataObject) -> None:
    from app.services import workspace

    days = st.none() | st.integers(0, 20).map(lambda n: MON + timedelta(days=n))
    with workspace.open_workspace(shutil.copyfile(new_file, tmp_path_factory.mktemp("d") / "w.baton")) as store:
        for _ in range(8):
            start, due = sorted((data.draw(days), data.draw(days)), key=lambda day: day or date.max)
            one, many = (tasks.add(store, name, start_on=start, due_on=due) for name in ("One", "Many"))
            for _ in range(2):
                field, day = data.draw(st.sampled_from(("start_on", "due_on", "not_before_on"))), data.draw(days)
                tasks.change(store, one, field, day)
                task_bulk.change(store, [many], {field: day})
                found = store.rows("SELECT start_on, due_on, not_before_on FROM task WHERE id IN (?, ?)", (one, many))
                assert found[0] == found[1], (start, due, field, day)

"""In the window: many tasks changed at once, a task typed in one line, a checklist's line made a task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import choose, fill, open_window, press, said, turn, type_into

from app.base import today
from app.models.store import Store
from app.services import checklists, people, projects, subtasks, task_board, tasks
from app.services.task_board import TaskCard
from app.views.dialogs.change_tasks import ChangeTasksDialog
from app.views.dialogs.new_task import NewTaskDialog
from app.views.pages.tasks_board import TasksBoard
from app.views.parts.notice import Notice
from app.views.shell import Shell

Key = Qt.Key


def opened(qtbot: Any, store: Store, tmp_path: Any) -> tuple[Shell, TasksBoard]:
    shell = open_window(qtbot, store, tmp_path, "projects.board")
    page = shell.findChild(TasksBoard)
    assert isinstance(page, TasksBoard)
    return shell, page


def site(store: Store) -> tuple[int, list[int]]:
    project = projects.add(store, "Site")
    return project, [tasks.add(store, f"T{n}", project_id=project, due_on=today()) for n in range(3)]


def cards(store: Store, ids: list[int]) -> list[TaskCard]:
    return task_board.cards(store, ids)


def dialog_of(page: TasksBoard) -> ChangeTasksDialog:
    dialog = page.findChild(ChangeTasksDialog)
    assert dialog is not None
    return dialog


def test_chosen_tasks_are_changed_with_e_in_one_step(qtbot: Any, store: Store, tmp_path: Any) -> None:
    project, made = site(store)
    projects.add_milestone(store, project, "Ready")
    people.add(store, "Jane")
    shell, page = opened(qtbot, store, tmp_path)
    page.verbs.change_all(made[:2], page)
    dialog = dialog_of(page)
    choose(dialog.inputs["assignee_id"], "Jane")
    choose(dialog.inputs["milestone_id"], "Ready")
    fill(dialog.inputs["estimate_minutes"], "2")
    fill(dialog.inputs["shift_days"], "-3")
    dialog.submit()
    turn()
    found = cards(store, made)
    assert [(card.assignee, card.milestone, card.estimate_minutes) for card in found[:2]] == [
        ("Jane", "Ready", 120)
    ] * 2
    assert found[0].due_on is not None and found[0].due_on < today() and found[2].due_on == today()
    assert said(shell).startswith("2 tasks changed")
    store.undo()
    turn()
    assert cards(store, made)[0].assignee != "Jane"


def test_nothing_filled_in_is_said_and_nobody_can_be_chosen(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    _, page = opened(qtbot, store, tmp_path)
    page.board.select(made[0])
    turn()
    QTest.keyClick(page.board.panes[0].view, Key.Key_E)
    turn()
    dialog = dialog_of(page)
    dialog.submit()
    assert dialog.isVisible() and store.undo_label != "Change task"
    notice = dialog.findChild(Notice)
    assert notice is not None and notice.isVisible()
    height = dialog.height()
    choose(dialog.inputs["assignee_id"], "Nobody")
    assert not notice.isVisible(), "something is filled in now"
    assert dialog.height() == height, "the buttons stay below the hand"
    dialog.submit()
    turn()
    assert cards(store, made[:1])[0].assignee is None


def test_into_another_project_what_becomes_of_links_is_said_before_and_after(
    qtbot: Any, store: Store, tmp_path: Any
) -> None:
    _, made = site(store)
    projects.add(store, "Shop")
    part = subtasks.add(store, made[1], "Part")
    tasks.add_dependency(store, made[0], made[1])
    tasks.add_dependency(store, part, made[2])
    shell, page = opened(qtbot, store, tmp_path)
    page.verbs.change_all(made[1:2], page)
    dialog = dialog_of(page)
    choose(dialog.inputs["project_id"], "Shop")
    assert dialog.foot_note.text() == "2 links then lead to other projects"
    choose(dialog.inputs["project_id"], "No project")
    assert dialog.foot_note.text() == "2 links with a task of no project will be cut"
    choose(dialog.inputs["project_id"], "Shop")
    dialog.submit()
    turn()
    assert said(shell) == "1 task changed, 1 subtask came along, 2 links now lead to other projects"
    assert {card.project for card in cards(store, [made[1], part])} == {"Shop"}
    assert cards(store, made[1:2])[0].waits_for == "T0"
    store.undo()
    page.verbs.choose_project([*made[1:2], made[2]], page)
    type_into("Shop")
    press(Key.Key_Return)
    assert said(shell) == "2 tasks moved to Shop with 1 subtask, 1 link now leads to another project"
    store.undo()
    assert {card.project for card in cards(store, [*made, part])} == {"Site"}


def test_the_menu_offers_it_for_one_and_for_many(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    _, page = opened(qtbot, store, tmp_path)
    for ids in (made[:1], made):
        menu = page.verbs.menu(ids)
        words = [action.text().split("\t")[0] for action in menu.actions()]
        assert {"Change…", "Move to project…", "Delete"} <= set(words)


def test_a_line_fills_the_fields_before_it_is_saved(qtbot: Any, store: Store, tmp_path: Any) -> None:
    project, made = site(store)
    jane = people.add(store, "Jane")
    _, page = opened(qtbot, store, tmp_path)
    page.new()
    dialog = page.findChild(NewTaskDialog)
    assert dialog is not None
    turn()
    type_into(f"draft copy @jane ~4h tomorrow #web after {made[0]}")
    turn()
    assert dialog.reading.isVisibleTo(dialog) and "after T0" in dialog.reading.text()
    assert (dialog.owner.value(), dialog.estimate.value(), dialog.due.value(), dialog.project.value()) == (
        jane, 240, today() + timedelta(days=1), project,
    )  # fmt: skip
    press(Key.Key_Return)
    turn()
    task = int(store.value("SELECT max(id) FROM task"))
    found = cards(store, [task])[0]
    assert (found.title, found.assignee, found.waits_for) == ("draft copy", "Jane", "T0")
    assert store.undo_label == "Add task"


def test_what_the_line_no_longer_says_goes_and_what_was_chosen_stays(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    page.new()
    dialog = page.findChild(NewTaskDialog)
    assert dialog is not None
    dialog._read("draft ~4h fri")
    assert dialog.estimate.value() == 240 and dialog.due.value() is not None
    dialog._read("draft ~4h")
    assert dialog.estimate.value() == 240 and dialog.due.value() is None
    dialog.estimate.set_value(60)
    dialog._read("draft copy ~4h")
    assert dialog.estimate.value() == 60
    dialog._read("draft copy")
    assert dialog.estimate.value() == 60 and not dialog.reading.isVisibleTo(dialog)


def test_an_unknown_name_is_said_and_nothing_is_saved(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    page.new()
    dialog = page.findChild(NewTaskDialog)
    assert dialog is not None
    turn()
    type_into("call @zoe")
    assert dialog.unknown.text() == "Nobody is called “zoe”."
    press(Key.Key_Return)
    turn()
    assert dialog.isVisible() and not store.value("SELECT count(*) FROM task")


def test_a_checklist_line_becomes_a_task_by_key(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    item = checklists.add_item(store, made[0], "Ask the client")
    _, page = opened(qtbot, store, tmp_path)
    page.open_task(made[0])
    turn()
    line = page.inspector.checklist.rows.widgets[item]
    line.box.setFocus()
    QTest.keyClick(line.box, Key.Key_T)
    turn()
    assert store.value("SELECT title FROM task WHERE parent_id = ?", (made[0],)) == "Ask the client"
    assert not page.inspector.checklist.rows.widgets


def test_start_not_before_and_what_is_taken_away_are_in_the_dialog(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    for task in made[:2]:
        tasks.set_labels(store, task, ["web"])
    shell, page = opened(qtbot, store, tmp_path)
    page.verbs.change_all(made, page)
    dialog = dialog_of(page)
    day = today() + timedelta(days=7)
    fill(dialog.inputs["start_on"], day.isoformat())
    choose(dialog.inputs["take"], "label web")
    dialog.submit()
    turn()
    assert [(card.start_on, card.labels) for card in cards(store, made)] == [(day, ())] * 3
    assert said(shell) == "3 tasks changed, 1 does not carry that label"
    shell.undo()
    page.verbs.change_all(made, page)
    dialog = dialog_of(page)
    choose(dialog.inputs["take"], "start and due")
    dialog.submit()
    turn()
    assert {card.due_on for card in cards(store, made)} == {None}
    page.verbs.change_all(made, page)
    dialog = dialog_of(page)
    choose(dialog.inputs["take"], "not before")
    dialog.submit()
    assert shell.voice.errors.text == "They are like this already."


def test_labels_are_put_on_and_taken_off_in_the_menu(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    shell, page = opened(qtbot, store, tmp_path)
    menus: list[Any] = []  # as long as their lines are looked at

    def label_lines(ids: list[int]) -> dict[str, Any]:
        menus.append(page.verbs.menu(ids))
        found = [action.menu() for action in menus[-1].actions() if action.text() == "Label"]
        return {line.text(): line for menu in found for line in menu.actions()}

    assert not label_lines(made), "there is no label yet"
    tasks.set_labels(store, made[0], ["web", "draft"])
    tasks.set_labels(store, made[1], ["web"])
    turn()
    shown = label_lines(made[:2])
    assert list(shown) == ["draft", "", "Take draft off", "Take web off"]
    shown["Take draft off"].trigger()
    turn()
    assert said(shell) == "1 of 2 tasks changed, 1 does not carry that label"
    label_lines(made)["web"].trigger()
    turn()
    assert [len(card.labels) for card in cards(store, made)] == [1, 1, 1] and said(shell) == "1 of 3 tasks changed"

"""In the window: a task duplicated by key, menu and find box, on the board, the list and the timeline."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from selling_window import open_window, press, said, turn, type_into

from app.base import today
from app.models.store import Store
from app.services import projects, subtasks, task_board, tasks
from app.views import find_lines
from app.views.pages.tasks_board import TasksBoard
from app.views.shell import Shell

Key, Held = Qt.Key, Qt.KeyboardModifier


def site(store: Store) -> tuple[int, list[int]]:
    project = projects.add(store, "Site")
    return project, [tasks.add(store, f"T{n}", project_id=project, due_on=today()) for n in range(3)]


def opened(qtbot: Any, store: Store, tmp_path: Any, page: str = "projects.board") -> tuple[Shell, Any]:
    shell = open_window(qtbot, store, tmp_path, page)
    return shell, shell.page


def copy_of(store: Store, title: str) -> int:
    return int(store.value("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (f"{title} (copy)",), 0))


def test_ctrl_d_on_the_board_copies_the_card_and_chooses_the_copy(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    subtasks.add(store, made[1], "Part")
    shell, page = opened(qtbot, store, tmp_path)
    assert isinstance(page, TasksBoard)
    page.board.select(made[1])
    page.panes()[0].setFocus()
    press(Key.Key_D, Held.ControlModifier)
    turn()
    copy = copy_of(store, "T1")
    assert copy and page.board.current == copy and said(shell) == "T1 duplicated, with 1 subtask"
    shell.undo()
    turn()
    assert not copy_of(store, "T1") and len(task_board.cards(store, made)) == 3


def test_in_the_inspector_too_which_then_shows_the_copy(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    _, page = opened(qtbot, store, tmp_path, "tasks.list")
    page.select(made[0])
    page.open_task(made[0])
    page.inspector.status.setFocus()
    press(Key.Key_D, Held.ControlModifier)
    turn()
    assert page.table.current == page.inspector.task_id == copy_of(store, "T0")


def test_a_copy_that_the_filter_hides_is_shown_beside_the_list(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    _, page = opened(qtbot, store, tmp_path, "tasks.list")
    page.apply_filter({"ids": [made[0]]})
    turn()
    page.select(made[0])
    page.open_task(made[0])
    press(Key.Key_D, Held.ControlModifier)
    turn()
    assert page.inspector.task_id == copy_of(store, "T0") and page.flt.ids == (made[0],)


def test_the_menu_and_the_find_box_duplicate_what_is_chosen(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, made = site(store)
    shell, page = opened(qtbot, store, tmp_path)
    menu = page.verbs.menu(made[:2])
    next(action for action in menu.actions() if action.text().startswith("Duplicate")).trigger()
    turn()
    assert copy_of(store, "T0") and copy_of(store, "T1") and said(shell) == "2 tasks duplicated"
    page.board.select(made[2])
    shell.header.find_box.begin()
    type_into("duplicate task")
    press(Key.Key_Return)
    turn()
    assert page.board.current == copy_of(store, "T2") > 0


def test_the_command_is_there_where_something_is_copied(qtbot: Any, store: Store, tmp_path: Any) -> None:
    shell, _ = opened(qtbot, store, tmp_path)
    for key, words in (
        ("timeline", "Duplicate task"),
        ("deals.list", "Duplicate deal"),
        ("burndown", ""),
        ("tasks.list", "Duplicate task"),
    ):
        shell.open_page(key)
        turn()
        shown = [line.title for line in find_lines.lines(shell, "duplicate") if line.title not in ("Duplicates…",)]
        assert [title for title in shown if not title.startswith("New ")] == ([words] if words else [])
    shell.page.duplicate()
    turn()
    assert shell.voice.errors.text == "No task is chosen. Choose the one to duplicate."


def test_on_the_timeline_the_copy_is_chosen_with_its_bar(qtbot: Any, store: Store, tmp_path: Any) -> None:
    project, made = site(store)
    shell, page = opened(qtbot, store, tmp_path, "timeline")
    page.show_project(project)
    turn()
    page.gantt.select(made[1])
    page.gantt.setFocus()
    press(Key.Key_D, Held.ControlModifier)
    turn()
    assert page.gantt.current() == copy_of(store, "T1") > 0 and said(shell) == "T1 duplicated"

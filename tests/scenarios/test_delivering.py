"""A week of delivery: a project of one's own, its tasks and their order, work, a slip, and the end of it."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

sys.path.insert(0, str(Path(__file__).parent.parent / "views"))

from selling_window import fill, open_window, press, said, turn, type_into

from app.base import today
from app.services import projects, settings, task_board, tasks
from app.views.dialogs.link_task import LinkTaskDialog

Key = Qt.Key


@pytest.fixture
def shell(qtbot, store, tmp_path):
    made = open_window(qtbot, store, tmp_path, "projects")
    yield made
    made.close()


def task(store, title):
    found = store.value("SELECT id FROM task WHERE title = ?", (title,))
    return task_board.cards(store, [found])[0]


def test_from_an_empty_workspace_to_a_closed_project(shell, store):
    # given a project that no deal led to
    shell.page._nothing.main.click()
    turn()
    type_into("Spring fair stand")
    press(Key.Key_Return)
    turn()
    project = store.value("SELECT id FROM project")
    assert shell.page.inspector.project_id == project

    # when two tasks are typed on its board, one after the other
    shell.page.inspector.board.click()
    turn()
    board = shell.page
    for title in ("Sketch", "Build"):
        board.new()
        turn()
        type_into(title)
        press(Key.Key_Return)
        turn()
    calendar = settings.calendar(store)
    due = calendar.on_or_after(today())
    first, second = task(store, "Sketch").id, task(store, "Build").id
    assert task(store, "Sketch").project_id == project and task(store, "Build").assignee_is_me

    # and planned, and the second waits for the first
    board.show_record("task", first)
    fill(board.inspector.start, due.isoformat())
    fill(board.inspector.due, due.isoformat())
    fill(board.inspector.hours, "8")
    board.show_record("task", second)
    begin = calendar.add(due, 1)
    fill(board.inspector.start, begin.isoformat())
    fill(board.inspector.due, calendar.add(begin, 1).isoformat())
    board.inspector.links.section.link.click()
    turn()
    dialog = board.inspector.findChild(LinkTaskDialog)
    dialog.other.set_value(first)
    dialog.submit()
    turn()

    # then the second cannot begin, and the first can
    assert task(store, "Build").waits_for == "Sketch" and task(store, "Sketch").can_start
    doing = next(pane for pane in board.board.panes if pane.column.name == "In progress")
    board.board.drop_cards([second], doing.column.key)
    turn()
    assert task(store, "Build").status_kind == "todo"

    # when the first slips, the second moves along, and the strip says so
    board.show_record("task", first)
    fill(board.inspector.due, (due + timedelta(days=14)).isoformat())
    assert said(shell).startswith("1 task moved, finish ")
    assert task(store, "Build").due_on > calendar.add(begin, 1)
    shell.undo()
    turn()
    assert task(store, "Build").due_on == calendar.add(begin, 1)

    # when both are done, the project can be closed and leaves the open ones
    for each in (first, second):
        board.verbs.done([each])
        turn()
    assert task(store, "Build").status_kind == "done"
    projects.change(store, project, "status", "done")
    shell.open_page("projects")
    turn()
    assert shell.page.rows.ids == [] and shell.page._nothing.main.text() == "Show all"
    assert tasks.detail(store, first).card.done_on == today()

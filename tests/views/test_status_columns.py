"""Columns of tasks, edited at their heads on the board and in the settings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import choose, fill, open_window, press, said, turn

from app.services import statuses
from app.views.dialogs.settings_dialog import SettingsDialog
from app.views.parts.picker import Picker

Key = Qt.Key


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects.board")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def kiosk(studio):
    return int(studio.value("SELECT id FROM project WHERE name = 'Kiosk app'"))


def names(page):
    return [pane.column.name for pane in page.board.panes]


def key(page, name):
    return next(pane.column.key for pane in page.board.panes if pane.column.name == name)


def line(menu, words):
    """The line of a menu, also of those inside it."""
    for action in menu.actions():
        if action.text().startswith(words):
            return action
        if action.menu() is not None and (found := line(action.menu(), words)) is not None:
            return found
    return None


def run(page, name, words):
    menu = page.heads.menu(key(page, name), page.flt.project_id, page)
    line(menu, words).trigger()
    turn()


def type_in(popup, words):
    popup.field.begin_edit()
    popup.field.line_input().setText(words)
    QTest.keyClick(popup.field.line_input(), Key.Key_Return)
    turn()


def test_a_project_gets_its_own_columns_and_gives_them_back(page, studio, shell):
    page.apply_filter({"project_id": kiosk(studio)})
    turn()
    menu = page.heads.menu(key(page, "Review"), page.flt.project_id, page)
    assert not line(menu, "Rename").isEnabled() and "common columns" in line(menu, "Rename").toolTip()
    run(page, "Review", "Own columns")
    assert said(shell) == "Kiosk app has its own columns now" and statuses.has_own(studio, kiosk(studio))
    run(page, "In progress", "Add column after")
    type_in(page.heads.popup, "Waiting for client")
    assert names(page) == ["To do", "In progress", "Waiting for client", "Review", "Done"]
    run(page, "Waiting for client", "Move right")
    assert names(page)[2:4] == ["Review", "Waiting for client"]
    run(page, "Waiting for client", "Back to the common")
    assert names(page) == ["To do", "In progress", "Review", "Done"]


def test_a_limit_is_typed_and_what_is_over_it_is_said(page, studio):
    run(page, "In progress", "Limit")
    page.heads.popup.field.begin_edit()
    type_in(page.heads.popup, "many")
    assert "A number of tasks" in page.heads.popup.field.refusal()
    type_in(page.heads.popup, "1")
    pane = next(pane for pane in page.board.panes if pane.column.name == "In progress")
    assert pane.column.over and pane.column.hint_left == "limit 1, finish one first"
    assert studio.value("SELECT wip_limit FROM status WHERE name = 'In progress'") == 1
    run(page, "In progress", "No limit")
    assert studio.value("SELECT wip_limit FROM status WHERE name = 'In progress'") is None


def test_a_column_with_tasks_asks_where_they_go(page, studio, shell):
    count = next(pane.column.count for pane in page.board.panes if pane.column.name == "Review")
    run(page, "Review", "Remove")
    search = page.heads.picker.search_line()
    search.setText("In progress")
    QTest.keyClick(search, Key.Key_Return)
    turn()
    tasks = "1 task" if count == 1 else f"{count} tasks"
    assert said(shell) == f"Review removed, {tasks} to In progress" and "Review" not in names(page)
    shell.undo()
    turn()
    assert "Review" in names(page)


def test_the_keyboard_opens_the_menu_of_its_column(page):
    page.board.selection.focus()
    press(Key.Key_H)
    assert line(page._head_menu, "Rename") is not None
    page._head_menu.close()


def test_only_boards_of_tasks_have_menus_at_their_heads(page, shell):
    assert all(pane.head.has_menu for pane in page.board.panes)
    shell.open_page("deals.board")
    turn()
    assert not any(pane.head.has_menu for pane in shell.page.board.panes)


def test_the_common_columns_in_the_settings(shell, studio):
    dialog = SettingsDialog(studio, shell, "columns")
    dialog.open()
    turn()
    section = dialog.sections["columns"]
    doing = section.table.row(studio.value("SELECT id FROM status WHERE name = 'In progress'"))
    fill(doing.name, "Building")
    fill(doing.limit, "4")
    assert studio.row("SELECT name, wip_limit FROM status WHERE id = ?", (doing.row.id,)) == ("Building", 4)
    choose(doing.kind, "Review")
    assert "only column of kind" in doing.message()
    section.fresh.try_commit("Waiting")
    turn()
    assert [row.name for row in statuses.of(studio)] == ["To do", "Building", "Waiting", "Review", "Done", "Cancelled"]
    doing.begin_remove()
    doing.ask.act.click()
    turn()
    assert "Building" not in [row.name for row in statuses.of(studio)]
    dialog.close()
    turn()


# --- columns of projects, milestones and people -------------------------------------------


def test_tasks_are_dragged_between_projects(page, studio, shell):
    page.set_group("project")
    turn()
    assert names(page) == ["Kiosk app", "Logo refresh", "Seasonal menus", "Service portal"]
    assert not any(pane.head.has_menu for pane in page.board.panes)
    task = page.board.panes[0].model.ids[0]
    page.board.drop_cards([task], key(page, "Logo refresh"))
    turn()
    assert (
        studio.value("SELECT p.name FROM task t JOIN project p ON p.id = t.project_id WHERE t.id = ?", (task,))
        == "Logo refresh"
    )
    assert said(shell) == "Checkout flow moved to Logo refresh, 2 links now lead to other projects"
    page.board.drop_cards([studio.value("SELECT id FROM task WHERE title = 'Menu layout'")], key(page, "Kiosk app"))
    turn()
    assert said(shell).startswith("Menu layout with 2 subtasks moved to Kiosk app, ")
    page.set_group("")
    turn()
    assert names(page)[0] == "To do" and all(pane.head.has_menu for pane in page.board.panes)


def test_tasks_are_carried_between_milestones_by_the_keyboard(page, studio):
    page.apply_filter({"project_id": kiosk(studio)})
    page.set_group("milestone")
    turn()
    assert names(page)[-1] == "No milestone"
    task = page.board.panes[1].model.ids[0]
    page.board.select(task)
    page.board.selection.focus()
    for each in (Key.Key_Space, Key.Key_Right, Key.Key_Space):
        press(each)
    turn()
    milestone = studio.value(
        "SELECT m.title FROM task t JOIN milestone m ON m.id = t.milestone_id WHERE t.id = ?", (task,)
    )
    assert milestone == names(page)[2]
    page.apply_filter({})
    turn()
    assert page.group == "" and names(page)[0] == "To do"


def test_the_foot_offers_another_project_and_a_milestone(page, studio):
    assert [target.key for target in page.source.foot_targets()] == ["cancel", "project"]
    page.apply_filter({"project_id": kiosk(studio)})
    turn()
    assert [target.key for target in page.source.foot_targets()] == ["cancel", "project", "milestone"]
    task = page.board.panes[0].model.ids[0]
    page.source.drop_on_foot([task], "milestone")
    turn()
    picker = page.findChild(Picker)
    picker.search_line().setText("Live")
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()
    live = studio.value("SELECT m.title FROM task t JOIN milestone m ON m.id = t.milestone_id WHERE t.id = ?", (task,))
    assert live == "Live"


def test_what_makes_no_sense_just_now_says_why(page, studio):
    menu = page.grouping._menu()
    assert line(menu, "Milestone").toolTip() == "Choose a project first" and line(menu, "Project").isEnabled()
    page.apply_filter({"project_id": kiosk(studio)})
    turn()
    assert line(page.grouping._menu(), "Project").toolTip() == "One project is shown"

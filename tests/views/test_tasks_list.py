"""All tasks as a list: what it shows, sorting, narrowing by charts, and several tasks at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import open_window, press, said, turn

from app.base import today
from app.services import task_board, tasks

Key = Qt.Key


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "tasks.list")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def task_id(store, title):
    return int(store.value("SELECT id FROM task WHERE title = ?", (title,)))


def titles(page):
    return [card.title for card in task_board.cards(page.store, page.rows.ids)]


def cell(page, title, column):
    place = page.rows.row_of(task_id(page.store, title))
    at = next(n for n, each in enumerate(page.rows.columns) if each.key == column)
    return page.rows.index(place, at).data()


def test_open_tasks_stand_by_their_due_day(page):
    assert len(page.rows.ids) == 20 and titles(page)[0] == "Checkout flow"
    assert cell(page, "Checkout flow", "due").endswith(" d late")
    assert cell(page, "Checkout flow", "estimate") == "40 h" and cell(page, "Checkout flow", "logged") == "28 h"
    assert cell(page, "Payment", "waits") == "Checkout flow"
    assert cell(page, "Payment", "owner") == "Theo" and cell(page, "Payment", "status") == "To do"


def test_all_brings_back_what_is_done(page, studio):
    page.scope._group.button(1).click()
    turn()
    assert "Kick-off workshop" in titles(page)
    assert cell(page, "Kick-off workshop", "due").startswith("Done ")


def test_heads_sort_both_ways(page):
    head = page.table.horizontalHeader()
    at = next(n for n, each in enumerate(page.rows.columns) if each.key == "title")
    head.sectionClicked.emit(at)
    turn()
    assert titles(page) == sorted(titles(page), key=str.casefold)
    head.sectionClicked.emit(at)
    turn()
    assert titles(page) == sorted(titles(page), key=str.casefold, reverse=True)


def test_a_chart_shows_what_happened_on_a_day(page, studio):
    page.apply_filter({"on": today()})
    turn()
    assert page.toolbar.extra.text() == "Changed Today"
    tasks.move(studio, [task_id(studio, "Access roles")], tasks.first_status(studio, "doing"))
    turn()
    assert "Access roles" in titles(page)
    page.toolbar.extra.closed.emit()
    turn()
    assert page.toolbar._extra_words == ""


def test_a_chip_of_a_chart_is_chosen(page):
    page.apply_filter({"chip": "late"})
    turn()
    assert titles(page) == ["Checkout flow"] and page.toolbar.chips["late"].isChecked()


def test_one_projects_tasks(page, studio):
    page.apply_filter({"project_id": 1, "open_only": True})
    turn()
    assert {card.project_id for card in task_board.cards(studio, page.rows.ids)} == {1}


def test_several_tasks_get_one_owner_in_one_action(page, studio, shell):
    ids = [task_id(studio, title) for title in ("Fixes", "Go-live")]
    page.verbs.each(ids, "assignee_id", 1, "given to Mara Sample")
    turn()
    assert studio.rows("SELECT DISTINCT assignee_id FROM task WHERE title IN ('Fixes', 'Go-live')") == [(1,)]
    assert said(shell) == "2 tasks given to Mara Sample"
    shell.undo()
    turn()
    assert studio.value("SELECT count(*) FROM task WHERE title IN ('Fixes', 'Go-live') AND assignee_id = 1") == 0


def test_delete_takes_all_that_are_selected(page, studio):
    page.table.setFocus()
    page.table.selectAll()
    QTest.keyClick(page.table, Key.Key_Delete)
    turn()
    assert studio.value("SELECT count(*) FROM task t WHERE deleted_at IS NULL AND done_on IS NULL") == 0


def test_selection_and_inspector_stay_while_the_list_changes(page, studio):
    payment = task_id(studio, "Payment")
    page.show_record("task", payment)
    turn()
    tasks.change(studio, task_id(studio, "Checkout flow"), "title", "Check-out")
    turn()
    assert page.table.current == payment and page.inspector.task_id == payment
    tasks.delete(studio, [payment])
    turn()
    assert not page.beside.is_open


def test_escape_gives_the_room_back(page, studio):
    page.show_record("task", task_id(studio, "Payment"))
    turn()
    page.inspector.status.setFocus()
    press(Key.Key_Escape)
    assert not page.beside.is_open and page.table.hasFocus()


def test_in_a_narrow_window_columns_and_list_give_way(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "tasks.list", width=1000)
    page = shell.page
    assert page.table.isColumnHidden(2)
    page.table.setFocus()
    page.show_record("task", task_id(studio, "Payment"))
    turn()
    assert not page.table.isVisible() and page.inspector.isVisible()
    assert page.inspector.isAncestorOf(shell.focusWidget())
    shell.close()


def test_one_key_after_the_other_finishes_one_task_after_the_other(page, studio):
    """What was chosen has gone from the open ones: the row that took its place is chosen, and is what stands beside."""
    page.table.setFocus()
    order = list(page.rows.ids)
    free = [task_id(studio, title) for title in ("Sign-in screens", "Data import")]
    after = order[order.index(free[0]) + 1]
    page.table.select(free[0])
    turn()
    QTest.keyClick(page.table, Key.Key_D)
    turn()
    assert free[0] not in page.rows.ids
    assert page.table.selected == [page.table.current] and page.table.current in (
        after,
        order[order.index(free[0]) - 1],
    )
    page.table.select(free[1])
    turn()
    for _ in range(2):
        chosen = page.table.current
        QTest.keyClick(page.table, Key.Key_Delete)
        turn()
        assert chosen not in page.rows.ids and page.table.selected == [page.table.current] != [chosen]
    studio.undo()
    turn()
    assert chosen in page.rows.ids

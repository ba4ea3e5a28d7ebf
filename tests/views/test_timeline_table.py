"""The timeline as a table: it says and does what the painted one does."""

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from selling_window import open_window, turn

from app.views.parts.figure_table import FigureTable


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "timeline")
    shell.page.show_project(None)
    shell.page.toolbar._twin.set_value("table")
    shell.page.toolbar.twin_changed.emit()
    turn()
    yield shell.page
    shell.close()


def table(page):
    return next(each for each in page.findChildren(FigureTable) if each.isVisible())


def titles(page):
    return [line.cells[0].text for line in table(page).figures.lines if line.target is not None]


def test_several_projects_are_named_where_the_groups_do_not_name_them(page):
    page.toolbar.set_group("project")
    turn()
    assert "Payment" in titles(page)
    page.toolbar.set_group("person")
    turn()
    assert "Payment, Kiosk app" in titles(page) and "Payment" not in titles(page)
    page.show_project(page.store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    turn()
    assert "Payment" in titles(page)


def words(menu):
    return [action.text().split("\t")[0] for action in menu.actions()]


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_a_row_has_the_menu_of_its_task(page, reason):
    shown = table(page)
    row = next(row for row, line in enumerate(shown.figures.lines) if line.target is not None)
    index = shown.figures.index(row, 0)
    shown.setFocus()
    shown.setCurrentIndex(index)
    at = shown.visualRect(index).center()
    event = QContextMenuEvent(reason, at, shown.viewport().mapToGlobal(at))
    QApplication.sendEvent(shown.viewport(), event)
    menu = page.pointer.menu
    assert menu.isVisible() and {"Rename", "Done", "Link with another task…"} <= set(words(menu)), words(menu)
    menu.close()


def test_the_head_of_a_group_has_none(page):
    shown = table(page)
    row = next(row for row, line in enumerate(shown.figures.lines) if line.target is None)
    at = shown.visualRect(shown.figures.index(row, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, shown.viewport().mapToGlobal(at))
    QApplication.sendEvent(shown.viewport(), event)
    assert page.pointer.menu is None

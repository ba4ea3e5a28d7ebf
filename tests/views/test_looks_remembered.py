"""What a page was shown as is there again after a restart, and each workspace has its own."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import open_window, turn

from app.services import workspace


@pytest.fixture
def anew(qtbot, studio, tmp_path):
    """The window closed and opened again on a page, of the same workspace or of a copy under another name."""
    here = studio.path
    studio.close()
    there = Path(shutil.copy(here, tmp_path / "other.baton"))
    opened = []

    def close():
        for shell, store in opened:
            shell.close()
            store.close()
        opened.clear()

    def open_again(key, *, other=False):
        close()
        store = workspace.open_workspace(there if other else here)
        opened.append((open_window(qtbot, store, tmp_path, key), store))
        return opened[0][0].page

    yield open_again
    close()


def test_the_week_opens_as_hours_plan_or_bills_as_it_was_left(anew):
    page = anew("week")
    assert page.bar.mode.value() == "hours"
    page.setFocus()
    QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_P)
    assert page.planning
    page = anew("week")
    assert page.planning and page.stack.currentWidget() is page.plan and page.bar.add.isHidden()
    page.bar.mode._group.button(2).click()
    page = anew("week")
    assert page.billing and page.bar.now.text() == "This month"
    assert anew("week", other=True).bar.mode.value() == "hours"


def test_a_link_into_the_plan_is_not_what_the_week_was_left_as(anew):
    anew("week").shell.open_page("week", {"mode": "plan"})
    assert anew("week").bar.mode.value() == "hours"


def test_the_calendar_opens_as_month_week_or_table_as_it_was_left(anew):
    page = anew("calendar")
    assert page.scale.value() == "month"
    page.scale._group.button(1).click()
    turn()
    page = anew("calendar")
    assert page.weekly and page.view.weeks == 1 and not page.stack.currentIndex()
    page.scale._group.button(2).click()
    page = anew("calendar")
    assert page.stack.currentWidget().isAncestorOf(page.table) and page.table.figures.lines
    assert anew("calendar", other=True).scale.value() == "month"


def columns(page):
    turn()
    return [pane.column.name for pane in page.board.panes]


def choose(page, words):
    menu = page._group_menu()
    next(action for action in menu.actions() if action.text() == words).trigger()
    turn()


def test_the_board_stands_in_the_columns_it_was_left_in(anew, qtbot):
    page = anew("projects.board")
    by_status = columns(page)
    choose(page, "Owner")
    page = anew("projects.board")
    assert page.group == "assignee" and page.grouping.accessibleName() == "Columns: Owner"
    qtbot.waitUntil(lambda: "Mara Sample" in columns(page))
    assert columns(anew("projects.board", other=True)) == by_status
    page = anew("projects.board")
    choose(page, "Status")
    assert columns(anew("projects.board")) == by_status


def test_columns_of_projects_give_way_while_one_project_is_shown_and_are_back_the_next_time(anew):
    page = anew("projects.board")
    choose(page, "Project")
    page.shell.open_page("projects.board", {"project_id": page.store.value("SELECT min(id) FROM project")})
    turn()
    assert page.group == ""
    page = anew("projects.board")
    assert page.group == "project"


def test_the_timeline_opens_as_it_was_left_with_a_grouping_each_for_one_project_and_for_all(anew):
    page = anew("timeline")
    first = page.project
    assert first is not None and page.toolbar.group() == "milestone" and page.toolbar.as_chart()
    page.toolbar.step_zoom(1)
    page.toolbar.chips["links"].click()
    page.toolbar._group._group.button(1).click()  # by person
    page.toolbar.project.picked.emit(0)
    turn()
    page.toolbar._group._group.button(0).click()  # all of them by milestone
    page = anew("timeline")
    assert page.project is None and page.toolbar.zoom() == "month" and page.toolbar.group() == "milestone"
    assert not page.toolbar.drawn().links and page.toolbar.drawn().baseline
    page.toolbar.project.picked.emit(first)
    turn()
    assert page.toolbar.group() == "person"
    page.toolbar._twin._group.button(2).click()
    page = anew("timeline")
    assert page.project == first and page.toolbar.as_table() and page._table.isVisible()
    assert page.toolbar.chips["links"].isHidden()
    assert anew("timeline", other=True).toolbar.zoom() == "week"


def test_a_link_into_the_timeline_is_not_what_it_was_left_as(anew):
    page = anew("timeline")
    first = page.project
    other = next(i for i in page.store.ids("SELECT id FROM project") if i != first)
    page.shell.open_page("timeline", {"project_id": other})
    turn()
    assert page.project == other
    page.toolbar.step_zoom(1)
    assert anew("timeline").project == first


def test_what_was_kept_of_the_timeline_and_cannot_be_read_counts_as_not_kept(anew):
    page = anew("timeline")
    first = page.project
    page.remembered._memory.keep(
        {"zoom": "decade", "one": 7, "all": None, "hidden": "links", "shown": [], "project": 4711}
    )
    page = anew("timeline")
    assert page.project == first and page.toolbar.zoom() == "week" and page.toolbar.group() == "milestone"
    assert page.toolbar.as_chart() and page.toolbar.drawn().links

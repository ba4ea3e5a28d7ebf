"""'+ Filter' over projects and tasks, typed as over deals and clients; and a toolbar with more chips than room."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import click, filter_by, open_window, turn

from app.services import projects, tags, task_board, tasks


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects")
    yield made
    made.close()


def taken(bar):
    return [chip.text() for chip in bar.taken]


def names(page):
    return sorted(page.rows.index(row, 0).data() for row in range(len(page.rows.ids)))


def test_projects_by_owner_client_and_tag(shell):
    page, store = shell.page, shell.page.store
    kiosk, menus = (
        int(store.value("SELECT id FROM project WHERE name = ?", (n,))) for n in ("Kiosk app", "Seasonal menus")
    )
    everything = names(page)
    projects.change(store, menus, "owner_id", None)
    tags.put(store, "project", [kiosk], "spring")
    shell.hub.flush()
    turn()
    for typed, words, wanted in (
        (("client", "larch"), "Larch Foods", ["Kiosk app"]),
        (("owner", "nobody"), "No owner", ["Seasonal menus"]),
        (("tag", "spr"), "Tag: spring", ["Kiosk app"]),
    ):
        filter_by(page.filters, *typed)
        assert (taken(page.filters), names(page)) == ([words], wanted)
        click(page.filters.taken[0])
        assert (taken(page.filters), names(page)) == ([], everything)
    filter_by(page.filters, "client", "basil")
    filter_by(page.filters, "owner", "mara")
    assert taken(page.filters) == ["Basil & Oak", "Mara Sample"]
    filter_by(page.filters, "show everything")
    assert names(page) == everything


def test_tasks_by_owner_and_by_milestone_of_the_project_that_is_chosen(shell):
    shell.open_page("tasks.list")
    turn()
    page, store = shell.page, shell.page.store
    bar = page.toolbar
    filter_by(bar, "owner", "theo")
    cards = task_board.cards(store, page.rows.ids)
    assert taken(bar) == ["Theo Sample"] and cards and {card.assignee for card in cards} == {"Theo Sample"}
    filter_by(bar, "milestone")
    assert bar.pick.popup.options() == [], "Choose a project first"
    bar.pick.popup.close()
    click(bar.taken[0])
    kiosk = int(store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))
    first = projects.milestones(store, kiosk)[0]
    tasks.add(store, "In the first one", project_id=kiosk, milestone_id=first.id)
    shell.hub.flush()
    page.toolbar.narrow(project_id=kiosk)
    turn()
    filter_by(bar, "milestone", first.title)
    cards = task_board.cards(store, page.rows.ids)
    assert taken(bar) == [first.title] and {card.milestone for card in cards} == {first.title}
    filter_by(bar, "show everything")
    assert taken(bar) == [] and page.flt.project_id is None


def test_what_is_chosen_has_room_first_and_what_has_none_is_offered(shell):
    bar = shell.page.filters
    bar.narrow(client_id=1, owner_id=1, chip="active")
    bar.show_counts(dict.fromkeys(bar.chips, 3))
    bar.setFixedWidth(640)
    turn()
    row = bar.chip_row
    assert bar.chips["active"].isVisible() and row.hidden_chips, "the quick ones give way"
    assert bar.more.geometry().right() < row.width()
    bar.setFixedWidth(595)
    turn()
    away = [chip.text() for chip in bar.taken if chip.isHidden()]
    assert away and row.rest.isVisible() and row.rest.text() == f"{len(away)} more" and bar.chips["active"].isVisible()
    for line in row.rest_menu().actions():
        line.trigger()
    turn()
    assert not set(away) & set(taken(bar)) and bar.flt.chip == "active"


@pytest.mark.parametrize("key", ["deals.board", "clients", "projects", "tasks.list"])
def test_tab_goes_through_a_toolbar_from_left_to_right(shell, key):
    shell.open_page(key)
    turn()
    bar = shell.page.toolbar if key == "tasks.list" else shell.page.filters
    owner = "person_id" if key == "tasks.list" else "owner_id"
    bar.narrow(**{owner: 1})
    turn()
    bar.row.itemAt(0).widget().setFocus()
    passed = []
    while not bar.line.hasFocus() and len(passed) < 20:
        passed.append(QApplication.focusWidget())
        QTest.keyClick(passed[-1], Qt.Key.Key_Tab)
    lefts = [widget.mapTo(bar, QPoint(0, 0)).x() for widget in passed]
    assert bar.line.hasFocus() and lefts == sorted(lefts) and bar.taken[0] in passed and bar.more in passed

"""What a click will need is got ready while nobody does anything, and never while somebody does."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import open_window, turn

from app.views import registry
from app.views.ahead import REST_MS
from app.views.parts.board import Board


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "deals.board")
    yield opened
    opened.close()


def has(shell, key):
    return shell.stack.has(registry.entry(key))


def has_details(shell):
    page = shell.page
    return page._inspector is not None and page.beside.panel is page._inspector


class Paintings(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_details_and_the_page_of_the_other_place_are_made_while_nobody_does_anything(qtbot, shell):
    assert not has_details(shell) and not has(shell, "projects.board")
    qtbot.waitUntil(lambda: has(shell, "projects.board"), timeout=10_000)
    assert has_details(shell) and not shell.page.beside.is_open
    assert not has(shell, "timeline"), "all pages together take too much memory"
    assert shell.key == "deals.board"


def test_details_of_the_next_page_are_made_as_well(qtbot, shell):
    shell.open_page("tasks.list")
    turn()
    assert shell.page._inspector is None
    qtbot.waitUntil(lambda: shell.page._inspector is not None, timeout=10_000)
    assert not shell.page.beside.is_open


def test_who_is_at_work_is_not_disturbed(qtbot, shell):
    for _ in range(12):
        QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Shift)
        qtbot.wait(REST_MS // 4)
    assert shell.page._inspector is None
    qtbot.waitUntil(lambda: has_details(shell), timeout=10_000)


def test_nothing_is_made_behind_a_dialog(qtbot, shell):
    shell.new()
    turn()
    assert QApplication.activeModalWidget() is not None
    qtbot.wait(3 * REST_MS)
    assert shell.page._inspector is None
    QApplication.activeModalWidget().close()
    qtbot.waitUntil(lambda: has_details(shell), timeout=10_000)


def test_nothing_is_made_beside_work_in_the_background(qtbot, shell):
    go_on = Event()
    shell.run_job(lambda _progress: go_on.wait(10), lambda _done: None, title="Reading")
    qtbot.wait(3 * REST_MS)
    assert shell.page._inspector is None
    go_on.set()
    qtbot.waitUntil(lambda: has_details(shell), timeout=10_000)


def test_what_is_seen_is_not_painted_again_for_a_page_that_is_made_beneath(qtbot, shell):
    board = shell.page.findChild(Board)
    qtbot.waitUntil(lambda: has_details(shell), timeout=10_000)
    qtbot.wait(50)
    paintings = Paintings(board.panes[0].view.viewport())
    shell.stack.make(registry.entry("timeline"), shell.store, shell)
    qtbot.wait(50)
    assert paintings.count == 0
    board.panes[0].view.viewport().update()
    qtbot.wait(50)
    assert paintings.count == 1


def test_a_page_is_made_while_the_pointer_rests_on_its_tab(qtbot, shell):
    tab = next(tab for tab in shell.page_row.tabs if tab.entry.key == "clients")
    middle = QPointF(10, 10)
    QApplication.sendEvent(tab, QEnterEvent(middle, middle, QPointF(tab.mapToGlobal(middle))))
    qtbot.waitUntil(lambda: has(shell, "clients"), timeout=2_000)
    assert shell.key == "deals.board"


def test_another_workspace_comes_with_its_own(qtbot, shell, tmp_path):
    from app.models.store import Store

    qtbot.waitUntil(lambda: has(shell, "projects.board"), timeout=10_000)
    shell.use(Store.create(tmp_path / "other.baton"))
    turn()
    assert not has(shell, "projects.board")
    qtbot.waitUntil(lambda: has(shell, "projects.board"), timeout=10_000)


@pytest.mark.parametrize("entry", registry.ENTRIES, ids=lambda entry: entry.key)
def test_what_a_page_wants_ahead_is_there(qtbot, shell, entry):
    shell.open_page(entry.key)
    turn()
    for step in shell.page.ahead():
        step()  # raises what is not there
    page = shell.page
    assert getattr(page, "_inspector", page) is not None

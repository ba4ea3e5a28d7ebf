"""A page that takes long comes in turns; whoever asks for it, or presses a key meant for it, gets it whole at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from selling_window import open_window, turn

from app.models.store import Store
from app.views import registry
from app.views.page_stack import PageStack


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    opened = open_window(qtbot, studio, tmp_path, "deals.board")
    yield opened
    opened.close()


def seen(shell):
    """The key of the page whose pixels are on the screen, without asking for the one on its way."""
    return shell.stack.currentWidget().key


def marked(shell):
    return next(tab.entry.key for tab in shell.page_row.tabs if tab.isChecked())


def test_its_tab_is_marked_at_once_and_it_is_seen_when_it_is_whole(qtbot, shell):
    shell.open_page("clients")
    assert (marked(shell), seen(shell), shell.key) == ("clients", "deals.board", "clients")
    qtbot.waitUntil(lambda: seen(shell) == "clients")
    assert shell.page.isAncestorOf(QApplication.focusWidget())


def test_no_turn_both_makes_and_shows_it(qtbot, shell, monkeypatch):
    """Importing, making and reading are what takes long; keys are heard between them."""
    turns, done = [0], []
    timer = shell.startTimer(0)
    monkeypatch.setattr(
        type(shell), "timerEvent", lambda _self, _event: turns.__setitem__(0, turns[0] + 1), raising=False
    )
    nearer, show = PageStack.come_nearer, PageStack.open
    monkeypatch.setattr(PageStack, "come_nearer", lambda self, *rest: done.append(turns[0]) or nearer(self, *rest))
    monkeypatch.setattr(PageStack, "open", lambda self, *rest: done.append(turns[0]) or show(self, *rest))
    shell.open_page("clients")
    qtbot.waitUntil(lambda: seen(shell) == "clients")
    shell.killTimer(timer)
    made, shown = done[-3], done[-1]
    assert 0 < made < shown, done


def test_who_asks_for_it_gets_it_now(shell):
    shell.open_page("clients")
    assert shell.page.key == "clients" == seen(shell)
    assert not shell.arrival.is_under_way


def test_a_key_pressed_meanwhile_is_meant_for_it(shell):
    shell.page.board.setFocus()
    shell.open_page("clients")
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_Control)
    assert seen(shell) == "deals.board", "Ctrl alone begins something, and says nothing yet"
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_End)
    assert seen(shell) == "clients"
    turn()
    assert shell.page.isAncestorOf(QApplication.focusWidget())


def test_a_click_meanwhile_is_meant_for_it(shell):
    shell.open_page("clients")
    row, page = shell.page_row, shell.stack.mapTo(shell, shell.stack.rect().center())
    QTest.mouseClick(
        shell.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, row.mapTo(shell, QPoint(2, 2))
    )
    assert seen(shell) == "deals.board", "nothing of the page is there"
    QTest.mouseClick(shell.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, page)
    assert seen(shell) == "clients"


def test_new_meanwhile_makes_what_the_page_on_its_way_makes(shell):
    shell.open_page("clients")
    shell.new()
    turn()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.windowTitle() == "New client"
    dialog.close()


def test_another_page_asked_for_meanwhile_takes_its_place(qtbot, shell):
    came = []
    shell.stack.currentChanged.connect(came.append)
    shell.open_page("clients")
    shell.open_page("deals.list")
    qtbot.waitUntil(lambda: seen(shell) == "deals.list")
    qtbot.wait(100)
    assert len(came) == 1
    assert not shell.stack.has(registry.entry("clients"))
    assert (marked(shell), shell.key) == ("deals.list", "deals.list")


def test_back_to_the_page_that_is_still_seen(qtbot, shell):
    shell.open_page("clients")
    shell.open_page("deals.board")
    qtbot.wait(200)
    assert (marked(shell), seen(shell), shell.key) == ("deals.board", "deals.board", "deals.board")
    assert not shell.stack.has(registry.entry("clients"))


def test_a_record_is_chosen_when_its_page_has_come(qtbot, shell):
    shell.open_page("forecast")
    qtbot.waitUntil(lambda: seen(shell) == "forecast")
    wanted = shell.store.value("SELECT min(id) FROM task WHERE deleted_at IS NULL")
    shell.go("task", wanted)
    assert (seen(shell), shell.key) == ("forecast", "projects.board")
    qtbot.waitUntil(lambda: seen(shell) == "projects.board")
    assert shell.page.inspector.task_id == wanted


def test_a_page_that_has_to_be_read_again_comes_in_turns_as_well(qtbot, shell):
    shell.open_page("clients")
    qtbot.waitUntil(lambda: seen(shell) == "clients")
    with shell.store.write("Client renamed"):
        shell.store.execute("UPDATE client SET name = 'Renamed' WHERE id = 1")
    shell.open_page("deals.board")
    turn()
    shell.open_page("clients")
    turn()
    assert seen(shell) == "clients"
    assert not shell.hub.is_stale(shell.page)


def test_a_workspace_that_goes_takes_what_was_on_its_way_with_it(qtbot, shell, tmp_path):
    shell.open_page("clients")
    shell.use(Store.create(tmp_path / "other.baton"))
    qtbot.wait(150)
    assert not shell.arrival.is_under_way
    assert shell.key == "clients"
    assert shell.page is not None and shell.page.store is shell.store


class Turns(QObject):
    """Counts the turns of the loop, and remembers in which ones each list of cards was painted."""

    def __init__(self, panes):
        super().__init__()
        self.number, self.painted = 0, {}
        self._names = {pane.view.viewport(): pane.column.name for pane in panes}
        for viewport in self._names:
            viewport.installEventFilter(self)
        self.startTimer(0)

    def timerEvent(self, _event):
        self.number += 1

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.painted.setdefault(self._names[watched], self.number)
        return False


def test_cards_seen_for_the_first_time_are_painted_column_by_column(qtbot, shell):
    shell.open_page("projects.board")
    board = shell.page.board
    qtbot.waitUntil(lambda: any(pane.model.ids for pane in board.panes))
    turns = Turns(board.panes)
    full = [pane.column.name for pane in board.panes if pane.model.ids]
    qtbot.waitUntil(lambda: turns.painted.keys() >= set(full))
    assert len(full) > 2
    in_order = [turns.painted[name] for name in full]
    assert in_order == sorted(set(in_order)), "left to right, and no two in one turn"
    assert all(pane.updatesEnabled() for pane in board.panes)

"""Two windows of one program on one workspace: what is done in one shows in the other, and nothing is overwritten unseen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, fill, is_open, open_window, press, said, turn

from app.base import UserError
from app.models.store import Store
from app.services import clients, deals, merges, pipelines, workspace
from app.views import windows
from app.views.parts.dialog import BatonDialog


class _Opener:
    """A window that is closed in the test must not be closed by the fixture again."""

    def __init__(self, qtbot):
        self.waitActive = qtbot.waitActive

    def addWidget(self, _widget):
        pass


@pytest.fixture
def first(qtbot, store, tmp_path):
    oak = clients.add(store, "Basil & Oak")
    clients.change(store, oak, "city", "Sampletown")
    deals.add(store, "Menus", client=oak)
    shell = open_window(_Opener(qtbot), store, tmp_path, "clients")
    family = shell.family
    yield shell
    for window in list(family):
        window.close()
    turn()


@pytest.fixture
def second(first, qtbot):
    first.commands.actions["new_window"].trigger()
    qtbot.waitUntil(first.family[1].isActiveWindow)
    turn()
    return first.family[1]


def front(qtbot, shell):
    """Click on the window: what was typed in the other is left."""
    with qtbot.waitActive(shell):
        shell.activateWindow()
        shell.raise_()
    turn()


def name_field(shell, qtbot):
    """The client's name in this window, with the keyboard in it."""
    front(qtbot, shell)
    shell.page.show_record("client", 1)
    turn()
    field = shell.page.inspector.title
    field.begin_edit()
    turn()
    return field


def test_both_show_the_same_page_of_the_same_workspace(first, second):
    assert second.store is first.store
    assert (second.key, second.windowTitle()) == ("clients", "Baton – work.baton")
    assert second.commands.actions["close_window"].isEnabled()


def test_each_shows_at_once_what_is_done_in_the_other(first, second):
    second.open_page("deals.board")
    clients.add(first.store, "Tideway Energy")
    deals.add(first.store, "Logo", client="Tideway Energy")
    turn()
    assert len(first.page.rows.ids) == 2
    assert "2 open" in second.page.totals()
    assert first.header.saved.text == second.header.saved.text
    second.show_place("deliver")
    assert first.place == "sell"


def test_undo_is_shared_and_says_in_both_what_it_took_back(first, second, qtbot):
    front(qtbot, second)
    clients.add(first.store, "Tideway Energy")
    turn()
    assert second.commands.actions["undo"].text().startswith("Undo: Add client")
    second.undo()
    turn()
    assert said(second) == "Undone: Add client"
    assert said(first) == "Undone in another window: Add client"
    assert len(first.page.rows.ids) == 1
    front(qtbot, first)
    first.redo()
    turn()
    assert said(first) == "Done again: Add client"
    assert said(second) == "Done again in another window: Add client"


def test_what_changed_meanwhile_is_told_and_enter_writes_mine(first, second, qtbot):
    field = name_field(first, qtbot)
    field.line_input().setText("Basil and Oak")
    clients.change(second.store, 1, "name", "Basil Kitchen")
    turn()
    assert field.line_input().text() == "Basil and Oak"
    press(Key.Key_Return)
    turn()
    assert field.refusal() == "Meanwhile it became “Basil Kitchen”. Enter writes yours, Esc takes that."
    assert clients.detail(first.store, 1).name == "Basil Kitchen"
    press(Key.Key_Return)
    turn()
    assert clients.detail(first.store, 1).name == "Basil and Oak"
    assert second.page.rows.index(0, 0).data() == "Basil and Oak"


def test_esc_takes_what_it_became(first, second, qtbot):
    field = name_field(first, qtbot)
    field.line_input().setText("Basil and Oak")
    clients.change(second.store, 1, "name", "Basil Kitchen")
    turn()
    press(Key.Key_Return)
    press(Key.Key_Escape)
    turn()
    assert (field.value(), field.refusal()) == ("Basil Kitchen", "")
    assert clients.detail(first.store, 1).name == "Basil Kitchen"


def test_leaving_is_no_answer(first, second, qtbot):
    field = name_field(first, qtbot)
    field.line_input().setText("Basil and Oak")
    clients.change(second.store, 1, "name", "Basil Kitchen")
    turn()
    first.page.table.setFocus()
    turn()
    assert "Meanwhile it became" in field.refusal()
    field.line_input().setFocus()
    first.page.table.setFocus()
    turn()
    assert clients.detail(first.store, 1).name == "Basil Kitchen"
    assert field.line_input().text() == "Basil and Oak"


def test_an_input_in_which_nothing_is_typed_follows(first, second, qtbot):
    field = name_field(first, qtbot)
    clients.change(second.store, 1, "name", "Basil Kitchen")
    turn()
    assert field.line_input().text() == "Basil Kitchen"
    QTest.keyClick(QApplication.focusWidget(), Key.Key_End)
    QTest.keyClicks(QApplication.focusWidget(), "s")
    press(Key.Key_Return)
    assert clients.detail(first.store, 1).name == "Basil Kitchens"


def test_the_same_words_are_no_conflict(first, second, qtbot):
    field = name_field(first, qtbot)
    field.line_input().setText("Basil Kitchen")
    clients.change(second.store, 1, "name", "Basil Kitchen")
    turn()
    press(Key.Key_Return)
    assert (field.refusal(), field.value()) == ("", "Basil Kitchen")


def test_notes_too_are_not_overwritten_unseen(first, second):
    first.page.show_record("client", 1)
    turn()
    field = first.page.inspector.notes
    field.begin_edit()
    field.text_input().setPlainText("Mine")
    clients.change(second.store, 1, "notes", "Theirs")
    turn()
    assert not field.finish()
    assert field.refusal() == "Meanwhile it became “Theirs”. Ctrl Enter writes yours, Esc takes that."
    assert field.finish()
    assert clients.detail(first.store, 1).notes == "Mine"


def test_a_cell_of_a_list_is_not_overwritten_unseen(first, second, qtbot):
    first.open_page("deals.list")
    turn()
    table = first.page.table
    table.editor.begin(table.rows.ids[0], "title")
    field = table.editor.field
    field.line_input().setText("Menus and cards")
    deals.change(second.store, 1, "title", "Spring menus")
    turn()
    qtbot.waitUntil(lambda: field.value() == "Spring menus")
    assert not field.finish()
    assert "Meanwhile it became “Spring menus”" in field.refusal()
    assert field.finish()
    assert first.store.value("SELECT title FROM deal") == "Menus and cards"


def test_closing_one_leaves_the_other(first, second):
    second.close()
    turn()
    assert first.family == [first]
    assert not first.commands.actions["close_window"].isEnabled()
    first.page.show_record("client", 1)
    fill(first.page.inspector.title, "Basil")
    turn()
    assert first.page.rows.index(0, 0).data() == "Basil"


def test_the_first_may_go_before_the_second(first, second, qtbot):
    family = first.family
    first.close()
    turn()
    assert family == [second]
    clients.add(second.store, "Tideway Energy")
    turn()
    assert len(second.page.rows.ids) == 2


def test_the_last_window_closes_the_workspace(first, second, store):
    first.close()
    second.close()
    turn()
    with Store.open(store.path) as opened:  # the lock is free again
        assert opened.value("SELECT count(*) FROM client") == 1


def test_a_dialog_about_what_was_deleted_meanwhile_says_so(first, second):
    from app.views.dialogs.win_deal import WinDialog

    first.open_page("deals.board")
    first.page.verbs.win([1])
    turn()
    dialog = first.findChild(WinDialog)
    assert is_open(dialog)
    deals.delete(second.store, [1])
    turn()
    dialog._main.click()
    turn()
    assert is_open(dialog)
    assert dialog._refusal.accessibleName() == "This deal is gone; somebody deleted it. Undo brings it back."


def test_a_field_whose_client_was_deleted_meanwhile_says_so(first, second):
    clients.delete(second.store, [1])
    with pytest.raises(UserError, match="This client is gone"):
        clients.change(first.store, 1, "name", "Basil")


def test_a_workspace_that_another_window_has_open_is_shared(first, second, tmp_path):
    other = workspace.create(tmp_path / "other.baton")
    second.use(other)
    turn()
    assert second.store.path.name == "other.baton" and first.store.path.name == "work.baton"
    clients.add(other, "Elsewhere")
    clients.add(first.store, "Here")
    turn()
    assert (len(first.page.rows.ids), second.is_empty) == (2, False)
    second.files.open_at(first.store.path)
    turn()
    assert second.store is first.store
    assert windows.showing(first.family, first.store.path) == [first, second]


def test_restoring_a_backup_shows_it_in_both(first, second, tmp_path):
    copy = workspace.back_up(first.store.path, tmp_path / "backups")
    clients.add(first.store, "Later")
    first.files.restore_from(copy)
    turn()
    assert second.store is first.store
    assert [len(window.page.rows.ids) for window in (first, second)] == [1, 1]


def test_a_dialog_goes_with_the_workspace_it_is_about(first, second):
    first.new()
    turn()
    dialog = first.page.dialog
    second.commands.actions["quit"].trigger()
    turn()
    assert not is_open(dialog)


def test_quit_closes_them_all(first, second):
    family = first.family
    second.commands.actions["quit"].trigger()
    turn()
    assert family == []


def test_a_workspace_open_in_another_program_is_offered_for_reading(first, tmp_path):
    path = first.store.path
    held = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path / "held.baton")], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parent.parent.parent,
    )  # fmt: skip
    try:
        assert held.stdout is not None and held.stdout.readline() == "open\n"
        first.files.open_at(tmp_path / "held.baton")
        turn()
        assert first.store.path == path  # the one before stays open
        dialog = next(each for each in first.findChildren(BatonDialog) if each.isVisible())
        assert dialog.windowTitle() == "Open for reading?"
        assert f"(process {held.pid})" in dialog.text_label.text()
        dialog._main.click()
        turn()
        assert first.store.read_only
        assert first.windowTitle() == "Baton – held.baton (for reading only)"
        assert first.header.saved.text == "For reading only"
        with pytest.raises(UserError, match="was opened for reading only"):
            clients.add(first.store, "Tideway Energy")
    finally:
        held.kill()
        held.communicate()


_HOLDS = """
import sys, time
from pathlib import Path
from app.services import workspace
store = workspace.create(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


def deal_open(shell, qtbot, deal=1):
    """A deal beside the board of this window, which has the keyboard."""
    front(qtbot, shell)
    shell.go("deal", deal)
    turn()
    return shell.page.inspector


def test_two_write_different_fields_of_one_deal_and_both_hold(first, second, qtbot):
    mine = deal_open(first, qtbot)
    mine.notes.begin_edit()
    mine.notes.text_input().setPlainText("Wants photographs.")
    deals.change(second.store, 1, "next_step", "Call Petra")
    deals.change(second.store, 1, "title", "Menus and cards")
    turn()
    assert mine.notes.text_input().toPlainText() == "Wants photographs."
    assert mine.title.value() == "Menus and cards"
    assert mine.notes.finish()
    row = first.store.row("SELECT title, next_step, notes FROM deal WHERE id = 1")
    assert row == ("Menus and cards", "Call Petra", "Wants photographs.")


def test_two_write_the_same_notes_of_one_deal_and_none_is_lost(first, second, qtbot):
    mine = deal_open(first, qtbot)
    mine.notes.begin_edit()
    mine.notes.text_input().setPlainText("Mine")
    deals.change(second.store, 1, "notes", "Theirs")
    turn()
    assert not mine.notes.finish() and "Meanwhile it became “Theirs”" in mine.notes.refusal()
    assert first.store.value("SELECT notes FROM deal WHERE id = 1") == "Theirs"
    assert mine.notes.finish()
    assert first.store.value("SELECT notes FROM deal WHERE id = 1") == "Mine"
    first.undo()
    assert first.store.value("SELECT notes FROM deal WHERE id = 1") == "Theirs"


@pytest.mark.parametrize("field", ["title", "notes"])
def test_what_was_being_written_about_a_deal_that_goes_is_on_the_clipboard(first, second, qtbot, field):
    other = deals.add(first.store, "Menus", client=1)
    mine = deal_open(first, qtbot)
    edited = getattr(mine, field)
    edited.begin_edit()
    if field == "title":
        edited.line_input().setText("Menus for the harbour")
    else:
        edited.text_input().setPlainText("Menus for the harbour")
    QApplication.clipboard().clear()
    merges.merge(second.store, "deal", (1, other), other)
    turn()
    assert QApplication.clipboard().text() == "Menus for the harbour"
    qtbot.waitUntil(lambda: "Your words are on the clipboard" in first.voice.errors.text)
    assert first.page.inspector.deal_id != 1


def test_a_deal_that_goes_while_nothing_is_written_leaves_the_clipboard_alone(first, second, qtbot):
    mine = deal_open(first, qtbot)
    mine.title.begin_edit()
    QApplication.clipboard().setText("something else")
    deals.delete(second.store, [1])
    turn()
    assert QApplication.clipboard().text() == "something else"


def test_a_card_dropped_on_a_stage_that_the_other_window_removed_stays(first, second, qtbot):
    deal_open(first, qtbot)
    stages = first.store.ids("SELECT id FROM stage WHERE kind = 'open' ORDER BY pipeline_id, rank")
    deals.move(first.store, [1], stages[1])
    deals.move(first.store, [1], stages[0])
    pipelines.remove_stage(second.store, stages[1], stages[0])
    turn(10)  # what is said now is not quieted by the changes before
    first.page.verbs.attempt(lambda: deals.move(first.store, [1], stages[1]))
    assert first.voice.errors.text == "This stage is gone. Choose another one."
    assert first.store.value("SELECT stage_id FROM deal WHERE id = 1") == stages[0]

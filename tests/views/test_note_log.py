"""The timeline beside a deal or client: written with two keys, changed in place, ticked, narrowed to a kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.base import today
from app.services import activities, deals
from app.views.parts.moments import told
from tests.views.selling_window import deal_id, focus, open_window, press, said, turn, type_into

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(qtbot, tmp_path, studio):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.use(None)


@pytest.fixture
def log(shell, studio):
    shell.go("deal", deal_id(studio, "Rebrand and site"))
    turn()
    shell.page.board.setFocus()
    turn()
    return shell.page.inspector.log


def choose_kind(log, number):
    log.composer.kind._group.button(number).click()
    turn()


def test_n_and_ctrl_enter_write_a_note(log, shell):
    press(Key.Key_N)
    type_into("Live before Easter")
    press(Key.Key_Return, Ctrl)
    assert (log._all[0].kind, log._all[0].text) == ("note", "Live before Easter")
    assert told(log._all[0]) == "“Live before Easter”"
    assert not log.field.isVisible()


def test_c_writes_a_call_and_alt_with_a_letter_chooses_another_kind(log, shell):
    press(Key.Key_C)
    type_into("12 min: likes it")
    press(Key.Key_Return, Ctrl)
    assert (log._all[0].kind, log._all[0].text, log._all[0].minutes) == ("call", "likes it", 12)
    shell.page.board.setFocus()
    turn()
    press(Key.Key_N)
    type_into("1 h: walked through it")
    press(Key.Key_M, Qt.KeyboardModifier.AltModifier)
    assert log.composer.kind.value() == "meeting" and log.field.typed() == "1 h: walked through it"
    press(Key.Key_Return, Ctrl)
    assert (log._all[0].kind, log._all[0].minutes) == ("meeting", 60)


def test_a_letter_typed_into_a_field_stays_a_letter(log, shell):
    field = shell.page.inspector.step.step
    field.setFocus(Qt.FocusReason.TabFocusReason)
    turn()
    type_into("n")
    assert not log.field.isVisible()


def test_the_length_of_a_call_is_taken_from_its_words(log):
    log.begin("call")
    type_into("25 min: wants three layouts")
    assert log.composer.hint.text().startswith("Takes 25 min")
    press(Key.Key_Return, Ctrl)
    assert (log._all[0].minutes, log._all[0].text) == (25, "wants three layouts")
    assert told(log._all[0]) == "Call, 25 min: wants three layouts"


def test_a_to_do_asks_its_day_in_place(log, studio):
    log.begin("todo")
    type_into("Send samples")
    press(Key.Key_Return, Ctrl)
    assert log.composer.due.is_editing()
    type_into("tomorrow")
    press(Key.Key_Return)
    turn()
    entry = log._all[0]
    assert (entry.kind, entry.due_on, entry.done) == ("todo", today() + timedelta(days=1), False)
    assert told(entry) == "Send samples, due tomorrow"
    assert [todo.text for todo in activities.open_todos(studio) if todo.due_on == entry.due_on][-1] == "Send samples"


def test_nothing_is_refused_with_a_sentence_and_esc_leaves(log):
    before = len(log._all)
    press(Key.Key_N)
    press(Key.Key_Return, Ctrl)
    assert "nothing in this note yet" in log.field.refusal()
    press(Key.Key_Escape)
    assert not log.composer.isVisible() and len(log._all) == before


def test_what_is_written_is_kept_when_one_goes_elsewhere(log, shell, studio):
    deal = deal_id(studio, "Rebrand and site")
    log.begin("todo")
    type_into("Half a thought")
    shell.go("deal", deal_id(studio, "Shelf labels"))
    turn()
    assert studio.value("SELECT kind FROM activity WHERE text = 'Half a thought' AND deal_id = ?", (deal,)) == "todo"
    assert not log.composer.isVisible()


def test_leaving_the_words_keeps_them_and_choosing_a_kind_does_not(log, shell, studio):
    press(Key.Key_N)
    type_into("Likes blue")
    choose_kind(log, 1)
    assert log.composer.isVisible() and log.field.typed() == "Likes blue"
    shell.page.board.setFocus()
    turn()
    assert log._all[0].text == "Likes blue" and log._all[0].kind == "call"


def test_an_entry_is_changed_in_its_place(log, studio):
    entry = next(each for each in log._all if each.kind == "call")
    log.moments.opened.emit(entry)
    turn()
    assert log.editor.isVisible() and log.editor.parent() is log.moments
    assert log.editor.field.typed().startswith("25 min: ")
    log.editor.field.text_input().setPlainText("40 min: likes the third")
    press(Key.Key_Return, Ctrl)
    found = activities.one(studio, entry.activity_id)
    assert (found.minutes, found.text) == (40, "likes the third")
    assert not log.editor.isVisible() and log.moments.hasFocus()


def test_the_keyboard_walks_opens_ticks_and_deletes(log, studio, shell):
    deal = deal_id(studio, "Rebrand and site")
    made = activities.log(studio, "todo", "Send samples", deal_id=deal, due_on=today())
    turn()
    log.moments.setFocus()
    turn()
    press(Key.Key_Space)
    assert activities.one(studio, made).done_at is not None
    turn()
    press(Key.Key_Space)
    assert activities.one(studio, made).done_at is None
    press(Key.Key_Return)
    assert log.editor.isVisible()
    press(Key.Key_Escape)
    assert not log.editor.isVisible()
    press(Key.Key_Delete)
    turn()
    assert activities.one(studio, made) is None and said(shell) == "Entry deleted"
    shell.undo()
    turn()
    assert any(entry.activity_id == made for entry in log._all)


def test_the_icon_ticks_a_to_do(log, studio):
    made = activities.log(studio, "todo", "Send samples", deal_id=deal_id(studio, "Rebrand and site"), due_on=today())
    turn()
    QTest.mouseClick(log.moments, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    turn()
    assert activities.one(studio, made).done_at is not None


def test_one_kind_alone_and_older_entries_on_demand(log, studio):
    deal = deal_id(studio, "Rebrand and site")
    for number in range(20):
        activities.log(studio, "email", f"Mail {number}", deal_id=deal)
    turn()
    assert log.rest.isVisible() and len(log._all) == 8
    log.rest.click()
    assert len(log._all) > 20 and not log.rest.isVisible()
    log.show_kind("call")
    assert {entry.kind for entry in log._all} == {"call"}
    log.show_kind("meeting")
    assert log.none.text() == "No meetings yet"
    log.show_kind("change")
    assert all(entry.activity_id is None for entry in log._all) and log._all


def test_a_step_that_is_done_asks_what_is_next(log, shell, studio):
    step = shell.page.inspector.step
    step.tick.click()
    turn()
    assert step.step.is_editing()
    assert focus().placeholderText() == "What next?"
    assert (log._all[0].kind, log._all[0].text, log._all[0].done) == ("todo", "Present proposal", True)
    type_into("Send contract")
    press(Key.Key_Return)
    assert studio.value("SELECT next_step FROM deal WHERE title = 'Rebrand and site'") == "Send contract"


def test_a_client_shows_what_is_about_its_deals(shell, studio):
    client = studio.value("SELECT client_id FROM deal WHERE title = 'Rebrand and site'")
    shell.go("client", client)
    turn()
    log = shell.page.inspector.log
    assert ("Live before the spring fair" in "".join(entry.text for entry in log._all)) and log._all[-1].about
    log.begin()
    type_into("Founded in 1990")
    press(Key.Key_Return, Ctrl)
    assert log._all[0].text == "Founded in 1990" and log._all[0].about == ""


def test_endless_right_to_left_and_emoji_notes_are_cut_on_screen_alone(log, studio, shell):
    deal = deal_id(studio, "Rebrand and site")
    for text in ("x" * 10_000, "מעדיף " * 500, "👩🏽‍💻" * 200):
        activities.log(studio, "note", text, deal_id=deal)
    turn()
    assert log.moments.height() < 1_000 and not shell.grab().isNull()
    deals.change(studio, deal, "title", "New title")
    turn()
    assert any("“New title”" in entry.text for entry in log._all)

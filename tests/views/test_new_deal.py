"""A new deal by the keyboard alone: title, client, amount, close, next step, and Enter."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, is_open, open_window, press, said, stage_of, turn, type_into

from app.base import today
from app.services import deal_board

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def at(page, title):
    page.board.select(deal_id(page.store, title))
    page.board.selection.active.view.setFocus()
    turn()


def test_a_keyboard_user_enters_a_deal_in_one_go(page, shell):
    at(page, "Shop migration")
    QTest.keyClick(shell, Key.Key_N, CONTROL)
    turn()
    dialog = page.verbs.dialog
    type_into("Autumn campaign")
    press(Key.Key_Tab)
    type_into("brook")
    press(Key.Key_Return)
    press(Key.Key_Tab)
    type_into("4200")
    press(Key.Key_Tab)
    type_into("+14")
    press(Key.Key_Tab)
    type_into("Send draft")
    press(Key.Key_Return)
    turn()
    assert not is_open(dialog)
    made = deal_board.cards(page.store, [deal_id(page.store, "Autumn campaign")])[0]
    assert (made.client, made.amount_minor, made.stage) == ("Brook Cider", 420_000, "Lead")
    assert made.expected_close_on == today() + timedelta(days=14)
    assert (made.next_step, made.next_step_on > today(), made.owner_is_me) == ("Send draft", True, True)
    assert page.board.current == made.id
    assert said(shell) == "Autumn campaign added"


def test_ctrl_enter_adds_and_asks_for_the_next(page):
    page.new()
    turn()
    dialog = page.verbs.dialog
    type_into("First")
    press(Key.Key_Return, CONTROL)
    turn()
    assert is_open(dialog)
    assert dialog.foot_note.text() == "First is added."
    type_into("Second")
    press(Key.Key_Return)
    turn()
    assert not is_open(dialog)
    assert stage_of(page.store, "First") == stage_of(page.store, "Second") == "Lead"


def test_a_new_client_is_entered_with_its_deal_and_undone_with_it(page, shell):
    page.new()
    turn()
    type_into("Mural")
    press(Key.Key_Tab)
    type_into("Quiet Harbour")
    press(Key.Key_Return)
    press(Key.Key_Tab)
    press(Key.Key_Return)
    turn()
    assert deal_board.cards(page.store, [deal_id(page.store, "Mural")])[0].client == "Quiet Harbour"
    shell.undo()
    assert page.store.value("SELECT count(*) FROM client WHERE name = 'Quiet Harbour'") == 0


def test_a_deal_without_a_title_is_refused_and_esc_leaves(page):
    page.new()
    turn()
    dialog = page.verbs.dialog
    press(Key.Key_Return)
    assert is_open(dialog)
    assert dialog.title_field.refusal()
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert not is_open(dialog)

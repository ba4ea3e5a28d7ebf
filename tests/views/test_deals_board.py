"""The deals board as it is used: cards that tell what to do, drags that ask what is missing, keys, and undo."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import (
    Key,
    deal_id,
    focus,
    is_open,
    open_window,
    press,
    said,
    stage_id,
    stage_of,
    turn,
    type_into,
)

from app.base import today
from app.services import deal_board, deal_detail, deals, workspace
from app.services.deal_board import DealFilter
from app.views.dialogs.hold_deal import HoldDialog
from app.views.dialogs.lose_deal import LoseDialog
from app.views.dialogs.new_deal import NewDealDialog
from app.views.dialogs.unwin import UnwinDialog
from app.views.dialogs.win_deal import WinDialog
from app.views.parts.picker import Picker

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def wizard(shell, monkeypatch):
    """The deals for which the wizard was asked."""
    asked = []
    monkeypatch.setattr(shell, "start_handoff", asked.append)
    return asked


def column(page, name):
    return next(pane for pane in page.board.panes if pane.column.name == name)


def drop(page, title, stage, before=None):
    page.board.drop_cards([deal_id(page.store, title)], stage_id(page.store, stage), before)
    turn()


# Heads, totals, filters


def test_heads_show_count_sum_probability_and_weighted(page):
    head = column(page, "Proposal").column
    assert (head.count, head.total, head.hint_left, head.hint_right) == (5, "€100,400", "50%", "weighted €50,200")
    won = column(page, "Won").column
    assert won.hint_right == "100%"
    assert won.drop_note.startswith("Drop here to win")


def test_the_page_row_sums_up_what_is_open(page):
    assert page.totals() == "18 open <b>€283,800</b>  weighted <b>€110,750</b>"


def test_only_chips_that_leave_something_are_shown(page, qtbot):
    chips = page.filters.chips
    qtbot.waitUntil(lambda: not chips["mine"].isHidden())
    assert chips["no_client"].isHidden()
    all_of_them = [pane.column.count for pane in page.board.panes]
    chips["mine"].click()
    turn()
    assert sum(pane.column.count for pane in page.board.panes if pane.column.name != "Won") == 4
    chips["mine"].click()
    assert [pane.column.count for pane in page.board.panes] == all_of_them
    assert sum(all_of_them[:-1]) == 18


def test_typing_narrows_the_board_and_nothing_found_offers_a_way_back(page, qtbot):
    page.filters.line.setText("kiosk museum nothing")
    qtbot.waitUntil(lambda: page.empty is not None)
    assert page.empty.second.text() == "Show everything"
    page.empty.second.click()
    turn()
    assert page.empty is None
    assert page.filters.line.text() == ""
    assert not page.board.isHidden()


def test_a_filter_from_a_chart_narrows_the_board(page):
    page.apply_filter({"chip": "rotting"})
    assert page.filters.chips["rotting"].isChecked()
    assert sum(pane.column.count for pane in page.board.panes) == 2


def test_an_empty_pipeline_offers_the_first_deal(qtbot, store, tmp_path):
    deals.delete(store, [deals.add(store, "Gone")])
    shell = open_window(qtbot, store, tmp_path, "deals.board")
    shell.open_page("deals.board", {})
    turn()
    shell.page.empty.second.click()
    assert isinstance(shell.page.verbs.dialog, NewDealDialog)
    shell.page.verbs.dialog.reject()
    shell.close()


# Dragging


def test_a_drop_moves_the_deal_and_undo_takes_it_back(page, shell, qtbot):
    drop(page, "Shop migration", "Negotiation")
    assert stage_of(page.store, "Shop migration") == "Negotiation"
    assert said(shell) == "Shop migration moved to Negotiation"
    qtbot.waitUntil(lambda: page.board.panes[3].column.count == 5)
    shell.undo()
    turn()
    assert stage_of(page.store, "Shop migration") == "Proposal"


def test_while_a_card_hovers_the_head_says_what_it_would_add(page):
    ids = [deal_id(page.store, "Shop migration")]
    assert page.source.with_cards(ids, stage_id(page.store, "Negotiation")) == "with this card €65,800"
    two = [*ids, deal_id(page.store, "Data dashboard")]
    assert page.source.with_cards(two, stage_id(page.store, "Negotiation")) == "with 2 cards €87,600"


def test_a_drop_on_won_asks_when_it_was_and_then_opens_the_wizard(page, wizard):
    drop(page, "Shop migration", "Won")
    dialog = page.verbs.dialog
    assert isinstance(dialog, WinDialog)
    assert is_open(dialog)
    assert stage_of(page.store, "Shop migration") == "Proposal"  # nothing is won before one says so
    assert dialog.closed_on.value() == today()
    dialog.submit()
    turn()
    assert stage_of(page.store, "Shop migration") == "Won"
    assert wizard == [deal_id(page.store, "Shop migration")]


def test_a_win_may_be_handed_off_later(page, wizard, shell):
    drop(page, "Shop migration", "Won")
    page.verbs.dialog._win(hand_off=False)
    turn()
    assert stage_of(page.store, "Shop migration") == "Won"
    assert wizard == []
    assert said(shell) == "Shop migration won"


def test_a_closing_date_to_come_is_refused_at_its_field(page):
    page.verbs.win([deal_id(page.store, "Shop migration")])
    turn()
    dialog = page.verbs.dialog
    dialog.closed_on.set_value(today() + timedelta(days=3))
    dialog.submit()
    assert "won today or was won earlier" in dialog.closed_on.refusal()
    assert is_open(dialog)
    dialog.reject()


def test_a_deal_for_nobody_is_won_but_not_handed_off_without_a_client(page, wizard):
    made = deals.add(page.store, "Mystery")
    turn()
    page.verbs.win([made])
    turn()
    dialog = page.verbs.dialog
    dialog.submit()
    assert is_open(dialog)
    dialog.client.set_value(None)
    dialog.client.try_commit("Quiet Harbour")
    dialog.amount.try_commit(120_000)
    dialog.submit()
    turn()
    won = deal_board.cards(page.store, [made])[0]
    assert (won.client, won.amount_minor, won.stage_kind) == ("Quiet Harbour", 120_000, "won")
    assert wizard == [made]
    page.shell.undo()
    assert deal_board.cards(page.store, [made])[0].client is None


def test_a_win_with_a_project_that_is_dragged_back_asks_what_becomes_of_it(page, shell):
    drop(page, "Service portal", "Proposal")
    turn()
    assert isinstance(page.verbs.dialog, UnwinDialog)
    assert stage_of(page.store, "Service portal") == "Won"  # until it is answered
    page.verbs.dialog.reject()
    assert stage_of(page.store, "Service portal") == "Won"

    drop(page, "Service portal", "Proposal")
    turn()
    dialog = page.verbs.dialog
    assert not dialog.choices["delete"].isEnabled()  # somebody has worked on it
    dialog.choices["pause"].click()
    dialog._answer()
    turn()
    assert stage_of(page.store, "Service portal") == "Proposal"
    assert page.store.value("SELECT status FROM project WHERE name = 'Service portal'") == "on_hold"
    assert said(shell) == "Service portal reopened in Proposal"
    shell.undo()
    assert stage_of(page.store, "Service portal") == "Won"
    assert page.store.value("SELECT status FROM project WHERE name = 'Service portal'") == "active"


def test_a_win_with_a_project_that_is_lost_after_all_asks_for_both(page):
    page.source.drop_on_foot([deal_id(page.store, "Service portal")], "lost")
    turn()
    page.verbs.dialog.choices["cancel"].click()
    page.verbs.dialog._answer()
    turn()
    dialog = page.verbs.dialog
    assert isinstance(dialog, LoseDialog)
    dialog.submit()
    turn()
    assert stage_of(page.store, "Service portal") == "Lost"
    assert page.store.value("SELECT status FROM project WHERE name = 'Service portal'") == "cancelled"


def test_reopened_from_the_inspector_it_asks_too(page):
    deal = deal_id(page.store, "Service portal")
    page.show_record("deal", deal)
    page.inspector.reopen.click()
    turn()
    page.verbs.dialog.choices["keep"].click()
    page.verbs.dialog._answer()
    turn()
    assert stage_of(page.store, "Service portal") == "Negotiation"
    assert page.store.value("SELECT status FROM project WHERE name = 'Service portal'") == "active"


def test_the_foot_asks_why_a_deal_is_lost(page, shell):
    assert [target.key for target in page.source.foot_targets()] == ["lost", "hold"]
    page.source.drop_on_foot([deal_id(page.store, "Loyalty app")], "lost")
    turn()
    dialog = page.verbs.dialog
    assert isinstance(dialog, LoseDialog)
    next(button for button in dialog.reasons.buttons() if button.text() == "Price").click()
    dialog.competitor.try_commit("Rival Ltd")
    dialog.submit()
    turn()
    found = deal_detail.detail(page.store, deal_id(page.store, "Loyalty app"))
    assert (found.card.stage_kind, found.lost_reason, found.competitor) == ("lost", "Price", "Rival Ltd")
    assert said(shell) == "Loyalty app lost"


def test_a_reason_in_ones_own_words_takes_the_place_of_the_button(page):
    page.verbs.lose([deal_id(page.store, "Loyalty app")])
    turn()
    dialog = page.verbs.dialog
    dialog.reasons.buttons()[0].click()
    dialog.other.try_commit("Their shop burnt down")
    dialog.submit()
    turn()
    assert deal_detail.detail(page.store, deal_id(page.store, "Loyalty app")).lost_reason == "Their shop burnt down"


def test_the_foot_asks_until_when_a_deal_is_on_hold(page):
    page.source.drop_on_foot([deal_id(page.store, "Loyalty app")], "hold")
    turn()
    dialog = page.verbs.dialog
    assert isinstance(dialog, HoldDialog)
    dialog.until.set_value(today())
    dialog.submit()
    assert "held until a day to come" in dialog.until.refusal()
    dialog.until.line_input().setText("+30")
    dialog.submit()
    turn()
    found = deal_detail.detail(page.store, deal_id(page.store, "Loyalty app"))
    assert found.held_until_on == today() + timedelta(days=30)


def test_another_pipeline_is_offered_when_there_is_one(page):
    with page.store.write("Add pipeline"):
        workspace.add_pipeline(page.store, "Renewals")
    turn()
    assert [target.key for target in page.source.foot_targets()] == ["lost", "hold", "pipeline"]
    page.source.drop_on_foot([deal_id(page.store, "Loyalty app")], "pipeline")
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    assert picker.options()[0].text == "Renewals › Lead"
    picker.close()
    page.filters.narrow(pipeline_id=page.filters._pipelines[1][0])
    assert page.empty is not None


# Keys


def at(page, title):
    page.board.select(deal_id(page.store, title))
    page.board.selection.active.view.setFocus()
    turn()


def test_enter_opens_the_inspector_and_esc_closes_it(page):
    at(page, "Shop migration")
    assert not page.beside.is_open
    press(Key.Key_Return)
    assert page.beside.is_open
    assert page.inspector.detail.card.title == "Shop migration"
    press(Key.Key_Down)
    assert page.inspector.detail.card.title == "Data dashboard"
    press(Key.Key_Escape)
    assert not page.beside.is_open
    assert page.board.isAncestorOf(focus())


def test_a_click_opens_the_inspector(page):
    view = column(page, "Lead").view
    place = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert page.inspector.detail.card.title == "Webshop relaunch"
    assert page.beside.is_open


def test_below_1100_px_the_inspector_takes_the_board_s_place(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "deals.board", width=1000)
    page = shell.page
    at(page, "Shop migration")
    press(Key.Key_Return)
    assert not page.board.isVisible()
    assert page.inspector.isAncestorOf(shell.focusWidget())
    press(Key.Key_Escape)
    assert page.board.isVisible() and page.board.isAncestorOf(shell.focusWidget())
    place = page.board.selection.active.view.visualRect(page.board.selection.active.view.currentIndex()).center()
    QTest.mouseClick(page.board.selection.active.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not page.board.isVisible() and page.inspector.isAncestorOf(shell.focusWidget())
    shell.close()


def test_m_moves_w_wins_l_loses_and_del_deletes(page, shell):
    at(page, "Shop migration")
    press(Key.Key_M)
    type_into("nego")
    press(Key.Key_Return)
    turn()
    assert stage_of(page.store, "Shop migration") == "Negotiation"
    for key, kind in ((Key.Key_W, WinDialog), (Key.Key_L, LoseDialog)):
        at(page, "Shop migration")
        press(key)
        turn()
        assert isinstance(page.verbs.dialog, kind)
        page.verbs.dialog.reject()
        turn()
    at(page, "Shop migration")
    press(Key.Key_Delete)
    turn()
    assert said(shell) == "Shop migration deleted"
    shell.undo()
    turn()
    assert stage_of(page.store, "Shop migration") == "Negotiation"


def test_f2_renames_in_the_inspector(page):
    at(page, "Shop migration")
    press(Key.Key_F2)
    type_into("Shop moves house")
    press(Key.Key_Return)
    assert stage_of(page.store, "Shop moves house") == "Proposal"


def test_letters_do_nothing_while_a_card_is_carried(page):
    at(page, "Shop migration")
    press(Key.Key_Space)
    press(Key.Key_W)
    turn()
    assert page.verbs.dialog is None
    press(Key.Key_Escape)
    assert page.board.hold.carry is None


def test_the_menu_has_what_a_deal_can_suffer(page):
    def words(title):
        menu = page._menu([deal_id(page.store, title)])
        return [action.text().split("\t")[0] for action in menu.actions() if action.text()]

    changes = ["Owner…", "Add tag…", "Close date…", "Amount by percent…"]
    ends = ["Duplicate", "Merge with…", "Archive", "Delete"]
    assert words("Shop migration") == [
        "Rename", "Start the clock", "Move to stage", *changes, "Mark as won", "Lost…", "On hold…", *ends
    ]  # fmt: skip
    assert [word for word in words("Ticket shop") if word not in changes][3:] == [
        "Reopen", "Hand off…", "No project needed", *ends
    ]  # fmt: skip
    assert "Open project" in words("Service portal")


# Changes from elsewhere


def test_a_refresh_keeps_selection_and_current(page):
    at(page, "Data dashboard")
    deals.change(page.store, deal_id(page.store, "Shop migration"), "title", "Another name")
    turn()
    assert page.board.selected == [deal_id(page.store, "Data dashboard")]
    deals.move(page.store, [deal_id(page.store, "Data dashboard")], stage_id(page.store, "Lead"))
    turn()
    assert page.board.current == deal_id(page.store, "Data dashboard")


def test_a_deal_is_shown_wherever_it_stands(page, shell):
    page.filters.chips["mine"].click()
    shell.go("deal", deal_id(page.store, "Loyalty app"))
    assert page.board.current == deal_id(page.store, "Loyalty app")
    assert page.filters.flt.chip == ""
    shell.go("deal", deal_id(page.store, "Poster series"))  # lost: it has no card, but an inspector
    assert page.inspector.detail.card.title == "Poster series"


def test_the_handoff_button_of_a_card_opens_the_wizard(page, wizard):
    page.source.act(deal_id(page.store, "Ticket shop"))
    assert wizard == [deal_id(page.store, "Ticket shop")]


def test_reads_do_not_grow_with_the_cards(studio, monkeypatch):
    every = deal_board.list_ids(studio, DealFilter())
    deal_board.cards(studio, every)  # what is to be expected of projects is planned once
    open_, delivered = deal_id(studio, "E-learning course"), deal_id(studio, "Service portal")
    asked = []
    monkeypatch.setattr(studio, "rows", lambda sql, params=(), rows=studio.rows: asked.append(sql) or rows(sql, params))
    deal_board.cards(studio, [open_])
    assert len(asked) == 1
    deal_board.cards(studio, [delivered])
    with_project = len(asked) - 1
    deal_board.cards(studio, every)
    assert len(asked) - 1 == 2 * with_project < 24

"""A week of selling, through the window: a deal comes in, grows, is won, waits for its project, and one is lost."""

from __future__ import annotations

import importlib
import sys
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "views"))
WINDOW = importlib.import_module("selling_window")

from app.base import today  # noqa: E402
from app.services import deal_board, deal_detail, deals  # noqa: E402
from app.views.parts.dates import short_text  # noqa: E402

Key, turn, fill = WINDOW.Key, WINDOW.turn, WINDOW.fill


@pytest.fixture
def shell(qtbot, store, tmp_path):
    made = WINDOW.open_window(qtbot, store, tmp_path, "deals.board")
    yield made
    made.close()


def enter(shell, title, client, amount):
    """A new deal, as the keyboard enters it."""
    shell.new()
    turn()
    WINDOW.type_into(title)
    WINDOW.press(Key.Key_Tab)
    WINDOW.type_into(client)
    WINDOW.press(Key.Key_Return)
    WINDOW.press(Key.Key_Tab)
    WINDOW.type_into(amount)
    WINDOW.press(Key.Key_Return)
    turn()


def test_from_the_first_call_to_the_handoff(shell, store, monkeypatch, qtbot):
    asked = []
    monkeypatch.setattr(shell, "start_handoff", asked.append)
    enter(shell, "Webshop relaunch", "Heron Florists", "14000")
    page = shell.page
    deal = WINDOW.deal_id(store, "Webshop relaunch")
    assert page.board.current == deal
    assert page.totals() == "1 open <b>€14,000</b>  weighted <b>€1,400</b>"

    # it is talked about: a step, a note, a line, and on it moves
    page._open(deal)
    inspector = page.inspector
    fill(inspector.step.step, "Call Petra")
    fill(inspector.step.on_day, "+3")
    inspector.log.begin()
    inspector.log.field.text_input().setPlainText("Wants to open before spring")
    inspector.log.field.finish()
    inspector.lines.begin_typing()
    fill(inspector.lines._fresh.title, "Shop")
    fill(inspector.lines.rows[0].price, "15,500")
    inspector.strip.segments[2].click()
    turn()
    card = deal_board.cards(store, [deal])[0]
    assert (card.stage, card.amount_minor, card.next_step) == ("Proposal", 1_550_000, "Call Petra")
    qtbot.waitUntil(lambda: page.totals() == "1 open <b>€15,500</b>  weighted <b>€7,750</b>")

    # it is won by a drop, yesterday, and handed off at once
    won = WINDOW.stage_id(store, "Won")
    page.board.drop_cards([deal], won)
    turn()
    dialog = page.verbs.dialog
    dialog.closed_on.begin_edit()
    dialog.closed_on.line_input().setText("yesterday")
    dialog.submit()
    turn()
    assert asked == [deal]
    assert deal_board.cards(store, [deal])[0].closed_on == today() - timedelta(days=1)

    # the whole story, newest first
    told = [moment.text for moment in deal_detail.detail(store, deal).timeline]
    assert any("Won" in text for text in told)
    assert "Wants to open before spring" in told
    assert any("Amount" in text for text in told)

    # nobody makes the project: the pill leads back to it, and one may say that none is needed
    shell.open_page("deals.list", {"chip": "to_hand_off"})
    assert shell.page.rows.ids == [deal]
    shell.page.verbs.waive([deal])
    turn()
    assert shell.page.rows.ids == []


def test_a_deal_is_lost_thought_about_and_taken_up_again(shell, store):
    enter(shell, "Annual report", "Saltmarsh Museum", "9600")
    page, deal = shell.page, WINDOW.deal_id(store, "Annual report")
    page._open(deal)
    page.inspector.lose.click()
    turn()
    dialog = page.verbs.dialog
    next(button for button in dialog.reasons.buttons() if button.text() == "No budget").click()
    dialog.submit()
    turn()
    assert not any(pane.model.ids for pane in page.board.panes)
    assert deal_detail.detail(store, deal).lost_reason == "No budget"
    shell.undo()
    turn()
    assert page.board.panes[0].model.ids == [deal]
    shell.redo()
    turn()
    page.show_record("deal", deal)
    page.inspector.reopen.click()
    turn()
    assert deal_board.cards(store, [deal])[0].stage == "Negotiation"


def test_a_quiet_deal_is_held_and_comes_back(shell, store):
    enter(shell, "Loyalty app", "Copper Mill Bakery", "22000")
    page, deal = shell.page, WINDOW.deal_id(store, "Loyalty app")
    page.source.drop_on_foot([deal], "hold")
    turn()
    page.verbs.dialog.until.begin_edit()
    page.verbs.dialog.until.line_input().setText("+30")
    page.verbs.dialog.submit()
    turn()
    assert deal_board.cards(store, [deal])[0].on_hold
    until = short_text(today() + timedelta(days=30))
    assert WINDOW.said(shell) == f"Loyalty app on hold until {until}"
    deals.release(store, [deal])
    turn()
    assert not deal_board.cards(store, [deal])[0].on_hold


def test_everything_a_day_brought_can_be_undone(shell, store):
    for title in ("One", "Two", "Three"):
        enter(shell, title, "Heron Florists", "1000")
    ids = [WINDOW.deal_id(store, title) for title in ("One", "Two", "Three")]
    shell.page.verbs.move(ids, WINDOW.stage_id(store, "Qualified"))
    turn()
    shell.page.verbs.delete(ids)
    turn()
    assert deal_board.list_ids(store, deal_board.DealFilter()) == []
    while store.undo_label:
        shell.undo()
        turn()
    assert store.value("SELECT count(*) FROM deal") == 0
    assert store.value("SELECT count(*) FROM client") == 0

"""A year of selling without a mouse: every step below is a key pressed where the keyboard is."""

from __future__ import annotations

import importlib
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent.parent / "views"))
WINDOW = importlib.import_module("selling_window")

from app.services import deal_board, figures, win_loss  # noqa: E402
from app.services.deal_board import DealFilter  # noqa: E402

Key, turn, press, type_into = WINDOW.Key, WINDOW.turn, WINDOW.press, WINDOW.type_into
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIRST = date(2026, 1, 5)


@pytest.fixture
def shell(qtbot, store, tmp_path):
    with time_machine.travel(FIRST, tick=True):
        made = WINDOW.open_window(qtbot, store, tmp_path, "deals.board")
        yield made
        made.close()


def new_deal(title, client, amount):
    press(Key.Key_N, CTRL)
    type_into(title)
    press(Key.Key_Tab)
    type_into(client)
    press(Key.Key_Return)
    press(Key.Key_Tab)
    type_into(amount)
    press(Key.Key_Return)
    turn()


def go_to(title):
    """Find a deal by its name, as with Ctrl+K; the keyboard is on its card afterwards."""
    press(Key.Key_K, CTRL)
    type_into(title)
    turn()
    press(Key.Key_Return)
    turn()
    press(Key.Key_Escape)
    turn()


def carry(steps):
    """Pick the card up, over so many columns, and drop it."""
    press(Key.Key_Space)
    for _ in range(steps):
        press(Key.Key_Right)
    press(Key.Key_Space)
    turn()


def dialog():
    return QApplication.activeModalWidget()


def test_twelve_months_from_leads_to_figures(shell, store, qtbot, monkeypatch):
    handed = []
    monkeypatch.setattr(shell, "start_handoff", handed.append)
    with time_machine.travel(FIRST, tick=True) as clock:
        for month in range(12):
            clock.move_to(FIRST + timedelta(days=30 * month))
            new_deal(f"Website {month}", f"Client {month}", "12000")
            new_deal(f"Logo {month}", f"Client {month}", "3000")

            # the first grows through the stages and is won
            go_to(f"Website {month}")
            carry(2)
            assert WINDOW.stage_of(store, f"Website {month}") == "Proposal"
            press(Key.Key_W)
            assert dialog() is not None
            press(Key.Key_Return, CTRL)
            qtbot.waitUntil(lambda month=month: WINDOW.stage_of(store, f"Website {month}") == "Won")

            # every other month the second is lost
            if month % 2:
                go_to(f"Logo {month}")
                press(Key.Key_L)
                assert dialog() is not None
                press(Key.Key_Return, CTRL)
                qtbot.waitUntil(lambda month=month: WINDOW.stage_of(store, f"Logo {month}") == "Lost")

        # what was done last is taken back and done again
        press(Key.Key_Z, CTRL)
        assert WINDOW.stage_of(store, "Logo 11") == "Lead"
        press(Key.Key_Z, CTRL | SHIFT)
        assert WINDOW.stage_of(store, "Logo 11") == "Lost"

        found = figures.totals(store)
        assert (found.won, found.lost, found.open) == (12, 6, 6)
        assert (found.won_minor, found.open_minor) == (12 * 12_000_00, 6 * 3_000_00)
        assert len(handed) == 12

        # lists, clients and figures are a key away
        reached = []
        for number in range(1, 7):
            press(getattr(Key, f"Key_{number}"), CTRL)
            turn()
            reached.append(shell.key)
        assert reached[:4] == ["deals.board", "deals.list", "clients", "accounts"]
        assert deal_board.list_totals(store, DealFilter())[0] == 6
        year = win_loss.read(store, win_loss.Asked(*win_loss.span("all")))
        assert (year.won.count, year.lost.count) == (12, 6)

"""What a card says of a deal: the next step, what may go wrong, and how the delivery of a won one goes."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import deal_id

from app.base import today
from app.domain.workdays import Calendar
from app.services import deal_board, deals, projects
from app.views.parts import card_paint, deal_cards
from app.views.parts.board_source import Bit, Card
from app.views.parts.pen import Pen


@pytest.fixture(autouse=True)
def monday():
    """Whatever day it is, tomorrow is a working day."""
    with time_machine.travel("2026-11-30T10:00:00Z", tick=False):
        yield


def card(store, title):
    now = today()
    deal = deal_board.cards(store, [deal_id(store, title)])[0]
    return deal_cards.card(deal, lambda day: Calendar().late_days(day, now), now)


def test_a_card_says_client_amount_next_step_and_close(studio):
    found = card(studio, "E-learning course")
    assert (found.second_left, found.second_right) == ("Kettle & Leaf Tea", "€26,500")
    assert found.third[0].text == "Agree terms"
    assert found.third_right.text == "Tomorrow"
    assert found.fourth[0].text.startswith("Closes ")
    assert found.mine


def test_a_step_for_today_is_bold_and_a_deal_without_one_is_amber(studio):
    assert card(studio, "Wayfinding signs").third_right == deal_cards.Bit("", "Today", "strong")
    assert card(studio, "Annual report").third == (deal_cards.Bit("calendar-x", "No next step", "warn"),)


def test_late_counts_in_working_days(studio):
    friday, monday = today() - timedelta(days=today().weekday() + 3), today() - timedelta(days=today().weekday())
    assert Calendar().late_days(friday, monday) == 1
    assert Calendar().late_days(friday, monday - timedelta(days=1)) == 0


def test_a_late_step_is_red_with_its_days(studio):
    deal = deal_board.cards(studio, [deal_id(studio, "Shelf labels")])[0]
    step, when = deal_cards.step_words(deal, lambda _: 3, today())
    assert (step.tone, when.text, when.tone) == ("bad", "3 d late", "bad")


def test_marks_name_what_may_go_wrong(studio):
    assert [bit.text for bit in card(studio, "Product videos").fourth] == ["26 days here"]
    assert card(studio, "Shelf labels").fourth[0].text.startswith("Close date ")
    deals.hold(studio, [deal_id(studio, "Product videos")])
    held = card(studio, "Product videos")
    assert held.fourth[0].text == "On hold"
    assert held.faded


def test_a_deal_for_nobody_says_so(studio):
    deals.add(studio, "Mystery")
    assert card(studio, "Mystery").fourth[0].text == "No client"


def test_a_won_deal_shows_its_delivery_or_asks_for_the_handoff(studio):
    waiting, delivered = card(studio, "Ticket shop"), card(studio, "Service portal")
    assert waiting.third[0].text == "No project yet"
    assert waiting.action == "Hand off…"
    assert "% done" in delivered.third[0].text
    assert 0 < delivered.progress < 1 and delivered.progress_tone == "good"


def test_the_bar_of_a_won_deal_warns_as_its_words_do(studio):
    project = int(
        studio.value("SELECT project_id FROM handoff WHERE deal_id = ?", (deal_id(studio, "Service portal"),))
    )
    for word, words in (("warn", "At risk, "), ("bad", "Late, ")):
        projects.say_health(studio, project, word)
        shown = card(studio, "Service portal")
        assert shown.third[0].text.startswith(words) and shown.progress_tone == word


def test_the_card_is_read_out_whole(studio):
    assert card(studio, "E-learning course").accessible.startswith(
        "E-learning course, Kettle & Leaf Tea, €26,500, Agree terms, Tomorrow, Closes "
    )


def test_the_words_of_a_narrow_card_come_before_the_length_of_its_bar(qapp, monkeypatch):
    said = []
    plain = Pen.text
    monkeypatch.setattr(
        Pen,
        "text",
        lambda pen, words, box, *more, **most: (
            said.append((words, box.width())) or plain(pen, words, box, *more, **most)
        ),
    )
    image = QImage(220, 120, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    pen = Pen(painter)
    narrow = Card(1, "Checkout flow", fourth=(Bit("", "12 h left", "caption"),), progress=0.5)
    card_paint._fourth(pen, QRectF(0, 0, 190, 108), 165, narrow, dress=card_paint.Dress(), bar=None)
    words, room = said[-1]
    assert words == "12 h left" and room >= pen.width(words, 12, 400)
    painter.end()

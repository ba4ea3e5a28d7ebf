"""One truth of a project's finish: list, card, inspector and deal say the same, also where it is planned beside the window."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import open_window, turn

from app.base import today
from app.services import deal_board, deals, expected, project_rows, projects, schedules, settings, tasks
from app.views.parts import deal_cards
from app.views.parts.dates import short_text
from app.views.parts.deal_delivery import Delivery


@pytest.fixture
def open_page(qtbot, studio, tmp_path):
    opened = []

    def show(key):
        opened.append(open_window(qtbot, studio, tmp_path, key))
        return opened[-1].page

    yield show
    for shell in opened:
        shell.close()


@pytest.fixture
def menus(studio):
    """Seasonal menus, the open work of which was to be done two weeks ago; nothing is promised."""
    project = studio.value("SELECT id FROM project WHERE name = 'Seasonal menus'")
    projects.change(studio, project, "promised_on", None)
    with studio.write("Two weeks ago"):
        studio.execute(
            "UPDATE task SET start_on = date(:day, '-3 days'), due_on = :day WHERE project_id = :id AND done_on IS NULL",
            {"id": project, "day": (today() - timedelta(days=14)).isoformat()},
        )
        schedules.settle(studio, [project])
    return project


def finish_of(store, project):
    return max(row.finish for row in schedules.schedule(store, project).rows)


def deal_card(store, project):
    deal = store.value("SELECT deal_id FROM project WHERE id = ?", (project,))
    return deal_board.cards(store, [deal])[0]


def cell(page, project, key):
    place = page.rows.row_of(project)
    return page.rows.index(place, next(n for n, each in enumerate(page.rows.columns) if each.key == key)).data()


def test_list_card_inspector_and_deal_say_the_same(open_page, studio, menus):
    page = open_page("projects")
    finish, row = finish_of(studio, menus), project_rows.rows(studio, [menus])[0]
    assert row.health_text.endswith("working days late") and finish > row.finish_on
    assert (cell(page, menus, "expected"), cell(page, menus, "finish")) == (
        short_text(finish), short_text(row.finish_on),
    )  # fmt: skip
    assert cell(page, menus, "health") == row.health_text.replace(" working days", " d")
    page.show_record("project", menus)
    turn()
    words = f"{row.health_text}. Expected {short_text(finish)} instead of {short_text(row.finish_on)}."
    assert page._inspector.warning.accessibleName() == words
    assert page._inspector.fields.finish._hint == f"expected {short_text(finish)}"
    card = deal_cards.card(deal_card(studio, menus), lambda _: 0)
    assert card.third[0] == deal_cards.Bit("warning-circle", "Late, 25% done", "bad")
    assert card.third_right.text == short_text(finish)
    assert card.tooltip.endswith(
        f"{row.health_text}, expected {short_text(finish)} instead of {short_text(row.finish_on)}"
    )
    shown = Delivery(studio, lambda _: None)
    shown.setParent(page)
    shown.show_delivery(deal_card(studio, menus))
    assert (shown.health.text(), shown.finish.text()) == (
        row.health_text, f"{short_text(finish)}, {row.slip} d later",
    )  # fmt: skip


def test_today_says_how_the_next_delivery_goes(open_page, studio, qtbot):
    page = open_page("today")
    project = studio.value("SELECT id FROM project WHERE name = 'Logo refresh'")
    assert project_rows.rows(studio, [project])[0].health == "bad"
    qtbot.waitUntil(lambda: page.delivery.words().endswith("late: Logo refresh, 33%"))
    projects.say_health(studio, project, "warn")
    qtbot.waitUntil(lambda: page.delivery.words().endswith("at risk: Logo refresh, 33%"))


def test_a_card_says_what_a_person_says_and_what_rests(studio, menus):
    def words():
        return deal_cards.delivery_words(deal_card(studio, menus))

    projects.say_health(studio, menus, "warn", "The client is away")
    assert words() == deal_cards.Bit("warning", "At risk, 25% done", "warn")
    projects.say_health(studio, menus, None)
    projects.change(studio, menus, "status", "on_hold")
    assert words() == deal_cards.Bit("pause-circle", "On hold, 25% done", "plain")
    card = deal_cards.card(deal_card(studio, menus), lambda _: 0)
    assert card.third_right.text == short_text(project_rows.rows(studio, [menus])[0].finish_on)
    left = studio.ids("SELECT id FROM task WHERE project_id = ? AND done_on IS NULL", (menus,))
    tasks.move(studio, left, tasks.first_status(studio, "done"))
    assert words() == deal_cards.Bit("check-circle", "Delivered", "good")


def test_what_takes_longer_is_planned_beside_the_window_and_fills_in(open_page, studio, menus, qtbot, monkeypatch):
    monkeypatch.setattr(expected, "_AT_ONCE", 0)
    page = open_page("projects")
    finish = finish_of(studio, menus)
    qtbot.waitUntil(lambda: cell(page, menus, "expected") == short_text(finish))
    assert page.filters.chips["late"]._count == 2
    settings.add_day_off(studio, today(), today() + timedelta(days=10), "Moving house")
    qtbot.waitUntil(lambda: cell(page, menus, "expected") == short_text(finish_of(studio, menus)))
    assert finish_of(studio, menus) > finish


def test_the_board_of_deals_is_told_too(open_page, studio, menus, qtbot, monkeypatch):
    monkeypatch.setattr(expected, "_AT_ONCE", 0)
    deal = deal_card(studio, menus).id
    deals.change(studio, deal, "closed_on", today())  # the board shows what was won this month
    page = open_page("deals.board")
    qtbot.waitUntil(lambda: any(short_text(finish_of(studio, menus)) in text for text in spoken(page, deal)))


def spoken(page, deal):
    """What is read out of the card of a deal."""
    for pane in page.board.panes:
        place = pane.model.row_of(deal)
        if place is not None:
            yield pane.model.index(place).data(Qt.ItemDataRole.AccessibleTextRole)

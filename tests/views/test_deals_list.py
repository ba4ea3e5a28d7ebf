"""The list of deals: sorted and narrowed in SQL, opened from charts, changed many at a time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, open_window, press, said, stage_id, stage_of, turn

from app.base import today
from app.services import deal_board, deal_list, deals
from app.services.listing import SortKey
from app.views.parts.deal_filters import month_words
from app.views.parts.deal_reads import AT_ONCE


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.list")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


def texts(page, column):
    place = next(n for n, each in enumerate(page.rows.columns) if each.key == column)
    return [page.rows.index(row, place).data() for row in range(len(page.rows.ids))]


def choose(page, *titles):
    page.table.clearSelection()
    model = page.table.selectionModel()
    for title in titles:
        index = page.rows.index(page.rows.row_of(deal_id(page.store, title)), 0)
        model.setCurrentIndex(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)
    page.table.setFocus()
    turn()


def test_every_deal_is_a_row_the_closed_ones_too(page):
    assert len(page.rows.ids) == 24
    assert page.totals() == "24 deals, 18 open <b>€283,800</b>  weighted <b>€110,750</b>"
    assert "Lost" in texts(page, "stage")


@pytest.mark.parametrize("key", ["title", "client", "stage", "amount", "probability", "closes", "next_step", "owner"])
def test_every_head_sorts_both_ways(page, key):
    place = next(n for n, each in enumerate(page.rows.columns) if each.key == key)
    sort_key = page.rows.columns[place].sort_key
    for descending in (False, True):
        page.table._on_head(place)
        found = deal_list.ids(page.store, page.filters.flt, [SortKey(sort_key, descending)])
        assert page.rows.ids == found.ids


def test_a_click_on_a_head_sorts_by_it(page):
    page.table._on_head(3)
    amounts = [card.amount_minor for card in deal_board.cards(page.store, page.rows.ids)]
    assert amounts == sorted(amounts)
    page.table._on_head(3)
    assert page.table.arrangement.sorts == (SortKey("amount", True),)


def test_a_row_says_what_comes_next(page):
    deals.change(
        page.store, deal_id(page.store, "Wayfinding signs"), "next_step_on", today()
    )  # no working day on weekends
    turn()
    steps = dict(zip(texts(page, "title"), texts(page, "next_step"), strict=True))
    assert steps["Wayfinding signs"] == "Today: Send contract"
    assert steps["Annual report"] == "No next step"
    assert steps["Ticket shop"] == "Hand off"
    assert steps["Kiosk app"] == "Kiosk app"


def test_a_chart_opens_its_deals_and_the_filter_can_be_taken_away(page, shell):
    month = page.store.value("SELECT substr(max(closed_on), 1, 7) FROM deal WHERE lost_reason_id IS NULL")
    shell.open_page("deals.list", {"month": month, "category": "closed"})
    assert [chip.text() for chip in page.filters.taken] == [month_words(month, closed=True)]
    assert set(texts(page, "stage")) == {"Won"}
    page.filters.taken[0].click()
    assert len(page.rows.ids) == 24
    assert page.filters.taken == []


def test_month_and_certainty_are_two_filters(page):
    page.apply_filter({"month": "2099-01", "category": "commit"})
    assert [chip.text() for chip in page.filters.taken] == ["Closes in January 2099", "Commit"]
    assert page._empty.second.text() == "Show everything"
    page._empty.second.click()
    assert len(page.rows.ids) == 24


def test_overdue_and_undated_have_words():
    assert month_words("overdue") == "Close date passed"
    assert month_words("undated") == "No close date"


def test_the_pill_opens_what_waits_for_its_handoff(page, shell):
    shell.open_page("deals.list", {"chip": "to_hand_off"})
    assert texts(page, "title") == ["Ticket shop"]
    assert page.filters.chips["to_hand_off"].isChecked()


def test_one_client_s_deals(page):
    client = deal_board.cards(page.store, [deal_id(page.store, "Landing pages")])[0].client_id
    page.apply_filter({"client_id": client})
    assert sorted(texts(page, "title")) == ["Landing pages", "Member portal"]
    assert [chip.text() for chip in page.filters.taken] == ["Meridian Cycles"]


def test_many_are_moved_at_once_in_one_step(page, shell):
    choose(page, "Loyalty app", "Webshop relaunch")
    ids = page.table.selected
    page.verbs.move(ids, stage_id(page.store, "Qualified"))
    turn()
    assert said(shell) == "2 deals moved to Qualified"
    assert {stage_of(page.store, "Loyalty app"), stage_of(page.store, "Webshop relaunch")} == {"Qualified"}
    assert page.table.selected == sorted(ids, key=page.rows.ids.index)
    shell.undo()
    assert {stage_of(page.store, "Loyalty app"), stage_of(page.store, "Webshop relaunch")} == {"Lead"}


def test_waiting_ones_may_need_no_project(page, shell):
    choose(page, "Ticket shop", "Loyalty app")
    words = [action.text() for action in page._menu(page.table.selected).actions()]
    assert "No project needed" in words
    page.verbs.waive(page.table.selected)
    turn()
    assert deal_board.waiting_for_handoff(page.store) == []
    assert said(shell) == "Ticket shop needs no project"


def test_a_deal_with_a_project_is_not_deleted_and_the_window_says_why(page, shell):
    choose(page, "Service portal", "Loyalty app")
    press(Key.Key_Delete)
    turn()
    assert len(page.rows.ids) == 24
    assert "has a project" in shell.voice.errors.text


def test_a_click_opens_the_deal_beside_and_esc_closes_it(page):
    rect = page.table.visualRect(page.rows.index(3, 0))
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    turn()
    assert page.inspector.deal_id == page.rows.ids[3]
    page.table.setFocus()
    press(Key.Key_Escape)
    assert not page.beside.is_open


def test_a_change_keeps_selection(page):
    choose(page, "Loyalty app")
    deals.change(page.store, deal_id(page.store, "Webshop relaunch"), "title", "Aardvark")
    turn()
    assert page.table.selected == [deal_id(page.store, "Loyalty app")]


def test_an_empty_list_offers_the_first_deal(qtbot, store, tmp_path):
    made = deals.add(store, "Only")
    shell = open_window(qtbot, store, tmp_path, "deals.list")
    deals.delete(store, [made])
    turn()
    assert shell.page._empty.main.text() == "New deal"
    assert shell.page.main_button is None
    shell.close()


@pytest.fixture
def many(qtbot, studio, tmp_path):
    """The list of a workspace that counts so many deals that they are read beside the window."""
    columns = ("id", "title", "stage_id", "currency", "created_on", "stage_since_on", "created_at")
    sample = studio.rows(f"SELECT {', '.join(columns)} FROM deal WHERE title = 'Shop migration'")[0]
    with studio.write("Many"):
        studio.insert("deal", columns, [(AT_ONCE + 1, "The newest of many", *sample[2:])])
    made = open_window(qtbot, studio, tmp_path, "deals.list")
    qtbot.waitUntil(lambda: len(made.page.rows.ids) == 25)
    yield made.page
    made.close()


def test_of_many_a_deal_that_is_opened_while_the_list_is_read_leaves_its_filter(qtbot, many):
    page, wanted = many, deal_id(many.store, "Shop migration")
    page.filters.narrow(text="kiosk")
    qtbot.waitUntil(lambda: len(page.rows.ids) == 1)
    page.apply_filter({"text": "shop"})
    page.shell.go("deal", wanted)
    qtbot.waitUntil(lambda: page.table.current == wanted)
    assert page.filters.flt.text == "shop" and page.inspector.deal_id == wanted


def test_of_many_the_filter_gives_way_when_what_is_read_leaves_the_opened_deal_out(qtbot, many):
    page, wanted = many, deal_id(many.store, "Shop migration")
    page.filters.narrow(text="kiosk")
    qtbot.waitUntil(lambda: len(page.rows.ids) == 1)
    page.apply_filter({"text": "newest of"})
    page.shell.go("deal", wanted)
    qtbot.waitUntil(lambda: page.table.current == wanted)
    assert len(page.rows.ids) == 25 and not page.filters.is_narrowed


def test_of_many_a_filter_that_is_typed_after_a_deal_was_opened_stays(qtbot, many):
    page = many
    page.filters.narrow(text="newest of")
    page.shell.go("deal", deal_id(page.store, "Shop migration"))
    page.filters.narrow(text="kiosk")
    qtbot.waitUntil(lambda: len(page.rows.ids) == 1)
    assert page.filters.flt.text == "kiosk"

"""The toolbar over deals: '+ Filter' with the keyboard and the mouse, chips in words, saved views."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, click, deal_id, filter_by, open_window, turn

from app.base import today
from app.services import custom_fields, deal_board, deals, saved_views, tags
from app.services.custom_sql import Asked
from app.services.deal_board import DealFilter
from app.views.parts.filter_range import RangePopup
from app.views.parts.filter_words import closes_words, taken
from app.views.parts.menu import Menu


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "deals.list")
    yield shell.page
    shell.close()


def chips(page):
    return [chip.text() for chip in page.filters.taken]


def shown(page):
    return sorted(card.title for card in deal_board.cards(page.store, page.rows.ids))


def test_a_tag_is_chosen_by_typing_and_taken_away_by_its_cross(page):
    tags.put(page.store, "deal", [deal_id(page.store, "Ticket shop")], "spring")
    filter_by(page.filters, "tag", "spr")
    assert chips(page) == ["Tag: spring"] and shown(page) == ["Ticket shop"]
    chip = page.filters.taken[0]
    click(chip, QPoint(chip.width() - 10, chip.height() // 2))
    assert chips(page) == [] and len(shown(page)) == 24


def test_the_value_range_is_typed_with_enter_from_field_to_field(page):
    filter_by(page.filters, "value")
    popup = page.filters.pick.popup
    assert isinstance(popup, RangePopup)
    QTest.keyClicks(popup.fields[0].line_input(), "20,000")
    QTest.keyClick(popup.fields[0].line_input(), Key.Key_Return)
    assert popup.fields[1].is_editing()
    QTest.keyClicks(popup.fields[1].line_input(), "30,000")
    QTest.keyClick(popup.fields[1].line_input(), Key.Key_Return)
    turn()
    assert chips(page) == ["€20,000 to €30,000"]
    assert all(20_000_00 <= card.amount_minor <= 30_000_00 for card in deal_board.cards(page.store, page.rows.ids))


def test_ends_that_cross_and_words_for_numbers_are_refused_in_the_popup(page):
    filter_by(page.filters, "value")
    popup = page.filters.pick.popup
    popup.fields[0].line_input().setText("abc")
    click(popup.apply)
    assert popup.isVisible() and "not an amount" in popup.fields[0].refusal()
    popup.fields[0].line_input().setText("900")
    popup.fields[1].begin_edit()
    popup.fields[1].line_input().setText("100")
    click(popup.apply)
    assert popup.isVisible() and "before the beginning" in popup.fields[1].refusal()
    popup.close()
    assert chips(page) == []


def test_close_dates_owners_and_the_rest_are_one_step_each(page):
    filter_by(page.filters, "close date", "next month")
    filter_by(page.filters, "owner", "mara")
    filter_by(page.filters, "forecast", "best")
    filter_by(page.filters, "stage", "proposal")
    filter_by(page.filters, "client", "basil")
    assert chips(page) == ["Closes next month", "Best case", "Basil & Oak", "Mara Sample", "Proposal"]
    page.filters.clear()
    assert chips(page) == []


def test_a_field_of_ones_own_is_a_filter(page):
    size = custom_fields.define(page.store, "deal", "Size", "choice", ["Small", "Large"])
    seats = custom_fields.define(page.store, "deal", "Seats", "number")
    code = custom_fields.define(page.store, "deal", "Budget code", "text")
    shop = deal_id(page.store, "Ticket shop")
    for field, value in ((size, "Large"), (seats, "120"), (code, "A-1207")):
        custom_fields.put(page.store, field, [shop], value)
    filter_by(page.filters, "size", "large")
    assert chips(page) == ["Size: Large"] and shown(page) == ["Ticket shop"]
    filter_by(page.filters, "seats", "between")
    popup = page.filters.pick.popup
    popup.fields[0].line_input().setText("100")
    click(popup.apply)
    filter_by(page.filters, "budget", "holds")
    QTest.keyClicks(page.filters.pick.popup.fields[0].line_input(), "120")
    QTest.keyClick(page.filters.pick.popup.fields[0].line_input(), Key.Key_Return)
    turn()
    assert chips(page) == ["Size: Large", "Seats from 100", "Budget code has “120”"] and shown(page) == ["Ticket shop"]
    filter_by(page.filters, "size", "empty")
    assert "Size: empty" in chips(page) and shown(page) == []
    custom_fields.delete(page.store, size)
    page.filters.show_filter(page.filters.flt)
    assert "A deleted field" in chips(page)


def test_words_of_filters(store):
    now = today()
    following = (now.replace(day=28) + timedelta(days=9)).replace(day=1)
    last = (following.replace(day=28) + timedelta(days=9)).replace(day=1) - timedelta(days=1)
    assert closes_words(f"{following}..{last}").startswith(f"Closes in {following:%B}")
    assert (
        closes_words("undated") == "No close date"
        and closes_words(f"..{date(now.year, 1, 31)}") == "Closes until 31 Jan"
    )
    flt = DealFilter(amount_from=10_000_00, probability_to=40, source_id=999, tag_ids=(7,), custom=(Asked(1, "any"),))
    assert [each.words for each in taken(store, flt)] == [
        "Source: one that is gone", "Tag: one that is gone", "From €10,000", "Probability up to 40%", "A deleted field"
    ]  # fmt: skip
    for each in taken(store, flt):
        assert len(taken(store, flt._replace(**each.without))) == 4


def named(page, name):
    """Save what is shown under a name, as a user types it."""
    page.filters.views.ask_name()
    line = page.filters.views.naming.field.line_input()
    line.setText(name)
    QTest.keyClick(line, Key.Key_Return)
    turn()


def lines(page):
    return [action.text() for action in page.filters.views._make_menu().actions() if action.text()]


def choose_line(page, words):
    next(action for action in page.filters.views._make_menu().actions() if action.text() == words).trigger()
    turn()


def test_a_view_is_saved_chosen_changed_and_stays_live(page):
    views = page.filters.views
    assert views.accessibleName() == "Saved views"
    page.filters.narrow(text="shop")
    named(page, "Shops & more")
    assert views.view.name == "Shops & more" and not views.modified
    before = shown(page)
    choose_line(page, "All deals")
    assert len(shown(page)) == 24 and views.view is None
    fresh = deals.add(page.store, "Third shop")
    page.shell.hub.flush()
    choose_line(page, "Shops && more")
    assert shown(page) == sorted([*before, "Third shop"]), (fresh, "the view keeps the rule, not the deals")
    page.filters.narrow(text="third")
    assert views.modified and views.accessibleName() == "View: Shops & more, changed"
    choose_line(page, "Save changes")
    assert not views.modified and saved_views.of(page.store, "deals.list")[0].spec == {"text": "third"}


def test_views_are_renamed_moved_and_deleted_in_their_menu(page):
    for word in ("one", "two"):
        page.filters.narrow(text=word)
        named(page, word.title())
    assert lines(page)[:3] == ["All deals", "One", "Two"]
    choose_line(page, "Move up")
    assert lines(page)[:3] == ["All deals", "Two", "One"]
    page.filters.views.ask_name(page.filters.views.view)
    popup = page.filters.views.naming
    popup.field.line_input().setText("one")
    QTest.keyClick(popup.field.line_input(), Key.Key_Return)
    assert popup.isVisible() and "named one already" in popup.field.refusal()
    popup.field.line_input().setText("Zwei")
    click(popup.save)
    assert page.filters.views.view.name == "Zwei"
    choose_line(page, "Delete view")
    assert lines(page)[:2] == ["All deals", "One"] and page.filters.views.view is None
    page.store.undo()
    page.shell.hub.flush()
    assert lines(page)[:3] == ["All deals", "Zwei", "One"]


def test_nothing_to_save_is_said_and_an_empty_name_refused(page):
    save = next(action for action in page.filters.views._make_menu().actions() if action.text() == "Save view…")
    assert not save.isEnabled() and "Set a filter first" in save.toolTip()
    page.filters.narrow(text="x")
    named(page, " ")
    popup = page.filters.views.naming
    assert popup.isVisible() and popup.field.refusal() and saved_views.of(page.store, "deals.list") == []
    popup.close()


def test_a_view_that_another_window_deleted_is_left(page):
    page.filters.narrow(text="x")
    named(page, "Gone")
    saved_views.delete(page.store, page.filters.views.view.id)
    page.filters.views.refresh()
    assert page.filters.views.view is None


def test_the_menu_opens_with_the_keyboard(page):
    page.filters.narrow(text="shop")
    named(page, "Shops")
    page.filters.views.setFocus()
    QTest.keyClick(page.filters.views, Key.Key_Down)
    turn()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, Menu) and [action.text() for action in menu.actions()][:2] == ["All deals", "Shops"]
    QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    turn()
    assert page.filters.views.view is None and len(shown(page)) == 24


def test_chips_without_room_wait_in_the_list(page):
    page.filters.setFixedWidth(420)
    turn()
    hidden = [key for key, chip in page.filters.chips.items() if chip.isHidden() and page.filters._counts.get(key)]
    click(page.filters.more)
    offered = [option.key for option in page.filters.pick.popup.options()]
    assert hidden and {f"chip {key}" for key in hidden} <= set(offered)
    page.filters.pick.popup.close()


def test_filters_without_room_are_counted_and_can_still_be_taken_away(page):
    page.filters.narrow(closes="this_quarter", amount_from=1, probability_from=5, category="commit", text="shop")
    page.filters.setFixedWidth(560)
    turn()
    hidden = [chip.text() for chip in page.filters.taken if chip.isHidden()]
    assert (
        hidden and page.filters.chip_row.rest.text() == f"{len(hidden)} more" and page.filters.chip_row.rest.isVisible()
    )
    menu = page.filters.chip_row.rest_menu()
    assert [action.text() for action in menu.actions()] == hidden
    menu.actions()[0].trigger()
    turn()
    assert hidden[0] not in chips(page) and len(chips(page)) == 3
    page.filters.clear()
    assert not page.filters.chip_row.rest.isVisible()

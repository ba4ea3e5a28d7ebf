"""Deals and tasks as lists that their user arranges: columns, several sort keys, groups, saved views, and export of what is seen."""

from __future__ import annotations

import csv
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, open_window, press, said, turn

from app.services import custom_fields, deal_board, deal_list, deals, saved_views, tags, workspace
from app.services.listing import SortKey
from app.views.pages import deals_list as deals_page
from app.views.parts import column_menu, export_seen
from app.views.parts.column_panel import ColumnPanel
from app.views.parts.paint import text_width
from app.views.theme import px

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.list")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def tasks_page(shell):
    shell.open_page("tasks.list")
    turn()
    return shell.page


def click_head(page, key, held=Qt.KeyboardModifier.NoModifier):
    head = page.table.head
    place = page.table.known_columns.index(key)
    at = QPoint(head.sectionViewportPosition(place) + 20, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, held, at)
    turn()


def words(page, row):
    return [page.rows.index(row, place).data() for place in range(len(page.rows.columns))]


def heads(page):
    return [page.rows.heads[i].words for i in page.rows.ids if i < 0]


def arrange(page, **fields):
    page.table.arrange(page.table.arrangement._replace(**fields))
    turn()


def again(qtbot, shell, studio, tmp_path, key):
    """The window closed and opened once more."""
    shell.close()
    return open_window(qtbot, workspace.open_workspace(studio.path), tmp_path, key)


# --- order -------------------------------------------------------------------------------------------------------------


def test_shift_and_a_click_sort_by_a_second_key(page):
    click_head(page, "owner")
    click_head(page, "amount", SHIFT)
    click_head(page, "amount", SHIFT)
    assert page.table.arrangement.sorts == (SortKey("owner"), SortKey("amount", True))
    owners = page.table.known_columns.index("owner"), page.table.known_columns.index("amount")
    assert page.table.head.marks == {owners[0]: (False, 1), owners[1]: (True, 2)}
    assert page.table.head.accessibleDescription() == "Sorted by Owner ascending, Amount descending"
    cards = deal_board.cards(page.store, page.rows.ids)
    assert [(card.owner, -card.amount_minor) for card in cards] == sorted(
        (card.owner, -card.amount_minor) for card in cards
    )
    assert page.bar.sort.accessibleName() == "Sort: Owner ↑, Amount ↓"


def test_the_menu_shows_the_keys_and_changes_them(page):
    arrange(page, sorts=(SortKey("owner"), SortKey("amount", True)))
    menu = column_menu.sort_menu(page.table, page)
    first, second = (action for action in menu.actions()[:2])
    assert (first.text(), second.text()) == ("1  Owner", "2  Amount")
    by_words = {action.text(): action for action in second.menu().actions()}
    by_words["Sort by this first"].trigger()
    assert [each.key for each in page.table.arrangement.sorts] == ["amount", "owner"]
    more = next(action for action in column_menu.sort_menu(page.table, page).actions() if action.text() == "Then by")
    next(action for action in more.menu().actions() if action.text() == "Created").trigger()
    assert page.table.arrangement.sorts[-1] == SortKey("created")
    next(
        action for action in column_menu.sort_menu(page.table, page).actions() if action.text() == "Usual order"
    ).trigger()
    assert page.table.arrangement.sorts == ()


def test_tasks_sort_by_several_keys_too(tasks_page):
    click_head(tasks_page, "status")
    click_head(tasks_page, "due", SHIFT)
    assert tasks_page.table.arrangement.sorts == (SortKey("status"), SortKey("due"))
    assert tasks_page.table.head.marks[3] == (False, 1)


# --- columns -----------------------------------------------------------------------------------------------------------


def test_columns_are_chosen_with_the_keyboard(page, qtbot):
    column_menu.choose_columns(page.table, page.bar.columns)
    panel = page.window().findChild(ColumnPanel)
    names = panel.list
    names.setCurrentIndex(names.names.index(names.names.keys.index("tags")))
    QTest.keyClick(names, Key.Key_Space)
    assert page.table.known_columns[-1] == "tags"
    for _ in range(3):
        QTest.keyClick(names, Key.Key_Up, ALT)
    assert page.table.known_columns[-4:] == ["tags", "closes", "next_step", "owner"]
    before = page.table.columnWidth(page.table.known_columns.index("tags"))
    QTest.keyClick(names, Key.Key_Right, ALT)
    assert page.table.columnWidth(page.table.known_columns.index("tags")) == before + 16
    panel.usual.click()
    assert page.table.arrangement.columns == page.table.usual.columns
    panel.close()


def test_a_head_that_is_dragged_takes_its_column_along(page):
    page.table.select(deal_id(page.store, "Loyalty app"))
    page.table.head.moveSection(3, 0)
    turn()
    assert page.table.known_columns[:3] == ["amount", "title", "client"]
    assert [page.table.head.visualIndex(place) for place in range(3)] == [0, 1, 2]
    assert page.table.selected == [deal_id(page.store, "Loyalty app")]


def drag(widget, start, end):
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    steps = 6
    for step in range(1, steps + 1):
        at = start + (end - start) * step / steps
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, NONE
        )
        QApplication.sendEvent(widget, move)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
    turn()


def test_the_pointer_carries_a_head_and_draws_it_wider(page):
    head, keys = page.table.head, page.table.known_columns
    amount, title = (head.sectionViewportPosition(keys.index(key)) for key in ("amount", "title"))
    drag(head.viewport(), QPoint(amount + 30, 10), QPoint(title + 20, 10))
    assert page.table.known_columns[:2] == ["amount", "title"] and page.table.arrangement.sorts == ()
    edge = head.sectionViewportPosition(0) + head.sectionSize(0) - 1
    before = head.sectionSize(0)
    drag(head.viewport(), QPoint(edge, 10), QPoint(edge + 60, 10))
    assert abs(head.sectionSize(0) - before - 60) <= 2 and "amount" in page.table.widths.chosen
    whole = sum(head.sectionSize(place) for place in range(head.count()))
    assert whole == page.table.viewport().width()  # the others share what is left


def test_the_pointer_carries_a_column_in_the_panel(page):
    column_menu.choose_columns(page.table, page.bar.columns)
    names = page.window().findChild(ColumnPanel).list
    turn()
    rows = [names.visualRect(names.names.index(row)).center() for row in range(9)]
    drag(names.viewport(), rows[4], rows[1])
    assert page.table.known_columns[:3] == ["title", "probability", "client"]
    QTest.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=rows[0])
    assert page.table.known_columns[0] == "probability"
    names.window().close()


def test_a_column_leaves_by_the_menu_of_its_head(page):
    menu = column_menu.head_menu(page.table, "probability")
    next(action for action in menu.actions() if action.text() == "Hide this column").trigger()
    assert "probability" not in page.table.known_columns
    arrange(page, columns=("title",))
    last = column_menu.head_menu(page.table, "title")
    assert not next(action for action in last.actions() if action.text() == "Hide this column").isEnabled()


def test_in_a_wide_window_a_name_takes_no_more_than_the_eye_follows_and_the_rest_widens_the_others(page, shell):
    table = page.table
    shell.resize(1_240, 900)
    turn()
    usual = {key: table.columnWidth(at) for at, key in enumerate(table.known_columns)}
    shell.resize(1_920, 900)
    turn()
    wide = {key: table.columnWidth(at) for at, key in enumerate(table.known_columns)}
    assert sum(wide.values()) == table.viewport().width()
    assert wide["title"] == px(560) and wide["owner"] == usual["owner"]
    assert all(wide[key] > usual[key] for key in ("client", "stage", "amount", "next_step"))
    table.widths.change("client", 40)
    drawn = table.columnWidth(table.known_columns.index("client"))
    shell.resize(2_400, 900)
    turn()
    assert table.columnWidth(table.known_columns.index("client")) == drawn
    assert wide["client"] <= 2 * px(130)
    table.widths.change("title", 300)  # whoever draws it wider has it so
    assert table.columnWidth(0) > px(860) and sum(map(table.columnWidth, range(len(wide)))) == table.viewport().width()


def test_columns_order_and_widths_are_there_the_next_time(page, shell, studio, qtbot, tmp_path):
    arrange(page, columns=("amount", "title", "tags"), sorts=(SortKey("title", True),), group="stage")
    own = page.table.columnWidth(2)
    page.table.head.resizeSection(2, 210)
    after = again(qtbot, shell, studio, tmp_path, "deals.list")
    assert after.page.table.known_columns == ["amount", "title", "tags"]
    assert after.page.table.columnWidth(2) == 210
    assert after.page.table.arrangement.group == "stage" and heads(after.page)[0] == "Lead"
    after.page.table.head.sectionHandleDoubleClicked.emit(2)
    assert after.page.table.columnWidth(2) == own
    after.close()


def test_the_room_is_shared_and_columns_give_way_while_nobody_chose_them(page, shell):
    table = page.table
    assert sum(table.columnWidth(place) for place in range(len(table.rows.columns))) == table.viewport().width()
    shell.resize(760, 700)
    turn()
    assert table.isColumnHidden(table.known_columns.index("probability"))
    arrange(page, columns=("title", "client", "stage", "amount", "probability"))
    assert not table.isColumnHidden(4)


def test_custom_fields_are_columns_and_disappear_with_the_field(page, studio):
    size = custom_fields.define(studio, "deal", "Size", "choice", ["S", "L"])
    deal = page.rows.ids[0]
    custom_fields.put(studio, size, [deal], "L")
    turn()
    arrange(page, columns=("title", f"custom:{size}"), sorts=(SortKey(f"custom:{size}"),))
    assert page.rows.ids[0] == deal and words(page, 0)[1] == "L"
    assert page.table.groupings[f"custom:{size}"] == "Size"
    custom_fields.delete(studio, size)
    turn()
    assert page.table.known_columns == ["title"] and len(page.rows.ids) == 24


def test_what_is_shown_follows_a_change_of_tags(page, studio):
    arrange(page, columns=("title", "tags"))
    deal = page.rows.ids[0]
    tags.put(studio, "deal", [deal], "spring")
    turn()
    assert words(page, 0)[1] == "spring"


@pytest.mark.parametrize("key", sorted(deal_list.SORTS))
def test_every_order_has_a_column_and_every_column_can_be_shown(page, key):
    table = page.table
    found = [column.key for column in table.catalogue.values() if column.sort_key == key]
    assert found
    arrange(page, columns=("title", *found), sorts=(SortKey(key),))
    assert all(isinstance(text, str) for row in range(24) for text in words(page, row))


# --- groups ------------------------------------------------------------------------------------------------------------


def test_groups_have_heads_with_their_sums(page):
    arrange(page, group="stage", sorts=(SortKey("title"),))
    assert heads(page) == ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    head = page.rows.head(0)
    assert (head.count, head.sums["amount"]) == (5, "€60,000")
    assert page.rows.index(0, page.table.known_columns.index("amount")).data() == "€60,000"
    assert page.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Group Lead, 5, amount €60,000")
    assert page.totals().startswith("24 deals")


def test_a_group_folds_and_opens_by_key_and_by_click(page):
    arrange(page, group="stage")
    table = page.table
    table.setFocus()
    table.setCurrentIndex(page.rows.index(0, 0))
    press(Key.Key_Left)
    assert page.rows.ids[1] < 0 and page.rows.head(0).folded
    press(Key.Key_Return)
    assert page.rows.ids[1] > 0
    rect = table.visualRect(page.rows.index(0, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    turn()
    assert page.rows.head(0).folded
    table.fold_all(True)
    assert len(page.rows.ids) == 6
    table.fold_all(False)
    assert len(page.rows.ids) == 30


def test_heads_are_no_deals(page):
    arrange(page, group="stage")
    page.table.selectAll()
    assert sorted(page.table.selected) == sorted(deal_board.list_ids(page.store, page.filters.flt))
    page.table.setCurrentIndex(page.rows.index(0, 0))
    assert page.table.current is None and page._chosen() == []


def test_what_is_shown_from_elsewhere_opens_its_group(page, shell):
    arrange(page, group="stage")
    page.table.fold_all(True)
    deal = deal_id(page.store, "Loyalty app")
    page.show_record("deal", deal)
    assert page.table.current == deal and page.inspector.deal_id == deal


def test_groups_follow_a_change(page, studio):
    arrange(page, group="owner")
    before = {head.words: head.count for head in page.rows.heads.values()}
    deal = deal_id(studio, "Loyalty app")
    deals.change(studio, deal, "owner_id", None)
    turn()
    after = {head.words: head.count for head in page.rows.heads.values()}
    assert after.pop("Nobody") == 1 and sum(after.values()) == sum(before.values()) - 1


def test_a_deal_with_two_tags_stands_in_both_groups_and_counts_once(page, studio):
    deal = deal_id(studio, "Loyalty app")
    tags.put(studio, "deal", [deal], "spring")
    tags.put(studio, "deal", [deal], "vip")
    arrange(page, group="tags")
    assert heads(page) == ["spring", "vip", "No tag"]
    assert page.rows.ids.count(deal) == 2 and page.totals().startswith("24 deals")
    page.table.selectAll()
    assert page.table.selected.count(deal) == 1


def test_months_have_names(page):
    arrange(page, group="expected_close")
    assert any(words.startswith(("November", "December", "January")) for words in heads(page))
    assert heads(page)[-1] == "No close date"


def test_tasks_are_grouped_with_their_hours(tasks_page):
    arrange(tasks_page, group="project")
    head = tasks_page.rows.head(0)
    assert head.words == "Kiosk app" and head.sums["estimate"].endswith(" h") and "left" in head.loose
    for by in tasks_page.table.groupings:
        arrange(tasks_page, group=by)
        assert all(heads(tasks_page)), by


# --- many --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(monkeypatch, qtbot, studio, tmp_path):
    """The page as it reads when there are many deals: beside the window."""
    monkeypatch.setattr(deals_page, "AT_ONCE", 0)
    shell = open_window(qtbot, studio, tmp_path, "deals.list")
    qtbot.waitUntil(lambda: len(shell.page.rows.ids) == 24)
    return shell.page


def settle(qtbot, page):
    """Nothing is read any more."""
    turn()
    qtbot.waitUntil(lambda: not page.latest.busy and not page._counts.busy)
    turn()
    qtbot.waitUntil(lambda: not page._counts.busy)


def test_with_many_deals_the_order_comes_a_little_later(many, qtbot):
    before = list(many.rows.ids)
    many.table.arrange(many.table.arrangement._replace(sorts=(SortKey("title", True),), group="owner"))
    assert many.rows.ids == before and many.latest.busy
    qtbot.waitUntil(lambda: bool(many.rows.heads))
    assert heads(many) == sorted(heads(many)) and many.totals().startswith("24 deals")
    settle(qtbot, many)


def test_with_many_deals_a_change_is_read_at_once(many, qtbot):
    deal = many.rows.ids[3]
    assert words(many, 3)[0]
    deals.change(many.store, deal, "title", "Renamed")
    many.shell.hub.flush()
    assert words(many, 3)[0] == "Renamed" and many.latest.busy
    settle(qtbot, many)


def test_with_many_deals_a_record_from_elsewhere_is_found(many, qtbot):
    many.filters.narrow(text="nothing like this")
    qtbot.waitUntil(lambda: not many.rows.ids)
    deal = deal_id(many.store, "Loyalty app")
    many.show_record("deal", deal)
    qtbot.waitUntil(lambda: many.table.current == deal)
    assert many.inspector.deal_id == deal
    settle(qtbot, many)


def test_with_many_deals_only_the_last_question_is_answered(many, qtbot):
    for key in ("title", "amount", "owner"):
        many.table.arrange(many.table.arrangement.sorted_by(key))
    settle(qtbot, many)
    found = deal_list.ids(many.store, many.filters.flt, [SortKey("owner")])
    assert many.rows.ids == found.ids


# --- saved views -------------------------------------------------------------------------------------------------------


def test_a_view_holds_filter_columns_order_and_groups(page, studio):
    page.filters.narrow(chip="mine")
    arrange(page, columns=("title", "amount"), sorts=(SortKey("amount", True),), group="stage")
    page.filters.views._named(None, "My deals")
    (view,) = saved_views.of(studio, "deals.list")
    assert view.spec["columns"] == ["title", "amount"] and view.spec["chip"] == "mine"
    page.filters.views.show_view(None)
    turn()
    assert len(page.table.listed) == 24
    arrange(page, columns=page.table.usual.columns, sorts=(), group="")
    page.filters.views.show_view(view)
    turn()
    assert page.table.known_columns == ["title", "amount"] and heads(page)
    assert {card.owner_is_me for card in deal_board.cards(studio, page.table.listed)} == {True}
    assert not page.filters.views.modified
    click_head(page, "title")
    assert page.filters.views.modified


def test_what_one_arranges_in_a_view_is_the_view_s(page, studio):
    saved_views.save(studio, "deals.list", "Short", {"columns": ["title"]})
    arrange(page, columns=("title", "owner"))
    page.filters.views.show_view(saved_views.of(studio, "deals.list")[0])
    assert page.table.known_columns == ["title"]
    arrange(page, columns=("title", "stage"))
    page.filters.views.show_view(None)
    turn()
    assert page.table.known_columns == ["title", "owner"]


def test_a_view_that_names_what_is_no_more_shows_the_rest(page, studio):
    saved_views.save(
        studio, "deals.list", "Old", {"columns": ["custom:99"], "sort": [["custom:99", True]], "group": "x"}
    )
    page.filters.views.show_view(saved_views.of(studio, "deals.list")[0])
    turn()
    assert len(page.rows.ids) == 24 and page.table.known_columns == list(page.table.usual.columns)


def test_tasks_have_views_of_their_own(tasks_page, studio):
    page = tasks_page
    page.narrow(page.flt._replace(chip="late"))
    arrange(page, group="project")
    page.views._named(None, "Late by project")
    page.views.show_view(None)
    turn()
    assert page.flt.chip == "" and len(page.table.listed) == 20
    page.views.show_view(saved_views.of(studio, "tasks.list")[0])
    turn()
    assert len(page.table.listed) == 1 and heads(page) == ["Kiosk app"] and page.scope.value() == "open"


# --- export ------------------------------------------------------------------------------------------------------------


def export(page, path, qtbot):
    page.write_seen(path)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: "holds" in said(page.shell))
    return path


def test_what_is_seen_is_written_as_figures_and_days(page, studio, tmp_path, qtbot):
    arrange(page, columns=("amount", "title", "closes", "owner", "probability"), sorts=(SortKey("amount", True),))
    path = export(page, tmp_path / "seen.csv", qtbot)
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert lines[0] == ["Amount (EUR)", "Title", "Closes", "Owner", "Probability"]
    cards = deal_board.cards(studio, page.rows.ids)
    assert [line[1] for line in lines[1:]] == [card.title for card in cards]
    assert [Decimal(line[0]) for line in lines[1:]] == [Decimal(card.amount_minor) / 100 for card in cards]
    assert (
        lines[1][2] == (cards[0].closed_on or cards[0].expected_close_on).isoformat() and lines[1][3] == cards[0].owner
    )
    assert said(page.shell) == "seen.csv holds 24 deals"


def test_folded_groups_and_the_filter_count_for_export(page, tmp_path, qtbot):
    import python_calamine

    page.filters.narrow(chip="mine")
    arrange(page, columns=("title", "closes", "amount"), group="stage")
    page.table.fold_all(True)
    path = export(page, tmp_path / "seen.xlsx", qtbot)
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Title", "Closes", "Amount (EUR)"] and len(rows) == 1 + len(page.table.listed)
    assert isinstance(rows[1][1], date) and isinstance(rows[1][2], float)


def test_several_currencies_stand_beside_their_amounts(page, studio):
    deals.change(studio, deal_id(studio, "Loyalty app"), "currency", "USD")
    arrange(page, columns=("title", "amount"))
    rows = deal_list.rows(studio, page.table.listed)
    heads_, cells = export_seen.table(page.rows.columns, rows)
    assert heads_ == ["Title", "Amount", "Amount: currency"]
    assert {line[0]: line[2] for line in cells}["Loyalty app"] == "USD"


def test_hours_are_written_as_hours(tasks_page, tmp_path, qtbot):
    arrange(tasks_page, columns=("title", "estimate", "due"))
    lines = list(csv.reader(export(tasks_page, tmp_path / "tasks.csv", qtbot).read_text(encoding="utf-8").splitlines()))
    assert lines[0] == ["Task", "Estimate (h)", "Due"]
    assert lines[1][:2] == ["Checkout flow", "40.00"] and date.fromisoformat(lines[1][2])


def test_the_button_asks_where_to(page, qtbot, tmp_path):
    from PySide6.QtWidgets import QFileDialog

    page.bar.export.click()
    dialog = page.findChild(QFileDialog)
    assert dialog.windowTitle() == "Export what is seen"
    dialog.fileSelected.emit(str(tmp_path / "seen.csv"))
    qtbot.waitUntil((tmp_path / "seen.csv").exists)
    dialog.close()


def test_an_amount_is_never_cut_its_column_grows_until_the_user_draws_it_narrower(page):
    with page.store.write("A great order"):
        page.store.execute(
            "UPDATE deal SET amount_minor = 123456789012 WHERE id = ?", (deal_id(page.store, "Shop migration"),)
        )
    page.table.select(deal_id(page.store, "Shop migration"))
    turn()
    column = page.table.rows.columns[page.table.known_columns.index("amount")]
    needs = text_width("€1,234,567,890.12") + 2 * px(8)
    assert px(column.width) < needs
    page.table.grab()
    turn()
    place = page.table.known_columns.index("amount")
    assert page.table.columnWidth(place) >= needs
    assert not page.table.horizontalScrollBar().maximum()
    page.table.widths.change("amount", -60)
    page.table.grab()
    turn()
    assert page.table.columnWidth(place) < needs


def test_the_rows_that_will_be_seen_are_read_before_they_are_painted(page):
    page.table.setUpdatesEnabled(False)  # as while a page is held back
    page.table.rows.window.forget()
    page.table.show_listing(page.table._listing, page.table._describe)
    first = page.table.rows.ids[max(0, page.table.rowAt(0))]
    assert first in page.table.rows.window._rows
    page.table.setUpdatesEnabled(True)

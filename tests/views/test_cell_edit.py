"""Cells of the lists edited in place: with the keyboard and the pointer, refused, left, and on to the next one."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, focus, open_window, press, stage_of, turn, type_into

from app.base import today
from app.services import custom_fields, deal_board, deals, tags, task_board
from app.services.listing import SortKey
from app.views.parts.deal_rows import columns as deal_columns
from app.views.parts.field import Field
from app.views.parts.task_rows import columns as task_columns


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


def card(page, title):
    return deal_board.cards(page.store, [deal_id(page.store, title)])[0]


def task(page, title):
    (found,) = page.store.ids("SELECT id FROM task WHERE title = ? AND deleted_at IS NULL", (title,))
    return task_board.cards(page.store, [found])[0]


def on(page, row_id, key):
    """Put the keyboard on a cell."""
    page.table.setFocus()
    page.table.select(row_id)
    turn()
    page.table.go_to_cell(key)


def edit(page, row_id, key, typed):
    """Edit a cell by typing."""
    assert page.table.edit_cell(row_id, key)
    turn()
    line = page.table.editor.field.line_input()
    line.setText(typed)
    QTest.keyClick(line, Key.Key_Return)
    turn()


def pick(page, row_id, key, typed):
    """Edit a cell by choosing from its list."""
    assert page.table.edit_cell(row_id, key)
    turn()
    picker = page.table.editor.field.picker()
    picker.search_line().setText(typed)
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()


def test_left_and_right_lead_to_a_cell_and_enter_edits_it(page):
    deal = deal_id(page.store, "Loyalty app")
    page.table.setFocus()
    page.table.select(deal)
    for _ in range(4):
        press(Key.Key_Right)
    assert page.table.cell == "amount"
    assert page.table.accessibleDescription() == "Amount: €22,000"
    press(Key.Key_Return)
    assert page.table.editor.field.line_input().text() == "€22,000"
    type_into("2500")
    press(Key.Key_Return)
    assert card(page, "Loyalty app").amount_minor == 250_000
    assert page.table.editor.field is None and page.table.hasFocus() and page.table.current == deal
    press(Key.Key_Escape)
    assert page.table.cell == ""
    press(Key.Key_Return)
    assert page.beside.is_open and page.inspector.deal_id == deal


def test_escape_keeps_what_was_there(page):
    on(page, deal_id(page.store, "Loyalty app"), "title")
    press(Key.Key_F2)
    type_into("Nothing of it")
    press(Key.Key_Escape)
    turn()
    assert page.table.editor.field is None and page.table.hasFocus()
    assert card(page, "Loyalty app").amount_minor == 2_200_000
    assert page.store.undo_label is None


def test_what_is_refused_says_why_and_the_old_value_stays(page):
    deal = deal_id(page.store, "Loyalty app")
    edit(page, deal, "amount", "a lot")
    field = page.table.editor.field
    assert "€22,000 is kept" in field.refusal() and field.is_editing()
    assert field.parentWidget().height() > 40  # the sentence has room below the value
    assert page.table.viewport().rect().contains(field.parentWidget().geometry())
    press(Key.Key_Escape)
    turn()
    assert page.table.editor.field is None and card(page, "Loyalty app").amount_minor == 2_200_000


def test_leaving_a_refused_value_drops_it(page):
    edit(page, deal_id(page.store, "Loyalty app"), "closes", "never")
    page.filters.line.setFocus()
    turn()
    assert page.table.editor.field is None and page.filters.line.hasFocus()


def test_leaving_commits_what_is_typed(page):
    page.table.edit_cell(deal_id(page.store, "Loyalty app"), "next_step")
    turn()
    page.table.editor.field.line_input().setText("Send the offer")
    page.filters.line.setFocus()
    turn()
    assert card(page, "Loyalty app").next_step == "Send the offer" and page.table.editor.field is None


def test_a_double_click_edits_the_cell_that_lay_under_the_first_click(page):
    place = page.rows.row_of(deal_id(page.store, "Loyalty app"))
    at = page.table.visualRect(page.rows.index(place, page.table.known_columns.index("next_step"))).center()
    view = page.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    turn()
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    turn()
    assert page.table.cell == "next_step" and page.table.editor.field.is_editing()


def test_in_a_narrow_window_a_double_click_edits_and_a_single_one_opens(page, shell, qtbot):
    shell.resize(1000, 800)
    turn()
    at = page.table.visualRect(page.rows.index(4, 0)).center()
    view = page.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=at)
    turn()
    assert page.table.isVisible() and page.table.editor.field.is_editing()
    press(Key.Key_Escape)
    turn()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: page.beside.is_open)
    assert page.inspector.deal_id == page.rows.ids[4]


def test_a_double_click_on_what_is_not_edited_opens_the_deal(page):
    page.table.arrange(page.table.arrangement._replace(columns=("title", "weighted")))
    at = page.table.visualRect(page.rows.index(2, 1)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    turn()
    assert page.beside.is_open and page.table.editor.field is None


def test_tab_goes_on_to_the_next_cell_and_the_next_deal(page):
    page.table.arrange(page.table.arrangement._replace(columns=("title", "weighted", "next_step")))
    first, second = page.rows.ids[:2]
    page.table.edit_cell(first, "title")
    turn()
    type_into("Renamed")
    press(Key.Key_Tab)
    turn()
    assert page.store.value("SELECT title FROM deal WHERE id = ?", (first,)) == "Renamed"
    assert (page.table.current, page.table.cell) == (first, "next_step")
    press(Key.Key_Tab)
    turn()
    assert (page.table.current, page.table.cell) == (second, "title") and page.table.editor.field.is_editing()
    press(Key.Key_Backtab)
    turn()
    assert (page.table.current, page.table.cell) == (first, "next_step")


def test_tab_takes_the_choice_and_goes_on(page):
    deal = deal_id(page.store, "Loyalty app")
    page.table.edit_cell(deal, "stage")
    turn()
    page.table.editor.field.picker().search_line().setText("Qual")
    QTest.keyClick(page.table.editor.field.picker().search_line(), Key.Key_Tab)
    turn()
    assert stage_of(page.store, "Loyalty app") == "Qualified"
    assert page.table.cell == "amount" and page.table.editor.field.is_editing()


def test_the_editor_follows_its_row_and_goes_with_it(page, studio):
    deal = deal_id(studio, "Loyalty app")
    page.table.edit_cell(deal, "title")
    turn()
    frame = page.table.editor.field.parentWidget()
    before = frame.y()
    deals.delete(studio, [page.rows.ids[0]])
    turn()
    assert frame.y() == before - page.table.rowHeight(0) and page.table.editor.field.is_editing()
    deals.delete(studio, [deal])
    turn()
    assert page.table.editor.field is None and deal not in page.rows.ids


def test_a_row_that_the_change_moves_stays_chosen(page):
    page.table.arrange(page.table.arrangement._replace(sorts=(SortKey("title"),)))
    deal = deal_id(page.store, "Loyalty app")
    edit(page, deal, "title", "Aardvark")
    assert page.rows.ids[0] == deal and page.table.current == deal


def test_in_several_groups_the_row_in_sight_is_edited(page, studio):
    deal = deal_id(studio, "Loyalty app")
    for name in ("spring", "vip"):
        tags.put(studio, "deal", [deal], name)
    page.table.arrange(page.table.arrangement._replace(group="tags"))
    turn()
    second = [place for place, each in enumerate(page.rows.ids) if each == deal][1]
    page.table.setCurrentIndex(page.rows.index(second, 0))
    page.table.edit_here("title")
    turn()
    frame = page.table.editor.field.parentWidget()
    assert frame.geometry().center().y() // page.table.rowHeight(0) == second
    press(Key.Key_Escape)


def test_every_kind_of_cell_of_a_deal_writes_what_one_means(page, studio):
    deal = deal_id(studio, "Loyalty app")
    page.table.arrange(
        page.table.arrangement._replace(
            columns=("title", "client", "contact", "stage", "amount", "probability", "forecast", "closes", "promised",
                     "created", "next_step", "step_on", "owner", "source", "tags", "currency")
        )
    )  # fmt: skip
    edit(page, deal, "probability", "35")
    edit(page, deal, "closes", "+10")
    edit(page, deal, "promised", "+20")
    edit(page, deal, "created", "-3")
    edit(page, deal, "next_step", "Call Emil")
    edit(page, deal, "step_on", "tomorrow")
    edit(page, deal, "tags", "spring, vip")
    edit(page, deal, "currency", "usd")
    pick(page, deal, "owner", "Theo")
    pick(page, deal, "forecast", "Commit")
    pick(page, deal, "client", "Larch")
    found, now = card(page, "Loyalty app"), today()
    assert (found.probability, found.currency) == (35, "USD")
    assert found.expected_close_on == now + timedelta(days=10) and found.created_on == now - timedelta(days=3)
    assert (found.next_step, found.next_step_on) == ("Call Emil", now + timedelta(days=1))
    assert [tag.name for tag in tags.of(studio, "deal", [deal])[deal]] == ["spring", "vip"]
    assert found.owner == "Theo Sample" and found.client == "Larch Foods"
    assert studio.value("SELECT forecast FROM deal WHERE id = ?", (deal,)) == "commit"


def test_a_closed_deal_says_what_it_does_not_take(page, shell):
    won = deal_id(page.store, "Ticket shop")
    assert page.table.edit_cell(won, "probability")
    assert page.table.editor.field is None and "closed" in shell.voice.errors.text
    edit(page, won, "closes", (today() - timedelta(days=2)).isoformat())
    assert card(page, "Ticket shop").closed_on == today() - timedelta(days=2)


def test_an_amount_that_is_a_sum_of_lines_says_so(page, shell, studio):
    deal = deal_id(studio, "Loyalty app")
    deals.add_line(studio, deal, "Design", price_minor=100_000)
    turn()
    assert page.table.edit_cell(deal, "amount")
    assert page.table.editor.field is None and "lines" in shell.voice.errors.text


def test_won_asks_first(page):
    deal = deal_id(page.store, "Loyalty app")
    pick(page, deal, "stage", "Won")
    assert page.verbs.dialog is not None and stage_of(page.store, "Loyalty app") == "Lead"
    page.verbs.dialog.reject()


@pytest.mark.parametrize(
    ("kind", "options", "typed", "kept"),
    [
        ("text", (), "Two words", "Two words"),
        ("number", (), "12.5", "12.5"),
        ("money", ("EUR",), "80", "8000 EUR"),
        ("date", (), "2027-02-03", "2027-02-03"),
        ("link", (), "example.com", "https://example.com"),
    ],
)
def test_custom_fields_are_edited_by_their_kind(page, studio, kind, options, typed, kept):
    field = custom_fields.define(studio, "deal", "Own", kind, options)
    turn()
    page.table.arrange(page.table.arrangement._replace(columns=("title", f"custom:{field}")))
    deal = deal_id(studio, "Loyalty app")
    edit(page, deal, f"custom:{field}", typed)
    assert custom_fields.values(studio, "deal", [deal])[deal] == {field: kept}


@pytest.mark.parametrize(
    ("kind", "options", "typed", "kept"), [("choice", ("S", "L"), "L", "L"), ("yes_no", (), "Yes", "1")]
)
def test_custom_choices_are_chosen(page, studio, kind, options, typed, kept):
    field = custom_fields.define(studio, "deal", "Own", kind, options)
    turn()
    page.table.arrange(page.table.arrangement._replace(columns=("title", f"custom:{field}")))
    deal = deal_id(studio, "Loyalty app")
    pick(page, deal, f"custom:{field}", typed)
    assert custom_fields.values(studio, "deal", [deal])[deal] == {field: kept}


def test_cells_of_tasks_write_too(tasks_page):
    page = tasks_page
    page.table.arrange(
        page.table.arrangement._replace(
            columns=("title", "status", "owner", "due", "estimate", "priority", "labels", "blocked", "milestone")
        )
    )
    key = task(page, "Payment").id
    edit(page, key, "estimate", "12.5")
    edit(page, key, "labels", "shop, text")
    edit(page, key, "blocked", "Bank is slow")
    pick(page, key, "owner", "Ines")
    pick(page, key, "priority", "Urgent")
    pick(page, key, "milestone", "Live")
    edit(page, key, "title", "Payments")
    found = task(page, "Payments")
    assert (found.estimate_minutes, found.priority, found.assignee) == (750, 2, "Ines Sample")
    assert sorted(name for _, name in found.labels) == ["shop", "text"] and found.blocked_reason == "Bank is slow"
    assert found.milestone == "Live"


def test_a_task_that_waits_does_not_begin_and_says_why(tasks_page):
    page = tasks_page
    key = task(page, "Payment").id
    page.table.setFocus()
    pick(page, key, "status", "In progress")
    assert "Checkout flow" in page.table.editor.field.refusal()
    press(Key.Key_Escape)
    turn()
    assert task(page, "Payment").status == "To do"


def test_f2_renames_a_task_in_its_row(tasks_page):
    page = tasks_page
    page.table.setFocus()
    page.table.select(task(page, "Payment").id)
    press(Key.Key_F2)
    type_into("Paying")
    press(Key.Key_Return)
    turn()
    assert task(page, "Paying").project == "Kiosk app" and not page.beside.is_open


def test_letters_that_are_keys_of_the_page_are_typed(page):
    page.table.edit_cell(deal_id(page.store, "Loyalty app"), "title")
    turn()
    type_into("MWL")
    assert focus().text() == "MWL" and page.verbs.dialog is None
    press(Key.Key_Escape)


def test_every_field_of_the_catalogue_says_its_name(page, tasks_page):
    sell = page.shell.pages["deals.list"] if hasattr(page.shell, "pages") else page
    for one, catalogue in ((sell, deal_columns(sell.look)), (tasks_page, task_columns())):
        row = one._fetch(one.rows.ids[:1])[0]
        made = [one._edits(column.key, row) for column in catalogue]
        assert sum(isinstance(field, Field) and bool(field.name) for field in made) > 8
        for field in made:
            if isinstance(field, Field):
                field.deleteLater()

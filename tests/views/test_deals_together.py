"""What is done to a selection of deals, by menu and by keys, on the board and in the list: one Undo each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.base import today
from app.services import deal_board, deal_copies, pipelines, tags
from app.services.deal_board import DealFilter
from app.views.parts.deal_menu import deal_menu
from app.views.parts.picker import Picker
from tests.views.selling_window import Key, deal_id, is_open, open_window, press, said, turn


@pytest.fixture
def shell(qtbot: Any, studio: Any, tmp_path: Any) -> Any:
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def page(shell: Any) -> Any:
    return shell.page


@pytest.fixture
def three(page: Any) -> list[int]:
    """Three deals chosen in the first column."""
    ids = deal_board.board_ids(page.store, page.source.filter, page.source.found[0].stage_id)[:3]
    page.board.select(ids[0])
    page.board.selection.active.view.setFocus()
    for _ in ids[1:]:
        QTest.keyClick(page.board.selection.active.view, Key.Key_Down, _shift())
    assert sorted(page.board.selected) == sorted(ids)
    return ids


def _shift() -> Any:
    from PySide6.QtCore import Qt

    return Qt.KeyboardModifier.ShiftModifier


def _column(page: Any, name: str, ids: list[int]) -> list[Any]:
    return [page.store.value(f"SELECT {name} FROM deal WHERE id = ?", (deal,)) for deal in ids]


def _answer(typed: str) -> None:
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, Picker)
    picker.search_line().setText(typed)
    QTest.keyClick(picker.search_line(), Key.Key_Return)
    turn()


def _line(menu: Any, words: str) -> Any:
    return next(action for action in menu.actions() if action.text().split("\t")[0] == words)


def test_o_gives_the_selection_to_another_owner(page: Any, shell: Any, three: list[int]) -> None:
    before = _column(page, "owner_id", three)
    press(Key.Key_O)
    _answer("Theo")
    assert {card.owner for card in page.verbs.cards(three)} == {"Theo Sample"}
    assert "given to Theo Sample" in said(shell)
    shell.undo()
    assert _column(page, "owner_id", three) == before


def test_nobody_may_own_them(page: Any, shell: Any, three: list[int]) -> None:
    press(Key.Key_O)
    _answer("Nobody")
    assert _column(page, "owner_id", three) == [None] * 3 and said(shell) == "3 deals without an owner"


def test_t_tags_them_with_a_new_word_and_the_menu_takes_it_off(page: Any, shell: Any, three: list[int]) -> None:
    press(Key.Key_T)
    _answer("Spring fair")
    carried = tags.of(page.store, "deal", three)
    assert all("Spring fair" in {tag.name for tag in carried[deal]} for deal in three)
    assert said(shell) == "3 deals tagged Spring fair"
    menu = deal_menu(page.verbs, three, page._rename, page)
    inner = _line(menu, "Take tag off").menu()
    _line(inner, "Spring fair").trigger()
    turn()
    carried = tags.of(page.store, "deal", three)
    assert not any("Spring fair" in {tag.name for tag in carried[deal]} for deal in three)


def test_d_sets_the_day_on_which_they_close(page: Any, shell: Any, three: list[int]) -> None:
    before = _column(page, "expected_close_on", three)
    press(Key.Key_D)
    dialog = page.verbs.dialog
    assert is_open(dialog)
    dialog.day.begin_edit()
    dialog.day.line_input().setText((today() + timedelta(days=40)).isoformat())
    press(Key.Key_Return)
    assert not is_open(dialog)
    assert set(_column(page, "expected_close_on", three)) == {(today() + timedelta(days=40)).isoformat()}
    assert said(shell).startswith("3 deals to close")
    shell.undo()
    assert _column(page, "expected_close_on", three) == before


def test_days_are_moved_and_nonsense_is_refused_at_the_field(page: Any, shell: Any, three: list[int]) -> None:
    day = today() + timedelta(days=10)
    with page.store.write("Set"):
        page.store.execute("UPDATE deal SET expected_close_on = ?", (day.isoformat(),))
    press(Key.Key_D)
    dialog = page.verbs.dialog
    dialog.how.set_value("move")
    dialog._show()
    for typed in ("soon", "0", "99999"):
        dialog.by.begin_edit()
        dialog.by.line_input().setText(typed)
        press(Key.Key_Return)
        assert is_open(dialog) and dialog.by.refusal()
    dialog.by.begin_edit()
    dialog.by.line_input().setText("-1w")
    press(Key.Key_Return)
    assert set(_column(page, "expected_close_on", three)) == {(day - timedelta(days=7)).isoformat()}
    assert said(shell) == "3 deals moved by \u22127 days"


def test_p_shows_what_becomes_of_each_amount_before_it_is_done(page: Any, shell: Any, three: list[int]) -> None:
    won = page.store.ids("SELECT id FROM deal WHERE closed_on IS NOT NULL AND amount_minor IS NOT NULL LIMIT 1")
    before = _column(page, "amount_minor", three + won)
    from app.views.parts import deal_together

    deal_together.amount(page.verbs, three + won, page)
    turn()
    dialog = page.verbs.dialog
    dialog.percent.begin_edit()
    line = dialog.percent.line_input()
    QTest.keyClicks(line, "50")  # over the 10 that stood there
    rows = dialog.table.figures.lines
    assert [row.cells[2].text for row in rows[-1:]] == ["closed, stays"]
    assert "3 of 4 change" in dialog.said.text() and dialog.go.text() == "Change 3 amounts"
    line.setText("")
    QTest.keyClicks(line, "x")
    assert not dialog.go.isEnabled()
    line.setText("")
    QTest.keyClicks(line, "50")
    press(Key.Key_Return)
    after = _column(page, "amount_minor", three + won)
    assert after == [amount * 3 // 2 for amount in before[:3]] + before[3:]
    assert "3 of 4 deals raised by 50%, 1 closed" in said(shell)
    shell.undo()
    assert _column(page, "amount_minor", three + won) == before


def test_ctrl_d_duplicates_the_deal_and_looks_at_the_copy(page: Any, shell: Any) -> None:
    page.board.select(deal_id(page.store, "Booking site"))
    page.board.selection.active.view.setFocus()
    from PySide6.QtCore import Qt

    press(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    copy = deal_id(page.store, "Booking site (copy)")
    assert page.board.current == copy and said(shell) == "Booking site duplicated"


def test_e_archives_them_and_the_list_of_archived_ones_brings_one_back(page: Any, shell: Any, three: list[int]) -> None:
    assert not any(
        "Archived deals" in action.text() for action in deal_menu(page.verbs, three, page._rename, page).actions()
    )
    press(Key.Key_E)
    assert said(shell) == "3 deals archived"
    assert not set(three) & set(deal_board.list_ids(page.store, DealFilter()))
    other = deal_id(page.store, "Booking site")
    _line(deal_menu(page.verbs, [other], page._rename, page), "Archived deals…").trigger()
    turn()
    dialog = page.verbs.dialog
    assert len(dialog.table.figures.lines) == 3
    dialog.table.opened.emit(three[0])
    turn()
    assert [deal.id for deal in deal_copies.archived(page.store)].count(three[0]) == 0
    assert len(dialog.table.figures.lines) == 2 and "is back" in dialog.foot_note.text()
    dialog.reject()


def test_a_selection_moves_to_the_same_stage_of_another_pipeline(page: Any, shell: Any, three: list[int]) -> None:
    won = page.store.ids("SELECT id FROM deal WHERE closed_on IS NOT NULL AND deleted_at IS NULL LIMIT 1")
    closed = _column(page, "closed_on", won)
    partner = pipelines.add(page.store, "Partners")
    shell.hub.flush()
    menu = deal_menu(page.verbs, three + won, page._rename, page)
    _line(_line(menu, "Move to pipeline").menu(), "Partners").trigger()
    turn()
    there = page.store.rows(
        "SELECT s.pipeline_id, s.name FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id IN (?, ?, ?)", three
    )
    assert set(there) == {(partner, "Lead")} and said(shell) == "4 deals moved to Partners"
    assert _column(page, "closed_on", won) == closed  # what is closed stays so, on its day
    shell.undo()
    assert (
        page.store.value(
            "SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.pipeline_id = ?", (partner,)
        )
        == 0
    )


def test_the_menu_of_several_has_no_verbs_of_one(page: Any, three: list[int]) -> None:
    menu = deal_menu(page.verbs, three, page._rename, page.board)
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert words == [
        "Move to stage", "Owner…", "Add tag…", "Close date…", "Amount by percent…", "Mark as won", "Lost…",
        "On hold…", "Merge…", "Archive", "Delete",
    ]  # fmt: skip
    menu.close()


def test_closed_deals_say_why_their_date_is_not_asked_for(page: Any, shell: Any) -> None:
    from app.views.parts import deal_together

    won = page.store.ids("SELECT id FROM deal WHERE closed_on IS NOT NULL AND deleted_at IS NULL LIMIT 2")
    asked = page.verbs.dialog
    deal_together.close_date(page.verbs, won, page)
    turn()
    assert page.verbs.dialog is asked


def test_the_same_keys_work_in_the_list(qtbot: Any, studio: Any, tmp_path: Any) -> None:
    shell = open_window(qtbot, studio, tmp_path, "deals.list")
    page = shell.page
    page.table.setFocus()
    page.table.selectAll()
    turn()
    every = list(page.table.selected)
    assert len(every) > 20
    press(Key.Key_O)
    _answer("Jonas")
    assert {card.owner for card in page.verbs.cards(every)} == {"Jonas Sample"}
    shell.undo()
    assert len({card.owner for card in page.verbs.cards(every)}) > 1
    shell.close()


def test_a_board_whose_pipeline_is_archived_shows_the_first_that_is_in_use(page: Any, shell: Any) -> None:
    partner = pipelines.add(page.store, "Partners")
    turn()
    page._take(page.filters.flt._replace(pipeline_id=partner))
    turn()
    assert page.filters.pipeline.text() == "Partners"
    pipelines.archive(page.store, partner, 1)
    turn()
    assert page.source.filter.pipeline_id == 1 and page.filters.pipeline.text() == "New business"
    assert page.source.found[0].count


def test_the_page_row_sums_up_what_is_selected(page: Any, shell: Any, three: list[int], qtbot: Any) -> None:
    amount = sum(_column(page, "amount_minor", three)) // 100
    assert page.totals() == f"3 selected <b>\u20ac{amount:,}</b>"
    with page.store.write("Set"):
        page.store.execute("UPDATE deal SET currency = 'CHF' WHERE id = ?", three[:1])
    assert page.totals().endswith(", 1 without a rate")
    with qtbot.waitSignal(page.head_changed):
        page.board.select(three[0])
    assert "open" in page.totals()

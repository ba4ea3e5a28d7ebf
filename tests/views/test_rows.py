"""Long lists: only what is looked at is read, and a change leaves selection, current row and scroll alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.views import theme
from app.views.parts.board_model import ColumnModel
from app.views.parts.id_rows import IdWindow, steps
from app.views.parts.list_table import ListTable
from app.views.parts.rows import Col, RowsModel

Key = Qt.Key


class Deal(NamedTuple):
    id: int
    title: str
    amount: int


class Book:
    def __init__(self) -> None:
        self.asked: list[int] = []
        self.titles: dict[int, str] = {}

    def __call__(self, ids: Sequence[int]) -> list[Deal]:
        self.asked.append(len(ids))
        return [Deal(each, self.titles.get(each, f"Deal {each}"), each * 100) for each in ids if each >= 0]


COLUMNS = [
    Col("title", "Deal", lambda row: row.title, sort_key="title", tooltip=lambda row: row.title),
    Col("state", "", lambda row: "late", width=80, tone=lambda row: "bad", icon=lambda row: "warning-circle"),
    Col("owner", "Owner", lambda row: "MA", width=44, avatar=True),
    Col("amount", "Amount", lambda row: f"€{row.amount}", "right", 96, sort_key="amount"),
]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def table(qtbot, qapp, book):
    theme.apply(qapp)
    model = RowsModel(COLUMNS, book, lambda row: row.id)
    made = ListTable(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(600, 400)
    model.set_ids(list(range(1, 101)))
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(table: ListTable) -> None:
    for _ in range(3):
        QApplication.processEvents()


def y_of(table: ListTable, row_id: int) -> int:
    return table.visualRect(table.rows.index(table.rows.row_of(row_id), 0)).top()


lists = st.lists(st.integers(0, 30), unique=True, max_size=20)


@given(lists, lists)
def test_the_steps_from_any_list_to_any_other_arrive(old, new):
    todo = steps(old, new)
    ids = list(old)
    for first, last in reversed(todo.gone):
        del ids[first : last + 1]
    if todo.order is not None:
        assert sorted(todo.order) == sorted(ids)
        ids = list(todo.order)
    for first, last in todo.come:
        ids[first:first] = new[first : last + 1]
    assert ids == new


@given(lists, lists, st.sets(st.integers(0, 30)))
def test_whatever_changes_what_stays_stays_selected(old, new, chosen):
    for model in (ColumnModel(lambda ids: []), RowsModel(COLUMNS, Book(), lambda row: row.id)):
        model.set_ids(old)
        picked = QItemSelectionModel(model)
        for place, each in enumerate(old):
            if each in chosen:
                picked.select(model.index(place, 0), QItemSelectionModel.SelectionFlag.Select)
        model.set_ids(new)
        assert list(model.ids) == new
        assert model.rowCount() == len(new)
        left = {model.ids[index.row()] for index in picked.selectedIndexes()}
        if old and new:
            assert left == chosen & set(old) & set(new)


def test_the_same_id_twice_is_a_new_list_and_no_wrong_steps():
    assert steps([1, 2, 3], [2, 2, 4]) is None
    assert steps(range(1000), range(0, 1000, 2)) is None


def test_the_window_reads_in_blocks_forgets_the_oldest_and_knows_what_is_gone():
    asked = []

    def fetch(ids):
        asked.append(list(ids))
        return [Deal(each, "", 0) for each in ids if each != 7]

    window = IdWindow(fetch, lambda row: row.id, block=10, keep=20)
    window.ids[:] = range(100)
    assert window.row(12).id == 12
    assert asked == [list(range(10, 20))]
    assert window.row(7) is None
    window.row(55)
    window.row(12)
    assert len(asked) == 4
    assert [row.id for row in window.rows([9, 7, 8])] == [9, 8]


def test_a_list_of_a_hundred_thousand_reads_only_what_is_seen(table, book):
    book.asked.clear()
    table.rows.set_ids(list(range(100_000)))
    shown(table)
    table.verticalScrollBar().setValue(32 * 50_000)
    shown(table)
    assert sum(book.asked) <= 360
    assert table.rowAt(5) > 40_000


def test_selection_current_row_and_scroll_stay_when_rows_come_above(table):
    table.select(60)
    shown(table)
    top = y_of(table, 60)
    told = []
    table.current_changed.connect(told.append)
    table.rows.set_ids([*range(500, 510), *range(3, 101)])
    shown(table)
    assert y_of(table, 60) == top
    assert table.selected == [60]
    assert table.current == 60
    assert told == []


def test_a_row_is_selected_whichever_keys_are_held(table, qtbot):
    table.select(60)
    qtbot.keyPress(table, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    table.select(60)
    assert table.selected == [60]
    qtbot.keyRelease(table, Key.Key_Control)


def test_sorting_anew_keeps_what_is_selected(table):
    table.select(60)
    table.rows.set_ids(list(range(100, 0, -1)))
    assert table.selected == [60]
    assert table.current == 60
    table.rows.set_ids([*range(2000, 4000, 2), 60, *range(4001, 6000, 2)])
    assert table.selected == [60]
    assert table.current == 60


def test_a_change_shows_new_words(table, book):
    book.titles[1] = "Renamed"
    table.rows.set_ids(list(range(1, 101)))
    assert table.rows.index(0, 0).data() == "Renamed"


def test_the_head_asks_to_sort_and_the_second_click_turns_it_round(table, qtbot):
    asked = []
    table.sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    head = table.horizontalHeader()
    for section in (0, 0, 3, 1):
        x = head.sectionViewportPosition(section) + 20
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, head.height() // 2))
    assert asked == [("title", False), ("title", True), ("amount", False)]
    assert head.marks == {3: (False, 0)}
    table.set_sorted(None)
    assert not head.isSortIndicatorShown()


def test_text_stretches_and_figures_keep_their_size(table):
    before = table.columnWidth(0)
    table.resize(QSize(900, 400))
    shown(table)
    assert table.columnWidth(3) == theme.px(96)
    assert table.columnWidth(0) == before + 300


def test_keys_walk_open_and_copy(table, qtbot):
    opened = []
    table.opened.connect(opened.append)
    table.select(1)
    table.setFocus()
    qtbot.keyClick(table, Key.Key_Down)
    qtbot.keyClick(table, Key.Key_Return)
    assert opened == [2]
    qtbot.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Deal 2\tlate\tMA\t€200\nDeal 3\tlate\tMA\t€300"
    qtbot.keyClick(table, Key.Key_End)
    assert table.current == 100
    qtbot.keyClick(table, Key.Key_Home)
    assert table.current == 1


def test_a_double_click_opens_and_hover_takes_the_whole_row(table, qtbot):
    opened = []
    table.opened.connect(opened.append)
    point = table.visualRect(table.rows.index(2, 3)).center()
    qtbot.mouseMove(table.viewport(), point)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert opened == [3]


def test_an_empty_list_says_what_belongs_there(table):
    words = QLabel("No deals yet")
    table.set_empty(words)
    assert words.isHidden()
    table.rows.set_ids([])
    assert not words.isHidden()
    assert table.current is None
    table.rows.set_ids([1])
    assert words.isHidden()


def test_selected_rows_look_other_with_and_without_focus(table):
    table.select(2)
    table.setFocus()
    box = table.visualRect(table.rows.index(1, 0))
    point = QPoint(box.right() - 3, box.top() + 3)

    def tone():
        return table.viewport().grab().toImage().pixelColor(point).name()

    focused = tone()
    table.clearFocus()
    assert {focused, tone()} == {theme.LIGHT.accent_soft.lower(), theme.LIGHT.press.lower()}


def test_a_screen_reader_hears_the_column_with_its_text(table):
    assert table.rows.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole) == "Amount: €100"

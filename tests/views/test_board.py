"""The board as its users meet it: dragged over, walked over, carried on, reloaded; with real widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QAction, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.base import UserError
from app.views import theme
from app.views.parts.board import Bit, Board, Card, Column, FootTarget, column_width
from app.views.parts.board_carry import Carry
from app.views.parts.board_drag import mime_of, picture
from app.views.parts.board_model import CardRole, CardState
from app.views.parts.card import item_height
from app.views.parts.pen import Pen

Key = Qt.Key
NAMES = {1: "Lead", 2: "Proposal", 3: "Negotiation", 4: "Won"}


class Deals:
    """A source in memory that refreshes the board as a page would: after the drop, on the next turn."""

    def __init__(self, counts: dict[int, int]) -> None:
        self.order = {key: [key * 100_000 + n for n in range(count)] for key, count in counts.items()}
        self.titles: dict[int, str] = {}
        self.refused: dict[int, tuple[str, str]] = {}
        self.calls: list[Any] = []
        self.read = 0
        self.asked = 0
        self.error: str | None = None
        self.board: Board | None = None

    def columns(self) -> list[Column]:
        return [
            Column(key, NAMES[key], len(ids), "€100", "50%", "weighted €50", key, empty="No deals")
            if key != 4
            else Column(key, "Won", len(ids), tone="won", drop_note="Drop here to win / then hand it off")
            for key, ids in self.order.items()
        ]

    def ids(self, column_key: int) -> list[int]:
        return list(self.order[column_key])

    def cards(self, ids: Sequence[int]) -> list[Card]:
        self.asked += 1
        self.read += len(ids)
        return [self.card(each) for each in ids]

    def card(self, card_id: int) -> Card:
        title = self.titles.get(card_id, f"Deal {card_id}")
        action = "Hand off…" if card_id // 100_000 == 4 else ""
        return Card(card_id, title, second_right="€5", action=action, accessible=f"{title}, €5, no next step")

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:
        return self.refused.get(column_key)

    def with_cards(self, ids: Sequence[int], column_key: int) -> str:
        return f"with {len(ids)} more €{100 + 5 * len(ids)}"

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        self.calls.append((tuple(ids), column_key, before))
        if self.error:
            raise UserError(self.error)
        for order in self.order.values():
            order[:] = [each for each in order if each not in ids]
        there = self.order[column_key]
        at = len(there) if before is None else there.index(before)
        there[at:at] = ids
        if self.board is not None:
            self.board.reload()

    def foot_targets(self) -> list[FootTarget]:
        return [
            FootTarget("lost", "x-circle", "Lost", "asks why"),
            FootTarget("hold", "pause-circle", "On hold"),
        ]

    def drop_on_foot(self, ids: Sequence[int], key: str) -> None:
        self.calls.append((tuple(ids), key))

    def act(self, card_id: int) -> None:
        self.calls.append(("act", card_id))

    def menu(self, ids: Sequence[int]) -> QMenu | None:
        self.calls.append(("menu", list(ids)))
        menu = QMenu()
        menu.addAction("Rename")
        return menu


@pytest.fixture
def deals() -> Deals:
    return Deals({1: 5, 2: 4, 3: 4, 4: 2})


@pytest.fixture
def board(qtbot, qapp, deals):
    theme.apply(qapp)
    made = Board()
    qtbot.addWidget(made)
    deals.board = made
    made.resize(1000, 700)
    made.set_source(deals)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    turn(qapp)
    yield made
    made.put_back()


def turn(app: QApplication) -> None:
    """A few turns of the loop."""
    for _ in range(4):
        app.processEvents()


def pane(board: Board, key: int):
    return next(each for each in board.panes if each.column.key == key)


def middle(board: Board, card_id: int, dy: int = 0) -> QPoint:
    """The middle of a card in the board's coordinates."""
    for each in board.panes:
        row = each.model.row_of(card_id)
        if row is not None:
            box = each.view.visualRect(each.model.index(row))
            return each.view.viewport().mapTo(board, box.center() + QPoint(0, dy))
    raise AssertionError(card_id)


def click(qtbot, board: Board, card_id: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    view = next(each.view for each in board.panes if each.model.row_of(card_id) is not None)
    point = view.viewport().mapFrom(board, middle(board, card_id))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, point)


class Hand:
    """Drags by events as the system sends them."""

    def __init__(self, board: Board, ids: list[int]) -> None:
        self.board = board
        self.data = mime_of(board.hold._name, ids)

    def enter(self, at: QPoint) -> bool:
        return self._send(QDragEnterEvent, at)

    def move(self, at: QPoint) -> bool:
        return self._send(QDragMoveEvent, at)

    def drop(self, at: QPoint) -> bool:
        event = QDropEvent(
            QPointF(at),
            Qt.DropAction.MoveAction,
            self.data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.board, event)
        return event.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self.board, QDragLeaveEvent())

    def _send(self, kind: type, at: QPoint) -> bool:
        event = kind(
            at,
            Qt.DropAction.MoveAction,
            self.data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        QApplication.sendEvent(self.board, event)
        return event.isAccepted()


def test_a_card_dropped_between_two_others_lands_there_after_the_drop_has_ended(board, deals, qapp):
    hand = Hand(board, [100_001])
    assert hand.enter(middle(board, 100_001))
    assert hand.move(middle(board, 300_001, -20))
    assert pane(board, 3).model.gap_row == 1
    assert pane(board, 3).head.hover == "with 1 more €105"
    assert pane(board, 1).model.index(1).data(CardRole.STATE) == CardState.LEFT
    assert hand.drop(middle(board, 300_001, -20))
    assert deals.calls == []  # never inside the drop itself
    turn(qapp)
    assert deals.calls == [((100_001,), 3, 300_001)]
    assert pane(board, 3).model.ids == [300_000, 100_001, 300_001, 300_002, 300_003]
    assert pane(board, 3).model.gap_row == -1
    assert pane(board, 3).head.hover == ""
    assert board.hold.carry is None
    assert board.foot.isHidden()


def test_the_lower_half_of_a_card_means_after_it_and_below_the_last_means_the_end(board, deals, qapp):
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 300_003, 20))
    hand.drop(middle(board, 300_003, 20))
    turn(qapp)
    assert deals.calls == [((100_001,), 3, None)]


def test_a_card_dropped_at_its_own_place_does_nothing(board, deals, qapp):
    hand = Hand(board, [100_001])
    for target, dy in ((100_001, 0), (100_000, 30), (100_002, -30)):
        hand.enter(middle(board, target, dy))
        assert pane(board, 1).model.gap_row == -1
        hand.drop(middle(board, target, dy))
        turn(qapp)
    assert deals.calls == []
    assert board.hold.carry is None


def test_a_card_may_move_within_its_own_column(board, deals, qapp):
    hand = Hand(board, [100_000])
    hand.enter(middle(board, 100_003, -30))
    hand.drop(middle(board, 100_003, -30))
    turn(qapp)
    assert deals.calls == [((100_000,), 1, 100_003)]
    assert pane(board, 1).model.ids[:3] == [100_001, 100_002, 100_000]


def test_where_a_card_may_not_land_the_gap_says_why_and_the_drop_is_not_taken(board, deals, qapp):
    deals.refused[4] = ("Needs an amount first", "A deal is won with an amount and a client.")
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 100_001))
    assert not hand.move(middle(board, 400_000))
    model = pane(board, 4).model
    assert model.index(model.gap_row).data(CardRole.GAP).refusal == deals.refused[4]
    assert "amount and a client" in model.index(model.gap_row).data(Qt.ItemDataRole.AccessibleTextRole)
    with_reason = []
    board.failed.connect(with_reason.append)
    hand.drop(middle(board, 400_000))
    turn(qapp)
    assert deals.calls == []
    assert with_reason == ["Needs an amount first. A deal is won with an amount and a client."]


def test_a_drop_that_the_service_refuses_is_told_and_everything_stays(board, deals, qapp):
    deals.error = "The file is read-only."
    told = []
    board.failed.connect(told.append)
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 300_001))
    hand.drop(middle(board, 300_001))
    turn(qapp)
    assert told == ["The file is read-only."]
    assert board.hold.carry is None
    assert pane(board, 1).model.ids == deals.order[1]


def test_cards_of_another_board_and_files_are_not_taken(board):
    other = Hand(board, [100_001])
    other.data = mime_of("another", [1])
    assert not other.enter(middle(board, 100_001))
    other.data = QMimeData()
    other.data.setText("words")
    assert not other.enter(middle(board, 100_001))
    assert board.hold.carry is None


def test_leaving_the_board_puts_everything_back(board):
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 300_001))
    hand.leave()
    assert board.hold.carry is None
    assert pane(board, 3).model.gap_row == -1
    assert pane(board, 1).model.carried == frozenset()


def test_the_foot_offers_other_places_while_a_card_is_dragged(board, deals, qapp):
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 100_001))
    turn(qapp)
    assert board.foot.isVisible()
    box = board.foot.boxes()[1].center().toPoint()
    point = board.foot.mapTo(board, box)
    assert hand.move(point)
    hand.drop(point)
    turn(qapp)
    assert deals.calls == [((100_001,), "hold")]
    assert board.foot.isHidden()


def test_won_invites_while_dragging_and_a_drop_on_its_note_goes_to_the_top(board, deals, qapp):
    note = pane(board, 4).note
    assert note.isHidden()
    hand = Hand(board, [100_001])
    hand.enter(middle(board, 100_001))
    turn(qapp)
    assert note.isVisible()
    hand.drop(note.mapTo(board, note.rect().center()))
    turn(qapp)
    assert deals.calls == [((100_001,), 4, 400_000)]
    assert note.isHidden()


def test_several_cards_travel_together_in_the_order_of_the_board(board, deals, qtbot, qapp):
    click(qtbot, board, 200_002)
    click(qtbot, board, 100_003, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, board, 100_000, Qt.KeyboardModifier.ControlModifier)
    assert board.selected == [100_000, 100_003, 200_002]
    hand = Hand(board, board.selected)
    hand.enter(middle(board, 300_002, -20))
    assert pane(board, 3).head.hover == "with 3 more €115"
    hand.drop(middle(board, 300_002, -20))
    turn(qapp)
    assert deals.calls == [((100_000, 100_003, 200_002), 3, 300_002)]
    assert board.selected == [100_000, 100_003, 200_002]
    assert pane(board, 3).model.ids == [300_000, 300_001, 100_000, 100_003, 200_002, 300_002, 300_003]


def test_the_gap_that_travels_through_a_column_leaves_the_selection_alone(board, qtbot):
    click(qtbot, board, 200_002)
    click(qtbot, board, 100_003, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, board, 100_001, Qt.KeyboardModifier.ControlModifier)
    told = []
    board.selection_changed.connect(told.append)
    board.current_changed.connect(told.append)
    hand = Hand(board, board.selected)
    hand.enter(middle(board, 100_000, -20))
    for target in (100_001, 100_003, 200_002, 100_002, 100_000):
        for dy in (-20, 20):
            hand.move(middle(board, target, dy))
            assert board.selected == [100_001, 100_003, 200_002]
            assert board.current == 100_001
    hand.leave()
    assert board.selected == [100_001, 100_003, 200_002]
    assert told == []


def test_a_drag_shows_the_card_itself_and_several_as_a_stack(board):
    card = board.panes[0].model.card(0)
    size = board.panes[0].view.visualRect(board.panes[0].model.index(0)).size()
    one, corner = picture(card, 1, size, 2.0, None)
    three, _ = picture(card, 3, size, 2.0, None)
    assert one.devicePixelRatio() == 2.0
    assert one.deviceIndependentSize().width() > size.width()
    assert three.width() > one.width()
    assert corner.x() > 0


def test_a_plain_click_selects_alone_across_columns_and_empty_ground_selects_nothing(board, qtbot):
    seen = []
    board.current_changed.connect(seen.append)
    click(qtbot, board, 100_001)
    click(qtbot, board, 300_002)
    assert board.selected == [300_002]
    assert board.current == 300_002
    click(qtbot, board, 100_001, Qt.KeyboardModifier.ControlModifier)
    assert board.selected == [100_001, 300_002]
    click(qtbot, board, 100_001)
    assert board.selected == [100_001]
    view = pane(board, 1).view.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(60, view.height() - 3))
    assert board.selected == []
    assert board.current is None
    assert seen == [100_001, 300_002, 100_001, None]


def test_shift_selects_a_range_and_ctrl_a_the_column(board, qtbot):
    click(qtbot, board, 200_000)
    click(qtbot, board, 100_001)
    click(qtbot, board, 100_003, Qt.KeyboardModifier.ShiftModifier)
    assert board.selected == [100_001, 100_002, 100_003]
    qtbot.keyClick(pane(board, 2).view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert board.selected == [200_000, 200_001, 200_002, 200_003]


def test_arrows_walk_within_and_between_columns_and_enter_opens(board, deals, qtbot, qapp):
    deals.order[2] = []
    board.reload()
    turn(qapp)
    board.select(100_001)
    pane(board, 1).view.setFocus()
    opened = []
    board.opened.connect(opened.append)
    qtbot.keyClick(pane(board, 1).view, Key.Key_Down)
    assert board.current == 100_002
    qtbot.keyClick(pane(board, 1).view, Key.Key_Right)
    assert board.selected == [300_002]  # the empty column is stepped over
    qtbot.keyClick(pane(board, 3).view, Key.Key_Right)
    assert board.current == 400_001  # a shorter column: its last card
    qtbot.keyClick(pane(board, 4).view, Key.Key_Return)
    assert opened == [400_001]


def test_space_picks_up_arrows_carry_and_enter_drops(board, deals, qtbot, qapp):
    said = []
    board.announced.connect(said.append)
    board.select(200_001)
    view = pane(board, 2).view
    view.setFocus()
    qtbot.keyClick(view, Key.Key_Space)
    assert pane(board, 2).model.index(1).data(CardRole.STATE) == CardState.LIFTED
    qtbot.keyClick(view, Key.Key_Right)
    assert pane(board, 3).model.gap_row == 1
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Return)
    turn(qapp)
    assert said == [
        "Picked up 1 card. Proposal, 2 of 4",
        "Negotiation, 2 of 5",
        "Negotiation, 3 of 5",
    ]
    assert deals.calls == [((200_001,), 3, 300_002)]
    assert board.current == 200_001
    assert board.selection.active is pane(board, 3)


def test_the_keyboard_stays_with_the_card_it_has_moved(board, qtbot, qapp):
    board.select(200_001)
    pane(board, 2).view.setFocus()
    for key in (Key.Key_Space, Key.Key_Left, Key.Key_Home, Key.Key_Space):
        qtbot.keyClick(pane(board, 2).view, key)
    turn(qapp)
    assert pane(board, 1).model.ids[0] == 200_001
    assert pane(board, 1).view.hasFocus()
    qtbot.keyClick(pane(board, 1).view, Key.Key_Down)
    assert board.current == 100_000


def test_esc_puts_a_carried_card_back(board, deals, qtbot, qapp):
    board.select(200_001)
    view = pane(board, 2).view
    for key in (Key.Key_Space, Key.Key_Right, Key.Key_Escape):
        qtbot.keyClick(view, key)
    turn(qapp)
    assert deals.calls == []
    assert pane(board, 3).model.gap_row == -1
    assert pane(board, 2).model.carried == frozenset()
    assert board.current == 200_001


def test_while_a_card_is_carried_the_pages_shortcuts_wait_and_a_click_puts_it_back(board, deals, qtbot):
    board.select(200_001)
    view = pane(board, 2).view
    view.setFocus()
    away = []
    action = QAction("Close", board)
    action.setShortcut("Esc")
    action.triggered.connect(lambda: away.append(1))
    board.addAction(action)
    qtbot.keyClick(view, Key.Key_Space)
    qtbot.keyClick(view, Key.Key_Escape)
    assert (board.hold.carry, away) == (None, [])
    qtbot.keyClick(view, Key.Key_Space)
    click(qtbot, board, 100_001)
    assert board.hold.carry is None
    assert board.selected == [100_001]
    assert deals.calls == []


def test_walking_down_scrolls_along(board, qtbot, qapp):
    board.resize(1000, 300)
    turn(qapp)
    board.select(100_000)
    view = pane(board, 1).view
    view.setFocus()
    for _ in range(4):
        qtbot.keyClick(view, Key.Key_Down)
    turn(qapp)
    assert board.current == 100_004
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_the_keyboard_hears_why_a_card_may_not_land(board, deals, qtbot, qapp):
    deals.refused[3] = ("Needs an amount first", "Type one.")
    said, failed = [], []
    board.announced.connect(said.append)
    board.failed.connect(failed.append)
    board.select(200_001)
    view = pane(board, 2).view
    for key in (Key.Key_Space, Key.Key_Right, Key.Key_Return):
        qtbot.keyClick(view, key)
    turn(qapp)
    assert said[-1] == "Negotiation, not possible. Needs an amount first. Type one."
    assert failed == ["Needs an amount first. Type one."]
    assert deals.calls == []


def test_tab_carries_to_the_foot_and_back(board, deals, qtbot, qapp):
    said = []
    board.announced.connect(said.append)
    board.select(200_001)
    view = pane(board, 2).view
    qtbot.keyClick(view, Key.Key_Space)
    qtbot.keyClick(view, Key.Key_Tab)
    assert said[-1] == "Lost, asks why"
    qtbot.keyClick(view, Key.Key_Backtab)
    assert said[-1].startswith("Proposal")
    qtbot.keyClick(view, Key.Key_Tab)
    qtbot.keyClick(view, Key.Key_Return)
    turn(qapp)
    assert deals.calls == [((200_001,), "lost")]


def test_only_the_cards_near_the_eye_are_read_of_ten_thousand(qtbot, qapp):
    theme.apply(qapp)
    deals = Deals({1: 10_000, 2: 10_000})
    board = Board()
    qtbot.addWidget(board)
    board.resize(900, 700)
    board.set_source(deals)
    board.show()
    qtbot.waitExposed(board)
    turn(qapp)
    assert deals.asked <= 4
    assert deals.read <= 240
    assert board.select(105_000)
    turn(qapp)
    assert deals.read <= 480
    assert board.current == 105_000


def test_scroll_selection_and_current_card_stay_when_cards_come_and_go_above(qtbot, qapp):
    theme.apply(qapp)
    deals = Deals({1: 10_000, 2: 10})
    board = Board()
    qtbot.addWidget(board)
    board.resize(900, 700)
    board.set_source(deals)
    board.show()
    qtbot.waitExposed(board)
    board.select(105_000)
    turn(qapp)
    view = pane(board, 1).view
    before = view.visualRect(pane(board, 1).model.index(5_000)).top()
    deals.order[1][10:10] = [900_001, 900_002, 900_003]
    del deals.order[1][0]
    board.reload()
    turn(qapp)
    row = pane(board, 1).model.row_of(105_000)
    assert row == 5_002
    assert view.visualRect(pane(board, 1).model.index(row)).top() == before
    assert board.selected == [105_000]
    assert board.current == 105_000


def test_a_deleted_card_hands_over_to_its_neighbour(board, deals, qapp):
    board.select(200_001)
    told = []
    board.current_changed.connect(told.append)
    deals.order[2].remove(200_001)
    board.reload()
    turn(qapp)
    assert board.current in (200_000, 200_002)
    assert board.selected == [board.current]
    assert told == [board.current]


def test_a_reload_shows_new_words_and_new_columns(board, deals, qapp):
    deals.titles[100_000] = "Renamed"
    deals.order = {1: deals.order[1], 3: deals.order[3], 2: deals.order[2]}
    old = pane(board, 1)
    board.reload()
    turn(qapp)
    assert pane(board, 1) is old
    assert old.model.index(0).data() == "Renamed"
    assert [each.column.name for each in board.panes] == ["Lead", "Negotiation", "Proposal"]


def test_a_reload_in_the_middle_of_a_carry_keeps_it_and_a_deletion_ends_it(board, deals, qtbot, qapp):
    board.select(200_001)
    view = pane(board, 2).view
    qtbot.keyClick(view, Key.Key_Space)
    qtbot.keyClick(view, Key.Key_Right)
    deals.order[3].insert(0, 777_777)
    board.reload()
    assert isinstance(board.hold.carry, Carry)
    assert pane(board, 3).model.gap_row == 1
    deals.order[2].remove(200_001)
    board.reload()
    assert board.hold.carry is None
    assert pane(board, 3).model.gap_row == -1


def test_the_button_on_a_card_acts_without_selecting_or_dragging(board, deals, qtbot, qapp):
    view = pane(board, 4).view
    item = view.visualRect(pane(board, 4).model.index(0))
    button = item.topLeft() + QPoint(theme.px(6 + 12 + 20), theme.px(4 + 74 + 10))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=button)
    turn(qapp)
    assert deals.calls == [("act", 400_000)]
    assert board.selected == []


def test_a_double_click_opens_and_the_menu_is_for_the_selected_cards(board, deals, qtbot, qapp):
    opened = []
    board.opened.connect(opened.append)
    view = pane(board, 1).view
    point = view.visualRect(pane(board, 1).model.index(1)).center()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert opened == [100_001]
    click(qtbot, board, 100_002)
    view.menu_wanted.emit(QPoint(5, 5))
    assert deals.calls == [("menu", [100_002])]
    QApplication.activePopupWidget().close()


def test_columns_are_as_wide_as_fits_between_192_and_320():
    assert column_width(1120, 5) == theme.px(208)
    assert column_width(1120, 4) == theme.px(263)
    assert column_width(700, 5) == theme.px(192)
    assert column_width(3000, 3) == theme.px(320)


def test_too_many_columns_scroll_sideways_to_the_selected_card(board, deals, qapp):
    board.resize(500, 600)
    turn(qapp)
    board.select(400_001)
    bar = board.area.horizontalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_holding_a_card_at_the_edge_scrolls_the_column_and_the_board(board, deals, qapp):
    board.resize(500, 400)
    turn(qapp)
    hand = Hand(board, [100_000])
    hand.enter(middle(board, 100_000))
    turn(qapp)
    low = board.mapFromGlobal(pane(board, 1).view.mapToGlobal(QPoint(60, 0))).y()
    low += pane(board, 1).view.height() - 4
    hand.move(QPoint(60, low))
    board.hold._edge.tick()
    assert pane(board, 1).view.verticalScrollBar().value() > 0
    hand.move(QPoint(495, 120))
    board.hold._edge.tick()
    assert board.area.horizontalScrollBar().value() > 0
    hand.leave()


def test_a_screen_reader_gets_columns_and_whole_sentences(board):
    view = pane(board, 1).view
    assert view.accessibleName() == "Lead, 5 cards"
    face = QAccessible.queryAccessibleInterface(view)
    assert face.child(0).text(QAccessible.Text.Name) == "Deal 100000, €5, no next step"
    assert pane(board, 1).head.accessibleName() == "Lead, 5, €100, 50%, weighted €50"


def test_one_tab_stop_for_the_whole_board(board, qtbot):
    click(qtbot, board, 300_001)
    policies = [each.view.focusPolicy() for each in board.panes]
    assert policies.count(Qt.FocusPolicy.StrongFocus) == 1
    assert pane(board, 3).view.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_every_kind_of_card_paints_in_both_schemes(qtbot, qapp):
    theme.apply(qapp)
    many = Card(
        1,
        "A title that is much too long for one line of a card on a board",
        labels=((1, "shop"), (4, "design"), (2, "print"), (3, "device")),
        second_left="Kiosk app with a long name › Build and more of it",
        second_right="€1,234,567.00",
        third=(Bit("warning-circle", "2 d late", "bad"), Bit("clock", "9 of 8 h", "warn"), Bit("", "x" * 50)),
        third_right=Bit("", "Today", "strong"),
        fourth=(
            Bit("hourglass", "26 days here", "warn"),
            Bit("lock-simple", "Waits for Payment", "neutral"),
            Bit("", "Closes", "caption"),
        ),
        action="Hand off…",
        progress=1.4,
        avatar="MA",
        mine=True,
        waiting=True,
    )
    deals = Deals({1: 1, 2: 0})
    deals.card = lambda card_id: many._replace(id=card_id)
    board = Board()
    qtbot.addWidget(board)
    board.resize(700, 400)
    board.set_source(deals)
    board.select(100_000)
    shots = []
    for scheme in ("light", "dark"):
        theme.override(scheme)
        shots.append(board.grab().toImage())
    theme.override("system")
    assert shots[0] != shots[1]
    assert item_height() == theme.px(108) + 2 * theme.px(4)


def test_the_bar_of_a_card_has_the_colour_of_its_column_unless_it_warns(qtbot, qapp):
    theme.apply(qapp)

    def colours(tone):
        deals = Deals({1: 1})
        deals.card = lambda card_id: Card(card_id, "Shop", progress=0.5, progress_tone=tone)
        board = Board()
        qtbot.addWidget(board)
        board.resize(300, 300)
        board.set_source(deals)
        shot = board.panes[0].view.grab().toImage()
        return {shot.pixelColor(x, y).name() for x in range(shot.width()) for y in range(shot.height())}

    plain, warn, bad = (colours(tone) for tone in ("plain", "warn", "bad"))
    for token, shown in (("warn_mark", warn), ("bad_mark", bad)):
        assert theme.colour(token).name() in shown and theme.colour(token).name() not in plain


def test_what_an_empty_column_says_is_there_in_whole_words(qtbot, qapp, monkeypatch):
    theme.apply(qapp)
    board = Board()
    qtbot.addWidget(board)
    board.set_source(Deals({1: 0}))
    view = board.panes[0].view
    view.resize(198, 400)
    view.empty_text = "All that is due this week is planned"
    drawn = []
    real = Pen.centred
    monkeypatch.setattr(Pen, "centred", lambda pen, text, box, *look: drawn.append((text, QRectF(box))) or real(pen, text, box, *look))  # fmt: skip
    view.grab()
    ((text, box),) = drawn
    lines = theme.metrics(theme.SECOND).boundingRect(box.toRect(), Qt.TextFlag.TextWordWrap, text)
    assert text == view.empty_text and lines.height() <= box.height() and lines.width() <= box.width()


def test_after_a_drop_only_the_cards_that_moved_are_read_again(board, deals, qapp):
    moved = deals.order[1].pop(2)
    deals.order[2].insert(1, moved)
    before = deals.read
    board.reload_cards([moved], [2])
    turn(qapp)
    assert pane(board, 2).model.ids == deals.order[2] and moved not in pane(board, 1).model.ids
    assert pane(board, 2).model.card(1).title == f"Deal {moved}"
    assert deals.read - before == 1
    deals.titles[moved] = "Another name"
    board.reload_cards([moved], [2])
    assert pane(board, 2).model.card(1).title == "Another name"

"""The list of cards in one column: a list view that keeps ids, shares its keys with the board, and begins
drags.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QScrollBar, QWidget

from app.views import theme
from app.views.parts.board_head import tone_colour
from app.views.parts.board_model import ColumnModel
from app.views.parts.board_source import Card, Column
from app.views.parts.card import CardDelegate, item_height
from app.views.parts.card_paint import SIDE
from app.views.parts.id_rows import selected_rows, selection_of
from app.views.parts.pen import Pen
from app.views.theme import px

_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_STILL_HERE = {
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}
Anchor = tuple[int, int]


class KeyTaker(Protocol):
    """Who is asked before the list view gets a key."""

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was taken."""

    def tab(self, forward: bool) -> bool:
        """Whether Tab, or Shift+Tab, was taken."""

    def busy(self) -> bool:
        """Whether all keys belong to the cards that are carried, shortcuts of the page included."""


class ColumnView(QListView):
    """The cards. Keys go to `keys` first, so that the board can move between columns; a drag is the board's
    as well.
    """

    drag_wanted = Signal(QPoint)
    acted = Signal(int)
    opened = Signal(int)
    plain_clicked = Signal()
    menu_wanted = Signal(QPoint)
    focused = Signal()
    left = Signal()

    def __init__(self, model: ColumnModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = model
        self.keys: KeyTaker | None = None
        self.empty_text = ""
        self.extending = False  # a Ctrl+click adds to what other columns have selected
        self._pressed_on_action: int | None = None
        self._plain_press: QPoint | None = None
        self.delegate = CardDelegate(self)
        self._set_up(model)
        self._slim_bar()
        model.modelReset.connect(self._no_current)
        model.looks_changed.connect(self.viewport().update)
        model.read_again.connect(self._on_read_again)
        self._no_current()

    def _set_up(self, model: ColumnModel) -> None:
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMovement(QListView.Movement.Static)  # before setDragEnabled: it switches dragging off
        self.setDragEnabled(True)
        self.setAcceptDrops(False)  # the board takes drops, for every column and what lies between them
        self.viewport().setAcceptDrops(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setMouseTracking(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)

    def _slim_bar(self) -> None:
        """A scroll bar in the margin beside the cards, so that they keep their width."""
        own = self.verticalScrollBar()
        own.setSingleStep(item_height() // 3)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setObjectName("slim")
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.hide()
        own.rangeChanged.connect(self._on_range)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)

    def _on_range(self, low: int, high: int) -> None:
        own = self.verticalScrollBar()
        self._bar.setPageStep(own.pageStep())
        self._bar.setSingleStep(own.singleStep())
        self._bar.setRange(low, high)
        self._bar.setValue(own.value())
        self._bar.setVisible(high > low)

    # What the board asks

    def place_at(self, y: int) -> int:
        """Between which cards a point of the viewport lies: how many cards would stand above it."""
        row = (y + self.verticalScrollBar().value()) // item_height()
        if row < 0:
            return 0
        if row >= self.cards.rowCount():
            return len(self.cards.ids)
        if row == self.cards.gap_row:
            return row
        below = (y + self.verticalScrollBar().value()) % item_height() > item_height() // 2
        return self.cards.place_of(row) + below

    def selected_ids(self) -> list[int]:
        """The selected cards, top to bottom."""
        cards, rows = self.cards, selected_rows(self.selectionModel())
        if cards.gap_row < 0:
            ids = cards.ids
            return [ids[row] for row in rows]
        return [cards.ids[cards.place_of(row)] for row in rows if row != cards.gap_row]

    def current_id(self) -> int | None:
        """The card that the keyboard is on, or None."""
        index = self.currentIndex()
        return self.cards.id_at(index.row()) if index.isValid() else None

    def select_ids(self, ids: Iterable[int]) -> None:
        """Select these cards and no others of this column."""
        wanted, gap = set(ids), self.cards.gap_row
        places = [place for place, each in enumerate(self.cards.ids) if each in wanted] if wanted else []
        rows = (place + (0 <= gap <= place) for place in places)
        self.selectionModel().select(selection_of(self.cards, rows), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def anchor(self) -> Anchor | None:
        """The first card in sight and how far it is scrolled out; None at the top."""
        value = self.verticalScrollBar().value()
        row, offset = divmod(value, item_height())
        card_id = self.cards.id_at(row) if value else None
        return None if card_id is None else (card_id, offset)

    def hold(self, anchor: Anchor | None) -> None:
        """After a change: scroll so that the same card stands at the same height again."""
        if anchor is None:
            return
        row = self.cards.row_of(anchor[0])
        if row is not None:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(row * item_height() + anchor[1])

    def set_bar_colour(self, column: Column) -> None:
        """The colour of the cards' progress."""
        self.delegate.bar = tone_colour(column.tone)

    # Events

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: ARG002, N803 - Qt's names
        press, self._plain_press = self._plain_press, None
        if self._pressed_on_action is None:
            self.drag_wanted.emit(press if press is not None else QPoint(-1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.set_keyboard(True)
        self.extending = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() != Qt.Key.Key_A
        if self.keys is None or not self.keys.press(event):
            super().keyPressEvent(event)
        self.extending = False

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab, which a carried card takes for itself."""
        return (self.keys is not None and self.keys.tab(next)) or super().focusNextPrevChild(next)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.keys is not None and self.keys.busy():
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every card of the column; pages have a filter."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.set_keyboard(False)
        self.left.emit()
        point = event.position().toPoint()
        row = self._action_row(point)
        left = event.button() == Qt.MouseButton.LeftButton
        if row is not None and left:
            self._pressed_on_action = self.cards.id_at(row)
            self.delegate.action_pressed = True
            self.viewport().update()
            return
        self.extending = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._plain_press = point if left else None
        super().mousePressEvent(event)
        if left and not self.indexAt(point).isValid() and not self.extending:
            self._no_current()
        self.focused.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hot(self._action_row(event.position().toPoint()))
        if self._pressed_on_action is None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_on_action is not None:
            row = self._action_row(event.position().toPoint())
            pressed, self._pressed_on_action = self._pressed_on_action, None
            self.delegate.action_pressed = False
            self.viewport().update()
            if row is not None and self.cards.id_at(row) == pressed:
                self.acted.emit(pressed)
            return
        super().mouseReleaseEvent(event)
        if self._plain_press is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.plain_clicked.emit()
        self._plain_press, self.extending = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card_id = self.cards.id_at(self.indexAt(event.position().toPoint()).row())
        if card_id is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(card_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = (
            self.currentIndex() if event.reason() == QContextMenuEvent.Reason.Keyboard else self.indexAt(event.pos())
        )
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        where = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.visualRect(index).center()
        self.menu_wanted.emit(self.viewport().mapToGlobal(where))

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_key = event.reason() in _KEYBOARD
        if by_key:
            self.set_keyboard(True)
        super().focusInEvent(event)
        if by_key and not self.currentIndex().isValid() and self.cards.rowCount():
            self.setCurrentIndex(self.cards.index(0))
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STILL_HERE:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = px(SIDE)
        self._bar.setGeometry(self.width() - wide, px(4), wide, max(self.height() - px(8), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.cards.rowCount() == 0 and self.empty_text:
            p = QPainter(self.viewport())
            box = QRectF(px(SIDE), px(4), self.viewport().width() - 2 * px(SIDE), px(40))
            Pen(p).centred(self.empty_text, box, theme.SECOND, theme.REGULAR, "text3")
            p.end()

    def set_keyboard(self, on: bool) -> None:
        """Whether the focus ring is shown: after a key, not after a click."""
        if self.delegate.keyboard != on:
            self.delegate.keyboard = on
            self.viewport().update()

    def _on_read_again(self, known: dict[int, Card | None]) -> None:
        """The same cards, perhaps with other words: repaint those in sight that differ."""
        if self.viewport().visibleRegion().isEmpty():
            return
        height = item_height()
        first = self.verticalScrollBar().value() // height
        last = min(first + self.viewport().height() // height + 2, self.cards.rowCount())
        for row in range(first, last):
            card_id = self.cards.id_at(row)
            if card_id is not None and self.cards.card(row) != known.get(card_id):
                self.update(self.cards.index(row))

    def _no_current(self) -> None:
        """Nothing is current. Said aloud after each new list too, or the list view makes its first card so on
        focus.
        """
        self.setCurrentIndex(QModelIndex())

    def _action_row(self, point: QPoint) -> int | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        hit = self.delegate.over_action(self.visualRect(index), self.cards.card(index.row()), point)
        return index.row() if hit else None

    def _set_hot(self, row: int | None) -> None:
        hot = -1 if row is None else row
        if hot != self.delegate.hot_row:
            self.delegate.hot_row = hot
            self.viewport().update()

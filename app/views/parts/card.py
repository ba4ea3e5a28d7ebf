"""The card's delegate: how cards, a gap and a refusal stand in a column, and where a card's button is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.views.parts.board_model import CardRole, CardState, Gap
from app.views.parts.board_source import Bit, Card
from app.views.parts.card_paint import (
    HEIGHT,
    MARGIN,
    SIDE,
    Dress,
    action_box,
    paint_card,
    paint_gap,
    paint_refusal,
)
from app.views.parts.pen import Pen
from app.views.theme import px

__all__ = ["Bit", "Card", "CardDelegate", "item_height"]

Index = QModelIndex | QPersistentModelIndex


def item_height() -> int:
    """The height of a row: a card and what lies between two."""
    return px(HEIGHT) + 2 * px(MARGIN)


class CardDelegate(QStyledItemDelegate):
    """Paints every card of a column. The view tells where the pointer is on a card's button, and if the
    keyboard leads.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keyboard = False
        self.bar: QColor | None = None
        self.hot_row = -1
        self.action_pressed = False

    def card_box(self, item: QRect) -> QRectF:
        """The card's edge inside a row's rectangle."""
        side, margin = px(SIDE), px(MARGIN)
        return QRectF(item).adjusted(side, margin, -side, -margin)

    def over_action(self, item: QRect, card: Card | None, point: QPoint) -> bool:
        """Whether `point` lies on the card's button."""
        return card is not None and bool(card.action) and action_box(self.card_box(item), card).contains(point)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = self.card_box(option.rect)
        painter.save()
        pen = Pen(painter)
        gap = index.data(CardRole.GAP)
        if isinstance(gap, Gap):
            self._paint_gap(pen, box, gap)
        else:
            card = index.data(CardRole.CARD)
            if card is not None:
                paint_card(pen, box, card, self._dress(option, index), self.bar)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(px(192), item_height())

    def _paint_gap(self, pen: Pen, box: QRectF, gap: Gap) -> None:
        if gap.refusal is not None:
            paint_refusal(pen, box, *gap.refusal)
            return
        paint_gap(pen, box)
        if gap.card is not None:
            lift = pen.px(2)
            paint_card(pen, box.adjusted(-lift, -lift, -lift, -lift), gap.card, Dress(lifted=True), self.bar)

    def _dress(self, option: QStyleOptionViewItem, index: Index) -> Dress:
        flags = option.state
        state = index.data(CardRole.STATE)
        hot = index.row() == self.hot_row
        return Dress(
            hover=bool(flags & QStyle.StateFlag.State_MouseOver),
            selected=bool(flags & QStyle.StateFlag.State_Selected),
            ring=self.keyboard and bool(flags & QStyle.StateFlag.State_HasFocus),
            old_place=state == CardState.LEFT,
            lifted=state == CardState.LIFTED,
            action_hover=hot,
            action_pressed=hot and self.action_pressed,
        )

"""How a list looks: the delegate that paints its cells and the heads above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.views import theme
from app.views.parts.avatar import paint_avatar
from app.views.parts.pen import Pen
from app.views.parts.rows import ALIGN, Index, RowsModel
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.parts.list_table import ListTable

_INK = {"plain": "text", "second": "text2", "caption": "text3", "strong": "text", "accent": "accent_text"}
_PAD = 12
_SELECTED = QStyle.StateFlag.State_Selected


class RowDelegate(QStyledItemDelegate):
    """Paints one cell; the ground and the bar belong to the whole row."""

    def __init__(self, table: ListTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ask the rows themselves: a question through Qt's model costs more than the answer, and there are hundreds."""
        rows, place = self._table.rows, index.row()
        row, column = rows.row(place), rows.columns[index.column()]
        pen, box = Pen(painter), QRectF(option.rect)
        self._ground(pen, box, option, index)
        text = column.text(row) if row is not None else ""
        if not text:
            return
        tone = column.tone(row)
        inside = box.adjusted(px(_PAD) if index.column() == 0 else px(8), 0, -px(8), 0)
        if column.avatar:
            side = px(theme.AVATAR)
            disc = QRect(round(inside.left()), round(inside.center().y()) - side // 2, side, side)
            paint_avatar(painter, disc, text, tone == "accent")
        else:
            self._words(pen, inside, text, _INK.get(tone, tone), index)

    def _words(self, pen: Pen, box: QRectF, text: str, ink: str, index: Index) -> None:
        column = self._table.rows.columns[index.column()]
        row = self._table.rows.row(index.row())
        icon = column.icon(row) if column.icon is not None else ""
        if icon:
            pen.icon(icon, box.left(), box.center().y() - px(8), 16, ink if ink != "text" else "text2")
            box.setLeft(box.left() + px(22))
        weight = 600 if column.tone(row) == "strong" else 400
        pen.text(text, box, theme.TEXT, weight, ink, align=ALIGN[column.align])

    def _ground(self, pen: Pen, box: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        ground = None
        focused = self._table.in_focus()
        if option.state & _SELECTED:
            ground = "accent_soft" if focused else "press"
        elif index.row() == self._table.hovered:
            ground = "hover"
        left, top, width, height = box.left(), box.top(), box.width(), box.height()
        if ground is not None:
            pen.p.fillRect(box, pen.colour(ground))
        else:
            pen.p.fillRect(QRectF(left, top + height - 1, width, 1), pen.colour("grid"))
        if ground == "accent_soft":
            if index.column() == 0:
                pen.p.fillRect(QRectF(left, top, px(2), height), pen.colour("accent"))
        elif focused and index.row() == self._table.currentIndex().row():
            pen.p.fillRect(QRectF(left, top + height - 2, width, 2), pen.colour("accent"))


class ListHead(QHeaderView):
    """The heads. Painted here whole: Qt's own painting asks every row of a column whether it is selected."""

    def __init__(self, table: ListTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._hovered = -1
        self.setMouseTracking(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(theme.FIELD_ROW))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        pen, model = Pen(painter), self.model()
        sortable = isinstance(model, RowsModel) and model.columns[logicalIndex].sort_key is not None
        hot = logicalIndex == self._hovered and sortable
        painter.fillRect(rect, pen.colour("hover" if hot else "card"))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), pen.colour("line"))
        words = model.headerData(logicalIndex, self.orientation())
        flags = Qt.AlignmentFlag(model.headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole))
        box = QRectF(rect).adjusted(px(_PAD) if logicalIndex == 0 else px(8), 0, -px(8), 0)
        tone = "text" if hot else "text3"
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            used = min(pen.width(words, theme.SECOND, 400) + px(4), box.width() - px(12))
            right = bool(flags & Qt.AlignmentFlag.AlignRight)
            left = box.right() - used - px(12) if right else box.left() + used
            pen.icon("caret-down" if down else "caret-up", left, box.center().y() - px(6), 12, "text2")
            tone = "text"
        align = flags & Qt.AlignmentFlag.AlignHorizontal_Mask
        pen.text(words, box, theme.SECOND, 400, tone, align=align)
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()

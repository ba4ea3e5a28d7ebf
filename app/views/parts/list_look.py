"""How a list looks: its rows, and the heads above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.views import theme
from app.views.parts.avatar import paint_avatar
from app.views.parts.buttons import tooltip_html
from app.views.parts.paint import paint_bar, text_width
from app.views.parts.pen import Pen
from app.views.parts.rows import ALIGN, Col, Index, RowsModel
from app.views.theme import px

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.views.parts.list_table import ListTable

_INK = {"plain": "text", "second": "text2", "caption": "text3", "strong": "text", "accent": "accent_text"}
_PAD = 12
_BAR = 52  # of a share, before its words


class _Cell(NamedTuple):
    """A column as it lies in the view: from `left`, words from `begin` on, `room` px of them."""

    column: Col[Any]
    left: int
    begin: int
    room: int


class RowPainter:
    """Paints the rows of a ListTable whole. A delegate is asked cell by cell, which costs more than the painting."""

    def __init__(self, table: ListTable) -> None:
        self._table = table

    def paint(self, painter: QPainter, wanted: QRegion) -> None:
        """Paint the rows that lie in `wanted`."""
        table, pen = self._table, Pen(painter)
        cells = self._cells()
        height = table.verticalHeader().defaultSectionSize()
        for place in self._places(wanted):
            top = table.rowViewportPosition(place)
            ground = self._ground(pen, QRect(0, top, table.viewport().width(), height), place)
            row = table.rows.row(place)
            if row is not None:
                for cell in cells:
                    self._cell(pen, cell, row, top, height)
            if ground == "accent_soft":
                pen.p.fillRect(0, top, px(2), height, pen.colour("accent"))

    def _places(self, wanted: QRegion) -> list[int]:
        found: set[int] = set()
        last = len(self._table.rows.ids) - 1
        for rect in cast("Iterable[QRect]", wanted):  # which Qt's stubs do not tell
            first, end = self._table.rowAt(rect.top()), self._table.rowAt(rect.bottom())
            if first >= 0:
                found.update(range(first, (last if end < 0 else end) + 1))
        return sorted(found)

    def _cells(self) -> list[_Cell]:
        table, cells = self._table, []
        for place, column in enumerate(table.rows.columns):
            left, width = table.columnViewportPosition(place), table.columnWidth(place)
            if width and left + width > 0 and left < table.viewport().width():
                begin = left + (px(_PAD) if place == 0 else px(8))
                cells.append(_Cell(column, left, begin, left + width - px(8) - begin))
        return cells

    def _ground(self, pen: Pen, box: QRect, place: int) -> str:
        table = self._table
        focused = table.in_focus()
        ground = ""
        if table.selectionModel().isSelected(table.rows.index(place, 0)):
            ground = "accent_soft" if focused else "press"
        elif place == table.hovered:
            ground = "hover"
        if ground:
            pen.p.fillRect(box, pen.colour(ground))
        else:
            pen.p.fillRect(box.adjusted(0, box.height() - 1, 0, 0), pen.colour("grid"))
        if focused and ground != "accent_soft" and place == table.currentIndex().row():
            pen.p.fillRect(box.adjusted(0, box.height() - 2, 0, 0), pen.colour("accent"))
        return ground

    def _cell(self, pen: Pen, cell: _Cell, row: Any, top: int, height: int) -> None:
        column, left, room = cell.column, cell.begin, cell.room
        text = column.text(row)
        if not text:
            return
        tone = column.tone(row)
        ink = _INK.get(tone, tone)
        if column.avatar:
            side = px(theme.AVATAR)
            paint_avatar(pen.p, QRect(left, top + (height - side) // 2, side, side), text, tone == "accent")
            return
        icon = column.icon(row) if column.icon is not None else ""
        if icon:
            pen.icon(icon, left, top + height / 2 - px(8), 16, ink if ink != "text" else "text2")
        share = column.share(row) if column.share is not None else None
        if share is not None:
            paint_bar(pen.p, QRect(left, top + height // 2 - px(2), px(_BAR), px(4)), share, "good_mark")
        used = px(22) if icon else px(_BAR) if share is not None else 0
        box = QRectF(left + used, top, max(0, room - used), height)
        pen.text(text, box, theme.TEXT, 600 if tone == "strong" else 400, ink, align=ALIGN[column.align])


class RowTips(QStyledItemDelegate):
    """Shows in full what a cell had to cut, where its column has no words of its own for that."""

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        rows = index.model()
        if event.type() == QEvent.Type.ToolTip and isinstance(rows, RowsModel) and index.isValid():
            column, row = rows.columns[index.column()], rows.row(index.row())
            if column.tooltip is None and row is not None:
                text = column.text(row)
                if text_width(text) > view.visualRect(index).width() - 2 * px(_PAD):
                    QToolTip.showText(event.globalPos(), tooltip_html(text), view)
                    return True
        return super().helpEvent(event, view, option, index)


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

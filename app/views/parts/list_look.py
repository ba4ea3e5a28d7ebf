"""How a list looks: its rows, the heads of its groups, and the heads above its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.views import theme
from app.views.parts.avatar import paint_avatar
from app.views.parts.buttons import tooltip_html
from app.views.parts.paint import paint_bar, text_width
from app.views.parts.pen import Pen
from app.views.parts.rows import ALIGN, Col, Head, Index, RowsModel
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
    width: int


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
            head = table.rows.head(place)
            if head is not None:
                self._head(pen, head, cells, QRect(0, top, table.viewport().width(), height), place)
                continue
            ground = self._ground(pen, QRect(0, top, table.viewport().width(), height), place)
            row = table.rows.row(place)
            if row is not None:
                for cell in cells:
                    self._cell(pen, cell, row, top, height)
            if ground == "accent_soft":
                pen.p.fillRect(0, top, px(2), height, pen.colour("accent"))
            self._ring(pen, cells, place, top, height)

    def _ring(self, pen: Pen, cells: list[_Cell], place: int, top: int, height: int) -> None:
        """Around the cell that the keyboard is on."""
        table = self._table
        if not table.cell or place != table.currentIndex().row() or not table.in_focus():
            return
        for cell in cells:
            if cell.column.key == table.cell:
                box = QRectF(cell.left + 1, top + 1, cell.width - 2, height - 2)
                pen.rounded(box, theme.RADIUS_MARK, None, pen.colour("accent"), 2)

    def _head(self, pen: Pen, head: Head, cells: list[_Cell], box: QRect, place: int) -> None:
        """The head of a group: caret, name and count from the left, each sum under its column's head."""
        table = self._table
        pen.p.fillRect(box, pen.colour("hover" if place == table.hovered else "panel"))
        pen.p.fillRect(box.adjusted(0, box.height() - 1, 0, 0), pen.colour("line"))
        if table.in_focus() and place == table.currentIndex().row():
            pen.p.fillRect(box.adjusted(0, box.height() - 2, 0, 0), pen.colour("accent"))
        left, stop, end, put = px(_PAD), box.width(), 0, set()
        for cell in cells:
            words = head.sums.get(cell.column.key, "")
            if words and cell.left > 0:
                inside = QRectF(cell.begin, box.top(), max(0, cell.room), box.height())
                if (needs := pen.width(words, theme.TEXT, 600)) > cell.room:
                    table.make_room(cell.column.key, cell.width - cell.room + needs)
                pen.text(words, inside, theme.TEXT, 600, "text", align=ALIGN[cell.column.align])
                stop = min(stop, cell.left + max(0, cell.width - px(8) - pen.width(words, theme.TEXT, 600)))
                end = max(end, cell.left + cell.width)
                put.add(cell.column.key)
        pen.icon("caret-right" if head.folded else "caret-down", left, box.center().y() - px(6), 12, "text2")
        left += px(20)
        room = max(0, min(stop, box.width()) - left - px(8))
        count = f"{head.count:,}"
        spare = pen.width(count, theme.TEXT, 400) + px(8)
        used = pen.text(
            head.words, QRectF(left, box.top(), max(0, room - spare), box.height()), theme.TEXT, 600, "text"
        )
        left += min(used, max(0, room - spare)) + px(8)
        left += pen.text(count, QRectF(left, box.top(), spare, box.height()), theme.TEXT, 400, "text3") + px(12)
        rest = [words for key, words in head.loose.items() if key not in put]
        rest += [head.note] if head.note else []
        if rest and pen.width("  ".join(rest), theme.SECOND, 400) > stop - left - px(8) and end:
            left, stop = end + px(8), box.width()  # behind the sums, where there is more room
        while len(rest) > 1 and pen.width("  ".join(rest), theme.SECOND, 400) > stop - left - px(8):
            rest.pop()  # half a sum says something else than the whole
        words = "  ".join(rest)
        if words and stop - left > px(60):
            pen.text(words, QRectF(left, box.top(), stop - left - px(8), box.height()), theme.SECOND, 400, "text3")

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
                cells.append(_Cell(column, left, begin, left + width - px(8) - begin, width))
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
            wide = pen.width(text, theme.TEXT, 400) if column.align == "right" else room
            pen.icon(
                icon,
                left + max(0, room - wide - px(22)),
                top + height / 2 - px(8),
                16,
                ink if ink != "text" else "text2",
            )
        share = column.share(row) if column.share is not None else None
        if share is not None:
            paint_bar(pen.p, QRect(left, top + height // 2 - px(2), px(_BAR), px(4)), share, "good_mark")
        used = px(22) if icon else px(_BAR) if share is not None else 0
        box = QRectF(left + used, top, max(0, room - used), height)
        weight = 600 if tone == "strong" else 400
        if column.align == "right" and (needs := used + pen.width(text, theme.TEXT, weight)) > room:
            self._table.make_room(column.key, cell.width - room + needs)
        pen.text(text, box, theme.TEXT, weight, ink, align=ALIGN[column.align])


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
    """The heads. Painted here whole: Qt's own painting asks every row of a column whether it is selected.

    `marks` says by the place of a column how it is sorted: (descending, its number among several keys, else 0). `held` are
    the keys that were held when the pointer last went down.
    """

    def __init__(self, table: ListTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._hovered = -1
        self.marks: dict[int, tuple[bool, int]] = {}
        self.held = Qt.KeyboardModifier.NoModifier
        self.setMouseTracking(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)

    def sizeHint(self) -> QSize:
        return QSize(
            0, px(theme.FIELD_ROW)
        )  # a table asks for the height alone; the width would be asked of every column

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground first: where the columns end before the list does, there is no section to paint it."""
        painter = QPainter(self.viewport())
        whole = self.viewport().rect()
        painter.fillRect(whole, theme.colour("card"))
        painter.fillRect(whole.adjusted(0, whole.height() - 1, 0, 0), theme.colour("line"))
        painter.end()
        super().paintEvent(event)

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
        marked = self.marks.get(logicalIndex)
        align = flags & Qt.AlignmentFlag.AlignHorizontal_Mask
        if marked is not None:
            box = self._mark(pen, box, words, marked, right=bool(flags & Qt.AlignmentFlag.AlignRight))
        tone = "text" if hot or marked is not None else "text3"
        pen.text(words, box, theme.SECOND, 400, tone, align=align)
        painter.restore()

    def _mark(self, pen: Pen, box: QRectF, words: str, marked: tuple[bool, int], *, right: bool) -> QRectF:
        """Paint the caret, and behind it which key this is; returns the room that is left for the words."""
        descending, number = marked
        digit = str(number) if number else ""
        wide = px(12) + (pen.width(digit, theme.SMALL, 400) if digit else 0)
        used = min(pen.width(words, theme.SECOND, 400) + px(4), box.width() - wide)
        left = box.right() - wide if right else box.left() + used
        pen.icon("caret-down" if descending else "caret-up", left, box.center().y() - px(6), 12, "text2")
        if digit:
            pen.text(digit, QRectF(left + px(12), box.top(), px(12), box.height()), theme.SMALL, 400, "text2")
        return (
            box.adjusted(0, 0, -wide - px(2), 0) if right else QRectF(box.left(), box.top(), max(0, used), box.height())
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.held = event.modifiers()
        super().mousePressEvent(event)

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

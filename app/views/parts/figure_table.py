"""A small table of figures, the twin of a chart: rows with tones, some of which open something.

    table = FigureTable([Head("Month"), Head("Closed", 88), ...])
    table.show_rows([FigureRow((Cell("November 2026", strong=True), Cell("€49,000")), target=...), ...])
    table.opened.connect(open)      the target of a row: a click, Enter or Space

The first column begins left, the others end right; the one of width 0 stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from app.views import theme
from app.views.parts.focus_ring import by_keyboard
from app.views.parts.paint import text_width
from app.views.parts.pen import Pen

Index = QModelIndex | QPersistentModelIndex
ROW = 30
_PAD = 16
_BETWEEN = 12
_ICON = 22  # px that it takes with what stands between it and the words
_MEASURED = 200
_WORDS, _MORE_WORDS = 112, 64  # px that the column of words keeps before the table is scrolled sideways
_NOWHERE = QModelIndex()


class Head(NamedTuple):
    """A column; `width` in px at 13 px text, 0 stretches. `left` begins at the left like the first."""

    title: str
    width: int = 0
    left: bool = False


class Cell(NamedTuple):
    """Words in a token's colour; `icon` stands before them in the first column. `short` is said in the whole column where one of
    its cells has no room for its words."""

    text: str
    token: str = "text"
    strong: bool = False
    icon: str = ""
    short: str = ""


class FigureRow(NamedTuple):
    """One line. `target` is what it opens, None for nothing; `sum_up` stands on the panel's tone."""

    cells: tuple[Cell, ...]
    target: Any = None
    sum_up: bool = False
    tooltip: str = ""


class _Model(QAbstractTableModel):
    def __init__(self, heads: Sequence[Head], parent: QWidget) -> None:
        super().__init__(parent)
        self.heads = list(heads)
        self.lines: list[FigureRow] = []

    def show_lines(self, heads: Sequence[Head], lines: Sequence[FigureRow]) -> None:
        self.beginResetModel()
        self.heads, self.lines = list(heads), list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.heads[index.column()].title}: {line.cells[index.column()].text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.tooltip or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section].title
        return None


def _box(rect: QRectF, head: Head, column: int, last: bool) -> QRectF:
    before = _PAD if column == 0 else _BETWEEN if head.left else 0  # words begin apart from the figures before them
    return rect.adjusted(theme.px(before), 0, -theme.px(_PAD) if last else 0, 0)


def _width(cell: Cell) -> int:
    weight = theme.SEMIBOLD if cell.strong else theme.REGULAR
    return text_width(cell.text, theme.TEXT, weight) + (theme.px(_ICON) if cell.icon else 0)


def _align(head: Head, column: int) -> Qt.AlignmentFlag:
    left = column == 0 or head.left
    return Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight


class _Lines:
    """Paints the lines whole: a delegate is asked cell by cell, and each question waits for whoever computes."""

    def __init__(self, table: FigureTable) -> None:
        self._table = table

    def paint(self, pen: Pen, wanted: QRect) -> None:
        table = self._table
        columns = [(table.columnViewportPosition(n), table.columnWidth(n)) for n in range(len(table.figures.heads))]
        first, last = table.rowAt(wanted.top()), table.rowAt(wanted.bottom())
        short = self.short_columns()
        for row in range(first, (len(table.figures.lines) - 1 if last < 0 else last) + 1) if first >= 0 else ():
            line = table.figures.lines[row]
            top, height = table.rowViewportPosition(row), table.rowHeight(row)
            self._ground(pen, QRectF(0, top, table.viewport().width(), height), row, line)
            for column, (left, width) in enumerate(columns):
                cell = line.cells[column]
                if column in short:
                    cell = cell._replace(text=cell.short or cell.text)
                self._cell(pen, QRectF(left, top, width, height), column, cell)

    def short_columns(self) -> set[int]:
        """The columns that have no room for the words of one of their cells, and others to say."""
        table, heads = self._table, self._table.figures.heads
        rooms = [
            _box(QRectF(0, 0, table.columnWidth(n), 1), head, n, last=n == len(heads) - 1).width()
            for n, head in enumerate(heads)
        ]
        return {
            n for line in table.figures.lines for n, cell in enumerate(line.cells)
            if cell.short and _width(cell) > rooms[n]
        }  # fmt: skip

    def _cell(self, pen: Pen, box: QRectF, column: int, cell: Cell) -> None:
        heads = self._table.figures.heads
        inside = _box(box, heads[column], column, last=column == len(heads) - 1)
        if cell.icon:
            pen.icon(cell.icon, inside.left(), inside.center().y() - theme.px(7), 14, cell.token)
            inside.setLeft(inside.left() + theme.px(_ICON))
        weight = theme.SEMIBOLD if cell.strong else theme.REGULAR
        words = column == 0 or heads[column].left
        pen.text(cell.text, inside, theme.TEXT, weight, cell.token, align=_align(heads[column], column), elide=words)

    def _ground(self, pen: Pen, box: QRectF, row: int, line: FigureRow) -> None:
        table = self._table
        if row == table.hovered and line.target is not None:
            pen.p.fillRect(box, pen.colour("hover"))
        elif line.sum_up:
            pen.p.fillRect(box, pen.colour("panel"))
        if row < len(table.figures.lines) - 1:
            pen.p.fillRect(box.adjusted(0, box.height() - 1, 0, 0), pen.colour("line" if line.sum_up else "grid"))
        if table.by_keys and row == table.currentIndex().row():
            pen.p.fillRect(box.adjusted(0, box.height() - 2, 0, 0), pen.colour("accent"))


class _Heads(QHeaderView):
    """Painted here, so that heads end where their figures end."""

    def __init__(self, table: FigureTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), self._table.verticalHeader().defaultSectionSize())

    def paintSection(self, painter: QPainter, rect: Any, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        pen, heads = Pen(painter), self._table.figures.heads
        box = QRectF(rect)
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), pen.colour("line"))
        inside = _box(box, heads[logicalIndex], logicalIndex, last=logicalIndex == len(heads) - 1)
        align = _align(heads[logicalIndex], logicalIndex)
        pen.text(heads[logicalIndex].title, inside, theme.SECOND, theme.REGULAR, "text2", align=align)
        painter.restore()


class FigureTable(QTableView):
    """See the top of this module."""

    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)
    """Of a row that opens something, by the pointer or the keyboard: its target, and where on the screen."""

    def __init__(self, heads: Sequence[Head], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = _Model(heads, self)
        self.hovered = -1
        self.by_keys = False
        self._row = ROW
        self._needs: list[int] = []
        self.setModel(self.figures)
        self._lines = _Lines(self)
        self.setHorizontalHeader(_Heads(self))
        self.setAccessibleName(name)
        self.setProperty("clear", True)  # the card below has round corners
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.notifier().changed.connect(self._dress)
        self._dress()

    def show_rows(self, lines: Sequence[FigureRow], heads: Sequence[Head] | None = None) -> None:
        """Show these rows, perhaps below other heads; the current row stays where it was."""
        here = self.currentIndex().row()
        self.figures.show_lines(self.figures.heads if heads is None else heads, lines)
        self._dress()
        if 0 <= here < len(lines):
            self.setCurrentIndex(self.figures.index(here, 0))
        self.updateGeometry()

    def whole_height(self) -> int:
        """The height at which nothing has to be scrolled, in px."""
        return theme.px(self._row) * (len(self.figures.lines) + 1)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), self.whole_height())

    def set_row_height(self, height: int) -> None:
        """Rows of so many px at 13 px text, where 30 have no room."""
        if height != self._row:
            self._row = height
            self._dress()
            self.updateGeometry()

    def _dress(self) -> None:
        side, head = self.verticalHeader(), self.horizontalHeader()
        side.setMinimumSectionSize(theme.px(20))
        side.setDefaultSectionSize(theme.px(self._row))
        head.setMinimumSectionSize(theme.px(24))
        for place, column in enumerate(self.figures.heads):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)
        self._needs = [self._need(place) for place in range(len(self.figures.heads))]
        self._fit_columns()
        self.viewport().update()

    def _fit_columns(self) -> None:
        """Columns as wide as wished; where the one that stretches would be cut, narrower, down to their words."""
        heads = self.figures.heads
        needs = self._needs
        wishes = [
            max(need, theme.px(head.width)) if head.width else need for need, head in zip(needs, heads, strict=True)
        ]
        over = sum(wishes) - self.viewport().width()
        spare = sum(wish - need for wish, need in zip(wishes, needs, strict=True))
        share = min(1.0, over / spare) if over > 0 and spare else 0.0
        least = {
            place: min(need, theme.px(_MORE_WORDS if place else _WORDS))
            for place, need in enumerate(needs)
            if not heads[place].width
        }
        cut = sum(needs[place] - words for place, words in least.items())
        fits = over <= spare + cut  # else the table is scrolled sideways, and words keep a part of theirs
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Fixed
        for place, (wish, need) in enumerate(zip(wishes, needs, strict=True)):
            if place in least:
                self.horizontalHeader().setSectionResizeMode(place, mode)
                if not fits:
                    self.setColumnWidth(place, least[place])
            else:
                self.setColumnWidth(
                    place, wish - ceil(share * (wish - need))
                )  # rounded, they would take from the words

    def _need(self, place: int) -> int:
        """The width at which nothing in a column is cut; figures stand apart, words that begin left may be cut."""
        head, last = self.figures.heads[place], len(self.figures.heads) - 1
        pad = theme.px(_PAD) * ((place == 0) + (place == last)) + theme.px(0 if place == 0 else 12)
        if head.left and place:
            return theme.px(head.width or 80)
        cells = [line.cells[place] for line in self.figures.lines[:_MEASURED]]
        widths = [_width(cell) for cell in cells]
        return pad + max([text_width(head.title, theme.SECOND), *widths])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lines.paint(Pen(QPainter(self.viewport())), event.rect())

    # --- opening a row ------------------------------------------------------------------

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.figures.lines) and self.figures.lines[row].target is not None:
            self.opened.emit(self.figures.lines[row].target)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            opens = row >= 0 and self.figures.lines[row].target is not None
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()).row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        here = self.currentIndex() if by_keys else self.indexAt(event.pos())
        target = self.figures.lines[here.row()].target if here.isValid() else None
        if target is not None:
            at = self.visualRect(here).bottomLeft() if by_keys else event.pos()
            self.menu_wanted.emit(target, self.viewport().mapToGlobal(at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.by_keys = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keys = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.by_keys = by_keyboard(event)
        if self.by_keys and not self.currentIndex().isValid() and self.figures.lines:
            self.setCurrentIndex(self.figures.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.by_keys = False
        self.viewport().update()

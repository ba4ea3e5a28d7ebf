"""The sheet of a week: a row for each thing that took time, typed into like a spreadsheet, with sums below it.

grid.typed(row, day, minutes)     a cell was typed; the page commits it
grid.day_chosen(day)              the current cell is on another day, Monday 0
grid.cell_chosen(row)             the current cell is of another row or day
grid.opened(kind, id)             Enter or a double click on a title
grid.refused(sentence)            what was typed is no time
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.base import UserError, today
from app.services import timelog
from app.views import theme
from app.views.parts import icons
from app.views.parts.dates import full_text
from app.views.parts.fields import parse_hours
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width
from app.views.parts.time_finder import ICONS, minutes_text
from app.views.parts.week_model import FOOT, Index, WeekModel
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.timesheet import Sheet, SheetRow

_DAY, _TOTAL, _PAD = 68, 72, 10
_NAMES, _LEAST_DAY = 180, 54  # px below which names are cut short, and what a day needs for its figures


class _Look(QStyledItemDelegate):
    def __init__(self, grid: WeekGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        grid, column, box = self._grid, index.column(), QRect(option.rect)  # type: ignore[attr-defined]
        line, model = grid.model_.line(index.row()), grid.model_
        foot = None if line is not None else index.row() - model.rowCount() + len(FOOT)
        self._ground(painter, box, index, foot)
        inside = box.adjusted(px(_PAD), 0, -px(_PAD), 0)
        if column == 0:
            if line is not None:
                icons.paint(painter, QRect(inside.left(), box.top(), 16, box.height()), ICONS[line.kind], "text3", 16)
                inside.setLeft(inside.left() + px(24))
            weight = theme.SEMIBOLD if foot == 0 else theme.REGULAR if foot else theme.MEDIUM
            used = paint_text(
                painter,
                inside,
                line.title if line else FOOT[foot or 0],
                "text" if not foot else "text2",
                weight=weight,
            )
            if line is not None and inside.width() - used > 40:
                paint_text(painter, inside.adjusted(used + 8, 0, 0, 0), line.detail, "text3", theme.SECOND)
        else:
            minutes = model.minutes(index.row(), column - 1)
            ahead = column <= 7 and model.day(column) > today()
            if minutes or (foot == 0 and not ahead):
                strong = foot == 0 or column == 8
                token = "bad" if foot == 2 and minutes < 0 else "text2" if foot else "text"
                paint_text(
                    painter,
                    inside,
                    minutes_text(minutes),
                    token,
                    weight=theme.SEMIBOLD if strong else theme.REGULAR,
                    align=RIGHT,
                )
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, index: Index, foot: int | None) -> None:
        grid, column = self._grid, index.column()
        if foot is not None:
            painter.fillRect(box, theme.colour("panel"))
        elif 1 <= column <= 7 and not grid.available(column - 1):
            painter.fillRect(box, theme.colour("day_off"))
        if 1 <= column <= 7 and grid.model_.day(column) == today():
            painter.fillRect(QRect(box.left(), box.top(), 1, box.height()), theme.colour("accent_line"))
            painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), theme.colour("accent_line"))
        if index == grid.currentIndex() and foot is None:
            token = "accent" if grid.hasFocus() else "mark_line"
            paint_box(painter, box.adjusted(1, 1, -1, -2), theme.RADIUS_FIELD, "accent_soft" if grid.hasFocus() else None, token, width=2 if grid.hasFocus() else 1)  # fmt: skip
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("line" if foot == 0 else "grid"))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.setFont(theme.font(theme.TEXT))
        line.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        line.setPlaceholderText("1:30")
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data()))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: ARG002
        assert isinstance(editor, QLineEdit)
        self._grid.take(index.row(), index.column() - 1, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002
        editor.setGeometry(QRect(option.rect).adjusted(1, 1, -1, -2))  # type: ignore[attr-defined]


def head_words(text: str, room: int, weight: int) -> str:
    """'Mon 30', or 'Mo 30' where the column is too narrow for it: a day is never cut."""
    fits = text_width(text, theme.SECOND, weight) <= room
    return text if fits or " " not in text else f"{text[:2]} {text.rsplit(maxsplit=1)[-1]}"


class _Heads(QHeaderView):
    """Painted here: the day that is chosen stands in the text's colour, the others fainter."""

    def __init__(self, grid: WeekGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid = grid
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(theme.LIST_ROW))

    def paintSection(self, painter: QPainter, rect: Any, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        model = self._grid.model_
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), theme.colour("line"))
        chosen = logicalIndex == self._grid.day + 1
        now = model.sheet is not None and 1 <= logicalIndex <= 7 and model.day(logicalIndex) == today()
        token = "accent_text" if now else "text" if chosen else "text2"
        inside = rect.adjusted(px(_PAD) if logicalIndex == 0 else 1, 0, -px(_PAD), 0)  # 'Mon 30' in bold needs the room
        weight = theme.SEMIBOLD if chosen or now else theme.REGULAR
        text = head_words(str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or ""), inside.width(), weight)
        if logicalIndex == 0:
            paint_text(painter, inside, text, token, theme.SECOND, weight=weight)
        else:
            paint_text(painter, inside, text, token, theme.SECOND, weight=weight, align=RIGHT)
        if chosen:
            painter.fillRect(rect.adjusted(px(_PAD), rect.height() - 2, -px(_PAD), 0), theme.colour("accent"))
        painter.restore()


class WeekGrid(QTableView):
    """See the top of this module."""

    typed = Signal(object, int, int)
    opened = Signal(str, int)
    day_chosen = Signal(int)
    cell_chosen = Signal(object)
    refused = Signal(str)

    def __init__(self, day: int) -> None:
        super().__init__()
        self.model_ = WeekModel(self)
        self.day = day
        self._refused = ""
        self._showing = False
        self.setModel(self.model_)
        self.setItemDelegate(_Look(self))
        self.setHorizontalHeader(_Heads(self))
        self.setAccessibleName("Hours of the week")
        self.setProperty("clear", True)  # the card below has round corners
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.verticalHeader().hide()
        self.horizontalHeader().sectionClicked.connect(self.choose_day_of)
        self.doubleClicked.connect(self._on_double)
        theme.notifier().changed.connect(self._dress)
        self._dress()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show this week; the current cell stays on its thing and day."""
        here = self.currentIndex()
        line = self.model_.line(here.row()) if here.isValid() else None
        key = (line.kind, line.id) if line is not None else None
        self.model_.show_sheet(sheet)
        place = next((n for n, row in enumerate(sheet.rows) if (row.kind, row.id) == key), None)
        if place is None and sheet.rows:
            place = min(max(here.row(), 0), len(sheet.rows) - 1)
        if place is not None:
            self._showing = True  # nobody went there: the entry beside the sheet stays
            self.setCurrentIndex(self.model_.index(place, self.day + 1))
            self._showing = False
        self.horizontalHeader().viewport().update()

    def go_to(self, kind: str, record_id: int) -> None:
        """Make the row of this thing current, on the chosen day."""
        rows = self.model_.sheet.rows if self.model_.sheet else []
        place = next((n for n, row in enumerate(rows) if (row.kind, row.id) == (kind, record_id)), None)
        if place is not None:
            self.setCurrentIndex(self.model_.index(place, self.day + 1))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_day(self, day: int) -> None:
        """Show another day as chosen, without moving the keyboard."""
        if day != self.day:
            self.day = day
            self.horizontalHeader().viewport().update()
            self.day_chosen.emit(day)

    def choose_day_of(self, column: int) -> None:
        """A head was clicked."""
        if 1 <= column <= 7:
            self.choose_day(column - 1)
            if self.model_.sheet and self.model_.sheet.rows:
                row = max(0, min(self.currentIndex().row(), len(self.model_.sheet.rows) - 1))
                self.setCurrentIndex(self.model_.index(row, column))

    def current_line(self) -> SheetRow | None:
        """The thing of the current cell."""
        return self.model_.line(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def available(self, day: int) -> int:
        """Minutes that the person has on a day."""
        return self.model_.sheet.available[day] if self.model_.sheet else 0

    def take(self, row: int, day: int, text: str) -> None:
        """What was typed into a cell; nothing is none."""
        line = self.model_.line(row)
        if line is None:
            return
        try:
            minutes = parse_hours(text) if text.strip() else 0
            if minutes > timelog.MAX_MINUTES:
                raise UserError("A day has 24 hours")
        except UserError as problem:
            self._refused = text
            self.refused.emit(f"“{text.strip()}” was not taken. {problem}.")
            return
        if minutes != line.minutes[day]:
            QTimer.singleShot(0, self, lambda: self.typed.emit(line, day, minutes))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes to the cell below, as in a spreadsheet; what was refused stays in its cell to be mended."""
        refused, self._refused = self._refused, ""
        typed = hint in (
            QAbstractItemDelegate.EndEditHint.SubmitModelCache,
            QAbstractItemDelegate.EndEditHint.EditNextItem,
        )
        if refused and typed:
            super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            QTimer.singleShot(0, self, lambda: self._mend(refused))
            return
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self.currentIndex().row() + 1
            if self.model_.line(below) is not None:
                self.setCurrentIndex(self.model_.index(below, self.currentIndex().column()))

    def _mend(self, text: str) -> None:
        """Edit the current cell again, with what was typed into it."""
        self.edit(self.currentIndex())
        line = self.findChild(QLineEdit)
        if line is not None:
            line.setText(text)
            line.selectAll()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if 1 <= current.column() <= 7:
            self.choose_day(current.column() - 1)
            if not self._showing:
                self.cell_chosen.emit(self.model_.line(current.row()))
        self.viewport().update()

    def _on_double(self, index: QModelIndex) -> None:
        line = self.model_.line(index.row())
        if line is not None and index.column() == 0:
            self.opened.emit(line.kind, line.id)
        elif self._is_ahead(index):
            self._refuse_ahead(index)

    def _is_ahead(self, index: QModelIndex) -> bool:
        line = self.model_.line(index.row()) if index.isValid() else None
        return line is not None and 1 <= index.column() <= 7 and self.model_.day(index.column()) > today()

    def _refuse_ahead(self, index: QModelIndex) -> None:
        self.refused.emit(
            f"{full_text(self.model_.day(index.column()))} is still to come. Time is logged when it was spent."
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, column = self.current_line(), self.currentIndex().column()
        editing = self.state() == QAbstractItemView.State.EditingState
        if line is not None and not editing:
            column = self._go_by(event, column)
        enters = event.text()[:1].isdigit() or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        if enters and not editing and self._is_ahead(self.currentIndex()):
            self._refuse_ahead(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and line is not None and not editing:
            if 1 <= column <= 7 and line.minutes[column - 1]:
                self.typed.emit(line, column - 1, 0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None and not editing:
            if 1 <= column <= 7:
                self.edit(self.currentIndex())
            else:
                self.opened.emit(line.kind, line.id)
        elif event.key() not in (Qt.Key.Key_Home, Qt.Key.Key_End) or editing or line is None:
            super().keyPressEvent(event)

    def _go_by(self, event: QKeyEvent, column: int) -> int:
        """Home and End go to the first and the last day, and a figure typed on the name or the sum to the chosen day; the column."""
        ends = {Qt.Key.Key_Home: 1, Qt.Key.Key_End: 7}
        to = ends.get(Qt.Key(event.key()), 0)
        if not to and not 1 <= column <= 7 and event.text()[:1].isdigit():
            to = self.day + 1
        if not to:
            return column
        self.setCurrentIndex(self.model_.index(self.currentIndex().row(), to))
        return to

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(theme.LIST_ROW))
        head = self.horizontalHeader()
        head.setMinimumSectionSize(px(48))
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 9):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        """Days give way down to their figures before the names of the work do."""
        spare = self.viewport().width() - px(_NAMES + _TOTAL) - 7 * px(_DAY)
        for column in range(1, 9):
            day = max(px(_LEAST_DAY), px(_DAY) + min(0, spare // 7))
            self.setColumnWidth(column, px(_TOTAL) if column == 8 else day)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model_.line(0) is not None:
            self.setCurrentIndex(self.model_.index(0, self.day + 1))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_box(painter, self.viewport().rect(), theme.RADIUS - 1, "card")
        painter.end()
        super().paintEvent(event)

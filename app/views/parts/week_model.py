"""The cells of the sheet of a week: minutes by thing and day, and the sums below."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from app.base import today
from app.views.parts.dates import DAYS
from app.views.parts.time_finder import minutes_text

if TYPE_CHECKING:
    from app.services.timesheet import Sheet, SheetRow

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
FOOT: Final = ("All", "Hours there are", "Left")


class WeekModel(QAbstractTableModel):
    """A row for each thing that took time, then the sums; a column for its name, each day, the week."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet: Sheet | None = None

    def show_sheet(self, sheet: Sheet) -> None:
        before = [(row.kind, row.id) for row in self.sheet.rows] if self.sheet else None
        if before == [(row.kind, row.id) for row in sheet.rows]:
            self.sheet = sheet
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 8))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 8)
            return
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.sheet is None else len(self.sheet.rows) + len(FOOT)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 9

    def line(self, row: int) -> SheetRow | None:
        """The thing in this row; None in the sums."""
        return self.sheet.rows[row] if self.sheet is not None and row < len(self.sheet.rows) else None

    def minutes(self, row: int, day: int) -> int:
        """What stands in a cell; `day` 7 is the week."""
        sheet = self.sheet
        assert sheet is not None
        line = self.line(row)
        days = range(7) if day == 7 else (day,)
        if line is not None:
            return sum(line.minutes[n] for n in days)
        worked, there = sum(sheet.day_total(n) for n in days), sum(sheet.available[n] for n in days)
        return (worked, there, there - worked)[row - len(sheet.rows)]

    def day(self, column: int) -> date:
        """The day of a column."""
        assert self.sheet is not None
        return self.sheet.monday + timedelta(days=column - 1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line, column = self.line(index.row()), index.column()
        if line is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if 1 <= column <= 7 and self.day(column) <= today():
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.line(index.row()), index.column()
        if role == Qt.ItemDataRole.ToolTipRole and line is not None and column == 0:
            return f"{line.title}, {line.detail}" if line.detail else line.title
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.EditRole):
            return None
        if column == 0:
            text = line.title if line is not None else FOOT[index.row() - self.rowCount() + len(FOOT)]
            return f"{text}, {line.detail}" if line is not None and line.detail else text
        minutes = self.minutes(index.row(), column - 1)
        text = minutes_text(minutes) if minutes or line is None else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {text or 'nothing'}"
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal or self.sheet is None:
            return None
        if section in (0, 8):
            return "What the time went into" if section == 0 else "Week"
        day = self.day(section)
        return f"{DAYS[day.weekday()]} {day.day}"

"""The first rows of a file, and above each column what it is: a field, a custom field, or not used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.exchange import kinds
from app.views import theme
from app.views.dialogs.import_choose import field_name
from app.views.dialogs.import_plan import CUSTOM, UNUSED, Ready, fields_of, joint_choice
from app.views.parts.paint import text_width
from app.views.parts.pen import Pen
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option

Index = QModelIndex | QPersistentModelIndex
SHOWN: Final = 50
_NOWHERE = QModelIndex()
_NARROW, _WIDE = 116, 240


class _Cells(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headers: tuple[str, ...] = ()
        self.lines: list[tuple[Any, ...]] = []
        self.used: list[bool] = []
        self.wrong: dict[tuple[int, int], str] = {}

    def show_ready(self, ready: Ready) -> None:
        self.beginResetModel()
        self.headers, self.lines = ready.table.headers, ready.table.rows[:SHOWN]
        self.used = [choice != UNUSED for choice in ready.choices]
        places = ready.mapping.custom | ready.mapping.columns
        problems = ready.prepared.problems if ready.prepared else []
        self.wrong = {
            (problem.row - 1, places[problem.field]): problem.problem
            for problem in problems
            if problem.row <= SHOWN and problem.field in places
        }
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self.lines[index.row()][index.column()])
        wrong = self.wrong.get((index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return wrong
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("bad" if wrong else "text" if self.used[index.column()] else "text3")
        if role == Qt.ItemDataRole.BackgroundRole and wrong:
            return theme.colour("bad_soft")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.headers[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)


def cell_text(cell: Any) -> str:
    """A cell as the preview shows it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)[:200]


class _Heads(QHeaderView):
    """The file's own headers, and above each the button that says what the column is."""

    def __init__(self, table: PreviewTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.buttons: list[PickButton] = []
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.sectionResized.connect(self.place)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(70))

    def place(self, *_: object) -> None:
        """Put each button above its column."""
        for section, button in enumerate(self.buttons):
            left = self.sectionViewportPosition(section)
            button.setGeometry(left + 4, 6, self.sectionSize(section) - 8, theme.px(theme.CONTROL))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def paintSection(self, painter: QPainter, rect: Any, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        pen = Pen(painter)
        painter.fillRect(rect, pen.colour("panel"))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), pen.colour("line"))
        box = QRectF(rect).adjusted(8, theme.px(40), -8, 0)
        pen.text(self._table.cells.headers[logicalIndex], box, theme.SECOND, theme.REGULAR, "text3")
        painter.restore()


class PreviewTable(QTableView):
    """`chosen(column, choice)`: another meaning for a column."""

    chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = _Cells(self)
        self._kind = ""
        self._fields: tuple[str, ...] = ()
        self.setModel(self.cells)
        self.heads = _Heads(self)
        self.setHorizontalHeader(self.heads)
        self.setAccessibleName("The first rows of the file")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: transparent; border: none; }")
        self.setCornerWidget(QWidget())
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(theme.px(theme.DENSE_ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalScrollBar().valueChanged.connect(self.heads.place)

    def show_ready(self, ready: Ready) -> None:
        """Show the first rows, and what each column is taken for."""
        fresh = self.cells.headers != ready.table.headers or self._kind != ready.asked.kind
        self._kind, self._fields = ready.asked.kind, ready.fields
        self.cells.show_ready(ready)
        if fresh:
            self._make_buttons(ready)
        for button, choice in zip(self.heads.buttons, ready.choices, strict=True):
            button.set_value(option_of(choice))
        if fresh:
            self._fit_columns(ready)
        for place, button in enumerate(self.heads.buttons):
            self.setColumnWidth(place, max(self.columnWidth(place), button.sizeHint().width() + 8))
        self.heads.place()

    def _make_buttons(self, ready: Ready) -> None:
        for button in self.heads.buttons:
            button.hide()
            button.deleteLater()
        self.heads.buttons = []
        for place, header in enumerate(ready.table.headers):
            button = PickButton(f"Column {header}", most=_WIDE, parent=self.heads.viewport())
            button.set_options(lambda header=header: options(self._kind, header, self._fields))  # type: ignore[misc]
            button.picked.connect(lambda choice, place=place: self.chosen.emit(place, str(choice)))
            button.show()
            self.heads.buttons.append(button)

    def _fit_columns(self, ready: Ready) -> None:
        for place, header in enumerate(ready.table.headers):
            texts = [header, *(cell_text(row[place]) for row in ready.table.rows[:SHOWN])]
            width = max(text_width(text[:60]) for text in texts) + 24
            self.setColumnWidth(place, max(theme.px(_NARROW), min(theme.px(_WIDE), width)))


def option_of(choice: str) -> Option:
    """A column's meaning as the button shows it."""
    if choice == UNUSED:
        return Option(UNUSED, "Not used")
    if choice.startswith(CUSTOM):
        return Option(choice, f"Custom: {choice[len(CUSTOM) :]}")
    return Option(choice, " and ".join(map(field_name, fields_of(choice))).capitalize())


def options(kind: str, header: str, known: Sequence[str] = ()) -> list[Option]:
    """What a column may be; `known` are the custom fields there are."""
    fields = [
        Option(field.name, field_name(field.name).capitalize(), "needed" if field.required else "")
        for field in kinds.fields(kind)
    ]
    joint = joint_choice(kind)
    both = [option_of(joint)] if joint else []
    own = [Option(CUSTOM + name, name, "your field") for name in known]
    bare = header[len(CUSTOM) :].strip() if header.casefold().startswith(CUSTOM) else header
    if bare and all(name.casefold() != bare.casefold() for name in known):
        own.append(Option(CUSTOM + bare, f"Keep as a field “{bare}”"))
    return [Option(UNUSED, "Not used"), *fields, *both, *own]

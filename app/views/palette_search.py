"""The results of the find box: grouped lines with icon and detail, in a panel below the box.

The panel is a child of the window, so the keyboard never leaves the box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.views import theme
from app.views.parts import icons
from app.views.parts.paint import LEFT, RIGHT, paint_box, paint_shadow, paint_text, text_width

SHADOW: Final = 14
WIDTH: Final = 480
ROWS: Final = 15


class Item(NamedTuple):
    """One line of the results; the lines of a `group` stand together under its name."""

    group: str
    icon: str
    title: str
    detail: str
    run: Callable[[], object]


_Line = Item | str  # a line, or the name of a group


def matches(text: str, title: str) -> bool:
    """Whether every word of `text` begins some word of `title`, upper and lower case alike."""
    words = title.casefold().replace("/", " ").split()
    return all(any(word.startswith(part) for word in words) for part in text.casefold().split())


class ResultModel(QAbstractListModel):
    """The lines, with the groups' names among them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []

    def set_items(self, items: Sequence[Item]) -> None:
        """Show these; those of one group must stand together."""
        self.beginResetModel()
        self._lines = []
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                self._lines.append(group)
            self._lines.append(item)
        self.endResetModel()

    def line(self, row: int) -> _Line:
        """The line, or the name of a group."""
        return self._lines[row]

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Any) -> Qt.ItemFlag:
        usable = isinstance(self._lines[index.row()], Item)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if usable else Qt.ItemFlag.NoItemFlags

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title if isinstance(line, Item) else line
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(line, Item):
            return f"{line.title}, {line.detail}, {line.group}"
        return None


class _Painter(QStyledItemDelegate):
    """Icon, title, and the detail at the right."""

    def __init__(self, model: ResultModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:  # noqa: ARG002
        group = isinstance(self._model.line(index.row()), str)
        return QSize(100, theme.px(theme.DENSE_ROW if group else theme.LIST_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        line = self._model.line(index.row())
        rect: QRect = option.rect  # type: ignore[attr-defined]
        if isinstance(line, str):
            box = rect.adjusted(10, 4, 0, 0)
            paint_text(painter, box, line, "text3", theme.SMALL, weight=theme.SEMIBOLD)
            return
        chosen = index.row() == self.current_row()
        if chosen:
            paint_box(painter, rect, theme.RADIUS_FIELD, "accent_soft")
        token = "accent_text" if chosen else "text2"
        if line.icon:
            icons.paint(painter, QRect(rect.x() + 8, rect.y(), 20, rect.height()), line.icon, token)
        room = rect.width() - 46
        detail = min(text_width(line.detail, theme.SECOND), room // 2)
        box = QRect(rect.x() + 36, rect.y(), room - detail - (12 if detail else 0), rect.height())
        title = "accent_text" if chosen else "text"
        paint_text(painter, box, line.title, title, weight=theme.MEDIUM, align=LEFT)
        box = QRect(rect.right() - 10 - detail, rect.y(), detail + 1, rect.height())
        paint_text(painter, box, line.detail, token if chosen else "text3", theme.SECOND, align=RIGHT)

    def current_row(self) -> int:
        """The row that Enter would take."""
        view = self.parent()
        return view.currentIndex().row() if isinstance(view, QListView) else -1


class Results(QFrame):
    """The floating list below the find box."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.view = QListView(self)
        self.model = ResultModel(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Painter(self.model, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName("Results")
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().setAutoFillBackground(False)
        self.view.entered.connect(self._on_entered)
        self._pointer = QCursor.pos()
        box = QVBoxLayout(self)
        edge = SHADOW + 6
        box.setContentsMargins(edge, edge, edge, edge)
        box.addWidget(self.view)
        self.hide()

    def show_items(self, items: Sequence[Item], below: QWidget) -> None:
        """Show these lines, the first one chosen, with the panel's right edge at that of `below`."""
        self.model.set_items(items)
        if not items:
            self.hide()
            return
        self.view.setCurrentIndex(self.model.index(1, 0))
        heights = [self.view.sizeHintForRow(row) for row in range(self.model.rowCount())]
        window = below.window()
        corner = below.mapTo(window, QPoint(below.width(), below.height() + 6))
        height = min(sum(heights), theme.px(theme.LIST_ROW) * ROWS, window.height() - corner.y() - 24)
        width = min(max(theme.px(WIDTH), below.width()), window.width() - 32)
        left = max(16, corner.x() - width)
        self.setGeometry(left - SHADOW, corner.y() - SHADOW, width + 2 * SHADOW, height + 2 * SHADOW + 12)
        self.view.scrollToTop()
        self._pointer = QCursor.pos()
        self.show()
        self.raise_()

    def current(self) -> Item | None:
        """What Enter would take."""
        row = self.view.currentIndex().row()
        line = self.model.line(row) if 0 <= row < self.model.rowCount() else None
        return line if isinstance(line, Item) else None

    def step(self, by: int) -> None:
        """Choose the next or previous line, around the ends, over the names of groups."""
        count = self.model.rowCount()
        row = self.view.currentIndex().row()
        for _ in range(count):
            row = (row + by) % count
            if isinstance(self.model.line(row), Item):
                self.view.setCurrentIndex(self.model.index(row, 0))
                if row == 1:
                    self.view.scrollToTop()
                return

    def _on_entered(self, index: QModelIndex) -> None:
        # A list that scrolls below a resting mouse chooses nothing: only a hand on the mouse does.
        at, self._pointer = self._pointer, QCursor.pos()
        if at != self._pointer and isinstance(self.model.line(index.row()), Item):
            self.view.setCurrentIndex(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        panel = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, panel, theme.RADIUS, SHADOW - 4)
        paint_box(painter, panel, theme.RADIUS, "card", "strong_line")

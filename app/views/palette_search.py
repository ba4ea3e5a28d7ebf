"""The find box (Ctrl+K): any record, any page, any command, and what one typed as a new deal or task.

The results hang below the box as a child of the window, so the keyboard never leaves the box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import keys_text
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


Source = Callable[[str], Sequence[Item]]
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
        if isinstance(self.model.line(index.row()), Item):
            self.view.setCurrentIndex(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        panel = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, panel, theme.RADIUS, SHADOW - 4)
        paint_box(painter, panel, theme.RADIUS, "card", "strong_line")


class FindBox(QLineEdit):
    """The box in the header. `source` gives the lines for a text, the empty one too."""

    def __init__(self) -> None:
        super().__init__()
        self.source: Source = lambda _text: ()
        self.results: Results | None = None
        self._before: QWidget | None = None
        self.setPlaceholderText("Find or do anything")
        self.setAccessibleName("Find or do anything")
        self.setToolTip("Clients, deals, projects, tasks, pages and commands")
        self.setTextMargins(26, 0, 56, 0)
        self.setMinimumWidth(theme.px(180))
        self.setMaximumWidth(theme.px(264))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._search)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(264), theme.px(theme.CONTROL))

    def begin(self) -> None:
        """Take the keyboard, as Ctrl+K does; leaving gives it back."""
        window = self.window()
        before = window.focusWidget()
        self._before = before if before is not self else self._before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search(self.text())

    def leave(self) -> None:
        """Empty the box, take the results away, and give the keyboard back."""
        before, self._before = self._before, None
        self.clear()
        self._hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def take(self) -> None:
        """Do what the chosen line says."""
        item = self.results.current() if self.results is not None and self.results.isVisible() else None
        if item is not None:
            self.leave()
            item.run()

    def _search(self, text: str) -> None:
        if not self.hasFocus():
            return
        if self.results is None:
            self.results = Results(self.window())
            self.results.view.clicked.connect(self.take)
        self.results.show_items(self.source(text.strip()), self)

    def _hide(self) -> None:
        if self.results is not None:
            self.results.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shown = self.results is not None and self.results.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if shown and self.results is not None:
                self.results.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._search(self.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ShortcutFocusReason):
            self._search(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
                return False  # nothing typed to take back: then Ctrl+Z means the last action
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icons.paint(painter, QRect(10, 0, 20, self.height()), "magnifying-glass", "text2")
        if self.text():
            return
        keys = keys_text("Ctrl+K")
        width = text_width(keys, theme.SMALL) + 11
        box = QRect(self.width() - 9 - width, (self.height() - 18) // 2, width, 18)
        paint_box(painter, box, theme.RADIUS_MARK, None, "line")
        middle = Qt.AlignmentFlag.AlignCenter
        paint_text(painter, box, keys, "text3", theme.SMALL, align=middle)

"""The panel in which the columns of a list are chosen and ordered: ticked ones are shown, the others wait below them.

Space ticks, Alt with an arrow moves a column or makes it wider and narrower; the pointer drags columns up and down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import LinkButton
from app.views.parts.label import Label
from app.views.parts.paint import paint_box, paint_text
from app.views.parts.popup import Popup
from app.views.parts.ticks import paint_tick

if TYPE_CHECKING:
    from app.views.parts.arranged_table import ArrangedTable

_WIDE, _MOST_ROWS, _STEP = 264, 14, 16
_ROW = theme.DENSE_ROW
Index = QModelIndex | QPersistentModelIndex


class _Names(QAbstractListModel):
    """The columns as the panel lists them: shown ones in order, then the others."""

    def __init__(self, table: ArrangedTable) -> None:
        super().__init__()
        self.table = table
        self.keys: list[str] = []
        self.reload()

    def reload(self) -> None:
        """Read the arrangement again."""
        self.beginResetModel()
        shown = [key for key in self.table.arrangement.columns if key in self.table.catalogue]
        self.keys = [*shown, *(key for key in self.table.catalogue if key not in shown)]
        self.endResetModel()

    def is_shown(self, row: int) -> bool:
        """Whether the column of this row is in the list."""
        return self.keys[row] in self.table.arrangement.columns

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: ARG002
        return len(self.keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        words = self.table.catalogue[self.keys[index.row()]].title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words}, {'shown' if self.is_shown(index.row()) else 'hidden'}"
        return words if role == Qt.ItemDataRole.DisplayRole else None


class _Look(QStyledItemDelegate):
    """A tick, the name, and where a shown column can be taken hold of."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(100, theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        names = index.model()
        assert isinstance(names, _Names)
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        shown = names.is_shown(index.row())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            paint_box(painter, rect, theme.RADIUS_FIELD, "accent_soft")
        paint_tick(painter, QRect(rect.left() + 6, rect.top(), 18, rect.height()), shown)
        room = rect.adjusted(32, 0, -28, 0)
        paint_text(painter, room, str(index.data()), "text" if shown else "text2")
        if shown:
            icons.paint(
                painter, QRect(rect.right() - 24, rect.top(), 16, rect.height()), "dots-six-vertical", "text3", 16
            )
        painter.restore()


class _List(QListView):
    """The columns; keys and the pointer choose and move them."""

    def __init__(self, names: _Names, parent: QWidget) -> None:
        super().__init__(parent)
        self.names = names
        self._dragged = ""
        self._moved = False
        self.setModel(names)
        self.setItemDelegate(_Look(self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName("Columns")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        table, row = self.names.table, self.currentIndex().row()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        wider = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if row < 0:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle(row)
        elif alt and event.key() in steps:
            self.move_key(self.names.keys[row], steps[Qt.Key(event.key())])
        elif alt and event.key() in wider and table.widths is not None:
            table.widths.change(self.names.keys[row], wider[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def toggle(self, row: int) -> None:
        """Show the column of this row, or hide it."""
        key, table = self.names.keys[row], self.names.table
        now = table.arrangement
        table.arrange(now.without_column(key) if self.names.is_shown(row) else now.with_column(key))
        self._again(key)

    def move_key(self, key: str, by: int) -> None:
        """Move a shown column so many places down, or up when negative."""
        table = self.names.table
        if key in table.arrangement.columns:
            table.arrange(table.arrangement.moved_column(key, by))
            self._again(key)

    def _again(self, key: str) -> None:
        self.names.reload()
        self.setCurrentIndex(self.names.index(self.names.keys.index(key)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        self._dragged, self._moved = (self.names.keys[row] if row >= 0 else ""), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.indexAt(event.position().toPoint()).row()
        columns = self.names.table.arrangement.columns
        if self._dragged in columns and 0 <= row < len(columns) and self.names.keys[row] != self._dragged:
            self._moved = True
            self.move_key(self._dragged, row - self.names.keys.index(self._dragged))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if row >= 0 and not self._moved and self.names.keys[row] == self._dragged:
            self.toggle(row)
        self._dragged = ""


class ColumnPanel(Popup):
    """See the top of this module."""

    def __init__(self, table: ArrangedTable, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table = table
        names = _Names(table)
        names.setParent(self)
        self.list = _List(names, self)
        rows = min(len(names.keys), _MOST_ROWS)
        self.list.setMinimumWidth(theme.px(_WIDE))
        self.list.setFixedHeight(rows * theme.px(_ROW))
        self.list.setCurrentIndex(names.index(0))
        hint = Label("Alt ↑ ↓ moves, Alt ← → sizes", "text3", theme.SECOND)
        hint.setContentsMargins(8, 4, 8, 0)
        self.usual = LinkButton("Usual columns", size=theme.SECOND)
        self.usual.clicked.connect(self._on_usual)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 8, 0)
        row.addWidget(hint, 1)
        row.addWidget(self.usual)
        self.box.addWidget(self.list)
        self.box.addWidget(foot)
        self.list.setFocus()

    def _on_usual(self) -> None:
        self._table.arrange(self._table.arrangement._replace(columns=self._table.usual.columns))
        if self._table.widths is not None:
            self._table.widths.reset()
        self.list.names.reload()
        self.list.setCurrentIndex(self.list.names.index(0))

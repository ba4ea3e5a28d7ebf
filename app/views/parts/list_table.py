"""A list of rows: 32 px high, hovered and selected as whole rows, sorted by its heads, walked by the
keyboard.

    table = ListTable(model)
    table.opened.connect(show)                  Enter or a double click
    table.current_changed.connect(inspect)      id or None
    table.sort_requested.connect(sort)          (sort_key, descending); the page asks its service anew
    table.set_sorted("amount", descending=True) what the head shows
    table.set_empty(widget)                     shown in the middle while there are no rows
    table.menu = lambda ids: QMenu(...)         the context menu of the selected rows

Ctrl+C copies the selected rows, tab-separated. 100,000 rows are fine: only those in sight are read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from app.views import theme
from app.views.parts.id_rows import selected_rows, selection_of
from app.views.parts.list_look import ListHead, RowPainter, RowTips
from app.views.parts.pane import round_off
from app.views.parts.rows import Index, RowsModel
from app.views.theme import px

_PAD = theme.CARD_PADDING
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ListTable(QTableView):
    """A table over a RowsModel. See the top of this module."""

    current_changed = Signal(object)
    selection_changed = Signal(object)  # a list of ids: as an object, or Qt would copy each of 100,000
    opened = Signal(int)
    sort_requested = Signal(str, bool)

    def __init__(self, model: RowsModel[Any], parent: QWidget | None = None, *, row: int = theme.LIST_ROW) -> None:
        super().__init__(parent)
        self.rows = model
        self.hovered = -1
        self.cell = ""  # the key of the column that the keyboard is on, while it is on one
        self.menu: Callable[[list[int]], QMenu | None] = lambda ids: None  # noqa: ARG005
        self._row_height = row
        self._empty: QWidget | None = None
        self._menu: QMenu | None = None
        self._sorted: tuple[int, bool] | None = None
        self._kept: tuple[set[int], int | None, tuple[int, int] | None] = (set(), None, None)
        self.setModel(model)
        self.setItemDelegate(RowTips(self))
        self._painter = RowPainter(self)
        self._set_up_rows()
        self._set_up_head()
        model.about_to_change.connect(self._keep)
        model.changed.connect(self._restore)
        model.modelReset.connect(self._on_rows)
        model.rowsInserted.connect(self._on_rows)
        model.rowsRemoved.connect(self._on_rows)
        theme.notifier().changed.connect(self._dress)
        self._dress()

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _set_up_head(self) -> None:
        self.head = head = ListHead(self)
        self.setHorizontalHeader(head)
        head.setMinimumSectionSize(px(32))
        head.sectionClicked.connect(self._on_head)

    def _dress(self) -> None:
        side = self.verticalHeader()
        side.setMinimumSectionSize(px(self._row_height))
        side.setDefaultSectionSize(px(self._row_height))
        self.size_columns()
        self.viewport().update()

    def size_columns(self) -> None:
        """Give every column its width; those without one share the rest."""
        head = self.horizontalHeader()
        for place, column in enumerate(self.rows.columns):
            if column.width is None:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                head.resizeSection(place, px(column.width))

    def make_room(self, key: str, width: int) -> None:
        """A figure that is painted now needs a column so many px wide: a list whose columns may grow gives them to it."""

    # What a page calls

    def set_sorted(self, key: str | None, *, descending: bool = False) -> None:
        """Show by which column the rows are sorted; None for none."""
        place = next((at for at, column in enumerate(self.rows.columns) if column.sort_key == key), -1)
        self._sorted = (place, descending) if key is not None and place >= 0 else None
        self.mark_heads({place: (descending, 0)} if self._sorted else {})

    def mark_heads(self, marks: dict[int, tuple[bool, int]]) -> None:
        """Show how columns are sorted: by their place (descending, number among several keys or 0)."""
        self.head.marks = marks
        self.head.viewport().update()

    def set_empty(self, widget: QWidget) -> None:
        """What to show in the middle while there are no rows; the table owns it."""
        self._empty = widget
        widget.setParent(self.viewport())
        self._on_rows()

    def select(self, row_id: int) -> bool:
        """Select this row alone and bring it into sight; False when it is not here."""
        place = self.rows.row_of(row_id)
        if place is None:
            return False
        flags = QItemSelectionModel.SelectionFlag
        # Not selectRow(): that asks which keys are held just now.
        self.selectionModel().setCurrentIndex(self.rows.index(place, 0), flags.ClearAndSelect | flags.Rows)
        self.scrollTo(self.rows.index(place, 0))
        return True

    @property
    def current(self) -> int | None:
        """The id of the current row, or None."""
        return self.record_at(self.currentIndex().row())

    def record_at(self, row: int) -> int | None:
        """The id of the record in a row; None outside and on the head of a group."""
        found = self.rows.id_at(row)
        return found if found is not None and found > 0 else None

    @property
    def selected(self) -> list[int]:
        """The selected ids, top to bottom."""
        ids = self.rows.ids
        found = [ids[place] for place in selected_rows(self.selectionModel())]
        return list(dict.fromkeys(each for each in found if each > 0)) if self.rows.heads else found

    def in_focus(self) -> bool:
        """Whether the selection is shown as that of the focus."""
        return self.hasFocus()

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText(self.rows.tsv(selected_rows(self.selectionModel())))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.paint(QPainter(self.viewport()), event.region())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _ENTER and plain and self.current is not None:
            self.opened.emit(self.current)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain and self.rows.ids:
            last = len(self.rows.ids) - 1
            self.setCurrentIndex(self.rows.index(0 if event.key() == Qt.Key.Key_Home else last, 0))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (px(40) if event.key() == Qt.Key.Key_Right else -px(40)))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every row; pages have a filter."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row_id = self.record_at(self.rowAt(event.position().toPoint().y()))
        if row_id is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(row_id)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid() or self.record_at(index.row()) is None:
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        menu = self.menu(self.selected)
        if menu is not None:
            self._menu = menu  # nobody else holds it while it is open
            where = self.visualRect(index).bottomLeft() + QPoint(px(_PAD), 0) if by_key else event.pos()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(where))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        round_off(self)
        self._place_empty()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or current.isValid() != previous.isValid():
            self.current_changed.emit(self.record_at(current.row()))
            for row in {current.row(), previous.row()}:
                self._repaint_row(row)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit(self.selected)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            before, self.hovered = self.hovered, row
            self._repaint_row(before)
            self._repaint_row(row)

    def _repaint_row(self, row: int) -> None:
        """Only this row: a whole viewport of cells costs more than a keystroke may."""
        if row >= 0:
            view = self.viewport()
            view.update(0, self.rowViewportPosition(row), view.width(), self.rowHeight(row))

    def _on_head(self, section: int) -> None:
        key = self.rows.columns[section].sort_key
        if key is None:
            return
        descending = self._sorted == (section, False)
        self.set_sorted(key, descending=descending)
        self.sort_requested.emit(key, descending)

    # Across a change

    def _keep(self) -> None:
        value = self.verticalScrollBar().value()
        first = self.rows.id_at(value // px(self._row_height)) if value else None
        anchor = (first, value % px(self._row_height)) if first is not None else None
        self._kept = (set(self.selected), self.rows.id_at(self.currentIndex().row()), anchor)

    def _restore(self) -> None:
        selected, current, anchor = self._kept
        chosen = self.selectionModel()
        if selected:
            places = [place for place, each in enumerate(self.rows.ids) if each in selected]
            if places and places != selected_rows(chosen):
                here = selection_of(self.rows, places)
                chosen.select(here, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            elif (
                not places and self.current is not None
            ):  # all of it has gone: the keys go on with the row that took its place
                self._choose_current()
        at = self.currentIndex().row()
        place = self.rows.row_of(current) if current is not None and self.rows.id_at(at) != current else None
        if place is not None:
            chosen.setCurrentIndex(self.rows.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        top = self.rows.row_of(anchor[0]) if anchor is not None else None
        if top is not None and anchor is not None:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(top * px(self._row_height) + anchor[1])

    def _choose_current(self) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(self.currentIndex(), flags.ClearAndSelect | flags.Rows)

    def _on_rows(self, *_: QModelIndex | int) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self.rows.ids)
            self._place_empty()

    def _place_empty(self) -> None:
        if self._empty is not None and not self._empty.isHidden():
            self._empty.adjustSize()
            room = self.viewport().rect()
            size = self._empty.size().boundedTo(room.size())
            self._empty.resize(size)
            self._empty.move(room.center() - self._empty.rect().center())

"""The groups of Today as one list: heads with their counts, rows with a circle to tick, and 'Show all 23' below a long group.

    groups = TodayList("Clients / Deals")
    groups.show_groups(board.sales, board.on, board.home)
    groups.ticked(row), .opened(row), .whole(group)     the circle or Space; a click or Enter; 'Show all'

Arrows walk rows and skip heads. The row that has the keyboard keeps it across a change, or hands it to the one in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.today import Group, Row
from app.views import theme
from app.views.parts import icons, today_words
from app.views.parts.avatar import paint_avatar
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width
from app.views.parts.today_words import TICKED
from app.views.theme import px

Index = QModelIndex | QPersistentModelIndex
_HEAD: Final = 40
_EDGE: Final = 16
_MARK: Final = 34  # up to here a click ticks
_TEXT: Final = 42
_NARROW: Final = 480


class Line(NamedTuple):
    """A head (no row), a row, or with `rest` what shows the whole group."""

    group: Group
    row: Row | None = None
    rest: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What stays the same across a change."""
        return (self.row.kind, self.row.id) if self.row is not None else (self.group.key, self.rest)


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.on = date.min
        self.home = "EUR"

    def fill(self, groups: Sequence[Group], on: date, home: str) -> None:
        self.beginResetModel()
        self.on, self.home = on, home
        self.lines = []
        for group in groups:
            self.lines.append(Line(group))
            self.lines += [Line(group, row) for row in group.rows]
            if group.total > len(group.rows):
                self.lines.append(Line(group, rest=True))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self.lines[index.row()] if index.isValid() else None
        if line is None or (line.row is None and not line.rest):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return today_words.spoken(line.group, line.row, line.rest, self.on, self.home)
        if role == Qt.ItemDataRole.ToolTipRole and line.row is not None:
            return ", ".join(part for part in (line.row.title, line.row.about, line.row.who) if part)
        return None


class _Look(QStyledItemDelegate):
    def __init__(self, view: TodayList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        line = self._view.lines[index.row()]
        head = line.row is None and not line.rest
        return QSize(100, px(_HEAD if head else theme.TODAY_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        box, line = QRect(option.rect), self._view.lines[index.row()]
        if line.row is not None:
            self._ground(painter, box, index)
            self._row(painter, box, line.group, line.row, index)
        elif line.rest:
            self._ground(painter, box, index)
            words = f"Show all {line.group.total:,}"
            paint_text(
                painter, box.adjusted(px(_TEXT), 0, 0, 0), words, "accent_text", theme.SECOND, weight=theme.MEDIUM
            )
        else:
            self._head(painter, box, line.group)
        if index.row() < len(self._view.lines) - 1:
            painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("grid"))
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, index: Index) -> None:
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            painter.fillRect(box, theme.colour("accent_soft"))
            painter.fillRect(QRect(box.left(), box.top(), 2, box.height()), theme.colour("accent"))
        elif index.row() == self._view.hovered:
            painter.fillRect(box, theme.colour("hover"))

    def _head(self, painter: QPainter, box: QRect, group: Group) -> None:
        title, icon, tone, ink = today_words.head(group)
        top = QRect(box.left(), box.top() + px(6), box.width(), box.height() - px(6))
        icons.paint(painter, QRect(top.left() + px(_EDGE + 2), top.top(), 16, top.height()), icon, tone, 16)
        note = today_words.note(group, self._view.home)
        taken = text_width(note, theme.SECOND) + px(_EDGE)
        room = QRect(top.left() + px(_TEXT), top.top(), top.width() - px(_TEXT) - taken - 12, top.height())
        width = paint_text(painter, room, title, ink, weight=theme.SEMIBOLD)
        count = room.adjusted(width + 8, 0, 0, 0)
        paint_text(painter, count, f"{group.total:,}", "text3")
        end = top.adjusted(0, 0, -px(_EDGE), 0)
        paint_text(painter, end, note, "text3", theme.SECOND, align=RIGHT)

    def _row(self, painter: QPainter, box: QRect, group: Group, row: Row, index: Index) -> None:
        over = index.row() == self._view.hovered and self._view.over_mark and row.kind in TICKED
        icon, tone = today_words.mark(row)
        if over:
            icon, tone = "plus-circle" if row.kind == "no_step" else "check-circle", "accent_text"
        icons.paint(painter, QRect(box.left() + px(_EDGE + 2), box.top(), 16, box.height()), icon, tone, 16)
        side = px(theme.AVATAR)
        right = box.right() + 1 - px(_EDGE)
        if row.initials and self._view.shared:
            disc = QRect(right - side, box.top() + (box.height() - side) // 2, side, side)
            paint_avatar(painter, disc, row.initials, row.mine)
        if self._view.shared:
            right -= side + px(_EDGE)
        narrow = box.width() < px(_NARROW)
        when, when_tone, weight = today_words.when(row, group, self._view.on)
        figure = today_words.figure(row, group)
        day = QRect(right - px(110), box.top(), px(110), box.height())
        used = paint_text(painter, day, when, when_tone, weight=weight, align=RIGHT)
        right -= (used if narrow else max(used, px(104))) + 16
        if figure:
            place = QRect(right - px(110), box.top(), px(110), box.height())
            right -= paint_text(painter, place, figure, "text2", align=RIGHT) + 16
        words = QRect(box.left() + px(_TEXT), box.top(), max(20, right - box.left() - px(_TEXT)), box.height())
        width = paint_text(painter, words, row.title, "text", weight=theme.MEDIUM)
        if words.width() - width > 40:
            paint_text(painter, words.adjusted(width + 8, 0, 0, 0), row.about, "text3")


class TodayList(QListView):
    """See the top of this module."""

    opened = Signal(object)
    ticked = Signal(object)
    whole = Signal(object)
    aside = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.hovered = -1
        self.over_mark = False
        self.shared = True
        self._model = _Lines(self)
        self._empty: QWidget | None = None
        self._held = False
        self._pending: Callable[[], None] | None = None
        self.setModel(self._model)
        self.setItemDelegate(_Look(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme.notifier().changed.connect(self._dress)

    @property
    def lines(self) -> list[Line]:
        """What stands in the list, from the top."""
        return self._model.lines

    @property
    def home(self) -> str:
        """The currency of sums."""
        return self._model.home

    @property
    def on(self) -> date:
        """The day that counts as today."""
        return self._model.on

    def show_groups(self, groups: Sequence[Group], on: date, home: str, *, shared: bool) -> None:
        """Show these; the current row stays current, or the one that takes its place is. An editor in a row is waited for."""
        if self._held:
            self._pending = partial(self.show_groups, groups, on, home, shared=shared)
            return
        current, scrolled = self.currentIndex().row(), self.verticalScrollBar().value()
        key = self.lines[current].key if 0 <= current < len(self.lines) else None
        self.shared = shared
        self._model.fill(groups, on, home)
        place = next((n for n, line in enumerate(self.lines) if key is not None and line.key == key), None)
        if place is None and key is not None:
            place = self._choosable(current)
        if place is not None:
            self.setCurrentIndex(self._model.index(place, 0))
        self.verticalScrollBar().setValue(scrolled)
        self._place_empty()

    def set_empty(self, widget: QWidget) -> None:
        """What to show in the middle while there is nothing; the list owns it."""
        self._empty = widget
        widget.setParent(self.viewport())
        self._place_empty()

    def current_row(self) -> Row | None:
        """The row that has the keyboard."""
        place = self.currentIndex().row()
        return self.lines[place].row if 0 <= place < len(self.lines) else None

    def select(self, kind: str, record_id: int) -> bool:
        """Make this row current; False when it is not here."""
        place = next((n for n, line in enumerate(self.lines) if line.key == (kind, record_id)), None)
        if place is not None:
            self.setCurrentIndex(self._model.index(place, 0))
        return place is not None

    def hold(self, row: Row, editor: QWidget) -> None:
        """Let `editor` stand in the place of `row` until `let_go`."""
        if self.select(row.kind, row.id):
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
            self._held = True
            self.executeDelayedItemsLayout()
            self.setIndexWidget(self.currentIndex(), editor)
            editor.setGeometry(self.visualRect(self.currentIndex()))

    def let_go(self) -> None:
        """Take what stands in the current row's place away, and take the keyboard back."""
        if not self._held:
            return
        self._held = False
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        for place in range(len(self.lines)):
            if self.indexWidget(self._model.index(place, 0)) is not None:
                self.setIndexWidget(self._model.index(place, 0), None)  # type: ignore[arg-type]
        if self._pending is not None:
            show, self._pending = self._pending, None
            show()

    def _choosable(self, near: int) -> int | None:
        """The first row that can be chosen from `near` on, else the last before it."""
        places = [n for n, line in enumerate(self.lines) if line.row is not None or line.rest]
        return next((n for n in places if n >= near), places[-1] if places else None)

    def _dress(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # pointer and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        place = self.indexAt(spot).row()
        line = self.lines[place] if 0 <= place < len(self.lines) else None
        hovered = place if line is not None and (line.row is not None or line.rest) else -1
        over_mark = spot.x() <= px(_MARK + 4)
        if (hovered, over_mark) != (self.hovered, self.over_mark):
            self.hovered, self.over_mark = hovered, over_mark
            hand = Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(hand if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered = -1
        self.viewport().update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index == self.currentIndex():
            self._act(index.row(), tick=spot.x() <= px(_MARK + 4))

    def _act(self, place: int, *, tick: bool) -> None:
        line = self.lines[place]
        if line.rest:
            self.whole.emit(line.group)
        elif line.row is not None and tick and line.row.kind in TICKED:
            self.ticked.emit(line.row)
        elif line.row is not None:
            self.opened.emit(line.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, place = event.key(), self.currentIndex().row()
        there = 0 <= place < len(self.lines)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and there:
            self._act(place, tick=False)
        elif key == Qt.Key.Key_Space and there:
            self._act(place, tick=True)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.aside.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else len(self.lines))
        else:
            super().keyPressEvent(event)

    def _go(self, near: int) -> None:
        place = self._choosable(near)
        if place is not None:
            self.setCurrentIndex(self._model.index(place, 0))
            if place == 1:
                self.scrollToTop()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Space ticks here, and letters would only jump."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._go(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_box(painter, self.viewport().rect(), theme.RADIUS - 1, "card")
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self._place_empty()

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self.lines)
            self._empty.setGeometry(self.viewport().rect())

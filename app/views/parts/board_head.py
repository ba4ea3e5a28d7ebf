"""The painted parts above a column's cards: its head, and the note that invites a drop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts.board_source import Column
from app.views.parts.buttons import IconButton
from app.views.parts.card_paint import MARGIN, SIDE
from app.views.parts.marks import mark_width, paint_mark
from app.views.parts.pen import Pen
from app.views.theme import px

_HEAD = 56


def tone_colour(tone: str | int | tuple[int, int]) -> QColor:
    """The colour of a column's bar: a stage's name or number, its (place, of how many), or a token of the theme, 'labels.2'."""
    if tone in ("won", "lost"):
        return theme.colour("stage_won" if tone == "won" else "mark_line")
    if isinstance(tone, str) and "." in tone:
        return theme.colour(tone)
    if isinstance(tone, tuple):
        return QColor(theme.stage_colour(*tone))
    number = tone if isinstance(tone, int) else int(tone.removeprefix("stage"))
    return QColor(theme.stage_colour(min(max(number, 1), 4) - 1, 4))


class ColumnHead(QWidget):
    """Stage bar, name, count and sum; below it two hints. While cards hover the right hint says what they
    would add. Where the board's columns have menus, '…' stands at the right end of the hints while the pointer is here.
    """

    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = Column(0, "")
        self._hover = ""
        self.more = IconButton("dots-three", "Column", in_row=True, size=14, parent=self)
        self.more.clicked.connect(lambda: self.menu_wanted.emit(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.more.hide()
        self.has_menu = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dress()

    def dress(self) -> None:
        """Colours or text sizes have changed."""
        self.setFixedHeight(px(_HEAD - MARGIN))
        self.update()

    def set_column(self, column: Column) -> None:
        """Show the head of `column`."""
        self._column = column
        parts = (column.name, self._count_words(), column.total, column.hint_left, column.hint_right)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setToolTip(column.name)
        self.more.set_name(f"What can be done with column {column.name}")
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.has_menu:
            self.menu_wanted.emit(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.more.setVisible(self.has_menu)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.more.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = px(22)
        self.more.setFixedSize(side, side)
        self.more.move(self.width() - px(SIDE) - side, px(29))

    def set_hover(self, words: str) -> None:
        """'with this card €65,800', or '' when nothing hovers."""
        if words != self._hover:
            self._hover = words
            self.update()

    @property
    def hover(self) -> str:
        """What it says while cards hover."""
        return self._hover

    def _count_words(self) -> str:
        column = self._column
        return f"{column.count:,} of {column.limit}" if column.limit is not None else f"{column.count:,}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        p = QPainter(self)
        pen, column = Pen(p), self._column
        left, right = float(px(SIDE)), float(self.width() - px(SIDE))
        pen.rounded(QRectF(left, 0, right - left, px(3)), 1.5, tone_colour(column.tone))
        self._paint_first(pen, left, right)
        top, line = px(32), px(16)
        hint, tone = (self._hover, "accent_text") if self._hover else (column.hint_right, "text3")
        used = pen.width(hint, 12, 400) + 1 if hint else 0.0
        box = QRectF(max(right - used, left), top, used + 1, line)
        pen.text(hint, box, 12, 400, tone, elide=used > right - left)
        room = right - used - pen.px(8) - left
        if room > pen.px(24):
            tone = "warn" if column.over else "text3"
            pen.text(column.hint_left, QRectF(left, top, room, line), 12, 400, tone)
        p.end()

    def _paint_first(self, pen: Pen, left: float, right: float) -> None:
        column, count = self._column, self._count_words()
        top, line = px(12), px(16)
        total = pen.width(column.total, 13, 600) + 1 if column.total else 0.0
        pen.text(column.total, QRectF(right - total, top, total + 1, line), 13, 600, "text", elide=False)
        wide = mark_width("warning", count) if column.over else pen.width(count, 13, 400)
        room = right - total - pen.px(8) - left - wide - pen.px(8)
        used = pen.text(column.name, QRectF(left, top, max(room, 0), line), 13, 600, "text")
        at = left + used + pen.px(7)
        if column.over:
            paint_mark(pen.p, QPoint(round(at), top - px(2)), "warning", count, "warn")
        else:
            pen.text(count, QRectF(at, top, wide + 1, line), 13, 400, "text3", elide=False)


class DropNote(QWidget):
    """'Drop here to win': a dashed box above the cards, shown while cards are carried."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._hint, self._icon, self._hot = "", "", "trophy", False
        self.dress()

    def dress(self) -> None:
        """Colours or text sizes have changed."""
        self.setFixedHeight(px(60) + 2 * px(MARGIN))
        self.update()

    def set_words(self, note: str, tone: str | int | tuple[int, int]) -> None:
        """`note` is 'title / hint'."""
        self._title, _, self._hint = (part.strip() for part in note.partition("/"))
        self._icon = "trophy" if tone == "won" else "arrow-right"
        self.setAccessibleName(f"{self._title}, {self._hint}")
        self.update()

    def set_hot(self, on: bool) -> None:
        """Whether the cards hover over this column."""
        if on != self._hot:
            self._hot = on
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        p = QPainter(self)
        pen = Pen(p)
        box = QRectF(self.rect()).adjusted(px(SIDE), px(MARGIN), -px(SIDE), -px(MARGIN))
        pen.dashed(box, 8, "accent", "accent_soft" if self._hot else None)
        pen.icon(self._icon, box.left() + px(12), box.center().y() - px(10), 20, "accent_text")
        words = box.adjusted(px(41), 0, -px(8), 0)
        middle = box.center().y()
        title = QRectF(words.left(), middle - px(17), words.width(), px(16))
        if not self._hint:
            title.moveTop(middle - px(8))
        pen.text(self._title, title, 12, 600, "accent_text")
        pen.text(self._hint, QRectF(words.left(), middle, words.width(), px(16)), 11, 400, "text2")
        p.end()

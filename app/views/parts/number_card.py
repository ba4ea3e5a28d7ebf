"""A number card: what it is, the figure, and what to know about it, in a card of 84 px."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.focus_ring import by_keyboard
from app.views.parts.marks import WORDS, Tone
from app.views.parts.paint import paint_box, paint_text, text_width

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class NumberCard(QWidget):
    """`show_number` fills it. With `opens` it answers a click, Enter and Space by `clicked`."""

    clicked = Signal()

    def __init__(self, title: str, *, opens: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._figure = self._text = self._icon = ""
        self._tone: Tone = "plain"
        self._opens = opens
        self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)

    def show_number(self, figure: str, text: str, *, icon: str = "", tone: Tone = "plain", tooltip: str = "") -> None:
        """The figure, the words below it, perhaps an icon before those in the colour of `tone`."""
        self._figure, self._text, self._icon, self._tone = figure, text, icon, tone
        self._told = tooltip
        self._tell()
        self.setAccessibleDescription(f"{figure}, {tooltip or text}")
        self.update()

    def figure(self) -> str:
        """The figure shown."""
        return self._figure

    def text(self) -> str:
        """The words below it."""
        return self._text

    def _figure_size(self, room: int) -> float:
        """Smaller before anything of a figure would be cut, which would be another figure."""
        sizes = (theme.FIGURE, theme.TITLE, theme.TAB, theme.TEXT)
        return next((size for size in sizes if text_width(self._figure, size, theme.SEMIBOLD) <= room), theme.TEXT)

    def _tell(self) -> None:
        """What is cut stands whole in the tooltip."""
        room = self.width() - theme.px(32) - (theme.px(18) if self._icon else 0)
        cut = text_width(self._text, theme.SECOND) > room
        self.setToolTip(getattr(self, "_told", "") or (self._text if cut else ""))

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(theme.NUMBER_CARD))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(theme.NUMBER_CARD))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            self._opens
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in _KEYS:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002
        self._ring = False
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        px = theme.px
        line = "accent" if self._ring else "mark_line" if self._opens and self.underMouse() else "line"
        paint_box(painter, self.rect(), theme.RADIUS, "card", line, width=2 if self._ring else 1)
        left, room = px(16), self.width() - px(32)
        paint_text(painter, QRect(left, px(11), room, px(16)), self._title, "text2", theme.SECOND)
        box = QRect(left, px(30), room, px(28))
        paint_text(painter, box, self._figure, "text", self._figure_size(room), weight=theme.SEMIBOLD)
        if self._icon:
            icons.paint(painter, QRect(left, px(60), px(14), px(16)), self._icon, WORDS[self._tone], px(14))
            left, room = left + px(18), room - px(18)
        paint_text(painter, QRect(left, px(60), room, px(16)), self._text, "text2", theme.SECOND)

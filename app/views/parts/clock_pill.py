"""The running clock in the header: how long, on what, and the way to stop it. Not there while none runs."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button, IconButton
from app.views.parts.paint import elided, paint_box, paint_text, text_width

_MOST_TITLE = 140
_GAP = 8  # to what stands at its right; it goes with the pill


def clock_text(seconds: int) -> str:
    """'0:48:12'."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


class _Face(Button):
    """Time and title; a click unfolds what there is to say of it."""

    radius = theme.RADIUS_FIELD

    def __init__(self) -> None:
        super().__init__()
        self.time, self.title = "0:00:00", ""

    def sizeHint(self) -> QSize:
        title = min(theme.px(_MOST_TITLE), text_width(self.title)) + 8 if self.title else 0
        return QSize(26 + text_width(self.time, theme.TEXT, theme.MEDIUM) + title + 4, theme.px(theme.CONTROL) - 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.hovered or self.isDown():
            paint_box(painter, self.rect(), self.radius, "press" if self.isDown() else "hover")
        icons.paint(painter, QRect(8, 0, 12, self.height()), "record-fill", "accent", 12)
        rect = QRect(26, 0, self.width() - 26, self.height())
        took = paint_text(painter, rect, self.time, "text", theme.TEXT, weight=theme.MEDIUM)
        if self.title:
            rect = QRect(26 + took + 8, 0, self.width() - 34 - took, self.height())
            paint_text(painter, rect, elided(self.title, rect.width()), "text2")


class ClockPill(QWidget):
    """`wanted`: unfold what there is to say of it; `stopped`: stop it."""

    wanted = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.face = _Face()
        self.stop = IconButton("stop-fill", "Stop the clock", "Ctrl+Shift+T", in_row=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2 + _GAP, 2)
        row.setSpacing(0)
        row.addWidget(self.face)
        row.addWidget(self.stop)
        self.face.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.stopped)

    def show_clock(self, seconds: int, title: str, *, titled: bool) -> None:
        """Show how long it has run; the title only where it is `titled`."""
        text, shown = clock_text(seconds), title if titled else ""
        other = len(text) != len(self.face.time) or shown != self.face.title
        self.face.time, self.face.title = text, shown
        if other:
            self.face.setAccessibleName(f"Clock on {title}")
            self.face.set_tooltip(f"The clock runs on “{title}”. A click unfolds its note and beginning")
            self.face.updateGeometry()
        self.face.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect().adjusted(0, 0, -_GAP, 0), theme.RADIUS, "card", "strong_line")

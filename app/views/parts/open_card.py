"""A card that opens what it speaks of: by a click, Enter or Space; its edge says that the pointer or the keyboard is on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts.focus_ring import by_keyboard
from app.views.parts.paint import paint_box

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class OpenCard(QWidget):
    """`clicked` is what opens it; without `opens` it only shows. Whoever paints it begins with `paint_card`."""

    clicked = Signal()

    def __init__(self, *, opens: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opens, self._ring = opens, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paint_card(self, painter: QPainter) -> None:
        """The ground and its edge."""
        line = "accent" if self._ring else "mark_line" if self._opens and self.underMouse() else "line"
        paint_box(painter, self.rect(), theme.RADIUS, "card", line, width=2 if self._ring else 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._opens and event.button() == Qt.MouseButton.LeftButton and inside:
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

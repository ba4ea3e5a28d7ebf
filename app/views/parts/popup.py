"""The frame of what floats over the page until one chooses or leaves: pickers and calendars."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.paint import paint_box, paint_shadow

SHADOW = 14


def cut_out(floating: QWidget, panel: QRect) -> None:
    """Show only the rounded `panel` where the screen cannot show what is half transparent: around it would be black."""
    from app.views.parts.board_drag import composed

    if not composed():
        path = QPainterPath()
        path.addRoundedRect(QRectF(panel), theme.RADIUS, theme.RADIUS)
        floating.setMask(QRegion(path.toFillPolygon().toPolygon()))


class Popup(QWidget):
    """A rounded floating panel. Put content into `box`; `open_at` places it below a rectangle of a widget."""

    def __init__(self, parent: QWidget) -> None:
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(parent, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.box = QVBoxLayout(self)
        edge = SHADOW + 6
        self.box.setContentsMargins(edge, edge, edge, edge)
        self.box.setSpacing(4)
        self._stands_on: int | None = None

    def open_at(self, widget: QWidget, rect: QRect | None = None) -> None:
        """Open below `rect` of `widget` (all of it when None), or above where the screen ends."""
        around = rect or widget.rect()
        self.adjustSize()
        below = widget.mapToGlobal(around.bottomLeft()) + QPoint(-SHADOW, 6 - SHADOW)
        screen = widget.screen().availableGeometry()
        self._stands_on = None
        if below.y() + self.height() - SHADOW > screen.bottom():
            self._stands_on = widget.mapToGlobal(around.topLeft()).y() - 6 + SHADOW
            below.setY(self._stands_on - self.height())
        below.setX(max(screen.left() - SHADOW, min(below.x(), screen.right() - self.width() + SHADOW)))
        self.move(below)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One that opened above its field keeps its foot there as it grows or shrinks."""
        super().resizeEvent(event)
        if self._stands_on is not None and self.isVisible():
            self.move(self.x(), self._stands_on - self.height())
        cut_out(self, self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.on_hidden()

    def on_hidden(self) -> None:
        """What to do when the panel has gone; nothing unless a popup says so."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        panel = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, panel, theme.RADIUS, SHADOW - 4)
        paint_box(painter, panel, theme.RADIUS, "card", "strong_line")

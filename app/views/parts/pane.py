"""A card that holds other widgets."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.paint import paint_box


class Pane(QWidget):
    """The card's ground and line with rounded corners; `box` is a column to fill, 1 px within the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(1, 1, 1, 1)
        self.box.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


def round_off(inside: QWidget) -> None:
    """Leave the corners of the card to its line: what fills the card within it has square ones."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(inside.rect()), theme.RADIUS - 1, theme.RADIUS - 1)
    inside.setMask(QRegion(path.toFillPolygon().toPolygon()))

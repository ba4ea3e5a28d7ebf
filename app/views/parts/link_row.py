"""A row that leads to another record: its name, a word about it, and a figure at the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width
from app.views.theme import px

_PAD = 8


class LinkRow(Button):
    """28 px high; the name in the accent's text colour, `word` and `figure` after it."""

    radius = theme.RADIUS_FIELD

    def __init__(
        self, name: str, word: str = "", figure: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(name, word, figure)

    def say(self, name: str, word: str = "", figure: str = "") -> None:
        """Lead elsewhere."""
        self._word, self._figure = word, figure
        self.setText(name)
        self.setToolTip(name)
        self.setAccessibleName(", ".join(part for part in (name, word, figure) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.hovered or self.isDown():
            paint_box(painter, self.rect(), self.radius, "press" if self.isDown() else "hover")
        left, right = _PAD, self.width() - _PAD
        if self._icon:
            icons.paint(painter, QRect(left, 0, 16, self.height()), self._icon, "text2", 14)
            left += 22
        if self._figure:
            paint_text(painter, QRect(left, 0, right - left, self.height()), self._figure, "text", align=RIGHT)
            right -= text_width(self._figure) + 12
        if self._word:
            width = min(text_width(self._word, theme.SECOND), (right - left) // 2)
            place = QRect(right - width, 0, width + 1, self.height())
            paint_text(painter, place, self._word, "text3", theme.SECOND, align=RIGHT)
            right -= width + 8
        paint_text(painter, QRect(left, 0, right - left, self.height()), self.text(), "accent_text")

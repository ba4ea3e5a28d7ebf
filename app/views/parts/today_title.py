"""The title above one side of Today."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.paint import paint_text
from app.views.theme import px


class SideTitle(QWidget):
    """An icon and the name of the place, in text 2."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self._title, self._icon = title, icon
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(40))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        rect = QRect(px(17), px(4), self.width() - px(17), self.height() - px(4))
        icons.paint(painter, QRect(rect.left(), rect.top(), 16, rect.height()), self._icon, "text2", 16)
        paint_text(painter, rect.adjusted(px(24), 0, 0, 0), self._title, "text2", theme.SECOND, weight=theme.MEDIUM)

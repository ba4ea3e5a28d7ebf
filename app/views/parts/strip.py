"""A strip across the window, in the panel's colour: the two rows at its top are made of it."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme


class Strip(QWidget):
    """`height` and `margins` (left, right) in px; `line`: with a line below."""

    def __init__(self, height: int, margins: tuple[int, int], *, line: bool) -> None:
        super().__init__()
        self._line = line
        self.setFixedHeight(theme.px(height))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(margins[0], 0, margins[1], 0)
        self.row.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        if self._line:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))

"""The line above a board or list that narrows it as one types."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.views.parts import icons


class SearchLine(QLineEdit):
    """A line with a funnel at its beginning; the cross that empties it is made with the first letter, since making it takes time."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setTextMargins(26, 0, 0, 0)
        self.textChanged.connect(self._on_text)

    def _on_text(self, text: str) -> None:
        if text and not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        icons.paint(QPainter(self), QRect(10, 0, 20, self.height()), "funnel-simple", "text3")

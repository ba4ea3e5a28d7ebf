"""'What next?' in the place of a line of Today: the step and its day, for a deal that has none.

asked = NextStep(title, words, day)
asked.given(words, day), .left      Enter or leaving with words; Esc, or leaving without
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.label import ElidedLabel
from app.views.theme import px


class NextStep(QWidget):
    """See the top of this module."""

    given = Signal(str, object)
    left = Signal()

    def __init__(self, title: str, words: str, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self.setAccessibleName(f"Next step of {title}")
        name = ElidedLabel(title, "text", theme.TEXT, theme.MEDIUM)
        name.setFixedWidth(px(150))
        self.words = TextField("Next step", self._on_change, boxed=True, placeholder="What next?")
        self.words.set_value(words)
        self.day = DateField("Next step on", self._on_change, boxed=True, required=True)
        self.day.set_value(day)
        self.day.setFixedWidth(px(150))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(42), 2, px(16), 2)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.words, 1)
        row.addWidget(self.day)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def begin(self) -> None:
        """Type; the ring needs the field's own width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        self.words.begin_edit()

    def _on_change(self, _: object) -> None:
        """Enter gives both; Tab goes on to the day."""
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if not self._over and not self.words.is_editing() and not self.day.is_editing():
            self._end()

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._over or now is None or not self.isVisible():
            return
        outside = now is not self and not self.isAncestorOf(now)
        if outside and now.window() is self.window():  # a calendar that opens is no leaving
            QTimer.singleShot(0, self, self._end)

    def _end(self) -> None:
        if self._over:
            return
        self._over = True
        words = self.words.value()
        if words:
            self.given.emit(words, self.day.value())
        else:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._over = True
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(self.rect(), theme.colour("card"))

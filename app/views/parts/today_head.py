"""What stands above and below the lists of Today: won deals that wait for their handoff, and the number cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.today import Waiting
from app.views import theme
from app.views.parts import icons, today_words
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.label import ElidedLabel
from app.views.parts.open_card import OpenCard
from app.views.parts.paint import paint_box, paint_text
from app.views.theme import px


class HandoffStrip(QWidget):
    """One won deal without a project, and its two ways: 'Hand off…' and 'Not a project…'."""

    def __init__(self, deal: Waiting, on: date, hand_off: Callable[[], object], waive: Callable[[], object]) -> None:
        super().__init__()
        self.setFixedHeight(px(64))
        title, text = today_words.waiting_title(deal, on), today_words.waiting_text(deal, on)
        self.setAccessibleName(f"{title}. {text}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(ElidedLabel(title, "text", theme.TEXT, theme.SEMIBOLD))
        words.addWidget(ElidedLabel(text, "text2"))
        words.addStretch(1)
        self.waive = QuietButton("Not a project…")
        self.waive.clicked.connect(lambda _: waive())
        self.main = MainButton("Hand off…")
        self.main.clicked.connect(lambda _: hand_off())
        row = QHBoxLayout(self)
        row.setContentsMargins(px(53), 0, px(16), 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.waive)
        row.addWidget(self.main)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.RADIUS, "accent_soft", "accent_line")
        icons.paint(painter, QRect(px(18), 0, 20, self.height()), "arrow-right", "accent_text", 20)


class FactCard(OpenCard):
    """An icon, what it is, and the figure with what to know about it, in a card of 64 px. A click opens it."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self._title, self._icon, self._tone = title, icon, "text2"
        self._figure = self._text = ""
        self.show_fact("", "")

    def show_fact(self, figure: str, text: str, *, title: str = "", icon: str = "", tone: str = "text2") -> None:
        """The figure and the words after it; perhaps another title, icon and colour of the icon."""
        self._figure, self._text, self._tone = figure, text, tone
        self._title, self._icon = title or self._title, icon or self._icon
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(" ".join(part for part in (figure, text) if part))
        self.setToolTip(" ".join(part for part in (figure, text) if part))
        self.update()

    def words(self) -> str:
        """'108 of 120 h committed'."""
        return " ".join(part for part in (self._figure, self._text) if part)

    def title(self) -> str:
        """What it is."""
        return self._title

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(64))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(64))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        self.paint_card(painter)
        icons.paint(painter, QRect(px(17), 0, 20, self.height()), self._icon, self._tone, 20)
        left, room = px(49), self.width() - px(49) - px(12)
        paint_text(painter, QRect(left, px(13), room, px(16)), self._title, "text3", theme.SECOND)
        below = QRect(left, px(32), room, px(20))
        width = paint_text(painter, below, self._figure, "text", weight=theme.SEMIBOLD)
        if room - width > 24:
            paint_text(painter, below.adjusted(width + 8, 0, 0, 0), self._text, "text2", theme.SECOND)

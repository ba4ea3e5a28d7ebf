"""A strip that tells of something wrong or at risk, and the way out of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import LinkButton
from app.views.parts.label import Label
from app.views.parts.marks import ICONS, SOFT, WORDS, Tone
from app.views.parts.paint import paint_box

Action = tuple[str, Callable[[], object]]


class Notice(QWidget):
    """A strip in tone 'warn', 'bad', 'good', 'info' or 'plain': icon, title, one sentence, and an action."""

    def __init__(
        self,
        tone: Tone,
        title: str,
        text: str = "",
        action: Action | None = None,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._does: Callable[[], object] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 10, 12, 10)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        self._title = Label("", "text", theme.TEXT, theme.MEDIUM, wrap=True)
        self._text = Label("", "text2", theme.SECOND, wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.link = LinkButton("")
        self.link.clicked.connect(self._act)
        row.addWidget(self.link, 0, Qt.AlignmentFlag.AlignVCenter)
        self.say(tone, title, text, action, icon=icon)

    def say(self, tone: Tone, title: str, text: str = "", action: Action | None = None, *, icon: str = "") -> None:
        """Say something else."""
        self._tone = tone
        self._icon = icon or ICONS[tone]
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.link.setVisible(action is not None)
        self._does = action[1] if action else None
        if action is not None:
            self.link.setText(action[0])
        self.setAccessibleName(f"{title}. {text}" if text else title)
        self.update()

    def _act(self) -> None:
        if self._does is not None:
            self._does()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.RADIUS, SOFT[self._tone])
        line = theme.metrics(theme.TEXT, theme.MEDIUM).height()
        icons.paint(painter, QRect(12, self._title.y(), 16, line), self._icon, WORDS[self._tone])

"""The sentence above every step: what the plan comes to, and what is still open."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.views import theme
from app.views.handoff.step import EDGE
from app.views.handoff.verdict import Verdict
from app.views.parts import icons
from app.views.parts.label import ElidedLabel

_SIGNS: Final = {
    "good": ("check-circle", "good"),
    "warn": ("warning", "warn"),
    "bad": ("warning-circle", "bad"),
}


class _Sign(QWidget):
    """The icon before the sentence; the sentence says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = _SIGNS["good"]
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tone(self, tone: str) -> None:
        self._sign = _SIGNS[tone]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20, 24)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        icons.paint(QPainter(self), QRect(0, 0, 20, 24), self._sign[0], self._sign[1], 20)


class Head(QWidget):
    """Icon, sentence, what is open below; at the right the controls of the step in sight."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(8)
        self._sign = _Sign()
        self._shown: Verdict | None = None
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addWidget(self._sign)
        side.addStretch(1)
        row.addLayout(side)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._sentence = ElidedLabel("", "text", theme.TITLE, theme.SEMIBOLD)
        self._open = ElidedLabel("", "text2")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._open.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.addWidget(self._sentence)
        words.addWidget(self._open)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._controls = QStackedWidget()
        self._controls.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._controls.addWidget(QWidget())
        row.addWidget(self._controls)
        self.setFixedHeight(theme.px(44))

    def show_verdict(self, verdict: Verdict) -> None:
        """Say what the plan comes to now."""
        if verdict == self._shown:
            return  # the same words would lay the whole window out again
        self._shown = verdict
        self._sign.show_tone(verdict.tone)
        self._sentence.set_text(verdict.sentence)
        self._open.set_text(verdict.still_open)
        self.setAccessibleName(f"{verdict.sentence}. {verdict.still_open}")

    def show_controls(self, controls: QWidget | None) -> None:
        """Put these at the right, or nothing."""
        self._controls.setVisible(controls is not None)
        if controls is not None:
            if self._controls.indexOf(controls) < 0:
                self._controls.addWidget(controls)
            self._controls.setCurrentWidget(controls)

    def words(self) -> tuple[str, str]:
        """The sentence, and what is open."""
        return self._sentence.text(), self._open.text()

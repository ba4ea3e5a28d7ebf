"""Marks: a small sign with words that says what matters about a record ('26 days here', '4 d late')."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.paint import paint_box, paint_text, text_width

Tone = Literal["warn", "bad", "good", "info", "plain"]

SOFT: Final[dict[str, str]] = {
    "warn": "warn_soft",
    "bad": "bad_soft",
    "good": "good_soft",
    "info": "accent_soft",
    "plain": "hover",
}
WORDS: Final[dict[str, str]] = {
    "warn": "warn",
    "bad": "bad",
    "good": "good",
    "info": "accent_text",
    "plain": "text2",
}
ICONS: Final[dict[str, str]] = {
    "warn": "warning",
    "bad": "warning-circle",
    "good": "check-circle",
    "info": "question",
    "plain": "prohibit",
}

_PAD: Final = 6
_ICON: Final = 12
_GAP: Final = 4


def mark_width(icon: str, text: str) -> int:
    """How wide the mark is, in px."""
    sign = _ICON + _GAP if icon else 0
    return _PAD + sign + text_width(text, theme.SMALL, theme.MEDIUM) + _PAD


def paint_mark(
    painter: QPainter, at: QPoint, icon: str, text: str, tone: Tone = "plain", *, room: int | None = None
) -> QRect:
    """Paint a mark with its top left corner at `at`, at most `room` px wide; returns where it lies."""
    width = mark_width(icon, text) if room is None else min(room, mark_width(icon, text))
    rect = QRect(at.x(), at.y(), width, theme.px(theme.MARK))
    paint_box(painter, rect, theme.RADIUS_MARK, SOFT[tone])
    left = rect.left() + _PAD
    if icon:
        icons.paint(painter, QRect(left, rect.top(), _ICON, rect.height()), icon, WORDS[tone], _ICON)
        left += _ICON + _GAP
    words = QRect(left, rect.top(), rect.right() - _PAD - left + 2, rect.height())
    paint_text(painter, words, text, WORDS[tone], theme.SMALL, weight=theme.MEDIUM)
    return rect


class Mark(QWidget):
    """A mark as a widget. Tones: 'warn', 'bad', 'good', 'info', 'plain'."""

    def __init__(self, icon: str, text: str, tone: Tone = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_mark(icon, text, tone)

    def set_mark(self, icon: str, text: str, tone: Tone = "plain") -> None:
        """Say something else."""
        self._icon, self._text, self._tone = icon, text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(mark_width(self._icon, self._text), theme.px(theme.MARK))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_mark(QPainter(self), QPoint(0, 0), self._icon, self._text, self._tone, room=self.width())

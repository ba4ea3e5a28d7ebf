"""One line of words, laid out once: boards and lists paint the same words over and over, and shaping them costs most.

Painted from its layout a line takes 17 µs instead of the 35 µs of `QPainter.drawText` in a box, but 65 µs to lay out, which is vain
where it is seen only once. So what is painted for the first time is written as it is, which takes 22 µs: pixel for pixel the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QStaticText, QTextOption, QTransform

from app.views import theme

#: Most of all lines; a flag is asked slowly.
_AT_LEFT = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BREAKS = str.maketrans("\n\r\t\u2028\u2029", "     ")


class TextLine(NamedTuple):
    """A layout, and its width in px."""

    layout: QStaticText
    width: float


_painted: set[tuple[str, float, int]] = set()
_MOST_PAINTED = 8_192


def reads_left_to_right(text: str) -> bool:
    """Whether a line is a sentence of the window's own language, a name from right to left in it or not.

    Qt goes by the first letter, and would turn a whole sentence round for the Arabic name that it begins with.
    """
    if text.isascii():
        return True
    kinds = {unicodedata.bidirectional(each) for each in text}
    return "L" in kinds or not kinds & {"R", "AL"}


@lru_cache(maxsize=8_192)
def _line(text: str, size: float, weight: int) -> TextLine:
    layout = QStaticText(text.translate(_BREAKS))
    layout.setTextFormat(Qt.TextFormat.PlainText)
    if not text.isascii():
        layout.setTextOption(_option(text))
    layout.prepare(QTransform(), theme.font(size, weight))
    return TextLine(layout, layout.size().width())


@lru_cache(maxsize=64)
def _height(size: float, weight: int) -> tuple[float, float]:
    """Of a line, and from its top to where the letters stand. A layout's own is rounded up, and so lies higher in its box."""
    font = theme.font(size, weight)
    return QFontMetrics(font).height(), QFontMetricsF(font).ascent()


def _is_new(text: str, size: float, weight: int) -> bool:
    """Whether it is painted for the first time, as far as is known."""
    key = (text, size, weight)
    if key in _painted:
        return False
    if len(_painted) >= _MOST_PAINTED:
        _painted.clear()
    _painted.add(key)
    return True


def _option(text: str) -> QTextOption:
    option = QTextOption()
    flow = Qt.LayoutDirection.LeftToRight if reads_left_to_right(text) else Qt.LayoutDirection.RightToLeft
    option.setTextDirection(flow)
    option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    return option


@lru_cache(maxsize=8_192)
def advance(text: str, size: float, weight: int) -> int:
    """How wide `text` is, in px."""
    return theme.metrics(size, weight).horizontalAdvance(text)


@lru_cache(maxsize=2_048)
def elided(text: str, size: float, weight: int, room: int) -> str:
    """`text`, cut with an ellipsis when it is wider than `room` px."""
    if advance(text, size, weight) <= room:
        return text
    return theme.metrics(size, weight).elidedText(text, Qt.TextElideMode.ElideRight, room)


for _cached in (_line, _height, advance, elided):
    theme.on_font_change(_cached.cache_clear)


def draw(
    painter: QPainter,
    box: QRect | QRectF,
    text: str,
    size: float,
    weight: int,
    token: str,
    align: Qt.AlignmentFlag,
    *,
    elide: bool = True,
) -> int:
    """Paint one line in the middle of `box`'s height, cut only with an ellipsis; returns the px it took."""
    if not text:
        return 0
    room = box.width()
    reach = advance(text, size, weight)
    if elide and reach > room:
        text = elided(text, size, weight, int(room))
        reach = advance(text, size, weight)
    height, ascent = _height(size, weight)
    left, top = float(box.x()), box.y() + (box.height() - height) / 2
    painter.setFont(theme.font(size, weight))
    painter.setPen(theme.colour(token))
    at_left = align in _AT_LEFT
    if at_left and text.isascii() and _is_new(text, size, weight):
        painter.drawText(QPointF(left, top + ascent), text.translate(_BREAKS))
        return reach
    line = _line(text, size, weight)
    if not at_left:
        share = 1 if align & Qt.AlignmentFlag.AlignRight else 0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0
        left += (room - line.width) * share
    painter.drawStaticText(QPointF(left, top), line.layout)
    return reach

"""One line of words, laid out once: boards and lists paint the same words over and over, and shaping them costs most.

Painted from its layout a line takes 10 µs instead of the 26 µs of `QPainter.drawText`, pixel for pixel the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QStaticText, QTextOption, QTransform

from app.views import theme

#: Most of all lines; a flag is asked slowly.
_AT_LEFT = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_BREAKS = str.maketrans("\n\r\t\u2028\u2029", "     ")


class TextLine(NamedTuple):
    """A layout, its size in px, and how far the words reach, in whole px."""

    layout: QStaticText
    width: float
    height: float
    advance: int


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
    height = theme.metrics(size, weight).height()  # a layout's own is rounded up, and so lies higher in its box
    return TextLine(layout, layout.size().width(), height, advance(text, size, weight))


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


for _cached in (_line, advance, elided):
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
    line = _line(text, size, weight)
    if elide and line.advance > room:
        line = _line(elided(text, size, weight, int(room)), size, weight)
    left = float(box.x())
    if align not in _AT_LEFT:
        share = 1 if align & Qt.AlignmentFlag.AlignRight else 0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0
        left += (room - line.width) * share
    painter.setFont(theme.font(size, weight))
    painter.setPen(theme.colour(token))
    painter.drawStaticText(QPointF(left, box.y() + (box.height() - line.height) / 2), line.layout)
    return line.advance

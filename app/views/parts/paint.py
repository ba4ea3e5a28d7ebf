"""What the painted parts and the delegates of boards and lists have in common: words, rounded boxes, bars."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.views import theme
from app.views.parts import text_line

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def text_width(text: str, size: float = theme.TEXT, weight: int = theme.REGULAR) -> int:
    """How wide `text` is, in px."""
    return text_line.advance(text, size, weight)


def elided(text: str, width: int, size: float = theme.TEXT, weight: int = theme.REGULAR) -> str:
    """`text`, cut with an ellipsis when it is wider than `width` px."""
    return text_line.elided(text, size, weight, width)


def paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    token: str = "text",
    size: float = theme.TEXT,
    *,
    weight: int = theme.REGULAR,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Paint one line of `text` in `rect`, elided; returns the width it took in px."""
    return text_line.draw(painter, rect, text, size, weight, token, align)


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: str | QColor | None = None,
    line: str | QColor | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Paint a rounded box inside `rect`, line included, so that nothing is painted outside of it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if line is not None else 0.0
    box = QRectF(rect).adjusted(half, half, -half, -half)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(_colour(line), width)
        if dashed:
            pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else _colour(fill))
    corner = max(0.0, min(radius, rect.height() / 2) - half)
    painter.drawRoundedRect(box, corner, corner)


def paint_bar(painter: QPainter, rect: QRect, share: float, token: str = "accent", track: str = "press") -> None:
    """Paint a thin bar filled to `share`, 0 to 1; more than 1 is full."""
    paint_box(painter, rect, rect.height() / 2, track)
    filled = round(rect.width() * min(1.0, max(0.0, share)))
    if filled:
        paint_box(painter, QRect(rect.left(), rect.top(), max(filled, rect.height()), rect.height()), 2, token)


def paint_dot(painter: QPainter, middle: QPoint, token: str, size: int = 8) -> None:
    """Paint the round dot of a label, `size` px wide, around `middle`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(token))
    painter.drawEllipse(QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size))


def paint_shadow(painter: QPainter, rect: QRectF, radius: float, reach: int = 12) -> None:
    """Paint the soft shadow of what floats at `rect`: stacked faint boxes, since a blur costs more."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(theme.colour("shadow"))
    strength = shade.alphaF()
    for step in range(reach, 0, -1):
        shade.setAlphaF(strength * 0.9 * ((reach - step + 1) / reach) ** 2 / reach * 2.2)
        painter.setBrush(shade)
        spread = float(step)
        painter.drawRoundedRect(
            rect.adjusted(-spread, -spread + 4, spread, spread + 2), radius + spread, radius + spread
        )


def _colour(value: str | QColor) -> QColor:
    return value if isinstance(value, QColor) else theme.colour(value)

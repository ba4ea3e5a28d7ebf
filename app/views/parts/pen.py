"""A painter that knows the look: colours by token, type by size and weight, one line of text, icons, edges,
shadows.

Sizes are given in pixels at the system's 13 px text and scale with the system's font. Works at any device
pixel ratio.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.views import theme
from app.views.parts import icons, text_line
from app.views.parts.paint import paint_box

_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Pen:
    """Wraps a QPainter for the time of one paint event; reads the theme as it is now."""

    def __init__(self, p: QPainter) -> None:
        p.setRenderHints(_SMOOTH)
        self.p = p
        self.px = theme.px
        self.colour = theme.colour

    @property
    def ratio(self) -> float:
        """Device pixels for each of ours; asked only for pictures."""
        device = self.p.device()
        return device.devicePixelRatioF() if device is not None else 1.0

    def width(self, text: str, size: float, weight: int) -> int:
        """How wide a text is."""
        return text_line.advance(text, size, weight)

    def text(
        self,
        text: str,
        box: QRectF,
        size: float,
        weight: int,
        token: str,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        elide: bool = True,
    ) -> int:
        """One line, in the middle of `box`'s height; returns the width it took. Cut only with an ellipsis."""
        return text_line.draw(self.p, box, text, size, weight, token, align, elide=elide)

    def wrapped(self, text: str, box: QRectF, size: float, weight: int, token: str) -> None:
        """Several lines from the top of `box`, cut at its end."""
        self.p.setFont(theme.font(size, weight))
        self.p.setPen(self.colour(token))
        self.p.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, text)

    def centred(self, text: str, box: QRectF, size: float, weight: int, token: str) -> None:
        """As many lines as it takes, in the middle of `box`."""
        self.p.setFont(theme.font(size, weight))
        self.p.setPen(self.colour(token))
        self.p.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def icon(self, name: str, left: float, top: float, size: float, token: str) -> None:
        """A Phosphor icon by its name without 'ph.'."""
        picture = icons.pixmap(name, token, self.px(size), self.ratio)
        self.p.drawPixmap(QPointF(round(left), round(top)), picture)

    def rounded(
        self, box: QRectF, radius: float, fill: QColor | None, line: QColor | None = None, width: float = 1.0
    ) -> None:
        """A box with corners; its line lies inside `box`."""
        paint_box(self.p, box, self.px(radius), fill, line, width=width)

    def dashed(self, box: QRectF, radius: float, line: str, fill: str | None = None) -> None:
        """A dashed box: where something was, or may go."""
        paint_box(self.p, box, self.px(radius), fill, line, dashed=True)

    def shadow(self, box: QRectF, radius: float) -> None:
        """What floats: 8 down, 24 soft, 22 % black (55 % on dark)."""
        reach = self.px(24)
        colour = self.colour("shadow").rgba()
        size = (round(box.width()), round(box.height()))
        picture = _shadow(size, self.px(radius), reach, self.ratio, colour)
        self.p.drawPixmap(QPointF(box.left() - reach, box.top() - reach + self.px(8)), picture)


@lru_cache(maxsize=16)
def _shadow(size: tuple[int, int], radius: int, reach: int, ratio: float, rgba: int) -> QPixmap:
    """A soft shadow of a rounded box, painted as rings whose opacities add up to a bell curve."""
    width, height = size
    picture = QPixmap(round((width + 2 * reach) * ratio), round((height + 2 * reach) * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    p = QPainter(picture)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    full = QColor.fromRgba(rgba)
    sigma = reach / 2.2
    steps = range(reach, -reach - 1, -2)
    weights = [exp(-((step / sigma) ** 2) / 2) for step in steps]
    for step, weight in zip(steps, weights, strict=True):
        colour = QColor(full)
        colour.setAlphaF(full.alphaF() * weight / sum(weights))
        p.setBrush(colour)
        box = QRectF(reach, reach, width, height).adjusted(-step, -step, step, step)
        if box.width() > 0 and box.height() > 0:
            p.drawRoundedRect(box, max(radius + step, 1), max(radius + step, 1))
    p.end()
    return picture

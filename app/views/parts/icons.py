"""Phosphor icons, drawn from the font and the character map that qtawesome ships.

They are read directly, since importing qtawesome costs more than the bare window. Names are Phosphor's own,
without a prefix: 'handshake', 'arrow-right', 'record-fill'. A QIcon made here paints itself anew at every
size and in every scheme; a pixmap is of the moment it was asked for.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPainterPath,
    QPixmap,
    QRawFont,
    QTransform,
)

from app.views import theme

_EM: Final = 64.0  # outlines are taken once at this size and scaled


def font_folder() -> Path:
    """Where the Phosphor font and its map lie. Raises FileNotFoundError when the installation lacks them."""
    spec = find_spec("qtawesome")
    roots = list(spec.submodule_search_locations or []) if spec else []
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        roots.append(str(Path(frozen) / "qtawesome"))
    for root in roots:
        folder = Path(root) / "fonts"
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the Phosphor font of qtawesome is missing")


@cache
def _font_file(pattern: str) -> Path:
    return next(iter(sorted(font_folder().glob(pattern))))


@cache
def _charmap() -> str:
    return _font_file("phosphor-charmap-*.json").read_text(encoding="utf-8")


def _code(name: str) -> int | None:
    """The place of an icon in the font. Of 9,000 names a few dozen are asked for, so the map stays text."""
    text = _charmap()
    at = text.find(f'"{name}":')  # a pattern of its own for each name would have to be compiled
    if at < 0:
        return None
    first = text.index('"', at + len(name) + 3) + 1
    return int(text[first : text.index('"', first)], 16)


@cache
def _raw_font() -> QRawFont:
    return QRawFont(str(_font_file("phosphor-[0-9]*.ttf")), _EM)


@cache
def _outline(name: str) -> QPainterPath:
    """The glyph's outline on a square of `_EM`. Raises KeyError for a name that Phosphor does not have."""
    font = _raw_font()
    code = _code(name)
    if code is None:
        raise KeyError(name)
    glyph = font.glyphIndexesForString(chr(code))[0]
    return font.pathForGlyph(glyph).translated(0.0, font.ascent())


def exists(name: str) -> bool:
    """Whether Phosphor has an icon of this name."""
    return _code(name) is not None


def _resolved(colour: str | QColor | None) -> QColor:
    return colour if isinstance(colour, QColor) else theme.colour(colour or "text2")


@cache
def _rendered(name: str, argb: int, size: int, dpr: float) -> QPixmap:
    side = max(1, round(size * dpr))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = side / _EM
    painter.fillPath(QTransform.fromScale(scale, scale).map(_outline(name)), QColor.fromRgba(argb))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(dpr)
    return made


def pixmap(name: str, colour: str | QColor | None = None, size: int = 16, dpr: float = 1.0) -> QPixmap:
    """The icon as a cached pixmap of `size` logical px. `colour`: a token or a QColor; none means text 2.

    Raises KeyError for an unknown name.
    """
    return _rendered(name, _resolved(colour).rgba(), size, dpr)


def paint(
    painter: QPainter, rect: QRect | QRectF, name: str, colour: str | QColor | None = None, size: int = 16
) -> None:
    """Paint the icon in the middle of `rect`, `size` logical px wide."""
    device = painter.device()
    dpr = device.devicePixelRatioF() if device is not None else 1.0
    middle = QRectF(rect).center()
    at = QPointF(round(middle.x() - size / 2), round(middle.y() - size / 2))
    painter.drawPixmap(at, pixmap(name, colour, size, dpr))


class _Engine(QIconEngine):
    """Paints a Phosphor glyph in the theme's colours of the moment."""

    def __init__(self, name: str, colour: str | None, active: str, size: int) -> None:
        super().__init__()
        _outline(name)  # an unknown name fails where it is written, not at the first paint
        self._name = name
        self._colour = colour
        self._active = active
        self._size = size

    def _token(self, mode: QIcon.Mode) -> str:
        if mode == QIcon.Mode.Disabled:
            return "disabled"
        if mode in (QIcon.Mode.Active, QIcon.Mode.Selected):
            return self._active
        return self._colour or "text2"

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        paint(painter, rect, self._name, self._token(mode), min(rect.width(), rect.height()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: ARG002
        return QPixmap(pixmap(self._name, self._token(mode), min(size.width(), size.height()), scale))

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:  # noqa: ARG002
        side = min(size.width(), size.height(), theme.px(self._size))
        return QSize(side, side)

    def availableSizes(
        self,
        mode: QIcon.Mode = QIcon.Mode.Normal,  # noqa: ARG002
        state: QIcon.State = QIcon.State.Off,  # noqa: ARG002
    ) -> list[QSize]:
        return [QSize(self._size, self._size)]

    def isNull(self) -> bool:
        return False

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour, self._active, self._size)


def icon(name: str, colour: str | None = None, size: int = 16, *, active: str = "accent_text") -> QIcon:
    """The icon as a QIcon in token `colour` (none means text 2), in token `active` under the pointer.

    It follows the theme by itself. Raises KeyError for an unknown name.
    """
    return QIcon(_Engine(name, colour, active, size))

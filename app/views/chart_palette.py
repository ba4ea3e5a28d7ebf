"""The theme as a chart is drawn with it."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo

from app.reports.palette import Palette
from app.views import theme

_OWN = frozenset({"dark", "font", "font_px"})


def chart_palette() -> Palette:
    """The colours in force, the system's face and its size; ask in the window's thread, draw in any."""
    tokens = theme.current()
    colours = {name: getattr(tokens, name) for name in Palette._fields if name not in _OWN}
    family = QFontInfo(theme.font()).family()
    return Palette(**colours, dark=tokens.dark, font=family, font_px=theme.px(theme.TEXT))

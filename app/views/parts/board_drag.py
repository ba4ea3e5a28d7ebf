"""A drag by the mouse: the picture at the pointer, and what it carries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap

from app.views.parts.board_source import Card
from app.views.parts.card_paint import Dress, paint_card
from app.views.parts.pen import Pen
from app.views.theme import px

MIME = "application/x-baton-cards"


def mime_of(board: str, ids: Sequence[int]) -> QMimeData:
    """What a drag carries: which board it comes from, and which cards."""
    data = QMimeData()
    data.setData(MIME, QByteArray(json.dumps({"board": board, "ids": list(ids)}).encode()))
    return data


def ids_of(data: QMimeData, board: str) -> tuple[int, ...]:
    """The cards in a drag of this very board; none for anything else."""
    if not data.hasFormat(MIME):
        return ()
    carried = json.loads(bytes(data.data(MIME).data()))
    return tuple(int(each) for each in carried["ids"]) if carried.get("board") == board else ()


def picture(card: Card, count: int, size: QSize, ratio: float, bar: QColor | None) -> tuple[QPixmap, QPoint]:
    """The lifted card with its shadow at full size; several as a stack with their number.

    Returns it with the place of the card's corner, for the hot spot. `size` is the card's.
    """
    reach, shift = px(32), px(6)
    behind = min(count - 1, 2)
    whole = QSize(size.width() + 2 * reach + behind * shift, size.height() + 2 * reach + behind * shift)
    made = QPixmap(whole * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    p = QPainter(made)
    pen = Pen(p)
    corner = QPointF(reach, reach)
    box = QRectF(corner, size)
    for sheet in range(behind, 0, -1):
        under = box.translated(sheet * shift, sheet * shift)
        pen.rounded(under, 8, pen.colour("card"), pen.colour("accent_line"))
    paint_card(pen, box, card, Dress(lifted=True, flat=not composed()), bar)
    if count > 1:
        _badge(pen, box.topRight(), str(count))
    p.end()
    return made, corner.toPoint()


@cache
def composed() -> bool:
    """Whether the screen can show what is half transparent. A bare X server cannot: a shadow would be a white
    block.
    """
    if QGuiApplication.platformName() != "xcb":
        return True
    import ctypes

    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    if not display:
        return True
    owner = x11.XGetSelectionOwner(display, ctypes.c_ulong(x11.XInternAtom(display, b"_NET_WM_CM_S0", 0)))
    x11.XCloseDisplay(display)
    return bool(owner)


def _badge(pen: Pen, corner: QPointF, words: str) -> None:
    width = max(pen.width(words, 11, 600) + pen.px(12), pen.px(22))
    box = QRectF(corner.x() - width + pen.px(8), corner.y() - pen.px(11), width, pen.px(22))
    pen.rounded(box, 11, pen.colour("accent"))
    pen.text(words, box, 11, 600, "on_accent", align=Qt.AlignmentFlag.AlignHCenter, elide=False)

"""The graph on paper: a PDF of as many pages as it takes, or one SVG; vectors, in the colours of paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.base import UserError
from app.views import theme
from app.views.graph.paint import Look, paint_scene
from app.views.graph.scene import Scene
from app.views.parts.pen import Pen
from app.views.parts.sheets import CANNOT, sheets

_LEAST: Final = 0.6  # below that the words would be too small to read


def write_pdf(scene: Scene, out: Path, *, title: str, critical: bool = True, paper: str = "a4") -> int:
    """Write the graph to `out`, landscape, on one page where it can still be read; returns the number of pages.

    Raises UserError when it cannot be written.
    """
    with sheets(out, title=title, paper=paper) as pages:
        width, height = pages.width, pages.height
        scale = max(_LEAST, min(1.0, width / scene.width, height / scene.height))
        boxes = scene.boxes.values()
        across = cuts(scene.width, width / scale, [(box.left(), box.right()) for box in boxes])
        down = cuts(scene.height, height / scale, [(box.top(), box.bottom()) for box in boxes])
        parts = [
            QRectF(left, top, right - left, bottom - top)
            for top, bottom in pairwise(down)
            for left, right in pairwise(across)
        ]
        for number in pages.pages(len(parts)):
            _paint_part(pages.painter, scene, parts[number], scale, critical=critical)
    return len(parts)


def cuts(length: float, room: float, cards: Sequence[tuple[float, float]]) -> list[float]:
    """Where a drawing of this length is cut into pages with `room` each, from its start to its end: before a card rather than through
    it, where that leaves a page half full. `cards` are their starts and ends.
    """
    found = [0.0]
    while length - found[-1] > room:
        least, last = found[-1] + room / 2, found[-1] + room
        while last >= least and (across := [start for start, end in cards if start < last < end]):
            last = min(across)
        found.append(last if last >= least else found[-1] + room)
    return [*found, length]


def write_svg(scene: Scene, out: Path, *, title: str, critical: bool = True) -> None:
    """Write the whole graph to `out` as one drawing. Raises UserError when it cannot be written."""
    from PySide6.QtSvg import QSvgGenerator

    made = QSvgGenerator()
    made.setFileName(str(out))
    made.setTitle(title)
    made.setDescription(f"{len(scene.graph.nodes)} tasks and {len(scene.graph.edges)} links, drawn by Baton")
    made.setSize(QSize(ceil(scene.width), ceil(scene.height)))
    made.setViewBox(QRectF(0, 0, scene.width, scene.height))
    painter = QPainter()
    if not out.parent.is_dir() or not painter.begin(made):
        raise UserError(CANNOT.format(out))
    with theme.on_paper():
        _paint_part(painter, scene, QRectF(0, 0, scene.width, scene.height), 1.0, critical=critical)
    painter.end()


def _paint_part(painter: QPainter, scene: Scene, seen: QRectF, scale: float, *, critical: bool) -> None:
    painter.save()
    painter.scale(scale, scale)
    painter.translate(-seen.topLeft())
    painter.setClipRect(seen)
    paint_scene(Pen(painter), scene, Look(critical=critical), seen)
    painter.restore()

"""The graph on paper: a PDF of as many pages as it takes, or one SVG; vectors, in the colours of paper."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from app.base import UserError
from app.views import theme
from app.views.graph.paint import Look, paint_scene
from app.views.graph.scene import Scene
from app.views.parts.pen import Pen

_DPI: Final = 96
_FOOT: Final = 28.0
_LEAST: Final = 0.6  # below that the words would be too small to read


def write_pdf(scene: Scene, out: Path, *, title: str, critical: bool = True, paper: str = "a4") -> int:
    """Write the graph to `out`, landscape, on one page where it can still be read; returns the number of pages.

    Raises UserError when it cannot be written.
    """
    writer = QPdfWriter(str(out))
    writer.setTitle(title)
    writer.setCreator("Baton")
    size = QPageSize.PageSizeId.Letter if paper == "us-letter" else QPageSize.PageSizeId.A4
    writer.setPageLayout(QPageLayout(QPageSize(size), QPageLayout.Orientation.Landscape, QMarginsF(12, 12, 12, 12)))
    writer.setResolution(_DPI)
    painter = QPainter()
    if not painter.begin(writer):
        raise UserError(f"{out} cannot be written: choose another folder, or close the program that has it open.")
    width, height = float(writer.width()), float(writer.height()) - _FOOT
    scale = max(_LEAST, min(1.0, width / scene.width, height / scene.height))
    across, down = ceil(scene.width * scale / width), ceil(scene.height * scale / height)
    with theme.on_paper():
        for number in range(across * down):
            if number:
                writer.newPage()
            row, column = divmod(number, across)
            seen = QRectF(column * width / scale, row * height / scale, width / scale, height / scale)
            _paint_part(painter, scene, seen, scale, critical=critical)
            foot = QRectF(0, height, width, _FOOT)
            pen = Pen(painter)
            pen.text(title, foot, theme.SMALL, theme.REGULAR, "text3")
            words = f"Page {number + 1} of {across * down}"
            pen.text(words, foot, theme.SMALL, theme.REGULAR, "text3", align=Qt.AlignmentFlag.AlignRight)
    if not painter.end():
        raise UserError(f"{out} could not be finished: is the disk full?")
    return across * down


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
        raise UserError(f"{out} cannot be written: choose another folder, or close the program that has it open.")
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

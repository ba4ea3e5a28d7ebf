"""The timeline on paper: a PDF of as many pages as it takes, vectors throughout, the head repeated on each page."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from app.base import UserError
from app.services.project_timeline import Timeline
from app.views import theme
from app.views.gantt.head import HEAD, TABLE, paint_chart_head, paint_table_head, paint_table_row
from app.views.gantt.lines import Lines, end, origin
from app.views.gantt.paint import ROW, Scene, Show, paint_bars, paint_days, paint_rows
from app.views.gantt.scale import DAY_WIDTH, Scale, Zoom
from app.views.parts.pen import Pen

_DPI = 96
_FOOT = 28


def write(told: Timeline, lines: Lines, zoom: Zoom, show: Show, out: Path, *, title: str, paper: str = "a4") -> int:
    """Write the timeline to `out`, landscape; returns the number of pages. Raises UserError when it cannot."""
    scale = Scale(origin(told), DAY_WIDTH[zoom], zoom)
    scene = Scene(told, lines, scale, show)
    writer = QPdfWriter(str(out))
    writer.setTitle(title)
    writer.setCreator("Baton")
    size = QPageSize.PageSizeId.Letter if paper == "us-letter" else QPageSize.PageSizeId.A4
    writer.setPageLayout(QPageLayout(QPageSize(size), QPageLayout.Orientation.Landscape, QMarginsF(12, 12, 12, 12)))
    writer.setResolution(_DPI)
    painter = QPainter()
    if not painter.begin(writer):
        raise UserError(f"{out} cannot be written: choose another folder, or close the program that has it open.")
    with theme.on_paper():
        pages = _paint_pages(painter, writer, scene, title)
    if not painter.end():
        raise UserError(f"{out} could not be finished: is the disk full?")
    return pages


def _paint_pages(painter: QPainter, writer: QPdfWriter, scene: Scene, title: str) -> int:
    width, height = float(writer.width()), float(writer.height())
    per_page = max(1, int((height - HEAD - _FOOT) // ROW))
    room = width - TABLE
    wide = scene.scale.after(end(scene.told) + timedelta(days=7))
    across, down = max(1, ceil(wide / room)), max(1, ceil(len(scene.lines.rows) / per_page))
    number = 0
    for part in range(down):
        for side in range(across):
            number += 1
            if number > 1:
                writer.newPage()
            rows = range(part * per_page, min((part + 1) * per_page, len(scene.lines.rows)))
            _paint_page(painter, scene, rows, side * room, QRectF(0, 0, width, height))
            _paint_foot(Pen(painter), title, number, across * down, QRectF(0, height - _FOOT, width, _FOOT))
    return number


def _paint_page(painter: QPainter, scene: Scene, rows: range, offset: float, page: QRectF) -> None:
    pen = Pen(painter)
    chart = QRectF(TABLE, HEAD, page.width() - TABLE, len(rows) * ROW)
    painter.save()
    painter.setClipRect(chart)
    painter.translate(TABLE - offset, HEAD - rows.start * ROW)
    seen = QRectF(offset, rows.start * ROW, chart.width(), chart.height())
    paint_rows(pen, scene, rows.start, rows.stop - 1, seen)
    paint_days(pen, scene, seen)
    paint_bars(pen, scene, rows.start, rows.stop - 1, seen)
    painter.restore()
    paint_chart_head(pen, scene, QRectF(TABLE, 0, chart.width(), HEAD), offset)
    paint_table_head(pen, QRectF(0, 0, TABLE, HEAD))
    for row in rows:
        box = QRectF(0, HEAD + (row - rows.start) * ROW, TABLE, ROW)
        paint_table_row(pen, scene, scene.lines.rows[row], row, box)


def _paint_foot(pen: Pen, title: str, number: int, count: int, box: QRectF) -> None:
    pen.text(title, box, theme.SMALL, theme.REGULAR, "text3")
    words = f"Page {number} of {count}"
    pen.text(words, box, theme.SMALL, theme.REGULAR, "text3", align=Qt.AlignmentFlag.AlignRight)

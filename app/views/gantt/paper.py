"""The timeline on paper: a PDF of as many pages as it takes, vectors throughout, the head repeated on each page."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.services.project_timeline import Timeline
from app.views.gantt.facts import LEGEND, paint_legend_line
from app.views.gantt.head import HEAD, TABLE, paint_chart_head, paint_table_head, paint_table_row
from app.views.gantt.lines import Lines, end, origin
from app.views.gantt.paint import ROW, Scene, Show, paint_bars, paint_days, paint_rows
from app.views.gantt.scale import DAY_WIDTH, Scale, Zoom
from app.views.parts.pen import Pen
from app.views.parts.sheets import FOOT, sheets

_BEYOND: Final = 16  # px behind the last day


def write(told: Timeline, lines: Lines, zoom: Zoom, show: Show, out: Path, *, title: str, paper: str = "a4") -> int:
    """Write the timeline to `out`, landscape; returns the number of pages. Raises UserError when it cannot."""
    scale = Scale(origin(told, margin=1), DAY_WIDTH[zoom], zoom)
    scene = Scene(told, lines, scale, show)
    with sheets(out, title=title, paper=paper) as pages:
        per_page = max(1, int((pages.height - HEAD) // ROW))
        room = pages.width - TABLE
        wide = scene.scale.after(end(scene.told)) + _BEYOND
        across, down = max(1, ceil(wide / room)), max(1, ceil(len(scene.lines.rows) / per_page))
        for number in pages.pages(across * down):
            part, side = divmod(number, across)
            rows = range(part * per_page, min((part + 1) * per_page, len(scene.lines.rows)))
            _paint_page(pages.painter, scene, rows, side * room, pages.width)
            paint_legend_line(Pen(pages.painter), QRectF(0, pages.height, pages.width, FOOT), _drawn(told, show))
    return across * down


def _paint_page(painter: QPainter, scene: Scene, rows: range, offset: float, width: float) -> None:
    pen = Pen(painter)
    chart = QRectF(TABLE, HEAD, width - TABLE, len(rows) * ROW)
    painter.save()
    painter.setClipRect(chart)
    painter.translate(TABLE - offset, HEAD - rows.start * ROW)
    seen = QRectF(offset, rows.start * ROW, chart.width(), chart.height())
    paint_rows(pen, scene, rows.start, rows.stop - 1, seen)
    paint_days(pen, scene, seen)
    paint_bars(pen, scene, rows.start, rows.stop - 1, seen)
    painter.restore()
    paint_chart_head(pen, scene, QRectF(TABLE, 0, chart.width(), HEAD), offset)
    paint_table_head(pen, QRectF(0, 0, TABLE, HEAD), _continued(scene.lines, rows.start))
    for row in rows:
        box = QRectF(0, HEAD + (row - rows.start) * ROW, TABLE, ROW)
        paint_table_row(pen, scene, scene.lines.rows[row], row, box)


def _drawn(told: Timeline, show: Show) -> list[str]:
    """What of the legend stands on the pages."""
    base = show.baseline and any(bar.baseline for bar in told.bars)
    left_out = {"critical": not show.critical, "base": not base}
    return [draw for draw in LEGEND if not left_out.get(draw, False)]


def _continued(lines: Lines, first: int) -> str:
    """'Kiosk app, continued' on a page whose first row belongs to a group that began on the page before."""
    if not lines.rows or lines.rows[first].bar is None:
        return ""
    title = next((line.title for line in reversed(lines.rows[:first]) if line.bar is None), "")
    return f"{title}, continued" if title else ""

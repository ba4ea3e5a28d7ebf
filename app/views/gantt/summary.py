"""The bar of a task with subtasks: a bracket from their first start to their last finish, filled as far as they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from app.views import theme

if TYPE_CHECKING:
    from app.services.project_timeline import Bar
    from app.services.timeline_sums import Below
    from app.views.parts.pen import Pen

_THICK: Final = 7
_FOOT: Final = 6


def done_words(below: Below) -> str:
    """'3 of 5 subtasks done'."""
    return f"{below.done} of {below.count} subtask{'' if below.count == 1 else 's'} done"


def paint_summary(pen: Pen, bar: Bar, box: QRectF, *, critical: bool) -> None:
    """The bracket, in the room of a bar."""
    below = bar.below
    assert below is not None
    rest, full = ("critical_rest", "critical") if critical else ("bar_line", "text2")
    if below.done == below.count:
        rest = full = "bar"
    thick, foot = theme.px(_THICK), min(theme.px(_FOOT), box.width() / 2)
    beam = QRectF(box.left(), box.top() + 1, box.width(), thick)
    p = pen.p
    p.fillRect(beam, pen.colour(rest))
    p.fillRect(QRectF(beam.left(), beam.top(), beam.width() * below.progress, thick), pen.colour(full))
    p.setPen(Qt.PenStyle.NoPen)
    for x, way, reached in ((beam.left(), 1, below.progress > 0), (beam.right(), -1, below.progress >= 1)):
        p.setBrush(pen.colour(full if reached else rest))
        low = beam.bottom()
        p.drawPolygon(QPolygonF([QPointF(x, low - 1), QPointF(x + way * foot, low - 1), QPointF(x, low + foot)]))

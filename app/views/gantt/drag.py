"""A bar in the hand: moved, stretched, or linked to another. Nothing is written before it is let go."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from app.views import theme
from app.views.gantt.paint import Ghost, Scene
from app.views.gantt.words import drag_words
from app.views.parts.dates import short_text
from app.views.parts.pen import Pen
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.project_timeline import Bar, WhatIf

_EDGE = 6


class Grip(Enum):
    """What the hand has taken hold of."""

    BODY = "body"
    END = "end"
    LINK = "link"

    def cursor(self) -> Qt.CursorShape:
        """The pointer over it."""
        shapes = {
            Grip.BODY: Qt.CursorShape.OpenHandCursor,
            Grip.END: Qt.CursorShape.SizeHorCursor,
            Grip.LINK: Qt.CursorShape.CrossCursor,
        }
        return shapes[self]


def edge_at(scene: Scene, bar: Bar, row: int, at: QPointF) -> Grip | None:
    """What of a bar lies below a point of the chart; work under way is stretched, but not moved, and a bracket is only linked."""
    box = scene.bar_box(bar, row)
    if not box.top() - 4 <= at.y() <= box.bottom() + 4:
        return None
    if box.right() + px(2) < at.x() <= box.right() + px(14):
        return Grip.LINK
    if bar.below is not None:
        return None
    if (
        bar.days
        and abs(at.x() - box.right()) <= px(_EDGE)
        and (box.width() > px(3 * _EDGE) or at.x() > box.center().x())
    ):
        return Grip.END
    if box.left() <= at.x() <= box.right() and bar.kind == "todo":
        return Grip.BODY
    return None


def may_step(bar: Bar, *, stretch: bool) -> bool:
    """Whether a bar is moved or stretched by hand: a bracket follows its subtasks, work under way keeps its start."""
    return bar.below is None and bar.kind != "done" and (stretch or bar.kind == "todo")


class Drag:
    """See the top of this module. `start` and `finish` are where the bar is held now."""

    def __init__(self, bar: Bar, row: int, grip: Grip, at: QPointF, scene: Scene) -> None:
        self.bar, self.row, self.grip = bar, row, grip
        self.start, self.finish = bar.start, bar.finish
        self.target: int | None = None
        self.ghosts: dict[int, Ghost] = {}
        self._from, self._at, self._scene = at, at, scene
        self._words = ""

    def changed(self) -> bool:
        """Whether letting go would change anything."""
        return (self.start, self.finish) != (self.bar.start, self.bar.finish)

    def to(self, at: QPointF, over: Bar | None) -> bool:
        """The hand is here, above another bar or none; whether that changes what letting go would do."""
        self._at = at
        if self.grip is Grip.LINK:
            before, self.target = self.target, over.id if over is not None and over.id != self.bar.id else None
            return before != self.target
        span = self._span(round((at.x() - self._from.x()) / self._scene.scale.width))
        if span == (self.start, self.finish):
            return False
        self.start, self.finish = span
        return True

    def _span(self, shift: int) -> tuple[date, date]:
        """The dates after `shift` calendar days, on working days, as long as before unless it is stretched."""
        bar = self.bar
        calendar = self._scene.told.works(bar)
        if self.grip is Grip.END:
            return bar.start, max(bar.start, calendar.on_or_before(bar.finish + timedelta(days=shift)))
        moved = bar.start + timedelta(days=shift)
        start = calendar.on_or_after(moved) if shift > 0 else calendar.on_or_before(moved) if shift else bar.start
        return start, calendar.add(start, max(0, bar.days - 1)) if shift else bar.finish

    def show(self, what: WhatIf) -> None:
        """What would move along."""
        self.ghosts = {task: Ghost(*span) for task, span in what.spans.items()}
        self.ghosts[self.bar.id] = Ghost(self.start, self.finish)
        told = self._scene.told
        promised = next((head.promised_on for head in told.heads if head.id == self.bar.project_id), None)
        self._words = drag_words(what, told.today, promised)

    def paint(self, pen: Pen, scene: Scene, seen: QRectF) -> None:
        """The line of a link, or the words below the bar, or above it, which stay within what is `seen`."""
        box = scene.bar_box(self.bar, self.row, self.ghosts.get(self.bar.id))
        if self.grip is Grip.LINK:
            pen.p.setPen(QPen(pen.colour("accent"), 1.6, Qt.PenStyle.DashLine))
            pen.p.drawLine(QLineF(QPointF(box.right() + px(8), box.center().y()), self._at))
            row = scene.lines.row_of.get(self.target) if self.target is not None else None
            if row is not None:
                other = scene.lines.rows[row].bar
                assert other is not None
                pen.rounded(
                    scene.bar_box(other, row).adjusted(-2, -2, 2, 2), theme.RADIUS_MARK, None, pen.colour("accent"), 2
                )
            return
        if not self.changed():
            return
        now = scene.told.today
        words = f"{short_text(self.start, now)} – {short_text(self.finish, now)}, {self._words}"
        width = pen.width(words, theme.SECOND, theme.MEDIUM) + px(16)
        left = max(seen.left() + px(4), min(box.left(), seen.right() - width - px(4)))
        below = box.bottom() + px(32) <= seen.bottom()
        place = QRectF(left, box.bottom() + px(8) if below else box.top() - px(32), width, px(24))
        pen.rounded(place, theme.RADIUS_MARK, pen.colour("text"))
        pen.text(words, place.adjusted(px(8), 0, -px(8), 0), theme.SECOND, theme.MEDIUM, "card", elide=False)

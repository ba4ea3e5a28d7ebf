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
from app.views.parts.task_links import link_sentence
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.project_timeline import Bar, WhatIf

_EDGE = 6
_NEAR_END, _BEYOND = 10, 18  # px before and behind the end of a bar where a link leads to its end


class Grip(Enum):
    """What the hand has taken hold of."""

    BODY = "body"
    END = "end"
    LINK = "link"
    LINK_START = "link_start"

    @property
    def links(self) -> bool:
        """Whether a link is drawn from here; else the bar itself is in the hand."""
        return self in {Grip.LINK, Grip.LINK_START}

    def cursor(self) -> Qt.CursorShape:
        """The pointer over it."""
        shapes = {
            Grip.BODY: Qt.CursorShape.OpenHandCursor,
            Grip.END: Qt.CursorShape.SizeHorCursor,
            Grip.LINK: Qt.CursorShape.CrossCursor,
            Grip.LINK_START: Qt.CursorShape.CrossCursor,
        }
        return shapes[self]


def edge_at(scene: Scene, bar: Bar, row: int, at: QPointF) -> Grip | None:
    """What of a bar lies below a point of the chart; work under way is stretched, but not moved, and a bracket is only linked."""
    box = scene.bar_box(bar, row)
    if not box.top() - 4 <= at.y() <= box.bottom() + 4:
        return None
    if box.right() + px(2) < at.x() <= box.right() + px(14):
        return Grip.LINK
    if box.left() - px(14) <= at.x() < box.left() - px(2):
        return Grip.LINK_START
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
    """See the top of this module. `start` and `finish` are where the bar would be let go; it is `held` back where the hand wants it
    earlier than it can begin. `target` is the task below the end of
    a link, `kind` how it would be linked, and `problem` why it cannot be."""

    def __init__(self, bar: Bar, row: int, grip: Grip, at: QPointF, scene: Scene) -> None:
        self.bar, self.row, self.grip = bar, row, grip
        self.start, self.finish = bar.start, bar.finish
        self.held = False
        self.target: int | None = None
        self.kind, self.problem = "FS", ""
        self.ghosts: dict[int, Ghost] = {}
        self._from, self._at, self._scene = at, at, scene
        self._wanted = (bar.start, bar.finish)
        self._words = ""

    def changed(self) -> bool:
        """Whether letting go would change anything."""
        return (self.start, self.finish) != (self.bar.start, self.bar.finish)

    def to(self, at: QPointF, over: Bar | None) -> bool:
        """The hand is here, above another bar or none; whether that changes what letting go would do."""
        self._at = at
        if self.grip.links:
            before = (self.target, self.kind)
            self.target = over.id if over is not None and over.id != self.bar.id else None
            ends = over is not None and self.target is not None and self._at_end(over, at)
            self.kind = ("F" if self.grip is Grip.LINK else "S") + ("F" if ends else "S")
            return before != (self.target, self.kind)
        span = self._span(round((at.x() - self._from.x()) / self._scene.scale.width))
        if span == self._wanted:
            return False
        self._wanted = self.start, self.finish = span
        self.held = False
        return True

    def _at_end(self, over: Bar, at: QPointF) -> bool:
        """Whether a link let go here leads to the end of that bar rather than to its start."""
        box = self._scene.bar_box(over, self._scene.lines.row_of[over.id])
        return box.right() - min(px(_NEAR_END), box.width() / 3) <= at.x() <= box.right() + px(_BEYOND)

    def say_link(self, problem: str) -> None:
        """The words for letting go here: what the link would mean, or why there can be none."""
        self.problem = problem
        rows, row_of = self._scene.lines.rows, self._scene.lines.row_of
        other = rows[row_of[self.target]].bar if self.target is not None else None
        self._words = problem or (link_sentence(self.kind, 0, self.bar.title, other.title) if other else "")

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
        there = what.spans[self.bar.id]
        self.held = self.grip is Grip.BODY and there[0] > self.start
        if self.held:
            self.start, self.finish = there
        self.ghosts = {task: Ghost(*span) for task, span in what.spans.items()}
        self.ghosts[self.bar.id] = Ghost(self.start, self.finish)
        told = self._scene.told
        promised = next((head.promised_on for head in told.heads if head.id == self.bar.project_id), None)
        self._words = ("it cannot begin earlier, " if self.held else "") + drag_words(what, told.today, promised)

    def paint(self, pen: Pen, scene: Scene, seen: QRectF) -> None:
        """The line of a link, or the words below the bar, or above it, which stay within what is `seen`."""
        box = scene.bar_box(self.bar, self.row, self.ghosts.get(self.bar.id))
        if self.grip.links:
            self._paint_link(pen, scene, box, seen)
            return
        if not self.changed() and not self.held:
            return
        now = scene.told.today
        words = f"{short_text(self.start, now)} – {short_text(self.finish, now)}, {self._words}"
        self._paint_words(pen, words, box, seen)

    def _paint_link(self, pen: Pen, scene: Scene, box: QRectF, seen: QRectF) -> None:
        """The line to the hand, and round the bar below it a ring with a dot where the link would end."""
        token = "bad_mark" if self.problem else "accent"
        x = box.right() + px(8) if self.grip is Grip.LINK else box.left() - px(8)
        pen.p.setPen(QPen(pen.colour(token), 1.6, Qt.PenStyle.DashLine))
        pen.p.drawLine(QLineF(QPointF(x, box.center().y()), self._at))
        row = scene.lines.row_of.get(self.target) if self.target is not None else None
        other = scene.lines.rows[row].bar if row is not None else None
        if other is None or row is None:
            return
        around = scene.bar_box(other, row).adjusted(-2, -2, 2, 2)
        pen.rounded(around, theme.RADIUS_MARK, None, pen.colour(token), 2)
        pen.p.setPen(QPen(pen.colour(token), 1.5))
        pen.p.setBrush(pen.colour("card"))
        pen.p.drawEllipse(
            QPointF(around.right() if self.kind[1] == "F" else around.left(), around.center().y()), px(4), px(4)
        )
        self._paint_words(pen, self._words, around, seen)

    def _paint_words(self, pen: Pen, words: str, box: QRectF, seen: QRectF) -> None:
        width = min(pen.width(words, theme.SECOND, theme.MEDIUM) + px(16), seen.width() - px(8))
        left = max(seen.left() + px(4), min(box.left(), seen.right() - width - px(4)))
        below = box.bottom() + px(32) <= seen.bottom()
        place = QRectF(left, box.bottom() + px(8) if below else box.top() - px(32), width, px(24))
        pen.rounded(place, theme.RADIUS_MARK, pen.colour("text"))
        pen.text(words, place.adjusted(px(8), 0, -px(8), 0), theme.SECOND, theme.MEDIUM, "card")

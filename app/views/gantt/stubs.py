"""Links that leave what is shown: a tag with the other project's name before or behind a bar, which leads to the task there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip

from app.views import theme
from app.views.parts import text_line
from app.views.parts.buttons import tooltip_html

if TYPE_CHECKING:
    from app.services.plan_reads import Tie
    from app.services.project_timeline import Bar
    from app.views.gantt.paint import Scene
    from app.views.gantt.view import Gantt
    from app.views.parts.pen import Pen

_GAP, _PAD, _TIP = 18, 6, 4.0
_MOST: Final = 150  # px of a name, longer ones are cut


class Stub(NamedTuple):
    """The tag of one side of a bar: where it lies in the chart, what it says, and the links that it stands for."""

    box: QRectF
    words: str
    ties: tuple[Tie, ...]

    def tooltip(self) -> str:
        """'Waits for Logo, in Brand', line by line."""
        lines = [f"{'Waits for' if tie.waits else 'Holds up'} {tie.title}, in {tie.project}" for tie in self.ties]
        return tooltip_html("\n".join([*lines, "Click to go there"]))


def stubs_of(scene: Scene, bar: Bar, row: int) -> list[Stub]:
    """The tags of a bar: before it what it waits for, behind it what it holds up; what is open leads."""
    found = []
    mine = scene.lines.ties.get(bar.id, ())
    box = scene.bar_box(bar, row, scene.ghosts.get(bar.id))
    for waits in (True, False):
        ties = tuple(sorted((tie for tie in mine if tie.waits is waits), key=lambda tie: (tie.done, tie.title)))
        if not ties:
            continue
        more = len({tie.project_id for tie in ties}) - 1
        words = ties[0].project + (f" +{more}" if more else "")
        gap = theme.px(_GAP)
        width = min(theme.px(_MOST), text_line.advance(words, theme.SMALL, theme.MEDIUM) + 2 * theme.px(_PAD))
        left = box.left() - gap - width if waits else box.right() + gap
        found.append(Stub(QRectF(left, box.top(), width, box.height()), words, ties))
    return found


def paint_stubs(pen: Pen, scene: Scene, bar: Bar, row: int) -> None:
    """The tags of a bar, each with its arrow."""
    box = scene.bar_box(bar, row, scene.ghosts.get(bar.id))
    for stub in stubs_of(scene, bar, row):
        waits = stub.ties[0].waits
        done = all(tie.done for tie in stub.ties)
        y = box.center().y()
        first, then = (stub.box.right(), box.left()) if waits else (box.right(), stub.box.left())
        p = pen.p
        p.setPen(QPen(pen.colour("bar_line"), 1.1))
        p.drawLine(QLineF(first, y, then - _TIP, y))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(pen.colour("bar_line"))
        back = then - _TIP * 1.3
        p.drawPolygon(QPolygonF([QPointF(then, y), QPointF(back, y - _TIP), QPointF(back, y + _TIP)]))
        pen.rounded(stub.box, theme.RADIUS_MARK, pen.colour("panel"), pen.colour("strong_line"))
        inner = stub.box.adjusted(theme.px(_PAD), 0, -theme.px(_PAD) + 2, 0)
        pen.text(stub.words, inner, theme.SMALL, theme.MEDIUM, "text3" if done else "text2")


class Stubs(QObject):
    """What the tags of a timeline do: a click, or `follow` for the task that is chosen, goes to the other task."""

    def __init__(self, gantt: Gantt, go: Callable[[int], object]) -> None:
        super().__init__(gantt)
        self._gantt, self._go = gantt, go
        gantt.viewport().installEventFilter(self)

    def follow(self) -> None:
        """Go where the chosen task leads: what it waits for first, then what it holds up."""
        scene, task = self._gantt.scene, self._gantt.current()
        ties: Sequence[Tie] = scene.lines.ties.get(task, ()) if scene is not None and task is not None else ()
        if ties:
            self._go(min(ties, key=lambda tie: (tie.done, not tie.waits, tie.title)).other)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self._at(QPointF(event.pos()))
            if found is not None:
                QToolTip.showText(event.globalPos(), found.tooltip())
                return True
        elif isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        """A click leads away, and the pointer says so; what a drag does is not for here."""
        left = Qt.MouseButton.LeftButton
        pressed = event.type() == QEvent.Type.MouseButtonPress and event.button() == left
        passing = event.type() == QEvent.Type.MouseMove and event.buttons() == Qt.MouseButton.NoButton
        found = self._at(event.position()) if pressed or passing else None
        if found is None:
            return False
        self._gantt.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        if pressed:
            self._go(found.ties[0].other)
        return True

    def _at(self, at: QPointF) -> Stub | None:
        scene = self._gantt.scene
        found = self._gantt.bar_at(at.toPoint())
        if scene is None or found is None or not scene.show.links:
            return None
        bar, row, place = found
        return next((stub for stub in stubs_of(scene, bar, row) if stub.box.contains(place)), None)

"""The graph itself: one viewport that is panned and zoomed, walked along its links, and in which links are drawn by hand.

Signals: `current_changed(task or None)`, `opened(task)`, `linked(first, then)`, `unlinked(edge)`, `deleted(task)`, `edge_opened(edge)`,
`menu_wanted(point)`. The view changes nothing by itself.

Arrows walk: right to what waits for a task, left to what it waits for, up and down within a layer. [ and ] step through the links of a
task, Del removes the chosen one. Plus, minus and 0 zoom, the wheel scrolls and with Ctrl zooms, the ground is dragged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.services.task_graph import Edge, TaskGraph, way_round
from app.views.graph import words
from app.views.graph.paint import Look, paint_hand, paint_scene
from app.views.graph.scene import COLUMN, Scene
from app.views.graph.zoom import LEAST, ZoomArea
from app.views.parts.pen import Pen

_REACH: Final = 5.0


class GraphView(ZoomArea):
    """See the top of this module."""

    current_changed = Signal(object)
    opened = Signal(int)
    linked = Signal(int, int)
    unlinked = Signal(object)
    deleted = Signal(int)
    edge_opened = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Scene | None = None
        self.critical = True
        self._task: int | None = None
        self._edge: tuple[int, int] | None = None
        self._hover: int | None = None
        self._lit: frozenset[int] = frozenset()
        self._pressed: QPointF | None = None
        self._from: int | None = None
        self._hand: QPointF | None = None
        self._pan: QPoint | None = None
        self.viewport().setMouseTracking(True)
        self._tell()

    # --- what is shown ------------------------------------------------------------------

    def show_graph(self, graph: TaskGraph, *, critical: bool = True) -> None:
        """Show this; what was chosen and the place that was looked at stay where they can."""
        self.scene = Scene(graph)
        self.critical = critical
        self._hand = self._from = None
        if self._task not in self.scene.boxes:
            self._task = None
        if self._edge is not None and self.edge() is None:
            self._edge = None
        self._light(None)
        self.begin()
        self._tell()
        self.viewport().update()

    def current(self) -> int | None:
        """The task that is chosen."""
        return self._task

    def edge(self) -> Edge | None:
        """The link that is chosen."""
        if self.scene is None or self._edge is None:
            return None
        return next((edge for edge in self.scene.graph.edges if edge[:2] == self._edge), None)

    def select(self, task_id: int) -> bool:
        """Choose a task and bring it into sight; False when it has no card."""
        if self.scene is None or task_id not in self.scene.boxes:
            return False
        self._choose(task_id)
        return True

    def box_of(self, task_id: int) -> QRectF:
        """Where a card lies in the viewport."""
        assert self.scene is not None
        box = self.scene.boxes[task_id]
        corner = self.to_view(box.topLeft())
        return QRectF(corner.x(), corner.y(), box.width() * self.scale, box.height() * self.scale)

    def _tell(self) -> None:
        """A screen reader hears what is chosen; the table has the same in rows."""
        said = ""
        if self.scene is not None:
            edge = self.edge()
            if edge is not None:
                said = words.edge_words(edge, self.scene.graph)
            elif self._task is not None:
                said = words.told(self.scene.node(self._task), self.scene.graph)
        self.setAccessibleName("Graph of the links. The table has the same tasks in words")
        self.setAccessibleDescription(said)

    def content(self) -> QSizeF | None:
        """How large everything is."""
        return QSizeF(self.scene.width, self.scene.height) if self.scene is not None else None

    def fit(self, least: float = LEAST) -> None:
        """Zoom so that everything is seen, as far as `least` allows."""
        super().fit(least)
        if self._task is not None:
            self.bring_into_sight(self.box_of(self._task))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._task is not None and self.scene is not None and self.fitted:
            self.bring_into_sight(self.box_of(self._task))  # an inspector that opens takes its room from here

    def fit_all(self) -> None:
        """Show all of it, as small as it takes."""
        self.fit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_now(self) -> None:
        """Scroll to where the work is: the first layer in which something is not done yet."""
        scene = self.scene
        open_ones = (
            [
                box.left()
                for key, box in scene.boxes.items()
                if scene.node(key).state != "done" and key not in scene.graph.loose
            ]
            if scene
            else []
        )
        if open_ones and self._task is None:
            self.horizontalScrollBar().setValue(round((min(open_ones) - COLUMN / 2) * self.scale))

    # --- painting -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        pen = Pen(painter)
        painter.fillRect(event.rect(), pen.colour("window"))
        if self.scene is None:
            return
        painter.save()
        painter.translate(self.offset())
        painter.scale(self.scale, self.scale)
        look = Look(
            self.scale, self.critical, self._task, self._edge, self._lit, self.hasFocus(), self._over_target()
        )  # fmt: skip
        corner = self.to_scene(QPointF(0, 0))
        far = self.to_scene(QPointF(self.viewport().width(), self.viewport().height()))
        paint_scene(pen, self.scene, look, QRectF(corner, far))
        painter.restore()
        if self._hand is not None and self._from is not None:
            why = self.refusal(self._from, self._over())
            paint_hand(pen, self.box_of(self._from), self._hand, why, self.viewport().width())

    # --- drawing a link -----------------------------------------------------------------

    def refusal(self, first: int, then: int | None) -> str:
        """Why `then` may not wait for `first`, or ''."""
        if self.scene is None or then is None or then == first:
            return ""
        graph = self.scene.graph
        if graph.nodes[first].project_id != graph.nodes[then].project_id:
            return "Tasks of one project can be linked"
        way = way_round(graph, first, then)
        if way:
            names = [graph.nodes[key].title for key in way]
            return "A circle: " + " \u2192 ".join(names if len(names) < 5 else [*names[:2], "\u2026", *names[-2:]])
        return ""

    def _over(self) -> int | None:
        return self.scene.card_at(self.to_scene(self._hand)) if self.scene and self._hand is not None else None

    def _over_target(self) -> int | None:
        over = self._over()
        if self._from is None or over == self._from or (over is not None and self.refusal(self._from, over)):
            return None
        return over

    # --- the mouse ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.scene is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        at = event.position()
        card = self.scene.card_at(self.to_scene(at)) if event.button() == Qt.MouseButton.LeftButton else None
        self._pressed = at
        if card is not None:
            self._from = card
            self._choose(card, scroll=False)
            return
        edge = self.scene.edge_at(self.to_scene(at), _REACH / self.scale)
        if edge is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose_edge(edge)
            return
        self._pan = at.toPoint()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pan is not None:
            moved = at.toPoint() - self._pan
            self._pan = at.toPoint()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())
            return
        if self._from is not None and self._pressed is not None:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._hand is not None or far:
                self._hand = at
                self.viewport().update()
            return
        card = self.scene.card_at(self.to_scene(at)) if self.scene is not None else None
        if card != self._hover:
            self._light(card)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if card is not None else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        first, over = self._from, self._over_target()
        dragged = self._hand is not None
        refused = self.refusal(first, self._over()) if first is not None and dragged else ""
        self._drop_all()
        if first is not None and dragged and over is not None and not refused:
            self.linked.emit(first, over)

    def _drop_all(self) -> None:
        self._from = self._hand = self._pressed = self._pan = None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card = self.scene.card_at(self.to_scene(event.position())) if self.scene is not None else None
        self._drop_all()
        if card is not None:
            self.opened.emit(card)
        elif (edge := self.edge()) is not None:
            self.edge_opened.emit(edge)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse and self.scene is not None:
            at = self.to_scene(QPointF(event.pos()))
            card = self.scene.card_at(at)
            edge = None if card is not None else self.scene.edge_at(at, _REACH / self.scale)
            if card is not None:
                self._choose(card, scroll=False)
            elif edge is not None:
                self._choose_edge(edge)
        self.menu_wanted.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._light(None)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.scene is not None:
            card = self.scene.card_at(self.to_scene(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), words.tooltip(self.scene.node(card)) if card is not None else "", self)
            return True
        return super().viewportEvent(event)

    def _light(self, card: int | None) -> None:
        """What belongs to the card below the pointer stays bright."""
        self._hover = card
        chain = self.scene.chain(card) if card is not None and self.scene is not None else set()
        self._lit = frozenset(chain) if len(chain) > 1 else frozenset()
        self.viewport().update()

    # --- the keyboard -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        does: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self._walk(-1),
            Qt.Key.Key_Right: lambda: self._walk(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_BracketRight: lambda: self._next_edge(1),
            Qt.Key.Key_BracketLeft: lambda: self._next_edge(-1),
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Delete: self._remove,
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Home: self._go_to_first,
        }
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.scroll_by(key):
            return
        if key == Qt.Key.Key_Escape and self._hand is not None:
            self._drop_all()
        elif key in does:
            does[key]()
        else:
            super().keyPressEvent(event)

    def _walk(self, way: int) -> None:
        """Along a link: to what waits for the task (1), or to what it waits for (-1)."""
        if self.scene is None or self._task is None:
            self._go_to_first()
            return
        beside = self.scene.after if way > 0 else self.scene.before
        there = self.scene.nearest(self._task, beside.get(self._task, ()))
        if there is not None:
            self._choose(there)
        elif self._task in self.scene.graph.loose:
            loose = self.scene.graph.loose
            place = loose.index(self._task) + way
            if 0 <= place < len(loose):
                self._choose(loose[place])

    def _step(self, way: int) -> None:
        if self.scene is None or self._task is None:
            self._go_to_first()
            return
        there = self.scene.beside(self._task, way)
        if there is None and way > 0 and self.scene.graph.loose and self._task not in self.scene.graph.loose:
            there = self.scene.graph.loose[0]
        if there is not None:
            self._choose(there)

    def _next_edge(self, way: int) -> None:
        if self.scene is None or self._task is None:
            return
        edges = self.scene.edges_of(self._task)
        if edges:
            now = next((place for place, edge in enumerate(edges) if edge[:2] == self._edge), -1 if way > 0 else 0)
            self._choose_edge(edges[(now + way) % len(edges)])

    def _remove(self) -> None:
        edge, task = self.edge(), self.current()
        if edge is not None:
            self.unlinked.emit(edge)
        elif task is not None:
            self.deleted.emit(task)

    def _enter(self) -> None:
        edge = self.edge()
        if edge is not None:
            self.edge_opened.emit(edge)
        elif self._task is not None:
            self.opened.emit(self._task)

    def _go_to_first(self) -> None:
        first = self.scene.first() if self.scene is not None else None
        if first is not None:
            self._choose(first)

    def _choose(self, task_id: int, *, scroll: bool = True) -> None:
        self._task, self._edge = task_id, None
        if scroll:
            self.bring_into_sight(self.box_of(task_id))
        self._tell()
        self.viewport().update()
        self.current_changed.emit(task_id)

    def _choose_edge(self, edge: Edge) -> None:
        self._edge = edge[:2]
        if self._task not in edge[:2]:
            self._task = None
        self._tell()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

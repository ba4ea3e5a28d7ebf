"""The timeline itself: columns at the left, bars at the right, one scroll for both.

Signals: `current_changed(task or None)`, `opened(task)`, `toggled(key of a group)`, `moved(task, start, due)` for what
was dragged or stepped, `linked(first, then, kind)`. The view changes nothing by itself: it asks `what_if` about dates, and
`why_not` about links.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from app.views.gantt.drag import Drag, Grip, edge_at, may_step
from app.views.gantt.head import HEAD, TABLE, paint_chart_head, paint_table_head, paint_table_row
from app.views.gantt.lines import Line, Lines, end, follow, origin
from app.views.gantt.paint import ROW, Scene, Show, paint_bars, paint_days, paint_grip, paint_rows
from app.views.gantt.scale import DAY_WIDTH, Scale, Zoom, kept
from app.views.parts.edge_scroll import EdgeScroll, towards
from app.views.parts.pen import Pen
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.project_timeline import Bar, Timeline, WhatIf

_MARGIN_DAYS = 30


class Gantt(QAbstractScrollArea):
    """See the top of this module."""

    current_changed = Signal(object)
    opened = Signal(int)
    toggled = Signal(object)
    moved = Signal(int, object, object)
    linked = Signal(int, int, str)

    def __init__(
        self, what_if: Callable[[int, date, date], WhatIf], why_not: Callable[[int, int, str], str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._what_if, self._why_not = what_if, why_not
        self.scene: Scene | None = None
        self._row: int | None = None
        self._hover: int | None = None
        self._drag: Drag | None = None
        self._pressed = QPoint()
        self._centred = False
        self.zoom_at: float | None = None  # px from the left of the chart that the next zoom leaves where they are
        self._edge = EdgeScroll(self, self._follow)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Timeline. The table has the same rows in words")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- what is shown ------------------------------------------------------------------

    def show_scene(self, told: Timeline, lines: Lines, zoom: Zoom, show: Show) -> None:
        """Show these rows; what was selected and the place that was looked at stay where they can."""
        before = self.scene.lines.rows if self.scene is not None else []
        stays = self._stays(zoom)
        scale = Scale(origin(told), DAY_WIDTH[zoom] * px(100) / 100, zoom)
        self.scene = Scene(told, lines, scale, show)
        self._row = follow(before, self._row, lines.rows) if self._row is not None else None
        self._drag = None
        self._edge.stop()
        self._measure()
        if stays is not None and self._centred:
            self.horizontalScrollBar().setValue(round(scale.x(stays[0]) - stays[1]))
        elif self.isVisible():
            self.centre(told.today)
        self.viewport().update()

    def _stays(self, zoom: Zoom) -> tuple[date, float] | None:
        at, self.zoom_at = self.zoom_at, None
        if self.scene is None:
            return None
        shown = float(self.horizontalScrollBar().value()), float(self.viewport().width() - px(TABLE))
        return kept(self.scene.scale, zoom, shown, self.scene.told.today, at)

    def centre(self, day: date) -> None:
        """Scroll so that `day` stands a third from the left."""
        if self.scene is not None and self.viewport().width() > px(TABLE):
            self._centred = True
            room = self.viewport().width() - px(TABLE)
            self.horizontalScrollBar().setValue(round(self.scene.scale.x(day) - room * 0.45))

    def current(self) -> int | None:
        """The task that is chosen."""
        line = self.current_line()
        return line.bar.id if line is not None and line.bar is not None else None

    def current_line(self) -> Line | None:
        """The row that is chosen."""
        rows = self.scene.lines.rows if self.scene is not None else []
        return rows[self._row] if self._row is not None and self._row < len(rows) else None

    def select(self, task_id: int) -> bool:
        """Choose a task and bring it into sight; False when it has no row."""
        if self.scene is None or task_id not in self.scene.lines.row_of:
            return False
        self.choose(self.scene.lines.row_of[task_id])
        bar = self.scene.lines.rows[self._row or 0].bar
        if bar is not None:
            x, bars = self.scene.scale.x(bar.span[0]), self.horizontalScrollBar()
            room = self.viewport().width() - px(TABLE)
            if not bars.value() <= x <= bars.value() + room - px(40):
                bars.setValue(round(x - room / 3))
        return True

    def row_box(self, task_id: int | None = None) -> QRect:
        """Where the row of a task, or the chosen one, lies in the viewport."""
        row = self.scene.lines.row_of.get(task_id, 0) if self.scene and task_id is not None else self._row or 0
        return QRect(0, self._top_of(row), px(TABLE), px(ROW))

    def bar_box(self, task_id: int) -> QRect:
        """Where a task's bar lies in the viewport."""
        scene = self.scene
        assert scene is not None
        row = scene.lines.row_of[task_id]
        bar = scene.lines.rows[row].bar
        assert bar is not None
        return scene.bar_box(bar, row).translated(self._shift()).toRect()

    def _top_of(self, row: int) -> int:
        return px(HEAD) + row * px(ROW) - self.verticalScrollBar().value()

    def _shift(self) -> QPointF:
        """From chart coordinates to the viewport's."""
        return QPointF(px(TABLE) - self.horizontalScrollBar().value(), px(HEAD) - self.verticalScrollBar().value())

    def _measure(self) -> None:
        if (scene := self.scene) is None:
            return
        room = self.viewport().size()
        high = len(scene.lines.rows) * px(ROW) + px(16)
        wide = scene.scale.after(end(scene.told) + timedelta(days=_MARGIN_DAYS)) + px(120)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, high - (room.height() - px(HEAD))))
        down.setPageStep(max(1, room.height() - px(HEAD)))
        down.setSingleStep(px(ROW))
        across.setRange(0, max(0, round(wide) - (room.width() - px(TABLE))))
        across.setPageStep(max(1, room.width() - px(TABLE)))
        across.setSingleStep(max(8, round(scene.scale.width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        if not self._centred and self.scene is not None:
            self.centre(self.scene.told.today)

    # --- painting -----------------------------------------------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Up and down, only the rows that come into sight are painted."""
        if dx or self._drag is not None:
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy, self.viewport().rect().adjusted(0, px(HEAD), 0, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        pen = Pen(painter)
        painter.fillRect(event.rect(), pen.colour("card"))
        if self.scene is None:
            return
        ghosts = self._drag.ghosts if self._drag else {}
        scene = self.scene._replace(selected=self._row, hover=self._hover, ghosts=ghosts)
        height, seen = px(ROW), event.rect().translated(0, self.verticalScrollBar().value() - px(HEAD))
        top, bottom = max(0, seen.top() // height), seen.bottom() // height
        self._paint_chart(pen, scene, top, bottom)
        table = QRectF(0, 0, px(TABLE), self.viewport().height())
        painter.fillRect(table, pen.colour("card"))
        for row in range(top, min(bottom + 1, len(scene.lines.rows))):
            box = QRectF(0, self._top_of(row), table.width(), height)
            paint_table_row(pen, scene, scene.lines.rows[row], row, box)
        if self.hasFocus() and self._row is not None:
            painter.setPen(QPen(pen.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(1, self._top_of(self._row) + 1, px(TABLE) - 2, height - 2))
        if event.rect().top() < px(HEAD):
            across, right = float(self.horizontalScrollBar().value()), self.viewport().width() - px(TABLE)
            paint_chart_head(pen, scene, QRectF(px(TABLE), 0, right, px(HEAD)), across)
            paint_table_head(pen, QRectF(0, 0, table.width(), px(HEAD)))
        painter.setPen(QPen(pen.colour("line"), 1))
        painter.drawLine(0, px(HEAD) - 1, px(TABLE), px(HEAD) - 1)
        painter.setPen(QPen(pen.colour("strong_line"), 1))
        painter.drawLine(px(TABLE), 0, px(TABLE), self.viewport().height())

    def _paint_chart(self, pen: Pen, scene: Scene, top: int, bottom: int) -> None:
        painter, shift = pen.p, self._shift()
        room = QRectF(px(TABLE), px(HEAD), self.viewport().width() - px(TABLE), self.viewport().height() - px(HEAD))
        seen = room.translated(-shift)
        painter.save()
        painter.setClipRect(room)
        painter.translate(shift)
        paint_rows(pen, scene, top, bottom, seen)
        paint_days(pen, scene, seen)
        paint_bars(pen, scene, top, bottom, seen)
        if self._drag is not None:
            self._drag.paint(pen, scene, seen)
        elif self._hover is not None and self._hover < len(scene.lines.rows):
            bar = scene.lines.rows[self._hover].bar
            if bar is not None and bar.kind != "done":
                paint_grip(pen, scene, bar, self._hover)
        painter.restore()

    # --- the mouse ----------------------------------------------------------------------

    def row_at(self, at: QPoint) -> int | None:
        """The row at a point of the viewport."""
        if self.scene is None or at.y() < px(HEAD):
            return None
        row = (at.y() - px(HEAD) + self.verticalScrollBar().value()) // px(ROW)
        return row if row < len(self.scene.lines.rows) else None

    def bar_at(self, at: QPoint) -> tuple[Bar, int, QPointF] | None:
        """The bar in whose row a point of the chart lies, the row, and the point as the chart counts."""
        row, place = self.row_at(at), self.chart_point(at)
        bar = self.scene.lines.rows[row].bar if self.scene is not None and row is not None else None
        return (bar, row, place) if bar is not None and row is not None and place is not None else None

    def chart_point(self, at: QPoint) -> QPointF | None:
        """A point of the viewport as the chart counts; None over the columns at the left."""
        return QPointF(at) - self._shift() if at.x() > px(TABLE) else None

    def _grip_at(self, at: QPoint) -> tuple[Bar, int, Grip] | None:
        """The bar below the pointer, its row, and what the hand would take hold of."""
        found = self.bar_at(at)
        grip = edge_at(self.scene, *found) if found and self.scene and found[0].kind != "done" else None
        return (*found[:2], grip) if found is not None and grip is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            self._drag_to(at)
            return
        row = self.row_at(at)
        if row != self._hover:
            for each in (self._hover, row):
                self.viewport().update(0, self._top_of(each or 0), self.viewport().width(), px(ROW))
            self._hover = row
        found = self._grip_at(at)
        self.viewport().setCursor(found[2].cursor() if found else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.scene is None:
            return
        at = event.position().toPoint()
        row = self.row_at(at)
        if row is None:
            return
        line = self.scene.lines.rows[row]
        if line.bar is None:
            self.toggled.emit(line.key)
            return
        self.choose(row)
        found = self._grip_at(at)
        if found is not None:
            self._pressed = at
            self._drag = Drag(found[0], found[1], found[2], QPointF(at) - self._shift(), self.scene)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        drag, self._drag = self._drag, None
        self._edge.stop()
        self.viewport().update()
        if drag is None:
            return
        if drag.target is not None:
            self.linked.emit(drag.bar.id, drag.target, drag.kind)
        elif drag.changed():
            self.moved.emit(drag.bar.id, drag.start, drag.finish)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        if (task := self.current()) is not None:
            self._drag = None
            self.opened.emit(task)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = None
        self.viewport().update()

    def _drag_to(self, at: QPoint) -> None:
        assert self._drag is not None and self.scene is not None
        row = self.row_at(at)
        over = self.scene.lines.rows[row].bar if row is not None else None
        drag = self._drag
        if drag.to(QPointF(at) - self._shift(), over):
            if not drag.grip.links:
                drag.show(self._what_if(drag.bar.id, drag.start, drag.finish))
            else:
                drag.say_link(self._why_not(drag.bar.id, drag.target, drag.kind) if drag.target is not None else "")
            QToolTip.hideText()
        way, room = at - self._pressed, self.viewport().size()
        axes = towards(self.horizontalScrollBar(), at.x() - px(TABLE), room.width() - px(TABLE), way.x())
        if drag.grip.links:
            axes += towards(self.verticalScrollBar(), at.y() - px(HEAD), room.height() - px(HEAD), way.y())
        self._edge.near(*axes)
        self.viewport().update()

    def _follow(self) -> None:
        """The chart scrolls below the hand."""
        if self._drag is not None:
            self._drag_to(self.viewport().mapFromGlobal(self.cursor().pos()))

    # --- the keyboard -------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._drag is not None:
            event.accept()  # Esc lets the bar go before it closes anything
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if self._drag is not None and key == Qt.Key.Key_Escape:
            self._drag = None
            self._edge.stop()
            self.viewport().update()
            return
        if held & Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            stretch = bool(held & Qt.KeyboardModifier.ShiftModifier)
            self._nudge(1 if key == Qt.Key.Key_Right else -1, stretch=stretch)
            return
        page = max(1, self.verticalScrollBar().pageStep() // px(ROW) - 1)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        count = len(self.scene.lines.rows) if self.scene else 0
        if key in steps and count:
            self.choose(max(0, min(count - 1, (self._row if self._row is not None else -1) + steps[Qt.Key(key)])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and count:
            self.choose(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold_or_scroll(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_T and self.scene is not None:
            self.centre(self.scene.told.today)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        line = self.current_line()
        if line is not None and line.bar is not None:
            self.opened.emit(line.bar.id)
        elif line is not None:
            self.toggled.emit(line.key)

    def _fold_or_scroll(self, way: int) -> None:
        line = self.current_line()
        if line is not None and line.bar is None and line.open == (way < 0):
            self.toggled.emit(line.key)
        else:
            across = self.horizontalScrollBar()
            across.setValue(across.value() + way * across.singleStep() * 5)

    def _nudge(self, days: int, *, stretch: bool) -> None:
        bar = line.bar if (line := self.current_line()) is not None else None
        if self.scene is None or bar is None or not may_step(bar, stretch=stretch):
            return
        calendar = self.scene.told.works(bar)
        start = bar.start if stretch else calendar.add(bar.start, days)
        finish = calendar.add(bar.finish, days)
        if finish >= start:
            self.moved.emit(bar.id, start, finish)

    def choose(self, row: int) -> None:
        """Choose a row and bring it into sight."""
        if self.scene is None:
            return
        self._row = row
        down, top = self.verticalScrollBar(), row * px(ROW)
        if top < down.value():
            down.setValue(top)
        elif top + px(ROW) > down.value() + down.pageStep():
            down.setValue(top + px(ROW) - down.pageStep())
        self.viewport().update()
        self.current_changed.emit(self.current())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._row is None and self.scene is not None and self.scene.lines.rows:
            self._row = 0
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

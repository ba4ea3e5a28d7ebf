"""A viewport over something larger: zoomed by wheel, keys and buttons, scrolled, fitted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.views.theme import px

LEAST: Final = 0.06
MOST: Final = 2.0
STEP: Final = 1.25
FIRST_LEAST: Final = 0.85  # what is large opens readable


class ZoomArea(QAbstractScrollArea):
    """`content()` is the size of what is shown at a scale of 1, or None while there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.fitted = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)

    def content(self) -> QSizeF | None:
        """How large everything is."""
        raise NotImplementedError

    # --- from the content to the viewport and back --------------------------------------

    def offset(self) -> QPointF:
        """Where the content's corner lies in the viewport."""
        return QPointF(-float(self.horizontalScrollBar().value()), -float(self.verticalScrollBar().value()))

    def to_view(self, at: QPointF) -> QPointF:
        """A point of the content in the viewport."""
        return at * self.scale + self.offset()

    def to_scene(self, at: QPointF) -> QPointF:
        """A point of the viewport in the content."""
        return (at - self.offset()) / self.scale

    # --- zooming ------------------------------------------------------------------------

    def measure(self) -> None:
        """The content has another size: set the scroll bars."""
        whole = self.content()
        if whole is None:
            return
        for bar, size, page in (
            (self.horizontalScrollBar(), whole.width(), self.viewport().width()),
            (self.verticalScrollBar(), whole.height(), self.viewport().height()),
        ):
            bar.setRange(0, max(0, round(size * self.scale) - page))
            bar.setPageStep(page)
            bar.setSingleStep(px(32))

    def begin(self) -> None:
        """Fit for the first time, as far as it stays readable; later only the size is taken."""
        if self.fitted:
            self.measure()
        elif self.isVisible():
            self.fit(FIRST_LEAST)
            self.go_to_now()

    def go_to_now(self) -> None:
        """What is large opens where it matters; at its beginning unless a subclass knows better."""

    def fit(self, least: float = LEAST) -> None:
        """Zoom so that everything is seen, as far as `least` allows."""
        whole, room = self.content(), self.viewport()
        if whole is None or room.width() < 100:
            return
        self.scale = max(least, min(1.0, room.width() / whole.width(), room.height() / whole.height()))
        self.fitted = True
        self.measure()
        room.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer (above 1) or further; the point of the viewport `at`, or its middle, stays where it is."""
        at = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        held = self.to_scene(at)
        self.scale = max(LEAST, min(MOST, self.scale * factor))
        self.measure()
        self.horizontalScrollBar().setValue(round(held.x() * self.scale - at.x()))
        self.verticalScrollBar().setValue(round(held.y() * self.scale - at.y()))
        self.viewport().update()

    def step_zoom(self, by: int) -> None:
        """One step nearer (-1) or further (1)."""
        self.zoom(STEP**-by)

    # --- scrolling ----------------------------------------------------------------------

    def bring_into_sight(self, box: QRectF) -> None:
        """Scroll so that `box` of the viewport is seen whole, a little away from its edges."""
        side, head = px(24), px(40)
        across, down, room = self.horizontalScrollBar(), self.verticalScrollBar(), self.viewport()
        if box.left() < side:
            across.setValue(round(across.value() + box.left() - side))
        elif box.right() > room.width() - side:
            across.setValue(round(across.value() + box.right() - room.width() + side))
        if box.top() < head:
            down.setValue(round(down.value() + box.top() - head))
        elif box.bottom() > room.height() - side:
            down.setValue(round(down.value() + box.bottom() - room.height() + side))

    def scroll_by(self, key: Qt.Key) -> bool:
        """Scroll a step the way an arrow points; False for any other key."""
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        if key not in arrows:
            return False
        bar = self.horizontalScrollBar() if key in arrows[:2] else self.verticalScrollBar()
        bar.setValue(bar.value() + px(96) * (1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1))
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turn:
            self.zoom(STEP ** (turn / 120), event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and turn:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turn)
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.begin()

"""The stages of a deal as a strip: reached ones in their colours, a click or Enter moves it, arrows walk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import Button
from app.views.parts.deal_actions import stage_colour
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.paint import paint_box
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.deal_detail import StageChoice


class _Segment(Button):
    """One stage."""

    radius = theme.RADIUS_MARK

    def __init__(self, strip: StageStrip) -> None:
        super().__init__(strip)
        self._strip = strip
        self.colour: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(24, px(16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._strip.walk(self, -step if self.isRightToLeft() else step)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._strip.offer(self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._strip.offer(None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        high = 6 if self.hovered else 5
        box = QRect(0, (self.height() - high) // 2, self.width(), high)
        paint_box(QPainter(self), box, 2.5, self.colour or ("strong_line" if self.hovered else "press"))


class StageStrip(QWidget):
    """`chosen(stage_id)` when another stage is wanted. Lost is no segment: a lost deal has none reached."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: list[StageChoice] = []
        self._current = 0
        self._words = ("", "", "")
        self.segments: list[_Segment] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        below = QHBoxLayout()
        below.setSpacing(4)
        self._name = Label("", "text", theme.SMALL, theme.SEMIBOLD)
        self._age = ElidedLabel("", "text3", theme.SMALL)
        self._next = Label("", "text3", theme.SMALL)
        below.addWidget(self._name)
        below.addWidget(self._age, 1)
        below.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addLayout(below)
        theme.notifier().changed.connect(self._paint_segments)

    def show_stage(self, stages: Sequence[StageChoice], current: int, age: str) -> None:
        """The stages of the pipeline, the one the deal is in, and how long it is there: 'for 8 days'."""
        shown = [stage for stage in stages if stage.kind != "lost"]
        if len(shown) != len(self.segments):
            self._make(len(shown))
        self._stages, self._current = shown, current
        here = next((stage for stage in stages if stage.id == current), None)
        place = next((n for n, stage in enumerate(shown) if stage.id == current), -1)
        after = shown[place + 1].name if 0 <= place < len(shown) - 1 else ""
        self._words = (here.name if here else "", age, f"next: {after}" if after else "")
        self._paint_segments()
        for n, (segment, stage) in enumerate(zip(self.segments, shown, strict=True)):
            words = f"In {stage.name}" if n == place else f"Move to {stage.name}"
            segment.setAccessibleName(words)
            segment.set_tooltip(words)
            stop = n == max(place, 0)
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.offer(None)

    def offer(self, segment: _Segment | None) -> None:
        """Say where a click would lead; None says where the deal is."""
        name, age, after = self._words
        self._name.setText(name)
        self._age.set_text(age)
        if segment is not None and segment in self.segments:
            stage = self._stages[self.segments.index(segment)]
            after = f"move to {stage.name}" if stage.id != self._current else after
        self._next.setText(after)

    def walk(self, segment: _Segment, step: int) -> None:
        """Give the keyboard to a neighbour."""
        place = self.segments.index(segment) + step
        if 0 <= place < len(self.segments):
            self.segments[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.offer(self.segments[place])

    def _make(self, count: int) -> None:
        for segment in self.segments:
            self._row.removeWidget(segment)
            segment.hide()
            segment.deleteLater()
        self.segments = [_Segment(self) for _ in range(count)]
        for segment in self.segments:
            self._row.addWidget(segment)
            segment.clicked.connect(lambda _=False, segment=segment: self._on_clicked(segment))
        if self.segments:
            self.setFocusProxy(self.segments[0])

    def _paint_segments(self) -> None:
        opens = [stage.id for stage in self._stages if stage.kind == "open"]
        place = next((n for n, stage in enumerate(self._stages) if stage.id == self._current), -1)
        for n, (segment, stage) in enumerate(zip(self.segments, self._stages, strict=False)):
            segment.colour = stage_colour(stage, opens) if n <= place else None
            segment.update()

    def _on_clicked(self, segment: _Segment) -> None:
        stage = self._stages[self.segments.index(segment)]
        if stage.id != self._current:
            self.chosen.emit(stage.id)

"""The next step of a deal as a card: what, when, and a tick that ends it and asks for the one after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.date_field import DateField
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width
from app.views.theme import px


class StepDate(DateField):
    """When: at the right, without how far away it is."""

    def hint(self) -> str:
        return ""

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        shown = self.display(self._value)
        token = self._tone if shown else "text3"
        paint_text(painter, rect, shown or self.placeholder, token, align=RIGHT)

    def _tell(self) -> None:
        super()._tell()
        self._fit()

    def _on_edit_shown(self, shown: bool) -> None:
        super()._on_edit_shown(shown)
        self._fit()

    def _fit(self) -> None:
        """As narrow as the day, so that the step has the rest; wider while one types."""
        words = text_width(self.display(self._value) or self.placeholder) + 2 * PAD + 2
        self.setFixedWidth(max(px(116) if self._editing else 0, words))


class StepCard(QWidget):
    """`done` when the step is ticked. `on_step` and `on_date` get what is edited in place."""

    done = Signal()

    def __init__(self, on_step: Callable[[str], object], on_date: Callable[[date | None], object]) -> None:
        super().__init__()
        self.tick = IconButton("circle", "Done, and what comes next", in_row=True, size=18)
        self.tick.clicked.connect(self.done)
        self.step = TextField("Next step", on_step, placeholder="What next?")
        self.on_day = StepDate("Next step on", on_date, placeholder="When")
        self.note = Label("", "text3", theme.SECOND)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.tick)
        row.addWidget(self.step, 1)
        row.addWidget(self.on_day)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 4, 10)
        column.setSpacing(0)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setContentsMargins(px(36), 0, 8, 0)
        below.addWidget(self.note)
        column.addLayout(below)

    def show_step(self, step: str, day: date | None, late: str) -> None:
        """`late` is '3 d late' or ''."""
        self.step.set_value(step)
        self.on_day.set_value(day)
        self.on_day.set_tone("bad" if late else "text2")
        self.tick.set_icon("circle" if step else "calendar-x", "text2" if step else "warn")
        self.tick.setEnabled(bool(step))
        self.on_day.setVisible(bool(step) or day is not None)
        self.note.setText(f"Next step, {late}" if late else "Next step" if step else "No next step")
        self.note.set_token("bad" if late else "text3" if step else "warn")

    def ask(self) -> None:
        """The next one, please."""
        self.step.begin_edit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")

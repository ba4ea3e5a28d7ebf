"""The rail: what is handed over, and the steps with what each has settled. A done step can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.handoff.step import Settled
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.label import Label
from app.views.parts.marks import WORDS
from app.views.parts.paint import CENTRE, paint_box, paint_text
from app.views.theme import px

WIDTH: Final = 208
_DISC: Final = 20
_ROW: Final = 56


class _StepRow(Button):
    """One step: its number or a tick, its title, what it has settled."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self.state = "ahead"
        self.settled = Settled("")
        self.is_last = False
        self.setText(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH) - 24, px(_ROW))

    def show_state(self, state: str, settled: Settled) -> None:
        """`state`: 'done', 'now' or 'ahead'."""
        if (state, settled) == (self.state, self.settled) and self.accessibleName():
            return
        self.state, self.settled = state, settled
        may = state == "done"
        self.setEnabled(may)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if may else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if may else Qt.CursorShape.ArrowCursor)
        words = {"done": "done", "now": "current step", "ahead": "still to come"}[state]
        self.setAccessibleName(f"Step {self.number}, {self.text()}, {words}. {settled.text}".strip())
        self.setToolTip(settled.text if state != "ahead" else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.hovered:
            paint_box(painter, self.rect().adjusted(0, -1, 0, -10), theme.RADIUS_FIELD, "hover")
        disc = QRect(4, 2, px(_DISC), px(_DISC))
        self._paint_disc(painter, disc)
        if not self.is_last:
            token = "accent" if self.state == "done" else "line"
            top = disc.bottom() + 5
            painter.fillRect(QRect(disc.center().x(), top, 2, self.height() - top), theme.colour(token))
        left = disc.right() + 13
        title = QRect(left, disc.top() - 1, self.width() - left - 2, px(20))
        now = self.state == "now"
        token = "text" if now else "text2"
        paint_text(painter, title, self.text(), token, weight=theme.SEMIBOLD if now else theme.REGULAR)
        if self.settled.text and self.state != "ahead":
            below = QRect(left, title.bottom() + 1, title.width(), px(18))
            token = "text3" if self.settled.tone == "plain" else WORDS[self.settled.tone]
            paint_text(painter, below, self.settled.text, token, theme.SECOND)

    def _paint_disc(self, painter: QPainter, disc: QRect) -> None:
        if self.state == "done":
            paint_box(painter, disc, disc.height() / 2, "accent")
            icons.paint(painter, disc, "check-bold", "on_accent", 12)
        elif self.state == "now":
            paint_box(painter, disc, disc.height() / 2, "accent")
            self._paint_number(painter, disc, "on_accent")
        else:
            paint_box(painter, disc, disc.height() / 2, None, "mark_line")
            self._paint_number(painter, disc, "text2")

    def _paint_number(self, painter: QPainter, disc: QRect, token: str) -> None:
        paint_text(painter, disc, str(self.number), token, theme.SMALL, weight=theme.SEMIBOLD, align=CENTRE)


class Rail(QWidget):
    """`chosen(index)` when a done step is clicked."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(px(WIDTH))
        self.rows: list[_StepRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 20, 12, 16)
        column.setSpacing(4)
        column.addWidget(Label("Handoff", "text3", theme.SECOND))
        self._title = Label("", "text", theme.TAB, theme.SEMIBOLD, wrap=True)
        self._client = Label("", "text2", wrap=True)
        self._amount = Label("", "text2")
        for label in (self._title, self._client, self._amount):
            column.addWidget(label)
        column.addSpacing(20)
        self._steps = QVBoxLayout()
        self._steps.setContentsMargins(0, 0, 0, 0)
        self._steps.setSpacing(0)
        column.addLayout(self._steps)
        column.addStretch(1)

    def show_deal(self, title: str, client: str, amount: str) -> None:
        """Say what is handed over; long words are cut after three lines and stand whole in the tooltip."""
        for label, text in ((self._title, title), (self._client, client), (self._amount, amount)):
            label.setText(_cut(label, text, px(WIDTH) - 28))
            label.setToolTip(text if label.text() != text else "")
            label.setVisible(bool(text))

    def set_steps(self, titles: Sequence[str]) -> None:
        """The steps, once."""
        for index, title in enumerate(titles):
            row = _StepRow(index + 1, title, self)
            row.is_last = index == len(titles) - 1
            row.clicked.connect(lambda _, at=index: self.chosen.emit(at))
            self._steps.addWidget(row)
            self.rows.append(row)

    def show_steps(self, current: int, reached: int, settled: Sequence[Settled]) -> None:
        """`current` is in sight, `reached` the furthest one that was."""
        for index, row in enumerate(self.rows):
            state = "now" if index == current else "done" if index <= reached else "ahead"
            row.show_state(state, settled[index])


def _cut(label: Label, text: str, width: int, lines: int = 3) -> str:
    """`text` with an ellipsis where it would take more than `lines` lines."""
    metrics = label.fontMetrics()
    shown = " ".join(text.split())
    # a word wider than the rail cannot be wrapped
    words = shown.split(" ")
    shown = " ".join(metrics.elidedText(word, Qt.TextElideMode.ElideRight, width) for word in words)
    flags = int(Qt.TextFlag.TextWordWrap)
    while shown and metrics.boundingRect(0, 0, width, 10_000, flags, shown).height() > lines * metrics.lineSpacing():
        shown = shown.removesuffix("…").rsplit(" ", 1)[0] + "…" if " " in shown else shown[: len(shown) // 2] + "…"
    return shown

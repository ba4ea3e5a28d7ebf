"""Step 1, what was sold: every line with what it becomes. Lines and their hours are edited in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.money import format_money
from app.services import deals
from app.services.deal_detail import Line
from app.views import theme
from app.views.handoff.step import EDGE, Settled, Step
from app.views.handoff.words import count, hours_text
from app.views.handoff.work import Work
from app.views.parts.buttons import IconButton, LinkButton
from app.views.parts.empty import EmptyState
from app.views.parts.fields import HoursField, TextField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.paint import paint_box
from app.views.theme import px

_HEADS = ("Line", "Quantity", "Hours", "Amount", "Becomes", "")


class Card(QWidget):
    """A plain surface with a line around it."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


class _Scroll(QScrollArea):
    """Scrolls its one widget down, never sideways."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class StepSold(Step):
    """The lines of the deal as a small table of fields."""

    key = "sold"
    title = "Sold"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[object, ...] | None = None
        self._inside: QWidget | None = None
        self.titles: list[TextField] = []
        self.hours: list[HoursField] = []
        self.becomes: list[ElidedLabel] = []
        self.total: Label | None = None
        self.empty: EmptyState | None = None
        self.add_line: LinkButton | None = None

    @classmethod
    def settled(cls, work: Work) -> Settled:
        lines = work.deal.lines
        if not lines:
            return Settled("no lines")
        return Settled(f"{count(len(lines), 'line')}, {_money(work, sum(line.amount_minor for line in lines))}")

    def refresh(self) -> None:
        """Build the fields anew when lines came or went; else say what changed."""
        shown = tuple(line.id for line in self.work.deal.lines)
        if shown != self._shown:
            self._shown = shown
            self._rebuild()
        else:
            self._retell()

    def take_focus(self) -> None:
        if self.titles:
            self.titles[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.empty is not None and self.empty.main is not None:
            self.empty.main.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building -----------------------------------------------------------------------

    def _rebuild(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._column.removeWidget(self._inside)
            self._inside.deleteLater()
        self.titles, self.hours, self.becomes, self.empty = [], [], [], None
        inside = self._table() if self.work.deal.lines else self._nothing()
        self._inside = inside
        self._column.addWidget(inside)
        self._retell()

    def _nothing(self) -> QWidget:
        self.empty = EmptyState(
            "handshake",
            "This deal has no lines",
            "It says what it costs, but not what for. One task for the whole deal will do, a template can say more, "
            "and lines let you compare later what was sold with what it took.",
            ("One task for the deal", self.done.emit),
            ("Add line", self._add),
        )
        return self.empty

    def _table(self) -> QWidget:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 6, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for column, stretch in enumerate((5, 0, 0, 0, 5, 0)):
            grid.setColumnStretch(column, stretch)
        for column, width in ((1, 72), (2, 88), (3, 96), (5, 28)):
            grid.setColumnMinimumWidth(column, px(width))
        for column, words in enumerate(_HEADS):
            label = Label(words, "text2", theme.SECOND, theme.MEDIUM)
            label.setContentsMargins(8 if column in (0, 2) else 16 if column == 4 else 0, 0, 0, 0)
            label.setFixedHeight(px(28))
            grid.addWidget(label, 0, column, _align(column))
        for row, line in enumerate(self.work.deal.lines, 1):
            self._add_row(grid, row, line)
        last = len(self.work.deal.lines) + 1
        grid.addWidget(self._foot(), last, 0, 1, len(_HEADS))
        whole = QWidget()
        column_box = QVBoxLayout(whole)
        column_box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column_box.addWidget(card)
        column_box.addStretch(1)
        return _Scroll(whole)

    def _add_row(self, grid: QGridLayout, row: int, line: Line) -> None:
        title = TextField("Line", self._changer(line.id, "title"), required=True)
        title.set_value(line.title)
        hours = HoursField("Hours", self._changer(line.id, "minutes"), placeholder="not said")
        hours.set_value(line.minutes)
        hours.setFixedWidth(px(88))
        quantity = Label(f"{line.quantity} {line.unit}".strip(), "text2")
        amount = Label(_money(self.work, line.amount_minor), "text")
        becomes = ElidedLabel("", "text2")
        becomes.setContentsMargins(16, 0, 0, 0)
        remove = IconButton("x", f"Remove {line.title}", in_row=True, token="text3", size=14)
        remove.clicked.connect(lambda: self._remove(line.id))
        self.titles.append(title)
        self.hours.append(hours)
        self.becomes.append(becomes)
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(16, 0, 0, 0)
        box.addWidget(becomes)
        for column, widget in enumerate((title, quantity, hours, amount, holder, remove)):
            align = Qt.AlignmentFlag.AlignVCenter if column in (0, 2, 4) else _align(column)
            grid.addWidget(widget, row, column, align)
        grid.setRowMinimumHeight(row, px(theme.LIST_ROW))

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 8, 0, 0)
        self.add_line = LinkButton("Add line", "plus", size=theme.SECOND)
        self.add_line.clicked.connect(self._add)
        row.addWidget(self.add_line)
        row.addStretch(1)
        self.total = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        row.addWidget(self.total)
        return foot

    # --- what it says and does ------------------------------------------------------------

    def _retell(self) -> None:
        for at, line in enumerate(self.work.deal.lines):
            self.becomes[at].set_text(self._becomes(line.id))
            self.titles[at].set_value(line.title)
            self.hours[at].set_value(line.minutes)
        if self.total is not None and self.work.deal.lines:
            lines = self.work.deal.lines
            minutes = sum(line.minutes or 0 for line in lines)
            hours = f"{hours_text(minutes)}, " if minutes else ""
            self.total.setText(f"{hours}{_money(self.work, sum(line.amount_minor for line in lines))}")

    def _becomes(self, line_id: int) -> str:
        """'“Kick-off call” and 2 more tasks', or that nothing delivers it."""
        tasks = [task for task in self.work.plan.included if task.sold_line == line_id]
        if not tasks:
            return "Nothing yet: no task delivers it"
        more = f" and {count(len(tasks) - 1, 'more task')}" if len(tasks) > 1 else ""
        minutes = sum(task.minutes for task in tasks)
        hours = f", {hours_text(minutes)}" if minutes else ""
        return f"“{tasks[0].title}”{more}{hours}"

    def _changer(self, line_id: int, field: str) -> Callable[[object], None]:
        def change(value: object) -> None:
            deals.change_line(self.work.store, line_id, field, value)
            self.work.read_lines()

        return change

    def _add(self) -> None:
        try:
            deals.add_line(self.work.store, self.work.deal_id, "New line")
        except UserError as problem:
            self.said.emit(str(problem))
            return
        self.work.read_lines()
        last = self.titles[-1]
        QTimer.singleShot(0, last, last.begin_edit)

    def _remove(self, line_id: int) -> None:
        try:
            deals.remove_line(self.work.store, line_id)
        except UserError as problem:
            self.said.emit(str(problem))
            return
        self.work.read_lines()
        self.take_focus()


def _money(work: Work, minor: int) -> str:
    return format_money(minor, work.deal.card.currency)


def _align(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (1, 3) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

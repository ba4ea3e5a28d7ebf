"""Step 1, what was sold: every line with what it becomes. Lines and their hours are edited in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.handoff import SoldLine
from app.domain.money import format_money
from app.services import deals, handoff_rules
from app.services.deal_detail import Line
from app.views import theme
from app.views.handoff.step import EDGE, Settled, Step
from app.views.handoff.surfaces import Card, Scroll
from app.views.handoff.words import count, hours_text
from app.views.handoff.work import Work
from app.views.parts.buttons import IconButton, LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.empty import EmptyState
from app.views.parts.fields import HoursField, TextField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.picker import Option, Picker
from app.views.theme import px

_HEADS = ("Line", "Quantity", "Hours", "Amount", "Becomes", "Delivered by", "")


# By whether the deal has an amount.
_NOTHING_SAID: Final = {
    True: "It says what it costs, but not what for.",
    False: "It says neither what was sold nor for how much.",
}


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
        self.ways: list[ChoiceField] = []
        self.more: LinkButton | None = None
        self.total_hours: Label | None = None
        self.total: Label | None = None
        self.empty: EmptyState | None = None
        self.add_line: LinkButton | None = None

    @classmethod
    def settled(cls, work: Work) -> Settled:
        lines = _rows(work)
        if not lines:
            return Settled("no lines")
        return Settled(f"{count(len(lines), 'line')}, {_money(work, sum(line.amount_minor for line in lines))}")

    def refresh(self) -> None:
        """Build the fields anew when lines came or went; else say what changed."""
        shown = tuple(line.id for line in _rows(self.work))
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
        self.titles, self.hours, self.becomes, self.ways, self.empty = [], [], [], [], None
        inside = self._table() if _rows(self.work) else self._nothing()
        self._inside = inside
        self._column.addWidget(inside)
        self._retell()

    def _nothing(self) -> QWidget:
        self.empty = EmptyState(
            "handshake",
            "This deal has no lines",
            f"{_NOTHING_SAID[self.work.sold_minor is not None]} One task for the whole deal will do, a template can say more, "
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
        for column, stretch in enumerate((5, 0, 0, 0, 0, 4, 0)):
            grid.setColumnStretch(column, stretch)
        for column, width in ((1, 72), (2, 80), (3, 88), (4, 176), (6, 28)):
            grid.setColumnMinimumWidth(column, px(width))
        for column, words in enumerate(_HEADS):
            label = Label(words, "text2", theme.SECOND, theme.MEDIUM)
            label.setContentsMargins(8 if column == 0 else 16 if column == 4 else 0, 0, 8 if column == 2 else 0, 0)
            label.setFixedHeight(px(28))
            grid.addWidget(label, 0, column, _align(column))
        for row, line in enumerate(_rows(self.work), 1):
            self._add_row(grid, row, line)
        last = len(_rows(self.work)) + 1
        grid.addWidget(self._foot(), last, 0, 1, 2)
        self.total_hours = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        self.total_hours.setContentsMargins(0, 8, 8, 0)
        self.total = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        self.total.setContentsMargins(0, 8, 0, 0)
        for column, label in ((2, self.total_hours), (3, self.total)):
            grid.addWidget(label, last, column, _align(column))
        whole = QWidget()
        column_box = QVBoxLayout(whole)
        column_box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column_box.addWidget(card)
        column_box.addStretch(1)
        return Scroll(whole)

    def _add_row(self, grid: QGridLayout, row: int, line: Line) -> None:
        title = TextField("Line", self._changer(line.id, "title"), required=True)
        hours = HoursField("Hours", self._changer(line.id, "minutes"), placeholder="not said")
        hours.setFixedWidth(px(80))
        hours.figure = True
        if line.id < 0:
            title.set_read_only("It comes from the deal: change it there")
            hours.set_read_only("Its hours are those of its task")
        quantity = Label(f"{line.quantity} {line.unit}".strip(), "text2")
        amount = Label(_money(self.work, line.amount_minor), "text")
        way = ChoiceField(f"{line.title} becomes", (), partial(self._set_way, line.id), boxed=True)
        way.setFixedWidth(px(168))
        becomes = ElidedLabel("", "text2")
        becomes.setContentsMargins(8, 0, 0, 0)
        remove = IconButton("x", f"Remove {line.title}", in_row=True, token="text3", size=14)
        remove.clicked.connect(lambda: self._remove(line.id))
        remove.setVisible(line.id > 0)
        self.titles.append(title)
        self.hours.append(hours)
        self.ways.append(way)
        self.becomes.append(becomes)
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(16, 2, 0, 2)
        box.addWidget(way)
        for column, widget in enumerate((title, quantity, hours, amount, holder, becomes, remove)):
            align = Qt.AlignmentFlag.AlignVCenter if column in (0, 2, 4, 5) else _align(column)
            grid.addWidget(widget, row, column, align)
        grid.setRowMinimumHeight(row, px(theme.LIST_ROW) + 4)

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 8, 0, 0)
        self.add_line = LinkButton("Add line", "plus", size=theme.SECOND)
        self.add_line.clicked.connect(self._add)
        row.addWidget(self.add_line)
        self.more = LinkButton("Deliver another deal along", "arrow-right", size=theme.SECOND)
        self.more.clicked.connect(self._choose_deal)
        self.more.setVisible(bool(handoff_rules.together(self.work.store, self.work.plan)))
        row.addSpacing(12)
        row.addWidget(self.more)
        row.addStretch(1)
        return foot

    # --- what it says and does ------------------------------------------------------------

    def _retell(self) -> None:
        rows = _rows(self.work)
        lines = {line.id: line for line in self.work.lines}
        for at, line in enumerate(rows):
            self.becomes[at].set_text(self._becomes(line.id))
            self.titles[at].set_value(line.title)
            self.hours[at].set_value(line.minutes)
            if line.id in lines:
                sold = lines[line.id]
                self.ways[at].set_options(_way_options(sold))
                self.ways[at].set_value(self.work.way(sold))
        if self.total is not None and self.total_hours is not None and rows:
            minutes = sum(line.minutes or 0 for line in rows)
            self.total_hours.setText(hours_text(minutes) if minutes else "")
            self.total.setText(_money(self.work, sum(line.amount_minor for line in rows if line.id > 0)))

    def _set_way(self, line_id: int, way: str | None) -> None:
        line = next((line for line in self.work.lines if line.id == line_id), None)
        if line is not None and way is not None:
            self.work.set_way(line, way)

    def _choose_deal(self) -> None:
        """Another won deal of this client, delivered in the same project."""
        options = [
            Option(i, title, _money(self.work, minor or 0)) for i, title, minor in handoff_rules.together(self.work.store, self.work.plan)
        ]  # fmt: skip
        at = self.more or self

        def choose(option: Option) -> None:
            try:
                self.work.take_in(int(str(option.key)))
            except UserError as problem:
                self.said.emit(str(problem))

        Picker(at, options, choose, head="Also won from this client", width=340).open_at(at)

    def _becomes(self, line_id: int) -> str:
        """'“Kick-off call” and 2 more tasks', or that nothing delivers it."""
        tasks = [task for task in self.work.plan.included if task.sold_line == line_id]
        line = next((line for line in self.work.lines if line.id == line_id), None)
        if not tasks and line is not None and self.work.way(line) == "budget":
            return "Counts in the budget alone"
        if not tasks:
            return "Nothing yet: no task delivers it"
        if tasks[0].repeats:
            times = f", {tasks[0].times} times" if tasks[0].times else ""
            return f"“{tasks[0].title}”, {tasks[0].repeats}{times}"
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


def _rows(work: Work) -> list[Line]:
    """The lines of the deals, and what comes again without a line of its own."""
    own = [
        Line(line.id, line.title, "1", "", line.amount_minor, line.amount_minor, line.minutes, None)
        for line in work.lines
        if line.id < 0
    ]
    return [*work.sold, *own]


def _way_options(line: SoldLine) -> list[Option]:
    """What a line may become."""
    parts = line.title.count("\n")
    return [
        Option("task", "A task"),
        Option("milestone", "A milestone", f"{count(parts, 'task')}" if parts else "with a task", "flag"),
        Option("again", "Comes again", line.repeats or "every month", "repeat"),
        Option("budget", "Budget only", "nothing to do"),
    ]


def _money(work: Work, minor: int) -> str:
    return format_money(minor, work.deal.card.currency)


def _align(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (1, 2, 3) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

"""What stands beside the charts of 'Numbers': the parts of the velocity, the days that deals take, and what is left out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.win_loss import Numbers
from app.views import theme
from app.views.charts import numbers_words as say
from app.views.parts.figure_table import FigureTable
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.pane import Pane


class Beside(QWidget):
    """See the top of this module. `target_chosen` passes on what a row opens."""

    target_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = FigureTable(say.PART_HEADS, "Velocity and its parts")
        self.parts.horizontalHeader().hide()
        self.days = FigureTable(say.DAY_HEADS, "How long deals take")
        self.notes: list[Notice] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.PANE_GAP)
        column.addWidget(
            _pane("Velocity", self.parts, "What the open deals are likely to bring for each day of selling.")
        )
        column.addWidget(_pane("", self.days, "The day of creation and the day of closing both count."))
        self._below = QVBoxLayout()
        self._below.setSpacing(8)
        column.addLayout(self._below)
        column.addStretch(1)
        for table in (self.parts, self.days):
            table.opened.connect(self.target_chosen)

    def show_numbers(self, told: Numbers) -> None:
        """Show the figures."""
        self.parts.show_rows(say.part_rows(told))
        self.parts.setFixedHeight(
            self.parts.whole_height() * len(self.parts.figures.lines) // (len(self.parts.figures.lines) + 1)
        )
        self.days.show_rows(say.day_rows(told))
        self.days.setFixedHeight(self.days.whole_height())
        for note in self.notes:
            self._below.removeWidget(note)
            note.hide()
            note.deleteLater()
        self.notes = []
        for tone, words, shown in say.notes(told):
            does = None if shown is None else ("Show", partial(self.target_chosen.emit, say.target(shown)))
            note = Notice("warn" if tone == "warn" else "plain", words, "", does)
            self.notes.append(note)
            self._below.addWidget(note)


def _pane(title: str, table: FigureTable, rule: str) -> Pane:
    pane = Pane()
    if title:
        head = Label(title, "text", theme.TEXT, theme.SEMIBOLD)
        head.setContentsMargins(16, 12, 16, 4)
        pane.box.addWidget(head)
    pane.box.addWidget(table)
    note = Label(rule, "text3", theme.SECOND, wrap=True)
    note.setContentsMargins(16, 8, 16, 10)
    pane.box.addWidget(note)
    return pane

"""A short list inside an inspector to which one adds by typing line after line."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.parts.fields import TextField
from app.views.parts.focus_in_sight import show_whole
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

W = TypeVar("W", bound=QWidget)
Row = TypeVar("Row")


class NextWords(TextField):
    """The line for the next one: Enter adds it and stays."""

    def finish(self) -> bool:
        added = super().finish()
        if added:
            self.set_value("")
            self.begin_edit()
        return added


class GrowingList(QWidget, Generic[Row, W]):
    """Head, rows, and below them the line for the next one, which is hidden until it is wanted."""

    def __init__(self, title: str, add: str, rows: KeyedRows[Row, W], what: str, *, inset: int = 0) -> None:
        """`add` are the words of the head's link, `what` is typed ('Next item'); `inset` px stand left of the line for it."""
        super().__init__()
        self._of: Hashable = None
        self.section = SectionHead(title, (add, self.begin))
        self.rows = rows
        self.next = NextWords(what, self._on_typed, placeholder=what)
        self.next.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)
        line = QHBoxLayout()
        line.setContentsMargins(inset, 4 if inset else 0, 0, 0)
        line.addWidget(self.next)
        column.addLayout(line)

    def turn_to(self, record: Hashable) -> None:
        """The rows of another record follow: what was being typed for the one before is dropped."""
        if record != self._of:
            self._of = record
            self.rows.fold()
            self.next.forget_edit()
            self.next.hide()

    def begin(self) -> None:
        """Open the line for the next one."""
        self.next.show()
        self.next.begin_edit()
        show_whole(self.next)

    def add(self, words: str) -> None:
        """Add what was typed."""
        raise NotImplementedError

    def _on_typed(self, words: str) -> None:
        if words:
            self.add(words)

"""The records behind a number: a title, a line about them, and rows that open them; and other lists with a title."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts.figure_table import FigureRow, FigureTable, Head
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.pane import Pane


class RecordsPane(Pane):
    """A titled table in a card. `opened(target)` when a row is clicked or taken by Enter.

    Without rows it says `nothing` in their place; `beside` stands at the right of the title.
    """

    opened = Signal(object)

    def __init__(
        self, title: str, heads: Sequence[Head], nothing: str, *, beside: QWidget | None = None, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._title = ElidedLabel(title, "text", theme.TEXT, theme.SEMIBOLD)
        self._note = ElidedLabel("", "text3", theme.SECOND)
        self.table = FigureTable(heads, title)
        self.table.opened.connect(self.opened)
        self._nothing = Label(nothing, "text3", wrap=True)
        self._nothing.setContentsMargins(16, 8, 16, 12)
        self._words = nothing
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._note)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 12, 4)
        head.setSpacing(8)
        head.addLayout(words, 1)
        if beside is not None:
            head.addWidget(beside)
        self.box.addLayout(head)
        self.box.addWidget(self._nothing)
        self.box.addWidget(self.table, 1)
        self.box.addStretch(0)
        self._note.hide()
        self._show_nothing(nothing=True)

    def title(self) -> str:
        """What the card is about now."""
        return self._title.text()

    def show_records(
        self, rows: Sequence[FigureRow], *, title: str = "", note: str = "", heads: Sequence[Head] | None = None, nothing: str = ""
    ) -> None:  # fmt: skip
        """Show these rows; a title, a line about them, and other heads where they are given."""
        if title:
            self._title.set_text(title)
            self.table.setAccessibleName(title)
        self._note.set_text(note)
        self._note.setVisible(bool(note))
        self._nothing.setText(nothing or self._words)
        self.table.show_rows(rows, heads)
        self._show_nothing(nothing=not rows)

    def _show_nothing(self, *, nothing: bool) -> None:
        self._nothing.setVisible(nothing)
        self.table.setVisible(not nothing)
        self.box.setStretch(3, 1 if nothing else 0)

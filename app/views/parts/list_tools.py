"""The toolbar above a short list: chips that count what they would leave, what a figure has narrowed to, and a line to find by.

tools = ListTools((("risk", "At risk"), ...), "Filter accounts")
tools.changed.connect(...)          tools.chip, tools.text are others
tools.show_counts(counts)           chips that would leave none go
tools.show_taken("Q1 2027")         a chip that can be taken away; `dropped` tells of it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.parts.chips import Chip
from app.views.parts.search_line import SearchLine
from app.views.theme import px

_TYPING_MS = 150


class ListTools(QWidget):
    """See the top of this module."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, chips: Sequence[tuple[str, str]], find: str) -> None:
        super().__init__()
        self.chip = self.text = ""
        self.chips = {key: Chip(words, 0) for key, words in chips}
        self.taken = Chip("", checkable=False, closable=True)
        self.taken.closed.connect(self.dropped)
        self.taken.clicked.connect(self.dropped)
        self.taken.hide()
        self.search = SearchLine(find)
        self.search.setFixedWidth(px(180))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._on_text)
        self.search.textChanged.connect(lambda _: self._timer.start())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.taken)
        for key, chip in self.chips.items():
            chip.hide()
            chip.toggled.connect(partial(self._on_chip, key))
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self.search)

    @property
    def is_narrowed(self) -> bool:
        """Whether a chip or words narrow what is shown."""
        return bool(self.chip or self.text or not self.taken.isHidden())

    def narrow(self, chip: str = "", text: str = "") -> None:
        """Narrow to this, silently."""
        self.chip, self.text = chip, text
        self._timer.stop()
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._show_chosen()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many records each chip would leave."""
        for key, chip in self.chips.items():
            chip.set_count(counts.get(key, 0))
            chip.setVisible(bool(counts.get(key)) or key == self.chip)

    def show_taken(self, words: str) -> None:
        """What else narrows, '' for nothing."""
        self.taken.setText(words)
        self.taken.setToolTip(f"{words}: take this filter away" if words else "")
        self.taken.setVisible(bool(words))

    def _show_chosen(self) -> None:
        for key, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(key == self.chip)
            chip.blockSignals(False)
            chip.setVisible(key == self.chip or not chip.isHidden())
            chip.updateGeometry()

    def _on_chip(self, key: str, on: bool) -> None:
        self.chip = key if on else ""
        self._show_chosen()
        self.changed.emit()

    def _on_text(self) -> None:
        words = self.search.text().strip()
        if words != self.text:
            self.text = words
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the line empties it, and only then reaches the page."""
        if event.key() == Qt.Key.Key_Escape and self.search.hasFocus() and self.search.text():
            self.search.clear()
            return
        super().keyPressEvent(event)

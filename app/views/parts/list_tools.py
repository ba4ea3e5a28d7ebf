"""The toolbar above a short list: saved views, chips that count what they would leave, what else narrows, and a line to find by.

tools = ListTools((("risk", "At risk"), ...), "Find accounts", fill)     the chip 'Filter' has a menu that `fill(menu)` completes
tools.changed.connect(...)                      tools.chip, tools.text are others
tools.show_counts(counts)                       chips that would leave none go
tools.show_taken((("Q1 2027", take_away), ...)) chips that can be taken away
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.parts.chips import Chip
from app.views.parts.menu import Menu
from app.views.parts.search_line import SearchLine
from app.views.parts.tab_order import TabOrder
from app.views.theme import px

_TYPING_MS = 150
_GAP = 8


class ListTools(QWidget):
    """See the top of this module."""

    changed = Signal()

    def __init__(self, chips: Sequence[tuple[str, str]], find: str, fill: Callable[[Menu], object]) -> None:
        super().__init__()
        self.chip = self.text = ""
        self._hidden: list[str] = []
        self.chips = {key: Chip(words, 0) for key, words in chips}
        self.taken: list[Chip] = []
        self._fill = fill
        self.search = SearchLine(find)
        self.rest = Chip("Filter", checkable=False, icon="plus")
        self.rest.set_menu(self._rest_menu)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._on_text)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self._lead: QWidget | None = None
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for key, chip in self.chips.items():
            chip.hide()
            chip.toggled.connect(partial(self._on_chip, key))
            row.addWidget(chip)
        row.addWidget(self.rest)
        row.addStretch(1)
        row.addWidget(self.search)
        self._counts: Mapping[str, int] = {}

    @property
    def is_narrowed(self) -> bool:
        """Whether a chip or words narrow what is shown."""
        return bool(self.chip or self.text or self.taken)

    def lead(self, widget: QWidget) -> None:
        """Put this in front of the chips."""
        self._lead = widget
        self._row.insertWidget(0, widget)

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
        self._counts = counts
        for key, chip in self.chips.items():
            chip.set_count(counts.get(key, 0))
        self._fit()

    def show_taken(self, taken: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """What else narrows: in words, and what takes it away."""
        for chip in self.taken:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.taken = []
        for words, take_away in taken:
            chip = Chip(words, checkable=False, closable=True)
            chip.setToolTip(f"{words}: take this filter away")
            for signal in (chip.closed, chip.clicked):
                signal.connect(lambda _=False, act=take_away: act())
            self._row.insertWidget(len(self.taken) + (self._lead is not None), chip)
            self.taken.append(chip)
        TabOrder(self).keep()
        self._fit()

    def _show_chosen(self) -> None:
        for key, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(key == self.chip)
            chip.blockSignals(False)
        self._fit()

    def _fit(self) -> None:
        """As many chips as have room, the chosen one always; the others wait in the menu of the last."""
        find = px(180 if self.width() >= px(700) else 140)
        self.search.setFixedWidth(find)
        room = self.width() - find - _GAP
        if self._lead is not None:
            room -= self._lead.sizeHint().width() + _GAP
        room = self._fit_taken(room)
        wanted = [key for key in self.chips if self._counts.get(key) or key == self.chip]
        widths = {key: self.chips[key].sizeHint().width() + _GAP for key in wanted}
        hidden = []
        for key in sorted(wanted, key=lambda key: key != self.chip):
            fits = key == self.chip or widths[key] <= room
            room -= widths[key] if fits else 0
            hidden += [] if fits else [key]
        for key, chip in self.chips.items():
            chip.setVisible(key in wanted and key not in hidden)
        self._hidden = [key for key in self.chips if key in hidden]

    def _fit_taken(self, room: int) -> int:
        """As many of what else narrows as have room; the others wait in the menu of the last chip. What is left of the room."""
        self.rest.setText("Filter")
        room -= self.rest.sizeHint().width() + _GAP
        shown = 0
        for chip in self.taken:
            wide = chip.sizeHint().width() + _GAP
            if wide > room:
                break
            room -= wide
            shown += 1
        for place, chip in enumerate(self.taken):
            chip.setVisible(place < shown)
        more = len(self.taken) - shown
        self.rest.setText(f"{more} more" if more else "Filter")
        self.rest.setToolTip(", ".join(chip.text() for chip in self.taken[shown:]))
        return 0 if more else room

    def _rest_menu(self) -> Menu:
        menu = Menu(self)
        for chip in self.taken:
            if chip.isHidden():
                menu.add(f"Take away: {chip.text()}".replace("&", "&&"), chip.click, "x")
        for key in self._hidden:
            menu.add(f"{self.chips[key].text()}\t{self._counts.get(key, 0):,}", self.chips[key].click)
        if menu.actions():
            menu.addSeparator()
        self._fill(menu)
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        TabOrder(self).keep()  # a new parent has mixed the order up

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Chips give way; the toolbar never makes its page wider."""
        return QSize(px(240), px(32))

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

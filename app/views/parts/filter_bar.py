"""The toolbar over a list or board: what narrows it as chips, quick chips with their counts, '+ Filter', and words to find by.

A list's own toolbar says `words()`, what its filter is in words, and `picks()`, what '+ Filter' asks. It calls `show_filter`
once it is built.
bar.changed.connect(...)        one narrows by hand; the newest filter is `flt`
bar.left.connect(...)           the keyboard leaves the line for the list
bar.show_filter(flt)            from a chart, a view or another window, silently
bar.show_counts(counts)         after every read; quick chips that would leave nothing go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.chip_row import ChipRow
from app.views.parts.chips import Chip
from app.views.parts.search_line import SearchLine

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick
    from app.views.parts.taken import Taken

_TYPING_MS = 140
_LETTERS = 32


class FilterLine(SearchLine):
    """'Filter cards'; Esc empties it, then gives the keyboard back, as Enter and Down do."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        overriding = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overriding and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaving = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape or event.key() in leaving:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """See the top of this module. `plain` is the filter that leaves nothing out; it has at least `text` and `chip`."""

    changed = Signal()
    left = Signal()

    def __init__(self, store: Store, plain: Any, chips: Mapping[str, str], find: str) -> None:
        super().__init__()
        self._store, self.plain = store, plain
        self.flt = plain
        self._counts: Mapping[str, int] = {}
        self.pick: FilterPick | None = None
        self.more = Chip("Filter", checkable=False, icon="plus")
        self.more.clicked.connect(lambda _=False: self._ask_more())
        self.chip_row = ChipRow(self.more, self)
        self.chips = {key: self.add_chip(words, partial(self._on_chip, key)) for key, words in chips.items()}
        self.taken: list[Chip] = []
        self._taken: list[Taken] = []
        self._ordered: list[QWidget] = []
        self.line = FilterLine(find, self)
        self.line.left.connect(self.left)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.narrow(text=self.line.text().strip()))
        self.line.textChanged.connect(lambda _: self._typing.start())
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        self.row.setSpacing(12)
        self.row.addWidget(self.chip_row, 1)
        self.row.addWidget(self.line)
        self._dress()
        theme.notifier().changed.connect(self._dress)

    def add_chip(self, words: str, act: Callable[[bool], object]) -> Chip:
        """A chip of the row that is chosen or not; `act` is called with which."""
        chip = Chip(words, 0, parent=self.chip_row)
        chip.hide()
        chip.clicked.connect(lambda on: act(on))  # noqa: PLW0108  (PySide hands a partial no argument)
        return chip

    def lead(self, *widgets: QWidget) -> None:
        """These stand before the chips."""
        for widget in widgets:
            self.row.insertWidget(self.row.indexOf(self.chip_row), widget)

    def _dress(self) -> None:
        self.setFixedHeight(theme.px(theme.TOOLBAR))
        self.line.setFixedSize(theme.px(160 if self.width() >= theme.px(760) else 120), theme.px(theme.CONTROL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Chips give way; the toolbar never makes its page wider."""
        return QSize(theme.px(320), theme.px(theme.TOOLBAR))

    # What a list's own toolbar says

    def words(self) -> list[Taken]:
        """Every filter beyond the quick chip and the words, and what takes it away."""
        raise NotImplementedError

    def picks(self) -> type[FilterPick]:
        """What '+ Filter' asks; imported when it is asked for."""
        raise NotImplementedError

    def wide(self) -> Any:
        """The filter that leaves nothing out of what is shown."""
        return self.plain

    def show_own(self) -> None:
        """Show the filter in what stands before the chips."""

    def other_chips(self) -> list[Chip]:
        """Chips between those that narrow and the quick ones."""
        return []

    # What is shown

    def show_filter(self, flt: Any) -> None:
        """Show this filter, silently. Words that are being typed stay, unless they are another's."""
        if flt.text != self.flt.text or not self._typing.isActive():
            self._typing.stop()
            if self.line.text().strip() != flt.text:
                self.line.blockSignals(True)
                self.line.setText(flt.text)
                self.line.blockSignals(False)
        self.flt = flt
        self.show_own()
        self._make_taken()
        self.show_chips()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many records each chip would leave; quick ones that would leave none go."""
        self._counts = counts
        self.show_chips()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.flt != self.wide())

    def _make_taken(self) -> None:
        wanted = self.words()
        if wanted == self._taken:
            return
        from app.views.parts.task_cards import quoted  # hardly ever at the start, when nothing is narrowed

        for chip in self.taken:
            drop_chip(chip)
        self.taken, self._taken = [], wanted
        for words, without in wanted:
            chip = Chip(quoted(words, _LETTERS), checkable=False, closable=True, parent=self.chip_row)
            chip.setToolTip(f"{words}: take this filter away")
            away = partial(self.narrow, **without)
            chip.closed.connect(away)
            chip.clicked.connect(lambda _=False, away=away: away())
            self.taken.append(chip)

    def show_chips(self) -> None:
        """Show every chip as it is now, as many as have room."""
        shown = [*self.taken, *self.other_chips()]
        for key, chip in self.chips.items():
            chosen, count = self.flt.chip == key, self._counts.get(key, 0)
            chip.setChecked(chosen)
            chip.set_count(count)
            if chosen or count:
                shown.append(chip)
            else:
                chip.hide()
        self.chip_row.set_chips(shown)
        self._order()

    def _order(self) -> None:
        """Tab goes from left to right, whenever a chip was made."""
        found: list[QWidget] = []
        for place in range(self.row.count()):
            item = self.row.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is self.chip_row:
                found += self.chip_row.in_order()
            elif widget is not None:
                inner = [widget, *widget.findChildren(QWidget)]
                found += [each for each in inner if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if found != self._ordered:
            self._ordered = found
            for one, two in pairwise(found):
                QWidget.setTabOrder(one, two)

    # What is chosen

    def narrow(self, **fields: Any) -> None:
        """Take another filter by hand, and tell."""
        wanted = self.flt._replace(**fields)
        told = wanted != self.flt
        self.show_filter(wanted)
        if told:
            self.changed.emit()

    def clear(self) -> None:
        """Leave nothing out."""
        self.narrow(**self.wide()._asdict())

    def _on_chip(self, key: str, on: bool) -> None:
        self.narrow(chip=key if on else "")

    def _ask_more(self) -> None:
        from app.views.parts.filter_pick import Quick

        keys = {id(chip): key for key, chip in self.chips.items()}
        quick = [
            Quick(f"chip {keys.get(id(chip), place)}", chip.text(), chip.count or 0, chip.click)
            for place, chip in enumerate(self.chip_row.hidden_chips)
        ]
        clear = self.clear if self.is_narrowed else None
        self.pick = self.picks()(self._store, self.more, self.flt, quick, self.narrow, clear)
        self.pick.open()


def drop_chip(chip: Chip) -> None:
    """Take a chip out of its row for good."""
    chip.hide()
    chip.setParent(None)
    chip.deleteLater()


class Rule(QWidget):
    """The line between what is chosen first and the chips."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(1, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(self.rect(), theme.colour("strong_line"))

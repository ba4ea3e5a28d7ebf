"""The toolbar above deals: which pipeline, chips that count what they would leave, and a line to find a card by.

bar = DealFilters(store, everything=False)      `everything`: all pipelines at once may be shown
bar.changed.connect(...)                        bar.filter is another one
bar.show_counts(counts, pipelines)              after every read
bar.set_filter(DealFilter(...))                 from a chart or the handoff pill, silent
bar.search.setFocus()                             the text field
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.deal_filter import DealFilter, from_spec, to_spec
from app.views import theme
from app.views.parts.buttons import PlainButton
from app.views.parts.chips import Chip
from app.views.parts.filter_words import month_words, taken
from app.views.parts.menu import Menu
from app.views.parts.search_line import SearchLine
from app.views.parts.view_menu import ViewMenu
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

CHIPS: Final = (
    ("mine", "Mine"),
    ("overdue", "Overdue"),
    ("no_next_step", "No next step"),
    ("rotting", "Rotting"),
    ("no_client", "No client"),
    ("to_hand_off", "To hand off"),
)
__all__ = ["CHIPS", "DealFilters", "month_words"]

_TYPING_MS = 150
_GAP = 8
_MOST_LETTERS = 32
_ALL = "All pipelines"


class DealFilters(QWidget):
    """See the top of this module."""

    changed = Signal()

    def __init__(self, store: Store, *, everything: bool = False, find: str = "Filter cards") -> None:
        super().__init__()
        self._store, self._everything = store, everything
        self.filter = DealFilter()
        self.chips = {key: Chip(words, 0) for key, words in CHIPS}
        self.taken: list[Chip] = []
        self._counts: dict[str, int] = {}
        self._pipelines: Sequence[tuple[int, str]] = ()
        self.setFixedHeight(px(theme.TOOLBAR))
        self._build(find)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(lambda: self._narrow(text=self.search.text().strip()))

    def _build(self, find: str) -> None:
        self.pipeline = PlainButton(_ALL, caret=True)
        self.pipeline.set_menu(self._pipeline_menu)
        self.line = _Line()
        self.more = Chip("Filter", checkable=False, icon="plus")
        self.more.clicked.connect(self._open_more)
        self.pick: FilterPick | None = None
        self.views = ViewMenu(
            self._store, "deals.list" if self._everything else "deals.board", self, all_words="All deals"
        )
        self.rest = Chip("", checkable=False)
        self.rest.set_menu(self._rest_menu)
        self.rest.hide()
        self.search = SearchLine(find)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(px(theme.PAGE_MARGIN), 0, px(theme.PAGE_MARGIN), 0)
        row.setSpacing(_GAP)
        row.addWidget(self.views)
        row.addWidget(self.pipeline)
        row.addWidget(self.line)
        for key, chip in self.chips.items():
            chip.hide()
            chip.toggled.connect(partial(self._on_chip, key))
            row.addWidget(chip)
        row.addWidget(self.rest)
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(self.search)

    # What is asked for

    def set_filter(self, wanted: DealFilter) -> None:
        """Take another filter without telling."""
        self.filter = wanted
        self._timer.stop()
        self.search.blockSignals(True)
        self.search.setText(wanted.text)
        self.search.blockSignals(False)
        for key, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(key == wanted.chip)
            chip.blockSignals(False)
        self._show_taken()
        self.views.refresh()
        self._fit()

    def set_pipelines(self, pipelines: Sequence[tuple[int, str]]) -> None:
        """Which pipelines there are."""
        self._pipelines = pipelines
        names = dict(pipelines)
        chosen = names.get(self.filter.pipeline_id or 0, _ALL)
        self.pipeline.setText(chosen)
        self.pipeline.setAccessibleName(f"Pipeline: {chosen}")
        shown = len(pipelines) > 1 or not self._everything
        self.pipeline.setVisible(shown)
        self.line.setVisible(shown)
        self.views.refresh()

    def show_counts(self, counts: dict[str, int]) -> None:
        """How many deals each chip would leave; chips that would leave none go."""
        self._counts = counts
        for key, chip in self.chips.items():
            chip.set_count(counts.get(key, 0))
        self._fit()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the pipeline narrows what is shown."""
        return self.filter._replace(pipeline_id=None) != DealFilter()

    def clear(self) -> None:
        """Show everything of the pipeline again."""
        self.set_filter(DealFilter(pipeline_id=self.filter.pipeline_id))
        self.changed.emit()

    def _narrow(self, **fields: Any) -> None:
        wanted = self.filter._replace(**fields)
        if wanted != self.filter:
            self.set_filter(wanted)
            self.set_pipelines(self._pipelines)
            self.changed.emit()

    def _on_chip(self, key: str, on: bool) -> None:
        self._narrow(chip=key if on else "")

    # Filters beyond the chips, each of which can be taken away again

    def _show_taken(self) -> None:
        for chip in self.taken:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.taken = []
        at = self._row.indexOf(self.rest)
        for place, each in enumerate(taken(self._store, self.filter)):
            chip = Chip(_short(each.words), checkable=False, closable=True)
            drop = partial(self._narrow, **each.without)
            chip.closed.connect(drop)
            chip.clicked.connect(lambda _=False, drop=drop: drop())
            chip.setToolTip(f"{each.words}: take this filter away")
            self._row.insertWidget(at + place, chip)
            self.taken.append(chip)

    def _pipeline_menu(self) -> Menu:
        menu = Menu(self)
        if self._everything:
            menu.add(_ALL, lambda: self._narrow(pipeline_id=None), "check" if self.filter.pipeline_id is None else "")
        for i, name in self._pipelines:
            chosen = i == self.filter.pipeline_id
            menu.add(name, partial(self._narrow, pipeline_id=i), "check" if chosen else "")
        return menu

    def _open_more(self) -> None:
        from app.views.parts.filter_pick import FilterPick

        quick = [(key, words, self._counts.get(key, 0)) for key, words in CHIPS if self.chips[key].isHidden()]
        clear = self.clear if self.is_narrowed else None
        self.pick = FilterPick(self._store, self.more, self.filter, quick, self._narrow, clear)
        self.pick.open()

    # As a saved view

    def get_spec(self) -> dict[str, Any]:
        """What narrows, for a saved view; the pipeline with it where there are several."""
        spec = to_spec(self.filter) if self.is_narrowed or self._everything else {}
        if len(self._pipelines) < 2:
            spec.pop("pipeline_id", None)
        return spec

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Narrow to a saved view; a board stays on its pipeline where the view names none."""
        wanted = from_spec(spec)
        known = {key for key, _ in self._pipelines}
        if wanted.pipeline_id not in known:
            wanted = wanted._replace(pipeline_id=None if self._everything else self.filter.pipeline_id)
        self.set_filter(wanted)
        self.set_pipelines(self._pipelines)
        self.changed.emit()

    # Room

    def _fit(self) -> None:
        """As many chips as there is room for; the others wait in the menu behind 'Filter'."""
        margins = 2 * px(theme.PAGE_MARGIN)
        room = self.width() - margins - self._find_width() - _GAP - self.views.sizeHint().width() - _GAP
        if not self.pipeline.isHidden():
            room -= self.pipeline.sizeHint().width() + 2 * _GAP + 12
        room -= self.more.sizeHint().width() + _GAP
        room -= self._fit_taken(room)
        keys = sorted(self.chips, key=lambda key: not self.chips[key].isChecked())
        for key in keys:
            chip = self.chips[key]
            width = chip.sizeHint().width() + _GAP
            wanted = chip.isChecked() or bool(self._counts.get(key))
            fits = wanted and (chip.isChecked() or width <= room)
            room -= width if fits else 0
            chip.setVisible(fits)
        self.search.setFixedWidth(self._find_width())

    def _fit_taken(self, room: int) -> int:
        """The filters that are set, as many as have room; one chip names how many more there are. Returns the width taken."""
        widths = [chip.sizeHint().width() + _GAP for chip in self.taken]
        spare = self.rest.sizeHint().width() + _GAP if sum(widths) > room else 0
        used = 0
        for chip, width in zip(self.taken, widths, strict=True):
            fits = used + width + spare <= room
            chip.setVisible(fits)
            used += width if fits else 0
        hidden = [chip.text() for chip in self.taken if chip.isHidden()]
        self.rest.setText(f"{len(hidden)} more")
        self.rest.setAccessibleName(f"{len(hidden)} more filters")
        self.rest.setToolTip(", ".join(hidden))
        self.rest.setVisible(bool(hidden))
        return used + (spare if hidden else 0)

    def _rest_menu(self) -> Menu:
        menu = Menu(self)
        for chip in self.taken:
            if chip.isHidden():
                menu.add(chip.text().replace("&", "&&"), chip.click, "x")
        return menu

    def minimumSizeHint(self) -> QSize:
        """Chips give way; the toolbar never makes its page wider."""
        return QSize(px(320), px(theme.TOOLBAR))

    def _find_width(self) -> int:
        return px(160 if self.width() >= px(760) else 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the line empties it, and only then reaches the page."""
        if event.key() == Qt.Key.Key_Escape and self.search.hasFocus() and self.search.text():
            self.search.clear()
            return
        super().keyPressEvent(event)


def _short(words: str) -> str:
    return words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1]}…"


class _Line(QWidget):
    """The thin line between the picker and the chips."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(9, px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(4, 0, 1, self.height(), theme.colour("strong_line"))

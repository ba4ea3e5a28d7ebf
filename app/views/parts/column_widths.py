"""The widths of a list's columns: as the user drew them, else their own, wider where a figure would be cut; those without one
share the room that is left, as far as the eye follows a line; what is more than that widens the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHeaderView

from app.views import theme
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.parts.list_table import ListTable

LEAST: Final = 48
MOST: Final = 1_200
_SHARED_LEAST: Final = 120
_SHARED_MOST: Final = 560


class ColumnWidths(QObject):
    """Sizes the columns of a list. `chosen` are the user's widths by key, in px at 13 px text."""

    changed = Signal()

    def __init__(self, table: ListTable) -> None:
        super().__init__(table)
        self._table = table
        self._fitting = False
        self.chosen: dict[str, int] = {}
        self._grown: dict[str, int] = {}  # in px as they are
        self._grown_late = False
        self.may_give_way = True
        table.head.setMinimumSectionSize(px(LEAST))
        table.head.sectionResized.connect(self._on_resized)
        table.head.sectionHandleDoubleClicked.connect(self._on_double_click)

    def take(self, widths: Any) -> None:
        """The widths that were kept, as far as they can be read."""
        pairs = widths.items() if isinstance(widths, dict) else ()
        self.chosen = {str(k): w for k, w in pairs if isinstance(w, int) and LEAST <= w <= MOST}

    def fit(self) -> None:
        """Give every column its width for the room there is now."""
        head, room = self._table.head, self._table.viewport().width()
        if self._fitting or not self._table.rows.columns:
            return
        self._fitting = True
        fixed: dict[int, int] = {}
        sharing, growing = [], []
        for place, column in enumerate(self._table.rows.columns):
            away = self.may_give_way and 0 < room < px(column.gives_way)
            if head.isSectionHidden(place) != away:
                head.setSectionHidden(place, away)
            if away:
                continue
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
            width = self.chosen.get(column.key, column.width)
            if width is None:
                sharing.append(place)
                continue
            fixed[place] = px(width) if column.key in self.chosen else max(px(width), self._grown.get(column.key, 0))
            if column.key not in self.chosen and column.align == "left" and not column.avatar:
                growing.append(place)
        left, taken = room - sum(fixed.values()), self._taken(fixed)
        for places, least in ((sharing, px(_SHARED_LEAST)),) if sharing else ((growing, -taken),):
            for number, place in enumerate(places):  # where no column takes the rest as a rule, those of words do
                more = max(least // (1 if sharing else len(places)), left // (len(places) - number))
                fixed[place] = fixed.get(place, 0) + more
                left -= more
        self._spread(fixed, sharing)
        for place, width in fixed.items():
            head.resizeSection(place, width)
        self._fitting = False

    def _spread(self, widths: dict[int, int], sharing: list[int]) -> None:
        """What is too much for those that share makes the others up to twice as wide: names and figures stay near each other."""
        columns, most = self._table.rows.columns, px(_SHARED_MOST)
        others = [
            at for at in widths if at not in sharing and columns[at].key not in self.chosen and not columns[at].avatar
        ]
        whole = sum(widths[at] for at in others)
        left = more = min(whole, sum(max(0, widths[at] - most) for at in sharing))
        for number, at in enumerate(sharing):
            taken = left // (len(sharing) - number)
            widths[at], left = widths[at] - taken, left - taken
        for at in others:
            part = more * widths[at] // whole
            whole, more = whole - widths[at], more - part
            widths[at] += part

    def _taken(self, shown: dict[int, int]) -> int:
        """By how many px figures have made their columns wider; so much is taken from words, which may be cut."""
        columns = self._table.rows.columns
        grown = [(self._grown.get(columns[at].key, 0), columns[at]) for at in shown]
        return sum(
            max(0, wide - px(column.width or 0)) for wide, column in grown if wide and column.key not in self.chosen
        )

    def make_room(self, key: str, width: int) -> None:
        """A figure needs so many px: its column gets them with the next turn, unless the user drew its width."""
        if key in self.chosen or width <= self._grown.get(key, 0):
            return
        if not self._grown_late:
            self._grown_late = True
            QTimer.singleShot(0, self, self._grow)
        self._grown[key] = width

    def _grow(self) -> None:
        self._grown_late = False
        self.fit()

    def change(self, key: str, by: int) -> None:
        """Make a column wider by so many px at 13 px text, or narrower when negative."""
        place = next((at for at, column in enumerate(self._table.rows.columns) if column.key == key), None)
        if place is not None:
            now = round(self._table.columnWidth(place) / theme.px(100) * 100)
            self._choose(key, now + by)

    def reset(self, key: str | None = None) -> None:
        """Forget the user's width of a column, or of all."""
        if key is None:
            self.chosen.clear()
        else:
            self.chosen.pop(key, None)
        self.fit()
        self.changed.emit()

    def _choose(self, key: str, width: int) -> None:
        self.chosen[key] = max(LEAST, min(MOST, width))
        self.fit()
        self.changed.emit()

    def _on_resized(self, section: int, old: int, new: int) -> None:
        columns = self._table.rows.columns
        if not self._fitting and section < len(columns) and old and new:
            self._choose(columns[section].key, round(new / theme.px(100) * 100))

    def _on_double_click(self, section: int) -> None:
        self.reset(self._table.rows.columns[section].key)

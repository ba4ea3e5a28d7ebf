"""A toolbar that shows its saved views as chips with their counts: segments.

A segment keeps rules and no results, so its count is true at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.services import saved_views
from app.views.parts.chips import Chip
from app.views.parts.filter_bar import FilterBar, drop_chip
from app.views.parts.task_cards import quoted
from app.views.parts.view_menu import Viewable, ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store

_LETTERS = 24


class SegmentBar(FilterBar):
    """See the top of this module. `read(spec)` is the filter that a view keeps, `views` the menu of all of them."""

    def __init__(
        self, store: Store, plain: Any, chips: Mapping[str, str], find: str,
        views: tuple[str, Viewable, str], read: Callable[[Mapping[str, Any]], Any],
    ) -> None:  # fmt: skip
        super().__init__(store, plain, chips, find)
        self._page, shown, all_words = views
        self._read = read
        self.segments: dict[int, Chip] = {}
        self.views = ViewMenu(store, self._page, shown, all_words=all_words)
        self.lead(self.views)
        self.row.setContentsMargins(self.row.contentsMargins().left(), 0, 8, 0)  # the list's buttons stand beside it
        self.show_filter(plain)

    def counted(self) -> dict[str, Any]:
        """What is to be counted: each quick chip with the present filter, each segment by its own rules."""
        found = {key: self.flt._replace(chip=key) for key in self.chips}
        for view in saved_views.of(self._store, self._page):
            found[_key(view.id)] = self._read(view.spec)
        return found

    def show_own(self) -> None:
        self.views.refresh()
        views = {view.id: view for view in saved_views.of(self._store, self._page)}
        for key in [key for key in self.segments if key not in views]:
            drop_chip(self.segments.pop(key))
        for key, view in views.items():
            if key not in self.segments:
                self.segments[key] = self.add_chip("", partial(self._on_segment, key))
            self.segments[key].setText(quoted(view.name, _LETTERS))
            self.segments[key].setToolTip(f"Segment: {view.name}")

    def other_chips(self) -> list[Chip]:
        chosen = self.views.view.id if self.views.view is not None else None
        for key, chip in self.segments.items():
            chip.setChecked(key == chosen)
            chip.set_count(self._counts.get(_key(key), 0))
        return list(self.segments.values())

    def _on_segment(self, key: int, on: bool) -> None:
        view = next((each for each in saved_views.of(self._store, self._page) if each.id == key), None)
        self.views.show_view(view if on else None)


def _key(view_id: int) -> str:
    return f"view {view_id}"

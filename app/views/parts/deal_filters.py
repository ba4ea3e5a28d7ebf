"""The toolbar above deals: which pipeline, and what `filter_bar` has; its filter can be kept as a view.

bar = DealFilters(store, everything=False)      `everything`: all pipelines at once may be shown
bar.set_pipelines(pipelines)                    which there are
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.services.deal_filter import PLAIN, DealFilter, from_spec, to_spec
from app.views.parts.buttons import PlainButton
from app.views.parts.filter_bar import FilterBar, Rule
from app.views.parts.filter_words import month_words, taken
from app.views.parts.menu import Menu
from app.views.parts.view_menu import ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick
    from app.views.parts.taken import Taken

CHIPS: Final = {
    "mine": "Mine",
    "overdue": "Overdue",
    "no_next_step": "No next step",
    "rotting": "Rotting",
    "no_client": "No client",
    "to_hand_off": "To hand off",
}
__all__ = ["CHIPS", "DealFilters", "month_words"]

_ALL = "All pipelines"


class DealFilters(FilterBar):
    """See the top of this module."""

    flt: DealFilter

    def __init__(self, store: Store, *, everything: bool = False, find: str = "Filter cards") -> None:
        super().__init__(store, PLAIN, CHIPS, find)
        self._everything = everything
        self._pipelines: Sequence[tuple[int, str]] = ()
        self.views = ViewMenu(store, "deals.list" if everything else "deals.board", self, all_words="All deals")
        self.pipeline = PlainButton(_ALL, caret=True)
        self.pipeline.set_menu(self._pipeline_menu)
        self.rule = Rule(self)
        self.lead(self.views, self.pipeline, self.rule)
        self.show_filter(PLAIN)

    def words(self) -> list[Taken]:
        return taken(self._store, self.flt)

    def picks(self) -> type[FilterPick]:
        from app.views.parts.deal_pick import DealPick

        return DealPick

    def wide(self) -> DealFilter:
        return DealFilter(pipeline_id=self.flt.pipeline_id)

    def set_pipelines(self, pipelines: Sequence[tuple[int, str]]) -> None:
        """Which pipelines there are."""
        self._pipelines = pipelines
        self.show_own()

    def show_own(self) -> None:
        chosen = dict(self._pipelines).get(self.flt.pipeline_id or 0, _ALL)
        self.pipeline.setText(chosen)
        self.pipeline.setAccessibleName(f"Pipeline: {chosen}")
        shown = len(self._pipelines) > 1 or not self._everything
        self.pipeline.setVisible(shown)
        self.rule.setVisible(shown)
        self.views.refresh()

    def _pipeline_menu(self) -> Menu:
        menu = Menu(self)
        if self._everything:
            menu.add(_ALL, lambda: self.narrow(pipeline_id=None), "check" if self.flt.pipeline_id is None else "")
        for i, name in self._pipelines:
            chosen = i == self.flt.pipeline_id
            menu.add(name, partial(self.narrow, pipeline_id=i), "check" if chosen else "")
        return menu

    # As a saved view

    def get_spec(self) -> dict[str, Any]:
        """What narrows, for a saved view; the pipeline with it where there are several."""
        spec = to_spec(self.flt) if self.is_narrowed or self._everything else {}
        if len(self._pipelines) < 2:
            spec.pop("pipeline_id", None)
        return spec

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Narrow to a saved view; a board stays on its pipeline where the view names none."""
        wanted = from_spec(spec)
        known = {key for key, _ in self._pipelines}
        if wanted.pipeline_id not in known:
            wanted = wanted._replace(pipeline_id=None if self._everything else self.flt.pipeline_id)
        self.show_filter(wanted)
        self.changed.emit()

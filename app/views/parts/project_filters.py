"""The toolbar over the list of projects: views, open or all, chips that count what they would leave, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.services.project_list import ALL, PLAIN, ProjectFilter
from app.views.parts import taken
from app.views.parts.filter_bar import FilterBar
from app.views.parts.segmented import Segmented
from app.views.parts.taken import Taken
from app.views.parts.view_menu import Viewable, ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

CHIPS: Final = {
    "mine": "Mine",
    "active": "Active",
    "at_risk": "At risk",
    "late": "Late",
    "over_budget": "Over budget",
    "archived": "Archived",
}


class ProjectFilters(FilterBar):
    """See the top of this module."""

    flt: ProjectFilter

    def __init__(self, store: Store, page: str, shown: Viewable) -> None:
        super().__init__(store, PLAIN, CHIPS, "Filter projects")
        self.views = ViewMenu(store, page, shown, all_words="Open projects")
        self.scope = Segmented((("open", "Open"), ("all", "All")), "open", name="Which projects")
        self.scope.changed.connect(lambda key: self.narrow(open_only=key == "open"))
        self.lead(self.views, self.scope)
        self.show_filter(PLAIN)

    def words(self) -> list[Taken]:
        flt, found = self.flt, taken.of_client(self._store, self.flt.client_id)
        found += taken.of_owner(self._store, flt.owner_id)
        if flt.tag_id is not None:
            name = self._store.value("SELECT name FROM tag WHERE id = ?", (flt.tag_id,), "one that is gone")
            found.append(Taken(f"Tag: {name}", {"tag_id": None}))
        return found

    def picks(self) -> type[FilterPick]:
        from app.views.parts.work_pick import ProjectPick

        return ProjectPick

    def wide(self) -> ProjectFilter:
        return PLAIN._replace(open_only=self.flt.open_only)

    def show_own(self) -> None:
        self.scope.set_value("open" if self.flt.open_only else "all")
        self.views.refresh()

    def clear(self) -> None:
        """Show every open project again."""
        self.narrow(**PLAIN._asdict())

    def widen(self) -> None:
        """Show every project that is not archived."""
        self.narrow(**ALL._asdict())

"""What the list of projects reads at once, beside the window when there is much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.services import project_list
from app.views.parts.latest_read import LatestRead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.listing import Listing
    from app.services.project_list import ProjectFilter
    from app.views.parts.arrangement import Arrangement

#: Up to so many projects, unless they have many tasks, the list is read in less than a frame or two.
AT_ONCE: Final = 2_000


class ListReads(NamedTuple):
    """All that the page shows, except the rows themselves. `asked` is what it was read for."""

    asked: tuple[Any, ...]
    listing: Listing
    counts: dict[str, int]
    totals: tuple[int, int]
    any: bool


class ProjectReads(LatestRead):
    """Reads beside the window once there are many projects, or many tasks."""

    @property
    def beside(self) -> bool:
        many = int(self._store.value("SELECT ifnull(max(id), 0) FROM project")) > AT_ONCE
        return many or super().beside


def read(store: Store, flt: ProjectFilter, arrangement: Arrangement) -> ListReads:
    """Read it; in whichever thread."""
    found = project_list.ids(store, flt, arrangement.sorts, arrangement.group)
    counts, totals = project_list.counts(store, flt), project_list.totals(store)
    return ListReads((flt, arrangement[1:]), found, counts, totals, project_list.any_at_all(store))

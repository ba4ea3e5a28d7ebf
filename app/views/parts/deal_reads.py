"""What the list of deals reads at once, beside the window when there is much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.services import deal_board, deal_list
from app.views.parts.latest_read import AT_ONCE, LatestRead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealFilter
    from app.services.listing import Listing
    from app.views.parts.arrangement import Arrangement


class ListReads(NamedTuple):
    """What the page shows, except the rows themselves. `asked` is what it was read for; `totals` as `list_totals` says."""

    asked: tuple[Any, ...]
    listing: Listing
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    totals: tuple[int, int, int, int]


def read(store: Store, flt: DealFilter, arrangement: Arrangement) -> ListReads:
    """Read it; in whichever thread."""
    found = deal_list.ids(store, flt, arrangement.sorts, arrangement.group)
    count = len(found.ids) if found.parts is None else len(set(found.ids))
    return ListReads((flt, arrangement[1:]), found, count, deal_board.list_totals(store, flt))


class DealReads(LatestRead):
    """Reads beside the window once there are many deals."""

    @property
    def beside(self) -> bool:
        return int(self._store.value("SELECT ifnull(max(id), 0) FROM deal")) > AT_ONCE

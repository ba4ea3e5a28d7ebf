"""What the list of deals reads at once, beside the window when there is much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.services import deal_board, deal_list

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealFilter
    from app.services.listing import Listing
    from app.views.parts.arrangement import Arrangement


#: Up to so many deals the list and the counts of its chips are read in less than a frame or two.
AT_ONCE: Final = 4_000


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

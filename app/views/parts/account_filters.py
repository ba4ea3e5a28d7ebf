"""The toolbars over the lists of accounts and of renewals: saved views, quick chips, filters and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.services import account_filter, renewal_list
from app.services.account_filter import AccountFilter
from app.services.renewal_list import RenewalFilter
from app.views.parts import taken
from app.views.parts.filter_bar import FilterBar
from app.views.parts.renewal_words import HEALTH
from app.views.parts.taken import Taken
from app.views.parts.view_menu import Viewable, ViewMenu

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

ACCOUNT_CHIPS: Final = {
    "risk": "At risk",
    "watch": "Watch",
    "silent": "Not spoken to",
    "renewal": "Renewal in 90 days",
    "mine": "Mine",
}
RENEWAL_CHIPS: Final = {
    "near": "Due in 90 days",
    "notice": "Notice ends soon",
    "past": "Past due",
    "no_deal": "No deal yet",
    "renewed": "Renewed",
    "lapsed": "Lapsed",
}
RECURS: Final = "With recurring value"


class AccountFilters(FilterBar):
    """What narrows the accounts."""

    flt: AccountFilter

    def __init__(self, store: Store, shown: Viewable) -> None:
        super().__init__(store, account_filter.PLAIN, ACCOUNT_CHIPS, "Find accounts")
        self.views = ViewMenu(store, "accounts", shown, all_words="All accounts")
        _begin(self, self.views)

    def words(self) -> list[Taken]:
        flt = self.flt
        found = [Taken(HEALTH[flt.level], {"level": ""})] if flt.level else []
        found += taken.of_owner(self._store, flt.owner_id)
        if flt.silent_for is not None:
            found.append(Taken(f"Not spoken to for {flt.silent_for} days", {"silent_for": None}))
        found += _of_due(flt.due_in)
        return [*found, Taken(RECURS, {"recurs": False})] if flt.recurs else found

    def picks(self) -> type[FilterPick]:
        from app.views.parts.account_pick import AccountPick

        return AccountPick


class RenewalFilters(FilterBar):
    """What narrows the renewals."""

    flt: RenewalFilter

    def __init__(self, store: Store, shown: Viewable) -> None:
        super().__init__(store, renewal_list.PLAIN, RENEWAL_CHIPS, "Find renewals")
        self.views = ViewMenu(store, "renewals", shown, all_words="All renewals")
        _begin(self, self.views)

    def words(self) -> list[Taken]:
        flt = self.flt
        found = [Taken(flt.words, {"first": None, "last": None, "words": ""})] if flt.words else []
        return [*found, *_of_due(flt.due_in), *taken.of_owner(self._store, flt.owner_id)]

    def picks(self) -> type[FilterPick]:
        from app.views.parts.account_pick import RenewalPick

        return RenewalPick


def _begin(bar: FilterBar, views: ViewMenu) -> None:
    bar.lead(views)
    bar.row.setContentsMargins(0, 0, 8, 0)  # the switch of the page and the list's buttons stand beside it
    bar.show_filter(bar.plain)


def _of_due(days: int | None) -> list[Taken]:
    return [] if days is None else [Taken(f"Renewal due within {days} days", {"due_in": None})]

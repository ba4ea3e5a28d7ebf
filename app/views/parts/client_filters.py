"""The toolbar over the list of clients: segments, quick chips, filters and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from app.services import client_list
from app.services.client_list import PLAIN, ClientFilter
from app.views.parts import taken
from app.views.parts.client_columns import KINDS
from app.views.parts.latest_read import LatestRead
from app.views.parts.segment_bar import SegmentBar
from app.views.parts.taken import Taken
from app.views.parts.view_menu import Viewable

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

CHIPS: Final = {
    "mine": "Mine",
    "open": "Open deals",
    "won": "Customers",
    "no_deals": "No deals",
    "no_contact": "No contact",
}
_AT_ONCE: Final = 4_000  # clients; the list and its six counts of more than that are read beside the window


class ClientReads(LatestRead):
    """Reads beside the window once there are many clients, or contacts."""

    def __init__(self, store: Store, owner: QWidget, table: str = "client") -> None:
        super().__init__(store, owner)
        self._table = table

    @property
    def beside(self) -> bool:
        return int(self._store.value(f"SELECT ifnull(max(id), 0) FROM {self._table}")) > _AT_ONCE


class ClientFilters(SegmentBar):
    """See the top of this module."""

    flt: ClientFilter

    def __init__(self, store: Store, page: str, shown: Viewable) -> None:
        super().__init__(store, PLAIN, CHIPS, "Find clients", (page, shown, "All clients"), client_list.from_spec)

    def words(self) -> list[Taken]:
        flt, found = self.flt, []
        if flt.kind:
            found.append(Taken(KINDS[flt.kind], {"kind": ""}))
        found += taken.of_owner(self._store, flt.owner_id)
        found += [Taken(getattr(flt, name), {name: ""}) for name in ("city", "country") if getattr(flt, name)]
        found += taken.of_tags(self._store, flt.tag_ids)
        if flt.silent_days is not None:
            found.append(Taken(f"Not spoken to for {flt.silent_days} days", {"silent_days": None}))
        found += taken.of_amounts(self._store, flt, "open", "Open {}")
        found += taken.of_amounts(self._store, flt, "won", "Won {}")
        return found + taken.of_fields(self._store, "client", flt.custom)

    def picks(self) -> type[FilterPick]:
        from app.views.parts.client_pick import ClientPick

        return ClientPick

"""The toolbar over the list of contacts: segments, quick chips, filters and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.services import contact_list
from app.services.contact_list import PLAIN, ContactFilter
from app.views.parts import taken
from app.views.parts.segment_bar import SegmentBar
from app.views.parts.taken import Taken
from app.views.parts.view_menu import Viewable

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

CHIPS: Final = {"mine": "Mine", "decides": "Decides", "no_client": "No client"}
FLAGS: Final = {"decides": "Decides", "no_email": "No e-mail", "no_phone": "No telephone"}


class ContactFilters(SegmentBar):
    """See the top of this module."""

    flt: ContactFilter

    def __init__(self, store: Store, page: str, shown: Viewable) -> None:
        super().__init__(store, PLAIN, CHIPS, "Find contacts", (page, shown, "All contacts"), contact_list.from_spec)

    def words(self) -> list[Taken]:
        flt, found = self.flt, taken.of_client(self._store, self.flt.client_id)
        if flt.role:
            found.append(Taken(f"Role: {flt.role}", {"role": ""}))
        found += [Taken(words, {name: False}) for name, words in FLAGS.items() if getattr(flt, name)]
        found += taken.of_owner(self._store, flt.owner_id)
        found += taken.of_tags(self._store, flt.tag_ids)
        return found + taken.of_fields(self._store, "contact", flt.custom)

    def picks(self) -> type[FilterPick]:
        from app.views.parts.contact_pick import ContactPick

        return ContactPick

    def counted(self) -> dict[str, Any]:
        found = super().counted()
        if self.flt.decides:
            del found["decides"]  # its chip would say the same twice
        return found

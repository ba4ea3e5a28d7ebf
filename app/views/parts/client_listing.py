"""The list of clients as a page shows it; `kept_listing` has what it shares with that of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.services import client_list, custom_fields, settings
from app.services.client_list import ListRow
from app.services.listing import Part
from app.views.page import Page
from app.views.parts import client_columns, custom_columns
from app.views.parts.client_filters import ClientFilters
from app.views.parts.group_rows import Told
from app.views.parts.kept_listing import KeptListing, Listed

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.client_columns import ClientCells
    from app.views.parts.field import Field


class ClientListing(KeptListing, Page):
    """See the top of this module."""

    listed = Listed(
        client_list, "client", "names, details or contacts", "buildings", "They come with your deals, or enter one here with whom you speak to.",
    )  # fmt: skip

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._cells: ClientCells | None = None
        self.make_list(self, ClientFilters(store, self.key, self), client_columns.USUAL)

    def _learn(self) -> None:
        """What columns need to know beside their rows."""
        fields = tuple(custom_fields.fields(self.store, "client"))
        self.look = client_columns.Look(settings.home_currency(self.store), fields)
        groupings = [*client_columns.GROUPINGS, *custom_columns.groupings(fields)]
        self.table.set_catalogue(client_columns.columns(self.look), groupings)

    def describe(self, part: Part) -> Told:
        return client_columns.describe(self.look, self.table.arrangement.group, part)

    def on_shown(self) -> None:
        self.head_changed.emit()

    def edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if self._cells is None:
            self._cells = client_columns.ClientCells(self.store, self.shell.go)
        return self._cells.edit(key, row)

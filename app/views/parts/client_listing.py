"""The list of clients as a page shows it: read, narrowed, arranged, edited in the cell, exported, kept as a segment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app.services import client_list, custom_fields, settings
from app.services.client_list import ClientFilter, ListRow
from app.services.listing import Listing
from app.views.page import Page
from app.views.parts import client_columns, custom_columns
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.arrangement import Arrangement
from app.views.parts.client_filters import ClientFilters, ClientReads
from app.views.parts.empty import EmptyState
from app.views.parts.list_bar import ListBar
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.client_columns import ClientCells
    from app.views.parts.field import Field


class ClientListing(Page):
    """See the top of this module. The page lays out `filters`, `bar` and `table`, and gives `state`."""

    state: ListState

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._number = 0
        self._empty: EmptyState | None = None
        self._cells: ClientCells | None = None
        self._select_next: int | None = None
        self.filters = ClientFilters(store, self.key, self)
        self.rows: RowsModel[ListRow] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, client_columns.USUAL)
        self.table.setAccessibleName("Clients")
        self.table.edits = self._edits
        self.bar = ListBar(self.table, self.export_seen)
        self.latest, self._counts = ClientReads(store, self), ClientReads(store, self)
        self._count = QTimer(self)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._on_count)

    def _learn(self) -> None:
        """What columns need to know beside their rows."""
        fields = tuple(custom_fields.fields(self.store, "client"))
        self.look = client_columns.Look(settings.home_currency(self.store), fields)
        groupings = [*client_columns.GROUPINGS, *custom_columns.groupings(fields)]
        self.table.set_catalogue(client_columns.columns(self.look), groupings)

    def _fetch(self, ids: Sequence[int]) -> list[ListRow]:
        return client_list.rows(self.store, ids, self.table.known_columns)

    def _reload(self) -> None:
        flt, how = self.filters.flt, self.table.arrangement
        if self.latest.beside:
            self.rows.read_again()
        self.latest.ask(
            lambda: (flt, how, client_list.ids(self.store, flt, how.sorts, how.group)), lambda found: self._show(*found)
        )

    def _show(self, flt: ClientFilter, how: Arrangement, found: Listing) -> None:
        if (flt, how[1:]) != (self.filters.flt, self.table.arrangement[1:]):
            return
        self._number = len(set(found.ids))
        self.table.show_listing(found, partial(client_columns.describe, self.look, how.group))
        self._show_empty()
        self._count.start()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            self.table.select(wanted)
        self.head_changed.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            wanted = self.filters.counted()
            self._counts.ask(
                lambda: {key: client_list.count(self.store, flt) for key, flt in wanted.items()},
                self.filters.show_counts,
            )

    def _show_empty(self) -> None:
        if self.rows.ids:
            return
        if self.filters.is_narrowed:
            text = self.filters.flt.text
            words = (
                f"No client has “{text}” in its names, details or contacts" if text else "No client passes this filter"
            )
            empty = EmptyState("funnel-simple", words, "", second=("Show all clients", self.filters.clear))
        else:
            words = "They come with your deals, or enter one here with whom you speak to."
            empty = EmptyState("buildings", "No clients yet", words, second=("New client", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    # How it is arranged

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self._reload()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Clients", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self.store
        export_seen.write(
            self.shell,
            path,
            self.rows.columns,
            self.table.listed,
            lambda ids: client_list.rows(store, ids, keys),
            "client",
        )

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a segment: the filter and the arrangement."""
        return {**client_list.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a segment."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.show_filter(client_list.from_spec(spec))
        self._reload()

    def _edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if self._cells is None:
            self._cells = client_columns.ClientCells(self.store, self.shell.go)
        return self._cells.edit(key, row)

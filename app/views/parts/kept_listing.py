"""A list of clients or contacts as it is shown: read, narrowed, counted, arranged, exported, kept as segments.

class Side(KeptListing, QWidget):      says `listed`, `describe`, `edits`, `new` and `on_shown`
    make_list(self, filters, usual)    gives `filters`, `table` and `bar` for it to lay out
    begin_list()                       once the table has its columns
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.services.listing import Listing, Part
from app.views.list_memory import ListMemory
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.arrangement import Arrangement
from app.views.parts.breath import soon
from app.views.parts.client_filters import ClientReads
from app.views.parts.empty import EmptyState
from app.views.parts.list_bar import ListBar
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.field import Field
    from app.views.parts.group_rows import Told
    from app.views.parts.segment_bar import SegmentBar


class Listed(NamedTuple):
    """Which records: the service that reads them, 'client', where words are looked for, and what an empty list says."""

    service: ModuleType
    kind: str
    words_in: str
    icon: str
    first: str


class KeptListing:
    """See the top of this module. `number` is how many records pass the filter."""

    listed: Listed
    store: Store
    shell: ShellApi
    number = 0
    _empty: EmptyState | None = None
    _next: int | None = None

    def make_list(self, owner: QWidget, filters: SegmentBar, usual: Arrangement) -> None:
        """The parts of the list, for `owner` to lay out."""
        self._owner, self.filters = owner, filters
        self.rows: RowsModel[Any] = RowsModel((), self._fetch, lambda row: row.id, owner)
        self.table = ArrangedTable(self.rows, usual)
        self.table.setAccessibleName(f"{self.listed.kind.title()}s")
        self.table.edits = self.edits
        self.bar = ListBar(self.table, self.export_seen)
        self.latest, self._counts = (ClientReads(self.store, owner, self.listed.kind) for _ in range(2))
        self._count = QTimer(owner)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(partial(soon, owner, self._on_count))

    def begin_list(self) -> None:
        """Arrange it as it was left, and follow what is done with it."""
        memory = ListMemory(self.store.path, f"{self.listed.kind}s")
        self.state = ListState(self.table, memory, lambda: self.filters.views.view is not None)
        self.bar.show_arrangement()
        self.filters.changed.connect(self._on_narrowed)
        self.filters.left.connect(self.table.setFocus)
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self.shell.error)

    # What a list says itself

    def describe(self, part: Part) -> Told:
        """A group's head."""
        raise NotImplementedError

    def edits(self, key: str, row: Any) -> Field[Any] | str | None:
        """The field in which a cell is edited, or why it is not."""
        raise NotImplementedError

    def new(self) -> None:
        """Ask for another record."""
        raise NotImplementedError

    def on_shown(self) -> None:
        """Other rows are shown."""
        raise NotImplementedError

    # What is shown

    def _fetch(self, ids: Sequence[int]) -> list[Any]:
        found: list[Any] = self.listed.service.rows(self.store, ids, self.table.known_columns)
        return found

    def reload(self) -> None:
        """Read which records there are."""
        flt, how = self.filters.flt, self.table.arrangement
        if self.latest.beside:
            self.rows.read_again()
        self.latest.ask(
            lambda: (flt, how, self.listed.service.ids(self.store, flt, how.sorts, how.group)),
            lambda found: self._show(*found),
        )

    def _on_narrowed(self) -> None:
        self._next = None
        self.reload()

    def _show(self, flt: Any, how: Arrangement, found: Listing) -> None:
        if (flt, how[1:]) != (self.filters.flt, self.table.arrangement[1:]):
            return
        self.number = len(set(found.ids))
        self.table.show_listing(found, self.describe)
        if not found.ids:
            self._show_empty()
        self._count.start()
        if self._next is not None:
            wanted, self._next = self._next, None
            if not self.table.select(wanted) and self.filters.is_narrowed:
                self.select(wanted)
        self.on_shown()

    def _on_count(self) -> None:
        if self._owner.isVisible():
            wanted = self.filters.counted()
            self._counts.ask(
                lambda: {key: self.listed.service.count(self.store, flt) for key, flt in wanted.items()},
                self.filters.show_counts,
            )

    def _show_empty(self) -> None:
        kind, text = self.listed.kind, self.filters.flt.text
        if self.filters.is_narrowed:
            words = f"No {kind} has “{text}” in its {self.listed.words_in}" if text else f"No {kind} passes this filter"
            empty = EmptyState("funnel-simple", words, "", second=(f"Show all {kind}s", self.filters.clear))
        else:
            empty = EmptyState(self.listed.icon, f"No {kind}s yet", self.listed.first, second=(f"New {kind}", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def select(self, record_id: int) -> None:
        """Select a record, even if that means to show all of them."""
        if not self.table.select(record_id):
            self._next = record_id
            if not self.latest.busy:  # else it may come with what is being read
                self.filters.show_filter(self.filters.wide())
                self.reload()

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self.reload()

    # What leaves it

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a segment: the filter and the arrangement."""
        return {**self.listed.service.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a segment."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.show_filter(self.listed.service.from_spec(spec))
        self._on_narrowed()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self._owner, f"{self.listed.kind.title()}s", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        service, store, keys = self.listed.service, self.store, self.table.known_columns
        export_seen.write(
            self.shell, path, self.rows.columns, self.table.listed, lambda ids: service.rows(store, ids, keys), self.listed.kind,
        )  # fmt: skip

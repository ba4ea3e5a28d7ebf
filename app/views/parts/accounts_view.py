"""The list of accounts, as it is one of the two views of its page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import account_filter, accounts
from app.services.account_filter import PLAIN, AccountFilter
from app.services.accounts import Account
from app.services.accounts import Told as AllAccounts
from app.services.listing import Listing
from app.views.list_memory import ListMemory
from app.views.parts import account_rows
from app.views.parts.account_filters import AccountFilters
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.beside import in_card
from app.views.parts.empty import Action, EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_bar import ListBar
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

AT_ONCE: Final = 400  # clients, up to which all accounts are read in less than a frame or two


class AccountsView(QWidget):
    """`shown` when other rows are shown; `filters` and `bar` stand in the page's toolbar."""

    shown = Signal()

    def __init__(self, store: Store, shell: ShellApi, plan: Action) -> None:
        super().__init__()
        self._store, self._shell, self._plan = store, shell, plan
        self.told: AllAccounts | None = None
        self.latest = LatestRead(store, self, AT_ONCE, "client")
        self._empty: EmptyState | None = None
        self.rows: RowsModel[Account] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, account_rows.USUAL)
        self.table.setAccessibleName("Accounts")
        self.bar = ListBar(self.table, self.export_seen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(in_card(self.table))
        self.filters = AccountFilters(store, self)
        self.state = ListState(
            self.table, ListMemory(store.path, "accounts"), lambda: self.filters.views.view is not None
        )
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(shell.error)
        self.filters.changed.connect(self.show_rows)
        self.filters.left.connect(self.table.setFocus)

    def show_told(self, told: AllAccounts) -> None:
        """Show these accounts."""
        look = account_rows.Look(told.on, told.home)
        if self.told is None or self.told[:2] != told[:2]:
            self.table.set_catalogue(account_rows.columns(look), account_rows.GROUPINGS)
            self.bar.show_arrangement()
        self.told = told
        self.show_rows()

    def show_rows(self) -> None:
        """The rows that pass the filter, in order."""
        if self.told is None:
            return
        told, flt, now = self.told, self.filters.flt, self.table.arrangement
        self.latest.ask(
            lambda: (accounts.listing(told, flt, now.sorts, now.group), accounts.chips(told, flt)),
            lambda found: self._show(now.group, *found),
        )

    def _show(self, group: str, found: Listing, counts: dict[str, int]) -> None:
        if self.told is None:
            return
        look = account_rows.Look(self.told.on, self.told.home)
        self.table.show_listing(found, partial(account_rows.describe, look, group))
        self.filters.views.refresh()
        self.filters.show_counts(counts)
        self._show_empty()
        self.shown.emit()

    def narrow(self, flt: AccountFilter = PLAIN) -> None:
        """Narrow to this."""
        self.filters.show_filter(flt)
        self.show_rows()

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a saved view: the filter and the arrangement."""
        return {**account_filter.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a saved view."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.narrow(account_filter.from_spec(spec))

    def _fetch(self, ids: Sequence[int]) -> list[Account]:
        known = self.told.accounts if self.told is not None else {}
        return [known[i] for i in ids if i in known]

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self.show_rows()

    def _show_empty(self) -> None:
        if self.rows.ids or self.told is None:
            return
        if self.told.accounts:
            empty = EmptyState(
                "funnel-simple", "No account passes this filter", "", second=("Show all accounts", self.narrow)
            )
        else:
            words = "A client becomes an account with the first deal that is won, project or renewal. Then this page says how each stands."
            empty = EmptyState("buildings", "No accounts yet", words, self._plan)
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Accounts", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        export_seen.write(self._shell, path, self.rows.columns, self.table.listed, self._fetch, "account")

    def words(self) -> str:
        """'12 accounts'."""
        count = len(set(self.table.listed))
        return f"<b>{count:,}</b> {'account' if count == 1 else 'accounts'}" if count else ""

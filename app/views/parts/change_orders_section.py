"""The change orders of a deal or a project: what is not in one yet, those there are, and the way to a new one.

section.show_deal(card)       in the deal inspector; whether there is anything to show
section.show_project(detail)  in the project inspector (see project_extra)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import agreed, change_order_list
from app.services.change_order_list import OrderRow
from app.views.parts.change_orders_words import difference_words, order_figure, state_words
from app.views.parts.field import PAD
from app.views.parts.link_row import LinkRow
from app.views.parts.notice import Notice
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealCard
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi


class ChangeOrders(QWidget):
    """See the top of this module. A row opens its order, 'New change order' a form that begins with the difference."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._project: int | None = None
        self._deal: int | None = None
        self.head = SectionHead("Change orders", ("New change order", self.begin))
        self.notice = Notice("warn", "")
        self.rows: KeyedRows[OrderRow, LinkRow] = KeyedRows(self._make, self._say, lambda row: row.id, most=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        inset = QVBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.setSpacing(4)
        inset.addWidget(self.head)
        inset.addWidget(self.notice)
        column.addLayout(inset)
        column.addWidget(self.rows)

    def show_deal(self, card: DealCard) -> bool:
        """Show the orders of a deal; whether it has a project."""
        self._deal, self._project = card.id, card.project_id
        if card.project_id is None:
            return False
        self._show(change_order_list.of_deal(self._store, card.id))
        return True

    def show_project(self, found: ProjectDetail) -> bool:
        """Show the orders of a project; whether it has a deal or an order."""
        self._deal, self._project = found.row.deal_id, found.row.id
        rows = change_order_list.of_project(self._store, found.row.id)
        if self._deal is None and not rows:
            return False
        self._show(rows)
        return True

    def _show(self, rows: Sequence[OrderRow]) -> None:
        found = agreed.differences(self._store, self._deal) if self._deal is not None else []
        self.notice.setVisible(bool(found))
        if found and self._deal is not None:
            currency = self._store.value("SELECT currency FROM deal WHERE id = ?", (self._deal,))
            words = difference_words(found, currency)
            self.notice.say("warn", "Not as it was agreed", words, ("Write it down", self.begin), icon="git-diff")
        self.rows.set_rows(rows)

    def _make(self, row: OrderRow) -> LinkRow:
        made = LinkRow(row.title, icon="git-diff")
        made.clicked.connect(partial(self.open_order, row.id))
        return made

    @staticmethod
    def _say(made: LinkRow, row: OrderRow) -> None:
        made.say(f"{row.number}  {row.title}", state_words(row), order_figure(row))

    def begin(self) -> None:
        """The form for a new order, with what has become of the deal so far."""
        from app.views.dialogs.change_order_new import NewChangeOrderDialog

        if self._project is not None:
            dialog = NewChangeOrderDialog(self, self._store, self._project, self._deal)
            dialog.proposed.connect(self._on_proposed)
            dialog.open()

    def _on_proposed(self, order_id: int, number: int) -> None:
        self._shell.toast(f"Change order {number} proposed", action=("Open", partial(self.open_order, order_id)))

    def open_order(self, order_id: int) -> None:
        """One order as a sheet: what it holds, and what can be done with it."""
        from app.views.dialogs.change_order_sheet import ChangeOrderSheet

        row = change_order_list.one(self._store, order_id)
        if row is not None:
            ChangeOrderSheet(self, self._store, self._shell, row).open()

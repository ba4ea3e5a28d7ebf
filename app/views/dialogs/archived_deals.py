"""The deals that are out of sight, and the way back for each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.domain.money import format_money
from app.services import deal_copies
from app.views.parts.buttons import PlainButton
from app.views.parts.dates import short_text
from app.views.parts.dialog import BatonDialog
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_copies import Archived

_HEADS: Final = (
    Head("Deal"),
    Head("Client", 150, left=True),
    Head("Stage", 110, left=True),
    Head("Amount", 100),
    Head("Archived", 110),
)


class ArchivedDealsDialog(BatonDialog):
    """Every archived deal, the last one first; Enter or a click brings it back, where it stood."""

    brought_back = Signal(int, str)
    """The deal and its title."""

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(
            parent, "Archived deals", "They are in no list and no sum. Enter or a click brings one back.", width=720, resizable=True,
        )  # fmt: skip
        self._store = store
        self._titles: dict[int, str] = {}
        self.table = FigureTable(_HEADS, "Archived deals")
        self.table.setMinimumHeight(px(240))
        self.table.opened.connect(self._bring_back)
        self.none = Label("No deal is archived.", "text2")
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)
        self.add_button(PlainButton("Close"))
        self._show()

    def _show(self) -> None:
        found = deal_copies.archived(self._store)
        self._titles = {deal.id: deal.title for deal in found}
        self.table.show_rows([_row(deal) for deal in found])
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)

    def _bring_back(self, deal_id: int) -> None:
        try:
            deal_copies.bring_back(self._store, [deal_id])
        except UserError as problem:
            self.set_note(str(problem))
        else:
            self.set_note(f"{self._titles[deal_id]} is back. Undo archives it again.")
            self.brought_back.emit(deal_id, self._titles[deal_id])
        self._show()


def _row(deal: Archived) -> FigureRow:
    amount = "" if deal.amount_minor is None else format_money(deal.amount_minor, deal.currency)
    cells = (
        Cell(deal.title),
        Cell(deal.client, "text2"),
        Cell(deal.stage, "text2"),
        Cell(amount),
        Cell(short_text(date.fromisoformat(deal.archived_on)), "text3"),
    )
    return FigureRow(cells, target=deal.id, tooltip=f"Bring {deal.title} back")

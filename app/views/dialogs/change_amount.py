"""Amounts raised or lowered by percent: what becomes of each deal is seen before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.domain.money import format_money
from app.services import deal_bulk
from app.services.deal_board import DealCard
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.enter_fields import EnterText
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_bulk import AmountLine

_HEADS: Final = (Head("Deal"), Head("Now", 120), Head("Then", 160))
_STAYS: Final = {
    "closed": "closed, stays",
    "without an amount": "no amount, stays",
    "made of lines": "sum of its lines, stays",
}
_START: Final = "10"


class ChangeAmountDialog(FormDialog):
    """`changed(words, done)`: what was done, for the strip below the page."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget, store: Store, cards: Sequence[DealCard]) -> None:
        title = f"Change the amount of {cards[0].title}" if len(cards) == 1 else f"Change {len(cards):,} amounts"
        super().__init__(parent, title, width=600)
        self._store, self._ids = store, [card.id for card in cards]
        self.percent = self.add_field(
            "By percent", _Percent("By percent", self._on_percent, boxed=True, placeholder="10 or -7.5")
        )
        self.percent.typed.connect(self._show)
        self.percent.set_value(_START)
        self.said = Label("", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.table = FigureTable(_HEADS, "Amounts now and then")
        self.table.setFixedHeight(px(min(len(cards), 8) * 30 + 40))
        self.body.addWidget(self.table)
        self.add_button(QuietButton("Close"))
        self.go = MainButton("Change")
        self.add_button(self.go, self.submit)
        self._show(_START)

    def _on_percent(self, typed: str) -> None:
        self._show(typed, refusing=True)

    def _show(self, typed: str, *, refusing: bool = False) -> None:
        """The preview of what is typed; words that are no percentage yet leave it as it was."""
        try:
            percent = parse_percent(typed)
            lines = deal_bulk.amounts(self._store, self._ids, percent)
        except UserError:
            self.go.setEnabled(False)
            if refusing:
                raise
            return
        changing = sum(line.after is not None and line.after != line.before for line in lines)
        self.table.show_rows([_row(line) for line in lines])
        stay = len(lines) - changing
        self.said.setText(
            f"{changing:,} of {len(lines):,} change"
            + (f", {stay:,} left as {'it is' if stay == 1 else 'they are'}." if stay else ".")
        )
        self.go.setText(
            f"Change {changing:,} amount{'' if changing == 1 else 's'}" if changing else "Nothing to change"
        )
        self.go.setEnabled(changing > 0)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed() or not self.go.isEnabled():
            return
        try:
            percent = parse_percent(self.percent.value())
            done = deal_bulk.change_amounts(self._store, self._ids, percent)
        except UserError as problem:
            self.refuse(problem, self.percent)
            return
        self.accept()
        how = "raised" if percent > 0 else "lowered"
        self.changed.emit(f"{how} by {abs(percent).normalize():f}%", done)


class _Percent(EnterText):
    """Tells what is typed while it is typed."""

    typed = Signal(str)

    def _on_edit_shown(self, shown: bool) -> None:
        super()._on_edit_shown(shown)
        line = self.line_input()
        if shown and line is not None:
            line.textEdited.connect(self._tell_typed, Qt.ConnectionType.UniqueConnection)

    @Slot(str)
    def _tell_typed(self, typed: str) -> None:
        self.typed.emit(typed)


def parse_percent(typed: str) -> Decimal:
    """'10', '-7,5 %'. Raises UserError for anything else."""
    text = typed.strip().rstrip("%").strip().replace(",", ".").replace("\u2212", "-")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UserError("Write a percentage such as 10 or -7.5.") from None


def _row(line: AmountLine) -> FigureRow:
    before = "" if line.before is None else format_money(line.before, line.currency)
    after = (
        Cell(format_money(line.after, line.currency), strong=True)
        if line.after is not None
        else Cell(_STAYS[line.why], "text3")
    )
    return FigureRow((Cell(line.title), Cell(before, "text2"), after))

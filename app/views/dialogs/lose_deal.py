"""Losing: why, to whom, and when. All of it may be left open, but it is what the next offer learns from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.base import UserError, today
from app.services import deal_detail, deals
from app.services.deal_board import DealCard
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.ticks import RadioButton

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.unwinning import Fate

_MOST_REASONS = 12


class LoseDialog(FormDialog):
    """Asks why, with the reasons at hand as radio buttons and a line for any other."""

    lost = Signal()

    def __init__(self, parent: QWidget, store: Store, cards: Sequence[DealCard], project: Fate = "") -> None:
        title = f"Why was {cards[0].title} lost" if len(cards) == 1 else f"Why were {len(cards)} deals lost"
        super().__init__(parent, title, width=480)
        self._store, self._ids, self._project = store, [card.id for card in cards], project
        self._add_reasons(deal_detail.lost_reasons(store)[:_MOST_REASONS])
        self.other = self.add_field(
            "Another reason", TextField("Another reason", self._on_other, boxed=True, placeholder="In your words")
        )
        self.competitor = self.add_field(
            "Lost to", TextField("Lost to", boxed=True, placeholder="Who won it, if anybody")
        )
        known = deal_detail.detail(store, self._ids[0]) if len(self._ids) == 1 else None
        self.competitor.set_value(known.competitor if known is not None else "")  # named while it was open
        self.closed_on = self.add_field("Lost on", DateField("Lost on", required=True, boxed=True))
        self.closed_on.set_value(today())
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Mark as lost"), self.submit)

    def _add_reasons(self, reasons: Sequence[str]) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        self.reasons = QButtonGroup(self)
        rows = -(-len(reasons) // 2)
        for place, reason in enumerate(reasons):
            button = RadioButton(reason)
            self.reasons.addButton(button)
            grid.addWidget(button, place % rows, place // rows)
        self.body.addLayout(grid)
        self.body.addSpacing(8)

    def _on_other(self, words: str) -> None:
        chosen = self.reasons.checkedButton()
        if words and chosen is not None:
            self.reasons.setExclusive(False)
            chosen.setChecked(False)
            self.reasons.setExclusive(True)

    def open(self) -> None:
        super().open()
        first = self.reasons.buttons()[:1]
        if first:
            first[0].setFocus()

    def reason(self) -> str:
        """The reason as it stands; one that is typed in another case is the one that is known."""
        chosen = self.reasons.checkedButton()
        if chosen is not None:
            return chosen.text()
        typed = " ".join(self.other.value().split())
        known = {reason.casefold(): reason for reason in deal_detail.lost_reasons(self._store)}
        return known.get(typed.casefold(), typed)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed():
            return
        closed_on = self.closed_on.value() or today()
        if closed_on > today():
            self.refuse(UserError("A deal is lost today or was lost earlier"), self.closed_on)
            return
        try:
            deals.lose(self._store, self._ids, closed_on, self.reason(), self.competitor.value(), project=self._project)
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.lost.emit()

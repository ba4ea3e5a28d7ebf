"""Winning: when it was, what is still missing, and whether its project begins at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.domain.money import format_money
from app.services import deals, renewals
from app.services.deal_board import DealCard
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store


class WinDialog(FormDialog):
    """Asks for the closing date, and for client and amount where one deal lacks them. One undo step takes it all back."""

    won = Signal(list, bool)
    """The deals that now wait for a handoff, and whether to start it."""

    def __init__(self, parent: QWidget, store: Store, cards: Sequence[DealCard], before: int | None = None) -> None:
        super().__init__(parent, _title(cards), _worth(cards), width=480)
        self.renewal: CheckBox | None = None
        self._store, self._cards, self._above = store, cards, before
        self.closed_on = self.add_field("Won on", DateField("Won on", self._say_renewal, required=True, boxed=True))
        self.closed_on.set_value(today())
        one = cards[0] if len(cards) == 1 else None
        self.client: ClientField | None = None
        self.amount: AmountField | None = None
        if one is not None and one.client_id is None:
            self.client = self.add_field(
                "Client", ClientField(store, add_new=str, boxed=True, placeholder="Type to find or add")
            )
        if one is not None and one.amount_minor is None:
            amount = AmountField("Amount", currency=one.currency, boxed=True, placeholder="None yet")
            self.amount = self.add_field("Amount", amount)
        self.renewal = self._add_renewal(one)
        self._say_renewal(today())
        homeless = [card for card in cards if card.client_id is None]
        if homeless:
            self.set_note("A project needs a client." if one else f"{len(homeless)} have no client yet: no project.")
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Win, hand off later"), lambda: self._win(hand_off=False))
        self.add_button(MainButton("Win and hand off"), self.submit)

    def _add_renewal(self, one: DealCard | None) -> CheckBox | None:
        """Whether its renewal is planned at once, where it recurs."""
        if one is None or renewals.offered(self._store, one.id) is None:
            return None
        box = CheckBox("")
        box.setChecked(True)
        self.body.addWidget(box)
        return box

    def _say_renewal(self, won_on: date | None) -> None:
        """What would be planned when the deal was won on this day."""
        offered = renewals.offered(self._store, self._cards[0].id, won_on or today())
        if self.renewal is not None and offered is not None:
            worth = "" if offered.amount_minor is None else f", {format_money(offered.amount_minor, offered.currency)}"
            self.renewal.setText(f"Plan its renewal, due {short_text(offered.due_on)}{worth}")
            self.renewal.setToolTip(f"The amount is {offered.why}. It counts from the day it was won.")

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        self._win(hand_off=True)

    def _win(self, *, hand_off: bool) -> None:
        if not self.take_typed():
            return
        if hand_off and self.client is not None and self.client.value() is None:
            self.refuse(UserError("A project needs a client: choose one, or hand off later"))
            self.client.setFocus()
            return
        closed_on = self.closed_on.value() or today()
        if closed_on > today():
            self.refuse(UserError("A deal is won today or was won earlier"), self.closed_on)
            return
        try:
            waiting = self._write(closed_on)
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.won.emit(waiting, hand_off)

    def _write(self, closed_on: date) -> list[int]:
        ids = [card.id for card in self._cards]
        with self._store.write("Win deal" if len(ids) == 1 else f"Win {len(ids)} deals"):
            if self.client is not None and self.client.value() is not None:
                deals.change(self._store, ids[0], "client_id", self.client.value())
            if self.amount is not None and self.amount.value() is not None:
                deals.change(self._store, ids[0], "amount_minor", self.amount.value())
            waiting = deals.win(self._store, ids, closed_on, self._above)
            if self.renewal is not None and self.renewal.isChecked():
                self._plan(ids[0])
            return waiting

    def _plan(self, deal_id: int) -> None:
        """Plan the renewal from the day on which the deal was won; without a client there is nobody to renew with."""
        offered = renewals.offered(self._store, deal_id)
        if offered is not None and self._store.value("SELECT client_id FROM deal WHERE id = ?", (deal_id,)):
            renewals.accept(self._store, deal_id, offered)


def _title(cards: Sequence[DealCard]) -> str:
    return f"Win {cards[0].title}" if len(cards) == 1 else f"Win {len(cards)} deals"


def _worth(cards: Sequence[DealCard]) -> str:
    """'€18,400 for Paper Lantern Press'; several currencies are named one by one."""
    sums: dict[str, int] = {}
    for card in cards:
        if card.amount_minor is not None:
            sums[card.currency] = sums.get(card.currency, 0) + card.amount_minor
    money = " and ".join(format_money(minor, currency) for currency, minor in sums.items())
    client = cards[0].client if len(cards) == 1 else None
    return " ".join(part for part in (money, f"for {client}" if client and money else client or "") if part)

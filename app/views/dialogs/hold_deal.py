"""Putting deals on hold: until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import deals
from app.services.deal_board import DealCard
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.date_field import DateField

if TYPE_CHECKING:
    from app.models.store import Store


class HoldDialog(FormDialog):
    """Asks for a day to come; without one the hold lasts until it is ended."""

    held = Signal(object)
    """Until when, or None."""

    def __init__(self, parent: QWidget, store: Store, cards: Sequence[DealCard]) -> None:
        title = f"Put {cards[0].title} on hold" if len(cards) == 1 else f"Put {len(cards)} deals on hold"
        super().__init__(
            parent, title, "It does not count as rotting meanwhile. Without a day it lasts until you end it.", width=420
        )
        self._store, self._ids = store, [card.id for card in cards]
        self.until = self.add_field("Until", DateField("Until", boxed=True, placeholder="Open end"))
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Put on hold"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed():
            return
        until: date | None = self.until.value()
        try:
            deals.hold(self._store, self._ids, until)
        except UserError as problem:
            self.refuse(problem, self.until)
            return
        self.accept()
        self.held.emit(until)

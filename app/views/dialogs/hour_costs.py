"""What an hour of each person costs, for the margins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import hour_costs
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, QuietButton

if TYPE_CHECKING:
    from app.models.store import Store

_TEXT = "What one hour costs you: pay and what comes on top. Margins count logged hours and hours still to do at it."


class HourCosts(FormDialog):
    """One amount for each person; all are kept together, as one undo step."""

    kept = Signal()

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(parent, "Hour costs", _TEXT, width=440)
        self._store = store
        self.costs: dict[int, AmountField] = {}
        for cost in hour_costs.everyone(store):
            name = f"Hour of {cost.name}"
            field = AmountField(name, currency=cost.currency, boxed=True, placeholder="Not known")
            field.set_value(cost.minor)
            self.costs[cost.person_id] = self.add_field(cost.name, field)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Keep hour costs"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed():
            return
        try:
            hour_costs.put(self._store, {person: field.value() for person, field in self.costs.items()})
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.kept.emit()

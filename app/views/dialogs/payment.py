"""A payment of a project: what it is for, how much, when it is due (on a day, or with a milestone), and when it was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.domain.money import format_money
from app.services import payments, projects
from app.services.payments import PaymentRow
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store


class PaymentDialog(FormDialog):
    """A new payment of `project_id`, or `payment` changed; what all of them come to is said against the budget."""

    def __init__(self, parent: QWidget, store: Store, project_id: int, payment: PaymentRow | None = None) -> None:
        super().__init__(parent, "Change payment" if payment else "New payment")
        found = projects.detail(store, project_id)
        self._store, self._project, self._payment = store, project_id, payment
        self._currency = payment.currency if payment else (found.currency if found else "") or "EUR"
        self._budget = store.value("SELECT budget_minor FROM project WHERE id = ?", (project_id,))
        self._others = sum(
            row.amount_minor for row in payments.of(store, project_id) if payment is None or row.id != payment.id
        )
        self.title_field = self.add_field(
            "For", TextField("For", required=True, boxed=True, placeholder="Deposit, second half")
        )
        self.amount = self.add_field(
            "Amount", AmountField("Amount", self._say_sum, currency=self._currency, boxed=True, placeholder="How much")
        )
        self.due = self.add_field("Due", DateField("Due", boxed=True, placeholder="mon, +2w"))
        stones = found.milestones if found else []
        self.milestone = self.add_field(
            "With",
            ChoiceField("With milestone", [Option(stone.id, stone.title, icon="flag") for stone in stones],
                        empty="No milestone", boxed=True),
        )  # fmt: skip
        self.paid = self.add_field("Paid on", DateField("Paid on", boxed=True, placeholder="Not paid"))
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Save payment" if payment else "Add payment"), self.submit)
        if payment is not None:
            self.title_field.set_value(payment.title)
            self.amount.set_value(payment.amount_minor)
            self.due.set_value(None if payment.milestone_id else payment.due_on)
            self.milestone.set_value(payment.milestone_id)
            self.paid.set_value(payment.paid_on)
        elif self._budget and self._budget > self._others:
            self.amount.set_value(self._budget - self._others)
        self._say_sum(self.amount.value())

    def _say_sum(self, minor: int | None) -> None:
        """What all payments come to, against the budget: more than it may be meant."""
        total = self._others + (minor or 0)
        said = f"All payments: {format_money(total, self._currency)}"
        if self._budget:
            over = total - self._budget
            said += f" of {format_money(self._budget, self._currency)}"
            said += f", {format_money(over, self._currency)} more than the budget" if over > 0 else ""
        self.set_note(said)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        title, minor, stone = self.title_field.value(), self.amount.value(), self.milestone.value()
        if not title:
            self.refuse(UserError("A payment needs words for what it is"), self.title_field)
            return
        if not minor:
            self.refuse(UserError("A payment needs an amount"), self.amount)
            return
        due, paid = None if stone else self.due.value(), self.paid.value()
        if paid is not None and paid > today():
            self.refuse(UserError("This day is still to come"), self.paid)
            return
        try:
            if self._payment is None:
                payments.add(self._store, self._project, title, minor, due_on=due, milestone_id=stone, paid_on=paid)
            else:
                payments.rewrite(
                    self._store, self._payment.id, title, minor, due_on=due, milestone_id=stone, paid_on=paid
                )
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()

"""When the client pays: a scheme, and its payments edited in place; together they are the amount."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain import handoff_money as rules
from app.domain.handoff import Payment
from app.domain.money import format_money
from app.views import theme
from app.views.handoff.surfaces import Card
from app.views.handoff.work import Work
from app.views.parts.amount_field import AmountField
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.section import SectionHead
from app.views.theme import px

_SCHEMES: Final = (
    ("none", "No payments planned"), ("end", "All at the finish"), ("halves", "Half at the start, half at the finish"),
    ("thirds", "A third each: start, middle, finish"), ("milestones", "With the milestones, evenly"),
)  # fmt: skip


class _PaymentRow(QWidget):
    """Payment number `at`: title, day, amount."""

    def __init__(self, card: PaymentsCard, at: int) -> None:
        super().__init__()
        self.title = TextField("Payment", partial(card.change, at, "title"), required=True)
        self.day = DateField("Due", partial(card.set_day, at))
        self.day.setFixedWidth(px(204))
        self.amount = AmountField("Amount", partial(card.set_amount, at), currency=card.currency, required=True)
        self.amount.setFixedWidth(px(96))
        self.amount.figure = True
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        row.addWidget(self.day)
        row.addWidget(self.amount)

    def show_payment(self, payment: Payment, due: date | None) -> None:
        """Show this one."""
        self.title.set_value(payment.title)
        with_it = {"start": "at the start", "finish": "at the finish", "milestone": "milestone"}
        self.day.set_value(due, with_it.get(payment.at, ""))
        self.amount.set_value(payment.amount_minor)


class PaymentsCard(Card):
    """See the top of this module. A deal without an amount has none."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.currency = work.deal.card.currency
        self.rows: list[_PaymentRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16 - PAD, 12, 16 - PAD, 14)  # words, and not the boxes of fields, stand in line
        column.setSpacing(4)
        self.head = SectionHead("Payments")
        top = QVBoxLayout()
        top.setContentsMargins(PAD, 0, PAD, 0)
        top.setSpacing(4)
        column.addLayout(top)
        top.addWidget(self.head)
        self.scheme = ChoiceField("Scheme of payments", _SCHEMES, self._choose, boxed=True, placeholder="Your own")
        top.addWidget(self.scheme)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.gap = Label("", "warn", theme.SECOND)
        self.gap.setContentsMargins(PAD, 0, PAD, 0)
        column.addWidget(self.gap)

    def show_plan(self) -> None:
        """Show the payments of the plan."""
        plan, amount = self.work.plan, self.work.sold_minor
        self.setVisible(bool(amount))
        while len(self.rows) > len(plan.payments):
            gone = self.rows.pop()
            self._list.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < len(plan.payments):
            made = _PaymentRow(self, len(self.rows))
            self.rows.append(made)
            self._list.addWidget(made)
        for row, payment in zip(self.rows, plan.payments, strict=True):
            row.show_payment(payment, rules.due_on(plan, payment))
        self.head.set_note("" if amount is None else format_money(amount, self.currency))
        same = (key for key, _ in _SCHEMES if rules.by_scheme(plan, amount or 0, key).payments == plan.payments)
        self.scheme.set_value(next(same, None))
        missing = rules.missing(plan, amount)
        words = format_money(abs(missing), self.currency)
        self.gap.setText(f"{words} {'in no payment' if missing > 0 else 'more than the amount'}" if missing else "")
        self.gap.setVisible(bool(missing))

    def take_focus(self) -> None:
        """Put the keyboard on the first amount, or on the scheme."""
        (self.rows[0].amount if self.rows else self.scheme).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, scheme: str | None) -> None:
        if scheme is not None:
            self.work.put(rules.by_scheme(self.work.plan, self.work.sold_minor or 0, scheme))

    def change(self, at: int, field: str, value: object) -> None:
        """Another title."""
        self.work.put(rules.changed(self.work.plan, at, **{field: value}))

    def set_day(self, at: int, due_on: date | None) -> None:
        """A day of its own, or with the finish again."""
        if due_on is None:
            self.work.put(rules.changed(self.work.plan, at, at="finish", due_on=None, milestone=None))
        else:
            self.work.put(rules.changed(self.work.plan, at, at="day", due_on=due_on, milestone=None))

    def set_amount(self, at: int, minor: int | None) -> None:
        """Another amount; the rest goes onto the last of the others."""
        if minor is None or minor < 0:
            raise UserError("A payment is not negative")
        amount = self.work.sold_minor or 0
        plan = rules.balanced(rules.changed(self.work.plan, at, amount_minor=minor), amount, at)
        if any(payment.amount_minor < 0 for payment in plan.payments):
            raise UserError(f"More than is left of {format_money(amount, self.currency)}")
        self.work.put(plan)

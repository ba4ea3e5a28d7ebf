"""A renewal, new or changed: for whom, when, for how much, its term, its notice, its reminder."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.domain import renewals as rules
from app.domain.account_health import notice_words
from app.domain.renewals import Proposal
from app.services import renewals, settings
from app.services.renewal_list import RenewalRow
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.renewal_fields import NoticeField, TermField
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store


class RenewalDialog(FormDialog):
    """`kept(id, title)` once it is planned or changed."""

    kept = Signal(int, str)

    def __init__(
        self, parent: QWidget, store: Store, *, row: RenewalRow | None = None, client_id: int | None = None, deal_id: int | None = None,
        proposal: Proposal | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, row.title if row else "Plan a renewal", row.client if row else "", width=480)
        self._store, self._row, self._deal_id = store, row, deal_id
        self.title_field = self.add_field("Title", TextField("Title", required=True, boxed=True))
        self.client: ClientField | None = None
        if row is None and deal_id is None:
            self.client = self.add_field("Client", ClientField(store, boxed=True, placeholder="Type to find"))
            self.client.set_value(client_id)
        self.due = self.add_field("Due", DateField("Due", self._on_typed, boxed=True, placeholder="1 mar, +1y"))
        self.currency = TextField("Currency", self._on_currency, required=True, boxed=True)
        self.currency.setFixedWidth(px(96))
        self.amount = self.add_field(
            "Amount", AmountField("Amount", boxed=True, placeholder="Not known yet"), beside=self.currency
        )
        self.term = self.add_field("Term", TermField("Term", self._on_typed, boxed=True, placeholder="12, or 1 year"))
        self.notice = self.add_field(
            "Notice", NoticeField("Notice", self._on_typed, boxed=True, placeholder="None, or 30 days")
        )
        self.remind = self.add_field("Remind", DateField("Remind", boxed=True, placeholder="No reminder"))
        self.said = Label("", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Change" if row else "Plan renewal"), self.submit)
        self._fill(row or proposal)
        self._why = (
            f"The amount is {proposal.why}." if proposal is not None and proposal.amount_minor is not None else ""
        )
        self._say()

    def _fill(self, found: RenewalRow | Proposal | None) -> None:
        home = settings.home_currency(self._store)
        self.currency.set_value(found.currency if found else home)
        self.amount.set_currency(found.currency if found else home)
        if found is None:
            due = rules.add_months(today(), rules.USUAL_TERM)
            self.title_field.set_value("")
            self.due.set_value(due)
            self.term.set_value(rules.USUAL_TERM)
            self._reminded: date | None = rules.remind_day(due, None)
            self.remind.set_value(self._reminded)
            return
        self.title_field.set_value(found.title)
        self.due.set_value(found.due_on)
        self.amount.set_value(found.amount_minor)
        self.term.set_value(found.term_months)
        self.notice.set_value(found.notice_days)
        self.remind.set_value(found.remind_on)
        own = found.remind_on is not None and found.remind_on != rules.remind_day(found.due_on, found.notice_days)
        self._reminded = date.min if own or found.remind_on is None else found.remind_on

    def _on_typed(self, _: object) -> None:
        QTimer.singleShot(0, self, self._follow)  # once the field has taken it

    def _follow(self) -> None:
        """The reminder goes with the days until somebody sets another."""
        due: date | None = self.due.value()
        if due is not None and self.remind.value() == self._reminded:
            self._reminded = rules.remind_day(due, self.notice.value())
            self.remind.set_value(self._reminded)
        self._say()

    def _on_currency(self, code: str) -> None:
        """The figure stays as it is written."""
        code = code.strip().upper()
        minor = self.amount.value()
        if minor is not None:
            self.amount.set_value(renewals.rewritten(minor, self.amount.currency, code))
        self.amount.set_currency(code)

    def _say(self) -> None:
        """What follows from the days: until when notice can be given."""
        due: date | None = self.due.value()
        notice = notice_words(due, self.notice.value(), today()) if due is not None else ""
        words = f"{notice} (calendar days)." if notice else ""
        self.said.setText(" ".join(part for part in (words, self._why) if part))
        self.said.setVisible(bool(words or self._why))
        self.adjustSize()

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed():
            return
        title, due = self.title_field.value(), self.due.value()
        if not title:
            self.refuse(UserError("A renewal needs a title"), self.title_field)
            return
        if due is None:
            self.refuse(UserError("A renewal needs a day on which it is due"), self.due)
            return
        values: dict[str, Any] = {
            "amount_minor": self.amount.value(), "currency": self.currency.value(), "term_months": self.term.value(),
            "notice_days": self.notice.value(), "remind_on": self.remind.value(),
        }  # fmt: skip
        try:
            if self._row is not None:
                kept = self._row.id
                renewals.rewrite(self._store, kept, title=title, due_on=due, **values)
            else:
                client = self.client.value() if self.client is not None else None
                kept = renewals.add(self._store, title, due, deal_id=self._deal_id, client_id=client, **values)
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.kept.emit(kept, title)

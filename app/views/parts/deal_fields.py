"""The fields of a deal in an inspector, each edited in place and committed by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import today
from app.domain import deal_sums
from app.domain.money import format_money
from app.services import clients, deal_board, deal_detail, deal_terms, deals, people, sources
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.deal_cards import FORECASTS
from app.views.parts.field import Field
from app.views.parts.fields import FormRow, PercentField, TextField
from app.views.parts.paint import paint_text
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_detail import DealDetail

F = TypeVar("F", bound=Field[Any])

_LINES: Final = "The amount is the sum of the lines below. Change a line instead."
_ONLY: Final = {
    "open": {"Probability", "Closes", "Forecast", "Competitor"},
    "won": {"Won on"},
    "lost": {"Lost on", "Lost because", "Lost to"},
}
_SOMETIMES: Final = frozenset().union(*_ONLY.values())
# Behind 'More fields': the head names client and contact already, and the others are rarely set.
_FOLDED: Final = frozenset({"Client", "Contact", "Recurring", "Every", "Currency", "Promised", "Source", "Competitor"})
PERIODS: Final = ((1, "Month"), (2, "2 months"), (3, "Quarter"), (6, "Half year"), (12, "Year"), (24, "2 years"))


class DealAmount(AmountField):
    """The amount, in the weight of a figure that counts."""

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        shown = self.display(self._value)
        if not shown:
            super().paint_value(painter, rect)
            return
        used = paint_text(painter, rect, shown, "text", weight=theme.SEMIBOLD)
        paint_text(painter, rect.adjusted(used + 7, 0, 0, 0), self.hint(), "text3")


class DealDate(DateField):
    """A day; while it is edited there is room beside it for how far away it is."""

    def edit_width(self) -> int:
        return theme.px(128)


class DealFields(QWidget):
    """Rows in a fixed order; those of an open deal give way to those of a closed one."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._detail: DealDetail | None = None
        self._rows: dict[str, FormRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._unfolded = False
        self._home = ""
        self._add_money()
        self._add_people()
        self.more = LinkButton("More fields", "plus", size=theme.SECOND)
        self.more.clicked.connect(self.unfold)
        self._column.addSpacing(4)
        self._column.addWidget(self.more)

    def _add_money(self) -> None:
        change = self._change
        self.amount = self._add(DealAmount("Amount", change("amount_minor"), placeholder="None yet"))
        self.recurring = self._add(AmountField("Recurring", self._set_recurring, placeholder="One-off"))
        self.every = self._add(ChoiceField("Every", PERIODS, change("recurring_months")))
        self.currency = self._add(TextField("Currency", change("currency"), required=True))
        self.probability = self._add(PercentField("Probability", change("probability")))
        self.closes = self._add(DealDate("Closes", change("expected_close_on")))
        self.won_on = self._add(DealDate("Won on", change("closed_on"), required=True))
        self.lost_on = self._add(DealDate("Lost on", change("closed_on"), required=True))
        self.reason = self._add(ChoiceField("Lost because", (), self._set_reason, add_new=str, placeholder="Not said"))
        self.competitor = self._add(TextField("Lost to", change("competitor"), placeholder="Nobody named"))

    def _add_people(self) -> None:
        change = self._change
        self.owner = self._add(PersonField("Owner", (), change("owner_id")))
        self.forecast = self._add(ChoiceField("Forecast", (), change("forecast")))
        self.client = self._add(ClientField(self._store, self._set_client, add_new=str, placeholder="Add a client"))
        self.contact = self._add(
            ChoiceField("Contact", (), self._set_contact, add_new=str, empty="Nobody", placeholder="Add a contact")
        )
        self.promised = self._add(DealDate("Promised", change("promised_on"), placeholder="No promise"))
        self.source = self._add(ChoiceField("Source", (), self._set_source, add_new=str, empty="Not said"))
        self.rival = self._add(TextField("Competitor", change("competitor"), placeholder="Nobody named"))

    def _add(self, field: F) -> F:
        row = FormRow(field.name, field)
        self._rows[field.name] = row
        self._column.addWidget(row)
        return field

    def row(self, name: str) -> FormRow:
        """The row of this name."""
        return self._rows[name]

    def show_deal(self, detail: DealDetail) -> None:
        """Show a deal; another than before drops what was being typed."""
        if self._detail is not None and self._detail.card.id != detail.card.id:
            for row in self._rows.values():
                if isinstance(row.field, Field):
                    row.field.forget_edit()
        self._detail = detail
        self._show_money(detail)
        self._show_people(detail)
        self._show_rows(detail)

    def _show_rows(self, detail: DealDetail) -> None:
        kind = detail.card.stage_kind
        for name, row in self._rows.items():
            folded = name in _FOLDED and not self._unfolded
            folded = folded and not self._is_said(name, detail)
            row.setVisible(not folded and (name not in _SOMETIMES or name in _ONLY[kind]))
        self._rows["Every"].setVisible(self.recurring.value() is not None)
        self.more.setVisible(not self._unfolded)

    def _is_said(self, name: str, detail: DealDetail) -> bool:
        """Whether a row that is folded away says something that must be seen."""
        said = {
            "Promised": detail.promised_on is not None,
            "Recurring": self.recurring.value() is not None,
            "Currency": detail.card.currency != self._home,
            "Competitor": bool(detail.competitor),
        }
        return said.get(name, False)

    def unfold(self) -> None:
        """Show the rows that are rarely wanted, from now on."""
        self._unfolded = True
        if self._detail is not None:
            self._show_rows(self._detail)

    def ask_client(self) -> None:
        """Open the list of clients."""
        self.unfold()
        QTimer.singleShot(0, self.client, self.client.begin_edit)  # the row has no place before the next turn

    def _show_money(self, detail: DealDetail) -> None:
        card = detail.card
        count = len(detail.lines) if any(line.amount_minor for line in detail.lines) else 0
        self.amount.set_currency(card.currency)
        self.amount.set_value(card.amount_minor, f"from {count} line{'s' if count > 1 else ''}" if count else "")
        self.amount.set_read_only(_LINES if count else None)
        self._show_terms(detail)
        self.probability.set_automatic(detail.stage_probability)
        self.probability.set_value(card.probability if card.own_probability else None)
        self.closes.set_value(card.expected_close_on)
        passed = card.expected_close_on is not None and card.expected_close_on < today()
        self.closes.set_tone("warn" if passed else "text")
        for field in (self.won_on, self.lost_on):
            field.set_value(card.closed_on)
        self.reason.set_options([(reason, reason) for reason in deal_detail.lost_reasons(self._store)])
        self.reason.set_value(detail.lost_reason)
        self.competitor.set_value(detail.competitor)
        self.rival.set_value(detail.competitor)
        self.forecast.set_options([(None, "From the stage"), *FORECASTS.items()])
        self.forecast.set_value(detail.forecast, "" if detail.own_forecast else "by stage")
        self.promised.set_value(detail.promised_on)

    def _show_terms(self, detail: DealDetail) -> None:
        """What comes again and again, and in which currency; a currency without a rate says so."""
        terms = deal_terms.terms(self._store, detail.card.id)
        if terms is None:
            return
        self._home = terms.home
        each, months = terms.recurring_minor, terms.recurring_months
        a_year = deal_sums.per_year(each, months) if each is not None and months and months != 12 else None
        currency = detail.card.currency
        self.recurring.set_currency(currency)
        self.recurring.set_value(each, "" if a_year is None else f"{format_money(a_year, currency)} a year")
        other = [(months, f"{months} months")] if months and all(months != key for key, _ in PERIODS) else []
        self.every.set_options([*PERIODS, *other])
        self.every.set_value(months)
        self.currency.set_value(currency, "" if terms.converted else "no rate, in no sum")
        self.currency.set_tone("text" if terms.converted else "warn")

    def _show_people(self, detail: DealDetail) -> None:
        card, store = detail.card, self._store
        self.owner.set_options([Option(person.id, person.name, mine=person.is_me) for person in people.everyone(store)])
        self.owner.set_value(card.owner_id)
        self.client.set_value(card.client_id)
        known = deal_detail.contacts(store, card.client_id)
        if detail.contact_id is not None and all(i != detail.contact_id for i, _, _ in known):
            known.append((detail.contact_id, detail.contact or "", ""))
        self.contact.set_options(known)
        self.contact.set_value(detail.contact_id, detail.contact_role)
        self.source.set_options(deal_detail.sources(store))
        self.source.set_value(detail.source_id)

    # What is edited

    def _change(self, field: str) -> Callable[[Any], object]:
        def commit(value: object) -> None:
            if self._detail is not None:
                deals.change(self._store, self._detail.card.id, field, value)

        return commit

    def _set_client(self, value: int | str | None) -> None:
        """Another client has other contacts: the deal's goes when it does not speak for the new one."""
        if self._detail is None:
            return
        card, contact = self._detail.card, self._detail.contact_id
        with self._store.write("Change client"):
            deals.change(self._store, card.id, "client_id", value)
            now = deal_board.cards(self._store, [card.id])[0].client_id
            if contact is not None and now not in clients.clients_of_contact(self._store, contact):
                deals.change(self._store, card.id, "contact_id", None)

    def _set_contact(self, value: int | str | None) -> None:
        if self._detail is None:
            return
        card = self._detail.card
        with self._store.write("Change contact"):
            if isinstance(value, str):
                value = clients.add_contact(self._store, value, client_id=card.client_id)
            deals.change(self._store, card.id, "contact_id", value)

    def _set_recurring(self, minor: int | None) -> None:
        """What recurs comes every month until one says otherwise; without an amount there is no period."""
        if self._detail is None:
            return
        deal, months = self._detail.card.id, None if minor is None else self.every.value() or 1
        with self._store.write("Change recurring amount"):
            deals.change(self._store, deal, "recurring_minor", minor)
            deals.change(self._store, deal, "recurring_months", months)

    def _set_source(self, value: int | str | None) -> None:
        if self._detail is None:
            return
        with self._store.write("Change source"):
            if isinstance(value, str):
                value = sources.find_or_add(self._store, value)
            deals.change(self._store, self._detail.card.id, "source_id", value)

    def _set_reason(self, reason: str | None) -> None:
        if self._detail is None:
            return
        card, closed_on = self._detail.card, self._detail.card.closed_on
        if closed_on is not None:
            deals.lose(self._store, [card.id], closed_on, reason or "", self._detail.competitor)

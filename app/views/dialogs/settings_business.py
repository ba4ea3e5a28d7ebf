"""Settings of the business: who one is, what the business is called, its currency, its paper."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import UserError
from app.services import accounts, people, rates, settings
from app.views import theme
from app.views.dialogs.settings_section import NAMES, Ask, Section
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.field import Field
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.line_field import LineField
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog


class RateField(LineField[Decimal | None]):
    """What one unit of a currency costs in another."""

    def display(self, value: Decimal | None) -> str:
        return "" if value is None else rates.text(value)

    def parse(self, text: str) -> Decimal | None:
        return rates.parse(text)


class DaysField(LineField[int | None]):
    """A number of days: '60'."""

    def display(self, value: int | None) -> str:
        return f"{value} days" if value else ""

    def edit_text(self, value: int | None) -> str:
        return str(value or "")

    def parse(self, text: str) -> int:
        digits = text.casefold().removesuffix("days").removesuffix("d").strip()
        if not digits.isascii() or not digits.isdigit():
            raise UserError("That is a number of days, such as 60")
        return int(digits)


class BusinessSection(Section):
    """Four fields; another home currency asks for a rate where none is known."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting", "person", "rate", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Business")
        self.my_name = TextField("Your name", self._on_my_name, required=True, boxed=True)
        self.business = TextField("Business name", self._on_business, boxed=True, placeholder="Your business")
        self.currency = ChoiceField("Home currency", (), self._on_currency, boxed=True)
        self.paper = Segmented((("a4", "A4"), ("us-letter", "US letter")), name="Paper of reports")
        self.paper.changed.connect(lambda paper: settings.choose_paper(store, str(paper)))
        self.silent = DaysField("Not spoken to", lambda days: accounts.change_silent_days(store, days or 0), boxed=True)
        self.ask: Ask | None = None
        self.rates = LinkButton("Show the rates", size=theme.SECOND)
        self.rates.clicked.connect(lambda: dialog.show_section("currencies"))
        self._under_currency = Label("", "text3", theme.SECOND, wrap=True)
        self._build()
        dialog.names.currencies_known.connect(self.refresh)
        dialog.names.want_currencies()

    def _build(self) -> None:
        self._add(
            self.my_name, Label("On cards, in the history, and as the owner of what you add", "text3", theme.SECOND)
        )
        self._add(self.business, Label("Stands at the head of reports", "text3", theme.SECOND))
        self._add(self.currency, self._under_currency, self.rates)
        self._add(self.paper, Label("The paper of PDF reports", "text3", theme.SECOND), name="Paper")
        self._add(
            self.silent,
            Label(
                "From so many days without a call, mail, meeting or note on, Accounts and Today name the client",
                "text3",
                theme.SECOND,
                wrap=True,
            ),
        )
        self.column.addStretch(1)

    def _add(self, field: QWidget, *below: QWidget, name: str = "") -> None:
        self.add_row(field.name if isinstance(field, Field) else name, field)
        under = QVBoxLayout()
        under.setContentsMargins(theme.px(NAMES), 0, 0, 16)
        under.setSpacing(4)
        for part in below:
            wraps = isinstance(part, Label)
            under.addWidget(part, 0, Qt.AlignmentFlag(0) if wraps else Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(under)
        if field is self.currency:
            self._asks = under

    def refresh(self) -> None:
        home = settings.home_currency(self.store)
        self.my_name.set_value(people.me(self.store).name)
        self.business.set_value(str(settings.get(self.store, "business_name", "")))
        self.currency.set_options(self.dialog.names.currencies)
        self.currency.set_read_only(None if self.dialog.names.currencies else "The list of currencies is being read")
        self.currency.set_value(home, self.dialog.names.currency(home))
        self._under_currency.setText(
            f"Sums are shown in {home}. Deals in other currencies keep theirs, and count by the rates you give."
        )
        self.paper.set_value(_paper(self.store))
        self.silent.set_value(accounts.silent_days(self.store))

    def take_focus(self) -> None:
        self.my_name.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_my_name(self, name: str) -> None:
        people.rename(self.store, people.me(self.store).id, name)

    def _on_business(self, name: str) -> None:
        settings.rename_business(self.store, name)

    def _on_currency(self, code: str) -> None:
        if self.ask is not None:
            self.ask.close_ask()
        deals = rates.wants_rate(self.store, code)
        if not deals:
            rates.change_home(self.store, code)
            return
        QTimer.singleShot(0, self, self.refresh)  # nothing has changed yet: the old currency is shown again
        QTimer.singleShot(0, self, lambda: self._begin_ask(code, deals))

    def _begin_ask(self, code: str, deals: int) -> None:
        """Ask for what the present home currency costs in the new one."""
        home = settings.home_currency(self.store)
        found = f"1 deal is in {home} and is" if deals == 1 else f"{deals} deals are in {home} and are"
        cost = RateField(f"1 {home} in {code}", boxed=True, placeholder=f"1 {home} in {code}, such as 0.92")
        self.ask = Ask(
            f"{found} converted from then on. What is 1 {home} in {code}? Rates of other currencies are told in {code} too. "
            "Left empty, these deals stand in no sum until there is a rate.",
            cost,
            f"Change to {code}",
            lambda: self._change_home(code, cost),
            f"Keep {home}",
        )
        self.ask.closed.connect(self._on_ask_gone)
        self._asks.addWidget(self.ask)
        self.bring(self.ask)
        QTimer.singleShot(0, cost, cost.begin_edit)

    def _on_ask_gone(self) -> None:
        self.ask = None

    def _change_home(self, code: str, cost: RateField) -> None:
        if not self._taken(cost):
            return
        rates.change_home(self.store, code, cost.value())
        if self.ask is not None:
            self.ask.close_ask()

    @staticmethod
    def _taken(cost: RateField) -> bool:
        line = cost.line_input()
        if line is not None and not line.text().strip():
            cost.cancel()
        return cost.finish() and not cost.refusal()


def _paper(store: Store) -> str:
    """The paper that a report would be set on now."""
    from app.reports.reports import paper_of

    return paper_of(store)

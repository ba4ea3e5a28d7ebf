"""What a sold line has beside its title, quantity and amount: product, price of one, discount, tax, hours; unfolded below it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import deal_sums
from app.services import deal_lines, products
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.field import PAD
from app.views.parts.fields import FormRow, HoursField, hours_text
from app.views.parts.line_field import LineField
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_lines import SoldLine

INDENT = 18
_NAME = 96


class RateField(LineField[Decimal | None]):
    """A percentage with up to three decimal places, 0 to 100; empty is none."""

    def display(self, value: Decimal | None) -> str:
        return "" if value is None else f"{value:f}%"

    def parse(self, text: str) -> Decimal | None:
        return deal_sums.percent(text, f"A {self.name.lower()}")


class LineDetails(QWidget):
    """The fields below a line; each commits by itself."""

    def __init__(self, store: Store, move: Callable[[int, int], object]) -> None:
        super().__init__()
        self._store, self._move = store, move
        self.line: SoldLine | None = None
        self.product = ChoiceField("Product", self._find, self._set_product, empty="Free text", placeholder="Free text")
        self.each = AmountField("Price of one", partial(self._change, "price_minor"))
        self.discount = RateField("Discount", partial(self._change, "discount"), placeholder="None")
        self.tax = RateField("Tax", partial(self._change, "tax"), placeholder="None")
        self.hours = HoursField("Hours", partial(self._change, "minutes"), placeholder="Not estimated")
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + INDENT, 0, 0, 8)
        column.setSpacing(0)
        for field in (self.product, self.each, self.discount, self.tax, self.hours):
            column.addWidget(FormRow(field.name, field, name_width=_NAME))
        self.up, self.down = (
            LinkButton("Up", "arrow-up", size=theme.SECOND),
            LinkButton("Down", "arrow-down", size=theme.SECOND),
        )
        self.up.clicked.connect(lambda: self.move_line(-1))
        self.down.clicked.connect(lambda: self.move_line(1))
        self.up.set_tooltip("Move the line up", "Alt+Up")
        self.down.set_tooltip("Move the line down", "Alt+Down")
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 4, 0, 0)
        foot.setSpacing(16)
        foot.addWidget(self.up)
        foot.addWidget(self.down)
        foot.addStretch(1)
        column.addLayout(foot)

    def show_line(self, line: SoldLine, currency: str) -> None:
        """Show a line; another than before drops what was being typed."""
        if self.line is not None and line.id != self.line.id:
            for field in (self.product, self.each, self.discount, self.tax, self.hours):
                field.forget_edit()
        self.line = line
        self.product.set_choice((line.product_id, line.product or "") if line.product_id is not None else None)
        self.each.set_currency(currency)
        self.each.set_value(line.price_minor)
        self.discount.set_value(line.discount)
        self.tax.set_value(line.tax)
        self.hours.set_value(line.minutes)

    def move_line(self, by: int) -> None:
        """Move the line among the others."""
        if self.line is not None:
            self._move(self.line.id, by)

    def _change(self, field: str, value: Any) -> None:
        if self.line is not None:
            deal_lines.change_line(self._store, self.line.id, field, value)

    def _set_product(self, product: int | None) -> None:
        if self.line is not None:
            deal_lines.set_product(self._store, self.line.id, product)

    def _find(self, typed: str) -> list[Option]:
        return [Option(key, name, code) for key, name, code in products.find(self._store, typed)]


def summary(line: SoldLine) -> str:
    """What a folded line says of them: '−10%  ·  19% tax  ·  20 h planned'."""
    parts = [
        f"\u2212{line.discount:f}%" if line.discount else "",
        f"{line.tax:f}% tax" if line.tax else "",
        f"{hours_text(line.minutes)} planned" if line.minutes else "",
    ]
    return "  \u00b7  ".join(part for part in parts if part)

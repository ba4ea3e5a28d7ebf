"""Settings of the products: what is sold again and again, with hours and tax, and a price in every currency it is sold in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import deal_rules, products
from app.services.products import Product
from app.views import theme
from app.views.dialogs.settings_section import Column, Narrow, Section, Table, TableRow
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import IconButton, LinkButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import FormRow, HoursField, TextField
from app.views.parts.line_details import RateField
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (
    Column("", 24),
    Column("Product"),
    Column("Code", 84),
    Column("Price", 104, right=True),
    Column("Per", 84),
    Column("Hours", 84, right=True),
    Column("Tax", 68, right=True),
    Column("", 72),
)
DELIVERS: Final = (("task", "A task"), ("milestone", "A milestone"), ("budget", "Hours alone"))
_NAME: Final = 128


class Words(Narrow, TextField):
    """Words in a column."""


class Price(Narrow, AmountField):
    """A price in a column."""


class Hours(Narrow, HoursField):
    """Working time in a column."""


class Rate(Narrow, RateField):
    """A percentage in a column."""


class PriceRow(FormRow):
    """The price in another currency; emptied, it is off the list."""

    def __init__(self, more: MorePrices, currency: str) -> None:
        self.price = AmountField(
            currency, lambda minor: products.set_price(more.store, more.product.id, currency, minor), currency=currency
        )
        super().__init__(currency, self.price, name_width=_NAME)


class MorePrices(QWidget):
    """What unfolds below a product: its currency, prices in others, and what it becomes in a project."""

    def __init__(self, store: Store, product: Product) -> None:
        super().__init__()
        self.store, self.product = store, product
        self.currency = TextField("Currency", partial(self._change, "currency"), required=True)
        self.delivers = ChoiceField("Becomes", DELIVERS, partial(self._change, "delivers_as"))
        self.prices: KeyedRows[tuple[str, int], PriceRow] = KeyedRows(
            lambda price: PriceRow(self, price[0]),
            lambda row, price: row.price.set_value(price[1]),
            lambda price: price[0],
        )
        self.fresh = TextField("Price in", self._on_fresh, placeholder="Such as USD 1,400")
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(FormRow("Currency", self.currency, name_width=_NAME))
        column.addWidget(self.prices)
        column.addWidget(FormRow("Price in another", self.fresh, name_width=_NAME))
        column.addWidget(FormRow("In a project", self.delivers, name_width=_NAME))

    def show_product(self, product: Product) -> None:
        """Show the product as it is now."""
        self.product = product
        self.currency.set_value(product.currency)
        self.prices.set_rows(product.prices)
        self.delivers.set_value(product.delivers_as)
        self.fresh.set_value("")

    def _change(self, field: str, value: Any) -> None:
        products.change(self.store, self.product.id, field, value)

    def _on_fresh(self, typed: str) -> None:
        """'USD 1,400' or '1,400 USD'."""
        from app.domain.money import parse_amount

        if not typed:
            return
        words = typed.split()
        code = next((word for word in words if len(word) == 3 and word.isalpha()), words[0])
        currency = deal_rules.currency(code)
        rest = " ".join(word for word in words if word != code)
        products.set_price(self.store, self.product.id, currency, parse_amount(rest, currency))
        QTimer.singleShot(0, self, lambda: self.fresh.set_value(""))


class ProductLine(TableRow):
    """One product."""

    def __init__(self, section: ProductsSection, product: Product) -> None:
        super().__init__()
        self.section, self.product = section, product
        self.more: MorePrices | None = None
        self.fold = IconButton("caret-right", "More", in_row=True, token="text3", size=12)
        self.fold.setFixedWidth(theme.px(24))
        self.fold.clicked.connect(lambda: self.show_more(on=self.more is None or self.more.isHidden()))
        self.name = Words("Product", self._set("name"), required=True)
        self.code = Words("Code", self._set("code"), placeholder="None")
        self.price = Price("Price", self._set("price_minor"), placeholder="None")
        self.unit = Words("Per", self._set("unit"), placeholder="None")
        self.hours = Hours("Hours", self._set("minutes"), placeholder="None")
        self.tax = Rate("Tax", self._set("tax"), placeholder="None")
        self.put_away = IconButton("archive", "Archive", in_row=True)
        self.put_away.clicked.connect(
            lambda: section.dialog.tried(lambda: products.archive(section.store, self.product.id))
        )
        self.remove = IconButton("x", "Delete", in_row=True)
        self.remove.clicked.connect(
            lambda: section.dialog.tried(lambda: products.delete(section.store, self.product.id))
        )
        self.back = LinkButton("Bring back", size=theme.SECOND)
        self.back.clicked.connect(
            lambda: section.dialog.tried(lambda: products.bring_back(section.store, self.product.id))
        )
        self.back.setFixedHeight(theme.px(theme.FIELD_ROW))
        buttons = QWidget()
        line = QHBoxLayout(buttons)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(2)
        for button in (self.put_away, self.remove, self.back):
            line.addWidget(button)
        line.addStretch(1)
        self.set_cells(COLUMNS, (self.fold, self.name, self.code, self.price, self.unit, self.hours, self.tax, buttons))

    def show_product(self, product: Product) -> None:
        """Show the product as it is now."""
        self.product = product
        self.name.set_value(product.name, "archived" if product.archived else "")
        self.code.set_value(product.code)
        self.price.set_currency(product.currency)
        self.price.set_value(product.price_minor)
        self.unit.set_value(product.unit)
        self.hours.set_value(product.minutes)
        self.tax.set_value(product.tax)
        self.put_away.setVisible(not product.archived and product.lines > 0)
        self.remove.setVisible(not product.archived and product.lines == 0)
        self.back.setVisible(product.archived)
        sold = "1 sold line names it" if product.lines == 1 else f"{product.lines:,} sold lines name it"
        self.put_away.set_name(f"Archive {product.name}; {sold}")
        self.remove.set_name(f"Delete {product.name}")
        self.fold.set_name(f"More of {product.name}")
        if self.more is not None:
            self.more.show_product(product)

    def show_more(self, *, on: bool) -> None:
        """Unfold currency and prices."""
        if self.more is None:
            self.more = MorePrices(self.section.store, self.product)
            self.unfold(self.more)
        self.more.show_product(self.product)
        self.more.setVisible(on)
        self.fold.set_icon("caret-down" if on else "caret-right", "text3")
        if on:
            self.section.bring(self.more)

    def _set(self, field: str) -> Callable[[Any], object]:
        return lambda value: products.change(self.section.store, self.product.id, field, value)


class ProductsSection(Section):
    """Every product by name; those no longer sold behind a switch."""

    reads: ClassVar[frozenset[str]] = frozenset({"product", "product_price", "deal_line"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Products")
        self.found: list[Product] = []
        self.table: Table[Product, ProductLine] = Table(
            "Products", COLUMNS, lambda product: ProductLine(self, product), ProductLine.show_product, lambda product: product.id, most=200,
        )  # fmt: skip
        self.fresh = TextField("New product", self._on_fresh, placeholder="Name of the new product")
        self.fresh.set_value("")
        self.head = SectionHead("Products", ("Add product", self.begin))
        self.archived = CheckBox("Show those no longer sold")
        self.archived.toggled.connect(lambda _: self.refresh())
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self.table.add_below(self.fresh)
        self.fresh.hide()
        self.column.addWidget(self.archived)
        self.say(
            "A line takes the words, hours and tax of its product, and the price in the deal’s currency. What was sold keeps its price. "
            "No rate is applied: a price in another currency stands in its list, unfolded at the left."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        every = products.listed(self.store, archived=True)
        self.archived.setVisible(any(product.archived for product in every))
        self.found = [product for product in every if self.archived.isChecked() or not product.archived]
        self.table.set_rows(self.found)
        self.table.setVisible(bool(self.found) or not self.fresh.isHidden())

    def take_focus(self) -> None:
        first = self.table.ordered()[:1]
        if first:
            first[0].name.setFocus(Qt.FocusReason.PopupFocusReason)

    def begin(self) -> None:
        """A line to type the name of a product in."""
        self.table.show()
        self.fresh.show()
        self.fresh.begin_edit()

    def _on_fresh(self, name: str) -> None:
        if name:
            products.add(self.store, name)
        QTimer.singleShot(0, self, self._end_fresh)

    def _end_fresh(self) -> None:
        self.fresh.set_value("")
        self.fresh.hide()

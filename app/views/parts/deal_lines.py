"""What was sold, line by line, edited in place: title, quantity with its unit, and the amount.

A line shows its amount; what one edits there is the price of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.money import format_money
from app.services import deals
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import IconButton
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.paint import RIGHT, paint_text, text_width
from app.views.parts.section import SectionHead
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_detail import DealDetail, Line
    from app.views.page import ShellApi


class QuantityField(TextField):
    """'8', '20 h': a number and perhaps a unit, at the right."""

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        paint_text(painter, rect, self.display(self._value), "text2", align=RIGHT)


class PriceField(AmountField):
    """Shows what the line costs; its value is the price of one."""

    def __init__(self, name: str, on_commit: Callable[[int | None], object], *, currency: str) -> None:
        super().__init__(name, on_commit, currency=currency, placeholder="Price")
        self._amount: int | None = None

    def show_line(self, price: int | None, amount: int | None, quantity: str) -> None:
        """The price of one, and the amount of all."""
        self._amount = amount
        self.set_value(price)
        each = "" if price is None else format_money(price, self.currency)
        self.setToolTip("Edit the price of one" if quantity == "1" else f"{quantity} × {each}; edit the price of one")

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        shown = "" if self._amount is None else format_money(self._amount, self.currency)
        token = self._tone if shown else "text3"
        paint_text(painter, rect, shown or self.placeholder, token, align=RIGHT)


class LineRow(QWidget):
    """One line; with None the one that is about to be added."""

    def __init__(self, lines: DealLines, line: Line | None, currency: str) -> None:
        super().__init__()
        self._lines, self.line = lines, line
        self.title = TextField("Line", self._on_title, required=line is not None, placeholder="What is sold")
        self.quantity = QuantityField("Quantity", self._on_quantity)
        self.price = PriceField("Price of one", self._on_price, currency=currency)
        self.remove = _QuietCross()
        self.remove.clicked.connect(self._on_remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.title, 1)
        row.addWidget(self.remove)
        row.addWidget(self.quantity)
        row.addWidget(self.price)
        if line is not None:
            self.show_line(line, currency)
        else:
            self.quantity.hide()
            self.price.hide()

    def show_line(self, line: Line, currency: str) -> None:
        """Show `line`, perhaps another than before."""
        if self.line is not None and line.id != self.line.id:
            for field in (self.title, self.quantity, self.price):
                field.forget_edit()
        self.line = line
        self.title.set_value(line.title)
        self.title.setToolTip(line.title)
        self.quantity.set_value(quantity_text(line))
        self.price.set_currency(currency)
        self.price.show_line(line.price_minor, line.amount_minor, line.quantity)
        self.remove.set_name(f"Remove {line.title}")

    def _on_title(self, title: str) -> None:
        if self.line is not None:
            deals.change_line(self._lines.store, self.line.id, "title", title)
        elif title:
            self._lines.add(title)

    def _on_quantity(self, typed: str) -> None:
        if self.line is not None:
            number, unit = parse_quantity(typed)
            with self._lines.store.write("Change line"):
                deals.change_line(self._lines.store, self.line.id, "quantity", number)
                deals.change_line(self._lines.store, self.line.id, "unit", unit)

    def _on_price(self, price: int | None) -> None:
        if self.line is not None:
            deals.change_line(self._lines.store, self.line.id, "price_minor", price)

    def _on_remove(self) -> None:
        self._lines.remove(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.remove.set_seen(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.remove.set_seen(False)


class _QuietCross(IconButton):
    """Seen while the pointer is on its line or the keyboard on itself; there for the keyboard always."""

    def __init__(self) -> None:
        super().__init__("x", "Remove the line", in_row=True, token="text3", size=12)
        self._seen = False
        self.setFixedWidth(px(20))

    def set_seen(self, on: bool) -> None:
        """Whether the pointer is on the line."""
        self._seen = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seen or self.hasFocus():
            super().paintEvent(event)


class DealLines(QWidget):
    """The section: head with 'Add line', the lines, their total."""

    def __init__(self, store: Store, shell: ShellApi, read_again: Callable[[], object]) -> None:
        super().__init__()
        self.store, self._shell, self._read_again = store, shell, read_again
        self._detail: DealDetail | None = None
        self._fresh: LineRow | None = None
        self.rows: list[LineRow] = []
        self.head = SectionHead("Lines", ("Add line", self.begin))
        self.total = _Total()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.head)
        column.addLayout(inset)
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        column.addLayout(self._box)
        column.addWidget(self.total)

    def show_lines(self, detail: DealDetail) -> None:
        """Show the lines of a deal."""
        if self._detail is None or detail.card.id != self._detail.card.id:
            self._drop_fresh()
        self._detail = detail
        found, currency = detail.lines, detail.card.currency
        while len(self.rows) > len(found):
            self._take(self.rows.pop())
        for place, line in enumerate(found):
            if place < len(self.rows):
                self.rows[place].show_line(line, currency)
            else:
                row = LineRow(self, line, currency)
                self.rows.append(row)
                self._box.insertWidget(place, row)
        self._fit_columns(detail)
        self.total.setVisible(bool(found))
        self.total.say(format_money(sum(line.amount_minor for line in found), currency))

    def _fit_columns(self, detail: DealDetail) -> None:
        """Quantities and amounts below each other, as wide as the widest, so that titles keep the rest."""
        currency = detail.card.currency
        wide = max((text_width(format_money(line.amount_minor, currency)) for line in detail.lines), default=0)
        count = max((text_width(quantity_text(line)) for line in detail.lines), default=0)
        for row in self.rows:
            row.price.setFixedWidth(max(wide, px(36)) + 2 * PAD + 2)
            row.quantity.setFixedWidth(max(count, px(16)) + 2 * PAD + 2)

    def begin(self) -> None:
        """An empty line to type in."""
        if self._detail is not None and self._fresh is None:
            self._fresh = LineRow(self, None, self._detail.card.currency)
            self._fresh.remove.clicked.connect(self._drop_fresh)
            self._box.addWidget(self._fresh)
        if self._fresh is not None:
            self._fresh.title.begin_edit()

    def add(self, title: str) -> None:
        """Add the line that was typed; the first takes over what the deal was worth. Raises UserError."""
        if self._detail is None:
            return
        card = self._detail.card
        worth = (card.amount_minor or 0) if not self._detail.lines else 0
        deals.add_line(self.store, card.id, title, price_minor=worth)
        QTimer.singleShot(0, self, self._on_added)

    def _on_added(self) -> None:
        self._drop_fresh()
        self._read_again()
        if self.rows:
            self.rows[-1].price.begin_edit()

    def remove(self, row: LineRow) -> None:
        """Take a line away."""
        line = row.line
        if line is None:
            return
        try:
            deals.remove_line(self.store, line.id)
        except UserError as problem:
            self._shell.error(str(problem))
        else:
            self._shell.toast(f"{line.title} removed")

    def _drop_fresh(self) -> None:
        if self._fresh is not None:
            self._take(self._fresh)
            self._fresh = None

    def _take(self, row: LineRow) -> None:
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()


class _Total(QWidget):
    """The sum below a line."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 8, PAD, 0)
        row.addWidget(Label("Total", "text", theme.TEXT, theme.SEMIBOLD))
        row.addStretch(1)
        self._words = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        row.addWidget(self._words)

    def say(self, words: str) -> None:
        """Another sum."""
        self._words.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(PAD, 2, self.width() - 2 * PAD, 1, theme.colour("line"))


def quantity_text(line: Line) -> str:
    """'8' or '20 h'."""
    return f"{line.quantity} {line.unit}".strip()


def parse_quantity(typed: str) -> tuple[str, str]:
    """The number and the unit of '20 h', '2,5 days', '8'. Raises UserError when there is no number."""
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(.*?)\s*", typed)
    if match is None:
        raise UserError("Write a number, perhaps with a unit: 8 or 20 h")
    return match[1].replace(",", "."), match[2]

"""One sold line of an inspector: title, quantity with its unit, amount, and what unfolds below them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain import deal_sums
from app.domain.money import format_money
from app.services import deal_lines
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import IconButton
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.line_details import INDENT, LineDetails, summary
from app.views.parts.paint import RIGHT, paint_text
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.deal_lines import SoldLine
    from app.views.parts.deal_lines import DealLines


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

    def __init__(self, lines: DealLines, line: SoldLine | None, currency: str) -> None:
        super().__init__()
        self._lines, self.line, self._currency = lines, line, currency
        self.details: LineDetails | None = None
        self.fold = IconButton("caret-right", "Show more of the line", in_row=True, token="text3", size=12)
        self.fold.setFixedWidth(px(INDENT))
        self.fold.clicked.connect(lambda: self.unfold(not self.is_unfolded))
        self.note = Label("", "text3", theme.SECOND, wrap=True)
        self.note.setContentsMargins(PAD + INDENT, 0, PAD, 4)
        self.title = TextField("Line", self._on_title, required=line is not None, placeholder="What is sold")
        self.quantity = QuantityField("Quantity", self._on_quantity)
        self.price = PriceField("Price of one", self._on_price, currency=currency)
        self.remove = _QuietCross()
        self.remove.clicked.connect(self._on_remove)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.fold)
        row.addWidget(self.title, 1)
        row.addWidget(self.remove)
        row.addWidget(self.quantity)
        row.addWidget(self.price)
        self._column.addLayout(row)
        self._column.addWidget(self.note)
        if line is not None:
            self.show_line(line, currency)
        else:
            for part in (self.quantity, self.price, self.note):
                part.hide()
            self.fold.setEnabled(False)

    @property
    def is_unfolded(self) -> bool:
        """Whether the rest of the line is in sight."""
        return self.details is not None and not self.details.isHidden()

    def unfold(self, on: bool) -> None:
        """Show or hide product, price of one, discount, tax and hours."""
        if self.line is None:
            return
        if self.details is None:
            self.details = LineDetails(self._lines.store, self._lines.move_line)
            self._column.addWidget(self.details)
        self.details.show_line(self.line, self._currency)
        self.details.setVisible(on)
        self.fold.set_icon("caret-down" if on else "caret-right", "text3")
        self.fold.set_name(f"Show {'less' if on else 'more'} of {self.line.title}")
        self._show_note()

    def _show_note(self) -> None:
        words = summary(self.line) if self.line is not None else ""
        self.note.setText(words)
        self.note.setVisible(bool(words) and not self.is_unfolded)

    def show_line(self, line: SoldLine, currency: str) -> None:
        """Show `line`, perhaps another than before."""
        if self.line is not None and line.id != self.line.id:
            for field in (self.title, self.quantity, self.price):
                field.forget_edit()
            self.unfold(False)
        self.line, self._currency = line, currency
        self.title.set_value(line.title)
        self.title.setToolTip(line.title)
        self.quantity.set_value(quantity_text(line))
        self.price.set_currency(currency)
        self.price.show_line(line.price_minor, line.amount_minor, line.quantity)
        self.remove.set_name(f"Remove {line.title}")
        self.fold.set_name(f"Show {'less' if self.is_unfolded else 'more'} of {line.title}")
        if self.details is not None:
            self.details.show_line(line, currency)
        self._show_note()

    def _on_title(self, title: str) -> None:
        if self.line is not None:
            deal_lines.change_line(self._lines.store, self.line.id, "title", title)
        elif title:
            self._lines.add(title)

    def _on_quantity(self, typed: str) -> None:
        if self.line is not None:
            number, unit = parse_quantity(typed)
            with self._lines.store.write("Change line"):
                deal_lines.change_line(self._lines.store, self.line.id, "quantity", number)
                deal_lines.change_line(self._lines.store, self.line.id, "unit", unit)

    def _on_price(self, price: int | None) -> None:
        if self.line is not None:
            deal_lines.change_line(self._lines.store, self.line.id, "price_minor", price)

    def _on_remove(self) -> None:
        self._lines.remove(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier and self.line is not None:
            line = self.line
            self._lines.move_line(line.id, by)
        else:
            super().keyPressEvent(event)

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


def quantity_text(line: SoldLine) -> str:
    """'8' or '20 h'."""
    return f"{line.quantity} {line.unit}".strip()


def parse_quantity(typed: str) -> tuple[str, str]:
    """The number and the unit of '20 h', '2,5 days', '8'. Raises UserError when there is no number."""
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(.*?)\s*", typed)
    if match is None:
        raise UserError("Write a number, perhaps with a unit: 8 or 20 h")
    return str(deal_sums.quantity(match[1])), match[2]

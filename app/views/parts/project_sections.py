"""The lists of the project inspector: what was sold, and the people of the client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.clients import ContactRow
from app.services.deal_detail import Line
from app.services.project_rows import DealLink
from app.views.parts.fields import hours_text
from app.views.parts.link_row import LinkRow
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    pass


def money(minor: int, currency: str) -> str:
    """An amount as it is read."""
    from app.domain.money import format_money  # babel behind it is wanted only where money is shown

    return format_money(minor, currency)


class Sold(QWidget):
    """The lines of the deal with their sum beside the section's name, and the other deals that led here."""

    def __init__(self, open_deal: Callable[[], object], go: Callable[[int], object]) -> None:
        super().__init__()
        self._go = go
        self.others: KeyedRows[DealLink, LinkRow] = KeyedRows(
            self._make, lambda row, deal: row.say(deal.title, "also sold", _price(deal)), lambda deal: deal.id
        )
        self.section = SectionHead("Sold", ("Open deal", open_deal), icon="arrow-square-out")
        self.rows: KeyedRows[Line, LineRow] = KeyedRows(lambda _: LineRow(), self._show, lambda line: line.id, most=6)
        self._currency = "EUR"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)
        column.addWidget(self.others)

    def show_deals(self, deals: Sequence[DealLink], first: int | None) -> None:
        """The deals beside the first one."""
        self.others.set_rows([deal for deal in deals if deal.id != first])

    def show_lines(self, lines: Sequence[Line], total: int | None, currency: str) -> None:
        """Show what was sold; `total` in minor units."""
        self._currency = currency
        self.section.set_note("" if total is None else money(total, currency))
        self.rows.set_rows(lines)

    def _show(self, row: LineRow, line: Line) -> None:
        words = f"{line.title}, {hours_text(line.minutes)}" if line.minutes else line.title
        row.show_line(words, note=money(line.amount_minor, self._currency), tooltip=line.title)

    def _make(self, deal: DealLink) -> LinkRow:
        row = LinkRow(deal.title, icon="handshake")
        row.clicked.connect(lambda: self._go(deal.id))
        return row


def _price(deal: DealLink) -> str:
    return "" if deal.amount_minor is None else money(deal.amount_minor, deal.currency)


class People(QWidget):
    """The contacts at the client; a click opens one."""

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._go = go
        self.section = SectionHead("Contacts")
        self.rows: KeyedRows[ContactRow, LinkRow] = KeyedRows(
            self._make,
            lambda row, found: row.say(found.name, found.role, "Decides" if found.decides else ""),
            lambda found: found.id,
            most=4,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)

    def show_people(self, contacts: Sequence[ContactRow]) -> None:
        """Show these."""
        self.rows.set_rows(contacts)

    def _make(self, found: ContactRow) -> LinkRow:
        row = LinkRow(found.name, icon="user")
        row.clicked.connect(lambda: self._go(found.id))
        return row

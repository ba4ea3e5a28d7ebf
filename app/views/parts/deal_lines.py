"""What was sold, line by line, edited in place: title, quantity with its unit, and the amount; the rest unfolds below a line.

A line shows its amount; what one edits there is the price of one. Lines come from the products, from what one types, or from
a table in the clipboard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain import deal_sums
from app.domain.money import format_money, parse_amount
from app.services import deal_lines, products
from app.views import theme
from app.views.parts.attempt import attempt
from app.views.parts.deal_line_row import LineRow, parse_quantity, quantity_text
from app.views.parts.field import PAD
from app.views.parts.fields import hours_text
from app.views.parts.label import Label
from app.views.parts.paint import text_width
from app.views.parts.picker import Option, Picker
from app.views.parts.section import SectionHead
from app.views.theme import px

__all__ = ["DealLines", "LineRow", "parse_quantity", "quantity_text"]

if TYPE_CHECKING:
    from app.domain.deal_sums import Pasted
    from app.models.store import Store
    from app.services.deal_detail import DealDetail
    from app.services.deal_lines import SoldLine
    from app.views.page import ShellApi


_PASTE: Final = "paste"
_MOST_PASTED: Final = 20_000


class DealLines(QWidget):
    """The section: head with 'Add line', the lines, their total."""

    def __init__(self, store: Store, shell: ShellApi, read_again: Callable[[], object]) -> None:
        super().__init__()
        self.store, self._shell, self._read_again = store, shell, read_again
        self._detail: DealDetail | None = None
        self._fresh: LineRow | None = None
        self.rows: list[LineRow] = []
        self.picker: Picker | None = None
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
        found, currency = deal_lines.lines(self.store, detail.card.id), detail.card.currency
        while len(self.rows) > len(found):
            self._take(self.rows.pop())
        for place, line in enumerate(found):
            if place < len(self.rows):
                self.rows[place].show_line(line, currency)
            else:
                row = LineRow(self, line, currency)
                self.rows.append(row)
                self._box.insertWidget(place, row)
        self._fit_columns(found, currency)
        self.total.setVisible(bool(found))
        self.total.say(found, currency)

    def _fit_columns(self, found: Sequence[SoldLine], currency: str) -> None:
        """Quantities and amounts below each other, as wide as the widest, so that titles keep the rest."""
        wide = max((text_width(format_money(line.amount_minor, currency)) for line in found), default=0)
        count = max((text_width(quantity_text(line)) for line in found), default=0)
        for row in self.rows:
            row.price.setFixedWidth(max(wide, px(36)) + 2 * PAD + 2)
            row.quantity.setFixedWidth(max(count, px(16)) + 2 * PAD + 2)

    def begin(self) -> None:
        """The list of products, where there are any or a table waits in the clipboard; else an empty line to type in."""
        waiting = self._in_clipboard()
        if waiting or products.find(self.store, "", 1):
            self._choose(waiting)
        else:
            self.begin_typing()

    def _choose(self, waiting: Sequence[Pasted]) -> None:
        paste = Option(_PASTE, f"Paste {len(waiting)} lines", waiting[0].title if waiting else "", icon="copy")

        def find(typed: str) -> list[Option]:
            found = [Option(key, name, code) for key, name, code in products.find(self.store, typed)]
            return [*([paste] if waiting and not typed.strip() else []), *found]

        def chosen(option: Option) -> None:
            if option.key == _PASTE:
                self.attempt(lambda: self._add_pasted(waiting))
            else:
                self.attempt(lambda: self._add_product(int(str(option.key))))

        self.picker = Picker(self.head, find, chosen, add_new=self._add_typed, width=px(280))
        self.picker.search_line().setPlaceholderText("Find a product, or type what is sold")
        self.picker.open_at(self.head, QRect(0, 0, self.head.width(), self.head.height()))

    def _add_typed(self, typed: str) -> None:
        self.attempt(lambda: self.add(typed))

    def _add_product(self, product: int) -> None:
        if self._detail is not None:
            deal_lines.add_product(self.store, self._detail.card.id, product)
            QTimer.singleShot(0, self, self._on_added_product)

    def _on_added_product(self) -> None:
        self._read_again()
        if self.rows:
            self.rows[-1].quantity.begin_edit()

    def _in_clipboard(self) -> list[Pasted]:
        """Lines of a table or list that wait in the clipboard; none for a single line, which one may as well type."""
        text = QGuiApplication.clipboard().text()
        found = deal_sums.pasted(text) if "\n" in text.strip() and len(text) < _MOST_PASTED else []
        return found if any(line.price for line in found) else []

    def _add_pasted(self, waiting: Sequence[Pasted]) -> None:
        if self._detail is None:
            return
        currency = self._detail.card.currency
        lines = [
            (line.title, line.quantity, line.unit, parse_amount(line.price, currency) if line.price else 0)
            for line in waiting
        ]
        deal_lines.add_many(self.store, self._detail.card.id, lines)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do what a button asks; a refusal is said by the window."""
        return attempt(self._shell, act)

    def move_line(self, line_id: int, by: int) -> None:
        """Move a line; the keyboard stays with it."""
        if self.attempt(lambda: deal_lines.move_line(self.store, line_id, by)):
            self._read_again()
            moved = next((row for row in self.rows if row.line is not None and row.line.id == line_id), None)
            if moved is not None:
                moved.fold.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_typing(self) -> None:
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
        deal_lines.add_line(self.store, card.id, title, price_minor=worth)
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
            deal_lines.remove_line(self.store, line.id)
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
    """The sum below a line; tax and what is then paid below it, where there is any; and the hours that are planned."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD, 8, PAD, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self.words: list[Label] = []
        self._names: list[Label] = []
        for row in range(4):
            strong = row == 0
            look = ("text", theme.TEXT, theme.SEMIBOLD) if strong else ("text2", theme.SECOND, theme.REGULAR)
            name, words = Label("", *look), Label("", *look)
            grid.addWidget(name, row, 0)
            grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignRight)
            self._names.append(name)
            self.words.append(words)

    def say(self, found: Sequence[SoldLine], currency: str) -> None:
        """The sums of these lines."""
        net = sum(line.amount_minor for line in found)
        tax = deal_lines.tax_minor(found)
        minutes = sum(line.minutes or 0 for line in found)
        rows = [("Total before tax" if tax else "Total", format_money(net, currency))]
        if tax:
            rows += [("Tax", format_money(tax, currency)), ("With tax", format_money(net + tax, currency))]
        if minutes:
            rows.append(("Planned", hours_text(minutes)))
        for at, (name, words) in enumerate(zip(self._names, self.words, strict=True)):
            shown = at < len(rows)
            name.setVisible(shown)
            words.setVisible(shown)
            if shown:
                name.setText(rows[at][0])
                words.setText(rows[at][1])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(PAD, 2, self.width() - 2 * PAD, 1, theme.colour("line"))

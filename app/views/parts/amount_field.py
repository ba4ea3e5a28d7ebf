"""A field for money in one currency."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.views.parts.line_field import LineField


def _locale() -> str | None:
    name = QLocale().name()
    return None if name in {"", "C"} else name


class AmountField(LineField[int | None]):
    """An amount in minor units of `currency`; empty is None. Edited as the system's language writes."""

    def __init__(
        self,
        name: str,
        on_commit: Callable[[int | None], object] | None = None,
        *,
        currency: str = "EUR",
        required: bool = False,
        boxed: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.currency = currency
        self._required = required
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)

    def set_currency(self, currency: str) -> None:
        """Another ISO 4217 code for the same minor units."""
        self.currency = currency
        self._tell()

    def display(self, value: int | None) -> str:
        if value is None:
            return ""
        from app.domain.money import format_money  # babel behind it is wanted only where money is shown

        return format_money(value, self.currency)

    def edit_text(self, value: int | None) -> str:
        if value is None:
            return ""
        from app.domain.money import format_money

        # in the language it will be read in: '38,400' means another amount in German
        return format_money(value, self.currency, locale=_locale())

    def parse(self, text: str) -> int | None:
        if not text.strip():
            if self._required:
                raise UserError(f"{self.name} needs an amount")
            return None
        from app.domain.money import parse_amount

        return parse_amount(text, self.currency, _locale())

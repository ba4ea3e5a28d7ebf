"""What lines of a deal come to. Every rounding is half up, once for each figure that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import NamedTuple

from app.base import UserError

HUNDRED = Decimal(100)
MOST = 10**9
_PLACES = 6


def half_up(value: Decimal) -> int:
    """A figure in minor units, half a unit rounded away from 0."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def line_net(quantity: Decimal, price_minor: int, discount: Decimal | None = None) -> int:
    """quantity x price less the discount in percent, in minor units, before tax."""
    with localcontext(prec=60):  # nothing is lost between a long quantity and a high price
        return half_up(quantity * price_minor * (HUNDRED - (discount or Decimal(0))) / HUNDRED)


def tax_minor(lines: Iterable[tuple[int, Decimal | None]]) -> int:
    """The tax on (net in minor units, percent): nets of one rate are added up first and rounded once, as on an invoice."""
    nets: dict[Decimal, int] = {}
    for net, percent in lines:
        if percent:
            nets[percent] = nets.get(percent, 0) + net
    return sum(half_up(net * percent / HUNDRED) for percent, net in nets.items())


def by_percent(minor: int, percent: Decimal) -> int:
    """An amount raised (or, below 0, lowered) by so many percent, rounded half up, never below 0."""
    return max(0, half_up(minor * (HUNDRED + percent) / HUNDRED))


def per_year(recurring_minor: int, months: int) -> int:
    """What comes every `months` months, as an amount a year."""
    return half_up(Decimal(recurring_minor * 12) / months)


def quantity(value: str | Decimal) -> Decimal:
    """'2.5', '2,5' or '' (which is 1). Raises UserError for what is no number, negative, absurd, or could mean two numbers."""
    text = str(value).strip()
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", text):
        bare = text.replace(",", "")
        raise UserError(f"{text} could mean two numbers. Write {bare}, or the smaller one with a point.")
    try:
        number = Decimal(text.replace(",", ".") or "1")
    except InvalidOperation:
        raise UserError(f"{text[:40]} is not a quantity. Write a number such as 1 or 2.5.") from None
    if not number.is_finite() or not 0 <= number < MOST:
        raise UserError("A quantity lies between 0 and 1,000,000,000.")
    if -int(number.normalize().as_tuple().exponent) > _PLACES:
        raise UserError("A quantity has six decimal places at most.")
    return Decimal(f"{number:f}")


def percent(value: str | Decimal | None, what: str) -> Decimal | None:
    """'19', '7,5 %', '' (which is None): 0 to 100. Raises UserError; `what` names it: 'A discount'."""
    text = str(value if value is not None else "").strip().rstrip("%").strip().replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UserError(f"{text[:40]} is not a percentage. Write a number such as 19 or 7.5.") from None
    if not number.is_finite() or not 0 <= number <= 100:
        raise UserError(f"{what} lies between 0 and 100 percent.")
    number = number.quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()
    return (number if number.as_tuple().exponent in (0, -1, -2, -3) else number.quantize(Decimal(1))) or None


class Pasted(NamedTuple):
    """A line as it came from elsewhere; `price` is as it was written."""

    title: str
    quantity: str
    unit: str
    price: str


def pasted(text: str) -> list[Pasted]:
    """Lines out of a table or a list: title, then quantity with unit, then price, set apart by tabs, ';', '|' or two spaces.

    With one column beside the title it is the price. Marks of a list ('- ', '1. ') are left out.
    """
    found = []
    for raw in text.splitlines():
        line = re.sub(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+", "", raw).strip()
        if not line:
            continue
        parts = [part.strip() for part in re.split(r"\t|;|\s*\|\s*", line)]
        if len(parts) == 1:
            parts = [part.strip() for part in re.split(r"\s{2,}", line)]
        parts = [part for part in parts if part]
        if not parts:
            continue
        number, unit = ("1", "")
        if len(parts) > 2:
            number, unit = _quantity_and_unit(parts[1])
        found.append(Pasted(parts[0], number, unit, parts[-1] if len(parts) > 1 else ""))
    return found


def _quantity_and_unit(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(?:x|×)?\s*([^\d]*)", text)
    return (match[1].replace(",", "."), match[2].strip()) if match else ("1", "")

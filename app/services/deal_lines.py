"""What a deal sells, line by line. The sum of the lines, before tax, is the deal's amount.

Lines that cost nothing yet leave the amount alone: writing down what is sold does not turn 'no amount yet' into 0. From
the first price on the amount is the sum, and follows it down to 0; when the last line goes, the amount stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from app.base import UserError
from app.domain import deal_sums
from app.models import records
from app.models.store import Store
from app.services import deal_rules, products, ranking

FIELDS = ("title", "description", "quantity", "unit", "price_minor", "discount", "tax", "minutes", "product_id")
MOST_PASTED = 200


class SoldLine(NamedTuple):
    """A line with its product; money in minor units of the deal's currency, percentages as Decimal or None."""

    id: int
    title: str
    quantity: str
    unit: str
    price_minor: int
    discount: Decimal | None
    tax: Decimal | None
    amount_minor: int
    minutes: int | None
    product_id: int | None
    product: str | None


def lines(store: Store, deal_id: int) -> list[SoldLine]:
    """What was sold, in its order."""
    return [
        SoldLine._make((*row[:5], *(Decimal(text) if text else None for text in row[5:7]), *row[7:]))
        for row in store.rows(
            "SELECT l.id, l.title, l.quantity, l.unit, l.price_minor, l.discount, l.tax, l.amount_minor, l.minutes, l.product_id, p.name "
            "FROM deal_line l LEFT JOIN product p ON p.id = l.product_id WHERE l.deal_id = ? ORDER BY l.rank, l.id",
            (deal_id,),
        )
    ]


def tax_minor(sold: Sequence[SoldLine]) -> int:
    """The tax on top of the net amount, in minor units."""
    return deal_sums.tax_minor((line.amount_minor, line.tax) for line in sold)


def total(store: Store, deal_id: int) -> int:
    """The sum of the lines, before tax, in minor units; 0 without lines and while none has a price."""
    return int(store.value("SELECT ifnull(sum(amount_minor), 0) FROM deal_line WHERE deal_id = ?", (deal_id,)))


def add_line(
    store: Store, deal_id: int, title: str, *, quantity: str = "1", unit: str = "", price_minor: int = 0,
    minutes: int | None = None, product_id: int | None = None, discount: Decimal | None = None, tax: Decimal | None = None,
) -> int:  # fmt: skip
    """One more sold line; returns its id. Raises UserError for values that cannot be. See the module for the amount."""
    with _following(store, deal_id, "Add line"):
        last = store.value("SELECT ifnull(max(rank), 0) FROM deal_line WHERE deal_id = ?", (deal_id,))
        line = records.DealLine(
            id=_fresh(store, deal_id), deal=deal_id, title=deal_rules.title(title), quantity=str(deal_sums.quantity(quantity)), unit=_unit(unit),
            price_minor=_price(price_minor), minutes=_minutes(minutes), product=product_id, rank=int(last) + ranking.STEP,
            discount=deal_sums.percent(discount, "A discount"), tax=deal_sums.percent(tax, "A tax"),
        )  # fmt: skip
        _work_out(line)
        line.save(force_insert=True)
    return int(line.id)


def add_product(store: Store, deal_id: int, product_id: int, quantity: str = "1") -> int:
    """A line that sells a product: its name, unit, tax, hours, and its price in the deal's currency (0 where it has none)."""
    product = products.one(store, product_id)
    currency = store.value("SELECT currency FROM deal WHERE id = ?", (deal_id,))
    minutes = None if product.minutes is None else deal_sums.half_up(product.minutes * deal_sums.quantity(quantity))
    return add_line(
        store, deal_id, product.name, quantity=quantity, unit=product.unit,
        price_minor=products.price(store, product_id, currency) or 0, minutes=minutes, product_id=product_id, tax=product.tax,
    )  # fmt: skip


def add_many(store: Store, deal_id: int, found: Sequence[tuple[str, str, str, int]]) -> list[int]:
    """Several lines (title, quantity, unit, price in minor units) as one action; returns their ids."""
    if not found:
        raise UserError("There is no line to add.")
    if len(found) > MOST_PASTED:
        raise UserError(f"These are {len(found):,} lines; {MOST_PASTED} at a time.")
    with store.write("Add line" if len(found) == 1 else f"Add {len(found)} lines"):
        return [
            add_line(store, deal_id, title, quantity=quantity, unit=unit, price_minor=price)
            for title, quantity, unit, price in found
        ]


def change_line(store: Store, line_id: int, field: str, value: Any) -> None:
    """Change one of `FIELDS` of a line; the deal's amount follows, and a product's hours follow the quantity.

    'discount' and 'tax' are percentages (Decimal, text or None). Raises UserError for a value that cannot be.
    """
    if field not in FIELDS:
        raise ValueError(field)
    line = _line(store, line_id)
    with _following(store, line[0], "Change line"):
        row = records.DealLine.get_by_id(line_id)
        before = row.quantity
        setattr(row, field, _CHECKS.get(field, lambda given: given)(value))
        if field == "quantity":
            _scale_hours(store, row, before)
        _work_out(row)
        row.save()


def set_product(store: Store, line_id: int, product_id: int | None) -> None:
    """Let a line sell a product: its words, unit, price, tax and hours become the product's; None makes it free text again."""
    deal_id = _line(store, line_id)[0]
    with _following(store, deal_id, "Change line"):
        row = records.DealLine.get_by_id(line_id)
        row.product = product_id
        if product_id is not None:
            product = products.one(store, product_id)
            price = products.price(store, product_id, store.value("SELECT currency FROM deal WHERE id = ?", (deal_id,)))
            row.title, row.unit, row.tax = product.name, product.unit, product.tax
            row.price_minor = row.price_minor if price is None else price
            if product.minutes is not None:
                row.minutes = deal_sums.half_up(product.minutes * Decimal(row.quantity))
        _work_out(row)
        row.save()


def move_line(store: Store, line_id: int, by: int) -> bool:
    """Move a line `by` places up (below 0) or down; False when it stands at that end already."""
    deal_id = _line(store, line_id)[0]
    order = store.ids("SELECT id FROM deal_line WHERE deal_id = ? ORDER BY rank, id", (deal_id,))
    at = order.index(line_id)
    to = max(0, min(len(order) - 1, at + by))
    if to == at:
        return False
    order.insert(to, order.pop(at))
    with store.write("Move line"):
        for place, row in enumerate(order, 1):
            rank = place * ranking.STEP
            store.execute("UPDATE deal_line SET rank = ? WHERE id = ? AND rank <> ?", (rank, row, rank))
    return True


def remove_line(store: Store, line_id: int) -> None:
    """Take a line away; the deal's amount follows, and stays as it is when no line is left."""
    deal_id = _line(store, line_id)[0]
    with _following(store, deal_id, "Remove line"):
        store.execute("DELETE FROM deal_line WHERE id = ?", (line_id,))


def rescale(deal_id: int, factor: Decimal) -> None:
    """Multiply every price, for a currency with more or fewer decimal places. Inside `store.write`."""
    for row in records.DealLine.select().where(records.DealLine.deal == deal_id):
        row.price_minor = _price(deal_sums.half_up(row.price_minor * factor))
        _work_out(row)
        row.save()


@contextmanager
def _following(store: Store, deal_id: int, label: str) -> Iterator[None]:
    """One action after which the amount is the sum of the lines, as the top of this module says."""
    with store.write(label):
        deal_rules.load([deal_id])
        before = total(store, deal_id)
        yield
        follow(store, deal_id, before)


def follow(store: Store, deal_id: int, before: int) -> None:
    """Make the amount the sum of the lines, which was `before`. Inside `store.write`."""
    now = total(store, deal_id)
    left = store.value("SELECT 1 FROM deal_line WHERE deal_id = ?", (deal_id,))
    if left and (now or before):
        store.execute(
            "UPDATE deal SET amount_minor = ? WHERE id = ? AND amount_minor IS NOT ?",
            (deal_rules.amount(now), deal_id, now),
        )


def _fresh(store: Store, deal_id: int) -> int:
    """An id that no line of the deal ever had when it was agreed: SQLite gives that of the last one away again."""
    return int(
        store.value(
            "SELECT 1 + max(ifnull((SELECT max(id) FROM deal_line), 0), "
            "ifnull((SELECT max(line_id) FROM agreed_line WHERE deal_id = ?), 0))",
            (deal_id,),
        )
    )


def _line(store: Store, line_id: int) -> tuple[Any, ...]:
    found = store.row("SELECT deal_id FROM deal_line WHERE id = ?", (line_id,))
    if found is None:
        raise UserError("This line is gone; somebody removed it. Undo brings it back.")
    return found


def _scale_hours(store: Store, row: Any, before: str) -> None:
    """Hours that came from the product stay hours for each times the quantity; others are a person's own."""
    each = store.value("SELECT minutes FROM product WHERE id = ?", (row.product_id,))
    if each is not None and row.minutes == deal_sums.half_up(each * Decimal(before)):
        row.minutes = deal_sums.half_up(each * Decimal(row.quantity))


def _work_out(row: Any) -> None:
    row.amount_minor = deal_rules.amount(
        deal_sums.line_net(Decimal(row.quantity), row.price_minor, deal_sums.percent(row.discount, "A discount"))
    )


def _unit(text: str) -> str:
    return deal_rules.words(text, "unit", products.MAX_CODE) if text.strip() else ""


def _price(minor: int | None) -> int:
    return deal_rules.amount(minor) or 0


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= 10**7:
        raise UserError("Hours of a line are not negative, and fewer than 160,000.")
    return minutes


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": deal_rules.title,
    "description": str,
    "quantity": lambda value: str(deal_sums.quantity(value)),
    "unit": _unit,
    "price_minor": _price,
    "discount": lambda value: deal_sums.percent(value, "A discount"),
    "tax": lambda value: deal_sums.percent(value, "A tax"),
    "minutes": _minutes,
}

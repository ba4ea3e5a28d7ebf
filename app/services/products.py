"""Products: what is sold again and again, with a price in every currency it is sold in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from app.base import UserError, moment_text, utc_now
from app.domain import deal_sums
from app.domain.money import to_major, to_minor
from app.models import records
from app.models.store import Store
from app.services import deal_rules, name_find, settings

DELIVERS = ("task", "milestone", "budget")
FIELDS = ("name", "code", "unit", "price_minor", "currency", "minutes", "tax", "delivers_as")
MAX_NAME = 200
MAX_CODE = 60


class Product(NamedTuple):
    """A product; `price_minor` for one `unit` in `currency`, `minutes` of work for one, `tax` in percent.

    `prices` are those in other currencies, by their code; `lines` is how many sold lines name it.
    """

    id: int
    name: str
    code: str
    unit: str
    price_minor: int | None
    currency: str
    minutes: int | None
    tax: Decimal | None
    delivers_as: str
    archived: bool
    lines: int
    prices: tuple[tuple[str, int], ...]


def listed(store: Store, *, archived: bool = False, ids: Sequence[int] | None = None) -> list[Product]:
    """The products by name; with `archived` those too that are no longer sold."""
    home = settings.home_currency(store)
    where = "1" if archived or ids is not None else "p.archived_at IS NULL"
    chosen = [] if ids is None else list(ids)
    if ids is not None:
        where = f"p.id IN ({', '.join('?' * len(chosen))})"
    prices: dict[int, list[tuple[str, int]]] = {}
    for product, currency, minor in store.rows(
        "SELECT product_id, currency, price_minor FROM product_price ORDER BY currency"
    ):
        prices.setdefault(product, []).append((currency, minor))
    return [
        Product._make((
            *row[:5], row[5] or home, row[6], Decimal(row[7]) if row[7] else None, row[8], bool(row[9]), row[10],
            tuple(price for price in prices.get(row[0], []) if price[0] != (row[5] or home)),
        ))
        for row in store.rows(
            "SELECT p.id, p.name, p.code, p.unit, p.price_minor, p.currency, p.minutes, p.tax, p.delivers_as, p.archived_at IS NOT NULL, "
            "(SELECT count(*) FROM deal_line l JOIN deal d ON d.id = l.deal_id AND d.deleted_at IS NULL WHERE l.product_id = p.id) "
            f"FROM product p WHERE {where} ORDER BY p.archived_at IS NOT NULL, p.name COLLATE NOCASE, p.id",
            chosen,
        )
    ]  # fmt: skip


def one(store: Store, product_id: int) -> Product:
    """One product. Raises UserError when it is gone."""
    found = listed(store, ids=[product_id])
    if not found:
        raise UserError("This product is gone. Undo brings it back.")
    return found[0]


def find(store: Store, typed: str, limit: int = 40) -> list[tuple[int, str, str]]:
    """Products in use whose name or code holds every typed word, the best first (see `domain/finding.py`), before one types by
    name; as (id, name, code)."""
    there = "archived_at IS NULL"
    if typed.strip():
        ids = [i for i, _ in name_find.found(store, "product", typed, limit, where=there, text="(name || ' ' || code)")]
    else:
        ids = store.ids(f"SELECT id FROM product WHERE {there} ORDER BY name COLLATE NOCASE LIMIT ?", (limit,))
    rows = "SELECT p.id, p.name, p.code FROM json_each(?) j JOIN product p ON p.id = j.value ORDER BY j.key"
    return [(row[0], row[1], row[2]) for row in store.rows(rows, (json.dumps(ids),))]


def price(store: Store, product_id: int, currency: str) -> int | None:
    """The price of one in minor units of `currency`; None where the product has none. No rate is applied: a price list is a decision."""
    row = store.row(
        "SELECT (SELECT price_minor FROM product_price WHERE product_id = p.id AND currency = :currency), p.price_minor, p.currency "
        "FROM product p WHERE p.id = :id",
        {"id": product_id, "currency": currency},
    )
    if row is None:
        return None
    own: int | None = row[1] if (row[2] or settings.home_currency(store)) == currency else None
    listed_price: int | None = row[0]
    return listed_price if own is None else own


def add(
    store: Store, name: str, *, code: str = "", unit: str = "", price_minor: int | None = None, currency: str = "",
    minutes: int | None = None, tax: Decimal | None = None, delivers_as: str = "task",
) -> int:  # fmt: skip
    """A new product; returns its id. Raises UserError for an empty or taken name and for values that cannot be."""
    with store.write("Add product"):
        given = {
            "name": _name(store, name), "code": code, "unit": unit, "price_minor": price_minor,
            "currency": currency or settings.home_currency(store), "minutes": minutes, "tax": tax, "delivers_as": delivers_as,
        }  # fmt: skip
        made = records.Product.create(**{field: _checked(field, value) for field, value in given.items()})
    return int(made.id)


def change(store: Store, product_id: int, field: str, value: Any) -> None:
    """Change one of `FIELDS`. Lines that were sold already keep what they say. Raises UserError."""
    if field not in FIELDS:
        raise ValueError(field)
    with store.write(f"Change {field.removesuffix('_minor').replace('_', ' ')} of product"):
        product = records.Product.get_or_none(records.Product.id == product_id)
        if product is None:
            raise UserError("This product is gone. Undo brings it back.")
        if field == "name":
            value = _name(store, value, but=product_id)
        value = _checked(field, value)
        if field == "currency":
            _swap_price(store, product, value)
        setattr(product, field, value)
        product.save()


def _swap_price(store: Store, product: Any, currency: str) -> None:
    """Another main currency: its price on the list becomes the main one, and the old main one goes on the list.

    Without one on the list the figure stays as it is written: 4,500.00 EUR become 4,500 JPY.
    """
    before, old = product.currency or settings.home_currency(store), product.price_minor
    if before == currency:
        return
    listed_price = store.value(
        "SELECT price_minor FROM product_price WHERE product_id = ? AND currency = ?", (product.id, currency)
    )
    if listed_price is None:
        if old is not None:
            product.price_minor = deal_rules.amount(to_minor(to_major(old, before), currency))
        return
    product.price_minor = listed_price
    store.execute(
        "DELETE FROM product_price WHERE product_id = ? AND currency IN (?, ?)", (product.id, currency, before)
    )
    if old is not None:
        store.execute(
            "INSERT INTO product_price (product_id, currency, price_minor) VALUES (?, ?, ?)", (product.id, before, old)
        )


def set_price(store: Store, product_id: int, currency: str, minor: int | None) -> None:
    """The price of one in another currency; None takes it off the list. Raises UserError."""
    currency, minor = deal_rules.currency(currency), deal_rules.amount(minor)
    with store.write("Change price of product"):
        if currency == one(store, product_id).currency:
            store.execute("UPDATE product SET price_minor = ? WHERE id = ?", (minor, product_id))
            return
        known = store.value(
            "SELECT id FROM product_price WHERE product_id = ? AND currency = ?", (product_id, currency)
        )
        if minor is None:
            store.execute("DELETE FROM product_price WHERE id = ?", (known,))
        elif known is None:
            store.execute(
                "INSERT INTO product_price (product_id, currency, price_minor) VALUES (?, ?, ?)",
                (product_id, currency, minor),
            )
        else:
            store.execute("UPDATE product_price SET price_minor = ? WHERE id = ?", (minor, known))


def archive(store: Store, product_id: int) -> None:
    """Sell it no more: it is offered nowhere, and lines that name it keep it."""
    with store.write("Archive product"):
        store.execute("UPDATE product SET archived_at = ? WHERE id = ?", (moment_text(utc_now()), product_id))


def bring_back(store: Store, product_id: int) -> None:
    """Sell it again."""
    with store.write("Bring back product"):
        store.execute("UPDATE product SET archived_at = NULL WHERE id = ?", (product_id,))


def delete(store: Store, product_id: int) -> None:
    """Take a product away that no line names. Raises UserError when one does: archive it instead."""
    with store.write("Delete product"):
        used = store.value("SELECT count(*) FROM deal_line WHERE product_id = ?", (product_id,))
        if used:
            raise UserError(f"{one(store, product_id).name} stands in {used} lines. Archive it instead.")
        store.execute("DELETE FROM product WHERE id = ?", (product_id,))


def _name(store: Store, text: str, but: int | None = None) -> str:
    name = deal_rules.words(text, "product", MAX_NAME)
    for known, other, archived in store.rows("SELECT id, name, archived_at FROM product"):
        if known != but and other.casefold() == name.casefold():
            raise UserError(
                f"There is a product named {other} already{', archived. Bring it back' if archived else ''}."
            )
    return name


def _checked(field: str, value: Any) -> Any:
    if field == "price_minor":
        return deal_rules.amount(value)
    if field == "currency":
        return deal_rules.currency(value)
    if field == "tax":
        return deal_sums.percent(value, "A tax")
    if field == "minutes" and value is not None and not 0 <= value <= 10**6:
        raise UserError("Hours of a product are not negative, and fewer than 16,000.")
    if field == "delivers_as" and value not in DELIVERS:
        raise ValueError(value)
    if field in ("code", "unit"):
        return deal_rules.words(value, field, MAX_CODE) if value.strip() else ""
    return value

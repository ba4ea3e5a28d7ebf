"""The sample studio's price list, and what recurs of its retainer. No amount of a deal changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.models.store import Store
from app.services import products

# name, code, unit, EUR cents, minutes of work for one, prices in other currencies
LIST: Final = (
    ("Care hours", "CARE", "h", 125_00, 60, (("USD", 140_00),)),
    ("Design day", "DESIGN", "day", 960_00, 480, (("CHF", 1_050_00), ("USD", 1_080_00))),
    ("Discovery workshop", "DISCO", "", 2_600_00, 960, (("USD", 2_900_00),)),
    ("Hosting and updates", "HOST", "month", 90_00, 30, ()),
    ("Logo design", "LOGO", "", 1_800_00, 900, (("CHF", 2_000_00),)),
    ("Page template", "PAGE", "page", 700_00, 330, ()),
    ("Photo shoot", "PHOTO", "half day", 850_00, 300, ()),
    ("Training", "TRAIN", "", 1_200_00, 360, (("USD", 1_350_00),)),
)
_TAX: Final = Decimal(19)


def fill(store: Store) -> None:
    """The products, named by the lines that sell them already, as one action."""
    with store.write("Add sample products"):
        for name, code, unit, minor, minutes, others in LIST:
            product = products.add(
                store, name, code=code, unit=unit, price_minor=minor, currency="EUR", minutes=minutes, tax=_TAX
            )
            for currency, price in others:
                products.set_price(store, product, currency, price)
            store.execute("UPDATE deal_line SET product_id = ?, unit = ? WHERE title = ?", (product, unit, name))
        store.execute(
            "UPDATE deal SET recurring_minor = 100000, recurring_months = 1 WHERE title = 'Support retainer' AND recurring_minor IS NULL"
        )

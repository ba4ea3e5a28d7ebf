"""Products: what is sold again and again, with a price in every currency it is sold in."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from app.base import UserError
from app.models.store import Store
from app.services import deal_lines, deals, products


@pytest.fixture
def logo(store: Store) -> int:
    return products.add(
        store, " Logo  design ", code="LOGO", unit="piece", price_minor=1_200_00, minutes=600, tax=Decimal("19")
    )


def test_a_product_is_priced_in_the_home_currency_unless_another_is_said(store: Store, logo: int) -> None:
    one = products.one(store, logo)
    assert (one.name, one.code, one.unit, one.price_minor, one.currency, one.minutes, one.tax) == (
        "Logo design", "LOGO", "piece", 1_200_00, "EUR", 600, Decimal(19),
    )  # fmt: skip
    assert products.price(store, logo, "EUR") == 1_200_00 and products.price(store, logo, "USD") is None


def test_prices_in_other_currencies_are_set_changed_and_taken_off(store: Store, logo: int) -> None:
    products.set_price(store, logo, "usd", 1_400_00)
    products.set_price(store, logo, "CHF", 1_300_00)
    assert products.one(store, logo).prices == (("CHF", 1_300_00), ("USD", 1_400_00))
    products.set_price(store, logo, "USD", 1_500_00)
    products.set_price(store, logo, "CHF", None)
    products.set_price(store, logo, "EUR", 1_250_00)  # its own currency: the price of the product itself
    assert products.one(store, logo).prices == (("USD", 1_500_00),)
    assert products.price(store, logo, "EUR") == 1_250_00
    store.undo()
    assert products.price(store, logo, "EUR") == 1_200_00


def test_another_main_currency_swaps_with_its_price_on_the_list(store: Store, logo: int) -> None:
    products.set_price(store, logo, "USD", 1_400_00)
    products.change(store, logo, "currency", "USD")
    one = products.one(store, logo)
    assert (one.currency, one.price_minor, one.prices) == ("USD", 1_400_00, (("EUR", 1_200_00),))
    products.change(store, logo, "currency", "EUR")
    assert products.one(store, logo).prices == (("USD", 1_400_00),)


def test_a_figure_stays_as_it_is_written_in_a_currency_without_cents(store: Store, logo: int) -> None:
    products.change(store, logo, "currency", "JPY")
    assert products.price(store, logo, "JPY") == 1_200


def test_a_line_takes_words_hours_tax_and_the_price_of_the_deal_s_currency(store: Store, logo: int) -> None:
    products.set_price(store, logo, "USD", 1_400_00)
    deal = deals.add(store, "Relaunch", currency="USD")
    deal_lines.add_product(store, deal, logo, "2")
    line = deal_lines.lines(store, deal)[0]
    assert (line.title, line.unit, line.price_minor, line.amount_minor, line.minutes, line.tax, line.product) == (
        "Logo design", "piece", 1_400_00, 2_800_00, 1200, Decimal(19), "Logo design",
    )  # fmt: skip
    swiss = deals.add(store, "Swiss", currency="CHF")
    deal_lines.add_product(store, swiss, logo)
    assert deal_lines.lines(store, swiss)[0].price_minor == 0  # a price list is a decision, no rate is applied


def test_sold_lines_keep_what_they_say_when_the_product_changes(store: Store, logo: int) -> None:
    deal = deals.add(store, "Relaunch")
    deal_lines.add_product(store, deal, logo)
    products.change(store, logo, "price_minor", 9_999_00)
    products.change(store, logo, "name", "Mark")
    line = deal_lines.lines(store, deal)[0]
    assert (line.title, line.price_minor, line.product) == ("Logo design", 1_200_00, "Mark")


def test_archived_ones_are_offered_no_more_and_come_back(store: Store, logo: int) -> None:
    products.archive(store, logo)
    assert products.listed(store) == [] and products.find(store, "logo") == []
    assert [one.archived for one in products.listed(store, archived=True)] == [True]
    with pytest.raises(UserError, match="Bring it back"):
        products.add(store, "LOGO design")
    products.bring_back(store, logo)
    assert products.find(store, "") == [(logo, "Logo design", "LOGO")]


def test_one_that_was_sold_is_archived_and_not_deleted(store: Store, logo: int) -> None:
    deal = deals.add(store, "Relaunch")
    line = deal_lines.add_product(store, deal, logo)
    with pytest.raises(UserError, match="Archive it"):
        products.delete(store, logo)
    deal_lines.remove_line(store, line)
    products.delete(store, logo)
    assert products.listed(store, archived=True) == []


def test_products_are_found_by_every_word_of_name_and_code_first_those_that_begin_so(store: Store, logo: int) -> None:
    web = products.add(store, "Website", code="W1")
    small = products.add(store, "Small logo")
    percent = products.add(store, "100% cotton_bag")
    assert [found[0] for found in products.find(store, "logo")] == [logo, small]
    assert [found[0] for found in products.find(store, "design LOGO")] == [logo]
    assert [found[0] for found in products.find(store, "w1")] == [web]
    assert [found[0] for found in products.find(store, "0% c")] == [percent]
    assert products.find(store, "n_b") == [(percent, "100% cotton_bag", "")] and products.find(store, "nxb") == []


def test_products_are_found_whatever_their_accents_and_capitals(store: Store) -> None:
    oil = products.add(store, "Leinöl-Lasur", code="ÖL 7")
    visit = products.add(store, "CAFÉ besuch")
    street = products.add(store, "Straßenfest")
    for typed, wanted in (
        ("Öl", oil), ("öl 7", oil), ("ol 7", oil), ("LEINOL", oil), ("cafe", visit), ("Café BES", visit), ("strasse", street), ("STRASSEN", street),
    ):  # fmt: skip
        assert [found[0] for found in products.find(store, typed)] == [wanted], typed
    assert products.find(store, "leino") == [(oil, "Leinöl-Lasur", "ÖL 7")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 10_000), ("name", "a\x00b"), ("price_minor", -1), ("price_minor", 10**16), ("currency", "EURO"),
        ("minutes", -5), ("tax", "101"), ("tax", "abc"), ("unit", "u" * 61), ("code", "a\x00b"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_changes(store: Store, logo: int, field: str, value: object) -> None:
    before = products.one(store, logo)
    with pytest.raises(UserError):
        products.change(store, logo, field, value)
    assert products.one(store, logo) == before


def test_the_words_that_break_programs_are_kept_as_they_are_or_refused(store: Store, data: Path) -> None:
    deal = deals.add(store, "Shop")
    kept: dict[int, str] = {}
    with store.write("All of them"):
        for text in json.loads((data / "text" / "blns.json").read_text("utf-8")):
            try:
                made = products.add(store, text)
            except UserError:
                continue
            kept[made] = " ".join(re.sub(r"[\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", text).split())
            deal_lines.add_product(store, deal, made)
            products.find(store, text)
    assert {product.id: product.name for product in products.listed(store)} == kept and len(kept) > 400
    store.undo()
    assert products.listed(store) == [] and deal_lines.lines(store, deal) == []
    store.redo()
    assert {product.id: product.name for product in products.listed(store)} == kept


def test_the_sample_price_list_names_the_lines_that_sell_it_and_changes_no_amount(studio: Store) -> None:
    from app.services import demo_products

    assert len(products.listed(studio)) == len(demo_products.LIST)
    assert {line for product in products.listed(studio) for line in [product.lines] if line} == {1}
    sums = studio.rows(
        "SELECT d.title, d.amount_minor, sum(l.amount_minor) FROM deal d JOIN deal_line l ON l.deal_id = d.id GROUP BY d.id"
    )
    assert sums and all(amount == total for _, amount, total in sums)

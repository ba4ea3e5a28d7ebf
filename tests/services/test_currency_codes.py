"""Which currencies there are: where one is typed, where a file names it, and in workspaces that hold others already."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.domain import currency
from app.exchange import importing
from app.models.store import Store
from app.services import clients, custom_fields, deal_board, deals, figures, products, projects, rates, renewals
from app.services import settings as workspace_settings

Write = Callable[[Store, str], object]


def _new_field(store: Store, code: str) -> object:
    return custom_fields.define(store, "deal", "Budget", "money", options=[code])


WRITES: dict[str, Write] = {
    "deal": lambda store, code: deals.add(store, "Shop", currency=code),
    "change of a deal": lambda store, code: deals.change(store, deals.add(store, "Shop"), "currency", code),
    "product": lambda store, code: products.add(store, "Logo", currency=code),
    "price": lambda store, code: products.set_price(store, products.add(store, f"Logo {code}"), code, 100),
    "project": lambda store, code: projects.change(store, projects.add(store, "Move"), "currency", code),
    "client": lambda store, code: clients.change(store, clients.add(store, "Acme"), "currency", code),
    "renewal": lambda store, code: renewals.add(
        store, "Care", date(2027, 1, 1), client_id=clients.add(store, "Acme"), currency=code
    ),
    "rate": lambda store, code: rates.add(store, code, date(2026, 1, 1), Decimal(2)),
    "home": rates.change_home,
    "field": _new_field,
}


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_a_code_that_is_no_currency_is_refused_wherever_it_is_written(store: Store, write: Write) -> None:
    for code in ("XQQ", "XXX", "XTS", "CNH", "BRZ", "EURO", "€", "E R"):
        with pytest.raises(
            UserError, match=f"^{code} is no currency. Write the three letters of one, such as EUR or USD.$"
        ):
            write(store, code)
    assert not store.value("SELECT 1 FROM rate") and workspace_settings.home_currency(store) == "EUR"


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_those_of_today_and_of_the_past_are_taken_in_any_case(store: Store, write: Write) -> None:
    write(store, " jpy")
    with store.write("Apart"):
        store.execute("UPDATE custom_field SET name = 'Another'")
        store.execute("UPDATE product SET name = 'Another'")
        store.execute("UPDATE client SET name = 'Another'")
    write(store, "DEM")


def test_an_import_names_the_cell_and_takes_the_currencies_of_the_past(store: Store, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "title,amount,currency\nOld,100,DEM\nNew,5,usd\nWrong,7,XQQ\n", encoding="utf-8"
    )
    report = importing.run(store, "deals", tmp_path / "deals.csv")
    assert [(each.row, each.field, each.value) for each in report.landed.errors] == [(3, "currency", "XQQ")]
    assert "is no currency that Baton knows" in report.landed.errors[0].problem
    assert store.rows("SELECT title, currency FROM deal ORDER BY id") == [("Old", "DEM"), ("New", "USD")]
    for kind in ("clients", "products"):
        (tmp_path / "other.csv").write_text("name,currency\nAcme,XQQ\n", encoding="utf-8")
        assert [each.field for each in importing.run(store, kind, tmp_path / "other.csv").landed.errors] == ["currency"]


def test_a_workspace_that_holds_another_code_shows_it_and_goes_on(store: Store) -> None:
    """An older program took any three letters."""
    client = clients.add(store, "Acme")
    deal = deals.add(store, "Shop", client=client, amount_minor=100_00)
    care = renewals.add(store, "Care", date(2027, 1, 1), client_id=client, amount_minor=50_00)
    product = products.add(store, "Logo", price_minor=5_00)
    with store.write("Before"):
        for table in ("deal", "renewal", "product", "client"):
            store.execute(f"UPDATE {table} SET currency = 'XQQ'")
    assert deal_board.cards(store, [deal])[0].currency == "XQQ" and figures.totals(store).unconverted == 1
    deals.change(store, deal, "amount_minor", 200_00)
    deals.change(store, deal, "currency", "XQQ")
    renewals.rewrite(store, care, currency="XQQ", amount_minor=60_00)
    products.change(store, product, "price_minor", 6_00)
    deals.win(store, [deal], date(2026, 1, 1))
    renewals.add(store, "Next", date(2027, 2, 1), deal_id=deal, currency="XQQ")
    rates.add(store, "XQQ", date(2026, 1, 1), Decimal(2))
    assert figures.totals(store).unconverted == 0
    with store.write("Before"):
        store.execute("UPDATE setting SET value = '\"XQQ\"' WHERE key = 'home_currency'")
    assert workspace_settings.home_currency(store) == "XQQ" and deals.add(store, "Another")
    rates.change_home(store, "EUR")
    with pytest.raises(UserError, match="XQQ is no currency"):
        rates.change_home(store, "XQQ")


@given(st.text(max_size=5))
def test_what_passes_is_always_three_capitals(text: str) -> None:
    try:
        code = currency.checked(text)
    except UserError:
        return
    assert len(code) == 3 and code.isascii() and code.isalpha() and code.isupper() and currency.checked(code) == code


def test_a_deal_in_a_currency_of_today_needs_no_list_of_all() -> None:
    script = "import sys; from app.domain import currency; currency.checked('usd'); print(any(m.startswith('babel') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

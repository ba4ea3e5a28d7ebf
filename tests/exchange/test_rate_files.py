"""Files of exchange rates: as central banks publish them, and a line for each rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError, today
from app.exchange import rate_files
from app.exchange.files import Table
from app.exchange.rate_files import IN_BASE, PER_BASE, read

ECB = "Date,USD,JPY,GBP,CHF,CYP,\n2026-11-06,1.08,162,0.9,0.96,N/A,\n2026-11-05,1.25,160,0.8,0.95,0.58,\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="rates.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def told(found):
    return {(line.currency, line.day.isoformat()): line.rate for line in found.lines}


def test_a_column_for_each_currency_is_told_in_euros(file):
    found = read(file(ECB), "EUR")
    assert (found.base, found.quoted, found.wide, found.unused) == ("EUR", PER_BASE, True, ("CYP",))
    assert told(found)["USD", "2026-11-05"] == Decimal("0.8")
    assert told(found)["GBP", "2026-11-05"] == Decimal("1.25")
    assert len(found.lines) == 8 and not found.problems
    assert found.lines[0].day == date(2026, 11, 6)


def test_it_is_turned_into_another_home_currency(file):
    found = told(read(file(ECB), "GBP"))
    assert found["USD", "2026-11-06"] == Decimal("0.8333333333")
    assert found["EUR", "2026-11-06"] == Decimal("0.9")
    assert found["EUR", "2026-11-05"] == Decimal("0.8")
    assert ("GBP", "2026-11-06") not in found


def test_without_a_column_of_the_home_currency_the_days_are_refused(file):
    found = read(file(ECB), "SEK")
    assert found.lines == []
    assert [problem.problem for problem in found.problems] == [
        "These rates are in EUR, and SEK has none on this day to tell them in SEK."
    ] * 2


def test_a_line_for_each_rate_is_what_one_unit_costs_at_home(file):
    found = read(file("Currency;Date;Rate\nUSD;05.11.2026;0,92\nusd;06.11.2026;0,925\n£;06.11.2026;1,16\n"), "EUR")
    assert (found.base, found.quoted, found.wide) == ("EUR", IN_BASE, False)
    assert told(found) == {
        ("USD", "2026-11-05"): Decimal("0.92"),
        ("USD", "2026-11-06"): Decimal("0.925"),
        ("GBP", "2026-11-06"): Decimal("1.16"),
    }


def test_how_small_currencies_are_told_says_which_way_round(file):
    assert read(file("currency,date,rate\nJPY,2026-11-05,163.4\n"), "EUR").quoted == PER_BASE
    assert read(file("Date,USD,JPY\n2026-11-05,0.92,0.0061\n"), "EUR").quoted == IN_BASE


def test_a_base_that_is_said_or_stands_in_the_file(file):
    path = file("base,currency,date,rate\nUSD,EUR,2026-11-05,1.25\nUSD,GBP,2026-11-05,1.5\n")
    assert told(read(path, "EUR")) == {
        ("GBP", "2026-11-05"): Decimal("1.2"),
        ("USD", "2026-11-05"): Decimal("0.8"),
    }
    path = file("Date,EUR,GBP\n2026-11-05,0.8,0.5\n")
    assert told(read(path, "EUR", base="USD", quoted=PER_BASE)) == {
        ("USD", "2026-11-05"): Decimal("0.8"),
        ("GBP", "2026-11-05"): Decimal("1.6"),
    }


def test_what_cannot_be_is_refused_by_row(file):
    coming = (today() + timedelta(days=1)).isoformat()
    found = read(
        file(
            f"currency,date,rate\nUSD,2026-02-30,0.9\nUSD,{coming},0.9\nXXQ,2026-11-05,0.9\nUSD,2026-11-05,-1\n"
            "USD,2026-11-04,abc\nUSD,2026-11-03,0.9\nUSD,2026-11-03,0.9\nUSD,2026-11-03,0.8\nUSD,2026-11-02,\n"
        ),
        "EUR",
    )
    assert [(problem.row, problem.field) for problem in found.problems] == [
        (1, "date"), (2, "date"), (3, "rate"), (4, "rate"), (5, "rate"), (8, "rate"),
    ]  # fmt: skip
    assert found.problems[2].value == "XXQ"
    assert told(found) == {("USD", "2026-11-03"): Decimal("0.9")}


@pytest.mark.parametrize(
    "text", ["name,city\nAcme,Sampletown\n", "Date,Name\n2026-11-05,x\n", "currency,rate\nUSD,1\n"]
)
def test_what_is_no_table_of_rates(file, text):
    with pytest.raises(UserError, match="This table holds no rates"):
        read(file(text), "EUR")


def test_landing_adds_changes_and_undoes(file, store):
    from app.services import deals, rates

    deal = deals.add(store, "Overseas", amount_minor=100_00, currency="USD")
    rates.add(store, "USD", date(2026, 11, 5), Decimal("0.7"))
    rates.add(store, "CHF", date(2026, 11, 6), Decimal("1.041666667"))
    found = rate_files.read(file(ECB), "EUR")
    expected = (6, 1, 1)
    for dry_run in (True, False):
        landed = rate_files.land(store, found, dry_run=dry_run).landed
        assert (landed.created, landed.updated, landed.skipped) == expected
    deals.win(store, [deal], date(2026, 11, 5))
    assert store.value("SELECT closed_rate FROM deal") == "0.8"
    store.undo()
    store.undo()
    assert len(rates.listed(store)) == 2
    assert rate_files.land(store, found, on_duplicate="skip").landed.updated == 0
    assert rates.known_on(store, ["USD"])[("USD", date(2026, 11, 5))] == Decimal("0.7")


def test_only_the_currencies_that_are_wanted(file):
    found = rate_files.choose(read(file(ECB), "EUR"), ["USD"])
    assert {line.currency for line in found.lines} == {"USD"}


RATES = st.decimals(Decimal("0.01"), Decimal(900), places=4)


@given(RATES, RATES, RATES)
def test_cross_rates_agree_whatever_the_home_currency(usd, gbp, jpy):
    table = Table(("Date", "USD", "GBP", "JPY"), [("2026-11-05", str(usd), str(gbp), str(jpy))], "csv")
    by_home = {home: told(read(table, home, quoted=PER_BASE, decimal=".")) for home in ("EUR", "USD", "GBP")}
    day = "2026-11-05"
    direct = by_home["USD"]["GBP", day]
    across = by_home["EUR"]["GBP", day] / by_home["EUR"]["USD", day]
    assert abs(direct - across) <= abs(direct) * Decimal("1e-8")
    assert abs(by_home["USD"]["EUR", day] * by_home["EUR"]["USD", day] - 1) < Decimal("1e-8")

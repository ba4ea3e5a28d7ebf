"""Whose forecast, in which currency, and the deals of a quarter: the figures and the lists behind them say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.models.store import Store
from app.services import (
    clients,
    currencies,
    deal_board,
    deal_detail,
    deal_filter,
    deals,
    figures,
    past,
    people,
    rates,
    renewal_figures,
    renewals,
)
from app.services.deal_filter import DealFilter

SOON = timedelta(days=3)


@pytest.fixture
def shared(store: Store) -> dict[str, int]:
    """Mara has a deal, Ines two, one has nobody: 50 % each."""
    with store.write("Chances"):
        store.execute("UPDATE stage SET probability = 50 WHERE kind = 'open'")
    ines = people.add(store, "Ines Sample")
    made = {"mara": people.me(store).id, "ines": ines}
    for title, owner, amount in (("Shop", made["mara"], 100_00), ("Site", ines, 40_00), ("App", ines, 6_00)):
        made[title] = deals.add(store, title, amount_minor=amount, expected_close_on=today() + SOON, owner_id=owner)
    made["Lead"] = deals.add(store, "Lead", amount_minor=8_00)
    deals.change(store, made["Lead"], "owner_id", None)
    return made


def told(store: Store, **more: object) -> tuple[int, int, int]:
    """Open, weighted and undated amounts."""
    found = figures.forecast(store, futures=10, **more)  # type: ignore[arg-type]
    return found.open_minor, found.weighted_minor, found.undated.amount_minor


# --- whose --------------------------------------------------------------------------------------------------------------


def test_a_forecast_is_that_of_an_owner_or_of_nobody(store: Store, shared: dict[str, int]) -> None:
    assert told(store, owner_id=shared["mara"]) == (100_00, 50_00, 0)
    assert told(store, owner_id=shared["ines"]) == (46_00, 23_00, 0)
    assert told(store, owner_id=0) == (8_00, 4_00, 8_00)
    assert told(store) == (154_00, 77_00, 8_00)
    assert [one.open_minor for one in figures.forecasts(store, owner_id=shared["ines"])] == [46_00, 46_00]


def test_a_day_gone_by_counts_the_owner_of_that_day(store: Store) -> None:
    ines = people.add(store, "Ines Sample")
    mara = people.me(store).id
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        shop = deals.add(store, "Shop", amount_minor=100_00, owner_id=mara)
    with time_machine.travel(datetime(2026, 4, 10, 12, tzinfo=UTC), tick=False):
        deals.change(store, shop, "owner_id", ines)
    with time_machine.travel(datetime(2026, 5, 10, 12, tzinfo=UTC), tick=False):
        deals.change(store, shop, "owner_id", None)
        for day, owner in ((date(2026, 3, 31), mara), (date(2026, 4, 30), ines), (date(2026, 5, 10), 0)):
            assert [found.owner_id for found in past.deals(store, day)] == [owner]
            for one in (mara, ines, 0):
                assert told(store, as_of=day, owner_id=one)[0] == (100_00 if one == owner else 0)


def test_who_can_be_chosen_owns_deals_or_is_here(store: Store, shared: dict[str, int]) -> None:
    theo, ines = people.add(store, "Theo Sample"), shared["ines"]
    assert deal_detail.owners(store) == [
        (shared["mara"], "Mara Sample", True, False), (ines, "Ines Sample", False, False), (theo, "Theo Sample", False, False),
        (0, "Nobody", False, False),
    ]  # fmt: skip
    deals.win(store, [shared["Site"]], today())
    people.archive(store, theo)
    people.archive(store, ines, shared["mara"])
    assert deal_detail.owners(store)[1] == (ines, "Ines Sample", False, True)
    assert figures.forecast(store, owner_id=ines, futures=10).months[2].closed == 40_00
    deals.delete(store, [shared["Site"], shared["Lead"]])
    assert deal_detail.owners(store) == [(shared["mara"], "Mara Sample", True, False)]


def test_renewals_without_a_deal_are_those_of_the_clients_owner(store: Store, shared: dict[str, int]) -> None:
    client = clients.find_or_add(store, "Brook Cider")
    renewals.add(store, "Care plan", date(2027, 3, 1), client_id=client, amount_minor=7_200_00)
    clients.change(store, client, "owner_id", shared["ines"])
    assert renewal_figures.without_deal(store, owner_id=shared["ines"]).count == 1
    assert renewal_figures.without_deal(store, owner_id=shared["mara"]).count == 0
    rates.add(store, "USD", date(2020, 1, 1), Decimal("0.5"))
    assert renewal_figures.without_deal(store, told="USD").minor == 14_400_00


# --- in which currency --------------------------------------------------------------------------------------------------


def test_sums_are_told_in_any_currency_with_a_rate_that_of_home_first(store: Store) -> None:
    assert currencies.rates(store).tells() == ("EUR",)
    rates.add(store, "USD", date(2020, 1, 1), Decimal("0.5"))
    rates.add(store, "CHF", date(2020, 1, 1), Decimal("1.1"))
    deals.add(store, "Kiosk", amount_minor=5_00, currency="NOK")
    assert currencies.rates(store).tells() == ("EUR", "CHF", "USD")
    with pytest.raises(UserError, match="no rate of NOK"):
        figures.forecast(store, currency="NOK")


def test_open_deals_count_at_the_rates_of_the_day_and_those_of_the_currency_itself_exactly(store: Store) -> None:
    rates.add(store, "USD", date(2020, 1, 1), Decimal("0.913577"))
    deals.add(store, "Shop", amount_minor=33_33, currency="USD")
    found = figures.forecast(store, currency="USD", futures=10)
    assert (found.currency, found.open_minor) == ("USD", 33_33)
    deals.add(store, "Site", amount_minor=913_577_00)
    assert figures.forecast(store, currency="USD", futures=10).open_minor == 33_33 + 1_000_000_00
    deals.add(store, "Kiosk", amount_minor=5_00, currency="NOK")
    found = figures.forecast(store, currency="USD", futures=10)
    assert (found.open_minor, found.unconverted) == (33_33 + 1_000_000_00, 1)


def test_what_closed_keeps_what_it_was_worth_at_home(store: Store) -> None:
    """$100 that closed at 0.80 are €80; at today's 0.50 that is worth $160, and the same share of the whole as at home."""
    rates.add(store, "USD", date(2020, 1, 1), Decimal("0.8"))
    shop = deals.add(store, "Shop", amount_minor=100_00, currency="USD")
    deals.win(store, [shop], today() - timedelta(days=1))
    rates.add(store, "USD", today(), Decimal("0.5"))
    home, dollars = (
        sum(month.closed for month in figures.forecast(store, currency=code).months) for code in ("", "USD")
    )
    assert (home, dollars) == (80_00, 160_00)


def test_a_day_gone_by_is_told_at_its_own_rates(store: Store) -> None:
    rates.add(store, "USD", date(2020, 1, 1), Decimal("0.8"))
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        deals.add(store, "Shop", amount_minor=100_00)
    rates.add(store, "USD", date(2026, 4, 1), Decimal("0.5"))
    assert told(store, currency="USD", as_of=date(2026, 3, 31))[0] == 125_00
    assert told(store, currency="USD", as_of=date(2026, 4, 30))[0] == 200_00


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["EUR", "USD", "JPY", "KWD"]), st.integers(1, 10**6)), min_size=1, max_size=8)
)
def test_a_sum_in_another_currency_is_rounded_once(store: Store, sold: list[tuple[str, int]]) -> None:
    known = {"EUR": Decimal(1), "USD": Decimal("0.913577"), "JPY": Decimal("0.00617"), "KWD": Decimal("3.0123")}
    digits = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
    if not store.value("SELECT EXISTS (SELECT 1 FROM rate)"):
        for code, rate in list(known.items())[1:]:
            rates.add(store, code, date(2020, 1, 1), rate)
    made = [deals.add(store, "Shop", amount_minor=minor, currency=code) for code, minor in sold]
    for code, per in known.items():
        exact = sum(Decimal(minor).scaleb(-digits[own]) * known[own] for own, minor in sold) / per
        found = figures.forecast(store, currency=code, futures=5).open_minor
        assert abs(Decimal(found) - exact.scaleb(digits[code])) <= Decimal("0.5") + Decimal("0.001") * len(sold)
    deals.delete(store, made)


# --- the deals of a quarter ---------------------------------------------------------------------------------------------


def test_a_quarters_list_has_the_deals_of_its_months(studio: Store) -> None:
    months, quarters = figures.forecasts(studio)
    for found in quarters.months:
        year, part = found.month.split("-Q")
        of_months: set[int] = set()
        for number in range(3 * int(part) - 2, 3 * int(part) + 1):
            of_months |= set(deal_board.list_ids(studio, DealFilter(month=f"{year}-{number:02}")))
        listed = set(deal_board.list_ids(studio, DealFilter(month=found.month)))
        assert listed == of_months
        open_ = deal_board.count(studio, DealFilter(month=found.month, outcome="open"))
        assert open_ == found.open_deals
    assert sum(month.weighted for month in months.coming) > 0


def test_a_quarter_is_kept_in_a_view_and_what_is_none_is_not() -> None:
    flt = DealFilter(month="2027-Q1")
    assert deal_filter.from_spec(deal_filter.to_spec(flt)) == flt
    for wrong in ("2027-Q0", "2027-Q5", "2027-Q", "2027-Q11", "Q1 2027"):
        assert deal_filter.from_spec({"month": wrong}) == DealFilter()

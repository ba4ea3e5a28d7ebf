"""The forecast by quarters: the same deals and the same futures as by months, with the range of each quarter as a whole."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.forecast import (
    Apart,
    ClosedDeal,
    OpenDeal,
    deal_ids,
    forecast,
    months_of,
    quarters_around,
)

TODAY = date(2026, 11, 12)
SPARE_DAYS = st.dates(date(2026, 1, 1), date(2028, 3, 31))
FINE = 1_000
OPEN = st.lists(
    st.builds(
        OpenDeal,
        id=st.integers(1, 10**6),
        amount_minor=st.integers(0, 10**10),
        probability=st.integers(0, 100),
        expected_close_on=st.none() | SPARE_DAYS,
        category=st.sampled_from(["commit", "best_case", "pipeline", "omitted"]),
    ),
    max_size=30,
)
CLOSED = st.lists(st.builds(ClosedDeal, st.integers(1, 10**6), st.integers(0, 10**10), SPARE_DAYS), max_size=12)


def deal(number, amount, probability, expected, category="commit"):
    return OpenDeal(number, amount, probability, expected, category)


def told(unit, deals=(), closed=(), **more):
    return forecast(closed, deals, as_of=TODAY, currency="EUR", unit=unit, **more)


def quarter(result, key):
    return next(found for found in result.months if found.month == key)


def test_two_quarters_back_and_four_ahead_counting_this_one():
    result = told("quarter")
    assert [found.month for found in result.months] == [
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
        "2027-Q1",
        "2027-Q2",
        "2027-Q3",
    ]
    assert (result.current, result.coming[0].month) == ("2026-Q4", "2026-Q4")
    assert quarters_around(date(2026, 1, 1), 1, 1) == ("2025-Q4", "2026-Q1")


def test_a_quarter_has_three_months_and_a_month_itself():
    assert months_of("2026-Q4") == ("2026-10", "2026-11", "2026-12")
    assert months_of("2027-Q1") == ("2027-01", "2027-02", "2027-03")
    assert months_of("2026-11") == ("2026-11",)


def test_what_closed_and_what_is_expected_stand_in_their_quarters():
    result = told(
        "quarter",
        [deal(1, 10_000_00, 50, date(2026, 12, 31)), deal(2, 8_000_00, 25, date(2027, 1, 1), "pipeline")],
        [ClosedDeal(3, 700_00, date(2026, 10, 1)), ClosedDeal(4, 40_00, date(2026, 9, 30))],
    )
    here, after, before = (quarter(result, key) for key in ("2026-Q4", "2027-Q1", "2026-Q3"))
    assert (here.closed, here.commit, here.expected, here.open_deals) == (700_00, 5_000_00, 5_700_00, 1)
    assert (after.pipeline, after.expected) == (2_000_00, 2_000_00)
    assert (before.closed, before.p10, before.p90) == (40_00, 40_00, 40_00)


def test_overdue_undated_omitted_and_later_deals_are_apart_of_the_quarters_too():
    deals = [
        deal(1, 100, 50, date(2026, 11, 11)), deal(2, 200, 50, None), deal(3, 300, 50, TODAY, "omitted"), deal(4, 400, 50, date(2027, 10, 1)),
    ]  # fmt: skip
    result = told("quarter", deals)
    assert (result.overdue, result.undated, result.omitted, result.later) == (
        Apart(1, 100),
        Apart(1, 200),
        Apart(1, 300),
        Apart(1, 400),
    )
    assert all(found.open_deals == 0 for found in result.months)


def test_the_deals_behind_a_quarters_bar():
    deals = [
        deal(1, 1, 5, date(2027, 1, 1)),
        deal(2, 1, 5, date(2027, 3, 31), "pipeline"),
        deal(3, 1, 5, date(2027, 4, 1)),
    ]
    assert deal_ids(deals, "2027-Q1", as_of=TODAY) == (1, 2)
    assert deal_ids(deals, "2027-Q1", as_of=TODAY, category="pipeline") == (2,)


@settings(max_examples=40, deadline=None)
@given(OPEN, CLOSED)
def test_a_quarter_is_the_sum_of_its_months(deals, closed):
    by_quarter = told("quarter", deals, closed, futures=50)
    by_month = {found.month: found for found in told("month", deals, closed, back=7, ahead=11, futures=50).months}
    for found in by_quarter.months:
        months = [by_month[month] for month in months_of(found.month)]
        assert found.closed == sum(month.closed for month in months)
        assert found.open_deals == sum(month.open_deals for month in months)
        for name in ("commit", "best_case", "pipeline", "weighted"):  # each rounded once: half a cent a month at most
            assert abs(getattr(found, name) - sum(getattr(month, name) for month in months)) <= len(months)
    assert by_quarter.open_deals == len(deals)


@settings(max_examples=40, deadline=None)
@given(OPEN, CLOSED)
def test_what_is_told_is_rounded_once(deals, closed):
    for found in told("quarter", deals, closed, fine=FINE, futures=20).months:
        inside = set(deal_ids(deals, found.month, as_of=TODAY))
        mine = [one for one in deals if one.category != "omitted" and one.id in inside and _in(one, found.month)]
        exact = sum(one.amount_minor * one.probability for one in mine)
        assert found.weighted == (2 * exact + 100 * FINE) // (200 * FINE)
        won = sum(one.amount_minor for one in closed if f"{one.closed_on:%Y-%m}" in months_of(found.month))
        assert found.closed == (2 * won + FINE) // (2 * FINE)


def _in(one, key):
    day = one.expected_close_on
    return day is not None and day >= TODAY and f"{day:%Y-%m}" in months_of(key)


@settings(max_examples=40, deadline=None)
@given(OPEN, CLOSED, st.integers(1, 5))
def test_the_range_lies_between_nothing_and_everything_and_follows_the_seed(deals, closed, seed):
    result = told("quarter", deals, closed, futures=50, seed=seed)
    for found in result.months:
        top = found.closed + sum(
            one.amount_minor for one in deals if one.category != "omitted" and _in(one, found.month)
        )
        assert found.closed <= found.p10 <= found.p50 <= found.p90 <= top
    assert told("quarter", list(reversed(deals)), closed, futures=50, seed=seed) == result


@settings(max_examples=30, deadline=None)
@given(OPEN, CLOSED)
def test_the_range_of_the_quarter_is_that_of_its_months_futures_together(deals, closed):
    """What the months from now to the quarter's end bring together, future by future, beside what closed before."""
    here = quarter(told("quarter", deals, closed, futures=200), "2026-Q4")
    rest = told("month", deals, closed, back=0, ahead=2, futures=200)
    before = sum(one.amount_minor for one in closed if f"{one.closed_on:%Y-%m}" == "2026-10")
    assert (here.p10, here.p50, here.p90) == (before + rest.p10, before + rest.p50, before + rest.p90)


def test_the_range_of_a_quarter_is_that_of_all_outcomes_of_its_deals():
    offers = [(4_000_00, 30, 1), (9_500_00, 60, 1), (700_00, 85, 2), (12_000_00, 15, 3), (5_100_00, 50, 3)]
    outcomes = []
    for won in product((0, 1), repeat=len(offers)):
        chance, total = 1.0, 0
        for (amount, percent, _), hit in zip(offers, won, strict=True):
            chance *= percent / 100 if hit else 1 - percent / 100
            total += amount * hit
        outcomes.append((total, chance))
    deals = [
        deal(number, amount, percent, date(2027, month, 9)) for number, (amount, percent, month) in enumerate(offers)
    ]
    found = quarter(told("quarter", deals, futures=200_000), "2027-Q1")
    for value, wanted in zip((found.p10, found.p50, found.p90), (0.1, 0.5, 0.9), strict=True):
        below = sum(chance for total, chance in outcomes if total < value)
        upto = sum(chance for total, chance in outcomes if total <= value)
        assert below - 0.005 <= wanted <= upto + 0.005


def test_ranges_of_months_do_not_add_up_to_that_of_their_quarter():
    deals = [deal(number, 10_000_00, 50, date(2027, 1 + number % 3, 20)) for number in range(60)]
    found = quarter(told("quarter", deals), "2027-Q1")
    months = [month for month in told("month", deals).months if month.month in months_of("2027-Q1")]
    assert sum(month.p10 for month in months) < found.p10 < found.p90 < sum(month.p90 for month in months)
    assert found.p50 == pytest.approx(300_000_00, abs=10_000_00)

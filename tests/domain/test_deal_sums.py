"""What lines of a deal come to, and how quantities, percentages and pasted lines are read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.base import UserError
from app.domain import deal_sums

quantities = st.decimals(0, 10**6, places=6)
prices = st.integers(0, 10**12)
percents = st.decimals(0, 100, places=3)


def test_a_half_goes_away_from_nothing() -> None:
    assert [deal_sums.half_up(Decimal(text)) for text in ("0.5", "1.5", "2.49", "-0.5")] == [1, 2, 2, -1]


def test_a_line_costs_its_quantity_less_its_discount() -> None:
    assert deal_sums.line_net(Decimal("2.5"), 100_01) == 250_03
    assert deal_sums.line_net(Decimal(3), 100_00, Decimal("12.5")) == 262_50
    assert deal_sums.line_net(Decimal("999999.999999"), 10**12) == 999_999_999_999 * 10**6


def test_nets_of_one_rate_are_added_before_their_tax_is_rounded() -> None:
    each = (33, Decimal(19))
    assert deal_sums.tax_minor([each]) * 3 == 18 and deal_sums.tax_minor([each] * 3) == 19
    assert deal_sums.tax_minor([(100_00, None), (100_00, Decimal(7)), (100_00, Decimal(19))]) == 26_00


@how(max_examples=60)
@given(quantities, prices, percents)
def test_a_discount_never_costs_more_and_never_turns_below_nothing(
    quantity: Decimal, price: int, discount: Decimal
) -> None:
    full = deal_sums.line_net(quantity, price)
    assert 0 <= deal_sums.line_net(quantity, price, discount) <= full
    assert (
        deal_sums.line_net(quantity, price, Decimal(0)) == full
        and deal_sums.line_net(quantity, price, Decimal(100)) == 0
    )


@how(max_examples=60)
@given(prices, st.decimals(-100, 1000, places=3))
def test_amounts_by_percent_are_within_half_a_unit_and_never_below_nothing(minor: int, percent: Decimal) -> None:
    found = deal_sums.by_percent(minor, percent)
    assert found >= 0 and abs(found - minor * (100 + percent) / 100) <= Decimal("0.5")


@how(max_examples=60)
@given(st.lists(st.tuples(prices, st.sampled_from([None, Decimal(7), Decimal(19), Decimal("5.5")])), max_size=6))
def test_tax_does_not_depend_on_the_order_of_the_lines(lines: list[tuple[int, Decimal | None]]) -> None:
    assert deal_sums.tax_minor(lines) == deal_sums.tax_minor(list(reversed(lines)))


def test_what_recurs_is_told_for_a_year() -> None:
    assert [deal_sums.per_year(100_00, months) for months in (1, 3, 7, 12, 24)] == [
        1200_00,
        400_00,
        171_43,
        100_00,
        50_00,
    ]


@pytest.mark.parametrize(
    ("typed", "read"), [("", "1"), (" 8 ", "8"), ("2,5", "2.5"), ("2.5", "2.5"), ("1e3", "1000"), ("0,125", "0.125")]
)
def test_quantities_are_read_with_point_or_comma(typed: str, read: str) -> None:
    assert str(deal_sums.quantity(typed)) == read


@pytest.mark.parametrize(
    "typed", ["-1", "many", "1e9", "NaN", "inf", "1,000", "12,500,000", "0.0000001", "1.0000001", "1e-400", "1.234,5"]
)
def test_quantities_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(UserError):
        deal_sums.quantity(typed)


@how(max_examples=80)
@given(st.text(max_size=30))
def test_any_words_are_a_quantity_or_refused(typed: str) -> None:
    try:
        found = deal_sums.quantity(typed)
    except UserError:
        return
    assert 0 <= found < deal_sums.MOST and deal_sums.quantity(str(found)) == found and "E" not in str(found)


@pytest.mark.parametrize(
    ("typed", "read"), [("19", "19"), ("7,5 %", "7.5"), ("", None), ("0", None), ("100%", "100"), ("33.3333", "33.333")]
)
def test_percentages_are_read_with_and_without_their_sign(typed: str, read: str | None) -> None:
    found = deal_sums.percent(typed, "A tax")
    assert (None if found is None else str(found)) == read


@pytest.mark.parametrize("typed", ["-1", "101", "abc", "NaN", "19 20"])
def test_percentages_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(UserError):
        deal_sums.percent(typed, "A tax")


def test_lines_pasted_from_a_table_or_a_list_keep_title_quantity_unit_and_price() -> None:
    text = "Design\t20 h\t95.00\n- Photos; 1.200,00\n\n2. Texts\nHosting | 12 months | 20\n  Set-up  250 EUR"
    assert [tuple(line) for line in deal_sums.pasted(text)] == [
        ("Design", "20", "h", "95.00"),
        ("Photos", "1", "", "1.200,00"),
        ("Texts", "1", "", ""),
        ("Hosting", "12", "months", "20"),
        ("Set-up", "1", "", "250 EUR"),
    ]
    assert deal_sums.pasted("\n \n") == []

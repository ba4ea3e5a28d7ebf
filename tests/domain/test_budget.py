"""Budgets: what is burnt, what is left, and where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import budget
from app.domain.budget import Burn

AMOUNT = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("burnt", "percent", "mark"), [(0, 0, 0), (499, 49, 0), (500, 50, 50), (799, 79, 50), (800, 80, 80), (999, 99, 80), (1000, 100, 100)]
)  # fmt: skip
def test_a_mark_is_reached_and_not_rounded_to(burnt: int, percent: int, mark: int) -> None:
    burn = Burn(1000, burnt, 0)
    assert (burn.percent, burn.mark, burn.left) == (percent, mark, 1000 - burnt)


def test_without_a_budget_there_is_nothing_to_reach() -> None:
    burn = Burn(None, 900, 300)
    assert (burn.percent, burn.mark, burn.left, burn.over, burn.forecast) == (None, 0, None, 0, 1200)
    assert budget.tone(burn, 0) == "good"


def test_a_budget_of_nothing_is_used_up_by_the_first_minute() -> None:
    assert Burn(0, 0, 0).percent == 0 and Burn(0, 1, 0).mark == 100


@given(AMOUNT, AMOUNT, AMOUNT)
def test_what_is_left_and_what_is_over_agree(planned: int, burnt: int, ahead: int) -> None:
    burn = Burn(planned, burnt, ahead)
    assert burn.left is not None and burn.left + burn.burnt == planned
    assert (burn.over > 0) == (burn.forecast > planned) and burn.over == max(0, ahead - burn.left)
    assert (burn.mark == 100) == (burnt >= planned and (planned > 0 or burnt > 0))
    if burnt > planned:
        assert budget.tone(burn, 100) == "bad"


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_burning_more_never_goes_back_below_a_mark(first: int, more: int, planned: int) -> None:
    assert Burn(planned, first + more, 0).mark >= Burn(planned, first, 0).mark


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**6))
def test_money_is_rounded_once_and_within_half_a_unit(one: int, two: int, rate: int) -> None:
    whole = budget.money(one + two, rate)
    assert abs(2 * 60 * whole - 2 * (one + two) * rate) <= 60
    assert abs(whole - budget.money(one, rate) - budget.money(two, rate)) <= 1


def test_open_work_costs_the_projects_rate_or_what_an_hour_has_cost() -> None:
    assert budget.ahead_money(30_000, 300, 9_000, 120) == 18_000
    assert budget.ahead_money(30_000, 300, None, 120) == 12_000
    assert budget.ahead_money(0, 0, None, 120) == 0


def test_work_counts_by_hours_else_by_tasks() -> None:
    assert budget.work_percent(60, 100, 1, 9) == 60
    assert budget.work_percent(0, 0, 1, 3) == 33 and budget.work_percent(0, 0, 0, 0) == 0


def test_four_fifths_burnt_is_a_warning_only_where_the_work_is_behind() -> None:
    assert budget.tone(Burn(100, 82, 0), 60) == "warn" and budget.tone(Burn(100, 82, 0), 90) == "good"
    assert budget.tone(Burn(100, 40, 70), 40) == "warn"
    assert budget.words(82, "hours", 60) == "82% of the hours, 60% of the work"

"""Selling: rates say how sure they are, and nothing ages on hold."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain import pipeline


def test_win_rate_of_12_in_26_is_46_percent_and_likely_29_to_65():
    rate = pipeline.win_rate(12, 14)
    assert rate is not None
    assert [round(100 * value) for value in rate] == [46, 29, 65]


def test_no_closed_deal_means_no_rate():
    assert pipeline.win_rate(0, 0) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_rate_and_stays_between_0_and_1(won, lost):
    rate = pipeline.win_rate(won, lost)
    if won + lost == 0:
        assert rate is None
    else:
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1


def test_under_twenty_closed_deals_there_is_not_enough_history():
    assert not pipeline.enough_history(10, 9)
    assert pipeline.enough_history(10, 10)


def test_a_deal_on_hold_does_not_age():
    holds = [(date(2026, 11, 3), date(2026, 11, 6)), (date(2026, 11, 5), date(2026, 11, 7))]
    assert pipeline.days_in_stage(date(2026, 11, 2), date(2026, 11, 12)) == 10
    assert pipeline.days_in_stage(date(2026, 11, 2), date(2026, 11, 12), holds) == 6
    assert pipeline.days_in_stage(date(2026, 11, 2), date(2026, 11, 12), [(date(2026, 11, 4), None)]) == 2


def test_a_hold_before_the_present_visit_changes_nothing():
    assert pipeline.days_in_stage(date(2026, 11, 2), date(2026, 11, 4), [(date(2026, 1, 1), date(2026, 2, 1))]) == 2


def test_rotting_begins_beyond_the_threshold_of_the_stage():
    assert not pipeline.rotting(14, 14)
    assert pipeline.rotting(15, 14)
    assert not pipeline.rotting(500, None)
    assert not pipeline.rotting(500, 14, on_hold=True)


def test_velocity_is_undefined_under_ten_closings_and_shows_its_parts():
    assert pipeline.velocity(20, 1_000_00, 4, 5, 30) is None
    assert pipeline.velocity(20, 1_000_00, 5, 5, None) is None
    speed = pipeline.velocity(20, 1_000_00, 5, 5, 40)
    assert speed == (25_000, 20, 1_000_00, 0.5, 40)


def test_weighted_amounts_are_exact_integers():
    assert pipeline.weighted_minor(999_999_999_999_999_999, 33) == 330_000_000_000_000_000


def test_nothing_due_for_renewal_gives_no_figure():
    assert pipeline.retained(0, 0) is None
    assert pipeline.retained(30_00, 40_00) == 0.75

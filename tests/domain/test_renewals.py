"""The rules of renewals: terms, notice, proposals, what was kept, what recurs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.domain import renewals as rules
from app.domain.renewals import Due, Running, Sold

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
NOW = date(2026, 11, 30)


@given(DAYS, st.integers(1, 120), DAYS)
def test_the_next_end_of_a_term_is_to_come_and_less_than_a_term_away(began: date, term: int, now: date) -> None:
    due = rules.next_due(began, term, now)
    assert due > now or due == rules.add_months(began, term)
    assert due > began
    if now >= began:
        months = (due.year - began.year) * 12 + due.month - began.month
        assert months % term == 0
        assert rules.add_months(began, months - term) <= now or months == term


def test_a_term_from_the_31st_does_not_drift() -> None:
    assert [rules.next_due(date(2026, 1, 31), 1, date(2026, month, 28)).isoformat() for month in (2, 3, 4)] == [
        "2026-03-31",
        "2026-03-31",
        "2026-04-30",
    ]


def test_a_retainer_is_proposed_for_a_year_with_what_recurs_in_it() -> None:
    made = rules.propose("Care plan 2026", "EUR", date(2026, 3, 1), NOW, amount_minor=5, recurring=(1000_00, 1))
    assert (made.title, made.due_on, made.amount_minor, made.term_months) == (
        "Care plan 2027",
        date(2027, 3, 1),
        12_000_00,
        12,
    )
    assert made.remind_on == date(2027, 1, 30)


def test_a_period_that_makes_no_year_is_taken_until_it_does() -> None:
    assert rules.propose("Audit", "EUR", NOW, NOW, amount_minor=None, recurring=(100, 5)).term_months == 15
    assert rules.propose("Audit", "EUR", NOW, NOW, amount_minor=None, recurring=(100, 24)).term_months == 24


def test_lines_by_the_month_are_worth_their_term_and_others_nothing() -> None:
    lines = [Sold("month", "6", 540_00), Sold("h", "10", 9_999_00), Sold("Year", "1", 120_00), Sold("month", "x", 1)]
    assert rules.propose("Hosting", "EUR", NOW, NOW, amount_minor=1, lines=lines).amount_minor == 1_200_00


def test_what_does_not_recur_is_proposed_as_it_was_sold() -> None:
    made = rules.propose("Site", "EUR", date(2026, 11, 1), NOW, amount_minor=500, notice_days=30)
    assert (made.amount_minor, made.due_on, made.notice_days) == (500, date(2027, 11, 1), 30)
    assert rules.propose("Site", "EUR", NOW, NOW, amount_minor=None).why == "no amount yet"


@pytest.mark.parametrize(
    ("due", "term", "notice", "remind", "won", "said"),
    [
        (date(2026, 1, 1), 12, None, None, date(2026, 1, 1), "before"),
        (None, 12, None, None, None, "needs a day"),
        (NOW, 1200, None, None, None, "1 to 120 months"),
        (NOW, 0, None, None, None, "1 to 120 months"),
        (NOW, 1, 40, None, None, "longer than the term of 1 month"),
        (NOW, 12, -1, None, None, "notice"),
        (NOW, None, 99_999, None, None, "notice"),
        (NOW, 12, 30, NOW + timedelta(days=1), None, "reminder"),
    ],
)
def test_what_no_renewal_can_be_is_refused(
    due: date | None, term: int | None, notice: int | None, remind: date | None, won: date | None, said: str
) -> None:
    with pytest.raises(UserError, match=said if said != "before" else "but its deal was won on"):
        rules.check(due, term, notice, remind, won)


STATES = st.sampled_from(("due", "open", "renewed", "lapsed"))
DUES = st.lists(
    st.builds(
        Due, st.integers(1, 99), DAYS, STATES, st.none() | st.integers(0, 10**6), st.none() | st.integers(0, 10**6), st.booleans()
    ),
    max_size=12,
)  # fmt: skip


@given(DUES, DAYS)
def test_every_renewal_is_counted_once_and_no_more_is_kept_than_was_due(found: list[Due], now: date) -> None:
    told = rules.retention(found, now)
    assert told.counted + told.to_come == len(found)
    assert told.renewed + told.lapsed + told.undecided == told.counted
    assert 0 <= told.renewed_minor <= told.due_minor
    assert (told.share is None) == (told.due_minor == 0) and (told.count_share is None) == (told.counted == 0)
    for unit in rules.UNITS:
        parts = rules.by_period(found, unit, now)
        assert sum(kept.due_minor for _, _, kept in parts) == told.due_minor
        assert all(first <= last for first, last, _ in parts)


def test_growth_stands_apart_and_what_is_to_come_does_not_count() -> None:
    found = [
        Due(1, NOW, "renewed", 100, 150),
        Due(2, NOW, "lapsed", 100, None),
        Due(3, NOW, "due", 100, None),
        Due(4, NOW + timedelta(days=1), "due", 900, None),
        Due(5, NOW, "renewed", None, 50),
        Due(6, NOW, "renewed", None, None, False),
    ]
    told = rules.retention(found, NOW)
    assert (told.due_minor, told.renewed_minor, told.growth_minor) == (300, 100, 50)
    assert (told.to_come, told.undecided, told.unpriced, told.unconverted) == (1, 1, 1, 1)
    assert rules.retention([], NOW).share is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 24)), max_size=8))
def test_what_recurs_is_rounded_once(parts: list[tuple[int, int]]) -> None:
    found = [Running(minor, months, NOW, None) for minor, months in parts]
    exact = sum(minor / months for minor, months in parts)
    assert abs(rules.per_month(found, NOW) - exact) <= 0.5001


def test_a_term_ends_on_the_day_before_the_next_one() -> None:
    one = Running(100, 1, NOW, NOW + timedelta(days=10))
    assert [rules.runs(one, NOW + timedelta(days=n)) for n in (-1, 0, 9, 10)] == [False, True, True, False]


@given(st.sampled_from(("due", "renewed", "lapsed")), st.sampled_from((None, "open", "won", "lost")))
def test_the_deal_decides_where_there_is_one(kept: str, linked: str | None) -> None:
    wanted = {None: kept, "open": "open", "won": "renewed", "lost": "lapsed"}[linked]
    assert rules.state_of(kept, linked) == wanted


def test_time_has_come_by_reminder_notice_or_the_day() -> None:
    due = NOW + timedelta(days=100)
    assert not rules.has_come(NOW, due, None, None)
    assert rules.has_come(NOW, due, 80, None) and not rules.has_come(NOW, due, 60, None)
    assert rules.has_come(NOW, due, None, NOW) and rules.has_come(due, due, None, None)

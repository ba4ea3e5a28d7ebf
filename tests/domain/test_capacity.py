"""Capacity: no minute of work is lost on the way into the weeks, and the chance of overload is exact."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.capacity import ExpectedWork, Work, overload_probability, week_capacity, week_key, within_hours
from app.domain.workdays import Calendar

MONDAY = date(2026, 11, 23)
STUDIO = Calendar()
ADA, BO = 1, 2


def weeks(tasks=(), deals=(), people=None, first=MONDAY, count=3):
    return week_capacity(people or {ADA: Calendar()}, tasks, deals, studio=STUDIO, first=first, weeks=count)


def test_weeks_carry_their_iso_name_over_new_year():
    assert [row.week for row in weeks(first=date(2026, 12, 29), count=3)] == [
        "2026-W53",
        "2027-W01",
        "2027-W02",
    ]
    assert week_key(date(2026, 11, 23)) == "2026-W48"


def test_available_hours_are_net_of_days_off():
    people = {
        ADA: Calendar(off=frozenset({date(2026, 11, 25)})),
        BO: Calendar(minutes=(240, 240, 0, 0, 0, 0, 0)),
    }
    assert [row.available_minutes for row in weeks(people=people)] == [
        4 * 480 + 480,
        5 * 480 + 480,
        5 * 480 + 480,
    ]


def test_a_task_is_spread_over_the_working_days_of_its_owner():
    people = {ADA: Calendar(off=frozenset({date(2026, 11, 27)}))}
    rows = weeks([Work(ADA, 600, date(2026, 11, 26), date(2026, 12, 1))], people=people)
    assert [row.committed_minutes for row in rows] == [200, 400, 0]


def test_late_work_is_done_from_now_on_not_in_the_past():
    rows = weeks([Work(ADA, 600, date(2026, 10, 1), date(2026, 10, 2))], first=date(2026, 11, 28))
    assert rows[0].week == "2026-W48"
    assert [row.committed_minutes for row in rows] == [0, 600, 0]


def test_the_rest_of_this_week_counts_from_today():
    assert weeks(first=date(2026, 11, 26))[0].available_minutes == 2 * 480


def test_expected_work_weighs_its_probability_and_may_overload():
    rows = weeks(
        [Work(ADA, 2_000, MONDAY, date(2026, 11, 27))],
        [ExpectedWork(5, 30, 1_000, MONDAY, date(2026, 11, 27)), ExpectedWork(6, 0, 9_000, MONDAY, MONDAY)],
    )
    assert (rows[0].available_minutes, rows[0].committed_minutes, rows[0].expected_minutes) == (
        2_400,
        2_000,
        300,
    )
    assert rows[0].overload_probability == pytest.approx(0.3)
    assert rows[0].deal_ids == (5,)


def test_a_week_that_is_full_without_any_deal_breaks_for_certain():
    assert weeks([Work(ADA, 2_401, MONDAY, MONDAY)])[0].overload_probability == 1


def test_work_of_nobody_follows_the_studio_and_is_not_lost():
    rows = weeks([Work(None, 100, date(2026, 11, 28), date(2026, 11, 29))])
    assert [row.committed_minutes for row in rows] == [0, 100, 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 100)), max_size=7), st.integers(0, 200))
def test_the_chance_of_overload_is_that_of_all_outcomes(odds, free):
    exact = 0.0
    for won in product((0, 1), repeat=len(odds)):
        chance, total = 1.0, 0
        for (minutes, percent), hit in zip(odds, won, strict=True):
            chance *= percent / 100 if hit else 1 - percent / 100
            total += minutes * hit
        exact += chance * (total > free)
    assert overload_probability(free, odds) == pytest.approx(exact, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(-30, 30), st.integers(0, 20)), max_size=8))
def test_no_minute_is_lost(raw):
    tasks = [
        Work(ADA, m, MONDAY.fromordinal(MONDAY.toordinal() + s), MONDAY.fromordinal(MONDAY.toordinal() + s + n))
        for m, s, n in raw
    ]
    assert sum(row.committed_minutes for row in weeks(tasks, count=12)) == sum(m for m, _, _ in raw)


def test_too_much_on_monday_is_done_later_in_the_week():
    monday, tuesday, friday = date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 1)
    assert within_hours({monday: 880, tuesday: 480}, Calendar(), monday) == {monday: 480, tuesday: 480, friday: 400}


def test_a_week_without_room_keeps_what_is_too_much_to_itself():
    holidays = Calendar(off=frozenset(MONDAY + timedelta(days=n) for n in range(1, 7)))
    assert within_hours({MONDAY: 900}, holidays, MONDAY) == {MONDAY: 480, MONDAY + timedelta(days=6): 420}


def by_week(minutes):
    found = Counter()
    for day, some in minutes.items():
        found[week_key(day)] += some
    return found


@given(
    st.dictionaries(st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n)), st.integers(1, 2_000)),
    st.frozensets(st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n))),
)
def test_no_day_has_too_much_while_another_of_its_week_has_room(minutes, off):
    calendar, first = Calendar(off=off), min(minutes, default=MONDAY)
    moved = within_hours(minutes, calendar, first)
    assert by_week(moved) == by_week(minutes)
    assert all(day >= first for day in moved)
    for day, some in moved.items():
        if some > calendar.minutes_on(day):
            week = [day - timedelta(days=day.weekday()) + timedelta(days=n) for n in range(7)]
            assert all(moved.get(other, 0) >= calendar.minutes_on(other) for other in week if other >= first)

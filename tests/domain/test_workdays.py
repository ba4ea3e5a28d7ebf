"""Counting in working days, against counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.base import UserError
from app.domain.workdays import Calendar, public_holidays

MON, SAT, SUN = date(2026, 11, 16), date(2026, 11, 14), date(2026, 11, 15)
ONE = timedelta(days=1)

weeks = st.lists(st.sampled_from([0, 240, 480]), min_size=7, max_size=7).filter(any)
near = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(Calendar, weeks, st.frozensets(near, max_size=40))


def days_of(calendar, first, last):
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in every if calendar.minutes[day.weekday()] and day not in calendar.off]


@given(calendars, near, near)
def test_days_between_are_the_days_counted_one_by_one(calendar, first, last):
    assert calendar.days(first, last) == days_of(calendar, first, last)
    assert calendar.between(first, last) == len(days_of(calendar, first, last))


@given(calendars, near)
def test_a_day_is_worked_when_its_week_and_no_day_off_say_so(calendar, day):
    assert calendar.is_working(day) == bool(days_of(calendar, day, day))
    assert bool(calendar.minutes_on(day)) == calendar.is_working(day)
    assert calendar.minutes_on(day) in (0, calendar.minutes[day.weekday()])


@given(calendars, near, st.integers(-60, 60))
def test_adding_walks_over_the_days_off(calendar, day, n):
    step = ONE if n > 0 else -ONE
    at = day
    if n == 0:
        while not calendar.is_working(at):
            at += ONE
    for _ in range(abs(n)):
        at += step
        while not calendar.is_working(at):
            at += step
    assert calendar.add(day, n) == at


@given(calendars, near)
def test_the_nearest_working_days_have_none_between(calendar, day):
    after, before = calendar.on_or_after(day), calendar.on_or_before(day)
    assert before <= day <= after
    assert calendar.is_working(after) and calendar.is_working(before)
    assert calendar.between(before, after) == (1 if calendar.is_working(day) else 2)


@given(calendars, st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.integers(-10_000, 10_000))
def test_adding_there_and_back_over_decades(calendar, day, n):
    day = calendar.on_or_after(day)
    try:
        far = calendar.add(day, n)
    except UserError:
        assume(False)
    assert calendar.add(far, -n) == day
    assert calendar.between(min(day, far), max(day, far)) == abs(n) + 1


def test_the_usual_week():
    calendar = Calendar()
    assert calendar.add(date(2026, 11, 13), 1) == MON
    assert calendar.add(MON, 0) == MON
    assert (calendar.add(SAT, 0), calendar.add(SAT, 1), calendar.add(SUN, -1)) == (
        MON,
        MON,
        date(2026, 11, 13),
    )
    assert calendar.between(MON, MON) == 1
    assert calendar.between(SAT, SUN) == 0
    assert calendar.between(MON, SAT) == 0
    assert (calendar.minutes_on(MON), calendar.minutes_on(SUN)) == (480, 0)


def test_a_studio_closed_over_christmas_loses_those_days():
    closed = frozenset(date(2026, 12, 24) + timedelta(days=n) for n in range(11))
    calendar = Calendar(off=closed)
    assert calendar.add(date(2026, 12, 23), 1) == date(2027, 1, 4)
    assert calendar.between(date(2026, 12, 21), date(2027, 1, 8)) == 8


@pytest.mark.parametrize("minutes", [(0,) * 7, (480,) * 6, (480,) * 8, (-1, *(480,) * 6), (1441, *(480,) * 6)])
def test_an_impossible_week_is_refused(minutes):
    with pytest.raises(UserError):
        Calendar(minutes)


@pytest.mark.parametrize("day", [date(45, 1, 1), date(1899, 12, 31), date(2201, 1, 1), date.max])
def test_absurd_years_are_refused_in_words(day):
    calendar = Calendar()
    for ask in (calendar.on_or_after, calendar.on_or_before, calendar.number):
        with pytest.raises(UserError, match=str(day.year)):
            ask(day)
    for first, last in ((day, MON), (MON, day)):
        with pytest.raises(UserError):
            calendar.between(first, last)


def test_walking_out_of_the_centuries_is_refused():
    calendar = Calendar()
    for n in (10**6, -(10**6), 10**12):
        with pytest.raises(UserError, match="1900 to 2200"):
            calendar.add(MON, n)
    rest = frozenset(date(2199, 1, 1) + timedelta(days=n) for n in range(900))
    with pytest.raises(UserError):
        Calendar(off=rest).on_or_after(date(2199, 6, 1))


def test_the_first_and_the_last_day_are_inside():
    calendar = Calendar((480,) * 7)
    assert calendar.on_or_after(date(1900, 1, 1)) == date(1900, 1, 1)
    assert calendar.on_or_before(date(2200, 12, 31)) == date(2200, 12, 31)
    assert calendar.between(date(1900, 1, 1), date(2200, 12, 31)) == 109938


def test_public_holidays_of_a_region_have_names():
    bavaria = public_holidays("DE", "BY", [2026])
    assert date(2026, 1, 6) in bavaria and date(2026, 1, 6) not in public_holidays("DE", None, [2026])
    assert all(bavaria.values())
    assert {day.year for day in public_holidays("us", "ca", range(2026, 2029))} == {2026, 2027, 2028}


@pytest.mark.parametrize(("country", "region"), [("XX", None), ("", None), ("DE", "ZZ"), ("Germany", None)])
def test_an_unknown_place_is_refused_in_words(country, region):
    with pytest.raises(UserError, match="No public holidays are known"):
        public_holidays(country, region, [2026])


def test_holidays_of_absurd_years_are_refused():
    with pytest.raises(UserError, match="3000"):
        public_holidays("DE", None, [3000])

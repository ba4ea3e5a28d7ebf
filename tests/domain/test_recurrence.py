"""Rules of repetition in plain words, and the days they name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.domain import recurrence
from app.domain.recurrence import Rule
from app.domain.workdays import Calendar

MON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("daily", "every day"),
        ("every 3 days", "every 3 days"),
        ("weekly", "every week on Mon"),
        ("every 2 weeks on mon", "every 2 weeks on Mon"),
        ("Every Other Friday", "every 2 weeks on Fri"),
        ("every tue and thu", "every week on Tue and Thu"),
        ("mondays, wednesdays and fridays", "every week on Mon, Wed and Fri"),
        ("every weekday", "every weekday"),
        ("every week on weekdays", "every weekday"),
        ("monthly", "every month on the 23rd"),
        ("every month on the 31st", "every month on the last day"),
        ("every month on the 30th", "every month on the 30th"),
        ("every month on the last day", "every month on the last day"),
        ("every 3 months on the 2nd tuesday", "every 3 months on the 2nd Tue"),
        ("monthly on the last fri", "every month on the last Fri"),
        ("quarterly", "every 3 months on the 23rd"),
        ("every year", "every year on 23 Nov"),
        ("every year on 3 may", "every year on 3 May"),
        ("yearly on february 29", "every year on 29 Feb"),
        ("every week on mon until 31 Dec 2027", "every week on Mon until 31 Dec 2027"),
        ("daily until 2027-01-05", "every day until 5 Jan 2027"),
    ],
)
def test_plain_words_are_understood(said: str, means: str) -> None:
    assert recurrence.words(recurrence.parse(said, MON)) == means


@pytest.mark.parametrize(
    "said",
    ["", "sometimes", "every 0 days", "every 5000 weeks", "every month on the 32nd", "every year on 30 feb",
     "every week on funday", "every day on mon", "every week until soon", "every day until 1 Jan 2020"],
)  # fmt: skip
def test_what_is_no_rule_is_said_with_an_example(said: str) -> None:
    with pytest.raises(UserError):
        recurrence.parse(said, MON)


def test_the_end_of_the_month_clamps_and_comes_back() -> None:
    text = recurrence.to_text(Rule("month", day=31), date(2027, 1, 31))
    days, day = [], date(2027, 1, 30)
    for _ in range(5):
        found = recurrence.next_day(text, day)
        assert found is not None
        days.append(day := found)
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    text = recurrence.to_text(Rule("year", day=29, month=2), date(2028, 2, 29))
    assert recurrence.next_day(text, date(2028, 2, 29)) == date(2029, 2, 28)
    assert recurrence.next_day(text, date(2031, 3, 1)) == date(2032, 2, 29)


def test_a_day_off_gives_way_to_the_next_working_day_and_the_rhythm_stays() -> None:
    calendar = Calendar(off=[date(2026, 12, 7)])
    text = recurrence.to_text(recurrence.parse("every 2 weeks on mon", MON), MON)
    second = recurrence.next_day(text, MON, calendar)
    assert second == date(2026, 12, 8)
    assert recurrence.next_day(text, second, calendar) == date(2026, 12, 21)


def test_a_rule_ends() -> None:
    text = recurrence.to_text(recurrence.parse("weekly until 7 Dec 2026", MON), MON)
    assert recurrence.next_day(text, date(2026, 11, 30)) == date(2026, 12, 7)
    assert recurrence.next_day(text, date(2026, 12, 7)) is None


def test_a_damaged_rule_is_said() -> None:
    for text in ("", "RRULE:FREQ=WEEKLY", "DTSTART:20260101\nRRULE:FREQ=HOURLY;INTERVAL=1", "every day"):
        with pytest.raises(UserError, match="damaged"):
            recurrence.from_text(text)


DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
EVERY = st.integers(1, recurrence.MOST)
WEEK = st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda found: tuple(sorted(found)))
MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 31)).filter(
    lambda found: found[1] <= (29 if found[0] == 2 else 30 if found[0] in (4, 6, 9, 11) else 31)
)
RULES = st.one_of(
    st.builds(lambda n: Rule("day", n), EVERY),
    st.builds(lambda n, days: Rule("week", n, days), EVERY, WEEK),
    st.builds(lambda n, day: Rule("month", n, day=day), EVERY, st.integers(1, 31)),
    st.builds(
        lambda n, day, nth: Rule("month", n, (day,), nth=nth),
        EVERY,
        st.integers(0, 6),
        st.sampled_from((1, 2, 3, 4, -1)),
    ),
    st.builds(lambda n, found: Rule("year", n, day=found[1], month=found[0]), EVERY, MONTH_DAYS),
)


@settings(max_examples=200)
@given(RULES, DAYS, st.none() | DAYS)
def test_words_and_kept_text_give_back_the_same_rule(rule: Rule, anchor: date, until: date | None) -> None:
    rule = rule._replace(until=until if until is None or until >= anchor else None)
    assert recurrence.parse(recurrence.words(rule), anchor) == rule
    assert recurrence.from_text(recurrence.to_text(rule, anchor)) == (rule, anchor)


@settings(max_examples=100, deadline=None)
@given(
    RULES.map(lambda rule: rule._replace(every=rule.every % 6 + 1)),
    DAYS,
    st.integers(0, 400),
    st.sets(DAYS, max_size=20),
)
def test_the_next_is_always_later_and_a_working_day_when_asked(
    rule: Rule, anchor: date, late: int, off: set[date]
) -> None:
    text = recurrence.to_text(rule, anchor)
    after = anchor + timedelta(days=late)
    plain = recurrence.next_day(text, after)
    if plain is None:
        assert after.year > 2190
        return
    assert plain > after
    if rule.unit == "week":
        assert plain.weekday() in rule.weekdays
    if rule.unit == "month" and not rule.nth:
        assert plain.day == rule.day or (plain + timedelta(days=1)).day == 1
    calendar = Calendar(off=off)
    moved = recurrence.next_day(text, after, calendar)
    assert moved is not None and moved >= plain and calendar.is_working(moved)
    assert calendar.on_or_after(plain) == moved

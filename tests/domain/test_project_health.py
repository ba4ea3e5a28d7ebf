"""Whether a project is on time, at risk or late: one rule, for every day and every mix of facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import project_health as rules
from app.domain.project_health import Facts, judge
from app.domain.workdays import Calendar

MONDAY = date(2026, 11, 30)
WEEK = Calendar((480, 480, 480, 480, 480, 0, 0), frozenset({date(2026, 12, 8)}))
RANKS = ("good", "warn", "bad")

days = st.dates(date(2026, 10, 1), date(2027, 2, 28))
facts = st.builds(
    Facts, st.sampled_from(("planned", "active")), st.none() | days, st.none() | days, st.integers(1, 9), st.integers(0, 2),
    st.integers(0, 2), st.integers(0, 90), st.none() | days, st.integers(0, 1),
)  # fmt: skip


def told(**fields: object) -> tuple[str, str]:
    usual = Facts("active", date(2026, 12, 4), None, 3, 0, 0)
    return judge(usual._replace(**fields), WEEK, MONDAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "word", "reason"),
    [
        ({}, "good", "On plan"),
        ({"promised_on": date(2026, 12, 9)}, "good", "2 working days to spare"),  # Tuesday the 8th is off
        ({"expected_on": date(2026, 12, 3)}, "good", "On plan"),
        ({"expected_on": date(2026, 12, 7)}, "bad", "1 working day late"),
        ({"expected_on": date(2026, 12, 9)}, "bad", "2 working days late"),
        ({"expected_on": date(2026, 12, 9), "promised_on": date(2026, 12, 7)}, "bad", "1 working day past the promise"),
        ({"expected_on": date(2026, 12, 7), "promised_on": date(2026, 12, 10)}, "good", "2 working days to spare"),
        ({"expected_on": date(2026, 12, 7), "promised_on": date(2026, 12, 7)}, "warn", "Nothing left to spare"),
        ({"promised_on": date(2026, 12, 4)}, "good", "0 working days to spare"),  # so it was planned
        ({"expected_on": date(2026, 12, 7), "promised_on": date(2026, 12, 7), "late": 1}, "warn", "1 task late"),
        ({"finish_on": date(2026, 11, 26)}, "bad", "2 working days late"),
        ({"finish_on": date(2026, 11, 26), "promised_on": date(2026, 11, 27)}, "bad", "1 working day past the promise"),
        ({"finish_on": date(2026, 12, 5), "promised_on": date(2026, 12, 4)}, "bad", "A day off past the promise"),
        ({"missed": 2}, "bad", "2 deadlines missed"),
        ({"late": 2}, "warn", "2 tasks late"),
        ({"unowned": 1}, "warn", "1 task has no owner"),
        ({"over_minutes": 90}, "warn", "1.5 h over its hours"),
        ({"finish_on": None}, "none", "No dates"),
        ({"finish_on": None, "expected_on": date(2026, 12, 3)}, "none", "No dates"),
        ({"finish_on": None, "expected_on": date(2026, 12, 3), "promised_on": date(2026, 12, 4)}, "good", "1 working day to spare"),
        ({"finish_on": None, "expected_on": date(2026, 12, 7), "promised_on": date(2026, 12, 4)}, "bad", "1 working day past the promise"),
        ({"status": "on_hold", "missed": 1, "expected_on": date(2027, 1, 4)}, "none", "On hold"),
        ({"status": "cancelled", "late": 1}, "none", "Cancelled"),
        ({"open_tasks": 0, "expected_on": date(2027, 1, 4)}, "none", "No open tasks"),
    ],
)  # fmt: skip
def test_the_worst_reason_is_said(fields: dict[str, object], word: str, reason: str) -> None:
    assert told(**fields) == (word, reason)


@given(facts, days)
def test_late_is_what_ends_after_it_is_due_or_missed_a_deadline(given: Facts, now: date) -> None:
    ends, due = rules.ends_on(given, WEEK, now), given.promised_on or given.finish_on
    broken = ends is not None and due is not None and ends > due
    assert (judge(given, WEEK, now).word == "bad") == (broken or given.missed > 0)


@given(facts, days, st.integers(1, 60))
def test_the_later_it_is_expected_the_worse_it_stands(given: Facts, now: date, more: int) -> None:
    if given.expected_on is None:
        return
    words = [
        judge(given._replace(expected_on=given.expected_on + timedelta(days=by)), WEEK, now).word for by in (0, more)
    ]
    if "none" not in words:
        assert RANKS.index(words[0]) <= RANKS.index(words[1])


@given(facts, days)
def test_what_is_expected_by_the_planned_finish_changes_nothing(given: Facts, now: date) -> None:
    early = given.expected_on is not None and given.finish_on is not None and given.expected_on <= given.finish_on
    if early:
        assert judge(given, WEEK, now) == judge(given._replace(expected_on=None), WEEK, now)
        assert rules.later(WEEK, given.finish_on, given.expected_on) == 0


@given(facts, days)
def test_days_off_make_nothing_late(given: Facts, now: date) -> None:
    assert judge(given, WEEK, now) == judge(given, WEEK, WEEK.on_or_before(now))

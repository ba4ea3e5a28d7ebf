"""The figures of delivery: kept due days, cycle time, throughput, estimates, and the forecast of a finish."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.delivery import (
    ENOUGH_WEEKS,
    HORIZON,
    Finished,
    Futures,
    accuracy,
    cycle_days,
    cycle_time,
    finish,
    history_weeks,
    middle_week,
    on_time,
    percentile,
    throughput,
)
from app.domain.workdays import Calendar

NOW = date(2026, 11, 12)  # a Thursday
WEEK = Calendar()
SMALL = Futures(400)


def day(offset):
    return NOW + timedelta(days=offset)


def task(number=1, done=0, due=None, first=None, started=None, estimate=None, logged=0, person=None, project=None):
    def on(offset):
        return None if offset is None else day(offset)

    return Finished(
        number, project, person, day(done), on(due), on(due if first is None else first), on(started), estimate, logged
    )


# --- kept due days ------------------------------------------------------------------------------------------


def test_on_time_is_by_the_end_of_the_due_day():
    told = on_time([task(1, -3, -3), task(2, -3, -1), task(3, -1, -2), task(4, 0, None)], WEEK)
    assert (told.kept, told.n, told.late, told.undated) == (2, 3, (3,), 1)
    assert round(told.rate.rate, 2) == 0.67
    assert told.rate.low < 0.67 < told.rate.high


def test_a_due_day_that_was_moved_does_not_save_the_first_one():
    moved = [task(1, done=-1, due=0, first=-5)]
    assert on_time(moved, WEEK).kept == 1
    assert on_time(moved, WEEK, first=True).late == (1,)


def test_what_was_due_on_friday_is_on_time_until_sunday():
    friday, sunday, monday = 1, 3, 4
    told = on_time([task(1, done=sunday, due=friday), task(2, done=monday, due=friday)], WEEK)
    assert told.late == (2,)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-60, 0), st.one_of(st.none(), st.integers(-60, 20))), max_size=30))
def test_every_task_is_kept_late_or_undated(rows):
    tasks = [task(n, done, due) for n, (done, due) in enumerate(rows)]
    told = on_time(tasks, WEEK)
    assert told.kept + len(told.late) + told.undated == len(tasks)
    assert all(tasks[n].done_on > tasks[n].due_on for n in told.late)


def test_without_due_days_there_is_no_rate():
    assert on_time([], WEEK).rate is None
    assert on_time([task()], WEEK).rate is None


# --- cycle time ---------------------------------------------------------------------------------------------


def test_the_same_day_is_one_and_days_off_do_not_count():
    assert cycle_days(day(0), day(0), WEEK) == 1
    assert cycle_days(day(0), day(4), WEEK) == 3  # Thursday, Friday, Monday
    assert cycle_days(day(2), day(3), WEEK) == 1  # a weekend


def test_percentiles_are_days_that_occurred():
    told = cycle_time([task(n, done=0, started=-n) for n in range(10)] + [task(99)], Calendar([480] * 7))
    assert (told.p50, told.p85, told.p95, told.n, told.no_start) == (5, 9, 10, 10, 1)
    assert cycle_time([], WEEK).p50 is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_holds_its_share(values, percent):
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert found in ordered
    assert 100 * sum(value <= found for value in ordered) >= percent * len(ordered)
    assert 100 * sum(value < found for value in ordered) < percent * len(ordered)


# --- throughput ---------------------------------------------------------------------------------------------


def test_weeks_of_nothing_count_and_the_present_one_is_not_whole():
    weeks = throughput([day(0), day(-14), day(-14), day(-60), day(9)], day(-20), NOW)
    assert [(week.done, week.whole) for week in weeks] == [(0, True), (2, True), (0, True), (1, False)]
    assert all(week.monday.weekday() == 0 for week in weeks)
    assert middle_week(weeks) == 0.0
    assert middle_week(weeks[-1:]) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-300, 0), max_size=50))
def test_every_finish_is_in_one_week(offsets):
    days = [day(offset) for offset in offsets]
    weeks = throughput(days, min(days, default=NOW), NOW)
    assert sum(week.done for week in weeks) == len(days)
    assert [week.whole for week in weeks].count(False) == 1


# --- estimates ----------------------------------------------------------------------------------------------


def test_the_median_ratio_is_not_moved_by_one_disaster():
    told = accuracy([task(n, estimate=60, logged=60 + n) for n in range(4)] + [task(9, estimate=10, logged=6000)])
    assert round(told[0].ratio, 2) == 1.03
    assert told[0].n == 5


def test_by_person_and_without_what_tells_nothing():
    rows = [
        task(1, estimate=60, logged=120, person=7),
        task(2, estimate=60, logged=60, person=8),
        task(3, estimate=60, logged=90, person=8),
        task(4, estimate=None, logged=90, person=8),
        task(5, estimate=60, logged=0, person=8),
        task(6, estimate=60, logged=60),
    ]
    told = accuracy(rows, "person_id")
    assert [(one.key, one.n, one.ratio) for one in told] == [(8, 2, 1.25), (7, 1, 2.0), (None, 1, 1.0)]
    assert accuracy([]) == ()


# --- when it finishes ---------------------------------------------------------------------------------------


def test_under_ten_weeks_there_is_no_forecast():
    told = finish([3] * (ENOUGH_WEEKS - 1), 12, WEEK, NOW, SMALL)
    assert not told.enough
    assert (told.p50, told.p85, told.weeks) == (None, None, 9)
    assert finish([3] * ENOUGH_WEEKS, 12, WEEK, NOW, SMALL).enough


def test_a_steady_pace_finishes_when_arithmetic_says():
    told = finish([3] * 12, 12, WEEK, NOW, SMALL)
    assert told.p50 == told.p85 == WEEK.on_or_before(day(27))  # four weeks, the last day included


def test_nothing_left_is_finished_and_nothing_ever_done_has_no_day():
    assert finish([0] * 12, 0, WEEK, NOW, SMALL).p85 == NOW
    told = finish([0] * 12, 5, WEEK, NOW, SMALL)
    assert told.enough and told.p50 is None


def test_what_takes_longer_than_ten_years_has_no_day():
    assert finish([1] + [0] * 11, HORIZON, WEEK, NOW, SMALL).p50 is None


def test_only_the_latest_weeks_are_resampled():
    old = finish([50] * 100 + [1] * 26, 26, WEEK, NOW, SMALL)
    assert old.p50 == WEEK.on_or_before(day(7 * 26 - 1))
    assert old.weeks == 126


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=30).filter(any), st.integers(1, 60), st.integers(0, 30))
def test_more_work_is_never_finished_earlier(history, left, more):
    now, later = finish(history, left, WEEK, NOW, SMALL), finish(history, left + more, WEEK, NOW, SMALL)
    if now.p50 and now.p85:
        assert NOW <= now.p50 <= now.p85
        assert WEEK.is_working(now.p50)
    if now.p50 and later.p50:
        assert now.p50 <= later.p50
    if now.p85 and later.p85:
        assert now.p85 <= later.p85


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=30).filter(any), st.integers(1, 60))
def test_the_same_history_gives_the_same_days(history, left):
    assert finish(history, left, WEEK, NOW, Futures(300)) == finish(history, left, WEEK, NOW, Futures(300))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=26).filter(any), st.integers(1, 40))
def test_a_quicker_pace_is_never_later(history, left):
    slow, quick = finish(history, left, WEEK, NOW, SMALL), finish([n + 1 for n in history], left, WEEK, NOW, SMALL)
    if slow.p85 and quick.p85:
        assert quick.p85 <= slow.p85


def test_history_begins_with_the_work():
    assert history_weeks([day(-14)], day(-20), NOW) == [0, 1, 0]
    assert history_weeks([], None, NOW) == []
    assert history_weeks([], day(3), NOW) == []

"""The clock: one at a time, through restarts, sleep and changes of the wall clock, and never two things at once."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, utc_now
from app.domain.timing import Rounding, Span, at_clock, clash, left_free
from app.services import clients, deals, people, projects, tasks, time_rates, timelog, timer, workspace

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture
def task(store):
    return tasks.add(store, "Menu photos", project_id=projects.add(store, "Seasonal menus"))


def minutes(store):
    return [row[0] for row in store.rows("SELECT minutes FROM time_entry ORDER BY id")]


def spans(store):
    return store.rows("SELECT started_at, ended_at FROM time_entry ORDER BY started_at, id")


def test_start_and_stop_make_an_entry_of_the_minutes_between(store, task):
    timer.start(store, task_id=task, now=NOON)
    found = timer.running(store)
    assert (found.title, found.detail, found.kind, found.record_id) == ("Menu photos", "Seasonal menus", "task", task)
    assert found.seconds(NOON + timedelta(minutes=48, seconds=12)) == 48 * 60 + 12
    timer.stop(store, now=NOON + timedelta(minutes=48, seconds=12))
    assert timer.running(store) is None
    assert minutes(store) == [48]


def test_starting_another_stops_the_first_and_undo_takes_both_back(store, task):
    timer.start(store, task_id=task, now=NOON)
    deal = deals.add(store, "Rebrand")
    timer.start(store, deal_id=deal, now=NOON + timedelta(hours=1))
    assert timer.running(store).title == "Rebrand"
    assert spans(store)[0] == ("2026-11-16T12:00:00Z", "2026-11-16T13:00:00Z")
    store.undo()
    assert timer.running(store).title == "Menu photos"
    store.redo()
    assert timer.running(store).title == "Rebrand"


def test_the_clock_survives_a_restart(store, task, tmp_path):
    timer.start(store, task_id=task, now=NOON)
    path = store.path
    store.close()
    with workspace.open_workspace(path) as again:
        assert timer.running(again).started_at == NOON


def test_selling_time_counts_for_the_deal_and_its_client_and_is_not_billed(store):
    deal = deals.add(store, "Rebrand", client="Fennel Sample")
    timer.start(store, deal_id=deal, now=NOON)
    timer.stop(store, now=NOON + timedelta(hours=1))
    row = store.row("SELECT deal_id, client_id, billable, minutes FROM time_entry")
    assert row == (deal, clients.find_or_add(store, "Fennel Sample"), 0, 60)


def test_a_computer_clock_set_back_neither_overlaps_nor_goes_negative(store, task):
    timer.start(store, task_id=task, now=NOON)
    timer.stop(store, now=NOON + timedelta(hours=2))
    timer.start(store, task_id=task, now=NOON + timedelta(hours=1))  # the clock was set back an hour
    assert timer.running(store).started_at == NOON + timedelta(hours=2)
    assert timer.running(store).seconds(NOON + timedelta(hours=1, minutes=5)) == 0
    assert timer.stop(store, now=NOON + timedelta(hours=1, minutes=5)) is None
    assert minutes(store) == [120]


def test_eight_hours_asleep_can_be_left_out(store, task):
    timer.start(store, task_id=task, now=NOON)
    timer.leave_out(store, NOON + timedelta(hours=1), NOON + timedelta(hours=9))
    timer.stop(store, now=NOON + timedelta(hours=10))
    assert minutes(store) == [60, 60]
    with pytest.raises(UserError, match="No clock is running"):
        timer.leave_out(store, NOON, NOON)


def test_a_pause_outside_the_run_is_refused(store, task):
    timer.start(store, task_id=task, now=NOON)
    with pytest.raises(UserError, match="within the time"):
        timer.leave_out(store, NOON - timedelta(hours=1), NOON)


def test_a_clock_forgotten_for_days_asks_when_the_work_ended(store, task):
    timer.start(store, task_id=task, now=NOON)
    with pytest.raises(UserError, match=r"has run for 51 hours: say when the work on “Menu photos” ended"):
        timer.stop(store, now=NOON + timedelta(hours=51))
    assert timer.running(store) is not None
    timer.stop(store, now=NOON + timedelta(hours=4))
    assert minutes(store) == [240]


@pytest.mark.parametrize(
    ("rule", "seconds", "expected"),
    [
        (Rounding(), 29, 1), (Rounding(), 0, 0), (Rounding(), 90, 2), (Rounding(15, "up"), 61, 15),
        (Rounding(15, "up"), 15 * 60, 15), (Rounding(15, "up"), 16 * 60, 30), (Rounding(15, "nearest"), 22 * 60, 15),
        (Rounding(15, "nearest"), 23 * 60, 30), (Rounding(6, "up"), 7 * 60, 12), (Rounding(30, "nearest"), 60, 30),
    ],
)  # fmt: skip
def test_minutes_are_rounded_as_agreed(rule, seconds, expected):
    assert rule.minutes(seconds) == expected


def test_rounding_is_of_the_workspace_and_leaves_what_was_worked_alone(store, task):
    time_rates.choose_rounding(store, Rounding(15, "up"))
    timer.start(store, task_id=task, now=NOON)
    timer.stop(store, now=NOON + timedelta(minutes=16))
    assert minutes(store) == [16]
    assert time_rates.rounding(store).billed(16) == 30
    assert spans(store)[0][1] == "2026-11-16T12:16:00Z"


@pytest.fixture
def berlin(monkeypatch):
    import time as clock

    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    yield
    monkeypatch.undo()
    clock.tzset()


@pytest.mark.usefixtures("berlin")
def test_summer_time_both_ways(store, task):
    spring = date(2026, 3, 29)
    with pytest.raises(UserError, match="does not exist"):
        at_clock(spring, time(2, 30))
    timelog.add_span(store, at_clock(spring, time(1, 30)), at_clock(spring, time(3, 30)), task_id=task)
    autumn = date(2025, 10, 26)
    timelog.add_span(store, at_clock(autumn, time(1, 30)), at_clock(autumn, time(3, 30)), task_id=task)
    assert minutes(store) == [60, 180]
    assert [row[0] for row in store.rows("SELECT on_date FROM time_entry ORDER BY id")] == ["2026-03-29", "2025-10-26"]


def test_two_entries_of_one_person_never_share_time_and_the_refusal_names_the_other(store, task):
    timelog.add_span(store, NOON - timedelta(days=30), NOON - timedelta(days=30) + timedelta(hours=2), task_id=task)
    begin = NOON - timedelta(days=30) + timedelta(hours=1)
    with pytest.raises(UserError, match="“Menu photos” already"):
        timelog.add_span(store, begin, begin + timedelta(hours=2), task_id=task)
    other = people.add(store, "Theo Sample")
    timelog.add_span(store, begin, begin + timedelta(hours=2), task_id=task, person_id=other)
    touching = timelog.add_span(store, begin + timedelta(hours=1), begin + timedelta(hours=2), task_id=task)
    with pytest.raises(UserError, match="already"):
        timelog.change_span(store, touching, begin, begin + timedelta(hours=2))
    timelog.change_span(store, touching, begin + timedelta(hours=2), begin + timedelta(hours=3))
    assert minutes(store) == [120, 120, 60]


def test_time_backwards_or_ahead_is_refused(store, task):
    now = utc_now()
    with pytest.raises(UserError, match="not after the start"):
        timelog.add_span(store, now, now - timedelta(hours=1), task_id=task)
    with pytest.raises(UserError, match="not ahead"):
        timelog.add_span(store, now, now + timedelta(hours=1), task_id=task)


def test_an_hour_keeps_the_rate_it_had(store, task):
    project = store.value("SELECT project_id FROM task")
    with store.write("Set"):
        store.execute("UPDATE project SET currency = 'EUR' WHERE id = ?", (project,))
    projects.change(store, project, "rate_minor", 9_000)
    timelog.add(store, 60, task_id=task)
    projects.change(store, project, "rate_minor", 12_000)
    timelog.add(store, 60, task_id=task)
    timelog.add(store, 60, task_id=task, billable=False)
    assert store.rows("SELECT rate_minor, currency FROM time_entry ORDER BY id") == [
        (9_000, "EUR"), (12_000, "EUR"), (None, ""),
    ]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["start", "stop", "pause"]), st.integers(-300, 600)), max_size=20))
def test_whatever_the_clock_does_entries_never_overlap_or_run_backwards(store, task, steps):
    with store.write("Clean"):
        store.execute("DELETE FROM time_entry")
    now = NOON
    for what, shift in steps:
        now += timedelta(minutes=shift)
        try:
            if what == "start":
                timer.start(store, task_id=task, now=now)
            elif what == "stop":
                timer.stop(store, now=now)
            else:
                timer.leave_out(store, now - timedelta(minutes=30), now)
        except UserError:
            continue
    assert sum(end is None for _, end in spans(store)) <= 1
    if timer.running(store) is not None:
        timer.stop(store, now=timer.running(store).started_at + timedelta(hours=20))
    found = spans(store)
    for (start, end), (then, _) in itertools.pairwise(found):
        assert end is not None and start < end <= then
    assert all(m is None or m > 0 for m in minutes(store))


moments = st.integers(0, 24 * 60).map(lambda n: NOON - timedelta(days=2) + timedelta(minutes=n))


@given(st.lists(st.tuples(moments, st.integers(1, 300)), max_size=12), moments, st.integers(1, 600))
def test_what_is_left_free_shares_no_time_and_loses_none(found, start, length):
    end = start + timedelta(minutes=length)
    others = [Span(n, begin, begin + timedelta(minutes=more)) for n, (begin, more) in enumerate(found)]
    parts = left_free(start, end, others)
    assert all(start <= first < last <= end for first, last in parts)
    assert all(clash(first, last, others) is None for first, last in parts)
    taken = {m for m in range(length) if clash(start + timedelta(minutes=m), start + timedelta(minutes=m + 1), others)}
    assert sum(int((last - first).total_seconds()) // 60 for first, last in parts) == length - len(taken)


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2025, 10, 26)])
def test_a_clock_through_the_night_of_summer_time_counts_what_passed(store, task, night):
    evening = at_clock(night - timedelta(days=1), time(23))
    timer.start(store, task_id=task, now=evening)
    morning = at_clock(night, time(6))
    timer.stop(store, now=morning)
    assert minutes(store) == [360 if night.month == 3 else 480]
    assert (morning - evening).total_seconds() == minutes(store)[0] * 60


@pytest.mark.usefixtures("berlin")
def test_the_wall_clock_set_back_while_it_runs_makes_no_entry_negative(store, task):
    with time_machine.travel(NOON, tick=False) as wall:
        timer.start(store, task_id=task)
        wall.move_to(NOON - timedelta(hours=3))
        assert timer.running(store).seconds() == 0
        wall.move_to(NOON + timedelta(hours=1))
        timer.stop(store)
    assert minutes(store) == [60]


def test_an_entry_moved_onto_another_is_cut_to_its_longest_free_part(store, task):
    day = NOON - timedelta(days=30)
    timelog.add_span(store, day + timedelta(hours=1), day + timedelta(hours=2), task_id=task)
    moved = timelog.add_span(store, day + timedelta(hours=5), day + timedelta(hours=6), task_id=task)
    with pytest.raises(timelog.ClashError) as refused:
        timelog.change_span(store, moved, day, day + timedelta(hours=5))
    assert [(b - a).total_seconds() / 3600 for a, b in refused.value.free] == [1, 3]
    timelog.change_span(store, moved, day, day + timedelta(hours=5), cut=True)
    assert minutes(store) == [60, 180]
    made = timelog.add_span(store, day - timedelta(hours=1), day + timedelta(hours=3), task_id=task, cut=True)
    assert made and sum(minutes(store)) == 60 + 180 + 120

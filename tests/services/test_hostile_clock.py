"""Time against a hostile clock: summer time both ways, the computer's clock set back or ahead, sleep, midnight."""

import itertools
import time as system
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, moment_from
from app.domain.timing import Rounding, Span, at_clock, clash, first_free, last_at, next_at
from app.exchange import importing
from app.services import tasks, time_edit, timelog, timer

# Nights in which the clocks of these places are changed: by an hour, by half an hour, at midnight itself.
PLACES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2025, 10, 26)),
    "America/New_York": (date(2026, 3, 8), date(2025, 11, 2)),
    "Australia/Lord_Howe": (date(2025, 10, 5), date(2026, 4, 5)),
    "America/Santiago": (date(2025, 9, 7), date(2026, 4, 5)),
}
NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip


@pytest.fixture(params=PLACES)
def nights(request, monkeypatch):
    """The clock on the wall is one of that place."""
    monkeypatch.setenv("TZ", request.param)
    system.tzset()
    yield PLACES[request.param]
    monkeypatch.undo()
    system.tzset()


@pytest.fixture
def berlin(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    system.tzset()
    yield
    monkeypatch.undo()
    system.tzset()


@pytest.fixture
def task(store):
    return tasks.add(store, "Menu photos")


def wall(moment):
    return moment.astimezone().replace(tzinfo=None)


clocks = st.integers(0, 24 * 60 - 1).map(lambda n: time(n // 60, n % 60))
hours_around = st.integers(-36 * 60, 36 * 60)


@many
@given(minute=hours_around, clock=clocks, night=st.integers(0, 1))
def test_the_next_and_the_last_time_a_wall_clock_shows_something(nights, minute, clock, night):
    moment = at_clock(nights[night] - timedelta(days=1), time(12)) + timedelta(minutes=minute)
    for find, side in ((next_at, 1), (last_at, -1)):
        try:
            found = find(moment, clock)
        except UserError as problem:
            assert "the clocks go forward then" in str(problem)
            continue
        assert wall(found).time() == clock
        away = (found - moment) * side
        assert timedelta(0) <= away <= timedelta(hours=25) and (side < 0 or away)
        between = [found + timedelta(minutes=n) * -side for n in range(1, int(away.total_seconds()) // 60)]
        assert all(wall(each).time() != clock for each in between)  # nothing nearer shows it


@many
@given(moment=st.integers(0, 48 * 60), night=st.integers(0, 1))
def test_every_moment_is_found_again_by_what_the_wall_showed_then_or_is_the_second_to_show_it(nights, moment, night):
    at = at_clock(nights[night] - timedelta(days=1), time(12)) + timedelta(minutes=moment)
    found = at_clock(wall(at).date(), wall(at).time())
    assert found <= at and wall(found) == wall(at)
    assert found == at or last_at(at, wall(at).time()) == at


@many
@given(started=hours_around, length=st.integers(1, 23 * 60), night=st.integers(0, 1))
def test_a_clock_counts_what_passed_whatever_the_wall_says(store, task, nights, started, length, night):
    begin = at_clock(nights[night] - timedelta(days=1), time(12)) + timedelta(minutes=started)
    timer.start(store, task_id=task, now=begin)
    entry = timer.stop(store, now=begin + timedelta(minutes=length))
    minutes, day = store.row("SELECT minutes, on_date FROM time_entry WHERE id = ?", (entry,))
    assert minutes == length and day == wall(begin).date().isoformat()
    timelog.delete(store, entry)


DEEDS = ("start", "stop", "pause", "began", "type", "split", "delete")
steps = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        # a while; eight hours asleep; set back or ahead by an hour; by a day and more
        st.one_of(st.integers(0, 90), st.just(480), st.sampled_from((-60, 60, -30)), st.integers(-2000, 2000)),
    ),
    max_size=25,
)


def do(store, task, what, now):
    if what == "start":
        timer.start(store, task_id=task)
    elif what == "stop":
        timer.stop(store)
    elif what == "pause":
        timer.leave_out(store, now - timedelta(hours=8), now)
    elif what == "began":
        timer.began(store, now - timedelta(minutes=45))
    elif what == "type":
        timelog.add_span(store, now - timedelta(minutes=100), now - timedelta(minutes=40), task_id=task, cut=True)
    elif what == "split":
        timed = store.ids("SELECT id FROM time_entry WHERE minutes > 1 ORDER BY id")
        if timed:
            time_edit.split(store, timed[-1], 1)
    else:
        timed = store.ids("SELECT id FROM time_entry WHERE minutes IS NOT NULL ORDER BY id")
        if timed:
            timelog.delete(store, timed[0])


@many
@given(deeds=steps, night=st.integers(0, 1))
def test_no_jump_of_the_clock_makes_two_things_at_once_or_time_out_of_nothing(store, task, nights, deeds, night):
    with store.write("Begin anew"):
        store.execute("DELETE FROM time_entry")
    now = at_clock(nights[night] - timedelta(days=1), time(20))
    # As a number of seconds: a moment in UTC would have time-machine make the wall clock one of UTC too.
    with time_machine.travel(now.timestamp(), tick=False) as travel:
        for what, shift in deeds:
            now += timedelta(minutes=shift)
            travel.move_to(now.timestamp())
            try:
                do(store, task, what, now)
            except UserError:
                continue
        if timer.running(store) is not None:
            timer.stop(store, now=min(now, timer.running(store).started_at + timedelta(hours=20)))
    assert timer.running(store) is None
    told = store.rows("SELECT started_at, ended_at, minutes, on_date FROM time_entry ORDER BY started_at, id")
    spans = [(moment_from(start), moment_from(end)) for start, end, _, _ in told]
    for (start, end), (minutes, day) in zip(spans, [row[2:] for row in told], strict=True):
        assert start < end
        assert abs(minutes * 60 - (end - start).total_seconds()) < 60
        assert day == wall(start).date().isoformat()
    for (_, end), (then, _) in itertools.pairwise(spans):
        assert end <= then


@pytest.mark.usefixtures("berlin")
def test_a_wrong_year_that_was_put_right_does_not_stop_the_clock_from_measuring(store, task):
    with time_machine.travel((NOON + timedelta(days=365)).timestamp(), tick=False):
        timelog.add_span(store, NOON + timedelta(days=364), NOON + timedelta(days=364, hours=1), task_id=task)
    with time_machine.travel(NOON.timestamp(), tick=False) as travel:
        timer.start(store, task_id=task)
        assert timer.running(store).started_at == NOON
        travel.move_to((NOON + timedelta(minutes=50)).timestamp())
        timer.stop(store)
    assert sorted(store.ids("SELECT minutes FROM time_entry")) == [50, 60]


def test_a_clock_set_back_that_runs_into_an_entry_is_split_around_it_in_one_step(store, task):
    timelog.add_span(store, NOON, NOON + timedelta(hours=1), task_id=task)
    timer.start(store, task_id=task, now=NOON - timedelta(hours=2))
    timer.annotate(store, "lights")
    timer.stop(store, now=NOON + timedelta(hours=3))
    found = store.rows("SELECT minutes, note FROM time_entry ORDER BY started_at")
    assert found == [(120, "lights"), (60, ""), (120, "lights")]
    store.undo()
    assert timer.running(store).started_at == NOON - timedelta(hours=2)
    assert store.value("SELECT count(*) FROM time_entry") == 2


@pytest.mark.usefixtures("berlin")
def test_an_entry_split_at_midnight_has_its_second_half_on_the_next_day(store, task):
    evening = at_clock(date(2026, 3, 28), time(23))
    first = timelog.add_span(store, evening, evening + timedelta(hours=2), task_id=task)
    second = time_edit.split(store, first, 60)
    days = [store.value("SELECT on_date FROM time_entry WHERE id = ?", (each,)) for each in (first, second)]
    assert days == ["2026-03-28", "2026-03-29"]


@pytest.mark.usefixtures("berlin")
def test_the_hour_that_comes_twice_can_be_an_end_and_a_beginning(store, task):
    night = date(2025, 10, 26)
    began = at_clock(night, time(2, 50))
    ended = next_at(began, time(2, 10))
    assert ended - began == timedelta(minutes=20)
    assert last_at(ended + timedelta(minutes=5), time(2, 10)) == ended
    timelog.add_span(store, began, ended, task_id=task)
    assert store.ids("SELECT minutes FROM time_entry") == [20]


@pytest.mark.usefixtures("berlin")
def test_a_file_with_a_time_that_spring_left_out_has_that_row_refused_and_nothing_moved(store, tmp_path):
    file = tmp_path / "time.csv"
    file.write_text(
        "project,started,ended,hours\n"
        "P,2026-03-29 01:30,2026-03-29 02:30,\n"
        "P,2026-03-29 02:00,2026-03-29 04:00,\n"
        "P,2026-03-29T02:30+01:00,2026-03-29 04:00,\n"
        "P,2026-03-29 02:30,,1\n"
        "P,2025-10-26 02:30,2025-10-26 04:00,\n"
    )
    for dry_run in (True, False):
        landed = importing.run(store, "time", file, dry_run=dry_run).landed
        assert [(each.row, each.field) for each in landed.errors] == [(1, "ended"), (2, "started")]
        assert landed.errors[0].problem.startswith("02:30 does not exist on 2026-03-29: the clocks go forward then.")
    assert sorted(store.ids("SELECT minutes FROM time_entry")) == [30, 60, 150]
    assert store.value("SELECT min(started_at) FROM time_entry WHERE on_date = '2026-03-29'").startswith(
        "2026-03-29T01:30"
    )


minutes_of_day = st.integers(0, 600)


@given(st.lists(st.tuples(minutes_of_day, st.integers(1, 90)), max_size=10), minutes_of_day)
def test_a_clock_begins_where_nothing_else_has_the_time_and_no_later_than_it_must(found, at):
    taken = [
        Span(n, NOON + timedelta(minutes=first), NOON + timedelta(minutes=first + length))
        for n, (first, length) in enumerate(found)
    ]
    moment = NOON + timedelta(minutes=at)
    begin = first_free(moment, taken)
    second = timedelta(seconds=1)
    assert begin >= moment and clash(begin, begin + second, taken) is None
    waited = int((begin - moment).total_seconds()) // 60
    assert all(clash(moment + timedelta(minutes=n), moment + timedelta(minutes=n + 1), taken) for n in range(waited))


@given(st.integers(0, 100_000))
def test_seconds_are_never_lost_by_more_than_half_a_minute_nor_made_of_nothing(seconds):
    minutes = Rounding().minutes(seconds)
    assert (minutes == 0) == (seconds == 0)
    assert minutes == 1 if 0 < seconds < 90 else abs(60 * minutes - seconds) <= 30

"""Where the handoff leaks: the path from the win to the delivery, and what was sold against what it takes."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.leaks import STEPS, Journey, Work, balance, balances, late_start, path, reached
from app.domain.workdays import Calendar

NOW = date(2026, 11, 12)  # a Thursday
WEEK = Calendar()


def day(offset):
    return NOW + timedelta(days=offset)


def step(told, key):
    return told.steps[STEPS.index(key)]


def test_a_deal_that_nobody_handed_off_leaks_from_the_first_day():
    told = path([Journey(1, day(0)), Journey(2, day(-12))], WEEK, NOW)
    assert step(told, "won").leaking == (1, 2)
    assert step(told, "won").longest == 12
    assert [stop.deal_id for stop in told.stops] == [2, 1]


def test_the_days_between_the_steps_have_a_middle_and_a_worst():
    told = path(
        [
            Journey(1, day(-30), day(-30), day(-25), day(-24), day(-2)),
            Journey(2, day(-40), day(-36), day(-30), day(-20)),
            Journey(3, day(-20), day(-10), day(-9), day(-9)),
        ],
        WEEK,
        NOW,
    )
    assert step(told, "handed_off").since_win[:4] == (3, 4.0, 10, 3)
    assert step(told, "kick_off").since_before[:4] == (3, 5.0, 6, 2)
    assert step(told, "first_work").since_win[:4] == (3, 11.0, 20, 2)
    assert step(told, "delivered").since_win[:4] == (1, 28.0, 28, 1)
    assert step(told, "won").since_win is None


def test_nothing_begun_leaks_after_five_working_days_and_not_before():
    five_ago = WEEK.add(NOW, -5)
    kept, late = Journey(1, five_ago, five_ago, day(3)), Journey(2, WEEK.add(NOW, -6), NOW, day(3))
    told = path([kept, late], WEEK, NOW)
    assert step(told, "handed_off").here == (1, 2)
    assert told.not_started == (2,)


def test_days_off_do_not_count_towards_the_five():
    closed = Calendar(off=[day(-n) for n in range(1, 9)])
    assert late_start(day(-9), WEEK, NOW)
    assert not late_start(day(-9), closed, NOW)


def test_a_kick_off_that_lies_ahead_is_not_reached():
    told = path([Journey(1, day(-1), day(-1), day(4))], WEEK, NOW)
    assert step(told, "kick_off").reached == ()
    assert told.stops[0].step == "handed_off"


def test_work_before_the_handoff_was_written_down_counts_as_handed_over():
    days = reached(Journey(1, day(-30), handed_on=day(0), kick_off_on=day(-20), first_work_on=day(-22)), NOW)
    assert days == (day(-30), day(-22), day(-22), day(-22), None)


def test_work_before_the_win_counts_no_days():
    told = path([Journey(1, day(-3), day(-3), day(-10), day(-10))], WEEK, NOW)
    assert step(told, "first_work").since_win.worst == 0


def test_under_way_leaks_once_its_promise_has_passed():
    begun = (day(-30), day(-30), day(-30), day(-30))
    told = path(
        [
            Journey(1, *begun, promised_on=day(-1)),
            Journey(2, *begun, promised_on=day(0)),
            Journey(3, *begun, promised_on=day(-9), paused=True),
        ],
        WEEK,
        NOW,
    )
    assert step(told, "first_work").leaking == (1,)
    assert step(told, "first_work").paused == (3,)


def test_without_deals_every_step_is_empty():
    told = path([], WEEK, NOW)
    assert told.won == 0 and told.stops == ()
    assert all(one.since_win is None and one.longest is None for one in told.steps)


_offsets = st.one_of(st.none(), st.integers(-200, 30))
_journeys = st.lists(
    st.tuples(st.integers(-200, 0), _offsets, _offsets, _offsets, _offsets, _offsets, st.booleans()), max_size=12
)


def _made(rows):
    def on(offset):
        return None if offset is None else day(min(offset, 0))

    return [
        Journey(
            number, day(won), on(handed), None if kick is None else day(kick), on(work), on(done), on(promise), paused
        )
        for number, (won, handed, kick, work, done, promise, paused) in enumerate(rows)
    ]


@settings(max_examples=60, deadline=None)
@given(_journeys)
def test_every_deal_stands_at_one_step_and_no_step_is_skipped(rows):
    journeys = _made(rows)
    told = path(journeys, WEEK, NOW)
    counts = [len(one.reached) for one in told.steps]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(journeys)
    for before, after in zip(told.steps, told.steps[1:], strict=False):
        assert set(after.reached) <= set(before.reached)
        assert set(before.here) == set(before.reached) - set(after.reached)
        assert set(before.leaking) <= set(before.here)
    assert {stop.deal_id for stop in told.stops} == set(told.steps[0].reached) - set(told.steps[-1].reached)
    for one in told.steps[1:]:
        if one.since_win is not None:
            assert 0 <= one.since_win.median <= one.since_win.worst
            assert one.since_before.n == one.since_win.n == len(one.reached)


@settings(max_examples=40, deadline=None)
@given(_journeys)
def test_the_steps_of_a_deal_are_in_order(rows):
    for journey in _made(rows):
        days = [found for found in reached(journey, NOW) if found is not None]
        assert days == sorted(days)


# --- sold against delivered ---------------------------------------------------------------------------------


def work(number, sold=600, logged=300, left=400, price=100_000, cost=40_000, **groups):
    named = {"client": (groups.get("client"), str(groups.get("client", "")))}
    return Work(number, named, sold, logged, left, price, cost)


def test_what_it_takes_is_measured_against_what_was_sold():
    one = balance([work(1)])
    assert one.over_minutes == 100
    assert one.margin == 0.6
    assert one.per_hour_minor == 8571  # 1,000.00 / 11 h 40 min


def test_shares_are_of_sums_not_averages_of_shares():
    one = balance([work(1, price=100_000, cost=50_000), work(2, price=900_000, cost=90_000)])
    assert one.margin == 0.86


def test_what_is_not_known_is_left_out_and_counted():
    one = balance([work(1), work(2, sold=None, price=None, cost=None), work(3, cost=None)])
    assert (len(one.ids), one.timed, one.priced, one.costed) == (3, 2, 2, 1)
    assert one.margin == 0.6
    nothing = balance([work(1, sold=None, price=None, cost=None)])
    assert (nothing.over_minutes, nothing.per_hour_minor, nothing.margin) == (None, None, None)


def test_the_group_that_runs_over_most_comes_first():
    found = balances([work(1, client="a"), work(2, left=2000, client="b"), work(3, sold=None, client="c")], "client")
    assert [one.name for one in found] == ["b", "a", "c"]

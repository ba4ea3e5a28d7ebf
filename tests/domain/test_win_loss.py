"""What selling looked like: shares say how sure they are, stages count by rule, and too little is told as too little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain import win_loss
from app.domain.win_loss import Path

ORDER = (7, 3, 9, 4)  # ids of stages in their order
VISITS = st.lists(st.sampled_from((*ORDER, 99, 100)), max_size=6)  # 99 and 100: removed, or of another pipeline
HISTORIES = st.lists(st.tuples(VISITS, st.sampled_from(("open", "won", "lost"))), max_size=60)
TAKEN = st.dictionaries(st.integers(1, 900), st.integers(1, 30), max_size=12)
MONTHS = st.dictionaries(
    st.integers(0, 71).map(lambda n: f"{2021 + n // 12}-{n % 12 + 1:02}"),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    max_size=40,
)


def paths(histories):
    return [Path(win_loss.furthest(visits, ORDER), outcome, 1) for visits, outcome in histories]


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_rate_lies_in_its_interval_and_needs_twenty(part, more):
    rate = win_loss.told_rate(part, part + more)
    assert (rate is None) == (part + more < 20)
    if rate:
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1


# --- stages -----------------------------------------------------------------------------------


def test_a_skipped_stage_counts_as_reached_and_one_visited_twice_counts_once():
    told = win_loss.funnel(paths([([7, 9], "lost"), ([7, 3, 7, 3], "open")]), 4)
    assert [step.reached for step in told.steps] == [2, 2, 1, 0]
    assert [(step.on, step.still, step.lost) for step in told.steps] == [(2, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0)]


def test_a_won_deal_has_passed_every_stage_and_a_reopened_one_counts_as_it_stands():
    won, reopened = ([7], "won"), ([7, 4, 9], "open")  # the second was won out of its last stage, and opened again
    told = win_loss.funnel(paths([won, reopened]), 4)
    assert [step.reached for step in told.steps] == [2, 2, 2, 2]
    assert (told.steps[-1].on, told.steps[-1].still, told.closed) == (1, 1, 1)


def test_visits_to_removed_stages_say_only_that_the_deal_began():
    assert win_loss.furthest([99, 100], ORDER) == 0
    assert win_loss.furthest([99, 3, 100], ORDER) == 1


@given(HISTORIES)
def test_fewer_deals_reach_each_further_stage_and_everybody_is_counted_once(histories):
    told = win_loss.funnel(paths(histories), len(ORDER))
    won = sum(outcome == "won" for _, outcome in histories)
    for step, following in zip(told.steps, (*(s.reached for s in told.steps[1:]), won), strict=True):
        assert step.reached == step.on + step.still + step.lost
        assert step.on == following <= step.reached
        if step.rate:
            assert 0 <= step.rate.low <= step.on / step.reached <= step.rate.high <= 1
    assert told.steps[0].reached == len(histories)
    assert won + sum(step.still + step.lost for step in told.steps) == len(histories)


@given(HISTORIES)
def test_who_reached_a_later_stage_has_reached_those_before_it_once(histories):
    """A won deal stands behind the last one; a stage that was skipped counts, and one visited again counts once."""
    furthest = [
        len(ORDER) if outcome == "won" else max((ORDER.index(stage) for stage in visits if stage in ORDER), default=0)
        for visits, outcome in histories
    ]
    steps = win_loss.funnel(paths(histories), len(ORDER)).steps
    reached = [sum(last >= place for last in furthest) for place in range(len(ORDER) + 1)]
    assert [*(step.reached for step in steps), steps[-1].on] == reached


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_stages_are_told_of_twenty_closed_deals_when_few_came_in_closed(closed, opened, unknown):
    told = win_loss.funnel([Path(0, "won", closed), Path(1, "open", opened), Path(None, "lost", unknown)], 3)
    assert (told.closed, told.unknown) == (closed, unknown)
    assert told.told == (closed >= 20 and unknown * 5 <= closed + unknown)
    assert sum(step.lost for step in told.steps) == 0, "what came in closed is in no step"


def test_a_pipeline_without_open_stages_has_no_steps():
    assert win_loss.funnel([Path(0, "won", 30)], 0).steps == ()


# --- days -------------------------------------------------------------------------------------


@given(TAKEN, st.integers(1, 100))
def test_a_percentile_is_a_day_that_occurred_and_enough_deals_were_as_quick(taken, percent):
    found = win_loss.percentile(taken, percent)
    if not taken:
        assert found is None
        return
    quick = sum(count for day, count in taken.items() if day <= found)
    assert found in taken
    assert quick * 100 >= percent * sum(taken.values())
    assert (quick - taken[found]) * 100 < percent * sum(taken.values()), "the smallest such day"


@given(TAKEN)
def test_days_are_told_of_ten_deals_and_half_are_quicker_than_most(taken):
    told = win_loss.days(taken)
    assert told.count == sum(taken.values())
    assert (told.median is None) == (told.count < 10)
    if told.median is not None and told.most is not None:
        assert told.median <= told.most


# --- over time --------------------------------------------------------------------------------


def test_a_year_with_few_deals_a_month_is_told_by_twelve_months_up_to_each():
    inside = {f"2026-{month:02}": (1, 1) for month in range(1, 13)}
    before = {f"2025-{month:02}": (2, 0) for month in range(1, 13)}
    told = win_loss.trend(inside, before, "2026-01", "2026-12")
    assert told.trailing and told.unit == "month" and len(told.points) == 12
    assert (told.points[0].of, told.points[-1].of) == (24, 24)
    assert told.points[0].rate.rate == 23 / 24 and told.points[-1].rate.rate == 12 / 24


def test_many_deals_a_month_are_told_month_by_month():
    told = win_loss.trend({"2026-01": (30, 10), "2026-03": (3, 4)}, {}, "2026-01", "2026-03")
    assert not told.trailing
    assert [(point.of, point.rate and point.rate.rate) for point in told.points] == [(40, 0.75), (0, None), (7, None)]


def test_long_times_are_told_by_quarter_or_year_which_begin_where_the_calendar_does():
    three = win_loss.trend({"2024-02": (30, 10)}, {}, "2024-02", "2026-11")
    assert (three.unit, three.points[0].first, three.points[0].last) == ("quarter", "2024-02", "2024-03")
    assert (three.points[-1].first, three.points[-1].last) == ("2026-10", "2026-11")
    ten = win_loss.trend({"2016-02": (30, 10)}, {}, "2016-02", "2026-11")
    assert (ten.unit, len(ten.points), ten.points[1].first) == ("year", 11, "2017-01")


@given(MONTHS, MONTHS)
def test_no_closing_is_lost_or_counted_twice_and_every_rate_stands_on_twenty(inside, before):
    told = win_loss.trend(inside, before, "2021-01", "2026-12")
    assert sum(point.won for point in told.points) == sum(won for won, _ in inside.values())
    assert sum(point.lost for point in told.points) == sum(lost for _, lost in inside.values())
    for one, two in zip(told.points, told.points[1:], strict=False):
        assert one.last < two.first
    for point in told.points:
        assert (point.rate is None) == (point.of < 20)
        if not told.trailing:
            assert point.of == point.won + point.lost
        if point.rate:
            assert 0 <= point.rate.low <= point.rate.rate <= point.rate.high <= 1

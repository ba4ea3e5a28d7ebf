"""The burn-down: only finished work burns, and the past is never rewritten."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.burndown import TaskEvent, burndown
from app.domain.workdays import Calendar

MONDAY = date(2026, 10, 12)
FRIDAY = date(2026, 10, 16)
TITLES = {1: "Wireframes", 2: "Menu photos", 3: "Admin page", 4: "Launch"}


def day(number):
    return MONDAY + timedelta(days=number)


def task(number, hours, on=MONDAY):
    minutes = None if hours is None else str(hours * 60)
    return [TaskEvent(number, on, "created", None, None), TaskEvent(number, on, "estimate", None, minutes)]


def status(number, on, new, old="todo"):
    return TaskEvent(number, on, "status", old, new)


def chart(events, today=FRIDAY, unit="hours", finish=date(2026, 10, 30), promised=None, **more):
    return burndown(
        events, Calendar(), unit=unit, baseline_on=MONDAY, plan_finish=finish, promised_on=promised,
        today=today, titles=TITLES, **more,
    )  # fmt: skip


def left(result):
    return [None if found.remaining is None else found.remaining // 60 for found in result.days]


def scope(result):
    return [None if found.scope is None else found.scope // 60 for found in result.days]


def test_finished_work_burns_and_the_future_has_no_points():
    result = chart([*task(1, 10), *task(2, 6), status(1, day(2), "done")], finish=date(2026, 10, 20))
    assert result.baseline == 16 * 60
    assert left(result) == [16, 16, 6, 6, 6, None, None]
    assert [found.date for found in result.days][-2:] == [date(2026, 10, 19), date(2026, 10, 20)]
    assert (result.remaining, result.done, result.scope) == (360, 600, 960)


def test_reopening_raises_the_line_and_is_no_scope_change():
    result = chart([*task(1, 10), status(1, day(1), "done"), status(1, day(3), "doing", "done")])
    assert left(result)[:5] == [10, 0, 0, 10, 10]
    assert result.scope_changes == ()


def test_added_work_is_a_scope_change_with_its_reason():
    result = chart([*task(1, 10), *task(3, 20, day(2)), status(1, day(2), "done")])
    assert left(result)[:5] == [10, 10, 20, 20, 20]
    assert scope(result)[:5] == [10, 10, 30, 30, 30]
    (change,) = result.scope_changes
    assert (change.on, change.delta, change.reason, change.task_ids) == (day(2), 1200, "Admin page", (3,))


def test_re_estimating_is_a_scope_change_never_burn():
    result = chart([*task(1, 10), TaskEvent(1, day(1), "estimate", "600", "360")])
    assert scope(result)[:2] == [10, 6]
    assert result.done == 0
    assert result.scope_changes[0].reason == "Wireframes re-estimated"
    assert result.scope_changes[0].left_delta == -240


def test_re_estimating_finished_work_leaves_what_is_left_alone():
    result = chart(
        [*task(1, 10), *task(2, 5), status(1, day(1), "done"), TaskEvent(1, day(2), "estimate", "600", "720")]
    )
    assert left(result)[:4] == [15, 5, 5, 5]
    assert (result.scope_changes[0].delta, result.scope_changes[0].left_delta) == (120, 0)


def test_cancelled_work_leaves_the_denominator():
    result = chart([*task(1, 10), *task(2, 6), status(2, day(1), "cancelled")])
    assert (result.scope, result.done, result.remaining) == (600, 0, 600)
    assert result.scope_changes[0].reason == "Menu photos cancelled"


def test_cancelling_finished_work_does_not_change_what_is_left():
    result = chart([*task(1, 10), *task(2, 6), status(2, day(1), "done"), status(2, day(2), "cancelled", "done")])
    assert left(result)[:4] == [16, 10, 10, 10]
    assert result.scope_changes[0].left_delta == 0


def test_a_task_moved_away_leaves_that_day_and_the_past_stays():
    result = chart([*task(1, 10), *task(2, 6), TaskEvent(2, day(3), "project", "7", "8")], project=7)
    assert left(result)[:5] == [16, 16, 16, 10, 10]
    assert result.scope_changes[0].reason == "Menu photos moved away"


def test_a_task_moved_here_enters_that_day_not_when_it_was_created():
    events = [*task(1, 10), *task(2, 6), TaskEvent(2, day(3), "project", "8", "7")]
    result = chart(events, project=7)
    assert scope(result)[:5] == [10, 10, 10, 16, 16]
    assert result.scope_changes[0].reason == "Menu photos moved here"


def test_a_project_event_at_birth_is_plain_added_work():
    born = [*task(1, 10), *task(3, 2, day(1)), TaskEvent(3, day(1), "project", None, "7")]
    assert chart(born, project=7).scope_changes[0].reason == "Admin page"
    assert chart(born).scope_changes[0].reason == "Admin page"


def test_deleting_everything_empties_the_scope_and_keeps_the_history():
    result = chart([*task(1, 10), TaskEvent(1, day(2), "deleted", None, None)])
    assert scope(result)[:5] == [10, 10, 0, 0, 0]


def test_a_deletion_taken_back_brings_the_task_back():
    events = [
        *task(1, 10),
        TaskEvent(1, day(1), "deleted", None, None),
        TaskEvent(1, day(2), "created", None, None),
    ]
    assert scope(chart(events))[:4] == [10, 0, 10, 10]


def test_tasks_without_an_estimate_are_counted():
    events = [*task(1, 10), *task(2, None), *task(4, 0), status(2, day(1), "done")]
    result = chart(events)
    assert (result.unestimated, result.scope) == (1, 600)
    in_tasks = chart(events, unit="tasks")
    assert (in_tasks.scope, in_tasks.done, in_tasks.remaining, in_tasks.unestimated) == (3, 1, 2, 1)


def test_weekend_work_counts_on_monday():
    result = chart([*task(1, 10), status(1, day(5), "done")], today=day(8))
    assert left(result)[4:7] == [10, 0, 0]


def test_seen_on_a_saturday_the_line_ends_on_friday_but_the_figure_is_todays():
    result = chart([*task(1, 10), status(1, day(5), "done")], today=day(5))
    assert left(result)[4:6] == [10, None]
    assert result.remaining == 0


def test_what_happens_on_the_baseline_day_belongs_to_the_baseline():
    result = chart([*task(1, 10), *task(2, 6), status(1, MONDAY, "done")])
    assert (result.baseline, result.days[0].remaining, result.days[0].ideal) == (960, 360, 960)
    assert result.scope_changes == ()


def test_the_ideal_line_runs_over_working_days_to_the_planned_finish():
    result = chart(task(1, 10), finish=date(2026, 10, 26))
    assert [found.ideal for found in result.days] == [600 - 60 * step for step in range(11)]
    assert result.above_ideal == 600 - 360


def test_the_ideal_line_keeps_the_end_of_the_baseline_when_the_plan_slips():
    result = chart(task(1, 10), finish=date(2026, 10, 26), baseline_finish=FRIDAY)
    assert [found.ideal for found in result.days][:6] == [600, 450, 300, 150, 0, 0]


def test_without_plan_and_promise_there_is_no_ideal_line():
    result = chart(task(1, 10), finish=None)
    assert (result.ideal_finish, result.above_ideal, result.planned) == (None, None, ())
    assert len(result.days) == 5


def test_the_plan_goes_from_today_to_nothing_on_the_planned_finish():
    result = chart([*task(1, 10)], finish=date(2026, 10, 20))
    assert result.planned == ((FRIDAY, 600), (date(2026, 10, 19), 300), (date(2026, 10, 20), 0))


def test_events_after_today_are_not_known_yet():
    result = chart([*task(1, 10), status(1, day(3), "done")], today=day(1))
    assert (result.remaining, left(result)[:4]) == (600, [10, 10, None, None])


def test_a_project_that_starts_next_week_has_no_actual_points():
    result = burndown(
        task(1, 10, day(-7)),
        Calendar(),
        unit="hours",
        baseline_on=MONDAY,
        plan_finish=FRIDAY,
        promised_on=None,
        today=day(-6),
        titles=TITLES,
    )
    assert all(found.remaining is None for found in result.days)
    assert (result.days[0].date, result.baseline, result.above_ideal) == (MONDAY, 600, None)


def test_a_task_older_than_its_history_starts_with_its_old_values():
    events = [TaskEvent(1, day(1), "status", "doing", "done"), TaskEvent(1, day(2), "estimate", "300", "360")]
    assert scope(chart(events))[:3] == [5, 5, 6]


def test_several_tasks_added_in_a_day_share_one_step():
    result = chart([*task(1, 1), *task(2, 2, day(1)), *task(3, 3, day(1)), *task(9, 4, day(2))])
    assert [change.reason for change in result.scope_changes] == ["Menu photos and 1 more", "1 task added"]


def test_an_earlier_day_is_seen_as_it_was_although_later_events_are_known():
    moved_in_later = [*task(2, 6), TaskEvent(2, day(3), "project", "8", "7")]
    result = chart([*task(1, 10), *moved_in_later], today=day(1), project=7)
    assert (result.scope, result.remaining) == (600, 600)
    estimated_later = [TaskEvent(1, day(3), "estimate", "300", "600")]
    assert chart([TaskEvent(1, MONDAY, "created", None, None), *estimated_later], today=day(1)).scope == 300


def test_an_old_task_whose_deletion_was_taken_back_was_there_before():
    events = [status(1, day(1), "doing"), *task(1, 5, day(3))]
    events += [TaskEvent(1, day(2), "deleted", None, None), TaskEvent(2, day(1), "deleted", None, None)]
    events += [TaskEvent(2, day(1), "created", None, None)]
    assert [found.scope for found in chart(events, unit="tasks").days][:4] == [2, 2, 1, 2]


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.integers(-5, 25),
        st.sampled_from(
            [
                ("status", "done"),
                ("status", "doing"),
                ("status", "cancelled"),
                ("estimate", "120"),
                ("estimate", None),
                ("estimate", "480"),
                ("project", "7"),
                ("project", "8"),
                ("deleted", None),
                ("created", None),
            ]
        ),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(EVENTS, st.sampled_from(["hours", "tasks"]), st.integers(0, 20))
def test_scope_is_always_done_plus_left_and_moves_only_by_named_steps(raw, unit, today):
    events = [TaskEvent(number, day(on), field, None, new) for number, on, (field, new) in raw]
    result = chart(events, today=day(today), unit=unit, project=7)
    assert result.scope == result.done + result.remaining
    actual = [found for found in result.days if found.remaining is not None]
    for found in actual:
        assert found.scope == found.done + found.remaining
    assert result.baseline + sum(change.delta for change in result.scope_changes) == result.scope


@settings(max_examples=150, deadline=None)
@given(EVENTS, st.integers(0, 12), st.integers(1, 8))
def test_a_later_look_never_changes_an_earlier_day(raw, today, later):
    events = [TaskEvent(number, day(on), field, None, new) for number, on, (field, new) in raw]
    then = {d.date: d for d in chart(events, today=day(today), project=7).days if d.remaining is not None}
    now = {d.date: d for d in chart(events, today=day(today + later), project=7).days}
    assert all(now[when] == found for when, found in then.items())

"""The plan of a project: links, floats, the critical path, forward and backward."""

from datetime import date

import pytest

from app.base import UserError
from app.domain.schedule import CycleError, Link, Plan, Planned, Task, plan
from app.domain.workdays import Calendar

CALENDAR = Calendar()
MON = date(2026, 11, 16)


def day(n):
    """The n-th working day of the plan, the first being 1."""
    return CALENDAR.add(MON, n - 1)


def spans(result):
    """Start and finish by key, as working days of the plan."""
    number = CALENDAR.number(MON) - 1
    return {
        t.key: (CALENDAR.number(t.start) - number, CALENDAR.number(t.finish) - number) for t in result.tasks.values()
    }


def two(kind, lag=0, first=3, then=2, **dates):
    return plan([Task(1, first), Task(2, then)], [Link(1, 2, kind, lag)], CALENDAR, **(dates or {"start": MON}))


# Links, by hand: task 1 takes three days, task 2 two.


@pytest.mark.parametrize(
    ("kind", "lag", "second"),
    [
        ("FS", 0, (4, 5)),
        ("FS", 2, (6, 7)),
        ("FS", -1, (3, 4)),
        ("FS", -9, (1, 2)),
        ("SS", 0, (1, 2)),
        ("SS", 1, (2, 3)),
        ("SS", -1, (1, 2)),
        ("FF", 0, (2, 3)),
        ("FF", 2, (4, 5)),
        ("FF", -1, (1, 2)),
        ("SF", 0, (1, 2)),
        ("SF", 4, (3, 4)),
    ],
)
def test_each_kind_of_link_holds_with_its_lag(kind, lag, second):
    assert spans(two(kind, lag)) == {1: (1, 3), 2: second}


@pytest.mark.parametrize(
    ("kind", "lag", "first"),
    [
        ("FS", 0, (6, 8)),
        ("FS", 2, (4, 6)),
        ("FS", -1, (7, 9)),
        ("SS", 0, (8, 10)),
        ("SS", 3, (6, 8)),
        ("FF", 0, (8, 10)),
        ("FF", 2, (6, 8)),
        ("SF", 0, (8, 10)),
        ("SF", 5, (6, 8)),
    ],
)
def test_each_kind_of_link_holds_back_from_a_deadline(kind, lag, first):
    assert spans(two(kind, lag, finish=day(10))) == {1: first, 2: (9, 10)}


@pytest.mark.parametrize(("kind", "second"), [("FS", (6, 7)), ("SS", (3, 4)), ("FF", (4, 5)), ("SF", (1, 2))])
def test_a_negative_lag_lets_the_next_task_begin_earlier(kind, second):
    result = plan([Task(1, 3, day(5)), Task(2, 2)], [Link(1, 2, kind, -2)], CALENDAR, start=MON)
    assert spans(result) == {1: (5, 7), 2: second}


def test_a_task_of_one_day_starts_and_ends_on_the_same_day():
    result = plan([Task(7, 1)], [], CALENDAR, start=MON)
    assert result == Plan(MON, MON, 1, {7: Planned(7, MON, MON, 1, 0, 0, True)})


def test_days_off_are_counted_out():
    friday, tuesday = date(2026, 11, 20), date(2026, 11, 24)
    calendar = Calendar(off=frozenset({date(2026, 11, 23)}))
    result = plan([Task(1, 2)], [], calendar, start=friday)
    assert (result.start, result.finish, result.length_days) == (friday, tuesday, 2)
    assert plan([Task(1, 1)], [], calendar, start=date(2026, 11, 21)).start == tuesday


# The textbook network: A(3) -> B(4) -> D(2), A -> C(2) -> D, and E(1) beside them.

A, B, C, D, E = 1, 2, 3, 4, 5
TEXTBOOK = [Task(A, 3), Task(B, 4), Task(C, 2), Task(D, 2), Task(E, 1)]
TEXTBOOK_LINKS = [Link(A, B), Link(A, C), Link(B, D), Link(C, D)]


def test_floats_of_the_textbook_network():
    result = plan(TEXTBOOK, TEXTBOOK_LINKS, CALENDAR, start=MON)
    assert result.length_days == 9
    assert {t.key: (t.total_float, t.free_float) for t in result.tasks.values()} == {
        A: (0, 0),
        B: (0, 0),
        C: (2, 2),
        D: (0, 0),
        E: (8, 8),
    }
    assert [t.key for t in result.tasks.values() if t.critical] == [A, B, D]


def test_free_float_ends_where_the_next_task_would_move():
    result = plan([Task(1, 1), Task(2, 1), Task(3, 5)], [Link(1, 2)], CALENDAR, start=MON)
    assert (result.tasks[1].total_float, result.tasks[1].free_float) == (3, 0)
    assert (result.tasks[2].total_float, result.tasks[2].free_float) == (3, 3)


def test_a_lag_belongs_to_the_path_and_not_to_the_float():
    result = plan([Task(1, 2), Task(2, 2), Task(3, 1)], [Link(1, 2, "FS", 3), Link(1, 3)], CALENDAR, start=MON)
    assert spans(result)[2] == (6, 7)
    assert result.tasks[1].critical and result.tasks[2].critical
    assert result.tasks[3].total_float == 4


def test_planning_back_keeps_the_floats_and_moves_all_to_the_end():
    result = plan(TEXTBOOK, TEXTBOOK_LINKS, CALENDAR, finish=day(20))
    assert spans(result) == {A: (12, 14), B: (15, 18), C: (17, 18), D: (19, 20), E: (20, 20)}
    assert {t.key: t.total_float for t in result.tasks.values()} == {A: 0, B: 0, C: 2, D: 0, E: 8}
    assert result.length_days == 9


# Dates that people set.


def test_a_task_waits_for_its_own_date():
    result = plan([Task(1, 2), Task(2, 1, not_before=day(6))], [Link(1, 2)], CALENDAR, start=MON)
    assert spans(result) == {1: (1, 2), 2: (6, 6)}
    assert result.tasks[1].total_float == result.tasks[1].free_float == 3


def test_a_broken_deadline_shows_as_negative_float_along_its_path():
    tasks = [Task(1, 3), Task(2, 4, must_finish=day(5)), Task(3, 1)]
    result = plan(tasks, [Link(1, 2), Link(2, 3)], CALENDAR, start=MON)
    assert {t.key: t.total_float for t in result.tasks.values()} == {1: -2, 2: -2, 3: 0}
    assert all(t.critical for t in result.tasks.values())


def test_a_deadline_of_the_whole_plan_breaks_or_leaves_the_path_alone():
    broken = plan(TEXTBOOK, TEXTBOOK_LINKS, CALENDAR, start=MON, finish=day(7))
    assert broken.tasks[A].total_float == -2 and broken.finish == day(9)
    kept = plan(TEXTBOOK, TEXTBOOK_LINKS, CALENDAR, start=MON, finish=day(30))
    assert kept == plan(TEXTBOOK, TEXTBOOK_LINKS, CALENDAR, start=MON)


def test_planning_back_over_a_date_that_cannot_be_earlier_says_so():
    result = plan([Task(1, 2, not_before=day(9)), Task(2, 3)], [Link(1, 2)], CALENDAR, finish=day(10))
    assert spans(result) == {1: (9, 10), 2: (11, 13)}
    assert result.tasks[1].total_float == result.tasks[2].total_float == -3


def test_a_started_task_keeps_its_start_and_pushes_what_follows():
    tasks = [Task(1, 3), Task(2, 4, started=day(2)), Task(3, 1)]
    result = plan(tasks, [Link(1, 2), Link(2, 3)], CALENDAR, start=MON)
    assert spans(result) == {1: (1, 3), 2: (2, 5), 3: (6, 6)}
    assert result.tasks[1].total_float == 3
    assert result.tasks[2].critical and result.tasks[3].critical


def test_a_finished_task_keeps_its_dates_and_drops_out_of_the_float():
    tasks = [Task(1, 3, started=day(1), finished=day(6)), Task(2, 2), Task(3, 1)]
    result = plan(tasks, [Link(1, 2)], CALENDAR, start=MON)
    assert spans(result) == {1: (1, 6), 2: (7, 8), 3: (1, 1)}
    assert result.tasks[1][3:] == (3, 0, 0, False)
    assert [t.key for t in result.tasks.values() if t.critical] == [2]
    assert result.length_days == 8


def test_what_was_finished_last_gives_no_float_to_the_rest():
    result = plan([Task(1, 1, finished=day(20)), Task(2, 2)], [], CALENDAR, start=MON)
    assert result.tasks[2][4:] == (0, 0, True)
    assert result.finish == day(20)


def test_work_on_a_weekend_is_shown_as_it_was():
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    tasks = [Task(1, 1, started=saturday, finished=sunday), Task(2, 1), Task(3, 0, finished=saturday)]
    result = plan(tasks, [Link(1, 2)], CALENDAR, start=MON)
    assert result.tasks[1][1:3] == (saturday, sunday)
    assert result.tasks[2].start == date(2026, 11, 23)
    assert result.tasks[3][1:3] == (saturday, saturday)
    assert plan([Task(1, 2, started=saturday)], [], CALENDAR, start=MON).tasks[1][1:3] == (
        saturday,
        date(2026, 11, 24),
    )


def test_a_finished_task_without_a_start_counts_back_its_duration():
    result = plan([Task(1, 3, finished=day(9))], [], CALENDAR, start=MON)
    assert spans(result) == {1: (7, 9)}
    assert not result.tasks[1].critical


# Milestones.


def test_a_milestone_is_on_the_day_its_predecessors_finish():
    tasks = [Task(1, 3), Task(2, 0), Task(3, 2)]
    result = plan(tasks, [Link(1, 2), Link(2, 3)], CALENDAR, start=MON)
    assert spans(result) == {1: (1, 3), 2: (3, 3), 3: (4, 5)}
    assert result.length_days == 5


def test_a_milestone_at_the_beginning_is_on_the_first_day():
    for dates in ({"start": MON}, {"finish": day(2)}):
        result = plan([Task(1, 0), Task(2, 2)], [Link(1, 2)], CALENDAR, **dates)
        assert spans(result) == {1: (1, 1), 2: (1, 2)}
    for dates in ({"start": MON}, {"finish": MON}):
        assert spans(plan([Task(1, 0)], [], CALENDAR, **dates)) == {1: (1, 1)}


def test_a_milestone_with_a_date_is_the_end_of_that_day():
    result = plan([Task(1, 0, not_before=day(4), must_finish=day(4)), Task(2, 1)], [Link(1, 2)], CALENDAR, start=MON)
    assert spans(result) == {1: (4, 4), 2: (5, 5)}
    assert result.tasks[1].total_float == 0


# What is refused.


def test_a_circle_is_refused_and_named_by_its_tasks():
    tasks = [Task(key, 1) for key in (10, 20, 30, 40, 50)]
    links = [Link(10, 20), Link(20, 30), Link(30, 40), Link(40, 20), Link(40, 50)]
    with pytest.raises(CycleError, match="20 → 30 → 40 → 20") as refused:
        plan(tasks, links, CALENDAR, start=MON)
    assert refused.value.path == [20, 30, 40, 20]
    with pytest.raises(CycleError, match="20 → 30 → 40 → 20"):
        plan([Task(key, 1) for key in (50, 20, 30, 40)], links[1:], CALENDAR, start=MON)
    with pytest.raises(CycleError, match="10 → 10"):
        plan(tasks, [Link(10, 10, "SS")], CALENDAR, start=MON)


def test_a_very_long_circle_is_told_in_short():
    size = 5000
    links = [Link(n, (n + 1) % size) for n in range(size)]
    with pytest.raises(CycleError) as refused:
        plan([Task(n, 1) for n in range(size)], links, CALENDAR, start=MON)
    assert len(refused.value.path) == size + 1
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("tasks", "links", "words"),
    [
        ([Task(1, 1)], [Link(1, 2)], "task 2"),
        ([Task(1, 1)], [Link(3, 1)], "task 3"),
        ([Task(1, 1), Task(2, 1)], [Link(1, 2, "XX")], "XX"),
        ([Task(1, 1), Task(1, 2)], [], "twice"),
        ([Task(1, -1)], [], "less than 0"),
        ([Task(1, 10**6)], [], "1900 to 2200"),
        ([Task(1, 1, not_before=date(3000, 1, 1))], [], "3000"),
    ],
)
def test_what_makes_no_plan_is_refused_in_words(tasks, links, words):
    with pytest.raises(UserError, match=words):
        plan(tasks, links, CALENDAR, start=MON)


def test_a_plan_needs_a_date_or_takes_the_earliest_of_its_tasks():
    with pytest.raises(UserError, match="start or a finish"):
        plan([Task(1, 1)], [], CALENDAR)
    assert spans(plan([Task(1, 1, not_before=day(3)), Task(2, 1)], [], CALENDAR)) == {1: (3, 3), 2: (3, 3)}


def test_a_plan_without_tasks_is_empty():
    assert plan([], [], CALENDAR, start=MON) == plan([], [], CALENDAR, finish=MON) == Plan(MON, MON, 0, {})

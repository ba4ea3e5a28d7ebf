"""Levelled plans of any team, against plans made day by day."""

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.levelling import level
from app.domain.schedule import Link, Task
from app.domain.serial_schedule import Demand
from app.domain.workdays import Calendar
from tests.domain.level_by_days import DAY, LevelByDays

MON = date(2026, 11, 16)
WEEK = Calendar()
PEOPLE = (1, 2)


def on(days):
    return MON + timedelta(days=days)


@st.composite
def calendars(draw):
    """Somebody's days: a usual week, half days, days of different lengths, or months away."""
    kind = draw(st.sampled_from(["usual", "half", "uneven", "away"]))
    off = {on(day) for day in draw(st.sets(st.integers(0, 20), max_size=4))}
    if kind == "half":
        return Calendar((240,) * 5 + (0, 0), off)
    if kind == "uneven":
        rest = draw(st.lists(st.sampled_from([0, 240, 360, 480]), min_size=6, max_size=6))
        return Calendar([240, *rest], off)  # Mondays, so that there are days on which both of a task's people work
    if kind == "away":
        first = draw(st.integers(0, 9))
        return Calendar(WEEK.minutes, {on(day) for day in range(first, first + draw(st.integers(14, 80)))})
    return Calendar(WEEK.minutes, off)


@st.composite
def teams(draw, most):
    """Tasks of two people, some of both, milestones and links of every kind with lags; other work has some of the hours."""
    own = {person: draw(calendars()) for person in PEOPLE}
    tasks, demands = [], {}
    for key in range(1, draw(st.integers(1, most)) + 1):
        days, owner = draw(st.integers(0, 4)), draw(st.sampled_from(PEOPLE))
        task = Task(key, days, not_before=draw(st.none() | st.integers(0, 9).map(on)), owner=owner)
        if days and draw(st.integers(0, 7)):
            pace = draw(st.sampled_from([480, 480, 240, 120, 100]))
            demands[key] = [Demand(owner, pace)]
            if draw(st.integers(0, 4)) == 0:
                demands[key].append(Demand(3 - owner, draw(st.sampled_from([480, 240]))))
            task = task._replace(minutes=draw(st.sampled_from([0, pace * days - pace // 3])))
        tasks.append(task)
    kinds, lags = st.sampled_from(["FS", "FS", "SS", "FF", "SF"]), st.sampled_from([0, 0, 1, 3, -1, -2])
    pairs = [(first, then) for then in range(1, len(tasks) + 1) for first in range(1, then)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=len(tasks))) if pairs else []
    links = [Link(*pair, draw(kinds), draw(lags)) for pair in chosen]
    taken = {
        person: draw(st.dictionaries(st.integers(0, 20).map(on), st.sampled_from([60, 240, 480]), max_size=4))
        for person in PEOPLE
    }
    return tasks, links, own, demands, taken


def levelled(team, effort, **more):
    tasks, links, own, demands, taken = team
    capacities = {person: week.minutes_on for person, week in own.items()}
    paper = LevelByDays(tasks, links, WEEK, own, demands, capacities, taken)
    found = level(tasks, links, WEEK, demands, capacities, start=MON, own=own, taken=taken, effort=effort, **more)
    return paper, found


@settings(max_examples=30, deadline=None)
@given(teams(9))
def test_links_hold_on_everybodys_own_days_and_no_day_is_given_away_twice(team):
    paper, found = levelled(team, 200)
    at, used = paper.stands(found, MON), {}
    for key, task in paper.tasks.items():
        assert at[key][0] >= max(MON, task.not_before or MON)
        assert paper.allowed(task, at[key], at)
        if key in paper.demands:
            taken, over = paper.worked(task, at[key][0], lambda _resource, _day: 9999)
            assert over == at[key][1]
            for place, minutes in taken.items():
                used[place] = used.get(place, 0) + minutes
    assert all(minutes <= paper.open_free(*place) for place, minutes in used.items())


@settings(max_examples=30, deadline=None)
@given(teams(9))
def test_a_task_that_waits_could_begin_on_no_day_before_and_with_its_people_idle_on_the_day_that_is_named(team):
    paper, found = levelled(team, 100)
    at, used = paper.stands(found, MON), {}
    takes = {key: paper.worked(paper.tasks[key], at[key][0], lambda _r, _d: 9999)[0] for key in paper.demands}
    for taken in takes.values():
        for place, minutes in taken.items():
            used[place] = used.get(place, 0) + minutes
    for key in paper.demands:
        task, placed = paper.tasks[key], found.tasks[key]

        def left(resource, day, mine=takes[key]):
            others = used.get((resource, day), 0) - mine.get((resource, day), 0)
            return paper.open_free(resource, day) - others

        assert paper.place(task, at, MON, left)[0] == placed.start
        assert (
            paper.place(task, at, MON, lambda resource, day: paper.capacities[resource](day))[0] == placed.could_start
        )
        assert (placed.waits_for is None) == (placed.start == placed.could_start)
        for other in placed.behind:
            busy = {day for resource, day in takes[other] if resource == placed.waits_for}
            assert any(placed.could_start <= day < placed.start for day in busy)


@settings(max_examples=25, deadline=None)
@given(teams(4))
def test_no_order_of_a_few_tasks_finishes_sooner(team):
    paper, found = levelled(team, None)
    before = {(link.predecessor, link.successor) for link in paper.links}
    orders = [
        order
        for order in permutations(paper.tasks)
        if all(order.index(first) < order.index(then) for first, then in before)
    ]
    soonest = min(max(over for _, over in paper.serial(order, MON).values()) for order in orders)
    assert max(over for _, over in paper.stands(found, MON).values()) == soonest


@settings(max_examples=25, deadline=None)
@given(teams(9))
def test_searching_longer_never_makes_a_plan_longer_and_the_answer_is_always_the_same(team):
    finishes = [levelled(team, effort)[1] for effort in (0, 50, 200)]
    assert finishes[0].finish >= finishes[1].finish >= finishes[2].finish
    assert levelled(team, 200)[1] == finishes[2]


# How long it takes


def passes(tasks, links, effort):
    """How often the search went on after the first plan."""
    turns = []
    demands = {task.key: [Demand(task.owner, 480)] for task in tasks}
    hours = dict.fromkeys(PEOPLE, WEEK.minutes_on)
    level(tasks, links, WEEK, demands, hours, start=MON, effort=effort, cancelled=lambda: turns.append(1))
    return len(turns)


def test_where_no_plan_can_be_shorter_nothing_is_searched():
    one_after_another = [Task(key, 1 + key % 4, owner=1) for key in range(1, 13)]
    assert passes(one_after_another, [Link(1, 5), Link(2, 7, "SS", 3), Link(4, 12, "FF", 1)], None) == 0
    side_by_side = [Task(key, 2, owner=1 + key % 2) for key in range(1, 9)]
    assert passes(side_by_side, [Link(key, key + 1) for key in range(1, 8)], None) == 0


def test_a_plan_of_long_tasks_is_searched_as_far_as_one_of_short_ones():
    def turns(scale):
        """How often two people's tasks are put into another order, where no plan is as short as it looks possible."""
        tasks = [Task(key, scale * (1 + 7 * key % 5), owner=1 + key * key % 2) for key in range(1, 31)]
        return passes(tasks, [Link(key, key + 3, lag=scale * (key % 3)) for key in range(1, 28)], 4_000)

    assert turns(1) > 20
    assert turns(40) > turns(1) // 5


def test_a_search_that_is_cancelled_still_gives_a_plan_without_overbooking():
    tasks = [Task(key, 2, owner=1) for key in range(1, 7)]
    demands = {task.key: [Demand(1, 480)] for task in tasks}
    found = level(tasks, [], WEEK, demands, {1: WEEK.minutes_on}, start=MON, cancelled=lambda: True)
    days = [day for placed in found.tasks.values() for day in WEEK.days(placed.start, placed.finish)]
    assert len(days) == len(set(days)) == 12
    assert found.finish == MON + 15 * DAY

"""Plans of people who do not all work on the same days, against a plan made day by day, and small stories."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.levelling import level
from app.domain.own_weeks import earliest
from app.domain.schedule import Link, Task, plan
from app.domain.serial_schedule import Demand
from app.domain.workdays import Calendar
from tests.domain.plan_by_days import ByDays, holds

WEEK = Calendar()
MON = date(2026, 11, 16)
SAM, LEA, KIM = 1, 2, 3
SATURDAYS = Calendar((480, 480, 480, 480, 480, 480, 0))
HALF_WEEK = Calendar((480, 240, 0, 0, 0, 0, 0))


def on(days):
    return MON + timedelta(days=days)


# Any network


WEEKS = st.lists(st.sampled_from([0, 240, 480]), min_size=7, max_size=7).filter(any)
OFF = st.sets(st.integers(-7, 40).map(on), max_size=6)


@st.composite
def networks(draw, dated=True, begun=True):
    """Up to nine tasks of three people and of nobody, links from earlier to later keys, and everybody's days."""
    shared = Calendar(draw(st.one_of(st.just((480,) * 5 + (0, 0)), WEEKS)), draw(OFF))
    own = {}
    for person in (SAM, LEA, KIM):
        if draw(st.booleans()):
            own[person] = Calendar(draw(WEEKS), draw(OFF))
    count = draw(st.integers(1, 9))
    tasks = []
    for key in range(count):
        task = Task(key, draw(st.integers(0, 5)), owner=draw(st.sampled_from([None, SAM, LEA, KIM])))
        kind = draw(st.sampled_from(["", "", "", "not before", "deadline", "started", "finished"]))
        day = on(draw(st.integers(0, 30)))
        if kind == "not before" and dated:
            task = task._replace(not_before=day)
        elif kind == "deadline" and dated and task.duration:
            task = task._replace(must_finish=day)
        elif kind == "started" and begun and task.duration:
            task = task._replace(started=on(draw(st.integers(-9, 0))))
        elif kind == "finished" and begun:
            finished = on(draw(st.integers(-9, 2)))
            started = draw(st.none() | st.integers(0, 8).map(lambda n, finished=finished: finished - timedelta(days=n)))
            task = task._replace(started=started, finished=finished)
        tasks.append(task)
    pairs = [(first, then) for first in range(count) for then in range(first + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=12)) if pairs else []
    links = [
        Link(
            *pair, draw(st.sampled_from(["FS", "FS", "SS", "FF", "SF"])), draw(st.sampled_from([0, 0, 0, 1, 3, -1, -2]))
        )
        for pair in chosen
    ]
    return tasks, links, shared, own


@settings(max_examples=400, deadline=None)
@given(networks(), st.integers(0, 6), st.none() | st.integers(3, 30))
def test_the_plan_is_the_one_made_day_by_day(network, first, promised):
    tasks, links, shared, own = network
    start, promise = on(first), promised and on(promised)
    result = plan(tasks, links, shared, start=start, finish=promise, own=own)
    slow = ByDays(tasks, links, shared, own).plan(start, promise)
    for task in tasks:
        planned, (begin, end, total, free) = result.tasks[task.key], slow[task.key]
        if not task.finished:
            begin = task.started or begin
            assert (planned.start, planned.finish) == (begin, end), task
        assert (planned.total_float, planned.free_float) == (total, free), task
        assert planned.critical == (total <= 0 and not task.finished), task


@settings(max_examples=200, deadline=None)
@given(networks(dated=False, begun=False))
def test_back_from_a_deadline_everything_stands_as_late_as_by_days(network):
    tasks, links, shared, own = network
    result = plan(tasks, links, shared, finish=on(60), own=own)
    slow = ByDays(tasks, links, shared, own)
    late = slow.backward(on(61))
    for task in tasks:
        if task.duration:
            assert (result.tasks[task.key].start, result.tasks[task.key].finish) == slow.days(task, late[task.key])


@settings(max_examples=200, deadline=None)
@given(networks())
def test_weeks_that_are_the_shared_one_change_nothing(network):
    tasks, links, shared, own = network
    same = {person: Calendar(shared.minutes, shared.off) for person in (None, SAM, LEA, KIM)}
    del own
    for dates in ({"start": MON}, {"start": MON, "finish": on(9)}, {"finish": on(40)}):
        assert plan(tasks, links, shared, **dates, own=same) == plan(tasks, links, shared, **dates)


@settings(max_examples=100, deadline=None)
@given(networks(begun=False), st.data())
def test_another_link_never_shortens_the_plan_and_moves_nothing_earlier(network, data):
    tasks, links, shared, own = network
    fewer = links[: data.draw(st.integers(0, len(links)))]
    before, after = (plan(tasks, some, shared, start=MON, own=own) for some in (fewer, links))
    assert before.finish <= after.finish
    assert all(before.tasks[task.key].start <= after.tasks[task.key].start for task in tasks)


@settings(max_examples=100, deadline=None)
@given(networks(begun=False))
def test_nothing_is_before_what_it_waits_for_and_only_worked_days_begin_and_end_a_task(network):
    tasks, links, shared, own = network
    result = plan(tasks, links, shared, start=MON, own=own)
    for link in links:
        first, then = result.tasks[link.predecessor], result.tasks[link.successor]
        if link.lag >= 0 and link.kind == "FS" and first.duration and then.duration:
            assert then.start > first.finish
        elif link.lag >= 0 and link.kind == "FF":
            assert then.finish >= first.finish
        elif link.lag >= 0 and link.kind == "SS" and first.duration and then.duration:
            assert then.start >= first.start
    for task in tasks:
        mine, planned = own.get(task.owner, shared), result.tasks[task.key]
        if task.duration:
            assert mine.is_working(planned.start) and mine.is_working(planned.finish)
            assert mine.between(planned.start, planned.finish) == task.duration


@settings(max_examples=150, deadline=None)
@given(networks(dated=False))
def test_a_task_begins_where_its_links_let_it_and_not_before_the_plan(network):
    tasks, links, shared, own = network
    result = plan(tasks, links, shared, start=MON, own=own)
    found = earliest(tasks, links, shared, own, MON)
    assert found.keys() == {link.successor for link in links}
    for task in tasks:
        opens = own.get(task.owner, shared).on_or_after(MON)
        if task.duration and task.started is None and task.finished is None:
            assert result.tasks[task.key].start == max(opens, found.get(task.key, opens))


@settings(max_examples=100, deadline=None)
@given(networks(begun=False))
def test_without_deadlines_no_float_is_negative_and_something_is_critical(network):
    tasks, links, shared, own = network
    free = [task._replace(must_finish=None) for task in tasks]
    result = plan(free, links, shared, start=MON, own=own)
    assert all(0 <= planned.free_float <= planned.total_float for planned in result.tasks.values())
    assert any(planned.critical for planned in result.tasks.values())


@settings(max_examples=150, deadline=None)
@given(networks(begun=False), st.data())
def test_levelling_overbooks_nobodys_day_and_keeps_to_links_and_own_days(network, data):
    tasks, links, shared, own = network
    weeks = {person: own.get(person, shared) for person in (SAM, LEA, KIM)}
    demands, full = {}, {}
    for at, task in enumerate(tasks):
        if task.owner and task.duration and data.draw(st.booleans()):
            full[task.key] = data.draw(st.integers(1, 8)) * 60 * task.duration
            tasks[at] = task._replace(minutes=full[task.key])
            demands[task.key] = [Demand(task.owner, full[task.key] // task.duration)]
    capacities = {person: week.minutes_on for person, week in weeks.items()}
    found = level(tasks, links, shared, demands, capacities, start=MON, own=own, effort=100)
    by_key = {task.key: task for task in tasks}
    used = {}
    for task in tasks:
        placed, mine = found.tasks[task.key], weeks.get(task.owner, shared)
        assert not task.duration or (mine.is_working(placed.start) and mine.is_working(placed.finish))
        assert task.key in demands or not task.duration or mine.between(placed.start, placed.finish) == task.duration
        rest = full.get(task.key, 0)
        for day in mine.days(placed.start, placed.finish) if rest else ():
            minutes = min(rest, full[task.key] // task.duration, mine.minutes_on(day))
            rest -= minutes
            used[task.owner, day] = used.get((task.owner, day), 0) + minutes
        assert not rest
    assert all(minutes <= weeks[person].minutes_on(day) for (person, day), minutes in used.items())
    for link in links:
        first, then = by_key[link.predecessor], by_key[link.successor]
        if first.duration and then.duration:
            spans = [(found.tasks[t.key].start, found.tasks[t.key].finish + timedelta(days=1)) for t in (first, then)]
            assert holds(shared, link, first, then, *spans), link


# Stories


def dates(result):
    return {key: (f"{task.start:%a %d}", f"{task.finish:%a %d}") for key, task in result.tasks.items()}


def test_somebody_works_on_the_saturday_on_which_nobody_else_does():
    result = plan(
        [Task(1, 5), Task(2, 2, owner=SAM), Task(3, 1)], [Link(1, 2), Link(2, 3)], WEEK, start=MON, own={SAM: SATURDAYS}
    )
    assert dates(result) == {1: ("Mon 16", "Fri 20"), 2: ("Sat 21", "Mon 23"), 3: ("Tue 24", "Tue 24")}
    assert all(task.critical for task in result.tasks.values())


def test_a_lag_is_counted_in_the_days_that_all_share():
    tasks = [Task(1, 5), Task(2, 1, owner=SAM)]
    result = plan(tasks, [Link(1, 2, lag=1)], WEEK, start=MON, own={SAM: SATURDAYS})
    assert dates(result)[2] == ("Tue 24", "Tue 24")
    assert dates(plan(tasks, [Link(1, 2, lag=-1)], WEEK, start=MON, own={SAM: SATURDAYS}))[2] == ("Fri 20", "Fri 20")


def test_float_is_in_the_days_of_whoever_does_the_work():
    tasks = [Task(1, 5), Task(2, 1, owner=LEA)]
    result = plan(tasks, [], WEEK, start=MON, own={LEA: HALF_WEEK})
    assert dates(result)[2] == ("Mon 16", "Mon 16")
    assert result.tasks[2].total_float == 1  # the Tuesday; Lea works on no other day of that week


def test_a_milestone_stands_on_the_saturday_on_which_its_work_ends():
    result = plan([Task(1, 6, owner=SAM), Task(2, 0)], [Link(1, 2)], WEEK, start=MON, own={SAM: SATURDAYS})
    assert dates(result)[2] == ("Sat 21", "Sat 21")


def test_what_is_done_on_friday_is_in_time_for_a_start_on_monday():
    tasks = [Task(1, 1, not_before=on(7)), Task(2, 5), Task(3, 1, owner=SAM)]
    result = plan(tasks, [Link(1, 2, "SF")], WEEK, start=MON, own={SAM: SATURDAYS})
    assert dates(result)[2] == ("Mon 16", "Fri 20")


def test_tasks_of_other_projects_hold_others_up_but_are_not_measured():
    tasks = [Task(1, 4), Task(2, 2), Task(3, 9)]
    for own in ({}, {SAM: SATURDAYS}):
        tasks[1] = tasks[1]._replace(owner=SAM)
        result = plan(tasks, [Link(1, 2), Link(1, 3)], WEEK, start=MON, own=own, outside={1: MON, 3: MON})
        assert result.tasks[2].start == on(4) and result.tasks[2].total_float == 0
        assert result.finish == result.tasks[2].finish
        late = plan(tasks, [Link(1, 2), Link(1, 3)], WEEK, start=MON, own=own, outside={1: on(7), 3: MON})
        assert late.tasks[2].start == on(11)  # the other plan begins a week later
        early = plan(tasks, [Link(1, 2), Link(1, 3)], WEEK, start=on(2), own=own, outside={1: on(-7), 3: MON})
        assert early.tasks[2].start == on(2)  # done before this one begins

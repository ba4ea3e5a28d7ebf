"""What holds for every plan: published networks with known answers, and any network that can be drawn."""

import os
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.schedule import CycleError, Link, Task, plan
from app.domain.workdays import Calendar

CALENDAR = Calendar()
MON = date(2026, 11, 16)
DATA = Path(os.environ.get("BATON_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
NETWORKS = sorted((DATA / "psplib").glob("**/*.sm"))


def day(n):
    """The n-th working day of the plan, the first being 1."""
    return CALENDAR.add(MON, n - 1)


# Networks with published answers.


def read_network(path):
    """Durations and links of a PSPLIB file without its dummy ends, and the critical-path length it states."""
    text = path.read_text("latin-1").replace("\r", "")
    count = int(re.search(r"jobs \(incl[^:]*:\s*(\d+)", text)[1])
    length = int(re.search(r"MPM-Time\n(.*)", text)[1].split()[-1])
    follow = re.search(r"PRECEDENCE RELATIONS:\n.*\n((?: *\d.*\n)+)", text)[1].splitlines()
    effort = re.search(r"REQUESTS/DURATIONS:\n.*\n-+\n((?: *\d.*\n)+)", text)[1].splitlines()
    successors = {job: rest for job, _, _, *rest in (map(int, line.split()) for line in follow)}
    days = {int(line.split()[0]): int(line.split()[2]) for line in effort}
    assert len(successors) == len(days) == count
    inner = range(2, count)
    return (
        [Task(job, days[job]) for job in inner],
        [Link(job, then) for job in inner for then in successors[job] if then < count],
        length,
    )


@pytest.mark.skipif(not NETWORKS, reason="the PSPLIB networks are not at hand")
@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_the_length_of_a_published_network_is_the_published_one(path):
    tasks, links, length = read_network(path)
    forward = plan(tasks, links, CALENDAR, start=MON)
    backward = plan(tasks, links, CALENDAR, finish=forward.finish)
    assert forward.length_days == backward.length_days == length
    assert backward.start == MON
    assert [t[4:] for t in forward.tasks.values()] == [t[4:] for t in backward.tasks.values()]
    assert any(t.critical for t in forward.tasks.values())
    check_links(forward, links)
    check_links(backward, links)


# What holds for every network.


def check_links(result, links, tasks=None):
    """Every link holds between half-open spans; not asked of milestones, which are shown a day earlier."""
    for link in links:
        first, then = result.tasks[link.predecessor], result.tasks[link.successor]
        if not first.duration or not then.duration:
            continue
        ends = {"S": CALENDAR.number(first.start), "F": CALENDAR.number(first.finish) + 1}
        then_ends = {"S": CALENDAR.number(then.start), "F": CALENDAR.number(then.finish) + 1}
        assert then_ends[link.kind[1]] >= ends[link.kind[0]] + link.lag


@st.composite
def networks(draw, dated=False):
    count = draw(st.integers(1, 12))
    length = st.integers(0, 6)
    own = st.none() | st.integers(1, 25).map(day)
    tasks = [Task(key, draw(length), draw(own) if dated else None) for key in range(count)]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] < pair[1])
    one = st.tuples(ends, st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-4, 6))
    some = draw(st.lists(one, max_size=20)) if count > 1 else []
    return tasks, [Link(*pair, kind, lag) for pair, kind, lag in some]


@given(networks(dated=True))
def test_forward_no_task_is_before_what_it_waits_for(network):
    tasks, links = network
    result = plan(tasks, links, CALENDAR, start=MON)
    check_links(result, links)
    for task in tasks:
        planned = result.tasks[task.key]
        assert planned.start >= max(MON, task.not_before or MON)
        assert CALENDAR.between(planned.start, planned.finish) == max(1, task.duration)


@given(networks(dated=True))
def test_without_deadlines_no_float_is_negative_and_a_critical_path_exists(network):
    result = plan(*network, CALENDAR, start=MON)
    assert all(0 <= t.free_float <= t.total_float for t in result.tasks.values())
    assert any(t.critical for t in result.tasks.values())
    assert all(t.critical == (t.total_float == 0) for t in result.tasks.values())
    assert any(t.critical and t.finish == result.finish for t in result.tasks.values())


@given(networks(dated=True), st.data())
def test_another_link_never_shortens_the_plan(network, data):
    tasks, links = network
    fewer = links[: data.draw(st.integers(0, len(links)))]
    before, after = plan(tasks, fewer, CALENDAR, start=MON), plan(tasks, links, CALENDAR, start=MON)
    assert before.finish <= after.finish
    assert all(before.tasks[key].start <= after.tasks[key].start for key in after.tasks)


@given(networks())
def test_back_from_a_deadline_all_ends_by_it_and_as_late_as_may_be(network):
    tasks, links = network
    result = plan(tasks, links, CALENDAR, finish=day(200))
    check_links(result, links)
    assert result.finish == day(200)
    assert all(0 <= t.free_float <= t.total_float for t in result.tasks.values())
    assert any(t.critical and t.start == result.start for t in result.tasks.values())
    for task in tasks:
        later = task._replace(not_before=CALENDAR.add(result.tasks[task.key].start, 1))
        moved = [later if t is task else t for t in tasks]
        assert not task.duration or plan(moved, links, CALENDAR, finish=day(200)).finish > day(200)


@given(networks(dated=True), st.data())
def test_total_float_is_how_far_a_task_may_slip(network, data):
    tasks, links = network
    result = plan(tasks, links, CALENDAR, start=MON)
    task = data.draw(st.sampled_from([t for t in tasks if t.duration] or [None]))
    if task is None:
        return
    at, room = result.tasks[task.key].start, result.tasks[task.key].total_float

    def finish_with_slip(days):
        moved = [t._replace(not_before=CALENDAR.add(at, days)) if t is task else t for t in tasks]
        return plan(moved, links, CALENDAR, start=MON).finish

    assert finish_with_slip(room) == result.finish
    assert finish_with_slip(room + 1) > result.finish


@given(networks(dated=True), st.data())
def test_float_is_negative_exactly_where_a_deadline_is_broken(network, data):
    tasks, links = network
    task = data.draw(st.sampled_from(tasks))
    limit = day(data.draw(st.integers(-5, 40)))
    limited = [t._replace(must_finish=limit) if t is task else t for t in tasks]
    planned = plan(limited, links, CALENDAR, start=MON).tasks[task.key]
    assert (planned.total_float < 0) == (planned.finish > limit)


@given(networks(dated=True), st.data())
def test_what_is_done_stays_as_it_was(network, data):
    tasks, links = network
    done = data.draw(st.sets(st.sampled_from(tasks)))
    known = [t._replace(started=day(2), finished=day(2 + t.duration)) if t in done else t for t in tasks]
    for dates in ({"start": day(10)}, {"finish": day(60)}):
        result = plan(known, links, CALENDAR, **dates)
        for t in done:
            assert result.tasks[t.key][1:] == (day(2), day(2 + t.duration), t.duration, 0, 0, False)
        assert len(done) == len(tasks) or any(t.critical for t in result.tasks.values())


@given(networks(), st.integers(0, 11), st.integers(0, 11))
def test_a_link_back_is_a_circle_with_a_true_path(network, first, then):
    tasks, links = network
    first, then = first % len(tasks), then % len(tasks)
    links = [*links, Link(min(first, then), max(first, then)), Link(max(first, then), min(first, then))]
    with pytest.raises(CycleError) as refused:
        plan(tasks, links, CALENDAR, start=MON)
    path = refused.value.path
    assert path[0] == path[-1] and len(path) > 1
    assert {*pairwise(path)} <= {link[:2] for link in links}


def test_ten_thousand_tasks_in_one_chain_make_one_plan():
    size = 10_000
    tasks = [Task(key, 1) for key in range(size)]
    result = plan(tasks, [Link(key, key + 1) for key in range(size - 1)], CALENDAR, start=MON)
    assert result.length_days == size
    assert all(t.critical for t in result.tasks.values())

"""Tasks with parts: what follows for the parts from the links of their whole."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.families import bound, contradicted, inherited, wholes
from app.domain.network import Link, Network, Task
from app.domain.schedule import plan
from app.domain.workdays import Calendar

MONDAY = date(2026, 11, 30)
SIZE = 9


def test_the_parts_of_a_whole_wait_for_what_it_waits_for():
    assert bound([Link(1, 2, "FS", 3)], {20: 2, 21: 20}) == [
        Link(1, 2, "FS", 3),
        Link(1, 20, "FS", 3),
        Link(1, 21, "FS", 3),
    ]


def test_what_waits_for_a_whole_waits_for_each_part():
    assert set(bound([Link(1, 2)], {10: 1, 11: 1})) == {Link(1, 2), Link(10, 2), Link(11, 2)}


def test_what_is_left_of_a_finished_whole_holds_nothing_up():
    assert bound([Link(1, 2)], {10: 1}, {1}) == [Link(1, 2)]


def test_a_link_that_binds_the_begin_of_the_first_or_the_end_of_the_second_binds_the_whole_alone():
    assert bound([Link(1, 2, "SS")], {10: 1}) == [Link(1, 2, "SS")]
    assert bound([Link(1, 2, "FF")], {20: 2}) == [Link(1, 2, "FF")]
    assert bound([Link(1, 2, "SF")], {10: 1, 20: 2}) == [Link(1, 2, "SF")]


def test_a_link_within_a_family_binds_its_two_ends_alone():
    assert bound([Link(10, 1), Link(1, 11)], {10: 1, 11: 1, 12: 10}) == [Link(10, 1), Link(1, 11)]


def test_parts_of_one_whole_may_wait_for_each_other_with_parts_of_their_own():
    assert set(bound([Link(10, 11)], {10: 1, 11: 1, 110: 11})) == {Link(10, 11), Link(10, 110)}


def test_where_links_contradict_each_other_only_those_that_were_made_hold():
    links, parents = [Link(1, 2), Link(20, 1)], {20: 2}  # the whole waits for what its own part holds up
    assert bound(links, parents) == links and contradicted(links, parents) == [Link(1, 20)]


@st.composite
def families(draw):
    """Links that go from lower to higher numbers of a random order, so in no circle, and a forest over the same tasks."""
    order = draw(st.permutations(range(SIZE)))
    parents = {}
    for task in range(1, SIZE):
        above = draw(st.one_of(st.none(), st.integers(0, task - 1)))
        if above is not None:
            parents[task] = above
    pairs = draw(st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=10, unique=True))
    links = [
        Link(order[first], order[then], draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(-2, 3)))
        for first, then in pairs
        if first < then
    ]
    return links, parents, draw(st.sets(st.integers(0, SIZE - 1), max_size=3))


@given(families())
def test_no_circle_follows_and_nothing_more_follows_from_what_followed(given_):
    links, parents, done = given_
    told = bound(links, parents, done)
    Network([Task(key, 1) for key in range(SIZE)], told)
    assert told[: len(links)] == links and len(set(told)) == len(set(links)) + len(told) - len(links)
    assert bound(told, parents, done) == told


@given(families(), st.lists(st.integers(1, 4), min_size=SIZE, max_size=SIZE))
def test_in_the_plan_parts_begin_after_what_their_whole_waits_for_and_end_before_what_waits_for_it(given_, lengths):
    links, parents, _ = given_
    links = [link._replace(lag=0) for link in links if link.kind == "FS"]
    if contradicted(links, parents):
        return
    found = plan(
        [Task(key, lengths[key]) for key in range(SIZE)], bound(links, parents), Calendar(), start=MONDAY
    ).tasks
    family = {whole: [part for part in parents if whole in wholes(part, parents)] for whole in range(SIZE)}
    for first, then, *_ in links:
        if first in family[then] or then in family[first]:
            continue
        for before in (first, *family[first]):
            for after in (then, *family[then]):
                assert found[before].finish < found[after].start


@given(families())
def test_a_task_inherits_the_links_that_hold_its_wholes(given_):
    links, parents, _ = given_
    before: dict[int, list[Link]] = {}
    for link in links:
        before.setdefault(link.successor, []).append(link)
    followed = {*bound(links, parents), *contradicted(links, parents)}
    for task in range(SIZE):
        for link in inherited(task, before, parents):
            assert link._replace(successor=task) in followed


def test_a_plan_with_parts_is_as_long_as_its_longest_way():
    tasks = [Task(key, 2) for key in (1, 2, 20, 21, 3)]
    found = plan(tasks, bound([Link(1, 2), Link(20, 21), Link(2, 3)], {20: 2, 21: 2}), Calendar(), start=MONDAY)
    assert found.length_days == 8 and found.tasks[21].critical and not found.tasks[2].critical
    assert found.tasks[3].start == MONDAY + timedelta(days=8)

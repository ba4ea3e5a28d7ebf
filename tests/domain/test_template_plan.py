"""When the tasks of a template happen, and which offsets cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import schedule, template_plan
from app.domain.schedule import Link
from app.domain.template_plan import CircleError, Step
from app.domain.workdays import Calendar

A, B, C = Step(1, "Design", 3), Step(2, "Build", 5), Step(3, "Newsletter", 1)


def test_a_task_starts_when_its_predecessors_allow() -> None:
    assert template_plan.positions([A, B, C], [Link(1, 2)]) == {1: 0, 2: 3, 3: 0}
    assert template_plan.length([A, B, C], [Link(1, 2)]) == 8


def test_an_offset_counts_from_the_start_or_from_a_milestone() -> None:
    steps = [A._replace(milestone=9), B._replace(offset=2, anchor=9), C._replace(offset=4)]
    assert template_plan.positions(steps, []) == {1: 0, 2: 5, 3: 4}


def test_an_offset_before_its_predecessors_is_a_conflict_that_names_them_and_the_way_out() -> None:
    steps = [A, B._replace(offset=1)]
    (found,) = template_plan.conflicts(steps, [Link(1, 2)])
    assert (found.key, found.because, found.wanted, found.allowed, found.instead) == (2, 1, 1, 3, 3)
    assert not template_plan.conflicts([A, B._replace(offset=found.instead)], [Link(1, 2)])


def test_a_circle_is_named_by_its_path() -> None:
    with pytest.raises(CircleError) as refused:
        template_plan.positions([A, B, C], [Link(1, 2), Link(2, 3), Link(3, 1)])
    assert refused.value.path[0] == refused.value.path[-1]
    assert set(refused.value.path) == {1, 2, 3}


def test_an_offset_from_a_milestone_that_waits_for_the_task_is_a_circle_too() -> None:
    steps = [A._replace(offset=0, anchor=9), B._replace(milestone=9)]
    with pytest.raises(CircleError):
        template_plan.positions(steps, [Link(1, 2)])


@st.composite
def templates(draw: st.DrawFn) -> tuple[list[Step], list[Link]]:
    count = draw(st.integers(1, 7))
    steps = []
    for key in range(1, count + 1):
        offset = draw(st.none() | st.integers(0, 12))
        # milestone k holds task k alone; an offset counts from an earlier one, so nothing goes in a circle
        anchor = draw(st.none() | st.integers(1, key - 1)) if key > 1 and offset is not None else None
        steps.append(Step(key, f"T{key}", draw(st.integers(1, 6)), milestone=key, offset=offset, anchor=anchor))
    pairs = [(a, b) for a in range(1, count + 1) for b in range(a + 1, count + 1)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8)) if pairs else []
    kinds = st.sampled_from(("FS", "SS", "FF", "SF"))
    return steps, [Link(a, b, draw(kinds), draw(st.integers(-2, 5))) for a, b in chosen]


@settings(max_examples=150)
@given(templates())
def test_no_task_starts_before_its_predecessors_or_its_offset_allow(given_: tuple[list[Step], list[Link]]) -> None:
    steps, links = given_
    starts = template_plan.positions(steps, links)
    lengths = {step.key: step.duration for step in steps}
    for first, then, kind, lag in links:
        begin = starts[first] + (lengths[first] if kind[0] == "F" else 0) + lag
        assert starts[then] + (lengths[then] if kind[1] == "F" else 0) >= begin
    for step in steps:
        if step.offset is not None and step.anchor is None:
            assert starts[step.key] >= step.offset
        elif step.offset is not None and step.anchor is not None:
            assert starts[step.key] >= starts[step.anchor] + lengths[step.anchor] + step.offset


@settings(max_examples=150)
@given(templates())
def test_what_a_conflict_offers_solves_it(given_: tuple[list[Step], list[Link]]) -> None:
    steps, links = given_
    for found in template_plan.conflicts(steps, links):
        moved = [step._replace(offset=found.instead) if step.key == found.key else step for step in steps]
        assert found.key not in {left.key for left in template_plan.conflicts(moved, links)}
        assert found.allowed > found.wanted


@settings(max_examples=150)
@given(templates())
def test_the_offsets_written_as_links_give_the_very_same_plan(given_: tuple[list[Step], list[Link]]) -> None:
    steps, links = given_
    steps = [steps[0]._replace(offset=None, anchor=None), *steps[1:]]  # somebody opens the project
    all_links = [*links, *template_plan.offset_links(steps, links)]
    every_day = Calendar((480,) * 7)
    start = date(2031, 1, 1)
    plan = schedule.plan([schedule.Task(s.key, s.duration) for s in steps], all_links, every_day, start=start)
    starts = template_plan.positions(steps, links)
    assert {key: (planned.start - start).days for key, planned in plan.tasks.items()} == starts


@settings(max_examples=150)
@given(templates(), st.dictionaries(st.integers(1, 7), st.integers(0, 20)))
def test_a_plan_that_was_kept_as_offsets_is_the_same_plan_again(
    given_: tuple[list[Step], list[Link]], wanted: dict[int, int]
) -> None:
    steps, links = given_
    offsets = template_plan.offsets_for(steps, links, wanted)
    kept = [step._replace(offset=offsets.get(step.key), anchor=None) for step in steps]
    starts = template_plan.positions(kept, links)
    assert all(starts[key] >= day for key, day in wanted.items() if key in starts)
    assert not template_plan.conflicts(kept, links)
    for key in offsets:  # none that is not needed
        without = [step._replace(offset=None) if step.key == key else step for step in kept]
        assert template_plan.positions(without, links)[key] < starts[key]

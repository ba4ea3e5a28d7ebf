"""The days that were said beside the days that are possible: which count, and for which tasks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import handoff_become, handoff_days, handoff_promises
from app.domain.handoff import (
    HandoffPlan,
    PlannedTask,
    Promised,
    SoldLine,
    Template,
    TemplateTask,
    problems,
    reschedule,
)
from app.domain.handoff_sold import plan_from
from app.domain.workdays import Calendar

WEEK = Calendar()
MON = date(2026, 11, 16)


def sold(number: int, title: str, due_on: date | None = None, minutes: int = 480) -> SoldLine:
    return SoldLine(number, title, Decimal(1), "", 100_000, minutes, due_on=due_on)


def planned(*lines: SoldLine, **more: object) -> HandoffPlan:
    made = plan_from(None, lines, deal_id=5, project_name="Shop", start=MON, **more)  # type: ignore[arg-type]
    return reschedule(made, WEEK)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Shop, live by 14 May", date(2027, 5, 14)),
        ("Seat map\nto be delivered before 3 December", date(2026, 12, 3)),
        ("Campaign by 20 May\nFirst draft by 2 May", date(2027, 5, 2)),
        ("Photos of the fair on 14 May", None),
        ("Hosting 2027", None),
        ("Build", None),
    ],
)
def test_a_line_is_to_be_there_by_the_day_that_it_sets_as_a_limit(text: str, named: date | None) -> None:
    assert handoff_days.named_by(text, MON) == named


def test_every_day_that_was_said_stands_beside_the_one_that_is_possible() -> None:
    plan = planned(sold(1, "Design"), sold(2, "Seat map", MON), finish=MON + timedelta(days=1))
    plan = handoff_promises.mark(plan, Promised("We train you by Friday.", "call", MON, MON + timedelta(days=4)))
    plan = reschedule(handoff_promises.keep(plan, 0, owner=1), WEEK)
    close = MON - timedelta(days=3)
    finish, promise, line, start = handoff_days.said_days(plan, [sold(2, "Seat map", MON)], close)
    assert (finish.kind, finish.said, finish.possible) == ("finish", MON + timedelta(days=1), plan.last_day)
    assert (promise.kind, promise.said) == ("promise", MON + timedelta(days=4))
    assert [task.title for task in plan.tasks if task.key in promise.tasks] == ["We train you by Friday"]
    assert (line.words, line.said, line.possible) == ("Seat map", MON, MON)
    assert (start.kind, start.said, start.possible) == ("start", close, MON)


def test_of_a_promise_that_is_not_kept_no_day_is_expected() -> None:
    plan = handoff_promises.mark(planned(sold(1, "Design")), Promised("Done by Friday", "call", MON, MON))
    assert [each.possible for each in handoff_days.said_days(plan)] == [None]  # nobody has decided yet
    assert handoff_days.said_days(handoff_promises.decline(plan, 0, "Too soon")) == []
    assert handoff_days.said_days(handoff_promises.defer(plan, 0, MON)) == []


def test_tasks_carry_the_day_of_the_line_they_deliver_through_every_change_of_mind() -> None:
    template = Template(
        "Shop", "", ("Lead",), (), (TemplateTask(1, "Seat map", "", None, "Lead", 480, 1),), ()
    )  # fmt: skip
    line = sold(2, "Seat map", MON - timedelta(days=3))
    plan = plan_from(template, [line], deal_id=5, project_name="Shop", start=MON)
    assert plan.tasks[0].deadline == line.due_on
    late = [found for found in problems(reschedule(plan, WEEK), MON) if found.kind == "broken"]
    assert [found.task_key for found in late] == [1]
    as_steps = handoff_become.become(plan, line, "milestone", 1)
    assert [task.deadline for task in as_steps.tasks if task.sold_line == 2] == [line.due_on]
    assert [task.deadline for task in as_steps.tasks if task.sold_line is None] == [None]
    again = handoff_become.become(as_steps, line, "task", 1)
    assert [task.deadline for task in again.tasks] == [line.due_on]
    later = line._replace(due_on=MON + timedelta(days=20))
    assert handoff_become.follow(again, line, later, 1).tasks[0].deadline == later.due_on


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-5, 30)), max_size=8))
def test_each_task_has_the_earliest_day_that_was_said_for_it(said: list[tuple[int, int]]) -> None:
    found = [
        handoff_days.SaidDay("line", "", MON + timedelta(days=by), None, (key,)) for key, by in said
    ]  # fmt: skip
    earliest = handoff_days.by_task(found)
    assert earliest.keys() == {key for key, _ in said}
    assert all(earliest[key] <= MON + timedelta(days=by) for key, by in said)
    assert set(earliest.values()) <= {MON + timedelta(days=by) for _, by in said}


@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 20)), min_size=1, max_size=5))
def test_a_line_is_possible_when_its_last_task_is_done(rows: list[tuple[int, int | None]]) -> None:
    lines = [
        sold(n, f"Line {n}", None if by is None else MON + timedelta(days=by), 480 * days)
        for n, (days, by) in enumerate(rows, 1)
    ]
    plan = planned(*lines)
    named = [line for line in lines if line.due_on]
    found = handoff_days.said_days(plan, lines)
    assert [each.words for each in found] == [line.title for line in named]
    done: dict[int | None, PlannedTask] = {task.sold_line: task for task in plan.included}
    assert [each.possible for each in found] == [done[line.id].finish for line in named]

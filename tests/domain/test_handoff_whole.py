"""Rules of the whole handoff: amounts that are shared add up, promises come and go, plans are levelled, lines change their mind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import handoff_become, handoff_levelling, handoff_money, handoff_parts, handoff_promises
from app.domain.handoff import (
    HandoffPlan,
    PlannedTask,
    Promised,
    SoldLine,
    TemplateMilestone,
    fitted,
    open_promises,
    reschedule,
)
from app.domain.handoff_record import from_json, to_json
from app.domain.handoff_sold import WAYS, plan_from, repeats_by
from app.domain.schedule import Link
from app.domain.workdays import Calendar

WEEK = Calendar()
MON = date(2026, 11, 16)
STEPS = (TemplateMilestone(1, "Built"), TemplateMilestone(2, "Live"))


def task(key: int, minutes: int = 480, days: int = 1, owner: int = 1, milestone: int = 1) -> PlannedTask:
    return PlannedTask(key, f"Task {key}", "", milestone, "Lead", owner, minutes, days)


def plan(*tasks: PlannedTask, links: tuple[Link, ...] = ()) -> HandoffPlan:
    return reschedule(HandoffPlan(5, "Shop", None, STEPS, tasks, links, MON), WEEK)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_shares_add_up_and_none_is_negative(total: int, weights: list[int]) -> None:
    found = handoff_money.shares(total, weights)
    assert sum(found) == total
    assert min(found) >= 0
    assert len(found) == len(weights)


@given(st.integers(0, 10**9), st.sampled_from(handoff_money.SCHEMES))
def test_every_scheme_asks_for_the_amount(amount: int, scheme: str) -> None:
    made = handoff_money.by_scheme(plan(task(1), task(2, milestone=2)), amount, scheme)
    assert handoff_money.missing(made, amount) == 0
    assert all(handoff_money.due_on(made, payment) for payment in made.payments)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_what_is_taken_from_one_payment_is_put_onto_another(amount: int, first: int) -> None:
    made = handoff_money.by_scheme(plan(task(1)), amount, "halves")
    made = handoff_money.balanced(handoff_money.changed(made, 0, amount_minor=first), amount, 0)
    assert handoff_money.missing(made, amount) == 0
    assert made.payments[0].amount_minor == first


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=24))
def test_whatever_is_decided_and_undone_only_the_tasks_of_kept_promises_are_there(steps: list[tuple[int, int]]) -> None:
    made = plan(task(1))._replace(
        promises=tuple(
            Promised(f"We will do number {n} of many", "email", MON, named_on=MON if n % 2 else None) for n in range(4)
        )
    )
    for at, answer in steps:
        if answer == 0:
            made = handoff_promises.keep(made, at, owner=1)
        elif answer == 1:
            made = handoff_promises.decline(made, at, "No")
        elif answer == 2:
            made = handoff_promises.defer(made, at, MON)
        elif answer == 3:
            made = handoff_promises.keep(made, at, task_key=1)
        else:
            made = handoff_promises.undecided(made, at)
    own = {p.task_key for p in made.promises or () if p.outcome == "task"} - {1}
    assert {t.key for t in made.tasks} == {1} | own
    assert {p.outcome for p in open_promises(made)} <= {"open"}
    assert from_json(to_json(made)) == made
    assert handoff_promises.carried(made, plan(task(1))).promises is not None


@given(st.lists(st.sampled_from(WAYS), min_size=1, max_size=8))
def test_a_line_that_changes_its_mind_leaves_nothing_of_what_it_was(ways: list[str]) -> None:
    line = SoldLine(7, "Care\n- Backups\n- Updates", Decimal(6), "months", 60_000, 1_440, repeats=repeats_by("months"))
    made = plan_from(None, [line], deal_id=5, project_name="Shop", start=MON)
    for way in ways:
        made = handoff_become.become(made, line, way, 1)
    wanted = {"task": 1, "again": 1, "budget": 0, "milestone": 2}[ways[-1]]
    assert len(made.tasks) == wanted
    assert len(made.milestones) == (ways[-1] == "milestone")
    assert sum(t.minutes * max(1, t.times) for t in made.tasks) == (0 if ways[-1] == "budget" else 1_440)
    assert dict(made.ways) == {7: ways[-1]}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(60, 1_440), st.integers(1, 3), st.integers(1, 2)), min_size=1, max_size=7),
    st.dictionaries(st.integers(0, 9), st.integers(0, 480), max_size=6),
)
def test_a_levelled_plan_asks_nobody_for_more_than_they_have(
    rows: list[tuple[int, int, int]], taken: dict[int, int]
) -> None:
    made = plan(*(task(n, minutes, days, owner) for n, (minutes, days, owner) in enumerate(rows, 1)))
    own = {1: WEEK, 2: WEEK}
    other = {
        1: {
            MON + timedelta(days=at): minutes
            for at, minutes in taken.items()
            if (MON + timedelta(days=at)).weekday() < 5
        }
    }
    found = handoff_levelling.levelled(made, WEEK, own, other)
    assert found is not None
    weeks: dict[tuple[int, date], float] = {}
    for each in found.included:
        assert each.start is not None and each.finish is not None
        days = WEEK.days(each.start, each.finish)
        for day in days:
            key = each.owner or 0, day - timedelta(days=day.weekday())
            weeks[key] = weeks.get(key, 0) + each.minutes / len(days)
    for (owner, monday), minutes in weeks.items():
        free = 5 * 480 - sum(other.get(owner, {}).get(monday + timedelta(days=at), 0) for at in range(7))
        assert minutes <= free + 60 * len(rows)  # whole minutes a day, rounded up for each task


def test_days_off_of_an_owner_make_the_task_end_later_not_shorter() -> None:
    away = Calendar(off=[date(2026, 11, 17)])
    made = reschedule(plan(task(1, days=3), task(2), links=(Link(1, 2),)), WEEK, {1: away})
    first, second = made.tasks
    assert (first.start, first.finish) == (MON, date(2026, 11, 19))
    assert second.start == date(2026, 11, 20)


def test_a_handoff_plans_on_the_saturday_of_whoever_works_then() -> None:
    six = Calendar((480, 480, 480, 480, 480, 480, 0))
    made = reschedule(plan(task(1, days=6), task(2, owner=2), links=(Link(1, 2),)), WEEK, {1: six, 2: WEEK})
    first, second = made.tasks
    assert (first.start, first.finish) == (MON, date(2026, 11, 21))
    assert second.start == date(2026, 11, 23)
    back = reschedule(made._replace(mode="finish", finish=date(2026, 11, 23)), WEEK, {1: six, 2: WEEK})
    assert [(each.start, each.finish) for each in back.tasks] == [(each.start, each.finish) for each in made.tasks]


def test_hours_take_the_days_of_whoever_has_them_now_and_stated_days_stay() -> None:
    half = Calendar((240, 240, 240, 240, 240, 0, 0))
    own = {1: WEEK, 2: half}
    before = plan(task(1, minutes=960, days=2), task(2, minutes=960, days=5), task(3, minutes=0, days=3))
    given_away = before._replace(tasks=tuple(each._replace(owner=2) for each in before.tasks))
    after = fitted(before, given_away, own)
    assert [each.duration_days for each in after.tasks] == [4, 5, 3]
    taken_back = after._replace(tasks=tuple(each._replace(owner=1) for each in after.tasks))
    assert [each.duration_days for each in fitted(after, taken_back, own).tasks] == [2, 5, 3]


def test_parts_hold_every_task_once_and_a_chain_keeps_promises_in_its_first() -> None:
    made = plan(task(1), task(2, milestone=2), task(3, milestone=2), links=(Link(1, 2), Link(2, 3)))
    steps = handoff_parts.parts(made._replace(split="milestones"), lambda part: part)
    assert sorted(t.key for part in steps for t in part.plan.tasks) == [1, 2, 3]
    assert [part.name for part in steps] == ["Built", "Live"]
    kept = handoff_promises.keep(made._replace(promises=(Promised("We will paint it", "note", MON),)), 0, owner=1)
    kept = reschedule(kept, WEEK)
    chain = handoff_parts.parts(kept._replace(split="chain", parts=3), lambda part: reschedule(part, WEEK))
    assert [len(part.plan.included) for part in chain] == [4, 3, 3]
    assert [part.plan.first_day for part in chain] == [MON, date(2026, 12, 16), date(2027, 1, 18)]


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    assert handoff_parts.later(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert handoff_parts.later(date(2026, 11, 30), 3) == date(2027, 2, 28)

"""From what was sold to a plan in which every task has an owner and a date."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.domain.handoff import (
    HandoffPlan,
    PlannedTask,
    SoldLine,
    Template,
    TemplateLink,
    TemplateMilestone,
    TemplateTask,
    assign,
    line_minutes,
    live_links,
    problems,
    reschedule,
)
from app.domain.handoff_record import from_json, to_json
from app.domain.handoff_sold import plan_from
from app.domain.schedule import CycleError, Link
from app.domain.workdays import Calendar

CALENDAR = Calendar()
TODAY, MON = date(2026, 11, 12), date(2026, 11, 16)
MARA, INES = 1, 2

SHOP = Template(
    "Web shop",
    "From kick-off to go-live",
    ("lead", "designer"),
    (TemplateMilestone(1, "Design signed off"), TemplateMilestone(2, "Built"), TemplateMilestone(3, "Live")),
    (
        TemplateTask(1, "Kick-off call", "Access and people", 1, "lead", 240, 1, ("Access", "Dates"), ("Discovery",)),
        TemplateTask(2, "Page designs", "", 1, "designer", 1440, 4, labels=("Design",)),
        TemplateTask(3, "E-mail designs", "", 1, "designer", 720, 2, labels=("Design",)),
        TemplateTask(4, "Go live", "", 3, None, 480, 2),
    ),
    (TemplateLink(1, 2), TemplateLink(2, 3, "SS", 1), TemplateLink(3, 4, "FS", 1)),
)


def line(number, title, quantity="1", unit="piece", minutes=None):
    return SoldLine(number, title, Decimal(quantity), unit, 100_000, minutes)


def shop_plan(**more):
    return plan_from(SHOP, [], deal_id=5, project_name="Ticket shop", **{"start": MON, **more})


def changed(plan, key, **fields):
    return plan._replace(tasks=tuple(t._replace(**fields) if t.key == key else t for t in plan.tasks))


def task(plan, key):
    return next(t for t in plan.tasks if t.key == key)


def dates(plan):
    return {t.key: (t.start and t.start.isoformat()[5:], t.finish and t.finish.isoformat()[5:]) for t in plan.tasks}


def ready_plan(**more):
    return reschedule(assign(shop_plan(**more), {"lead": MARA}, default=INES), CALENDAR)


# What was sold becomes tasks.


def test_without_a_template_every_sold_line_becomes_a_task():
    lines = [
        line(11, "Discovery", "12", "h"),
        line(12, "Design\nThree pages, two rounds", "3", "days"),
        line(13, "Host"),
    ]
    plan = plan_from(None, lines, deal_id=5, project_name="Ticket shop", start=MON)
    assert [(t.title, t.sold_line, t.minutes, t.duration_days) for t in plan.tasks] == [
        ("Discovery", 11, 720, 2),
        ("Design", 12, 1440, 3),
        ("Host", 13, 0, 1),
    ]
    assert plan.tasks[1].description == "Three pages, two rounds"
    assert (plan.template_name, plan.milestones, plan.links) == (None, (), ())


def test_the_hours_stated_on_a_line_count_before_its_quantity():
    assert line_minutes(line(1, "Design", "3", "days", minutes=600)) == 600
    assert line_minutes(line(1, "Design", "1.5", "Hours")) == 90
    assert line_minutes(line(1, "Design", "3", "licences")) == 0
    assert line_minutes(line(1, "Credit", "-3", "h")) == 0


def test_with_a_template_what_it_covers_is_linked_and_the_rest_becomes_tasks():
    lines = [line(11, "discovery", "6", "h"), line(12, "Design", "40", "h"), line(13, "Training", "6", "h")]
    plan = plan_from(SHOP, lines, deal_id=5, project_name="Ticket shop")
    assert [(t.title, t.sold_line, t.minutes) for t in plan.tasks] == [
        ("Kick-off call", 11, 360),  # covers its line alone, so it has the hours sold
        ("Page designs", 12, 1440),
        ("E-mail designs", 12, 720),
        ("Go live", None, 480),
        ("Training", 13, 360),
    ]
    assert task(plan, 5).milestone == 2
    assert plan.links == SHOP.links and plan.template_name == "Web shop"
    assert task(plan, 1).checklist == ("Access", "Dates")


def test_a_line_named_like_the_template_is_all_of_it():
    lines = [line(7, "web SHOP\nAll in", minutes=9_999), line(8, "Discovery", minutes=300), line(9, "Training")]
    plan = plan_from(SHOP, lines, deal_id=5, project_name="Ticket shop", start=MON)
    assert [(t.title, t.sold_line, t.minutes) for t in plan.tasks] == [
        ("Kick-off call", 8, 300),
        ("Page designs", 7, 1440),
        ("E-mail designs", 7, 720),
        ("Go live", 7, 480),
        ("Training", 9, 0),
    ]


def test_a_template_with_one_milestone_takes_extra_lines_without_any():
    small = SHOP._replace(milestones=SHOP.milestones[:1])
    plan = plan_from(small, [line(13, "Training")], deal_id=5, project_name="P")
    assert plan.tasks[-1].milestone is None


def test_two_lines_of_one_title_are_both_kept():
    plan = plan_from(SHOP, [line(1, "Design"), line(2, "Design")], deal_id=5, project_name="P")
    assert {t.sold_line for t in plan.tasks} == {1, 2, None}


@given(st.lists(st.text(max_size=12), max_size=6))
def test_no_sold_line_is_lost(titles):
    lines = [line(number, title) for number, title in enumerate(titles, 1)]
    for template in (None, SHOP):
        plan = plan_from(template, lines, deal_id=5, project_name="P")
        assert {each.id for each in lines} <= {t.sold_line for t in plan.tasks}
        assert len({t.key for t in plan.tasks}) == len(plan.tasks)


# Owners.


def test_roles_give_owners_and_the_rest_goes_to_the_default():
    plan = assign(shop_plan(), {"designer": INES}, default=MARA)
    assert [t.owner for t in plan.tasks] == [MARA, INES, INES, MARA]
    assert [t.owner for t in assign(shop_plan(), {"designer": INES}).tasks] == [None, INES, INES, None]


def test_an_owner_chosen_by_hand_stays_unless_all_are_replaced():
    plan = changed(shop_plan(), 2, owner=MARA)
    assert task(assign(plan, {"designer": INES}), 2).owner == MARA
    assert task(assign(plan, {"designer": INES}, replace=True), 2).owner == INES


# Dates.


def test_dates_run_from_the_start():
    plan = ready_plan()
    assert dates(plan) == {
        1: ("11-16", "11-16"),
        2: ("11-17", "11-20"),
        3: ("11-18", "11-19"),
        4: ("11-23", "11-24"),
    }
    assert (plan.first_day, plan.last_day) == (MON, date(2026, 11, 24))


def test_dates_run_back_from_the_promise():
    plan = ready_plan(mode="finish", start=None, finish=date(2027, 1, 20))
    assert dates(plan)[4] == ("01-19", "01-20")
    assert plan.last_day == date(2027, 1, 20)
    assert (plan.start, plan.finish) == (None, date(2027, 1, 20))


def test_a_task_left_out_is_bridged_and_has_no_dates():
    plan = reschedule(changed(shop_plan(), 3, included=False), CALENDAR)
    assert dates(plan)[3] == (None, None)
    # 2 -SS+1-> 3 -FS+1-> 4 becomes 2 -SS+2-> 4.
    assert live_links(plan) == (Link(1, 2), Link(2, 4, "SS", 2))
    assert dates(plan)[4] == ("11-19", "11-20")
    again = reschedule(changed(plan, 3, included=True), CALENDAR)
    assert again == reschedule(shop_plan(), CALENDAR)


def test_bridges_join_over_several_tasks_left_out():
    chain = tuple(PlannedTask(key, "T", "", None, None, None, 0, 1) for key in range(1, 6))
    links = (Link(1, 2), Link(2, 3), Link(3, 4, "FS", -2), Link(4, 5))
    plan = HandoffPlan(5, "P", None, (), chain, links, MON)
    for key in (2, 3, 4):
        plan = changed(plan, key, included=False)
    assert live_links(plan) == (Link(1, 5),)
    assert dates(reschedule(plan, CALENDAR))[5] == ("11-17", "11-17")
    assert live_links(changed(changed(plan, 1, included=False), 5, included=False)) == ()


@given(st.data())
def test_leaving_tasks_out_never_lets_a_task_overtake_another(data):
    size = 7
    tasks = tuple(PlannedTask(key, "T", "", None, None, None, 0, key % 3 + 1) for key in range(size))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1])
    links = tuple(Link(*pair) for pair in data.draw(st.lists(pairs, max_size=12)))
    plan = HandoffPlan(5, "P", None, (), tasks, links, MON)
    for key in data.draw(st.sets(st.integers(0, size - 1))):
        plan = changed(plan, key, included=False)
    plan = reschedule(plan, CALENDAR)
    after = {key: {then for first, then, *_ in links if first == key} for key in range(size)}
    for key in reversed(range(size)):
        after[key] |= {far for near in after[key] for far in after[near]}
    for first in plan.included:
        for then in plan.included:
            assert then.key not in after[first.key] or then.start > first.finish


def test_a_date_set_by_hand_is_kept_and_moves_what_follows():
    plan = reschedule(changed(shop_plan(), 3, locked_start=date(2026, 12, 14)), CALENDAR)
    assert dates(plan)[3] == ("12-14", "12-15")
    assert dates(plan)[4] == ("12-17", "12-18")


def test_without_the_date_of_its_mode_a_plan_has_no_dates():
    dated = ready_plan()
    for plan in (dated._replace(start=None), dated._replace(mode="finish")):
        assert set(dates(reschedule(plan, CALENDAR)).values()) == {(None, None)}


def test_a_circle_of_tasks_is_refused():
    plan = shop_plan()._replace(links=(Link(1, 2), Link(2, 1)))
    with pytest.raises(CycleError):
        reschedule(plan, CALENDAR)
    with pytest.raises(CycleError):
        reschedule(changed(plan, 2, included=False), CALENDAR)


# What is still open.


def test_a_plan_with_owners_and_dates_has_no_problems():
    assert problems(ready_plan(), TODAY) == []


def kinds(plan, today=TODAY):
    return [(p.kind, p.task_key, p.blocks) for p in problems(plan, today)]


def test_what_is_missing_is_named_and_blocks():
    plan = changed(changed(ready_plan(), 2, owner=None), 3, title=" ", start=None)
    assert kinds(plan) == [("no_owner", 2, True), ("no_title", 3, True), ("no_date", 3, True)]
    assert problems(plan, TODAY)[0].text == "“Page designs” has no owner."
    assert kinds(plan_from(None, [], deal_id=5, project_name=" ")) == [
        ("no_name", None, True),
        ("no_tasks", None, True),
    ]


def test_a_task_left_out_needs_nothing():
    assert kinds(changed(ready_plan(), 2, owner=None, title="", start=None, included=False)) == []


def test_what_would_have_to_be_over_already_warns():
    assert kinds(ready_plan(), date(2026, 11, 20)) == [("past", 1, False), ("past", 3, False)]
    back = ready_plan(mode="finish", finish=date(2026, 11, 18))
    assert ("past", None, False) in kinds(back)
    assert problems(back, TODAY)[-1].text == "It would have had to start on 10 Nov."


def test_finishing_after_the_promise_warns_with_both_dates():
    plan = ready_plan(finish=date(2026, 11, 20))
    assert kinds(plan) == [("late", None, False)]
    assert problems(plan, TODAY)[0].text == "Finishes 24 Nov, promised 20 Nov."


# Kept as text.

words = st.text(max_size=20)
days = st.none() | st.dates()
numbers = st.none() | st.integers()
lists = st.lists(words, max_size=3).map(tuple)
planned_tasks = st.builds(
    PlannedTask,
    st.integers(), words, words, numbers, st.none() | words, numbers, st.integers(), st.integers(),
    days, days, lists, numbers, st.booleans(), days, lists,
)  # fmt: skip
handoff_plans = st.builds(
    HandoffPlan,
    st.integers(), words, st.none() | words,
    st.lists(st.builds(TemplateMilestone, st.integers(), words), max_size=3).map(tuple),
    st.lists(planned_tasks, max_size=4).map(tuple),
    st.lists(st.builds(Link, st.integers(), st.integers(), words, st.integers()), max_size=3).map(tuple),
    days, days, st.sampled_from(["start", "finish"]),
)  # fmt: skip


@given(handoff_plans)
def test_a_plan_kept_as_text_comes_back_the_same(plan):
    back = from_json(to_json(plan))
    assert back == plan
    assert type(back) is HandoffPlan
    assert all(type(t) is PlannedTask and type(t.checklist) is tuple for t in back.tasks)
    assert all(type(each) is Link for each in back.links)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", "3", '{"version": 2}',
        to_json(shop_plan()).replace('"start": "2026', '"start": "x026'),
        to_json(shop_plan()).replace('"mode": "start"', '"mode": "middle"'),
    ],
)  # fmt: skip
def test_a_damaged_text_is_refused_in_words(text):
    with pytest.raises(UserError, match="damaged"):
        from_json(text)


def test_a_plan_of_a_newer_version_is_refused_in_words():
    with pytest.raises(UserError, match="newer"):
        from_json(to_json(shop_plan()).replace('"version": 2', '"version": 3'))

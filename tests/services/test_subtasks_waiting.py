"""A part of a task waits for what the task waits for, and what waits for the task waits for its parts: in the plan, after a
slip, when levelled, and in what 'can start'."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.domain import families
from app.domain.network import Link
from app.services import (
    leaks,
    levelling,
    people,
    project_timeline,
    projects,
    schedules,
    settings,
    subtasks,
    task_board,
    task_graph,
    tasks,
)
from app.services.task_filter import Kinds

MONDAY = today() + timedelta(days=14 - today().weekday())


def day(number):
    return settings.Calendar().add(MONDAY, number)


def add(store, project, title, first=None, days=1, whole=None):
    made = tasks.add(store, title, project_id=project)
    if first is not None:
        tasks.change(store, made, "start_on", day(first))
        tasks.change(store, made, "due_on", day(first + days - 1))
    tasks.change(store, made, "duration_days", days)
    if whole is not None:
        tasks.change(store, made, "parent_id", whole)
    return made


@pytest.fixture
def home(store):
    return projects.add(store, "Kiosk app")


@pytest.fixture
def story(store, home):
    """Design, then Checkout with the parts Guest and Member, then Launch."""
    design = add(store, home, "Design", 0, 2)
    checkout = add(store, home, "Checkout", 2)
    guest = add(store, home, "Guest", 2, 1, whole=checkout)
    member = add(store, home, "Member", 2, 3, whole=checkout)
    launch = add(store, home, "Launch", 5)
    tasks.add_dependency(store, design, checkout)
    tasks.add_dependency(store, checkout, launch)
    return design, checkout, guest, member, launch


def card(store, task):
    return tasks.detail(store, task).card


def finish(store, task):
    tasks.move(store, [task], tasks.first_status(store, "done"))


def test_parts_cannot_start_before_what_their_whole_waits_for(store, story):
    design, _, guest, member, launch = story
    assert [card(store, part).waits_for for part in (guest, member)] == ["Design", "Design"]
    assert not card(store, guest).can_start and card(store, launch).waits_for == "Checkout"
    assert subtasks.held_through(store, guest) == (design, "Checkout") and subtasks.held_through(store, launch) is None
    finish(store, design)
    assert [card(store, part).waits_for for part in (guest, member)] == [None, None] and card(store, guest).can_start
    assert subtasks.held_through(store, guest) is None


def test_the_plan_holds_parts_and_what_waits_for_them(store, home, story):
    design, _, guest, member, launch = story
    tasks.change(store, design, "deadline_on", day(1))
    plan = schedules.schedule(store, home).plan.tasks
    assert plan[guest].start == plan[member].start == day(2) and plan[member].finish == day(4)
    assert plan[launch].start == day(5) and plan[member].critical and plan[guest].total_float == 2


def test_a_slip_moves_the_parts_and_all_that_follows_in_one_step(store, story):
    design, checkout, guest, member, launch = story
    moved = tasks.change(store, design, "due_on", day(3))
    assert {each.id for each in moved} == {checkout, guest, member, launch}
    assert card(store, guest).start_on == day(4) and card(store, launch).start_on == day(7)
    store.undo()
    assert card(store, guest).start_on == day(2) and card(store, launch).start_on == day(5)


def test_a_part_that_grows_moves_what_waits_for_its_whole(store, story):
    _, checkout, guest, member, launch = story
    tasks.change(store, member, "due_on", day(6))
    assert card(store, launch).start_on == day(7)
    assert card(store, checkout).start_on == card(store, guest).start_on == day(2)


def test_the_timeline_and_the_graph_say_what_a_part_waits_for(store, home, story):
    design, _, guest, _, launch = story
    bars = {bar.id: bar for bar in project_timeline.timeline(store, home).bars}
    assert bars[guest].waits_for == ("Design",) and bars[launch].waits_for == ("Checkout",)
    assert task_graph.graph(store, home).nodes[guest].state == "blocked"
    finish(store, design)
    assert project_timeline.timeline(store, home).bars[1].waits_for == ()


def test_levelling_keeps_to_the_links_of_wholes(store, home, story):
    design, _, guest, member, launch = story
    me = people.me(store).id
    for task in story:
        tasks.change(store, task, "assignee_id", me)
        tasks.change(store, task, "estimate_minutes", 8 * 60)
    moves = {move.id: move for move in levelling.preview(store, [home], pull_forward=True).moves}
    last = max(moves[part].due if part in moves else card(store, part).due_on for part in (guest, member))
    first = moves[design].due if design in moves else card(store, design).due_on
    assert all((moves[part].start if part in moves else card(store, part).start_on) > first for part in (guest, member))
    assert (moves[launch].start if launch in moves else card(store, launch).start_on) > last


def test_a_link_that_a_part_contradicts_is_refused_with_the_way_round(store, story):
    _, checkout, guest, _, launch = story
    with pytest.raises(UserError, match="circle: “Guest” → “Launch” → “Guest”"):
        tasks.add_dependency(store, launch, guest)
    with pytest.raises(UserError, match="circle: “Checkout” → “Launch” → “Checkout”"):
        tasks.add_dependency(store, launch, checkout)
    assert card(store, guest).waits_for == "Design" and card(store, checkout).waits_for == "Design"


def test_a_task_becomes_no_part_of_what_it_waits_for_over_another(store, home, story):
    *_, launch = story
    after = add(store, home, "Thank-you page")
    tasks.add_dependency(store, launch, after)
    checkout = story[1]
    with pytest.raises(
        UserError, match=r"As a part of that, “Launch” would wait for “Thank-you page”, and .* Remove one"
    ):
        tasks.change(store, after, "parent_id", checkout)
    assert subtasks.tree(store, checkout)[-1].title == "Member"


def test_parts_wait_for_what_their_whole_waits_for_in_another_project(store, story):
    brand = projects.add(store, "Brand")
    logo = add(store, brand, "Logo", 0, 6)
    stamp = add(store, brand, "Stamp", 0, 9, whole=logo)
    tasks.add_dependency(store, logo, story[1])
    plan = schedules.schedule(store, 1).plan.tasks
    assert plan[stamp].finish == day(8) and plan[story[2]].start == day(9)
    bars = {bar.id: bar for bar in project_timeline.timeline(store, 1).bars}
    assert bars[story[2]].start == day(9) and bars[story[2]].waits_for == ("Logo (Brand)", "Design")


def test_all_parts_can_be_finished_together_with_what_holds_their_whole(store, story):
    design, checkout, guest, member, _ = story
    assert task_board.wait_for_others(store, [guest, member]) == [guest, member]
    assert task_board.wait_for_others(store, [design, checkout, guest, member]) == []


def test_who_waits_for_whom_counts_parts(store, home, story):
    ines = people.add(store, "Ines Sample")
    tasks.change(store, story[2], "assignee_id", ines)
    me = people.me(store).id
    tasks.change(store, story[0], "assignee_id", me)
    assert leaks.waiting_tasks(store, ines, me) == [story[2]]


_TASK = st.integers(0, 7)


@given(
    st.lists(st.tuples(_TASK, _TASK, st.sampled_from(["FS", "SS", "FF", "SF"])), max_size=8),
    st.lists(st.tuples(_TASK, _TASK), max_size=6),
    st.lists(st.sampled_from(["todo", "doing", "done", "cancelled"]), min_size=8, max_size=8),
)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_card_waits_for_is_what_binds_the_plan(store, links, wholes, kinds):
    with store.write("Begin anew"):
        project = projects.add(store, "Home")
        ids = [tasks.add(store, f"Task {number}", project_id=project) for number in range(8)]
        for part, whole in wholes:
            try:
                tasks.change(store, ids[part], "parent_id", ids[whole])
            except UserError:
                continue
        for first, then, kind in links:
            try:
                tasks.add_dependency(store, ids[first], ids[then], kind)
            except UserError:
                continue
        for task, kind in zip(ids, kinds, strict=True):
            tasks.move(store, [task], tasks.first_status(store, kind))
    schedules.schedule(store, project)
    rows = {row.id: row for row in schedules.tasks_of(store, [project])}
    parents = {row.id: row.parent_id for row in rows.values() if row.parent_id is not None}
    before: dict[int, list[Link]] = {}
    for link in schedules.links_of(store, [project]):
        before.setdefault(link.successor, []).append(link)
    kinds_sql = Kinds(store)
    for row in rows.values():
        held = {
            link.predecessor
            for link in (*before.get(row.id, ()), *families.inherited(row.id, before, parents))
            if (link.kind == "FS" and rows[link.predecessor].kind != "done")
            or (link.kind == "SS" and rows[link.predecessor].kind == "todo")
        }
        told = store.ids(f"SELECT by FROM {kinds_sql.held('SELECT :id AS id')}", {"id": row.id})
        assert set(told) == held and len(told) == len(held)
        waits = store.value(f"SELECT {kinds_sql.waits} FROM task t WHERE t.id = :id", {"id": row.id})
        assert bool(waits) == bool(held)


def test_a_part_is_not_taken_out_where_its_links_would_then_go_round(store):
    project = projects.add(store, "Shop")
    whole, one, two = (tasks.add(store, title, project_id=project) for title in ("Launch", "Texts", "Photos"))
    for part in (one, two):
        tasks.change(store, part, "parent_id", whole)
    tasks.add_dependency(store, two, one)
    tasks.add_dependency(store, one, whole)
    with pytest.raises(UserError, match=r"No longer a part, .* would wait for .* Remove one of their links first"):
        tasks.change(store, one, "parent_id", None)
    with pytest.raises(UserError, match=r"No longer a part"):
        subtasks.outdent(store, one)
    assert store.value("SELECT parent_id FROM task WHERE id = ?", (one,)) == whole
    tasks.remove_dependency(store, two, one)
    tasks.change(store, one, "parent_id", None)
    assert store.value("SELECT parent_id FROM task WHERE id = ?", (one,)) is None

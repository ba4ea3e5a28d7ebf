"""The list of tasks: any order of several keys, groups with their hours, and its filter as a spec."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import today
from app.services import custom_fields, demo, task_board, task_list, tasks, workspace
from app.services.listing import SortKey
from app.services.task_filter import TaskFilter
from app.services.task_list import GROUPS, PLAIN, SORTS

ALL = TaskFilter()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """The sample studio, made once: these tests only read it."""
    with workspace.create(tmp_path_factory.mktemp("studio") / "studio.baton", currency="EUR") as made:
        demo.fill(made, today=today())
        yield made


@pytest.mark.parametrize("key", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_every_key_gives_every_task_once(studio, key, descending):
    found = task_list.ids(studio, ALL, [SortKey(key, descending), SortKey("title")])
    assert sorted(found.ids) == sorted(task_board.list_ids(studio, ALL)) and found.parts is None


def test_without_keys_tasks_stand_by_their_due_day(studio):
    assert task_list.ids(studio, PLAIN).ids == task_board.list_ids(studio, PLAIN, "due")


def test_the_second_key_decides_where_the_first_does_not(studio):
    found = task_list.ids(studio, ALL, [SortKey("assignee"), SortKey("title", True)])
    cards = task_board.cards(studio, found.ids)
    keys = [((card.assignee is None), (card.assignee or "").casefold()) for card in cards]
    assert keys == sorted(keys)
    for one, two in pairwise(cards):
        if one.assignee == two.assignee:
            assert one.title.casefold() >= two.title.casefold()


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_groups_hold_every_task_and_their_hours_add_up(studio, group):
    found = task_list.ids(studio, ALL, [SortKey("due")], group)
    assert found.parts is not None
    assert [i for part in found.parts for i in part.ids] == found.ids
    assert set(found.ids) == set(task_board.list_ids(studio, ALL))
    assert "" not in [part.key for part in found.parts][:-1]
    for part in found.parts:
        cards = task_board.cards(studio, part.ids)
        opened = [card for card in cards if card.status_kind in ("todo", "doing", "review") and card.estimate_minutes]
        assert part.sums["count"] == len(cards)
        assert part.sums["estimate"] == sum(card.estimate_minutes or 0 for card in cards)
        assert part.sums["logged"] == sum(card.logged_minutes for card in cards)
        assert part.sums["left"] == sum(max(0, card.estimate_minutes - card.logged_minutes) for card in opened)


def test_weeks_begin_on_monday(store):
    monday = today() - timedelta(days=today().weekday())
    days = [monday - timedelta(days=1), monday, monday + timedelta(days=6), monday + timedelta(days=7)]
    made = [tasks.add(store, f"Task {number}", due_on=day) for number, day in enumerate(days)]
    parts = task_list.ids(store, ALL, (), "due").parts
    week = timedelta(days=7)
    assert [(part.key, part.ids) for part in parts] == [
        ((monday - week).isoformat(), made[:1]),
        (monday.isoformat(), made[1:3]),
        ((monday + week).isoformat(), made[3:]),
    ]


def test_urgent_tasks_stand_in_the_first_group(store):
    low, urgent = tasks.add(store, "Low"), tasks.add(store, "Urgent")
    tasks.change(store, low, "priority", -1)
    tasks.change(store, urgent, "priority", 2)
    assert [part.key for part in task_list.ids(store, ALL, (), "priority").parts] == ["2", "-1"]


def test_custom_fields_are_read_while_they_are_shown(store):
    task = tasks.add(store, "Print")
    paper = custom_fields.define(store, "task", "Paper", "choice", ["A3", "A4"])
    custom_fields.put(store, paper, [task], "A3")
    assert task_list.rows(store, [task])[0].custom == {}
    assert task_list.rows(store, [task], (f"custom:{paper}",))[0].custom == {paper: "A3"}
    (part,) = task_list.ids(store, ALL, (), f"custom:{paper}").parts
    assert (part.key, part.ids) == ("A3", [task])


filters = st.builds(
    TaskFilter,
    project_id=st.none() | st.integers(1, 2**40),
    text=st.text(max_size=20),
    chip=st.sampled_from(["", "mine", "late", "no_date"]),
    person_id=st.none() | st.integers(1, 99),
    milestone_id=st.none() | st.integers(1, 99),
    open_only=st.booleans(),
    ids=st.none(),
    on=st.none(),
)


@settings(max_examples=50)
@given(filters)
def test_a_filter_comes_back_from_its_spec(flt):
    assert task_list.from_spec(task_list.to_spec(flt)) == flt


def test_nothing_narrowed_is_an_empty_spec_and_a_chart_s_tasks_are_no_rule():
    assert task_list.to_spec(PLAIN) == {}
    assert task_list.to_spec(PLAIN._replace(ids=(1, 2))) == {}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from([*TaskFilter._fields, "other"]),
        st.none() | st.integers() | st.text(max_size=5) | st.booleans() | st.lists(st.integers(), max_size=2),
    )
)
def test_whatever_stands_in_a_spec_gives_a_filter(spec):
    flt = task_list.from_spec(spec)
    assert isinstance(flt.open_only, bool) and isinstance(flt.text, str) and flt.ids is None
    assert flt.chip in ("", "mine", "can_start", "blocked", "late", "due_week", "unowned", "no_date")

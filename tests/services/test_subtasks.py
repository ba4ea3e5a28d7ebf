"""Subtasks: a tree within a project, what it sums to, and what becomes of it when its task moves or goes."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.services import projects, subtasks, task_detail, tasks, timelog


@pytest.fixture
def home(store):
    return projects.add(store, "Kiosk app")


@pytest.fixture
def top(store, home):
    return tasks.add(store, "Checkout", project_id=home)


def lines(store, task):
    return [(line.title, line.depth) for line in subtasks.tree(store, task)]


def test_a_subtask_takes_project_milestone_and_owner_from_its_task(store, home, top):
    tasks.change(store, top, "milestone_id", projects.add_milestone(store, home, "Ready"))
    card = tasks.detail(store, subtasks.add(store, top, "Guest checkout")).card
    above = tasks.detail(store, top).card
    assert (card.project, card.milestone, card.assignee) == (above.project, above.milestone, above.assignee)
    store.undo()
    assert lines(store, top) == []


def test_indent_and_outdent_move_a_line_below_the_one_before_it_and_back(store, top):
    subtasks.add(store, top, "Guest")
    member = subtasks.add(store, top, "Member")
    subtasks.indent(store, member)
    assert lines(store, top) == [("Guest", 0), ("Member", 1)]
    subtasks.outdent(store, member)
    assert lines(store, top) == [("Guest", 0), ("Member", 0)]
    subtasks.outdent(store, member)
    assert lines(store, top) == [("Guest", 0)]
    with pytest.raises(UserError, match="part of nothing"):
        subtasks.outdent(store, member)


def test_nothing_stands_before_the_first_line(store, top):
    with pytest.raises(UserError, match="Nothing stands before “Guest”"):
        subtasks.indent(store, subtasks.add(store, top, "Guest"))


def test_a_task_knows_how_many_are_done_and_their_hours_and_leaves_cancelled_ones_out(store, top):
    guest, member, dropped = (subtasks.add(store, top, title) for title in ("Guest", "Member", "Gift cards"))
    inner = subtasks.add(store, member, "Saved cards")
    for task, minutes in ((guest, 120), (member, 240), (dropped, 600), (inner, 60)):
        tasks.change(store, task, "estimate_minutes", minutes)
    timelog.add(store, 90, task_id=guest)
    tasks.move(store, [guest], tasks.first_status(store, "done"))
    tasks.move(store, [dropped], tasks.first_status(store, "cancelled"))
    assert subtasks.sums(store, top) == (1, 3, 420, 90)
    assert [(line.done, line.count) for line in subtasks.tree(store, top) if line.title == "Member"] == [(0, 1)]


def test_a_circle_of_subtasks_is_refused_with_its_way(store, top):
    member = subtasks.add(store, top, "Member")
    inner = subtasks.add(store, member, "Saved cards")
    with pytest.raises(UserError, match="“Checkout” → “Member” → “Saved cards” → “Checkout”"):
        tasks.change(store, top, "parent_id", inner)
    with pytest.raises(UserError, match="cannot be a part of itself"):
        tasks.change(store, top, "parent_id", top)


def test_a_parent_is_of_the_same_project(store, top):
    elsewhere = tasks.add(store, "Elsewhere", project_id=projects.add(store, "Shop"))
    with pytest.raises(UserError, match="belongs to another project"):
        tasks.change(store, elsewhere, "parent_id", top)


def test_subtasks_go_so_deep_and_no_deeper(store, top):
    task = top
    for level in range(subtasks.MAX_DEPTH):
        task = subtasks.add(store, task, f"Level {level}")
    with pytest.raises(UserError, match="20 deep"):
        subtasks.add(store, task, "Too deep")


def test_a_task_takes_its_subtasks_and_their_links_to_another_project(store, home, top):
    guest, member = subtasks.add(store, top, "Guest"), subtasks.add(store, top, "Member")
    other = tasks.add(store, "Go live", project_id=home)
    tasks.add_dependency(store, guest, member)
    tasks.add_dependency(store, member, other)
    shop = projects.add(store, "Shop")
    tasks.change(store, top, "project_id", shop)
    assert {tasks.detail(store, task).card.project for task in (top, guest, member)} == {"Shop"}
    assert lines(store, top) == [("Guest", 0), ("Member", 0)]
    links = store.rows("SELECT predecessor_id, successor_id FROM dependency ORDER BY id")
    assert links == [(guest, member), (member, other)]
    store.undo()
    assert len(store.rows("SELECT id FROM dependency")) == 2


def test_deleting_a_task_takes_its_subtasks_along_counts_them_and_one_undo_brings_all_back(store, top):
    member = subtasks.add(store, top, "Member")
    subtasks.add(store, member, "Saved cards")
    assert tasks.delete(store, [top]) == 3
    assert store.value("SELECT count(*) FROM task WHERE deleted_at IS NULL") == 0
    store.undo()
    assert lines(store, top) == [("Member", 0), ("Saved cards", 1)]


def test_deleting_a_task_and_its_subtask_together_counts_each_once(store, top):
    member = subtasks.add(store, top, "Member")
    assert tasks.delete(store, [top, member]) == 2


def test_the_detail_names_what_a_task_is_a_part_of(store, top):
    found = task_detail.detail(store, subtasks.add(store, top, "Guest"))
    assert (found.parent_id, found.parent) == (top, "Checkout")

"""Comments: written, changed, taken back, and what they said before."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.services import people, task_comments, task_detail, tasks


@pytest.fixture
def task(store):
    return tasks.add(store, "Checkout")


def texts(store, task):
    return {moment.text for moment in task_detail.timeline(store, task)}


def test_a_changed_comment_keeps_its_old_words_in_the_history(store, task):
    made = task_comments.add_comment(store, task, "Ask about gift cards")
    task_comments.change_comment(store, made, "Ask Ines")
    assert {"Ask Ines", "Comment changed, it was “Ask about gift cards”"} <= texts(store, task)
    store.undo()
    assert "Ask about gift cards" in texts(store, task) and not any("changed" in text for text in texts(store, task))


def test_a_comment_taken_back_is_named_in_the_history(store, task):
    made = task_comments.add_comment(store, task, "Oops")
    task_comments.delete_comment(store, made)
    assert "Oops" not in texts(store, task) and "Comment deleted, it was “Oops”" in texts(store, task)


def test_nobody_changes_the_words_of_another(store, task):
    jo = people.add(store, "Jo Sample")
    made = task_comments.add_comment(store, task, "Mine")
    with store.write("Jo said it"):
        store.execute("UPDATE activity SET by_id = ? WHERE id = ?", (jo, made))
    with pytest.raises(UserError, match="Jo Sample's"):
        task_comments.change_comment(store, made, "Not yours")
    with pytest.raises(UserError, match="Jo Sample's"):
        task_comments.delete_comment(store, made)
    assert [moment.activity_id for moment in task_detail.timeline(store, task) if moment.text == "Mine"] == [None]


@pytest.mark.parametrize("words", ["", "  \n "])
def test_an_empty_comment_is_refused(store, task, words):
    made = task_comments.add_comment(store, task, "Mine")
    with pytest.raises(UserError, match="nothing in this comment"):
        task_comments.add_comment(store, task, words)
    with pytest.raises(UserError, match="nothing in this comment"):
        task_comments.change_comment(store, made, words)


def test_the_same_words_are_no_change(store, task):
    made = task_comments.add_comment(store, task, "Mine")
    task_comments.change_comment(store, made, " Mine ")
    assert texts(store, task) == {"Mine", "Created"}

"""Comments on a task: written, changed and taken back by whoever wrote them; what they said before stays in the history."""

from __future__ import annotations

from typing import Any

from app.base import UserError, moment_text, today, utc_now
from app.models.between import Activity
from app.models.store import Store
from app.services import people, task_board, task_rules

_GONE = "This comment is gone. Undo brings it back."
_NOTHING = "There is nothing in this comment yet. Write a word, or leave it."


def add_comment(store: Store, task_id: int, text: str) -> int:
    """A comment of mine on a task; returns its id. Raises UserError for an empty one."""
    if not text.strip():
        raise UserError(_NOTHING)
    with store.write("Add comment"):
        task_board.check_exists(store, task_id)
        me = people.me(store).id
        return int(Activity.create(kind="comment", task=task_id, text=task_rules.words(text), by=me).id)


def change_comment(store: Store, comment_id: int, text: str) -> None:
    """Say it in other words; the old ones stay in the history. Raises UserError for none, and for another's comment."""
    if not text.strip():
        raise UserError(_NOTHING)
    with store.write("Change comment"):
        comment = _mine(store, comment_id)
        words = task_rules.words(text)
        if words != comment.text:
            _note(store, comment, words)
            comment.text = words
            comment.save()


def delete_comment(store: Store, comment_id: int) -> None:
    """Take a comment back; the history says what it was. Raises UserError for another's comment."""
    with store.write("Delete comment"):
        comment = _mine(store, comment_id)
        _note(store, comment, None)
        comment.delete_instance()


def _mine(store: Store, comment_id: int) -> Any:
    comment = Activity.get_or_none(Activity.id == comment_id, Activity.kind == "comment")
    if comment is None:
        raise UserError(_GONE)
    if comment.by_id not in (None, people.me(store).id):
        raise UserError(f"This comment is {comment.by.name}'s. Write one of your own below it.")
    return comment


def _note(store: Store, comment: Any, new: str | None) -> None:
    """What it said goes into the history of the task, which only grows."""
    project = store.value("SELECT project_id FROM task WHERE id = ?", (comment.task_id,))
    day, at, me = today().isoformat(), moment_text(utc_now()), people.me(store).id
    store.execute(
        "INSERT INTO task_event (task_id, project_id, field, old, new, on_date, at, by_id) "
        "VALUES (?, ?, 'comment', ?, ?, ?, ?, ?)",
        (comment.task_id, project, comment.text, new, day, at, me),
    )

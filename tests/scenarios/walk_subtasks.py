"""Deeds of the random walk: subtasks, constraints, reasons why something is blocked, comments changed and taken back, tasks done
once more."""

from __future__ import annotations

from app.services import subtasks, task_comments, task_copies, tasks
from tests.scenarios.walker import LIVE, Walk


def add_subtask(w: Walk) -> None:
    subtasks.add(w.store, w.any("task", LIVE), w.word())


def indent(w: Walk) -> None:
    subtasks.indent(w.store, w.any("task", f"{LIVE} AND parent_id NOT NULL"))


def outdent(w: Walk) -> None:
    subtasks.outdent(w.store, w.any("task", f"{LIVE} AND parent_id NOT NULL"))


def hang_below(w: Walk) -> None:
    tasks.change(w.store, w.any("task", LIVE), "parent_id", w.any("task", LIVE))


def bind(w: Walk) -> None:
    field = w.chance.choice(("deadline_on", "not_before_on", "start_on", "due_on"))
    tasks.change(w.store, w.any("task", LIVE), field, w.chance.choice((None, w.day(), w.day())))


def block(w: Walk) -> None:
    tasks.change(w.store, w.any("task", LIVE), "blocked_reason", w.chance.choice(("", w.word())))


def take_away(w: Walk) -> None:
    tasks.change(w.store, w.any("task", LIVE), "project_id", w.any("project", LIVE))


def comment(w: Walk) -> None:
    made = task_comments.add_comment(w.store, w.any("task", LIVE), w.word())
    w.chance.choice((task_comments.change_comment, lambda store, key, _: task_comments.delete_comment(store, key)))(
        w.store, made, w.word()
    )


def once_more(w: Walk) -> None:
    task_copies.duplicate(w.store, list(dict.fromkeys((w.any("task", LIVE), w.any("task", LIVE)))))


ACTS = (add_subtask, indent, outdent, hang_below, bind, block, take_away, comment, once_more)

"""Deeds of the random walk: what happens with clients and deals, and the one next step."""

from __future__ import annotations

from app.services import activities
from tests.scenarios.walker import LIVE, Walk


def log_activity(w: Walk) -> None:
    kind = w.chance.choice(tuple(activities.KINDS))
    table = w.chance.choice(("deal", "client", "contact", "project"))
    about = {f"{table}_id": w.any(table, LIVE)}
    minutes = w.chance.choice((None, 25, -3))
    activities.log(w.store, kind, w.word(), minutes=minutes, due_on=w.day(), **about)  # type: ignore[arg-type]


def change_activity(w: Walk) -> None:
    field, value = w.chance.choice(
        (("text", w.word()), ("text", " "), ("kind", "todo"), ("due_on", w.day()), ("minutes", 90), ("kind", "call"))
    )
    activities.change(w.store, w.any("activity", "task_id IS NULL"), field, value)


def end_todo(w: Walk) -> None:
    todo = w.any("activity", "kind = 'todo'")
    activities.complete(w.store, todo)
    if w.chance.random() < 0.3:
        activities.reopen(w.store, todo)


def delete_activity(w: Walk) -> None:
    activities.delete(w.store, w.any("activity"))


def end_step(w: Walk) -> None:
    deal = w.any("deal", LIVE)
    activities.plan_step(w.store, deal, w.word(), w.day())
    activities.complete_step(w.store, deal)


ACTS = (log_activity, log_activity, change_activity, end_todo, delete_activity, end_step)

"""Deeds of the random walk: tasks that come again, many changed at once, lines that become tasks."""

from __future__ import annotations

from datetime import timedelta

from app.base import today
from app.services import checklist_task, quick_tasks, recurrence, task_bulk, tasks
from tests.scenarios.walker import LIVE, Walk

_RULES = ("daily", "every 2 weeks on mon", "monthly", "every month on the last fri", "every year on 29 feb")


def repeat(w: Walk) -> None:
    when, off = w.chance.choice(("done", "date")), w.chance.choice(("next", "keep"))
    recurrence.put(w.store, w.any("task", LIVE), w.chance.choice(_RULES), when=when, off=off)  # type: ignore[arg-type]


def finish_repeated(w: Walk) -> None:
    found = w.some("task", f"{LIVE} AND recurrence <> ''")
    tasks.move(w.store, found, tasks.first_status(w.store, "done"))


def come_again(w: Walk) -> None:
    recurrence.make_due(w.store, today() + timedelta(days=w.chance.randrange(3)))


def repeat_no_more(w: Walk) -> None:
    recurrence.clear(w.store, w.any("task", f"{LIVE} AND recurrence <> ''"))


def change_many(w: Walk) -> None:
    wanted = {
        "assignee_id": w.any("person"),
        "due_on": w.day(),
        "shift_days": w.chance.randrange(-9, 10),
        "estimate_minutes": w.chance.choice((None, 30, 600)),
        "label": w.word(),
        "project_id": w.any("project", LIVE),
    }
    keys = w.chance.sample(sorted(wanted), 3)
    task_bulk.change(w.store, w.some("task", LIVE), {key: wanted[key] for key in keys})


def line_to_task(w: Walk) -> None:
    found = w.store.ids(f"SELECT i.id FROM checklist_item i JOIN task t ON t.id = i.task_id AND t.{LIVE}")
    if found:
        checklist_task.make_task(w.store, w.chance.choice(found))


def quick_task(w: Walk) -> None:
    said = quick_tasks.understand(w.store, f"{w.word()} ~4h fri #web after {w.any('task', LIVE)}")
    quick_tasks.add(w.store, said, project_id=said.project_id, estimate_minutes=said.minutes, due_on=said.due_on)


ACTS = (repeat, finish_repeated, come_again, repeat_no_more, change_many, line_to_task, quick_task)

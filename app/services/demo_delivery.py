"""The sample studio's past deliveries: ten won deals of its past as finished projects, so that the handoff and delivery
pages have something to tell.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.base import moment_text, utc_now
from app.domain.handoff import HandoffPlan
from app.domain.handoff_record import to_json
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import ranking, time_rates

if TYPE_CHECKING:
    from app.services.demo import Lists

_WEEK: Final = Calendar()
_PROJECTS: Final = 10
_TASKS: Final = ("Kick-off call", "Interviews", "Site map", "Wireframes", "Visual design", "Texts", "Photos", "Templates", "Search",
                 "Translations", "Test on devices", "Fixes", "Training", "Go-live")  # fmt: skip
_TEMPLATES: Final = ("Website", "Onboarding", "")
_HOUR: Final = (5200, 4600, 4400, 4800)  # what an hour of each of the studio costs, in cents
_BILLED: Final = (110_00, 95_00, 95_00, 100_00)  # and what it is billed at
_PROJECT: Final = ("id", "name", "client_id", "deal_id", "owner_id", "status", "start_on", "finish_on", "promised_on", "baseline_on",
                   "closed_on", "budget_minor", "currency", "budget_minutes", "created_at")  # fmt: skip
_TASK: Final = ("id", "title", "project_id", "status_id", "rank", "assignee_id", "estimate_minutes", "duration_days", "start_on", "due_on",
                "started_on", "done_on", "baseline_start_on", "baseline_finish_on", "baseline_minutes", "created_on", "created_at")  # fmt: skip


def fill_past(store: Store, today: date, lists: Lists) -> None:
    """The latest of the won deals that needed no project get one, finished before `today`; the handoffs of the running
    projects move to days before their start. Inside `store.write`, after the past deals.
    """
    chance = random.Random(11)
    for person, cost, billed in zip(lists.people, _HOUR, _BILLED, strict=False):
        store.execute(
            "UPDATE person SET cost_rate_minor = ?, bill_rate_minor = ?, currency = 'EUR' WHERE id = ?",
            (cost, billed, person),
        )
    for handoff, won, start in store.rows(
        "SELECT h.id, d.closed_on, p.start_on FROM handoff h JOIN deal d ON d.id = h.deal_id JOIN project p ON p.id = h.project_id"
    ):
        day = min(date.fromisoformat(won) + timedelta(days=chance.randrange(1, 6)), date.fromisoformat(start))
        store.execute("UPDATE handoff SET at = ? WHERE id = ?", (f"{day}T10:30:00Z", handoff))
    deals = store.rows(
        "SELECT id, title, client_id, owner_id, amount_minor, closed_on FROM deal WHERE handoff_waived_on IS NOT NULL "
        "AND deleted_at IS NULL ORDER BY closed_on DESC, id LIMIT ?",
        (_PROJECTS,),
    )
    for number, deal in enumerate(deals):
        _project(store, number, deal, today, lists, chance)
    time_rates.freeze(store, store.ids("SELECT id FROM time_entry"))


def _project(
    store: Store, number: int, deal: tuple[Any, ...], today: date, lists: Lists, chance: random.Random
) -> None:  # fmt: skip
    """One finished project, from the handoff to the day on which it was closed."""
    deal_id, title, client, owner, minor, won = deal
    handed = date.fromisoformat(won) + timedelta(days=chance.choice((0, 1, 1, 2, 3, 4, 6, 13)))
    start = _WEEK.on_or_after(handed + timedelta(days=chance.randrange(1, 8)))
    project = int(store.value("SELECT ifnull(max(id), 0) + 1 FROM project"))
    now = moment_text(utc_now())
    sold = max(12, round(minor / 100 / chance.choice((84, 95, 105, 110, 120)))) * 60
    rows, entries = _tasks(store, project, start, today, lists, chance, sold)
    closed = min(today, max(date.fromisoformat(row[11]) for row in rows) + timedelta(days=chance.randrange(4)))
    planned = max(row[9] for row in rows)
    promised = _WEEK.add(date.fromisoformat(planned), chance.randrange(0, 6))
    store.insert("project", _PROJECT, [(
        project, title, client, deal_id, owner, "done", start.isoformat(), planned, promised.isoformat(), start.isoformat(),
        closed.isoformat(), minor, "EUR", sold, now,
    )])  # fmt: skip
    store.insert("task", _TASK, rows)
    store.insert("time_entry", ("task_id", "project_id", "person_id", "on_date", "minutes", "created_at"), entries)
    template = _TEMPLATES[number % len(_TEMPLATES)]
    plan = to_json(HandoffPlan(deal_id, title, template or None, (), (), (), start, promised))
    store.insert(
        "handoff", ("deal_id", "project_id", "template_name", "plan", "at", "by_id"),
        [(deal_id, project, template, plan, f"{handed}T10:30:00Z", lists.people[0])],
    )  # fmt: skip
    store.execute("UPDATE deal SET handoff_waived_on = NULL WHERE id = ?", (deal_id,))


def _tasks(
    store: Store, project: int, start: date, today: date, lists: Lists, chance: random.Random, sold: int
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The tasks of a project one after the other, planned for the minutes sold, and the hours that went into them."""
    first, day, now = int(store.value("SELECT ifnull(max(id), 0) + 1 FROM task")), start, moment_text(utc_now())
    lengths = [chance.randrange(1, 5) for _ in _TASKS[: chance.randrange(9, len(_TASKS) + 1)]]
    late = chance.choice((0, 0, 0, 0, 1, 1, 3))  # work began so many working days after it was planned to
    last = _WEEK.on_or_before(today - timedelta(days=5))
    rows: list[tuple[Any, ...]] = []
    entries: list[tuple[Any, ...]] = []
    for place, (title, days) in enumerate(zip(_TASKS, lengths, strict=False)):
        due = _WEEK.add(day, days - 1)
        begun = min(_WEEK.add(day, late), last)
        done = max(begun, min(_WEEK.add(begun, max(0, days - 1 + chance.choice((-1, -1, 0, 0, 0, 1, 3)))), last))
        minutes = max(30, round(sold * days / sum(lengths) / 15) * 15)
        person = chance.choice(lists.people)
        rows.append((
            first + place, title, project, lists.statuses["done"], (first + place) * ranking.STEP, person, minutes, days, day.isoformat(),
            due.isoformat(), begun.isoformat(), done.isoformat(), day.isoformat(), due.isoformat(), minutes, start.isoformat(), now,
        ))  # fmt: skip
        spent = round(minutes * chance.uniform(0.75, 1.5) / 15) * 15
        entries.append((first + place, project, person, done.isoformat(), spent, now))
        day = _WEEK.add(due, 1)
        late = max(0, late - 1) if chance.random() < 0.4 else late
    return rows, entries

"""Promises of a deal: the sentences of its notes, mails and calls that read like one, and what was decided about each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import day_from, moment_from, moment_text, today, utc_now
from app.domain import handoff_promises as rules
from app.domain import promises
from app.domain.handoff import HandoffPlan, Promised
from app.models.store import Store

SOURCES: Final = {
    "notes": "Deal notes", "note": "Note", "email": "E-mail", "call": "Call", "meeting": "Meeting", "todo": "To-do", "marked": "Written here",
}  # fmt: skip
_MOST: Final = 60  # promises that are found by themselves; what is beyond is marked by hand


class Said(NamedTuple):
    """A sentence that somebody wrote down, and where."""

    text: str
    source: str
    said_on: date
    activity_id: int | None


def found(store: Store, deal_ids: Sequence[int]) -> tuple[Promised, ...]:
    """The promises of these deals: those kept before, then what reads like one, each once, the oldest first."""
    known = kept(store, deal_ids)
    fresh: list[Promised] = []
    seen = {promises.fold(promise.text) for promise in known}
    for source, text, said_on, activity in _texts(store, deal_ids):
        for promise in promises.find(text, said_on):
            key = promises.fold(promise.text)
            if key not in seen and len(fresh) < _MOST:
                seen.add(key)
                fresh.append(Promised(promise.text, source, said_on, promise.due_on, activity_id=activity))
    return (*known, *fresh)


def kept(store: Store, deal_ids: Sequence[int]) -> tuple[Promised, ...]:
    """The promises of these deals that are written down already. One whose task is gone is open again."""
    rows = store.rows(
        "SELECT text, source, said_on, outcome, reason, due_on, activity_id, id FROM promise "
        "WHERE deal_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(deal_ids)),),
    )
    return tuple(
        Promised(
            text, source, day_from(said), outcome="open" if outcome == "task" else outcome, reason=reason, due_on=day_from(due),
            activity_id=activity, id=i, named_on=promises.day_in(text, day_from(said) or today()),
        )
        for text, source, said, outcome, reason, due, activity, i in rows
    )  # fmt: skip


def sentences(store: Store, deal_ids: Sequence[int], but: Sequence[str] = ()) -> list[Said]:
    """Every sentence that was written about these deals and is not in `but`, each once: what a user may mark."""
    seen = {promises.fold(text) for text in but}
    told = []
    for source, text, said_on, activity in _texts(store, deal_ids):
        for _, sentence in promises.sentences(text):
            key = promises.fold(sentence)
            if key and key not in seen:
                seen.add(key)
                told.append(Said(sentence, source, said_on, activity))
    return told


def marked(said: Said) -> Promised:
    """A sentence that somebody says is a promise."""
    day = promises.day_in(said.text, said.said_on)
    return Promised(said.text, said.source, said.said_on, day, activity_id=said.activity_id)


def write(store: Store, plan: HandoffPlan, created: dict[int, int], project_id: int) -> None:
    """Keep every promise of the plan with what became of it; where nobody was asked, what reads like one stays open.

    Inside `store.write`. `created` gives the id of a task by its key in the plan.
    """
    told = found(store, plan.deals) if plan.promises is None else plan.promises
    now = moment_text(utc_now())
    rows = []
    for promise in told:
        task = created.get(promise.task_key) if promise.task_key is not None else None
        values = (promise.outcome, task, promise.reason, _text(promise.due_on), project_id)
        if promise.id is not None:
            store.execute(
                "UPDATE promise SET outcome = ?, task_id = ?, reason = ?, due_on = ?, project_id = ? WHERE id = ?",
                (*values, promise.id),
            )
        else:
            source = (promise.source, _text(promise.said_on), promise.activity_id)
            rows.append((plan.deal_id, promise.text, *values, *source, now))
    columns = ("deal_id", "text", "outcome", "task_id", "reason", "due_on", "project_id", "source", "said_on", "activity_id", "created_at")  # fmt: skip
    store.insert("promise", columns, rows)


def asked(store: Store, plan: HandoffPlan) -> HandoffPlan:
    """The plan with the promises of its deals, those that were decided on before as they were."""
    if plan.promises is None:
        return plan._replace(promises=found(store, plan.deals))
    known = {promises.fold(text) for text in (*(promise.text for promise in plan.promises), *plan.no_promises)}
    for promise in found(store, plan.deals):
        if promises.fold(promise.text) not in known:
            plan = rules.mark(plan, promise)
    return plan


def _texts(store: Store, deal_ids: Sequence[int]) -> list[tuple[str, str, date, int | None]]:
    """Source, words, day and activity of everything that was written about the deals, the oldest first."""
    ids = json.dumps(list(deal_ids))
    told: list[tuple[str, str, date, int | None]] = [
        ("notes", notes, date.fromisoformat(on), None)
        for notes, on in store.rows(
            "SELECT notes, created_on FROM deal WHERE id IN (SELECT value FROM json_each(?)) AND notes <> '' ORDER BY id",
            (ids,),
        )
    ]
    rows: list[tuple[Any, ...]] = store.rows(
        "SELECT kind, text, at, id FROM activity WHERE deal_id IN (SELECT value FROM json_each(?)) "
        "AND kind IN ('note', 'call', 'email', 'meeting', 'todo') AND text <> '' ORDER BY at, id",
        (ids,),
    )
    return told + [(kind, text, moment_from(at).astimezone().date(), i) for kind, text, at, i in rows]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None

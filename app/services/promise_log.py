"""What was promised with a deal or a project, and what became of each promise."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.base import day_from
from app.models.store import Store


class Promised(NamedTuple):
    """A promise. `state`: 'kept' (its task is done), 'under_way', 'dropped' (its task was cancelled or deleted), 'declined',
    'deferred' or 'open' (nobody has decided)."""

    id: int
    text: str
    state: str
    task_id: int | None
    task: str
    reason: str
    due_on: date | None
    said_on: date | None


def of_project(store: Store, project_id: int) -> list[Promised]:
    """The promises of every deal that the project delivers, in the order in which they were written down."""
    return _read(
        store,
        "(p.project_id = :key OR p.project_id IS NULL AND p.deal_id IN (SELECT deal_id FROM handoff WHERE project_id = :key) "
        "OR p.task_id IN (SELECT id FROM task WHERE project_id = :key))",
        project_id,
    )


def of_deal(store: Store, deal_id: int) -> list[Promised]:
    """The promises of a deal."""
    return _read(store, "p.deal_id = :key", deal_id)


def counted(found: list[Promised]) -> dict[str, int]:
    """How many have which state."""
    numbers: dict[str, int] = {}
    for each in found:
        numbers[each.state] = numbers.get(each.state, 0) + 1
    return numbers


def _read(store: Store, where: str, key: int) -> list[Promised]:
    return [
        Promised._make((*row[:6], day_from(row[6]), day_from(row[7])))
        for row in store.rows(
            "SELECT p.id, p.text, CASE WHEN p.outcome <> 'task' THEN p.outcome WHEN t.id IS NULL OR t.deleted_at IS NOT NULL OR "
            "s.kind = 'cancelled' THEN 'dropped' WHEN s.kind = 'done' THEN 'kept' ELSE 'under_way' END, t.id, ifnull(t.title, ''), "
            "p.reason, p.due_on, p.said_on FROM promise p LEFT JOIN task t ON t.id = p.task_id LEFT JOIN status s ON s.id = t.status_id "
            f"WHERE {where} ORDER BY p.id",
            {"key": key},
        )
    ]

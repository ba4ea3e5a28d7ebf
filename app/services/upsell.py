"""A new wish that came up while a project is delivered: it becomes a deal of the same client, with where it came from."""

from __future__ import annotations

from typing import NamedTuple

from app.base import UserError
from app.models import records
from app.models.store import Store
from app.services import activities, deals
from app.services.schedules import PROJECT_GONE


class Origin(NamedTuple):
    """Where a deal came from: the project, perhaps a task of it, and what was said."""

    project_id: int
    project: str
    task_id: int | None
    task: str
    words: str


class Led(NamedTuple):
    """A deal that a project led to; money in minor units. `kind` is that of its stage."""

    deal_id: int
    title: str
    stage: str
    kind: str
    amount_minor: int | None
    currency: str


def start(
    store: Store,
    title: str,
    *,
    project_id: int | None = None,
    task_id: int | None = None,
    words: str = "",
    amount_minor: int | None = None,
) -> int:
    """A new deal of the project's client out of a wish; `words` become its first note. Returns its id.

    The project is that of the task where only the task is given. Raises UserError when either is gone, when the task has no
    project, and for a project without a client.
    """
    if project_id is None:
        project_id = store.value("SELECT project_id FROM task WHERE id = ? AND deleted_at IS NULL", (task_id,))
        if project_id is None:
            raise UserError(
                "This task belongs to no project, so there is no client to sell to. Start a deal by itself."
            )
    row = store.row(
        "SELECT p.client_id, p.currency, p.name, d.contact_id FROM project p LEFT JOIN deal d ON d.id = p.deal_id "
        "WHERE p.id = ? AND p.deleted_at IS NULL",
        (project_id,),
    )
    if row is None:
        raise UserError(PROJECT_GONE)
    client, currency, name, contact = row
    if client is None:
        raise UserError(f"“{name}” has no client. Choose the client it is for, then start a deal.")
    with store.write("New deal from project"):
        deal = deals.add(
            store, title, client=client, amount_minor=amount_minor, currency=currency or None, contact_id=contact
        )
        records.DealOrigin.create(deal=deal, project=project_id, task=task_id, words=words.strip())
        if words.strip():
            activities.log(store, "note", words.strip(), deal_id=deal)
    return deal


def origin(store: Store, deal_id: int) -> Origin | None:
    """Where a deal came from; None where it was sold by itself or its project is gone."""
    row = store.row(
        "SELECT o.project_id, p.name, t.id, ifnull(t.title, ''), o.words FROM deal_origin o JOIN project p ON p.id = o.project_id "
        "AND p.deleted_at IS NULL LEFT JOIN task t ON t.id = o.task_id AND t.deleted_at IS NULL WHERE o.deal_id = ?",
        (deal_id,),
    )
    return None if row is None else Origin._make(row)


def of_project(store: Store, project_id: int) -> list[Led]:
    """The deals that a project led to, the newest first."""
    return _led(store, "o.project_id = ?", project_id)


def of_task(store: Store, task_id: int) -> list[Led]:
    """The deals that a task led to, the newest first."""
    return _led(store, "o.task_id = ?", task_id)


def _led(store: Store, where: str, key: int) -> list[Led]:
    return [
        Led._make(row)
        for row in store.rows(
            "SELECT d.id, d.title, s.name, s.kind, d.amount_minor, d.currency FROM deal_origin o JOIN deal d ON d.id = o.deal_id "
            f"JOIN stage s ON s.id = d.stage_id WHERE {where} AND d.deleted_at IS NULL ORDER BY d.id DESC",
            (key,),
        )
    ]

"""The change orders of a project or a deal, what each of them holds, and which work came or went with which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from app.base import day_from
from app.models.store import Store
from app.services import agreed


class OrderRow(NamedTuple):
    """A change order; money in minor units of `currency`. `state`: 'proposed' 'accepted' 'declined'; `stands`: it was declined,
    but the deal was left with its changes and has them still."""

    id: int
    number: int
    title: str
    project_id: int
    project: str
    deal_id: int | None
    deal: str
    client: str
    amount_minor: int
    currency: str
    minutes: int
    on: date
    state: str
    decided_on: date | None
    promised_on: date | None
    notes: str
    tasks: int
    drops: int
    stands: bool = False


class Item(NamedTuple):
    """A part of one: 'changed' 'sold' 'unsold' are what is paid for, 'task' comes, 'drop' goes; `task_id` once it is there."""

    id: int
    kind: str
    title: str
    amount_minor: int
    minutes: int
    task_id: int | None
    owner: str
    start_on: date | None
    due_on: date | None


def of_project(store: Store, project_id: int) -> list[OrderRow]:
    """The change orders of a project, the newest first."""
    return _rows(store, "c.project_id = ?", project_id)


def of_deal(store: Store, deal_id: int) -> list[OrderRow]:
    """The change orders of a deal, the newest first."""
    return _rows(store, "c.deal_id = ?", deal_id)


def one(store: Store, order_id: int) -> OrderRow | None:
    """One change order; None when it is gone."""
    return next(iter(_rows(store, "c.id = ?", order_id)), None)


def items(store: Store, order_id: int) -> list[Item]:
    """What one holds, in the order in which it was written."""
    return [
        Item._make((*row[:7], day_from(row[7]), day_from(row[8])))
        for row in store.rows(
            "SELECT i.id, i.kind, i.title, i.amount_minor, i.minutes, i.task_id, ifnull(p.name, ''), i.start_on, i.due_on "
            "FROM change_item i LEFT JOIN person p ON p.id = i.owner_id WHERE i.change_order_id = ? ORDER BY i.id",
            (order_id,),
        )
    ]


def causes(store: Store, project_id: int) -> dict[tuple[int, date, str], str]:
    """Which work came or went with an accepted change order, as the burn-down asks: with the order's words."""
    return {
        (task, date.fromisoformat(day), field): f"Change order {number}"
        for task, day, field, number in store.rows(
            "SELECT i.task_id, c.decided_on, iif(i.kind = 'task', 'created', 'status'), c.number FROM change_order c JOIN change_item i ON i.change_order_id = c.id "
            "WHERE c.project_id = ? AND c.state = 'accepted' AND i.task_id IS NOT NULL AND c.decided_on IS NOT NULL ORDER BY c.number",
            (project_id,),
        )
    }


def accepted_sum(rows: Sequence[OrderRow]) -> tuple[int, int]:
    """What the accepted ones come to: minor units, minutes."""
    accepted = [row for row in rows if row.state == "accepted"]
    return sum(row.amount_minor for row in accepted), sum(row.minutes for row in accepted)


def _rows(store: Store, where: str, key: int) -> list[OrderRow]:
    standing = cache(partial(agreed.standing_orders, store))

    def made(row: tuple[Any, ...]) -> OrderRow:
        days = date.fromisoformat(row[11]), row[12], day_from(row[13]), day_from(row[14])
        return OrderRow._make((*row[:11], *days, *row[15:18], row[5] is not None and row[0] in standing(row[5])))

    return [
        made(row)
        for row in store.rows(
            "SELECT c.id, c.number, c.title, p.id, p.name, c.deal_id, ifnull(d.title, ''), ifnull(k.name, ''), "
            "ifnull(c.amount_minor, 0), iif(c.currency = '', p.currency, c.currency), ifnull(c.minutes, 0), c.on_date, c.state, "
            "c.decided_on, c.promised_on, c.notes, (SELECT count(*) FROM change_item i WHERE i.change_order_id = c.id AND i.kind = 'task'), "
            "(SELECT count(*) FROM change_item i WHERE i.change_order_id = c.id AND i.kind = 'drop') "
            "FROM change_order c JOIN project p ON p.id = c.project_id AND p.deleted_at IS NULL LEFT JOIN deal d ON d.id = c.deal_id "
            f"LEFT JOIN client k ON k.id = p.client_id WHERE {where} ORDER BY c.number DESC, c.id DESC",
            (key,),
        )
    ]

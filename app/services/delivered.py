"""What was sold with a handoff, and what it takes: hours logged and left, the price, and what the hours cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from app.domain.handoff import SoldLine, line_minutes
from app.domain.leaks import Work
from app.models.store import Store
from app.services import currencies
from app.services.currencies import Rates
from app.services.task_filter import OPEN_KINDS, Kinds

NO_TEMPLATE = "No template"
NO_PRODUCT = "No product"
NO_CLIENT = "No client"


class Delivered(NamedTuple):
    """The projects of handed-off deals, and their sold lines that have tasks of their own; `names` are of projects."""

    projects: list[Work]
    lines: list[Work]
    names: dict[int, str]
    currency: str
    cost_known: bool


class _Effort(NamedTuple):
    """Minutes by person (None: nobody) that went into something, and that are left in it."""

    logged: dict[int | None, int]
    left: dict[int | None, int]


def read(store: Store, deal_ids: Sequence[int]) -> Delivered:
    """Of the projects and lines of these deals; what was sold is as agreed at the handoff, accepted changes added."""
    rates = currencies.rates(store)
    costs = _costs(store, rates)
    wanted = {"deals": json.dumps(list(deal_ids))}
    rows = _projects(store, wanted)
    projects = _project_works(store, rows, rates, costs)
    lines = _line_works(store, wanted, rates, costs)
    return Delivered(projects, lines, {row[0]: row[1] for row in rows}, rates.home, bool(costs))


def _costs(store: Store, rates: Rates) -> dict[int, int]:
    """What an hour of each person costs, in minor units of the home currency, where that is known."""
    found = {}
    for person, minor, currency in store.rows(
        "SELECT id, cost_rate_minor, currency FROM person WHERE cost_rate_minor IS NOT NULL"
    ):
        home = rates.to_home(minor, currency or rates.home)
        if home is not None:
            found[person] = home
    return found


def _cost(effort: _Effort, costs: dict[int, int]) -> int | None:
    """What logged and left hours cost, rounded once; None without hours, and when somebody's hour has no known cost."""
    if not any(effort.logged.values()) and not any(effort.left.values()):
        return None
    total = 0
    for minutes in (effort.logged, effort.left):
        for person, spent in minutes.items():
            if not spent:
                continue
            rate = costs.get(person or 0)
            if rate is None:
                return None
            total += spent * rate
    return (total + 30) // 60


# --- projects -----------------------------------------------------------------------------------------------


def _projects(store: Store, wanted: dict[str, str]) -> list[tuple[Any, ...]]:
    return store.rows(
        "SELECT p.id, p.name, p.client_id, c.name, h.template_name, p.budget_minor, p.currency, p.budget_minutes, "
        "d.currency, d.closed_rate FROM project p JOIN handoff h ON h.id = (SELECT min(x.id) FROM handoff x "
        "WHERE x.project_id = p.id AND x.deal_id IN (SELECT value FROM json_each(:deals))) "
        "JOIN deal d ON d.id = h.deal_id LEFT JOIN client c ON c.id = p.client_id "
        "WHERE p.deleted_at IS NULL AND p.status <> 'cancelled'",
        wanted,
    )


def _project_works(
    store: Store, rows: Iterable[tuple[Any, ...]], rates: Rates, costs: dict[int, int]
) -> list[Work]:  # fmt: skip
    logged = _by_person(store.rows(
        "SELECT project_id, person_id, sum(minutes) FROM time_entry WHERE project_id IS NOT NULL AND minutes > 0 GROUP BY 1, 2"
    ))  # fmt: skip
    left = _by_person(store.rows(f"SELECT t.project_id, t.assignee_id, sum({_LEFT}) {_left_from(store)} GROUP BY 1, 2"))
    changes = _changes(store)
    works = []
    for i, _, client, client_name, template, minor, currency, minutes, deal_currency, frozen in rows:
        effort = _Effort(logged.get(i, {}), left.get(i, {}))
        more_minor, more_minutes = changes.get((i, currency), (0, 0))
        rate = frozen if currency == deal_currency else None
        price = None if minor is None else rates.to_home(minor + more_minor, currency or rates.home, rate)
        works.append(
            Work(
                i,
                {"template": (template or None, template or NO_TEMPLATE), "client": (client, client_name or NO_CLIENT)},
                None if minutes is None else minutes + more_minutes,
                sum(effort.logged.values()),
                sum(effort.left.values()),
                price,
                _cost(effort, costs),
            )
        )
    return works


def _changes(store: Store) -> dict[tuple[int, str], tuple[int, int]]:
    """What accepted change orders add to a project: minor units of their currency, and minutes."""
    return {
        (project, currency): (minor, minutes)
        for project, currency, minor, minutes in store.rows(
            "SELECT c.project_id, iif(c.currency = '', p.currency, c.currency), ifnull(sum(c.amount_minor), 0), "
            "ifnull(sum(c.minutes), 0) FROM change_order c JOIN project p ON p.id = c.project_id "
            "WHERE c.state = 'accepted' GROUP BY 1, 2"
        )
    }


#: What is left of an open task: its estimate less what is logged on it, never below 0.
_LEFT = "max(0, ifnull(t.estimate_minutes, 0) - ifnull(l.minutes, 0))"


def _left_from(store: Store) -> str:
    return (
        "FROM task t LEFT JOIN (SELECT task_id, sum(minutes) AS minutes FROM time_entry WHERE task_id IS NOT NULL GROUP BY 1) l "
        f"ON l.task_id = t.id WHERE t.deleted_at IS NULL AND t.status_id IN {Kinds(store).of(*OPEN_KINDS)}"
    )


def _by_person(rows: Iterable[tuple[int, int | None, int]]) -> dict[int, dict[int | None, int]]:
    found: dict[int, dict[int | None, int]] = {}
    for key, person, minutes in rows:
        found.setdefault(key, {})[person] = minutes
    return found


# --- sold lines ---------------------------------------------------------------------------------------------


def _line_works(store: Store, wanted: dict[str, str], rates: Rates, costs: dict[int, int]) -> list[Work]:
    rows = store.rows(
        "SELECT l.id, l.product_id, p.name, l.title, l.quantity, l.unit, l.amount_minor, l.minutes, p.minutes, d.currency, "
        "d.closed_rate FROM deal_line l JOIN deal d ON d.id = l.deal_id LEFT JOIN product p ON p.id = l.product_id "
        "WHERE d.id IN (SELECT value FROM json_each(:deals)) "
        "AND EXISTS (SELECT 1 FROM task t WHERE t.deal_line_id = l.id AND t.deleted_at IS NULL)",
        wanted,
    )
    of_line = "t.deal_line_id IS NOT NULL AND t.deleted_at IS NULL"
    logged = _by_person(store.rows(
        "SELECT t.deal_line_id, e.person_id, sum(e.minutes) FROM task t JOIN time_entry e ON e.task_id = t.id "
        f"WHERE {of_line} AND e.minutes > 0 GROUP BY 1, 2"
    ))  # fmt: skip
    left = _by_person(store.rows(
        f"SELECT t.deal_line_id, t.assignee_id, sum({_LEFT}) {_left_from(store)} AND {of_line} GROUP BY 1, 2"
    ))  # fmt: skip
    works = []
    for i, product, name, title, quantity, unit, minor, minutes, each, currency, frozen in rows:
        effort = _Effort(logged.get(i, {}), left.get(i, {}))
        number = _number(quantity)
        own = int(number * each) if minutes is None and each is not None else minutes
        works.append(
            Work(
                i,
                {"product": (product, name or NO_PRODUCT)},
                line_minutes(SoldLine(i, title, number, unit, minor, own)) or None,
                sum(effort.logged.values()),
                sum(effort.left.values()),
                rates.to_home(minor, currency, frozen),
                _cost(effort, costs),
            )
        )
    return works


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(1)


def projects_of_lines(store: Store, line_ids: Sequence[int]) -> list[int]:
    """The projects in which these sold lines have tasks."""
    return store.ids(
        "SELECT DISTINCT t.project_id FROM task t WHERE t.deal_line_id IN (SELECT value FROM json_each(?)) "
        "AND t.deleted_at IS NULL AND t.project_id IS NOT NULL ORDER BY 1",
        (json.dumps(list(line_ids)),),
    )

"""The handoff: a large plan from the last click to committed, against the bare inserts of what it leaves in the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from benchmarks.harness import Result, medians, new_workspace

if TYPE_CHECKING:
    from app.domain.handoff import HandoffPlan
    from app.models.store import Store

_TASKS: Final = 500
_TABLES: Final = ("project", "milestone", "task", "dependency", "checklist_item", "project_member", "handoff")


def handing_off(runs: int) -> Result:
    """500 tasks in ten milestones with links, checklists and owners, with history, search and undo.

    The floor writes the same rows into the same tables with their indexes in one transaction, and nothing else.
    """
    from app.services import handoff

    stores = [_workspace(n) for n in range(2 * runs + 3)]
    (first, plan), fresh, bare = (
        stores[0],
        iter(stores[1 : runs + 2]),
        iter([_unwatched(s) for s, _ in stores[runs + 2 :]]),
    )
    handoff.complete(first, plan)
    rows = {table: first.rows(f"SELECT * FROM {table}") for table in _TABLES}

    def ours() -> None:
        store, own = next(fresh)
        handoff.complete(store, own)

    def floor() -> None:
        _write_raw(next(bare), rows)

    ours_ms, floor_ms = medians(ours, floor, runs)
    for store, _ in stores:
        store.close()
    return Result(f"handoff of {_TASKS} tasks", ours_ms, floor_ms, 5.0)


def _workspace(number: int) -> tuple[Store, HandoffPlan]:
    """A workspace with a won deal, an action done before so that its triggers stand, and the plan of its handoff."""
    from app.base import today
    from app.domain.handoff import HandoffPlan, PlannedTask, TemplateMilestone
    from app.domain.schedule import Link
    from app.services import deals, handoff, people, workspace

    store = workspace.open_workspace(new_workspace(f"handoff-{number}.baton"))
    deal = deals.add(store, "Ticket shop", client="Acme", amount_minor=9_000_000)
    deals.win(store, [deal], today())
    me = people.me(store).id
    tasks = tuple(
        PlannedTask(
            n, f"Task {n} of the shop", "What it is about", n % 10 + 1, "Lead", me, 240, 1, checklist=("One", "Two")
        )
        for n in range(1, _TASKS + 1)
    )
    links = tuple(Link(n, n + 10) for n in range(1, _TASKS - 9))
    steps = tuple(TemplateMilestone(n, f"Step {n}") for n in range(1, 11))
    plan = HandoffPlan(deal, "Ticket shop", None, steps, tasks, links, date(2031, 3, 3), promises=())
    return store, handoff.dated(store, plan)


def _unwatched(store: Store) -> Any:
    """The connection of a workspace with nothing that watches it."""
    connection = store._connection
    connection.execute("PRAGMA query_only = 0")
    for (name,) in connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER temp.{name}")
    return connection


def _write_raw(connection: Any, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, found in rows.items():
        if found:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(found[0]))})", found)
    connection.execute("COMMIT")

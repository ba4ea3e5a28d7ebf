"""Where the handoff leaks, read from the workspace: the path of won deals, what is open now, who waits for whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from app.base import moment_from, today
from app.domain import leaks as rules
from app.domain.leaks import Balance, Journey, Path
from app.models.store import Store
from app.services import deal_board, settings
from app.services.task_filter import NOT_ARCHIVED, OPEN_KINDS, Kinds

PERIODS: Final = ("all", "quarter", "year", "this_year")
NOBODY: Final = "Nobody"
#: Won deals on the path: those that were handed off, and those that wait for it. Who needs no project is not on it.
_ON_PATH = (
    "s.kind = 'won' AND d.deleted_at IS NULL AND d.closed_on IS NOT NULL AND (h.project_id IS NOT NULL "
    "OR d.archived_at IS NULL AND d.handoff_waived_on IS NULL AND NOT EXISTS (SELECT 1 FROM handoff x WHERE x.deal_id = d.id))"
)


class Numbers(NamedTuple):
    """What is open now, whenever it was won: deals, tasks and projects that slip through, and the middle of won to begun."""

    won_without_project: int
    unowned_tasks: int
    undated_tasks: int
    not_started: int
    open_promises: int
    median_days_won_to_start: float | None


class Named(NamedTuple):
    """A deal, its client and its newest project, as a line names them."""

    deal_id: int
    title: str
    client: str
    project_id: int | None
    project: str


class Wait(NamedTuple):
    """`links` unfinished dependencies through which `tasks` tasks of one person wait for those of another."""

    waiter_id: int | None
    waiter: str
    on_id: int | None
    on: str
    links: int
    tasks: int


class Promise(NamedTuple):
    """A promise without a decision, or deferred to a day that has passed; `days` since the win, None before it."""

    id: int
    deal_id: int
    deal: str
    text: str
    due_on: date | None
    days: int | None


class Told(NamedTuple):
    """Everything the page and the report show. `waived` deals need no project and are not on the path."""

    today: date
    path: Path
    numbers: Numbers
    names: dict[int, Named]
    waits: tuple[Wait, ...]
    self_waits: int
    promises: tuple[Promise, ...]
    projects: dict[int, str]
    by_template: tuple[Balance, ...]
    by_product: tuple[Balance, ...]
    by_client: tuple[Balance, ...]
    whole: Balance
    currency: str
    cost_known: bool
    waived: int


def read(store: Store, period: str = "all") -> Told:
    """The path of the deals won in `period`, with the balances of their projects; what is open now is of all time."""
    from app.services import delivered

    now = today()
    everything = journeys(store)
    first = first_day(period, now)
    shown = [one for one in everything if first is None or one.won_on >= first]
    calendar = settings.calendar(store)
    told = rules.path(shown, calendar, now)
    whole = told if first is None else rules.path(everything, calendar, now)
    promised = promises(store)
    found, alone = waits(store)
    sold = delivered.read(store, [one.deal_id for one in shown])
    return Told(
        now, told, _numbers(store, whole, len(promised)), names(store, [one.deal_id for one in shown]), found, alone, promised,
        sold.names, rules.balances(sold.projects, "template"), rules.balances(sold.lines, "product"),
        rules.balances(sold.projects, "client"), rules.balance(sold.projects), sold.currency, sold.cost_known, waived(store, first),
    )  # fmt: skip


def first_day(period: str, now: date) -> date | None:
    """The first day of winning that a period holds; None for all."""
    if period == "this_year":
        return now.replace(month=1, day=1)
    days = {"quarter": 91, "year": 364}.get(period)
    return None if days is None else date.fromordinal(now.toordinal() - days)


def numbers(store: Store) -> Numbers:
    """What is open now; the figures of `baton show handoffs`."""
    told = rules.path(journeys(store), settings.calendar(store), today())
    return _numbers(store, told, len(promises(store)))


def _numbers(store: Store, told: Path, promised: int) -> Numbers:
    kinds = Kinds(store).of(*OPEN_KINDS)
    unowned, undated = store.row(
        "SELECT (SELECT count(*) FROM task t WHERE t.deleted_at IS NULL AND t.assignee_id IS NULL "
        f"AND t.status_id IN {kinds} AND {NOT_ARCHIVED}), (SELECT count(*) FROM task t WHERE t.deleted_at IS NULL "
        f"AND t.due_on IS NULL AND t.status_id IN {kinds} AND {NOT_ARCHIVED})"
    ) or (0, 0)
    begun = told.steps[rules.STEPS.index("first_work")].since_win
    return Numbers(
        deal_board.waiting_count(store), unowned, undated, len(told.not_started), promised, begun.median if begun else None
    )  # fmt: skip


# --- the path -----------------------------------------------------------------------------------------------


def journeys(store: Store) -> list[Journey]:
    """Every won deal that has a project or waits for one. First work is the first task begun or hour logged."""
    rows = store.rows(
        "WITH begun AS (SELECT t.project_id AS id, min(ifnull(t.started_on, t.done_on)) AS day, max(t.done_on) AS last "
        "FROM task t WHERE t.deleted_at IS NULL AND (t.started_on IS NOT NULL OR t.done_on IS NOT NULL) GROUP BY 1), "
        "logged AS (SELECT project_id AS id, min(on_date) AS day FROM time_entry WHERE project_id IS NOT NULL GROUP BY 1) "
        "SELECT d.id, d.closed_on, min(h.at), min(p.start_on), min(b.day), min(l.day), "
        "max(ifnull(ifnull(p.promised_on, d.promised_on), '')), sum(p.id IS NOT NULL), sum(p.status = 'done'), "
        "sum(p.status IN ('on_hold', 'cancelled')), sum(p.status = 'cancelled'), "
        "max(iif(p.status = 'done', ifnull(ifnull(p.closed_on, b.last), p.finish_on), NULL)) "
        "FROM deal d JOIN stage s ON s.id = d.stage_id LEFT JOIN handoff h ON h.deal_id = d.id "
        "LEFT JOIN project p ON p.id = h.project_id AND p.deleted_at IS NULL LEFT JOIN begun b ON b.id = p.id "
        f"LEFT JOIN logged l ON l.id = p.id WHERE {_ON_PATH} GROUP BY d.id"
    )
    return [_journey(row) for row in rows]


def _journey(row: tuple[Any, ...]) -> Journey:
    deal, won, handed, kick_off, begun, logged, promised, projects, done, still, cancelled, closed = row
    work = min((day for day in (begun, logged) if day), default=None)
    delivered = bool(done) and done + cancelled == projects
    return Journey(
        deal,
        date.fromisoformat(won),
        moment_from(handed).astimezone().date() if handed else None,
        _day(kick_off),
        _day(work),
        _day(closed) if delivered else None,
        _day(promised),
        paused=bool(projects) and not delivered and done + still == projects,
    )


def names(store: Store, ids: Sequence[int]) -> dict[int, Named]:
    """What the lines call these deals."""
    found = store.rows(
        "SELECT d.id, d.title, ifnull(c.name, ''), p.id, ifnull(p.name, '') FROM json_each(?) j JOIN deal d ON d.id = j.value "
        "LEFT JOIN client c ON c.id = d.client_id LEFT JOIN project p ON p.id = (SELECT max(h.project_id) FROM handoff h "
        "WHERE h.deal_id = d.id) AND p.deleted_at IS NULL",
        (json.dumps(list(ids)),),
    )
    return {row[0]: Named(*row) for row in found}


def waived(store: Store, first: date | None = None) -> int:
    """Won deals of which somebody said that they need no project; won from `first` on, if given."""
    return int(
        store.value(
            "SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.kind = 'won' AND d.deleted_at IS NULL "
            "AND d.handoff_waived_on IS NOT NULL AND (:first IS NULL OR d.closed_on >= :first) "
            "AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = d.id)",
            {"first": first and first.isoformat()},
        )
    )


# --- what is open now ---------------------------------------------------------------------------------------


def promises(store: Store) -> tuple[Promise, ...]:
    """Promises of won deals that nobody has decided on, deferred ones whose day has passed, and those whose task was dropped;
    the oldest win first.
    """
    now = today()
    found = store.rows(
        "SELECT p.id, d.id, d.title, p.text, p.due_on, d.closed_on FROM promise p JOIN deal d ON d.id = p.deal_id "
        "JOIN stage s ON s.id = d.stage_id LEFT JOIN task t ON t.id = p.task_id LEFT JOIN status k ON k.id = t.status_id "
        "WHERE d.deleted_at IS NULL AND s.kind = 'won' AND (p.outcome = 'open' OR p.outcome = 'deferred' AND p.due_on < ? "
        "OR p.outcome = 'task' AND (t.id IS NULL OR t.deleted_at IS NOT NULL OR k.kind = 'cancelled')) ORDER BY d.closed_on, d.id, p.id",
        (now.isoformat(),),
    )
    return tuple(
        Promise(i, deal, title, text, _day(due), (now - date.fromisoformat(won)).days if won else None)
        for i, deal, title, text, due, won in found
    )


def waits(store: Store) -> tuple[tuple[Wait, ...], int]:
    """Whose tasks cannot start before whose, the most links first; and how many links wait for the same person."""
    found = store.rows(
        "SELECT t.assignee_id, w.name, b.assignee_id, o.name, count(*) AS links, count(DISTINCT t.id) "
        f"{_waiting(store)} GROUP BY t.assignee_id, b.assignee_id ORDER BY links DESC, w.name, o.name"
    )
    rows = [Wait(a, who or NOBODY, b, on or NOBODY, links, tasks) for a, who, b, on, links, tasks in found]
    between = tuple(row for row in rows if row.waiter_id != row.on_id or row.waiter_id is None)
    return between, sum(row.links for row in rows) - sum(row.links for row in between)


def waiting_tasks(store: Store, waiter_id: int | None, on_id: int | None) -> list[int]:
    """The tasks of one person that wait for tasks of the other; None is nobody."""
    return store.ids(
        f"SELECT DISTINCT t.id {_waiting(store)} AND t.assignee_id IS :waiter AND b.assignee_id IS :on ORDER BY t.due_on, t.id",
        {"waiter": waiter_id, "on": on_id},
    )


def _waiting(store: Store) -> str:
    """Every unfinished link that keeps a task from starting: the rule of the board's 'Blocked'."""
    kinds = Kinds(store)
    linked = "SELECT successor_id AS id FROM dependency UNION SELECT id FROM task WHERE parent_id IS NOT NULL"
    return (
        f"FROM {kinds.held(linked)} AS h JOIN task t ON t.id = h.task JOIN task b ON b.id = h.by "
        "LEFT JOIN person w ON w.id = t.assignee_id LEFT JOIN person o ON o.id = b.assignee_id "
        f"WHERE t.deleted_at IS NULL AND t.status_id IN {kinds.of('todo')}"
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

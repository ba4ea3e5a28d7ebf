"""The figures that need both the database and the rules: totals, forecast, burn-down, and where the handoff leaks."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from app.base import UserError, today
from app.domain import burndown as burn
from app.domain import forecast as fc
from app.models.store import Store
from app.services import change_order_list, currencies, settings


class Totals(NamedTuple):
    """The whole workspace in numbers; money in minor units of `currency`, deals without a known rate in `unconverted` only."""

    deals: int
    won: int
    lost: int
    open: int
    won_minor: int
    open_minor: int
    weighted_minor: int
    clients: int
    contacts: int
    projects: int
    tasks: int
    tasks_done: int
    currency: str
    unconverted: int


class Leaks(NamedTuple):
    """Where won work goes missing before it starts."""

    won_without_project: int
    unowned_tasks: int
    undated_tasks: int
    not_started: int
    median_days_won_to_start: float | None


def totals(store: Store) -> Totals:
    """Counts and sums of everything that is neither deleted nor archived."""
    rates = currencies.rates(store)
    counts = {"won": 0, "lost": 0, "open": 0}
    sums = {"won": 0, "lost": 0, "open": 0}
    weighted = unconverted = 0
    for kind, currency, frozen, count, amount, promise in store.rows(
        "SELECT s.kind, d.currency, d.closed_rate, count(*), ifnull(sum(d.amount_minor), 0), "
        "ifnull(sum(d.amount_minor * ifnull(d.probability, s.probability)), 0) "
        "FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL "
        "AND d.archived_at IS NULL GROUP BY 1, 2, 3"
    ):
        counts[kind] += count
        home, share = rates.to_home(amount, currency, frozen), rates.to_home(promise, currency, frozen)
        if home is None or share is None:
            unconverted += count
            continue
        sums[kind] += home
        if kind == "open":
            weighted += share
    numbers = store.row(
        "SELECT (SELECT count(*) FROM client WHERE deleted_at IS NULL), (SELECT count(*) FROM contact WHERE deleted_at IS NULL), "
        "(SELECT count(*) FROM project WHERE deleted_at IS NULL), (SELECT count(*) FROM task WHERE deleted_at IS NULL), "
        "(SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL AND s.kind = 'done')"
    )
    assert numbers is not None
    return Totals._make((
        sum(counts.values()), counts["won"], counts["lost"], counts["open"], sums["won"], sums["open"], (weighted + 50) // 100,
        *numbers, rates.home, unconverted,
    ))  # fmt: skip


def forecast(
    store: Store, *, as_of: date | None = None, pipeline_id: int | None = None, months_back: int = 2, months_ahead: int = 6,
    futures: int = 10_000,
) -> fc.Forecast:  # fmt: skip
    """Revenue by month: closed by actual close, open weighted by expected close; overdue and undated deals apart.

    With `as_of` in the past the deals are taken as they stood at the end of that day, replayed from their history.
    """
    now = today()
    as_of = as_of or now
    rates = currencies.rates(store)
    closed, open_, unconverted = [], [], 0
    rows = _deals_now(store, pipeline_id) if as_of >= now else _deals_as_of(store, pipeline_id, as_of)
    for deal_id, kind, amount, currency, frozen, probability, category, expected, closed_on in rows:
        minor = rates.to_home(amount or 0, currency, frozen)
        if minor is None:
            unconverted += 1
        elif kind == "won":
            closed.append(fc.ClosedDeal(deal_id, minor, date.fromisoformat(closed_on or "")))
        else:
            open_.append(
                fc.OpenDeal(deal_id, minor, probability, date.fromisoformat(expected) if expected else None, category)
            )
    return fc.forecast(
        closed, open_, as_of=as_of, currency=rates.home, unconverted=unconverted, months_back=months_back, months_ahead=months_ahead,
        futures=futures,
    )  # fmt: skip


_Row = tuple[int, str, int | None, str, str | None, int, str, str | None, str | None]


def _deals_now(store: Store, pipeline_id: int | None) -> list[_Row]:
    where = "" if pipeline_id is None else "AND s.pipeline_id = :pipeline"
    return store.rows(  # type: ignore[return-value]
        "SELECT d.id, s.kind, d.amount_minor, d.currency, d.closed_rate, ifnull(d.probability, s.probability), "
        "ifnull(d.forecast, s.forecast), d.expected_close_on, d.closed_on FROM deal d JOIN stage s ON s.id = d.stage_id "
        f"WHERE d.deleted_at IS NULL AND d.archived_at IS NULL AND s.kind IN ('open', 'won') {where}",
        {"pipeline": pipeline_id},
    )


def _deals_as_of(store: Store, pipeline_id: int | None, as_of: date) -> list[_Row]:
    """The deals as they stood at the end of `as_of`, from their events alone."""
    stages = {
        str(row[0]): row[1:] for row in store.rows("SELECT id, kind, probability, forecast, pipeline_id FROM stage")
    }
    first_open = str(store.value("SELECT id FROM stage WHERE kind = 'open' ORDER BY rank LIMIT 1"))
    state: dict[int, dict[str, str | int | None]] = {}
    for deal, field, new, day in store.rows(
        "SELECT deal_id, field, new, on_date FROM deal_event WHERE on_date <= ? ORDER BY deal_id, on_date, id",
        (as_of.isoformat(),),
    ):
        if field == "created":
            state[deal] = json.loads(new)
        elif deal in state:
            state[deal][field] = new
            if field == "stage":
                state[deal]["stage_on"] = day
    rates = dict(store.rows("SELECT id, closed_rate FROM deal WHERE closed_rate IS NOT NULL"))
    found: list[_Row] = []
    for deal, now in state.items():
        kind, probability, category, pipeline = stages.get(str(now.get("stage") or first_open), ("lost", 0, "", 0))
        if now.get("deleted") or kind == "lost" or (pipeline_id is not None and pipeline != pipeline_id):
            continue
        own = now.get("probability")
        amount = now.get("amount")
        found.append(
            (
                deal, kind, None if amount is None else int(amount), str(now["currency"]), rates.get(deal) if kind == "won" else None,
                probability if own is None else int(own), str(now.get("forecast") or category), now.get("expected_close"),  # type: ignore[arg-type]
                str(now["stage_on"]) if kind == "won" else None,
            )
        )  # fmt: skip
    return found


def burndown(store: Store, project_id: int, *, unit: burn.Unit = "hours", as_of: date | None = None) -> burn.Burndown:
    """The burn-down of a project, replayed from its tasks' history. Raises UserError when the project is gone."""
    row = store.row(
        "SELECT ifnull(baseline_on, ifnull(start_on, date(created_at))), finish_on, promised_on, "
        "(SELECT max(baseline_finish_on) FROM task t WHERE t.project_id = project.id AND t.deleted_at IS NULL) "
        "FROM project WHERE id = ? AND deleted_at IS NULL",
        (project_id,),
    )
    if row is None:
        raise UserError("This project is gone; somebody deleted it. Undo brings it back.")
    baseline, finish, promised, baseline_finish = (date.fromisoformat(text) if text else None for text in row)
    titles = dict(store.rows("SELECT id, title FROM task WHERE project_id = ?", (project_id,)))
    return burn.burndown(
        _task_events(store, project_id), settings.calendar(store), unit=unit, baseline_on=baseline or today(), plan_finish=finish,
        promised_on=promised, today=as_of or today(), titles=titles, project=project_id, baseline_finish=baseline_finish,
        causes=change_order_list.causes(store, project_id),
    )  # fmt: skip


def _task_events(store: Store, project_id: int) -> list[burn.TaskEvent]:
    """The events of every task that ever was in the project; what a task was created with becomes events of that day."""
    events = []
    for task, field, old, new, day in store.rows(
        "SELECT task_id, field, old, new, on_date FROM task_event WHERE field IN ('created', 'status', 'estimate', 'project', 'deleted') "
        "AND task_id IN (SELECT task_id FROM task_event WHERE project_id = :p OR field = 'project' AND old = :text) ORDER BY on_date, id",
        {"p": project_id, "text": str(project_id)},
    ):
        on = date.fromisoformat(day)
        if field != "created":
            events.append(burn.TaskEvent(task, on, field, old, new))
            continue
        first = json.loads(new)
        events.append(burn.TaskEvent(task, on, "created", None, None))
        known = [(name, first[name]) for name in ("estimate", "status") if first.get(name) is not None]
        events += [burn.TaskEvent(task, on, name, None, str(value)) for name, value in known]
    return events


def leaks(store: Store) -> Leaks:
    """Counts behind 'where does my handoff leak'; `not_started` are deals handed off, won more than five working days
    ago, on which nothing has begun.
    """
    from app.services import leaks as reads

    told = reads.numbers(store)
    return Leaks(
        told.won_without_project,
        told.unowned_tasks,
        told.undated_tasks,
        told.not_started,
        told.median_days_won_to_start,
    )

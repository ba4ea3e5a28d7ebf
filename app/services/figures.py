"""The figures that need both the database and the rules: totals, forecast, burn-down, and where the handoff leaks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from app.base import UserError, today
from app.domain import burndown as burn
from app.domain import forecast as fc
from app.models.store import Store
from app.services import change_order_list, currencies, milestones, past, project_states, schedules, settings


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


def totals(store: Store, *, as_of: date | None = None) -> Totals:
    """Counts and sums of everything that is neither deleted nor archived.

    With `as_of` in the past deals and tasks are counted as they stood at the end of that day, replayed from their history, and
    of clients, contacts and projects those that were kept in Baton by then.
    """
    then = as_of if as_of is not None and as_of < today() else None
    rates = currencies.rates(store, then)
    counts = {"won": 0, "lost": 0, "open": 0}
    sums = {"won": 0, "lost": 0, "open": 0}
    weighted = unconverted = 0
    for kind, currency, frozen, count, amount, promise in _deals_then(store, then) if then else _deals(store):
        counts[kind] += count
        home, share = rates.finely(amount, currency, frozen), rates.finely(promise, currency, frozen)
        if home is None or share is None:
            unconverted += count if kind != "lost" else 0  # what was lost is in no sum, whatever its currency
            continue
        sums[kind] += home
        if kind == "open":
            weighted += share
    kept = [_kept(store, table, then) for table in ("client", "contact", "project")]
    return Totals._make((
        sum(counts.values()), counts["won"], counts["lost"], counts["open"], currencies.rounded(sums["won"]), currencies.rounded(sums["open"]),
        currencies.rounded_share(weighted),
        *kept, *(past.tasks(store, then) if then else _tasks(store)), rates.home, unconverted,
    ))  # fmt: skip


_Sums = tuple[str, str, str | None, int, int, int]


def _deals(store: Store) -> list[_Sums]:
    """(kind, currency, frozen rate, count, sum of amounts, sum of amount x probability) of the deals of today."""
    return store.rows(  # type: ignore[return-value]
        "SELECT s.kind, d.currency, d.closed_rate, count(*), ifnull(sum(d.amount_minor), 0), "
        "ifnull(sum(d.amount_minor * ifnull(d.probability, s.probability)), 0) "
        "FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL "
        "AND d.archived_at IS NULL GROUP BY 1, 2, 3"
    )


def _deals_then(store: Store, as_of: date) -> list[_Sums]:
    """The same of a day before."""
    found: dict[tuple[str, str, str | None], list[int]] = {}
    for deal in past.deals(store, as_of):
        sums = found.setdefault((deal.kind, deal.currency, deal.frozen), [0, 0, 0])
        amount = deal.amount_minor or 0
        for place, more in enumerate((1, amount, amount * deal.probability)):
            sums[place] += more
    return [(*key, count, amount, promise) for key, (count, amount, promise) in found.items()]


def _kept(store: Store, table: str, as_of: date | None) -> int:
    if as_of is None:
        return int(store.value(f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL"))
    return int(
        store.value(
            f"SELECT count(*) FROM {table} WHERE created_at < :end AND (deleted_at IS NULL OR deleted_at >= :end)",
            {"end": past.end_of(as_of)},
        )
    )


def _tasks(store: Store) -> tuple[int, int]:
    row = store.row(
        "SELECT count(*), ifnull(sum(s.kind = 'done'), 0) FROM task t JOIN status s ON s.id = t.status_id WHERE t.deleted_at IS NULL"
    )
    assert row is not None
    return row[0], row[1]


class _Counted(NamedTuple):
    """The deals of a forecast, their amounts as `currencies.FINE` has them; `unconverted` have no rate and are in neither list."""

    as_of: date
    currency: str
    closed: list[fc.ClosedDeal]
    open: list[fc.OpenDeal]
    unconverted: int

    def told(self, unit: fc.Unit, back: int = 2, ahead: int | None = None, futures: int = 10_000) -> fc.Forecast:
        """By months or quarters."""
        return fc.forecast(
            self.closed, self.open, as_of=self.as_of, currency=self.currency, unconverted=self.unconverted, unit=unit, back=back, ahead=ahead,
            futures=futures, fine=currencies.FINE,
        )  # fmt: skip


def forecast(
    store: Store, *, as_of: date | None = None, pipeline_id: int | None = None, owner_id: int | None = None, currency: str = "",
    unit: fc.Unit = "month", back: int = 2, ahead: int | None = None, futures: int = 10_000,
) -> fc.Forecast:  # fmt: skip
    """Revenue by month or quarter: closed by actual close, open weighted by expected close; overdue and undated deals apart.

    With `as_of` in the past the deals are taken as they stood at the end of that day, replayed from their history, those of the
    owner that they had then (`owner_id` 0: none). Sums are told in `currency`, or in that of home; UserError without a rate of it.
    """
    return _counted(store, as_of or today(), pipeline_id, owner_id, currency).told(unit, back, ahead, futures)


def forecasts(
    store: Store, *, pipeline_id: int | None = None, owner_id: int | None = None, currency: str = ""
) -> tuple[fc.Forecast, fc.Forecast]:
    """The forecast of today by months and by quarters, as `forecast` gives each, of deals that are read once."""
    counted = _counted(store, today(), pipeline_id, owner_id, currency)
    return counted.told("month"), counted.told("quarter")


def _counted(store: Store, as_of: date, pipeline_id: int | None, owner_id: int | None, currency: str) -> _Counted:
    rates = currencies.rates(store, as_of)
    told = currency or rates.home
    if told not in rates.tells():
        raise UserError(
            f"There is no rate of {told}, so nothing can be told in it. Add one under Settings, Currencies."
        )
    found = _Counted(as_of, told, [], [], 0)
    unconverted = 0
    for deal in past.deals(store, as_of, pipeline_id, owner_id):
        if deal.kind == "lost":
            continue
        minor = rates.finely_in(told, deal.amount_minor or 0, deal.currency, deal.frozen)
        if minor is None:
            unconverted += 1
        elif deal.kind == "won" and deal.closed_on:
            found.closed.append(fc.ClosedDeal(deal.id, minor, deal.closed_on))
        else:
            found.open.append(fc.OpenDeal(deal.id, minor, deal.probability, deal.expected_close, deal.category))
    return found._replace(unconverted=unconverted)


def burndown(
    store: Store,
    project_id: int,
    *,
    unit: burn.Unit = "hours",
    as_of: date | None = None,
    expected_on: date | None = None,
) -> burn.Burndown:
    """The burn-down of a project, replayed from its tasks' history, the day on which it was to end as well. Raises UserError when
    the project is gone.

    `expected_on` is the finish to be expected where it is later than the planned one: what is left is planned to be done by
    then. The ideal line ends where it did.
    """
    row = store.row(
        "SELECT ifnull(baseline_on, ifnull(start_on, date(created_at))), finish_on, promised_on, "
        "(SELECT max(baseline_finish_on) FROM task t WHERE t.project_id = project.id AND t.deleted_at IS NULL) "
        "FROM project WHERE id = ? AND deleted_at IS NULL",
        (project_id,),
    )
    if row is None:
        raise UserError("This project is gone; somebody deleted it. Undo brings it back.")
    baseline, finish, promised, baseline_finish = (date.fromisoformat(text) if text else None for text in row)
    if as_of is not None and as_of < today():
        finish = past.finish(store, project_id, as_of) or finish
    ideal_finish = baseline_finish or finish
    if expected_on is not None:
        finish = max(finish or expected_on, expected_on)
    events = _task_events(store, project_id)
    titles = _titles(store, {event.task_id for event in events})
    return burn.burndown(
        events, settings.calendar(store), unit=unit, baseline_on=baseline or today(), plan_finish=finish,
        promised_on=promised, today=as_of or today(), titles=titles, project=project_id, baseline_finish=ideal_finish,
        causes=change_order_list.causes(store, project_id),
    )  # fmt: skip


def milestone_burndown(store: Store, milestone_id: int, *, unit: burn.Unit = "hours") -> burn.Burndown:
    """The burn-down of a milestone: of the tasks that belong to it now, each with its whole history, since the history of a task
    does not tell of milestones. Raises UserError when it is gone.

    It begins where the first of these was to begin, or did, and is planned to end when the last open one is to be expected.
    """
    row = store.row(
        f"SELECT m.project_id, m.due_on, p.baseline_on, date(p.created_at), p.status IN {project_states.RUNNING} AND p.archived_at IS NULL, "
        "min(t.baseline_start_on), min(t.start_on), min(t.started_on), max(t.baseline_finish_on), max(t.due_on) "
        "FROM milestone m JOIN project p ON p.id = m.project_id AND p.deleted_at IS NULL "
        "LEFT JOIN task t ON t.milestone_id = m.id AND t.deleted_at IS NULL WHERE m.id = ? GROUP BY m.id",
        (milestone_id,),
    )
    if row is None:
        raise UserError(milestones.GONE)
    project_id, due, agreed, made, runs, *days, baseline_finish, last = row
    begins = [day for day in days if day is not None]
    finish = date.fromisoformat(last or due) if last or due else None
    if runs:
        finish = max(filter(None, (finish, _expected(store, project_id, milestone_id))), default=None)
    these = store.ids("SELECT id FROM task WHERE milestone_id = ?", (milestone_id,))
    inside = set(these)
    events = [event for event in _task_events(store, project_id) if event.task_id in inside]
    causes = {key: words for key, words in change_order_list.causes(store, project_id).items() if key[0] in inside}
    return burn.burndown(
        events, settings.calendar(store), unit=unit, baseline_on=date.fromisoformat(min(begins, default=agreed or made)),
        plan_finish=finish, promised_on=None, today=today(), titles=_titles(store, these), project=project_id,
        baseline_finish=date.fromisoformat(baseline_finish or last or due) if baseline_finish or last or due else None, causes=causes,
    )  # fmt: skip


def _expected(store: Store, project_id: int, milestone_id: int) -> date | None:
    """When the last open task of a milestone is to be expected; None where nothing is open or no plan can be made."""
    try:
        rows = schedules.schedule(store, project_id).rows
    except UserError:  # links in a circle, or no day is worked: the plan says so
        return None
    return max(
        (row.finish for row in rows if row.milestone_id == milestone_id and row.status_kind != "done"), default=None
    )


def _titles(store: Store, ids: Iterable[int]) -> dict[int, str]:
    return dict(
        store.rows("SELECT id, title FROM task WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))
    )


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

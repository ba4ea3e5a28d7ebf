"""The workspace as it stood at the end of a day: deals, and how many tasks were there and done. Replayed from events alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from app.base import moment_text, today
from app.models.store import Store
from app.services import currencies
from app.services.deal_board import BoardColumn
from app.services.deal_filter import WAITING_DAYS


class Standing(NamedTuple):
    """A deal on that day. `kind` 'open', 'won' or 'lost' is that of its stage; the amount is in minor units of `currency`;
    `frozen` is the rate of the closing day; `closed_on` is None while it is open. `owner_id` is 0 where it had none.
    """

    id: int
    stage_id: int
    kind: str
    amount_minor: int | None
    currency: str
    frozen: str | None
    probability: int
    category: str
    expected_close: date | None
    closed_on: date | None
    owner_id: int


def deals(
    store: Store,
    as_of: date,
    pipeline_id: int | None = None,
    owner_id: int | None = None,
    *,
    with_archived: bool = False,
) -> list[Standing]:
    """All deals at the end of `as_of`, of one pipeline or all, of the owner that they had then (0: none) or all: for today those
    that are not deleted and, unless asked for, not archived, for a day before as their history has them.
    """
    rows = _now(store, with_archived) if as_of >= today() else _then(store, as_of)
    stages = dict(store.rows("SELECT id, pipeline_id FROM stage")) if pipeline_id is not None else {}
    return [
        Standing._make((*row[:8], _day(row[8]), _day(row[9]), row[10]))
        for row in rows
        if (pipeline_id is None or stages.get(row[1]) == pipeline_id) and owner_id in (None, row[10])
    ]


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _now(store: Store, with_archived: bool) -> Iterable[tuple[Any, ...]]:
    return store.rows(
        "SELECT d.id, d.stage_id, s.kind, d.amount_minor, d.currency, d.closed_rate, ifnull(d.probability, s.probability), "
        "ifnull(d.forecast, s.forecast), d.expected_close_on, d.closed_on, ifnull(d.owner_id, 0) FROM deal d JOIN stage s ON s.id = d.stage_id "
        f"WHERE d.deleted_at IS NULL {'' if with_archived else 'AND d.archived_at IS NULL'}"
    )


def _then(store: Store, as_of: date) -> Iterable[tuple[Any, ...]]:
    stages = {row[0]: row[1:] for row in store.rows("SELECT id, kind, probability, forecast FROM stage")}
    first_open = int(store.value("SELECT id FROM stage WHERE kind = 'open' ORDER BY rank LIMIT 1"))
    rates = dict(store.rows("SELECT id, closed_rate FROM deal WHERE closed_rate IS NOT NULL"))
    for deal, now in _replayed(store, "deal", as_of).items():
        stage = int(now.get("stage") or first_open)
        if now.get("deleted") or stage not in stages:
            continue
        kind, probability, category = stages[stage]
        own, amount = now.get("probability"), now.get("amount")
        yield (
            deal, stage, kind, None if amount is None else int(amount), str(now["currency"]), rates.get(deal) if kind != "open" else None,
            probability if own is None else int(own), str(now.get("forecast") or category), now.get("expected_close"),
            (now.get("closed") or now["stage on"]) if kind != "open" else None, int(now.get("owner") or 0),
        )  # fmt: skip


def columns(store: Store, as_of: date, pipeline_id: int) -> list[BoardColumn]:
    """The columns of a pipeline's board on a day gone by; in Won stand the deals that were won in its month, and those that
    still waited for their handoff, as `deal_filter` has it of today.
    """
    rates, month = currencies.rates(store, as_of), as_of.replace(day=1)
    recent, settled = as_of - timedelta(days=WAITING_DAYS), _settled(store, as_of)
    standing: dict[int, list[Standing]] = {}
    for deal in deals(store, as_of, pipeline_id):
        won = deal.closed_on
        if deal.kind == "open" or (won and (won >= month or (won >= recent and deal.id not in settled))):
            standing.setdefault(deal.stage_id, []).append(deal)
    found = []
    for stage in store.rows(
        "SELECT id, name, kind, rank, probability FROM stage WHERE kind <> 'lost' AND pipeline_id = ? ORDER BY rank",
        (pipeline_id,),
    ):
        here = standing.get(stage[0], [])
        home = [
            (
                rates.finely(deal.amount_minor or 0, deal.currency, deal.frozen),
                deal.probability if deal.kind == "open" else 100,
            )
            for deal in here
        ]
        known = [(minor, probability) for minor, probability in home if minor is not None]
        weighted = currencies.rounded_share(sum(minor * probability for minor, probability in known))
        amount = currencies.rounded(sum(minor for minor, _ in known))
        found.append(BoardColumn._make((*stage, len(here), amount, weighted, len(here) - len(known))))
    return found


def _settled(store: Store, as_of: date) -> set[int]:
    """The deals that were handed off by the end of that day, or were said to need no project."""
    return set(
        store.ids(
            "SELECT deal_id FROM handoff WHERE at < :end UNION SELECT id FROM deal WHERE handoff_waived_on <= :day",
            {"end": end_of(as_of), "day": as_of.isoformat()},
        )
    )


def end_of(day: date) -> str:
    """The moment at which a day ends here, as moments are kept."""
    return moment_text(datetime.combine(day + timedelta(days=1), time()).astimezone())


def tasks(store: Store, as_of: date) -> tuple[int, int]:
    """How many tasks there were at the end of `as_of`, and how many of them were done."""
    there = [now for now in _replayed(store, "task", as_of).values() if not now.get("deleted")]
    return len(there), sum(now.get("status") == "done" for now in there)


def finish(store: Store, project_id: int, as_of: date) -> date | None:
    """The last due day of what a project was to do at the end of `as_of`; None where nothing had one."""
    here = str(project_id)
    these = "SELECT task_id FROM task_event WHERE project_id = :p OR field = 'project' AND old = :here"
    found = _replayed(store, "task", as_of, these, {"p": project_id, "here": here}).values()
    due = (
        task["due"]
        for task in found
        if str(task.get("project")) == here and not task.get("deleted") and task["status"] != "cancelled"
    )
    return _day(max(filter(None, due), default=None))


def _replayed(
    store: Store, kind: str, as_of: date, these: str = "", params: Mapping[str, Any] | None = None
) -> dict[int, dict[str, Any]]:
    """By record the last value of each field up to that day; 'stage on' is the day of the last change of the stage. `these` is
    the query of the records that are wanted, where not all are.
    """
    state: dict[int, dict[str, Any]] = {}
    only = f"AND {kind}_id IN ({these}) " if these else ""
    for record, field, new, day in store.rows(
        f"SELECT {kind}_id, field, new, on_date FROM {kind}_event WHERE on_date <= :day {only}ORDER BY {kind}_id, on_date, id",
        {"day": as_of.isoformat(), **(params or {})},
    ):
        if field == "created":
            state[record] = json.loads(new)
        elif record in state:
            state[record][field] = new
            if field == "stage":
                state[record]["stage on"] = day
    return state

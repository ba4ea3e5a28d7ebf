"""Deals as boards, lists and sums show them. Every read is one query for all rows, and follows one filter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from app.base import today
from app.models.store import Store
from app.services import currencies
from app.services.deal_filter import CHIPS as _CHIPS
from app.services.deal_filter import FROM as _FROM
from app.services.deal_filter import NO_PROJECT as _NO_PROJECT
from app.services.deal_filter import DealFilter, last_worked
from app.services.deal_filter import where as _where

if TYPE_CHECKING:
    from app.services.outlooks import Outlook

__all__ = [
    "SORTS", "BoardColumn", "DealCard", "DealFilter", "board", "board_ids", "cards", "chips", "count", "default_pipeline",
    "list_ids", "list_totals", "waiting_count", "waiting_for_handoff",
]  # fmt: skip

SORTS = {
    # open deals by their expected close, then closed ones, the newest first
    "default": "d.closed_on IS NOT NULL, CASE WHEN d.closed_on IS NULL THEN ifnull(d.expected_close_on, '9999') END,"
    " -julianday(d.closed_on)",
    "title": "d.title COLLATE NOCASE",
    "client": "c.name COLLATE NOCASE",
    "stage": "s.rank",
    "amount": "d.amount_minor",
    "probability": "ifnull(d.probability, s.probability)",
    "expected_close": "ifnull(ifnull(d.closed_on, d.expected_close_on), '9999')",
    "closed": "d.closed_on",
    "created": "d.created_on",
    "next_step": "ifnull(d.next_step_on, '9999')",
    "owner": "o.name COLLATE NOCASE",
}


class BoardColumn(NamedTuple):
    """A stage with its count and its sums in minor units of the home currency; `unconverted` deals are in no sum."""

    stage_id: int
    name: str
    kind: str
    rank: int
    probability: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    amount_minor: int
    weighted_minor: int
    unconverted: int


class DealCard(NamedTuple):
    """What a card, a row or a click-through needs to know of a deal."""

    id: int
    title: str
    client_id: int | None
    client: str | None
    amount_minor: int | None
    currency: str
    stage_id: int
    stage: str
    stage_kind: str
    probability: int
    own_probability: bool
    expected_close_on: date | None
    next_step: str
    next_step_on: date | None
    owner_id: int | None
    owner: str | None
    owner_initials: str
    owner_is_me: bool
    days_in_stage: int
    rotting: bool
    on_hold: bool
    closed_on: date | None
    project_id: int | None
    project_name: str | None
    project_percent: int | None
    project_finish_on: date | None
    project_promised_on: date | None
    needs_handoff: bool
    created_on: date
    outlook: Outlook | None


def board(store: Store, flt: DealFilter) -> list[BoardColumn]:
    """The columns of a pipeline's board: its open stages and Won (this month, and what waits for its handoff)."""
    stages = store.rows(
        "SELECT id, name, kind, rank, probability FROM stage WHERE kind <> 'lost' AND pipeline_id = ? ORDER BY rank",
        (flt.pipeline_id or default_pipeline(store),),
    )
    where, params = _where(store, flt, on_board=True)
    rates = currencies.rates(store)
    columns = []
    for stage in stages:  # one by one, an index has them in order and nothing needs to be sorted
        count = amount = weighted = unconverted = 0
        for currency, frozen, here, minor, likely in store.rows(
            "SELECT d.currency, d.closed_rate, count(*), ifnull(sum(d.amount_minor), 0), "
            f"ifnull(sum(d.amount_minor * ifnull(d.probability, s.probability)), 0) {_FROM} "
            f"WHERE {where} AND d.stage_id = :column GROUP BY 1, 2",
            params | {"column": stage[0]},
        ):
            count += here
            home, home_likely = rates.finely(minor, currency, frozen), rates.finely(likely, currency, frozen)
            if home is None or home_likely is None:
                unconverted += here
            else:
                amount += home
                weighted += home_likely if stage[2] == "open" else 100 * home  # what is won is no guess any more
        columns.append(
            BoardColumn._make(
                (*stage, count, currencies.rounded(amount), currencies.rounded_share(weighted), unconverted)
            )
        )
    return columns


def board_ids(store: Store, flt: DealFilter, stage_id: int) -> list[int]:
    """The deals of one column, in the order of their cards."""
    where, params = _where(store, flt._replace(stage_id=stage_id), on_board=True)
    return store.ids(f"SELECT d.id {_FROM} WHERE {where} ORDER BY d.rank, d.id", params)


def stages_of(store: Store, ids: Collection[int]) -> set[int]:
    """The stages in which these deals stand."""
    marks = ", ".join("?" * len(ids))
    return set(store.ids(f"SELECT DISTINCT stage_id FROM deal WHERE id IN ({marks})", tuple(ids)))


def list_ids(store: Store, flt: DealFilter, sort: str = "default", descending: bool = False) -> list[int]:
    """Every deal that passes the filter, closed ones too, sorted by a key of `SORTS`."""
    where, params = _where(store, flt)
    order = SORTS[sort]
    joins = ("LEFT JOIN client c ON c.id = d.client_id " if sort == "client" else "") + (
        "LEFT JOIN person o ON o.id = d.owner_id " if sort == "owner" else ""
    )
    return store.ids(
        f"SELECT d.id {_FROM} {joins}WHERE {where} ORDER BY {order} {'DESC' if descending else 'ASC'}, d.id", params
    )


def count(store: Store, flt: DealFilter) -> int:
    """How many deals `list_ids` would name."""
    where, params = _where(store, flt)
    return int(store.value(f"SELECT count(*) {_FROM} WHERE {where}", params))


def cards(store: Store, ids: list[int]) -> list[DealCard]:
    """The deals `ids`, in their order; an id that is gone is left out."""
    now = today()
    marks = ", ".join("?" * len(ids))
    rows = store.rows(
        "SELECT d.id, d.title, d.client_id, c.name, d.amount_minor, d.currency, d.stage_id, s.name, s.kind, "
        "ifnull(d.probability, s.probability), d.probability IS NOT NULL, d.expected_close_on, d.next_step, d.next_step_on, "
        "d.owner_id, o.name, ifnull(o.initials, ''), ifnull(o.is_me, 0), d.stage_since_on, s.rotting_days, d.on_hold, d.closed_on, "
        "p.id, p.name, "
        "(SELECT 100 * sum(t.done_on IS NOT NULL) / count(*) FROM task t JOIN status k ON k.id = t.status_id "
        " WHERE t.project_id = p.id AND t.deleted_at IS NULL AND k.kind <> 'cancelled'), "
        f"p.finish_on, p.promised_on, s.kind = 'won' AND d.handoff_waived_on IS NULL AND {_NO_PROJECT}, d.created_on "
        f"{_FROM} LEFT JOIN client c ON c.id = d.client_id LEFT JOIN person o ON o.id = d.owner_id "
        "LEFT JOIN project p ON p.id = (SELECT q.id FROM handoff x JOIN project q ON q.id = x.project_id "  # of several the one under way
        "WHERE x.deal_id = d.id AND q.deleted_at IS NULL ORDER BY q.status IN ('done', 'cancelled'), x.id LIMIT 1) "
        f"WHERE d.id IN ({marks})",
        ids,
    )
    projects = [row[22] for row in rows if row[22] is not None]
    looks: dict[int, Outlook] = {}
    if projects:
        from app.services import outlooks  # wanted only where a deal was handed off

        looks = outlooks.of(store, projects)
    found = {row[0]: _card(row, now, looks.get(row[22])) for row in rows}
    return [found[i] for i in ids if i in found]


def _card(row: tuple[Any, ...], now: date, outlook: Outlook | None) -> DealCard:
    age = (now - date.fromisoformat(row[18])).days
    rotting = row[8] == "open" and not row[20] and row[19] is not None and age > row[19]
    return DealCard._make((
        *row[:10], bool(row[10]), _day(row[11]), row[12], _day(row[13]), *row[14:17], bool(row[17]), age, rotting, bool(row[20]),
        _day(row[21]), *row[22:25], _day(row[25]), _day(row[26]), bool(row[27]), date.fromisoformat(row[28]), outlook,
    ))  # fmt: skip


def chips(store: Store, flt: DealFilter, *, on_board: bool = False) -> dict[str, int]:
    """How many deals each chip would leave, counted in one pass; on the board, or in the list."""
    where, params = _where(store, flt._replace(chip="", stage_id=None), on_board=on_board)
    counts = ", ".join(f"ifnull(sum({condition}), 0)" for condition in _CHIPS.values())
    row = store.row(f"SELECT {counts} {_FROM} WHERE {where}", params | {"worked": last_worked(store, today())})
    return dict(zip(_CHIPS, row or (), strict=True))


def list_totals(store: Store, flt: DealFilter) -> tuple[int, int, int, int]:
    """Count, amount and weighted amount of the open deals, in minor units of the home currency, over whatever pipelines the filter
    lets through; last how many have no rate and are in no sum.
    """
    where, params = _where(store, flt)
    rates = currencies.rates(store)
    count = amount = weighted = missing = 0
    for currency, here, minor, likely in store.rows(
        "SELECT d.currency, count(*), ifnull(sum(d.amount_minor), 0), "
        f"ifnull(sum(d.amount_minor * ifnull(d.probability, s.probability)), 0) {_FROM} "
        f"WHERE {where} AND s.kind = 'open' GROUP BY 1",
        params,
    ):
        count += here
        home = rates.finely(minor, currency)
        amount += home or 0
        missing += here if home is None else 0
        weighted += rates.finely(likely, currency) or 0
    return count, currencies.rounded(amount), currencies.rounded_share(weighted), missing


def default_pipeline(store: Store) -> int:
    """The first pipeline."""
    return int(store.value("SELECT id FROM pipeline WHERE archived_at IS NULL ORDER BY rank, id LIMIT 1"))


def waiting_for_handoff(store: Store, *, won_before: date | None = None) -> list[int]:
    """Won deals without a project that nobody said needs none, the newest win first; those won before a day alone."""
    limit = (won_before or date.max).isoformat()
    return store.ids(
        f"SELECT d.id {_FROM} WHERE {_CHIPS['to_hand_off']} AND d.deleted_at IS NULL AND d.archived_at IS NULL "
        "AND coalesce(d.closed_on, '') < ? ORDER BY d.closed_on DESC, d.id",
        (limit,),
    )


def waiting_count(store: Store) -> int:
    """How many deals `waiting_for_handoff` names."""
    return int(
        store.value(
            "SELECT count(*) FROM deal d WHERE d.stage_id IN (SELECT id FROM stage WHERE kind = 'won') "
            f"AND d.deleted_at IS NULL AND d.archived_at IS NULL AND d.handoff_waived_on IS NULL AND {_NO_PROJECT}"
        )
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

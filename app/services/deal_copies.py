"""Copies of deals, and deals put out of sight: archived ones are in no list and no sum until they are brought back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from app.base import UserError, moment_text, today, utc_now
from app.models import records
from app.models.store import Store
from app.services import deal_rules, ranking

# What a copy does not take over: it is a new deal, open, with a history of its own.
_NEW = frozenset(
    """id title stage rank created_on stage_since_on expected_close_on promised_on closed_on closed_rate held_until_on on_hold
    lost_reason competitor next_step next_step_on handoff_waived_on external_id archived_at deleted_at created_at""".split()  # noqa: SIM905
)
_COPY = " (copy)"


class Archived(NamedTuple):
    """A deal out of sight; money in minor units."""

    id: int
    title: str
    client: str
    amount_minor: int | None
    currency: str
    stage: str
    archived_on: str


def duplicate(store: Store, deal_id: int) -> int:
    """A new open deal with the lines, client, contact, tags and own fields of this one, and without its history; returns its id."""
    with store.write("Duplicate deal"):
        deal = deal_rules.load([deal_id])[0]
        stage = _open_stage(store, deal.stage_id)
        taken = {
            field.name: getattr(deal, field.column_name)
            for field in records.Deal._meta.sorted_fields
            if field.name not in _NEW
        }
        later = deal.expected_close_on if deal.expected_close_on and deal.expected_close_on > today() else None
        copy = records.Deal(
            **taken, title=deal.title[: deal_rules.MAX_TITLE - len(_COPY)] + _COPY, stage=stage,
            rank=ranking.top(store, "deal", "stage_id = ?", (stage,)), expected_close_on=later,
        )  # fmt: skip
        copy.save(force_insert=True)
        columns = (
            "product_id, title, description, quantity, unit, price_minor, discount, tax, amount_minor, minutes, rank"
        )
        for statement in (
            f"INSERT INTO deal_line (deal_id, {columns}) SELECT :new, {columns} FROM deal_line WHERE deal_id = :old ORDER BY rank, id",
            "INSERT INTO tag_link (tag_id, deal_id) SELECT tag_id, :new FROM tag_link WHERE deal_id = :old",
            "INSERT INTO custom_value (field_id, record_id, value) SELECT v.field_id, :new, v.value FROM custom_value v "
            "JOIN custom_field f ON f.id = v.field_id AND f.record = 'deal' WHERE v.record_id = :old",
        ):
            store.execute(statement, {"new": copy.id, "old": deal_id})
    return int(copy.id)


def archive(store: Store, ids: Sequence[int]) -> None:
    """Put deals out of sight, with all that hangs on them."""
    with store.write("Archive deal" if len(ids) == 1 else f"Archive {len(ids)} deals"):
        _put(store, ids, moment_text(utc_now()))


def bring_back(store: Store, ids: Sequence[int]) -> None:
    """Show archived deals again, where they stood."""
    with store.write("Bring back deal" if len(ids) == 1 else f"Bring back {len(ids)} deals"):
        _put(store, ids, None)


def archived(store: Store) -> list[Archived]:
    """The deals that are out of sight, the last archived first."""
    return [
        Archived(*row)
        for row in store.rows(
            "SELECT d.id, d.title, ifnull(c.name, ''), d.amount_minor, d.currency, s.name, date(d.archived_at) FROM deal d "
            "JOIN stage s ON s.id = d.stage_id LEFT JOIN client c ON c.id = d.client_id "
            "WHERE d.archived_at IS NOT NULL AND d.deleted_at IS NULL ORDER BY d.archived_at DESC, d.id DESC"
        )
    ]


def any_archived(store: Store) -> bool:
    """Whether a deal is out of sight."""
    return bool(store.value("SELECT EXISTS (SELECT 1 FROM deal WHERE archived_at IS NOT NULL AND deleted_at IS NULL)"))


def _put(store: Store, ids: Sequence[int], at: str | None) -> None:
    these = "id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
    listed = json.dumps(list(ids))
    if store.value(f"SELECT count(*) FROM deal WHERE {these}", (listed,)) != len(set(ids)):
        raise UserError(deal_rules.GONE)
    store.execute(
        f"UPDATE deal SET archived_at = ? WHERE {these} AND (archived_at IS NULL) = ?",
        (at, listed, int(at is not None)),
    )


def _open_stage(store: Store, stage_id: int) -> int:
    """The stage itself when it is open, else the first open one of its pipeline."""
    found = store.value(
        "SELECT o.id FROM stage s JOIN stage o ON o.pipeline_id = s.pipeline_id AND o.kind = 'open' WHERE s.id = ? "
        "ORDER BY o.id <> s.id, o.rank LIMIT 1",
        (stage_id,),
    )
    if found is None:
        raise UserError("This pipeline has no open stage. Add one first.")
    return int(found)

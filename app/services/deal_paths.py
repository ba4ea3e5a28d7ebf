"""How far deals ever came, as SQL over their history: the stages they visited, today's order of them, and four rules.

Who reached a later stage has reached the skipped ones before it, and a stage visited again counts once. A won deal has
reached them all. Every deal began, so it has reached the first stage; visits to stages of other pipelines or to removed ones
say no more than that. A deal that came in already closed, with no open stage in its history, is known to have reached none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from app.models.store import Store

_ALL: Final = 2**62

_VISITS: Final = (
    "deal_event e CROSS JOIN stage v ON v.id = CAST(iif(e.field = 'stage', e.new, e.new ->> '$.stage') AS INTEGER)"
    " AND v.kind = 'open' WHERE e.field IN ('created', 'stage')"
)
# The rank of the furthest open stage in a deal's own pipeline, of `deal d JOIN stage s`; -1: only others, NULL: none known.
FURTHEST: Final = f"(SELECT max(iif(v.pipeline_id = s.pipeline_id, v.rank, -1)) FROM {_VISITS} AND e.deal_id = d.id)"
# The same of every deal at once, for one pipeline: rows (id, rank), to be joined.
FURTHEST_OF_ALL: Final = (
    f"(SELECT e.deal_id AS id, max(iif(v.pipeline_id = :pipeline_id, v.rank, -1)) AS rank FROM {_VISITS} GROUP BY 1)"
)


def first_rank(store: Store, pipeline_id: int) -> int:
    """The rank of the first open stage of a pipeline; 0 without one."""
    return int(
        store.value("SELECT ifnull(min(rank), 0) FROM stage WHERE pipeline_id = ? AND kind = 'open'", (pipeline_id,))
    )


def conditions(store: Store, reached: int | None, furthest: int | None, params: dict[str, Any]) -> list[str]:
    """The conditions on `deal d JOIN stage s` that a deal ever reached one stage, and came no further than the other.

    A stage that is gone lets nothing through.
    """
    parts = []
    for name, stage_id in (("reached", reached), ("furthest", furthest)):
        if stage_id is None:
            continue
        row = store.row("SELECT pipeline_id, rank FROM stage WHERE id = ?", (stage_id,))
        if row is None:
            parts.append("0")
            continue
        params[f"{name}_line"], params[f"{name}_rank"] = row
        params[f"{name}_first"] = first_rank(store, row[0])
        if name == "reached":
            begun = f"iif(s.kind = 'won', {_ALL}, :reached_first)"
            parts.append(f"s.pipeline_id = :reached_line AND max({FURTHEST}, {begun}) >= :reached_rank")
        else:
            came = f"max({FURTHEST}, :furthest_first) = :furthest_rank"
            parts.append(f"s.pipeline_id = :furthest_line AND s.kind <> 'won' AND {came}")
    return parts

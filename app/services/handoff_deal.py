"""The won deal as the handoff reads it, and whether it may be handed off now."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.base import UserError
from app.models.store import Store


class WonDeal(NamedTuple):
    """What the handoff reads of a deal."""

    id: int
    title: str
    client_id: int | None
    contact_id: int | None
    stage_id: int
    owner_id: int | None
    amount_minor: int | None
    currency: str
    promised_on: str | None
    notes: str
    handoff_waived_on: str | None

    @property
    def promised(self) -> date | None:
        """The day that the deal promises delivery."""
        return date.fromisoformat(self.promised_on) if self.promised_on else None


def won_deal(store: Store, deal_id: int) -> WonDeal:
    """The deal, if it may be handed off now. Raises UserError, in one sentence, when it may not."""
    row = store.row(f"SELECT {', '.join(WonDeal._fields)} FROM deal WHERE id = ? AND deleted_at IS NULL", (deal_id,))
    if row is None:
        raise UserError("This deal is gone; somebody deleted it. Undo brings it back.")
    deal = WonDeal._make(row)
    known = store.value(
        "SELECT p.name FROM handoff h JOIN project p ON p.id = h.project_id WHERE h.deal_id = ? ORDER BY h.id",
        (deal_id,),
    )
    if known is not None:
        raise UserError(f"“{deal.title}” was handed off already: its project is “{known}”.")
    if store.value("SELECT kind FROM stage WHERE id = ?", (deal.stage_id,)) != "won":
        raise UserError(f"“{deal.title}” is not won yet. Mark it as won, then hand it off.")
    if deal.client_id is None:
        raise UserError(f"“{deal.title}” has no client. Choose the client it is for, then hand it off.")
    return deal

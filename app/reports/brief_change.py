"""What a change order says on paper, for the client to sign: what comes and goes, what it costs, what is promised then."""

from __future__ import annotations

from typing import Any

from app.base import UserError, today
from app.models.store import Store
from app.reports import wording
from app.reports.wording import NONE
from app.services import agreed, change_order_list
from app.services.change_orders import GONE

_STATES = {"proposed": "plain", "accepted": "good", "declined": "bad"}


def gather(store: Store, order_id: int) -> dict[str, Any]:
    """All values of `change-order.typ`. Raises UserError when the order is gone."""
    row = change_order_list.one(store, order_id)
    if row is None:
        raise UserError(GONE)
    found, now = change_order_list.items(store, order_id), today()
    agreed_now = agreed.agreed_minor(store, row.deal_id) if row.deal_id is not None else None
    before = None if agreed_now is None else agreed_now - (row.amount_minor if row.state == "accepted" else 0)
    decided = f", {row.state} {wording.day(row.decided_on, now)}" if row.decided_on else ""
    return {
        "title": f"Change order {row.number}: {row.title}",
        "business": wording.business(store),
        "dated": wording.long_day(row.on),
        "project": wording.breakable(row.project, 420),
        "client": wording.breakable(row.client or "No client", 420),
        "state": {"tone": _STATES[row.state], "text": f"{row.state.capitalize() if not decided else 'Written ' + wording.day(row.on, now)}{decided}"},
        "figures": [
            wording.card("Agreed so far", NONE if before is None else wording.amount(before, row.currency), "Before this change"),
            wording.card("This change", _signed(row.amount_minor, row.currency), _hours(row.minutes)),
            wording.card("Agreed with it", NONE if before is None else wording.amount(before + row.amount_minor, row.currency), "If it is accepted" if row.state == "proposed" else "Before tax"),
        ],
        "sold": [
            {"title": wording.breakable(item.title, 260), "hours": _hours(item.minutes), "amount": _signed(item.amount_minor, row.currency)}
            for item in found if item.kind in ("changed", "sold", "unsold")
        ],
        "total": {"hours": _hours(row.minutes), "amount": _signed(row.amount_minor, row.currency)},
        "tasks": [
            {"title": wording.breakable(item.title, 260), "start": wording.day(item.start_on, now), "due": wording.day(item.due_on, now)}
            for item in found if item.kind == "task"
        ],
        "drops": [wording.breakable(item.title, 420) for item in found if item.kind == "drop"],
        "promise": f"New promised day: {wording.long_day(row.promised_on)}." if row.promised_on else "The promised day stays as it is.",
        "notes": wording.breakable(row.notes, 420) if row.notes else "",
    }  # fmt: skip


def _signed(minor: int, currency: str) -> str:
    sign = "+" if minor > 0 else "−" if minor < 0 else ""
    return sign + wording.amount(abs(minor), currency)


def _hours(minutes: int) -> str:
    sign = "+" if minutes > 0 else "−" if minutes < 0 else ""
    return f"{sign}{wording.hours(abs(minutes))}"

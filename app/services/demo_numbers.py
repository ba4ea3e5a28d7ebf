"""The sample studio's last year and a half of selling: what it won and lost, stage by stage, so that its numbers have a history."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.base import moment_text, utc_now
from app.models.store import Store
from app.services import ranking

if TYPE_CHECKING:
    from app.services.demo import Lists

_STAGES: Final = ("Lead", "Qualified", "Proposal", "Negotiation")
_WORK: Final = ("Website relaunch", "Brand refresh", "Online shop", "Annual report", "Booking system", "Photo library", "Member portal",
                "Packaging set", "Trade fair stand", "Care plan", "Product film", "Signage", "Search audit")  # fmt: skip
_RIVALS: Final = ("", "", "Plain & Simple", "Nordlicht Studio", "Plain & Simple", "In-house team")
_DEAL: Final = ("id", "title", "client_id", "stage_id", "rank", "amount_minor", "currency", "created_on", "stage_since_on", "closed_on",
                "owner_id", "source_id", "lost_reason_id", "competitor", "handoff_waived_on", "created_at")  # fmt: skip
_EVENT: Final = ("deal_id", "field", "old", "new", "on_date", "at", "by_id")


def fill_past(store: Store, today: date, lists: Lists, *, deals: int = 64) -> None:
    """So many closed deals of 15 months, none of the last three, with the stages they went through. Inside `store.write`."""
    chance = random.Random(7)
    clients = store.ids("SELECT id FROM client WHERE deleted_at IS NULL ORDER BY id")
    sources, reasons = (store.ids(f"SELECT id FROM {table} ORDER BY rank, id") for table in ("source", "lost_reason"))
    first = int(store.value("SELECT ifnull(max(id), 0) FROM deal")) + 1
    now = moment_text(utc_now())
    rows: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for number in range(deals):
        deal, source = first + number, min(chance.randrange(len(sources) + 1), len(sources) - 1)
        won = chance.random() < (0.62, 0.5, 0.38, 0.3)[source % 4]
        closed = today - timedelta(days=100 + number * 450 // deals + chance.randrange(12))
        created = closed - timedelta(days=int(chance.triangular(6, 120, 32)))
        came = 3 if won else chance.choice((0, 0, 1, 1, 2, 2, 3))
        owner = lists.people[number % len(lists.people)]
        end = lists.stages["Won" if won else "Lost"]
        rows.append(
            (deal, f"{chance.choice(_WORK)} {closed.year}-{number + 1}", chance.choice(clients), end, (100 + number) * ranking.STEP,
             chance.randrange(16, 260) * 10_000, "EUR", created.isoformat(), closed.isoformat(), closed.isoformat(), owner, sources[source],
             None if won or not reasons else chance.choice(reasons[:4]), "" if won else chance.choice(_RIVALS),
             closed.isoformat() if won else None, now)
        )  # fmt: skip
        before: int | None = None
        for step in range(came + 1):
            if 0 < step < came and chance.random() < 0.15:
                continue  # skipped
            day = created + (closed - created) * step // (came + 2)
            stage = lists.stages[_STAGES[step]]
            events.append((deal, "stage", before, stage, day.isoformat(), now, owner))
            before = stage
    store.insert("deal", _DEAL, rows)
    store.insert(
        "deal_event",
        _EVENT,
        [(deal, field, old and str(old), str(new), *rest) for deal, field, old, new, *rest in events],
    )

"""What an inspector says of a deal beside its detail: what recurs, what its stage forecasts, whether it is archived, its rate."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.models.store import Store
from app.services import currencies


class Terms(NamedTuple):
    """`recurring_minor` comes every `recurring_months`; `stage_forecast` is the category that holds unless the deal has its own.

    `converted` is False when no rate leads from the deal's currency to the home currency: it is in no sum.
    """

    recurring_minor: int | None
    recurring_months: int | None
    stage_forecast: str
    pipeline: str
    archived_on: date | None
    converted: bool
    home: str


def terms(store: Store, deal_id: int) -> Terms | None:
    """The terms of one deal; None when it is gone."""
    row = store.row(
        "SELECT d.recurring_minor, d.recurring_months, s.forecast, p.name, date(d.archived_at), d.currency, d.closed_rate "
        "FROM deal d JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id = s.pipeline_id WHERE d.id = ? AND d.deleted_at IS NULL",
        (deal_id,),
    )
    if row is None:
        return None
    rates = currencies.rates(store)
    converted = rates.to_home(0, row[5], row[6]) is not None
    return Terms._make((*row[:4], date.fromisoformat(row[4]) if row[4] else None, converted, rates.home))

"""What an hour of each person costs the business: salary or own withdrawal, with what comes on top, by the hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import settings

MOST_MINOR = 10**9


class HourCost(NamedTuple):
    """A person, and what an hour of theirs costs in minor units of `currency`; None where nobody has said it."""

    person_id: int
    name: str
    minor: int | None
    currency: str


def everyone(store: Store) -> list[HourCost]:
    """Everybody who is not archived, me first, then by name."""
    home = settings.home_currency(store)
    return [
        HourCost(i, name, minor, currency or home)
        for i, name, minor, currency in store.rows(
            "SELECT id, name, cost_rate_minor, currency FROM person WHERE archived_at IS NULL "
            "ORDER BY is_me DESC, name COLLATE NOCASE"
        )
    ]


def put(store: Store, costs: Mapping[int, int | None]) -> None:
    """Keep what an hour costs, by person, in minor units of the person's currency; None forgets it.

    Raises UserError for a negative cost, one beyond any measure, and a person who is gone.
    """
    names = dict(store.rows("SELECT id, name FROM person"))
    for person, minor in costs.items():
        if person not in names:
            raise UserError("One of these people is gone. Close this and open it again.")
        if minor is not None and not 0 <= minor <= MOST_MINOR:
            raise UserError(f"An hour of {names[person]} costs nothing or more. Type an amount such as 45.")
    with store.write("Change hour costs"):
        for person, minor in costs.items():
            store.execute(
                "UPDATE person SET cost_rate_minor = :minor WHERE id = :person AND cost_rate_minor IS NOT :minor",
                {"minor": minor, "person": person},
            )

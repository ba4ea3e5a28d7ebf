"""What an hour of each person costs."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.models.store import Store
from app.services import hour_costs, people


def test_costs_are_kept_together_and_taken_back_together(store: Store) -> None:
    with store.write("Add people"):
        people.ensure(store, ["Ines Sample"])
    mine, other = hour_costs.everyone(store)
    assert (mine.name, mine.minor, mine.currency) == ("Mara Sample", None, "EUR")
    hour_costs.put(store, {mine.person_id: 4500, other.person_id: 0})
    assert [cost.minor for cost in hour_costs.everyone(store)] == [4500, 0]
    store.undo()
    assert [cost.minor for cost in hour_costs.everyone(store)] == [None, None]


def test_nothing_is_kept_when_one_is_refused(store: Store) -> None:
    person = people.me(store).id
    for wrong in ({person: -1}, {person: 10**12}, {person: 4500, 99: 1}):
        with pytest.raises(UserError):
            hour_costs.put(store, wrong)
    assert hour_costs.everyone(store)[0].minor is None


def test_a_cost_can_be_forgotten(store: Store) -> None:
    person = people.me(store).id
    hour_costs.put(store, {person: 4500})
    hour_costs.put(store, {person: None})
    assert hour_costs.everyone(store)[0].minor is None

"""Sums over several currencies are the exact sum, rounded once: of a group, of a client, of accounts, of what is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.money import minor_digits
from app.models.store import Store
from app.services import (
    accounts,
    client_list,
    client_page,
    clients,
    deal_board,
    deal_bulk,
    deal_list,
    deals,
    project_list,
    projects,
    rates,
    renewal_list,
    renewals,
    win_loss,
)
from app.services.client_list import ClientFilter
from app.services.deal_board import DealFilter
from app.services.project_list import ProjectFilter
from app.services.renewal_list import RenewalFilter

RATES = {"EUR": Decimal(1), "USD": Decimal("0.913577"), "JPY": Decimal("0.00617"), "KWD": Decimal("3.0123")}
SOLD = st.lists(
    st.tuples(st.integers(0, 1), st.booleans(), st.sampled_from(sorted(RATES)), st.integers(1, 10**6)),
    min_size=4,
    max_size=8,
)


@pytest.fixture
def filled(store: Store) -> Store:
    """Two clients and the rates of three currencies."""
    for name in ("Acme", "Basil"):
        clients.add(store, name)
    for code, rate in RATES.items():
        if code != "EUR":
            rates.add(store, code, date(2020, 1, 1), rate)
    with store.write("Chances"):
        store.execute("UPDATE stage SET probability = 50 WHERE kind = 'open'")
    return store


def cents(amounts: Iterable[tuple[str, int]], share: int = 100) -> int:
    """What these are worth in the home currency, the share in percent."""
    exact = sum((Decimal(minor).scaleb(-minor_digits(code)) * RATES[code] for code, minor in amounts), Decimal(0))
    return int((exact * share).quantize(Decimal(1), ROUND_HALF_UP))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOLD)
def test_whatever_is_added_up_is_rounded_once(filled: Store, sold: list[tuple[int, bool, str, int]]) -> None:
    store, made = filled, []
    if store.value("SELECT 1 FROM deal"):
        store.undo()
    with store.write("Deals"):
        for client, won, code, minor in sold:
            deal = deals.add(store, "Shop", client=client + 1, amount_minor=minor, currency=code)
            made.append(deal)
            if won:
                deals.win(store, [deal], date(2026, 3, 1))
            project = projects.add(store, "Move", client=client + 1)
            projects.change(store, project, "currency", code)
            projects.change(store, project, "budget_minor", minor)
            renewals.add(store, "Care", date(2030, 1, 1), client_id=client + 1, amount_minor=minor, currency=code)
    every = [(code, minor) for _, _, code, minor in sold]
    open_, won_ = ([(code, minor) for _, won, code, minor in sold if won == which] for which in (False, True))
    of = {
        which: {
            client: [(code, minor) for own, won, code, minor in sold if own == client and won == which]
            for client in (0, 1)
        }
        for which in (False, True)
    }
    assert deal_bulk.total(store, made) == (cents(every), 0)
    assert deal_board.list_totals(store, DealFilter())[1:3] == (cents(open_), cents(open_, 50))
    for part in deal_list.ids(store, DealFilter(), group="client").parts or ():
        client = int(part.key) - 1
        assert part.sums["amount"] == cents(of[False][client] + of[True][client])
        assert part.sums["weighted"] == cents(of[False][client], 50)
    for row in clients.rows(store, [1, 2]):
        told = client_page.money(store, row.id)
        wanted = cents(of[False][row.id - 1]), cents(of[True][row.id - 1])
        assert (row.open_minor, row.won_minor) == (told.open_minor, told.won_minor) == wanted
        assert client_page.paid(store, row.id).revenue_minor == wanted[1]
    found = accounts.read(store).accounts
    assert {i: (one.open_minor, one.won_minor) for i, one in found.items()} == {
        i: (cents(of[False][i - 1]), cents(of[True][i - 1])) for i in found
    }
    sums = accounts.sums_of(found.values())
    assert (sums["open_deals"], sums["won"]) == (cents(open_), cents(won_))
    (part,) = client_list.ids(store, ClientFilter(), group="kind").parts or ()
    assert part.sums == {"open": cents(open_), "won": cents(won_)}
    assert [part.sums["budget"] for part in project_list.ids(store, ProjectFilter(), group="owner").parts or ()] == [
        cents(every)
    ]
    assert [part.sums["amount"] for part in renewal_list.ids(store, RenewalFilter(), group="due").parts or ()] == [
        cents(every)
    ]
    closed = win_loss.read(store, win_loss.Asked(None, date(2027, 1, 1)))
    assert closed.won.minor == cents(won_) and [one.won.minor for one in closed.sources] == [cents(won_)] * bool(won_)

"""A year of renewals: what a small studio plans, renews, loses and takes back, and what its figures say of it each quarter."""

from __future__ import annotations

from datetime import date

import time_machine

from app.models.store import Store
from app.services import accounts, clients, deals, renewal_figures, renewal_list, renewals, today
from app.services.renewal_list import RenewalFilter


def at(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00Z", tick=False)


def test_a_year_of_renewals(store: Store) -> None:
    with at("2026-01-15"):
        care = deals.add(store, "Care plan", client="Brook Cider", amount_minor=0)
        deals.change(store, care, "recurring_minor", 500_00)
        deals.change(store, care, "recurring_months", 1)
        deals.win(store, [care], date(2026, 1, 15))
        first = renewals.accept(store, care, renewals.propose(store, deal_id=care))
        renewals.change(store, first, "notice_days", 60)
        quince, heron = (clients.add(store, name) for name in ("Quince & Fig", "Heron Florists"))
        hosting = renewals.add(
            store, "Hosting", date(2026, 5, 1), client_id=quince, amount_minor=1_200_00, term_months=12
        )
        support = renewals.add(
            store, "Support", date(2026, 5, 20), client_id=heron, amount_minor=2_400_00, term_months=12
        )
        assert renewal_figures.recurring(store).minor == 500_00 + 100_00 + 200_00
        assert renewal_figures.retention(store, date(2026, 4, 1), date(2026, 6, 30)).share is None  # nothing is due yet

    with at("2026-04-10"):  # hosting grows, support is lost
        made = renewals.renew(store, hosting, amount_minor=1_500_00)
        deals.win(store, [made], date(2026, 4, 10))
        renewals.lapse(store, support, "Moved in-house")
        following = renewals.offered(store, made)
        assert following is not None and following.due_on == date(2027, 5, 1)
        next_hosting = renewals.accept(store, made, following)

    with at("2026-07-01"):
        told = renewal_figures.retention(store, date(2026, 4, 1), date(2026, 6, 30))
        assert (told.renewed, told.lapsed, told.due_minor, told.renewed_minor, told.growth_minor) == (
            1,
            1,
            3_600_00,
            1_200_00,
            300_00,
        )
        assert round(100 * (told.share or 0)) == 33
        assert renewal_figures.recurring(store).minor == 500_00 + 125_00  # support ended, hosting grew

    with at("2026-10-20"):  # thirty days before notice ends
        groups = {group.key: group for group in today.board(store).sales}
        assert [row.title for row in groups["renewals"].rows] == ["Care plan 2027"]
        health = accounts.one(store, clients.find_or_add(store, "Brook Cider"))
        assert health is not None and any("Notice until 16 Nov" in reason.words for reason in health.health.reasons)
        renewal_deal = renewals.renew(store, first)
        assert store.value("SELECT amount_minor FROM deal WHERE id = ?", (renewal_deal,)) == 6_000_00
        assert "renewals" not in {group.key for group in today.board(store).sales}  # its deal is what one works on now

    with at("2027-02-01"):
        deals.lose(store, [renewal_deal], date(2027, 2, 1), "Price")
        assert renewal_figures.recurring(store).minor == 125_00
        years = {period.first.year: period.told for period in renewal_figures.periods(store, "year")}
        assert (years[2027].renewed, years[2027].lapsed, years[2027].to_come) == (0, 1, 1)
        deals.reopen(store, renewal_deal)  # they called back
        deals.win(store, [renewal_deal], date(2027, 2, 1))
        assert renewal_figures.recurring(store).minor == 500_00 + 125_00
        assert renewal_list.ids(store, RenewalFilter(chip="undecided")).ids == [next_hosting]
    while store.undo():
        pass
    assert store.value("SELECT count(*) FROM renewal") == 0

"""Renewals: planned, renewed into a deal, won, lost and taken back; what was kept; what recurs. As of 30 November 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from app.base import UserError
from app.models.store import Store
from app.services import clients, deal_lines, deals, projects, rates, renewal_figures, renewal_list, renewals
from app.services.listing import SortKey
from app.services.renewal_list import RenewalFilter

NOW = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel("2026-11-30T12:00:00Z", tick=False):
        yield


def won(store: Store, title: str, minor: int | None, on: date = date(2026, 3, 1), **fields: object) -> int:
    made = deals.add(store, title, client="Brook Cider", amount_minor=minor)
    for field, value in fields.items():
        deals.change(store, made, field, value)
    deals.win(store, [made], on)
    return made


def plan(store: Store, due: date = date(2027, 3, 1), minor: int | None = 7_200_00, **more: object) -> int:
    client = clients.find_or_add(store, "Brook Cider")
    return renewals.add(store, "Care plan 2027", due, client_id=client, amount_minor=minor, **more)  # type: ignore[arg-type]


def state(store: Store, renewal: int) -> str:
    return renewal_list.rows(store, [renewal])[0].state


def test_a_won_retainer_offers_its_renewal_and_one_click_plans_it(store: Store) -> None:
    deal = won(store, "Care plan", 3_000_00, recurring_minor=600_00, recurring_months=1)
    proposal = renewals.offered(store, deal)
    assert proposal is not None and (proposal.due_on, proposal.amount_minor) == (date(2027, 3, 1), 7_200_00)
    made = renewals.accept(store, deal, proposal)
    own, before = renewal_list.of_deal(store, deal)
    assert [row.id for row in own] == [made] and before is None and own[0].title == "Care plan 2027"
    assert renewals.offered(store, deal) is None
    assert store.undo() and renewal_list.of_deal(store, deal)[0] == []


def test_lines_by_the_month_offer_one_and_a_plain_project_does_not(store: Store) -> None:
    plain, hosted = won(store, "Logo", 900_00), won(store, "Hosting", None)
    deal_lines.add_line(store, hosted, "Hosting", quantity="12", unit="month", price_minor=90_00)
    assert renewals.offered(store, plain) is None
    offered = renewals.offered(store, hosted)
    assert offered is not None and offered.amount_minor == 1_080_00
    by_hand = renewals.propose(store, deal_id=plain)
    assert (by_hand.amount_minor, by_hand.title, by_hand.why) == (900_00, "Logo 2027", "as it was sold")


def test_a_finished_project_proposes_from_the_day_it_ended(store: Store) -> None:
    alone = projects.add(store, "Audit", client="Brook Cider")
    projects.close(store, alone, on=date(2026, 10, 15))
    found = renewals.propose(store, project_id=alone)
    assert (found.title, found.due_on, found.amount_minor) == ("Audit 2027", date(2027, 10, 15), None)
    with pytest.raises(UserError, match="project is gone"):
        renewals.propose(store, project_id=999)


def test_renewed_into_a_deal_with_the_lines_that_make_its_amount(store: Store) -> None:
    deal = won(store, "Hosting", None)
    deal_lines.add_line(store, deal, "Hosting", quantity="12", unit="month", price_minor=90_00)
    renewal = renewals.accept(store, deal, renewals.propose(store, deal_id=deal))
    made = renewals.renew(store, renewal)
    row = store.row(
        "SELECT d.title, d.client_id, d.amount_minor, d.expected_close_on, u.name, d.closed_on, "
        "(SELECT count(*) FROM deal_line l WHERE l.deal_id = d.id) FROM deal d JOIN source u ON u.id = d.source_id WHERE d.id = ?",
        (made,),
    )
    assert row == (
        "Hosting 2027",
        clients.find_or_add(store, "Brook Cider"),
        1_080_00,
        "2027-03-01",
        "Renewal",
        None,
        1,
    )
    assert state(store, renewal) == "open"
    with pytest.raises(UserError, match="is in the deal Hosting 2027 already"):
        renewals.renew(store, renewal)
    assert store.undo() and state(store, renewal) == "due"


def test_lines_that_make_another_sum_stay_behind(store: Store) -> None:
    deal = won(store, "Site", None)
    deal_lines.add_line(store, deal, "Build", price_minor=38_000_00)
    renewal = renewals.add(store, "Care", NOW + timedelta(days=90), deal_id=deal, amount_minor=7_200_00)
    made = renewals.renew(store, renewal)
    assert store.row(
        "SELECT amount_minor, (SELECT count(*) FROM deal_line WHERE deal_id = deal.id) FROM deal WHERE id = ?", (made,)
    ) == (
        7_200_00,
        0,
    )


def test_the_state_is_that_of_the_deal_and_is_taken_back_with_it(store: Store) -> None:
    renewal = plan(store)
    made = renewals.renew(store, renewal, amount_minor=8_000_00)
    for verb, told in (
        (lambda: deals.win(store, [made], NOW), "renewed"),
        (lambda: deals.reopen(store, made), "open"),
        (lambda: deals.lose(store, [made], NOW, "Price"), "lapsed"),
        (lambda: renewals.reopen(store, renewal), "open"),
        (lambda: renewals.lapse(store, renewal, "Went elsewhere"), "lapsed"),
        (lambda: deals.reopen(store, made), "open"),
        (lambda: deals.delete(store, [made]), "due"),
    ):
        verb()
        assert state(store, renewal) == told
    while store.undo():
        pass
    assert store.rows("SELECT * FROM renewal") == []


def test_a_won_renewal_offers_the_next_one_a_term_later(store: Store) -> None:
    renewal = plan(store, due=date(2026, 12, 31), term_months=6, notice_days=30)
    made = renewals.renew(store, renewal, won_on=NOW)
    assert state(store, renewal) == "renewed"
    following = renewals.offered(store, made)
    assert following is not None
    assert (following.due_on, following.term_months, following.notice_days) == (date(2027, 6, 30), 6, 30)
    assert following.amount_minor == 7_200_00 and following.title == "Care plan 2027"


def test_what_was_planned_for_a_deal_counts_only_while_that_is_won(store: Store) -> None:
    deal = won(store, "Care plan", 500)
    renewal = renewals.add(store, "Care plan", NOW + timedelta(days=9), deal_id=deal, amount_minor=500, term_months=12)
    assert renewal_figures.due_soon(store).count == 1 and renewal_figures.recurring(store).minor == 42
    deals.reopen(store, deal)
    assert renewal_figures.due_soon(store).count == 0 and renewal_figures.recurring(store).minor == 0
    assert renewal_list.ids(store, RenewalFilter()).ids == [] and renewal_figures.dues(store) == []
    assert [row.id for row in renewal_list.of_deal(store, deal)[0]] == [renewal]
    deals.win(store, [deal], NOW)
    assert renewal_list.ids(store, RenewalFilter()).ids == [renewal]


def test_without_a_deal_it_lapses_and_comes_back_by_hand(store: Store) -> None:
    renewal = plan(store)
    renewals.lapse(store, renewal, "Closed the shop")
    assert state(store, renewal) == "lapsed"
    assert store.value("SELECT text FROM activity") == "Care plan 2027 lapsed: Closed the shop"
    renewals.reopen(store, renewal)
    assert state(store, renewal) == "due"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": date(2026, 2, 1)}, "before its deal|but its deal was won"),
        ({"amount_minor": -1}, "not negative"),
        ({"amount_minor": 10**18}, "too large"),
        ({"term_months": 1200}, "1 to 120 months"),
        ({"term_months": 1, "notice_days": 60}, "longer than the term"),
        ({"due_on": date(9999, 1, 1)}, "cannot be meant"),
        ({"currency": "EURO"}, "is no currency"),
        ({"title": " "}, "at least one letter"),
        ({"remind_on": date(2030, 1, 1)}, "reminder"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_has_changed(store: Store, change: dict[str, object], said: str) -> None:
    deal = won(store, "Care plan", 500)
    renewal = renewals.add(store, "Care plan", date(2027, 3, 1), deal_id=deal, amount_minor=500, term_months=12)
    before = store.rows("SELECT * FROM renewal")
    with pytest.raises(UserError, match=said):
        renewals.rewrite(store, renewal, **change)
    assert store.rows("SELECT * FROM renewal") == before
    wanted = {"title": "Another", "due_on": date(2027, 3, 1), **change}
    with pytest.raises(UserError, match=said):
        renewals.add(store, deal_id=deal, **wanted)  # type: ignore[arg-type]


def test_another_currency_leaves_the_figure_as_it_is_written(store: Store) -> None:
    renewal = plan(store, minor=7_200_50)
    renewals.change(store, renewal, "currency", "jpy")
    assert (row := renewal_list.rows(store, [renewal])[0]).amount_minor == 7_201 and row.currency == "JPY"


def test_a_deal_or_client_that_is_gone_not_won_or_nobodys_is_refused(store: Store) -> None:
    open_ = deals.add(store, "Open", client="Brook Cider")
    nobodys = deals.add(store, "Nobody's")
    deals.win(store, [nobodys], NOW)
    gone = won(store, "Gone", 5)
    deals.delete(store, [gone])
    for deal, said in (
        (open_, "is not won"),
        (nobodys, "has no client"),
        (gone, "deal is gone"),
        (999, "deal is gone"),
    ):
        with pytest.raises(UserError, match=said):
            renewals.add(store, "Renewal", date(2028, 1, 1), deal_id=deal)
    with pytest.raises(UserError, match="client of this renewal is gone"):
        renewals.add(store, "Renewal", date(2028, 1, 1), client_id=999)
    with pytest.raises(UserError, match="needs a client"):
        renewals.add(store, "Renewal", date(2028, 1, 1))
    with pytest.raises(UserError, match="renewal is gone"):
        renewals.renew(store, 999)


def test_the_renewal_of_a_deleted_client_is_in_no_list_and_no_sum(store: Store) -> None:
    renewal = plan(store, due=NOW, term_months=12)
    client = clients.find_or_add(store, "Brook Cider")
    clients.delete(store, [client])
    assert renewal_list.ids(store, RenewalFilter()).ids == [] and renewal_list.rows(store, [renewal]) == []
    assert renewal_figures.without_deal(store).count == 0 and renewal_figures.recurring(store).minor == 0
    with pytest.raises(UserError, match="client of this renewal is gone"):
        renewals.renew(store, renewal)
    assert store.undo() and len(renewal_list.ids(store, RenewalFilter()).ids) == 1


def test_a_renewal_outlives_the_deal_it_came_from(store: Store) -> None:
    deal = won(store, "Care plan", 500)
    renewal = renewals.add(store, "Care plan", date(2027, 3, 1), deal_id=deal, amount_minor=500)
    deals.delete(store, [deal])
    assert renewal_list.rows(store, [renewal])[0].deal is None
    assert store.value("SELECT title FROM deal WHERE id = ?", (renewals.renew(store, renewal),)) == "Care plan"


def test_a_currency_without_a_rate_is_named_and_in_no_sum(store: Store) -> None:
    plan(store, due=NOW, currency="JPY", term_months=12)
    plan(store, due=NOW, minor=None)
    plan(store, due=NOW, minor=100_00)
    told = renewal_figures.retention(store, NOW, NOW)
    assert (told.counted, told.due_minor, told.unconverted, told.unpriced) == (3, 100_00, 1, 1)
    soon = renewal_figures.due_soon(store)
    assert (soon.count, soon.minor, soon.unconverted, soon.unpriced) == (3, 100_00, 1, 1)
    assert renewal_figures.recurring(store).unconverted == 1


def test_a_decided_renewal_keeps_the_rate_of_its_closing_day(store: Store) -> None:
    rates.add(store, "USD", date(2026, 1, 1), Decimal("0.5"))
    renewal = plan(store, due=NOW, minor=100_00, currency="USD")
    renewals.renew(store, renewal, won_on=NOW - timedelta(days=1))
    rates.add(store, "USD", NOW, Decimal("0.9"))
    told = renewal_figures.retention(store, NOW, NOW)
    assert (told.due_minor, told.renewed_minor) == (50_00, 50_00)


def test_what_recurs_runs_from_won_to_its_renewal_and_is_not_counted_twice(store: Store) -> None:
    deal = won(store, "Care plan", 0, recurring_minor=600_00, recurring_months=1)
    won(store, "Licence", 0, recurring_minor=1_000_00, recurring_months=12)
    deals.add(store, "Not yet won", client="Brook Cider")
    told = renewal_figures.recurring(store)
    assert (told.minor, told.deals, told.open_ended) == (683_33, 2, 2)
    renewal = renewals.accept(store, deal, renewals.propose(store, deal_id=deal))
    renewals.renew(store, renewal, won_on=NOW)  # early: the new term begins when the old one ends
    assert renewal_figures.recurring(store).minor == 683_33
    assert renewal_figures.recurring(store, date(2027, 3, 1)).minor == 683_33
    renewals.add(store, "Support", date(2027, 1, 1), client_id=1, amount_minor=1_200_00, term_months=12)
    told = renewal_figures.recurring(store)
    assert (told.minor, told.agreements, told.deals_minor) == (783_33, 1, 683_33)
    assert renewal_figures.recurring(store, date(2027, 1, 1)).minor == 683_33


def test_the_list_is_narrowed_sorted_and_grouped_by_month(store: Store) -> None:
    late = plan(store, due=NOW - timedelta(days=5))
    near = plan(store, due=NOW + timedelta(days=60), notice_days=45)
    far = plan(store, due=NOW + timedelta(days=300))
    done = plan(store, due=NOW - timedelta(days=40))
    renewals.renew(store, done, won_on=NOW)
    counts = renewal_list.chips(store, RenewalFilter())
    assert counts == {"near": 2, "notice": 1, "past": 1, "no_deal": 3, "undecided": 3, "renewed": 1, "lapsed": 0}
    assert renewal_list.ids(store, RenewalFilter(chip="near")).ids == [late, near]
    assert renewal_list.ids(store, RenewalFilter(), [SortKey("due", True)]).ids == [far, near, late, done]
    parts = renewal_list.ids(store, RenewalFilter(text="brook"), group="due").parts
    assert parts is not None and [(part.key, part.ids) for part in parts] == [
        ("2026-10", [done]), ("2026-11", [late]), ("2027-01", [near]), ("2027-09", [far]),
    ]  # fmt: skip
    assert renewal_list.ids(store, RenewalFilter(text="100%")).ids == []


def test_renewals_are_found_by_words_of_their_own_and_of_their_client_accents_and_capitals_aside(store: Store) -> None:
    oak, cafe = clients.add(store, "Öl & Oak"), clients.add(store, "Café Élan")
    care = renewals.add(store, "Pflege 100%", date(2027, 1, 1), client_id=oak)
    rent = renewals.add(store, "Ärger-Abo", date(2027, 2, 1), client_id=cafe)
    for typed, wanted in (
        ("öl", [care]), ("ol", [care]), ("ÖL oak", [care]), ("PFLEGE", [care]), ("cafe", [rent]), ("elan CAFÉ", [rent]), ("arger", [rent]),
        ("ärger abo", [rent]), ("%", [care]), ("-", [rent]), ("nobody", []), ("  ", [care, rent]),
    ):  # fmt: skip
        assert renewal_list.ids(store, RenewalFilter(text=typed)).ids == wanted, typed
    assert renewal_list.chips(store, RenewalFilter(text="cafe"))["no_deal"] == 1
    grouped = renewal_list.ids(store, RenewalFilter(text="elan"), group="client").parts
    assert grouped is not None and [part.name for part in grouped] == ["Café Élan"]


def test_the_renewals_of_a_deal_and_of_a_client_are_found_by_an_index(store: Store) -> None:
    deal = won(store, "Care plan", 500)
    renewals.add(store, "Care plan", date(2027, 3, 1), deal_id=deal)
    asked: list[tuple[str, object]] = []
    rows = store.rows
    store.rows = lambda sql, params=(): asked.append((sql, params)) or rows(sql, params)  # type: ignore[method-assign,assignment]
    renewal_list.of_deal(store, deal)
    renewal_list.of_client(store, 1)
    del store.rows  # type: ignore[method-assign]
    plans = [
        " ".join(str(step[3]) for step in store.rows(f"EXPLAIN QUERY PLAN {sql}", params))  # type: ignore[arg-type]
        for sql, params in asked
        if " renewal r " in sql
    ]
    assert len(plans) == 3 and not any("SCAN r" in plan for plan in plans), plans

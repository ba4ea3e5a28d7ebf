"""Deals: entered, moved, won, lost, held, changed; and what boards, lists and sums say of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.base import UserError, today
from app.models.people import Rate
from app.models.store import Store
from app.services import activities, clients, deal_board, deal_detail, deals, figures, search
from app.services.deal_board import DealFilter

DAY = timedelta(days=1)


def _stage(store: Store, name: str) -> int:
    return int(store.value("SELECT id FROM stage WHERE name = ?", (name,)))


def _titles(store: Store, stage: str) -> list[str]:
    ids = deal_board.board_ids(store, DealFilter(), _stage(store, stage))
    return [card.title for card in deal_board.cards(store, ids)]


def test_a_lead_entered_with_a_new_client_stands_on_top_of_the_first_column(store: Store) -> None:
    deals.add(store, "Old one")
    deal = deals.add(store, "  Website   relaunch ", client="Acme", amount_minor=1_200_000)
    assert _titles(store, "Lead") == ["Website relaunch", "Old one"]
    card = deal_board.cards(store, [deal])[0]
    assert (card.client, card.amount_minor, card.currency, card.owner, card.probability) == (
        "Acme",
        1_200_000,
        "EUR",
        "Mara Sample",
        10,
    )
    assert deals.add(store, "Second", client="ACME") and len(clients.find(store, "")) == 1


@pytest.mark.parametrize("title", ["", "   ", "x" * 501])
def test_a_title_that_cannot_be_is_refused_with_a_sentence(store: Store, title: str) -> None:
    with pytest.raises(UserError):
        deals.add(store, title)
    assert figures.totals(store).deals == 0


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_an_absurd_amount_is_refused(store: Store, amount: int) -> None:
    with pytest.raises(UserError):
        deals.add(store, "Shop", amount_minor=amount)


def test_cards_keep_the_order_they_are_dropped_in(store: Store) -> None:
    a, b, c, d = (deals.add(store, name) for name in "dcba")
    assert _titles(store, "Lead") == ["a", "b", "c", "d"]
    lead = _stage(store, "Lead")
    deals.move(store, [a], lead, before=c)
    assert _titles(store, "Lead") == ["a", "d", "b", "c"]
    deals.move(store, [d, b], lead, before=None)
    assert _titles(store, "Lead") == ["d", "b", "a", "c"]
    for _ in range(40):  # room between the ranks runs out and is made again
        deals.move(store, [c], lead, before=a)
        deals.move(store, [a], lead, before=c)
    assert sorted(_titles(store, "Lead")) == ["a", "b", "c", "d"]


def test_a_won_deal_is_closed_waits_for_its_handoff_and_can_be_reopened(store: Store) -> None:
    deal = deals.add(store, "Shop", client="Acme", amount_minor=500_00)
    assert deals.win(store, [deal], today() - DAY) == [deal]
    assert deal_board.waiting_for_handoff(store) == [deal]
    assert deal_board.cards(store, [deal])[0].closed_on == today() - DAY
    deals.reopen(store, deal)
    card = deal_board.cards(store, [deal])[0]
    assert (card.stage, card.closed_on, card.needs_handoff) == ("Negotiation", None, False)
    assert deal_board.waiting_for_handoff(store) == []


def test_nothing_is_closed_in_the_future(store: Store) -> None:
    deal = deals.add(store, "Shop")
    with pytest.raises(UserError, match="future"):
        deals.win(store, [deal], today() + DAY)
    assert deal_board.cards(store, [deal])[0].stage_kind == "open"


def test_a_deal_said_to_need_no_project_no_longer_waits(store: Store) -> None:
    deal = deals.add(store, "Shop")
    deals.win(store, [deal], today())
    deals.waive_handoff(store, [deal])
    assert deal_board.waiting_for_handoff(store) == []


def test_a_lost_deal_keeps_its_reason_and_counts_nothing(store: Store) -> None:
    deal = deals.add(store, "Shop", amount_minor=100_00)
    deals.lose(store, [deal], today(), "Too slow", "Rival")
    assert deal_detail.detail(store, deal).lost_reason == "Too slow"  # type: ignore[union-attr]
    assert "Too slow" in deal_detail.lost_reasons(store)
    totals = figures.totals(store)
    assert (totals.lost, totals.open_minor, totals.weighted_minor, totals.won_minor) == (1, 0, 0, 0)


def test_weighted_sums_follow_the_stage_until_a_person_says_otherwise(store: Store) -> None:
    deal = deals.add(store, "Shop", amount_minor=100_00, stage_id=_stage(store, "Proposal"))
    assert deal_board.list_totals(store, DealFilter()) == (1, 100_00, 50_00, 0)
    deals.change(store, deal, "probability", 0)
    assert deal_board.list_totals(store, DealFilter()) == (1, 100_00, 0, 0)
    deals.change(store, deal, "probability", None)
    assert deal_board.list_totals(store, DealFilter()) == (1, 100_00, 50_00, 0)


def test_the_amount_is_the_sum_of_the_lines(store: Store) -> None:
    deal = deals.add(store, "Shop", amount_minor=5)
    line = deals.add_line(store, deal, "Design", quantity="2.5", price_minor=100_01)
    deals.add_line(store, deal, "Build", price_minor=1_000_00)
    assert deal_board.cards(store, [deal])[0].amount_minor == 250_03 + 1_000_00
    with pytest.raises(UserError, match="lines"):
        deals.change(store, deal, "amount_minor", 1)
    deals.change_line(store, line, "quantity", "1")
    assert deal_board.cards(store, [deal])[0].amount_minor == 100_01 + 1_000_00
    deals.remove_line(store, line)
    assert deal_board.cards(store, [deal])[0].amount_minor == 1_000_00


def test_a_held_deal_does_not_rot(store: Store) -> None:
    deal = deals.add(store, "Shop")
    with store.write("Long ago"):
        store.execute("UPDATE deal SET stage_since_on = date('now', '-90 days')")
    assert deal_board.cards(store, [deal])[0].rotting and deal_board.chips(store, DealFilter())["rotting"] == 1
    deals.hold(store, [deal])
    assert not deal_board.cards(store, [deal])[0].rotting and deal_board.chips(store, DealFilter())["rotting"] == 0
    deals.release(store, [deal])
    assert deal_board.cards(store, [deal])[0].days_in_stage == 0


def test_a_currency_without_a_rate_is_named_and_in_no_sum(store: Store) -> None:
    deals.add(store, "Home", amount_minor=100_00)
    abroad = deals.add(store, "Abroad", amount_minor=5_000, currency="JPY")
    totals = figures.totals(store)
    assert (totals.open_minor, totals.unconverted) == (100_00, 1)
    assert deal_board.board(store, DealFilter())[0].unconverted == 1
    with store.write("Add rate"):
        Rate.create(currency="JPY", on_date=today() - 10 * DAY, rate=Decimal("0.006"))
    assert figures.totals(store).open_minor == 100_00 + 30_00
    deals.win(store, [abroad], today())
    with store.write("Add rate"):
        Rate.create(currency="JPY", on_date=today(), rate=Decimal("0.009"))
    assert figures.totals(store).won_minor == 30_00


def test_the_history_of_a_deal_reads_like_one(store: Store) -> None:
    deal = deals.add(store, "Shop", amount_minor=36_000_00)
    deals.change(store, deal, "amount_minor", 38_400_00)
    deals.move(store, [deal], _stage(store, "Proposal"))
    activities.log(store, "note", "Live before spring", deal_id=deal)
    texts = [moment.text for moment in deal_detail.detail(store, deal).timeline]  # type: ignore[union-attr]
    assert texts == ["Live before spring", "Lead → Proposal, Amount €36,000 → €38,400", "Created"]


def test_the_past_is_computed_from_history_and_not_from_today(store: Store) -> None:
    deal = deals.add(store, "Shop", amount_minor=100_00, expected_close_on=today() + 5 * DAY)
    with store.write("As if entered a month ago"):
        store.execute("UPDATE deal SET created_on = ?", ((today() - 30 * DAY).isoformat(),))
        store.execute(
            "INSERT INTO deal_event (deal_id, field, old, new, on_date, at) SELECT 99, field, old, new, ?, at FROM deal_event "
            "WHERE field = 'created'",
            ((today() - 30 * DAY).isoformat(),),
        )
    deals.win(store, [deal], today())
    past = figures.forecast(store, as_of=today() - DAY, futures=100)
    assert past.open_deals == 1 and sum(month.closed for month in past.months) == 0
    assert sum(month.closed for month in figures.forecast(store, futures=100).months) == 100_00


def test_filters_narrow_board_list_and_counts_alike(studio: Store) -> None:
    flt = DealFilter(text="brook")
    found = deal_board.list_ids(studio, flt)
    assert {card.client for card in deal_board.cards(studio, found)} == {"Brook Cider"}
    for chip, count in deal_board.chips(studio, DealFilter()).items():
        assert len(deal_board.list_ids(studio, DealFilter(chip=chip))) == count
    month = (today() + 30 * DAY).isoformat()[:7]
    for card in deal_board.cards(studio, deal_board.list_ids(studio, DealFilter(month=month))):
        day = card.closed_on or card.expected_close_on
        assert day is not None and day.isoformat().startswith(month)
    assert deal_board.list_ids(studio, DealFilter(text="100%_")) == []


@pytest.mark.parametrize("sort", sorted(deal_board.SORTS))
def test_every_sort_gives_every_deal_both_ways(studio: Store, sort: str) -> None:
    forward = deal_board.list_ids(studio, DealFilter(), sort)
    assert len(forward) == 24 and sorted(forward) == sorted(
        deal_board.list_ids(studio, DealFilter(), sort, descending=True)
    )


def test_search_finds_records_of_every_kind_as_one_types(studio: Store) -> None:
    assert {hit.kind for hit in search.find(studio, "kiosk")} == {"deal", "project"}
    assert [hit.title for hit in search.find(studio, "brook ci") if hit.kind == "client"] == ["Brook Cider"]
    assert search.find(studio, "rosa samp") and search.find(studio, "payment")[0].kind == "task"
    for odd in ('"', "*", "NEAR(", "a OR", "-", "  ", "'; DROP TABLE deal"):
        search.find(studio, odd)
    deal = search.find(studio, "packaging")[0].id
    deals.change(studio, deal, "title", "Boxes")
    assert search.find(studio, "packaging") == [] and search.find(studio, "boxes")[0].id == deal
    studio.undo()
    assert search.find(studio, "packaging")[0].id == deal
    deals.delete(studio, [deal])
    assert search.find(studio, "packaging") == []


def test_what_is_open_with_a_deleted_client_stays_without_one(studio: Store) -> None:
    client, name = studio.row("SELECT id, name FROM client WHERE name = 'Basil & Oak'")
    mine = "SELECT id FROM deal WHERE client_id = ? AND deleted_at IS NULL ORDER BY id"
    deals_before, projects_before = studio.ids(mine, (client,)), clients.detail(studio, client).projects
    held = clients.delete(studio, [client])
    assert held.deals == 1 and held.projects == 1
    assert clients.detail(studio, client) is None and clients.named(studio, name) is None
    assert len(studio.ids(mine, (client,))) == len(deals_before) - held.deals  # what is closed keeps its client's name
    studio.undo()
    assert studio.ids(mine, (client,)) == deals_before and clients.detail(studio, client).projects == projects_before


def test_contacts_speak_for_several_clients_with_a_role(store: Store) -> None:
    first, second = clients.add(store, "One"), clients.add(store, "Two")
    rosa = clients.add_contact(store, "Rosa Sample", client_id=first, email="rosa@example.com", role="founder")
    clients.link_contact(store, second, rosa, "advisor")
    assert [row.role for row in clients.contacts_of(store, second)] == ["advisor"]
    assert clients.contacts_of(store, first)[0].is_main and clients.clients_of_contact(store, rosa) == [first, second]


def test_the_hot_reads_are_served_by_indexes(studio: Store) -> None:
    for query in (
        "SELECT id FROM deal d WHERE d.stage_id = 1 AND d.deleted_at IS NULL ORDER BY d.rank",
        "SELECT id FROM deal WHERE client_id = 1",
        "SELECT id FROM deal WHERE external_id = 'x' AND external_id <> ''",
        "SELECT * FROM deal_event WHERE deal_id = 1 ORDER BY id",
        "SELECT id FROM activity WHERE deal_id = 1 ORDER BY at",
    ):
        plan = " ".join(row[3] for row in studio.rows(f"EXPLAIN QUERY PLAN {query}"))
        assert "USING" in plan and "SCAN" not in plan, (query, plan)


def test_dates_in_the_data_are_days(studio: Store) -> None:
    for card in deal_board.cards(studio, deal_board.list_ids(studio, DealFilter())):
        assert isinstance(card.created_on, date)

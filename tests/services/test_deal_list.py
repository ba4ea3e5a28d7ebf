"""The list of deals: any order of several keys, groups with their sums, and only what is shown is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import today
from app.services import currencies, custom_fields, deal_board, deal_list, deals, demo, listing, tags, workspace
from app.services.deal_filter import DealFilter
from app.services.deal_list import GROUPS, SORTS
from app.services.listing import SortKey

ALL = DealFilter()


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """The sample studio, made once: these tests only read it."""
    with workspace.create(tmp_path_factory.mktemp("studio") / "studio.baton", currency="EUR") as made:
        demo.fill(made, today=today())
        tags.put(made, "deal", deal_board.list_ids(made, ALL)[:4], "spring")
        yield made


def add_rate(store, currency, rate):
    with store.write("Rate"):
        store.execute(
            "INSERT INTO rate (currency, on_date, rate) VALUES (?, ?, ?)", (currency, today().isoformat(), rate)
        )


def shown(row, key):
    """What a person compares, by the key of a sort; None where there is nothing."""
    card = row.card
    return {
        "title": card.title.casefold(),
        "client": card.client.casefold() if card.client else None,
        "amount": card.amount_minor,
        "probability": None if card.closed_on else card.probability,
        "expected_close": card.closed_on or card.expected_close_on,
        "next_step": card.next_step_on,
        "owner": card.owner.casefold() if card.owner else None,
        "created": card.created_on,
        "weighted": row.weighted_minor,
        "contact": row.more.contact.casefold() if row.more.contact else None,
    }[key]


PLAIN = ("title", "client", "amount", "probability", "expected_close", "next_step", "owner", "created", "contact")


@pytest.mark.parametrize("key", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_every_key_gives_every_deal_once(studio, key, descending):
    found = deal_list.ids(studio, ALL, [SortKey(key, descending)])
    assert sorted(found.ids) == sorted(deal_board.list_ids(studio, ALL)) and found.parts is None


def test_without_keys_the_list_stands_as_it_always_did(studio):
    assert deal_list.ids(studio, ALL).ids == deal_board.list_ids(studio, ALL)
    assert deal_list.ids(studio, ALL, [SortKey("no such key")]).ids == deal_board.list_ids(studio, ALL)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(PLAIN), st.booleans()), min_size=1, max_size=4, unique_by=lambda each: each[0])
)
def test_several_keys_sort_as_a_person_would(studio, keys):
    found = deal_list.ids(studio, ALL, [SortKey(*each) for each in keys])
    rows = deal_list.rows(studio, found.ids, ("contact",))
    wanted = sorted(rows, key=lambda row: row.id)
    for key, descending in reversed(keys):  # the sort of a list is stable; what is nothing comes last either way
        there = [row for row in wanted if shown(row, key) is not None]
        nothing = [row for row in wanted if shown(row, key) is None]
        wanted = sorted(there, key=lambda row, key=key: shown(row, key), reverse=descending) + nothing
    assert [row.id for row in rows] == [row.id for row in wanted]


def test_amounts_are_compared_in_the_home_currency(store):
    yen = deals.add(store, "Yen", amount_minor=500_000, currency="JPY")
    euro = deals.add(store, "Euro", amount_minor=400_000)
    none = deals.add(store, "No rate", amount_minor=1, currency="USD")
    add_rate(store, "JPY", "0.006")
    assert deal_list.ids(store, ALL, [SortKey("amount", True)]).ids == [euro, yen, none]
    assert [row.more.home_minor for row in deal_list.rows(store, [yen, euro, none], ("home",))] == [
        300_000,
        400_000,
        None,
    ]


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_groups_hold_every_deal_and_their_sums_add_up(studio, group):
    found = deal_list.ids(studio, ALL, [SortKey("title")], group)
    assert found.parts is not None
    assert [i for part in found.parts for i in part.ids] == found.ids
    assert sorted(found.ids) == sorted(deal_board.list_ids(studio, ALL))
    assert len({part.key for part in found.parts}) == len(found.parts)
    assert all(part.sums["count"] == len(part.ids) for part in found.parts)
    rates = currencies.rates(studio)
    for part in found.parts:
        cards = deal_board.cards(studio, part.ids)
        assert part.sums["amount"] == sum(rates.to_home(card.amount_minor or 0, card.currency) for card in cards)
        titles = [card.title.casefold() for card in cards]
        assert titles == sorted(titles)
    assert "" not in [part.key for part in found.parts][:-1]  # what belongs to none stands last


def test_groups_follow_the_order_of_what_they_are_grouped_by(studio):
    up = deal_list.ids(studio, ALL, [SortKey("expected_close")], "expected_close").parts
    down = deal_list.ids(studio, ALL, [SortKey("expected_close", True)], "expected_close").parts
    keys = [part.key for part in up if part.key]
    assert keys == sorted(keys) and [part.key for part in down if part.key] == keys[::-1]
    stages = [part.name for part in deal_list.ids(studio, ALL, (), "stage").parts]
    assert stages[:4] == ["Lead", "Qualified", "Proposal", "Negotiation"]


def test_a_deal_with_two_tags_is_in_both_groups(store):
    both, one, none = (deals.add(store, title, amount_minor=100) for title in ("Both", "One", "None"))
    tags.put(store, "deal", [both, one], "spring")
    tags.put(store, "deal", [both], "vip")
    parts = deal_list.ids(store, ALL, [SortKey("title")], "tags").parts
    assert [(part.name, part.ids) for part in parts] == [("spring", [both, one]), ("vip", [both]), ("", [none])]
    assert parts[0].sums["amount"] == 200


def test_what_has_no_rate_is_named_and_in_no_sum(store):
    deals.add(store, "Euro", amount_minor=100)
    deals.add(store, "Dollar", amount_minor=5_000, currency="USD")
    deals.add(store, "Dollar without an amount", currency="USD")
    (part,) = deal_list.ids(store, ALL, (), "owner").parts
    assert part.sums["count"] == 3 and part.sums["amount"] == 100 and part.unconverted == 1


def test_closed_deals_are_not_likely_any_more(store):
    first = deals.first_stage(store)
    deals.add(store, "Open", amount_minor=10_000)
    won = deals.add(store, "Won", amount_minor=70_000)
    deals.win(store, [won], today())
    percent = store.value("SELECT probability FROM stage WHERE id = ?", (first,))
    (part,) = deal_list.ids(store, ALL, (), "owner").parts
    assert part.sums == {"count": 2, "amount": 80_000, "weighted": 100 * percent}
    assert deal_list.rows(store, [won], ("weighted",))[0].weighted_minor is None


def test_custom_fields_sort_and_group(store):
    small, big, none = (deals.add(store, title) for title in ("Small", "Big", "None"))
    size = custom_fields.define(store, "deal", "Size", "choice", ["S", "L"])
    head = custom_fields.define(store, "deal", "Heads", "number")
    for deal, word, count in ((small, "S", "9"), (big, "L", "10")):
        custom_fields.put(store, size, [deal], word)
        custom_fields.put(store, head, [deal], count)
    by_number = deal_list.ids(store, ALL, [SortKey(f"custom:{head}", True)])
    assert by_number.ids == [big, small, none]
    parts = deal_list.ids(store, ALL, (), f"custom:{size}").parts
    assert [(part.key, part.ids) for part in parts] == [("S", [small]), ("L", [big]), ("", [none])]
    assert deal_list.ids(store, ALL, (), f"custom:{head}").parts is None  # numbers are too many for groups
    (row,) = deal_list.rows(store, [big], (f"custom:{size}",))
    assert row.custom == {size: "L", head: "10"}
    custom_fields.delete(store, size)
    assert deal_list.ids(store, ALL, [SortKey(f"custom:{size}")], f"custom:{size}").parts is None


def test_the_filter_narrows_groups_too(studio):
    found = deal_list.ids(studio, DealFilter(chip="mine"), (), "stage")
    mine = {card.owner_is_me for card in deal_board.cards(studio, found.ids)}
    assert mine == {True} and sum(part.sums["count"] for part in found.parts) == len(found.ids)


def test_only_the_columns_that_are_shown_are_read(studio):
    ids = deal_board.list_ids(studio, ALL)[:3]
    bare = deal_list.rows(studio, ids)
    assert [row.id for row in bare] == ids and {row.more.pipeline for row in bare} == {""}
    assert {row.more.pipeline for row in deal_list.rows(studio, ids, ("pipeline",))} == {"New business"}


def test_a_key_of_a_field_is_read_strictly():
    assert listing.custom_id("custom:12") == 12
    assert [listing.custom_id(key) for key in ("custom:", "custom:x", "12", "custom:²", "title")] == [None] * 5


def test_the_next_step_sorts_what_has_a_day_first(store):
    later = deals.add(store, "Later", next_step="Call", next_step_on=today() + timedelta(days=9))
    none = deals.add(store, "None")
    soon = deals.add(store, "Soon", next_step="Call", next_step_on=today())
    for descending, wanted in ((False, [soon, later, none]), (True, [later, soon, none])):
        assert deal_list.ids(store, ALL, [SortKey("next_step", descending)]).ids == wanted

"""The list of clients: narrowed, sorted, grouped, and kept as a segment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.base import today
from app.services import activities, channels, client_list, clients, custom_fields, deals, people, rates, tags
from app.services.client_list import ClientFilter
from app.services.custom_sql import Asked
from app.services.listing import SortKey


@pytest.fixture
def three(store):
    made = {
        name: clients.add(store, name, kind=kind)
        for name, kind in (("Alder", "organisation"), ("Brook", "person"), ("Cedar", "organisation"))
    }
    clients.change(store, made["Alder"], "city", "Port Sample")
    clients.change(store, made["Cedar"], "city", "port sample")
    clients.change(store, made["Brook"], "owner_id", None)
    won = deals.add(store, "Site", client=made["Alder"], amount_minor=90_000)
    deals.win(store, [won], today())
    deals.add(store, "More", client=made["Cedar"], amount_minor=50_000)
    return made


def found(store, *sorts, group="", **narrow):
    listing = client_list.ids(store, ClientFilter(**narrow), [SortKey(*key) for key in sorts], group)
    names = {row.id: row.row.name for row in client_list.rows(store, listing.ids)}
    return [names[i] for i in listing.ids]


def test_narrowed_by_each_of_its_filters(store, three):
    tag = tags.put(store, "client", [three["Brook"]], "vip")
    field = custom_fields.define(store, "client", "Tier", "choice", ("A", "B"))
    custom_fields.put(store, field, [three["Cedar"]], "B")
    clients.add_contact(store, "Rosa Sample", client_id=three["Alder"], email="rosa@quince.example")
    channels.add(store, "client", three["Cedar"], "url", "heron.example")
    activities.log(store, "call", "Spoke", client_id=three["Alder"], minutes=5)
    for narrow, names in (
        ({}, ["Alder", "Brook", "Cedar"]),
        ({"kind": "person"}, ["Brook"]),
        ({"owner_id": 0}, ["Brook"]),
        ({"owner_id": people.me(store).id}, ["Alder", "Cedar"]),
        ({"chip": "mine"}, ["Alder", "Cedar"]),
        ({"chip": "open"}, ["Cedar"]),
        ({"chip": "won"}, ["Alder"]),
        ({"chip": "no_deals"}, ["Brook"]),
        ({"chip": "no_contact"}, ["Brook", "Cedar"]),
        ({"city": "Port Sample"}, ["Alder", "Cedar"]),
        ({"tag_ids": (tag,)}, ["Brook"]),
        ({"custom": (Asked(field, "is", "B"),)}, ["Cedar"]),
        ({"silent_days": 30}, ["Brook", "Cedar"]),
        ({"won_from": 80_000}, ["Alder"]),
        ({"won_from": 90_001}, []),
        ({"won_to": 90_000}, ["Alder"]),
        ({"won_to": 89_999}, []),
        ({"open_from": 50_000}, ["Cedar"]),
        ({"open_from": 50_001}, []),
        ({"open_from": 1, "open_to": 50_000}, ["Cedar"]),
        ({"open_to": 49_999}, []),
        ({"open_from": 1, "won_from": 1}, []),
        ({"text": "quin"}, ["Alder"]),
        ({"text": "heron"}, ["Cedar"]),
        ({"text": "--"}, []),
    ):
        assert found(store, **narrow) == names, narrow
        assert client_list.count(store, ClientFilter(**narrow)) == len(names)
        assert client_list.from_spec(client_list.to_spec(ClientFilter(**narrow))) == ClientFilter(**narrow)
    rows = {row.row.name: row for row in client_list.rows(store, list(three.values()), ("tags", f"custom:{field}"))}
    assert rows["Brook"].tags[0].name == "vip" and rows["Cedar"].custom == {field: "B"}
    assert rows["Alder"].more.contacted_on == today() and rows["Cedar"].more.contacted_on is None


def test_sorted_by_every_key_and_grouped_with_sums(store, three):
    field = custom_fields.define(store, "client", "Tier", "choice", ("A", "B"))
    custom_fields.put(store, field, [three["Cedar"]], "B")
    for key in (*client_list.SORTS, f"custom:{field}"):
        assert sorted(found(store, (key, True), ("name", False))) == ["Alder", "Brook", "Cedar"], key
    assert found(store, ("won", True)) == ["Alder", "Brook", "Cedar"]
    assert found(store, ("open", True))[0] == "Cedar"
    for group in (*client_list.GROUPS, f"custom:{field}"):
        parts = client_list.ids(store, ClientFilter(), (), group).parts
        assert sum(part.sums["won"] for part in parts) == 90_000, group
    by_kind = client_list.ids(store, ClientFilter(), (), "kind").parts
    assert [(part.key, len(part.ids), part.sums["open"]) for part in by_kind] == [
        ("organisation", 2, 50_000),
        ("person", 1, 0),
    ]


def test_what_is_no_spec_narrows_nothing():
    odd = {
        "chip": "x",
        "kind": 3,
        "tag_ids": "abc",
        "custom": [["a"]],
        "owner_id": "me",
        "text": None,
        "more": 1,
        "won_from": 2**70,
    }
    assert client_list.from_spec(odd) == ClientFilter()


def test_the_sums_that_bound_are_those_of_the_rows_in_any_currency(store, three):
    rates.add(store, "USD", today(), Decimal("0.5"))
    deals.add(store, "Dollars", client=three["Cedar"], amount_minor=60_000, currency="USD")
    deals.add(store, "No rate", client=three["Cedar"], amount_minor=60_000, currency="CHF")
    deals.add(store, "Gone", client=three["Brook"], amount_minor=10_000)
    deals.delete(store, store.ids("SELECT id FROM deal WHERE title = 'Gone'"))
    assert client_list.rows(store, [three["Cedar"]])[0].row.open_minor == 80_000
    assert found(store, open_from=80_000, open_to=80_000) == ["Cedar"]
    assert found(store, open_from=80_001) == found(store, open_to=79_999) == []
    assert found(store, ("open", True), group="kind", open_from=1) == ["Cedar"]


def test_the_hot_reads_are_served_by_indexes(store, three):
    plain = "SCAN c USING INDEX client_name"
    asked = {
        plain: ClientFilter(), "client_owner": ClientFilter(owner_id=1), "tag_link_tag": ClientFilter(tag_ids=(1,)),
        "deal_sums (stage_id=?": ClientFilter(open_from=1, won_to=1),
        "(field_id=?": ClientFilter(custom=(Asked(custom_fields.define(store, "client", "N", "number"), "from", "5"),)),
    }  # fmt: skip
    for index, flt in asked.items():
        where, params, joins = client_list._where(store, flt)
        sql = f"SELECT c.id {client_list._tables(store, joins, params)} WHERE {where} ORDER BY c.name COLLATE NOCASE, c.id"
        plan = " ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", params))
        assert index in plan and (index == plain or plain not in plan), (index, plan)

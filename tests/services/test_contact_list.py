"""The list of contacts: narrowed by whom they speak for and as what, whose they are, what is not known of them; and kept."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import channels, client_list, clients, contact_list, custom_fields, people, search, tags, workspace
from app.services.contact_list import ContactFilter
from app.services.custom_sql import Asked
from app.services.listing import SortKey


@pytest.fixture
def four(store):
    """Rosa decides at Alder as Founder and advises Brook; Emil is office manager of Brook; Noor and Ola speak for nobody, and Noor is Mara's."""
    alder, brook = clients.add(store, "Alder"), clients.add(store, "Brook")
    made = {name: clients.add_contact(store, name) for name in ("Rosa", "Emil", "Noor", "Ola")}
    for client, name, role in (
        (alder, "Rosa", "Founder"),
        (brook, "Rosa", "Adviser"),
        (brook, "Emil", "Office manager"),
    ):
        clients.link_contact(store, client, made[name])
        clients.change_contact(store, made[name], "role", role, client_id=client)
    clients.change_contact(store, made["Rosa"], "decides", True, client_id=alder)
    for name in ("Rosa", "Emil", "Ola"):
        clients.change_contact(store, made[name], "owner_id", None)
    channels.change(store, "contact", made["Emil"], "email", channels.OWN, "emil@example.com")
    channels.add(store, "contact", made["Noor"], "email", "noor@example.com")
    channels.add(store, "contact", made["Ola"], "phone", "+49 40 77")
    return {**made, "Alder": alder, "Brook": brook}


def found(store, *sorts, group="", **narrow):
    listing = contact_list.ids(store, ContactFilter(**narrow), [SortKey(*key) for key in sorts], group)
    names = {row.id: row.name for row in contact_list.rows(store, listing.ids)}
    return [names[i] for i in listing.ids]


def test_narrowed_by_each_of_its_filters(store, four):
    tag = tags.put(store, "contact", [four["Ola"]], "vip")
    diet = custom_fields.define(store, "contact", "Diet", "text")
    born = custom_fields.define(store, "contact", "Born", "date")
    custom_fields.put(store, diet, [four["Emil"]], "No nuts")
    custom_fields.put(store, born, [four["Emil"]], "1980-05-05")
    for narrow, names in (
        ({}, ["Emil", "Noor", "Ola", "Rosa"]),
        ({"chip": "mine"}, ["Noor"]),
        ({"chip": "decides"}, ["Rosa"]),
        ({"chip": "no_client"}, ["Noor", "Ola"]),
        ({"client_id": four["Brook"]}, ["Emil", "Rosa"]),
        ({"client_id": 999}, []),
        ({"role": "founder"}, ["Rosa"]),
        ({"role": "Found"}, []),
        ({"decides": True}, ["Rosa"]),
        ({"client_id": four["Alder"], "decides": True, "role": "Founder"}, ["Rosa"]),
        ({"client_id": four["Brook"], "decides": True}, []),
        ({"role": "Adviser", "chip": "decides"}, []),
        ({"owner_id": 0}, ["Emil", "Ola", "Rosa"]),
        ({"owner_id": people.me(store).id}, ["Noor"]),
        ({"tag_ids": (tag,)}, ["Ola"]),
        ({"no_email": True}, ["Ola", "Rosa"]),
        ({"no_phone": True}, ["Emil", "Noor", "Rosa"]),
        ({"no_email": True, "no_phone": True}, ["Rosa"]),
        ({"custom": (Asked(diet, "has", "NUTS"),)}, ["Emil"]),
        ({"custom": (Asked(born, "from", "1980-01-01"), Asked(born, "to", "1980-12-31"))}, ["Emil"]),
        ({"custom": (Asked(born, "none"),), "owner_id": 0}, ["Ola", "Rosa"]),
        ({"text": "brook"}, ["Emil", "Rosa"]),
        ({"text": "noor@"}, ["Noor"]),
        ({"text": "--"}, []),
    ):
        flt = ContactFilter(**narrow)
        assert found(store, **narrow) == names, narrow
        assert contact_list.count(store, flt) == len(names)
        assert contact_list.from_spec(contact_list.to_spec(flt)) == flt
    assert contact_list.roles(store) == [("Adviser", 1), ("Founder", 1), ("Office manager", 1)]


def test_a_filter_holds_in_groups_and_whatever_the_order(store, four):
    listing = contact_list.ids(store, ContactFilter(client_id=four["Brook"]), (), "clients")
    assert [(part.name, len(part.ids)) for part in listing.parts] == [("Alder", 1), ("Brook", 2)]
    for key in contact_list.SORTS:
        assert sorted(found(store, (key, True), no_phone=True)) == ["Emil", "Noor", "Rosa"], key


def test_what_is_no_spec_narrows_nothing():
    odd = {
        "chip": "x",
        "decides": 1,
        "client_id": "Alder",
        "tag_ids": [None],
        "custom": [[1, "is"]],
        "no_email": "yes",
        "role": 3,
    }
    assert contact_list.from_spec(odd) == ContactFilter()


# Two clients, two owners, few words: so that conditions meet.
LINK = st.tuples(st.integers(0, 1), st.sampled_from(["", "Buyer", "BUYER", "Cook"]), st.booleans())
PERSON = st.tuples(
    st.sampled_from(["", "a@example.com"]),
    st.booleans(),
    st.none() | st.just(0),
    st.lists(LINK, max_size=2, unique_by=lambda x: x[0]),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = workspace.create(tmp_path_factory.mktemp("contacts") / "work.baton", my_name="Mara Sample", currency="EUR")
    yield made, [clients.add(made, "Alder"), clients.add(made, "Brook")]
    made.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(PERSON, min_size=1, max_size=4),
    st.builds(
        ContactFilter, chip=st.sampled_from(["", *contact_list.CHIPS]), client_id=st.sampled_from([None, 0, 1]),
        role=st.sampled_from(["", "buyer", "Cook"]), decides=st.booleans(), owner_id=st.sampled_from([None, 0, 1]),
        no_email=st.booleans(), no_phone=st.booleans(), text=st.just(""), tag_ids=st.just(()), custom=st.just(()),
    ),
)  # fmt: skip
def test_a_list_shows_what_reading_every_contact_would_show(office, persons, flt):
    store, firms = office
    me = people.me(store).id
    for old in store.ids("SELECT id FROM contact WHERE deleted_at IS NULL"):
        clients.delete_contact(store, old)
    wanted = set()
    for email, phoned, owner, links in persons:
        made = clients.add_contact(store, "Somebody", email=email)
        clients.change_contact(store, made, "owner_id", None if owner is None else me)
        if phoned:
            channels.add(store, "contact", made, "phone", "+49 40 1")
        for firm, role, decides in links:
            clients.link_contact(store, firms[firm], made, role)
            clients.change_contact(store, made, "decides", decides, client_id=firms[firm])
        places = [
            link for link in links
            if flt.client_id in (None, link[0])
            and flt.role.casefold() in ("", link[1].casefold())
            and (link[2] or not (flt.decides or flt.chip == "decides"))
        ]  # fmt: skip
        asks_place = flt.client_id is not None or flt.role or flt.decides or flt.chip == "decides"
        if (
            (bool(places) or not asks_place)
            and (flt.chip != "mine" or owner is not None)
            and (flt.chip != "no_client" or not links)
            and (flt.owner_id is None or (flt.owner_id == 0) == (owner is None))
            and not (flt.no_email and email)
            and not (flt.no_phone and phoned)
        ):
            wanted.add(made)
    asked = flt._replace(
        client_id=None if flt.client_id is None else firms[flt.client_id], owner_id=me if flt.owner_id else flt.owner_id
    )
    assert set(contact_list.ids(store, asked).ids) == wanted
    assert contact_list.count(store, asked) == len(wanted)


def test_what_one_was_at_a_deleted_client_is_told_nowhere_until_it_is_back(store, four):
    def rosa():
        row = next(row for row in contact_list.rows(store, [four["Rosa"]]))
        return row.clients, row.roles, row.decides

    assert rosa() == ("Alder, Brook", "Founder, Adviser", True)
    clients.delete(store, [four["Alder"]])
    assert rosa() == ("Brook", "Adviser", False)
    for narrow in ({"chip": "decides"}, {"decides": True}, {"role": "Founder"}, {"client_id": four["Alder"]}):
        assert found(store, **narrow) == [] and contact_list.count(store, ContactFilter(**narrow)) == 0
    assert contact_list.roles(store) == [("Adviser", 1), ("Office manager", 1)]
    grouped = contact_list.ids(store, ContactFilter(), (), "clients")
    assert [part.ids.count(four["Rosa"]) for part in grouped.parts] == [1, 0]
    clients.delete(store, [four["Brook"]])
    assert rosa() == ("", "", False) and found(store, chip="no_client") == ["Emil", "Noor", "Ola", "Rosa"]
    hit = next(hit for hit in search.find(store, "rosa") if hit.kind == "contact")
    assert hit.detail == ""
    store.undo(), store.undo()
    assert rosa() == ("Alder, Brook", "Founder, Adviser", True) and found(store, chip="decides") == ["Rosa"]


def test_the_next_contact_after_a_deleted_one_is_the_main_one(store, four):
    clients.delete_contact(store, four["Rosa"])
    ada = clients.add_contact(store, "Ada", client_id=four["Alder"])
    assert [row.id for row in clients.contacts_of(store, four["Alder"]) if row.is_main] == [ada]
    clients.add_contact(store, "Bea", client_id=four["Alder"])
    assert [row.id for row in clients.contacts_of(store, four["Alder"]) if row.is_main] == [ada]
    clients.add_contact(store, "Only", client_id=clients.add(store, "Clay"))
    flt = client_list.ClientFilter()
    alder, brook = four["Alder"], four["Brook"]
    order = client_list.ids(store, flt, [SortKey("contacts", True)]).ids
    assert order.index(alder) < order.index(brook)


def test_the_hot_reads_are_served_by_indexes(store, four):
    plain = "SCAN x USING INDEX contact_name"
    diet = custom_fields.define(store, "contact", "Diet", "text")
    asked = {
        plain: ContactFilter(), "(client_id=?": ContactFilter(client_id=1), "contact_owner": ContactFilter(owner_id=1),
        "tag_link_tag": ContactFilter(tag_ids=(1,)), "channel_contact": ContactFilter(no_email=True),
        "(field_id=?": ContactFilter(custom=(Asked(diet, "has", "nuts"),)),
    }  # fmt: skip
    for index, flt in asked.items():
        where, params = contact_list._where(store, flt)
        sql = f"SELECT x.id FROM contact x WHERE {where} ORDER BY x.name COLLATE NOCASE, x.id"
        plan = " ".join(row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", params))
        assert index in plan and "SCAN x " not in plan.replace(plain, ""), (index, plan)

"""Several e-mails, telephones, addresses and links of clients and contacts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.services import channels, clients, search


def values(store, record, record_id, kind):
    return [each.value for each in channels.of(store, record, [record_id])[record_id] if each.kind == kind]


@pytest.fixture
def heron(store):
    return clients.add(store, "Blue Heron")


def test_the_first_is_the_main_one_and_stands_where_lists_look(store, heron):
    channels.add(store, "client", heron, "email", "hello@heron.example", "work")
    second = channels.add(store, "client", heron, "email", "bills@heron.example", "billing")
    found = channels.of(store, "client", [heron])[heron]
    assert [(each.value, each.label, each.is_main) for each in found] == [
        ("hello@heron.example", "work", True), ("bills@heron.example", "billing", False),
    ]  # fmt: skip
    channels.make_main(store, "client", heron, "email", second)
    assert clients.detail(store, heron).email == "bills@heron.example"
    assert [(e.value, e.label) for e in channels.of(store, "client", [heron])[heron]] == [
        ("bills@heron.example", "billing"), ("hello@heron.example", "work"),
    ]  # fmt: skip
    store.undo()
    assert clients.detail(store, heron).email == "hello@heron.example"


def test_the_next_one_follows_when_the_main_one_goes(store, heron):
    for number in ("+49 40 1", "+49 40 2", "+49 40 3"):
        channels.add(store, "client", heron, "phone", number)
    channels.remove(store, "client", heron, "phone", channels.OWN)
    assert values(store, "client", heron, "phone") == ["+49 40 2", "+49 40 3"]
    assert clients.detail(store, heron).phone == "+49 40 2"
    channels.change(store, "client", heron, "phone", channels.OWN, "")
    channels.change(store, "client", heron, "phone", channels.OWN, "")
    assert values(store, "client", heron, "phone") == []
    channels.remove(store, "client", heron, "phone", channels.OWN)


def test_an_address_fills_street_and_city(store, heron):
    channels.add(store, "client", heron, "address", "Quay 3\n20457\nSampletown\nNowhere")
    other = channels.add(store, "client", heron, "address", "Depot 9\n\nPort Sample\n", "delivery")
    found = clients.detail(store, heron)
    assert (found.street, found.postcode, found.city, found.country) == ("Quay 3", "20457", "Sampletown", "Nowhere")
    channels.make_main(store, "client", heron, "address", other)
    assert clients.detail(store, heron).city == "Port Sample"
    assert values(store, "client", heron, "address")[1] == "Quay 3\n20457\nSampletown\nNowhere"


def test_a_contact_has_addresses_and_links_too(store, heron):
    rosa = clients.add_contact(store, "Rosa Sample", client_id=heron)
    first = channels.add(store, "contact", rosa, "url", "rosa.example")
    second = channels.add(store, "contact", rosa, "url", "https://work.example/rosa", "profile")
    assert first != channels.OWN
    channels.make_main(store, "contact", rosa, "url", second)
    found = channels.of(store, "contact", [rosa])[rosa]
    assert [(each.value, each.is_main) for each in found] == [
        ("https://work.example/rosa", True), ("rosa.example", False),
    ]  # fmt: skip
    channels.label(store, "contact", rosa, "url", first, "home")
    channels.remove(store, "contact", rosa, "url", second)
    assert [(e.label, e.is_main) for e in channels.of(store, "contact", [rosa])[rosa]] == [("home", True)]


def test_the_search_box_finds_every_one_of_them(store, heron):
    rosa = clients.add_contact(store, "Rosa Sample", client_id=heron)
    channels.add(store, "client", heron, "email", "hello@heron.example")
    second = channels.add(store, "client", heron, "email", "bills@kingfisher.example")
    channels.add(store, "contact", rosa, "address", "Sundial Row 4\n\nPort Sample\n")

    def found(words):
        return [(hit.kind, hit.id) for hit in search.find(store, words)]

    assert found("kingfisher") == [("client", heron)]
    assert found("sundial") == [("contact", rosa)]
    channels.change(store, "client", heron, "email", second, "bills@grebe.example")
    assert (found("kingfisher"), found("grebe")) == ([], [("client", heron)])
    channels.remove(store, "client", heron, "email", second)
    assert found("grebe") == []
    store.undo()
    assert found("grebe") == [("client", heron)]
    other = clients.add(store, "Other")
    with store.write("Move"):
        store.execute("UPDATE channel SET client_id = ? WHERE id = ?", (other, second))
    assert found("grebe") == [("client", other)]


def test_what_is_wrong_is_kept_and_what_cannot_be_is_refused(store, heron):
    channels.add(store, "client", heron, "email", "not an address")
    assert values(store, "client", heron, "email") == ["not an address"]
    for bad, said in (
        ("", "Write the e-mail first"),
        ("x" * 10_000, "10,000 characters"),
        ("NOT an address", "there already"),
    ):
        with pytest.raises(UserError, match=said):
            channels.add(store, "client", heron, "email", bad)
    with pytest.raises(UserError, match="label has"):
        channels.label(store, "client", heron, "email", channels.OWN, "y" * 100)
    with pytest.raises(UserError, match="NUL"):
        channels.add(store, "client", heron, "phone", "1\x002")
    clients.delete(store, [heron])
    with pytest.raises(UserError, match="is gone"):
        channels.add(store, "client", heron, "phone", "123")
    store.undo()
    assert channels.add_many(store, "client", heron, "phone", ["123", "123", " ", "456"]) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("amrc"), st.integers(0, 5), st.sampled_from(["one", "two", "three", "four"])),
        max_size=12,
    )
)
def test_there_is_one_main_one_as_long_as_there_is_any(store, deeds):
    for record, record_id, kind in (
        ("client", clients.add(store, "Any"), "email"),
        ("contact", clients.add_contact(store, "Any"), "url"),
    ):
        for deed, place, value in deeds:
            known = channels.of(store, record, [record_id])[record_id]
            one = known[place % len(known)].id if known else channels.OWN
            try:
                if deed == "a":
                    channels.add(store, record, record_id, kind, value)
                elif deed == "m":
                    channels.make_main(store, record, record_id, kind, one)
                elif deed == "r":
                    channels.remove(store, record, record_id, kind, one)
                else:
                    channels.change(store, record, record_id, kind, one, value)
            except UserError:
                continue
            now = channels.of(store, record, [record_id])[record_id]
            assert [each.is_main for each in now] == [True, *[False] * (len(now) - 1)][: len(now)]
            assert len({each.value for each in now}) == len(now)

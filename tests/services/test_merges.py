"""Two that are one: suggested, told apart, merged with everything that hangs on them, and taken back by one Undo."""

from __future__ import annotations

import pytest

from app.base import UserError, today
from app.models.tables import references
from app.services import (
    activities,
    attachments,
    clients,
    custom_fields,
    deals,
    duplicates,
    imports,
    merges,
    projects,
    tags,
)


@pytest.fixture
def pair(store):
    """Basil & Oak with a deal and a contact, and Basil and Oak GmbH with nearly all that can hang on a client."""
    one = clients.add(store, "Basil & Oak", email="info@basil.example")
    other = clients.add(store, "Basil and Oak GmbH", email="hello@basil.example", phone="+49 30 5551234")
    mara = clients.add_contact(store, "Mara Sample", client_id=one, email="mara@basil.example")
    deals.add(store, "Menus", client=one)
    deals.add(store, "Logo", client=one)
    clients.link_contact(store, other, mara, "Owner")
    clients.add_contact(store, "Jonas Sample", client_id=other)
    deals.add(store, "Website", client=other)
    projects.add(store, "Opening", client=other)
    activities.log(store, "note", "Met at the fair.", client_id=other)
    attachments.add(store, b"words", "brief.txt", client_id=other)
    tags.put(store, "client", [one, other], "food")
    tags.put(store, "client", [other], "vip")
    return one, other


def everything(store):
    return {
        (table, column): store.rows(f"SELECT id, {column} FROM {table} ORDER BY id")
        for table, column in references("client")
    } | {("client", "*"): store.rows("SELECT * FROM client ORDER BY id")}


def notes(store, client):
    return [text for (text,) in store.rows("SELECT text FROM activity WHERE client_id = ? ORDER BY id", (client,))]


def test_a_pair_is_suggested_and_stays_told_apart(store, pair):
    assert [(found.one, found.other) for found in duplicates.found(store, "client")] == [pair]
    duplicates.tell_apart(store, "client", pair)
    assert duplicates.found(store, "client") == []
    (told,) = duplicates.told_apart(store)
    assert (told.one.name, told.other.detail) == ("Basil & Oak", "hello@basil.example, 1 deal")
    store.undo()
    assert duplicates.found(store, "client") and not duplicates.told_apart(store)
    store.redo()
    duplicates.suggest_again(store, duplicates.told_apart(store)[0].id)
    assert duplicates.found(store, "client")


def test_side_by_side_the_fuller_value_is_chosen(store, pair):
    clients.change(store, pair[1], "city", "Sampletown")
    found = merges.compare(store, "client", pair)
    chosen = {choice.key: choice.shown[choice.chosen] for choice in found.choices if choice.differs}
    assert chosen == {
        "name": "Basil and Oak GmbH",
        "email": "hello@basil.example",
        "phone": "+49 30 5551234",
        "city": "Sampletown",
    }
    assert found.names[found.stays] == "Basil and Oak GmbH"  # more hangs on it
    assert merges.listed(merges.moving(found, found.stays)) == "2 deals, 1 contact and 1 tag"


def test_everything_moves_and_one_undo_takes_it_back(store, pair):
    one, other = pair
    before = everything(store)
    done = merges.merge(store, "client", pair, one, {"name": other, "email": one})
    assert (done.id, done.name) == (one, "Basil and Oak GmbH")
    for table, column in references("client"):
        assert not store.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", (other,)), table
    detail = clients.detail(store, one)
    assert [title for _, title, *_ in detail.deals] == ["Menus", "Logo", "Website"]
    assert [(row.name, row.role, row.is_main) for row in detail.contacts] == [
        ("Mara Sample", "Owner", True),
        ("Jonas Sample", "", False),
    ]
    assert [tag.name for tag in tags.of(store, "client", [one])[one]] == ["food", "vip"]
    assert detail.phone == "+49 30 5551234"
    assert clients.detail(store, other) is None
    store.undo()
    assert everything(store) == before
    store.redo()
    assert clients.detail(store, other) is None


def test_what_is_given_up_is_kept_unless_it_says_the_same(store, pair):
    one, other = pair
    clients.change(store, one, "website", "https://www.basil.example/")
    clients.change(store, other, "website", "basil.example")
    merges.merge(store, "client", pair, one, {"name": one, "email": one, "website": one})
    assert notes(store, one)[-1] == ("Kept from Basil and Oak GmbH:\nE-mail: hello@basil.example")
    assert store.rows("SELECT kind, value FROM channel WHERE client_id = ?", (one,)) == [
        ("email", "hello@basil.example")
    ]


def test_history_stays(store, pair):
    deal = store.value("SELECT id FROM deal WHERE title = 'Website'")
    merges.merge(store, "client", pair, pair[0])
    fields = [field for (field,) in store.rows("SELECT field FROM deal_event WHERE deal_id = ? ORDER BY id", (deal,))]
    assert fields == ["created", "client"]


def test_fields_of_ones_own_are_chosen_and_links_follow(store, pair):
    one, other = pair
    size = custom_fields.define(store, "client", "Seats", "number")
    link = custom_fields.define(store, "client", "Sister", "link")
    third = clients.add(store, "Quince")
    custom_fields.put(store, size, [other], "40")
    custom_fields.put(store, link, [third], f"client:{other}")
    found = merges.compare(store, "client", pair)
    seats = next(choice for choice in found.choices if choice.name == "Seats")
    assert (seats.shown, seats.chosen) == (("", "40"), 1)
    merges.merge(store, "client", pair, one)
    assert custom_fields.values(store, "client", [one])[one][size] == "40"
    assert custom_fields.values(store, "client", [third])[third][link] == f"client:{one}"


def test_a_client_is_never_part_of_itself(store, pair):
    one, other = pair
    top = clients.add(store, "Holding")
    below = clients.add(store, "Bakery")
    with store.write("Arrange"):
        store.execute("UPDATE client SET parent_id = ? WHERE id = ?", (other, one))
        store.execute("UPDATE client SET parent_id = ? WHERE id = ?", (top, other))
        store.execute("UPDATE client SET parent_id = ? WHERE id = ?", (other, below))
    merges.merge(store, "client", pair, one)
    parents = dict(store.rows("SELECT id, parent_id FROM client WHERE deleted_at IS NULL"))
    assert parents == {one: top, top: None, below: one}


def test_whom_one_was_told_apart_from_the_other_is_too(store, pair):
    one, other = pair
    third = clients.add(store, "Basil and Oak Ltd")
    duplicates.tell_apart(store, "client", (other, third))
    merges.merge(store, "client", pair, one, {"name": one})
    assert duplicates.found(store, "client") == []


def test_three_contacts_become_one(store, pair):
    one, _ = pair
    ids = [
        clients.add_contact(store, name, client_id=one, email=mail)
        for name, mail in (("Theo Sample", "theo@basil.example"), ("T. Sample", "t@gmail.com"), ("Theo Sample", ""))
    ]
    deals.change(store, store.value("SELECT id FROM deal WHERE title = 'Menus'"), "contact_id", ids[2])
    merges.merge(store, "contact", ids, ids[0])
    assert [row.name for row in clients.contacts_of(store, one)] == ["Mara Sample", "Theo Sample"]
    assert store.value("SELECT contact_id FROM deal WHERE title = 'Menus'") == ids[0]
    assert store.rows("SELECT kind, value FROM channel WHERE contact_id = ?", (ids[0],)) == [("email", "t@gmail.com")]
    store.undo()
    assert len(clients.contacts_of(store, one)) == 4


def test_what_cannot_be_merged(store, pair):
    with pytest.raises(UserError, match="Choose two to 4 clients"):
        merges.merge(store, "client", [pair[0], pair[0]], pair[0])
    merges.merge(store, "client", pair, pair[0])
    with pytest.raises(UserError, match="is gone; somebody deleted or merged it"):
        merges.merge(store, "client", pair, pair[0])


def test_whom_somebody_typing_may_mean(store, pair):
    known = duplicates.known(store, "client")
    assert [side.name for side in duplicates.nearly(store, "client", "Basil Oak", known, 1)] == ["Basil & Oak"]
    assert duplicates.nearly(store, "client", "Quince & Fig", known) == []


def test_further_mails_and_numbers_count(store, pair):
    quay = clients.add(store, "Quay")
    assert today()
    with store.write("Add channel"):
        store.execute("INSERT INTO channel (client_id, kind, value) VALUES (?, 'phone', '030 555 1234')", (quay,))
    assert (pair[1], quay) in [(found.one, found.other) for found in duplicates.found(store, "client")]


def test_a_later_import_knows_what_was_merged(store, pair):
    one, other = pair
    clients.change(store, one, "external_id", "A1")
    clients.change(store, other, "external_id", "B2")
    merges.merge(store, "client", pair, one, {"name": one, "external_id": one})
    rows = {"name": ["Basil and Oak GmbH", "Basil & Oak"], "external_id": ["B2", "A1"], "city": ["Elsewhere", "Port"]}
    landed = imports.land(store, imports.Batch("clients", [1, 2], rows, {}))
    assert (landed.created, landed.updated, landed.skipped) == (0, 1, 1)
    assert clients.detail(store, one)[:2] == (one, "Basil & Oak")
    sold = {"title": ["Menus 2"], "client": ["basil AND oak gmbh"]}
    imports.land(store, imports.Batch("deals", [1], sold, {}))
    assert store.value("SELECT client_id FROM deal WHERE title = 'Menus 2'") == one
    assert clients.find_or_add(store, "Basil and Oak GmbH") == one
    for _ in range(3):
        store.undo()
    assert clients.find_or_add(store, "Basil and Oak GmbH") == other


def test_what_was_merged_twice_leads_to_the_last(store, pair):
    one, _ = pair
    third = clients.add(store, "Oak Holding")
    merges.merge(store, "client", pair, one, {"name": one})
    merges.merge(store, "client", (one, third), third, {"name": third})
    assert clients.find_or_add(store, "Basil and Oak GmbH") == third

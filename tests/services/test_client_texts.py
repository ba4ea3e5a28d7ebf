"""Whatever is typed or pasted as a client, a contact or a way to reach them: kept as it is, or refused with a sentence."""

from __future__ import annotations

import json

import pytest

from app.base import UserError
from app.domain import reach
from app.services import channels, client_list, clients, contact_list, contacts, search
from app.services.client_list import ClientFilter
from app.services.contact_list import ContactFilter


def test_a_name_of_10_000_characters_is_refused_with_what_to_do(store):
    client = clients.add(store, "Blue Heron")
    rosa = clients.add_contact(store, "Rosa Sample", client_id=client)
    for attempt in (
        lambda: clients.add(store, "x" * 10_000),
        lambda: clients.change(store, client, "name", "x" * 10_000),
        lambda: clients.change_contact(store, rosa, "name", "x" * 10_000),
    ):
        with pytest.raises(UserError, match="10,000 characters; 500 at most"):
            attempt()
    assert clients.detail(store, client).name == "Blue Heron"


def test_odd_texts_are_kept_or_refused_and_break_nothing(store, data):
    texts = json.loads((data / "text" / "blns.json").read_text("utf-8"))
    with store.write("Many"):
        for text in texts:
            try:
                client = clients.add(store, text)
                contact = clients.add_contact(store, text, client_id=client, role=text[:200])
            except UserError:
                continue
            kept = " ".join(text.split())
            assert clients.detail(store, client).name == kept == contacts.detail(store, contact).name
            for kind in reach.KINDS:
                try:
                    channels.add(store, "client", client, kind, text)
                except UserError:
                    continue
            for each in channels.of(store, "client", [client])[client]:
                assert not reach.target(each.kind, each.value) or each.kind != "address"
                reach.shown(each.kind, each.value), reach.problem(each.kind, each.value)
    listed = client_list.ids(store, ClientFilter()).ids
    assert len(client_list.rows(store, listed)) == len(listed) > 400
    assert len(contact_list.rows(store, contact_list.ids(store, ContactFilter()).ids)) == len(listed)
    for text in texts:
        (
            client_list.ids(store, ClientFilter(text=text)),
            contact_list.ids(store, ContactFilter(text=text)),
            search.find(store, text),
        )
    store.undo()
    assert client_list.ids(store, ClientFilter()).ids == []


def test_a_word_with_an_underscore_is_found(store):
    client = clients.add(store, "snake_case Studio")
    assert [hit.id for hit in search.find(store, "snake_case")] == [client]
    assert client_list.ids(store, ClientFilter(text="e_c")).ids == []
    assert client_list.ids(store, ClientFilter(text="snake_ca")).ids == [client]

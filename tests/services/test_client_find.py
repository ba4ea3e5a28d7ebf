"""Clients found while somebody types their name."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain import finding
from app.services import clients, contacts, deals, projects

SIGNS = "abAB oOé%_*?[]\\'-&ßÉЖ\u0301"
NAMES = st.lists(st.text(SIGNS, min_size=1, max_size=9).filter(str.strip), max_size=25)


def names(store, typed, limit=40):
    return [name for _, name in clients.find(store, typed, limit)]


def test_before_one_types_the_clients_used_last_come_first_then_the_others_by_name(store):
    for number in range(60):
        clients.add(store, f"Client {number:02}")
    with store.write("Long ago"):
        store.execute("UPDATE client SET created_at = '2020-01-01T00:00:00Z'")
    deals.add(store, "Shop", client="Client 41")
    projects.add(store, "Move", client="Client 17")
    with store.write("Later"):
        store.execute("UPDATE project SET created_at = '2999-01-01T00:00:00Z'")
    found = names(store, "")
    assert found[:3] == ["Client 17", "Client 41", "Client 00"]
    assert len(found) == len(set(found)) == 40 and names(store, " ", 2) == ["Client 17", "Client 41"]


def test_deleted_and_merged_clients_are_not_found(store):
    gone, archived = clients.add(store, "Gone Harbour"), clients.add(store, "Merged Harbour")
    clients.add(store, "Quiet Harbour")
    clients.delete(store, [gone])
    with store.write("Merge"):
        store.execute("UPDATE client SET archived_at = '2026-01-01T00:00:00Z' WHERE id = ?", (archived,))
    assert names(store, "harb") == names(store, "") == ["Quiet Harbour"]
    assert clients.name_of(store, gone) == "Gone Harbour" and clients.name_of(store, 999) is None


def test_signs_of_the_database_are_letters_like_any_other(store):
    for name in ("100% Design", "1000 Design", "a_b", "axb", "[Klammer] & Co", "Klammer", "What?*"):
        clients.add(store, name)
    assert names(store, "100%") == ["100% Design"] and names(store, "_") == ["a_b"]
    assert names(store, "[kl") == ["[Klammer] & Co"] and names(store, "?*") == ["What?*"]
    assert names(store, "x" * 100_000) == []


def test_a_name_is_the_same_in_another_case_but_not_with_another_accent(store):
    plain, accented = clients.add(store, "Cafe  Élan"), clients.add(store, "Café Élan")
    assert clients.named(store, "CAFE élan") == (plain, "Cafe Élan")
    assert clients.named(store, " café  ÉLAN") == (accented, "Café Élan")
    assert clients.named(store, "Café Elan") is None and clients.named(store, "") is None


def test_a_contact_is_found_by_name_before_it_is_found_by_its_address(store):
    heron = clients.add(store, "Blue Heron")
    for name, email in (
        ("Zoë Brook", "z@x.example"),
        ("Ada Sample", "brook@x.example"),
        ("Brook Adams", ""),
        ("Esterbrook", ""),
    ):
        clients.add_contact(store, name, email=email, client_id=heron if name == "Brook Adams" else None)
    assert contacts.find(store, "broo") == [
        (3, "Brook Adams", "Blue Heron"), (1, "Zoë Brook", "z@x.example"), (4, "Esterbrook", ""), (2, "Ada Sample", "brook@x.example"),
    ]  # fmt: skip
    assert [name for _, name, _ in contacts.find(store, "zoe")] == ["Zoë Brook"]
    assert [i for i, _, _ in contacts.find(store, " ", 2)] == [4, 3] and contacts.find(store, "%") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, st.text(SIGNS, max_size=5), st.integers(1, 30))
def test_the_database_finds_in_the_order_of_the_rule(store, many, typed, limit):
    wanted = finding.words(typed)
    assume(wanted)
    with store.write("Fill"):
        store.insert("client", ("name", "created_at"), [(name, "2026-01-01T00:00:00Z") for name in many])
    assert clients.find(store, typed, limit) == finding.best(wanted, store.rows("SELECT id, name FROM client"), limit)
    with store.write("Empty"):
        store.execute("DELETE FROM client")

"""Tags: typed into being, one word whatever its case, joined, counted, and undone."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.exchange import importing
from app.models.store import Store
from app.services import checklists, clients, deals, products, tags, tasks

WORDS = st.lists(
    st.text(string.ascii_letters + "äÄß é#", min_size=1, max_size=8).filter(lambda word: word.strip(" #")), max_size=5
)


def two_deals(store: Store) -> list[int]:
    return [deals.add(store, "Shop"), deals.add(store, "Site")]


def names(store: Store, kind: str, record: int) -> list[str]:
    return [tag.name for tag in tags.of(store, kind, [record])[record]]


def test_a_typed_word_becomes_a_tag_on_all_records_in_one_step(store: Store) -> None:
    ids = two_deals(store)
    spring = tags.put(store, "deal", ids, "  #spring ")
    assert [tag.name for tag in tags.everything(store)] == ["spring"]
    assert tags.counts(store) == {spring: 2}
    assert tags.put(store, "deal", ids[:1], "SPRING") == spring, "another case is the same tag"
    assert tags.counts(store) == {spring: 2}
    store.undo()
    assert tags.everything(store) == [] and tags.of(store, "deal", ids) == {ids[0]: (), ids[1]: ()}


def test_six_new_tags_have_six_colours(store: Store) -> None:
    made = [tags.add(store, name) for name in "abcdef"]
    assert sorted(tag.colour for tag in tags.everything(store)) == [1, 2, 3, 4, 5, 6]
    tags.delete(store, made[2])
    tags.add(store, "again")
    assert sorted(tag.colour for tag in tags.everything(store)) == [1, 2, 3, 4, 5, 6], "the free colour is taken"


def test_a_tag_stands_on_every_kind_of_record(store: Store) -> None:
    records = {
        "client": clients.add(store, "Acme"),
        "deal": deals.add(store, "Shop"),
        "task": tasks.add(store, "Call"),
        "product": products.add(store, "Hour"),
    }
    for kind, record in records.items():
        tags.put(store, kind, [record], "vip")
        assert names(store, kind, record) == ["vip"]
    assert list(tags.counts(store).values()) == [4]
    tags.take(store, "client", [records["client"]], tags.everything(store)[0].id)
    assert names(store, "client", records["client"]) == [] and names(store, "deal", records["deal"]) == ["vip"]


def test_renaming_onto_another_tag_joins_both_and_undo_parts_them(store: Store) -> None:
    one, two = two_deals(store)
    spring, sale = tags.put(store, "deal", [one, two], "spring"), tags.put(store, "deal", [one], "sale")
    assert tags.rename(store, sale, "Spring") == spring
    assert tags.counts(store) == {spring: 2} and names(store, "deal", one) == ["spring"]
    store.undo()
    assert tags.counts(store) == {spring: 2, sale: 1}
    tags.rename(store, sale, "Sale")
    assert names(store, "deal", one) == ["Sale", "spring"], "another case of its own name is no join"


def test_a_deleted_record_does_not_count(store: Store) -> None:
    one, two = two_deals(store)
    spring = tags.put(store, "deal", [one, two], "spring")
    deals.delete(store, [two])
    assert tags.counts(store) == {spring: 1}


@pytest.mark.parametrize("name", ["", "  # ", "a,b", "a;b", "a|b", "x" * 101, "nul\0"])
def test_a_name_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(store: Store, name: str) -> None:
    deal = deals.add(store, "Shop")
    with pytest.raises(UserError, match=r"\.$"):
        tags.put(store, "deal", [deal], name)
    assert tags.everything(store) == []


def test_a_record_that_is_gone_is_not_tagged(store: Store) -> None:
    deal = deals.add(store, "Shop")
    deals.delete(store, [deal])
    with pytest.raises(UserError, match="gone"):
        tags.put(store, "deal", [deal], "spring")
    assert tags.everything(store) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, WORDS)
def test_replace_gives_exactly_these_tags_and_undo_the_former(store: Store, first: list[str], then: list[str]) -> None:
    deal = deals.add(store, "Shop")
    tags.replace(store, "deal", deal, first)
    before = tags.of(store, "deal", [deal])[deal]
    tags.replace(store, "deal", deal, then)
    wanted = {" ".join(word.split()).lstrip("#").strip().casefold() for word in then}
    assert {tag.name.casefold() for tag in tags.of(store, "deal", [deal])[deal]} == wanted
    if store.undo_label == "Change tags of deal" and tags.of(store, "deal", [deal])[deal] != before:
        store.undo()
        assert tags.of(store, "deal", [deal])[deal] == before


def test_tags_and_labels_of_an_import_are_the_same_tags(store: Store, tmp_path: object) -> None:
    from pathlib import Path

    task = tasks.add(store, "Draft")
    checklists.set_labels(store, task, ["Design"])
    path = Path(str(tmp_path)) / "tasks.csv"
    path.write_text("title,labels\nPrint,design; print\n", encoding="utf-8")
    importing.run(store, "tasks", path)
    assert [tag.name for tag in tags.everything(store)] == ["Design", "print"]
    printed = store.value("SELECT id FROM task WHERE title = 'Print'")
    assert names(store, "task", printed) == ["Design", "print"] and names(store, "task", task) == ["Design"]


def test_what_is_typed_is_split_at_commas(store: Store) -> None:
    assert tags.split("spring, #VIP;  vip | two words\n") == ["spring", "vip", "two words"]
    assert tags.split(" , # ") == []

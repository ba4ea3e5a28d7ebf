"""The search box: every kind that holds what is typed shows its newest, however many records of another kind hold it too."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import moment_text, today, utc_now
from app.models.store import Store
from app.services import clients, contacts, projects, renewals, search, task_filter, task_list, tasks

NOW = moment_text(utc_now())
NEEDED = {
    "client": (("name", "created_at"), ("Kelp {}", NOW)),
    "contact": (("name", "created_at"), ("Kelp {}", NOW)),
    "deal": (("title", "currency", "stage_id", "rank", "created_on", "stage_since_on", "created_at"), ("Kelp {}", "EUR", 1, 1, "2026-01-01", "2026-01-01", NOW)),
    "project": (("name", "currency", "status", "created_at"), ("Kelp {}", "EUR", "active", NOW)),
    "task": (("title", "status_id", "rank", "created_on", "created_at"), ("Kelp {}", 1, 1, "2026-01-01", NOW)),
    "renewal": (("client_id", "title", "due_on", "currency", "state", "created_at"), (1, "Kelp {}", "2030-01-01", "EUR", "due", NOW)),
}  # fmt: skip


def fill(store: Store, counts: dict[str, int]) -> None:
    """So many records of each kind, all with one word."""
    with store.write("Many"):
        for kind, number in counts.items():
            columns, values = NEEDED[kind]
            store.insert(
                kind, columns, [[str(v).format(n) if v == "Kelp {}" else v for v in values] for n in range(number)]
            )


@pytest.fixture
def empty(store: Store) -> Store:
    clients.add(store, "Brook Cider")
    return store


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(search.KINDS), st.integers(1, 30), min_size=1),
    st.integers(6, 30),
)
def test_kinds_take_turns_and_each_shows_its_newest(empty: Store, counts: dict[str, int], limit: int) -> None:
    fill(empty, counts)
    try:
        found = search.find(empty, "kel", limit)
        shown = Counter(hit.kind for hit in found)
        share = limit // len(counts)
        assert len(found) == min(limit, sum(counts.values()))
        assert all(min(share, number) <= shown[kind] <= number for kind, number in counts.items())
        assert [hit.kind for hit in found] == sorted((hit.kind for hit in found), key=search.KINDS.index)
        for kind in counts:
            newest = empty.ids(
                f"SELECT id FROM {kind} WHERE id NOT IN (SELECT 1 WHERE '{kind}' = 'client') ORDER BY id DESC"
            )
            assert [hit.id for hit in found if hit.kind == kind] == newest[: shown[kind]]
    finally:
        empty.undo()


def test_an_old_client_is_found_among_hundreds_of_newer_deals_and_tasks(empty: Store) -> None:
    kelp = clients.add(empty, "Kelp Harbour")
    rosa = clients.add_contact(empty, "Rosa Kelp", client_id=kelp)
    renewal = renewals.add(empty, "Kelp care", today(), client_id=kelp)
    fill(empty, {"deal": 400, "task": 700})
    found = search.find(empty, "kelp")
    assert [(hit.kind, hit.id) for hit in found if hit.kind not in ("deal", "task")] == [
        ("client", kelp), ("contact", rosa), ("renewal", renewal),
    ]  # fmt: skip
    assert Counter(hit.kind for hit in found)["deal"] >= 3


def test_lists_find_by_the_same_words(empty: Store) -> None:
    kelp = clients.add(empty, "Kelp Harbour")
    move = projects.add(empty, "Kélp move", client=kelp)
    pack, other = tasks.add(empty, "Pack", project_id=move), tasks.add(empty, "Kelp bought")
    found = task_list.ids(empty, task_filter.TaskFilter(text="KELP")).ids
    assert set(found) == {pack, other}
    clients.add_contact(empty, "Rosa", email="rosa@kelp.example", client_id=kelp)
    assert [name for _, name, _ in contacts.find(empty, "kelp")] == ["Rosa"]
    tasks.delete(empty, [other])
    assert task_list.ids(empty, task_filter.TaskFilter(text="kelp")).ids == [pack]
    empty.undo()
    assert set(task_list.ids(empty, task_filter.TaskFilter(text="kelp")).ids) == {pack, other}


def test_what_an_older_workspace_holds_is_found_as_before(empty: Store) -> None:
    """The indexes that are made from the records are those that were kept true action by action."""
    from importlib import import_module

    kelp = clients.add(empty, "Kelp Harbour")
    clients.change(empty, kelp, "city", "Sampletown")
    gone = clients.add(empty, "Kelp Gone")
    clients.delete(empty, [gone])
    fill(empty, dict.fromkeys(search.KINDS, 3))
    before = [search.find(empty, words, 40) for words in ("kelp", "sampletown", "2")]
    up = import_module("app.models.migrations.0025_an_index_for_each_kind").up

    class Db:
        execute_sql = staticmethod(empty.execute)

    with empty.write("Anew"):
        empty.execute("CREATE TABLE search (x)")
        for kind in search.KINDS:
            empty.execute(f"DROP TABLE search_{kind}")
        up(None, Db)
    assert [search.find(empty, words, 40) for words in ("kelp", "sampletown", "2")] == before and len(before[0]) == 19

"""Saved views: named, replaced, renamed, reordered, deleted, undone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.models.store import Store
from app.services import saved_views

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def names(store: Store, page: str = "deals") -> list[str]:
    return [view.name for view in saved_views.of(store, page)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=8), PLAIN, max_size=4))
def test_what_is_saved_is_what_comes_back(store: Store, spec: dict[str, object]) -> None:
    view = saved_views.save(store, "deals", "Mine", spec)
    assert saved_views.of(store, "deals") == [(view, "deals", "Mine", spec, saved_views.of(store, "deals")[0].rank)]


def test_saving_under_a_known_name_replaces_it_and_undo_brings_the_former_back(store: Store) -> None:
    view = saved_views.save(store, "deals", "Big", {"from": 1})
    assert saved_views.save(store, "deals", " big ", {"from": 2}) == view
    assert [known.spec for known in saved_views.of(store, "deals")] == [{"from": 2}]
    store.undo()
    assert [known.spec for known in saved_views.of(store, "deals")] == [{"from": 1}]
    saved_views.save(store, "clients", "Big", {})
    assert names(store) == ["Big"] == names(store, "clients")


def test_views_move_and_are_renamed_and_deleted(store: Store) -> None:
    ids = [saved_views.save(store, "deals", name, {}) for name in "abc"]
    assert saved_views.move(store, ids[2], -5) and names(store) == ["c", "a", "b"]
    assert not saved_views.move(store, ids[2], -1)
    saved_views.rename(store, ids[0], "Other")
    with pytest.raises(UserError, match="named B already"):
        saved_views.rename(store, ids[0], "B")
    saved_views.delete(store, ids[1])
    assert names(store) == ["c", "Other"]
    store.undo()
    assert names(store) == ["c", "Other", "b"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0"])
def test_a_name_that_cannot_be_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UserError, match=r"\.$"):
        saved_views.save(store, "deals", name, {})


def test_a_spec_that_cannot_be_read_counts_as_empty(store: Store) -> None:
    view = saved_views.save(store, "deals", "Odd", {})
    with store.write("Break"):
        store.execute("UPDATE saved_view SET spec = 'not json' WHERE id = ?", (view,))
    assert saved_views.of(store, "deals")[0].spec == {}
    with pytest.raises(UserError, match="more than can be kept"):
        saved_views.save(store, "deals", "Huge", {"text": "x" * 100_000})

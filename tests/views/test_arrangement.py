"""How a list is arranged: keys of the order, columns, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.listing import Listing, Part, SortKey
from app.views.list_memory import ListMemory
from app.views.parts.arrangement import MOST_KEYS, Arrangement, from_spec, to_spec
from app.views.parts.group_rows import Groups, Told

USUAL = Arrangement(("title", "amount", "owner"), (SortKey("due"),))

keys = st.sampled_from(["title", "amount", "owner", "due", "custom:7"])
sorts = st.lists(st.builds(SortKey, keys, st.booleans()), max_size=5, unique_by=lambda each: each.key)
arrangements = st.builds(
    Arrangement,
    st.lists(keys, min_size=1, unique=True).map(tuple),
    sorts.map(tuple),
    st.sampled_from(["", "owner", "custom:7"]),
)


@given(arrangements, arrangements)
def test_an_arrangement_comes_back_from_its_spec(wanted, usual):
    assert from_spec(to_spec(wanted, usual), usual) == wanted


def test_what_is_usual_needs_no_words():
    assert to_spec(USUAL, USUAL) == {} and from_spec({}, USUAL) == USUAL


anything = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=5)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["columns", "sort", "group", "widths"]), anything))
def test_whatever_stands_in_a_spec_gives_an_arrangement(spec):
    found = from_spec(spec, USUAL)
    assert found.columns and len(set(found.columns)) == len(found.columns)
    assert all(isinstance(each, SortKey) for each in found.sorts) and isinstance(found.group, str)


def test_a_head_sorts_up_then_down():
    once = USUAL.sorted_by("amount")
    assert once.sorts == (SortKey("amount"),)
    assert once.sorted_by("amount").sorts == (SortKey("amount", True),)
    assert once.sorted_by("amount").sorted_by("amount").sorts == (SortKey("amount"),)


def test_with_shift_a_head_sorts_too_up_down_and_no_more():
    one = USUAL.sorted_by("owner").also_sorted_by("amount")
    assert one.sorts == (SortKey("owner"), SortKey("amount"))
    two = one.also_sorted_by("owner")
    assert two.sorts == (SortKey("owner", True), SortKey("amount"))
    assert two.also_sorted_by("owner").sorts == (SortKey("amount"),)


@given(st.lists(keys, max_size=20))
def test_no_key_counts_twice_and_there_are_not_too_many(clicked):
    found = USUAL
    for key in clicked:
        found = found.also_sorted_by(key)
    assert len({each.key for each in found.sorts}) == len(found.sorts) <= MOST_KEYS


def test_a_key_can_be_turned_taken_away_and_put_in_front():
    found = USUAL.with_sort(SortKey("amount")).with_sort(SortKey("due", True))
    assert found.sorts == (SortKey("due", True), SortKey("amount"))
    assert found.sort_first("amount").sorts == (SortKey("amount"), SortKey("due", True))
    assert found.without_sort("due").sorts == (SortKey("amount"),)


def test_columns_come_go_and_move_and_one_stays():
    found = USUAL.with_column("closes", after="title")
    assert found.columns == ("title", "closes", "amount", "owner")
    assert found.moved_column("closes", 5).columns == ("title", "amount", "owner", "closes")
    assert found.moved_column("closes", -5).columns == ("closes", "title", "amount", "owner")
    assert Arrangement(("title",)).without_column("title").columns == ("title",)
    assert found.with_column("owner") == found


LISTING = Listing([1, 2, 3, 2], [Part("a", "A", [1, 2], {}), Part("b", "B", [3, 2], {})])


def told(part):
    return Told(part.name, {}, {})


def test_heads_stand_above_their_rows_and_keep_their_ids():
    groups = Groups()
    ids, heads = groups.lay(LISTING, "tags", told)
    assert [heads[i].words if i < 0 else i for i in ids] == ["A", 1, 2, "B", 3, 2]
    again, _ = groups.lay(LISTING._replace(parts=LISTING.parts[::-1]), "tags", told)
    assert again == [ids[3], 3, 2, ids[0], 1, 2]


def test_a_folded_group_shows_its_head_alone_until_something_else_is_grouped_by():
    groups = Groups()
    groups.lay(LISTING, "tags", told)
    groups.fold(["a"], True)
    ids, heads = groups.lay(LISTING, "tags", told)
    assert len(ids) == 4 and heads[ids[0]].folded and heads[ids[0]].count == 2
    assert len(groups.lay(LISTING, "owner", told)[0]) == 6
    assert groups.lay(Listing([5, 6]), "", told) == ([5, 6], {})


def test_each_workspace_and_page_is_remembered_by_itself(tmp_path):
    def memory(name, page="deals.list"):
        return ListMemory(Path(f"/{name}.baton"), page, tmp_path)

    memory("one").keep({"columns": ["title"]})
    assert memory("one").recall() == {"columns": ["title"]}
    assert memory("two").recall() == {} and memory("one", "tasks.list").recall() == {}
    memory("one").keep({})
    assert memory("one").recall() == {}


def test_a_broken_memory_is_none(tmp_path):
    memory = ListMemory(Path("/x.baton"), "deals.list", tmp_path)
    memory._values.setValue(memory._key, "[broken")
    assert memory.recall() == {}

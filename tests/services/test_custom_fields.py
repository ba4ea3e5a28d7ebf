"""Fields of the user's own: defined, filled, changed, deleted, sorted by and narrowed by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.models.store import Store
from app.services import custom_fields, custom_sql, deals
from app.services.custom_sql import Asked

KEPT = {
    "text": st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=40).map(str.strip),
    "number": st.integers(-(10**12), 10**12).map(str),
    "money": st.integers(0, 10**12).map(lambda minor: f"{minor} EUR"),
    "date": st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    "choice": st.sampled_from(["one", "Two", "three"]),
    "yes_no": st.sampled_from(["0", "1"]),
    "link": st.sampled_from(["https://example.com", "client:3", "mailto:a@b.cc"]),
}  # fmt: skip
ANY = st.sampled_from(sorted(KEPT)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(KEPT[kind], min_size=2, max_size=4))
)
OPTIONS = {"choice": ("one", "Two", "three")}


def field_of(store: Store, kind: str, name: str = "Size") -> custom_fields.Field:
    made = custom_fields.define(store, "deal", name, kind, OPTIONS.get(kind, ()))
    found = custom_fields.field(store, made)
    assert found is not None
    return found


def value(store: Store, deal: int, field: int) -> str:
    return custom_fields.values(store, "deal", [deal])[deal].get(field, "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY)
def test_what_is_put_is_what_is_read_and_undo_brings_the_former_back(store: Store, case: tuple[str, list[str]]) -> None:
    kind, series = case
    old = custom_fields.by_name(store, "deal", kind)
    field = old or field_of(store, kind, kind)
    deal = deals.add(store, "Shop")
    seen = [""]
    for text in series:
        custom_fields.put(store, field.id, [deal], text)
        assert value(store, deal, field.id) == text
        assert text == "" or custom_fields.shown(field, text)
        if text != seen[-1]:
            seen.append(text)
    for former in reversed(seen[:-1]):
        store.undo()
        assert value(store, deal, field.id) == former


def test_one_value_for_many_is_one_step(store: Store) -> None:
    ids = [deals.add(store, f"Deal {n}") for n in range(150)]
    field = field_of(store, "number")
    custom_fields.put(store, field.id, ids, "12")
    assert custom_fields.counts(store, "deal") == {field.id: 150}
    custom_fields.put(store, field.id, ids[:40], "")
    assert custom_fields.counts(store, "deal") == {field.id: 110}
    store.undo()
    store.undo()
    assert custom_fields.counts(store, "deal") == {field.id: 0}


@pytest.mark.parametrize(("kind", "wrong"), [("number", "abc"), ("choice", "purple"), ("date", "2026-13-01"), ("money", "x"), ("link", "a b"), ("yes_no", "2"), ("text", "x" * 10_001)])  # fmt: skip
def test_a_value_that_cannot_be_is_refused_and_the_old_one_stays(store: Store, kind: str, wrong: str) -> None:
    deal, field = deals.add(store, "Shop"), field_of(store, kind)
    with pytest.raises(UserError, match=r"\.$"):
        custom_fields.put(store, field.id, [deal], wrong)
    assert value(store, deal, field.id) == ""


def test_ten_thousand_characters_are_kept_whole(store: Store) -> None:
    deal, field = deals.add(store, "Shop"), field_of(store, "text")
    custom_fields.put(store, field.id, [deal], "ä" * 10_000)
    assert value(store, deal, field.id) == "ä" * 10_000


def test_a_name_that_exists_is_refused_whatever_its_case_but_not_on_another_record(store: Store) -> None:
    field = field_of(store, "text")
    for name in ("Size", " sIZE ", "", "x" * 101):
        with pytest.raises(UserError):
            custom_fields.define(store, "deal", name)
    custom_fields.define(store, "client", "Size")
    other = field_of(store, "text", "Weight")
    with pytest.raises(UserError, match="named Size already"):
        custom_fields.rename(store, other.id, "size")
    custom_fields.rename(store, field.id, "SIZE")
    assert [known.name for known in custom_fields.fields(store, "deal")] == ["SIZE", "Weight"]


def test_a_hundred_fields_stand_and_the_next_is_refused(store: Store) -> None:
    for number in range(100):
        custom_fields.define(store, "deal", f"Field {number}")
    with pytest.raises(UserError, match="100 fields"):
        custom_fields.define(store, "deal", "One more")
    assert [field.name for field in custom_fields.fields(store, "deal")] == [f"Field {n}" for n in range(100)]


def test_fields_move_and_keep_their_values(store: Store) -> None:
    ids = [field_of(store, "text", name).id for name in "abc"]
    assert custom_fields.move(store, ids[2], -2) and not custom_fields.move(store, ids[2], -1)
    assert [field.name for field in custom_fields.fields(store, "deal")] == ["c", "a", "b"]


def test_deleting_a_field_says_how_many_lose_a_value_and_undo_brings_all_back(store: Store) -> None:
    ids, field = [deals.add(store, f"Deal {n}") for n in range(3)], field_of(store, "number")
    custom_fields.put(store, field.id, ids, "5")
    deals.delete(store, ids[2:])
    assert custom_fields.delete(store, field.id) == 2
    assert custom_fields.fields(store, "deal") == []
    store.undo()
    assert [value(store, deal, field.id) for deal in ids] == ["5", "5", "5"]


def test_a_choice_that_is_no_option_any_more_stays_shown_and_can_be_cleared_only(store: Store) -> None:
    one, two, field = deals.add(store, "Shop"), deals.add(store, "Site"), field_of(store, "choice")
    custom_fields.put(store, field.id, [one], "Two")
    custom_fields.set_options(store, field.id, ["one", "three"])
    assert value(store, one, field.id) == "Two"
    custom_fields.put(store, field.id, [one], "Two")  # unchanged: nothing to refuse
    with pytest.raises(UserError, match="no choice of Size"):
        custom_fields.put(store, field.id, [two], "Two")
    custom_fields.put(store, field.id, [one], "")
    with pytest.raises(UserError, match="at least one option"):
        custom_fields.set_options(store, field.id, [])


def test_a_renamed_option_takes_its_records_along_and_two_can_become_one(store: Store) -> None:
    one, two, field = deals.add(store, "Shop"), deals.add(store, "Site"), field_of(store, "choice")
    custom_fields.put(store, field.id, [one], "one")
    custom_fields.put(store, field.id, [two], "Two")
    custom_fields.rename_option(store, field.id, "one", "First")
    assert value(store, one, field.id) == "First"
    custom_fields.rename_option(store, field.id, "First", "two")
    assert custom_fields.fields(store, "deal")[0].options == ("Two", "three")
    assert value(store, one, field.id) == value(store, two, field.id) == "Two"


def test_links_to_records_are_named(store: Store) -> None:
    deal = deals.add(store, "Shop")
    assert custom_fields.link_titles(store, [f"deal:{deal}", "deal:999", "https://a.b"]) == {f"deal:{deal}": "Shop"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), st.integers(-500, 500)), min_size=1, max_size=8), st.integers(-500, 500))
def test_numbers_sort_and_narrow_as_numbers(store: Store, given_values: list[int | None], bound: int) -> None:
    field = custom_fields.by_name(store, "deal", "Size") or field_of(store, "number")
    store_ids = [deals.add(store, "Deal") for _ in given_values]
    custom_fields.put_each(
        store, field.id, {i: "" if v is None else str(v) for i, v in zip(store_ids, given_values, strict=True)}
    )
    known = dict(zip(store_ids, given_values, strict=True))
    mine = f"d.id >= {store_ids[0]}"
    order = store.ids(f"SELECT d.id FROM deal d WHERE {mine} ORDER BY {custom_sql.sort_sql(field, 'd.id')}, d.id")
    assert order == sorted(known, key=lambda i: (known[i] is not None, known[i] or 0, i))

    def found(test: str, text: str = "") -> set[int]:
        params: dict[str, object] = {}
        where = custom_sql.where("number", Asked(field.id, test, text), "d.id", params)
        return set(store.ids(f"SELECT d.id FROM deal d WHERE {mine} AND {where}", params))

    assert found("from", str(bound)) == {i for i, v in known.items() if v is not None and v >= bound}
    assert found("to", str(bound)) == {i for i, v in known.items() if v is not None and v <= bound}
    assert found("any") == {i for i, v in known.items() if v is not None} == set(known) - found("none")
    assert (
        found("is", str(bound)) == {i for i, v in known.items() if v == bound} == set(known) - found("not", str(bound))
    )


def test_choices_sort_in_the_order_of_their_options(store: Store) -> None:
    field = field_of(store, "choice")
    ids = {word: deals.add(store, word) for word in ("three", "Two", "one")}
    for word, deal in ids.items():
        custom_fields.put(store, field.id, [deal], word)
    order = store.ids(f"SELECT d.id FROM deal d ORDER BY {custom_sql.sort_sql(field, 'd.id')}")
    assert order == [ids["one"], ids["Two"], ids["three"]]


def test_words_and_days_and_money_narrow(store: Store) -> None:
    now = date(2026, 11, 12)
    text, day, money = (field_of(store, kind, kind) for kind in ("text", "date", "money"))
    one, two = deals.add(store, "Shop"), deals.add(store, "Site")
    custom_fields.put(store, text.id, [one], "50% off_now")
    custom_fields.put(store, day.id, [one, two], now.isoformat())
    custom_fields.put(store, day.id, [two], (now + timedelta(days=9)).isoformat())
    custom_fields.put(store, money.id, [one], "50000 EUR")
    custom_fields.put(store, money.id, [two], "60000 USD")

    def found(field: custom_fields.Field, *asked: tuple[str, str]) -> list[int]:
        params: dict[str, object] = {}
        parts = [custom_sql.where(field.kind, Asked(field.id, *each), "d.id", params) for each in asked]
        return store.ids(f"SELECT d.id FROM deal d WHERE {' AND '.join(parts)} ORDER BY d.id", params)

    assert found(text, ("has", "% OFF_")) == [one] and found(text, ("has", "ff%n")) == []
    assert found(day, ("from", "2026-11-13")) == [two] and found(day, ("from", "2026-11-01"), ("to", "2026-11-20")) == [
        one
    ]
    assert found(money, ("from", "1 EUR")) == [one] and found(money, ("to", "70000 USD")) == [two]


def test_the_pieces_of_sql_use_the_index(store: Store) -> None:
    field = field_of(store, "number")
    plans = [
        f"SELECT {custom_sql.sort_sql(field, 'd.id')} FROM deal d",
        f"SELECT 1 FROM deal d WHERE {custom_sql.where('number', Asked(field.id, 'any'), 'd.id', {})}",
        f"SELECT 1 FROM deal d WHERE {custom_sql.tag_where('deal', 1, 'd.id')}",
    ]
    for sql in plans:
        steps = [row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("SEARCH v USING" in step or "SEARCH l USING" in step for step in steps), steps

"""Conditions on fields of one's own: a list shows just those that somebody would pick who reads the values one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import custom_value, finding
from app.services import client_list, clients, custom_fields, custom_sql, deal_board, deals, filter_spec, workspace
from app.services.client_list import ClientFilter
from app.services.custom_sql import TESTS, Asked
from app.services.deal_filter import DealFilter

OPTIONS = ("Gold", "Silver", "gold leaf")
KEPT = {
    "text": st.text("abAB%_\\*?[]^-eéÉßsжЖ 12", min_size=1, max_size=5).map(str.strip).filter(bool),
    "number": st.decimals(-1000, 1000, places=2).map(lambda n: custom_value.parse("number", f"{n:f}", name="n")),
    "money": st.builds("{} {}".format, st.integers(-(10**9), 10**9), st.sampled_from(["EUR", "USD", "JPY"])),
    "date": st.dates(date(1999, 1, 1), date(2101, 1, 1)).map(lambda day: day.isoformat()),
    "choice": st.sampled_from(OPTIONS),
    "yes_no": st.sampled_from(["0", "1"]),
    "link": st.sampled_from(["https://example.com", "client:1", "mailto:a@example.com"]),
}  # fmt: skip
ODD = st.sampled_from(
    [
        "",
        "%",
        "_",
        "abc",
        "1",
        "-",
        "1e5",
        "12 %",
        "*",
        "[a",
        "[^x]",
        "É",
        "Ж",
        "b*",
        "5 E_R",
        "2026",
        "99999999999999999999 EUR",
        "a b",
    ]
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Twelve clients, and a field of every kind that some of them have a value in."""
    store = workspace.create(tmp_path_factory.mktemp("fields") / "work.baton", my_name="Mara Sample", currency="EUR")
    ids = [clients.add(store, f"Client {n}") for n in range(12)]
    fields = {
        kind: custom_fields.define(store, "client", kind, kind, OPTIONS if kind == "choice" else ()) for kind in KEPT
    }
    yield store, ids, fields
    store.close()


def reads(kind: str, asked: Asked, value: str | None) -> bool:
    """What the condition says of one value, in plain words; None is no value."""
    if value is None or asked.test in ("any", "none"):
        return (asked.test == "none") == (value is None) if asked.test in ("any", "none") else asked.test == "not"
    if asked.test in ("is", "not"):
        return (value == asked.value) == (asked.test == "is")
    if asked.test == "has":
        return finding.plain(asked.value.strip()) in finding.plain(value)
    if kind in ("number", "money", "date") and not custom_value.is_kept(kind, asked.value):
        return False
    one, two = value, asked.value
    if kind == "money":
        if one.split()[1] != two.split()[1]:
            return False
        one, two = one.split()[0], two.split()[0]
    low, high = (Decimal(one), Decimal(two)) if kind in ("number", "money") else (one, two)
    return bool(low >= high) if asked.test == "from" else bool(low <= high)


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(list(KEPT)))
    asks = st.lists(st.tuples(st.sampled_from(TESTS), KEPT[kind] | ODD), min_size=1, max_size=3)
    return kind, draw(st.lists(st.none() | KEPT[kind], min_size=12, max_size=12)), draw(asks)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions())
def test_a_list_shows_what_reading_every_value_would_show(filled, question):
    store, ids, fields = filled
    kind, values, asks = question
    custom_fields.put_each(store, fields[kind], {i: value or "" for i, value in zip(ids, values, strict=True)})
    asked = tuple(Asked(fields[kind], test, value) for test, value in asks)
    flt = ClientFilter(custom=asked)
    wanted = {i for i, value in zip(ids, values, strict=True) if all(reads(kind, each, value) for each in asked)}
    assert set(client_list.ids(store, flt).ids) == wanted
    assert client_list.count(store, flt) == len(wanted)
    assert client_list.from_spec(client_list.to_spec(flt)) == flt


def test_a_field_that_is_gone_or_of_other_records_has_no_values(store):
    one, two = clients.add(store, "One"), clients.add(store, "Two")
    deals.add(store, "Of a deal")
    size = custom_fields.define(store, "deal", "Size", "number")
    custom_fields.put(store, size, store.ids("SELECT id FROM deal"), "5")
    for field in (size, 999):
        for test in ("any", "is", "has", "from", "to"):
            assert client_list.ids(store, ClientFilter(custom=(Asked(field, test, "5"),))).ids == [], test
        for test in ("none", "not"):
            assert client_list.ids(store, ClientFilter(custom=(Asked(field, test, "5"),))).ids == [one, two], test


@pytest.mark.parametrize("text", ["\ud800", "x" * 10_001, 5, None])
def test_what_the_database_cannot_be_asked_for_is_no_part_of_a_view(text):
    spec = {"text": text, "custom": [[1, "has", text]], "city": text}
    assert client_list.from_spec(spec) == client_list.PLAIN
    assert filter_spec.from_spec({"tag_ids": [2**64], "won_to": True}, client_list.PLAIN) == client_list.PLAIN


def test_a_test_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="like"):
        custom_sql.where("text", Asked(1, "like"), "c.id", {})


def test_words_are_found_whatever_their_case_and_accents_in_any_language(store):
    names = ["Österreich", "ÉCOLE", "жук", "straße", "100% [new]*"]
    ids = {name: clients.add(store, name) for name in names}
    field = custom_fields.define(store, "client", "Words", "text")
    custom_fields.put_each(store, field, {i: name for name, i in ids.items()})
    for typed, name in (
        ("öster", names[0]),
        ("école", names[1]),
        ("ЖУК", names[2]),
        ("STRAßE", names[3]),
        ("strasse", names[3]),
        ("osterr", names[0]),
        ("e\N{COMBINING ACUTE ACCENT}cole", names[1]),
        ("écolé", names[1]),
        ("% [NEW]*", names[4]),
    ):
        assert client_list.ids(store, ClientFilter(custom=(Asked(field, "has", typed),))).ids == [ids[name]], typed
    deals.add(store, "Ölmühle")
    assert deal_board.count(store, DealFilter(text="ÖLMÜHLE")) == deal_board.count(store, DealFilter(text="ölm")) == 1
    mine = deals.add(store, "Site", client="José Crème"), deals.add(store, "A new menu for Jose")
    for typed in ("Jose", "josé", "JOSÉ"):
        assert sorted(deal_board.list_ids(store, DealFilter(text=typed))) == sorted(mine), typed
    assert deal_board.list_ids(store, DealFilter(text="osé cr")) == [mine[0]]
    assert client_list.ids(store, ClientFilter(custom=(Asked(field, "has", "ж" * 9_999),))).ids == []

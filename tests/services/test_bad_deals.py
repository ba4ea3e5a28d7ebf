"""What no deal can be: refused in a sentence, and the deal stays as it was. What can be is kept as it was meant."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.services import activities, clients, deal_bulk, deals, merges, pipelines, quick_deal, sources


@pytest.fixture
def deal(store):
    return deals.add(store, "Website", client="Acme", amount_minor=100_000)


def kept(store, deal):
    return store.row("SELECT * FROM deal WHERE id = ?", (deal,))


FUTURE = today() + timedelta(days=1)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 10_000, "This title has 10,000 characters; 500 at most"),
        ("title", "\u200b", "A title needs at least one letter"),
        ("title", "\x07\x1b", "A title needs at least one letter"),
        ("title", "\u202e", "A title needs at least one letter"),
        ("competitor", "x" * 10_000, "This competitor has 10,000 characters; 500 at most"),
        ("next_step", "x" * 10_000, "This next step has 10,000 characters; 500 at most"),
        ("notes", "x" * 100_001, "These notes have 100,001 characters; 100,000 at most"),
        ("amount_minor", -1, "An amount is not negative"),
        ("amount_minor", 10**16, "too large to be true"),
        ("recurring_minor", -1, "An amount is not negative"),
        ("recurring_months", 0, "every 1 to 120 months"),
        ("probability", 101, "between 0 and 100"),
        ("currency", "Euro", "EURO is no currency"),
        ("created_on", None, "has a day on which it was created"),
        ("created_on", FUTURE, "cannot be created in the future"),
        ("created_on", date(26, 1, 1), "The year 0026 cannot be meant"),
        ("expected_close_on", date(9999, 1, 1), "The year 9999 cannot be meant"),
        ("closed_on", today(), "This deal is open"),
        ("client_id", 999, "This client is gone"),
        ("contact_id", 999, "This contact is gone"),
        ("owner_id", 999, "This person is gone"),
        ("source_id", 999, "This source is gone"),
        ("lost_reason_id", 999, "This reason is gone"),
    ],
)
def test_a_field_refuses_what_cannot_be(store, deal, field, value, words):
    before = kept(store, deal)
    with pytest.raises(UserError, match=words):
        deals.change(store, deal, field, value)
    assert kept(store, deal) == before and store.undo_label == "Add deal"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": " "}, "A title needs"),
        ({"amount_minor": -5}, "not negative"),
        ({"currency": "€"}, "is no currency"),
        ({"client": 999}, "This client is gone"),
        ({"client": "x" * 10_000}, "10,000 characters"),
        ({"contact_id": 999}, "This contact is gone"),
        ({"owner_id": 999}, "This person is gone"),
        ({"expected_close_on": date(1, 1, 1)}, "cannot be meant"),
        ({"next_step": "x" * 501}, "This next step has 501 characters"),
    ],
)
def test_a_new_deal_refuses_it_too_and_leaves_nothing_behind(store, values, words):
    values = {"title": "Film", **values}
    with pytest.raises(UserError, match=words):
        deals.add(store, values.pop("title"), **values)
    assert not store.ids("SELECT id FROM deal") and not store.ids("SELECT id FROM client")


def test_a_client_of_blanks_is_none(store):
    made = deals.add(store, "Film", client=" \n ")
    assert store.value("SELECT client_id FROM deal WHERE id = ?", (made,)) is None


def test_why_it_was_lost_is_no_novel(store, deal):
    with pytest.raises(UserError, match="The name of this reason has 10,000 characters; 120 at most"):
        deals.lose(store, [deal], today(), "x" * 10_000)
    with pytest.raises(UserError, match="This competitor has 600 characters"):
        deals.lose(store, [deal], today(), "Too dear", "y" * 600)
    deals.lose(store, [deal], today(), " Too\ndear\x07 ", "Harbour\tPress")
    assert store.value("SELECT competitor FROM deal WHERE id = ?", (deal,)) == "Harbour Press"
    assert store.value("SELECT count(*) FROM lost_reason WHERE name = 'Too dear'") == 1


def test_words_that_turn_the_direction_leave_the_rest_as_it_is(store, deal):
    deals.change(store, deal, "title", "\u202eWebsite\x07 \u2066relaunch\u2069")
    assert store.value("SELECT title FROM deal WHERE id = ?", (deal,)) == "Website relaunch"


def test_an_owner_who_is_gone_is_given_nothing(store, deal):
    with pytest.raises(UserError, match="This person is gone"):
        deal_bulk.set_owner(store, [deal], 999)


def test_a_source_that_was_removed_meanwhile(store, deal):
    fair = sources.find_or_add(store, "Trade fair")
    with store.write("Remove source"):
        store.execute("DELETE FROM source WHERE id = ?", (fair,))
    with pytest.raises(UserError, match="This source is gone"):
        deals.change(store, deal, "source_id", fair)


def test_a_stage_goes_only_when_its_deals_have_another(store, deal):
    stage = store.value("SELECT stage_id FROM deal WHERE id = ?", (deal,))
    other = store.value("SELECT id FROM stage WHERE kind = 'open' AND id <> ? ORDER BY rank", (stage,))
    with pytest.raises(UserError, match="There are deals in Lead"):
        pipelines.remove_stage(store, stage)
    pipelines.remove_stage(store, stage, other)
    assert store.value("SELECT stage_id FROM deal WHERE id = ?", (deal,)) == other
    with pytest.raises(UserError, match="This stage is gone"):
        deals.move(store, [deal], stage)
    with pytest.raises(UserError, match="This stage is gone"):
        deals.add(store, "Film", stage_id=stage)
    assert store.value("SELECT stage_id FROM deal WHERE id = ?", (deal,)) == other  # still on a board


def test_a_deal_that_was_merged_meanwhile_says_that_it_is_gone(store, deal):
    other = deals.add(store, "Website", client="Acme")
    merges.merge(store, "deal", (deal, other), deal)
    for act in (
        lambda: deals.change(store, other, "title", "Mine"),
        lambda: deals.move(store, [other], deals.first_stage(store)),
        lambda: deals.win(store, [other], today()),
        lambda: deals.delete(store, [other]),
        lambda: activities.log(store, "note", "Mine", deal_id=other),
        lambda: activities.plan_step(store, other, "Call", None),
    ):
        with pytest.raises(UserError, match="gone"):
            act()


def test_strings_that_break_other_programs_are_kept_or_refused(store, deal, data):
    for text in json.loads((data / "text" / "blns.json").read_text(encoding="utf-8")):
        for field in ("title", "competitor", "next_step", "notes"):
            try:
                deals.change(store, deal, field, text)
            except UserError as problem:
                assert field == "title" or "NUL" in str(problem) or len(text) > 500, (field, text)
                continue
            found = store.value(f"SELECT {field} FROM deal WHERE id = ?", (deal,))
            assert found == text or field != "notes"
            assert "\n" not in found or field == "notes"


TEXTS = st.one_of(st.text(max_size=600), st.text(st.sampled_from(" \t\n\x07\x1b\u200b\u202e\u2066aé日"), max_size=30))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_title_is_one_line_that_can_be_seen_or_is_refused(store, text):
    made = None
    try:
        made = deals.add(store, text)
    except UserError as problem:
        assert "title" in str(problem) or "NUL" in str(problem)
    if made is not None:
        title = store.value("SELECT title FROM deal WHERE id = ?", (made,))
        assert 1 <= len(title) <= 500 and any(map(str.isprintable, title))
        assert title == " ".join(title.split()) and not {"\x07", "\x1b", "\u202e", "\u2066"} & set(title)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_any_line_of_a_lead_is_understood_or_refused(store, text):
    draft = quick_deal.understand(quick_deal.learn(store), text, today=today(), home="EUR")
    try:
        made = quick_deal.save(store, draft)
    except UserError as problem:
        assert len(str(problem)) < 300
    else:
        assert store.value("SELECT title FROM deal WHERE id = ?", (made,))
    assert clients.find(store, text) is not None

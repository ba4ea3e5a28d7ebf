"""Two deals that are one: suggested, merged with everything that hangs on them, and taken back by one Undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.base import UserError, today
from app.models.tables import references
from app.services import (
    activities,
    attachments,
    clients,
    currencies,
    custom_fields,
    deal_lines,
    deals,
    duplicates,
    figures,
    handoff,
    imports,
    merges,
    projects,
    renewals,
    tags,
    timeline,
    timelog,
)

SOON = today() + timedelta(days=20)


@pytest.fixture
def acme(store):
    return clients.add(store, "Acme")


@pytest.fixture
def pair(store, acme):
    """A deal of an amount, and its double with lines and all that can hang on one."""
    one = deals.add(store, "Website relaunch", client=acme, amount_minor=1_200_000, expected_close_on=SOON)
    other = deals.add(store, "Website re-launch", client=acme, expected_close_on=SOON)
    deal_lines.add_line(store, other, "Design", quantity="3", unit="day", price_minor=300_000)
    deal_lines.add_line(store, other, "Build", price_minor=300_000)
    activities.log(store, "call", "They want it by spring.", deal_id=other)
    attachments.add(store, b"words", "brief.txt", deal_id=other)
    tags.put(store, "deal", [one, other], "web")
    tags.put(store, "deal", [other], "rush")
    timelog.add(store, 90, deal_id=other)
    return one, other


def lines_of(store, deal):
    return [line.title for line in deal_lines.lines(store, deal)]


def amount_of(store, deal):
    return store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,))


def won(store, deal):
    stage = store.value("SELECT id FROM stage WHERE kind = 'won'")
    deals.move(store, [deal], stage)
    return deal


def handed_off(store, deal):
    won(store, deal)
    return handoff.complete(store, handoff.draft(store, deal))


def everything(store):
    return {
        (table, column): store.rows(f"SELECT * FROM {table} ORDER BY id") for table, column in references("deal")
    } | {("deal", "*"): store.rows("SELECT * FROM deal ORDER BY id"), "e": store.rows("SELECT * FROM deal_event")}


def test_the_pair_is_suggested_and_stays_told_apart(store, pair):
    (found,) = duplicates.found(store, "deal")
    assert (found.one, found.other, found.words) == (*pair, "Very likely")
    side = duplicates.sides(store, "deal", pair)[pair[0]]
    assert side.detail.startswith("Acme, €12,000, ")
    duplicates.tell_apart(store, "deal", pair)
    assert duplicates.found(store, "deal") == []
    assert [told.kind for told in duplicates.told_apart(store)] == ["deal"]
    store.undo()
    assert len(duplicates.found(store, "deal")) == 1


def test_what_came_in_with_one_file_is_compared_too(store, acme):
    rows = {"title": ["Menus", "Menus", "Signs"], "client": ["Acme"] * 3, "expected_close": [SOON] * 3}
    imports.land(store, imports.Batch("deals", [1, 2, 3], rows, {}))
    assert len(duplicates.found(store, "deal")) == 1


def test_a_deal_and_the_one_that_renews_it_are_two(store, pair):
    won(store, pair[0])
    renewal = renewals.add(store, "Website", SOON, deal_id=pair[0])
    with store.write("Renew"):
        store.execute("UPDATE renewal SET renewed_deal_id = ? WHERE id = ?", (pair[1], renewal))
    assert duplicates.found(store, "deal") == []


def test_side_by_side_the_fuller_value_is_chosen(store, pair):
    deals.change(store, pair[1], "notes", "Ask for photographs.")
    found = merges.compare(store, "deal", pair)
    chosen = {choice.key: choice.shown[choice.chosen] for choice in found.choices if choice.differs}
    assert found.ids[found.stays] == pair[1]  # more hangs on it
    assert chosen["amount_minor"] == "€12,000, 2 lines"
    assert chosen["notes"] == "Ask for photographs."
    assert merges.listed(merges.moving(found, 1)) == "1 tag"
    assert merges.listed(merges.moving(found, 0)) == "1 activity, 1 file, 1 time entry and 2 tags"


def test_everything_moves_and_one_undo_takes_it_back(store, pair):
    one, other = pair
    before = everything(store)
    done = merges.merge(store, "deal", pair, one, {"title": one})
    assert (done.id, done.name) == (one, "Website relaunch")
    for table, column in references("deal"):
        if (table, column) != ("deal", "merged_into_id"):
            assert not store.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", (other,)), table
    assert lines_of(store, one) == ["Design", "Build"] and amount_of(store, one) == 1_200_000
    assert [tag.name for tag in tags.of(store, "deal", [one])[one]] == ["rush", "web"]
    assert duplicates.there(store, "deal", pair) == {one}
    assert duplicates.found(store, "deal") == []
    store.undo()
    assert everything(store) == before
    store.redo()
    assert duplicates.there(store, "deal", pair) == {one}


def test_the_history_of_both_is_told_and_the_past_stays_as_it_was(store, pair):
    one, other = pair
    deals.change(store, other, "expected_close_on", SOON + timedelta(days=1))
    assert figures.totals(store).open == 2
    merges.merge(store, "deal", pair, one)
    words = [(entry.about, entry.text) for entry in timeline.page(store, "deal", one, kind="change").entries]
    assert any(
        text.startswith("Merged into “Website relaunch”") for about, text in words if about == "Website re-launch"
    )
    assert ("Website re-launch", "Created") in words and ("", "Created") in words
    assert any("Closes " in text for about, text in words if about == "Website re-launch")
    assert figures.totals(store).open == 1
    with pytest.raises(UserError):
        deals.change(store, other, "title", "Anew")


def test_the_lines_of_one_or_of_both(store, pair):
    one, other = pair
    deal_lines.add_line(store, one, "Photographs", price_minor=50_000)
    found = merges.compare(store, "deal", pair)
    amount = next(choice for choice in found.choices if choice.key == "amount_minor")
    assert amount.together == "All 3 lines together: €12,500"
    merges.merge(store, "deal", pair, one, {"amount_minor": one})
    assert (lines_of(store, one), amount_of(store, one)) == (["Photographs"], 50_000)
    note = timeline.page(store, "deal", one, kind="note").entries[0].text
    assert "Amount: €12,000, 2 lines\nLine: 3 day Design, €9,000\nLine: 1 Build, €3,000" in note
    store.undo()
    merges.merge(store, "deal", pair, one, {"amount_minor": other})
    assert (lines_of(store, one), amount_of(store, one)) == (["Design", "Build"], 1_200_000)
    assert lines_of(store, other) == ["Photographs"]
    store.undo()
    merges.merge(store, "deal", pair, one, {"amount_minor": merges.ALL})
    assert (lines_of(store, one), amount_of(store, one)) == (["Photographs", "Design", "Build"], 1_250_000)


def test_won_holds_before_open_and_open_before_lost(store, pair):
    one, other = pair
    won(store, other)
    merges.merge(store, "deal", pair, one)
    kind, closed = store.row(
        "SELECT s.kind, d.closed_on FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?", (one,)
    )
    assert (kind, closed) == ("won", today().isoformat())
    store.undo()
    store.undo()
    deals.lose(store, [one], today(), "Too dear")
    merges.merge(store, "deal", pair, one)
    row = store.row(
        "SELECT s.kind, d.closed_on, d.lost_reason_id FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?",
        (one,),
    )
    assert row == ("open", None, None)


def test_a_closed_deal_in_another_currency_takes_the_rate_of_its_day(store, acme):
    currencies_home = currencies.rates(store).home
    assert currencies_home == "EUR"
    with store.write("Rate"):
        store.execute("INSERT INTO rate (currency, on_date, rate) VALUES ('USD', '2026-01-01', '0.5')")
    one = deals.add(store, "Film", client=acme, amount_minor=900)
    other = deals.add(store, "Film", client=acme, amount_minor=1_000, currency="USD")
    won(store, one)
    merges.merge(store, "deal", (one, other), one, {"amount_minor": other})
    assert store.row("SELECT amount_minor, currency, closed_rate FROM deal WHERE id = ?", (one,)) == (
        1_000,
        "USD",
        "0.5",
    )


def test_what_was_handed_off_stays_with_what_was_agreed(store, pair):
    one, other = pair
    made = handed_off(store, one)
    found = merges.compare(store, "deal", pair)
    assert found.bound == "“Website relaunch” was handed off, so it stays, with its stage, amount and lines."
    assert found.ids[found.stays] == one
    assert {choice.key for choice in found.choices if choice.held} == {"stage_id", "amount_minor"}
    with pytest.raises(UserError, match="was handed off, so it stays"):
        merges.merge(store, "deal", pair, other)
    merges.merge(store, "deal", pair, one, {"amount_minor": other, "stage_id": other, "title": other})
    assert (lines_of(store, one), amount_of(store, one)) == ([], 1_200_000)
    assert store.value("SELECT title FROM deal WHERE id = ?", (one,)) == "Website re-launch"
    assert [row.deal_id for row in projects.rows(store, [made.project_id])] == [one]


def test_two_that_were_handed_off_are_refused_until_one_project_is_gone(store, pair):
    one, other = pair
    handed_off(store, one)
    made = handed_off(store, other)
    with pytest.raises(UserError, match=r"were both handed off.*Delete the project of one of them first"):
        merges.compare(store, "deal", pair)
    projects.delete(store, [made.project_id])
    merges.merge(store, "deal", pair, one)
    assert duplicates.there(store, "deal", pair) == {one}


def test_fields_of_ones_own_and_links_follow(store, pair, acme):
    one, other = pair
    pages = custom_fields.define(store, "deal", "Pages", "number")
    link = custom_fields.define(store, "client", "Best deal", "link")
    custom_fields.put(store, pages, [other], "40")
    custom_fields.put(store, link, [acme], f"deal:{other}")
    merges.merge(store, "deal", pair, one)
    assert custom_fields.values(store, "deal", [one])[one][pages] == "40"
    assert custom_fields.values(store, "client", [acme])[acme][link] == f"deal:{one}"


def test_a_chain_of_merges_keeps_all_histories(store, acme):
    first, second, third = (deals.add(store, f"Film {n}", client=acme) for n in "abc")
    merges.merge(store, "deal", (first, second), second)
    merges.merge(store, "deal", (second, third), third)
    told = {entry.about for entry in timeline.page(store, "deal", third, kind="change").entries}
    assert told == {"Film a", "Film b", ""}


def test_a_later_import_does_not_bring_the_merged_one_back(store, acme):
    created = date(2026, 3, 1)
    rows = {
        "title": ["Menus", "Menu", "Signs"],
        "client": ["Acme"] * 3,
        "created": [created] * 3,
        "external_id": ["", "", "X9"],
    }
    batch = imports.Batch("deals", [1, 2, 3], rows, {})
    imports.land(store, batch)
    ids = store.ids("SELECT id FROM deal ORDER BY id")
    merges.merge(store, "deal", ids, ids[0], {"title": ids[0], "external_id": ids[0]})
    landed = imports.land(store, batch)
    assert (landed.created, landed.updated, landed.skipped) == (0, 0, 3)
    store.undo()
    assert duplicates.there(store, "deal", ids) == set(ids)

"""Copies of deals, and deals put out of sight and brought back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import custom_fields, deal_board, deal_copies, deal_detail, deal_lines, deals, tags
from app.services.deal_board import DealFilter


def test_a_copy_has_what_was_agreed_and_a_history_of_its_own(store: Store) -> None:
    deal = deals.add(store, "Relaunch", client="Acme", next_step="Call", next_step_on=today())
    deal_lines.add_line(
        store, deal, "Design", quantity="2", price_minor=500_00, discount=Decimal(10), tax=Decimal(19), minutes=90
    )
    deals.change(store, deal, "notes", "They like blue.")
    deals.change(store, deal, "recurring_minor", 50_00)
    tags.put(store, "deal", [deal], "spring")
    field = custom_fields.define(store, "deal", "Ground", "text")
    custom_fields.put(store, field, [deal], "north")
    deals.change(store, deal, "expected_close_on", today() - timedelta(days=3))
    deals.lose(store, [deal], today(), "Too slow", "Rival")
    copy = deal_copies.duplicate(store, deal)
    assert store.undo_label == "Duplicate deal"
    card, found = deal_board.cards(store, [copy])[0], deal_detail.detail(store, copy)
    assert found is not None
    assert (card.title, card.client, card.amount_minor, card.stage, card.closed_on) == (
        "Relaunch (copy)", "Acme", 900_00, "Lead", None,
    )  # fmt: skip
    assert (card.next_step, card.expected_close_on, found.lost_reason, found.competitor) == ("", None, None, "")
    assert (card.created_on, card.days_in_stage, found.notes) == (today(), 0, "They like blue.")
    assert [line._replace(id=0) for line in deal_lines.lines(store, copy)] == [
        line._replace(id=0) for line in deal_lines.lines(store, deal)
    ]
    assert [tag.name for tag in tags.of(store, "deal", [copy])[copy]] == ["spring"]
    assert custom_fields.values(store, "deal", [copy])[copy] == {field: "north"}
    assert store.value("SELECT recurring_minor FROM deal WHERE id = ?", (copy,)) == 50_00
    assert {entry.on for entry in found.timeline} == {today()} and not any("lost" in e.text for e in found.timeline)
    store.undo()
    assert deal_detail.detail(store, copy) is None


def test_an_open_deal_is_copied_where_it_stands_with_its_day_to_come(store: Store) -> None:
    proposal = int(store.value("SELECT id FROM stage WHERE name = 'Proposal'"))
    day = today() + timedelta(days=20)
    deal = deals.add(store, "x" * 500, stage_id=proposal, expected_close_on=day)
    card = deal_board.cards(store, [deal_copies.duplicate(store, deal)])[0]
    assert (card.stage, card.expected_close_on, len(card.title)) == ("Proposal", day, 500)
    assert card.title.endswith("x (copy)")


def test_an_archived_deal_is_in_no_list_and_no_sum_until_it_is_brought_back(store: Store) -> None:
    one, two = (deals.add(store, name, client="Acme", amount_minor=100_00) for name in ("one", "two"))
    deal_copies.archive(store, [one])
    assert deal_board.list_ids(store, DealFilter()) == [two]
    assert deal_board.list_totals(store, DealFilter())[:2] == (1, 100_00)
    assert [(found.id, found.title, found.client, found.stage) for found in deal_copies.archived(store)] == [
        (one, "one", "Acme", "Lead")
    ]
    deal_copies.bring_back(store, [one])
    assert sorted(deal_board.list_ids(store, DealFilter())) == [one, two] and deal_copies.archived(store) == []
    store.undo()
    store.undo()
    assert sorted(deal_board.list_ids(store, DealFilter())) == [one, two]
    with pytest.raises(UserError, match="gone"):
        deal_copies.archive(store, [one, 999])
    assert sorted(deal_board.list_ids(store, DealFilter())) == [one, two]

"""Pipelines and their stages: named, ordered, added, removed; no deal is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.base import UserError, today
from app.models.store import Store
from app.services import deal_board, deal_detail, deals, lost_reasons, pipelines
from app.services.deal_board import DealFilter


def _stage(store: Store, name: str) -> int:
    return int(store.value("SELECT id FROM stage WHERE name = ? ORDER BY id", (name,)))


def _names(store: Store, pipeline: int = 1) -> list[str]:
    return [row.name for row in pipelines.stages(store, pipeline)]


def test_a_second_pipeline_has_the_usual_stages_and_its_own_place(store: Store) -> None:
    partner = pipelines.add(store, " Partners ")
    assert [row.name for row in pipelines.listed(store)] == ["New business", "Partners"]
    assert _names(store, partner) == _names(store)
    assert pipelines.move(store, partner, -1) and not pipelines.move(store, partner, -1)
    assert [row.name for row in pipelines.listed(store)] == ["Partners", "New business"]
    assert store.value("SELECT pipeline_id FROM stage WHERE id = ?", (deals.first_stage(store),)) == partner
    pipelines.rename(store, partner, "Referrals")
    assert pipelines.listed(store)[0].name == "Referrals"


@pytest.mark.parametrize("name", ["", "  ", "new BUSINESS", "x" * 10_000, "a\x00b", pipelines.REMOVED])
def test_names_of_pipelines_that_cannot_be_are_refused(store: Store, name: str) -> None:
    with pytest.raises(UserError):
        pipelines.add(store, name)
    assert len(pipelines.listed(store)) == 1


def test_an_archived_pipeline_hands_its_open_deals_to_stages_of_the_same_name(store: Store) -> None:
    partner = pipelines.add(store, "Partners")
    pipelines.add_stage(store, partner, "Extra")
    mine = {row.name: row.id for row in pipelines.stages(store, partner)}
    one = deals.add(store, "one", stage_id=mine["Proposal"])
    two = deals.add(store, "two", stage_id=mine["Extra"])
    won = deals.add(store, "won", stage_id=mine["Proposal"])
    deals.win(store, [won], today())
    with pytest.raises(UserError, match="Choose the pipeline"):
        pipelines.archive(store, partner)
    pipelines.archive(store, partner, 1)
    first = {row.name: row.id for row in pipelines.stages(store, 1)}
    assert [card.stage_id for card in deal_board.cards(store, [one, two])] == [first["Proposal"], first["Lead"]]
    assert deal_board.cards(store, [won])[0].stage_kind == "won"  # what is closed stays in its history
    assert [i for i, _ in deal_detail.pipelines(store)] == [1]
    with pytest.raises(UserError, match="only pipeline"):
        pipelines.archive(store, 1)
    pipelines.bring_back(store, partner)
    assert [row.name for row in pipelines.listed(store)] == ["New business", "Partners"]
    store.undo(), store.undo()
    assert deal_board.cards(store, [two])[0].stage == "Extra"


def test_a_stage_is_added_behind_the_open_ones_and_moves_among_them(store: Store) -> None:
    made = pipelines.add_stage(store, 1, "Verbal yes")
    assert _names(store) == ["Lead", "Qualified", "Proposal", "Negotiation", "Verbal yes", "Won", "Lost"]
    assert pipelines.move_stage(store, made, -2) and _names(store)[2] == "Verbal yes"
    assert not pipelines.move_stage(store, _stage(store, "Lead"), -1)
    with pytest.raises(UserError, match="stays last"):
        pipelines.move_stage(store, _stage(store, "Won"), -1)
    ids = [column.name for column in deal_board.board(store, DealFilter(pipeline_id=1))]
    assert ids[:3] == ["Lead", "Qualified", "Verbal yes"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "proposal"), ("name", "x" * 10_000), ("name", "a\x00b"), ("probability", 101), ("probability", -1),
        ("probability", None), ("rotting_days", 0), ("rotting_days", 4000),
    ],
)  # fmt: skip
def test_what_a_stage_cannot_be_is_refused(store: Store, field: str, value: object) -> None:
    before = pipelines.stages(store, 1)
    with pytest.raises(UserError):
        pipelines.change_stage(store, _stage(store, "Lead"), field, value)
    assert pipelines.stages(store, 1) == before


def test_another_probability_changes_what_is_expected_of_deals_without_their_own(store: Store) -> None:
    deals.add(store, "auto", amount_minor=100_00)
    own = deals.add(store, "own", amount_minor=100_00)
    deals.change(store, own, "probability", 50)
    pipelines.change_stage(store, _stage(store, "Lead"), "probability", 20)
    assert deal_board.list_totals(store, DealFilter()) == (2, 200_00, 70_00, 0)
    with pytest.raises(UserError, match="settled"):
        pipelines.change_stage(store, _stage(store, "Won"), "probability", 50)


def test_fewer_days_let_a_deal_rot_and_none_never(store: Store) -> None:
    deal = deals.add(store, "slow")
    with store.write("Let time pass"):
        store.execute("UPDATE deal SET stage_since_on = ?", ((today() - timedelta(days=9)).isoformat(),))
    for days, rots in ((7, True), (30, False), (None, False)):
        pipelines.change_stage(store, _stage(store, "Lead"), "rotting_days", days)
        assert deal_board.cards(store, [deal])[0].rotting is rots


def test_a_stage_with_deals_asks_where_they_go_and_its_past_can_still_be_told(store: Store) -> None:
    lead, proposal = _stage(store, "Lead"), _stage(store, "Proposal")
    deal = deals.add(store, "Shop", stage_id=proposal)
    gone = deals.add(store, "Deleted", stage_id=proposal)
    deals.delete(store, [gone])
    with pytest.raises(UserError, match="Choose the stage"):
        pipelines.remove_stage(store, proposal)
    pipelines.remove_stage(store, proposal, lead)
    assert deal_board.cards(store, [deal])[0].stage == "Lead" and "Proposal" not in _names(store)
    detail = deal_detail.detail(store, deal)
    assert detail is not None and any("Proposal" in entry.text for entry in detail.timeline)
    assert [row.name for row in pipelines.listed(store)] == [
        "New business"
    ]  # where removed stages lie is nobody's business
    pipelines.add_stage(store, 1, "Proposal")  # the name is free again
    store.undo(), store.undo()
    assert deal_board.cards(store, [deal])[0].stage == "Proposal"


def test_closing_stages_and_the_last_open_one_stay(store: Store) -> None:
    with pytest.raises(UserError, match="closes a deal"):
        pipelines.remove_stage(store, _stage(store, "Lost"))
    for name in ("Lead", "Qualified", "Proposal"):
        pipelines.remove_stage(store, _stage(store, name))
    with pytest.raises(UserError, match="only open stage"):
        pipelines.remove_stage(store, _stage(store, "Negotiation"))
    assert _names(store) == ["Negotiation", "Won", "Lost"]


def test_reasons_are_named_ordered_and_leave_their_deals_to_another(store: Store) -> None:
    names = [reason.name for reason in lost_reasons.listed(store)]
    made = lost_reasons.add(store, "Went silent too long")
    assert [reason.name for reason in lost_reasons.listed(store)] == [*names, "Went silent too long"]
    assert lost_reasons.move(store, made, -len(names)) and not lost_reasons.move(store, made, -1)
    deal = deals.add(store, "Shop")
    deals.lose(store, [deal], today(), "Went silent too long")
    lost_reasons.rename(store, made, "Silence")
    assert deal_detail.detail(store, deal).lost_reason == "Silence"  # type: ignore[union-attr]
    with pytest.raises(UserError, match="1 deal was lost"):
        lost_reasons.remove(store, made)
    heir = lost_reasons.listed(store)[1]
    lost_reasons.remove(store, made, heir.id)
    assert deal_detail.detail(store, deal).lost_reason == heir.name  # type: ignore[union-attr]
    for wrong in ("", heir.name.upper(), "x" * 10_000, "a\x00b"):
        with pytest.raises(UserError):
            lost_reasons.add(store, wrong)

"""What is done to a selection of deals at once: one action, one undo, and words for what was left out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError, today
from app.models.store import Store
from app.services import deal_board, deal_bulk, deal_lines, deals, people, tags

DAY = timedelta(days=1)


@pytest.fixture
def three(store: Store) -> list[int]:
    return [deals.add(store, name, amount_minor=100_00 * place) for place, name in enumerate(("a", "b", "c"), 1)]


def _column(store: Store, name: str, ids: list[int]) -> list[object]:
    return [store.value(f"SELECT {name} FROM deal WHERE id = ?", (deal,)) for deal in ids]


def test_a_selection_changes_hands_in_one_step_and_comes_back_in_one(store: Store, three: list[int]) -> None:
    ada = people.add(store, "Ada Example")
    assert deal_bulk.set_owner(store, three, ada) == (3, {})
    assert {card.owner for card in deal_board.cards(store, three)} == {"Ada Example"}
    assert store.undo_label == "Change owner of 3 deals"
    store.undo()
    assert {card.owner for card in deal_board.cards(store, three)} == {"Mara Sample"}
    assert deal_bulk.set_owner(store, three[:1], None).changed == 1
    assert deal_board.cards(store, three[:1])[0].owner is None


def test_open_deals_get_the_day_and_closed_ones_are_counted_as_left(store: Store, three: list[int]) -> None:
    deals.lose(store, three[2:], today())
    day = today() + 30 * DAY
    done = deal_bulk.set_close(store, three, day)
    assert (done.changed, done.words()) == (2, "1 closed")
    assert _column(store, "expected_close_on", three) == [day.isoformat(), day.isoformat(), None]
    assert deal_bulk.set_close(store, three[:2], day).changed == 0  # they had it already


def test_days_are_shifted_each_from_its_own(store: Store, three: list[int]) -> None:
    deals.change(store, three[0], "expected_close_on", date(2026, 12, 30))
    deals.change(store, three[1], "expected_close_on", date(2027, 3, 1))
    done = deal_bulk.shift_close(store, three, 7)
    assert (done.changed, done.words()) == (2, "1 without a date")
    assert _column(store, "expected_close_on", three) == ["2027-01-06", "2027-03-08", None]
    deal_bulk.shift_close(store, three, -7)
    assert _column(store, "expected_close_on", three)[:2] == ["2026-12-30", "2027-03-01"]


@pytest.mark.parametrize("days", [0, 3661, -10_000])
def test_absurd_shifts_are_refused(store: Store, three: list[int], days: int) -> None:
    with pytest.raises(UserError, match="days"):
        deal_bulk.shift_close(store, three, days)


def test_a_shift_out_of_what_can_be_meant_changes_none_of_them(store: Store, three: list[int]) -> None:
    deals.change(store, three[0], "expected_close_on", date(2027, 1, 1))
    deals.change(store, three[1], "expected_close_on", date(2199, 12, 1))
    with pytest.raises(UserError, match="2200"):
        deal_bulk.shift_close(store, three, 100)
    assert _column(store, "expected_close_on", three)[:2] == ["2027-01-01", "2199-12-01"]


def test_the_preview_tells_before_and_after_and_why_some_stay(store: Store, three: list[int]) -> None:
    deals.win(store, three[:1], today())
    deal_lines.add_line(store, three[1], "Design", price_minor=200_00)
    bare = deals.add(store, "no amount")
    seen = deal_bulk.amounts(store, [*three, bare, three[2]], Decimal("10"))
    assert [(line.title, line.before, line.after, line.why) for line in seen] == [
        ("a", 100_00, None, "closed"),
        ("b", 200_00, None, "made of lines"),
        ("c", 300_00, 330_00, ""),
        ("no amount", None, None, "without an amount"),
    ]
    done = deal_bulk.change_amounts(store, [*three, bare], Decimal("10"))
    assert (done.changed, done.words()) == (1, "1 closed, 1 made of lines, 1 without an amount")
    assert _column(store, "amount_minor", [*three, bare]) == [100_00, 200_00, 330_00, None]
    store.undo()
    assert _column(store, "amount_minor", [*three, bare]) == [100_00, 200_00, 300_00, None]


@pytest.mark.parametrize("percent", ["0", "-100.1", "1001", "NaN", "Infinity"])
def test_percentages_that_cannot_be_are_refused_in_the_preview_too(
    store: Store, three: list[int], percent: str
) -> None:
    for call in (deal_bulk.amounts, deal_bulk.change_amounts):
        with pytest.raises(UserError, match="percent"):
            call(store, three, Decimal(percent))


def test_amounts_too_large_to_be_true_are_refused_and_nothing_changes(store: Store, three: list[int]) -> None:
    deals.change(store, three[2], "amount_minor", 10**15)
    with pytest.raises(UserError, match="too large"):
        deal_bulk.change_amounts(store, three, Decimal(50))
    assert _column(store, "amount_minor", three) == [100_00, 200_00, 10**15]


def test_a_tag_is_put_on_all_and_taken_off_again(store: Store, three: list[int]) -> None:
    assert deal_bulk.put_tag(store, three, " Spring  fair ").changed == 3
    found = tags.of(store, "deal", three)
    assert {tag.name for each in found.values() for tag in each} == {"Spring fair"}
    assert store.undo_label == "Tag 3 deals with Spring fair"
    deal_bulk.take_tag(store, three[:2], found[three[0]][0].id)
    assert [len(tags.of(store, "deal", three)[deal]) for deal in three] == [0, 0, 1]


def test_a_deal_gone_meanwhile_stops_all_of_it(store: Store, three: list[int]) -> None:
    deals.delete(store, three[:1])
    for act in (
        lambda: deal_bulk.set_owner(store, three, None),
        lambda: deal_bulk.set_close(store, three, today()),
        lambda: deal_bulk.change_amounts(store, three, Decimal(5)),
        lambda: deal_bulk.put_tag(store, three, "x"),
    ):
        with pytest.raises(UserError, match="gone"):
            act()
    assert {card.owner for card in deal_board.cards(store, three)} == {"Mara Sample"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5), st.decimals(-100, 1000, places=2))
def test_what_the_preview_says_is_what_is_done(store: Store, amounts: list[int], percent: Decimal) -> None:
    if not percent:
        return
    ids = [deals.add(store, f"deal {place}", amount_minor=amount) for place, amount in enumerate(amounts)]
    seen = deal_bulk.amounts(store, ids, percent)
    done = deal_bulk.change_amounts(store, ids, percent)
    after = _column(store, "amount_minor", ids)
    assert after == [line.after for line in seen]
    assert done.changed == sum(before != now for before, now in zip(amounts, after, strict=True))
    for before, now in zip(amounts, after, strict=True):
        assert isinstance(now, int) and abs(now - before * (100 + percent) / 100) <= Decimal("0.5")
    if done.changed:
        store.undo()
    assert _column(store, "amount_minor", ids) == amounts

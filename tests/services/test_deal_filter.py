"""What narrows deals: every filter alone and together, as a spec that can be kept, and served by indexes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import today
from app.models.store import Store
from app.services import currencies, custom_fields, deal_board, deal_detail, deal_filter, deals, rates, tags
from app.services import settings as workspace
from app.services.custom_sql import Asked
from app.services.deal_board import DealFilter
from app.services.today import board as board_of_today

WHOLE = st.none() | st.integers(-5, 10**12)
DAY = st.dates(date(2000, 1, 1), date(2100, 1, 1))
RANGES = st.tuples(DAY, DAY).map(lambda ends: "..".join(day.isoformat() for day in sorted(ends)))
FILTERS = st.builds(
    DealFilter, pipeline_id=WHOLE, owner_id=WHOLE, text=st.text(max_size=9), chip=st.sampled_from(["", *deal_filter.CHIPS]), client_id=WHOLE,
    month=st.sampled_from(["", "overdue", "undated", "2026-11", "2026-Q4"]), category=st.sampled_from(["", *deal_filter.CATEGORIES]), stage_id=WHOLE,
    source_id=WHOLE, tag_ids=st.lists(st.integers(1, 9), max_size=2).map(tuple), amount_from=WHOLE, amount_to=WHOLE, probability_from=WHOLE,
    closes=st.sampled_from(["", "overdue", "undated", *deal_filter.PERIODS, "..2026-12-01", "2026-12-01.."]) | RANGES, probability_to=WHOLE,
    custom=st.lists(st.builds(Asked, st.integers(1, 9), st.sampled_from(["is", "has", "any", "none", "not"]), st.text(max_size=5)), max_size=2).map(tuple),
)  # fmt: skip


def found(store: Store, **fields: object) -> set[int]:
    return set(deal_board.list_ids(store, DealFilter(**fields)))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILTERS)
def test_a_filter_survives_being_kept_and_always_can_be_asked(studio: Store, flt: DealFilter) -> None:
    assert deal_filter.from_spec(deal_filter.to_spec(flt)) == flt
    ids = deal_board.list_ids(studio, flt)
    assert len(ids) == deal_board.count(studio, flt) <= 24
    deal_board.board(studio, flt)
    deal_board.chips(studio, flt, on_board=True)


@pytest.mark.parametrize(
    "spec",
    [
        {"owner_id": "me"}, {"text": 5}, {"chip": "; DROP"}, {"closes": "soon"}, {"closes": "2026-13-01.."}, {"closes": "2026-12-02..2026-12-01"},
        {"tag_ids": "all"}, {"tag_ids": [1, "x"]}, {"custom": [[1, "like", "x"]]}, {"custom": [[1, "is"]]}, {"month": "2026"}, {"unknown": 1},
        {"owner_id": True}, {"pipeline_id": 2**70}, {"category": "certain"}, {"custom": {"a": 1}},
    ],
)  # fmt: skip
def test_what_no_filter_wrote_is_left_out(spec: dict[str, object]) -> None:
    assert deal_filter.from_spec(spec) == DealFilter()


def test_periods_are_those_of_the_calendar() -> None:
    now = date(2026, 11, 30)
    assert deal_filter.period("this_month", now) == (date(2026, 11, 1), date(2026, 11, 30))
    assert deal_filter.period("next_month", now) == (date(2026, 12, 1), date(2026, 12, 31))
    assert deal_filter.period("this_quarter", now) == (date(2026, 10, 1), date(2026, 12, 31))
    assert deal_filter.period("next_quarter", now) == (date(2027, 1, 1), date(2027, 3, 31))
    assert deal_filter.period("2026-11-05..", now) == (date(2026, 11, 5), None)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DAY)
def test_every_day_lies_in_its_month_and_quarter(now: date) -> None:
    for this, following in (("this_month", "next_month"), ("this_quarter", "next_quarter")):
        first, last = deal_filter.period(this, now)
        assert first and last and first <= now <= last and first.day == 1
        assert deal_filter.period(following, now)[0] == last + timedelta(days=1)


def test_close_dates(store: Store) -> None:
    late, soon, never = (deals.add(store, name) for name in ("Late", "Soon", "Never"))
    won = deals.add(store, "Won", client="Acme")
    deals.change(store, late, "expected_close_on", today() - timedelta(days=1))
    deals.change(store, soon, "expected_close_on", today() + timedelta(days=3))
    deals.win(store, [won], today())
    assert found(store, closes="overdue") == {late} and found(store, closes="undated") == {never}
    assert found(store, closes=f"{today()}..{today() + timedelta(days=3)}") == {soon, won}, (
        "a won deal on the day it closed"
    )
    assert found(store, closes=f"..{today()}") == {late, won}


@pytest.mark.parametrize("on", [date(2026, 11, 13) + timedelta(days=more) for more in range(6)], ids=str)
def test_a_next_step_is_overdue_by_the_working_days_that_its_red_mark_counts(store: Store, on: date) -> None:
    friday = date(2026, 11, 13)
    workspace.add_day_off(store, friday + timedelta(days=3), friday + timedelta(days=3), "Town fair")
    for due in range(-1, 5):
        deals.add(store, f"Due {due}", next_step="Call", next_step_on=friday + timedelta(days=due))
    emptied = deals.add(store, "Nothing to do", next_step="Call", next_step_on=date(2026, 11, 2))
    deals.change(store, emptied, "next_step", "")
    calendar = workspace.calendar(store)
    with time_machine.travel(f"{on}T12:00:00Z", tick=False):
        cards = deal_board.cards(store, deal_board.list_ids(store, DealFilter()))
        late = {card.id for card in cards if card.next_step and calendar.late_days(card.next_step_on or on, on)}
        steps = next((group.rows for group in board_of_today(store).sales if group.key == "overdue"), ())
        assert found(store, chip="overdue") == late == {row.id for row in steps}
        assert deal_board.chips(store, DealFilter())["overdue"] == len(late)


def test_values_are_compared_in_the_home_currency(store: Store) -> None:
    rates.add(store, "USD", today(), __import__("decimal").Decimal("0.5"))
    rates.add(store, "JPY", today(), __import__("decimal").Decimal("0.01"))
    amounts = {"EUR": 1000_00, "USD": 2000_00, "JPY": 99_999, "CHF": 5000_00}
    ids = {code: deals.add(store, code, amount_minor=minor, currency=code) for code, minor in amounts.items()}
    empty = deals.add(store, "Nothing yet")
    known = currencies.rates(store)
    home = {code: known.to_home(minor, code) for code, minor in amounts.items()}
    assert home == {"EUR": 1000_00, "USD": 1000_00, "JPY": 999_99, "CHF": None}
    assert found(store, amount_from=1000_00) == {ids["EUR"], ids["USD"]}
    assert found(store, amount_to=999_99) == {ids["JPY"]}
    assert found(store, amount_from=0) == {ids["EUR"], ids["USD"], ids["JPY"]} and empty not in found(
        store, amount_from=0
    )


def test_tags_sources_probabilities_and_fields(studio: Store) -> None:
    one, two, three = deal_board.list_ids(studio, DealFilter())[:3]
    spring, sale = tags.put(studio, "deal", [one, two], "spring"), tags.put(studio, "deal", [two, three], "sale")
    assert found(studio, tag_ids=(spring,)) == {one, two} and found(studio, tag_ids=(spring, sale)) == {two}
    size = custom_fields.define(studio, "deal", "Size", "choice", ["S", "L"])
    custom_fields.put(studio, size, [one], "S")
    custom_fields.put(studio, size, [two], "L")
    assert found(studio, custom=(Asked(size, "is", "L"),)) == {two}
    assert found(studio, custom=(Asked(size, "any"),), tag_ids=(sale,)) == {two}
    assert found(studio, custom=(Asked(999, "any"),)) == set(), "a field that is gone lets nothing through"
    for card in deal_board.cards(studio, list(found(studio, probability_from=50, probability_to=75))):
        assert 50 <= card.probability <= 75
    sources = [key for key, _ in deal_detail.sources(studio)]
    assert sum(len(found(studio, source_id=key)) for key in sources) <= 24


def test_the_hot_filters_are_served_by_indexes(studio: Store) -> None:
    size = custom_fields.define(studio, "deal", "Size", "number")
    asked = {
        "(stage_id=?": DealFilter(stage_id=1), "deal_client": DealFilter(client_id=1), "deal_close": DealFilter(closes="next_month"),
        "tag_link_tag": DealFilter(tag_ids=(1,)), "(field_id=?": DealFilter(custom=(Asked(size, "from", "5"),)),
    }  # fmt: skip
    for index, flt in asked.items():
        where, params = deal_filter.where(studio, flt)
        plan = " ".join(
            row[3] for row in studio.rows(f"EXPLAIN QUERY PLAN SELECT d.id {deal_filter.FROM} WHERE {where}", params)
        )
        assert index in plan, (index, plan)

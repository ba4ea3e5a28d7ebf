"""A time that is over keeps its figures: when a renewal was due is remembered, however often it is put off later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import renewals as rules
from app.domain.renewals import Due, Stood
from app.models.store import Store
from app.services import clients, rates, renewal_figures, renewal_list, renewals
from app.services.listing import SortKey
from app.services.renewal_list import RenewalFilter

START = date(2026, 2, 15)
DUE = st.integers(0, 300).map(lambda days: START - timedelta(days=60) + timedelta(days=days))
CHANGE = st.fixed_dictionaries(
    {}, optional={"due_on": DUE, "amount_minor": st.none() | st.integers(0, 10**9), "currency": st.sampled_from(("EUR", "USD", "JPY"))}
).filter(bool)  # fmt: skip


def at(day: date) -> time_machine.travel:
    return time_machine.travel(f"{day}T12:00:00Z", tick=False)


def plan(store: Store, due: date, minor: int = 1_000_00) -> int:
    client = clients.find_or_add(store, "Brook Cider")
    return renewals.add(store, "Care plan", due, client_id=client, amount_minor=minor)


def over(store: Store, now: date) -> dict[tuple[date, date, str], object]:
    """What is told of every month, quarter and year that has ended."""
    return {
        (period.first, period.last, unit): period.told
        for unit in rules.UNITS
        for period in renewal_figures.periods(store, unit)
        if period.last < now
    }


def worth(store: Store, first: date, last: date) -> list[tuple[int, int | None, str]]:
    """What the rows of a time are worth."""
    flt = RenewalFilter(first=first, last=last)
    rows = renewal_list.rows(store, renewal_list.ids(store, flt).ids, renewal_list.ended(flt))
    return sorted((row.id, row.amount_minor, row.currency) for row in rows)


def test_what_is_put_off_after_its_quarter_was_due_in_it_all_the_same(store: Store) -> None:
    with at(date(2026, 9, 1)):
        renewal = plan(store, date(2026, 9, 20))
    with at(date(2026, 11, 10)):
        before = over(store, date(2026, 11, 10))
        renewals.change(store, renewal, "due_on", date(2027, 1, 15))
        assert over(store, date(2026, 11, 10)) == before
        told = renewal_figures.retention(store, date(2026, 7, 1), date(2026, 9, 30))
        assert (told.counted, told.undecided, told.due_minor, told.ids) == (1, 1, 1_000_00, (renewal,))
        found = renewal_list.ids(store, RenewalFilter(first=date(2026, 7, 1), last=date(2026, 9, 30))).ids
        assert found == [renewal]
        assert renewal_list.rows(store, found)[0].moved_from == date(2026, 9, 20)
        assert renewal_figures.retention(store, date(2026, 10, 1), date(2026, 12, 31)).counted == 0
        assert renewal_figures.retention(store, date(2025, 12, 1), date(2026, 11, 10)).counted == 0
    with at(date(2027, 4, 1)):
        told = renewal_figures.retention(store, date(2027, 1, 1), date(2027, 3, 31))
        assert told.counted == 1


def test_what_is_put_off_within_its_quarter_is_due_in_the_next_alone(store: Store) -> None:
    with at(date(2026, 9, 1)):
        renewal = plan(store, date(2026, 9, 20))
        renewals.change(store, renewal, "due_on", date(2026, 10, 5))
    with at(date(2026, 11, 10)):
        quarters = {period.first: period.due for period in renewal_figures.periods(store, "quarter")}
        assert quarters == {date(2026, 10, 1): 1}


def test_an_amount_that_is_changed_after_its_quarter_counts_there_as_it_was(store: Store) -> None:
    quarter = (date(2026, 7, 1), date(2026, 9, 30))
    with at(date(2026, 9, 1)):
        renewal, open_ = plan(store, date(2026, 9, 20)), plan(store, date(2026, 9, 21))
        renewals.change(store, open_, "amount_minor", None)
        renewals.change(store, renewal, "amount_minor", 900_00)
        rates.add(store, "USD", date(2026, 1, 1), Decimal("0.5"))
    with at(date(2026, 11, 10)):
        renewals.rewrite(store, renewal, amount_minor=5_000_00, currency="USD")
        renewals.change(store, open_, "amount_minor", 300_00)
        told = renewal_figures.retention(store, *quarter)
        assert (told.due_minor, told.unpriced, told.unconverted) == (900_00, 1, 0)
        assert over(store, date(2026, 11, 10))[(*quarter, "quarter")] == told
        # What is not over is told as it is now.
        assert renewal_figures.retention(store, date(2026, 7, 1), date(2026, 11, 10)).due_minor == 2_800_00
        renewals.renew(store, renewal, won_on=date(2026, 11, 9), amount_minor=1_000_00)
        renewals.lapse(store, open_)
        told = renewal_figures.retention(store, *quarter)
        assert (told.renewed, told.lapsed, told.due_minor) == (1, 1, 900_00)
        assert (told.renewed_minor, told.growth_minor) == (500_00, 0)
        store.undo()
        store.undo()
        store.undo()
        assert renewal_list.rows(store, [open_])[0].amount_minor is None
        assert renewal_figures.retention(store, *quarter).due_minor == 900_00


def test_a_time_that_is_over_lists_each_renewal_in_the_month_in_which_it_was_due_then(store: Store) -> None:
    with at(date(2026, 9, 1)):
        off, stayed = plan(store, date(2026, 8, 20)), plan(store, date(2026, 9, 5))
    with at(date(2026, 11, 10)):
        renewals.change(store, off, "due_on", date(2027, 1, 15))
        for descending in (False, True):
            flt = RenewalFilter(first=date(2026, 7, 1), last=date(2026, 9, 30))
            found = renewal_list.ids(store, flt, [SortKey("due", descending)], "due")
            order = [off, stayed][:: -1 if descending else 1]
            assert found.ids == order
            assert sorted((part.key, part.ids) for part in found.parts or ()) == [
                ("2026-08", [off]),
                ("2026-09", [stayed]),
            ]
        told = {row.id: (row.was_due_on, row.due_on) for row in renewal_list.rows(store, [off, stayed], flt.last)}
        assert told == {off: (date(2026, 8, 20), date(2027, 1, 15)), stayed: (None, date(2026, 9, 5))}
        # What is not over is told as it is now.
        now = renewal_list.ids(store, RenewalFilter(), (), "due")
        assert [part.key for part in now.parts or ()] == ["2026-09", "2027-01"]
        assert renewal_list.rows(store, [off])[0].was_due_on is None


def test_rows_and_sums_of_a_time_that_is_over_have_the_amounts_of_then(store: Store) -> None:
    quarter = RenewalFilter(first=date(2026, 7, 1), last=date(2026, 9, 30))

    def listed(flt: RenewalFilter) -> tuple[list[tuple[int | None, str, object]], list[int]]:
        found = renewal_list.ids(store, flt, [SortKey("amount")], "client")
        told = renewal_list.rows(store, found.ids, renewal_list.ended(flt))
        return [(row.amount_minor, row.currency, row.now) for row in told], [
            part.sums["amount"] for part in found.parts or ()
        ]

    with at(date(2026, 9, 1)):
        one, other = plan(store, date(2026, 9, 20), 900_00), plan(store, date(2026, 9, 21), 400_00)
        rates.add(store, "USD", date(2026, 1, 1), Decimal("0.5"))
    with at(date(2026, 11, 10)):
        assert listed(quarter) == ([(400_00, "EUR", None), (900_00, "EUR", None)], [1_300_00])
        renewals.rewrite(store, other, amount_minor=5_000_00, currency="USD")
        renewals.change(store, one, "amount_minor", None)
        then = [(400_00, "EUR", (5_000_00, "USD")), (900_00, "EUR", (None, "EUR"))]
        assert listed(quarter) == (then, [1_300_00])
        assert renewal_figures.retention(store, date(2026, 7, 1), date(2026, 9, 30)).due_minor == 1_300_00
        # What is not over is told as it is now.
        assert listed(quarter._replace(last=date(2026, 11, 10))) == (
            [(5_000_00, "USD", None), (None, "EUR", None)],
            [2_500_00],
        )


def test_undo_takes_the_memory_of_a_change_away_with_it(store: Store) -> None:
    with at(date(2026, 9, 1)):
        renewal = plan(store, date(2026, 9, 20))
    with at(date(2026, 11, 10)):
        renewals.rewrite(store, renewal, due_on=date(2027, 1, 15), amount_minor=5)
        read = "SELECT field, old, new, on_date FROM renewal_event ORDER BY field"
        assert store.rows(read) == [
            ("amount", "100000", "5", "2026-11-10"),
            ("due", "2026-09-20", "2027-01-15", "2026-11-10"),
        ]
        store.undo()
        assert store.rows(read) == [] and renewal_list.rows(store, [renewal])[0].moved_from is None
        store.redo()
        assert len(store.rows(read)) == 2 and store.rows("SELECT due_on FROM renewal") == [("2027-01-15",)]
        with pytest.raises(Exception, match="append-only"), store.write("Cheat"):
            store.execute("DELETE FROM renewal_event")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(DUE, min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), CHANGE, st.integers(0, 70)), min_size=1, max_size=6),
)
def test_a_change_today_changes_no_figure_of_a_time_that_is_over(
    store: Store, dues: list[date], changes: list[tuple[int, dict[str, object], int]]
) -> None:
    while store.undo():
        pass
    now = START
    with at(now):
        made = [plan(store, due, 100 + place) for place, due in enumerate(dues)]
    for place, change, later in changes:
        now += timedelta(days=later)
        with at(now):
            before = over(store, now)
            years = [when[:2] for when in before if when[2] == "year"]
            listed = [worth(store, *year) for year in years]
            renewals.rewrite(store, made[place % len(made)], **change)
            assert over(store, now) == before
            assert [worth(store, *year) for year in years] == listed
            for (first, last, _), told in before.items():
                assert renewal_figures.retention(store, first, last) == told
                assert set(renewal_list.ids(store, RenewalFilter(first=first, last=last)).ids) == set(told.ids)


@given(
    DUE,
    st.lists(st.tuples(DUE, DUE), max_size=5).map(lambda pairs: sorted(pairs, key=lambda pair: pair[0])),
    st.integers(0, 400).map(lambda days: START + timedelta(days=days)),
)
def test_every_renewal_is_due_once_in_the_time_that_is_not_over(
    first_due: date, pairs: list[tuple[date, date]], now: date
) -> None:
    stood = [Stood(date.min, Due(1, first_due, "due", 100, None))]
    stood += [Stood(on, Due(1, new, "due", 100 + place, None)) for place, (on, new) in enumerate(pairs) if on <= now]
    last_due = stood[-1].due
    told = rules.by_period([last_due], "month", now, {1: stood})
    open_ = [kept for _, last, kept in told if last >= now]
    ended = [kept for _, last, kept in told if last < now]
    assert sum(kept.counted + kept.to_come for kept in open_) == (rules.period_of(last_due.due_on, "month")[1] >= now)
    assert all(kept.counted == 1 and kept.to_come == 0 for kept in ended)
    assert rules.as_of(last_due, stood, now) == last_due

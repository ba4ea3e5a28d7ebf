"""Which deals may be one and the same, and which are not however alike they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deal_duplicates import APART, Facts, pairs, reasons

DAY = date(2026, 12, 3)


def deal(number, title="Website relaunch", client=1, minor=1_200_000, currency="EUR", closes=DAY, **more):
    return Facts(number, title, client, minor, currency, closes, **more)


def found(*deals):
    return [(pair.one, pair.other, pair.words) for pair in pairs(deals)]


def test_the_same_title_amount_and_day_is_very_likely_one():
    (pair,) = pairs([deal(2), deal(1, "Website  Relaunch")])
    assert (pair.one, pair.other, pair.words) == (1, 2, "Very likely")
    assert pair.reasons == ("The same title", "The same amount", "Closing on the same day")


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        ({"title": "Relaunch website"}, "Very likely"),
        ({"title": "Website relanch", "closes": DAY + timedelta(days=5)}, "Likely"),
        ({"title": "New website", "minor": 1_200_000}, "Possible"),
        ({"minor": 1_150_000}, "Likely"),
        ({"minor": None, "closes": None}, "Possible"),
        ({"minor": 3_000_000}, "Possible"),
        ({"currency": "USD"}, "Possible"),
    ],
)
def test_what_is_nearly_the_same_is_suggested(other, likely):
    assert found(deal(1), deal(2, **other)) == [(1, 2, likely)]


@pytest.mark.parametrize(
    "other",
    [
        {"client": 2},
        {"client": None},
        {"closes": DAY + timedelta(days=30)},  # the next month's
        {"title": "Brand film"},
        {"title": "Website relaunch 2"},
        {"minor": 9_000_000, "closes": None},
    ],
)
def test_what_is_another_deal_is_not(other):
    assert found(deal(1), deal(2, **other)) == []


def test_two_that_were_handed_off_are_two():
    assert found(deal(1, project=True), deal(2, project=True)) == []
    assert found(deal(1, project=True), deal(2)) == [(1, 2, "Very likely")]


def test_a_retainer_of_every_month_is_twelve_deals():
    months = [deal(n, "Retainer", closes=date(2026, n, 15)) for n in range(1, 13)]
    assert found(*months) == []


def test_among_thousands_of_one_client_the_pair_is_found():
    many = [deal(n, f"Order {n}", minor=n * 1000, closes=DAY + timedelta(days=n % 300)) for n in range(1, 5001)]
    assert found(*many, deal(6001, "Menus for the harbour"), deal(6002, "Menus for the harbor")) == [
        (6001, 6002, "Likely")
    ]


def test_it_can_be_stopped():
    def stop(done, total):
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match="0 of 1"):
        pairs([deal(1), deal(2)], stop)


FACTS = st.builds(
    Facts,
    id=st.integers(1, 10**6),
    title=st.sampled_from(("Website", "Website relaunch", "Relaunch of the website", "Film", "Film 2", "☃", "...")),
    client=st.sampled_from((None, 1, 2)),
    minor=st.one_of(st.none(), st.integers(0, 10**15)),
    currency=st.sampled_from(("EUR", "JPY")),
    closes=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 3, 1))),
    project=st.booleans(),
)


@given(st.lists(FACTS, max_size=12, unique_by=lambda each: each.id))
def test_whichever_way_round_the_same_pairs_come(deals):
    one, other = pairs(deals), pairs(list(reversed(deals)))
    assert one == other
    by_id = {each.id: each for each in deals}
    for pair in one:
        first, second = by_id[pair.one], by_id[pair.other]
        assert pair.one < pair.other and pair.reasons and all(pair.reasons)
        assert first.client == second.client and not (first.project and second.project)
        assert not (first.closes and second.closes) or abs((first.closes - second.closes).days) <= APART
        assert reasons(first, second) == reasons(second, first)

"""The revenue forecast: what has closed, what is expected, and how far it may miss.

Amounts are minor units of one currency. What cannot be put into a month (overdue, undated) stands apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

CATEGORIES = ("commit", "best_case", "pipeline")
OVERDUE, UNDATED = "overdue", "undated"
# Eight deals have 256 joint outcomes: few enough to tabulate, and one shuffle serves all eight.
_DEALS_PER_TABLE = 8
_SAFE_BITS = 62


class OpenDeal(NamedTuple):
    id: int
    amount_minor: int
    probability: int
    expected_close_on: date | None
    category: str


class ClosedDeal(NamedTuple):
    """A won deal. Lost ones count nothing and are not passed in."""

    id: int
    amount_minor: int
    closed_on: date


class Month(NamedTuple):
    """Categories and `weighted` are open amount x probability; p10..p90 hold closed + simulated open."""

    month: str
    closed: int
    commit: int
    best_case: int
    pipeline: int
    weighted: int
    p10: int
    p50: int
    p90: int
    open_deals: int

    @property
    def expected(self) -> int:
        """Closed + weighted, the top of the stack."""
        return self.closed + self.weighted


class Apart(NamedTuple):
    """Deals in no month's sum, with their full amount."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    amount_minor: int


class Forecast(NamedTuple):
    """`open_minor` and `weighted_minor` hold every open deal, those apart included."""

    as_of: date
    currency: str
    months: tuple[Month, ...]
    overdue: Apart
    undated: Apart
    later: Apart
    omitted: Apart
    unconverted: int
    open_deals: int
    open_minor: int
    weighted_minor: int
    p10: int
    p50: int
    p90: int

    @property
    def current_month(self) -> str:
        return month_key(self.as_of)

    @property
    def coming(self) -> tuple[Month, ...]:
        """The months that p10, p50 and p90 are about: the current one and those after it."""
        return tuple(month for month in self.months if month.month >= self.current_month)


class Range(NamedTuple):
    p10: int
    p50: int
    p90: int


def month_key(day: date) -> str:
    """'YYYY-MM'."""
    return f"{day.year:04}-{day.month:02}"


def months_around(as_of: date, back: int, ahead: int) -> tuple[str, ...]:
    """`back` months before the current one, then `ahead` months of which the current one is the first."""
    here = as_of.year * 12 + as_of.month - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(here - back, here + max(1, ahead)))


def place(deal: OpenDeal, as_of: date) -> str:
    """Where an open deal belongs: 'overdue', 'undated' or its month 'YYYY-MM'. Due today is not overdue."""
    expected = deal.expected_close_on
    if expected is None:
        return UNDATED
    return OVERDUE if expected < as_of else month_key(expected)


def deal_ids(
    open_deals: Iterable[OpenDeal], where: str, *, as_of: date, category: str | None = None
) -> tuple[int, ...]:
    """The deals behind a bar: of a month, of 'overdue' or of 'undated'; a month leaves 'omitted' ones out."""
    found = (deal for deal in open_deals if place(deal, as_of) == where)
    if category is not None:
        return tuple(deal.id for deal in found if deal.category == category)
    apart = where in (OVERDUE, UNDATED)
    return tuple(deal.id for deal in found if apart or deal.category != "omitted")


def likely_range(deals: Iterable[OpenDeal], *, certain_minor: int = 0, futures: int = 10_000, seed: int = 1) -> Range:
    """The 10th, 50th and 90th percentile of what these deals bring together, on top of what is certain."""
    import numpy

    rng = numpy.random.default_rng([seed, 0])
    sums, shift = _simulate([_odds(deals)], futures, [rng])
    return _percentiles(sums[0], certain_minor, shift)


def forecast(
    closed: Iterable[ClosedDeal],
    open_deals: Iterable[OpenDeal],
    *,
    as_of: date,
    currency: str,
    unconverted: int = 0,
    months_back: int = 2,
    months_ahead: int = 6,
    futures: int = 10_000,
    seed: int = 1,
    fine: int = 1,
) -> Forecast:
    """Months with their closed and weighted revenue and the range of simulated futures.

    Closed revenue stands in the month it closed in; open deals in the month of their expected close, counted
    amount x probability. Overdue and undated deals enter no month; 'omitted' ones neither. `months_ahead`
    counts the current month. Amounts come in parts of a minor unit, `fine` to one, since conversions end within one; what is told
    is in minor units, each sum rounded once. The same seed gives the same figures, whatever the order of the deals.
    """
    months = months_around(as_of, months_back, months_ahead)
    everything = list(open_deals)
    by_month: dict[str, list[OpenDeal]] = {month: [] for month in months}
    apart: dict[str, list[OpenDeal]] = {OVERDUE: [], UNDATED: [], "later": [], "omitted": []}
    for deal in everything:
        where = place(deal, as_of)
        if where in apart:
            apart[where].append(deal)
        elif deal.category == "omitted":
            apart["omitted"].append(deal)
        else:
            by_month.get(where, apart["later"]).append(deal)
    won = dict.fromkeys(months, 0)
    for done in closed:
        key = month_key(done.closed_on)
        if key in won:
            won[key] += done.amount_minor
    ranges, total = _ranges(by_month, won, as_of, futures, seed)
    return Forecast(
        as_of=as_of,
        currency=currency,
        months=tuple(_month(key, won[key], by_month[key], ranges[key], fine) for key in months),
        overdue=_apart(apart[OVERDUE], fine),
        undated=_apart(apart[UNDATED], fine),
        later=_apart(apart["later"], fine),
        omitted=_apart(apart["omitted"], fine),
        unconverted=unconverted,
        open_deals=len(everything),
        open_minor=_half_up(sum(deal.amount_minor for deal in everything), fine),
        weighted_minor=_half_up(sum(deal.amount_minor * deal.probability for deal in everything), 100 * fine),
        p10=_half_up(total.p10, fine),
        p50=_half_up(total.p50, fine),
        p90=_half_up(total.p90, fine),
    )


def _apart(deals: Sequence[OpenDeal], fine: int) -> Apart:
    return Apart(len(deals), _half_up(sum(deal.amount_minor for deal in deals), fine))


def _half_up(parts: int, to_one: int) -> int:
    return (2 * parts + to_one) // (2 * to_one)


def _month(key: str, closed: int, deals: Sequence[OpenDeal], spread: Range, fine: int) -> Month:
    """Round the running sum, so that the three categories add up to `weighted` to the last minor unit."""
    exact = dict.fromkeys(CATEGORIES, 0)
    for deal in deals:
        exact[deal.category] += deal.amount_minor * deal.probability
    parts: list[int] = []
    running = shown = 0
    for category in CATEGORIES:
        running += exact[category]
        parts.append(_half_up(running, 100 * fine) - shown)
        shown += parts[-1]
    low, middle, high = (_half_up(each, fine) for each in spread)
    return Month(key, _half_up(closed, fine), parts[0], parts[1], parts[2], shown, low, middle, high, len(deals))


def _odds(deals: Iterable[OpenDeal]) -> list[tuple[int, int]]:
    odds = sorted((deal.amount_minor, deal.probability) for deal in deals)
    if any(not 0 <= probability <= 100 for _, probability in odds):
        raise ValueError("A probability is a percent from 0 to 100")
    return odds


def _ranges(
    by_month: dict[str, list[OpenDeal]], won: dict[str, int], as_of: date, futures: int, seed: int
) -> tuple[dict[str, Range], Range]:
    """The range of each month, and of the current and later months together."""
    ranges = {key: Range(won[key], won[key], won[key]) for key in by_month}
    certain = sum(won[key] for key in by_month if key >= month_key(as_of))
    uncertain = [key for key, deals in by_month.items() if deals]
    if not uncertain:
        return ranges, Range(certain, certain, certain)
    import numpy

    # One stream per month: a month's range does not depend on which other months are shown.
    rngs = [numpy.random.default_rng([seed, int(key.replace("-", ""))]) for key in uncertain]
    sums, shift = _simulate([_odds(by_month[key]) for key in uncertain], futures, rngs)
    for key, drawn in zip(uncertain, sums, strict=True):
        ranges[key] = _percentiles(drawn, won[key], shift)
    return ranges, _percentiles(numpy.sum(sums, axis=0), certain, shift)


def _simulate(
    groups: Sequence[Sequence[tuple[int, int]]], futures: int, rngs: Sequence[numpy.random.Generator]
) -> tuple[list[NDArray[numpy.int64]], int]:
    """One array of simulated sums per group, in units of 2**shift (0 but for absurdly large amounts)."""
    largest = sum(abs(amount) for group in groups for amount, _ in group)
    shift = max(0, largest.bit_length() - _SAFE_BITS)
    drawn = [_draw(group, futures, rng, shift) for group, rng in zip(groups, rngs, strict=True)]
    return drawn, shift


def _draw(
    odds: Sequence[tuple[int, int]], futures: int, rng: numpy.random.Generator, shift: int
) -> NDArray[numpy.int64]:
    """The won amounts of `futures` independent futures.

    Eight deals at a time: how often each of their 256 joint outcomes happens in so many independent futures
    is one multinomial draw, and a shuffle deals the outcomes out to the futures. That is the same
    distribution as one random number per deal and future, with exact sums and an eighth of the numbers.
    """
    import numpy

    tables = -(-len(odds) // _DEALS_PER_TABLE)
    amounts = numpy.zeros(tables * _DEALS_PER_TABLE, numpy.int64)
    chances = numpy.zeros(tables * _DEALS_PER_TABLE)
    amounts[: len(odds)] = [amount >> shift for amount, _ in odds]
    chances[: len(odds)] = [probability / 100 for _, probability in odds]
    sums, weights = numpy.zeros((tables, 1), numpy.int64), numpy.ones((tables, 1))
    for deal in range(_DEALS_PER_TABLE):
        amount, chance = amounts[deal::_DEALS_PER_TABLE, None], chances[deal::_DEALS_PER_TABLE, None]
        sums = numpy.concatenate((sums, sums + amount), axis=1)
        weights = numpy.concatenate((weights * (1 - chance), weights * chance), axis=1)
    total = numpy.zeros(futures, numpy.int64)
    for outcome_sums, counts in zip(sums, rng.multinomial(futures, weights), strict=True):
        outcomes = numpy.repeat(outcome_sums, counts)
        rng.shuffle(outcomes)
        total += outcomes
    return total


def _percentiles(drawn: NDArray[numpy.int64], certain: int, shift: int) -> Range:
    """Nearest-rank percentiles: sums that did come about in a future, never an average of two."""
    import numpy

    ranks = [max(0, -(-len(drawn) * percent // 100) - 1) for percent in (10, 50, 90)]
    ordered = numpy.partition(drawn, ranks)
    low, middle, high = (certain + (int(ordered[rank]) << shift) for rank in ranks)
    return Range(low, middle, high)

"""The revenue forecast by months or quarters: what has closed, what is expected, and how far it may miss.

Amounts are minor units of one currency. What cannot be put into a month (overdue, undated) stands apart. A month is named 'YYYY-MM', a calendar quarter 'YYYY-Qn'; names of one kind sort as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Unit = Literal["month", "quarter"]
AHEAD: Final[dict[Unit, int]] = {"month": 6, "quarter": 4}
"""How many are told, the current one among them, unless others are asked for."""
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
    """A month, or a quarter where the forecast is by quarters: `month` is its name.

    Categories and `weighted` are open amount x probability; p10..p90 hold closed + simulated open.
    """

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
    unit: Unit = "month"

    @property
    def current(self) -> str:
        """The month or quarter of `as_of`."""
        return _key(self.as_of, self.unit)

    @property
    def coming(self) -> tuple[Month, ...]:
        """The months that p10, p50 and p90 are about: the current one and those after it."""
        return tuple(month for month in self.months if month.month >= self.current)


class Range(NamedTuple):
    p10: int
    p50: int
    p90: int


def month_key(day: date) -> str:
    """'YYYY-MM'."""
    return f"{day.year:04}-{day.month:02}"


def _key(day: date, unit: Unit) -> str:
    return month_key(day) if unit == "month" else f"{day.year:04}-Q{(day.month + 2) // 3}"


def months_of(key: str) -> tuple[str, ...]:
    """The three months of a quarter, 'YYYY-Qn'; of a month itself."""
    if "Q" not in key:
        return (key,)
    last = 3 * int(key[-1])
    return tuple(f"{key[:-2]}{number:02}" for number in range(last - 2, last + 1))


def months_around(as_of: date, back: int, ahead: int) -> tuple[str, ...]:
    """`back` months before the current one, then `ahead` months of which the current one is the first."""
    here = as_of.year * 12 + as_of.month - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(here - back, here + max(1, ahead)))


def quarters_around(as_of: date, back: int, ahead: int) -> tuple[str, ...]:
    """The same of calendar quarters."""
    here = as_of.year * 4 + (as_of.month - 1) // 3
    return tuple(f"{n // 4:04}-Q{n % 4 + 1}" for n in range(here - back, here + max(1, ahead)))


def place(deal: OpenDeal, as_of: date, unit: Unit = "month") -> str:
    """Where an open deal belongs: 'overdue', 'undated' or its month or quarter. Due today is not overdue."""
    expected = deal.expected_close_on
    if expected is None:
        return UNDATED
    return OVERDUE if expected < as_of else _key(expected, unit)


def deal_ids(
    open_deals: Iterable[OpenDeal], where: str, *, as_of: date, category: str | None = None
) -> tuple[int, ...]:
    """The deals behind a bar: of a month or quarter, of 'overdue' or of 'undated'; a month leaves 'omitted' ones out."""
    unit: Unit = "quarter" if "Q" in where else "month"
    found = (deal for deal in open_deals if place(deal, as_of, unit) == where)
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
    unit: Unit = "month",
    back: int = 2,
    ahead: int | None = None,
    futures: int = 10_000,
    seed: int = 1,
    fine: int = 1,
) -> Forecast:
    """Months or quarters with their closed and weighted revenue and the range of simulated futures.

    Closed revenue stands in the month it closed in; open deals in the month of their expected close, counted
    amount x probability. Overdue and undated deals enter no month; 'omitted' ones neither. `back` and `ahead` count months or
    quarters, `ahead` the current one as well (without it as `AHEAD` has it). Amounts come in parts of a minor unit, `fine` to one,
    since conversions end within one; what is told is in minor units, each sum rounded once. The same seed gives the same figures,
    whatever the order of the deals, and the same futures by months and by quarters.
    """
    around = months_around if unit == "month" else quarters_around
    spans = {key: months_of(key) for key in around(as_of, back, AHEAD[unit] if ahead is None else ahead)}
    everything = list(open_deals)
    by_month, apart = _placed(everything, [month for span in spans.values() for month in span], as_of)
    won = dict.fromkeys(by_month, 0)
    for done in closed:
        key = month_key(done.closed_on)
        if key in won:
            won[key] += done.amount_minor
    sums = {key: sum(won[month] for month in span) for key, span in spans.items()}
    ranges, total = _ranges(spans, by_month, sums, _key(as_of, unit), futures, seed)
    deals = {key: [deal for month in span for deal in by_month[month]] for key, span in spans.items()}
    return Forecast(
        as_of=as_of,
        currency=currency,
        months=tuple(_month(key, sums[key], deals[key], ranges[key], fine) for key in spans),
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
        unit=unit,
    )


def _placed(
    deals: Iterable[OpenDeal], months: Iterable[str], as_of: date
) -> tuple[dict[str, list[OpenDeal]], dict[str, list[OpenDeal]]]:
    """The deals of each month, and those apart: overdue, undated, later than the months and omitted."""
    by_month: dict[str, list[OpenDeal]] = {month: [] for month in months}
    apart: dict[str, list[OpenDeal]] = {OVERDUE: [], UNDATED: [], "later": [], "omitted": []}
    for deal in deals:
        where = place(deal, as_of)
        if where in apart:
            apart[where].append(deal)
        elif deal.category == "omitted":
            apart["omitted"].append(deal)
        else:
            by_month.get(where, apart["later"]).append(deal)
    return by_month, apart


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
    spans: dict[str, tuple[str, ...]],
    by_month: dict[str, list[OpenDeal]],
    won: dict[str, int],
    current: str,
    futures: int,
    seed: int,
) -> tuple[dict[str, Range], Range]:
    """The range of each span of months, and of the current and later ones together; `won` is what closed in a span.

    What several months bring together is added up future by future: their ranges do not add up.
    """
    ranges = {key: Range(certain, certain, certain) for key, certain in won.items()}
    certain = sum(won[key] for key in spans if key >= current)
    uncertain = [month for month, deals in by_month.items() if deals]
    if not uncertain:
        return ranges, Range(certain, certain, certain)
    import numpy

    # One stream per month: a month's range does not depend on which other months are shown.
    rngs = [numpy.random.default_rng([seed, int(month.replace("-", ""))]) for month in uncertain]
    sums, shift = _simulate([_odds(by_month[month]) for month in uncertain], futures, rngs)
    drawn = dict(zip(uncertain, sums, strict=True))
    for key, span in spans.items():
        mine = [drawn[month] for month in span if month in drawn]
        if mine:
            ranges[key] = _percentiles(numpy.sum(mine, axis=0), won[key], shift)
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

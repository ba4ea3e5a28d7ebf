"""The figures of the page 'Numbers': how often deals are won, how far they come, how long they take, why they are lost.

Every count follows a filter of deals, so that a list can show the deals behind it. A few queries for all, never one a deal.
"""

from __future__ import annotations

from datetime import date, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import today
from app.domain import pipeline, win_loss
from app.domain.pipeline import Rate, Velocity
from app.domain.win_loss import Days, Funnel, Path, Point, Trend
from app.services import currencies, deal_filter, deal_paths
from app.services.deal_filter import FROM, DealFilter

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.currencies import Rates

PERIODS: Final = ("last_12_months", "this_year", "last_year", "all")
_DAYS_TAKEN: Final = "CAST(julianday(d.closed_on) - julianday(d.created_on) AS INTEGER) + 1"
# When a deal that came in already closed was created and closed on one day, nobody knows when it began.
_BEGIN_KNOWN: Final = (
    "(d.created_on < d.closed_on OR d.created_on = d.closed_on AND (SELECT e.new ->> '$.stage' FROM deal_event e"
    " WHERE e.deal_id = d.id AND e.field = 'created' ORDER BY e.id LIMIT 1) IS NOT NULL)"
)
# As SQLite's NOCASE compares, so that a filter finds the deals of every spelling that is counted together.
_NOCASE: Final = str.maketrans(ascii_uppercase, ascii_lowercase)


class Asked(NamedTuple):
    """Of which time, both days included (`first` None: from the beginning), and of which deals."""

    first: date | None
    last: date
    pipeline_id: int | None = None
    owner_id: int | None = None

    @property
    def days(self) -> str:
        """'first..last', as filters write it."""
        return f"{self.first.isoformat() if self.first else ''}..{self.last.isoformat()}"

    def base(self) -> DealFilter:
        """The deals, of any time."""
        return DealFilter(pipeline_id=self.pipeline_id, owner_id=self.owner_id)

    def closed(self, outcome: str = "closed") -> DealFilter:
        """Those that closed in the time, 'won', 'lost' or either."""
        return self.base()._replace(outcome=outcome, closes=self.days)

    def created(self) -> DealFilter:
        """Those that were created in the time."""
        return self.base()._replace(created=self.days)


class Sum(NamedTuple):
    """Deals and what they are worth in minor units of the home currency.

    `priced` of them have an amount that is in it; `missing` have one without a known rate, which is not.
    """

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    minor: int
    priced: int
    missing: int

    def plus(self, other: Sum) -> Sum:
        """Both together."""
        return Sum(*(one + two for one, two in zip(self, other, strict=True)))

    def rounded(self) -> Sum:
        """What was added up as `currencies.FINE` has it, in minor units."""
        return self._replace(minor=currencies.rounded(self.minor))


NO_DEALS: Final = Sum(0, 0, 0, 0)


class Group(NamedTuple):
    """What closed of one source or owner; `key` 0 is none."""

    key: int
    name: str
    won: Sum
    lost: Sum
    rate: Rate | None


class Why(NamedTuple):
    """Lost deals of one reason (`key` an id, 0 none) or to one competitor (`key` the name)."""

    key: int | str
    name: str
    lost: Sum


class Cohort(NamedTuple):
    """What became of the deals created in the time; `rate` is won / created."""

    created: int
    won: int
    lost: int
    rate: Rate | None

    @property
    def open(self) -> int:
        """How many are not decided."""
        return self.created - self.won - self.lost


class Numbers(NamedTuple):
    """Everything the page shows. `stages` are (id, name) beside the steps of the funnel, of `pipeline` (id, name).

    `undated` deals closed, but nobody knows when they began: they are in no cycle time.
    """

    asked: Asked
    currency: str
    won: Sum
    lost: Sum
    rate: Rate | None
    cohort: Cohort
    won_days: Days
    lost_days: Days
    open_days: Days
    undated: int
    open: int
    velocity: Velocity | None
    trend: Trend | None
    pipeline: tuple[int, str] | None
    stages: tuple[tuple[int, str], ...]
    funnel: Funnel
    reasons: tuple[Why, ...]
    competitors: tuple[Why, ...]
    sources: tuple[Group, ...]
    owners: tuple[Group, ...]
    deals: int

    @property
    def closed(self) -> int:
        """How many deals closed."""
        return self.won.count + self.lost.count

    @property
    def average_minor(self) -> int:
        """What a won deal with an amount is worth on average."""
        return _average(self.won)

    def of_point(self, point: Point) -> DealFilter:
        """The closed deals that the rate of a point stands on, or would if there were enough."""
        trailing = self.trend is not None and self.trend.trailing
        year, month = (int(part) for part in point.last.split("-"))
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        start = date(end.year - 1, end.month, 28) + timedelta(days=4) if trailing else _first_day(point.first)
        if trailing:
            start = start.replace(day=1)
        elif self.asked.first:
            start = max(start, self.asked.first)
        return self.asked._replace(first=start, last=min(end, self.asked.last)).closed()


def span(period: str, now: date | None = None) -> tuple[date | None, date]:
    """The first and last day of one of PERIODS; a running month or year ends today."""
    now = now or today()
    if period == "this_year":
        return date(now.year, 1, 1), now
    if period == "last_year":
        return date(now.year - 1, 1, 1), date(now.year - 1, 12, 31)
    if period == "all":
        return None, now
    months = now.year * 12 + now.month - 12  # the running month and the 11 before it
    return date(months // 12, months % 12 + 1, 1), now


def read(store: Store, asked: Asked) -> Numbers:
    """All figures of the time and the deals that are asked for."""
    rates = currencies.rates(store)
    won, lost, reasons, competitors, sources, owners = _closings(store, asked, rates)
    taken, undated = _taken(store, asked)
    ages = _ages(store, asked)
    cohort = _cohort(store, asked)
    line, stages, funnel = _funnel(store, asked)
    won_days, opened, average = win_loss.days(taken["won"]), sum(ages.values()), _average(won)
    return Numbers(
        asked, rates.home, won, lost, win_loss.told_rate(won.count, won.count + lost.count), cohort,
        won_days, win_loss.days(taken["lost"]), win_loss.days(ages), undated, opened,
        pipeline.velocity(opened, average, won.count, lost.count, won_days.median) if average else None,
        _trend(store, asked), line, stages, funnel, reasons, competitors, sources, owners,
        int(store.value("SELECT count(*) FROM deal WHERE deleted_at IS NULL AND archived_at IS NULL")),
    )  # fmt: skip


def _average(won: Sum) -> int:
    return round(won.minor / won.priced) if won.priced else 0


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


# --- what closed --------------------------------------------------------------------------------------------------------


def _closings(store: Store, asked: Asked, rates: Rates) -> tuple[Any, ...]:
    """The sums of won and lost deals, then the lost ones by reason and competitor, and both by source and by owner."""
    where, params = deal_filter.where(store, asked.closed())
    totals: dict[str, Sum] = {"won": NO_DEALS, "lost": NO_DEALS}
    reasons: dict[int, Sum] = {}
    rivals: dict[str, Sum] = {}
    spelt: dict[str, str] = {}
    groups: tuple[dict[int, dict[str, Sum]], ...] = ({}, {})
    kinds = dict(store.rows("SELECT id, kind FROM stage"))
    columns = "d.stage_id, d.source_id, d.owner_id, d.lost_reason_id, d.competitor, d.currency, d.closed_rate"
    for stage, source, owner, reason, rival, currency, frozen, count, priced, amount in store.rows(
        f"SELECT {columns}, count(*), count(d.amount_minor), ifnull(sum(d.amount_minor), 0) {FROM} WHERE {where} "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7",  # by columns as they stand: half as long as by what they mean
        params,
    ):
        kind = kinds[stage]
        home = rates.finely(amount, currency, frozen)
        part = Sum(count, 0, 0, priced) if home is None else Sum(count, home, priced, 0)
        totals[kind] = totals[kind].plus(part)
        for group, key in zip(groups, (source, owner), strict=True):
            sums = group.setdefault(key or 0, {"won": NO_DEALS, "lost": NO_DEALS})
            sums[kind] = sums[kind].plus(part)
        if kind == "lost":
            reasons[reason or 0] = reasons.get(reason or 0, NO_DEALS).plus(part)
            if rival:
                name = spelt.setdefault(rival.translate(_NOCASE), rival)
                rivals[name] = rivals.get(name, NO_DEALS).plus(part)
    return (
        totals["won"].rounded(), totals["lost"].rounded(), _whys(reasons, {0: "No reason given", **dict(store.rows("SELECT id, name FROM lost_reason"))}),
        _whys(rivals, {name: name for name in rivals}),
        _grouped(groups[0], {0: "No source", **dict(store.rows("SELECT id, name FROM source"))}),
        _grouped(groups[1], {0: "No owner", **dict(store.rows("SELECT id, name FROM person"))}),
    )  # fmt: skip


def _whys(found: dict[Any, Sum], names: dict[Any, str]) -> tuple[Why, ...]:
    """The most frequent first; what has no reason last."""
    whys = [Why(key, names[key], lost.rounded()) for key, lost in found.items()]
    return tuple(sorted(whys, key=lambda why: (why.key == 0, -why.lost.count, why.name.casefold())))


def _grouped(found: dict[int, dict[str, Sum]], names: dict[int, str]) -> tuple[Group, ...]:
    """The largest first; what has none last."""
    groups = []
    for key, sums in found.items():
        won, lost = sums["won"].rounded(), sums["lost"].rounded()
        groups.append(Group(key, names[key], won, lost, win_loss.told_rate(won.count, won.count + lost.count)))
    return tuple(
        sorted(groups, key=lambda group: (group.key == 0, -(group.won.count + group.lost.count), group.name.casefold()))
    )


# --- over time ----------------------------------------------------------------------------------------------------------


def _trend(store: Store, asked: Asked) -> Trend | None:
    """The closings by month, those of the year before the time too; None when nothing closed in it."""
    early = None if asked.first is None else _year_before(asked.first)
    where, params = deal_filter.where(store, asked._replace(first=early).closed())
    params["first"] = asked.first.isoformat() if asked.first else ""
    counts: tuple[dict[str, tuple[int, int]], ...] = ({}, {})
    for inside, month, won, lost in store.rows(
        "SELECT d.closed_on >= :first, substr(d.closed_on, 1, 7), sum(s.kind = 'won'), sum(s.kind = 'lost') "
        f"{FROM} WHERE {where} GROUP BY 1, 2",
        params,
    ):
        counts[0 if inside else 1][month] = (won, lost)
    if not counts[0]:
        return None
    if asked.first is None:  # all time runs from the first closing to the last
        return win_loss.trend(counts[0], counts[1], min(counts[0]), max(counts[0]))
    return win_loss.trend(counts[0], counts[1], f"{asked.first:%Y-%m}", f"{asked.last:%Y-%m}")


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, 1) if day.year > 1 else day


def _cohort(store: Store, asked: Asked) -> Cohort:
    where, params = deal_filter.where(store, asked.created())
    counts = {"open": 0, "won": 0, "lost": 0}
    counts.update(store.rows(f"SELECT s.kind, count(*) {FROM} WHERE {where} GROUP BY 1", params))  # type: ignore[arg-type]
    created, won = sum(counts.values()), counts["won"]
    return Cohort(created, won, counts["lost"], win_loss.told_rate(won, created))


def _taken(store: Store, asked: Asked) -> tuple[dict[str, dict[int, int]], int]:
    """{days: deals} from creation to closing, of won and of lost deals; and how many began on a day nobody knows."""
    where, params = deal_filter.where(store, asked.closed())
    found: dict[str, dict[int, int]] = {"won": {}, "lost": {}}
    undated = 0
    for kind, taken, count in store.rows(
        f"SELECT s.kind, iif({_BEGIN_KNOWN}, {_DAYS_TAKEN}, NULL), count(*) {FROM} WHERE {where} GROUP BY 1, 2", params
    ):
        if taken is None:
            undated += count
        else:
            found[kind][taken] = count
    return found, undated


def _ages(store: Store, asked: Asked) -> dict[int, int]:
    """{days since creation: open deals}, as they stand today."""
    where, params = deal_filter.where(store, asked.base()._replace(outcome="open"))
    return {
        max(1, age): count
        for age, count in store.rows(
            "SELECT max(1, CAST(julianday(:today) - julianday(d.created_on) AS INTEGER) + 1), count(*) "
            f"{FROM} WHERE {where} GROUP BY 1",
            params,
        )
    }


# --- through the stages -------------------------------------------------------------------------------------------------


def _funnel(store: Store, asked: Asked) -> tuple[tuple[int, str] | None, tuple[tuple[int, str], ...], Funnel]:
    """The deals created in the time that stand in one pipeline: the one asked for, else that with most of them."""
    line = _line(store, asked)
    if line is None:
        return None, (), Funnel((), 0, 0)
    stages = store.rows(
        "SELECT id, name, rank FROM stage WHERE pipeline_id = ? AND kind = 'open' ORDER BY rank, id", (line[0],)
    )
    where, params = deal_filter.where(store, asked.created()._replace(pipeline_id=line[0]))
    params["first_rank"] = deal_paths.first_rank(store, line[0])
    places = {rank: place for place, (_, _, rank) in enumerate(stages)}
    paths = [
        Path(None if rank is None else places.get(rank, 0), kind, count)
        for rank, kind, count in store.rows(
            f"WITH far AS MATERIALIZED {deal_paths.FURTHEST_OF_ALL} SELECT max(far.rank, :first_rank), s.kind, count(*) "
            f"{FROM} LEFT JOIN far ON far.id = d.id WHERE {where} GROUP BY 1, 2",
            params,
        )
    ]
    return line, tuple((stage, name) for stage, name, _ in stages), win_loss.funnel(paths, len(stages))


def _line(store: Store, asked: Asked) -> tuple[int, str] | None:
    if asked.pipeline_id is not None:
        found = store.row("SELECT id, name FROM pipeline WHERE id = ?", (asked.pipeline_id,))
        return None if found is None else (found[0], found[1])
    where, params = deal_filter.where(store, asked.created())
    found = store.row(
        f"SELECT p.id, p.name {FROM} JOIN pipeline p ON p.id = s.pipeline_id WHERE {where} "
        "GROUP BY p.id ORDER BY count(*) DESC, p.rank LIMIT 1",
        params,
    )
    return None if found is None else (found[0], found[1])

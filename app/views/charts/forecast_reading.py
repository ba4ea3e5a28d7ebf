"""What the forecast page reads, in one go and in any thread."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from app.base import today
from app.domain.capacity import ExpectedWork, Week, week_capacity
from app.domain.forecast import Forecast, month_key, months_of
from app.domain.pipeline import Rate, enough_history, win_rate
from app.domain.renewals import period_of
from app.models.store import Store
from app.services import capacity, currencies, deal_board, deal_detail, figures, people, renewal_figures, settings
from app.services.deal_board import DealFilter
from app.services.renewal_figures import Sum
from app.views.charts.week_load import is_breaking, load

MOST_DEALS = 40


class Quarter(NamedTuple):
    """The current quarter in minor units: closed so far, and closed + weighted with its range."""

    closed: int
    expected: int
    p10: int
    p90: int
    months: tuple[str, ...]


class Wins(NamedTuple):
    """How many of the closed deals were won; `rate` is None while they are too few to tell."""

    won: int
    lost: int
    rate: Rate | None


class Break(NamedTuple):
    """The first week that is likely to have more work than hours, the deal that does most to it, and a way out.

    `fits_from` is the Monday from which on all of that deal's work has room if it is won.
    """

    week: Week
    others: int
    deal_id: int | None
    deal: str
    mostly: bool
    fits_from: date | None


class Asked(NamedTuple):
    """Of which deals, 0 as owner for those that have none, and in which currency sums are told ('' that of home)."""

    pipeline_id: int | None = None
    owner_id: int | None = None
    currency: str = ""


class Shown(NamedTuple):
    """The forecast by months or by quarters. `renewals` are due by the last day of it and have no deal yet: they are in no sum."""

    forecast: Forecast
    renewals: Sum
    renewals_until: date


class Told(NamedTuple):
    """Everything the page shows. `pipelines` are (id, name), `owners` as `deal_detail.owners` has them, `currencies` those that sums
    can be told in, that of home first.
    """

    months: Shown
    quarters: Shown
    quarter: Quarter
    wins: Wins
    weeks: tuple[Week, ...]
    breaks: Break | None
    people: int
    pipelines: tuple[tuple[int, str], ...]
    owners: tuple[tuple[int, str, bool, bool], ...]
    currencies: tuple[str, ...]
    empty: bool

    def by(self, unit: object) -> Shown:
        """By 'month' or 'quarter'."""
        return self.quarters if unit == "quarter" else self.months


ALL: Final = Asked()


def read(store: Store, asked: Asked = ALL) -> Told:
    """The forecast of the deals that are asked for, and the hours of all. A currency whose rates are gone gives way to that of home."""
    known = currencies.rates(store).tells()
    asked = asked._replace(currency=asked.currency if asked.currency in known else "")
    months, quarters = figures.forecasts(store, **asked._asdict())
    weeks = capacity.weeks(store)
    return Told(
        _shown(store, months, asked),
        _shown(store, quarters, asked),
        _quarter(quarters),
        _wins(store, asked),
        weeks,
        _break(store, weeks),
        len(people.everyone(store)),
        tuple(deal_detail.pipelines(store)),
        tuple(deal_detail.owners(store)),
        known,
        not deal_board.count(store, DealFilter()),
    )


def _shown(store: Store, told: Forecast, asked: Asked) -> Shown:
    year, month = (int(part) for part in months_of(told.months[-1].month)[-1].split("-"))
    until = period_of(date(year, month, 1), "month")[1]
    renewals = renewal_figures.without_deal(store, last=until, owner_id=asked.owner_id, told=asked.currency)
    return Shown(told, renewals, until)


def _quarter(told: Forecast) -> Quarter:
    """The current one of the quarters: its range is of all its deals together, since ranges of single months do not add up."""
    here = told.coming[0]
    months = tuple(month for month in months_of(here.month) if month <= month_key(told.as_of))
    return Quarter(here.closed, here.expected, here.p10, here.p90, months)


def _wins(store: Store, asked: Asked) -> Wins:
    won, lost = (
        deal_board.count(store, DealFilter(pipeline_id=asked.pipeline_id, owner_id=asked.owner_id, outcome=outcome))
        for outcome in ("won", "lost")
    )
    return Wins(won, lost, win_rate(won, lost) if enough_history(won, lost) else None)


# --- which week breaks ----------------------------------------------------------------------


def _break(store: Store, weeks: tuple[Week, ...]) -> Break | None:
    breaking = [week for week in weeks if is_breaking(week)]
    if not breaking:
        return None
    week = breaking[0]
    works = _works(store, week) if len(week.deal_ids) <= MOST_DEALS else {}
    shares = {deal: _by_week(store, work, weeks)[week.week] for deal, (work, _) in works.items()}
    if not shares:
        return Break(week, len(breaking) - 1, None, "", mostly=False, fits_from=None)
    main = max(shares, key=lambda deal: shares[deal])
    work, title = works[main]
    mostly = 2 * shares[main] > sum(shares.values())
    return Break(week, len(breaking) - 1, main, title, mostly, _fits_from(store, work, weeks, week))


def _works(store: Store, week: Week) -> dict[int, tuple[ExpectedWork, str]]:
    """The work each deal of the week would bring, and the deal's title."""
    titles = {card.id: card.title for card in deal_board.cards(store, list(week.deal_ids))}
    return {
        work.deal_id: (work, titles[work.deal_id])
        for work in capacity.expected(store, today())
        if work.deal_id in titles
    }


def _by_week(store: Store, work: ExpectedWork, weeks: tuple[Week, ...]) -> dict[str, int]:
    """Expected minutes of this work alone, by week."""
    studio = settings.calendar(store)
    rows = week_capacity({}, (), [work], studio=studio, first=today(), weeks=len(weeks))
    return {row.week: row.expected_minutes for row in rows}


def _fits_from(store: Store, work: ExpectedWork, weeks: tuple[Week, ...], breaking: Week) -> date | None:
    """The first Monday after the week that breaks on which the deal's work, if won, could start and have room."""
    without = {week.week: load(week) for week in weeks}
    for key, minutes in _by_week(store, work, weeks).items():
        without[key] -= minutes
    last = weeks[-1].starts_on + timedelta(days=6)
    for week in weeks:
        finish = week.starts_on + timedelta(days=capacity.DELIVERY_DAYS)
        if week.starts_on <= breaking.starts_on or finish > last:
            continue
        moved = work._replace(probability=100, start=week.starts_on, finish=finish)
        won = _by_week(store, moved, weeks)
        if all(without[row.week] + won[row.week] <= row.available_minutes for row in weeks if won[row.week]):
            return week.starts_on
    return None

"""What the forecast page reads, in one go and in any thread."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from app.base import today
from app.domain.capacity import ExpectedWork, Week, week_capacity
from app.domain.forecast import Forecast
from app.domain.pipeline import Rate, enough_history, win_rate
from app.domain.renewals import period_of
from app.models.store import Store
from app.services import capacity, deal_board, deal_detail, figures, people, renewal_figures, settings
from app.services.deal_board import DealFilter
from app.services.renewal_figures import Sum
from app.views.charts.week_load import is_breaking, load

MONTHS_IN_QUARTER = 3
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


class Told(NamedTuple):
    """Everything the page shows. `pipelines` are (id, name). `renewals` are due by the last month and have no deal yet: they
    are in no sum of the forecast.
    """

    forecast: Forecast
    quarter: Quarter
    wins: Wins
    weeks: tuple[Week, ...]
    breaks: Break | None
    people: int
    pipelines: tuple[tuple[int, str], ...]
    empty: bool
    renewals: Sum
    renewals_until: date


def read(store: Store, pipeline_id: int | None = None) -> Told:
    """The forecast of a pipeline, or of all, and the hours of all."""
    told = figures.forecast(store, pipeline_id=pipeline_id)
    weeks = capacity.weeks(store)
    return Told(
        told,
        _quarter(store, told, pipeline_id),
        _wins(store, pipeline_id),
        weeks,
        _break(store, weeks),
        len(people.everyone(store)),
        tuple(deal_detail.pipelines(store)),
        not deal_board.list_ids(store, DealFilter()),
        renewal_figures.without_deal(store, last=(until := _last_day(told))),
        until,
    )


def _last_day(told: Forecast) -> date:
    """The last day of the last month of the forecast."""
    year, month = (int(part) for part in told.months[-1].month.split("-"))
    return period_of(date(year, month, 1), "month")[1]


def _quarter(store: Store, told: Forecast, pipeline_id: int | None) -> Quarter:
    """The range is of the quarter's remaining months together: ranges of single months do not add up."""
    year, month = told.as_of.year, told.as_of.month
    first = month - (month - 1) % MONTHS_IN_QUARTER
    keys = tuple(f"{year:04}-{number:02}" for number in range(first, first + MONTHS_IN_QUARTER))
    shown = [found for found in told.months if found.month in keys]
    rest = figures.forecast(
        store, pipeline_id=pipeline_id, months_back=0, months_ahead=first + MONTHS_IN_QUARTER - month
    )
    before = sum(found.closed for found in shown if found.month < told.current_month)
    return Quarter(
        sum(found.closed for found in shown),
        sum(found.expected for found in shown),
        before + rest.p10,
        before + rest.p90,
        tuple(key for key in keys if key <= told.current_month),
    )


def _wins(store: Store, pipeline_id: int | None) -> Wins:
    if pipeline_id is None:
        totals = figures.totals(store)
        won, lost = totals.won, totals.lost
    else:
        counts = {"won": 0, "lost": 0, "open": 0}
        for stage in deal_detail.stages(store, pipeline_id):
            if stage.kind != "open":
                counts[stage.kind] += len(deal_board.list_ids(store, DealFilter(stage_id=stage.id)))
        won, lost = counts["won"], counts["lost"]
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

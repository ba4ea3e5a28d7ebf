"""What the forecast report says: the figures, the months, and every open deal behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.domain import pipeline
from app.domain.forecast import (
    OVERDUE,
    UNDATED,
    Forecast,
    Month,
    OpenDeal,
    likely_range,
    place,
)
from app.domain.money import format_money, short_money
from app.models.store import Store
from app.reports import documents, fonts, wording
from app.reports.documents import Paper
from app.reports.figures import LONG_MONTHS
from app.reports.wording import NONE
from app.services import currencies, figures, past

_CHART_HEIGHT, _EMPTY_HEIGHT = 300, 110
_PARTS = ("closed", "commit", "best_case", "pipeline", "expected")
LATER, OMITTED, UNCONVERTED = "later", "omitted", "unconverted"
_APART = (
    (OVERDUE, "Overdue close date", "Their expected close has passed, so they are in no month’s sum."),
    (UNDATED, "No close date", "Without an expected close they are in no month’s sum."),
    (OMITTED, "Omitted", "Somebody left them out of the forecast; they are in no month’s sum."),
    (UNCONVERTED, "Not converted", "No exchange rate is known, so they are in no sum at all."),
)
_NOTES = (
    "Closed deals count in full, in the month in which they closed. Open deals count amount × probability, in the "
    "month of their expected close. Lost deals count nothing.",
    "Commit, best case and pipeline are what the people who sell promise. They come from the stage unless somebody "
    "set them.",
    "The 10–90% range comes from 10,000 simulated futures in which each open deal is won or not by its probability: "
    "8 times in 10 the month ends inside it.",
    "Open deals whose expected close has passed, and those without one, stand apart and are in no month’s sum.",
    "A closed deal keeps the exchange rate of the day it closed; an open one counts at the newest rate. Without a "
    "known rate a deal is in no sum.",
    "The win rate is won ÷ (won + lost) over every deal closed so far; a deal that was reopened counts once.",
    "Amounts that are weighted or summed are rounded to whole units here.",
)


class Deal(NamedTuple):
    """An open deal as it stood; `minor` in the home currency, None when no rate is known."""

    id: int
    title: str
    client: str
    stage: str
    minor: int | None
    own_minor: int
    currency: str
    probability: int
    closes: date | None
    where: str


def gather(store: Store, as_of: date, paper: Paper) -> dict[str, Any]:
    """All values of `forecast.typ`."""
    from app.reports.vector_sheet import forecast_svg

    told = figures.forecast(store, as_of=as_of)
    stages = {deal.id: deal.stage_id for deal in past.deals(store, as_of, with_archived=True)}
    deals = _open_deals(store, told, stages)
    home = told.currency
    return {
        "title": "Revenue forecast",
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(as_of)}",
        "basis": f"Amounts in {home}",
        "figures": _figures(told, deals, *_closed(store, stages)),
        "chart": forecast_svg(told, documents.chart_size(paper, _CHART_HEIGHT if _anything(told) else _EMPTY_HEIGHT)),
        "chart_words": _chart_words(told),
        "months": [_month(told, month) for month in told.months],
        "total": _total(told),
        "apart": _apart(told, deals),
        "widths": _widths(deals, home),
        "groups": _groups(told, deals),
        "set_apart": [
            {"name": name, "sum": f"{_sum(found, home)}. {why}", "rows": [_row(deal, told) for deal in found]}
            for key, name, why in _APART
            if (found := [deal for deal in deals if deal.where == key])
        ],
        "notes": list(_NOTES),
    }


def _closed(store: Store, stages: dict[int, int]) -> tuple[int, int]:
    """How many deals stood won and lost."""
    kinds = dict(store.rows("SELECT id, kind FROM stage"))
    stood = [kinds.get(stage) for stage in stages.values()]
    return stood.count("won"), stood.count("lost")


def _open_deals(store: Store, told: Forecast, stages: dict[int, int]) -> list[Deal]:
    """Every open deal of the forecast, the first to close in front."""
    rates = currencies.rates(store, told.as_of)
    names = {i: names for i, *names in store.rows(
        "SELECT d.id, d.title, ifnull(c.name, '') FROM deal d LEFT JOIN client c ON c.id = d.client_id"
    )}  # fmt: skip
    stage_names = dict(store.rows("SELECT id, name FROM stage"))
    shown = {month.month for month in told.months}
    found = []
    for deal in past.deals(store, told.as_of):  # those that the forecast counts, so that list and sums agree
        if deal.kind != "open":
            continue
        i, amount, currency, closes = deal.id, deal.amount_minor, deal.currency, deal.expected_close
        probability, category = deal.probability, deal.category
        minor = rates.to_home(amount or 0, currency)
        where = place(OpenDeal(i, 0, 0, closes, category), told.as_of)
        if minor is None:
            where = UNCONVERTED
        elif where not in (OVERDUE, UNDATED):
            where = OMITTED if category == OMITTED else where if where in shown else LATER
        title, client = names.get(i, ("", ""))
        stage = stage_names.get(stages.get(i, 0), "")
        found.append(
            Deal(
                i,
                title,
                client or "No client",
                stage,
                minor,
                amount or 0,
                currency,
                probability,
                closes,
                where,
            )
        )
    found.sort(key=lambda deal: (deal.closes or date.max, -(deal.minor or 0), deal.id))
    return found


def _figures(told: Forecast, deals: Sequence[Deal], won: int, lost: int) -> list[dict[str, str]]:
    """The cards at the top of the page."""
    months = [month for month in told.months if _quarter(month.month) == _quarter(told.current)]
    keys = {month.month for month in months}
    closed, expected = sum(month.closed for month in months), sum(month.expected for month in months)
    spread = likely_range(
        [OpenDeal(deal.id, deal.minor or 0, deal.probability, deal.closes, "") for deal in deals if deal.where in keys],
        certain_minor=closed,
    )
    so_far = [LONG_MONTHS[int(key[5:]) - 1] for key in sorted(keys) if key <= told.current]
    apart = told.overdue.amount_minor + told.undated.amount_minor
    words = [
        f"{part.count} {name}" for part, name in ((told.overdue, "overdue"), (told.undated, "undated")) if part.count
    ]
    return [
        wording.card("Closed this quarter", wording.whole(closed, told.currency), f"{_list(so_far)} so far"),
        wording.card(
            "Expected this quarter",
            wording.whole(expected, told.currency),
            f"{short_money(spread.p10, told.currency)} to {short_money(spread.p90, told.currency)}, 8 times in 10",
        ),
        wording.card(
            "Weighted, all open",
            wording.whole(told.weighted_minor, told.currency),
            f"of {wording.whole(told.open_minor, told.currency)} in {wording.count(told.open_deals, 'deal')}",
        ),
        _rate_card(won, lost),
        wording.card("Not in the chart", wording.whole(apart, told.currency), ", ".join(words) or "Every deal has its month",
              "warn" if told.overdue.count else "plain"),
    ]  # fmt: skip


def _rate_card(won: int, lost: int) -> dict[str, str]:
    rate = pipeline.win_rate(won, lost)
    if rate is None:
        return wording.card("Win rate", NONE, "No deal has closed yet")
    of = f"{won:,} of {won + lost:,}"
    if not pipeline.enough_history(won, lost):
        return wording.card("Win rate", of, "Not enough history for a rate")
    return wording.card("Win rate", f"{rate.rate:.0%}", f"{of}, likely {rate.low * 100:.0f} to {rate.high:.0%}")


def _quarter(key: str) -> tuple[str, int]:
    return key[:4], (int(key[5:]) - 1) // 3


def _list(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _chart_words(told: Forecast) -> str:
    """The chart for those who hear it; the table below it holds the rest."""
    months = ", ".join(f"{wording.month(m.month)} {wording.whole(m.expected, told.currency)}" for m in told.months)
    return f"Bar chart of the revenue closed and expected by month: {months}. The table after it has the parts of each."


def _anything(told: Forecast) -> bool:
    apart = told.overdue.count + told.undated.count
    return bool(apart) or any(month.closed or month.open_deals for month in told.months)


def _month(told: Forecast, month: Month) -> dict[str, Any]:
    coming = month.month >= told.current
    return {
        "month": wording.month(month.month),
        "here": month.month == told.current,
        **{key: wording.whole_or_none(getattr(month, key), told.currency) for key in _PARTS},
        "range": _range(month.p10, month.p90, told.currency) if coming and month.weighted else NONE,
        "deals": str(month.open_deals) if month.open_deals else NONE,
    }


def _total(told: Forecast) -> dict[str, Any]:
    coming = told.coming
    first, last = (LONG_MONTHS[int(month.month[5:]) - 1] for month in (coming[0], coming[-1]))
    return {
        "month": f"{first} to {last}",
        **{key: wording.whole_or_none(sum(getattr(m, key) for m in coming), told.currency) for key in _PARTS},
        "range": _range(told.p10, told.p90, told.currency),
        "deals": str(sum(month.open_deals for month in coming)),
    }


def _range(low: int, high: int, currency: str) -> str:
    return f"{wording.whole(low, currency)} – {wording.whole(high, currency)}"


def _apart(told: Forecast, deals: Sequence[Deal]) -> list[dict[str, str]]:
    """One line for everything that is in no month above."""
    found = [
        (told.overdue, "Overdue close date", "warn", "in no month’s sum"),
        (told.undated, "No close date", "plain", "in no month’s sum"),
        (told.later, "Expected later", "plain", "after these months"),
        (told.omitted, "Omitted from the forecast", "plain", "in no month’s sum"),
    ]
    lines = [
        {"name": name, "amount": wording.whole(part.amount_minor, told.currency), "deals": wording.count(part.count, "deal"),
         "tone": tone, "why": why}
        for part, name, tone, why in found
        if part.count
    ]  # fmt: skip
    if told.unconverted:
        own = _own_sums(deal for deal in deals if deal.where == UNCONVERTED)
        lines.append({"name": "Not converted, no rate known", "amount": own or "Closed deals", "tone": "warn",
                      "deals": wording.count(told.unconverted, "deal"), "why": "in no sum"})  # fmt: skip
    return lines


def _own_sums(deals: Iterable[Deal]) -> str:
    """'CHF 12,000 and $400'."""
    sums: dict[str, int] = {}
    for deal in deals:
        sums[deal.currency] = sums.get(deal.currency, 0) + deal.own_minor
    return _list([wording.whole(minor, currency) for currency, minor in sorted(sums.items())]) if sums else ""


def _groups(told: Forecast, deals: Sequence[Deal]) -> list[dict[str, Any]]:
    """The deals that are in the forecast, by month."""
    keys = [month.month for month in told.coming] + [LATER]
    found = []
    for key in keys:
        mine = [deal for deal in deals if deal.where == key]
        if mine:
            name = "Later" if key == LATER else wording.month(key)
            found.append({"name": name, "sum": _sum(mine, told.currency), "rows": [_row(deal, told) for deal in mine]})
    return found


def _sum(deals: Sequence[Deal], home: str) -> str:
    """'3 deals, €59,700, weighted €44,775'."""
    number = wording.count(len(deals), "deal")
    if any(deal.minor is None for deal in deals):
        return f"{number}, {_own_sums(deals)}"
    amount, weighted = (
        sum(deal.minor or 0 for deal in deals),
        sum((deal.minor or 0) * deal.probability for deal in deals),
    )
    return f"{number}, {wording.whole(amount, home)}, weighted {wording.whole((weighted + 50) // 100, home)}"


def _widths(deals: Sequence[Deal], home: str) -> dict[str, float]:
    """Points for the columns of the deals, so that they stand alike in every table."""
    dates = ["28 Nov 2026"] if any(deal.closes for deal in deals) else ["Closes"]
    amounts = [wording.amount(deal.own_minor, deal.currency) for deal in deals] + [
        wording.amount(deal.minor or 0, home) for deal in deals
    ]
    stages = [deal.stage for deal in deals]
    weighted = [wording.whole(deal.minor or 0, home) for deal in deals]
    found = {
        "closes": dates,
        "amount": ["Amount", *amounts],
        "weighted": ["Weighted", *weighted],
        "stage": ["Stage", *stages],
    }
    return {name: min(90.0, max(fonts.width(text, 8.6) for text in texts)) for name, texts in found.items()}


def _row(deal: Deal, told: Forecast) -> dict[str, str]:
    home, own = told.currency, format_money(deal.own_minor, deal.currency)
    converted = deal.minor is not None
    return {
        "client": wording.breakable(deal.client, 72),
        "title": wording.breakable(deal.title, 92),
        "stage": wording.breakable(deal.stage, 60),
        "closes": wording.day(deal.closes, told.as_of),
        "amount": format_money(deal.minor, home) if deal.minor is not None else own,
        "own_amount": own if converted and deal.currency != home else "",
        "probability": f"{deal.probability}%",
        "weighted": wording.whole(pipeline.weighted_minor(deal.minor or 0, deal.probability), home)
        if converted
        else NONE,
    }

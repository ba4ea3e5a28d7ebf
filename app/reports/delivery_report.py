"""What the delivery report says: kept due days, cycle time, throughput, work under way, estimates and forecasts."""

from __future__ import annotations

from typing import Any

from app.models.store import Store
from app.reports import delivery_figure, documents, wording
from app.reports import delivery_words as said
from app.reports.documents import Paper
from app.reports.wording import NONE
from app.services import delivery
from app.services.delivery import Aged, Forecast, Named, Told

_CHART_HEIGHT, _EMPTY_HEIGHT = 250, 110
_MOST = 30  # rows of a list; what is beyond is counted
PERIODS = {
    "quarter": "Last 13 weeks",
    "half": "Last 26 weeks",
    "year": "Last 52 weeks",
    "all": "All time",
}


def gather(store: Store, paper: Paper, project_id: int | None = None, period: str = "quarter") -> dict[str, Any]:
    """All values of `delivery.typ`."""
    told = delivery.read(store, project_id, period)
    return {
        "title": "Delivery figures",
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(told.today)}",
        "about": wording.breakable(told.project, 420) if told.project_id else "All projects",
        "period": PERIODS[period],
        "figures": _figures(told),
        "weeks": _chart(told, paper, cycle=False),
        "weeks_words": _weeks_words(told),
        "cycle": _chart(told, paper, cycle=True) if told.cycle.n else "",
        "cycle_words": _cycle_words(told),
        "first": _by_first(told),
        "aged": [_aged(one) for one in told.aged[:_MOST]],
        "more_aged": f"And {len(told.aged) - _MOST:,} more." if len(told.aged) > _MOST else "",
        "forecasts": [_forecast(one, told) for one in told.forecasts],
        "more_forecasts": f"And {told.more:,} more open projects." if told.more else "",
        "estimates": [
            {"head": head, "rows": [_accuracy(one) for one in found[:_MOST]]}
            for head, found in (("Person", told.by_person), ("Project", told.by_project))
            if found
        ],
        "notes": list(said.NOTES),
    }


def _figures(told: Told) -> list[dict[str, str]]:
    cycle, whole = told.cycle, [week.done for week in told.weeks if week.whole]
    beyond = sum(one.beyond for one in told.aged)
    oldest = f"Oldest {said.work_days(told.aged[0].days)}" if told.aged else "Nothing is under way"
    return [
        wording.card("Finished on time", said.percent(told.on_time), said.likely(told.on_time)),
        wording.card(
            "Cycle time",
            said.work_days(cycle.p50),
            f"For half; 85% within {cycle.p85}, 95% within {cycle.p95}"
            if cycle.n
            else "No task was begun and finished",
        ),
        wording.card(
            "Throughput",
            f"{said.number(told.middle)} a week" if whole else NONE,
            f"{sum(whole):,} in {wording.count(len(whole), 'whole week')}" if whole else "No whole week yet",
        ),
        wording.card(
            "Under way",
            f"{len(told.aged) + told.no_start:,}",
            f"{oldest}, {beyond:,} longer than usual" if beyond else oldest,
            "warn" if beyond else "plain",
        ),
        wording.card(
            "Hours against estimates",
            said.ratio(told.whole.ratio) if told.whole else NONE,
            said.ratio_words(told.whole.ratio).capitalize() if told.whole else "No task has estimate and hours",
        ),
    ]


def _chart(told: Told, paper: Paper, *, cycle: bool) -> str:
    from app.reports.vector_sheet import VectorSheet

    blank = not (told.cycle.n if cycle else told.finished)
    sheet = VectorSheet(documents.chart_size(paper, _EMPTY_HEIGHT if blank else _CHART_HEIGHT))
    if cycle:
        delivery_figure.draw_cycle(told.cycle, sheet)
    else:
        delivery_figure.draw_throughput(told.weeks, sheet)
    return sheet.svg()


def _weeks_words(told: Told) -> str:
    """The chart for those who hear it."""
    parts = [f"{wording.day(week.monday, told.today)} {week.done:,}" for week in told.weeks[-13:]]
    return f"Finished tasks by week, the latest weeks: {', '.join(parts)}."


def _cycle_words(told: Told) -> str:
    cycle = told.cycle
    return (
        f"Working days from start to finish of {wording.count(cycle.n, 'task')}: half took at most {cycle.p50}, "
        f"85% at most {cycle.p85}, 95% at most {cycle.p95}."
    )


def _by_first(told: Told) -> str:
    first = told.by_first
    if first.rate is None:
        return ""
    return f"By their first due day {first.kept:,} of {first.n:,} were finished, {said.percent(first)}."


def _aged(one: Aged) -> dict[str, Any]:
    return {
        "title": wording.breakable(one.title, 190),
        "project": wording.breakable(one.project, 130),
        "person": wording.breakable(one.person or "Nobody", 90),
        "days": said.work_days(one.days),
        "beyond": one.beyond,
    }


def _forecast(one: Forecast, told: Told) -> dict[str, Any]:
    finish, why = one.finish, said.finish_words(one.finish)
    return {
        "name": wording.breakable(one.name, 150),
        "client": wording.breakable(one.client, 110),
        "left": f"{finish.left:,}",
        "why": why,
        "p50": wording.day(finish.p50, told.today),
        "p85": wording.day(finish.p85, told.today),
        "late": bool(one.promised_on and finish.p85 and finish.p85 > one.promised_on),
        "promised": wording.day(one.promised_on, told.today),
    }


def _accuracy(one: Named) -> dict[str, str]:
    return {
        "name": wording.breakable(one.name, 190),
        "tasks": f"{one.accuracy.n:,}",
        "estimated": wording.hours(one.accuracy.estimated),
        "logged": wording.hours(one.accuracy.logged),
        "ratio": said.ratio(one.accuracy.ratio),
    }

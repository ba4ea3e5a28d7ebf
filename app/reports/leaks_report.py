"""What the handoff report says: the path from won to delivered, what slips through now, and sold against what it takes."""

from __future__ import annotations

from typing import Any

from app.domain.leaks import Balance, Step
from app.domain.money import format_money
from app.models.store import Store
from app.reports import documents, leaks_figure, wording
from app.reports import leaks_words as said
from app.reports.documents import Paper
from app.reports.wording import NONE
from app.services import leaks
from app.services.leaks import Told

_CHART_HEIGHT, _EMPTY_HEIGHT = 300, 110
_MOST = 40  # rows of a list; what is beyond is counted
PERIODS = {
    "all": "Deals won at any time",
    "year": "Deals won in the last 52 weeks",
    "quarter": "Deals won in the last 13 weeks",
    "this_year": "Deals won this year",
}


def gather(store: Store, paper: Paper, period: str = "all") -> dict[str, Any]:
    """All values of `handoff.typ`."""
    from app.reports.vector_sheet import VectorSheet

    told = leaks.read(store, period)
    sheet = VectorSheet(documents.chart_size(paper, _CHART_HEIGHT if told.path.won else _EMPTY_HEIGHT))
    leaks_figure.draw(told.path, sheet)
    return {
        "title": "Where the handoff leaks",
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(told.today)}",
        "period": PERIODS[period],
        "figures": _figures(told),
        "chart": sheet.svg(),
        "chart_words": _chart_words(told),
        "steps": [_step(step, told) for step in told.path.steps],
        "waived": f"{wording.count(told.waived, 'won deal')} marked as needing no project." if told.waived else "",
        "stops": [_stop(told, stop) for stop in told.path.stops if stop.leaks][:_MOST],
        "more_stops": _more(sum(stop.leaks for stop in told.path.stops)),
        "promises": [
            {"text": wording.breakable(one.text, 230), "deal": wording.breakable(one.deal, 150), "days": _days(one.days)}
            for one in told.promises[:_MOST]
        ],
        "more_promises": _more(len(told.promises)),
        "sold": [
            {"name": f"By {name}", "head": name.capitalize(), "rows": [_balance(one, told) for one in found[:_MOST]], "more": _more(len(found))}
            for name, found in (("client", told.by_client), ("template", told.by_template), ("product", told.by_product))
            if found
        ],
        "whole": _balance(told.whole._replace(name="All together"), told),
        "waits": [
            {"waiter": wording.breakable(one.waiter, 150), "on": wording.breakable(one.on, 150), "tasks": f"{one.tasks:,}", "links": f"{one.links:,}"}
            for one in told.waits[:_MOST]
        ],
        "self_waits": f"{wording.count(told.self_waits, 'more link')} between tasks of one person." if told.self_waits else "",
        "notes": list(said.NOTES),
    }  # fmt: skip


def _more(number: int) -> str:
    return f"And {number - _MOST:,} more." if number > _MOST else ""


def _days(number: int | None) -> str:
    return NONE if number is None else said.days(number)


def _figures(told: Told) -> list[dict[str, str]]:
    now, longest = told.numbers, told.path.steps[0].longest
    waits = (
        f"The longest for {wording.count(longest, 'day')}"
        if now.won_without_project and longest
        else "Without a project"
    )
    cards = (
        ("Won, not handed off", now.won_without_project, waits),
        ("Not started", now.not_started, "Five working days after the win"),
        ("Unowned tasks", now.unowned_tasks, "Open, and nobody’s"),
        ("Undated tasks", now.undated_tasks, "Open, without a due day"),
        ("Promises open", now.open_promises, "Not decided, due, or dropped"),
    )
    return [wording.card(label, f"{number:,}", note, "warn" if number else "plain") for label, number, note in cards]


def _chart_words(told: Told) -> str:
    """The drawing for those who hear it."""
    parts = [
        f"{said.NAMES[step.key]} {len(step.reached):,}" + (f", {said.here(step)}" if step.here else "")
        for step in told.path.steps
    ]
    return f"The path from won to delivered: {'; '.join(parts)}."


def _step(step: Step, told: Told) -> dict[str, Any]:
    return {
        "name": said.NAMES[step.key],
        "deals": f"{len(step.reached):,}",
        "share": f"{round(100 * len(step.reached) / told.path.won)}%" if told.path.won else NONE,
        "before": said.median_of(step.since_before),
        "before_worst": said.worst_of(step.since_before),
        "win": said.median_of(step.since_win),
        "win_worst": said.worst_of(step.since_win),
        "here": f"{len(step.here):,}" if step.here else NONE,
        "leaking": f"{len(step.leaking):,}" if step.leaking else NONE,
        "leaks": bool(step.leaking),
    }


def _stop(told: Told, stop: Any) -> dict[str, str]:
    name = told.names[stop.deal_id]
    return {
        "deal": wording.breakable(name.title, 190),
        "client": wording.breakable(name.client or "No client", 120),
        "step": said.NAMES[stop.step],
        "days": said.days(stop.days),
    }


def _balance(one: Balance, told: Told) -> dict[str, Any]:
    over, margin = one.over_minutes, one.margin
    takes = one.logged_minutes + one.left_minutes
    return {
        "name": wording.breakable(one.name, 130),
        "number": f"{len(one.ids):,}",
        "sold": wording.hours(one.sold_minutes) if one.timed else NONE,
        "logged": wording.hours(one.logged_minutes) if one.timed else NONE,
        "takes": wording.hours(takes) if one.timed else NONE,
        "over": said.over_text(over),
        "bad": over is not None and 10 * over > one.sold_minutes,
        "price": wording.whole(one.price_minor, told.currency) if one.priced else NONE,
        "per_hour": NONE
        if one.per_hour_minor is None
        else format_money(one.per_hour_minor, told.currency, cents=False),
        "margin": NONE if margin is None else f"{round(100 * margin)}%".replace("-", "−"),
    }

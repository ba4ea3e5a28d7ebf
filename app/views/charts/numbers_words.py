"""The page 'Numbers' in words: number cards, the table twin of each chart, the parts of velocity, and cells for a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from app.domain.money import format_money, major_text
from app.domain.pipeline import ENOUGH_CLOSED, ENOUGH_FOR_VELOCITY, Rate
from app.domain.win_loss import ENOUGH_FOR_DAYS, Days
from app.reports import win_loss_bars as bars
from app.reports.win_loss_bars import deals
from app.reports.win_loss_figure import likely, percent, rate_title, span_name, target_of
from app.services.deal_filter import DealFilter, to_spec
from app.services.win_loss import Group, Numbers, Why
from app.views.charts.forecast_words import NONE, Number
from app.views.parts.figure_table import Cell, FigureRow, Head

TOO_FEW: Final = bars.TOO_FEW
TOPICS: Final = (
    ("rate", "Win rate"), ("stages", "Stages"), ("reasons", "Reasons"), ("competitors", "Competitors"), ("sources", "Sources"),
    ("owners", "Owners"),
)  # fmt: skip
RULES: Final = {
    "rate": "Won ÷ (won + lost), by the day they closed.",
    "stages": "Deals created in this time. Skipped stages count as reached.",
    "reasons": "Lost deals by the reason that was given.",
    "competitors": "Lost deals by who won instead.",
    "sources": f"Closed deals by source. A rate needs {ENOUGH_CLOSED} of them.",
    "owners": f"Closed deals by owner today. A rate needs {ENOUGH_CLOSED} of them.",
}
PART_HEADS: Final = (Head("Velocity"), Head("", 96))
DAY_HEADS: Final = (Head("Days from first to last"), Head("Deals", 52), Head("Median", 60), Head("85%", 56))


def target(shown: DealFilter) -> tuple[str, dict[str, Any]]:
    """What a number opens."""
    return "deals", to_spec(shown)


def missing(have: int, need: int, what: str) -> str:
    """'Not enough history, 6 of 20 closed'."""
    return f"Not enough history, {have:,} of {need} {what}"


# --- number cards -------------------------------------------------------------------------------------------------------


def won_number(told: Numbers) -> Number:
    """'€93,800', '26 deals'; those without a rate are named."""
    figure = format_money(told.won.minor, told.currency, cents=False)
    if not told.won.missing:
        return Number(figure, deals(told.won.count))
    words = f"{deals(told.won.count)}, {told.won.missing:,} without a rate"
    tip = f"{deals(told.won.missing)} in a currency without a known rate, not in this sum"
    return Number(figure, words, "warning", "warn", tip)


def rate_number(told: Numbers) -> Number:
    """'46%', '12 of 26, likely 29 to 65%'."""
    if told.rate is None:
        tip = f"{deals(told.won.count)} won of {told.closed:,} closed; from {ENOUGH_CLOSED} on the rate tells something"
        return Number(NONE, missing(told.closed, ENOUGH_CLOSED, "closed"), tooltip=tip)
    return Number(percent(told.rate.rate), f"{told.won.count:,} of {told.closed:,}, {likely(told.rate)}")


def cohort_number(told: Numbers) -> Number:
    """'38%', '23 of 60, 20 still open'."""
    cohort = told.cohort
    if cohort.rate is None:
        return Number(NONE, missing(cohort.created, ENOUGH_CLOSED, "created"))
    tip = (
        f"Of {deals(cohort.created)} created in this time {cohort.won:,} are won, {cohort.lost:,} lost and "
        f"{cohort.open:,} open; {likely(cohort.rate)}. Dead deals left open do not flatter this rate."
    )
    words = f"{cohort.won:,} of {cohort.created:,}, {cohort.open:,} still open"
    return Number(percent(cohort.rate.rate), words, tooltip=tip)


def days_number(told: Numbers) -> Number:
    """'34', '85% within 71, of 24 won'."""
    found = told.won_days
    if found.median is None:
        return Number(NONE, missing(found.count, ENOUGH_FOR_DAYS, "won"))
    tip = "Half of the won deals took so many days at most, from the day they were created to the day they were won"
    return Number(f"{found.median:,}", f"85% within {found.most:,}, of {found.count:,} won", tooltip=tip)


def velocity_number(told: Numbers) -> Number:
    """'€312 a day'; what is missing for it."""
    if told.velocity is not None:
        figure = f"{format_money(told.velocity.minor_per_day, told.currency, cents=False)} a day"
        return Number(figure, "Four parts, at the right")
    if told.closed < ENOUGH_FOR_VELOCITY:
        return Number(NONE, missing(told.closed, ENOUGH_FOR_VELOCITY, "closed"))
    if told.won_days.median is None:
        return Number(NONE, missing(told.won_days.count, ENOUGH_FOR_DAYS, "won"))
    return Number(NONE, "No won deal has an amount")


# --- beside the chart ---------------------------------------------------------------------------------------------------


def part_rows(told: Numbers) -> list[FigureRow]:
    """The four parts of the velocity, and what they come to."""
    rate = percent(told.won.count / told.closed) if told.closed >= ENOUGH_FOR_VELOCITY else TOO_FEW
    average = format_money(told.average_minor, told.currency, cents=False) if told.won.priced else NONE
    cycle = f"{told.won_days.median:,}" if told.won_days.median is not None else TOO_FEW
    asked = told.asked
    result = velocity_number(told)
    rows = [
        ("Open deals", f"{told.open:,}", asked.base()._replace(outcome="open"), "Deals that are open today"),
        ("× average won deal", average, asked.closed("won"), f"Of {deals(told.won.priced)} won with an amount"),
        ("× win rate", rate, asked.closed(), f"{told.won.count:,} of {told.closed:,} closed"),
        ("÷ days to win", cycle, asked.closed("won"), f"The median of {deals(told.won_days.count)} won"),
    ]
    lines = [
        FigureRow(
            (Cell(name), Cell(figure, "text3" if figure in (TOO_FEW, NONE) else "text")), target(shown), tooltip=tip
        )
        for name, figure, shown, tip in rows
    ]
    total = Cell(result.figure, strong=told.velocity is not None)
    lines.append(FigureRow((Cell("= likely won", strong=True), total), sum_up=True, tooltip=result.text))
    return lines


def day_rows(told: Numbers) -> list[FigureRow]:
    """How long won and lost deals took, and how old the open ones are."""
    asked = told.asked
    return [
        _day_row("Won", told.won_days, asked.closed("won")),
        _day_row("Lost", told.lost_days, asked.closed("lost")),
        _day_row("Open so far", told.open_days, asked.base()._replace(outcome="open")),
    ]


def _day_row(name: str, found: Days, shown: DealFilter) -> FigureRow:
    told = found.median is not None
    figures = (f"{found.median:,}", f"{found.most:,}") if told else (TOO_FEW, NONE)
    tip = "" if told else missing(found.count, ENOUGH_FOR_DAYS, "deals")
    tone = "text" if told else "text3"
    cells = (Cell(name), Cell(f"{found.count:,}"), *(Cell(figure, tone) for figure in figures))
    return FigureRow(cells, target(shown) if found.count else None, tooltip=tip)


def notes(told: Numbers) -> list[tuple[str, str, DealFilter | None]]:
    """What is in some figure only, or in none: tone, words, and the deals."""
    found: list[tuple[str, str, DealFilter | None]] = []
    without = told.won.missing + told.lost.missing
    if without:
        words = f"{deals(without)} that closed {'has' if without == 1 else 'have'} no rate, and {'is' if without == 1 else 'are'} in no sum"
        found.append(("warn", words, told.asked.closed()._replace(rate="missing")))
    if told.undated:
        found.append(("info", f"{deals(told.undated)} closed, but nobody knows when they began: in no days", None))
    return found


# --- the table twins ----------------------------------------------------------------------------------------------------


class Table(NamedTuple):
    """Heads and rows to show, and for a file the same as plain values."""

    heads: tuple[Head, ...]
    rows: list[FigureRow]
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]


def table(told: Numbers, topic: str) -> Table:
    """The twin of a topic's chart."""
    made: dict[str, Callable[[Numbers], Table]] = {
        "rate": _rate_table, "stages": _stage_table, "sources": lambda told: _group_table(told, told.sources, "source_id", "Source"),
        "owners": lambda told: _group_table(told, told.owners, "owner_id", "Owner"),
        "reasons": lambda told: _why_table(told, told.reasons, "Reason"),
        "competitors": lambda told: _why_table(told, told.competitors, "Competitor"),
    }  # fmt: skip
    return made[topic](told)


def _rate_cells(rate: Rate | None) -> tuple[Cell, Cell]:
    if rate is None:
        return Cell(TOO_FEW, "text3"), Cell(NONE, "text3")
    return Cell(percent(rate.rate), strong=True), Cell(_span(rate), "text2")


def _span(rate: Rate) -> str:
    return f"{round(100 * rate.low)} – {round(100 * rate.high)}%"


def _rate_values(rate: Rate | None) -> tuple[Any, ...]:
    return ("", "", "") if rate is None else tuple(round(value, 4) for value in rate)


def _count(number: int) -> Cell:
    return Cell(f"{number:,}") if number else Cell(NONE, "text3")


def _rate_table(told: Numbers) -> Table:
    trend = told.trend
    unit = trend.unit.capitalize() if trend else "Month"
    of = "Of 12 months" if trend and trend.trailing else "Closed"
    heads = (Head(unit), Head("Won", 72), Head("Lost", 72), Head(of, 104), Head("Win rate", 88), Head("Likely", 104))
    rows, values = [], []
    for point in reversed(trend.points if trend else ()):
        cells = (Cell(span_name(point.first, point.last)), _count(point.won), _count(point.lost), _count(point.of))
        opens = target_of(told, point) if point.of else None
        rows.append(FigureRow((*cells, *_rate_cells(point.rate)), opens))
        values.append((point.first, point.won, point.lost, point.of, *_rate_values(point.rate)))
    whole = (
        Cell("All of this time", strong=True),
        _count(told.won.count),
        _count(told.lost.count),
        _count(told.closed),
    )
    rows.append(FigureRow((*whole, *_rate_cells(told.rate)), target(told.asked.closed()), sum_up=True))
    columns = (unit, "Won", "Lost", of, "Win rate", "Likely from", "Likely to")
    return Table(heads, rows, columns, values)


def _stage_table(told: Numbers) -> Table:
    heads = (
        Head("Stage"), Head("Reached", 80), Head("Went on", 80), Head("Still open", 84), Head("Lost", 64), Head("Share", 72),
        Head("Likely", 96),
    )  # fmt: skip
    rows, values = [], []
    if told.funnel.told:
        for place, ((_, name), step) in enumerate(zip(told.stages, told.funnel.steps, strict=True)):
            counts = tuple(_count(number) for number in (step.reached, step.on, step.still, step.lost))
            rows.append(FigureRow((Cell(name), *counts, *_rate_cells(step.rate)), target(bars.step_shown(told, place))))
            values.append((name, *step[:4], *_rate_values(step.rate)))
        won = told.funnel.steps[-1].on
        cells = (Cell("Won", strong=True), Cell(f"{won:,}", strong=True), *(Cell(NONE, "text3") for _ in range(5)))
        rows.append(FigureRow(cells, target(bars.step_shown(told, len(told.stages))), sum_up=True))
        values.append(("Won", won, "", "", "", "", "", ""))
    columns = ("Stage", "Reached", "Went on", "Still open", "Lost", "Share that went on", "Likely from", "Likely to")
    return Table(heads, rows, columns, values)


def _why_table(told: Numbers, whys: Sequence[Why], name: str) -> Table:
    heads = (Head(name), Head("Deals", 80), Head("Of all lost", 96), Head("Amount", 128))
    rows, values = [], []
    for why in whys:
        share = percent(why.lost.count / told.lost.count) if told.lost.count >= ENOUGH_CLOSED else TOO_FEW
        cells = (
            Cell(why.name), Cell(f"{why.lost.count:,}"), Cell(share, "text3" if share == TOO_FEW else "text2"),
            Cell(format_money(why.lost.minor, told.currency, cents=False)),
        )  # fmt: skip
        rows.append(FigureRow(cells, target(bars.why_shown(told, why))))
        values.append((why.name, why.lost.count, major_text(why.lost.minor, told.currency), told.currency))
    return Table(heads, rows, (name, "Deals", "Amount", "Currency"), values)


def _group_table(told: Numbers, groups: Sequence[Group], field: str, name: str) -> Table:
    heads = (
        Head(name), Head("Won", 64), Head("Lost", 64), Head("Win rate", 84), Head("Likely", 96), Head("Won amount", 116),
        Head("Lost amount", 116),
    )  # fmt: skip
    rows, values = [], []
    for group in groups:
        won, lost = (format_money(each.minor, told.currency, cents=False) for each in (group.won, group.lost))
        counts = (_count(group.won.count), _count(group.lost.count), *_rate_cells(group.rate))
        rows.append(
            FigureRow(
                (Cell(group.name), *counts, Cell(won), Cell(lost, "text2")),
                target(bars.group_shown(told, group, field)),
            )
        )
        amounts = (major_text(each.minor, told.currency) for each in (group.won, group.lost))
        values.append(
            (group.name, group.won.count, group.lost.count, *_rate_values(group.rate), *amounts, told.currency)
        )
    columns = (name, "Won", "Lost", "Win rate", "Likely from", "Likely to", "Won amount", "Lost amount", "Currency")
    return Table(heads, rows, columns, values)


def chart_title(told: Numbers, topic: str) -> str:
    """What a topic's chart is called."""
    if topic == "rate":
        return rate_title(told.trend)
    if topic == "stages":
        return bars.stages_title(told)
    return {
        "reasons": "Lost, by reason",
        "competitors": "Lost, by competitor",
        "sources": "Won and lost, by source",
    }.get(topic, "Won and lost, by owner")


def summary(told: Numbers, topic: str) -> str:
    """The chart in a sentence, for a screen reader."""
    if topic == "stages" and not told.funnel.told:
        return bars.stages_missing(told)
    rows = [row for row in table(told, topic).rows if not row.sum_up]
    words = "; ".join(" ".join(cell.text for cell in row.cells if cell.text != NONE) for row in rows)
    return f"{words or 'Nothing in this time'}. Left and Right walk the chart, Enter opens the deals."

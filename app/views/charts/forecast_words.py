"""The forecast in words: number cards, the table twin of the chart, and the sentence for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from app.domain.money import format_money, short_money
from app.domain.pipeline import ENOUGH_CLOSED
from app.views.parts.dates import MONTH_NAMES, MONTHS, long_month
from app.views.parts.figure_table import Cell, FigureRow, Head
from app.views.parts.marks import Tone

if TYPE_CHECKING:
    from app.domain.forecast import Apart, Forecast, Month
    from app.views.charts.forecast_reading import Quarter, Shown, Wins

_HEADS: Final = (
    Head("Closed", 92),
    Head("Commit", 92),
    Head("Best case", 92),
    Head("Pipeline", 92),
    Head("Expected", 104),
    Head("10–90% range", 176),
    Head("Open deals", 96),
)
NONE: Final = "–"
_SPREAD: Final = 23  # letters of a range below ten millions


class Number(NamedTuple):
    """What a number card shows."""

    figure: str
    text: str
    icon: str = ""
    tone: Tone = "plain"
    tooltip: str = ""


def heads(told: Forecast) -> tuple[Head, ...]:
    """The heads of the table."""
    return (Head(told.unit.capitalize()), *_HEADS)


def title(told: Forecast) -> str:
    """What the chart is called."""
    return f"Revenue by {told.unit}"


def count(number: int, noun: str) -> str:
    """'1 deal', '24 deals'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# --- number cards ---------------------------------------------------------------------------


def closed_number(quarter: Quarter, currency: str) -> Number:
    """'€80,200', 'October and November so far', 'October to December so far'."""
    names = [MONTH_NAMES[int(key[5:]) - 1] for key in quarter.months]
    between = " and " if len(names) == 2 else " to "
    return Number(_whole(quarter.closed, currency), f"{between.join(dict.fromkeys((names[0], names[-1])))} so far")


def expected_number(quarter: Quarter, currency: str) -> Number:
    """'€157,725', '€126.3k to €192.1k, 8 times in 10'."""
    if quarter.p10 == quarter.p90:
        text = "Nothing open is expected to close"
    else:
        text = f"{short_money(quarter.p10, currency)} to {short_money(quarter.p90, currency)}, 8 times in 10"
    return Number(_whole(quarter.expected, currency), text)


def weighted_number(told: Forecast) -> Number:
    """'€159,890', 'of €343,800 in 24 deals'."""
    return Number(
        _whole(told.weighted_minor, told.currency),
        f"of {_whole(told.open_minor, told.currency)} in {count(told.open_deals, 'deal')}",
    )


def wins_number(wins: Wins) -> Number:
    """'46%', '12 of 26, likely 29 to 65%'; no rate while too few deals have closed."""
    closed = wins.won + wins.lost
    if wins.rate is None:
        return Number(
            NONE,
            f"Not enough history, {closed} of {ENOUGH_CLOSED} closed",
            tooltip=f"{count(wins.won, 'deal')} won of {closed} closed; from {ENOUGH_CLOSED} on the rate tells something",
        )
    low, high = round(100 * wins.rate.low), round(100 * wins.rate.high)
    return Number(f"{round(100 * wins.rate.rate)}%", f"{wins.won:,} of {closed:,}, likely {low} to {high}%")


def apart_number(told: Forecast) -> Number:
    """'€27,100', '2 overdue, 2 undated': the full amounts of what is in no month's sum."""
    kinds = (
        ("overdue", told.overdue),
        ("undated", told.undated),
        ("later", told.later),
        ("omitted", told.omitted),
    )
    shown = [(name, apart) for name, apart in kinds if apart.count]
    parts = [f"{apart.count:,} {name}" for name, apart in shown]
    tips = [f"{apart.count:,} {name}: {_whole(apart.amount_minor, told.currency)}" for name, apart in shown]
    if told.unconverted:
        parts.append(f"{told.unconverted:,} without a rate")
        tips.append(f"{count(told.unconverted, 'deal')} in a currency without a known rate, in no sum at all")
    total = sum(apart.amount_minor for _, apart in shown)
    if not parts:
        return Number(_whole(0, told.currency), f"Every open deal has its {told.unit}")
    alarm = told.overdue.count or told.unconverted
    return Number(
        _whole(total, told.currency),
        ", ".join(parts),
        "calendar-x",
        "warn" if alarm else "plain",
        "; ".join(tips),
    )


# --- the table twin -------------------------------------------------------------------------


def rows(shown: Shown, *, whole: bool = False) -> list[FigureRow]:
    """The current month or quarter and those to come, or with `whole` those before too, their sum, and what stands apart."""
    told, renewals = shown.forecast, shown.renewals
    lines = [_month_row(month, told) for month in (told.months if whole else told.coming)]
    lines.append(_sum_row(told))
    for key, apart, sign in (
        ("overdue", told.overdue, Cell("Overdue close date", "warn", icon="calendar-x", short="Overdue")),
        ("undated", told.undated, Cell("No close date", "text2", icon="calendar-blank", short="No date")),
    ):
        if apart.count:
            lines.append(_apart_row(key, apart, told, sign))
    if renewals.count:
        lines.append(_renewals_row(shown))
    return lines


def _renewals_row(shown: Shown) -> FigureRow:
    """The renewals without a deal: named, and in no sum."""
    told, renewals = shown.forecast, shown.renewals
    blank = tuple(Cell("") for _ in range(5))
    link = Cell(f"{_whole(renewals.minor, told.currency)}, renew", "accent_text")
    missing = "".join(
        f", {number} {words}"
        for number, words in ((renewals.unconverted, "without a rate"), (renewals.unpriced, "without an amount"))
        if number
    )
    days = {"last": shown.renewals_until, "words": "Due within the forecast"}
    words = f"{count(renewals.count, 'renewal')} due and no deal yet{missing}; in no {told.unit}’s sum"
    return FigureRow(
        (
            Cell("Renewals, no deal", "text2", icon="repeat", short="Renewals"),
            *blank,
            link,
            Cell(f"{renewals.count:,}"),
        ),
        ("renewals", {"view": "renewals", "chip": "no_deal", **days}),
        tooltip=words,
    )


def _whole(minor: int, currency: str) -> str:
    """A sum as the boards say it: cents of what is likely say nothing, and cost the room of what does."""
    return format_money(minor, currency, cents=False)


def _money(minor: int, currency: str) -> str:
    return _whole(minor, currency) if minor else NONE


def _spread(low: int, high: int, currency: str) -> str:
    """'€16,800 – €51,400', or '€55.2M – €213.9M' where that would take the room of the months' names."""
    words = f"{_whole(low, currency)} – {_whole(high, currency)}"
    return words if len(words) <= _SPREAD else f"{short_money(low, currency)} – {short_money(high, currency)}"


def _short(key: str) -> str:
    """'Nov 2026', for a narrow column; a quarter has no shorter name."""
    return "" if "Q" in key else f"{MONTHS[int(key[5:]) - 1]} {key[:4]}"


def _month_row(month: Month, told: Forecast) -> FigureRow:
    now, name = month.month == told.current, long_month(month.month)
    spread = _spread(month.p10, month.p90, told.currency) if month.p10 != month.p90 else NONE
    parts = (month.closed, month.commit, month.best_case, month.pipeline)
    return FigureRow(
        (
            Cell(name, strong=now, short=_short(month.month)),
            *(Cell(_money(minor, told.currency), "text" if minor else "text3") for minor in parts),
            Cell(_money(month.expected, told.currency), strong=bool(month.expected)),
            Cell(spread, "text2"),
            Cell(str(month.open_deals) if month.open_deals else NONE, "text" if month.open_deals else "text3"),
        ),
        ("deals", {"month": month.month}),
        tooltip=f"Open the deals of {name}",
    )


def _sum_row(told: Forecast) -> FigureRow:
    months = told.coming
    sums = [
        sum(getattr(month, name) for month in months)
        for name in ("closed", "commit", "best_case", "pipeline", "expected")
    ]
    texts = [_money(minor, told.currency) for minor in sums]
    texts.append(_spread(told.p10, told.p90, told.currency) if told.p10 != told.p90 else NONE)
    texts.append(f"{sum(month.open_deals for month in months):,}")
    return FigureRow((_sum_name(told), *(Cell(text, strong=True) for text in texts)), sum_up=True)


def _sum_name(told: Forecast) -> Cell:
    """'November to April', 'Q1 to Q4 2027', 'Q4 2026 to Q3 2027'."""
    (year, first), (until, last) = (told.coming[place].month.split("-") for place in (0, -1))
    if told.unit == "quarter":
        words = f"{first} to {last} {until}" if year == until else f"{first} {year} to {last} {until}"
        return Cell(words, strong=True, short=f"{first} to {last}")
    names = (int(first) - 1, int(last) - 1)
    long, short = (" to ".join(known[name] for name in names) for known in (MONTH_NAMES, MONTHS))
    return Cell(long, strong=True, short=short)


def _apart_row(key: str, apart: Apart, told: Forecast, sign: Cell) -> FigureRow:
    blank = tuple(Cell("") for _ in range(5))
    link = Cell(f"{_whole(apart.amount_minor, told.currency)}, set dates", "accent_text")
    words = f"{count(apart.count, 'deal')}, not in any {told.unit}’s sum; open them to set dates"
    return FigureRow(
        (sign, *blank, link, Cell(f"{apart.count:,}")),
        ("deals", {"month": key}),
        tooltip=words,
    )


def summary(forecast: Forecast) -> str:
    """The chart in a sentence."""
    months = ", ".join(
        f"{long_month(month.month)} {_whole(month.expected, forecast.currency)}"
        for month in forecast.months
        if month.expected
    )
    return f"{months or f'Nothing in these {forecast.unit}s'}. Left and Right walk the bars, Enter opens their deals."

"""The win rate over time: a point for each month, quarter or year, and beside it the range that holds the true rate."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from app.domain.pipeline import ENOUGH_CLOSED, Rate
from app.domain.win_loss import Point, Trend
from app.reports.figures import LONG_MONTHS, MONTHS, Box, Sheet, Target
from app.reports.palette import PAPER, Palette
from app.services.deal_filter import to_spec
from app.services.win_loss import Numbers

_GRID: Final = (0, 25, 50, 75, 100)


class _Plot(NamedTuple):
    """The area of the points, the width of each, and how many of them share a name."""

    area: Box
    slot: float
    every: int

    def y(self, share: float) -> float:
        return self.area.bottom - self.area.height * share


def win_rate_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper, `size_px` in logical pixels; `.baton_hits` hold its places.

    A point's target is ('deals', fields of the filter of deals that its rate stands on).
    """
    trend, sheet = told.trend, Sheet(palette, size_px, dpi)
    title = rate_title(trend)
    if trend is None or not any(point.rate for point in trend.points):
        return sheet.empty(title, too_few(told))
    return _Drawing(told, trend, sheet, title).draw()


def rate_title(trend: Trend | None) -> str:
    """'Win rate by month', 'Win rate of the 12 months up to each month'."""
    if trend is None:
        return "Win rate by month"
    return f"Win rate of the 12 months up to each {trend.unit}" if trend.trailing else f"Win rate by {trend.unit}"


def too_few(told: Numbers) -> str:
    """What is missing for a win rate, in a sentence."""
    missing = f"A win rate needs {ENOUGH_CLOSED} closed deals; {told.closed:,} closed in this time."
    if told.closed >= ENOUGH_CLOSED:
        missing = f"No part of this time has {ENOUGH_CLOSED} closed deals."
    return f"Not enough history. {missing}"


def target_of(told: Numbers, point: Point) -> Target:
    """The deals behind a point."""
    return "deals", to_spec(told.of_point(point))


def span_name(first: str, last: str) -> str:
    """'November 2026', 'October to December 2026', '2026', 'November 2026 to January 2027'."""
    (year, month), (end_year, end) = ((int(part) for part in each.split("-")) for each in (first, last))
    if (year, month) == (end_year, end):
        return f"{LONG_MONTHS[month - 1]} {year}"
    if year != end_year:
        return f"{LONG_MONTHS[month - 1]} {year} to {LONG_MONTHS[end - 1]} {end_year}"
    return f"{year}" if (month, end) == (1, 12) else f"{LONG_MONTHS[month - 1]} to {LONG_MONTHS[end - 1]} {year}"


def rate_words(rate: Rate) -> str:
    """'46%, likely 29 to 65%'."""
    return f"{percent(rate.rate)}, {likely(rate)}"


def likely(rate: Rate) -> str:
    """'likely 29 to 65%'."""
    return f"likely {round(100 * rate.low)} to {round(100 * rate.high)}%"


def percent(share: float) -> str:
    """'46%'."""
    return f"{round(100 * share)}%"


class _Drawing:
    def __init__(self, told: Numbers, trend: Trend, sheet: Sheet, title: str) -> None:
        self.told, self.trend, self.sheet, self.title = told, trend, sheet, title
        self.px, self.palette = sheet.px, sheet.palette
        self.accent = self.palette.accent_text if self.palette.dark else self.palette.accent

    def draw(self) -> Any:
        plot = self._layout(self._legend())
        self._grid(plot)
        middles = [plot.area.x + (number + 0.5) * plot.slot for number in range(len(self.trend.points))]
        self._line(plot, middles)
        for point, x in zip(self.trend.points, middles, strict=True):
            self._point(plot, point, x)
        self._values(plot, middles)
        self._names(plot, middles)
        return self.sheet.figure

    def _legend(self) -> float:
        sheet, px, colours = self.sheet, self.px, self.palette
        middle = px(22)
        title = sheet.text(px(16), middle, self.title, size=13, weight=600, colour=colours.text)
        labels = ("Win rate", "Likely, 19 times in 20")
        widths = [px(20) + sheet.text_width(label, 12) for label in labels]
        x = sheet.width - px(16) - sum(widths) - px(16)
        if x < title.right + px(16):
            middle, x = middle + px(22), px(16)
        sheet.dot(x + px(6), middle, 4.5, fill=self.accent, edge=colours.card, thick=0)
        sheet.text(x + px(20), middle, labels[0], size=12)
        x += widths[0] + px(16)
        self._range(x + px(6), middle - px(5), middle + px(5))
        sheet.text(x + px(20), middle, labels[1], size=12)
        return middle + px(10)

    def _layout(self, top: float) -> _Plot:
        sheet, px = self.sheet, self.px
        left = px(16) + sheet.text_width("100%") + px(9)
        bottom = max(sheet.height - px(50), top + px(60))
        wanted, count = self._widest() + px(8), len(self.trend.points)
        # The last name stands below the last point, and may be wider than its slot.
        right = max(px(14), (wanted - (sheet.width - left) / count) / 2)
        area = Box(left, top + px(20), sheet.width - right - left, bottom - top - px(20))
        slot = area.width / count
        every = next((n for n in (1, 2, 3, 4, 6, 12) if n * slot >= wanted), 24)
        return _Plot(area, slot, every)

    def _widest(self) -> float:
        words = [self._name(number) for number in range(len(self.trend.points))]
        return max(self.sheet.text_width(text) for text in (*words, *map(_count, self.trend.points)))

    def _grid(self, plot: _Plot) -> None:
        for value in _GRID:
            y = round(plot.y(value / 100))
            colour = self.palette.grid if value else self.palette.strong_line
            self.sheet.line([(plot.area.x, y), (plot.area.right, y)], colour, 1)
            x = plot.area.x - self.px(9)
            self.sheet.text(x, y, f"{value}%", colour=self.palette.text3, align="right")

    def _line(self, plot: _Plot, middles: list[float]) -> None:
        """From rate to rate; where one is missing the line breaks."""
        run: list[tuple[float, float]] = []
        for point, x in zip((*self.trend.points, None), (*middles, 0.0), strict=True):
            if point is not None and point.rate:
                run.append((x, plot.y(point.rate.rate)))
                continue
            if len(run) > 1:
                self.sheet.line(run, self.accent, 1.6, alpha=0.55)
            run = []

    def _range(self, x: float, top: float, bottom: float) -> None:
        wide = self.px(6)
        if bottom - top > wide:  # the round caps stay inside the range
            top, bottom = top + wide / 2, bottom - wide / 2
            self.sheet.line([(x, bottom), (x, top)], self.palette.text3, 6, cap="round", alpha=0.45)

    def _point(self, plot: _Plot, point: Point, x: float) -> None:
        closed = point.won + point.lost
        name = span_name(point.first, point.last)
        if point.rate:
            self._range(x, plot.y(point.rate.high), plot.y(point.rate.low))
            self.sheet.dot(x, plot.y(point.rate.rate), 5, fill=self.accent, edge=self.palette.card, thick=1.5)
            stands = f" of the {point.of:,} that closed in the 12 months up to it" if self.trend.trailing else ""
            text = f"{name}: {rate_words(point.rate)}{stands}; {point.won:,} of {closed:,} won in it"
        else:
            few = f"{point.of:,} closed in the 12 months up to it" if self.trend.trailing else f"{closed:,} closed"
            text = f"{name}: {point.won:,} of {closed:,} won; {few}, too few for a rate"
        if point.of:
            box = Box(x - plot.slot / 2, plot.area.y, plot.slot, self.sheet.height - plot.area.y)
            self.sheet.hit(box, text, target_of(self.told, point))

    def _values(self, plot: _Plot, middles: list[float]) -> None:
        """Each rate above its range, where it has room."""
        sheet, px = self.sheet, self.px
        for point, x in zip(self.trend.points, middles, strict=True):
            text = percent(point.rate.rate) if point.rate else ""
            if not point.rate or sheet.text_width(text, 12, 600) + px(4) > plot.slot:
                continue
            y = max(plot.y(point.rate.high) - px(10), plot.area.y - px(8))
            sheet.text(x, y, text, size=12, weight=600, colour=self.palette.text, align="center")

    def _name(self, number: int) -> str:
        point = self.trend.points[number]
        year, month = point.first[:4], int(point.first[5:])
        if self.trend.unit == "year":
            return year
        before = self.trend.points[number - 1].first[:4] if number else ""
        name = MONTHS[month - 1] if self.trend.unit == "month" else f"Q{(month + 2) // 3}"
        return f"{name} {year}" if year != before else name

    def _names(self, plot: _Plot, middles: list[float]) -> None:
        """Below each point its name, and how many of the deals that closed in it were won."""
        sheet, px, colours = self.sheet, self.px, self.palette
        last = len(middles) - 1
        for number, x in enumerate(middles):
            if (last - number) % plot.every:
                continue
            point = self.trend.points[number]
            name = self._name(number)
            if plot.every > 1 and self.trend.unit != "year" and point.first[:4] not in name:
                shown = self.trend.points[number - plot.every].first[:4] if number >= plot.every else ""
                name = name if shown == point.first[:4] else f"{name} {point.first[:4]}"
            sheet.text(x, plot.area.bottom + px(14), name, colour=colours.text2, align="center")
            sheet.text(x, plot.area.bottom + px(31), _count(point), colour=colours.text3, align="center")


def _count(point: Point) -> str:
    """'12 of 26' of what closed in it."""
    closed = point.won + point.lost
    return f"{point.won:,} of {closed:,}" if closed else "–"

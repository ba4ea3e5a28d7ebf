"""Revenue by month or quarter: closed and expected in stacks, the likely range beside them, what has no month apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.domain.forecast import Apart, Forecast, Month
from app.domain.money import format_money, minor_digits, short_money
from app.reports.figures import LONG_MONTHS, MONTHS, Box, Sheet, nice_step
from app.reports.palette import PAPER, Palette

_TITLE = "Revenue by {}"
_APART = "not in any {}’s sum"
NOTHING = "Nothing closed in these {}s, and no open deal is expected to close."
_LABELS = {"closed": "Closed", "commit": "Commit", "best_case": "Best case", "pipeline": "Pipeline"}


class _Bar(NamedTuple):
    """What stands in one slot of the axis."""

    key: str
    label: str
    middle: float
    value: int


class _Plot(NamedTuple):
    """Where things are: the area of the bars, the widths in it, and the scale in minor units.

    `every` nth month is named; `years_below` puts the years on a line of their own.
    """

    area: Box
    slot: float
    bar: float
    top_value: float
    step: float
    every: int
    years_below: bool

    def y(self, value: float) -> float:
        return self.area.bottom - self.area.height * max(0.0, value) / self.top_value


def forecast_figure(
    forecast: Forecast, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper, `size_px` in logical pixels; `.baton_hits` hold its places.

    Targets: ('deals', {'month': '2026-11', 'category': 'commit'}) for a segment, without 'category' for the
    rest of its column, quarters as '2026-Q4', and ('deals', {'place': 'overdue' or 'undated'}) for what stands apart.
    """
    return _Drawing(forecast, palette, size_px, dpi).draw()


class _Drawing:
    def __init__(self, forecast: Forecast, palette: Palette, size: tuple[int, int], dpi: float) -> None:
        self.forecast, self.palette = forecast, palette
        self.sheet = Sheet(palette, size, dpi)
        self.px = self.sheet.px
        self.apart: list[tuple[str, str, Apart]] = [
            (key, label, apart)
            for key, label, apart in (
                ("overdue", "Overdue", forecast.overdue),
                ("undated", "Undated", forecast.undated),
            )
            if apart.count
        ]

    def draw(self) -> Any:
        months = self.forecast.months
        worth = any(month.closed or month.open_deals for month in months)
        if not worth and not self.apart:
            return self.sheet.empty(_TITLE.format(self.forecast.unit), NOTHING.format(self.forecast.unit))
        plot = self._layout(self._legend())
        bars = [
            _Bar(month.month, "", plot.area.x + (index + 0.5) * plot.slot, month.expected)
            for index, month in enumerate(months)
        ]
        self._grid(plot)
        taken: list[Box] = []
        for month, bar in zip(months, bars, strict=True):
            self._column(plot, bar)
            taken += self._stack(plot, month, bar)
        shown = [bar for bar, month in zip(bars, months, strict=True) if month.closed or month.open_deals]
        if self.apart:
            taken += self._divider(plot)
            shown += self._apart_bars(plot, taken)
        self._values(plot, shown, taken)
        self._month_names(plot, bars)
        return self.sheet.figure

    def _legend(self) -> float:
        """Title and legend, in one line where they fit; gives where the room below them begins."""
        sheet, px, colours = self.sheet, self.px, self.palette
        middle, left = px(22), px(16)
        title = sheet.text(left, middle, _TITLE.format(self.forecast.unit), size=13, weight=600, colour=colours.text)
        entries = [*_LABELS.items(), ("range", "10–90% range")]
        widths = [px(18) + sheet.text_width(label, 12) for _, label in entries]
        x = sheet.width - px(16) - sum(widths) - px(16) * (len(entries) - 1)
        if x < title.right + px(16):
            middle, x = middle + px(22), left
        for (key, label), width in zip(entries, widths, strict=True):
            if x > left and x + width > sheet.width - px(8):
                middle, x = middle + px(20), left
            self._swatch(key, x, middle)
            sheet.text(x + px(18), middle, label, size=12, colour=colours.text2)
            x += width + px(16)
        return middle + px(10)

    def _swatch(self, key: str, x: float, middle: float) -> None:
        sheet, px = self.sheet, self.px
        if key == "range":
            centre = x + px(6)
            sheet.line([(centre, middle - px(4)), (centre, middle + px(4))], self.palette.text3, 5,
                       cap="round", alpha=0.45)  # fmt: skip
            sheet.line([(centre - px(5), middle), (centre + px(5), middle)], self.palette.text, 2)
            return
        box = Box(x, middle - px(6), px(12), px(12))
        sheet.box(box, getattr(self.palette, key), edge=self._edge(key), radius=px(2))

    def _edge(self, key: str) -> str:
        return self.palette.best_case if key == "pipeline" else ""

    def _layout(self, top: float) -> _Plot:
        sheet, px = self.sheet, self.px
        slots = len(self.forecast.months) + (len(self.apart) + 0.5 if self.apart else 0)
        top += px(24)
        bottom = max(sheet.height - px(35), top + px(40))
        unit = 10 ** minor_digits(self.forecast.currency)
        tallest = max(max(month.expected, month.p90, 0) for month in self.forecast.months)
        # The note stands above the bars that it explains, so they may not reach up to it.
        free = max(0.3, 1 - px(52) / (bottom - top))
        apart = max((apart.amount_minor for _, _, apart in self.apart), default=0)
        largest = max(tallest, apart / free, unit)
        step = nice_step(largest, smallest=unit)
        lines = int(-(-largest // step))
        widest = max(sheet.text_width(self._money(step * n)) for n in range(lines + 1))
        left = px(16) + widest + px(9)
        slot = (sheet.width - px(14) - left) / slots
        name = max(sheet.text_width(name, 11, 600) for name in MONTHS) + px(4)
        every = next((n for n in (1, 2, 3, 6) if n * slot >= name), 12)
        dated = "Q4 2026" if self.forecast.unit == "quarter" else "Mar 2026"
        years_below = every * slot < sheet.text_width(dated, 11, 600) + px(6)
        bottom -= px(14) if years_below else 0
        area = Box(left, top, sheet.width - px(14) - left, bottom - top)
        return _Plot(area, slot, round(min(px(46), slot * 0.52)), lines * step, step, every, years_below)

    def _money(self, minor: float) -> str:
        return short_money(round(minor), self.forecast.currency)

    def _full(self, minor: int) -> str:
        return format_money(minor, self.forecast.currency)

    def _grid(self, plot: _Plot) -> None:
        area = plot.area
        for number in range(round(plot.top_value / plot.step) + 1):
            value = number * plot.step
            y = round(plot.y(value))
            colour = self.palette.grid if number else self.palette.strong_line
            self.sheet.line([(area.x, y), (area.right, y)], colour, 1)
            label = self._money(value)
            self.sheet.text(area.x - self.px(9), y, label, colour=self.palette.text3, align="right")

    def _column(self, plot: _Plot, bar: _Bar) -> None:
        """The whole column answers the pointer, not only its ink."""
        month = next(found for found in self.forecast.months if found.month == bar.key)
        deals = f", {_deals(month.open_deals)} open" if month.open_deals else ""
        text = f"{_long(bar.key)}: {self._full(month.expected)}{deals}"
        box = Box(bar.middle - plot.slot / 2, plot.area.y, plot.slot, self.sheet.height - plot.area.y)
        self.sheet.hit(box, text, ("deals", {"month": bar.key}))

    def _stack(self, plot: _Plot, month: Month, bar: _Bar) -> list[Box]:
        """The segments from the bottom up, a pixel apart, then the range; gives what they cover."""
        left, running = round(bar.middle - plot.bar / 2), 0
        for key, label in _LABELS.items():
            value = getattr(month, key)
            if value <= 0:
                continue
            bottom = plot.y(running)
            running += value
            top = plot.y(running)
            gap = 1 if running > value and bottom - top > 2 else 0
            box = Box(left, top, plot.bar, bottom - top - gap)
            self.sheet.box(box, getattr(self.palette, key), edge=self._edge(key) if box.height > 3 else "")
            kind = "closed" if key == "closed" else "amount × probability"
            text = f"{_long(month.month)}, {label}: {self._full(value)} {kind}"
            target = {"month": month.month, "category": key}
            self.sheet.hit(Box(left, top, plot.bar, max(bottom - top, 3)), text, ("deals", target))
        covered = [Box(left, plot.y(running), plot.bar, plot.area.bottom - plot.y(running))]
        return covered + self._range(plot, month, bar)

    def _range(self, plot: _Plot, month: Month, bar: _Bar) -> list[Box]:
        if month.p90 <= month.p10 and not month.weighted:
            return []
        wide = min(self.px(6), max(2.0, plot.slot * 0.08))
        x = bar.middle + plot.bar / 2 + min(self.px(6), plot.slot * 0.07) + wide / 2
        low, high, tick = plot.y(month.p10), plot.y(month.p90), plot.y(month.expected)
        if low - high > wide:  # the round caps stay inside the range
            ends = [(x, low - wide / 2), (x, high + wide / 2)]
            self.sheet.line(ends, self.palette.text3, wide / self.px(1), cap="round", alpha=0.45)
        reach = wide / 2 + min(self.px(2), wide / 3)
        self.sheet.line([(x - reach, tick), (x + reach, tick)], self.palette.text, 2)
        box = Box(x - reach, min(high, tick) - 2, 2 * reach, max(low, tick) - min(high, tick) + 4)
        spread = f"{self._full(month.p10)} to {self._full(month.p90)}, 8 times in 10"
        self.sheet.hit(box, f"{_long(month.month)}: {spread}", ("deals", {"month": month.month}))
        return [box]

    def _divider(self, plot: _Plot) -> list[Box]:
        """The dashed line and its note: beside it in up to two lines, or above it in one."""
        sheet, px, colours = self.sheet, self.px, self.palette
        divider = round(plot.area.x + (len(self.forecast.months) + 0.25) * plot.slot)
        ends = [(divider, plot.area.y - px(8)), (divider, plot.area.bottom + px(22))]
        sheet.line(ends, colours.strong_line, 1, dashes=(3, 2.5))
        taken = [Box(divider - 1, ends[0][1], 3, ends[1][1] - ends[0][1])]
        room = plot.area.right - divider - px(9)
        note = f"Full amount, {_APART.format(self.forecast.unit)}"
        whole = sheet.text_width(note)
        # Two lines of like length rather than a last word on its own.
        lines = sheet.wrapped(note, room if whole <= room else min(room, 0.6 * whole))
        if len(lines) > 2:
            right, middle = plot.area.right, plot.area.y - px(14)
            return [*taken, sheet.text(right, middle, note, colour=colours.text3, align="right")]
        for number, text in enumerate(lines):
            middle = plot.area.y + px(9) + number * px(14)
            taken.append(sheet.text(divider + px(9), middle, text, colour=colours.text3))
        return taken

    def _apart_bars(self, plot: _Plot, taken: list[Box]) -> list[_Bar]:
        sheet, px, colours = self.sheet, self.px, self.palette
        looks = {
            "overdue": (colours.warn_soft, colours.warn_mark),
            "undated": (colours.day_off, colours.mark_line),
        }
        bars: list[_Bar] = []
        for index, (key, label, apart) in enumerate(self.apart):
            middle = plot.area.x + (len(self.forecast.months) + index + 1) * plot.slot
            top = plot.y(apart.amount_minor)
            box = Box(round(middle - plot.bar / 2), top, plot.bar, plot.area.bottom - top)
            taken.append(box)
            if box.height >= 1:
                sheet.hatched(box, *looks[key], rising=key == "overdue")
            text = f"{label}: {self._full(apart.amount_minor)} in {_deals(apart.count)}, {_APART.format(self.forecast.unit)}"
            column = Box(middle - plot.slot / 2, plot.area.y, plot.slot, sheet.height - plot.area.y)
            sheet.hit(column, text, ("deals", {"place": key}))
            name = sheet.fitted(label, plot.slot - px(2))
            sheet.text(middle, plot.area.bottom + px(14), name, colour=colours.text2, align="center")
            bars.append(_Bar(key, label, middle, apart.amount_minor))
        return bars

    def _values(self, plot: _Plot, bars: Sequence[_Bar], taken: list[Box]) -> None:
        """The sum above each stack, the current month first; where it would lie on something, none."""
        sheet, px = self.sheet, self.px
        current = self.forecast.current
        for bar in sorted(bars, key=lambda bar: (bar.key != current, -bar.value)):
            text = self._money(bar.value)
            width = sheet.text_width(text, 12, 600)
            middle = plot.y(bar.value) - px(12)
            beside = [other.x for other in taken if bar.middle < other.x < bar.middle + plot.slot / 2]
            side = min(bar.middle, min(beside, default=bar.middle + width) - width / 2 - 2)
            side = side if bar.key == current or bar.middle - side < plot.bar / 2 else bar.middle
            for centre in (bar.middle, side):
                box = Box(centre - width / 2 - 1, middle - px(8), width + 2, px(16))
                inside = box.x >= plot.area.x - px(4) and box.right <= sheet.width - px(2)
                if inside and not any(box.overlaps(other) for other in taken):
                    sheet.text(centre, middle, text, size=12, weight=600, colour=self.palette.text, align="center")
                    taken.append(box)
                    break

    def _month_names(self, plot: _Plot, bars: Sequence[_Bar]) -> None:
        """Every month where there is room, else every second, third or sixth; the current one always. A quarter has its year, a month
        where another begins."""
        sheet, px, colours = self.sheet, self.px, self.palette
        keys = [bar.key for bar in bars]
        current, quarters = self.forecast.current, self.forecast.unit == "quarter"
        anchor = keys.index(current) if current in keys else 0
        middle, year = plot.area.bottom + px(14), ""
        for index, bar in enumerate(bars):
            if (index - anchor) % plot.every:
                continue
            here = bar.key == current
            name = _part(bar.key, MONTHS)
            new_year, year = bar.key[:4] != year, bar.key[:4]
            weight, colour = (600, colours.text) if here else (400, colours.text2)
            text = f"{name} {year}" if (new_year or quarters) and not plot.years_below else name
            sheet.text(bar.middle, middle, text, weight=weight, colour=colour, align="center")
            if new_year and plot.years_below:
                sheet.text(bar.middle, middle + px(15), year, colour=colours.text3, align="center")
            if here:
                half = max(plot.bar, sheet.text_width(text, 11, 600)) / 2
                y = round(middle + px(9.5))
                accent = colours.accent_text if colours.dark else colours.accent
                sheet.line([(bar.middle - half, y), (bar.middle + half, y)], accent, 2)


def _long(key: str) -> str:
    return f"{_part(key, LONG_MONTHS)} {key[:4]}"


def _part(key: str, names: Sequence[str]) -> str:
    """What stands before the year: the name of a month, or 'Q4'."""
    return key[5:] if "Q" in key else names[int(key[5:]) - 1]


def _deals(count: int) -> str:
    return "1 deal" if count == 1 else f"{count} deals"

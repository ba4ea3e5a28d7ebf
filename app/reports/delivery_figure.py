"""Throughput by week and cycle time as charts: finished tasks in each week, and how many took how many working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from app.domain.delivery import CycleTime, Week, middle_week
from app.reports import delivery_words as say
from app.reports.figures import MONTHS, Box, Sheet, nice_step
from app.reports.palette import PAPER, Palette

WEEKS_TITLE, CYCLE_TITLE = "Finished tasks by week", "Working days from start to finish"
NO_WEEKS: Final = "Nothing was finished in this time. The first finished task begins the chart."
NO_CYCLE: Final = "No task was begun and finished in this time, so there is no cycle time."
_MOST_BARS: Final = 24


class _Bar(NamedTuple):
    """One bar: its height, the words below it (empty for none), and what it opens."""

    value: int
    name: str
    tip: str
    target: tuple[str, dict[str, Any]]
    strong: bool = False
    faint: bool = False


class _Mark(NamedTuple):
    """A line between bars, with its tag: `at` counts in bars from the left."""

    at: float
    text: str


def throughput_figure(
    weeks: Sequence[Week], palette: Palette = PAPER, size_px: tuple[int, int] = (853, 331), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper; targets are ('week', {'monday': date})."""
    sheet = Sheet(palette, size_px, dpi)
    draw_throughput(weeks, sheet)
    return sheet.figure


def cycle_figure(
    cycle: CycleTime, palette: Palette = PAPER, size_px: tuple[int, int] = (853, 331), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper; targets are ('cycle', {'low': days, 'high': days})."""
    sheet = Sheet(palette, size_px, dpi)
    draw_cycle(cycle, sheet)
    return sheet.figure


def draw_throughput(weeks: Sequence[Week], sheet: Sheet) -> None:
    """Draw the weeks on a sheet of the screen or of paper."""
    if not any(week.done for week in weeks):
        sheet.empty(WEEKS_TITLE, NO_WEEKS)
        return
    bars = [_week_bar(week) for week in weeks]
    drawing = _Bars(sheet, WEEKS_TITLE, bars)
    drawing.grid()
    middle = middle_week(weeks)
    if middle is not None:
        drawing.level(middle, f"Half the weeks: {say.number(middle)} or more")
    drawing.draw()


def draw_cycle(cycle: CycleTime, sheet: Sheet) -> None:
    """Draw how many tasks took how long, with the three percentiles."""
    if not cycle.days:
        sheet.empty(CYCLE_TITLE, NO_CYCLE)
        return
    step, bins = _bins(cycle)
    beyond = cycle.days[-1][0] >= bins[-1][0] + step
    bars = [
        _cycle_bar(low, low + step - 1, value, last=beyond and place == len(bins) - 1)
        for place, (low, value) in enumerate(bins)
    ]
    drawing = _Bars(sheet, CYCLE_TITLE, bars, top=86)  # below the tags
    drawing.grid()
    drawing.draw()
    found: dict[int, list[str]] = {}
    for share, days in ((50, cycle.p50), (85, cycle.p85), (95, cycle.p95)):
        found.setdefault(days or 0, []).append(f"{share}%")
    drawing.marks([_Mark(days / step, f"{' and '.join(shares)} within {days} d") for days, shares in found.items()])


def _bins(cycle: CycleTime) -> tuple[int, list[tuple[int, int]]]:
    """The width of a bar in days, and (first day, tasks) of each; what is far beyond the 95 % is in the last one."""
    longest, usual = cycle.days[-1][0], cycle.p95 or 1
    step = -(-min(longest, 2 * usual) // _MOST_BARS)
    places = min(_MOST_BARS, -(-longest // step))
    counts = [0] * places
    for days, _ in cycle.days:
        counts[min((days - 1) // step, places - 1)] += 1
    return step, [(1 + place * step, value) for place, value in enumerate(counts)]


def _week_bar(week: Week) -> _Bar:
    last = week.monday + timedelta(days=6)
    year, number, _ = week.monday.isocalendar()
    so_far = "" if week.whole else ", so far"
    tasks = "1 task" if week.done == 1 else f"{week.done:,} tasks"
    tip = f"Week {number} of {year}, to {last.day} {MONTHS[last.month - 1]}: {tasks} finished{so_far}"
    name = f"{week.monday.day} {MONTHS[week.monday.month - 1]}"
    return _Bar(week.done, name, tip, ("week", {"monday": week.monday}), strong=not week.whole, faint=not week.whole)


def _cycle_bar(low: int, high: int, value: int, *, last: bool) -> _Bar:
    name = str(low) if low == high else f"{low}–{high}"
    words = f"{low} or more" if last else name
    tasks = "1 task" if value == 1 else f"{value:,} tasks"
    unit = "working day" if low == high == 1 and not last else "working days"
    target = {"low": low, "high": None if last else high}
    return _Bar(value, f"{low}+" if last else name, f"{words} {unit}: {tasks}", ("cycle", target))


class _Bars:
    """Bars over an axis, all of one colour; the present week fainter."""

    def __init__(self, sheet: Sheet, title: str, bars: Sequence[_Bar], top: int = 60) -> None:
        self.sheet, self.px, self.title, self.bars = sheet, sheet.px, title, bars
        px = sheet.px
        self.step = nice_step(max(bar.value for bar in bars))
        self.lines = max(1, int(-(-max(bar.value for bar in bars) // self.step)))
        left = px(16) + max(sheet.text_width(f"{self.step * n:,.0f}") for n in range(self.lines + 1)) + px(9)
        bottom = max(sheet.height - px(35), px(top + 40))
        self.area = Box(left, px(top), sheet.width - px(16) - left, bottom - px(top))
        self.slot = self.area.width / len(bars)
        self.wide = max(2.0, min(px(44), self.slot * 0.62))

    def y(self, value: float) -> float:
        return self.area.bottom - self.area.height * value / (self.step * self.lines)

    def grid(self) -> None:
        """The title and the lines behind the bars."""
        sheet, px, colours, area = self.sheet, self.px, self.sheet.palette, self.area
        sheet.text(px(16), px(22), self.title, size=13, weight=600, colour=colours.text)
        for number in range(self.lines + 1):
            y = round(self.y(number * self.step))
            sheet.line([(area.x, y), (area.right, y)], colours.grid if number else colours.strong_line, 1)
            label = f"{number * self.step:,.0f}"
            sheet.text(area.x - px(9), y, label, colour=colours.text3, align="right")

    def draw(self) -> None:
        """The bars with their values and names."""
        every = self._every()
        for place, bar in enumerate(self.bars):
            self._bar(place, bar, named=(len(self.bars) - 1 - place) % every == 0)

    def _every(self) -> int:
        """Each how manyth bar is named, so that names stand apart."""
        widest = max(self.sheet.text_width(bar.name, 11, 600) for bar in self.bars) + self.px(8)
        return max(1, int(-(-widest // self.slot)))

    def _bar(self, place: int, bar: _Bar, *, named: bool) -> None:
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        middle, top = self.area.x + (place + 0.5) * self.slot, self.y(bar.value)
        if bar.value:
            box = Box(middle - self.wide / 2, top, self.wide, self.area.bottom - top)
            sheet.box(box, colours.best_case if bar.faint else colours.commit)
            text = f"{bar.value:,}"
            width = sheet.text_width(text, 12, 600)
            if width < self.slot:
                ground = Box(middle - width / 2 - 2, top - px(18), width + 4, px(14))
                sheet.box(ground, colours.card)  # no line goes through a figure
                sheet.text(middle, top - px(11), text, size=12, weight=600, colour=colours.text, align="center")
        if named:
            weight, colour = (600, colours.text) if bar.strong else (400, colours.text2)
            sheet.text(middle, self.area.bottom + px(14), bar.name, weight=weight, colour=colour, align="center")
        room = Box(middle - self.slot / 2, self.area.y, self.slot, sheet.height - self.area.y)
        sheet.hit(room, bar.tip, bar.target)

    def level(self, value: float, text: str) -> None:
        """A dashed line across at a value, named at the right of the title."""
        sheet, px, colours, area = self.sheet, self.px, self.sheet.palette, self.area
        y = self.y(value)
        sheet.line([(area.x, y), (area.right, y)], colours.text3, 1.2, dashes=(4, 3))
        width = sheet.text_width(text, 12)
        x = sheet.width - px(16) - width
        sheet.line([(x - px(26), px(22)), (x - px(6), px(22))], colours.text3, 1.2, dashes=(4, 3))
        sheet.text(x, px(22), text, size=12, colour=colours.text2)

    def marks(self, marks: Sequence[_Mark]) -> None:
        """Dashed lines with tags above the bars; a tag that would lie on another stands a line lower."""
        sheet, px, colours, area = self.sheet, self.px, self.sheet.palette, self.area
        taken: list[Box] = []
        for mark in marks:
            x = min(area.right, area.x + mark.at * self.slot)
            width = sheet.text_width(mark.text, 11, 600) + px(12)
            left = max(area.x, min(x - width / 2, area.right - width))
            box = Box(left, px(36), width, px(18))
            while any(box.overlaps(other) for other in taken):
                box = box._replace(y=box.y + px(21))
            taken.append(box)
            sheet.line([(x, box.bottom), (x, area.bottom)], colours.accent_text, 1.2, dashes=(4, 3))
            sheet.box(box, colours.accent_soft, radius=px(4))
            middle = box.y + px(9)
            sheet.text(box.x + px(6), middle, mark.text, weight=600, colour=colours.accent_text)

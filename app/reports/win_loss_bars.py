"""Bars that lie: how far deals came, why they were lost, where they came from, and who won them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from app.domain.money import format_money
from app.domain.pipeline import ENOUGH_CLOSED, Rate
from app.reports.figures import Box, Sheet, Target
from app.reports.palette import PAPER, Palette
from app.reports.win_loss_figure import likely, percent
from app.services.deal_filter import DealFilter, to_spec
from app.services.win_loss import Group, Numbers, Why

NO_REASONS: Final = "No deal was lost in this time."
NO_COMPETITORS: Final = "No deal was lost to a named competitor in this time. Name one when a deal is lost."
NO_CLOSED: Final = "No deal closed in this time."
TOO_FEW: Final = "too few"
_LEAST_ROW, _MOST_ROW = 30, 52


class Part(NamedTuple):
    """A segment of a bar: so many deals, in a colour of the palette, with what it says and opens."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    look: str
    text: str
    shown: DealFilter


class Bar(NamedTuple):
    """A line of the chart: its name, its segments, what stands at its right, and what the whole of it opens."""

    name: str
    parts: tuple[Part, ...]
    figure: str
    note: str
    text: str
    shown: DealFilter


class Chart(NamedTuple):
    """A title, a legend of (look, words), the lines, and the sentence for when there is nothing to draw."""

    title: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    nothing: str
    note: str = ""


Maker = Callable[[Numbers, Palette, tuple[int, int], float], Any]


def _figure(chart: Chart, palette: Palette, size_px: tuple[int, int], dpi: float) -> Any:
    sheet = Sheet(palette, size_px, dpi)
    if chart.nothing:
        return sheet.empty(chart.title, chart.nothing)
    return _Drawing(chart, sheet).draw()


def stages_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """How far the deals created in the time came, stage by stage. Targets: ('deals', fields of a filter of deals)."""
    return _figure(_stages(told), palette, size_px, dpi)


def reasons_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """Why deals were lost; targets as above."""
    nothing = "" if told.reasons else NO_REASONS
    return _figure(Chart("Lost, by reason", (), _whys(told, told.reasons), nothing), palette, size_px, dpi)


def competitors_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """To whom deals were lost; targets as above."""
    nothing = "" if told.competitors else NO_COMPETITORS
    return _figure(Chart("Lost, by competitor", (), _whys(told, told.competitors), nothing), palette, size_px, dpi)


def sources_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """What was won and lost of each source; targets as above."""
    return _figure(_groups(told, told.sources, "source_id", "Won and lost, by source"), palette, size_px, dpi)


def owners_figure(
    told: Numbers, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 331), dpi: float = 100
) -> Any:
    """What each owner won and lost; targets as above."""
    return _figure(_groups(told, told.owners, "owner_id", "Won and lost, by owner"), palette, size_px, dpi)


# --- what the lines say ------------------------------------------------------------------------------------------------


def deals(count: int) -> str:
    """'1 deal', '24 deals'."""
    return f"{count:,} deal{'' if count == 1 else 's'}"


def stages_title(told: Numbers) -> str:
    """'Through the stages of New business'."""
    return f"Through the stages of {told.pipeline[1]}" if told.pipeline else "Through the stages"


def stages_missing(told: Numbers) -> str:
    """What is missing for telling how deals go through the stages, in a sentence or two; '' when nothing is."""
    funnel = told.funnel
    if funnel.told:
        return ""
    if funnel.mostly_unknown:
        return (
            f"Not enough history. {deals(funnel.unknown)} of {funnel.closed + funnel.unknown:,} came in already closed, so the stages "
            "they went through are not known. Choose a time that begins after they were brought in."
        )
    return (
        f"Not enough history. Of the deals created in this time {funnel.closed:,} have closed; "
        f"from {ENOUGH_CLOSED} on their stages tell something."
    )


def left_out(told: Numbers) -> str:
    """Which deals are in no step; '' when all are."""
    unknown = told.funnel.unknown
    return (
        f"{deals(unknown)} came in already closed, without {'its' if unknown == 1 else 'their'} stages"
        if unknown
        else ""
    )


def step_shown(told: Numbers, place: int) -> DealFilter:
    """The deals that ever reached the open stage number `place`; behind the last one, those that are won."""
    base = told.asked.created()._replace(pipeline_id=told.pipeline[0] if told.pipeline else None)
    if place < len(told.stages):
        return base._replace(reached_id=told.stages[place][0])
    return base._replace(outcome="won", reached_id=told.stages[-1][0])


def stuck_shown(told: Numbers, place: int, outcome: str) -> DealFilter:
    """The deals that came no further than the open stage number `place`, 'open' or 'lost'."""
    base = told.asked.created()._replace(pipeline_id=told.pipeline[0] if told.pipeline else None)
    return base._replace(furthest_id=told.stages[place][0], outcome=outcome)


def _stages(told: Numbers) -> Chart:
    bars = []
    for place, ((_, name), step) in enumerate(zip(told.stages, told.funnel.steps, strict=True)):
        parts = (
            Part(step.on, "commit", f"{name}: {step.on:,} went on", step_shown(told, place + 1)),
            Part(step.still, "pipeline", f"{name}: {step.still:,} still open", stuck_shown(told, place, "open")),
            Part(step.lost, "lost", f"{name}: {step.lost:,} lost, no further", stuck_shown(told, place, "lost")),
        )
        figure, note = _rate(step.rate, f"{step.on:,} of {step.reached:,}")
        rate = f", {likely(step.rate)}" if step.rate else ""
        text = f"{name}: {step.on:,} of {step.reached:,} went on{rate}"
        bars.append(Bar(name, parts, figure, note, text, step_shown(told, place)))
    if told.funnel.steps:
        won = told.funnel.steps[-1].on
        shown = step_shown(told, len(told.stages))
        whole = f"of {told.funnel.steps[0].reached:,} created"
        bars.append(
            Bar("Won", (Part(won, "closed", f"Won: {won:,}", shown),), f"{won:,}", whole, f"Won: {won:,}", shown)
        )
    legend = (("commit", "Went on"), ("pipeline", "Still open"), ("lost", "Lost"), ("closed", "Won"))
    return Chart(stages_title(told), legend, tuple(bars), stages_missing(told), left_out(told))


def _rate(rate: Rate | None, counted: str) -> tuple[str, str]:
    return (percent(rate.rate), likely(rate)) if rate else (counted, TOO_FEW)


def why_shown(told: Numbers, why: Why) -> DealFilter:
    """The deals lost for a reason, or to a competitor."""
    lost = told.asked.closed("lost")
    return lost._replace(competitor=why.key) if isinstance(why.key, str) else lost._replace(lost_reason_id=why.key)


def _whys(told: Numbers, whys: Sequence[Why]) -> tuple[Bar, ...]:
    bars = []
    for why in whys:
        shown = why_shown(told, why)
        worth = format_money(why.lost.minor, told.currency)
        text = f"{why.name}: {deals(why.lost.count)}, {worth}"
        bars.append(
            Bar(why.name, (Part(why.lost.count, "lost", text, shown),), deals(why.lost.count), worth, text, shown)
        )
    return tuple(bars)


def group_shown(told: Numbers, group: Group, field: str, outcome: str = "closed") -> DealFilter:
    """What closed of a source ('source_id') or an owner ('owner_id')."""
    shown = told.asked.closed(outcome)
    return shown._replace(source_id=group.key) if field == "source_id" else shown._replace(owner_id=group.key)


def _groups(told: Numbers, groups: Sequence[Group], field: str, title: str) -> Chart:
    bars = []
    for group in groups:
        won, lost = group.won, group.lost
        parts = tuple(
            Part(
                each.count, look, f"{group.name}: {deals(each.count)} {word}, {format_money(each.minor, told.currency)}",
                group_shown(told, group, field, word),
            )
            for each, look, word in ((won, "closed", "won"), (lost, "lost", "lost"))
        )  # fmt: skip
        figure, note = _rate(group.rate, f"{won.count:,} of {won.count + lost.count:,}")
        text = f"{group.name}: {won.count:,} of {won.count + lost.count:,} won"
        bars.append(Bar(group.name, parts, figure, note, text, group_shown(told, group, field)))
    return Chart(title, (("closed", "Won"), ("lost", "Lost")), tuple(bars), "" if bars else NO_CLOSED)


# --- drawing -------------------------------------------------------------------------------------------------------------


def _target(shown: DealFilter) -> Target:
    return "deals", to_spec(shown)


class _Drawing:
    def __init__(self, chart: Chart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.px, self.palette = sheet.px, sheet.palette
        self.looks = {
            "lost": (self.palette.day_off, self.palette.mark_line),
            "pipeline": (self.palette.pipeline, self.palette.best_case),
            "commit": (self.palette.commit, ""),
            "closed": (self.palette.closed, ""),
        }

    def draw(self) -> Any:
        top = self._legend()
        note = self.px(22) if self.chart.note else 0.0
        room = self.sheet.height - top - self.px(12) - note
        bars = self.chart.bars
        fits = max(1, int(room / self.px(_LEAST_ROW)))
        more = len(bars) - fits + 1 if len(bars) > fits else 0
        shown = bars[: fits - 1] if more else bars
        row = min(self.px(_MOST_ROW), room / (len(shown) + bool(more)))
        self._rows(shown, top, row)
        if more:
            text = f"{more:,} more, in the table"
            self.sheet.text(self.px(16), top + (len(shown) + 0.5) * row, text, colour=self.palette.text3)
        if self.chart.note:
            self.sheet.text(self.px(16), self.sheet.height - self.px(17), self.chart.note, colour=self.palette.text3)
        return self.sheet.figure

    def _legend(self) -> float:
        sheet, px, colours = self.sheet, self.px, self.palette
        middle, left = px(22), px(16)
        title = sheet.fitted(self.chart.title, sheet.width - px(32), 13, 600)
        right = sheet.text(left, middle, title, size=13, weight=600, colour=colours.text).right
        widths = [px(18) + sheet.text_width(words, 12) for _, words in self.chart.legend]
        x = sheet.width - px(16) - sum(widths) - px(16) * max(0, len(widths) - 1)
        if widths and x < right + px(16):
            middle, x = middle + px(22), left
        for (look, words), width in zip(self.chart.legend, widths, strict=True):
            fill, edge = self.looks[look]
            sheet.box(Box(x, middle - px(6), px(12), px(12)), fill, edge=edge, radius=px(2))
            sheet.text(x + px(18), middle, words, size=12, colour=colours.text2)
            x += width + px(16)
        return middle + px(16)

    def _rows(self, bars: Sequence[Bar], top: float, row: float) -> None:
        sheet, px = self.sheet, self.px
        names = min(max(sheet.text_width(bar.name, 12) for bar in bars), sheet.width * 0.28)
        figures = max(sheet.text_width(bar.figure, 12, 600) for bar in bars)
        notes = max(sheet.text_width(bar.note) for bar in bars)
        left = px(16) + names + px(12)
        area = sheet.width - px(16) - notes - px(10) - figures - px(14) - left
        most = max(1, *(sum(part.count for part in bar.parts) for bar in bars))
        for number, bar in enumerate(bars):
            middle = top + (number + 0.5) * row
            sheet.text(px(16), middle, sheet.fitted(bar.name, names + 1, 12), size=12, colour=self.palette.text)
            whole = Box(0, middle - row / 2, sheet.width, row)
            sheet.hit(whole, bar.text, _target(bar.shown))
            self._bar(bar, left, middle, area / most, min(px(28), row - px(8)))
            x = sheet.width - px(16)
            sheet.text(x, middle, bar.note, colour=self.palette.text3, align="right")
            x -= notes + px(10)
            sheet.text(x, middle, bar.figure, size=12, weight=600, colour=self.palette.text, align="right")

    def _bar(self, bar: Bar, left: float, middle: float, scale: float, height: float) -> None:
        """The segments from the left, a pixel apart; the count in each where it has room."""
        x = left
        for part in bar.parts:
            if not part.count:
                continue
            wide = part.count * scale
            fill, edge = self.looks[part.look]
            box = Box(x, middle - height / 2, max(1.0, wide - (1 if wide > 3 else 0)), height)
            self.sheet.box(box, fill, edge=edge if box.width > 3 else "")
            self.sheet.hit(Box(x, middle - height / 2, max(wide, 3.0), height), part.text, _target(part.shown))
            count = f"{part.count:,}"
            if self.sheet.text_width(count) + self.px(10) <= wide:
                colour = self._ink(part.look)
                self.sheet.text(x + wide / 2, middle, count, colour=colour, align="center")
            x += wide

    def _ink(self, look: str) -> str:
        """Readable on its segment: in the light scheme dark segments take the card's white, in the dark one light ones its black."""
        return self.palette.card if look in ("commit", "closed") else self.palette.text

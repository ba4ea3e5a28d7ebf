"""The burn-down: what is left, how it should fall, what was added, today and the promise."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from app.domain.burndown import Burndown, ScopeChange
from app.reports.figures import Box, Point, Sheet, nice_step, short_day
from app.reports.palette import PAPER, Palette

NO_TASKS = "No tasks yet. The line begins with the first one."
NO_ESTIMATES = "No task has an estimate yet. Count tasks instead of hours, or estimate them."
# More reasons than this cannot be read; the others keep their mark and its tooltip.
_MOST_REASONS = 12
_MOST_MARKS = 60


def burndown_figure(
    burndown: Burndown, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 739), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper, `size_px` in logical pixels; `.baton_hits` hold its places.

    Targets: ('tasks', {'on': date}) for a day, ('tasks', {'ids': (...)}) for a scope change.
    """
    title = "Hours left" if burndown.unit == "hours" else "Tasks left"
    sheet = Sheet(palette, size_px, dpi)
    if not (burndown.baseline or burndown.scope or burndown.scope_changes):
        return sheet.empty(title, NO_ESTIMATES if burndown.unestimated else NO_TASKS)
    return _Drawing(burndown, sheet, title).draw()


def amount_text(amount: int, unit: str) -> str:
    """'168 h', '7.5 h', '3 tasks'; takes minutes for hours, and drops their tenths from 100 h on."""
    if unit == "tasks":
        return "1 task" if amount == 1 else f"{amount:,} tasks"
    hours = f"{amount / 60:,.0f}" if abs(amount) >= 6000 else f"{amount / 60:,.1f}".removesuffix(".0")
    return f"{hours} h"


class _Plot(NamedTuple):
    """The area, the days along it, and the value at its upper edge."""

    area: Box
    days: Sequence[date]
    top_value: float
    step: float

    def x(self, day: date) -> float:
        """A day off lies half way between its neighbours."""
        left, right = bisect_left(self.days, day), bisect_right(self.days, day)
        place = left if right > left else left - 0.5
        return self.area.x + self.area.width * min(max(0.0, place), len(self.days) - 1) / self.spaces

    def y(self, value: float) -> float:
        return self.area.bottom - self.area.height * value / self.top_value

    @property
    def spaces(self) -> int:
        return max(1, len(self.days) - 1)


class _Drawing:
    def __init__(self, burndown: Burndown, sheet: Sheet, title: str) -> None:
        self.data, self.sheet, self.title = burndown, sheet, title
        self.palette, self.px = sheet.palette, sheet.px
        self.accent = self.palette.accent_text if self.palette.dark else self.palette.accent
        self.started = burndown.today >= burndown.days[0].date
        # A promise far beyond the plan would press the chart to the wall; then only its tag is shown.
        self.near = len(burndown.beyond) <= max(20, 2 * len(burndown.days))
        self.boxes: list[Box] = []
        self.lines: list[tuple[Point, Point]] = []

    def draw(self) -> Any:
        plot = self._layout(self._legend())
        self._grid(plot)
        self._weeks(plot)
        self._day_hits(plot)
        self._ideal(plot)
        steps = list(self._steps())
        self._scope(plot, steps)
        self._marks(plot)
        dot = self._left(plot, steps)
        if dot:
            self._verdict(plot, dot)
        self._reasons(plot, steps)
        return self.sheet.figure

    def _say(self, amount: int) -> str:
        return amount_text(amount, self.data.unit)

    def _legend(self) -> float:
        sheet, px, colours = self.sheet, self.px, self.palette
        left, middle = px(16), px(22)
        x = sheet.text(left, middle, self.title, size=13, weight=600, colour=colours.text).right + px(16)
        entries = [("left", "Left")] if self.started else []
        entries += [("plan", "As planned now")] if self.data.planned else []
        entries += [("ideal", "Ideal from the baseline")] if self.data.ideal_finish else []
        entries += [("scope", "Scope")] if self.started else []
        for key, label in entries:
            width = px(28) + sheet.text_width(label, 12)
            if x + width > sheet.width - px(12):
                x, middle = left, middle + px(20)
            self._sample(key, x, middle)
            sheet.text(x + px(28), middle, label, size=12)
            x += width + px(16)
        if self.data.unit == "hours" and self.data.unestimated:
            tasks = amount_text(self.data.unestimated, "tasks")
            note = f"{tasks} without an estimate not in these hours"
            if x + sheet.text_width(note) > sheet.width - px(16):
                middle += px(20)
            sheet.text(sheet.width - px(16), middle, note, colour=colours.warn, align="right")
        return middle + px(10)

    def _sample(self, key: str, x: float, y: float) -> None:
        sheet, px, ends = self.sheet, self.px, [(x, y), (x + self.px(22), y)]
        match key:
            case "left":
                sheet.line(ends, self.accent, 2.5)
            case "plan":
                sheet.line(ends, self.accent, 1.6, dashes=(1.6, 2.6))
            case "ideal":
                sheet.line(ends, self.palette.mark_line, 1.3, dashes=(5, 3.5))
            case _:
                steps = [
                    (x, y + px(3)),
                    (x + px(9), y + px(3)),
                    (x + px(9), y - px(4)),
                    (x + px(22), y - px(4)),
                ]
                sheet.line(steps, self.palette.text3, 1.5)

    def _layout(self, top: float) -> _Plot:
        sheet, px, data = self.sheet, self.px, self.data
        top += px(34)
        bottom = max(sheet.height - px(38), top + px(40))
        peak = max(day.scope or 0 for day in data.days)
        peak = max(peak, data.baseline, data.scope, data.remaining)
        unit = 60 if data.unit == "hours" else 1
        # The reasons of scope changes stand above the highest step.
        step = nice_step(peak * (1 + px(20) / (bottom - top)), smallest=unit)
        count = int(peak // step) + 1
        days = [day.date for day in data.days] + (list(data.beyond) if self.near else [])
        widest = max(sheet.text_width(self._say(round(step * n))) for n in range(count + 1))
        left = px(16) + widest + px(9)
        right = px(24)
        if data.promised_on:
            right = max(right, sheet.text_width(self._promise(), 11, 600) / 2 + px(24))
        area = Box(left, top, max(px(40), sheet.width - right - left), bottom - top)
        return _Plot(area, days, count * step, step)

    def _grid(self, plot: _Plot) -> None:
        area = plot.area
        for number in range(round(plot.top_value / plot.step) + 1):
            y = round(plot.y(number * plot.step))
            colour = self.palette.grid if number else self.palette.strong_line
            self.sheet.line([(area.x, y), (area.right, y)], colour, 1)
            label = self._say(round(number * plot.step))
            self.sheet.text(area.x - self.px(9), y, label, colour=self.palette.text3, align="right")

    def _weeks(self, plot: _Plot) -> None:
        """A tick at the first working day of each week, or of every second, fourth ... where it is narrow."""
        sheet, px = self.sheet, self.px
        starts = [plot.days[0]]
        starts += [day for last, day in pairwise(plot.days) if day.isocalendar()[:2] != last.isocalendar()[:2]]
        room = sheet.text_width("30 Sep 2026") + px(12)
        pitch = plot.area.width / max(1, len(starts) - 1) if len(starts) > 1 else plot.area.width
        every = next((n for n in (1, 2, 4, 8, 13, 26, 52) if n * pitch >= room), 104)
        previous, edge = self.data.today, -1.0
        for day in starts[::every]:
            x = round(plot.x(day))
            sheet.line([(x, plot.area.bottom), (x, plot.area.bottom + px(5))], self.palette.strong_line, 1)
            label = short_day(day, previous)
            start = x + px(4)
            if start > edge and start + sheet.text_width(label) < sheet.width - px(4):
                edge = sheet.text(start, plot.area.bottom + px(16), label).right + px(6)
                previous = day

    def _day_hits(self, plot: _Plot) -> None:
        half = plot.area.width / plot.spaces / 2
        for day in self.data.days:
            if day.remaining is None:
                text = f"{short_day(day.date, self.data.today)}: {self._say(day.ideal)} on the ideal line"
            else:
                text = (
                    f"{short_day(day.date, self.data.today)}: {self._say(day.remaining)} left, "
                    f"{self._say(day.done or 0)} of {self._say(day.scope or 0)} done"
                )
            box = Box(plot.x(day.date) - half, plot.area.y, 2 * half, plot.area.height)
            self.sheet.hit(box, text, ("tasks", {"on": day.date}))

    def _path(self, points: Sequence[Point]) -> None:
        """Remember a line that no label may cross."""
        self.lines += pairwise(points)

    def _ideal(self, plot: _Plot) -> None:
        finish = self.data.ideal_finish
        if finish is None:
            return
        first = self.data.days[0].date
        ends = [(plot.x(first), plot.y(self.data.baseline)), (plot.x(max(first, finish)), plot.y(0))]
        self.sheet.line(ends, self.palette.mark_line, 1.3, dashes=(5, 3.5))
        self._path(ends)

    def _steps(self) -> Iterator[tuple[date, int, int, list[ScopeChange]]]:
        """Per day: the day, the scope before and after, and its changes, the largest first."""
        scope = self.data.baseline
        by_day: dict[date, list[ScopeChange]] = {}
        for change in self.data.scope_changes:
            by_day.setdefault(min(change.on, max(self.data.today, self.data.days[0].date)), []).append(change)
        for day in sorted(by_day):
            changes = sorted(by_day[day], key=lambda change: -abs(change.delta))
            after = scope + sum(change.delta for change in changes)
            yield day, scope, after, changes
            scope = after

    def _scope(self, plot: _Plot, steps: Sequence[tuple[date, int, int, list[ScopeChange]]]) -> None:
        if not self.started:
            return
        points = [(plot.x(self.data.days[0].date), plot.y(self.data.baseline))]
        for day, before, after, _ in steps:
            points += [(plot.x(day), plot.y(before)), (plot.x(day), plot.y(after))]
        points.append((plot.x(self.data.today), plot.y(self.data.scope)))
        self.sheet.line(points, self.palette.text3, 1.5)
        self._path(points)
        for day, before, after, changes in steps:
            x, y = plot.x(day), plot.y(after)
            if len(steps) <= _MOST_MARKS:
                self.sheet.dot(x, y, 4, fill=self.palette.card, edge=self.palette.text3, thick=1.5)
                self.boxes.append(Box(x - self.px(5), y - self.px(5), self.px(10), self.px(10)))
            reach, high, low = self.px(7), plot.y(max(before, after)), plot.y(min(before, after))
            text = "; ".join(f"{self._signed(change.delta)} {change.reason}" for change in changes)
            ids = tuple(task_id for change in changes for task_id in change.task_ids)
            box = Box(x - reach, high - reach, 2 * reach, low - high + 2 * reach)
            self.sheet.hit(box, f"{short_day(day, self.data.today)}: {text}", ("tasks", {"ids": ids}))

    def _signed(self, delta: int) -> str:
        return ("+" if delta > 0 else "−" if delta < 0 else "±") + self._say(abs(delta))

    def _left(self, plot: _Plot, steps: Sequence[tuple[date, int, int, list[ScopeChange]]]) -> Point | None:
        """The actual line, then the planned one; gives the point of today."""
        if not self.started:
            return None
        jumps = {day: sum(change.left_delta for change in changes) for day, _, _, changes in steps}
        points: list[Point] = []
        for day in self.data.days:
            if day.remaining is not None:
                jump = jumps.get(day.date, 0)
                points += [(plot.x(day.date), plot.y(day.remaining - jump))] if jump else []
                points.append((plot.x(day.date), plot.y(day.remaining)))
        dot = (plot.x(self.data.today), plot.y(self.data.remaining))
        points += [dot] if points[-1] != dot else []
        planned = [dot] + [(plot.x(day), plot.y(left)) for day, left in self.data.planned[1:]]
        if len(planned) > 1:
            self.sheet.line(planned, self.accent, 1.6, dashes=(1.6, 2.6))
            self.sheet.dot(*planned[-1], 4, fill=self.palette.card, edge=self.accent)
            self._path(planned)
        if len(points) > 1:
            self.sheet.line(points, self.accent, 2.5, cap="round")
        self.sheet.dot(*dot, 5.5, fill=self.accent, edge=self.palette.card, thick=2)
        self._path(points)
        self.boxes.append(Box(dot[0] - self.px(6), dot[1] - self.px(6), self.px(12), self.px(12)))
        return dot

    def _promise(self) -> str:
        assert self.data.promised_on
        return f"Promised {short_day(self.data.promised_on, self.data.today)}" + ("" if self.near else " →")

    def _marks(self, plot: _Plot) -> None:
        """The lines of today and of the promise, each with its tag above the chart."""
        colours = self.palette
        tags: list[tuple[float, str, str, str, str, tuple[float, float] | None]] = []
        if self.started:
            text = f"Today, {self.data.today.day}"
            tags.append((plot.x(self.data.today), text, colours.text, colours.card, colours.text, None))
        if self.data.promised_on and self.data.promised_on >= plot.days[0]:
            x = plot.x(self.data.promised_on) if self.near else plot.area.right
            look = (colours.good, colours.good_soft, colours.good_mark)
            tags.append((x, self._promise(), look[1], look[0], look[2], (4, 3)))
        previous: Box | None = None
        for x, text, ground, ink, stroke, dashes in tags:
            width, height = self.sheet.text_width(text, 11, 600) + self.px(12), self.px(20)
            left = min(max(self.px(2), x - width / 2), self.sheet.width - width - self.px(2))
            tag = Box(left, plot.area.y - self.px(29), width, height)
            if previous and tag.overlaps(previous):
                # Beside the other tag, where there is room; the line still stands at its day.
                right = previous.right + self.px(4)
                fits = right + width <= self.sheet.width - self.px(2)
                tag = tag._replace(x=right if fits else previous.x - width - self.px(4))
            if dashes is None or self.near:
                ends = [(round(x), tag.bottom), (round(x), plot.area.bottom)]
                self.sheet.line(ends, stroke, 1.3 if dashes else 1, dashes=dashes)
                self._path(ends)
            self.sheet.box(tag, ground, radius=self.px(4))
            middle = (tag.x + tag.width / 2, tag.y + height / 2)
            self.sheet.text(*middle, text, weight=600, colour=ink, align="center")
            self.boxes.append(tag)
            previous = tag

    def _verdict(self, plot: _Plot, dot: Point) -> None:
        """How far from the ideal line, and what is left, beside today's point where it hides nothing."""
        sheet, px, colours = self.sheet, self.px, self.palette
        above = self.data.above_ideal
        lines = [(f"{self._say(self.data.remaining)} left", 13, 600, colours.text)]
        if above is not None:
            apart = round(abs(above) / 60) * 60 if self.data.unit == "hours" and abs(above) >= 60 else abs(above)
            words = f"{self._say(apart)} {'above' if above > 0 else 'below'} the ideal line"
            colour = colours.warn if above > 0 else colours.good
            lines.insert(0, (words if above else "On the ideal line", 12, 400, colour))
        width = max(sheet.text_width(text, size, weight) for text, size, weight, _ in lines) + px(4)
        height = px(16) * len(lines)
        right, left = dot[0] + px(12), dot[0] - px(12) - width
        up, down = dot[1] - height, dot[1] + px(6)
        higher, lower = [up - px(24) * n for n in range(1, 6)], [down + px(24) * n for n in range(1, 6)]
        heights = [up, dot[1] - height / 2, down]
        for number in range(5):
            heights += [higher[number], lower[number]]
        for y in heights:
            for x in (right, left):
                box = Box(x, y, width, height)
                if self._free(plot, box):
                    for number, (text, size, weight, colour) in enumerate(lines):
                        sheet.text(x + px(2), y + px(8) + number * px(16), text,
                                   size=size, weight=weight, colour=colour)  # fmt: skip
                    self.boxes.append(box)
                    return

    def _free(self, plot: _Plot, box: Box) -> bool:
        room = Box(plot.area.x, plot.area.y - self.px(8), self.sheet.width - plot.area.x, plot.area.height + 8)
        if not box.within(room) or any(box.overlaps(other) for other in self.boxes):
            return False
        return not any(box.crossed_by(*line) for line in self.lines)

    def _reasons(self, plot: _Plot, steps: Sequence[tuple[date, int, int, list[ScopeChange]]]) -> None:
        """The reason at each step, the largest changes first; cut, or a number only, where room is short."""
        if not self.started:
            return
        ranked = sorted(steps, key=lambda step: -max(abs(change.delta) for change in step[3]))
        for day, _, after, changes in ranked[:_MOST_REASONS]:
            delta = self._signed(sum(change.delta for change in changes))
            reason = changes[0].reason + (f" and {len(changes) - 1} more" if len(changes) > 1 else "")
            self._reason(plot, plot.x(day), plot.y(after), delta, reason)
        x, y = plot.x(plot.days[0]) + self.px(6), plot.y(self.data.baseline) - self.px(11)
        text = f"Scope {self._say(self.data.baseline)}"
        box = Box(x, y - self.px(7), self.sheet.text_width(text, 12), self.px(14))
        if self._free(plot, box):
            self.sheet.text(x, y, text, size=12, colour=self.palette.text2)

    def _reason(self, plot: _Plot, x: float, y: float, delta: str, reason: str) -> None:
        sheet, px = self.sheet, self.px
        number = sheet.text_width(delta, 12, 600)
        for room in (400, 300, 220, 160, 110, 80, 0):
            words = sheet.fitted(reason, px(room), 12) if room else ""
            if room and not words:
                continue
            width = number + (px(4) + sheet.text_width(words, 12) if words else 0)
            for left, middle in self._places(plot, x, y, width):
                box = Box(left - px(1), middle - px(8), width + px(2), px(16))
                leader = self._leader(x, y, box)
                if self._free(plot, box) and self._clear(leader):
                    sheet.text(left, middle, delta, size=12, weight=600, colour=self.palette.text)
                    if words:
                        sheet.text(left + number + px(4), middle, words, size=12)
                    if leader:
                        sheet.line(leader, self.palette.strong_line, 1)
                        self._path(leader)
                    self.boxes.append(box)
                    return

    def _places(self, plot: _Plot, x: float, y: float, width: float) -> Iterator[Point]:
        """Above the new level: right of the step, over it, left of it; then higher up, then below."""
        px = self.px
        last = plot.x(self.data.today) - px(5) - width
        for rise in (13, 30, 47):
            yield x + px(10), y - px(rise)
            if x - width < last < x + px(10):
                yield last, y - px(rise)
            yield x - px(10) - width, y - px(rise)
        yield x - px(10) - width, y
        yield x + px(10), y + px(13)

    def _leader(self, x: float, y: float, box: Box) -> list[Point]:
        """From a step up to a label that does not stand right above it."""
        middle, reach = box.y + box.height / 2, self.px(5)
        if y - middle < self.px(20):
            return []
        if box.x < x < box.right:
            return [(x, y - reach), (x, box.bottom)]
        return [(x, y - reach), (x, middle), (box.x - 1 if box.x > x else box.right + 1, middle)]

    def _clear(self, leader: Sequence[Point]) -> bool:
        return not any(box.crossed_by(*part) for part in pairwise(leader) for box in self.boxes)

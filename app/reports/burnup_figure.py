"""The burn-up: finished work and the whole scope as two lines; the gap between them is what is left."""

from __future__ import annotations

from typing import Any

from app.domain.burndown import Burndown
from app.reports.burndown_figure import NO_ESTIMATES, NO_TASKS, _Drawing, _Plot
from app.reports.figures import Box, Point, Sheet
from app.reports.palette import PAPER, Palette


def burnup_figure(
    burndown: Burndown, palette: Palette = PAPER, size_px: tuple[int, int] = (967, 739), dpi: float = 100
) -> Any:
    """A matplotlib Figure for screen and paper, `size_px` in logical pixels; `.baton_hits` hold its places.

    Targets as in `burndown_figure`: ('tasks', {'on': date}) for a day, ('tasks', {'ids': (...)}) for a scope change.
    """
    title = "Hours done" if burndown.unit == "hours" else "Tasks done"
    sheet = Sheet(palette, size_px, dpi)
    if not (burndown.baseline or burndown.scope or burndown.scope_changes):
        return sheet.empty(title, NO_ESTIMATES if burndown.unestimated else NO_TASKS)
    return _BurnUp(burndown, sheet, title).draw()


class _BurnUp(_Drawing):
    """The same sheet as the burn-down: axis, weeks, scope steps, today and promise; the line rises instead."""

    def draw(self) -> Any:
        plot = self._layout(self._legend())
        self._grid(plot)
        self._weeks(plot)
        self._day_hits(plot)
        steps = list(self._steps())
        self._scope(plot, steps)
        self._marks(plot)
        dot = self._done(plot)
        if dot:
            self._gap(plot, dot)
        self._reasons(plot, steps)
        return self.sheet.figure

    def _legend(self) -> float:
        sheet, px, colours = self.sheet, self.px, self.palette
        middle = px(22)
        x = sheet.text(px(16), middle, self.title, size=13, weight=600, colour=colours.text).right + px(16)
        entries = [("left", "Done")] if self.started else []
        entries += [("plan", "As planned now")] if self.data.planned else []
        entries += [("scope", "Scope")] if self.started else []
        for key, label in entries:
            width = px(28) + sheet.text_width(label, 12)
            if x + width > sheet.width - px(12):
                x, middle = px(16), middle + px(20)
            self._sample(key, x, middle)
            sheet.text(x + px(28), middle, label, size=12)
            x += width + px(16)
        return middle + px(10)

    def _done(self, plot: _Plot) -> Point | None:
        """What was finished by the end of each day, and how it has to rise to the scope by the planned finish."""
        if not self.started:
            return None
        points = [(plot.x(day.date), plot.y(day.done)) for day in self.data.days if day.done is not None]
        dot = (plot.x(self.data.today), plot.y(self.data.done))
        points += [dot] if points[-1] != dot else []
        planned = [(plot.x(day), plot.y(self.data.scope - left)) for day, left in self.data.planned[1:]]
        if planned:
            self.sheet.line([dot, *planned], self.accent, 1.6, dashes=(1.6, 2.6))
            self.sheet.dot(*planned[-1], 4, fill=self.palette.card, edge=self.accent)
            self._path([dot, *planned])
        if len(points) > 1:
            self.sheet.line(points, self.accent, 2.5, cap="round")
        self.sheet.dot(*dot, 5.5, fill=self.accent, edge=self.palette.card, thick=2)
        self._path(points)
        self.boxes.append(Box(dot[0] - self.px(6), dot[1] - self.px(6), self.px(12), self.px(12)))
        return dot

    def _gap(self, plot: _Plot, dot: Point) -> None:
        """How much is done, and how much is left up to the scope, beside today's line in the gap itself."""
        sheet, px, colours = self.sheet, self.px, self.palette
        share = f", {100 * self.data.done // self.data.scope}%" if self.data.scope else ""
        lines = [(f"{self._say(self.data.remaining)} left", 13, 600, colours.text),
                 (f"{self._say(self.data.done)} of {self._say(self.data.scope)} done{share}", 12, 400, colours.text2)]  # fmt: skip
        width = max(sheet.text_width(text, size, weight) for text, size, weight, _ in lines) + px(4)
        height, top = px(32), plot.y(self.data.scope)
        middle = (dot[1] + top) / 2 - height / 2
        heights = [middle]
        for step in range(1, 8):
            heights += [middle - px(20) * step, middle + px(20) * step]
        for y in heights:
            for x in (dot[0] + px(12), dot[0] - px(12) - width):
                box = Box(x, y, width, height)
                if self._free(plot, box):
                    for number, (text, size, weight, colour) in enumerate(lines):
                        sheet.text(
                            x + px(2),
                            y + px(8) + number * px(16),
                            text,
                            size=size,
                            weight=weight,
                            colour=colour,
                        )
                    self.boxes.append(box)
                    return

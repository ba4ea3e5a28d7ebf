"""The path from won to delivered as a stream: how many get to each step, how long they take, and where they stay behind."""

from __future__ import annotations

from typing import Any, Final

from app.domain.leaks import STEPS, Path, Step
from app.reports import leaks_words as say
from app.reports.figures import Box, Sheet
from app.reports.palette import PAPER, Palette

TITLE: Final = "From won to delivered"
NOTHING: Final = "No deal was won in this time. The path begins with the first one that is."
_TOP, _FOOT, _LAST = 124, 58, 104  # px above the stream, below it, and beside its last step
_BAR, _STUMP = 10, 58


def leaks_figure(path: Path, palette: Palette = PAPER, size_px: tuple[int, int] = (853, 300), dpi: float = 100) -> Any:
    """A matplotlib Figure for screen and paper, `size_px` in logical pixels; `.baton_hits` hold its places.

    Targets: ('reached', {'step': key}) for a step, ('between', {'step': key}) for the way to it, and
    ('here', {'step': key}) for the deals that stay behind at a step.
    """
    sheet = Sheet(palette, size_px, dpi)
    draw(path, sheet)
    return sheet.figure


def draw(path: Path, sheet: Sheet) -> None:
    """Draw the path on a sheet of the screen or of paper."""
    if not path.won:
        sheet.empty(TITLE, NOTHING)
        return
    _Drawing(path, sheet).draw()


class _Drawing:
    def __init__(self, path: Path, sheet: Sheet) -> None:
        self.path, self.sheet, self.px = path, sheet, sheet.px
        self.left = sheet.px(16)
        self.span = (sheet.width - sheet.px(16) - sheet.px(_LAST) - self.left) / (len(STEPS) - 1)
        self.top = sheet.px(_TOP)
        self.deep = max(sheet.px(24), sheet.height - self.top - sheet.px(_FOOT))

    def draw(self) -> None:
        self._legend()
        for place in range(len(STEPS) - 1):
            self._way(place)
            self._behind(place)
        for place in range(len(STEPS)):
            self._step(place)

    def x(self, place: int) -> float:
        return self.left + place * self.span

    def depth(self, place: int) -> float:
        """How deep the stream is at a step; what is there at all can be seen."""
        number = len(self.path.steps[place].reached)
        return max(self.px(4), self.deep * number / self.path.won) if number else 0.0

    def _legend(self) -> None:
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        title = sheet.text(px(16), px(22), TITLE, size=13, weight=600, colour=colours.text)
        entries = (("Went on", colours.accent_soft, colours.accent), ("Still in time", colours.day_off, colours.mark_line),
                   ("Leaks", colours.warn_soft, colours.warn_mark))  # fmt: skip
        widths = [px(18) + sheet.text_width(label, 12) for label, _, _ in entries]
        x = sheet.width - px(16) - sum(widths) - px(16) * (len(entries) - 1)
        if x < title.right + px(16):
            return
        for (label, fill, edge), width in zip(entries, widths, strict=True):
            sheet.box(Box(x, px(16), px(12), px(12)), fill, edge=edge, radius=px(2))
            sheet.text(x + px(18), px(22), label, size=12, colour=colours.text2)
            x += width + px(16)

    # --- a step -----------------------------------------------------------------------------

    def _step(self, place: int) -> None:
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        step, x = self.path.steps[place], self.x(place)
        room = px(_LAST) if place == len(STEPS) - 1 else self.span - px(8)
        sheet.text(
            x, px(54), sheet.fitted(say.NAMES[step.key], room, 12, 600), size=12, weight=600, colour=colours.text2
        )
        number = sheet.text(x, px(78), f"{len(step.reached):,}", size=20, weight=600, colour=colours.text)
        if place:
            share = f"{round(100 * len(step.reached) / self.path.won)}% of won"
            if sheet.text_width(share) > room - (number.right - x) - px(6):
                share = share.removesuffix(" of won")
            sheet.text(number.right + px(6), px(81), share, colour=colours.text3)
        self._since(step, x, room)
        deep = self.depth(place)
        colour = colours.good_mark if place == len(STEPS) - 1 else colours.accent
        if deep:
            sheet.box(Box(x, self.top, px(_BAR), deep), colour, radius=px(2))
        else:
            sheet.line([(x, self.top + px(2)), (x + px(_BAR), self.top + px(2))], colours.strong_line, 3)
        words = f"{say.NAMES[step.key]}: {len(step.reached):,} of {say.deals(self.path.won)}"
        words += f", {say.since_win(step)}" if step.since_win else ""
        target = ("reached", {"step": step.key})
        sheet.hit(Box(x - px(2), px(44), room, self.top - px(44)), words, target)
        sheet.hit(Box(x - px(2), self.top, px(_BAR + 4), max(deep, px(6))), words, target)

    def _since(self, step: Step, x: float, room: float) -> None:
        """How long it took since the win, in as many words as there is room for."""
        found = step.since_win
        if found is None:
            return
        short = f"{say.days(found.median)}, worst {found.worst:,}"
        for words in (say.since_win(step), short):
            if self.sheet.text_width(words) <= room - self.px(6):
                self.sheet.text(x, self.px(102), words, colour=self.sheet.palette.text3)
                return

    # --- between two steps ------------------------------------------------------------------

    def _way(self, place: int) -> None:
        """The stream to the next step, and how long it takes."""
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        after, deep = self.path.steps[place + 1], self.depth(place + 1)
        if not deep or after.since_before is None:
            return
        begin, wide = self.x(place) + px(_BAR), self.span - px(_BAR)
        sheet.box(Box(begin, self.top, wide, deep), colours.accent_soft)
        lines = [(say.days(after.since_before.median), 13, 600, colours.accent_text),
                 (f"worst {say.days(after.since_before.worst)}", 11, 400, colours.text2)]  # fmt: skip
        lines = lines[: 2 if deep >= px(40) else 1 if deep >= px(20) else 0]
        middle = self.top + deep / 2 - px(8) * (len(lines) - 1)
        for number, (text, size, weight, colour) in enumerate(lines):
            sheet.text(
                begin + wide / 2,
                middle + px(17) * number,
                text,
                size=size,
                weight=weight,
                colour=colour,
                align="center",
            )
        names = say.NAMES[STEPS[place]], say.NAMES[after.key].lower()
        words = (
            f"{names[0]} to {names[1]}: {say.days(after.since_before.median)} in the middle, "
            f"{say.days(after.since_before.worst)} at worst, {say.deals(after.since_before.n)}"
        )
        sheet.hit(Box(begin, self.top, wide, max(deep, px(6))), words, ("between", {"step": after.key}))

    def _behind(self, place: int) -> None:
        """Who stays behind at a step: in time above, what leaks below."""
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        step = self.path.steps[place]
        if not step.here:
            return
        begin, top, end = self.x(place) + px(_BAR), self.top + self.depth(place + 1), self.top + self.depth(place)
        deep = max(end - top, px(4))
        leak = deep * len(step.leaking) / len(step.here)
        wide = min(px(_STUMP), self.span - px(_BAR + 8))
        if deep - leak > 0:
            sheet.box(Box(begin, top, wide, deep - leak), colours.day_off, edge=colours.mark_line, radius=px(3))
        if leak:
            sheet.box(
                Box(begin, top + deep - leak, wide, leak), colours.warn_soft, edge=colours.warn_mark, radius=px(3)
            )
        self._named(step, self.x(place), top + deep + px(14))
        words = f"{say.NAMES[step.key]}: {say.here(step)}; the longest for {say.days(step.longest or 0)}"
        target = ("here", {"step": step.key})
        sheet.hit(Box(begin, top, wide, deep), words, target)
        sheet.hit(Box(self.x(place), top + deep + px(2), self.span - px(8), px(44)), words, target)

    def _named(self, step: Step, x: float, y: float) -> None:
        """What stays behind in words, below its sign."""
        sheet, px, colours = self.sheet, self.px, self.sheet.palette
        lines = [(say.leaking(step), 600, colours.warn), (say.in_time(step), 400, colours.text2)]
        if step.longest:
            lines.append((f"longest {say.days(step.longest)}", 400, colours.text3))
        for text, weight, colour in lines:
            if text:
                sheet.text(x, y, sheet.fitted(text, self.span - px(8), 11, weight), weight=weight, colour=colour)
                y += px(15)

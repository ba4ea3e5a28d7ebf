"""From days to pixels and back, and the ticks of the head: days, weeks, months or quarters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from app.views.parts.dates import DAYS, MONTHS

Zoom = Literal["day", "week", "month", "quarter"]
#: Pixels for a day, at a system font of 13 px.
DAY_WIDTH: Final[dict[Zoom, float]] = {"day": 44.0, "week": 14.0, "month": 4.6, "quarter": 1.7}
ZOOMS: Final[tuple[Zoom, ...]] = ("day", "week", "month", "quarter")
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Tick(NamedTuple):
    """A stretch of the head from `start` to before `end`, with words and, at its right, a faint note."""

    start: date
    end: date
    words: str
    note: str = ""


class Scale(NamedTuple):
    """`origin` stands at x 0; `width` px are a day."""

    origin: date
    width: float
    zoom: Zoom

    def x(self, day: date) -> float:
        """Where a day begins."""
        return (day - self.origin).days * self.width

    def after(self, day: date) -> float:
        """Where a day ends."""
        return self.x(day) + self.width

    def day(self, x: float) -> date:
        """The day that lies at x."""
        return self.origin + timedelta(days=int(x // self.width))

    def upper(self, first: date, last: date) -> Iterator[Tick]:
        """The upper row of the head: months, or years; the note is what is said where there is little room."""
        if self.zoom == "quarter":
            for year in range(first.year, last.year + 1):
                yield Tick(date(year, 1, 1), date(year + 1, 1, 1), str(year), str(year))
            return
        for start in _months(first, last):
            name = _MONTH_NAMES[start.month - 1]
            yield Tick(start, _next_month(start), f"{name} {start.year}", f"{name[:3]} {start.year}")

    def lower(self, first: date, last: date) -> Iterator[Tick]:
        """The lower row: days, weeks, the Mondays of months, or months."""
        if self.zoom == "quarter":
            for start in _months(first, last):
                yield Tick(start, _next_month(start), MONTHS[start.month - 1])
            return
        if self.zoom == "day":
            for offset in range((last - first).days + 1):
                day = first + timedelta(days=offset)
                yield Tick(day, day + timedelta(days=1), f"{DAYS[day.weekday()][:2]} {day.day}", str(day.day))
            return
        monday = first - timedelta(days=first.weekday())
        while monday <= last:
            after = monday + timedelta(days=7)
            if self.zoom == "week":
                friday = monday + timedelta(days=4)
                week = f"w{monday.isocalendar().week}"
                yield Tick(monday, after, f"{monday.day}–{friday.day}", week)
            else:
                yield Tick(monday, after, str(monday.day))
            monday = after

    def lines(self, first: date, last: date) -> Iterator[date]:
        """Where upright lines stand behind the bars."""
        for tick in self.upper(first, last) if self.zoom in {"month", "quarter"} else self.lower(first, last):
            yield tick.start


def kept(scale: Scale, zoom: Zoom, shown: tuple[float, float], today: date, at: float | None) -> tuple[date, float]:
    """A day and where it stays, in px from the left of what is `shown` (from x, so many px), when a scale is followed by
    another: below the pointer, if that is what zooms (`at`), else today where it is in sight, else the middle."""
    left, room = shown
    x = left
    if zoom != scale.zoom:
        now = scale.x(today)
        x = left + at if at is not None else now if left <= now <= left + room else left + room / 2
    day = scale.day(x)
    return day, scale.x(day) - left


def _months(first: date, last: date) -> Iterator[date]:
    start = first.replace(day=1)
    while start <= last:
        yield start
        start = _next_month(start)


def _next_month(start: date) -> date:
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)

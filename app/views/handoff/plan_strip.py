"""The small timeline beside the table: where a day lies, what is shaded, which months are named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.base import today
from app.domain.handoff import HandoffPlan
from app.domain.workdays import Calendar
from app.views import theme
from app.views.handoff.words import day as day_words
from app.views.parts.dates import MONTHS
from app.views.parts.paint import paint_box, text_width

_LEFT: Final = 6
_RIGHT: Final = 26  # room for the promised day above its line
_LABEL: Final = 36  # months are named at least so far apart
_WEEKENDS_FROM: Final = 5.0  # px a day, below which weekends are too thin to shade
_CLOSED_DAYS: Final = 4  # a run of days off this long says so
_LEAST_DAYS: Final = 14  # or a task of one day would look like the whole project
_ONE: Final = timedelta(days=1)


class Off(NamedTuple):
    """Days off in a row, as px from the left; `words` stand above a long run."""

    left: float
    right: float
    words: str


class Strip:
    """A plan's days laid over `width` px. Cheap to make: one is made for every edit."""

    def __init__(self, plan: HandoffPlan, calendar: Calendar, width: int) -> None:
        self.promise = plan.finish
        self.today = today()
        days = [day for day in (plan.first_day, plan.last_day, plan.finish) if day]
        self.empty = plan.first_day is None or width < 60
        self.first = min(days, default=self.today)
        self.last = max([*days, self.first + timedelta(days=_LEAST_DAYS - 1)])
        self.width = width
        self.scale = max(1, width - _LEFT - _RIGHT) / ((self.last - self.first).days + 1)
        self.off = [] if self.empty else self._days_off(calendar)
        self.months = [] if self.empty else self._months()

    def left(self, day: date) -> float:
        """Where a day begins."""
        return _LEFT + (day - self.first).days * self.scale

    def middle(self, day: date) -> float:
        """The middle of a day."""
        return self.left(day) + self.scale / 2

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Where a bar begins and ends, at least 4 px wide."""
        left, right = self.left(first), self.left(last + _ONE)
        return (left, right) if right - left >= 4 else (left, left + 4)

    def promise_tag(self) -> tuple[float, float] | None:
        """Where the promised day is written above its line."""
        if self.promise is None or self.empty:
            return None
        half = text_width(day_words(self.promise), theme.SMALL, theme.SEMIBOLD) / 2 + 1
        middle = min(self.middle(self.promise), self.width - half - 2)
        return middle - half, middle + half

    def today_tag(self) -> tuple[float, float] | None:
        """Where 'Today' stands above its line, None where it does not lie in the plan or has no room."""
        now = self.today
        if self.empty or not self.first <= now <= self.last:
            return None
        half = text_width("Today", theme.SMALL, theme.SEMIBOLD) / 2 + 5
        middle = max(self.middle(now), half)
        promise = self.promise_tag()
        if promise is not None and middle + half > promise[0] - 4 and middle - half < promise[1] + 4:
            return None
        return middle - half, middle + half

    def _months(self) -> list[tuple[float, str]]:
        """The beginnings of months with their names; '' where there is no room for one."""
        taken = [tag for tag in (self.promise_tag(), self.today_tag()) if tag]
        found: list[tuple[float, str]] = []
        start, named_to = self.first.replace(day=1), -1.0
        while start <= self.last:
            at = max(float(_LEFT), self.left(start))
            name = MONTHS[start.month - 1] if start.month > 1 or self.scale >= 2 else str(start.year)
            wide = text_width(name, theme.SMALL)
            following = (start + timedelta(days=32)).replace(day=1)
            cramped = start < self.first and self.left(following) - at < _LABEL and following <= self.last
            clash = any(at - 6 < right and at + wide + 6 > left for left, right in taken)
            shown = at >= named_to and not cramped and not clash
            found.append((at if start >= self.first else -1.0, name if shown else ""))
            if shown:
                named_to = at + max(_LABEL, wide + 8)
            start = following
        return found

    def _days_off(self, calendar: Calendar) -> list[Off]:
        found: list[Off] = []
        begun: date | None = None
        day = self.first
        while day <= self.last + _ONE:
            off = day <= self.last and not calendar.is_working(day)
            if off and begun is None:
                begun = day
            elif not off and begun is not None:
                long = (day - begun).days >= _CLOSED_DAYS
                if long or self.scale >= _WEEKENDS_FROM:
                    left, right = self.left(begun), self.left(day)
                    found.append(Off(left, right, "closed" if long and right - left >= 28 else ""))
                begun = None
            day += _ONE
        return found

    # --- painting: a row each, so that only what is in sight is drawn --------------------

    def paint_ground(self, painter: QPainter, row: QRectF) -> None:
        """Days off, the beginnings of months, the promise and today, as far as they cross this row."""
        for off in self.off:
            box = QRectF(row.left() + off.left, row.top(), off.right - off.left, row.height())
            painter.fillRect(box, theme.colour("day_off"))
        for at, _ in self.months:
            if at > _LEFT:
                line = QRectF(row.left() + round(at), row.top(), 1, row.height())
                painter.fillRect(line, theme.colour("grid"))
        now = self.today
        if not self.empty and self.first <= now <= self.last:
            line = QRectF(row.left() + round(self.middle(now)), row.top(), 1, row.height())
            painter.fillRect(line, theme.colour("text"))
        if self.promise is not None and not self.empty:
            pen = QPen(theme.colour("good_mark"), 1.5)
            pen.setDashPattern([2.6, 2.07])  # 7 px, so that rows of 28 px join
            painter.setPen(pen)
            x = row.left() + round(self.middle(self.promise)) + 0.5
            painter.drawLine(QPointF(x, row.top()), QPointF(x, row.bottom()))

    def paint_bar(self, painter: QPainter, row: QRectF, first: date, last: date, token: str) -> None:
        """The bar of a task."""
        left, right = self.span(first, last)
        height = theme.px(12)
        box = QRectF(row.left() + left, round(row.center().y() - height / 2), right - left, height)
        paint_box(painter, box, 3, token)

    def paint_milestone(self, painter: QPainter, row: QRectF, day: date) -> None:
        """The diamond of a milestone."""
        middle = QPointF(row.left() + self.middle(day), row.center().y())
        half = theme.px(6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        ends = ((0, -half), (half, 0), (0, half), (-half, 0))
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in ends]))

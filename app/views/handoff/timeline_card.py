"""The timeline to come: every milestone with its bar, its end and how many tasks; and the days that were said."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.handoff import HandoffPlan
from app.domain.handoff_days import SaidDay
from app.views import theme
from app.views.handoff.plan_strip import Strip
from app.views.handoff.surfaces import Card
from app.views.handoff.words import count, day, days_between, quoted, weekday
from app.views.handoff.work import Work
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.paint import LEFT, RIGHT, paint_text
from app.views.parts.section import SectionHead
from app.views.theme import px

_NAME: Final = 200
_COUNT: Final = 64
_END: Final = 96
_ROW: Final = 28
_HEAD: Final = 22


class _Span(NamedTuple):
    """A milestone, or all tasks without one: its days and how many tasks."""

    title: str
    tasks: int
    first: date
    last: date
    is_step: bool

    @property
    def words(self) -> str:
        return f"{self.title}: {count(self.tasks, 'task')}, {weekday(self.first)} to {weekday(self.last)}"


class _Bars(QWidget):
    """The rows, painted."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.spans: list[_Span] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, px(_HEAD) + px(_ROW) * len(self.spans))

    def show_plan(self, plan: HandoffPlan) -> None:
        """Another plan."""
        self.spans = _spans(plan)
        self.setAccessibleName("Timeline. " + ". ".join(span.words for span in self.spans))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        left, right = px(_NAME + _COUNT), px(_END)
        strip = Strip(self.work.plan, self.work.calendar, self.width() - left - right)
        for at, name in strip.months:
            if name:
                box = QRect(left + round(max(at, 6.0)), 0, 60, px(_HEAD))
                paint_text(painter, box, name, "text2", theme.SMALL, weight=theme.MEDIUM, align=LEFT)
        tag = strip.promise_tag()
        if tag is not None and strip.promise is not None:
            box = QRect(left + round(tag[0]), 0, round(tag[1] - tag[0]) + 4, px(_HEAD))
            paint_text(painter, box, day(strip.promise), "good", theme.SMALL, weight=theme.SEMIBOLD)
        for number, span in enumerate(self.spans):
            top = px(_HEAD) + px(_ROW) * number
            painter.fillRect(QRect(0, top, self.width(), 1), theme.colour("grid"))
            row = QRectF(left, top, strip.width, px(_ROW))
            strip.paint_ground(painter, row)
            strip.paint_bar(painter, row, span.first, span.last, "accent")
            if span.is_step:
                strip.paint_milestone(painter, row, span.last)
            name_box = QRect(0, top, px(_NAME) - 8, px(_ROW))
            paint_text(painter, name_box, span.title, align=LEFT)
            counted = QRect(px(_NAME), top, px(_COUNT) - 12, px(_ROW))
            paint_text(painter, counted, count(span.tasks, "task"), "text3", theme.SECOND, align=RIGHT)
            ends = QRect(self.width() - right, top, right, px(_ROW))
            paint_text(painter, ends, weekday(span.last), "text2", align=RIGHT)


def _spans(plan: HandoffPlan) -> list[_Span]:
    titles = {milestone.key: milestone.title for milestone in plan.milestones}
    groups: dict[int | None, list[tuple[date, date]]] = {milestone.key: [] for milestone in plan.milestones}
    for task in plan.included:
        if task.start and task.finish:
            where = task.milestone if task.milestone in titles else None
            groups.setdefault(where, []).append((task.start, task.finish))
    rest = "Other work" if titles else "All tasks"
    return [
        _Span(titles.get(key or 0, rest), len(days), min(d[0] for d in days), max(d[1] for d in days), key is not None)
        for key, days in groups.items()
        if days
    ]


class TimelineCard(Card):
    """See the top of this module. Hidden while nothing has a date."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(4)
        column.addWidget(SectionHead("The timeline to come"))
        self.bars = _Bars(work)
        column.addWidget(self.bars)

    def show_plan(self) -> None:
        """Show the plan as it is."""
        self.bars.show_plan(self.work.plan)
        self.setVisible(bool(self.bars.spans))


class SaidCard(Card):
    """Every day that was said to the client, beside the day that is possible."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(4)
        self._column.addWidget(SectionHead("Said, and possible"))
        self._rows: QWidget | None = None

    def show_plan(self) -> None:
        """Show the days as they are."""
        found = self.work.said
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, each in enumerate(found):
            told, token = possible_words(self.work, each)
            grid.addWidget(ElidedLabel(said_words(each)), row, 0)
            grid.addWidget(Label(day(each.said), "text2"), row, 1)
            grid.addWidget(Label(told, token), row, 2)
        self._column.addWidget(self._rows)
        self.setVisible(bool(found))


def said_words(each: SaidDay) -> str:
    """What it was said for: 'Delivery', '“The seat map by 18 January.”'."""
    if each.kind in ("promise", "line"):
        return quoted(each.words, 60)
    return "Delivery" if each.kind == "finish" else "Start, as the deal was to close"


def possible_words(work: Work, each: SaidDay) -> tuple[str, str]:
    """The day that is possible with the difference in working days, and the colour of the words."""
    if each.possible is None:
        return "no date yet", "warn"
    spare = days_between(work.calendar, each.possible, each.said)
    possible, days = day(each.possible), count(abs(spare), "working day")
    if each.kind == "start":
        how = f", {days} {'before' if spare > 0 else 'after'}" if spare else ""
        return f"begins {possible}{how}", "text2"
    if spare < 0:
        return f"possible {possible}, {days} late", "bad"
    return f"possible {possible}, {days} to spare" if spare else f"possible {possible}, no day to spare", "good"

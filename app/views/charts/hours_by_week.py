"""Hours by week: what is committed, what open deals may add, what people have, and the week that breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain.capacity import Week
from app.views import theme
from app.views.charts.week_load import is_breaking, load
from app.views.parts.dates import short_text
from app.views.parts.notice import Notice
from app.views.parts.pane import Pane
from app.views.parts.pen import Pen

if TYPE_CHECKING:
    from app.views.charts.forecast_reading import Break

ROW: Final = 40
DENSE: Final = 28
_WHOLE_LEGEND: Final = 340  # px
HEAD: Final = 68
_BAR: Final = 16
_WEEK, _DAY, _TRACK, _TAIL = 16, 56, 108, 118
_ROOM = 0.8  # the widest week ends here, so that a week that breaks can be seen to


def hours(minutes: int) -> str:
    """'108', without unit."""
    return f"{round(minutes / 60):,}"


class WeekBars(QWidget):
    """The legend and one bar for each week. Painted; what it shows is told to screen readers as a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weeks: tuple[Week, ...] = ()
        self._people = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Hours by week")

    def show_weeks(self, weeks: tuple[Week, ...], people: int) -> None:
        """Show these weeks."""
        self._weeks, self._people = weeks, people
        self.setAccessibleDescription("; ".join(f"{name(week)}: {words(week)}" for week in weeks))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(HEAD + ROW * max(1, len(self._weeks))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(HEAD + DENSE * max(1, len(self._weeks))))

    def row_height(self) -> float:
        """The height of a week's row: 40 px at most, less where the window is low."""
        room = self.height() - theme.px(HEAD)
        return min(float(theme.px(ROW)), room / max(1, len(self._weeks)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        pen = Pen(QPainter(self))
        self._legend(pen)
        most = max((week.available_minutes for week in self._weeks), default=0) / _ROOM
        most = max([most, 60.0, *(1.03 * load(week) for week in self._weeks)])
        for number, week in enumerate(self._weeks):
            top = theme.px(HEAD) + number * self.row_height()
            self._week(pen, QRectF(0, top, self.width(), self.row_height()), week, most)
        if self.hasFocus():
            pen.rounded(QRectF(self.rect()), theme.RADIUS, None, pen.colour("accent"), 2)

    def _legend(self, pen: Pen) -> None:
        px, right = theme.px, Qt.AlignmentFlag.AlignRight
        head = QRectF(px(16), px(12), self.width() - px(32), px(20))
        pen.text("Hours by week", head, theme.TEXT, theme.SEMIBOLD, "text")
        count = "1 person" if self._people == 1 else f"{self._people} people"
        pen.text(count, head, theme.SECOND, theme.REGULAR, "text3", align=right)
        left = float(px(16))
        whole = self.width() >= px(_WHOLE_LEGEND)
        for token, label in (
            ("commit", "Committed"),
            ("best_case", "Expected from deals" if whole else "Expected"),
            ("text", "Available"),
        ):
            sign = QRectF(left, px(42), px(12), px(12)) if token != "text" else QRectF(left, px(41), px(2), px(14))
            pen.rounded(sign, 2 if token != "text" else 0, pen.colour(token))
            left += sign.width() + px(7 if token != "text" else 10)
            box = QRectF(left, px(39), self.width() - left, px(18))
            left += pen.text(label, box, theme.SECOND, theme.REGULAR, "text2") + px(16)

    def _week(self, pen: Pen, box: QRectF, week: Week, most: float) -> None:
        px, breaks = theme.px, is_breaking(week)
        if breaks:
            pen.p.fillRect(box.adjusted(0, 1, 0, -1), pen.colour("warn_soft"))
        number = f"w{week.starts_on.isocalendar().week}"
        line = box.adjusted(px(_WEEK), 0, 0, 0)
        pen.text(number, line, theme.TEXT, theme.MEDIUM, "warn" if breaks else "text")
        day = f"{week.starts_on.day} {short_text(week.starts_on).split()[1]}"
        line = box.adjusted(px(_DAY), 0, 0, 0)
        pen.text(day, line, theme.SECOND, theme.REGULAR, "warn" if breaks else "text3")
        track = QRectF(px(_TRACK), round(box.center().y() - px(_BAR) / 2), box.width() - px(_TRACK + _TAIL), px(_BAR))
        pen.rounded(track, 3, pen.colour("card" if breaks else "window"))
        if not week.available_minutes and not load(week):
            closed = "This week is over" if week == self._weeks[0] else "Studio closed"
            pen.text(closed, track.adjusted(px(8), 0, 0, 0), theme.SECOND, theme.REGULAR, "text3")
            return
        self._bar(pen, track, week, most)
        tail = box.adjusted(0, 0, -px(16), 0)
        weight, token = (theme.SEMIBOLD, "warn") if breaks else (theme.REGULAR, "text2")
        pen.text(words(week), tail, theme.TEXT, weight, token, align=Qt.AlignmentFlag.AlignRight)

    def _bar(self, pen: Pen, track: QRectF, week: Week, most: float) -> None:
        """Committed, then expected, what runs over in the warning's colour, and the tick of what is available."""
        scale = track.width() / most
        committed, available = week.committed_minutes * scale, week.available_minutes * scale
        whole = load(week) * scale
        parts = [("commit", 0.0, min(committed, available)), ("best_case", committed, min(whole, available))]
        parts.append(("warn_mark", max(0.0, available), whole))
        pen.p.save()
        pen.p.setClipRect(track)
        first = True
        for token, start, end in parts:
            if end - start < 1:
                continue
            gap = 0 if first else 1
            part = QRectF(track.left() + start + gap, track.top(), end - start - gap, track.height())
            if first:
                pen.rounded(part, 3, pen.colour(token))
                pen.p.fillRect(part.adjusted(min(4.0, part.width() / 2), 0, 0, 0), pen.colour(token))
            else:
                pen.p.fillRect(part, pen.colour(token))
            first = False
        pen.p.restore()
        at = round(track.left() + available)
        reach = min(theme.px(4), max(1.0, (self.row_height() - track.height()) / 2 - 1))
        pen.p.fillRect(QRectF(at - 1, track.top() - reach, 2, track.height() + 2 * reach), pen.colour("text"))


def name(week: Week) -> str:
    """'Week 49'."""
    return f"Week {week.starts_on.isocalendar().week}"


def words(week: Week) -> str:
    """'108 of 120 h'."""
    return f"{hours(load(week))} of {hours(week.available_minutes)} h"


class HoursByWeek(Pane):
    """The panel: the weeks, and what to know of the one that breaks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = WeekBars(self)
        self.notice = Notice("warn", "", parent=self)
        self.box.addWidget(self.bars, 1)
        below = QVBoxLayout()
        below.setContentsMargins(16, 8, 16, 16)
        below.addWidget(self.notice)
        self.box.addLayout(below)
        self.notice.hide()

    def show_weeks(
        self, weeks: tuple[Week, ...], people: int, breaks: Break | None, action: Callable[[], object]
    ) -> None:
        """Show the weeks; `action` leads to what breaks one of them: tasks, or a deal."""
        self.bars.show_weeks(weeks, people)
        self.notice.setVisible(breaks is not None)
        if breaks is not None:
            over = breaks.week.committed_minutes > breaks.week.available_minutes
            does = ("Show its tasks" if over or breaks.deal_id is None else "Open deal", action)
            self.notice.say("warn", title(breaks), reason(breaks), does)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), self.bars.minimumSizeHint().height())


def title(breaks: Break) -> str:
    """'Week 49 breaks 54 times in 100'."""
    week = breaks.week
    if week.committed_minutes > week.available_minutes:
        over = week.committed_minutes - week.available_minutes
        return f"{name(week)} has {hours(over)} h more work than hours"
    return f"{name(week)} breaks {round(100 * week.overload_probability)} times in 100"


def reason(breaks: Break) -> str:
    """Which deal does most to it, and from when on its work would fit."""
    week = breaks.week
    told = []
    if week.committed_minutes > week.available_minutes:
        told.append("All of it is committed already.")
    elif breaks.deal_id is not None:
        told.append(f"{'Mostly through' if breaks.mostly else 'Above all through'} {breaks.deal}.")
        if breaks.fits_from is not None:
            told.append(f"It fits from {breaks.fits_from.day} {short_text(breaks.fits_from).split()[1]}.")
    else:
        told.append(f"{len(week.deal_ids)} open deals would start their work then.")
    if breaks.others:
        told.append("One more week breaks." if breaks.others == 1 else f"{breaks.others} more weeks break.")
    return " ".join(told)

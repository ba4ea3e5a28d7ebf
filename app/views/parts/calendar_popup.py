"""A month to choose a day from, with the mouse or the arrow keys."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from app.base import today
from app.views import theme
from app.views.parts.buttons import IconButton, QuietButton
from app.views.parts.dates import DAYS, MONTH_NAMES, day_text
from app.views.parts.label import Label
from app.views.parts.paint import CENTRE, paint_box, paint_text
from app.views.parts.popup import Popup

_CELL = 32
_HEAD = 24

DayNote = Callable[[date], str]


class MonthGrid(QWidget):
    """Six weeks. `note(day)` tells why a day is off, '' when it is not; days off are fainter."""

    def __init__(self, day: date, chosen: Callable[[date], None], note: DayNote | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.cursor_day = day
        self._value: date | None = None
        self._chosen = chosen
        self._note = note or (lambda d: "Weekend" if d.weekday() >= 5 else "")
        self._under: date | None = None
        self.on_month: Callable[[], None] | None = None
        self._first_weekday = QLocale().firstDayOfWeek().value - 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.go(day)

    def set_value(self, day: date | None) -> None:
        """The day in force, which is filled."""
        self._value = day
        self.update()

    def go(self, day: date) -> None:
        """Move the cursor to `day` and show its month."""
        self.cursor_day = day
        self.setAccessibleName(f"{day_text(day)} {day.year}" + (f", {self._note(day)}" if self._note(day) else ""))
        if self.on_month is not None:
            self.on_month()
        self.update()

    def go_months(self, by: int) -> None:
        """Move the cursor by months, to the month's last day where it is shorter."""
        place = self.cursor_day.year * 12 + self.cursor_day.month - 1 + by
        year, month = divmod(place, 12)
        if date.min.year < year < date.max.year:
            last = calendar.monthrange(year, month + 1)[1]
            self.go(date(year, month + 1, min(self.cursor_day.day, last)))

    def _start(self) -> date:
        first = self.cursor_day.replace(day=1)
        return first - timedelta(days=(first.weekday() - self._first_weekday) % 7)

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point of the grid."""
        cell = theme.px(_CELL)
        column, row = point.x() // cell, (point.y() - theme.px(_HEAD)) // cell
        if not (0 <= column < 7 and 0 <= row < 6):
            return None
        return self._start() + timedelta(days=row * 7 + column)

    def sizeHint(self) -> QSize:
        cell = theme.px(_CELL)
        return QSize(7 * cell, theme.px(_HEAD) + 6 * cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = event.key()
        if key in steps:
            self.go(self.cursor_day + timedelta(days=steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            months = 12 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.go_months(-months if key == Qt.Key.Key_PageUp else months)
        elif key == Qt.Key.Key_Home:
            self.go(today())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._chosen(self.cursor_day)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.go_months(-1 if event.angleDelta().y() > 0 else 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self.day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._chosen(day)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), self._note(day) if day is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        cell, head = theme.px(_CELL), theme.px(_HEAD)
        for column in range(7):
            name = DAYS[(self._first_weekday + column) % 7][:2]
            rect = QRect(column * cell, 0, cell, head)
            paint_text(painter, rect, name, "text3", theme.SMALL, weight=theme.MEDIUM, align=CENTRE)
        start, now = self._start(), today()
        for place in range(42):
            row, column = divmod(place, 7)
            rect = QRect(column * cell, head + row * cell, cell, cell)
            self._paint_day(painter, rect, start + timedelta(days=place), now)

    def _paint_day(self, painter: QPainter, rect: QRect, day: date, now: date) -> None:
        box = rect.adjusted(2, 2, -2, -2)
        inside = day.month == self.cursor_day.month
        token = ("text3" if self._note(day) else "text") if inside else "disabled"
        if day == self._value:
            paint_box(painter, box, theme.RADIUS_FIELD, "accent")
            token = "on_accent"
        elif day == self._under:
            paint_box(painter, box, theme.RADIUS_FIELD, "hover")
        if day == self.cursor_day and day != self._value:
            paint_box(painter, box, theme.RADIUS_FIELD, "accent_soft", "accent_line")
            token = "accent_text"
        weight = theme.SEMIBOLD if day == now else theme.REGULAR
        paint_text(painter, rect, str(day.day), token, theme.SECOND, weight=weight, align=CENTRE)
        if day == now:
            mark = QRect(rect.center().x() - 5, box.bottom() - 4, 12, 2)
            paint_box(painter, mark, 1, "on_accent" if day == self._value else "accent")


class CalendarPopup(Popup):
    """Choose a day: `chosen(day)` is called once; with `may_clear`, `chosen(None)` for no date."""

    def __init__(
        self,
        parent: QWidget,
        value: date | None,
        chosen: Callable[[date | None], None],
        *,
        note: DayNote | None = None,
        may_clear: bool = True,
        closed: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._chosen = chosen
        self._closed = closed
        self.grid = MonthGrid(value or today(), self._take, note, self)
        self.grid.set_value(value)
        self.grid.on_month = self._name_month
        self._month = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addSpacing(8)
        head.addWidget(self._month)
        head.addStretch(1)
        for icon, name, by in (("caret-left", "Month before", -1), ("caret-right", "Month after", 1)):
            button = IconButton(icon, name, "PgUp" if by < 0 else "PgDown", in_row=True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _, months=by: self.grid.go_months(months))
            head.addWidget(button)
        self.box.addLayout(head)
        self.box.addWidget(self.grid)
        self.box.addLayout(self._make_foot(may_clear=may_clear and value is not None))
        self._name_month()
        self.setFocusProxy(self.grid)
        self.grid.setFocus()

    def _make_foot(self, *, may_clear: bool) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(4)
        now = QuietButton("Today", in_row=True)
        now.clicked.connect(lambda _: self._take(today()))
        foot.addWidget(now)
        foot.addStretch(1)
        if may_clear:
            clear = QuietButton("No date", "calendar-x", in_row=True)
            clear.clicked.connect(lambda _: self._take(None))
            foot.addWidget(clear)
        return foot

    def _name_month(self) -> None:
        day = self.grid.cursor_day
        self._month.setText(f"{MONTH_NAMES[day.month - 1]} {day.year}")

    def _take(self, day: date | None) -> None:
        self.close()
        self._chosen(day)

    def on_hidden(self) -> None:
        if self._closed is not None:
            closed, self._closed = self._closed, None
            closed()

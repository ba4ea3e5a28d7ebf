"""A month or a week as a painted sheet: items over their days, days off shaded, the hours of each day; dragged by mouse.

view.show_month(month, first, weeks, anchor)
view.opened(kind, id)        a click on an item, or Enter on it
view.day_chosen(day)         another day is current
view.new_wanted(day)         a double click on a day, or N
view.moved(item, days)       an item was dropped on another day, or carried there by Ctrl+Shift+arrows
view.stepped(by)             the keyboard walked out at the top or the foot
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.base import today
from app.services.calendar_items import Week
from app.views import theme
from app.views.parts.calendar_lanes import Strip, WeekLanes, lanes, on_day
from app.views.parts.dates import DAYS, MONTHS, day_text
from app.views.parts.paint import RIGHT, paint_bar, paint_box, paint_text
from app.views.parts.pen import Pen
from app.views.parts.task_cards import load_text
from app.views.theme import px

if TYPE_CHECKING:
    from app.services.calendar_items import Item, Month

_HEAD, _TOP, _LANE, _GAP = 28, 28, 20, 2
_NEAR: Final = 5
ICONS: Final = {
    "task": "circle", "milestone": "flag", "promise": "handshake", "todo": "check-square", "step": "arrow-right", "close": "trophy",
    "renewal": "repeat",
}  # fmt: skip


class CalendarView(QWidget):
    """See the top of this module."""

    opened = Signal(str, int)
    emptied = Signal()  # a click beside all items
    day_chosen = Signal(object)
    new_wanted = Signal(object)
    moved = Signal(object, int)
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.month: Month | None = None
        self.first, self.weeks, self.anchor = date.min, 6, 0
        self.day = today()
        self.current: tuple[str, int] | None = None
        self._lanes: dict[tuple[int, int], WeekLanes] = {}
        self._pressed: tuple[QPointF, Item | None, date] | None = None
        self._dragged: tuple[Item, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(420), px(320))
        theme.notifier().changed.connect(self._dress)

    def show_month(self, month: Month, first: date, weeks: int, anchor: int) -> None:
        """Show these items in `weeks` weeks from the Monday `first`; days of another month than `anchor` (0: none) are fainter."""
        self.month, self.first, self.weeks, self.anchor = month, first, weeks, anchor
        self._lanes.clear()
        self.choose(min(max(self.day, first), first + timedelta(days=7 * weeks - 1)))
        self.update()

    def choose(self, day: date) -> None:
        """Make a day the current one."""
        if day != self.day:
            self.day, self.current = day, None
            self.day_chosen.emit(day)
        self._say()
        self.update()

    def items_of(self, day: date) -> list[Item]:
        """What stands on a day."""
        return on_day(self._week(day).items, day)

    def _week(self, day: date) -> Week:
        weeks = self.month.weeks if self.month else {}
        return weeks.get(day - timedelta(days=day.weekday()), Week([], []))

    def _say(self) -> None:
        there = self.items_of(self.day)
        load = self.month.days.get(self.day) if self.month else None
        words = ", ".join(item.title for item in there[:6]) or "nothing"
        off = f", {load.off}" if load is not None and load.off else ""
        self.setAccessibleName(f"Calendar, {day_text(self.day)}{off}: {words}")

    # where things are

    def _row_height(self) -> float:
        return (self.height() - px(_HEAD)) / self.weeks

    def _week_box(self, week: int) -> QRectF:
        height = self._row_height()
        return QRectF(0, px(_HEAD) + week * height, self.width(), height)

    def cell(self, day: date) -> QRectF:
        """The box of a day."""
        week, column = divmod((day - self.first).days, 7)
        box, wide = self._week_box(week), self.width() / 7
        return QRectF(box.left() + column * wide, box.top(), wide, box.height())

    def _most(self) -> int:
        return max(1, int((self._row_height() - px(_TOP) - 4) // px(_LANE + _GAP)))

    def _lanes_of(self, week: int) -> WeekLanes:
        key = (week, self._most())
        if key not in self._lanes:
            monday = self.first + timedelta(weeks=week)
            self._lanes[key] = lanes(*self._week(monday), monday, key[1])
        return self._lanes[key]

    def _strips(self) -> Iterator[tuple[Strip, QRectF]]:
        wide = self.width() / 7
        for week in range(self.weeks):
            top = self._week_box(week).top() + px(_TOP)
            for strip in self._lanes_of(week).strips:
                left, right = (
                    strip.first * wide + (3 if strip.begins else 0),
                    (strip.last + 1) * wide - (3 if strip.ends else 0),
                )
                yield strip, QRectF(left, top + strip.lane * px(_LANE + _GAP), right - left, px(_LANE))

    def day_at(self, spot: QPointF) -> date | None:
        """The day under a point."""
        week = int((spot.y() - px(_HEAD)) // max(1.0, self._row_height()))
        column = int(spot.x() // max(1.0, self.width() / 7))
        if spot.y() < px(_HEAD) or not (0 <= week < self.weeks and 0 <= column < 7):
            return None
        return self.first + timedelta(days=7 * week + column)

    def item_at(self, spot: QPointF) -> Item | None:
        """The item under a point."""
        if self.month is None:
            return None
        return next((strip.item for strip, box in self._strips() if box.contains(spot)), None)

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        pen = Pen(painter)
        paint_box(painter, self.rect(), theme.RADIUS, "card")
        if self.month is None:
            return
        for offset in range(7 * self.weeks):
            self._paint_day(painter, self.first + timedelta(days=offset))
        self._paint_heads(painter)
        for strip, box in self._strips():
            self._paint_strip(pen, strip, box)
        self._paint_hidden(painter)
        if self._dragged is not None:
            self._paint_drop(painter, *self._dragged)
        paint_box(painter, self.rect(), theme.RADIUS, None, "line")

    def _paint_heads(self, painter: QPainter) -> None:
        wide = self.width() / 7
        for column, name in enumerate(DAYS):
            box = QRect(round(column * wide), 0, round(wide), px(_HEAD))
            paint_text(painter, box.adjusted(px(8), 0, 0, 0), name, "text2", theme.SECOND)
        painter.fillRect(QRect(0, px(_HEAD) - 1, self.width(), 1), theme.colour("line"))

    def _paint_day(self, painter: QPainter, day: date) -> None:
        assert self.month is not None
        box, load, now = self.cell(day).toRect(), self.month.days.get(day), today()
        if load is not None and not load.available:
            painter.fillRect(box, theme.colour("day_off"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("grid"))
        painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), theme.colour("grid"))
        if day == self.day:
            line = "accent" if self.hasFocus() else "mark_line"
            paint_box(
                painter, box.adjusted(1, 1, -1, -1), theme.RADIUS_FIELD, None, line, width=2 if self.hasFocus() else 1
            )
        top = QRect(box.left() + px(8), box.top() + px(4), box.width() - px(16), px(20))
        other = bool(self.anchor) and day.month != self.anchor
        number = f"{day.day} {MONTHS[day.month - 1]}" if day.day == 1 or self.weeks == 1 else str(day.day)
        token = "accent_text" if day == now else "text3" if other else "text"
        used = paint_text(painter, top, number, token, weight=theme.SEMIBOLD if day == now else theme.MEDIUM)
        if load is None:
            return
        if load.off:
            paint_text(painter, top.adjusted(used + px(8), 0, 0, 0), load.off, "text2", theme.SMALL)
        elif load.minutes:
            self._paint_load(painter, top.adjusted(used + px(8), 0, 0, 0), load.minutes, load.available, past=day < now)

    @staticmethod
    def _paint_load(painter: QPainter, box: QRect, minutes: int, available: int, *, past: bool) -> None:
        """The hours of a day; too many are red and say so."""
        over = minutes > available and not past
        words = load_text(minutes, available, box.width(), past=past)
        paint_text(painter, box, words, "bad" if over else "text3", theme.SMALL, align=RIGHT)
        if available:
            bar = QRect(box.left(), box.bottom() - 1, box.width(), px(2))
            paint_bar(painter, bar, minutes / available, "bad_mark" if over else "bar_line")

    def _paint_strip(self, pen: Pen, strip: Strip, box: QRectF) -> None:
        item, painter = strip.item, pen.p
        done = item.state == "done"
        bar = item.kind == "task"
        if bar:
            pen.rounded(box, 4, pen.colour("press" if done else "bar"))
        if item.late:
            painter.fillRect(QRectF(box.left(), box.top() + 2, px(3), box.height() - 4), pen.colour("bad_mark"))
        if item.key == self.current and self.hasFocus():
            pen.rounded(box, 4, None, pen.colour("accent"), 2)
        left = box.left() + px(7 if bar else 5)
        tone = "bad" if item.late else "text2" if not bar else "text"
        if not bar:
            tone = "good" if item.kind == "promise" and not item.late else tone
            pen.icon(ICONS[item.kind], left, box.center().y() - px(6), 12, tone)
            left += px(17)
        inside = QRectF(left, box.top(), max(8.0, box.right() - px(5) - left), box.height())
        ink = "text3" if done else "bad" if item.late and not bar else "text"
        used = pen.text(item.title, inside, theme.SECOND, theme.MEDIUM if bar and not done else theme.REGULAR, ink)
        if inside.width() - used > px(60):
            rest = inside.adjusted(used + px(6), 0, 0, 0)
            pen.text(item.detail, rest, theme.SMALL, theme.REGULAR, "text3" if not bar or done else "text2")

    def _paint_hidden(self, painter: QPainter) -> None:
        for week in range(self.weeks):
            for column, count in enumerate(self._lanes_of(week).hidden):
                if count:
                    cell = self.cell(self.first + timedelta(days=7 * week + column)).toRect()
                    box = QRect(
                        cell.left() + px(8),
                        cell.top() + px(_TOP) + (self._most() - 1) * px(_LANE + _GAP),
                        cell.width() - px(12),
                        px(_LANE),
                    )
                    paint_text(painter, box, f"{count:,} more", "accent_text", theme.SMALL, weight=theme.MEDIUM)

    def _paint_drop(self, painter: QPainter, item: Item, by: int) -> None:
        for n in range((item.end - item.start).days + 1):
            day = item.start + timedelta(days=by + n)
            if 0 <= (day - self.first).days < 7 * self.weeks:
                paint_box(
                    painter,
                    self.cell(day).adjusted(2, 2, -2, -2),
                    theme.RADIUS_FIELD,
                    None,
                    "accent",
                    width=2,
                    dashed=True,
                )
        day = item.start + timedelta(days=by)
        if 0 <= (day - self.first).days < 7 * self.weeks:
            spot = self.cell(day).toRect()
            ghost = QRect(spot.left() + 4, spot.top() + px(_TOP), spot.width() - 8, px(_LANE))
            paint_box(painter, ghost, 4, "accent_soft", "accent_line")
            paint_text(
                painter,
                ghost.adjusted(px(6), 0, -px(4), 0),
                item.title,
                "accent_text",
                theme.SECOND,
                weight=theme.MEDIUM,
            )

    def _dress(self) -> None:
        self._lanes.clear()
        self.update()

    # pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and day is not None:
            item = self.item_at(event.position())
            self._pressed = (event.position(), item, day)
            self.choose(day)
            self.current = item.key if item is not None else None
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            over = self.item_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        spot, item, day = self._pressed
        here = self.day_at(event.position())
        far = (event.position() - spot).manhattanLength() > _NEAR
        if item is not None and here is not None and (far or self._dragged is not None):
            self._dragged = (item, (here - day).days)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        self.update()
        if dragged is not None:
            if dragged[1]:
                self.moved.emit(*dragged)
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            if pressed[1] is not None:
                self.opened.emit(*pressed[1].opens)
            else:
                self.emptied.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and self.item_at(event.position()) is None:
            self.new_wanted.emit(day)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self.item_at(QPointF(event.pos()))
            if item is not None:
                QToolTip.showText(event.globalPos(), item_words(item), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        carries = control and bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape and self._dragged is not None:
            self._pressed = self._dragged = None
            self.update()
        elif key in steps and carries:
            self._carry(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and control:
            self._next_item(1 if key == Qt.Key.Key_Down else -1)
        elif key in steps:
            self._walk(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.stepped.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key == Qt.Key.Key_N and not control:
            self.new_wanted.emit(self.day)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        day = self.day + timedelta(days=by)
        if not 0 <= (day - self.first).days < 7 * self.weeks:
            self.day = day
            self.stepped.emit(-1 if by < 0 else 1)
            self.day_chosen.emit(day)
        else:
            self.choose(day)

    def _next_item(self, by: int) -> None:
        there = self.items_of(self.day)
        if there:
            keys = [item.key for item in there]
            place = keys.index(self.current) + by if self.current in keys else 0
            self.current = keys[place % len(keys)]
            self.setAccessibleName(item_words(there[place % len(keys)]))
            self.update()

    def current_item(self) -> Item | None:
        """The item that Ctrl+Up and Down have reached."""
        return next((item for item in self.items_of(self.day) if item.key == self.current), None)

    def _carry(self, by: int) -> None:
        item = self.current_item()
        if item is not None:
            self.day += timedelta(days=by)
            self.moved.emit(item, by)

    def _open(self) -> None:
        item = self.current_item()
        if item is not None:
            self.opened.emit(*item.opens)
        else:
            self.day_chosen.emit(self.day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(840), px(600))


def item_words(item: Any) -> str:
    """'Menu photos, Seasonal menus, Mon 9 Nov to Wed 11 Nov, late'."""
    days = day_text(item.start) if item.start == item.end else f"{day_text(item.start)} to {day_text(item.end)}"
    state = "late" if item.late else "done" if item.state == "done" else ""
    return ", ".join(part for part in (item.title, item.detail, days, state) if part)

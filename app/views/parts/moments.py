"""What happened to a record, the newest first: an icon, words, who and when.

    moments.show_moments(rows)
    moments.opened(row), .ticked(row)    a row that is an activity was clicked or chosen by Enter; its tick was
    moments.hold(row, editor)            the editor stands in the row's place; hold(None, None) takes it away

Rows without an `activity_id` only tell. Arrows walk the others, Enter opens, Space ticks a to-do, Del deletes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.base import today
from app.services.activities import length_text
from app.views import theme
from app.views.parts import icons
from app.views.parts.dates import day_within, short_text
from app.views.parts.paint import RIGHT, elided, paint_box, paint_text, text_width
from app.views.theme import px

ICONS: Final = {
    "note": "note",
    "comment": "note",
    "call": "phone",
    "email": "envelope-simple",
    "meeting": "users",
    "todo": "check-circle",
    "stage": "arrow-right",
    "created": "plus",
    "deleted": "trash",
}
_QUOTED: Final = ("note", "comment")
_NAMED: Final = {"call": "Call", "meeting": "Meeting"}
_ROW: Final = 28
_TEXT: Final = 24
_LINE: Final = 18
_MOST_LINES: Final = 4
_MOST_OF_CHANGES: Final = 3


class Happened(Protocol):
    """A row of a timeline. An `Entry` of `services.timeline` says more of itself; the rest is optional."""

    @property
    def kind(self) -> str:
        """Names its icon."""

    @property
    def text(self) -> str:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When, in UTC."""

    @property
    def on(self) -> date:
        """On which day where the user is."""

    @property
    def by(self) -> str:
        """Who did it, or ''."""


class Moments(QWidget):
    """Painted rows; a note takes up to four lines. See the top of this module."""

    opened = Signal(object)
    ticked = Signal(object)
    deleted = Signal(object)
    asked = Signal(object, object)  # a row and where its menu opens

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Happened] = []
        self._lines: list[list[str]] = []
        self._held: tuple[int, QWidget] | None = None
        self._current = self._hovered = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        theme.notifier().changed.connect(self._lay_out)

    # what is shown

    def show_moments(self, moments: Sequence[Happened]) -> None:
        """Show these, in this order."""
        held = self._shown[self._held[0]] if self._held is not None else None
        self._shown = list(moments)
        self._current = min(self._current, len(self._shown) - 1)
        if held is not None and self._held is not None:
            place = next((n for n, each in enumerate(self._shown) if _id(each) == _id(held)), None)
            self._held = None if place is None else (place, self._held[1])
        choosable = any(_id(each) is not None for each in self._shown)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choosable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Timeline")
        self._tell()
        self._lay_out()

    def hold(self, row: Happened | None, editor: QWidget | None) -> None:
        """Let `editor` stand where `row` is; None takes it away."""
        if self._held is not None:
            self._held[1].removeEventFilter(self)
            self._held = None
        if row is not None and editor is not None:
            place = next(n for n, each in enumerate(self._shown) if _id(each) == _id(row))
            editor.setParent(self)
            editor.installEventFilter(self)
            editor.show()
            self._held = (place, editor)
        self._lay_out()

    def choose(self, activity_id: int) -> QRect | None:
        """Stand on the row of an activity, with the keyboard; where it is painted, None when it is not among the rows."""
        place = next((n for n, each in enumerate(self._shown) if _id(each) == activity_id), None)
        if place is None:
            return None
        self._current = place
        self._tell()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return QRect(0, self._top(place), self.width(), self._height(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out()
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        """A screen reader hears the row that was walked to, else all of them."""
        rows = self._shown if self._current < 0 else [self._shown[self._current]]
        self.setAccessibleDescription(". ".join(f"{told(each)}, {who_when(each)}" for each in rows[:50]))

    def _lay_out(self) -> None:
        self._lines = [self._wrapped(each) for each in self._shown]
        if self._held is not None:
            self._held[1].setGeometry(0, self._top(self._held[0]) + 4, self.width(), self._held_height() - 12)
        self.setFixedHeight(self._top(len(self._shown)))
        self.update()

    def _held_height(self) -> int:
        layout = self._held[1].layout() if self._held is not None else None
        if layout is None:
            return 0
        tall = layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
        return tall + 16

    def _top(self, place: int) -> int:
        return sum(self._height(n) for n in range(place))

    def _at(self, y: int) -> int:
        """The row at this height, -1 for none."""
        top = 0
        for n in range(len(self._shown)):
            top += self._height(n)
            if y < top:
                return n
        return -1

    def _room(self, moment: Happened) -> int:
        return max(self.width() - px(_TEXT) - text_width(who_when(moment), theme.SECOND) - 12, 40)

    def _wrapped(self, moment: Happened) -> list[str]:
        written = _id(moment) is not None or (
            moment.kind in ICONS and moment.kind not in ("stage", "created", "deleted")
        )
        return wrapped(told(moment)[:2_000], self._room(moment), _MOST_LINES if written else _MOST_OF_CHANGES)

    def _height(self, place: int) -> int:
        if self._held is not None and self._held[0] == place:
            return self._held_height()
        about = px(16) if getattr(self._shown[place], "about", "") else 0
        return px(_ROW) + (len(self._lines[place]) - 1) * px(_LINE) + about

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    # pointer and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(event.y())
            if place >= 0:
                moment = self._shown[place]
                QToolTip.showText(event.globalPos(), f"{told(moment)[:1_000]}\n{full_when(moment)}", self)
            return True
        return super().event(event)

    def _choosable(self, place: int) -> bool:
        return 0 <= place < len(self._shown) and _id(self._shown[place]) is not None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._at(int(event.position().y()))
        hovered = place if self._choosable(place) else -1
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._at(int(event.position().y()))
        if event.button() != Qt.MouseButton.LeftButton or not self._choosable(place):
            return
        self._current = place
        row = self._shown[place]
        if row.kind == "todo" and event.position().x() < px(_TEXT):
            self.ticked.emit(row)
        else:
            self.opened.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._current if by_key else self._at(event.pos().y())
        if self._choosable(place):
            self._current = place
            top = sum(self._height(each) for each in range(place))
            at = QPoint(px(_TEXT), top + px(_ROW)) if by_key else event.pos()
            self.asked.emit(self._shown[place], self.mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        row = self._shown[self._current] if self._choosable(self._current) else None
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif row is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(row)
        elif row is not None and key == Qt.Key.Key_Space and row.kind == "todo":
            self.ticked.emit(row)
        elif row is not None and key == Qt.Key.Key_Delete:
            self.deleted.emit(row)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        places = [n for n in range(len(self._shown)) if self._choosable(n)]
        after = [n for n in places if (n - self._current) * by > 0]
        if after:
            self._current = after[0] if by > 0 else after[-1]
            self._tell()
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self._choosable(self._current):
            self._step(1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # paint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        for place in range(len(self._shown)):
            tall = self._height(place)
            held = self._held is not None and self._held[0] == place
            if not held and top + tall >= event.rect().top() and top <= event.rect().bottom():
                self._paint_row(painter, place, top, tall)
            top += tall
        painter.end()

    def _paint_row(self, painter: QPainter, place: int, top: int, tall: int) -> None:
        moment = self._shown[place]
        focused = place == self._current and self.hasFocus()
        if focused or place == self._hovered:
            box = QRect(0, top, self.width(), tall)
            paint_box(painter, box, theme.RADIUS_FIELD, "accent_soft" if focused else "hover")
        row = QRect(0, top, self.width() - 2, px(_ROW))
        open_todo = moment.kind == "todo" and not getattr(moment, "done", True)
        name = "circle" if open_todo else ICONS.get(moment.kind, "pencil-simple")
        icons.paint(painter, QRect(2, top, 16, px(_ROW)), name, "good_mark" if name == "check-circle" else "text2", 14)
        paint_text(painter, row, who_when(moment), "text3", theme.SECOND, align=RIGHT)
        for n, line in enumerate(self._lines[place]):
            paint_text(painter, QRect(px(_TEXT), top + n * px(_LINE), self._room(moment), px(_ROW)), line, "text")
        about = getattr(moment, "about", "")
        if about:
            below = QRect(px(_TEXT), top + tall - px(21), self.width() - px(_TEXT), px(16))
            paint_text(painter, below, about, "text3", theme.SECOND)


def _id(moment: Any) -> int | None:
    found: int | None = getattr(moment, "activity_id", None)
    return found


def told(moment: Happened) -> str:
    """A row in words on one line: '“Live before spring”', 'Call, 25 min: likes it', 'Send samples, due Fri 27 Nov'."""
    text = " ".join(moment.text.split())
    if moment.kind in _QUOTED and not text.startswith(("“", '"', "„", "«")):
        return f"“{text}”"
    if moment.kind == "stage":
        return text.removeprefix("→ ")  # the icon says so
    minutes = getattr(moment, "minutes", None)
    if minutes:
        head = f"{_NAMED.get(moment.kind, moment.kind.capitalize())}, {length_text(minutes)}"
        return f"{head}: {text}" if text else head
    due = getattr(moment, "due_on", None)
    if due is not None and not getattr(moment, "done", False):
        return f"{text}, due {day_within(due)}"
    return text


def who_when(moment: Happened) -> str:
    """'Mara, 11:20' for today, 'Mara, 4 Nov' before."""
    at = f"{moment.at.astimezone():%H:%M}" if moment.on == today() else short_text(moment.on)
    return ", ".join(part for part in (moment.by.partition(" ")[0], at) if part)


def full_when(moment: Happened) -> str:
    """'Mara Sample, 4 Nov, 11:20'."""
    parts = (moment.by, short_text(moment.on), f"{moment.at.astimezone():%H:%M}")
    return ", ".join(part for part in parts if part)


def wrapped(text: str, width: int, most: int) -> list[str]:
    """`text` in at most `most` lines of `width` px, the last one cut with an ellipsis where more would follow."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and text_width(rest) > width:
        at = _break(rest, width)
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, elided(rest, width)] if rest else lines or [""]


def _break(text: str, width: int) -> int:
    """Where the first line ends: after the last word that fits, or within a word too long for any line."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle]) <= width else (low, middle - 1)
    space = text.rfind(" ", 0, low + 1)
    return space if space > 0 else low

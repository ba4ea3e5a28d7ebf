"""What happened to a record, the newest first: an icon, words, who and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.base import today
from app.views import theme
from app.views.parts import icons
from app.views.parts.dates import short_text
from app.views.parts.paint import RIGHT, elided, paint_text, text_width
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
_ROW: Final = 28
_TEXT: Final = 24
_MOST_LINES: Final = 4


class Happened(Protocol):
    """A row of a timeline."""

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
    """Painted rows; a note takes up to four lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Happened] = []
        self._lines: list[list[str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier().changed.connect(self._lay_out)

    def show_moments(self, moments: Sequence[Happened]) -> None:
        """Show these, in this order."""
        self._shown = list(moments)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(". ".join(f"{each.text}, {who_when(each)}" for each in self._shown))
        self._lay_out()

    def _lay_out(self) -> None:
        self._lines = [self._wrapped(each) for each in self._shown]
        self.setFixedHeight(sum(self._height(lines) for lines in self._lines))
        self.update()

    def _room(self, moment: Happened) -> int:
        return max(self.width() - px(_TEXT) - text_width(who_when(moment), theme.SECOND) - 12, 40)

    def _wrapped(self, moment: Happened) -> list[str]:
        text = " ".join(moment.text.split())
        if moment.kind in _QUOTED and not text.startswith(("“", '"', "„", "«")):
            text = f"“{text}”"
        elif moment.kind == "stage":
            text = text.removeprefix("→ ")  # the icon says so
        most = 1 if moment.kind not in ICONS or moment.kind in ("stage", "created", "deleted") else _MOST_LINES
        return wrapped(text, self._room(moment), most)

    def _height(self, lines: Sequence[str]) -> int:
        return px(_ROW) + (len(lines) - 1) * px(18)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            top = 0
            for moment, lines in zip(self._shown, self._lines, strict=True):
                top += self._height(lines)
                if event.y() < top:
                    QToolTip.showText(event.globalPos(), f"{moment.text}\n{full_when(moment)}", self)
                    break
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        top = 0
        for moment, lines in zip(self._shown, self._lines, strict=True):
            row = QRect(0, top, self.width(), px(_ROW))
            icons.paint(painter, QRect(0, top, 16, px(_ROW)), ICONS.get(moment.kind, "pencil-simple"), "text2", 14)
            when = who_when(moment)
            paint_text(painter, row, when, "text3", theme.SECOND, align=RIGHT)
            for n, line in enumerate(lines):
                place = QRect(px(_TEXT), top + n * px(18), self._room(moment), px(_ROW))
                paint_text(painter, place, line, "text")
            top += self._height(lines)
        painter.end()


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

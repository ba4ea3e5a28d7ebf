"""The input that stands in a cell of the plan: Enter commits, Tab commits and goes on, Esc brings back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.calendar_popup import CalendarPopup, DayNote
from app.views.parts.dates import full_text
from app.views.parts.label import Label
from app.views.parts.paint import paint_box

Leave = Literal["stay", "next", "before", "away"]


class _Sentence(QWidget):
    """Why what was typed is refused, below the cell."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 10, 6)
        row.addWidget(Label(text, "bad", theme.SECOND))
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS_FIELD, "card", "bad_mark")


class CellEditor(QWidget):
    """Hands what is typed to `commit`, which raises UserError to refuse it; tells `left(how)` when it is done.

    With `day` it offers a calendar too, which hands over the chosen day as it is written.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        text: str,
        commit: Callable[[str], None],
        left: Callable[[Leave], None],
        *,
        right: bool = False,
    ) -> None:
        super().__init__(parent)
        self._begun_with = text
        self._commit = commit
        self._left = left
        self._done = False
        self._sentence: _Sentence | None = None
        self._popup: CalendarPopup | None = None
        self._day: date | None = None
        self._note: DayNote | None = None
        self.line = QLineEdit(text, self)
        self.line.setProperty("frameless", True)
        self.line.setFrame(False)
        self.line.setFont(theme.font(theme.TEXT))
        self.line.setAccessibleName(name)
        if right:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.installEventFilter(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(7, 2, 7, 2)
        self._row.setSpacing(0)
        self._row.addWidget(self.line)
        self.setFocusProxy(self.line)

    def with_calendar(self, day: date | None, note: DayNote) -> None:
        """Offer a calendar, opened by its button or Alt+Down."""
        self._day, self._note = day, note
        button = IconButton("calendar-blank", "Choose from a calendar", "Alt+Down", in_row=True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setFixedSize(22, 22)
        button.clicked.connect(self.open_calendar)
        self._row.addWidget(button)

    def begin(self, rect: QRect, typed: str | None = None) -> None:
        """Stand in `rect`, with everything chosen, or with `typed` in place of what was there."""
        self.setGeometry(rect)
        self.show()
        self.raise_()
        if typed is None:
            self.line.selectAll()
        else:
            self.line.setText(typed)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def refusal(self) -> QWidget | None:
        """The sentence while something is refused."""
        return self._sentence

    def open_calendar(self) -> None:
        """Choose the day from a month."""
        if self._note is None or self._popup is not None:
            return
        self._popup = CalendarPopup(self, self._day, self._take, note=self._note, closed=self._on_closed)
        self._popup.open_at(self)

    def calendar(self) -> CalendarPopup | None:
        """The month while it is open."""
        return self._popup

    def _on_closed(self) -> None:
        self._popup = None

    def _take(self, day: date | None) -> None:
        self.line.setText(full_text(day) if day is not None else "")
        self.finish("stay")

    def finish(self, how: Leave) -> bool:
        """Commit and go; False when it was refused, and then the input stays."""
        if self._done:
            return True
        text = self.line.text().strip()
        if text != self._begun_with.strip():
            try:
                self._commit(text)
            except UserError as problem:
                self._refuse(str(problem))
                return False
        self._go(how)
        return True

    def cancel(self, how: Leave = "stay") -> None:
        """Go without a change."""
        self._go(how)

    def _go(self, how: Leave) -> None:
        if self._done:
            return
        self._done = True
        if self._sentence is not None:
            self._sentence.hide()
            self._sentence.deleteLater()
        self._left(how)

    def _refuse(self, sentence: str) -> None:
        if self._sentence is not None:
            self._sentence.hide()
            self._sentence.deleteLater()
        kept = self._begun_with.strip()
        words = sentence.rstrip(".") + (f". {kept} is kept." if 0 < len(kept) <= 40 else ".")
        host = self.parentWidget()
        assert host is not None
        self._sentence = made = _Sentence(words, host)
        below = self.geometry().bottom() + 5
        if below + made.height() > host.height():
            below = self.geometry().top() - made.height() - 4
        made.move(max(4, min(self.x(), host.width() - made.width() - 4)), below)
        made.show()
        made.raise_()
        self.line.setAccessibleDescription(words)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.line or self._done:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if not held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                event.accept()  # or they would reach the shortcuts of the window
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        elif isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            popups = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in popups and self._popup is None and not self.finish("away"):
                self.cancel("away")
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish("stay")
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        elif key == Qt.Key.Key_Tab:
            self.finish("next")
        elif key == Qt.Key.Key_Backtab:
            self.finish("before")
        elif self._note is not None and (key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down)):
            self.open_calendar()
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        ring = "bad_mark" if self._sentence is not None else "accent"
        paint_box(QPainter(self), self.rect(), theme.RADIUS_FIELD, "card", ring, width=2)

"""A field for a day: typed as people say it, or chosen from a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.calendar_popup import CalendarPopup, DayNote
from app.views.parts.dates import day_text, distance_text, full_text, parse_date
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_text, text_width


class DateField(LineField[date | None]):
    """A day or None. Without a hint of the page's own it says how far away the day is.

    `required` refuses an empty one. `day_note(day)` names days off. Alt+Down opens the calendar.
    """

    sign = "calendar-blank"

    def __init__(
        self,
        name: str,
        on_commit: Callable[[date | None], object] | None = None,
        *,
        required: bool = False,
        boxed: bool = False,
        placeholder: str = "No date",
        day_note: DayNote | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, on_commit, boxed=boxed, placeholder=placeholder, parent=parent)
        self._required = required
        self._day_note = day_note
        self._popup: CalendarPopup | None = None
        self._opener = IconButton("calendar-blank", "Choose from a calendar", "Alt+Down", in_row=True, parent=self)
        self._opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._opener.clicked.connect(self.open_calendar)
        self._opener.setVisible(boxed)

    def display(self, value: date | None) -> str:
        if value is None:
            return ""
        return full_text(value) if self.boxed else day_text(value)

    def edit_text(self, value: date | None) -> str:
        return "" if value is None else full_text(value)

    def hint(self) -> str:
        if self._hint or self._value is None:
            return self._hint
        return distance_text(self._value)

    def hint_may_be_cut(self) -> bool:
        return bool(self._hint)  # 'in 44 da…' says nothing that the date does not

    def parse(self, text: str) -> date | None:
        if text.strip():
            return parse_date(text)
        if self._required:
            raise UserError(f"{self.name} needs a date")
        return None

    def set_read_only(self, reason: str | None) -> None:
        super().set_read_only(reason)
        self._opener.setVisible(self.boxed and reason is None)

    def open_calendar(self) -> None:
        """Show the month of the value, or of today."""
        if not self._may_edit() or self._popup is not None:
            return
        self._popup = CalendarPopup(
            self,
            self._value,
            self._on_chosen,
            note=self._day_note,
            may_clear=not self._required,
            closed=self._on_closed,
        )
        self._popup.open_at(self, self.input_rect())

    def calendar(self) -> CalendarPopup | None:
        """The calendar while it is open."""
        return self._popup

    def _on_closed(self) -> None:
        self._popup = None

    def _on_chosen(self, day: date | None) -> None:
        if self.try_commit(day) and self._editing:
            self._refused_text = None
            self._close(keep_focus=True)

    def input_key(self, event: QKeyEvent) -> bool:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if (event.key() == Qt.Key.Key_Down and alt) or event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.input_key(event):
            super().keyPressEvent(event)

    def edit_width(self) -> int | None:
        return theme.px(140 if self.boxed else 132)

    def end_room(self) -> int:
        return 26

    def _place_opener(self) -> None:
        rect = self.input_rect()
        side = min(24, rect.height() - 4)
        self._opener.setFixedSize(side, side)
        self._opener.move(rect.right() - side - 2, (rect.height() - side) // 2)
        self._opener.raise_()

    def _place_input(self) -> None:
        super()._place_input()
        self._place_opener()

    def _on_edit_shown(self, shown: bool) -> None:
        self._opener.setVisible(shown or (self.boxed and not self._read_only))
        self._place_opener()

    def _sign(self, *, hovered: bool) -> tuple[str, str] | None:
        if self._editing or (self.boxed and not self._refusal):
            return None  # the button that opens the calendar stands there
        return super()._sign(hovered=hovered)

    def paint_content(self, painter: QPainter, rect: QRect, *, hovered: bool) -> None:
        super().paint_content(painter, rect, hovered=hovered)
        if not (self._editing or self.boxed):
            return
        hint = self.hint()
        left = rect.right() + 1 + (12 if self._editing else 8)
        if hint and not self._refusal and self.width() - left >= text_width(hint):
            place = QRect(left, rect.top(), self.width() - left, rect.height())
            paint_text(painter, place, hint, "text3")

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        if not self.boxed:
            super().paint_value(painter, rect)
            return
        shown = self.display(self._value)
        token = (self._tone if shown else "text3") if self.isEnabled() else "disabled"
        room = rect.adjusted(0, 0, -24, 0)
        paint_text(painter, room, shown or self.placeholder, "text2" if self._read_only and shown else token)

"""Fields that tasks and projects have beyond the general ones: hours with what is spent, labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from app.base import UserError
from app.views import theme
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.fields import HoursField
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_dot, paint_text
from app.views.parts.task_cards import left_text, spent_text

_NO_LENGTH: Final = "From its dates or hours"


class _Told(LineField[Any]):
    """Says '' as typed when the input is put away, too."""

    def _on_edit_shown(self, shown: bool) -> None:
        super()._on_edit_shown(shown)
        if not shown:
            self.typed.emit("")


class StartField(_Told, DateField):
    """The first day; beside the reason why it is that one it is written short, so that neither is cut."""

    def display(self, value: date | None) -> str:
        if value is not None and self._hint:
            return short_text(value)
        return super().display(value)


class DueField(_Told, DateField):
    """The due day; beside an expected one both are written short, so that neither is cut."""

    def display(self, value: date | None) -> str:
        if value is not None and self._hint:
            return short_text(value)
        return super().display(value)


class EstimateField(_Told, HoursField):
    """The estimate in minutes, shown against the time spent: '28 of 40 h', fainter '12 h left'."""

    def __init__(self, name: str, on_commit: Callable[[int | None], object]) -> None:
        self._spent = 0
        super().__init__(name, on_commit, placeholder="No estimate")

    def set_times(self, estimate: int | None, spent: int) -> None:
        """Show both, in minutes."""
        self._spent = spent
        self.set_value(estimate, self._left(estimate))
        over = estimate is not None and spent > estimate
        self.set_tone("warn" if over else "text")

    def hint_after(self, value: int | None) -> str:
        return self._left(value)

    def _left(self, estimate: int | None) -> str:
        return left_text(self._spent, estimate) if self._spent else ""

    def display(self, value: int | None) -> str:
        return spent_text(self._spent, value)

    def edit_text(self, value: int | None) -> str:
        return HoursField.display(self, value)


class LabelsField(LineField[tuple[str, ...]]):
    """Labels with their dots; edited as words with commas between them."""

    def __init__(self, name: str, on_commit: Callable[[tuple[str, ...]], object]) -> None:
        self._colours: dict[str, int] = {}
        super().__init__(name, on_commit, placeholder="None")
        self._value = ()

    def set_labels(self, labels: Sequence[tuple[int, str]]) -> None:
        """(colour 1 to 6, word) for each."""
        self._colours.update({word: colour for colour, word in labels})
        self.set_value(tuple(word for _, word in labels))
        self.update()

    def display(self, value: tuple[str, ...] | None) -> str:
        return ", ".join(value or ())

    def parse(self, text: str) -> tuple[str, ...]:
        words = tuple(dict.fromkeys(" ".join(word.split()) for word in text.split(",") if word.strip()))
        if any(len(word) > 60 for word in words):
            raise UserError("A label has 60 characters at most")
        return words

    def paint_value(self, painter: QPainter, rect: QRect) -> None:
        if not self._value:
            super().paint_value(painter, rect)
            return
        left = rect.left()
        for word in self._value:
            if rect.right() - left < 32:
                break
            colour = self._colours.get(word, 6)
            paint_dot(painter, QPoint(left + 4, rect.center().y() + 1), f"labels.{(colour - 1) % 6}", theme.px(8))
            place = QRect(left + 14, rect.top(), rect.right() - left - 14, rect.height())
            left += 14 + paint_text(painter, place, word, "text") + 12


class DurationField(_Told, LineField[int | None]):
    """Working days that a task takes; 0 is an event. Empty follows its dates, or else its estimate."""

    def __init__(self, name: str, on_commit: Callable[[int | None], object]) -> None:
        super().__init__(name, on_commit, placeholder=_NO_LENGTH)

    def show_days(self, days: int | None, derived: str) -> None:
        """Show what was set, else `derived`, what its dates come to."""
        self.placeholder = derived or _NO_LENGTH
        self.set_value(days, "from its dates" if days is None and derived else "")

    def display(self, value: int | None) -> str:
        return "" if value is None else "An event, no time" if value == 0 else days_text(value)

    def edit_text(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def parse(self, text: str) -> int | None:
        said = text.strip().casefold().replace(" ", "")
        if not said:
            return None
        found = re.fullmatch(r"(\d{1,6})(?:(d|days?|workingdays?)|(w|weeks?))?", said)
        if found is None:
            raise UserError("Not working days: write 3, 3 d or 2 w")
        return int(found[1]) * (5 if found[3] else 1)


def days_text(days: int) -> str:
    """'1 working day', '8 working days'."""
    return f"{days:,} working day" + ("" if days == 1 else "s")

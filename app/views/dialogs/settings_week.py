"""A working week: seven days with their hours, and their sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.views import theme
from app.views.dialogs.settings_section import Narrow
from app.views.parts.fields import HoursField, hours_text
from app.views.parts.label import Label

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class NarrowHours(Narrow, HoursField):
    """Hours in a narrow column."""


class DayHours(NarrowHours):
    """The hours of a day; none are a day off."""

    def parse(self, text: str) -> int | None:
        minutes = super().parse(text)
        if minutes is not None and minutes > 24 * 60:
            raise UserError("A day has 24 hours")
        return minutes or None


class WeekFields(QWidget):
    """`on_commit(minutes of Monday to Sunday)` may refuse with UserError; the sentence stands below the week."""

    def __init__(self, on_commit: Callable[[tuple[int, ...]], object], *, boxed: bool = True) -> None:
        super().__init__()
        self._on_commit = on_commit
        self._week: tuple[int, ...] = (0,) * 7
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        self.days: list[DayHours] = []
        for at, name in enumerate(DAYS):
            field = DayHours(f"Hours on {name}", self._commit_of(at), boxed=boxed, placeholder="Off")
            field.said = self._tell
            field.setFixedWidth(theme.px(66))
            grid.addWidget(Label(name[:3], "text3", theme.SECOND), 0, at)
            grid.addWidget(field, 1, at)
            self.days.append(field)
        self._sum = Label("", "text2")
        grid.addWidget(self._sum, 1, 7)
        grid.setColumnStretch(8, 1)
        column.addLayout(grid)
        self.message = Label("", "bad", theme.SECOND, wrap=True)
        self.message.hide()
        column.addWidget(self.message)

    def show_week(self, week: Sequence[int]) -> None:
        """Show these minutes."""
        self._week = tuple(week)
        for field, minutes in zip(self.days, self._week, strict=True):
            field.set_value(minutes or None)
        self._sum.setText(f"  {hours_text(sum(self._week))} a week")

    def _commit_of(self, at: int) -> Callable[[int | None], object]:
        def commit(minutes: int | None) -> None:
            week = (*self._week[:at], minutes or 0, *self._week[at + 1 :])
            self._on_commit(week)
            self._week = week

        return commit

    def _tell(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

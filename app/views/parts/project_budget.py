"""The budget of a project in its inspector: hours and money as bars with marks at 50, 80 and 100 percent, and where they end."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain import budget as rules
from app.domain.budget import Burn
from app.services.project_budget import ProjectBudget
from app.views import theme
from app.views.parts.paint import RIGHT, paint_text, text_width
from app.views.parts.pen import Pen
from app.views.parts.project_words import budget_words, money_text, paid_words
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import figure
from app.views.theme import px

TOKENS: Final = {"good": "accent", "warn": "warn_mark", "bad": "bad_mark"}
_INK: Final = {"good": "text2", "warn": "warn", "bad": "bad"}
_HIGH: Final = 52


class BurnLine(QWidget):
    """One budget: its name and 'n of m', a bar with its marks, and below it what is left and what is to be expected.

    The bar's end is the budget, or the forecast where that is more; the forecast stands in it as a thinner stretch.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._value, self._words, self._tone = name, "", "", "good"
        self._burn = Burn(None, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_burn(self, burn: Burn, value: str, words: str, tone: str) -> None:
        """Show it; `value` and `words` as they are read."""
        self._burn, self._value, self._words, self._tone = burn, value, words, tone
        self.setAccessibleName(f"{self._name}: {value}. {words}")
        self.setToolTip(words)
        self.update()

    @property
    def words(self) -> str:
        """What stands below the bar."""
        return self._words

    @property
    def value(self) -> str:
        """'214 of 358 h, 59%'."""
        return self._value

    def sizeHint(self) -> QSize:
        return QSize(120, px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        line = QRect(0, 0, self.width(), px(20))
        paint_text(painter, line, self._name, "text3")
        paint_text(painter, line, self._value, "text", align=RIGHT)
        self._paint_bar(painter)
        place = QRect(0, px(33), self.width(), px(16))
        paint_text(painter, place, self._words, _INK[self._tone], theme.SECOND)

    def _paint_bar(self, painter: QPainter) -> None:
        pen, burn = Pen(painter), self._burn
        top, high, wide = px(23), px(6), float(self.width())
        pen.rounded(QRectF(0, top, wide, high), 3, pen.colour("press"))
        whole = max(burn.budget or 0, burn.forecast, 1)
        ends = wide * burn.forecast / whole
        if ends > 0:
            pen.rounded(QRectF(0, top + px(2), ends, px(2)), 1, pen.colour("mark_line"))
        burnt = wide * burn.burnt / whole
        if burnt > 0:
            pen.rounded(QRectF(0, top, max(burnt, px(4)), high), 3, pen.colour(TOKENS[self._tone]))
        for mark in rules.MARKS:
            at = wide * (burn.budget or 0) * mark / 100 / whole
            if burn.budget and at < wide - 1:
                painter.fillRect(QRectF(at, top - px(2), 1, high + px(4)), pen.colour("text3"))


class BudgetSection(QWidget):
    """Both budgets; what has none of its own is only said where hours are logged."""

    def __init__(self) -> None:
        super().__init__()
        self.section = SectionHead("Budget burnt")
        self.hours = BurnLine("Hours")
        self.money = BurnLine("Money")
        self.paid, self.note = _Note(), _Note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.section, self.hours, self.money, self.paid, self.note):
            column.addWidget(part)

    def show_budget(self, own: ProjectBudget) -> bool:
        """Show it; whether there is anything to show."""
        for line, burn, of in ((self.hours, own.hours, "hours"), (self.money, own.money, "budget")):
            line.setVisible(burn.budget is not None)
            if burn.budget is not None and burn.percent is not None:
                shown = (
                    f"{figure(burn.burnt)} of {figure(burn.budget)} h"
                    if of == "hours"
                    else f"{money_text(burn.burnt, own.currency)} of {money_text(burn.budget, own.currency)}"
                )
                tone = rules.tone(burn, own.work_percent)
                line.show_burn(burn, shown, budget_words(own, of), tone)
        self.section.set_note(f"{own.work_percent}% of the work done" if own.has_any else "")
        self.paid.say(paid_words(own), "bad" if own.overdue_minor else "text2")
        self.note.say(_notes(own))
        return own.has_any


class _Note(QWidget):
    """What is in no bar, in a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._token = "", "text3"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str, token: str = "text3") -> None:
        """Say it in this colour; nothing hides the line."""
        self._text, self._token = text, token
        self.setVisible(bool(text))
        self.setAccessibleName(text)
        self.setToolTip(text if text_width(text, theme.SECOND) > self.width() else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, px(18))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_text(QPainter(self), self.rect(), self._text, self._token, theme.SECOND)


def _notes(own: ProjectBudget) -> str:
    parts = []
    if own.unestimated:
        parts.append(
            "1 task is not estimated" if own.unestimated == 1 else f"{own.unestimated} tasks are not estimated"
        )
    if own.unpriced_minutes and own.money.budget is not None and own.money.burnt:
        parts.append(f"{figure(own.unpriced_minutes)} h have no rate")
    return ", ".join(parts)

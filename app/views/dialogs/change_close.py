"""The expected close of one or many deals: on a day, or moved by so many days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import deal_bulk
from app.services.deal_board import DealCard
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.enter_fields import EnterText
from app.views.parts.label import Label
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_bulk import Done

_DAYS: Final = {"": 1, "d": 1, "w": 7, "day": 1, "days": 1, "week": 7, "weeks": 7}


class ChangeCloseDialog(FormDialog):
    """`changed(words, done)`: what was done, for the strip below the page."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget, store: Store, cards: Sequence[DealCard]) -> None:
        title = f"When does {cards[0].title} close" if len(cards) == 1 else f"When do {len(cards):,} deals close"
        super().__init__(parent, title, width=440)
        self._store, self._cards = store, cards
        self.how = Segmented([("set", "On a day", ""), ("move", "Move by", "")], "set", name="What is changed")
        self.how.changed.connect(lambda _: self._show())
        self.body.addWidget(self.how)
        self.body.addSpacing(4)
        self.day = self.add_field("Closes", DateField("Closes", boxed=True, placeholder="No date"))
        self.by = self.add_field("Move by", EnterText("Move by", boxed=True, placeholder="7, -14 or 2w"))
        self.said = Label("", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.add_button(QuietButton("Close"))
        self.go = MainButton("Change")
        self.add_button(self.go, self.submit)
        days = {card.expected_close_on for card in cards if card.closed_on is None}
        self.day.set_value(days.pop() if len(days) == 1 else None)
        self.by.set_value("")
        self._show()

    def _show(self) -> None:
        moving = self.how.value() == "move"
        for field, seen in ((self.day, not moving), (self.by, moving)):
            row = field.parentWidget()
            if row is not None:
                row.setVisible(seen)
        closed = sum(card.closed_on is not None for card in self._cards)
        undated = sum(card.closed_on is None and card.expected_close_on is None for card in self._cards)
        stays = [f"{closed:,} closed" if closed else "", f"{undated:,} without a date" if undated and moving else ""]
        stays = [words for words in stays if words]
        count = len(self._cards) - closed - (undated if moving else 0)
        words = f"{count:,} deal{'' if count == 1 else 's'} change{'s' if count == 1 else ''}"
        self.said.setText(
            words
            + (f"; {' and '.join(stays)} left as {'it is' if closed + undated == 1 else 'they are'}." if stays else ".")
        )
        self.said.setVisible(len(self._cards) > 1)
        if self.isVisible():
            self.adjustSize()
            (self.by if moving else self.day).begin_edit()

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        if not self.take_typed():
            return
        ids = [card.id for card in self._cards]
        field = self.by if self.how.value() == "move" else self.day
        try:
            if field is self.by:
                days = parse_days(self.by.value())
                done: Done = deal_bulk.shift_close(self._store, ids, days)
                words = f"moved by {days:+,} day{'' if abs(days) == 1 else 's'}".replace("-", "\u2212")
            else:
                day: date | None = self.day.value()
                done = deal_bulk.set_close(self._store, ids, day)
                words = f"to close {short_text(day)}" if day else "without a close date"
        except UserError as problem:
            self.refuse(problem, field)
            return
        self.accept()
        self.changed.emit(words, done)


def parse_days(typed: str) -> int:
    """'7', '+2w', '-10 days' as days. Raises UserError for anything else."""
    match = re.fullmatch(r"\s*([+\-\u2212]?)\s*(\d{1,5})\s*([a-z]*)\s*", typed.casefold())
    if match is None or match[3] not in _DAYS:
        raise UserError("Write a number of days: 7, -14 or 2w.")
    days = int(match[2]) * _DAYS[match[3]]
    return -days if match[1] in ("-", "\u2212") else days

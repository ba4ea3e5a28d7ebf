"""Time that no clock measured: on what, when or how long, and what was done."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import timelog
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.fields import HoursField, TextField
from app.views.parts.notice import Notice
from app.views.parts.picker import Option
from app.views.parts.ticks import CheckBox
from app.views.parts.time_finder import ClockField, options

if TYPE_CHECKING:
    from app.models.store import Store


class LogTimeDialog(FormDialog):
    """Hours alone, or from and to; where another entry is in the way the part that is free is offered."""

    logged = Signal(int)

    def __init__(self, parent: QWidget, store: Store, day: date, person_id: int, on: Option | None = None) -> None:
        super().__init__(parent, "Log time", "Give hours, or the times of day. Rates and rounding follow the settings.")
        self._store, self._person = store, person_id
        self.what = self.add_field(
            "On", ChoiceField("On", partial(options, store, person_id=person_id), boxed=True, placeholder="Task, deal, project or client")
        )  # fmt: skip
        self.day = self.add_field("Day", DateField("Day", boxed=True, required=True))
        self.hours = self.add_field("Hours", HoursField("Hours", boxed=True, placeholder="1:30, 1.5 or 90m"))
        self.end = ClockField("To", boxed=True, placeholder="To, 10:30")
        self.begin = self.add_field("From", ClockField("From", boxed=True, placeholder="9:00"), beside=self.end)
        self.note = self.add_field("Note", TextField("Note", boxed=True, placeholder="What was done"))
        self.billable = CheckBox("Billable")
        self.billable.setChecked(True)
        self.body.addWidget(self.billable)
        self.free = Notice("warn", "")
        self.free.hide()
        self.body.addWidget(self.free)
        self.day.set_value(day)
        if on is not None:
            self.what.set_choice(on)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Log time"), self.submit)

    def submit(self, *, again: bool = False, cut: bool = False) -> None:  # noqa: ARG002
        """Log it, or say what is missing."""
        if not self.take_typed():
            return
        self.free.hide()
        if self.what.value() is None:
            self.refuse(UserError("Say what the time was spent on"), self.what)
            return
        kind, record = self.what.value()
        keyed: dict[str, Any] = {f"{kind}_id": record, "person_id": self._person, "note": self.note.value()}
        keyed["billable"] = self.billable.isChecked() and kind != "deal"
        try:
            made = self._log(keyed, cut)
        except timelog.ClashError as problem:
            self.refuse(problem, self.begin)
            if problem.free:
                words = ", ".join(f"{a.astimezone():%H:%M} – {b.astimezone():%H:%M}" for a, b in problem.free)
                self.free.say("warn", f"{words} is free", "", ("Log that part", partial(self.submit, cut=True)))
                self.free.show()
                self.adjustSize()
            return
        except UserError as problem:
            self.refuse(problem)
            return
        self.logged.emit(made)
        self.accept()

    def _log(self, keyed: dict[str, Any], cut: bool) -> int:
        from app.domain.timing import at_clock, next_at

        day, minutes, begin, end = self.day.value(), self.hours.value(), self.begin.value(), self.end.value()
        assert day is not None
        if begin is None and end is None:
            if minutes is None:
                raise UserError("Give hours, or the times of day.")
            return timelog.add(self._store, minutes, on=day, **keyed)
        if begin is None or (end is None and minutes is None):
            raise UserError("Give the beginning with its end or its hours.")
        start = at_clock(day, begin)
        stop = start + timedelta(minutes=minutes or 0) if end is None else next_at(start, end)
        return timelog.add_span(self._store, start, stop, cut=cut, **keyed)

"""How a task comes again: a rule in plain words, when the next one is made, and what a day off does to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import UserError, today
from app.domain import recurrence as rules
from app.services import recurrence
from app.services.recurrence import Repeat
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dates import short_text
from app.views.parts.fields import FormRow
from app.views.parts.picker import Option, matches

if TYPE_CHECKING:
    from app.models.store import Store

_USUAL = (
    "daily",
    "every weekday",
    "weekly",
    "every 2 weeks",
    "monthly",
    "every month on the last day",
    "quarterly",
    "yearly",
)
_NEVER = "Does not repeat"


class RepeatRows(QWidget):
    """One row 'Repeats' while a task does not come again, three when it does. Any rule may be typed."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._task: int | None = None
        self._due = today()
        self._repeat: Repeat | None = None
        self.rule = ChoiceField(
            "Repeats",
            self._find,
            self._set_rule,
            empty=_NEVER,
            head="Or type: every 3 months on the 2nd tue",
        )
        made = [Option("done", "When done"), Option("date", "On its date")]
        self.when = ChoiceField("Next one", made, self._set_when)
        off = [Option("next", "Next working day"), Option("keep", "Stays on that day")]
        self.off = ChoiceField("On a day off", off, self._set_off)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(FormRow("Repeats", self.rule))
        self._more = [FormRow("Next one", self.when), FormRow("On a day off", self.off)]
        for row in self._more:
            column.addWidget(row)

    def show_task(self, task_id: int, due: date | None) -> None:
        """Show how this task comes again."""
        if task_id != self._task:
            for field in (self.rule, self.when, self.off):
                field.forget_edit()
        self._task, self._due = task_id, due or today()
        try:
            self._repeat = recurrence.of(self._store, task_id)
        except UserError as problem:  # a file from elsewhere
            self._repeat = None
            self.rule.set_choice(None, str(problem))
        else:
            words = _capital(self._repeat.words) if self._repeat else ""
            self.rule.set_choice(Option(self._repeat.words, words) if self._repeat else None)
            self.rule.setToolTip(words)
        for row in self._more:
            row.setVisible(self._repeat is not None)
        if self._repeat is not None:
            then = short_text(self._repeat.next_on) if self._repeat.next_on else "none, it ends"
            self.when.set_value(self._repeat.when, then)
            self.off.set_value(self._repeat.off)

    def _find(self, typed: str) -> list[Option]:
        """What is typed, where it is a rule; else the usual rules that hold the words."""
        usual = [rules.words(rules.parse(each, self._due)) for each in _USUAL]
        known = [Option(each, _capital(each)) for each in dict.fromkeys(usual)]
        if typed.strip():  # else the field itself puts it first
            known.append(Option(None, _NEVER))
        found = matches(known, typed)
        try:
            said = rules.words(rules.parse(typed, self._due)) if typed.strip() else ""
        except UserError:
            said = ""
        if said:
            found = [Option(said, _capital(said)), *(option for option in found if option.key != said)]
        return found

    def _set_rule(self, words: str | None) -> None:
        if self._task is None:
            return
        if words is None:
            recurrence.clear(self._store, self._task)
        elif self._repeat is not None:
            self._put(words, self._repeat.when, self._repeat.off)
        else:
            self._put(words, "done", "next")

    def _set_when(self, when: recurrence.When) -> None:
        if self._repeat is not None:
            self._put(self._repeat.words, when, self._repeat.off)

    def _set_off(self, off: recurrence.Off) -> None:
        if self._repeat is not None:
            self._put(self._repeat.words, self._repeat.when, off)

    def _put(self, words: str, when: recurrence.When, off: recurrence.Off) -> None:
        if self._task is not None:
            with self._store.write("Repeat task"):
                recurrence.put(self._store, self._task, words, when=when, off=off)
                if when == "date":  # its next day may have come already
                    recurrence.make_due(self._store)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

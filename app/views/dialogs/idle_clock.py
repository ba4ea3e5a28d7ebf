"""The clock ran while nobody was here: was it work?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, utc_now
from app.services import timer
from app.views.parts.buttons import MainButton, PlainButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.ticks import RadioButton

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.timer import Running


def clock_at(moment: datetime, now: datetime) -> str:
    """'17:40', with the day when it is not today's."""
    local, here = moment.astimezone(), now.astimezone()
    day = "" if local.date() == here.date() else f"{local:%a} {local.day} {local:%b} "
    return f"{day}{local:%H:%M}"


def length_text(span: timedelta) -> str:
    """'8 h 05 min'."""
    minutes = int(span.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


class IdleClockDialog(BatonDialog):
    """`done_with(words)` fires once it is answered or closed, `failed(sentence)` when the answer was refused."""

    done_with = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget, store: Store, running: Running, since: datetime, until: datetime) -> None:
        today = "" if since.astimezone().date() == until.astimezone().date() else "today "
        words = f"Nobody was here from {clock_at(since, until)} to {today}{clock_at(until, until)}, {length_text(until - since)}."
        super().__init__(parent, f"The clock on “{running.title}” ran on", words, width=480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._since, self._until = store, since, until
        self._said = ""
        whole = until - running.started_at
        self.answers: dict[str, RadioButton] = {}
        for key, words in (
            ("out", "Leave it out and go on from now"),
            ("stop", f"It ended at {clock_at(since, until)}: stop the clock there"),
            ("keep", f"It was work: keep all of it, {length_text(whole)}"),
        ):
            if key == "keep" and whole > timer.LONGEST:
                continue
            self.answers[key] = button = RadioButton(words)
            self.body.addWidget(button)
        self.answers["out"].setChecked(True)
        self.add_button(PlainButton("Decide later"))
        self.add_button(MainButton("Do this"), self._take)
        self.finished.connect(lambda _: self.done_with.emit(self._said))

    def _take(self) -> None:
        verbs: dict[str, tuple[Callable[[], object], str]] = {
            # from now, and not from when it was asked: the machine may have slept again, or nobody been here to answer
            "out": (
                lambda: timer.leave_out(self._store, self._since, max(self._until, utc_now())),
                "The pause is left out",
            ),
            "stop": (lambda: timer.stop(self._store, now=self._since), "The clock stopped there"),
            "keep": (lambda: None, ""),
        }
        chosen = next(key for key, button in self.answers.items() if button.isChecked())
        does, words = verbs[chosen]
        try:
            does()
            self._said = words
        except UserError as problem:
            self.failed.emit(str(problem))
        self.accept()

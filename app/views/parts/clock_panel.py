"""What unfolds below the running clock: its note, when it began, and what to go on with; or, while none runs, what to start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError, today, utc_now
from app.services import timer
from app.views import theme
from app.views.parts.buttons import PlainButton, QuietButton
from app.views.parts.dates import DAYS
from app.views.parts.fields import FormRow, TextField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.popup import Popup
from app.views.parts.record_rows import LineRow
from app.views.parts.task_cards import quoted
from app.views.parts.time_finder import ICONS, ClockField, minutes_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.timer import Recent, Running
    from app.views.page import ShellApi

_WIDTH = 336
_PAD = 8


def start_clock(store: Store, shell: ShellApi, kind: str, record_id: int, title: str) -> None:
    """Start my clock on a 'task', 'deal', 'project' or 'client'; the one that runs is stopped in the same step."""
    keyed: dict[str, Any] = {f"{kind}_id": record_id}
    before = timer.running(store)
    try:
        timer.start(store, **keyed)
    except UserError as problem:
        shell.error(str(problem))
        return
    ended = logged_words(store, before) if before is not None else ""
    begun = timer.running(store)
    taken = f"{begun.started_at.astimezone():%H:%M}" if begun is not None and begun.started_at > utc_now() else ""
    words = f"The clock runs on {quoted(title)}" + (f", {ended}" if ended else "")
    shell.toast(words + (f". It measures from {taken}: the time before has entries already" if taken else ""))


def logged_words(store: Store, ended: Running) -> str:
    """'0:48 h on Menu photos' of a clock that was stopped; '' where nothing was measured."""
    minutes = int(store.value("SELECT minutes FROM time_entry WHERE id = ?", (ended.id,)) or 0)
    return f"{minutes_text(minutes)} h on {quoted(ended.title)}" if minutes else ""


class ClockPanel(Popup):
    """Opens below the pill; a click on one of the last things starts the clock there."""

    def __init__(
        self, parent: QWidget, store: Store, shell: ShellApi, running: Running, stop: Callable[[], object]
    ) -> None:
        super().__init__(parent)
        self._store, self._shell, self._running = store, shell, running
        self.setFixedWidth(theme.px(_WIDTH) + 40)
        self.setAccessibleName(f"Clock on {running.title}")
        self.box.setContentsMargins(self.box.contentsMargins() + QMargins(_PAD, _PAD, _PAD, _PAD))
        title = ElidedLabel(running.title, "text", theme.TEXT, theme.SEMIBOLD)
        self.box.addWidget(title)
        if running.detail:
            self.box.addWidget(ElidedLabel(running.detail, "text3"))
        self.note = TextField("Note", partial(timer.annotate, store), boxed=True, placeholder="What is being done")
        self.note.set_value(running.note)
        self.begin = ClockField("Began", self._on_begin, boxed=True)
        here = running.started_at.astimezone()
        self.begin.set_value(here.time().replace(second=0))
        when = "Began" if here.date() == today() else f"Began {DAYS[here.weekday()]} {here.day}"
        for name, field in (("Note", self.note), (when, self.begin)):
            self.box.addWidget(FormRow(name, field, name_width=64 if when == "Began" else 96))
        self.box.addLayout(self._buttons(stop))
        recent = timer.recent(store)
        if recent:
            head = Label("Go on with", "text3", theme.SECOND)
            head.setContentsMargins(0, 8, 0, 2)
            self.box.addWidget(head)
        self.lines = [self._line(one) for one in recent]
        for line in self.lines:
            self.box.addWidget(line)

    def _buttons(self, stop: Callable[[], object]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(4)
        self.stop = PlainButton("Stop", "stop-fill", in_row=True)
        self.show_record = QuietButton("Show", in_row=True)
        self.discard = QuietButton("Discard", in_row=True)
        self.discard.set_tooltip("Stop without logging the time; Undo brings it back")
        for button, does in ((self.stop, stop), (self.show_record, self._show_record), (self.discard, self._discard)):
            button.clicked.connect(partial(self._then, does))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _line(self, one: Recent) -> LineRow:
        line = LineRow()
        line.show_line(
            one.title,
            icon=ICONS[one.kind],
            note=one.detail,
            note_token="text3",
            tooltip=f"Start the clock on {one.title}",
            opens=True,
        )
        line.clicked.connect(
            partial(self._then, partial(start_clock, self._store, self._shell, one.kind, one.id, one.title))
        )
        return line

    def _then(self, does: Callable[[], object], _checked: bool = False) -> None:
        """What is still typed is kept first; then the panel goes."""
        if self.note.is_editing():
            self.note.finish()
        self.close()
        does()

    def _show_record(self) -> None:
        self._shell.go(self._running.kind, self._running.record_id)

    def _discard(self) -> None:
        timer.discard(self._store)
        self._shell.toast("The clock is discarded")

    def _on_begin(self, clock: Any) -> None:
        from app.domain.timing import last_at

        if clock is None:
            raise UserError("Write a time of day, as 9:30")
        now = utc_now()
        timer.began(self._store, last_at(now, clock), now=now)  # perhaps before midnight

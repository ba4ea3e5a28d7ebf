"""The clock in the window: the pill that shows it, and the question when nobody can have been working.

The clock runs in the file, through restarts and sleep. Every half minute the window notes that it is there; when the
notes have a gap, it asks what the time in between was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.base import Changes, UserError, moment_from, moment_text, utc_now
from app.services import timer
from app.services.timer import Running
from app.views.parts.buttons import IconButton
from app.views.parts.clock_pill import ClockPill

if TYPE_CHECKING:
    from app.views.parts.picker import Option
    from app.views.shell import Shell

GAP: Final = timedelta(minutes=10)
_NOTE_EVERY: Final = 30
_KEYS: Final = "Ctrl+Shift+T"


class Clock(QObject):
    """See the top of this module. Made after the first page is painted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.running: Running | None = None
        self.question: QObject | None = None
        self._last: datetime | None = None
        self.pill = ClockPill()
        self.pill.hide()
        shell.header.place_clock(self.pill)
        self.pill.wanted.connect(self.unfold)
        self.pill.stopped.connect(self.stop)
        self.starter = IconButton("play", "Start the clock", _KEYS)
        self.starter.clicked.connect(self.choose)
        shell.header.place_clock(self.starter)
        self.panel: QObject | None = None
        self.picker: QObject | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.tick)
        keys = QShortcut(QKeySequence(_KEYS), shell)
        keys.activated.connect(self.toggle)
        shell.hub.changed.connect(self._on_changed)
        self.attach()

    def attach(self) -> None:
        """Another workspace, or the first: see whether a clock runs in it, and since when nobody was here."""
        self._last = None
        self._read()
        if self.running is not None:
            noted = self._noted()
            self.tick(last=max(noted, self.running.started_at) if noted else None)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("time_entry", "task", "deal", "project", "client"):
            self._read()

    def _read(self) -> None:
        self.running = timer.running(self._shell.store) if self._shell.has_store else None
        self.pill.setVisible(self.running is not None)
        self.starter.setVisible(self.running is None and self._shell.has_store)
        if self.running is None:
            self._tick.stop()
            self._last = None
            return
        if not self._tick.isActive():
            self._tick.start()
        self._show()

    def _show(self) -> None:
        if self.running is not None:
            titled = self._shell.place == "deliver" and self._shell.header.is_wide
            self.pill.show_clock(self.running.seconds(), self.running.title, titled=titled)

    def tick(self, *, last: datetime | None = None) -> None:
        """A second has passed, or as many as the machine slept."""
        now = utc_now()
        last = last or self._last
        self._last = now
        self._show()
        if self.running is None:
            return
        asks = not self._shell.family or self._shell.family[0] is self._shell  # of several windows one asks
        if last is not None and now - last >= GAP and self.question is None and asks:
            self._ask(last, now)
        elif last is None or int(now.timestamp()) % _NOTE_EVERY == 0:
            self._shell.state.alive = moment_text(now)

    def _noted(self) -> datetime | None:
        try:
            return moment_from(self._shell.state.alive)
        except ValueError:
            return None

    def _ask(self, since: datetime, until: datetime) -> None:
        from app.views.dialogs.idle_clock import IdleClockDialog

        assert self.running is not None
        dialog = IdleClockDialog(self._shell, self._shell.store, self.running, since, until)
        dialog.failed.connect(self._shell.error)
        dialog.done_with.connect(self._on_answer)
        self.question = dialog
        dialog.open()

    def _on_answer(self, said: str) -> None:
        self.question = None
        self._shell.state.alive = moment_text(utc_now())
        if said:
            self._shell.toast(said)

    def stop(self) -> None:
        """Stop the clock that runs; one that was forgotten for days is asked about."""
        if self.running is None:
            return
        found = self.running
        try:
            entry = timer.stop(self._shell.store)
        except UserError:
            self._ask(found.started_at, utc_now())
            return
        from app.views.parts.clock_panel import logged_words

        behind = ": the computer’s clock was set back. Undo lets it run on" if utc_now() < found.started_at else ""
        words = logged_words(self._shell.store, found) if entry else ""
        self._shell.toast(words or f"No time was measured{behind}")

    def toggle(self) -> None:
        """Stop the clock that runs, or choose what to start it on."""
        if self.running is not None:
            self.stop()
        else:
            self.choose()

    def choose(self) -> None:
        """Choose what to start the clock on: the last things first, anything by typing."""
        if not self._shell.has_store:
            return
        from app.views.parts.picker import Option, Picker
        from app.views.parts.time_finder import ICONS, options

        store = self._shell.store

        def find(typed: str) -> list[Option]:
            if typed.strip():
                return options(store, typed)
            last = [
                Option((one.kind, one.id), one.title, one.detail, icon=ICONS[one.kind]) for one in timer.recent(store)
            ]
            known = {option.key for option in last}
            return [*last, *(option for option in options(store, "") if option.key not in known)]

        picker = Picker(self.starter, find, self._start, head="Start the clock on", width=360)
        self.picker = picker
        picker.open_at(self.starter)

    def _start(self, option: Option) -> None:
        from app.views.parts.clock_panel import start_clock

        key: Any = option.key
        kind, record = key
        start_clock(self._shell.store, self._shell, kind, record, option.text)

    def unfold(self) -> None:
        """Note, beginning and the last things, below the pill."""
        if self.running is not None and self.running.kind:
            from app.views.parts.clock_panel import ClockPanel

            panel = ClockPanel(self.pill, self._shell.store, self._shell, self.running, self.stop)
            panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.panel = panel
            panel.open_at(self.pill)

"""Start and stop in the head of an inspector: the one clock, on the record that is shown there.

button = ClockButton(store, shell, "task")
button.show_record(id, title)       None for nothing; changes of the clock are followed by itself
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence, QShortcut

from app.services import timer
from app.views.parts.buttons import IconButton

if TYPE_CHECKING:
    from app.base import Changes
    from app.models.store import Store
    from app.views.page import ShellApi

KEYS: Final = "Ctrl+T"


class ClockButton(IconButton):
    """Play while no clock runs on the record, stop while it does. `kind`: 'task', 'deal', 'project' or 'client'."""

    def __init__(self, store: Store, shell: ShellApi, kind: str) -> None:
        super().__init__("play", "Start the clock", KEYS, in_row=True)
        self._store, self._shell, self._kind = store, shell, kind
        self._record: int | None = None
        self._title = ""
        self.runs = False
        self.clicked.connect(self.toggle)
        self._keys = QShortcut(QKeySequence(KEYS), self)  # of the window: it counts wherever the keyboard is in it
        self._keys.activated.connect(self.toggle)
        shell.hub.changed.connect(self._on_changed)

    def show_record(self, record_id: int | None, title: str = "") -> None:
        """Stand for this record, called `title`."""
        self._record, self._title = record_id, title
        self._show()

    def toggle(self) -> None:
        """Stop the clock on this record, or start it here; one that runs elsewhere is stopped in the same step."""
        if self._record is None:
            return
        if self.runs:
            self._shell.stop_clock()
            return
        from app.views.parts.clock_panel import start_clock

        start_clock(self._store, self._shell, self._kind, self._record, self._title)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("time_entry"):
            self._show()

    def _show(self) -> None:
        if self._record is None:
            return
        found = timer.running(self._store)
        self.runs = found is not None and (found.kind, found.record_id) == (self._kind, self._record)
        self.set_icon(*(("stop-fill", "accent_text") if self.runs else ("play", "text2")))
        elsewhere = f", and stop it on “{found.title}”" if found is not None and not self.runs else ""
        self.set_name("Stop the clock" if self.runs else f"Start the clock on this {self._kind}{elsewhere}", KEYS)

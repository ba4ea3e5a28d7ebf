"""What pages want to know of the expected finish of projects, learned beside the window.

A page shows what is known. What it asked for and is not known yet is planned in a thread, what was looked at last first, and told
in between, so that a long list fills in while it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.services import expected

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Job, Progress

#: The page is painted first, and what it asks for in one go is learned in one go.
_WAIT_MS: Final = 100
#: What is looked at is told soon; what else is learned, of thousands, ever more seldom: each time pages read again.
_TELL_FIRST_S: Final = 0.5


class Foreteller(QObject):
    """See the top of this module. `learned(projects)` names those of which something else is to be expected than before."""

    learned = Signal(object)
    _wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self._job: Job | None = None
        self._tell_after_s = _TELL_FIRST_S
        self._end: Callable[[], None] = lambda: None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._start)
        self._wanted.connect(self._on_wanted, Qt.ConnectionType.QueuedConnection)  # it is asked from any thread

    def attach(self, store: Store | None) -> None:
        """Learn for this workspace from now on."""
        self._end()
        self._end = lambda: None
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._store, self._tell_after_s = store, _TELL_FIRST_S
        if store is not None:
            self._end = expected.listen(store, self._wanted.emit, self.learned.emit)

    def _on_wanted(self) -> None:
        if self._store is not None and self._job is None:
            self._timer.start()

    def _start(self) -> None:
        store = self._store
        if store is None or self._job is not None:
            return
        from app.views import jobs

        seconds = self._tell_after_s
        job = jobs.run(
            lambda progress: _learn(store, progress, seconds),
            lambda changed: self._done(store, changed),
            lambda _error: self._done(store, frozenset()),  # one that is a defect has reached the window's hook
            title="Planning",
        )
        self._job = job if job.running else None

    def _done(self, store: Store, changed: frozenset[int]) -> None:
        if store is not self._store:
            return
        self._job = None
        more = expected.wants(store)
        self._tell_after_s = self._tell_after_s * 2 if more else _TELL_FIRST_S
        if more:
            self._timer.start()
        if changed:
            expected.tell(store, changed)


def _learn(store: Store, progress: Progress, seconds: float) -> frozenset[int]:
    """Learn what is wanted, all of it or for so long, and then until there is something to tell; the projects to tell of."""
    changed: frozenset[int] = frozenset()
    until = monotonic() + seconds
    while ids := expected.take(store):
        changed |= expected.learn(store, ids, progress.check)
        if changed and monotonic() > until:
            break
    return changed

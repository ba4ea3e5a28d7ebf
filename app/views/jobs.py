"""Work that takes longer than a blink: it runs in the background, says how far it is, and can be cancelled.

    job = jobs.run(read_file, self._on_read, self._on_failed, title="Reading contacts.csv")
    job.progressed.connect(strip.show_progress)
    job.cancel()

`read_file(progress)` runs in a thread of its own and calls `progress.report(done, total, text)`; the
callbacks run in the window's thread. Threads own no QObject: they leave messages that an object living in the
window's thread picks up.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from app.base import UserError
from app.views.garbage import Sweeper

T = TypeVar("T")

_SWITCH_S = 0.0001


class Cancelled(Exception):  # noqa: N818 - it is what happened, not what went wrong
    """The user cancelled; raised by `Progress.check` inside the work so that it unwinds."""


class Progress:
    """What the work is given: it tells how far it is, and hears that it should stop."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._latest: tuple[int, int, str] | None = None
        self._tell = tell

    def report(self, done: int, total: int, text: str = "") -> None:
        """`done` of `total` units; `total` 0 when it is not known. Raises Cancelled like `check`."""
        self.check()
        with self._lock:
            waiting = self._latest is not None
            self._latest = (done, total, text)
        if not waiting:
            self._tell()

    def check(self) -> None:
        """Raises Cancelled when the user no longer wants the result; cheap, so call it in every turn of a
        loop.
        """
        if self._stop.is_set():
            raise Cancelled

    def stop(self) -> None:
        """Ask the work to end at its next `check`; from any thread."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the work was asked to end."""
        return self._stop.is_set()

    def take(self) -> tuple[int, int, str] | None:
        """The newest report since the last call, for the window's thread."""
        with self._lock:
            latest, self._latest = self._latest, None
        return latest


class Job(QObject):
    """One piece of work under way. `progressed(done, total, text)` and `ended()` come in the window's."""

    progressed = Signal(int, int, str)
    ended = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.running = True
        desk = _desk()
        self.progress = Progress(lambda: desk.tell(self._show))
        self.runnable: QRunnable | None = None

    def cancel(self) -> None:
        """Ask it to stop at its next check. Work that was past its last check ends as done, and says so."""
        self.progress.stop()

    def _show(self) -> None:
        latest = self.progress.take()
        if latest is not None and self.running and not self.progress.stopped:
            self.progressed.emit(*latest)


class _Desk(QObject):
    """Lives in the window's thread; what a worker leaves here is called there, each in a turn of its own.

    The queued signal alone would not do: what it makes the window paint is painted in the same turn.
    """

    message = Signal(object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(2)
        self.message.connect(self._on_message, Qt.ConnectionType.QueuedConnection)
        self._left: deque[Callable[[], None]] = deque()
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._on_turn)

    def tell(self, call: Callable[[], None]) -> None:
        """Have it called in the window's thread; from any thread. At the end of the program nobody listens."""
        with suppress(RuntimeError):  # Qt took the desk down while the work still ran
            self.message.emit(call)

    @Slot(object)
    def _on_message(self, call: Callable[[], None]) -> None:
        self._left.append(call)
        self._turn.start(0)

    @Slot()
    def _on_turn(self) -> None:
        call = self._left.popleft()
        if self._left:
            self._turn.start()
        call()


class _Run(QRunnable):
    def __init__(self, body: Callable[[], None]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python keeps it, through its job
        self._body = body

    def run(self) -> None:
        self._body()


class _State:
    desk: _Desk | None = None
    sweeper: Sweeper | None = None
    synchronous = 0
    usual_s: float | None = None  # the switch interval before it was lowered


def give_way() -> None:
    """Let the window's thread in ten times every millisecond, until no job runs. Python's default is every 5 ms, and the
    window waits so long at each of its many calls into Qt while a worker computes: 60 ms for one repaint, measured.
    """
    if sys.getswitchinterval() > _SWITCH_S:
        _State.usual_s = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)


def _as_usual() -> None:
    if _State.usual_s is not None:
        sys.setswitchinterval(_State.usual_s)
        _State.usual_s = None


def _desk() -> _Desk:
    if _State.desk is None:
        _State.desk = _Desk()
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(stop_all)
            _State.sweeper = Sweeper(app)
    return _State.desk


def run(
    fn: Callable[[Progress], T],
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
    *,
    title: str,
    cancelled: Callable[[], None] | None = None,
) -> Job:
    """Run `fn(progress)` in the background; call from the window's thread.

    Exactly one of the callbacks follows, in the window's thread: `done(result)`, `failed(error)` or
    `cancelled()`. An error that is no UserError also reaches `sys.excepthook`: it is a defect, and the page
    still has to end its waiting.
    """
    job = Job(title)
    desk = _desk()

    def settle(result: Any, error: Exception | None) -> None:
        desk.jobs.remove(job)
        if not desk.jobs:
            _as_usual()
        job.running, job.runnable = False, None
        job.ended.emit()
        desk.changed.emit()
        if isinstance(error, Cancelled):
            if cancelled is not None:
                cancelled()
        elif error is None:
            done(result)
        else:
            failed(error)
            if not isinstance(error, UserError):
                sys.excepthook(type(error), error, error.__traceback__)

    desk.jobs.append(job)
    desk.changed.emit()
    if _State.synchronous:
        settle(*_outcome(fn, job.progress))
        return job

    def body() -> None:
        result, error = _outcome(fn, job.progress)
        desk.tell(lambda: settle(result, error))

    give_way()
    job.runnable = _Run(body)
    desk.pool.start(job.runnable)
    return job


def _outcome(fn: Callable[[Progress], T], progress: Progress) -> tuple[T | None, Exception | None]:
    try:
        progress.check()
        return fn(progress), None
    except Exception as error:  # every outcome has to reach the window's thread, a defect above all
        return None, error


def running() -> tuple[Job, ...]:
    """The jobs under way, oldest first."""
    return tuple(_State.desk.jobs) if _State.desk is not None else ()


def on_change(slot: Callable[[], None]) -> None:
    """Call `slot` whenever a job starts or ends; the header shows what runs."""
    _desk().changed.connect(slot)


def stop_all(wait_ms: int = 5_000) -> bool:
    """Cancel everything and wait, at the end of the program; False when something did not end in time."""
    if _State.desk is None:
        return True
    for job in _State.desk.jobs:
        job.cancel()
    return _State.desk.pool.waitForDone(wait_ms)


@contextmanager
def synchronous() -> Iterator[None]:
    """For tests: inside, `run` has called its callback before it returns."""
    _State.synchronous += 1
    try:
        yield
    finally:
        _State.synchronous -= 1

"""Reads that may take longer than a blink: small workspaces are read at once, large ones beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.views import jobs

if TYPE_CHECKING:
    from app.models.store import Store

#: Up to so many tasks all that a page shows is read in less than a frame or two.
AT_ONCE = 15_000


class LatestRead:
    """Hands on the newest answer alone: what was asked before and is still under way is dropped.

    `owner` is the widget that shows the answers; when it is gone nothing is shown. Reads may run in another thread, so
    they touch the Store and nothing of the window. They do when there are more than `at_once` tasks, or records of another kind.
    """

    def __init__(
        self,
        store: Store,
        owner: QObject,
        at_once: int = AT_ONCE,
        of: Literal["task", "deal", "client", "renewal"] = "task",
    ) -> None:
        self._store = store
        self._owner = owner
        self._at_once, self._of = at_once, of
        self._next: tuple[Callable[[], Any], Callable[[Any], None]] | None = None
        self._busy = self._patient = False

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    @property
    def beside(self) -> bool:
        """Whether reads run beside the window, since there is so much."""
        return int(self._store.value(f"SELECT ifnull(max(id), 0) FROM {self._of}")) > self._at_once

    def ask(self, read: Callable[[], Any], show: Callable[[Any], None], *, patient: bool = False) -> None:
        """Call `read` now or beside the window, then `show` with its answer, in the window's thread.

        With `patient`, the same is asked again for what was learned meanwhile, and an answer under way is shown before it: else a page
        of which something new is learned all the time would never show anything.
        """
        if not self.beside:
            self._next = None
            show(read())
            return
        self._patient = patient and (self._patient or self._next is None)
        self._next = (read, show)
        if not self._busy:
            self._start()

    def _start(self) -> None:
        if self._next is None:
            return
        (read, show), self._next = self._next, None
        self._busy = True
        jobs.run(lambda _: read(), lambda found: self._done(found, show), self._failed, title="Reading")

    def _done(self, found: Any, show: Callable[[Any], None]) -> None:
        self._busy = False
        if not isValid(self._owner):
            return
        if self._next is None or self._patient:
            show(found)
        if not self._busy:
            self._start()

    def _failed(self, _error: Exception) -> None:
        self._busy = False  # the error itself has reached the window's hook
        if isValid(self._owner):
            self._start()

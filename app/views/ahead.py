"""What a click will need, got ready while nobody does anything: so the first opening of a page takes hardly longer than the next.

A page is imported when it is first shown, and its details are made when something is first looked at; that is most of what a first
click waits for. Both come sooner here, each step in a turn of its own: after the start, when nothing was pressed for a moment, and
while the pointer rests on a tab. Pages are made when they are shown or about to be, since all of them take 17 MB; only that of the
other place is made at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.views import registry
from app.views.parts.breath import soon

if TYPE_CHECKING:
    from app.views.shell import Shell

REST_MS: Final = 400
_APART_MS: Final = 40
_PRESSED: Final = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin)


class Ahead(QObject):
    """Gets ready what is likely to be wanted next in one window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._steps: Iterator[Callable[[], object]] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to get ready."""
        return not self._timer.isActive()

    def begin(self) -> None:
        """From the next moment of rest on, make the details of the page that is seen, and import the other pages."""
        window = self._shell.windowHandle()
        if window is not None:  # else nothing was painted yet
            window.installEventFilter(self)  # only what comes from outside, and little of it
            self._steps = self._all()
            self._timer.start(REST_MS)

    def prepare(self, key: str) -> None:
        """Make this page now, in turns of their own; '' is none."""
        entry, shell = registry.entry(key), self._shell
        if entry is not None and shell.has_store and not shell.stack.has(entry):
            shell.stack.come_nearer(entry, shell.store, shell)
            if not shell.stack.has(entry):
                soon(shell.stack, partial(self.prepare, key))

    def _all(self) -> Iterator[Callable[[], object]]:
        page, here = self._shell.page, self._shell.place
        if page is not None:
            yield from page.ahead()
        for entry in sorted(registry.available(), key=lambda entry: entry.tab != here):
            yield partial(registry.page_class, entry)
            yield from [partial(registry.import_next, entry)] * len(registry.page_class(entry).built_of)
        for tab in registry.TABS:
            yield partial(self.prepare, self._shell.last_of(tab.key))

    def _step(self) -> None:
        if self._is_busy():
            self._timer.start(REST_MS)
        elif (step := next(self._steps, None)) is not None:
            self._timer.start(_APART_MS)  # before the step, which may fail
            step()
        elif (window := self._shell.windowHandle()) is not None:
            window.removeEventFilter(self)

    def _is_busy(self) -> bool:
        """Whether something is dragged, a page is on its way, a dialog or a menu stands in front of the window, where its keys are
        not heard here, or work in the background would share the processor: a step would take twice as long.
        """
        from app.views import jobs

        front = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return front is not None or pressed or self._shell.arrival.is_under_way or bool(jobs.running())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() in _PRESSED and self._timer.isActive():
            self._timer.start(REST_MS)
        return False

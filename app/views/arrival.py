"""A page on its way: its tab is marked at once, and importing it, making it and reading it each take a turn of their own.

Nobody sees a page half made. Whoever asks for it meanwhile, and any key or click that is meant for it, gets it whole at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputEvent, QKeyEvent, QSinglePointEvent

from app.views.parts.breath import soon
from app.views.registry import Entry

if TYPE_CHECKING:
    from app.views.shell import Shell

_KEYS: Final = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_PRESSES: Final = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin)
_MODIFIERS: Final = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class Arrival(QObject):
    """Brings pages to the front of one window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._coming: Entry | None = None
        self._show: Callable[[], object] = lambda: None

    def takes_long(self, entry: Entry) -> bool:
        """Whether this page has to be made or read before it can be shown."""
        stack = self._shell.stack
        return self._shell.isVisible() and self._shell.has_store and (not stack.has(entry) or stack.is_stale(entry))

    @property
    def is_under_way(self) -> bool:
        """Whether a page is on its way."""
        return self._coming is not None

    def begin(self, entry: Entry, show: Callable[[], object]) -> None:
        """Get this page ready and call `show`, in the turns that follow; in place of what was on its way."""
        stack, window = self._shell.stack, self._shell.windowHandle()
        self._coming, self._show = entry, show
        stack.setFocus()  # keys are meant for what comes, no longer for the page that is still seen
        for watched in (stack, window):
            watched.installEventFilter(self)
        soon(stack, partial(self._step, entry))

    def finish(self) -> None:
        """Show what is on its way now, if anything is."""
        if self.is_under_way:
            self.stop()
            self._show()

    def stop(self) -> None:
        """Bring nothing."""
        if self.is_under_way:
            self._coming = None
            for watched in (self._shell.stack, self._shell.windowHandle()):
                watched.removeEventFilter(self)

    def _step(self, entry: Entry) -> None:
        if self._coming is not entry:
            return
        shell, show = self._shell, self._show
        self.stop()  # what asks for the page within a step gets the one before, and a step that fails is the last
        if shell.stack.come_nearer(entry, shell.store, shell):
            self.begin(entry, show)
        else:
            show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._shell.stack:
            if isinstance(event, QKeyEvent) and event.type() in _KEYS and event.key() not in _MODIFIERS:
                self.finish()
        elif isinstance(event, QInputEvent) and event.type() in _PRESSES and self._is_inside(event):
            self.finish()
        return False

    def _is_inside(self, event: QInputEvent) -> bool:
        """Whether this is pressed on the page, rather than on what stands above it."""
        stack = self._shell.stack
        if not isinstance(event, QSinglePointEvent):
            return True
        return stack.rect().contains(stack.mapFrom(self._shell, event.position().toPoint()))

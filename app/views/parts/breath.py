"""Long work in turns of their own: between two turns of the event loop keys and clicks are heard.

A timer that is started begins a new turn. `QTimer.singleShot(0, ...)` does not: it is a posted event, which Qt takes up in the turn
that is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_HELD_BACK: Final = Qt.WidgetAttribute.WA_ForceUpdatesDisabled  # by itself, whatever stands around it


def soon(owner: QWidget, call: Callable[[], object]) -> None:
    """Call it in a turn of its own, after the one that paints what was changed in this; never once `owner` is gone."""
    _next_turn(owner, partial(_next_turn, owner, call))


def paint_later(widget: QWidget) -> None:
    """Paint `widget` all at once in the turn after the next; until then the window shows what it showed.

    For what is read and laid out now, when painting it takes long as well. Does nothing to what is not on the screen.
    """
    if widget.isVisible() and widget.updatesEnabled():
        widget.setUpdatesEnabled(False)
        _next_turn(widget, partial(widget.setUpdatesEnabled, True))


def paint_in_turns(owner: QWidget, parts: Iterable[QWidget]) -> None:
    """Paint these parts of `owner` one after the other, each in a turn of its own: for what is painted for the first time.

    Does nothing to what is not on the screen.
    """
    held = [part for part in parts if part.isVisible() and not part.testAttribute(_HELD_BACK)]
    for part in held:
        part.setUpdatesEnabled(False)
    _next_turn(owner, partial(_paint_first, owner, held))


def _paint_first(owner: QWidget, held: list[QWidget]) -> None:
    there = [part for part in held if isValid(part)]
    if there:
        there[0].setUpdatesEnabled(True)
        soon(owner, partial(_paint_first, owner, there[1:]))


def _next_turn(owner: QWidget, call: Callable[[], object]) -> None:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(call)
    timer.timeout.connect(timer.deleteLater)
    timer.start(0)

"""What a click will need is got ready while the pointer comes to rest, so that the click finds it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_REST_MS: Final = 50
"""A pointer on its way elsewhere is off a tab again by then; nobody presses sooner than that."""


class Approach(QObject):
    """Calls `near` when the pointer rests on a widget."""

    def __init__(self, widget: QWidget, near: Callable[[], object]) -> None:
        super().__init__(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(near)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        if event.type() == QEvent.Type.Enter:
            self._timer.start()
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.MouseButtonPress):
            self._timer.stop()
        return False

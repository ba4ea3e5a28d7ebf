"""What is dragged to the edge of a board or a timeline scrolls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollBar

from app.views import theme

_EDGE: Final = 44  # px of an edge within which it scrolls
_FASTEST: Final = 22  # px in one tick of 16 ms


class EdgeScroll(QObject):
    """Scrolls while something is held near an edge, faster the nearer, and tells `moved` so that what
    is held follows.
    """

    def __init__(self, parent: QObject, moved: Callable[[], None]) -> None:
        super().__init__(parent)
        self._moved = moved
        self._steps: list[tuple[QScrollBar, int]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(16)
        self._timer.timeout.connect(self.tick)

    def near(self, *axes: tuple[QScrollBar, int, int]) -> None:
        """For each bar: where the pointer is along it, and how long what it scrolls is seen."""
        self._steps = [(bar, speed) for bar, at, length in axes if (speed := _speed(at, length))]
        if self._steps and not self._timer.isActive():
            self._timer.start()
        elif not self._steps:
            self._timer.stop()

    def tick(self) -> None:
        """One step of every bar that still has a way to go."""
        before = [bar.value() for bar, _ in self._steps]
        for bar, speed in self._steps:
            bar.setValue(bar.value() + speed)
        if before == [bar.value() for bar, _ in self._steps]:
            self._timer.stop()
        else:
            self._moved()

    def stop(self) -> None:
        """Let go."""
        self._steps = []
        self._timer.stop()


def towards(bar: QScrollBar, at: int, length: int, moved: int) -> list[tuple[QScrollBar, int, int]]:
    """The axis for `EdgeScroll.near`, once what is held was `moved` to the edge it is near to: what was taken hold of there
    stays until then."""
    return [(bar, at, length)] if moved and (moved > 0) == (2 * at > length) else []


def _speed(at: int, length: int) -> int:
    """How fast to scroll at a point of a length: negative near its start, positive near its end."""
    edge = min(theme.px(_EDGE), length // 4)
    if edge <= 0 or at < -edge or at > length + edge:
        return 0
    if at < edge:
        return -max(1, round(_FASTEST * min((edge - at) / edge, 1)))
    if at > length - edge:
        return max(1, round(_FASTEST * min((at - length + edge) / edge, 1)))
    return 0

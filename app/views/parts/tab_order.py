"""Tab goes as the eye does: rows that were made late stand where they are shown, and not at the end of the window's order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget
from shiboken6 import isValid

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class TabOrder:
    """`keep()` after what is shown has changed, or `keep_soon()` where much was; does nothing while the same widgets stand there."""

    def __init__(self, root: QWidget) -> None:
        self._root = root
        self._last: list[QWidget] = []
        self._soon: QTimer | None = None

    def keep_soon(self) -> None:
        """`keep()` on the next turn of the loop, once however often it is asked: nobody presses Tab before."""
        if self._soon is None:
            self._soon = QTimer(self._root)
            self._soon.setSingleShot(True)
            self._soon.setInterval(0)
            self._soon.timeout.connect(self.keep)
        self._soon.start()

    def keep(self) -> None:
        """Put the widgets of the root in the order in which they are laid out."""
        now = list(_walk(self._root))
        if now == self._last and all(map(isValid, self._last)):
            return
        self._last = now
        for first, then in pairwise(now):
            QWidget.setTabOrder(first, then)


def _walk(widget: QWidget) -> Iterator[QWidget]:
    if (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ):  # a field that is edited gives Tab to its input, and takes it back
        yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _walk(inside)
        return
    seen: set[int] = set()
    layout = widget.layout()
    if layout is not None:
        for child in _laid_out(layout):
            seen.add(id(child))
            yield from _walk(child)
    for other in widget.findChildren(
        QWidget, options=_DIRECT
    ):  # children() wakes what is no widget: models, actions, layouts
        if id(other) not in seen and not other.isWindow():
            yield from _walk(other)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)

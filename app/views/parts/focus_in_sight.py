"""What has the keyboard is in sight: Qt scrolls to it within an area, but not when it comes from outside."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

_MARGIN = 24


class FocusInSight(QObject):
    """Scrolls `area`, which owns it, to a widget that gets the keyboard while nothing of it is seen."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not isValid(self._area) or not isValid(now):
            return
        inside = self._area.widget()
        if inside is not None and inside.isAncestorOf(now) and now.visibleRegion().isEmpty():
            self._area.ensureWidgetVisible(now, 0, _MARGIN)


def show_whole(part: QWidget) -> None:
    """Scroll until all of a part is in sight that was shown just now, once it has its place."""
    QTimer.singleShot(0, part, lambda: _reveal(part))


def _reveal(part: QWidget) -> None:
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None and part.isVisible():
        around.ensureWidgetVisible(part, 0, _MARGIN)

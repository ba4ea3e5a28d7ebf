"""Searches for garbage when nobody waits for the window.

Python looks for unreachable cycles whenever enough objects were made, in whichever thread made them, and holds every
other thread meanwhile: 70 ms with the charts loaded, in the middle of a click. Here what lives on is set aside every
second (`gc.freeze`), which keeps each search short; and all of it is searched when the user goes to another window.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

#: How many searches of the middle generation pass before a whole one nobody asked for: about 7 million objects.
_RARELY = 1_000
_EVERY_MS = 1_000
#: So long another window of the program may take to come forward: a dialog that opens is no leaving.
_AWAY_MS = 400


class Sweeper(QObject):
    """Lives as long as the application, its parent."""

    def __init__(self, app: QObject) -> None:
        super().__init__(app)
        first, second, _ = gc.get_threshold()
        gc.set_threshold(first, second, _RARELY)
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(set_aside)
        timer.start()
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(_AWAY_MS)
        self._away.timeout.connect(sweep)
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationInactive:
            self._away.start()
        else:
            self._away.stop()


def set_aside() -> None:
    """Search what was made since the last time, and keep what is in use out of the searches that follow."""
    if gc.isenabled():  # while the window starts nothing is searched
        gc.collect()
        gc.freeze()


def sweep() -> None:
    """Search everything."""
    gc.unfreeze()
    set_aside()

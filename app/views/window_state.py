"""What the window remembers on this computer, in an ini file: its size, last page, colour scheme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QSettings, QSize

from app import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.theme import Scheme

_SCHEMES = ("system", "light", "dark")
_FRAME = QSize(16, 48)


class WindowState:
    """The remembered values; anything unreadable in the file counts as not remembered."""

    def __init__(self, folder: Path | None = None) -> None:
        file = (folder or paths.config_folder()) / "window.ini"
        self._values = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def scheme(self) -> Scheme:
        """'system', 'light' or 'dark'."""
        found = str(self._values.value("scheme", "system"))
        return cast("Scheme", found) if found in _SCHEMES else "system"

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._values.setValue("scheme", scheme)

    @property
    def page(self) -> str:
        """The key of the page seen last, or ''."""
        return str(self._values.value("page", ""))

    @page.setter
    def page(self, key: str) -> None:
        self._values.setValue("page", key)

    @property
    def folder(self) -> str:
        """Where a file was last chosen or saved, or ''."""
        return str(self._values.value("folder", ""))

    @folder.setter
    def folder(self, folder: str) -> None:
        self._values.setValue("folder", folder)

    @property
    def alive(self) -> str:
        """When the window last noted that it was there while a clock ran, as a moment's text, or ''."""
        return str(self._values.value("alive", ""))

    @alive.setter
    def alive(self, moment: str) -> None:
        self._values.setValue("alive", moment)

    def place(self, window: QWidget) -> None:
        """Give `window` its last size and place; 1280 x 800 the first time, or less on a smaller screen."""
        geometry = self._values.value("geometry")
        if isinstance(geometry, QByteArray) and window.restoreGeometry(geometry):
            return
        screen = window.screen()
        if screen is not None:  # the system's frame, which nobody knows before it is there, has to fit as well
            window.resize(QSize(1280, 800).boundedTo(screen.availableSize() - _FRAME))
        else:
            window.resize(QSize(1280, 800))

    def keep(self, window: QWidget, page: str) -> None:
        """Remember the size and place of `window`, and its page."""
        self._values.setValue("geometry", window.saveGeometry())
        self.page = page
        self._values.sync()

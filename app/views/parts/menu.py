"""Menus with rounded corners, icons that follow the theme and keys shown beside the words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.views.parts import icons
from app.views.parts.buttons import keys_text


class Menu(QMenu):
    """A menu for a button or the right mouse button; it is told what it holds line by line."""

    def __init__(self, parent: QWidget | None = None, title: str = "") -> None:
        super().__init__(title, parent)
        self.setWindowFlags(
            self.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setToolTipsVisible(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        from app.views.parts.popup import cut_out

        super().resizeEvent(event)
        cut_out(self, self.rect())

    def add(
        self, text: str, does: Callable[[], object], icon: str = "", shortcut: str = "", *, why_not: str = ""
    ) -> QAction:
        """A line that calls `does`. `shortcut` is only shown, the page owns the keys."""
        action = QAction(f"{text}\t{keys_text(shortcut)}" if shortcut else text, self)
        if icon:
            action.setIcon(icons.icon(icon))
        action.triggered.connect(lambda _: does())
        if why_not:
            action.setEnabled(False)
            action.setToolTip(why_not)
        self.addAction(action)
        return action

    def add_menu(self, text: str, icon: str = "") -> Menu:
        """A line that opens a further menu."""
        inner = Menu(self, text)
        if icon:
            inner.setIcon(icons.icon(icon))
        self.addMenu(inner)
        return inner

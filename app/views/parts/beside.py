"""A page with details beside it: 320 px at the right, 288 when the page needs the room, and in its place below 1100 px.

beside = Beside(content, panel)
beside.needs = lambda: 960          how wide the content would like to be, in px
beside.open(), .close(), .is_open   `changed` tells of both
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.breath import paint_later
from app.views.parts.pane import Pane
from app.views.theme import px

WIDE, SLIM, NARROW_BELOW = 320, 288, 1100


class Beside(QWidget):
    """See the top of this module."""

    changed = Signal(bool)

    def __init__(self, content: QWidget, panel: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content, self.panel = content, panel or Panel()
        self.needs: Callable[[], int] = lambda: 0
        self._open = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(content, 1)
        row.addWidget(self.panel)
        self.panel.hide()

    def set_panel(self, panel: QWidget) -> None:
        """Give it its details later: most are not wanted before something is looked at."""
        row = self.layout()
        if panel is self.panel or row is None:
            return
        row.replaceWidget(self.panel, panel)
        self.panel.deleteLater()
        self.panel = panel
        self.fit()

    @property
    def is_open(self) -> bool:
        """Whether the details are shown."""
        return self._open

    @property
    def is_narrow(self) -> bool:
        """Whether the details take the content's place."""
        return self.width() < px(NARROW_BELOW)

    def open(self) -> None:
        """Show the details."""
        if not self._open:
            self._open = True
            paint_later(self)
            self.fit()
            self.changed.emit(True)

    def close_panel(self) -> None:
        """Give the content the whole room."""
        if self._open:
            self._open = False
            paint_later(self)
            self.fit()
            self.changed.emit(False)

    def fit(self) -> None:
        """Share the room anew, for instance when the content has other columns."""
        narrow = self._open and self.is_narrow
        if not narrow:
            self.panel.setMinimumWidth(0)
            slim = self.width() - px(WIDE) < self.needs()
            self.panel.setFixedWidth(px(SLIM if slim else WIDE))
        else:
            self.panel.setMinimumWidth(0)
            self.panel.setMaximumWidth(16_777_215)
        keyboard = QApplication.focusWidget()
        self.panel.setVisible(self._open)
        if narrow and self.content.isVisible() and keyboard is not None and self.content.isAncestorOf(keyboard):
            self.panel.setFocus(
                Qt.FocusReason.OtherFocusReason
            )  # left to itself Qt would take the first thing in the window
        self.content.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def in_card(table: QWidget) -> QWidget:
    """A list as a card, with the page's margin at the sides and below."""
    around, pane = QWidget(), Pane()
    pane.box.addWidget(table)
    inset = QHBoxLayout(around)
    inset.setContentsMargins(px(theme.PAGE_MARGIN), 0, px(theme.PAGE_MARGIN), px(theme.PAGE_MARGIN))
    inset.addWidget(pane)
    return around


class Panel(QWidget):
    """The ground of the details: the panel's tone and a line at the left, unless they stand on a ground of their own."""

    has_ground = True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self.has_ground:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, 0, 1, self.height(), theme.colour("line"))

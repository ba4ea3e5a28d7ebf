"""The focus ring: 2 px, 2 px away from the part that has the keyboard, drawn over its surroundings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from app.views.parts.paint import paint_box

REACH = 4  # 2 px of air and 2 px of ring

_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
}


def by_keyboard(event: QFocusEvent) -> bool:
    """Whether the focus came by a key; buttons show their ring only then."""
    return event.reason() in _KEYBOARD


def is_ringed(button: QWidget) -> bool:
    """Whether a button shows its ring: then who hands its focus on does so as a key would."""
    return getattr(button, "_ring", None) is not None


class FocusRing(QWidget):
    """A ring around a widget, in the nearest window or scrolled surface, so that no neighbour cuts it off.

    It follows the widget and goes with it. `air` fills the 2 px between widget and ring when given.
    """

    def __init__(self, around: QWidget, radius: int, token: str = "accent", air: str | None = None) -> None:
        host, path = _host_of(around)
        super().__init__(host)
        self._around = around
        self._path = path
        self._radius = radius
        self._token = token
        self._air = air
        self._inner: QRect | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in path:
            widget.installEventFilter(self)
        around.destroyed.connect(self.hide)
        around.destroyed.connect(self.deleteLater)
        self.follow()

    def set_token(self, token: str) -> None:
        """Another colour: 'bad' marks a refused field."""
        self._token = token
        self.update()

    def set_inner(self, rect: QRect | None) -> None:
        """Surround only this part of the widget, in its coordinates."""
        self._inner = rect
        self.follow()

    def follow(self) -> None:
        """Take the place around the widget as it lies now."""
        host = self.parentWidget()
        if host is None or not isValid(self._around):
            return
        rect = self._inner or self._around.rect()
        placed = QRect(self._around.mapTo(host, rect.topLeft()), rect.size())
        self.setGeometry(placed.adjusted(-REACH, -REACH, REACH, REACH))
        self.setVisible(self._around.isVisible())
        self.raise_()

    def remove(self) -> None:
        """Take the ring away for good."""
        for widget in self._path:
            if isValid(widget):
                widget.removeEventFilter(self)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED and isValid(self) and isValid(self._around) and self.parent() is not None:
            self.follow()
        return super().eventFilter(watched, event) if isValid(self) else False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self._air is not None:
            paint_box(
                painter,
                self.rect().adjusted(1, 1, -1, -1),
                self._radius + 3,
                None,
                self._air,
                width=REACH - 1,
            )
        paint_box(painter, self.rect(), self._radius + REACH, None, self._token, width=2)


def _host_of(widget: QWidget) -> tuple[QWidget, list[QWidget]]:
    """The surface that carries the ring, and the widgets from `widget` up to it whose moves move the ring."""
    path = [widget]
    above = widget.parentWidget()
    while above is not None:
        holder = above.parentWidget()
        if above.isWindow() or (isinstance(holder, QAbstractScrollArea) and holder.viewport() is above):
            return above, path
        path.append(above)
        above = holder
    return path[-1], path[:-1]

"""The strip after an action: what was done, and Undo, for six seconds at the bottom left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHBoxLayout, QWidget

from app.views import theme
from app.views.parts.buttons import Button
from app.views.parts.label import Label
from app.views.parts.paint import CENTRE, paint_box, paint_shadow, paint_text, text_width

SECONDS = 6
_STEP = 32  # less than any button is wide
_EDGE = 16  # from the window's edge, and room for the shadow around the strip


class _Action(Button):
    """The word at the right of the strip, on the strip's own ground."""

    radius = theme.RADIUS_MARK

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text(), theme.TEXT, theme.SEMIBOLD) + 16, theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_text(painter, self.rect(), self.text(), "window", weight=theme.SEMIBOLD, align=CENTRE)
        if self.hovered:
            width = text_width(self.text(), theme.TEXT, theme.SEMIBOLD)
            base = self.rect().center().y() + 8
            painter.drawLine(QPoint(8, base), QPoint(7 + width, base))


class Toast(QWidget):
    """One per window: `say` replaces what it said before. It keeps away from what has the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")  # the board looks for it by this name
        self._does: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE + 16, _EDGE + 6, _EDGE + 8, _EDGE + 6)
        row.setSpacing(24)
        self._words = Label("", "window")
        self._button = _Action(self)
        self._button.clicked.connect(self._act)
        row.addWidget(self._words)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None, action: str = "Undo") -> None:
        """Show `text` for six seconds, with a button that calls `undo`; tell screen readers."""
        self._words.setText(text)
        self._does = undo
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(undo is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def text(self) -> str:
        """What it says, or said last."""
        return self._words.text()

    def _act(self) -> None:
        self.hide()
        if self._does is not None:
            does, self._does = self._does, None
            does()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        self.adjustSize()
        lowest = window.height() - self.height()
        focus = _focus_rect(window)
        lowest = min(lowest, self._above_buttons(window, QRect(QPoint(0, lowest), self.size())))
        places = [QPoint(0, lowest), QPoint(window.width() - self.width(), lowest)]
        if focus is not None:
            places.insert(1, QPoint(0, focus.top() - self.height()))
        for place in places:
            strip = QRect(place, self.size()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
            if place.y() >= 0 and (focus is None or not strip.intersects(focus)):
                self.move(place)
                return
        self.move(places[0])

    def _above_buttons(self, window: QWidget, place: QRect) -> int:
        """The top of the strip where it leaves the buttons at the foot of a narrow window free."""
        strip = place.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # what is below it is looked for
        under = {window.childAt(x, strip.center().y()) for x in range(strip.left(), strip.right(), _STEP)}
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        tops = [each.mapTo(window, QPoint(0, 0)).y() for each in under if isinstance(each, QAbstractButton)]
        return min(tops) - self.height() + _EDGE // 2 if tops else place.top()

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:  # noqa: ARG002
        if self.isVisible() and new is not None and not self.isAncestorOf(new):
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        strip = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        paint_shadow(painter, strip, theme.RADIUS, 12)
        paint_box(painter, strip, theme.RADIUS, "text")


def _focus_rect(window: QWidget) -> QRect | None:
    """Where the keyboard is, in the window: the current row of a list, else the focused widget."""
    focus = QApplication.focusWidget()
    if focus is None or not window.isAncestorOf(focus):
        return None
    if isinstance(focus, QAbstractItemView):
        rect = focus.visualRect(focus.currentIndex())
        return QRect(focus.viewport().mapTo(window, rect.topLeft()), rect.size())
    if focus.height() > window.height() // 2:  # a whole page has the keyboard, not a place on it
        return None
    return QRect(focus.mapTo(window, QPoint(0, 0)), focus.size())

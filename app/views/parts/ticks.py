"""Check boxes and radio buttons: 14 px, filled with the accent when chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.focus_ring import FocusRing, by_keyboard
from app.views.parts.paint import paint_box, paint_text, text_width

BOX = 14
_GAP = 8


def paint_tick(painter: QPainter, rect: QRect, checked: bool, *, enabled: bool = True) -> None:
    """Paint a check box in the middle of `rect`."""
    box = QRect(0, 0, BOX, BOX)
    box.moveCenter(rect.center())
    if checked:
        paint_box(painter, box, 3, "accent" if enabled else "disabled")
        icons.paint(painter, box, "check-bold", "on_accent" if enabled else "card", 10)
    else:
        paint_box(painter, box, 3, "card", "mark_line" if enabled else "line")


def paint_radio(painter: QPainter, rect: QRect, checked: bool, *, enabled: bool = True) -> None:
    """Paint a radio button in the middle of `rect`."""
    box = QRect(0, 0, BOX + 2, BOX + 2)
    box.moveCenter(rect.center())
    if checked:
        paint_box(painter, box, BOX, "accent" if enabled else "disabled")
        paint_box(painter, QRectF(box).adjusted(5, 5, -5, -5), BOX, "on_accent" if enabled else "card")
    else:
        paint_box(painter, box, BOX, "card", "mark_line" if enabled else "line")


class _Ticks:
    """What both have in common; mixed into Qt's own, which bring the keys and the accessible role."""

    _ring: FocusRing | None = None

    @staticmethod
    def hint(button: QAbstractButton) -> QSize:
        words = _GAP + text_width(button.text()) if button.text() else 0
        return QSize(BOX + 4 + words + 2, theme.px(24))

    @staticmethod
    def words(painter: QPainter, button: QAbstractButton) -> None:
        left = BOX + 4 + _GAP
        rect = QRect(left, 0, button.width() - left, button.height())
        paint_text(painter, rect, button.text(), "text" if button.isEnabled() else "disabled")

    def ring(self, button: QWidget, event: QFocusEvent, radius: int) -> None:
        if event.gotFocus() and by_keyboard(event):
            self._ring = FocusRing(button, radius)
            side = BOX + 4
            self._ring.set_inner(QRect(0, (button.height() - side) // 2, side, side).adjusted(1, 1, -1, -1))
        elif event.lostFocus() and self._ring is not None:
            self._ring.remove()
            self._ring = None


class CheckBox(QCheckBox, _Ticks):
    """A check box in Baton's look; Space or Enter tick it."""

    def sizeHint(self) -> QSize:
        return self.hint(self)

    def minimumSizeHint(self) -> QSize:
        return self.hint(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt with an arrow moves the line it stands in; Qt would take it for a way to the next button
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ring(self, event, 3)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring(self, event, 3)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_tick(painter, QRect(0, 0, BOX + 4, self.height()), self.isChecked(), enabled=self.isEnabled())
        self.words(painter, self)


class RadioButton(QRadioButton, _Ticks):
    """A radio button in Baton's look."""

    def sizeHint(self) -> QSize:
        return self.hint(self)

    def minimumSizeHint(self) -> QSize:
        return self.hint(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.ring(self, event, BOX)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring(self, event, BOX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_radio(painter, QRect(0, 0, BOX + 4, self.height()), self.isChecked(), enabled=self.isEnabled())
        self.words(painter, self)

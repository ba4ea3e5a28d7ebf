"""Chips: filters that show how many records they would leave."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.paint import paint_box, paint_text, text_width

_PAD = 12
_GAP = 6
_CROSS = 12


class Chip(Button):
    """A rounded filter. `checkable`: chosen or not (`toggled`). `closable`: a cross emits `closed`.

    A chosen checkable chip shows the cross too, and its cross unchooses it; with `ticked` it shows a tick before
    its words instead, for what is switched on rather than narrowed to.
    """

    closed = Signal()
    radius = theme.RADIUS_CHIP

    def __init__(
        self,
        text: str,
        count: int | None = None,
        *,
        checkable: bool = True,
        closable: bool = False,
        ticked: bool = False,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._count = count
        self._closable = closable
        self._ticked = ticked
        self._icon_name = icon
        self.setCheckable(checkable)
        self.setText(text)
        self.toggled.connect(self.updateGeometry)
        self._name()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    @property
    def count(self) -> int | None:
        """How many records match, as it is shown."""
        return self._count

    def set_count(self, count: int | None) -> None:
        """How many records match; None shows no number."""
        if count != self._count:
            self._count = count
            self._name()
            self.updateGeometry()
            self.update()

    def _name(self) -> None:
        number = "" if self._count is None else f", {self._count:,}"
        self.setAccessibleName(f"{self.text()}{number}")

    def _has_cross(self) -> bool:
        return self._closable or (self.isCheckable() and self.isChecked() and not self._ticked)

    def _sign(self) -> str:
        return "check" if self._ticked and self.isChecked() else self._icon_name

    def _number(self) -> str:
        return "" if self._count is None else f"{self._count:,}"

    def sizeHint(self) -> QSize:
        width = 2 * _PAD + text_width(self.text(), theme.SECOND, theme.MEDIUM)
        width += 14 + _GAP if self._sign() else 0
        width += _GAP + text_width(self._number(), theme.SECOND) if self._number() else 0
        width += _GAP + _CROSS - 2 if self._has_cross() else 0
        return QSize(width, theme.px(theme.CHIP))

    def _cross_rect(self) -> QRect:
        return QRect(self.width() - _PAD - _CROSS + 4, 0, _CROSS + _PAD - 4, self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._closable and self.isDown() and self._cross_rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.closed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._closable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        enabled = self.isEnabled()
        chosen = enabled and (self.isChecked() or (self._closable and not self.isCheckable()))
        if chosen:
            fill, line, words, number = "accent_soft", "accent_line", "accent_text", "accent_text"
        else:
            fill = "press" if self.isDown() else "hover" if self.hovered else ""
            line, words, number = "strong_line", "text2", "text3"
        if not enabled:
            line = "line"
            words = number = "disabled"
        paint_box(painter, self.rect(), self.radius * 2, fill or None, line)
        left = _PAD
        if self._sign():
            icons.paint(painter, QRect(left, 0, 14, self.height()), self._sign(), words, 14)
            left += 14 + _GAP
        rect = QRect(left, 0, self.width() - left, self.height())
        left += paint_text(painter, rect, self.text(), words, theme.SECOND, weight=theme.MEDIUM)
        if self._number():
            left += _GAP
            rect = QRect(left, 0, self.width() - left, self.height())
            left += paint_text(painter, rect, self._number(), number, theme.SECOND)
        if self._has_cross():
            icons.paint(painter, QRect(left + _GAP - 1, 0, _CROSS, self.height()), "x", words, _CROSS)

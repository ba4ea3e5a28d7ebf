"""Dialogs: a panel over the dimmed window, opened with `open()`, left with Esc."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QSizeGrip,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.views import theme
from app.views.parts.buttons import MainButton
from app.views.parts.label import Label
from app.views.parts.paint import paint_box, paint_shadow

SHADOW = 20


def shadow_width() -> int:
    """The translucent edge around a dialog that holds its shadow, in px; 0 on a screen that cannot show what is
    half transparent, where it would be a black frame."""
    from app.views.parts.board_drag import composed

    return SHADOW if composed() else 0


class _Dim(QWidget):
    """Darkens the window behind a dialog."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self.parentWidget()
        if event.type() == QEvent.Type.Resize and window is not None:
            self.setGeometry(window.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        QPainter(self).fillRect(self.rect(), theme.colour("dim"))


class BatonDialog(QDialog):
    """A window-modal panel: title, `body` (a column to fill), and a foot of buttons.

    Show it with `open()`; `exec()` would start a loop within a loop and raises. Esc closes; Enter presses the
    main button unless one types several lines. The window behind is dimmed, and gets its focus back.
    """

    def __init__(
        self, parent: QWidget, title: str, text: str = "", *, width: int = 480, resizable: bool = False
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.edge = shadow_width()
        if self.edge:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._dim: _Dim | None = None
        self._held_at: QPointF | None = None
        self._before: QWidget | None = None
        self._main: MainButton | None = None
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(self.edge, self.edge, self.edge, self.edge)
        self._frame.setSpacing(0)
        self.title_label = Label(title, "text", theme.TITLE, theme.SEMIBOLD, wrap=True)
        self.text_label = Label(text, "text2", wrap=True)
        self.text_label.setVisible(bool(text))
        self.body = QVBoxLayout()
        self._build(width)
        if resizable:
            self._grip = QSizeGrip(self)
            self._grip.setFixedSize(16, 16)

    def _build(self, width: int) -> None:
        inside = QVBoxLayout()
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(4)
        inside.addWidget(self.title_label)
        inside.addWidget(self.text_label)
        inside.addSpacing(12)
        self.body.setSpacing(8)
        inside.addLayout(self.body, 1)
        inside.addStretch(0)
        self._frame.addLayout(inside, 1)
        self.foot_note = Label("", "text3", theme.SECOND, wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 12)
        foot.addWidget(self.foot_note, 1)
        foot.addLayout(self._buttons)
        self._foot = QWidget(self)
        self._foot.setLayout(foot)
        self._foot.hide()
        self._frame.addWidget(self._foot)
        self.setMinimumWidth(theme.px(width) + 2 * self.edge)

    def add_button(self, button: QAbstractButton, does: Callable[[], object] | None = None) -> QAbstractButton:
        """Put a button into the foot, left to right; without `does` it closes. A MainButton answers Enter."""
        if isinstance(button, MainButton):
            self._main = button
        button.clicked.connect(lambda: self.reject() if does is None else does())
        self._buttons.addWidget(button)
        self._foot.show()
        return button

    def set_note(self, text: str) -> None:
        """A sentence at the left of the foot."""
        self.foot_note.setText(text)

    def open(self) -> None:
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        self._before = QApplication.focusWidget()
        if window is not None and self._dim is None:
            self._dim = _Dim(window)
        self.adjustSize()
        if window is not None:
            middle = window.mapToGlobal(window.rect().center())
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        super().open()

    def exec(self) -> int:
        """Not for Baton: raises RuntimeError."""
        raise RuntimeError("open() the dialog; a loop within a loop loses events")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_grip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_grip()

    def _place_grip(self) -> None:
        if hasattr(self, "_grip"):
            self._grip.move(self.width() - self.edge - 18, self.height() - self.edge - 18)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._dim is not None and isValid(self._dim):
            self._dim.hide()
            self._dim.deleteLater()
        self._dim = None
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._main is not None and not isinstance(self.focusWidget(), QPlainTextEdit):
                self._main.click()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held_at = event.position() if event.position().y() < self.edge + 56 else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Held at its head and drawn, it is moved; a mere click leaves it where it is."""
        handle, held = self.windowHandle(), self._held_at
        far = held is not None and (event.position() - held).manhattanLength() >= QApplication.startDragDistance()
        if far and handle is not None:
            self._held_at = None
            handle.startSystemMove()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        panel = QRectF(self.rect()).adjusted(self.edge, self.edge, -self.edge, -self.edge)
        if self.edge:
            paint_shadow(painter, panel, theme.RADIUS_DIALOG, self.edge - 4)
        paint_box(painter, panel, theme.RADIUS_DIALOG if self.edge else 0, "panel", "strong_line")
        if self._foot.isVisible():
            top = self._foot.y()
            painter.fillRect(round(panel.left()) + 1, top, round(panel.width()) - 2, 1, theme.colour("line"))

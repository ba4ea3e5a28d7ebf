"""The window of the wizard: rail at the left, the step at the right, a foot below; over the dimmed window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.views import theme
from app.views.handoff.head import Head
from app.views.handoff.rail import WIDTH, Rail
from app.views.parts import icons
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.paint import paint_box, paint_shadow
from app.views.theme import px

LARGEST: Final = QSize(1216, 768)
FILLS_BELOW: Final = 1280
_FOOT: Final = 56
_AROUND: Final = 16  # px of the window that stay in sight above and below


def _goes_on(event: QEvent) -> bool:
    """Whether an input must not take this key: it takes Enter for itself, but with Ctrl that means to go on."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        event.ignore()
        return True
    return False


class _Note(QWidget):
    """The sentence of the foot; an amber sign before it when it says what is missing."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = ElidedLabel("", "text2")
        row.addSpacing(0)
        row.addWidget(self.words, 1)
        self._warns = False

    def say(self, text: str, *, warns: bool) -> None:
        """Say something else."""
        if (text, warns) == (self.words.text(), self._warns):
            return
        self._warns = warns
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(24 if warns else 0, 0, 0, 0)
        self.words.set_token("warn" if warns else "text2")
        self.words.set_text(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._warns:
            icons.paint(QPainter(self), QRect(0, 0, 16, self.height()), "warning", "warn")


class WizardFrame(BatonDialog):
    """Builds and paints the surfaces; what happens on them is the wizard's."""

    def __init__(self, parent: QWidget, title: str) -> None:
        self.rail = Rail()
        self.head = Head()
        self.note = _Note()
        self.content = QVBoxLayout()
        self._fills = False
        super().__init__(parent, title, width=720, resizable=True)
        self.title_label.hide()
        self.text_label.hide()
        window = parent.window()
        if window is not None:
            window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _build(self, width: int) -> None:
        self.foot_note = Label("")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 0, 16, 0)
        foot.setSpacing(16)
        foot.addWidget(self.note, 1)
        foot.addLayout(self._buttons)
        self._foot.setFixedHeight(px(_FOOT))
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.content.setContentsMargins(12, 20, 12, 12)
        self.content.setSpacing(8)
        right.addLayout(self.content, 1)
        right.addWidget(self._foot)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self._frame.addLayout(whole)
        self.setMinimumSize(px(width), px(440))

    def adjustSize(self) -> None:
        """Take the size that the window behind allows."""
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        room = window.size() if window is not None else LARGEST
        self._fills = room.width() < FILLS_BELOW
        shadow = 0 if self._fills else self.edge
        self._frame.setContentsMargins(shadow, shadow, shadow, shadow)
        if self._fills:
            self.setMaximumSize(16_777_215, 16_777_215)
            self.resize(room)
            return
        edge = QSize(2 * self.edge, 2 * self.edge)
        largest = QSize(px(LARGEST.width()), px(LARGEST.height()))
        self.setMaximumSize(largest + edge)
        free = room - QSize(2 * _AROUND, 2 * _AROUND)
        self.resize(largest.boundedTo(free) + edge)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:  # noqa: ARG002
        if isinstance(new, QLineEdit) and self.isAncestorOf(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        if isinstance(watched, QLineEdit):
            return _goes_on(event)
        if watched is window and event.type() == QEvent.Type.Close and self.isVisible():
            self.reject()  # before the workspace is closed, so that the draft is kept
        if watched is window and event.type() == QEvent.Type.Resize and self.isVisible() and window is not None:
            self.adjustSize()
            middle = window.mapToGlobal(window.rect().center())
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        return super().eventFilter(watched, event)

    def _place_grip(self) -> None:
        super()._place_grip()
        if hasattr(self, "_grip"):
            self._grip.setStyleSheet("QSizeGrip { image: none; background: transparent; }")
            self._grip.setVisible(not self._fills)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # what is done by Enter is said by a button
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._fills:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shadow = 0 if self._fills else self.edge
        radius = theme.RADIUS_DIALOG if shadow else 0
        panel = QRectF(self.rect()).adjusted(shadow, shadow, -shadow, -shadow)
        edge = 0 if self._fills else max(radius, 1)
        if panel.adjusted(edge, edge, -edge, -edge).contains(QRectF(event.rect())):
            painter.fillRect(event.rect(), theme.colour("panel"))  # an edit repaints words, not the edge
            self._paint_surfaces(painter, panel)
            return
        if shadow:
            paint_shadow(painter, panel, radius, shadow - 4)
        paint_box(painter, panel, radius, "panel")
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(panel, radius, radius)
        painter.setClipPath(path)
        self._paint_surfaces(painter, panel)
        painter.restore()
        if not self._fills:
            paint_box(painter, panel, radius, None, "strong_line")

    def _paint_surfaces(self, painter: QPainter, panel: QRectF) -> None:
        foot = self._foot.mapTo(self, QPoint(0, 0)).y()
        left, top = panel.left() + px(WIDTH), panel.top()
        painter.fillRect(QRectF(left, top, panel.right() - left, foot - top), theme.colour("window"))
        painter.fillRect(QRectF(left, top, 1, panel.height()), theme.colour("line"))
        painter.fillRect(QRectF(left, foot, panel.right() - left, 1), theme.colour("line"))

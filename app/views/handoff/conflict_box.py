"""One conflict at a time: what is wrong, and the ways out, each with its consequence at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views import theme
from app.views.handoff.conflicts import Choice, Conflict
from app.views.parts import icons
from app.views.parts.buttons import PlainButton
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.marks import WORDS
from app.views.parts.paint import RIGHT, paint_box, paint_text, text_width
from app.views.parts.ticks import BOX, RadioButton, paint_radio

_ROW: Final = 28


class _Way(RadioButton):
    """A way out. Enter takes it at once, the arrows walk through them."""

    taken = Signal()

    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(choice.text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_choice(choice)

    def show_choice(self, choice: Choice) -> None:
        """Stand for another way out."""
        self.choice = choice
        if choice.text != self.text():
            self.setText(choice.text)
        self.setAccessibleName(f"{choice.text}. {choice.consequence}")
        self.setToolTip(choice.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.px(_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.setChecked(True)
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.taken.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_radio(painter, QRect(0, 0, BOX + 4, self.height()), self.isChecked())
        chosen, words = self.isChecked(), self.choice.consequence
        room = min(text_width(words, theme.TEXT, theme.MEDIUM), self.width() // 2)
        place = QRect(self.width() - room - 1, 0, room + 1, self.height())
        token = WORDS[self.choice.tone] if chosen or self.choice.tone != "good" else "text2"
        paint_text(painter, place, words, token, weight=theme.MEDIUM if chosen else theme.REGULAR, align=RIGHT)
        left = BOX + 12
        text = QRect(left, 0, place.left() - 16 - left, self.height())
        weight = theme.MEDIUM if chosen else theme.REGULAR
        paint_text(painter, text, self.choice.text, "text" if chosen else "text2", weight=weight)


class ConflictBox(QWidget):
    """Shows a conflict and its ways out; `taken(choice)` when one is applied."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.ways: list[_Way] = []
        self._shown: tuple[object, list[str]] | None = None
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(22, 0, 0, 0)
        head.setSpacing(8)
        self._title = ElidedLabel("", "text", theme.TEXT, theme.SEMIBOLD)
        self._detail = ElidedLabel("", "text2")
        self._count = Label("", "text3", theme.SECOND)
        self.apply = PlainButton("Apply", in_row=True)
        self.apply.set_tooltip("Change the plan so", "Return")
        self.apply.clicked.connect(self._take)
        head.addWidget(self._title, 0)
        head.addWidget(self._detail, 1)
        head.addWidget(self._count)
        head.addWidget(self.apply)
        column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(22, 0, 0, 0)
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.hide()

    def show_conflict(self, conflict: Conflict | None, choices: Sequence[Choice], total: int) -> None:
        """Show the first of `total` conflicts; None for none."""
        if conflict is None:
            self._shown = None
            self.hide()
            return
        self._say(conflict, total)
        texts = [choice.text for choice in choices]
        if self._shown == (conflict.key, texts):
            for way, choice in zip(self.ways, choices, strict=True):
                way.show_choice(choice)
        else:
            had_focus = any(way.hasFocus() for way in self.ways) or self.apply.hasFocus()
            self._shown = (conflict.key, texts)
            self._show_ways(choices)
            if had_focus:
                self.take_focus()
        self.show()

    def _say(self, conflict: Conflict, total: int) -> None:
        said = f"{conflict.title}. {conflict.detail}"
        counted = f"1 of {total} {'conflict' if total == 1 else 'conflicts'}"
        if (said, counted) != (self.accessibleName(), self._count.text()):
            self._title.set_text(conflict.title)
            self._detail.set_text(conflict.detail)
            self._count.setText(counted)
            self.setAccessibleName(said)

    def _show_ways(self, choices: Sequence[Choice]) -> None:
        """Show other ways out; as many buttons as there are already stay."""
        while len(self.ways) > len(choices):
            way = self.ways.pop()
            self._group.removeButton(way)
            way.hide()
            way.setParent(None)
            way.deleteLater()
        for way, choice in zip(self.ways, choices, strict=False):
            way.show_choice(choice)
        for choice in choices[len(self.ways) :]:
            way = _Way(choice, self)
            way.taken.connect(self._take)
            self._group.addButton(way)
            self._list.addWidget(way)
            self.ways.append(way)
        if self.ways:
            self.ways[0].setChecked(True)
        self.apply.setVisible(bool(self.ways))
        self.updateGeometry()

    def take_focus(self) -> None:
        """Put the keyboard on the chosen way out."""
        chosen = next((way for way in self.ways if way.isChecked()), None)
        (chosen or self.apply).setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self) -> None:
        chosen = next((way for way in self.ways if way.isChecked()), None)
        if chosen is not None:
            self.taken.emit(chosen.choice)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.RADIUS, "card", "warn_mark")
        line = QRect(14, self._title.y(), 16, self._title.height())
        icons.paint(painter, line, "warning", "warn")

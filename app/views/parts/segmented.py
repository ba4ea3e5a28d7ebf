"""A segmented switch: one of a few, all in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.paint import CENTRE, paint_box, paint_text, text_width


class _Segment(Button):
    """One choice of the switch."""

    radius = theme.RADIUS_FIELD

    def __init__(self, text: str, icon: str, in_row: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._in_row = in_row
        self._shows_words = bool(text)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        width = 24 + (text_width(self.text(), theme.SECOND, theme.SEMIBOLD) if self._shows_words else 0)
        if self._icon_name:
            width += 16 + (6 if self._shows_words else -8)
        return QSize(width, theme.px(theme.CONTROL_IN_ROW if self._in_row else theme.CONTROL) - 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.isChecked() and self.isEnabled():
            paint_box(painter, self.rect(), theme.RADIUS - 1, "accent_soft")
        elif self.hovered:
            paint_box(painter, self.rect(), theme.RADIUS - 1, "press" if self.isDown() else "hover")
        token = "accent_text" if self.isChecked() else "text2"
        token = token if self.isEnabled() else "disabled"
        rect = self.rect()
        if self._icon_name and not self._shows_words:
            icons.paint(painter, rect, self._icon_name, token, 16)
            return
        if self._icon_name:
            icons.paint(painter, QRect(12, 0, 16, self.height()), self._icon_name, token, 16)
            rect = rect.adjusted(22, 0, 0, 0)
        weight = theme.SEMIBOLD if self.isChecked() else theme.MEDIUM
        paint_text(painter, rect, self.text(), token, theme.SECOND, weight=weight, align=CENTRE)


class Segmented(QWidget):
    """The switch. `options`: (key, text) or (key, text, icon); an icon without text needs a tooltip.

    `changed(key)` fires when the user chooses; `set_value` is silent. Arrow keys move the choice.
    """

    changed = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str] | tuple[object, str, str]],
        value: object = None,
        *,
        name: str = "",
        in_row: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._keys = [option[0] for option in options]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for index, option in enumerate(options):
            segment = _Segment(option[1], option[2] if len(option) > 2 else "", in_row, self)
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self.set_value(self._keys[0] if value is None else value)
        self._group.idClicked.connect(self._on_clicked)
        self._said = self.value()

    def value(self) -> object:
        """The key of the choice."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: object) -> None:
        """Choose without a signal. Raises ValueError for an unknown key."""
        self._group.button(self._keys.index(key)).setChecked(True)
        self._said = key

    def set_tooltip(self, key: object, text: str, shortcut: str = "") -> None:
        """The tooltip of one choice; for an icon without words also its accessible name."""
        segment = self._group.button(self._keys.index(key))
        if isinstance(segment, Button):
            segment.set_tooltip(text, shortcut)
        if not segment.text():
            segment.setAccessibleName(text)

    def _on_clicked(self, index: int) -> None:
        if self._keys[index] != self._said:
            self._said = self._keys[index]
            self.changed.emit(self._said)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "strong_line")

"""A button that shows what was picked, with a fainter word beside it, and opens the list to pick another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button
from app.views.parts.paint import paint_box, paint_text, text_width
from app.views.parts.picker import Option, Picker

_PAD, _GAP, _CARET = 12, 8, 14


class PickButton(Button):
    """'Kiosk app  Larch Foods v'. `picked(key)` fires when another one is chosen; `set_value` is silent."""

    picked = Signal(object)

    def __init__(self, name: str, *, most: int = 320, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._most = most
        self._options: Callable[[], Sequence[Option]] = list
        self._shown = Option(None, name)
        self._picker: Picker | None = None
        self.clicked.connect(self.open_list)
        self._say()

    def set_options(self, options: Callable[[], Sequence[Option]]) -> None:
        """What there is to pick; asked when the list opens."""
        self._options = options

    def set_value(self, option: Option) -> None:
        """Show this one."""
        self._shown = option
        self._say()

    def value(self) -> Hashable:
        """The key of what is shown."""
        return self._shown.key

    def words(self) -> str:
        """What it shows, without the fainter word."""
        return self._shown.text

    def picker(self) -> Picker | None:
        """The list while it is open."""
        return self._picker

    def _say(self) -> None:
        words = f"{self._shown.text}, {self._shown.secondary}" if self._shown.secondary else self._shown.text
        self.setAccessibleName(f"{self._name}: {words}")
        self.setToolTip(words if self._wanted() > theme.px(self._most) else "")
        self.updateGeometry()
        self.update()

    def open_list(self) -> None:
        """Open the list below the button."""
        if self._picker is None:
            self._picker = Picker(
                self,
                self._options(),
                self._on_chosen,
                current=self._shown.key,
                closed=self._on_closed,
                width=theme.px(280),
            )
            self._picker.open_at(self)

    def _on_chosen(self, option: Option) -> None:
        if option.key != self._shown.key:
            self.set_value(option)
            self.picked.emit(option.key)

    def _on_closed(self) -> None:
        self._picker = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def _wanted(self) -> int:
        second = text_width(self._shown.secondary, theme.TEXT)
        return (
            2 * _PAD
            + text_width(self._shown.text, theme.TEXT, theme.SEMIBOLD)
            + (_GAP + second if second else 0)
            + 10
            + _CARET
        )

    def sizeHint(self) -> QSize:
        return QSize(min(theme.px(self._most), self._wanted()), theme.px(theme.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        fill = "press" if self.isDown() or self._picker is not None else "hover" if self.hovered else "card"
        paint_box(painter, self.rect(), self.radius, fill, "strong_line")
        right = self.width() - _PAD - _CARET
        rect = QRect(_PAD, 0, right - _PAD - 6, self.height())
        used = paint_text(painter, rect, self._shown.text, weight=theme.SEMIBOLD)
        rect.setLeft(_PAD + used + _GAP)
        if self._shown.secondary and rect.width() >= min(24, text_width(self._shown.secondary)):
            paint_text(painter, rect, self._shown.secondary, "text3")
        icons.paint(painter, QRect(right, 0, _CARET, self.height()), "caret-down", "text2", _CARET)

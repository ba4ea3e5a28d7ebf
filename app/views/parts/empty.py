"""What an empty page says: what belongs here, and the one next step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import MainButton, PlainButton
from app.views.parts.label import Label
from app.views.parts.paint import text_width

Action = tuple[str, Callable[[], object]]


class _Sign(QWidget):
    """The large icon above the words."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        icons.paint(QPainter(self), QRect(0, 0, 32, 32), self._icon, "text3", 28)


class EmptyState(QWidget):
    """Icon, title, one sentence, the main action and perhaps a second, in the middle of the page.

    Actions are (words, function). The page's own main button should hide while this one shows.
    """

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        action: Action | None = None,
        second: Action | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(4)
        column.addStretch(2)
        column.addWidget(_Sign(icon, self), 0, middle)
        column.addSpacing(8)
        column.addWidget(Label(title, "text", theme.TITLE, theme.SEMIBOLD, wrap=True, align=middle))
        if text:
            words = Label(text, "text2", wrap=True, align=middle)
            width = min(theme.px(440), text_width(text) + 8)
            words.setFixedSize(width, words.heightForWidth(width))
            column.addWidget(words, 0, middle)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.main = _button(MainButton, action)
        self.second = _button(PlainButton, second)
        for button in (self.main, self.second):
            if button is not None:
                row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)


def _button(kind: type[MainButton] | type[PlainButton], action: Action | None) -> MainButton | PlainButton | None:
    if action is None:
        return None
    made = kind(action[0])
    does = action[1]
    made.clicked.connect(lambda _: does())
    return made

"""Words on a page in one of the text roles of the theme."""

from __future__ import annotations

from functools import cache
from weakref import WeakSet

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from app.views import theme
from app.views.parts.paint import paint_text, text_width

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Label(QLabel):
    """A plain text label: token, size, weight. `wrap` breaks lines; `selectable` lets one copy."""

    def __init__(
        self,
        text: str = "",
        token: str = "text",
        size: float = theme.TEXT,
        weight: int = theme.REGULAR,
        *,
        wrap: bool = False,
        selectable: bool = False,
        align: Qt.AlignmentFlag | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._token = token
        self._size = size
        self._weight = weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # within a list it would be that of the list's own words
        self.setWordWrap(wrap)
        if align is not None:
            self.setAlignment(align)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _labels.add(self)
        self.dress()

    def set_token(self, token: str) -> None:
        """Another colour of the theme."""
        if token != self._token:
            self._token = token
            self.dress()

    def dress(self) -> None:
        """Wear the theme's letters and colour."""
        self.setFont(theme.font(self._size, self._weight))
        self.setPalette(_palette(self._token))


_labels: WeakSet[Label] = (
    WeakSet()
)  # told of another theme all at once: a signal connected to each takes as long as its widget


def _on_theme() -> None:
    _palette.cache_clear()
    for label in list(_labels):
        if isValid(label):
            label.dress()


@cache
def _palette(token: str) -> QPalette:
    made = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        made.setColor(group, QPalette.ColorRole.WindowText, theme.colour(token))
    return made


theme.notifier().changed.connect(_on_theme)


class ElidedLabel(QWidget):
    """One line that gives way: cut with an ellipsis where room lacks, and then whole in its tooltip."""

    def __init__(
        self,
        text: str = "",
        token: str = "text",
        size: float = theme.TEXT,
        weight: int = theme.REGULAR,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._token = token
        self._size = size
        self._weight = weight
        self._text = ""
        self.set_text(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()
        self._tell()

    def set_token(self, token: str) -> None:
        """Another colour of the theme."""
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            text_width(self._text, self._size, self._weight) + 1,
            theme.metrics(self._size, self._weight).height(),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self.width() >= min(theme.px(32), self.sizeHint().width()):  # a letter and an ellipsis tell nothing
            paint_text(QPainter(self), self.rect(), self._text, self._token, self._size, weight=self._weight)

    def _tell(self) -> None:
        self.setToolTip(self._text if self.sizeHint().width() > self.width() + 1 else "")


class SentencesLabel(ElidedLabel):
    """One line of sentences at the right that gives way by whole ones; where not even the first has room, its tooltip tells all."""

    def shown(self) -> str:
        """The sentences that have room."""
        text = self._text
        while text and text_width(text, self._size, self._weight) > self.width():
            before, stop, _ = text.rpartition(". ")
            text = before + stop.rstrip()
        return text

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_text(
            QPainter(self), self.rect(), self.shown(), self._token, self._size, weight=self._weight, align=_RIGHT
        )

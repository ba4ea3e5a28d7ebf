"""A number card: what it is, the figure, and what to know about it, in a card of 84 px."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.views import theme
from app.views.parts import icons
from app.views.parts.marks import WORDS, Tone
from app.views.parts.open_card import OpenCard
from app.views.parts.paint import paint_text, text_width


class NumberCard(OpenCard):
    """`show_number` fills it."""

    def __init__(self, title: str, *, opens: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(opens=opens, parent=parent)
        self._title = title
        self._figure = self._text = self._icon = ""
        self._tone: Tone = "plain"
        self.setAccessibleName(title)

    def show_number(self, figure: str, text: str, *, icon: str = "", tone: Tone = "plain", tooltip: str = "") -> None:
        """The figure, the words below it, perhaps an icon before those in the colour of `tone`."""
        self._figure, self._text, self._icon, self._tone = figure, text, icon, tone
        self._told = tooltip
        self._tell()
        self.setAccessibleDescription(f"{figure}, {tooltip or text}")
        self.update()

    def figure(self) -> str:
        """The figure shown."""
        return self._figure

    def text(self) -> str:
        """The words below it."""
        return self._text

    def _figure_size(self, room: int) -> float:
        """Smaller before anything of a figure would be cut, which would be another figure."""
        sizes = (theme.FIGURE, theme.TITLE, theme.TAB, theme.TEXT)
        return next((size for size in sizes if text_width(self._figure, size, theme.SEMIBOLD) <= room), theme.TEXT)

    def _tell(self) -> None:
        """What is cut stands whole in the tooltip."""
        room = self.width() - theme.px(32) - (theme.px(18) if self._icon else 0)
        cut = self._text if text_width(self._text, theme.SECOND) > room else ""
        self.setToolTip("\n".join(filter(None, (cut, getattr(self, "_told", "")))))

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(theme.NUMBER_CARD))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(theme.NUMBER_CARD))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        px = theme.px
        self.paint_card(painter)
        left, room = px(16), self.width() - px(32)
        paint_text(painter, QRect(left, px(11), room, px(16)), self._title, "text2", theme.SECOND)
        box = QRect(left, px(30), room, px(28))
        paint_text(painter, box, self._figure, "text", self._figure_size(room), weight=theme.SEMIBOLD)
        if self._icon:
            icons.paint(painter, QRect(left, px(60), px(14), px(16)), self._icon, WORDS[self._tone], px(14))
            left, room = left + px(18), room - px(18)
        paint_text(painter, QRect(left, px(60), room, px(16)), self._text, "text2", theme.SECOND)

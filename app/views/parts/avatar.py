"""A person as two letters on a disc; the user's own stand on the accent's soft tone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.parts.paint import CENTRE, paint_box, paint_text, text_width

_LETTERS: Final = 9.0


def initials(name: str) -> str:
    """Two letters for a name: 'Mara' gives 'MA', 'Jonas Berg' gives 'JB'."""
    words = name.split()
    if not words:
        return "?"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def paint_avatar(painter: QPainter, rect: QRect, letters: str, mine: bool = False) -> None:
    """Paint the disc in `rect`, a square of 20 px as a rule."""
    paint_box(painter, rect, rect.height() / 2, "accent_soft" if mine else "press")
    token = "accent_text" if mine else "text2"
    size = letter_size(letters, rect.width() - 2)
    paint_text(painter, rect, letters, token, size, weight=theme.SEMIBOLD, align=CENTRE)


def letter_size(letters: str, room: int) -> float:
    """The px of the letters of a disc: 9, and less where wide ones, as WM, would not fit into `room`."""
    wide = text_width(letters, _LETTERS, theme.SEMIBOLD)
    return _LETTERS if wide <= room else _LETTERS * max(1, room) / wide


class Avatar(QWidget):
    """The disc as a widget, with the person's name as tooltip and accessible name."""

    def __init__(self, name: str, mine: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._mine = mine
        self.set_person(name, mine)

    def set_person(self, name: str, mine: bool = False) -> None:
        """Show another person."""
        self._letters = initials(name)
        self._mine = mine
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(theme.AVATAR), theme.px(theme.AVATAR))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        side = min(self.width(), self.height())
        paint_avatar(QPainter(self), QRect(0, (self.height() - side) // 2, side, side), self._letters, self._mine)

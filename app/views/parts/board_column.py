"""One column of a board: the head, the list of cards under it, and the tone both take while a card hovers
over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.parts.board_head import ColumnHead, DropNote
from app.views.parts.board_list import ColumnView
from app.views.parts.board_model import ColumnModel
from app.views.parts.board_source import Card, Column
from app.views.parts.pen import Pen
from app.views.theme import px


class ColumnPane(QWidget):
    """A column with its margins: head, the note that invites a drop, cards."""

    def __init__(self, fetch: Callable[[Sequence[int]], Iterable[Card]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = Column(-1, "")
        self.model = ColumnModel(fetch, self)
        self.head = ColumnHead(self)
        self.note = DropNote(self)
        self.note.hide()
        self.view = ColumnView(self.model, self)
        self._drop = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(4), 0, px(4))
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.note)
        layout.addWidget(self.view, 1)

    def set_column(self, column: Column) -> None:
        """Show this head; the cards are set on the model."""
        if column == self.column:
            return
        self.column = column
        self.head.set_column(column)
        self.note.set_words(column.drop_note or "", column.tone)
        self.view.empty_text = column.empty
        self.view.set_bar_colour(column)
        self.view.setAccessibleName(f"{column.name}, {column.count} {'card' if column.count == 1 else 'cards'}")

    def set_carrying(self, on: bool) -> None:
        """While cards are carried the note is shown, if this column has one."""
        self.note.setVisible(on and bool(self.column.drop_note))

    def set_drop(self, on: bool, with_cards: str = "") -> None:
        """Take the tone of a column under a drag, and say what its head would be."""
        self.head.set_hover(with_cards if on else "")
        self.note.set_hot(on)
        if on != self._drop:
            self._drop = on
            self.update()

    def dress(self) -> None:
        """Colours or text sizes have changed."""
        self.head.dress()
        self.note.dress()
        self.view.set_bar_colour(self.column)
        self.view.doItemsLayout()
        self.update()

    def place_at(self, point: QPoint) -> int:
        """How many cards would stand above a point of this pane; on the head or the note: none."""
        y = self.view.viewport().mapFrom(self, point).y()
        return 0 if y < 0 else self.view.place_at(y)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), px(400))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._drop:
            p = QPainter(self)
            pen = Pen(p)
            pen.rounded(QRectF(QRect(QPoint(0, 0), self.size())), 8, pen.colour("drop"))
            p.end()

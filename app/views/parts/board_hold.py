"""What holds the cards that are under way: begins and ends a carrying, follows a drag, commits the drop."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QScrollBar

from app.views.parts.board_carry import Carry, Landing
from app.views.parts.board_column import ColumnPane
from app.views.parts.board_drag import ids_of, mime_of, picture
from app.views.parts.board_foot import FootBar
from app.views.parts.card_paint import HEIGHT, SIDE
from app.views.parts.edge_scroll import EdgeScroll
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.parts.board import Board


class Paused(NamedTuple):
    """Where the cards hovered before the board's cards changed under them."""

    column: int | None
    place: int


class BoardHold(QObject):
    """The hands of a board. `carry` is what they hold, or None."""

    def __init__(self, board: Board, foot: FootBar, across: QScrollBar) -> None:
        super().__init__(board)
        self.carry: Carry | None = None
        self._board, self._foot, self._across = board, foot, across
        self._name = f"{os.getpid()}-{id(self)}"  # marks its drags, so that no other board takes them
        self._in_drag = False  # inside QDrag.exec of this board
        self._landing: Landing | None = None
        self._landed = False  # dropped: the next reload, or the next turn, ends the carrying
        self._pointer = QPoint()
        self._edge = EdgeScroll(self, lambda: self._hover(self._pointer))

    def begin(self, ids: Sequence[int], *, keyboard: bool = False) -> Carry:
        """Take these cards up."""
        self.end()
        source = self._board.source
        assert source is not None
        self.carry = Carry(source, self._board.panes, ids, keyboard=keyboard)
        self._foot.set_targets(source.foot_targets())
        self._foot.setVisible(bool(self._foot.targets))
        return self.carry

    def end(self) -> None:
        """Hands empty; the board looks as at rest."""
        self._edge.stop()
        self._landing, self._landed = None, False
        carry, self.carry = self.carry, None
        if carry is not None:
            carry.end()
            self._foot.set_hot(None)
            self._foot.hide()
            layout = self._board.layout()
            if layout is not None:
                layout.activate()  # at once, or the columns are painted twice: as they were, and as they are

    def let_go(self) -> None:
        """Drop here: committed on a turn of the loop of its own, and after a drag has ended."""
        if self.carry is None or self._landing is not None or self._landed:
            return
        landing, refusal = self.carry.landing(), self.carry.refusal
        if landing is None:
            self.end()
            if refusal is not None:
                self._board.failed.emit(f"{refusal[0]}. {refusal[1]}")
            return
        self._edge.stop()
        self._landing = landing
        if not self._in_drag:
            QTimer.singleShot(0, self, self._commit)

    def pause(self) -> Paused | None:
        """Before the board reads its cards again. After a drop this is where the carrying ends."""
        if self.carry is None:
            return None
        if self._landed:
            self.end()
            return None
        where = Paused(self.carry.pane.column.key if self.carry.pane else None, self.carry.place)
        self.carry.rest()
        return where

    def resume(self, where: Paused) -> None:
        """After it. Cards that are gone can be carried no further."""
        carry = self.carry
        if carry is None:
            return
        if any(all(pane.model.window.place(each) is None for pane in self._board.panes) for each in carry.ids):
            QDrag.cancel()
            self.end()
            return
        carry.show_again(self._board.panes)
        pane = next((each for each in self._board.panes if each.column.key == where.column), None)
        carry.over(pane, min(where.place, len(pane.model.ids)) if pane is not None else 0)

    def _commit(self) -> None:
        landing, source, carry = self._landing, self._board.source, self.carry
        if landing is None or source is None:
            self.end()
            return
        self._landing, self._landed = None, True
        done = False
        try:
            if landing.foot is not None:
                foot = landing.foot
                done = self._board.attempt(lambda: source.drop_on_foot(landing.ids, foot))
            else:
                column = landing.column
                assert column is not None
                done = self._board.attempt(lambda: source.drop(landing.ids, column, landing.before))
        finally:
            if not done and self.carry is carry:
                self.end()
        if done:  # the page refreshes on this turn or the next; ending now would show the old place once more
            QTimer.singleShot(0, self, lambda: self._settle(carry))

    def _settle(self, carry: Carry | None) -> None:
        if carry is not None and self.carry is carry:
            self.end()

    # The mouse

    def drag(self, pane: ColumnPane, press: QPoint) -> None:
        """A drag of the selected cards began in `pane`; the button went down at `press` of its viewport."""
        ids = self._board.selected
        front = pane.view.current_id()
        if not ids or self.carry is not None:
            return
        front = front if front in ids else ids[0]
        cards = pane.model.window.rows([front])
        if not cards:
            return
        drag = QDrag(pane.view)
        drag.setMimeData(mime_of(self._name, ids))
        box = pane.view.delegate.card_box(pane.view.visualRect(pane.model.index(pane.model.row_of(front) or 0)))
        size = QSize(pane.width() - 2 * px(SIDE), px(HEIGHT))
        pixmap, corner = picture(cards[0], len(ids), size, pane.devicePixelRatioF(), pane.view.delegate.bar)
        drag.setPixmap(pixmap)
        inside = press - box.topLeft().toPoint()
        drag.setHotSpot(corner + (inside if press.x() >= 0 else QPoint(px(20), px(20))))
        self.begin(ids)
        self._in_drag = True
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self._in_drag = False
        if self._landing is not None:
            QTimer.singleShot(0, self, self._commit)
        else:
            self.end()

    def enter(self, event: QDragEnterEvent) -> None:
        """A drag came over the board; only cards of this board are taken."""
        ids = ids_of(event.mimeData(), self._name)
        if not ids or self._board.source is None:
            event.ignore()
            return
        if self.carry is None:
            self.begin(ids)
        event.acceptProposedAction()
        self._hover(event.position().toPoint())

    def move(self, event: QDragMoveEvent) -> None:
        """The drag goes on; the pointer says whether a drop would do."""
        if self.carry is None:
            event.ignore()
            return
        self._hover(event.position().toPoint())
        if self.carry.refusal is None and (self.carry.pane is not None or self.carry.foot is not None):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def leave(self) -> None:
        """The pointer left the board; a drag of this board may come back."""
        self._edge.stop()
        if self.carry is not None and self._landing is None and not self._landed:
            self._foot.set_hot(None)
            self.carry.over(None)
            if not self._in_drag:
                self.end()

    def drop(self, event: QDropEvent) -> None:
        """The button was let go over the board."""
        if self.carry is None:
            event.ignore()
            return
        self._hover(event.position().toPoint())
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.let_go()

    def _hover(self, point: QPoint) -> None:
        carry = self.carry
        if carry is None:
            return
        self._pointer = point
        if self._foot.isVisible() and self._foot.geometry().contains(point):
            key = self._foot.target_at(self._foot.mapFrom(self._board, point))
            self._edge.stop()
            self._foot.set_hot(key)
            carry.over_foot(key)
            return
        self._foot.set_hot(None)
        pane = self._board.pane_at(point)
        axes = [(self._across, point.x(), self._board.width())]
        if pane is not None:
            cards = pane.view.viewport()
            axes.append((pane.view.verticalScrollBar(), cards.mapFrom(self._board, point).y(), cards.height()))
            carry.over(pane, pane.place_at(pane.mapFrom(self._board, point)))
        else:
            carry.over(None)
        self._edge.near(*axes)

"""A board without a mouse: arrows walk over it, Space picks cards up, arrows carry them, Enter drops, Esc
puts them back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.views.parts.board_carry import Carry
from app.views.parts.board_column import ColumnPane
from app.views.parts.card import item_height

if TYPE_CHECKING:
    from app.views.parts.board import Board

Key = Qt.Key
_PAGE = 5
_STEP = {Key.Key_Up: -1, Key.Key_Down: 1, Key.Key_PageUp: -_PAGE, Key.Key_PageDown: _PAGE}
_ENTER = (Key.Key_Return, Key.Key_Enter)
_KEPT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class BoardKeys:
    """Takes the keys of one column; a key that it does not take goes on to the list view."""

    def __init__(self, board: Board, pane: ColumnPane) -> None:
        self._board, self._pane = board, pane

    def busy(self) -> bool:
        """Whether the keyboard carries cards."""
        carry = self._board.hold.carry
        return carry is not None and carry.keyboard

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; whether it was taken."""
        pane = self._pane
        carry = self._board.hold.carry
        if carry is not None:
            return self._carry_key(carry, event)
        key = Key(event.key())
        if key == Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            pane.view.selectAll()
            return True
        if event.modifiers() & _KEPT:
            return False
        if key in _ENTER:
            current = pane.view.current_id()
            if current is not None:
                self._board.opened.emit(current)
            return True
        if key == Key.Key_Space:
            self._board.pick_up()
            return True
        across = self._across(key)
        if across:
            self._walk(across)
            return True
        return False

    def tab(self, forward: bool) -> bool:
        """Tab, or Shift+Tab: while cards are carried it goes round the places at the foot."""
        carry = self._board.hold.carry
        if carry is None or not carry.keyboard:
            return False
        self._next_foot(carry, 1 if forward else -1)
        return True

    def _across(self, key: Key) -> int:
        step = {Key.Key_Left: -1, Key.Key_Right: 1}.get(key, 0)
        return -step if self._board.isRightToLeft() else step

    def _walk(self, step: int) -> None:
        """To the card at the same height in the next column that has any."""
        panes, pane = self._board.panes, self._pane
        index = pane.view.currentIndex()
        y = pane.view.visualRect(index).center().y() if index.isValid() else item_height() // 2
        at = panes.index(pane) + step
        while 0 <= at < len(panes):
            there = panes[at]
            count = there.model.rowCount()
            if count:
                row = (y + there.view.verticalScrollBar().value()) // item_height()
                there.view.set_keyboard(True)
                self._board.show_pane(there)
                self._board.selection.select(there, min(max(row, 0), count - 1))
                self._board.selection.focus()
                return
            at += step

    def _carry_key(self, carry: Carry, event: QKeyEvent) -> bool:
        key = Key(event.key())
        if key == Key.Key_Escape:
            self._board.put_back()
        elif key == Key.Key_Space or key in _ENTER:
            self._board.let_go()
        elif carry.pane is not None or carry.foot is not None:
            self._move(carry, key)
        return True

    def _move(self, carry: Carry, key: Key) -> None:
        panes = self._board.panes
        pane = carry.pane or self._board.selection.active or panes[0]
        steps, at = carry.steps(pane), carry.step()
        across = self._across(key)
        if across:
            target = panes.index(pane) + across
            if not 0 <= target < len(panes):
                return
            pane = panes[target]
            steps = carry.steps(pane)
        elif key in _STEP:
            at += _STEP[key]
        elif key == Key.Key_Home:
            at = 0
        elif key == Key.Key_End:
            at = len(steps) - 1
        else:
            return
        self._land(carry, pane, steps, at)

    def _land(self, carry: Carry, pane: ColumnPane, steps: Sequence[int], at: int) -> None:
        self._board.foot.set_hot(None)
        carry.over(pane, steps[min(max(at, 0), len(steps) - 1)])
        self._board.show_pane(pane)
        row = pane.model.gap_row if pane.model.gap_row >= 0 else pane.model.row_of(carry.ids[0])
        if row is not None:
            pane.view.executeDelayedItemsLayout()
            pane.view.scrollTo(pane.model.index(row))
        self._board.announce(carry.spoken())

    def _next_foot(self, carry: Carry, step: int) -> None:
        """Tab goes round the places at the foot, and back to the columns."""
        targets = self._board.foot.targets
        keys: list[str | None] = [None, *(target.key for target in targets)]
        key = keys[(keys.index(carry.foot) + step) % len(keys)]
        self._board.foot.set_hot(key)
        if key is None:
            pane = self._board.selection.active or self._board.panes[0]
            self._land(carry, pane, carry.steps(pane), 0)
            return
        carry.over_foot(key)
        target = next(each for each in targets if each.key == key)
        self._board.announce(", ".join(part for part in (target.title, target.hint) if part))

"""The kanban board of both tabs: columns of painted cards, dragged by the mouse and carried by the keyboard.

Catalogue
    board = Board(parent)
    board.set_source(source)        a BoardSource (board_source.py): columns, ids, cards, where they may land
    board.reload()                  after a Changes: reads again; scroll, selection, current card stay
    board.reload_cards(ids, columns)    the same for the few cards that changed; then board.reload_heads()
    board.select(card_id)           selects a card, scrolls to it, returns whether it is here
    board.current / .selected       the current card's id or None / the selected ids, column after column
    board.drop_cards(ids, key, before)      drops as the mouse would, on the next turn of the loop
    board.pick_up() .let_go() .put_back()      what Space, Enter and Esc do

Signals
    current_changed(id | None)      the inspector follows
    selection_changed(list[int])
    opened(id)                      Enter or a double click
    failed(str)                     the sentence of a UserError, or why a drop was refused
    announced(str)                  what a screen reader was told: 'Negotiation, 2 of 5'
    head_menu_wanted(key, place)    the menu of a column, where `head_menus` is set before its source

Values: Card, Bit, Column, FootTarget. Cards are 108 high, columns 192 to 320 wide; all scale with the
system's text. Modules: board_source (values and protocol) · board_model, id_rows (rows) · card, card_paint
(look of a card) · board_head, board_list, board_column (a column) · board_selection · board_carry (where it
would land) · board_drag, board_foot · board_keys.

Keys: arrows, Home, End, Page Up and Down walk; Shift selects a range, Ctrl adds (across columns); Ctrl+A the
column; Space picks up, then arrows carry, Tab goes to the foot's places, Space or Enter drops, Esc puts back.
Other shortcuts belong to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.base import UserError
from app.views import theme
from app.views.parts.board_column import ColumnPane
from app.views.parts.board_foot import FootBar
from app.views.parts.board_hold import BoardHold
from app.views.parts.board_keys import BoardKeys
from app.views.parts.board_selection import BoardSelection
from app.views.parts.board_source import Bit, BoardSource, Card, Column, FootTarget
from app.views.parts.breath import paint_in_turns
from app.views.parts.card_paint import SIDE
from app.views.theme import px

__all__ = ["Bit", "Board", "BoardSource", "Card", "Column", "FootTarget", "column_width"]

_MARGIN = 16
_GAP = 12
_NARROW, _WIDE = 192, 320


def column_width(free: int, columns: int) -> int:
    """The width of each column in `free` pixels: as wide as fits, between 192 and 320."""
    share = (free - 2 * px(_MARGIN) - (columns - 1) * px(_GAP)) // max(columns, 1)
    return min(max(share, px(_NARROW)), px(_WIDE))


class Board(QWidget):
    """A board over a BoardSource. See the top of this module."""

    current_changed = Signal(object)
    selection_changed = Signal(list)
    opened = Signal(int)
    failed = Signal(str)
    announced = Signal(str)
    head_menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source: BoardSource | None = None
        self.panes: list[ColumnPane] = []
        self._spare: list[ColumnPane] = []
        self.selection = BoardSelection(self)
        self.selection.changed.connect(self.selection_changed)
        self.selection.current_changed.connect(self.current_changed)
        self._menu: QMenu | None = None
        self.head_menus = False
        self.setAcceptDrops(True)
        self._build()
        self.hold = BoardHold(self, self.foot, self.area.horizontalScrollBar())
        theme.notifier().changed.connect(self._on_theme)

    def _build(self) -> None:
        self._inner = QWidget()
        self._row = QHBoxLayout(self._inner)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inner)
        for each in (self.area, self.area.viewport(), self._inner):
            each.setAutoFillBackground(False)
            palette = each.palette()
            palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.transparent)
            each.setPalette(palette)
        self.foot = FootBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.foot)

    # What a page calls

    def set_source(self, source: BoardSource) -> None:
        """Show another source from its beginning: another pipeline, another filter's owner."""
        self.put_back()
        self.selection.clear()
        self.source = source
        self._set_panes([])
        self.reload()

    def reload(self) -> None:
        """Read columns and ids again and show the difference. Cards are read when they are looked at."""
        source = self.source
        if source is None:
            return
        with self._in_place():
            columns = source.columns()
            self._match_panes(columns)
            bare = [pane for pane in self.panes if not pane.model.ids]
            for pane, column in zip(self.panes, columns, strict=True):
                pane.set_column(column)
                pane.model.set_ids(source.ids(column.key))
            filled = [pane for pane in bare if pane.model.ids]
            if len(filled) > 1:  # cards seen for the first time take three times as long to paint
                paint_in_turns(self, filled)

    def reload_cards(self, touched: Collection[int], homes: Collection[int]) -> None:
        """Take these cards out of the columns they left, and read `homes`, where they stand now; the heads follow with
        `reload_heads`.
        """
        source = self.source
        if source is None:
            return
        with self._in_place():
            for pane in self.panes:
                if pane.column.key in homes:
                    pane.model.set_ids(source.ids(pane.column.key), touched)
                elif any(pane.model.window.place(each) is not None for each in touched):
                    pane.model.set_ids([each for each in pane.model.ids if each not in touched], touched)

    def reload_heads(self) -> None:
        """Read the heads again; everything, when there are other columns by now."""
        columns = self.source.columns() if self.source is not None else []
        if [column.key for column in columns] != [pane.column.key for pane in self.panes]:
            self.reload()
            return
        for pane, column in zip(self.panes, columns, strict=True):
            pane.set_column(column)

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """What is selected and what is carried stay so while cards are read again."""
        kept = self.selection.keep()
        held = self.hold.pause()
        with self.selection.quietly():
            yield
            self.selection.restore(kept)
        if held is not None:
            self.hold.resume(held)

    def select(self, card_id: int) -> bool:
        """Select this card alone and bring it into sight; False when no column has it."""
        for pane in self.panes:
            row = pane.model.row_of(card_id)
            if row is not None:
                pane.view.executeDelayedItemsLayout()
                focused = self.selection.focused()
                self.selection.select(pane, row)
                if focused:
                    self.selection.focus()
                pane.view.scrollTo(pane.model.index(row))
                self.show_pane(pane)
                return True
        return False

    @property
    def current(self) -> int | None:
        """The card that the inspector shows, or None."""
        return self.selection.current()

    @property
    def selected(self) -> list[int]:
        """The selected cards, column after column, top to bottom."""
        return self.selection.ids()

    def drop_cards(self, ids: Sequence[int], column_key: int, before: int | None = None) -> None:
        """Drop cards above `before`, or at the end, as the mouse would: committed on the next turn of the
        loop.
        """
        pane = next(each for each in self.panes if each.column.key == column_key)
        place = pane.model.window.place(before) if before is not None else None
        self.hold.begin(ids).over(pane, len(pane.model.ids) if place is None else place)
        self.hold.let_go()

    def pick_up(self) -> None:
        """Carry the selected cards by the keyboard, or the current one when none is selected."""
        current = self.current
        ids = self.selected or ([current] if current is not None else [])
        if self.hold.carry is not None or not ids:
            return
        front = current if current is not None and current in ids else ids[0]
        home = next(each for each in self.panes if each.model.row_of(front) is not None)
        self.selection.focus()
        carry = self.hold.begin(ids, keyboard=True)
        carry.over(home, home.model.window.place(front) or 0)
        self.announce(f"Picked up {len(ids)} {'card' if len(ids) == 1 else 'cards'}. {carry.spoken()}")

    def let_go(self) -> None:
        """Drop what is carried where it is. Nothing happens at its own place; refused: `failed` says why."""
        self.hold.let_go()

    def put_back(self) -> None:
        """End carrying; nothing moves."""
        if self.hold.carry is not None:
            if self.hold.carry.keyboard:
                self.announce("Put back")
            self.hold.end()

    def announce(self, words: str) -> None:
        """Tell who listens to the screen."""
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
            self.announced.emit(words)

    def show_pane(self, pane: ColumnPane) -> None:
        """Scroll sideways until a column is in sight."""
        bar = self.area.horizontalScrollBar()
        side = px(_MARGIN) - px(SIDE)
        left, right = pane.x() - side, pane.x() + pane.width() + side
        if left < bar.value():
            bar.setValue(left)
        elif right > bar.value() + self.area.viewport().width():
            bar.setValue(right - self.area.viewport().width())

    def pane_at(self, point: QPoint) -> ColumnPane | None:
        """The column at a point of the board."""
        if not self.area.geometry().contains(point):
            return None
        inside = self._inner.mapFrom(self, point)
        return next((pane for pane in self.panes if pane.geometry().contains(inside)), None)

    # Columns

    def _match_panes(self, columns: Sequence[Column]) -> None:
        known = {pane.column.key: pane for pane in self.panes}
        if [column.key for column in columns] == list(known):
            return
        self._set_panes([known.get(column.key) or self._new_pane(column) for column in columns])

    def make_columns(self, count: int) -> None:
        """Make so many columns ahead, before it is known what they show."""
        self._spare = [self._bare_pane() for _ in range(count)]

    def _new_pane(self, column: Column) -> ColumnPane:
        pane = self._spare.pop() if self._spare else self._bare_pane()
        pane.set_column(column)
        pane.head.has_menu = self.head_menus
        return pane

    def _bare_pane(self) -> ColumnPane:
        pane = ColumnPane(self._read_cards, self._inner)
        pane.hide()
        pane.head.menu_wanted.connect(lambda place: self.head_menu_wanted.emit(pane.column.key, place))
        pane.view.keys = keys = BoardKeys(self, pane)
        pane.view.left.connect(lambda: self.put_back() if keys.busy() else None)
        pane.view.drag_wanted.connect(lambda press: self.hold.drag(pane, press))
        pane.view.acted.connect(self._act)
        pane.view.opened.connect(self.opened)
        pane.view.menu_wanted.connect(self._show_menu)
        self.selection.watch(pane)
        return pane

    def _set_panes(self, panes: list[ColumnPane]) -> None:
        had_keyboard = any(pane.view.hasFocus() for pane in self.panes if pane not in panes)
        for pane in self.panes:
            self._row.removeWidget(pane)
            if pane not in panes:
                pane.hide()
                pane.deleteLater()
        self.panes = panes
        for place, pane in enumerate(panes):
            self._row.insertWidget(place, pane)
            pane.show()
        self.selection.set_panes(panes)
        if had_keyboard:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # it stays with the board, whatever Qt thinks comes next
        if self.hasFocus():
            self.selection.focus()
        self._fit()

    def _fit(self) -> None:
        side = px(_MARGIN) - px(SIDE)
        self._row.setContentsMargins(side, 0, side, 0)
        width = column_width(self.width(), len(self.panes)) + 2 * px(SIDE)
        for pane in self.panes:
            pane.setFixedWidth(width)

    def _read_cards(self, ids: Sequence[int]) -> Iterable[Card]:
        return self.source.cards(ids) if self.source is not None and ids else ()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard belongs to a column; until there are some it waits here."""
        super().focusInEvent(event)
        self.selection.focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.put_back()
        super().hideEvent(event)

    def _on_theme(self) -> None:
        for pane in self.panes:
            pane.dress()
        self.foot.dress()
        self._fit()

    # Drags, taken by the board as a whole: for columns, what lies between them, and the foot

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.hold.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.hold.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002
        self.hold.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hold.drop(event)

    # The rest

    def attempt(self, call: Callable[[], None]) -> bool:
        """Call; a UserError becomes `failed`. Whether it went well."""
        try:
            call()
        except UserError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _act(self, card_id: int) -> None:
        source = self.source
        if source is not None:
            QTimer.singleShot(0, self, lambda: self.attempt(lambda: source.act(card_id)))

    def _show_menu(self, where: QPoint) -> None:
        menu = self.source.menu(self.selected) if self.source is not None else None
        if menu is not None:
            self._menu = menu  # nobody else holds it while it is open
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(where)

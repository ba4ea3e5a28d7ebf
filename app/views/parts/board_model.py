"""The rows of one column: its cards by id, and between them, while something is carried, the gap where it
would land.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal

from app.views.parts.board_source import Card
from app.views.parts.id_rows import IdWindow, change_ids, reorder

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


class Gap(NamedTuple):
    """A place to land: empty, or the refusal's (title, sentence), or the lifted card when the keyboard
    carries it.
    """

    refusal: tuple[str, str] | None = None
    card: Card | None = None


class CardRole(IntEnum):
    """What the delegate asks for beside the texts."""

    CARD = Qt.ItemDataRole.UserRole + 1
    GAP = Qt.ItemDataRole.UserRole + 2
    STATE = Qt.ItemDataRole.UserRole + 3


class CardState(IntEnum):
    """How a card stands while cards are carried."""

    REST = 0
    LEFT = 1  # its old place: dashed and faint
    LIFTED = 2  # picked up and still over its old place


class ColumnModel(QStringListModel):
    """Rows are the column's ids, plus one row for the gap while there is one. `place` counts cards, `row`
    rows.

    It lets a list of empty strings count its rows: a list view asks for the count twice a row whenever it
    lays itself out, which in Python takes 12 ms for 10,000 rows and here next to nothing. For the same reason
    a change of looks is told by `looks_changed` and `read_again` (with the cards as they were) and not by
    dataChanged, which does the same.
    """

    looks_changed = Signal()
    read_again = Signal(object)

    def __init__(self, fetch: Callable[[Sequence[int]], Iterable[Card]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: IdWindow[Card] = IdWindow(fetch, lambda card: card.id, block=16)
        self.carried: frozenset[int] = frozenset()
        self.lifted = False
        self.shifting = False  # the gap opens or closes: what a selection model says then means nothing
        self._gap: Gap | None = None
        self._gap_row = -1

    @property
    def ids(self) -> list[int]:
        """The cards' ids, top to bottom; read only."""
        return self.window.ids

    @property
    def gap_row(self) -> int:
        """The gap's row, or -1."""
        return self._gap_row

    def set_ids(self, ids: Sequence[int], touched: Iterable[int] | None = None) -> None:
        """Show these cards; what stays keeps its selection. What was read, or of it only what was `touched`, is read again when looked
        at.
        """
        self.set_gap(None)
        known = self.window.forget(touched)
        if not change_ids(self, self.ids, ids):
            self.read_again.emit(known)

    def take_rows(self, first: int, last: int) -> None:
        """Remove these rows."""
        self.removeRows(first, last - first + 1)
        del self.ids[first : last + 1]

    def put_rows(self, first: int, ids: Sequence[int]) -> None:
        """Insert `ids` as rows from `first` on."""
        self.ids[first:first] = ids
        self.insertRows(first, len(ids))

    def reorder_rows(self, ids: list[int]) -> None:
        """The same ids in another order."""
        reorder(self, self.ids, ids)

    def reset_rows(self, ids: list[int]) -> None:
        """Another list."""
        self.ids[:] = ids
        self.setStringList([""] * len(ids))

    def id_at(self, row: int) -> int | None:
        """The id in a row; None for the gap and outside."""
        if row == self._gap_row:
            return None
        place = self.place_of(row)
        return self.ids[place] if 0 <= place < len(self.ids) else None

    def row_of(self, card_id: int) -> int | None:
        """The row in which a card stands, or None."""
        place = self.window.place(card_id)
        return None if place is None else place + (0 <= self._gap_row <= place)

    def place_of(self, row: int) -> int:
        """How many cards stand above a row."""
        return row - (0 <= self._gap_row < row)

    def card(self, row: int) -> Card | None:
        """The card in a row, read when needed; None for the gap and for a card that is gone."""
        if row == self._gap_row:
            return None
        return self.window.row(self.place_of(row))

    def set_gap(self, place: int | None, gap: Gap | None = None) -> None:
        """Open the gap above the card at `place` (the number of cards: at the end), move it there, or close
        it.
        """
        row = place if place is not None and gap is not None else -1
        if gap != self._gap:
            self.looks_changed.emit()
        if row != self._gap_row:
            self.shifting = True
            if self._gap_row >= 0:
                gone, self._gap_row = self._gap_row, -1
                self.removeRows(gone, 1)
            if row >= 0:
                self._gap_row = row
                self.insertRows(row, 1)
            self.shifting = False
        self._gap = gap if row >= 0 else None

    def set_carried(self, ids: Iterable[int], *, lifted: bool = False) -> None:
        """Which cards are under way; `lifted` while they hover over their own place."""
        carried = frozenset(ids)
        if (carried, lifted) != (self.carried, self.lifted):
            self.carried, self.lifted = carried, lifted
            self.looks_changed.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if index.row() == self._gap_row else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if role == CardRole.GAP:
            return self._gap if row == self._gap_row else None
        if row == self._gap_row:
            return self._gap_text() if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == CardRole.STATE:
            return self._state(self.ids[self.place_of(row)])
        if role not in _CARD_ROLES:
            return None
        card = self.card(row)
        if card is None:
            return None
        return _CARD_ROLES[role](card)

    def _state(self, card_id: int) -> CardState:
        if card_id not in self.carried:
            return CardState.REST
        return CardState.LIFTED if self.lifted else CardState.LEFT

    def _gap_text(self) -> str:
        if self._gap is not None and self._gap.refusal is not None:
            return " ".join(self._gap.refusal)
        return "Lands here"


_CARD_ROLES: dict[int, Callable[[Card], Any]] = {
    CardRole.CARD: lambda card: card,
    Qt.ItemDataRole.DisplayRole: lambda card: card.title,
    Qt.ItemDataRole.ToolTipRole: lambda card: card.tooltip or card.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda card: card.accessible or card.title,
}

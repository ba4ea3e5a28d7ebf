"""What is selected on a whole board: one selection over several columns, kept by id while cards come, go and
move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt, Signal

from app.views.parts.board_column import ColumnPane
from app.views.parts.board_list import Anchor

_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate


class Kept(NamedTuple):
    """The state of a board by ids, taken before its cards change."""

    selected: frozenset[int]
    current: int | None
    focused: bool
    anchors: dict[int, Anchor | None]


class BoardSelection(QObject):
    """Joins the selections of the columns; `active` is the column that the keyboard is in."""

    changed = Signal(list)
    current_changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.panes: Sequence[ColumnPane] = ()
        self.active: ColumnPane | None = None
        self._told: list[int] = []
        self._told_current: int | None = None
        self._quiet = 0

    def watch(self, pane: ColumnPane) -> None:
        """Follow a column that has come."""
        chosen = pane.view.selectionModel()
        chosen.selectionChanged.connect(lambda *_: self._on_selected(pane))
        chosen.currentChanged.connect(lambda *_: self._on_current(pane))
        pane.view.focused.connect(lambda: self.activate(pane))
        pane.view.plain_clicked.connect(lambda: self._on_selected(pane))

    def set_panes(self, panes: Sequence[ColumnPane]) -> None:
        """The columns, left to right."""
        self.panes = panes
        if self.active not in panes:
            self.active = None
        self.activate(self.active or (panes[0] if panes else None))

    def ids(self) -> list[int]:
        """The selected cards, column after column, top to bottom."""
        return [each for pane in self.panes for each in pane.view.selected_ids()]

    def current(self) -> int | None:
        """The card that the keyboard is on, or None."""
        return self.active.view.current_id() if self.active is not None else None

    def activate(self, pane: ColumnPane | None) -> None:
        """`pane` is where Tab leads to, and where keys act."""
        self.active = pane
        for each in self.panes:
            each.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each is pane else Qt.FocusPolicy.ClickFocus)
        self._tell()

    def alone(self, pane: ColumnPane) -> None:
        """Only what `pane` has selected stays selected."""
        with self.quietly():
            for each in self.panes:
                if each is not pane:
                    each.view.clearSelection()

    def select(self, pane: ColumnPane, row: int) -> None:
        """Select one card alone and make it current."""
        with self.quietly():
            self.active = pane
            pane.view.setCurrentIndex(pane.model.index(row))
            pane.view.selectionModel().select(pane.model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.alone(pane)
            self.activate(pane)

    def focused(self) -> bool:
        """Whether the keyboard is in one of the columns."""
        return any(pane.view.hasFocus() for pane in self.panes)

    def focus(self) -> None:
        """Bring the keyboard to the active column."""
        if self.active is not None and not self.active.view.hasFocus():
            self.active.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Nothing is selected and nothing is current."""
        with self.quietly():
            for pane in self.panes:
                pane.view.clearSelection()
                pane.view.setCurrentIndex(QModelIndex())

    def keep(self) -> Kept:
        """Remember selection, current card and scroll by ids."""
        anchors = {pane.column.key: pane.view.anchor() for pane in self.panes}
        return Kept(frozenset(self.ids()), self.current(), self.focused(), anchors)

    def restore(self, kept: Kept) -> None:
        """Bring back what was kept, wherever the cards are now; what is gone hands over to its neighbour."""
        for pane in self.panes:
            pane.view.hold(kept.anchors.get(pane.column.key))
        if kept.selected != frozenset(self.ids()):
            for pane in self.panes:
                current = pane.view.currentIndex()
                pane.view.select_ids(kept.selected)
                pane.view.selectionModel().setCurrentIndex(current, _NO_UPDATE)
        self._restore_current(kept)
        if kept.focused:
            self.focus()

    def _restore_current(self, kept: Kept) -> None:
        if kept.current is None:
            return
        for pane in self.panes:
            row = pane.model.row_of(kept.current)
            if row is not None:
                pane.view.selectionModel().setCurrentIndex(pane.model.index(row), _NO_UPDATE)
                self.activate(pane)
                return
        if self.active is not None:  # it is gone: the card that took its place goes on
            index = self.active.view.currentIndex()
            if index.isValid():
                self.select(self.active, index.row())

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Several steps that the world hears of once, at the end."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1
            self._tell()

    def _on_selected(self, pane: ColumnPane) -> None:
        if self._quiet or pane.model.shifting:
            return
        with self.quietly():
            if not pane.view.extending:
                self.alone(pane)
            self.activate(pane)

    def _on_current(self, pane: ColumnPane) -> None:
        if self._quiet or pane.model.shifting:
            return
        self.activate(pane)

    def _tell(self) -> None:
        if self._quiet:
            return
        current, ids = self.current(), self.ids()
        if current != self._told_current:
            self._told_current = current
            self.current_changed.emit(current)
        if ids != self._told:
            self._told = ids
            self.changed.emit(list(ids))

"""A list that its user arranges: columns chosen, ordered and sized, several sort keys, groups, cells edited in place.

    table = ArrangedTable(model, usual)         model of a RowsModel without columns; `usual` is what nobody has changed
    table.set_catalogue(columns, groups)        every column there is; (key, words) of what rows can be grouped by
    table.arranged.connect(...)                 the arrangement is another; True: rows have another order or other groups
    table.show_listing(listing, describe)       what the service found
    table.clicked_once.connect(open)            one click on a record; `patient()`: wait for a second one, which edits
    table.edits = lambda key, row: field        the field that edits a cell; a sentence says why not; None: not edited
Shift+click on a head sorts by it too. Left and Right lead from cell to cell, Enter and F2 edit, Esc leaves the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.services.listing import Listing
from app.views.parts.arrangement import Arrangement
from app.views.parts.breath import paint_later
from app.views.parts.column_widths import ColumnWidths
from app.views.parts.group_rows import Describe, Groups
from app.views.parts.list_table import ListTable
from app.views.parts.rows import Col, RowsModel

if TYPE_CHECKING:
    from app.views.parts.cell_edit import CellEditor
    from app.views.parts.field import Field

Edits = Callable[[str, Any], "Field[Any] | str | None"]
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ArrangedTable(ListTable):
    """See the top of this module."""

    arranged = Signal(bool)
    clicked_once = Signal()
    refused = Signal(str)

    def __init__(self, model: RowsModel[Any], usual: Arrangement, parent: QWidget | None = None) -> None:
        self.widths: ColumnWidths | None = None  # the first sizes are asked for while the list is made
        super().__init__(model, parent)
        self.usual = self.arrangement = usual
        self.catalogue: dict[str, Col[Any]] = {}
        self.groupings: dict[str, str] = {}
        self.groups = Groups()
        self.patient: Callable[[], bool] = lambda: False
        self.edits: Edits = lambda key, row: None  # noqa: ARG005
        self._editor: CellEditor | None = None
        self._listing = Listing([])
        self._describe: Describe | None = None
        self._ordered: tuple[Any, ...] = ()
        self._pressed: tuple[int | None, str] = (None, "")
        self.widths = ColumnWidths(self)
        self.head.setSectionsMovable(True)
        self.head.sectionMoved.connect(lambda *_: QTimer.singleShot(0, self, self._on_moved))
        self.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.head.customContextMenuRequested.connect(self._on_head_menu)
        self.current_changed.connect(lambda _: self._leave_heads())
        self._once = QTimer(self)
        self._once.setSingleShot(True)
        self._once.timeout.connect(self.clicked_once)
        self.clicked.connect(lambda _: self._on_clicked())

    # What a page calls

    def set_catalogue(self, columns: Sequence[Col[Any]], groupings: Sequence[tuple[str, str]]) -> None:
        """Every column there is, and what rows can be grouped by."""
        self.catalogue = {column.key: column for column in columns}
        self.groupings = dict(groupings)
        self._show_columns()

    def arrange(self, wanted: Arrangement, *, tell: bool = True) -> None:
        """Take another arrangement; `arranged` tells of it unless `tell` is False."""
        before, self.arrangement = self.arrangement, wanted
        if wanted.columns != before.columns:
            self._show_columns()
        self._mark()
        if tell and wanted != before:
            self.arranged.emit(wanted[1:] != before[1:])

    def show_listing(self, listing: Listing, describe: Describe) -> None:
        """Show what the service found, with its groups."""
        self._listing, self._describe = listing, describe
        ids, heads = self.groups.lay(listing, self.arrangement.group, describe)
        anew, self._ordered = self._ordered != self.arrangement[1:], self.arrangement[1:]
        self.rows.set_ids(ids, heads, anew=anew)
        if ids:
            self.rows.row(max(0, self.rowAt(0)))  # what will be seen is read in this turn, and painted in another
            paint_later(self)

    @property
    def listed(self) -> list[int]:
        """Every record of the list in order, those of folded groups too."""
        return self._listing.ids

    @property
    def known_columns(self) -> list[str]:
        """The keys of the columns that are shown, without those that are no more."""
        return [column.key for column in self.rows.columns]

    def select(self, row_id: int) -> bool:
        """Select this record alone and bring it into sight, opening its group; False when it is not here."""
        if self.rows.row_of(row_id) is None:
            holding = [part.key for part in self._listing.parts or () if row_id in part.ids]
            if not holding:
                return False
            self.fold(holding[:1], False)
        return super().select(row_id)

    def place_of(self, row_id: int) -> int | None:
        """Where a record stands: of several groups that hold it, in the one that the keyboard is in."""
        here = self.currentIndex().row()
        return here if self.rows.id_at(here) == row_id else self.rows.row_of(row_id)

    def fold(self, keys: Sequence[str], folded: bool) -> None:
        """Fold groups, or open them."""
        self.groups.fold(keys, folded)
        self._ordered = ()  # thousands of rows that go or come are told sooner as another list
        if self._describe is not None:
            self.show_listing(self._listing, self._describe)

    def fold_all(self, folded: bool) -> None:
        """Fold every group, or open them all."""
        self.fold(self.groups.keys, folded)

    # Columns

    def _show_columns(self) -> None:
        found = [self.catalogue[key] for key in self.arrangement.columns if key in self.catalogue]
        found = found or [self.catalogue[key] for key in self.usual.columns if key in self.catalogue]
        if self.widths is not None:
            self.widths.may_give_way = self.arrangement.columns == self.usual.columns
        if [(each.key, each.title) for each in found] != [(each.key, each.title) for each in self.rows.columns]:
            self._straighten()
            self.rows.set_columns(found)
            self.size_columns()
        else:
            self.rows.columns = found
        if self.cell and self.cell not in self.known_columns:
            self.cell = ""
        self._mark()

    def _straighten(self) -> None:
        """Let the heads stand in the order of the model again: that is where the order is kept."""
        self.head.blockSignals(True)
        for place in range(self.head.count()):
            self.head.moveSection(self.head.visualIndex(place), place)
        self.head.blockSignals(False)

    def _on_moved(self) -> None:
        """The user has dragged a head to another place."""
        places = [self.head.logicalIndex(at) for at in range(self.head.count())]
        if places == sorted(places):
            return
        order = [self.rows.columns[place].key for place in places]
        unknown = [key for key in self.arrangement.columns if key not in order]
        self.arrange(self.arrangement._replace(columns=(*order, *unknown)))

    def size_columns(self) -> None:
        if self.widths is None:
            super().size_columns()
        else:
            self.widths.fit()

    def make_room(self, key: str, width: int) -> None:
        if self.widths is not None:
            self.widths.make_room(key, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.size_columns()
        if self._editor is not None:
            self._editor.follow()

    # Order

    def _mark(self) -> None:
        numbers = {each.key: at for at, each in enumerate(self.arrangement.sorts, 1)}
        several = len(numbers) > 1
        marks = {}
        for place, column in enumerate(self.rows.columns):
            if column.sort_key in numbers:
                number = numbers[column.sort_key]
                marks[place] = (self.arrangement.sorts[number - 1].descending, number if several else 0)
        self.mark_heads(marks)
        order = ", ".join(
            f"{column.title} {'descending' if marks[place][0] else 'ascending'}"
            for place, column in sorted(
                enumerate(self.rows.columns), key=lambda each: marks.get(each[0], (False, 9))[1]
            )
            if place in marks
        )
        self.head.setAccessibleDescription(f"Sorted by {order}" if order else "")

    def _on_head(self, section: int) -> None:
        key = self.rows.columns[section].sort_key
        if key is not None:
            now = self.arrangement
            self.arrange(now.also_sorted_by(key) if self.head.held & _SHIFT else now.sorted_by(key))

    def _on_head_menu(self, at: QPoint) -> None:
        from app.views.parts.column_menu import head_menu

        section = self.head.logicalIndexAt(at)
        if section >= 0:
            self._menu = head_menu(self, self.rows.columns[section].key)
            self._menu.popup(self.head.viewport().mapToGlobal(at))

    # Cells and groups

    @property
    def editor(self) -> CellEditor:
        """What edits cells, made when it is first wanted."""
        if self._editor is None:
            from app.views.parts.cell_edit import CellEditor

            self._editor = CellEditor(self)
        return self._editor

    def edit_cell(self, row_id: int, key: str) -> bool:
        """Edit a cell in place; False when it is not edited here."""
        if key not in self.known_columns or self.rows.row_of(row_id) is None:
            return False
        return self.editor.begin(row_id, key)

    def edit_here(self, otherwise: str = "") -> bool:
        """Edit the cell that the keyboard is on, else that of the column `otherwise`."""
        row_id = self.current
        return row_id is not None and self.edit_cell(row_id, self.cell or otherwise)

    def go_to_cell(self, key: str) -> None:
        """Put the keyboard on the cell of this column; '' leaves the cells."""
        self.cell = key
        row = self.currentIndex().row()
        if key and row >= 0:
            self.scrollTo(self.rows.index(row, self.known_columns.index(key)))
        self.viewport().update()
        if self.cell:
            self.setAccessibleDescription(f"{self.catalogue[key].title}: {self._cell_text(key)}")

    def _cell_text(self, key: str) -> str:
        row_id, row = self.current, None
        if row_id is not None:
            row = self.rows.row(self.currentIndex().row())
        return "" if row is None else self.catalogue[key].text(row)

    def _leave_heads(self) -> None:
        if self.current is None and self.cell:
            self.go_to_cell("")

    def _step_cell(self, by: int) -> None:
        keys = [key for at, key in enumerate(self.known_columns) if not self.isColumnHidden(at)]
        at = keys.index(self.cell) + by if self.cell in keys else 0
        self.go_to_cell(keys[max(0, min(len(keys) - 1, at))])

    def in_focus(self) -> bool:
        return super().in_focus() or (self._editor is not None and self._editor.field is not None)

    def event(self, event: QEvent) -> bool:
        """F2 edits the cell here, before the page's own F2 renames the record elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _edits(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        head = self.rows.head(self.currentIndex().row()) if self.currentIndex().isValid() else None
        if head is not None and plain and key in _FOLDS:
            folded = _FOLDS[Qt.Key(key)]
            self.fold([head.key], not head.folded if folded is None else folded)
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.current is not None:
            self._step_cell(1 if key == Qt.Key.Key_Right else -1)
        elif _edits(event):
            self.edit_here(self.known_columns[0])
        elif plain and key == Qt.Key.Key_Escape and self.cell:
            self.go_to_cell("")
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cell and self.edit_here():
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        head = self.rows.head(self.rowAt(at.y())) if self.rowAt(at.y()) >= 0 else None
        column = self.columnAt(at.x())
        key = self.rows.columns[column].key if column >= 0 else ""
        # a click may open something beside the list: the second one of a double click means what lay under the first
        self._pressed = (self.record_at(self.rowAt(at.y())), key)
        if self.cell and key != self.cell:
            self.go_to_cell("")
        super().mousePressEvent(event)
        if head is not None and event.button() == Qt.MouseButton.LeftButton:
            QTimer.singleShot(0, self, partial(self.fold, [head.key], not head.folded))

    def _on_clicked(self) -> None:
        """One click on a record; where it would cover the list, only once no second one has come."""
        editing = self._editor is not None and self._editor.field is not None
        if editing or self.current is None:
            return
        self._once.start(QApplication.doubleClickInterval() if self.patient() else 0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._once.stop()
        row_id, key = self._pressed
        if self.rows.head(self.rowAt(event.position().toPoint().y())) if self.rows.heads else None:
            self.mousePressEvent(event)
        elif event.button() != Qt.MouseButton.LeftButton or row_id is None or not self.edit_cell(row_id, key):
            super().mouseDoubleClickEvent(event)


def _edits(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F2 and not event.modifiers()


#: On the head of a group: what the keys make of it; None turns it round.
_FOLDS: dict[Qt.Key, bool | None] = {
    Qt.Key.Key_Left: True,
    Qt.Key.Key_Right: False,
    Qt.Key.Key_Return: None,
    Qt.Key.Key_Enter: None,
    Qt.Key.Key_Space: None,
}

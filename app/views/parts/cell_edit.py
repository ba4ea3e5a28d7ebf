"""A cell edited in place: the fitting field stands over it. Enter or leaving commits, Esc drops, Tab goes on to the next cell.

What is refused stays, red, with the reason below it; leaving it then drops it, and the old value is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.views import theme
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.field import Field
from app.views.parts.fields import NotesField
from app.views.parts.line_field import LineField
from app.views.parts.paint import paint_box
from app.views.theme import px

if TYPE_CHECKING:
    from app.views.parts.arranged_table import ArrangedTable

_LEAST, _MESSAGE = 112, 280
_EDGE = 3
_TOLD: Final = frozenset(
    (QEvent.Type.KeyPress, QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.LayoutRequest)
)
_TABS: Final = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class _Frame(QWidget):
    """The ground below a field, so that the rows under its message do not shine through."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS_FIELD, "card", "strong_line")


class CellEditor(QObject):
    """Edits one cell of a table at a time."""

    def __init__(self, table: ArrangedTable) -> None:
        super().__init__(table)
        self._table = table
        self._frame: _Frame | None = None
        self._row_id, self._key = 0, ""
        self._then = 0
        self._watched: list[QWidget] = []
        self.field: Field[Any] | None = None
        self._check = QTimer(self)
        self._check.setSingleShot(True)
        self._check.setInterval(0)
        self._check.timeout.connect(self._on_check)
        table.rows.changed.connect(self._read_again)
        table.verticalScrollBar().valueChanged.connect(self.follow)
        table.horizontalScrollBar().valueChanged.connect(self.follow)

    def begin(self, row_id: int, key: str, *, quiet: bool = False) -> bool:
        """Edit a cell; False when it is not edited in place. Why it cannot be edited now is said unless `quiet`."""
        table = self._table
        place = table.place_of(row_id)
        row = table.rows.row(place) if place is not None else None
        made = table.edits(key, row) if row is not None else None
        if place is None or made is None or (isinstance(made, str) and quiet):
            return False
        self.close()
        at = table.rows.index(place, table.known_columns.index(key))
        if table.currentIndex().row() != place:
            table.setCurrentIndex(at)
        table.go_to_cell(key)
        if isinstance(made, str):
            table.refused.emit(made)
            return True
        table.scrollTo(at)
        self._row_id, self._key, self._then, self.field = row_id, key, 0, made
        self._frame = _Frame(table.viewport())
        made.setParent(self._frame)
        made.show()
        self._frame.show()
        self.follow()
        made.setFocus(Qt.FocusReason.OtherFocusReason)  # a choice has it again when its list has closed
        made.begin_edit()
        self._watch()
        return True

    def _read_again(self) -> None:
        """The rows were read again: what the cell holds now, the field knows too."""
        table, field = self._table, self.field
        place = table.place_of(self._row_id) if field is not None else None
        row = table.rows.row(place) if place is not None else None
        made = table.edits(self._key, row) if row is not None else None
        if field is not None and isinstance(made, Field):
            field.set_value(made.value())
            made.deleteLater()
        self.follow()

    def follow(self) -> None:
        """Lie over the cell where it is now; a row that is gone takes its editor with it."""
        if self._frame is None or self.field is None:
            return
        table, place = self._table, self._table.place_of(self._row_id)
        if place is None or self._key not in table.known_columns:
            self.close()
            return
        column = table.known_columns.index(self._key)
        cell = table.visualRect(table.rows.index(place, column))
        own, wide = self._width(cell.width()), self._width(cell.width(), told=bool(self.field.refusal()))
        right = table.rows.columns[column].align == "right"
        left = cell.right() + 1 - own if right else cell.left()  # a sentence makes it wider to the right
        left = max(0, min(left, table.viewport().width() - wide))
        inner = wide - 2 * px(_EDGE)
        tall = max(self.field.heightForWidth(inner), px(theme.FIELD_ROW)) + px(4)
        top = min(cell.top(), table.viewport().height() - tall)
        self._frame.setGeometry(QRect(left, top, wide, max(tall, cell.height() - 1)))
        wider = self.field.width() != inner
        self.field.setGeometry(px(_EDGE), px(2), inner, tall - px(4))
        if wider and self.field.refusal():
            self.field.refuse(self.field.refusal())  # its ring takes the new width

    def _width(self, cell: int, *, told: bool = False) -> int:
        field, wide = self.field, max(cell, px(_LEAST))
        if isinstance(field, LineField) and (own := field.edit_width()) is not None:
            wide = own + 2 * px(_EDGE)  # wider, its ring would end before its ground
        return min(max(wide, px(_MESSAGE)) if told else wide, self._table.viewport().width())

    def close(self) -> None:
        """Put the editor away; what is typed and not committed is dropped."""
        frame, field = self._frame, self.field
        self._frame = self.field = None
        self._check.stop()
        if field is None or frame is None:
            return
        had_keyboard = field.holds_focus()
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        field.on_commit = None
        field.forget_edit()
        if had_keyboard:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        frame.hide()
        frame.deleteLater()

    # What the field does

    def _inputs(self) -> list[QWidget]:
        field = self.field
        found: list[QWidget | None] = [field]
        if isinstance(field, LineField):
            found.append(field.line_input())
        if isinstance(field, NotesField):
            found.append(field.text_input())
        if isinstance(field, DateField):
            found.append(field.calendar())
        if isinstance(field, ChoiceField) and (picker := field.picker()) is not None:
            found += [picker, picker.search_line()]
        return [widget for widget in found if widget is not None]

    def _watch(self) -> None:
        for widget in self._inputs():
            if widget not in self._watched:
                widget.installEventFilter(self)
                self._watched.append(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.field is None or event.type() not in _TOLD:
            return False
        self._check.start()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _TABS:
            return self._on_tab(watched, _TABS[Qt.Key(event.key())])
        return False

    def _on_tab(self, watched: QObject, step: int) -> bool:
        """Commit and go on; the list of a choice takes its line by itself."""
        field = self.field
        if isinstance(field, LineField | NotesField) and field.is_editing():
            self._then = step if field.finish() else 0
            return True
        if isinstance(field, ChoiceField):
            self._then = step
            picker = field.picker()
            if picker is None or step < 0:
                if picker is not None:
                    picker.close()
                return True
            return watched is not picker.search_line()
        return False

    def _busy(self) -> bool:
        field = self.field
        if isinstance(field, ChoiceField):
            return field.picker() is not None
        if isinstance(field, DateField) and field.calendar() is not None:
            return True
        return field is not None and field.is_editing()

    def _on_check(self) -> None:
        field = self.field
        if field is None:
            return
        self._watch()
        if field.refusal() and field.holds_focus():
            self._then = 0
            self.follow()
        elif self._busy() and not (field.refusal() and not field.holds_focus()):
            self.follow()
        else:
            step, self._then, row_id, key = self._then, 0, self._row_id, self._key
            self.close()
            if step:
                QTimer.singleShot(0, self, lambda: self._go_on(row_id, key, step))

    def _go_on(self, row_id: int, key: str, step: int) -> None:
        """The next cell that is edited in place: in this row, then in the rows after it."""
        table = self._table
        keys = [name for at, name in enumerate(table.known_columns) if not table.isColumnHidden(at)]
        place = table.place_of(row_id)
        if place is None or key not in keys:
            return
        at = keys.index(key)
        for _ in range(3 * len(keys)):
            at += step
            if not 0 <= at < len(keys):
                place, at = self._next_record(place, step), 0 if step > 0 else len(keys) - 1
                if place is None:
                    return
            if self.begin(table.rows.ids[place], keys[at], quiet=True):
                return

    def _next_record(self, place: int, step: int) -> int | None:
        ids = self._table.rows.ids
        place += step
        while 0 <= place < len(ids) and ids[place] < 0:
            place += step
        return place if 0 <= place < len(ids) else None

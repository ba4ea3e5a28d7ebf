"""The table of owners and dates: milestones as bands, every cell edited in place, the timeline at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.base import UserError
from app.views import theme
from app.views.handoff import plan_columns
from app.views.handoff.cell_editor import CellEditor, Leave
from app.views.handoff.plan_cells import PlanCells, PlanHead, owner_rect, tick_rect
from app.views.handoff.plan_owners import options_for
from app.views.handoff.plan_rows import HEADS, Column, Index, PlanRows, Row
from app.views.handoff.plan_strip import Strip
from app.views.handoff.words import day, hours_text, quoted, weekday
from app.views.handoff.work import Work
from app.views.parts.dates import full_text, parse_date
from app.views.parts.fields import parse_hours
from app.views.parts.menu import Menu
from app.views.parts.paint import text_width
from app.views.parts.picker import Option, Picker
from app.views.theme import px

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlanTable(QTableView):
    """The table. `said(sentence)` explains what an edit could not do; `left(back)` when Tab leads out of it."""

    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.rows = PlanRows(work, self)
        self.hovered = (-1, -1)
        self.editor: CellEditor | None = None
        self.picker: Picker | None = None
        self._menu: Menu | None = None
        self._dates = self._said = 0
        self._ring = True
        self._pressed: tuple[int, int] | None = None
        self.strip = Strip(work.plan, work.calendar, px(plan_columns.STRIP))
        self.setModel(self.rows)
        self.setItemDelegate(PlanCells(self))
        self.setHorizontalHeader(PlanHead(self))
        self._set_up()
        self.rows.modelReset.connect(self._span_milestones)
        self._span_milestones()
        theme.notifier().changed.connect(self._dress)
        self._dress()
        self._go_to_first()

    def _set_up(self) -> None:
        self.setAccessibleName("Tasks with their owners and dates")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _dress(self) -> None:
        self.verticalHeader().setMinimumSectionSize(px(theme.DENSE_ROW))
        self.verticalHeader().setDefaultSectionSize(px(theme.DENSE_ROW))
        self._place_columns()
        self.viewport().update()

    def _place_columns(self) -> None:
        """The words of tasks and the timeline take what is left, in halves; figures keep their size."""
        self._dates, self._said = self._date_width(), self._said_width()
        for column, width in plan_columns.widths(self.viewport().width(), self._dates, self._said).items():
            self.setColumnHidden(column, not width)
            self.setColumnWidth(column, width)
        self._lay_strip()

    def _span_milestones(self) -> None:
        """The title of a milestone has the room of the columns that are empty for it."""
        self.clearSpans()
        for at, row in enumerate(self.rows.rows):
            if row.group:
                self.setSpan(at, Column.TASK, 1, Column.OWNER + 1)

    def _date_width(self) -> int:
        """Dates are never cut: as wide as the days at both ends of the plan, of which one may name its year."""
        ends = (self.work.plan.first_day, self.work.plan.last_day)
        widest = max((len(day(end)) for end in ends if end), default=0)
        sample = "Wed 30 Nov 2028" if widest > len("30 Nov") else "Wed 30 Nov"
        return text_width(sample, theme.SECOND) + px(17)

    def _said_width(self) -> int:
        """As wide as the widest day that was said, with its difference; 0 where none was."""
        words = [self.rows.words(row, Column.SAID) for row in self.rows.rows if row.said is not None]
        return max((text_width(text, theme.SECOND) for text in words), default=-px(17)) + px(17)

    def _lay_strip(self) -> None:
        self.strip = Strip(self.work.plan, self.work.calendar, self.columnWidth(Column.STRIP))
        self.horizontalHeader().viewport().update()

    def refresh(self) -> None:
        """Show the plan as it is; the cell in use stays in use."""
        current = self._current_row()
        column = self.currentIndex().column()
        self.rows.refresh()
        if (self._date_width(), self._said_width()) != (self._dates, self._said):
            self._place_columns()
        else:
            self._lay_strip()
        if current is not None and not self.currentIndex().isValid():
            at = self.rows.row_of(current.key, group=current.group)
            if at is None:
                self._go_to_first()
            else:
                self.setCurrentIndex(self.rows.index(at, max(0, column)))
        self.viewport().update()

    def _go_to_first(self) -> None:
        """To the owner of the first task, or alone to its title."""
        first = next((at for at, row in enumerate(self.rows.rows) if not row.group), 0)
        self.setCurrentIndex(self.rows.index(first, Column.TASK if self.work.solo else Column.OWNER))

    def take_focus(self) -> None:
        """Take the keyboard; the ring appears once it is used here."""
        row = self._current_row()
        if row is None or row.group:
            self._go_to_first()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ring = False
        self.viewport().update()

    # --- where one is ---------------------------------------------------------------------

    def _current_row(self) -> Row | None:
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def shows_current(self, index: Index) -> bool:
        """Whether this cell carries the keyboard's ring."""
        return self._ring and index == self.currentIndex() and self.hasFocus() and self.editor is None

    def is_current_row(self, index: Index) -> bool:
        """Whether the keyboard is in this row."""
        return self.hasFocus() and index.row() == self.currentIndex().row()

    def show_task(self, key: int, column: int = Column.TASK) -> None:
        """Bring a task into sight and put the keyboard there."""
        at = self.rows.reveal(key)
        if at is not None:
            index = self.rows.index(at, column)
            self._ring = True
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def step(self, by: int) -> bool:
        """Go to the next or previous cell that can be edited; False at either end."""
        width, at = len(HEADS), self.currentIndex()
        place = at.row() * width + at.column() + by
        while 0 <= place < len(self.rows.rows) * width:
            row, column = divmod(place, width)
            if self.rows.is_edited(self.rows.rows[row], column):
                self.setCurrentIndex(self.rows.index(row, column))
                return True
            place += by
        return False

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from cell to cell, and out of the table at its ends."""
        self._ring = True
        return self.step(1 if next else -1) or super().focusNextPrevChild(next)

    # --- editing --------------------------------------------------------------------------

    def edit_cell(self, index: Index, typed: str | None = None) -> None:
        """Open the input of a cell, or the list of people."""
        if not index.isValid() or self.editor is not None:
            return
        row, column = self.rows.rows[index.row()], Column(index.column())
        if not self.rows.is_edited(row, column):
            return
        self.setCurrentIndex(QModelIndex(index))  # type: ignore[arg-type]
        self.scrollTo(self.currentIndex())
        if column == Column.OWNER:
            self._choose_owner(row, typed or "")
            return
        text, commit = self._edited(row, column)
        name = f"{HEADS[column]} of {row.title}"
        self.editor = editor = CellEditor(
            self.viewport(), name, text, commit, self._on_left, right=column == Column.HOURS
        )
        cell = self.visualRect(self.currentIndex())
        if column == Column.TASK:
            cell.setLeft(tick_rect(cell).right() - 5)
        elif column in (Column.START, Column.FINISH):
            editor.with_calendar(row.start if column == Column.START else row.finish, self._day_note)
            cell.setWidth(max(cell.width(), px(136)))
        editor.begin(cell.adjusted(1, 0, -1, -1), typed)

    def _edited(self, row: Row, column: Column) -> tuple[str, Callable[[str], None]]:
        """What the input begins with, and who takes what is typed."""
        if column == Column.TASK:
            return row.title, lambda text: self._set_title(row.key, text)
        if column == Column.HOURS:
            return hours_text(row.minutes) if row.minutes else "", lambda text: self._set_hours(row.key, text)
        if column == Column.START:
            return full_text(row.start) if row.start else "", lambda text: self._set_start(row.key, text)
        return full_text(row.finish) if row.finish else "", lambda text: self._set_finish(row.key, text)

    def _set_title(self, key: int, text: str) -> None:
        if not text:
            raise UserError("A task needs a title")
        self.work.change(key, title=text)

    def _set_hours(self, key: int, text: str) -> None:
        self.work.set_minutes(key, parse_hours(text) if text else 0)

    def _set_start(self, key: int, text: str) -> None:
        wanted = parse_date(text) if text else None
        self.work.change(key, locked_start=wanted)
        self._explain(key, wanted)

    def _explain(self, key: int, wanted: date | None) -> None:
        """Say why a task starts on another day than was asked for."""
        task = self.work.task(key)
        if wanted is None or task.start is None or task.start == wanted:
            return
        if not self.work.calendar.is_working(wanted):
            self.said.emit(f"{weekday(wanted)} is a day off: it starts on {weekday(task.start)}.")
            return
        ends = {t.key: t for t in self.work.plan.included}
        waits = [
            ends[link.predecessor]
            for link in self.work.plan.links
            if link.successor == key and link.predecessor in ends
        ]
        last = max(waits, key=lambda t: t.finish or wanted, default=None)
        why = f": it waits for {quoted(last.title)}" if last else " in this plan"
        self.said.emit(f"It cannot start before {weekday(task.start)}{why}.")

    def _set_finish(self, key: int, text: str) -> None:
        if not text:
            raise UserError("A task needs a last day")
        self.work.set_finish_of(key, parse_date(text))

    def _day_note(self, value: date) -> str:
        if self.work.calendar.is_working(value):
            return ""
        return "Weekend" if value.weekday() >= 5 else "Day off"

    def _on_left(self, how: Leave) -> None:
        editor, self.editor = self.editor, None
        if how != "away":  # before the input goes, or Qt would step on by itself
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        if editor is not None:
            editor.hide()
            editor.deleteLater()
        if how in ("next", "before"):
            self.focusNextPrevChild(how == "next")
        self.viewport().update()

    def _choose_owner(self, row: Row, typed: str) -> None:
        task = self.work.task(row.key)
        head, options = options_for(self.work, task)
        picker = Picker(
            self, options, lambda option: self._on_owner(row.key, option), current=row.owner, head=head,
            closed=self._on_picker_closed, width=px(320),
        )  # fmt: skip
        self.picker = picker
        picker.search_line().setText(typed)
        picker.open_at(self.viewport(), owner_rect(self.visualRect(self.currentIndex())))

    def _on_owner(self, key: int, option: Option) -> None:
        self.work.change(key, owner=option.key)

    def _on_picker_closed(self) -> None:
        self.picker = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self, row: Row) -> None:
        """Leave a task out or take it in; fold or unfold a milestone."""
        if row.group:
            self.rows.toggle_group(row.key)
            at = self.rows.row_of(row.key, group=True)
            self.setCurrentIndex(self.rows.index(at or 0, 0))
        else:
            self.work.change(row.key, included=not row.included)

    # --- keys and pointer -----------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = True
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._ring = True
        self.viewport().update()
        row, index = self._current_row(), self.currentIndex()
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        typed = event.text()
        if row is None or held & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore() if held else super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space or (key in _ENTER and row.group):
            self.toggle(row)
        elif row.group and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.rows.toggle_group(row.key, key == Qt.Key.Key_Right)
        elif key in (*_ENTER, Qt.Key.Key_F2):
            self.edit_cell(index)
        elif key == Qt.Key.Key_Delete and index.column() == Column.START and row.locked:
            self.work.change(row.key, locked_start=None)
        elif typed.isprintable() and typed.strip() and self.rows.is_edited(row, index.column()):
            self.edit_cell(index, typed)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._pressed = (index.row(), index.column())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        same = self._pressed == (index.row(), index.column())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton or not same:
            return
        row = self.rows.rows[index.row()]
        sign = index.column() == Column.TASK and tick_rect(self.visualRect(index)).contains(point)
        if row.group or sign:
            self.toggle(row)
        elif index.column() != Column.STRIP:
            self.edit_cell(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._hover((index.row(), index.column()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover((-1, -1))
        super().leaveEvent(event)

    def _hover(self, cell: tuple[int, int]) -> None:
        if cell != self.hovered:
            self.hovered = cell
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid() or self.rows.rows[index.row()].group:
            return
        self.setCurrentIndex(index)
        row = self.rows.rows[index.row()]
        self._menu = menu = Menu(self)
        menu.add("Leave out" if row.included else "Take in", lambda: self.toggle(row), shortcut="Space")
        if row.locked:
            menu.add("Start as soon as it can", lambda: self.work.change(row.key, locked_start=None), shortcut="Del")
        where = self.visualRect(index).bottomLeft() + QPoint(8, 0) if by_key else event.pos()
        menu.popup(self.viewport().mapToGlobal(where))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_columns()
        if self.editor is not None:
            self.editor.cancel()

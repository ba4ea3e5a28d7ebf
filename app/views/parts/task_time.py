"""The time on a task: its entries, their sum, and a line to add to them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError, today
from app.models.store import Store
from app.services import timelog
from app.services.timelog import TimeRow
from app.views import theme
from app.views.parts.buttons import PlainButton, QuietButton
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import Field
from app.views.parts.fields import HoursField, TextField
from app.views.parts.focus_in_sight import show_whole
from app.views.parts.menu import Menu
from app.views.parts.paint import RIGHT, paint_text
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import first_name


def clock_text(minutes: int) -> str:
    """Time spent to the minute: '6 h 00'."""
    return f"{minutes // 60:,} h {minutes % 60:02d}"


class _Hours(HoursField):
    entered = Signal()

    def finish(self) -> bool:
        taken = super().finish()
        if taken:
            self.entered.emit()
        return taken


class _Note(TextField):
    entered = Signal()

    def finish(self) -> bool:
        taken = super().finish()
        if taken:
            self.entered.emit()
        return taken


class AddTime(QWidget):
    """Hours, day and note; Enter adds them, Esc in an empty line puts the form away."""

    closed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._task = 0
        self.hours = _Hours("Hours", boxed=True, placeholder="1.5 or 1:30")
        self.day = DateField("Day", boxed=True, required=True)
        self.note = _Note("Note", boxed=True, placeholder="What was done")
        self.add = PlainButton("Add", in_row=True)
        self.cancel = QuietButton("Close", in_row=True)
        self.hours.entered.connect(self.submit)
        self.note.entered.connect(self.submit)
        self.add.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.closed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 8)
        grid.setSpacing(6)
        grid.addWidget(self.hours, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.day, 0, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.note, 1, 0, 1, 3)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        grid.addLayout(buttons, 2, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    def begin(self, task_id: int) -> None:
        """Ask for time on this task."""
        self._task = task_id
        fields: tuple[Field[int | None] | Field[str], ...] = (self.hours, self.note)
        for field in fields:
            field.forget_edit()
        self.hours.set_value(None)
        self.day.set_value(today())
        self.note.set_value("")
        self.show()
        self.hours.begin_edit()
        show_whole(self)

    def submit(self) -> None:
        """Add the entry, or say what is wrong with it."""
        for field in (self.hours, self.day, self.note):
            if field.is_editing() and not field.commit_typed():
                return
        minutes = self.hours.value()
        if minutes is None:
            self.hours.begin_edit()
            return
        try:
            timelog.add(self._store, minutes, task_id=self._task, on=self.day.value(), note=self.note.value())
        except UserError as error:
            self.hours.refuse(str(error))
            return
        self.begin(self._task)


class _Total(QWidget):
    """The sum under a line."""

    def __init__(self) -> None:
        super().__init__()
        self.minutes = 0

    def show_sum(self, minutes: int) -> None:
        self.minutes = minutes
        self.setAccessibleName(f"Total {clock_text(minutes)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(0, 1, self.width(), 1, theme.colour("line"))
        rect = self.rect().adjusted(0, 4, 0, 0)
        paint_text(painter, rect, "Total", weight=theme.SEMIBOLD)
        paint_text(painter, rect, clock_text(self.minutes), weight=theme.SEMIBOLD, align=RIGHT)


class TimeSection(QWidget):
    """The section. Without entries it shrinks to its '+ Add time'."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._task = 0
        self.section = SectionHead("Time", ("Add time", self.begin))
        self.form = AddTime(store)
        self.form.closed.connect(self.form.hide)
        self.form.hide()
        self.rows: KeyedRows[TimeRow, LineRow] = KeyedRows(
            lambda _: LineRow(64), self._show, lambda entry: entry.id, most=5
        )
        self.total = _Total()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.section, self.form, self.rows, self.total):
            column.addWidget(part)

    def begin(self) -> None:
        """Open the form."""
        self.form.begin(self._task)

    def show_time(self, task_id: int, entries: list[TimeRow]) -> None:
        """Show the entries of a task, the newest first."""
        if task_id != self._task:
            self._task = task_id
            self.rows.fold()
            self.form.hide()
        self.rows.set_rows(entries)
        self.total.setVisible(bool(entries))
        self.total.show_sum(sum(entry.minutes or 0 for entry in entries))

    def _show(self, row: LineRow, entry: TimeRow) -> None:
        who = first_name(entry.person)
        row.show_line(
            f"{who}, {entry.note}" if entry.note else who,
            name=short_text(entry.on_date),
            note="running" if entry.minutes is None else clock_text(entry.minutes),
            tooltip=entry.note,
        )
        row.set_menu_of(partial(self._menu, entry), "Change this entry")

    def _menu(self, entry: TimeRow) -> Menu:
        menu = Menu(self)
        menu.add("Remove", partial(timelog.delete, self._store, entry.id), "trash")
        return menu

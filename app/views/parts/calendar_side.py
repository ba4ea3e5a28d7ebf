"""At the right of the calendar: the list of the chosen day, and in its place the task that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.base import today
from app.services.calendar_items import Item, Load
from app.views import theme
from app.views.parts.calendar_view import ICONS, item_words
from app.views.parts.dates import full_text
from app.views.parts.fields import hours_text
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.pane import Pane
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.task_inspector import TaskInspector

_WIDTH: Final = 288
KIND_NAMES: Final = {
    "task": "Task", "milestone": "Milestone", "promise": "Promise", "todo": "To-do", "step": "Next step", "close": "Expected close",
    "renewal": "Renewal",
}  # fmt: skip
_STEPS: Final = (("A day later", 1), ("A day earlier", -1), ("A week later", 7), ("A week earlier", -7))


class CalendarSide(QStackedWidget):
    """`opened` tells what is to be looked at, `moved` what by how many days."""

    new_wanted = Signal()
    opened = Signal(str, int)
    moved = Signal(object, int)

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.head = SectionHead("", ("New task", self.new_wanted.emit))
        self.load = Label("", "text2", theme.SECOND, wrap=True)
        self.nothing = Label(
            "Nothing stands on this day. A double click or N adds a task.", "text3", theme.SECOND, wrap=True
        )
        self.rows: KeyedRows[Item, LineRow] = KeyedRows(self._make_row, self._show_row, lambda item: item.key, most=14)
        self.day = Pane()
        self.day.box.setContentsMargins(16, 10, 16, 10)
        self.day.box.setSpacing(4)
        for part in (self.head, self.load, self.nothing, self.rows):
            self.day.box.addWidget(part)
        self.day.box.addStretch(1)
        self.day.setAccessibleName("The chosen day")
        self.addWidget(self.day)
        self.setFixedWidth(theme.px(_WIDTH))

    # --- the day ------------------------------------------------------------------------

    def show_day(self, day: date, items: Sequence[Item], load: Load) -> None:
        """List what stands on a day, and its hours against those there are."""
        self.head.set_title(full_text(day))
        said = f"{hours_text(load.minutes)} {'logged' if day < today() else 'planned'} of {hours_text(load.available)}"
        over = load.minutes - load.available if day >= today() else 0
        if over > 0:
            said += f", {hours_text(over)} too many"
        self.load.setText(load.off if load.off and not load.available else said)
        self.load.set_token("bad" if over > 0 else "text2")
        self.nothing.setVisible(not items)
        self.rows.set_rows(items)

    def _make_row(self, item: Item) -> LineRow:
        row = LineRow()
        row.clicked.connect(partial(self.opened.emit, *item.opens))
        return row

    def _show_row(self, row: LineRow, item: Item) -> None:
        token = "text3" if item.state == "done" else "bad" if item.late else "text"
        row.show_line(
            item.title,
            icon=ICONS[item.kind],
            note=item.initials,
            note_token="text3",
            token=token,
            tooltip=f"{KIND_NAMES[item.kind]}: {item_words(item)}",
            opens=True,
        )
        row.set_menu_of(partial(self._menu, item), "Move this")

    def _menu(self, item: Item) -> Menu:
        menu = Menu(self)
        menu.add("Open", partial(self.opened.emit, *item.opens), "arrow-square-out", "Enter")
        for words, by in _STEPS:
            menu.add(words, partial(self.moved.emit, item, by))
        return menu

    # --- the task -----------------------------------------------------------------------

    @cached_property
    def inspector(self) -> TaskInspector:
        """The task in full, made when the first one is looked at."""
        from app.views.parts.task_actions import TaskActions
        from app.views.parts.task_inspector import TaskInspector

        rename: Callable[[int], object] = lambda _: made.rename()  # noqa: E731
        made = TaskInspector(self._store, self._shell, TaskActions(self._store, self._shell, rename, self.open_task))
        made.closed.connect(self.close_task)
        made.has_ground = False  # the pane's
        pane = Pane()
        pane.box.addWidget(made)
        self.addWidget(pane)
        return made

    @property
    def has_task(self) -> bool:
        """Whether a task is looked at."""
        return self.currentIndex() == 1

    def open_task(self, task_id: int) -> None:
        """Look at a task; one that is gone is not."""
        if self.inspector.show_task(task_id):
            self.setCurrentIndex(1)

    def close_task(self) -> None:
        """The list of the day again."""
        self.setCurrentIndex(0)

    def refresh(self) -> None:
        """Show the task as it is now; the day again when it is gone."""
        if self.has_task and not self.inspector.refresh():
            self.close_task()

    def focus_target(self) -> QWidget:
        """What F6 brings the keyboard to."""
        return self.inspector.title if self.has_task else self.day

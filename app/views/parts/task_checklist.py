"""The checklist of the task inspector: ticked, rewritten, put in order, removed, and a line made a task.

Keys on a box: Space ticks, Alt+Up and Alt+Down move the line, T makes it a subtask, Shift+T a task beside, Del removes it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.store import Store
from app.services import checklists, tasks
from app.services.task_detail import ChecklistLine
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.growing_list import GrowingList
from app.views.parts.menu import Menu
from app.views.parts.record_rows import KeyedRows
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_cards import quoted
from app.views.parts.ticks import BOX, CheckBox


class _Words(TextField):
    """The words of a line; Backspace in an empty one removes it."""

    emptied: Callable[[], object] | None = None

    def row_height(self, width: int) -> int:  # noqa: ARG002
        return theme.px(24)

    def parse(self, text: str) -> str:
        if not text.strip() and self.emptied is not None:
            QTimer.singleShot(0, self, self.emptied)
            return self.value()
        return super().parse(text)


class _Line(QWidget):
    """A tick and its words."""

    def __init__(self, section: Checklist, item: ChecklistLine) -> None:
        super().__init__()
        self._section, self._id = section, item.id
        store = section.store
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.box = CheckBox("")
        self.box.clicked.connect(partial(tasks.tick, store, self._id))
        self.words = _Words("Item", partial(tasks.rename_item, store, self._id))
        self.words.emptied = self._remove
        self.remove = IconButton("x", "Remove from the checklist", in_row=True, size=12)
        self.remove.setFixedSize(theme.px(24), theme.px(24))
        self.remove.clicked.connect(self._remove)
        kept = self.remove.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(kept)
        self.remove.hide()
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setFixedHeight(theme.px(24))

    def show_item(self, item: ChecklistLine) -> None:
        self.box.setChecked(item.done)
        self.box.setAccessibleName(item.title)
        self.box.setToolTip("Alt+Up and Alt+Down move it, T makes it a subtask, Del removes it")
        self.words.set_value(item.title)
        self.words.set_tone("text2" if item.done else "text")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> Menu:
        """What can be done with it."""
        section, key = self._section, self._id
        menu = Menu(self)
        menu.add("Move up", partial(section.move_item, key, -1), "arrow-up", "Alt+Up")
        menu.add("Move down", partial(section.move_item, key, 1), "arrow-down", "Alt+Down")
        menu.addSeparator()
        menu.add("Make it a subtask", partial(section.make_task, key), "arrow-down-right", "T")
        menu.add("Make it a task", partial(section.make_task, key, part=False), "arrow-square-out", "Shift+T")
        menu.addSeparator()
        menu.add("Remove", self._remove, "trash", "Del")
        return menu

    def enterEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.show()

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.setVisible(self.remove.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._section.move_item(self._id, by)
        elif event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif event.key() == Qt.Key.Key_T and (shift or not event.modifiers()):
            self._section.make_task(self._id, part=not shift)
        else:
            super().keyPressEvent(event)

    def _remove(self) -> None:
        self._section.remove(self._id)


class Checklist(GrowingList[ChecklistLine, _Line]):
    """The section. Without lines it shrinks to its '+ Add'."""

    def __init__(self, store: Store, actions: TaskActions) -> None:
        self.store, self._actions, self._task = store, actions, 0
        self._items: list[ChecklistLine] = []
        rows: KeyedRows[ChecklistLine, _Line] = KeyedRows(
            partial(_Line, self), lambda line, item: line.show_item(item), lambda item: item.id
        )
        # its words stand below those of the lines
        super().__init__("Checklist", "Add", rows, "Next item", inset=BOX + 4)

    def add(self, words: str) -> None:
        tasks.add_item(self.store, self._task, words)

    def show_items(self, task_id: int, items: list[ChecklistLine]) -> None:
        """Show the checklist of a task."""
        self._task, self._items = task_id, items
        self.turn_to(task_id)
        done = sum(item.done for item in items)
        self.section.set_note(f"{done} of {len(items)}" if items else "")
        self.rows.set_rows(items)

    def move_item(self, item_id: int, by: int) -> None:
        """Put a line higher or lower; the keyboard stays on it."""
        checklists.move_item(self.store, item_id, by)

    def make_task(self, item_id: int, *, part: bool = True) -> None:
        """Make a line a subtask, or a task beside the one it stood in."""
        from app.services import checklist_task

        title = self._title(item_id)
        with self._actions.telling():
            checklist_task.make_task(self.store, item_id, part=part)
            self._actions.shell.toast(f"{quoted(title)} is a {'subtask' if part else 'task'} now")

    def remove(self, item_id: int) -> None:
        """Take a line out."""
        title = self._title(item_id)
        tasks.remove_item(self.store, item_id)
        self._actions.shell.toast(f"{quoted(title)} removed from the checklist")

    def _title(self, item_id: int) -> str:
        """The words of a line that is about to go."""
        return next((item.title for item in self._items if item.id == item_id), "")

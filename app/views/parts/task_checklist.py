"""The checklist of the task inspector: tick, rewrite, add, remove."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.store import Store
from app.services import tasks
from app.services.task_detail import ChecklistLine
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.growing_list import GrowingList
from app.views.parts.menu import Menu
from app.views.parts.record_rows import KeyedRows
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

    def __init__(self, store: Store, item: ChecklistLine) -> None:
        super().__init__()
        self._store, self._id = store, item.id
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.box = CheckBox("")
        self.box.clicked.connect(lambda on: tasks.tick(store, self._id, on))
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
        self.box.setToolTip("T makes it a task of its own, Del removes it")
        self.words.set_value(item.title)
        self.words.set_tone("text2" if item.done else "text")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = Menu(self)
        menu.add("Make it a task", self._make_task, "arrow-square-out", "T")
        menu.addSeparator()
        menu.add("Remove", self._remove, "trash", "Del")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _make_task(self) -> None:
        from app.services import checklist_task

        checklist_task.make_task(self._store, self._id)

    def enterEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.show()

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.setVisible(self.remove.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        elif event.key() == Qt.Key.Key_T and not event.modifiers():
            self._make_task()
        else:
            super().keyPressEvent(event)

    def _remove(self) -> None:
        tasks.remove_item(self._store, self._id)


class Checklist(GrowingList[ChecklistLine, _Line]):
    """The section. Without lines it shrinks to its '+ Add'."""

    def __init__(self, store: Store) -> None:
        self._store, self._task = store, 0
        rows: KeyedRows[ChecklistLine, _Line] = KeyedRows(
            partial(_Line, store), lambda line, item: line.show_item(item), lambda item: item.id
        )
        # its words stand below those of the lines
        super().__init__("Checklist", "Add", rows, "Next item", inset=BOX + 4)

    def add(self, words: str) -> None:
        tasks.add_item(self._store, self._task, words)

    def show_items(self, task_id: int, items: list[ChecklistLine]) -> None:
        """Show the checklist of a task."""
        self._task = task_id
        self.turn_to(task_id)
        done = sum(item.done for item in items)
        self.section.set_note(f"{done} of {len(items)}" if items else "")
        self.rows.set_rows(items)

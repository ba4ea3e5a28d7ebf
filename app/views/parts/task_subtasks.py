"""The subtasks of the task inspector: added in place, ticked, opened, indented and outdented, with what they sum to.

Enter on a line opens it, Space on its box ticks it, Alt+Right and Alt+Left indent and outdent, Del deletes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services import subtasks
from app.services.subtasks import Subtask, Sums
from app.services.task_detail import TaskDetail
from app.views import theme
from app.views.parts.dates import short_text
from app.views.parts.growing_list import GrowingList
from app.views.parts.menu import Menu
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_cards import figure
from app.views.parts.ticks import BOX, CheckBox

if TYPE_CHECKING:
    from app.models.store import Store

_STEP = 16
_MOST = 30


def sums_text(sums: Sums) -> str:
    """'2 of 5', and the hours where there are any: '2 of 5, 12 of 40 h'."""
    if not sums.count:
        return ""
    parts = [f"{sums.done} of {sums.count}"]
    if sums.estimate:
        parts.append(
            f"{figure(sums.logged)} of {figure(sums.estimate)} h" if sums.logged else f"{figure(sums.estimate)} h"
        )
    elif sums.logged:
        parts.append(f"{figure(sums.logged)} h spent")
    return ", ".join(parts)


class _Words(LineRow):
    """The line itself; a button would take the arrows to walk with."""

    def __init__(self, row: SubtaskRow) -> None:
        super().__init__()
        self._row = row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._row.act(event):
            super().keyPressEvent(event)


class SubtaskRow(QWidget):
    """A box and a line that opens the task."""

    def __init__(self, section: Subtasks, line: Subtask) -> None:
        super().__init__()
        self._section, self.line = section, line
        self.box = CheckBox("")
        self.box.clicked.connect(self._on_tick)
        self.words = _Words(self)
        self.words.clicked.connect(lambda _=False: section.open(self.line.id))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        self._row.addWidget(self.box)
        self._row.addWidget(self.words, 1)
        self.setFixedHeight(theme.px(28))

    def show_line(self, line: Subtask) -> None:
        """Show it as it is now."""
        self.line = line
        self._row.setContentsMargins(theme.px(_STEP) * min(line.depth, 6), 0, 0, 0)
        done = line.status_kind in ("done", "cancelled")
        self.box.setChecked(line.status_kind == "done")
        self.box.setAccessibleName(f"{line.title}, done" if line.status_kind == "done" else line.title)
        due = short_text(line.due_on) if line.due_on and not done else ""
        count = f"{line.done} of {line.count}" if line.count else ""
        note = "  ".join(part for part in (count, due, line.initials) if part)
        owner = f", {line.owner}" if line.owner else ""
        self.words.show_line(
            line.title,
            note=note,
            note_token="text3",
            token="text3" if done else "text",
            tooltip=f"{line.title}{owner}" + (", cancelled" if line.status_kind == "cancelled" else ""),
            opens=True,
        )
        self.words.set_menu_of(self.menu, f"More for {line.title}")

    def _on_tick(self, on: bool) -> None:
        self._section.tick(self.line.id, on)
        self.show_line(self.line)  # a refusal leaves it as it was; a change shows it anew

    def menu(self) -> Menu:
        """What can be done with it."""
        section, key = self._section, self.line.id
        menu = Menu(self)
        menu.add("Open", partial(section.open, key), "arrow-square-out", "Enter")
        menu.add("Indent", partial(section.indent, key), "arrow-right", "Alt+Right")
        menu.add("Outdent", partial(section.outdent, key), "arrow-left", "Alt+Left")
        menu.addSeparator()
        menu.add("Delete", partial(section.delete, key), "trash", "Del")
        return menu

    def act(self, event: QKeyEvent) -> bool:
        """What a key does; False when it is none of ours."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        acts: dict[int, Callable[[int], object]] = {Qt.Key.Key_Delete: self._section.delete}
        if alt:
            acts = {Qt.Key.Key_Right: self._section.indent, Qt.Key.Key_Left: self._section.outdent}
        does = acts.get(event.key())
        if does is None:
            return False
        does(self.line.id)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.act(event):
            super().keyPressEvent(event)


class Subtasks(GrowingList[Subtask, SubtaskRow]):
    """The section. Without subtasks it shrinks to its '+ Add'."""

    def __init__(self, store: Store, actions: TaskActions, open_task: Callable[[int], object]) -> None:
        self._store, self._actions, self.open = store, actions, open_task
        self._task = 0
        rows: KeyedRows[Subtask, SubtaskRow] = KeyedRows(
            partial(SubtaskRow, self), SubtaskRow.show_line, lambda line: line.id, most=_MOST
        )
        super().__init__("Subtasks", "Add", rows, "Next subtask", inset=BOX + 4)

    def add(self, words: str) -> None:
        subtasks.add(self._store, self._task, words)

    def show_task(self, task: TaskDetail) -> None:
        """Show what stands below this task."""
        self._task = task.card.id
        self.turn_to(self._task)
        self.section.set_note(sums_text(task.sums))
        self.rows.set_rows(task.subtasks)

    def tick(self, task_id: int, on: bool) -> None:
        """Finish a subtask, or open it again."""
        if on:
            self._actions.done([task_id])
        else:
            self._actions.reopen([task_id])

    def indent(self, task_id: int) -> None:
        """Put it below the one before it."""
        self._keep(task_id, subtasks.indent)

    def outdent(self, task_id: int) -> None:
        """Put it beside the one it stands below."""
        self._keep(task_id, subtasks.outdent)

    def delete(self, task_id: int) -> None:
        """Delete it with what stands below it."""
        self._actions.delete([task_id])

    def _keep(self, task_id: int, verb: Callable[[Store, int], None]) -> None:
        """The keyboard stays on the line, wherever it went."""
        with self._actions.telling():
            verb(self._store, task_id)

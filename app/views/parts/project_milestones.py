"""The milestones of a project in its inspector: added, renamed, dated, put in order, reached and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError
from app.services import milestones
from app.services.milestones import MilestoneRow
from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import Button, IconButton
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import PAD
from app.views.parts.fields import TextField
from app.views.parts.growing_list import GrowingList
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_box, text_width
from app.views.parts.record_rows import KeyedRows
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from datetime import date

    from app.models.store import Store

#: A sentence for the user, and whether it tells of something that was done.
Said = Callable[[str, bool], object]


class _MilestoneDay(DateField):
    """The day of a milestone, written short."""

    def display(self, value: date | None) -> str:
        return short_text(value) if value is not None else ""

    def hint(self) -> str:
        return ""


def _day_width(day: date | None) -> int:
    """Wide enough for the day, so that the title and how far it is have the rest."""
    return text_width(short_text(day)) + 2 * PAD + 4 if day is not None else theme.px(84)


class _Flag(Button):
    """A flag, or a tick when the milestone is reached; pressed, it says so where no task does."""

    radius = theme.RADIUS_FIELD

    def __init__(self) -> None:
        super().__init__()
        self._done = False

    def set_done(self, done: bool) -> None:
        """Whether it is reached."""
        self._done = done
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20, theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.hovered:
            paint_box(painter, self.rect().adjusted(0, 4, 0, -4), self.radius, "press" if self.isDown() else "hover")
        name, token = ("check-circle", "good") if self._done else ("flag", "text3")
        icons.paint(painter, QRect(2, 0, 16, self.height()), name, token, 16)


class MilestoneLine(QWidget):
    """Flag, title with how far its tasks are, day; a cross under the pointer takes it away. Alt+Up and Alt+Down move it."""

    def __init__(self, store: Store, found: MilestoneRow, said: Said) -> None:
        super().__init__()
        self._store, self._id, self._said, self._found = store, found.id, said, found
        self.flag = _Flag()
        self.flag.clicked.connect(self.tick)
        self.title = TextField("Milestone", partial(milestones.change, store, self._id, "title"), required=True)
        self.due = _MilestoneDay("Due", partial(milestones.change, store, self._id, "due_on"))
        self.remove = IconButton("x", "Remove this milestone", in_row=True, size=12)
        self.remove.setFixedSize(theme.px(20), theme.px(24))
        self.remove.clicked.connect(self._remove)
        kept = self.remove.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(kept)
        self.remove.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.flag)
        row.addWidget(self.title, 1)
        row.addWidget(self.due)
        row.addWidget(self.remove)

    def show_milestone(self, found: MilestoneRow) -> None:
        """Show it."""
        self._found = found
        done = _reached(found)
        self.flag.set_done(done)
        words = f"Reached {short_text(found.done_on)}" if found.done_on else "Reached" if done else "Not reached yet"
        self.flag.setToolTip(words)
        self.flag.setAccessibleName(f"{found.title}: {words}")
        far = f"{found.done} of {found.tasks}" if found.tasks else "no tasks"
        self.title.set_value(found.title, "" if done else far)
        self.title.set_tone("text2" if done else "text")
        self.due.set_value(found.due_on)
        self.due.setFixedWidth(theme.px(132) if self.due.is_editing() else _day_width(found.due_on))
        self.due.set_read_only("The day follows from its tasks. Change their due dates." if found.tasks else None)

    def enterEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.show()

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        self.remove.setVisible(self.remove.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            milestones.move(self._store, self._id, by)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> Menu:
        """What can be done with it."""
        menu = Menu(self)
        follows = "It is reached when its tasks are done" if self._found.tasks else ""
        words = "Not reached yet" if _reached(self._found) else "Reached"
        menu.add(words, self.tick, "check-circle", why_not=follows)
        menu.add("Move up", partial(milestones.move, self._store, self._id, -1), "arrow-up", "Alt+Up")
        menu.add("Move down", partial(milestones.move, self._store, self._id, 1), "arrow-down", "Alt+Down")
        menu.addSeparator()
        menu.add("Remove", self._remove, "x")
        return menu

    def tick(self) -> None:
        """Reached, or not any more."""
        try:
            milestones.tick(self._store, self._id, not _reached(self._found))
        except UserError as error:
            self._said(str(error), False)

    def _remove(self) -> None:
        title = self.title.value()
        milestones.remove(self._store, self._id)
        self._said(f"{quoted(title)} removed; its tasks stay", True)


def _reached(found: MilestoneRow) -> bool:
    return found.done_on is not None or (found.tasks > 0 and found.done == found.tasks)


class Milestones(GrowingList[MilestoneRow, MilestoneLine]):
    """The section; `said(sentence, done)` tells what was done, or why not."""

    def __init__(self, store: Store, said: Said) -> None:
        self._store, self._project = store, 0
        rows: KeyedRows[MilestoneRow, MilestoneLine] = KeyedRows(
            lambda found: MilestoneLine(store, found, said),
            lambda line, found: line.show_milestone(found),
            lambda found: found.id,
        )
        super().__init__("Milestones", "Add milestone", rows, "Next milestone")

    def add(self, words: str) -> None:
        milestones.add(self._store, self._project, words)

    def show_milestones(self, project_id: int, found: Sequence[MilestoneRow]) -> None:
        """Show the milestones of a project."""
        self._project = project_id
        self.turn_to(project_id)
        self.rows.set_rows(found)

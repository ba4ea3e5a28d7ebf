"""The lists of the project inspector: what was sold, its milestones, and the people of the client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import projects
from app.services.clients import ContactRow
from app.services.deal_detail import Line
from app.services.projects import MilestoneRow
from app.views import theme
from app.views.parts import icons
from app.views.parts.buttons import IconButton
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import PAD
from app.views.parts.fields import TextField, hours_text
from app.views.parts.link_row import LinkRow
from app.views.parts.paint import text_width
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from datetime import date

    from app.models.store import Store


def money(minor: int, currency: str) -> str:
    """An amount as it is read."""
    from app.domain.money import format_money  # babel behind it is wanted only where money is shown

    return format_money(minor, currency)


class Sold(QWidget):
    """The lines of the deal, and their sum beside the section's name."""

    def __init__(self, open_deal: Callable[[], object]) -> None:
        super().__init__()
        self.section = SectionHead("Sold", ("Open deal", open_deal), icon="arrow-square-out")
        self.rows: KeyedRows[Line, LineRow] = KeyedRows(lambda _: LineRow(), self._show, lambda line: line.id, most=6)
        self._currency = "EUR"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)

    def show_lines(self, lines: Sequence[Line], total: int | None, currency: str) -> None:
        """Show what was sold; `total` in minor units."""
        self._currency = currency
        self.section.set_note("" if total is None else money(total, currency))
        self.rows.set_rows(lines)

    def _show(self, row: LineRow, line: Line) -> None:
        words = f"{line.title}, {hours_text(line.minutes)}" if line.minutes else line.title
        row.show_line(words, note=money(line.amount_minor, self._currency), tooltip=line.title)


class _MilestoneDay(DateField):
    """The day of a milestone, written short."""

    def display(self, value: date | None) -> str:
        return short_text(value) if value is not None else ""

    def hint(self) -> str:
        return ""


def _day_width(day: date | None) -> int:
    """Wide enough for the day with its year, so that the title has the rest."""
    return max(theme.px(84), text_width(short_text(day)) + 2 * PAD + 4) if day is not None else theme.px(84)


class _Flag(QWidget):
    """A flag, or a tick when the milestone is reached."""

    def __init__(self) -> None:
        super().__init__()
        self._done = False

    def set_done(self, done: bool) -> None:
        self._done = done
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(18, theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        name, token = ("check-circle", "good") if self._done else ("flag", "text3")
        icons.paint(QPainter(self), QRect(0, 0, 16, self.height()), name, token, 16)


class MilestoneLine(QWidget):
    """Flag, title with how far its tasks are, day; a cross under the pointer takes it away."""

    def __init__(self, store: Store, found: MilestoneRow, removed: Callable[[str], object]) -> None:
        super().__init__()
        self._store, self._id, self._removed = store, found.id, removed
        self.flag = _Flag()
        self.title = TextField("Milestone", partial(projects.change_milestone, store, self._id, "title"), required=True)
        self.due = _MilestoneDay("Due", partial(projects.change_milestone, store, self._id, "due_on"))
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
        done = found.done_on is not None or (found.tasks > 0 and found.done == found.tasks)
        self.flag.set_done(done)
        self.flag.setToolTip(
            f"Reached {short_text(found.done_on)}" if found.done_on else "Reached" if done else "Not reached yet"
        )
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

    def _remove(self) -> None:
        title = self.title.value()
        projects.remove_milestone(self._store, self._id)
        self._removed(title)


class _NextMilestone(TextField):
    """The line for the next milestone: Enter adds it and stays."""

    def finish(self) -> bool:
        added = super().finish()
        if added:
            self.set_value("")
            self.begin_edit()
        return added


class Milestones(QWidget):
    """The section; `removed(title)` after one was taken away."""

    def __init__(self, store: Store, removed: Callable[[str], object]) -> None:
        super().__init__()
        self._store = store
        self._project = 0
        self.section = SectionHead("Milestones", ("Add milestone", self.begin))
        self.rows: KeyedRows[MilestoneRow, MilestoneLine] = KeyedRows(
            lambda found: MilestoneLine(store, found, removed),
            lambda line, found: line.show_milestone(found),
            lambda found: found.id,
        )
        self.next = _NextMilestone("Next milestone", self._add, placeholder="Next milestone")
        self.next.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.section, self.rows, self.next):
            column.addWidget(part)

    def show_milestones(self, project_id: int, found: Sequence[MilestoneRow]) -> None:
        """Show the milestones of a project."""
        if project_id != self._project:
            self._project = project_id
            self.next.forget_edit()
            self.next.hide()
        self.rows.set_rows(found)

    def begin(self) -> None:
        """Open the line for the next one."""
        self.next.show()
        self.next.begin_edit()

    def _add(self, words: str) -> None:
        if words:
            projects.add_milestone(self._store, self._project, words)


class People(QWidget):
    """The contacts at the client; a click opens one."""

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._go = go
        self.section = SectionHead("People")
        self.rows: KeyedRows[ContactRow, LinkRow] = KeyedRows(
            self._make, lambda row, found: row.say(found.name, found.role), lambda found: found.id, most=4
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)

    def show_people(self, contacts: Sequence[ContactRow]) -> None:
        """Show these."""
        self.rows.set_rows(contacts)

    def _make(self, found: ContactRow) -> LinkRow:
        row = LinkRow(found.name, icon="user")
        row.clicked.connect(lambda: self._go(found.id))
        return row

"""Who works on a project, in its inspector: people with their roles, put on it and taken off it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import people, project_members
from app.services.project_members import MemberRow
from app.views import theme
from app.views.parts.attempt import attempt
from app.views.parts.avatar import paint_avatar
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_text
from app.views.parts.picker import Option, Picker
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead
from app.views.parts.task_cards import sum_text
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


#: The tasks of somebody who leaves the project stay theirs.
_STAY = "stay"


class _Who(QWidget):
    """Avatar and name, and the open work behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: MemberRow | None = None

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self.found is None:
            return
        painter, side = QPainter(self), px(theme.AVATAR)
        place = QRect(0, (self.height() - side) // 2, side, side)
        paint_avatar(painter, place, self.found.initials, self.found.is_me)
        rest = self.rect().adjusted(side + px(8), 0, 0, 0)
        paint_text(painter, rest, self.found.name, "text" if self.found.member else "text2")


class MemberLine(QWidget):
    """One person: name, role edited in place, and what can be done."""

    def __init__(self, section: Members, found: MemberRow) -> None:
        super().__init__()
        self.section, self.found = section, found
        self.who = _Who()
        self.role = ChoiceField(
            f"Role of {found.name}",
            (),
            self._on_role,
            add_new=lambda typed: typed,
            empty="No role",
            placeholder="Add role",
        )
        self.more = IconButton("dots-three", f"What can be done with {found.name}", in_row=True, size=14)
        self.more.clicked.connect(lambda: self.menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(0)
        self.role.setFixedWidth(px(132))
        row.addWidget(self.who, 1)
        row.addWidget(self.role, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.more)

    def show_member(self, found: MemberRow) -> None:
        """Show the person as a part of the project."""
        self.found = self.who.found = found
        tasks = "1 open task" if found.tasks == 1 else f"{found.tasks} open tasks"
        work = f"{tasks}, {sum_text(found.minutes)}" if found.tasks else "no open task"
        self.who.setToolTip(f"{found.name}: {work}")
        self.who.setAccessibleName(f"{found.name}, {work}")
        self.role.set_options([(role, role) for role in self.section.roles])
        self.role.set_choice((found.role, found.role) if found.role else None, _short(found.tasks))
        self.role.setToolTip(work)
        self.who.update()

    def menu(self) -> Menu:
        """Show the tasks, or take the person off."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("Show their tasks", partial(self.section.show_tasks, self.found.person_id), "table")
        menu.addSeparator()
        if self.found.member:
            menu.add("Take off the project…" if self.found.tasks else "Take off the project", self.remove, "x")
        else:
            menu.add("Put on the project", lambda: self._on_role(""), "plus")
        return menu

    def remove(self) -> None:
        """Take the person off, after asking who takes their open tasks."""
        self.section.remove(self.found, self)

    def _on_role(self, role: str | None) -> None:
        self.section.put(self.found.person_id, role or "")


def _short(tasks: int) -> str:
    return "" if not tasks else "1 task" if tasks == 1 else f"{tasks} tasks"


class Members(QWidget):
    """The section. A click on 'Add person' offers whoever is not on it."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.project_id: int | None = None
        self.roles: list[str] = []
        self.found: list[MemberRow] = []
        self.picker: Picker | None = None
        self.section = SectionHead("Members", ("Add person", self.begin))
        self.section.setContentsMargins(8, 0, 8, 0)
        self.rows: KeyedRows[MemberRow, MemberLine] = KeyedRows(
            lambda found: MemberLine(self, found),
            lambda line, found: line.show_member(found),
            lambda found: found.person_id,
            most=8,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)

    def show_project(self, project_id: int) -> None:
        """Read who works on it."""
        if project_id != self.project_id:
            self.rows.fold()
        self.project_id = project_id
        self.roles = project_members.roles(self._store)
        self.found = project_members.of(self._store, project_id)
        open_tasks = sum(row.tasks for row in self.found)
        self.section.set_note(f"{open_tasks} open" if open_tasks and self.found else "")
        self.rows.set_rows(self.found)

    def begin(self) -> None:
        """Offer whoever is not a member yet."""
        known = {row.person_id for row in self.found if row.member}
        options = [
            Option(one.id, one.name, person=True, mine=one.is_me)
            for one in people.everyone(self._store)
            if one.id not in known
        ]
        head = "" if options else "Everybody is on it. Settings, People adds somebody."
        self.picker = Picker(self, options, lambda option: self._joined(int(str(option.key)), option.text), head=head)
        self.picker.open_at(self.section, self.section.rect())

    def put(self, person_id: int, role: str) -> None:
        """Write it. Raises UserError."""
        if self.project_id is not None:
            project_members.put(self._store, self.project_id, person_id, role)

    def show_tasks(self, person_id: int) -> None:
        """The list of their tasks in this project."""
        self._shell.open_page("tasks.list", {"project_id": self.project_id, "person_id": person_id, "open_only": True})

    def remove(self, found: MemberRow, line: QWidget) -> None:
        """Take a person off; with open tasks it asks who takes these."""
        if not found.tasks:
            attempt(self._shell, lambda: self._removed(found, None))
            return
        tasks = "1 open task" if found.tasks == 1 else f"{found.tasks} open tasks"
        options = [
            Option(one.id, one.name, "takes them", person=True, mine=one.is_me)
            for one in people.everyone(self._store)
            if one.id != found.person_id
        ]
        options.append(Option(_STAY, f"Leave them with {found.name}", icon="user"))
        self.picker = Picker(
            line,
            options,
            lambda option: QTimer.singleShot(
                0, self, lambda: attempt(self._shell, lambda: self._removed(found, option))
            ),
            head=f"{found.name} owns {tasks} here",
        )
        self.picker.open_at(line, line.rect())

    def _removed(self, found: MemberRow, heir: Option | None) -> None:
        if self.project_id is None:
            return
        stay = heir is not None and heir.key == _STAY
        key = None if heir is None or stay else int(str(heir.key))
        count = project_members.remove(self._store, self.project_id, found.person_id, heir_id=key, keep_tasks=stay)
        name = heir.text if heir is not None else ""
        rest = f", {count} {'task' if count == 1 else 'tasks'} to {name}" if count else ""
        self._shell.toast(f"{found.name} is off the project{rest}")

    def _joined(self, person_id: int, name: str) -> None:
        attempt(self._shell, lambda: self.put(person_id, ""))
        self._shell.toast(f"{name} is on the project")

"""What one does with projects, from wherever they are shown: each verb ends in a strip with Undo, and what is refused is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.services import people, project_bulk, projects
from app.services.projects import ProjectRow
from app.views.parts import project_copies
from app.views.parts.attempt import attempt
from app.views.parts.menu import Menu
from app.views.parts.picker import Option, Picker
from app.views.parts.project_words import STATUS_ICONS, STATUS_WORDS
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class ProjectActions:
    """The verbs. `rename(id)` is the page's own: it edits the name where it stands."""

    def __init__(self, store: Store, shell: ShellApi, rename: Callable[[int], object]) -> None:
        self.store, self.shell, self.rename = store, shell, rename

    def change_status(self, ids: Sequence[int], status: str) -> None:
        """Give these a status; says how many could not be closed. Raises UserError when none could."""
        name = self._named(ids)
        self._asks(ids, status)  # and the field keeps what it said, with the reason
        fresh = [row.id for row in self._rows(ids) if row.status != "done"]
        done = project_bulk.set_status(self.store, ids, status)
        if status == "done":
            self._hand_back(self._last_of(fresh))  # the delivery of a deal has ended
        if len(ids) == 1:
            self.shell.toast(f"{name} is {STATUS_WORDS[status].lower()}")
            return
        rest = f", {done.words()}" if done.words() else ""
        one = done.changed == 1
        self.shell.toast(
            f"{done.changed:,} {'project is' if one else 'projects are'} {STATUS_WORDS[status].lower()}{rest}"
        )

    def set_status(self, ids: Sequence[int], status: str) -> None:
        """`change_status`, with a refusal told at the window's head."""
        if self._asks(ids, status):
            return
        self.attempt(lambda: self.change_status(ids, status))

    def _asks(self, ids: Sequence[int], status: str) -> bool:
        """Whether the hand-back was opened: it asks what becomes of open tasks. Of several it is that of the last of a deal."""
        if status != "done" or not all(projects.open_tasks(self.store, project) for project in ids):
            return False
        return self._hand_back(ids if len(ids) == 1 else self._last_of(ids))

    def _last_of(self, ids: Sequence[int]) -> list[int]:
        from app.services import hand_back

        return hand_back.last_of_deals(self.store, ids)

    def _hand_back(self, ids: Sequence[int]) -> bool:
        """Compare promise and result of each of these, one after the other; whether there was any."""
        from app.views.parts.hand_back_offer import open_hand_back

        if not ids or not isinstance(self.shell, QWidget):
            return False
        dialog = open_hand_back(self.shell, self.store, self.shell, ids[0])
        dialog.finished.connect(lambda _: self._hand_back(ids[1:]))
        return True

    def set_owner(self, ids: Sequence[int], owner_id: int | None, name: str) -> None:
        """Give these to a person."""
        words = (
            f"{self._named(ids)} given to {name}" if owner_id is not None else f"{self._named(ids)}: nobody owns it now"
        )
        if self.attempt(lambda: project_bulk.set_owner(self.store, ids, owner_id)):
            self.shell.toast(words)

    def archive(self, ids: Sequence[int]) -> None:
        """Put these out of sight, with the way back."""
        words = f"{self._named(ids)} archived"
        if self.attempt(lambda: projects.archive(self.store, ids)):
            self.shell.toast(words)

    def bring_back(self, ids: Sequence[int]) -> None:
        """Show archived ones again."""
        words = f"{self._named(ids)} {'is' if len(ids) == 1 else 'are'} back"
        if self.attempt(lambda: projects.bring_back(self.store, ids)):
            self.shell.toast(words)

    def delete(self, ids: Sequence[int]) -> None:
        """Take these and their tasks out of every view."""
        found = self._rows(ids)
        tasks = sum(row.tasks for row in found)
        words = f"{self._named(ids)} deleted" + (f" with {tasks:,} tasks" if tasks > 1 else "")
        if self.attempt(lambda: projects.delete(self.store, list(ids))):
            self.shell.toast(words)

    def new_task(self, project_id: int) -> None:
        """Ask for a task of this project, and for the next."""
        from app.views.dialogs.new_task import NewTaskDialog

        if isinstance(self.shell, QWidget):
            dialog = NewTaskDialog(self.shell, self.store, project_id=project_id)
            dialog.added.connect(lambda _, title: self.shell.toast(f"{title} added"))
            dialog.open()

    def open_page(self, key: str, project_id: int) -> None:
        """Another page of this project."""
        self.shell.open_page(key, {"project_id": project_id})

    def choose_status(self, ids: Sequence[int], parent: QWidget, at: QRect) -> None:
        """Ask for the status, below `at` of `parent`."""
        options = [Option(key, words, icon=STATUS_ICONS[key]) for key, words in STATUS_WORDS.items()]
        head = f"{self._named(ids)} to"
        Picker(parent, options, lambda option: self.set_status(ids, str(option.key)), head=head).open_at(parent, at)

    def attempt(self, does: Callable[[], object]) -> bool:
        """Do it; what is refused is told as a sentence."""
        return attempt(self.shell, does)

    # --- the menu ---------------------------------------------------------------------

    def menu(self, ids: Sequence[int], parent: QWidget) -> Menu:
        """The menu of these projects."""
        menu, rows = Menu(parent), self._rows(ids)
        if len(ids) == 1 and rows:
            self._single(menu, rows[0], parent)
        inner = menu.add_menu("Status\tS", "arrow-right")
        for status, words in STATUS_WORDS.items():
            inner.add(words, partial(self.set_status, ids, status), STATUS_ICONS[status])
        inner = menu.add_menu("Owner", "user")
        for person in people.everyone(self.store):
            inner.add(person.name, partial(self.set_owner, ids, person.id, person.name))
        inner.add("Nobody", partial(self.set_owner, ids, None, ""))
        menu.addSeparator()
        if any(row.archived for row in rows):
            menu.add("Bring back", partial(self.bring_back, ids), "archive")
        else:
            menu.add("Archive", partial(self.archive, ids), "archive", "A")
        menu.add("Delete", partial(self.delete, ids), "trash", "Del")
        return menu

    def start_clock(self, project_id: int, name: str) -> None:
        """Measure time on a project as a whole; the clock that runs is stopped."""
        from app.views.parts.clock_panel import start_clock

        start_clock(self.store, self.shell, "project", project_id, name)

    def _single(self, menu: Menu, row: ProjectRow, parent: QWidget) -> None:
        menu.add("Rename", partial(self.rename, row.id), "pencil-simple", "F2")
        menu.add("New task…", partial(self.new_task, row.id), "plus", "N")
        menu.add("Start the clock", partial(self.start_clock, row.id, row.name), "play")
        menu.add("Open board", partial(self.open_page, "projects.board", row.id), "columns", "B")
        menu.add("Show its tasks", partial(self.open_page, "tasks.list", row.id), "table")
        menu.add("Timeline", partial(self.open_page, "timeline", row.id), "chart-bar-horizontal", "T")
        menu.add("Burn-down", partial(self.open_page, "burndown", row.id), "trend-down")
        if row.deal_id is not None:
            menu.add("Open deal", partial(self.shell.go, "deal", row.deal_id), "handshake")
        menu.addSeparator()
        project_copies.add_lines(menu, parent, self.store, self.shell, row.id)
        menu.addSeparator()

    def _rows(self, ids: Sequence[int]) -> list[ProjectRow]:
        return projects.rows(self.store, ids)

    def _named(self, ids: Sequence[int]) -> str:
        if len(ids) != 1:
            return f"{len(ids):,} projects"
        found = self._rows(ids)
        return quoted(found[0].name) if found else "Project"

"""The menu of a column of tasks, at its head: named, limited, moved, given another kind, added and removed where it stands.

On the board of one project it edits the project's own columns, or offers to give it some; on the board of all the common ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import status_edit, statuses
from app.services.statuses import KIND_WORDS, KINDS, StatusRow
from app.views.parts.attempt import attempt
from app.views.parts.menu import Menu
from app.views.parts.picker import Option, Picker
from app.views.parts.task_cards import KIND_ICONS, quoted
from app.views.parts.view_name import NamePopup

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class StatusMenu:
    """Makes the menu of a column; what it asks opens below `place()`, the head of the column with this key."""

    def __init__(self, store: Store, shell: ShellApi, place: Callable[[int], QWidget]) -> None:
        self._store, self._shell, self._place = store, shell, place
        self.popup: NamePopup | None = None
        self.picker: Picker | None = None

    def menu(self, status_id: int, project_id: int | None, parent: QWidget) -> Menu:
        """The menu of this column on the board of a project, or of all (None)."""
        menu = Menu(parent)
        columns = statuses.Columns(self._store)
        if project_id is not None and not columns.has_own(project_id):
            own = partial(self._own, project_id)
            menu.add("Own columns for this project", own, "columns")
            menu.addSeparator()
            why = "These are the common columns. Give this project its own first, or edit them on the board of all projects"
            for words, icon in (("Rename…", "pencil-simple"), ("Limit…", "warning"), ("Remove…", "trash")):
                menu.add(words, _nothing, icon, why_not=why)
            return menu
        row = columns.get(status_id)
        self._edits(menu, row, columns.of(row.project_id))
        if project_id is not None:
            menu.addSeparator()
            menu.add("Back to the common columns", partial(self._common, project_id), "arrow-counter-clockwise")
        return menu

    def _edits(self, menu: Menu, row: StatusRow, found: list[StatusRow]) -> None:
        shown = [each.id for each in found if each.kind != "cancelled"]
        at = shown.index(row.id) if row.id in shown else 0
        menu.add("Rename…", partial(self.rename, row.id), "pencil-simple")
        ended = row.kind in ("done", "cancelled")
        menu.add(
            "Limit…", partial(self.limit, row.id), "warning", why_not="What is done needs no limit" if ended else ""
        )
        if row.wip_limit is not None:
            menu.add(f"No limit, now {row.wip_limit}", partial(self._limit, row.id, None), "x")
        kinds = menu.add_menu("Stands for", "circle-half")
        for kind in KINDS:
            icon = "check" if kind == row.kind else KIND_ICONS[kind]
            kinds.add(KIND_WORDS[kind], partial(self._kind, row, kind), icon)
        menu.addSeparator()
        first, last = at == 0, at == len(shown) - 1
        menu.add(
            "Move left", partial(self._move, row, found, -1), "arrow-left", why_not="It is the first" if first else ""
        )
        menu.add(
            "Move right", partial(self._move, row, found, 1), "arrow-right", why_not="It is the last" if last else ""
        )
        menu.add("Add column after…", partial(self.add, row), "plus")
        menu.addSeparator()
        menu.add("Remove…", partial(self.remove, row.id), "trash")

    # --- the verbs ----------------------------------------------------------------------

    def rename(self, status_id: int) -> None:
        """Ask for another name."""
        row = statuses.Columns(self._store).get(status_id)
        self._ask(status_id, "Name of the column", row.name, partial(status_edit.rename, self._store, status_id))

    def limit(self, status_id: int) -> None:
        """Ask how many tasks it should hold at most."""
        row = statuses.Columns(self._store).get(status_id)
        now = "" if row.wip_limit is None else str(row.wip_limit)
        self._ask(status_id, "At most so many tasks at once", now, partial(self._typed_limit, status_id), "such as 3")

    def add(self, row: StatusRow) -> None:
        """Ask for the name of a column behind this one, of its kind."""
        kind = row.kind if row.kind not in ("done", "cancelled") else "review"

        def made(name: str) -> None:
            status_edit.add(self._store, name, kind, row.project_id, row.id)
            self._shell.toast(f"{quoted(' '.join(name.split()))} added")

        self._ask(row.id, "Name of the new column", "", made, "such as Waiting")

    def remove(self, status_id: int) -> None:
        """Take it away; with tasks in it, ask where these go."""
        row = statuses.Columns(self._store).get(status_id)
        count = statuses.counts(self._store, row.project_id)[status_id]
        if not count:
            attempt(self._shell, lambda: self._removed(row, None))
            return
        options = [
            Option(
                each.id,
                each.name,
                KIND_WORDS[each.kind] if each.name != KIND_WORDS[each.kind] else "",
                icon=KIND_ICONS[each.kind],
            )
            for each in statuses.of(self._store, row.project_id)
            if each.id != status_id
        ]
        head = f"{'1 task goes' if count == 1 else f'{count:,} tasks go'} from {quoted(row.name, 20)} to"
        place = self._place(status_id)
        self.picker = Picker(
            place,
            options,
            lambda option: QTimer.singleShot(
                0, place, lambda: attempt(self._shell, lambda: self._removed(row, option))
            ),
            head=head,
        )
        self.picker.open_at(place, place.rect())

    def _removed(self, row: StatusRow, heir: Option | None) -> None:
        count = status_edit.remove(self._store, row.id, None if heir is None else int(str(heir.key)))
        moved = f", {count:,} {'task' if count == 1 else 'tasks'} to {heir.text}" if heir is not None else ""
        self._shell.toast(f"{quoted(row.name)} removed{moved}")

    def _typed_limit(self, status_id: int, typed: str) -> None:
        digits = typed.strip()
        if not (digits.isascii() and digits.isdigit()):
            raise UserError("A number of tasks such as 3")
        status_edit.set_limit(self._store, status_id, int(digits[:9]))

    def _limit(self, status_id: int, limit: int | None) -> None:
        attempt(self._shell, lambda: status_edit.set_limit(self._store, status_id, limit))

    def _kind(self, row: StatusRow, kind: str) -> None:
        def change() -> None:
            count = status_edit.set_kind(self._store, row.id, kind)
            tasks = f", {count:,} {'task' if count == 1 else 'tasks'} with it" if count else ""
            self._shell.toast(f"{quoted(row.name)} stands for {KIND_WORDS[kind].lower()}{tasks}")

        if kind != row.kind:
            attempt(self._shell, change)

    def _move(self, row: StatusRow, found: list[StatusRow], by: int) -> None:
        """Past the next column that the board shows."""
        ids = [each.id for each in found]
        shown = [each.id for each in found if each.kind != "cancelled"]
        other = shown[shown.index(row.id) + by]
        attempt(self._shell, lambda: status_edit.move(self._store, row.id, ids.index(other) - ids.index(row.id)))

    def _own(self, project_id: int) -> None:
        def make() -> None:
            status_edit.make_own(self._store, project_id)
            name = self._store.value("SELECT name FROM project WHERE id = ?", (project_id,), "The project")
            self._shell.toast(f"{quoted(str(name))} has its own columns now")

        attempt(self._shell, make)

    def _common(self, project_id: int) -> None:
        def back() -> None:
            status_edit.use_common(self._store, project_id)
            self._shell.toast("The common columns again; each task stands in the one of its kind")

        attempt(self._shell, back)

    def _ask(self, status_id: int, head: str, now: str, take: Callable[[str], object], example: str = "") -> None:
        place = self._place(status_id)
        self.popup = NamePopup(place, head, now, take, example=example)
        self.popup.open_at(place, place.rect())
        self.popup.field.begin_edit()


def _nothing() -> None:
    """A line that only says why it cannot be chosen."""

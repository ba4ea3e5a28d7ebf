"""What a project leads to: done once more, kept as a template, its real hours given back to the one it was made with.

They are lines of its menu; and a finished project that took other hours than its template says offers them by itself.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import projects
from app.services.projects import ProjectRow
from app.views.parts import baseline_actions
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.task_cards import quoted

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class HoursOffer(Notice):
    """Said in the inspector of a finished project; hidden where there is nothing to learn."""

    def __init__(self, parent: QWidget, store: Store, shell: ShellApi) -> None:
        super().__init__("plain", "")
        self._over, self._store, self._shell = parent, store, shell

    def show_for(self, row: ProjectRow) -> bool:
        """Look at this project; whether there is something to offer."""
        template = None
        if row.status == "done":
            from app.services import template_hours  # only finished projects need it

            template = template_hours.template_of(self._store, row.id)
        if template is None:
            return False
        hours = template_hours.proposal(self._store, row.id, template)
        count = sum(line.changes for line in hours.lines)
        if count:
            tasks = "1 task" if count == 1 else f"{count} tasks"
            words = f"{tasks} took other hours than {quoted(hours.template)} says."
            self.say(
                "plain",
                words,
                "",
                ("Give back…", partial(_hours, self._over, self._store, self._shell, row)),
                icon="clock",
            )
        return count > 0


def add_lines(menu: Menu, parent: QWidget, store: Store, shell: ShellApi, project_id: int) -> None:
    """Add the lines; what cannot be done says why."""
    row = next(iter(projects.rows(store, [project_id])), None)
    if row is None:
        return
    empty = "" if row.tasks else "This project has no tasks yet"
    finished = "" if row.status == "done" else "Offered when the project is done"
    nobody = "" if row.client_id is not None else "This project has no client"
    menu.add("New deal from this…", partial(_sell, parent, store, shell, row), "handshake", why_not=nobody)
    if row.status != "cancelled":
        menu.add("Hand back…", partial(_hand_back, parent, store, shell, row), "flag")
    baseline_actions.add_lines(menu, store, shell, project_id)
    menu.add("Duplicate…", partial(_duplicate, parent, store, shell, row), "copy")
    menu.add("Save as template…", partial(_save, parent, store, shell, row), "archive", why_not=empty)
    menu.add("Actual hours to template…", partial(_hours, parent, store, shell, row), "clock", why_not=finished)


def _sell(parent: QWidget, store: Store, shell: ShellApi, row: ProjectRow) -> None:
    from app.views.dialogs.new_deal_from import ask

    ask(parent, store, shell, project_id=row.id)


def _hand_back(parent: QWidget, store: Store, shell: ShellApi, row: ProjectRow) -> None:
    from app.views.parts.hand_back_offer import open_hand_back

    open_hand_back(parent, store, shell, row.id)


def _duplicate(parent: QWidget, store: Store, shell: ShellApi, row: ProjectRow) -> None:
    from app.views.dialogs.duplicate_project import DuplicateProjectDialog

    def added(project_id: int, name: str) -> None:
        shell.go("project", project_id)
        shell.toast(f"{quoted(name)} added")

    dialog = DuplicateProjectDialog(parent, store, row)
    dialog.added.connect(added)
    dialog.open()


def _save(parent: QWidget, store: Store, shell: ShellApi, row: ProjectRow) -> None:
    from app.views.dialogs.save_template import SaveTemplateDialog

    def saved(template_id: int, name: str) -> None:
        opens = partial(shell.open_page, "templates", {"template_id": template_id})
        shell.toast(f"Template {quoted(name)} saved", action=("Show", opens))

    dialog = SaveTemplateDialog(parent, store, row)
    dialog.saved.connect(saved)
    dialog.open()


def _hours(parent: QWidget, store: Store, shell: ShellApi, row: ProjectRow) -> None:
    from app.views.dialogs.template_hours import TemplateHoursDialog

    dialog = TemplateHoursDialog(parent, store, row)
    dialog.given.connect(
        lambda count, name: shell.toast(f"{count} task{'' if count == 1 else 's'} of {quoted(name)} learned from it")
    )
    dialog.open()

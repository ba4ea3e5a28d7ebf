"""A project done once more: its name, the day it begins, and when it would end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.services import project_copy
from app.services.projects import ProjectRow
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


class DuplicateProjectDialog(FormDialog):
    """Says below the fields when the copy would run."""

    added = Signal(int, str)
    """The new project and its name."""

    def __init__(self, parent: QWidget, store: Store, project: ProjectRow) -> None:
        super().__init__(
            parent,
            "Duplicate project",
            "Tasks, links, milestones, checklists, people, statuses and budget come along, with nothing done yet. Time, "
            "comments, files, repeats, the deal and the promise stay with the old one.",
            width=460,
        )
        self._store, self._project = store, project
        self.name_field = self.add_field("Name", TextField("Name", required=True, boxed=True))
        self.start = self.add_field("Start", DateField("Start", self._say, boxed=True, required=True))
        self.name_field.set_value(project_copy.free_name(store, project.name))
        self.start.set_value(project_copy.shift_of(store, project.id, today()).new)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Duplicate"), self.submit)
        self._say(self.start.value())

    def _say(self, start: date | None) -> None:
        if start is None:
            return
        shift = project_copy.shift_of(self._store, self._project.id, start)
        finish = project_copy.finish_of(self._store, self._project.id, shift)
        count = f"{self._project.tasks} task{'' if self._project.tasks == 1 else 's'}"
        self.set_note(f"{count}, {short_text(shift.new)} to {short_text(finish)}" if finish else f"{count}, no dates")

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        name, start = self.name_field.value(), self.start.value()
        if start is None:
            self.refuse(UserError("A project needs a start"), self.start)
            return
        try:
            made = project_copy.duplicate(self._store, self._project.id, name, start)
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, name)
        self.accept()

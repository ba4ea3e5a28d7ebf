"""A project kept as a template: how it will be called, and what goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import template_from_project
from app.services.projects import ProjectRow
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


class SaveTemplateDialog(FormDialog):
    """Asks for the name alone."""

    saved = Signal(int, str)
    """The new template and its name."""

    def __init__(self, parent: QWidget, store: Store, project: ProjectRow) -> None:
        count = f"{project.tasks} task{'' if project.tasks == 1 else 's'}"
        super().__init__(
            parent,
            "Save as template",
            f"Its {count}, milestones, links and checklists are kept; people become roles, dates become working days from "
            "the start.",
            width=440,
        )
        self._store, self._project = store, project
        self.name_field = self.add_field("Name", TextField("Name", required=True, boxed=True))
        self.name_field.set_value(project.name)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Save as template"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        name = self.name_field.value()
        try:
            made = template_from_project.save(self._store, self._project.id, name)
        except UserError as problem:
            self.refuse(problem, self.name_field)
            return
        self.saved.emit(made, name)
        self.accept()

"""A new template: empty, or begun with what another one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import template_edit, template_list
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


class NewTemplateDialog(FormDialog):
    """Only the name must be there."""

    added = Signal(int, str)
    """The new template and its name."""

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(
            parent, "New template", "A project can be saved as a template too: see the menu of the project.", width=440
        )
        self._store = store
        self.name_field = self.add_field(
            "Name", TextField("Name", required=True, boxed=True, placeholder="What kind of project")
        )
        known = [(row.id, row.name) for row in template_list.rows(store)]
        self.source = self.add_field("Begin with", ChoiceField("Begin with", known, empty="Nothing", boxed=True))
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Add template"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        name, source = self.name_field.value(), self.source.value()
        try:
            with self._store.write("Add template"):
                if source is None:
                    made = template_edit.add(self._store, name)
                else:
                    made = template_edit.duplicate(self._store, source)
                    template_edit.change(self._store, made, "name", name)
        except UserError as problem:
            self.refuse(problem, self.name_field)
            return
        self.added.emit(made, name)
        self.accept()

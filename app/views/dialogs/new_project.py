"""A project that no deal led to: its name, perhaps a client, and when it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.services import projects, settings
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


class NewProjectDialog(FormDialog):
    """Only the name must be there. The project is mine."""

    added = Signal(int, str)
    """The new project and its name."""

    def __init__(self, parent: QWidget, store: Store, *, client_id: int | None = None) -> None:
        super().__init__(
            parent, "New project", "A won deal becomes a project by its handoff. This is for work without a deal."
        )
        self._store = store
        self.name_field = self.add_field(
            "Name", TextField("Name", required=True, boxed=True, placeholder="What is delivered")
        )
        self.client = self.add_field("Client", ClientField(store, add_new=str, empty="No client", boxed=True))
        self.start = self.add_field("Start", DateField("Start", boxed=True, placeholder="mon, +1w"))
        self.promised = self.add_field("Promised", DateField("Promised", boxed=True, placeholder="No promise"))
        self.client.set_value(client_id)
        self.start.set_value(settings.calendar(store).on_or_after(today()))
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Add project"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        name, start, promised = self.name_field.value(), self.start.value(), self.promised.value()
        if not name:
            self.refuse(UserError("A project needs a name"), self.name_field)
            return
        if start and promised and promised < start:
            self.refuse(UserError("The promise would come before the start"), self.promised)
            return
        try:
            made = projects.add(self._store, name, client=self.client.value(), start_on=start, promised_on=promised)
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, name)
        self.accept()

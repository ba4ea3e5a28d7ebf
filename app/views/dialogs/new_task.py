"""A new task in a few keystrokes: Ctrl+N, the title, Enter; the rest is there for who wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import people, projects, tasks
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.fields import HoursField, TextField
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.models.store import Store


class NewTaskDialog(FormDialog):
    """Asks for title, project, milestone, owner, estimate and due day; only the title must be there."""

    added = Signal(int, str)
    """The new task and its title."""

    def __init__(
        self, parent: QWidget, store: Store, *, project_id: int | None = None, milestone_id: int | None = None
    ) -> None:
        super().__init__(parent, "New task", width=480)
        self._store = store
        self.title_field = self.add_field(
            "Title", TextField("Title", required=True, boxed=True, placeholder="What is to be done")
        )
        found = [Option(i, name, client, icon="flag") for i, name, client in projects.choices(store)]
        self.project = self.add_field(
            "Project", ChoiceField("Project", found, self._on_project, empty="No project", boxed=True)
        )
        self.milestone = self.add_field("Milestone", ChoiceField("Milestone", (), empty="No milestone", boxed=True))
        everyone = people.everyone(store)
        self._me = next((person.id for person in everyone if person.is_me), None)
        self.owner = self.add_field(
            "Owner",
            PersonField("Owner", [(person.id, person.name) for person in everyone], me=self._me, boxed=True),
        )
        self.estimate = self.add_field(
            "Estimate", HoursField("Estimate", boxed=True, placeholder="Hours, as 8 or 1:30")
        )
        self.due = self.add_field("Due", DateField("Due", boxed=True, placeholder="fri, +2w"))
        self.set_note("Enter adds it, Ctrl Enter adds it and asks for the next.")
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Add and next"), lambda: self.submit(again=True))
        self.add_button(MainButton("Add task"), self.submit)
        self.project.set_value(project_id)
        self._on_project(project_id)
        self.milestone.set_value(milestone_id)
        self.owner.set_value(self._me)

    def _on_project(self, project_id: Any) -> None:
        found = projects.milestones(self._store, project_id) if project_id is not None else []
        self.milestone.set_options([Option(each.id, each.title, icon="flag") for each in found])
        self.milestone.set_value(None)

    def _ask_again(self) -> None:
        for field in self.fields:
            field.forget_edit()
        self.title_field.set_value("")
        self.estimate.set_value(None)
        self.due.set_value(None)

    def submit(self, *, again: bool = False) -> None:
        if not self.take_typed():
            return
        title = self.title_field.value()
        if not title:
            self.refuse(UserError("A task needs a title"), self.title_field)
            return
        try:
            made = tasks.add(
                self._store,
                title,
                project_id=self.project.value(),
                milestone_id=self.milestone.value(),
                assignee_id=self.owner.value(),
                estimate_minutes=self.estimate.value(),
                due_on=self.due.value(),
            )
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, title)
        if not again:
            self.accept()
            return
        self._ask_again()
        self.set_note(f"{title} is added.")
        self.title_field.begin_edit()

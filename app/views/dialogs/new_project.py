"""A project that no deal led to: its name, perhaps a client and a template with its work, and when it begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.services import people, project_new, projects, settings, templates
from app.views.dialogs.form import FormDialog
from app.views.dialogs.role_owners import RoleOwners
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.fields import TextField, hours_text
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.domain.handoff import HandoffPlan
    from app.models.store import Store
    from app.services.templates import TemplateChoice


class NewProjectDialog(FormDialog):
    """Only the name must be there, and whoever fills the roles of a template. The project is mine."""

    added = Signal(int, str)
    """The new project and its name."""

    def __init__(
        self, parent: QWidget, store: Store, *, client_id: int | None = None, template: str | None = None
    ) -> None:
        super().__init__(
            parent, "New project", "A won deal becomes a project by its handoff. This is for work without a deal."
        )
        self._store = store
        self.name_field = self.add_field(
            "Name", TextField("Name", required=True, boxed=True, placeholder="What is delivered")
        )
        self.client = self.add_field("Client", ClientField(store, add_new=str, empty="No client", boxed=True))
        found = [Option(each.name, each.name, work_words(each), icon="copy") for each in templates.choices(store)]
        self.template = self.add_field(
            "Template",
            ChoiceField(
                "Template", found, lambda name: self._say(name, self.start.value()), empty="No template", boxed=True
            ),
        )
        self.start = self.add_field(
            "Start",
            DateField("Start", lambda day: self._say(self.template.value(), day), boxed=True, placeholder="mon, +1w"),
        )
        self.promised = self.add_field("Promised", DateField("Promised", boxed=True, placeholder="No promise"))
        self.roles = RoleOwners(self, people.everyone(store), self._on_owner)
        self.client.set_value(client_id)
        self.template.set_value(template)
        self.start.set_value(settings.calendar(store).on_or_after(today()))
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Add project"), self.submit)
        self._say(template, self.start.value())

    def _on_owner(self) -> None:
        self._say(self.template.value(), self.start.value())

    def _say(self, template: str | None, start: date | None) -> None:
        """What the template makes from that day on."""
        plan: HandoffPlan | None = None
        words = ""
        if template is not None:
            try:
                plan = project_new.plan(self._store, template, start)
            except UserError as problem:
                words = str(problem)
        self.roles.show_plan(plan)
        if plan is not None and template is not None:
            words = plan_words(project_new.plan(self._store, template, start, self.roles.owners))
        self.set_note(words)
        self.fit_height()

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
        missing = self.roles.missing()
        if missing is not None:
            self.refuse(UserError(missing[1]), missing[0])
            return
        try:
            made = self._add(name, start, promised)
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, name)
        self.accept()

    def _add(self, name: str, start: date | None, promised: date | None) -> int:
        template, client = self.template.value(), self.client.value()
        if template is None:
            return projects.add(self._store, name, client=client, start_on=start, promised_on=promised)
        return project_new.add(
            self._store, name, template, client=client, start_on=start, promised_on=promised, owners=self.roles.owners
        )


def work_words(template: TemplateChoice) -> str:
    """'15 tasks, 166 h'."""
    return f"{template.tasks:,} task{'' if template.tasks == 1 else 's'}, {hours_text(template.minutes)}"


def plan_words(plan: HandoffPlan) -> str:
    """'15 tasks, 30 Nov to 12 Jan 2027, 4 without an owner'."""
    tasks, first, last = plan.included, plan.first_day, plan.last_day
    words = [f"{len(tasks):,} task{'' if len(tasks) == 1 else 's'}"]
    if first is not None and last is not None:
        words.append(f"{short_text(first)} to {short_text(last)}")
    free = sum(task.owner is None for task in tasks)
    return ", ".join([*words, f"{free:,} without an owner"] if free else words)

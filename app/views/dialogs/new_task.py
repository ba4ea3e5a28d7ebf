"""A new task in a few keystrokes: Ctrl+N, the title, Enter; the rest is there for who wants it.

All of it may be typed into the title: 'draft copy @jane ~4h fri #web after 12'. What is understood fills the fields while one
types, and stands below in words, before anything is saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import people, projects, task_board
from app.services.quick_tasks import Understood, add, understand
from app.views import theme
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import Field
from app.views.parts.fields import HoursField
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.parts.task_line import TaskLineField, understood_text

if TYPE_CHECKING:
    from app.models.store import Store


class NewTaskDialog(FormDialog):
    """Asks for title, project, milestone, owner, estimate and due day; only the title must be there."""

    added = Signal(int, str)
    """The new task, and its title with what has to be said of it."""

    def __init__(
        self, parent: QWidget, store: Store, *, project_id: int | None = None, milestone_id: int | None = None
    ) -> None:
        super().__init__(parent, "New task", width=480)
        self._store = store
        self.said = Understood("")
        self._filled: dict[str, Any] = {}
        self._stood: dict[str, Any] = {}
        self.title_field = self.add_field("Title", TaskLineField(self._read))
        self.reading = Label("", "text2", theme.SECOND, wrap=True)
        self.unknown = Label("", "warn", theme.SECOND, wrap=True)
        for words in (self.reading, self.unknown):
            words.setContentsMargins(theme.px(112), 0, 0, 0)
            words.hide()
            self.body.addWidget(words)
        found = [Option(i, name, client, icon="flag") for i, name, client in projects.choices(store)]
        if project_id is not None and not any(option.key == project_id for option in found):
            here = projects.rows(store, [project_id])  # closed or archived, and looked at all the same
            found += [Option(row.id, row.name, row.client or "", icon="flag") for row in here]
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
        if not any(option.key == project_id for option in found):
            project_id = milestone_id = None  # deleted meanwhile
        self.project.set_value(project_id)
        self._on_project(project_id)
        self.milestone.set_value(milestone_id)
        self.owner.set_value(self._me)

    def _read(self, line: str) -> None:
        """Fill the fields with what the line says; what it no longer says goes from them again."""
        chosen = self.project.value()
        if "project" in self._filled and chosen == self._filled["project"]:
            chosen = self._stood["project"]  # what the line said of it a letter ago is no choice
        self.said = said = understand(self._store, line, project_id=chosen)
        self._take("project", self.project, said.project_id)
        self._take("owner", self.owner, said.owner_id)
        self._take("estimate", self.estimate, said.minutes)
        self._take("due", self.due, said.due_on)
        text = understood_text(said)
        self.reading.setText(text)
        self.reading.setVisible(bool(text))
        self.unknown.setText(" ".join(said.unknown))
        self.unknown.setVisible(bool(said.unknown) and not self.title_field.refusal())
        self.fit_height()

    def _take(self, name: str, field: Field[Any], value: Any) -> None:
        before = self._filled.get(name)
        if value == before:
            return  # the line says what it said: what somebody chose in the field since stays
        if value is not None:
            if before is None:
                self._stood[name] = field.value()
            self._filled[name] = value
        else:
            del self._filled[name]
            value = self._stood.pop(name)
            if field.value() != before:
                return
        if field.value() != value:
            field.set_value(value)
            if field is self.project:
                self._on_project(value)

    def _on_project(self, project_id: Any) -> None:
        found = projects.milestones(self._store, project_id) if project_id is not None else []
        self.milestone.set_options([Option(each.id, each.title, icon="flag") for each in found])
        self.milestone.set_value(None)

    def _ask_again(self) -> None:
        """Project, milestone and owner stay as they were chosen; what only the line said is gone with it."""
        for field in self.fields:
            field.forget_edit()
        self.title_field.set_value("")
        self._read("")
        self.estimate.set_value(None)
        self.due.set_value(None)

    def _named(self, made: int, title: str) -> str:
        """The task's title; with its due day where what it waits for leaves it none as early as was wished."""
        wished = self.due.value()
        if wished is None or not self.said.after:
            return title
        due = next((card.due_on for card in task_board.cards(self._store, [made])), None)
        if due is None or due <= wished:
            return title
        return f"{title}, due {short_text(due)} after {' and '.join(name for _, name in self.said.after)},"

    def submit(self, *, again: bool = False) -> None:
        if not self.take_typed():
            return
        self._read(self.title_field.value())
        title = self.said.title
        if not title:
            self.refuse(UserError("A task needs a title"), self.title_field)
            return
        if self.said.unknown:
            self.unknown.hide()  # the field says it
            self.refuse(UserError(self.said.unknown[0]), self.title_field)
            return
        try:
            made = add(
                self._store,
                self.said,
                project_id=self.project.value(),
                milestone_id=self.milestone.value(),
                assignee_id=self.owner.value(),
                estimate_minutes=self.estimate.value(),
                due_on=self.due.value(),
            )
        except UserError as problem:
            self.refuse(problem)
            return
        words = self._named(made, title)
        self.added.emit(made, words)
        if not again:
            self.accept()
            return
        self._ask_again()
        self.set_note(f"{words} is added.")
        self.title_field.begin_edit()

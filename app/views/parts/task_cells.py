"""The fields that edit cells of the list of tasks; each writes through the verb that the inspector uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.services import people, projects, task_board, tasks
from app.services.task_list import TaskRow
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.field import Field
from app.views.parts.fields import HoursField, TextField
from app.views.parts.picker import Option
from app.views.parts.task_cards import KIND_ICONS, PRIORITIES
from app.views.parts.task_fields import DurationField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.task_actions import TaskActions

_NO_PROJECT = "A milestone belongs to a project. Choose the task's project first."
Found = Field[Any] | str | None


class TaskCells:
    """Makes the field for a cell: `edit(key, row)`; a sentence says why not, None that the cell is not edited in place."""

    def __init__(self, store: Store, verbs: TaskActions) -> None:
        self._store, self._verbs = store, verbs
        self._makers: dict[str, Callable[[TaskRow], Found]] = {
            "title": lambda row: self._with(
                TextField("Task", self._change(row, "title"), required=True), row.card.title
            ),
            "project": self._project,
            "milestone": self._milestone,
            "status": self._status,
            "owner": lambda row: self._person(row, "Owner", "assignee_id"),
            "reviewer": lambda row: self._person(row, "Reviewer", "reviewer_id"),
            "due": lambda row: self._with(DateField("Due", self._change(row, "due_on")), row.card.due_on),
            "start": lambda row: self._with(DateField("Start", self._change(row, "start_on")), row.card.start_on),
            "deadline": lambda row: self._with(
                DateField("Deadline", self._change(row, "deadline_on")), row.more.deadline_on
            ),
            "days": lambda row: self._with(
                DurationField("Duration", self._change(row, "duration_days")), row.more.duration_days
            ),
            "estimate": lambda row: self._with(
                HoursField("Estimate", self._change(row, "estimate_minutes")), row.card.estimate_minutes
            ),
            "priority": self._priority,
            "labels": self._labels,
            "blocked": lambda row: self._with(
                TextField("Blocked because", self._change(row, "blocked_reason")), row.card.blocked_reason
            ),
        }

    def edit(self, key: str, row: TaskRow) -> Found:
        """The field with the value of this cell."""
        if key.startswith("custom:"):
            from app.views.parts import custom_cells

            return custom_cells.field(self._store, key, row.id, row.custom, row.links, self._verbs.shell.go)
        maker = self._makers.get(key)
        return maker(row) if maker is not None else None

    def _change(self, row: TaskRow, field: str) -> Callable[[Any], object]:
        return lambda value: self._verbs.change(row.id, field, value)

    def _with(self, field: Field[Any], value: Any) -> Field[Any]:
        field.set_value(value)
        return field

    def _project(self, row: TaskRow) -> Found:
        found = [Option(key, name, client, icon="flag") for key, name, client in projects.choices(self._store)]
        if row.card.project_id is not None and all(each.key != row.card.project_id for each in found):
            found.append(Option(row.card.project_id, row.card.project or ""))
        field = ChoiceField("Project", found, self._change(row, "project_id"), empty="No project")
        return self._with(field, row.card.project_id)

    def _milestone(self, row: TaskRow) -> Found:
        if row.card.project_id is None:
            return _NO_PROJECT
        found = [Option(each.id, each.title) for each in projects.milestones(self._store, row.card.project_id)]
        field = ChoiceField("Milestone", found, self._change(row, "milestone_id"), empty="No milestone")
        return self._with(field, row.card.milestone_id)

    def _status(self, row: TaskRow) -> Found:
        found = [
            Option(key, name, icon=KIND_ICONS[kind])
            for key, name, kind, *_ in task_board.statuses(self._store, row.card.project_id)
        ]
        field = ChoiceField("Status", found, lambda status: self._verbs.move([row.id], int(status)))
        return self._with(field, row.card.status_id)

    def _person(self, row: TaskRow, name: str, field: str) -> Found:
        everyone = [Option(person.id, person.name, mine=person.is_me) for person in people.everyone(self._store)]
        now = self._store.value(f"SELECT {field} FROM task WHERE id = ?", (row.id,))
        return self._with(PersonField(name, everyone, self._change(row, field)), now)

    def _priority(self, row: TaskRow) -> Found:
        found = [(key, words) for key, words in sorted(PRIORITIES.items(), reverse=True)]
        return self._with(ChoiceField("Priority", found, self._change(row, "priority")), row.card.priority)

    def _labels(self, row: TaskRow) -> Found:
        from app.services import tags

        field = TextField("Labels", lambda typed: tasks.set_labels(self._store, row.id, tags.split(typed)))
        return self._with(field, ", ".join(name for _, name in row.card.labels))

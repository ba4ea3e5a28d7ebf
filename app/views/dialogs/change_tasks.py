"""Several tasks changed at once: only what is filled in here changes, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import people, projects, tags, task_board, task_bulk
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.field import Field
from app.views.parts.fields import HoursField
from app.views.parts.line_field import LineField
from app.views.parts.picker import Option
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_cards import KIND_ICONS, PRIORITIES, PRIORITY_ICONS

if TYPE_CHECKING:
    from app.models.store import Store

_LEAVE: Final = "Leave as it is"
_NONE: Final = 0  # the key of 'nobody' and 'no project', which None, 'leave it', is not
#: What can be taken away besides labels: words, sign and the fields that are empty then.
_EMPTIED: Final = {
    "days": ("Start and due day", "calendar-blank", ("start_on", "due_on")),
    "not_before": ("Not before", "calendar-blank", ("not_before_on",)),
    "estimate": ("Estimate", "clock", ("estimate_minutes",)),
}


class _ShiftField(LineField[int | None]):
    """Working days, later or with a minus earlier."""

    def display(self, value: int | None) -> str:
        if not value:
            return ""
        days = f"{abs(value)} working day{'' if abs(value) == 1 else 's'}"
        return f"{days} {'later' if value > 0 else 'earlier'}"

    def edit_text(self, value: int | None) -> str:
        return str(value) if value else ""

    def parse(self, text: str) -> int | None:
        words = text.strip().removesuffix("d").replace("−", "-")
        if not words:
            return None
        try:
            days = int(words)
        except ValueError:
            raise UserError("A number of working days, as 3 or -2") from None
        if abs(days) > task_bulk.MOST_DAYS:
            raise UserError(f"At most {task_bulk.MOST_DAYS:,} working days")
        return days


class ChangeTasksDialog(FormDialog):
    """`first`: the field with which it begins, as `task_bulk.change` names it."""

    def __init__(
        self, parent: QWidget, store: Store, actions: TaskActions, ids: Sequence[int], first: str = "status_id"
    ) -> None:
        super().__init__(
            parent,
            "Change task" if len(ids) == 1 else f"Change {len(ids):,} tasks",
            "What is left empty stays as it is.",
            width=460,
        )
        self._store, self._actions, self._ids, self._first = store, actions, list(ids), first
        self._homes = set(store.ids(f"SELECT DISTINCT project_id FROM task WHERE id IN ({', '.join('?' * len(ids))})", ids)
                          if len(ids) < 500 else ())  # fmt: skip
        self.inputs: dict[str, Field[Any]] = {}
        self._build_fields()
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Change"), self.submit)

    def _build_fields(self) -> None:
        home = next(iter(self._homes)) if len(self._homes) == 1 else None
        shown = [
            Option(key, name, icon=KIND_ICONS[kind]) for key, name, kind, *_ in task_board.statuses(self._store, home)
        ]
        everyone = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(self._store)]
        homes = [Option(key, name, client, icon="flag") for key, name, client in projects.choices(self._store)]
        labels = [Option(tag.name, tag.name) for tag in tags.everything(self._store)]
        self._add("Status", "status_id", ChoiceField("Status", shown, empty=_LEAVE, boxed=True))
        owners = [*everyone, Option(_NONE, "Nobody")]
        self._add("Owner", "assignee_id", PersonField("Owner", owners, empty=_LEAVE, boxed=True))
        ranks = [Option(key, PRIORITIES[key], icon=PRIORITY_ICONS[key]) for key in (2, 1, 0, -1)]
        self._add("Priority", "priority", ChoiceField("Priority", ranks, empty=_LEAVE, boxed=True))
        self.project = ChoiceField(
            "Project", [*homes, Option(_NONE, "No project")], self._on_project, empty=_LEAVE, boxed=True
        )
        self._add("Project", "project_id", self.project)
        self.milestone = ChoiceField("Milestone", (), empty=_LEAVE, boxed=True)
        self._add("Milestone", "milestone_id", self.milestone)
        self._add("Start", "start_on", DateField("Start", boxed=True, placeholder=_LEAVE))
        self._add("Due", "due_on", DateField("Due", boxed=True, placeholder=_LEAVE))
        self._add("Shift by", "shift_days", _ShiftField("Shift by", boxed=True, placeholder="Working days, as 3 or -2"))
        self._add("Not before", "not_before_on", DateField("Not before", boxed=True, placeholder=_LEAVE))
        self._add("Estimate", "estimate_minutes", HoursField("Estimate", boxed=True, placeholder=_LEAVE))
        self._add(
            "Add label",
            "label",
            ChoiceField("Add label", labels, add_new=lambda typed: typed, empty=_LEAVE, boxed=True),
        )
        self._add("Take away", "take", ChoiceField("Take away", self._takings(), empty="Nothing", boxed=True))
        self._on_project(None)

    def _takings(self) -> list[Option]:
        """What any of them has and can be without: the labels it carries, and days and hours."""
        carried = {tag for mine in tags.of(self._store, "task", self._ids).values() for tag in mine}
        labels = [
            Option(tag.id, f"Label {tag.name}", icon="tag")
            for tag in sorted(carried, key=lambda tag: tag.name.casefold())
        ]
        return [*labels, *(Option(key, words, icon=icon) for key, (words, icon, _) in _EMPTIED.items())]

    def _add(self, name: str, key: str, field: Field[Any]) -> None:
        self.inputs[key] = self.add_field(name, field)

    def _on_project(self, project_id: int | None) -> None:
        """The milestones are those of the project that the tasks go to, or all stand in; what becomes of links is said below."""
        home = project_id or (next(iter(self._homes)) if len(self._homes) == 1 and project_id is None else None)
        found = projects.milestones(self._store, home) if home else []
        options = [Option(each.id, each.title, icon="flag") for each in found]
        self.milestone.set_options([*options, Option(_NONE, "No milestone")])
        self.milestone.set_value(None)
        if project_id is not None:
            self.set_note(task_bulk.links_in(self._store, self._ids, project_id or None).words(ahead=True))

    def open(self) -> None:
        super().open()
        self.inputs[self._first].setFocus()

    def wanted(self) -> dict[str, Any]:
        """What is filled in."""
        found = {key: field.value() for key, field in self.inputs.items() if field.value() is not None}
        for key in ("assignee_id", "project_id", "milestone_id"):
            if found.get(key) == _NONE:
                found[key] = None
        taken = found.pop("take", None)
        if taken in _EMPTIED:
            return dict.fromkeys(_EMPTIED[taken][2]) | found
        return found if taken is None else {**found, "take_label": taken}

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        wanted = self.wanted()
        if not wanted:
            self.refuse(UserError("Nothing is filled in yet. Choose what is to change."))
            return
        try:
            done = task_bulk.change(self._store, self._ids, wanted)
        except UserError as problem:
            self.refuse(problem)
            return
        self._actions.tell_changed(done)
        self.accept()

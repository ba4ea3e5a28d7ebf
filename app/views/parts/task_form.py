"""The fields of the task inspector, in their fixed order. What a task rarely has, a reviewer, constraints, a reason why it is
blocked, is only a '+' until it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import today
from app.services import people, projects, task_board, task_reason
from app.services.task_detail import TaskDetail
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.dates import short_text
from app.views.parts.field import AnyField
from app.views.parts.fields import FormRow, TextField
from app.views.parts.link_row import LinkRow
from app.views.parts.picker import Option
from app.views.parts.project_field import ProjectField
from app.views.parts.task_bounds import deadline_words, not_before_words
from app.views.parts.task_cards import KIND_ICONS, PRIORITIES, PRIORITY_ICONS
from app.views.parts.task_fields import DueField, DurationField, EstimateField, LabelsField, StartField, days_text
from app.views.parts.typed_preview import Caption, TypedPreview
from app.views.parts.wrap_row import WrapRow

if TYPE_CHECKING:
    from app.models.store import Store

_NO_PROJECT: Final = "A milestone belongs to a project. Choose the task's project first."
#: What is only a '+' while it is empty, and what its button says of it.
_RARE: Final = {
    "reviewer": ("Reviewer", "Who looks it over before it is done"),
    "deadline": ("Deadline", "A day that may not move: the plan warns when it cannot be kept"),
    "not_before": ("Not before", "The plan starts it on this day at the earliest"),
    "blocked": ("Blocked", "It cannot go on, for a reason that no other task here will settle"),
}


class TaskForm(QWidget):
    """`change(field, value)`, `move(status)` and `label(names)` write; UserError refuses."""

    def __init__(
        self,
        store: Store,
        change: Callable[[str, Any], object],
        move: Callable[[int], object],
        label: Callable[[tuple[str, ...]], object],
    ) -> None:
        super().__init__()
        self._store = store
        self._task: TaskDetail | None = None
        self._opened: set[str] = set()
        self.status = ChoiceField("Status", on_commit=move)
        self.owner = PersonField("Owner", on_commit=partial(change, "assignee_id"))
        self.reviewer = PersonField("Reviewer", on_commit=partial(change, "reviewer_id"))
        self.priority = ChoiceField("Priority", on_commit=partial(change, "priority"))
        self.start = StartField("Start", partial(change, "start_on"))
        self.due = DueField("Due", partial(change, "due_on"))
        self.duration = DurationField("Duration", partial(change, "duration_days"))
        self.deadline = DateField("Deadline", partial(change, "deadline_on"))
        self.not_before = DateField("Not before", partial(change, "not_before_on"))
        self.hours = EstimateField("Estimate", partial(change, "estimate_minutes"))
        self.labels = LabelsField("Labels", label)
        self.project = ProjectField(store, partial(change, "project_id"))
        self.milestone = ChoiceField("Milestone", on_commit=partial(change, "milestone_id"), empty="No milestone")
        self.blocked = TextField("Blocked", partial(change, "blocked_reason"), placeholder="Why it cannot go on")
        self.deadline_note, self.not_before_note = Caption(), Caption()
        self.sold, self.part_of = LinkRow(""), LinkRow("")
        self._build()
        self.preview = TypedPreview(store, self._column, lambda: self._task.card.id if self._task else None)
        for field, column in (
            (self.start, "start_on"),
            (self.due, "due_on"),
            (self.duration, "duration_days"),
            (self.hours, "estimate_minutes"),
        ):
            self.preview.listen(field, column)

    def _build(self) -> None:
        from app.views.parts.task_repeat import RepeatRows  # with the first inspector, not with the window

        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for name, field in (("Status", self.status), ("Owner", self.owner)):
            self._add(name, field)
        self._rows = {"reviewer": self._add("Reviewer", self.reviewer)}
        for name, each in (("Priority", self.priority), ("Start", self.start), ("Due", self.due)):
            self._add(name, each)
        self._add("Duration", self.duration)
        self._rows["deadline"] = self._add("Deadline", self.deadline)
        self._column.addWidget(self.deadline_note)
        self._rows["not_before"] = self._add("Not before", self.not_before)
        self._column.addWidget(self.not_before_note)
        self._add("Hours", self.hours)
        self._add("Labels", self.labels)
        self._add("Project", self.project)
        self._add("Milestone", self.milestone)
        self._rows["blocked"] = self._add("Blocked", self.blocked)
        self.repeat = RepeatRows(self._store)
        self._column.addWidget(self.repeat)
        self._part_row = self._add("Part of", self.part_of)
        self._sold_row = self._add("Sold as", self.sold)
        self._build_adds()

    def _build_adds(self) -> None:
        """The '+' of each field that is not there."""
        self._wrap = WrapRow(theme.px(12))
        self.adds: dict[str, LinkButton] = {}
        for key, (name, says) in _RARE.items():
            button = LinkButton(name, "plus", size=theme.SECOND)
            button.setAccessibleName(f"Add {name.lower()}")
            button.set_tooltip(says)
            button.clicked.connect(partial(self.open_field, key))
            self._wrap.add(button)
            self.adds[key] = button
        self._column.addWidget(self._wrap)

    def _add(self, name: str, field: QWidget) -> FormRow:
        row = FormRow(name, field)
        self._column.addWidget(row)
        return row

    def fields(self) -> tuple[AnyField, ...]:
        """Every field."""
        return (
            self.status, self.owner, self.reviewer, self.priority, self.start, self.due, self.duration, self.deadline,
            self.not_before, self.hours, self.labels, self.project, self.milestone, self.blocked,
        )  # fmt: skip

    def open_field(self, key: str, _checked: bool = False) -> None:
        """Show a field that is empty, and edit it."""
        self._opened.add(key)
        self._fit()
        field: AnyField = getattr(self, key)
        field.begin_edit()

    def _fit(self) -> None:
        for key, row in self._rows.items():
            shown = key in self._opened or getattr(self, key).value() not in (None, "")
            row.setVisible(shown)
            self.adds[key].setVisible(not shown)
        self._wrap.fit()

    # --- showing --------------------------------------------------------------------

    def show_task(self, task: TaskDetail) -> None:
        """Show the fields of a task; of another than before what was opened is shut again."""
        if self._task is None or self._task.card.id != task.card.id:
            self._opened.clear()
            for field in self.fields():
                field.forget_edit()
        self._task = task
        self._show_people(task)
        self._show_days(task)
        self._show_home(task)
        card = task.card
        self.priority.set_options([Option(key, PRIORITIES[key], icon=PRIORITY_ICONS[key]) for key in (2, 1, 0, -1)])
        self.priority.set_value(card.priority)
        self.priority.set_tone("text" if card.priority else "text3")
        self.hours.set_times(card.estimate_minutes, card.logged_minutes)
        self.labels.set_labels(card.labels)
        self.blocked.set_value(card.blocked_reason, "empty it when it can go on" if card.blocked_reason else "")
        self.repeat.show_task(card.id, card.due_on)
        self._fit()

    def _show_people(self, task: TaskDetail) -> None:
        card, now = task.card, today()
        self.status.set_options(
            [
                Option(status, name, icon=KIND_ICONS[kind])
                for status, name, kind, *_ in task_board.statuses(self._store, card.project_id)
            ]
        )
        self.status.set_value(card.status_id, since_text(task.status_since_on, now))
        everyone = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(self._store)]
        for field, person in ((self.owner, card.assignee_id), (self.reviewer, task.reviewer_id)):
            field.set_options(everyone)
            field.set_value(person)

    def _show_days(self, task: TaskDetail) -> None:
        card = task.card
        self.start.set_value(card.start_on, task_reason.of_start(self._store, card, task.not_before_on, today()))
        expected = task.expected_on
        later = expected is not None and card.due_on is not None and expected > card.due_on
        self.due.set_value(card.due_on, f"expected {short_text(expected)}" if later and expected else "")
        self.due.set_tone("bad" if card.late_days else "text")
        derived = days_text(task.span_days) if task.duration_days is None and task.span_days else ""
        self.duration.show_days(task.duration_days, derived)
        self.deadline.set_value(task.deadline_on)
        self.not_before.set_value(task.not_before_on)
        self.deadline_note.say(deadline_words(task))
        self.not_before_note.say(not_before_words(task))
        self.deadline.set_tone("bad" if self.deadline_note.text() and deadline_words(task).tone == "bad" else "text")

    def _show_home(self, task: TaskDetail) -> None:
        card = task.card
        here = None if card.project_id is None else Option(card.project_id, card.project or "", icon="flag")
        self.project.set_choice(here)
        stones = projects.milestones(self._store, card.project_id) if card.project_id is not None else []
        self.milestone.set_options([Option(stone.id, stone.title, icon="flag") for stone in stones])
        self.milestone.set_value(card.milestone_id)
        self.milestone.set_read_only(None if card.project_id is not None else _NO_PROJECT)
        self._part_row.setVisible(task.parent_id is not None)
        self.part_of.say(task.parent)
        sold = task.sold_as
        self._sold_row.setVisible(sold is not None)
        if sold is not None:
            from app.domain.money import format_money

            self.sold.say(f"{sold.title}, {format_money(sold.amount_minor, sold.currency)}")


def since_text(since: date | None, now: date) -> str:
    """'for 7 days', 'since today', '' when nobody knows."""
    if since is None:
        return ""
    days = (now - since).days
    if days <= 0:
        return "since today"
    return "for 1 day" if days == 1 else f"for {days} days"

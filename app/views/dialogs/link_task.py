"""Which task waits for which: chosen by typing, with kind and lag. A circle is refused with the way round it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import task_board, tasks
from app.services.task_board import TaskCard
from app.services.task_filter import TaskFilter
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import TextField
from app.views.parts.picker import Option
from app.views.parts.task_actions import TaskActions
from app.views.parts.task_cards import KIND_ICONS, quoted
from app.views.parts.task_links import KINDS, Tie

if TYPE_CHECKING:
    from app.models.store import Store

_FOUND = 40
_MEANING = {
    "FS": "the second begins when the first is done",
    "SS": "both begin together",
    "FF": "both end together",
    "SF": "the second ends when the first begins",
}


class LagField(TextField):
    """Working days between the two; negative when they overlap."""

    def __init__(self) -> None:
        super().__init__("Lag", boxed=True, placeholder="0 working days")

    def parse(self, text: str) -> str:
        words = text.strip().casefold().removesuffix("days").removesuffix("day").removesuffix("d").strip()
        words = words.replace("−", "-")
        try:
            days = int(words or "0")
        except ValueError:
            raise UserError("A lag is a number of working days, as 2 or -1") from None
        return f"{days} d" if days else ""

    def days(self) -> int:
        """The number typed."""
        return int(self.value().removesuffix(" d") or 0)


class LinkTaskDialog(FormDialog):
    """Links `task` with another one, or changes the link `tie`. Tasks of its project come first; what is typed finds those of
    other projects behind them."""

    def __init__(
        self, parent: QWidget, store: Store, task: TaskCard, actions: TaskActions, tie: Tie | None = None
    ) -> None:
        super().__init__(parent, "Add link" if tie is None else "Change link", width=440)
        self._store, self._task, self._actions, self._tie = store, task, actions, tie
        directions = [
            Option(True, f"{quoted(task.title, 24)} waits for", icon="arrow-down-right"),
            Option(False, f"{quoted(task.title, 24)} holds up", icon="arrow-up-right"),
        ]
        self.other = ChoiceField("Other task", self._find, boxed=True, placeholder="Type to find a task")
        self.direction = ChoiceField("Direction", directions, boxed=True)
        self.kind = ChoiceField("Kind", [Option(key, words, _MEANING[key]) for key, words in KINDS.items()], boxed=True)
        self.lag = LagField()
        self.add_field("Direction", self.direction)
        self.add_field("Task", self.other)
        self.add_field("Kind", self.kind)
        self.add_field("Lag", self.lag)
        self._fill(tie)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Link" if tie is None else "Change"), self.submit)

    def _fill(self, tie: Tie | None) -> None:
        self.direction.set_value(tie.before if tie is not None else True)
        self.kind.set_value(tie.linked.kind if tie is not None else "FS")
        self.lag.set_value(f"{tie.linked.lag_days} d" if tie is not None and tie.linked.lag_days else "")
        if tie is not None:
            self.other.set_choice(Option(tie.linked.task_id, tie.linked.title))
            for field in (self.direction, self.other):
                field.set_read_only("Remove this link and add another one instead")

    def open(self) -> None:
        super().open()
        (self.other if self._tie is None else self.lag).setFocus()

    def _find(self, typed: str) -> list[Option]:
        home = self._task.project_id
        ids = task_board.list_ids(self._store, TaskFilter(project_id=home, text=typed), "due")[: _FOUND + 1]
        if home is not None and typed.strip():
            found = task_board.list_ids(self._store, TaskFilter(text=typed, open_only=True), "due")[: 2 * _FOUND]
            ids += [each for each in found if each not in set(ids)][:_FOUND]
        cards = task_board.cards(self._store, [each for each in ids if each != self._task.id])
        return [
            Option(card.id, card.title, self._where(card), icon=KIND_ICONS[card.status_kind])
            for card in cards
            if (card.project_id is None) == (home is None)
        ]

    def _where(self, card: TaskCard) -> str:
        """The milestone in its own project, else the project."""
        return (card.milestone if card.project_id == self._task.project_id else card.project) or ""

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        other = self.other.value()
        if other is None:
            self.refuse(UserError("Choose the task to link with"), self.other)
            return
        waits = self.direction.value()
        first, then = (other, self._task.id) if waits else (self._task.id, other)
        try:
            moved = tasks.add_dependency(self._store, first, then, self.kind.value(), self.lag.days())
        except UserError as problem:
            self.refuse(problem, self.other)
            return
        self._actions.say("Tasks linked" if self._tie is None else "Link changed", moved, [self._task.id])
        self.accept()

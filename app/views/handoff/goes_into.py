"""Where the work goes: a project of its own, one that is there already, several, or a chain of them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError
from app.domain.handoff import HandoffPlan
from app.services import handoff_rules
from app.views.handoff.words import count
from app.views.handoff.work import Work
from app.views.parts.choice_field import ChoiceField
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.theme import px

_ONE: Final = "one"
_STEPS: Final = "milestones"
#: How often, and after how many months again.
_CHAINS: Final = ((3, 1), (6, 1), (12, 1), (4, 3))
_EVERY: Final = {1: "month", 3: "quarter"}


class GoesInto(QWidget):
    """'Goes into' and the choice; every choice is an edit of the work."""

    said = Signal(str)

    def __init__(self, work: Work, parent: QWidget) -> None:
        super().__init__(parent)
        self.work = work
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Label("Goes into", "text2"))
        self.choice = ChoiceField("Goes into", (), self._choose, boxed=True)
        self.choice.setFixedWidth(px(264))
        row.addWidget(self.choice)
        self._projects = handoff_rules.open_projects(work.store, work.deal_id)

    def show_plan(self) -> None:
        """Show what the plan says."""
        plan = self.work.plan
        self.choice.set_options(self._options(plan))
        if plan.into_project is not None:
            key: object = plan.into_project
        elif plan.split == "chain":
            key = (plan.parts, plan.every_months)
        else:
            key = _STEPS if plan.split else _ONE
        self.choice.set_value(key)

    def _options(self, plan: HandoffPlan) -> list[Option]:
        steps = sum(any(task.milestone == m.key for task in plan.included) for m in plan.milestones)
        found = [Option(_ONE, "A project of its own")]
        if steps > 1:
            found.append(Option(_STEPS, "A project for each milestone", count(steps, "project")))
        for parts, months in _CHAINS:
            found.append(Option((parts, months), f"A project every {_EVERY[months]}, {parts} times"))
        for project, name, status in self._projects:
            closed = "closed, opens again" if status == "done" else "is there already"
            found.append(Option(project, name, closed, "check-square"))
        return found

    def _choose(self, key: object) -> None:
        plan = self.work.plan._replace(into_project=None, reopen=False, split="", parts=1, every_months=1)
        if isinstance(key, int):
            reopen = any(project == key and status == "done" for project, _, status in self._projects)
            plan = plan._replace(into_project=key, reopen=reopen)
        elif isinstance(key, tuple):
            plan = plan._replace(split="chain", parts=key[0], every_months=key[1])
        elif key == _STEPS:
            plan = plan._replace(split="milestones")
        try:
            self.work.put(plan)
        except UserError as problem:
            self.said.emit(str(problem))

"""The roles of the template above the table: who fills each, with the hours they have free in the days of its tasks."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.domain.handoff import PlannedTask
from app.views import theme
from app.views.handoff.words import about
from app.views.handoff.work import Work
from app.views.parts.choice_field import ChoiceField
from app.views.parts.label import Label
from app.views.parts.picker import Option, matches
from app.views.theme import px

_ACROSS: Final = 4
_NONE: Final = ""  # stands for no role


class RolesRow(QWidget):
    """A choice for each role, and one for the tasks without a role beside them; whoever works alone sees none."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.fields: dict[str, ChoiceField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(_ACROSS, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._roles: tuple[str, ...] = ()

    def show_plan(self) -> None:
        """Show who fills what now."""
        tasks = self.work.plan.included
        roles = () if self.work.solo else tuple(dict.fromkeys(task.role for task in tasks if task.role))
        if roles and not all(task.role for task in tasks):
            roles = (*roles, _NONE)
        if roles != self._roles:
            self._roles = roles
            self._rebuild()
        self.setVisible(bool(roles))
        for role, field in self.fields.items():
            mine = [task for task in tasks if (task.role or _NONE) == role]
            owners = {task.owner for task in mine}
            field.placeholder = "Choose" if owners == {None} else "Several"
            owner = next(iter(owners)) if len(owners) == 1 else None
            person = next((person for person in self.work.people if person.id == owner), None)
            field.set_choice(
                None
                if person is None
                else Option(
                    person.id, self.work.scene.named(person.id), person=True, mine=person.is_me, whole_name=person.name
                )
            )

    def _rebuild(self) -> None:
        for at in reversed(range(self._grid.count())):
            item = self._grid.takeAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for at, role in enumerate(self._roles):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(Label(role or "No role", "text2", theme.SECOND))
            field = ChoiceField(
                f"Who fills {role}" if role else "Who does the tasks without a role",
                partial(self._find, role),
                partial(self._choose, role),
                boxed=True,
                placeholder="Choose",
            )
            field.setFixedWidth(px(136))
            row.addWidget(field)
            self.fields[role] = field
            self._grid.addWidget(holder, at // _ACROSS, at % _ACROSS)

    def _find(self, role: str, typed: str) -> list[Option]:
        """Everybody, weighed when the list is opened: it takes each task of the role."""
        tasks = [task for task in self.work.plan.included if (task.role or _NONE) == role]
        options = [self._option(person.id, person.name, person.is_me, tasks) for person in self.work.people]
        return matches(options, typed)

    def _option(self, person: int, name: str, mine: bool, tasks: list[PlannedTask]) -> Option:
        """A person with the hours they lack for the tasks, or have free in their days."""
        loads = self.work.loads
        short = max((loads.excess(task, person) for task in tasks), default=0)
        free = [loads.free(task, person) for task in tasks]
        known = [minutes for minutes in free if minutes is not None]
        words = f"{about(short)} short" if short else f"{about(max(known))} free" if known else ""
        return Option(person, name, words, person=True, mine=mine, tone="warn" if short else "plain")

    def _choose(self, role: str, person: int | None) -> None:
        if person is not None:
            these = [task.key for task in self.work.plan.tasks if (task.role or _NONE) == role]
            self.work.change_all(these, owner=person)

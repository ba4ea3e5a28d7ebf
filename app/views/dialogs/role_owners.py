"""Who fills the roles of a template, asked where a project is made of it: a row for each role, and one for tasks without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from app.domain.handoff import HandoffPlan, PlannedTask
from app.services.people import PersonRow
from app.views.dialogs.form import FormDialog
from app.views.parts.choice_field import ChoiceField
from app.views.parts.picker import Option

_ROWS: Final = 7
_NOBODY: Final = 0  # the key of 'nobody yet', which None, 'not asked yet', is not
Roles = tuple[str | None, ...]


class RoleOwners:
    """The last rows of a form. `on_chosen()` is called after each choice; `owners` are those chosen here, None for nobody yet.

    A long list of roles ends in one row for all the others.
    """

    def __init__(self, form: FormDialog, everyone: Sequence[PersonRow], on_chosen: Callable[[], object]) -> None:
        self._form = form
        self._everyone = [Option(one.id, one.name, person=True, mine=one.is_me) for one in everyone]
        self._on_chosen = on_chosen
        self._open: set[Roles] = set()
        self.fields: dict[Roles, ChoiceField] = {}
        self.owners: dict[str | None, int | None] = {}

    def show_plan(self, plan: HandoffPlan | None) -> None:
        """Ask for the roles of this plan, which has the usual owners. Whoever works alone is not asked."""
        tasks = plan.included if plan is not None and len(self._everyone) > 1 else ()
        groups = _groups(tasks)
        if groups != list(self.fields):
            self._rebuild(groups)
        self._open.clear()
        for roles, field in self.fields.items():
            if roles[0] in self.owners:
                field.set_value(self.owners[roles[0]] or _NOBODY)
            else:
                usual = {task.owner for task in tasks if task.role in roles}
                self._open |= {roles} if None in usual else set()
                field.placeholder = "Choose" if None in usual else "Several"
                field.set_value(usual.pop() if len(usual) == 1 else None)

    def missing(self) -> tuple[ChoiceField, str] | None:
        """The first row that was not answered, and what to do about it; None when all were."""
        for roles, field in self.fields.items():
            if roles in self._open:
                return field, "Choose somebody, or “Nobody yet”"
        return None

    def _rebuild(self, groups: Sequence[Roles]) -> None:
        for old in self.fields.values():
            self._form.drop_field(old)
        asked = {role for roles in groups for role in roles}
        self.owners = {role: owner for role, owner in self.owners.items() if role in asked}
        self.fields = {}
        options = [*self._everyone, Option(_NOBODY, "Nobody yet", icon="user")]
        for roles in groups:
            field = ChoiceField(
                f"Who does {_work(roles)}", options, partial(self._choose, roles), boxed=True, placeholder="Choose"
            )
            before = self._form.fields[-1]
            self.fields[roles] = self._form.add_field(_name(roles), field)
            QWidget.setTabOrder(before, field)
        self._form.fit_height()

    def _choose(self, roles: Roles, person: int | None) -> None:
        self.owners |= dict.fromkeys(roles, person or None)
        self._on_chosen()


def _groups(tasks: Sequence[PlannedTask]) -> list[Roles]:
    """The roles row by row, tasks without a role last."""
    roles = [role for role in dict.fromkeys(task.role for task in tasks) if role is not None]
    found: list[Roles] = [(role,) for role in roles[:_ROWS]]
    if len(roles) > _ROWS:
        found.append(tuple(roles[_ROWS:]))
    return [*found, (None,)] if any(task.role is None for task in tasks) else found


def _name(roles: Roles) -> str:
    if roles == (None,):
        return "No role"
    return str(roles[0]) if len(roles) == 1 else "Other roles"


def _work(roles: Roles) -> str:
    """What stands behind 'who does'."""
    if roles == (None,):
        return "the tasks without a role"
    return f"the work of {roles[0]}" if len(roles) == 1 else "the other roles"

"""A whole template beside its tasks: what it is for, what is wrong in it, its roles and milestones; edited in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import people, template_edit, template_tasks
from app.services.template_list import Fault, MilestoneLine, Role, TemplateWhole
from app.views.parts.buttons import PlainButton
from app.views.parts.choice_field import PersonField
from app.views.parts.fields import NotesField
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import Action, SectionHead
from app.views.parts.template_fields import NameLine, NextName
from app.views.parts.template_uses import TemplateUses

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_MOST_FAULTS = 4


class TemplateInspector(InspectorFrame):
    """See the top of this module. `show_task(id)` and `more(widget)` are the page's own."""

    def __init__(
        self, store: Store, shell: ShellApi, show_task: Callable[[int], object], more: Callable[[QWidget], object]
    ) -> None:
        super().__init__("Template", partial(self._change, "name"), more)
        self._store, self._shell, self._show_task = store, shell, show_task
        self.template: TemplateWhole | None = None
        self._people: list[tuple[int, str]] = []
        self.facts = Label("", "text2", wrap=True)
        self.add(self.facts)
        self.faults: KeyedRows[Fault, Notice] = KeyedRows(
            lambda _: Notice("warn", ""), self._show_fault, lambda f: f.text
        )
        self._fault_rows = self.add(self.faults, above=8)
        self.description = NotesField("Description", partial(self._change, "description"), placeholder="What it is for")
        self.add(SectionHead("Description"), above=14)
        self.add(self.description, flush=True)
        self.uses = TemplateUses(store, shell)
        self.add(self.uses, above=14, flush=True)
        self._build_roles()
        self._build_milestones()
        self.fill_up()
        self.make = PlainButton("New project…", "plus")
        self.copy = PlainButton("Duplicate", "copy")
        for button in (self.make, self.copy):
            self.foot.addWidget(button)
        self.foot.addStretch(1)

    def _build_roles(self) -> None:
        self.roles: KeyedRows[Role, NameLine] = KeyedRows(self._role_line, self._show_role, lambda role: role.id)
        self.next_role = NextName("Next role", self._add_role, placeholder="Next role")
        self._section("Roles", self.next_role, self.roles)

    def _build_milestones(self) -> None:
        self.milestones: KeyedRows[MilestoneLine, NameLine] = KeyedRows(
            self._milestone_line, lambda line, found: line.name.set_value(found.title), lambda found: found.id
        )
        self.next_milestone = NextName("Next milestone", self._add_milestone, placeholder="Next milestone")
        self._section("Milestones", self.next_milestone, self.milestones)

    def _section(self, title: str, line: NextName, rows: QWidget) -> None:
        self.add(SectionHead(title, ("Add", partial(self._begin, line))), above=14)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rows)
        column.addWidget(line)
        line.hide()
        self.add(held, flush=True)

    def _begin(self, line: NextName) -> None:
        line.show()
        line.begin_edit()

    # --- showing --------------------------------------------------------------------

    def show_template(self, found: TemplateWhole, length: str) -> None:
        """Show this template; `length` says how long it takes from today."""
        if self.template is None or self.template.id != found.id:
            for field in (self.title, self.description, self.next_role, self.next_milestone):
                field.forget_edit()
            self.next_role.hide()
            self.next_milestone.hide()
        self.template = found
        self._people = [(person.id, person.name) for person in people.everyone(self._store)]
        self.title.set_value(found.name)
        used = (
            "Not used yet"
            if not found.used
            else "Used for 1 project"
            if found.used == 1
            else f"Used for {found.used} projects"
        )
        self.facts.setText(
            ". ".join(part for part in ("Archived" if found.archived else "", length, used) if part) + "."
        )
        self.make.setVisible(not found.archived)
        self.faults.set_rows(found.faults[:_MOST_FAULTS])
        self._fault_rows.setVisible(bool(found.faults))
        self.description.set_value(found.description)
        self.uses.show_template(found.id)
        self.roles.set_rows(found.roles)
        self.milestones.set_rows(found.milestones)

    def _show_fault(self, notice: Notice, fault: Fault) -> None:
        action: Action | None = None
        if fault.task_id is not None:
            action = ("Show it", partial(self._show_task, fault.task_id))
        if fault.move_to is not None and fault.task_id is not None:
            action = ("Move it", partial(self._move, fault))
        notice.say("warn", fault.text, "", action)

    def _role_line(self, role: Role) -> NameLine:
        person = PersonField(
            "Filled by", on_commit=partial(self._change_role, role.id, "person_id"), empty="Asked each time"
        )
        return NameLine("Role", partial(self._change_role, role.id, "name"), partial(self._remove_role, role), person)

    def _show_role(self, line: NameLine, role: Role) -> None:
        line.name.set_value(role.name)
        person = line.findChild(PersonField)
        if person is not None:
            person.set_options(self._people)
            person.set_value(role.person_id)

    def _milestone_line(self, found: MilestoneLine) -> NameLine:
        return NameLine(
            "Milestone",
            partial(template_edit.rename_milestone, self._store, found.id),
            partial(self._remove_milestone, found),
            buttons=(
                ("caret-up", "Move up", partial(template_edit.move_milestone, self._store, found.id, -1)),
                ("caret-down", "Move down", partial(template_edit.move_milestone, self._store, found.id, 1)),
            ),
        )

    # --- acting ---------------------------------------------------------------------

    def _change(self, field: str, value: str) -> None:
        if self.template is not None:
            template_edit.change(self._store, self.template.id, field, value)

    def _change_role(self, role_id: int, field: str, value: Any) -> None:
        template_edit.change_role(self._store, role_id, field, value)

    def _remove_role(self, role: Role, _checked: bool = False) -> None:
        template_edit.remove_role(self._store, role.id)
        left = f"; {role.tasks} task{'' if role.tasks == 1 else 's'} without a role now" if role.tasks else ""
        self._shell.toast(f"Role {role.name} removed{left}")

    def _remove_milestone(self, found: MilestoneLine, _checked: bool = False) -> None:
        template_edit.remove_milestone(self._store, found.id)
        self._shell.toast(f"Milestone {found.title} removed; its tasks stay")

    def _add_role(self, name: str) -> None:
        if name and self.template is not None:
            template_edit.add_role(self._store, self.template.id, name)

    def _add_milestone(self, title: str) -> None:
        if title and self.template is not None:
            template_edit.add_milestone(self._store, self.template.id, title)

    def _move(self, fault: Fault) -> None:
        tasks = self.template.tasks if self.template is not None else []
        at = next((task for task in tasks if task.id == fault.task_id), None)
        if at is not None:
            template_tasks.set_offset(self._store, at.id, fault.move_to, at.offset_from_id)
            self._shell.toast(f"{at.title} moved")

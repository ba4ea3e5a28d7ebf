"""One task of a template beside the others: what is to be done, by which role, when, and what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import UserError
from app.domain.schedule import Link
from app.domain.template_plan import MAX_OFFSET
from app.services import checklists, template_edit, template_tasks
from app.services.template_list import Fault, TaskLine, TemplateWhole
from app.views.parts.buttons import LinkButton, PlainButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import FormRow, HoursField, NotesField
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.picker import Option
from app.views.parts.record_rows import KeyedRows, LineRow, add_in_line
from app.views.parts.section import SectionHead
from app.views.parts.task_fields import LabelsField
from app.views.parts.task_links import KINDS
from app.views.parts.template_fields import DaysField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

START = 0
"""The key of the project's start among the milestones to count from."""


class TemplateTaskInspector(InspectorFrame):
    """See the top of this module. `back` shows the whole template again, `open_task(id)` another task."""

    def __init__(
        self,
        store: Store,
        shell: ShellApi,
        back: Callable[[], object],
        open_task: Callable[[int], object],
        more: Callable[[QWidget], object],
    ) -> None:
        super().__init__("Task of the template", partial(self._change, "title"), more)
        self._store, self._shell, self._open_task = store, shell, open_task
        self.task: TaskLine | None = None
        self._template: TemplateWhole | None = None
        self.home = LinkButton("", gives_way=True)
        self.home.clicked.connect(lambda _: back())
        self.add(self.home)
        self.warning = Notice("warn", "")
        self._warning_row = self.add(self.warning, above=8)
        self._build_fields()
        self._build_sections()
        self.link = PlainButton("Add link", "plus")
        self.link.clicked.connect(lambda _: self._edit_link(None))
        self.foot.addWidget(self.link)
        self.foot.addStretch(1)

    def _build_fields(self) -> None:
        self.role = ChoiceField("Role", (), partial(self._change, "role_id"), add_new=self._new_role, empty="No role")
        self.milestone = ChoiceField(
            "Milestone", (), partial(self._change, "milestone_id"), add_new=self._new_milestone, empty="No milestone"
        )
        self.hours = HoursField("Hours", partial(self._change, "minutes"), placeholder="No hours")
        self.days = DaysField("Duration", partial(self._change, "duration_days"))
        self.starts = ChoiceField("Starts", (), self._set_anchor, empty="When its links allow")
        self.offset = DaysField("Offset", self._set_offset, least=-MAX_OFFSET)
        self.labels = LabelsField("Labels", partial(self._change, "labels"))
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name, field in (
            ("Role", self.role),
            ("Milestone", self.milestone),
            ("Hours", self.hours),
            ("Takes", self.days),
            ("Starts", self.starts),
        ):
            column.addWidget(FormRow(name, field))
        self._offset_row = FormRow("Later by", self.offset)
        column.addWidget(self._offset_row)
        column.addWidget(FormRow("Labels", self.labels))
        self.setFocusProxy(self.role)
        add_in_line(self, rows, above=8)

    def _build_sections(self) -> None:
        self.links: KeyedRows[tuple[Link, bool], LineRow] = KeyedRows(
            self._link_row, self._show_link, lambda pair: (pair[0].predecessor, pair[0].successor)
        )
        self.add(SectionHead("Links", ("Add link", lambda: self._edit_link(None))), above=14)
        self.add(self.links)
        self.checklist = NotesField(
            "Checklist", self._set_checklist, placeholder="One line for each item", most_lines=16
        )
        self.add(SectionHead("Checklist"), above=14)
        self.add(self.checklist, flush=True)
        self.description = NotesField(
            "Description", partial(self._change, "description"), placeholder="Add a description"
        )
        self.add(SectionHead("Description"), above=14)
        self.add(self.description, flush=True)
        self.fill_up()

    # --- showing --------------------------------------------------------------------

    def show_task(self, template: TemplateWhole, task: TaskLine) -> None:
        """Show this task of this template."""
        if self.task is None or self.task.id != task.id:
            for field in (self.title, self.role, self.milestone, self.hours, self.days, self.starts, self.offset,
                          self.labels, self.checklist, self.description):  # fmt: skip
                field.forget_edit()
            self.area.verticalScrollBar().setValue(0)
        self._template, self.task = template, task
        self.title.set_value(task.title)
        self.home.setText(template.name)
        self._show_faults([fault for fault in template.faults if fault.task_id == task.id])
        self.role.set_options([(role.id, role.name) for role in template.roles])
        self.role.set_value(task.role_id)
        marks = [Option(found.id, found.title, icon="flag") for found in template.milestones]
        self.milestone.set_options(marks)
        self.milestone.set_value(task.milestone_id)
        self.hours.set_value(task.minutes or None)
        self.days.set_value(task.duration_days)
        own = task.milestone_id
        after = [mark._replace(text=f"After {mark.text}") for mark in marks if mark.key != own]
        self.starts.set_options([Option(START, "After the project’s start", icon="calendar-blank"), *after])
        self.starts.set_value(None if task.offset_days is None else task.offset_from_id or START)
        self._offset_row.setVisible(task.offset_days is not None)
        self.offset.set_value(task.offset_days or 0)
        colours = {name: colour for colour, name in checklists.all_labels(self._store)}
        self.labels.set_labels([(colours.get(name, 6), name) for name in task.labels])
        ties = [(link, True) for link in template.links if link.successor == task.id]
        ties += [(link, False) for link in template.links if link.predecessor == task.id]
        self.links.set_rows(ties)
        self.checklist.set_value("\n".join(task.checklist))
        self.description.set_value(task.description)

    def _show_faults(self, faults: list[Fault]) -> None:
        self._warning_row.setVisible(bool(faults))
        if faults:
            first = faults[0]
            action = None
            if first.move_to is not None:
                action = ("Move it", partial(self._set_offset, first.move_to))
            rest = " ".join(fault.text for fault in faults[1:])
            self.warning.say("warn", first.text, rest, action)

    def _link_row(self, pair: tuple[Link, bool]) -> LineRow:
        row = LineRow(76)
        link, before = pair
        row.clicked.connect(partial(self._go, link.predecessor if before else link.successor))
        return row

    def _go(self, task_id: int, _checked: bool = False) -> None:
        self._open_task(task_id)

    def _show_link(self, row: LineRow, pair: tuple[Link, bool]) -> None:
        link, before = pair
        title = self._title(link.predecessor if before else link.successor)
        row.show_line(
            title,
            name="Waits for" if before else "Holds up",
            icon="arrow-down-right" if before else "arrow-up-right",
            note=link_words(link),
            note_token="text3",
            tooltip=f"{title}, {words}" if (words := link_words(link)) else title,
            opens=True,
        )
        row.set_menu_of(partial(self._link_menu, link), f"Change the link to {title}")

    def _link_menu(self, link: Link) -> Menu:
        menu = Menu(self)
        menu.add("Kind and lag…", partial(self._edit_link, link), "pencil-simple")
        menu.addSeparator()
        menu.add("Remove link", partial(self._remove_link, link), "trash")
        return menu

    def _title(self, task_id: int) -> str:
        tasks = self._template.tasks if self._template is not None else []
        return next((task.title for task in tasks if task.id == task_id), "")

    # --- acting ---------------------------------------------------------------------

    def _change(self, field: str, value: Any) -> None:
        if self.task is not None:
            template_tasks.change(self._store, self.task.id, field, value)

    def _set_checklist(self, words: str) -> None:
        self._change("checklist", words.splitlines())

    def _set_anchor(self, key: int | None) -> None:
        if self.task is not None:
            days = None if key is None else max(self.task.offset_days or 0, 0)
            template_tasks.set_offset(self._store, self.task.id, days, key or None)

    def _set_offset(self, days: int) -> None:
        if self.task is not None:
            template_tasks.set_offset(self._store, self.task.id, days, self.task.offset_from_id)

    def _new_role(self, typed: str) -> int:
        assert self._template is not None
        return template_edit.add_role(self._store, self._template.id, typed)

    def _new_milestone(self, typed: str) -> int:
        assert self._template is not None
        return template_edit.add_milestone(self._store, self._template.id, typed)

    def _edit_link(self, link: Link | None) -> None:
        if self.task is not None and self._template is not None:
            from app.views.dialogs.link_template_task import LinkTemplateTaskDialog

            LinkTemplateTaskDialog(self, self._store, self._template, self.task, link).open()

    def add_link(self) -> None:
        """Ask for another task that this one waits for."""
        self._edit_link(None)

    def _remove_link(self, link: Link) -> None:
        try:
            template_edit.remove_link(self._store, link.predecessor, link.successor)
        except UserError as problem:
            self._shell.error(str(problem))


def link_words(link: Link) -> str:
    """What is unusual about a link, as for tasks: '', 'start to start', '2 d later'."""
    lag = f"{abs(link.lag)} d {'later' if link.lag > 0 else 'earlier'}" if link.lag else ""
    return ", ".join(part for part in ("" if link.kind == "FS" else KINDS[link.kind].lower(), lag) if part)

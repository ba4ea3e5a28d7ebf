"""What a finished project really took, shown task by task before it goes back to the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import UserError
from app.services import template_hours, template_list
from app.services.projects import ProjectRow
from app.services.template_hours import Hours, HoursLine
from app.views import theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dialog import BatonDialog
from app.views.parts.fields import FormRow, hours_text
from app.views.parts.label import Label
from app.views.parts.record_rows import KeyedRows
from app.views.parts.scrolled import scrolled
from app.views.parts.task_cards import quoted
from app.views.parts.ticks import CheckBox
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store


class _Line(QWidget):
    """A task with a tick, its hours in the template and what it took."""

    def __init__(self, line: HoursLine) -> None:
        super().__init__()
        self.line = line
        self.tick = CheckBox("")
        self.tick.setChecked(True)
        self.words = Label("", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.addWidget(self.tick, 1)
        row.addWidget(self.words)
        self.setFixedHeight(px(theme.LIST_ROW))
        self.say(line)

    def say(self, line: HoursLine) -> None:
        self.line = line
        self.tick.setText(line.title)
        took = hours_text(line.median or 0)
        of = "this project" if line.projects == 1 else f"the median of {line.projects} projects"
        self.words.setText(f"{hours_text(line.planned)} in the template, {took} in {of}")
        self.tick.setAccessibleName(f"{line.title}, {self.words.text()}")


class TemplateHoursDialog(BatonDialog):
    """`given` fires with the number of tasks that changed, and the template's name."""

    given = Signal(int, str)

    def __init__(self, parent: QWidget, store: Store, project: ProjectRow) -> None:
        super().__init__(
            parent,
            "Actual hours to the template",
            f"What {quoted(project.name)} took becomes the estimate of the next one. Choose what is worth learning from.",
            width=640,
        )
        self._store, self._project = store, project
        self.hours: Hours | None = None
        known = [(row.id, row.name) for row in template_list.rows(store)]
        self.template = ChoiceField("Template", known, self._on_template, boxed=True, placeholder="Choose a template")
        self.said = Label("", "text2", wrap=True)
        self.lines: KeyedRows[HoursLine, _Line] = KeyedRows(
            self._make, lambda row, line: row.say(line), lambda line: line.task_id
        )
        self.area = scrolled(self.lines)
        self.body.addWidget(FormRow("Template", self.template, name_width=112))
        self.body.addWidget(self.area, 1)
        self.body.addSpacing(8)
        self.body.addWidget(self.said)
        self.add_button(QuietButton("Close"))
        self.go = MainButton("Give back")
        self.add_button(self.go, self._give)
        made_with = template_hours.template_of(store, project.id)
        self.template.set_value(made_with)
        self._on_template(made_with)

    def _make(self, line: HoursLine) -> _Line:
        row = _Line(line)
        row.tick.toggled.connect(lambda _: self._count())
        return row

    def _on_template(self, template_id: int | None) -> None:
        self.hours = None
        if template_id is not None:
            self.hours = template_hours.proposal(self._store, self._project.id, template_id)
        found = [line for line in self.hours.lines if line.changes] if self.hours else []
        self.lines.set_rows(found)
        self.area.setVisible(bool(found))
        self.area.setFixedHeight(min(len(found), 9) * px(theme.LIST_ROW) + 2)
        self.said.setText(_summary(self.hours, len(found)))
        self._count()
        self.adjustSize()

    def chosen(self) -> dict[int, int]:
        """The minutes to write, by task of the template."""
        return {
            row.line.task_id: row.line.median
            for row in self.lines.widgets.values()
            if row.tick.isChecked() and row.line.median is not None
        }

    def _count(self) -> None:
        count = len(self.chosen())
        self.go.setEnabled(count > 0)
        self.go.setText(f"Give back {count} task{'' if count == 1 else 's'}" if count else "Give back")

    def _give(self) -> None:
        try:
            changed = template_hours.give_back(self._store, self.chosen())
        except UserError as problem:
            self.set_note(str(problem))
            return
        self.given.emit(changed, self.hours.template if self.hours else "")
        self.accept()


def _summary(hours: Hours | None, changed: int) -> str:
    if hours is None:
        return "This project was not made with a template. Choose the one that its tasks are like."
    parts = []
    without = sum(line.median is None for line in hours.lines)
    same = len(hours.lines) - without - changed
    if not changed:
        parts.append("Nothing in the template would change")
    if same:
        parts.append(f"{same} task{' took' if same == 1 else 's took'} what the template says")
    if without:
        parts.append(f"{without} task{' has' if without == 1 else 's have'} no finished work with time on it")
    if hours.elsewhere:
        more = " and more" if len(hours.elsewhere) > 3 else ""
        parts.append(f"Not in the template: {', '.join(hours.elsewhere[:3])}{more}")
    return ". ".join(parts) + ("." if parts else "")

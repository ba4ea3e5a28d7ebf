"""Which task of a template waits for which, with kind and lag. A circle is refused with the way round it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.domain.schedule import Link
from app.services import template_edit
from app.services.template_list import TaskLine, TemplateWhole
from app.views.dialogs.form import FormDialog
from app.views.dialogs.link_task import LagField
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.picker import Option
from app.views.parts.task_cards import quoted
from app.views.parts.task_links import KINDS

if TYPE_CHECKING:
    from app.models.store import Store


class LinkTemplateTaskDialog(FormDialog):
    """Links `task` with another of its template, or changes `link`."""

    def __init__(
        self, parent: QWidget, store: Store, template: TemplateWhole, task: TaskLine, link: Link | None = None
    ) -> None:
        super().__init__(parent, "Add link" if link is None else "Change link", width=440)
        self._store, self._task, self._link = store, task, link
        self.direction = ChoiceField(
            "Direction",
            [
                Option(True, f"{quoted(task.title, 24)} waits for", icon="arrow-down-right"),
                Option(False, f"{quoted(task.title, 24)} holds up", icon="arrow-up-right"),
            ],
            boxed=True,
        )
        others = [Option(each.id, each.title, each.milestone) for each in template.tasks if each.id != task.id]
        self.other = ChoiceField("Other task", others, boxed=True, placeholder="Type to find a task")
        self.kind = ChoiceField("Kind", [Option(key, words) for key, words in KINDS.items()], boxed=True)
        self.lag = LagField()
        for name, field in (
            ("Direction", self.direction),
            ("Task", self.other),
            ("Kind", self.kind),
            ("Lag", self.lag),
        ):
            self.add_field(name, field)
        self.direction.set_value(link is None or link.successor == task.id)
        self.kind.set_value("FS" if link is None else link.kind)
        if link is not None:
            self.lag.set_value(f"{link.lag} d" if link.lag else "")
            self.other.set_value(link.predecessor if link.successor == task.id else link.successor)
            for field in (self.direction, self.other):
                field.set_read_only("Remove this link and add another one instead")
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Link" if link is None else "Change"), self.submit)

    def open(self) -> None:
        super().open()
        (self.kind if self._link is not None else self.other).setFocus()

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        other = self.other.value()
        if other is None:
            self.refuse(UserError("Choose the task to link with"), self.other)
            return
        first, then = (other, self._task.id) if self.direction.value() else (self._task.id, other)
        try:
            template_edit.put_link(self._store, first, then, self.kind.value(), self.lag.days())
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()

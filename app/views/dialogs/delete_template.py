"""Asked before a template is deleted with which projects were made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.template_list import TemplateWhole
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.task_cards import quoted


class DeleteTemplateDialog(BatonDialog):
    """Offers to archive it instead, where it is still in use."""

    def __init__(
        self,
        parent: QWidget,
        template: TemplateWhole,
        delete: Callable[[], object],
        archive: Callable[[], object] | None,
    ) -> None:
        projects = "1 project was" if template.used == 1 else f"{template.used} projects were"
        super().__init__(
            parent,
            f"Delete {quoted(template.name)}?",
            f"{projects} made with it. They stay as they are, but their actual hours can no longer be given back to it. "
            + ("Archived, it is offered no longer and keeps what was learned." if archive else ""),
            width=460,
        )
        self._does: Callable[[], object] = delete
        self.add_button(QuietButton("Close"))
        self.delete = self.add_button(
            PlainButton("Delete") if archive else MainButton("Delete"), lambda: self._go(delete)
        )
        if archive is not None:
            self.archive = self.add_button(MainButton("Archive"), lambda: self._go(archive))

    def _go(self, does: Callable[[], object]) -> None:
        self.accept()
        does()

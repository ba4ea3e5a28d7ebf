"""How the timeline was left: which project, zoom, grouping, what is drawn, and as what it is shown; kept on this computer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.views.list_memory import ListMemory

if TYPE_CHECKING:
    from app.views.gantt.toolbar import TimelineToolbar


class Remembered(QObject):
    """Gives a toolbar what was kept, and keeps what the user chooses from then on; a link into the page chooses nothing."""

    def __init__(self, memory: ListMemory, toolbar: TimelineToolbar) -> None:
        super().__init__(toolbar)
        self._memory, self._toolbar = memory, toolbar
        spec = memory.recall()
        self._project: Any = spec.get("project")
        toolbar.take(spec)
        toolbar.changed.connect(self._keep)
        toolbar.twin_changed.connect(self._keep)
        toolbar.project.picked.connect(self._on_project)

    def project(self, open_ones: Sequence[int]) -> int | None:
        """The project that was looked at, None for all; the first of those that are open where it is no longer among them."""
        if self._project == 0:
            return None
        first = open_ones[0] if open_ones else None
        return next((each for each in open_ones if each == self._project), first)

    def _on_project(self, key: int) -> None:
        self._project = key
        self._keep()

    def _keep(self) -> None:
        spec = self._toolbar.spec()
        self._memory.keep(spec if self._project is None else {**spec, "project": self._project})

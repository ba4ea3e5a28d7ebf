"""The toolbar over tasks: which project, which of them, and the words they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.services import projects
from app.services.task_filter import TaskFilter
from app.views.parts import taken
from app.views.parts.chips import Chip
from app.views.parts.filter_bar import FilterBar, Rule
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.taken import Taken

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.filter_pick import FilterPick

CHIPS: Final = {
    "mine": "Mine",
    "can_start": "Can start now",
    "blocked": "Blocked",
    "late": "Late",
    "due_week": "Due this week",
    "unowned": "Unowned",
    "no_date": "No date",
}


class ProjectPick(PickButton):
    """'All projects 4', or the name of the one that is shown."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(16, 0)  # or the count would have no room


class TaskToolbar(FilterBar):
    """See the top of this module. What a chart has narrowed to is a chip of its own, which can be taken away."""

    extra_closed = Signal()
    flt: TaskFilter

    def __init__(self, store: Store, words: str) -> None:
        super().__init__(store, TaskFilter(), CHIPS, words)
        self.project = ProjectPick("Project", most=240, parent=self)
        self.project.set_options(self._projects)
        self.project.picked.connect(lambda key: self.narrow(project_id=key, milestone_id=None))
        self.lead(self.project, Rule(self))
        self.extra = Chip("", checkable=False, closable=True, parent=self.chip_row)
        self.extra.hide()
        self.extra.closed.connect(self.extra_closed)
        self.extra.clicked.connect(self.extra_closed)
        self._extra_words = ""
        self.show_filter(self.plain)

    def add_widget(self, widget: QWidget) -> None:
        """One more control before the filter line."""
        self.row.insertWidget(self.row.count() - 1, widget)

    # what is shown

    def words(self) -> list[Taken]:
        found = [Taken(words, {"person_id": None}) for words, _ in taken.of_owner(self._store, self.flt.person_id)]
        if self.flt.milestone_id is not None:
            title = self._store.value("SELECT title FROM milestone WHERE id = ?", (self.flt.milestone_id,), "Milestone")
            found.append(Taken(str(title), {"milestone_id": None}))
        return found

    def picks(self) -> type[FilterPick]:
        from app.views.parts.work_pick import TaskPick

        return TaskPick

    def wide(self) -> TaskFilter:
        return TaskFilter(open_only=self.flt.open_only)

    def other_chips(self) -> list[Chip]:
        self.extra.setText(self._extra_words)
        self.extra.setVisible(bool(self._extra_words))
        return [self.extra] if self._extra_words else []

    def show_extra(self, words: str) -> None:
        """What a chart has narrowed to, '' for nothing."""
        if words != self._extra_words:
            self._extra_words = words
            self.show_chips()

    def show_counts(self, counts: Mapping[str, int], project_count: int = 0) -> None:
        """How many tasks each chip would leave, and how many projects there are."""
        self.project.setVisible(project_count > 0)
        self._show_project(project_count)
        super().show_counts(counts)

    def _show_project(self, count: int) -> None:
        chosen = self.flt.project_id
        if chosen is None:
            self.project.set_value(Option(None, "All projects", f"{count:,}"))
            return
        name = self._store.value("SELECT name FROM project WHERE id = ?", (chosen,), "?")
        self.project.set_value(Option(chosen, str(name)))

    # what is chosen

    def _projects(self) -> list[Option]:
        found = projects.choices(self._store)
        options = [Option(None, "All projects", f"{len(found):,}")]
        return options + [Option(i, name, client, icon="flag") for i, name, client in found]

    @property
    def is_narrowed(self) -> bool:
        """Whether the filter leaves anything out."""
        return super().is_narrowed or bool(self._extra_words)

    def clear(self) -> None:
        """Show everything again."""
        if self._extra_words:
            self.extra_closed.emit()
        super().clear()

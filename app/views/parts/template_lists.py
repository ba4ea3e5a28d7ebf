"""The two lists of the templates' page side by side, under their toolbar: the templates, and the tasks of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.template_list import TemplateRow
from app.views import theme
from app.views.parts.buttons import PlainButton
from app.views.parts.empty import EmptyState
from app.views.parts.label import ElidedLabel
from app.views.parts.list_table import ListTable
from app.views.parts.pane import Pane
from app.views.parts.rows import RowsModel
from app.views.parts.segmented import Segmented
from app.views.parts.template_rows import GIVE_WAY, PLACES, TASKS, TEMPLATES, TITLE_MOST, WORDS, ShownTask
from app.views.theme import px

Row = TypeVar("Row")


class TemplateLists(QWidget):
    """`scope_changed` when archived ones are wanted or no longer; what is chosen is asked of the tables."""

    scope_changed = Signal()

    def __init__(self, add_task: Callable[[], object]) -> None:
        super().__init__()
        self.rows: dict[int, TemplateRow] = {}
        self.shown: dict[int, ShownTask] = {}
        self.list: RowsModel[TemplateRow] = RowsModel(TEMPLATES, lambda ids: _of(self.rows, ids), lambda row: row.id)
        self.tasks: RowsModel[ShownTask] = RowsModel(TASKS, lambda ids: _of(self.shown, ids), lambda row: row.task.id)
        self.templates, self.table = ListTable(self.list), ListTable(self.tasks)
        self.templates.setAccessibleName("Templates")
        self.table.setAccessibleName("Tasks of the template")
        self.scope = Segmented((("used", "In use"), ("all", "All")), "used", name="Which templates")
        self.said = ElidedLabel("", "text2")
        self.add_task = PlainButton("Add task", "plus")
        self.add_task.set_tooltip("Add a task below the current one", "A")
        self.none = EmptyState(
            "check-square", "No tasks yet", "Add the first one: its role, hours and days follow beside it.",
            ("Add task", add_task),
        )  # fmt: skip
        self.scope.changed.connect(self.scope_changed)
        self.add_task.clicked.connect(lambda _: add_task())
        self.table.horizontalHeader().geometriesChanged.connect(self._fit_columns)
        self._build()

    def _build(self) -> None:
        toolbar = QWidget()
        toolbar.setFixedHeight(px(theme.TOOLBAR))
        row = QHBoxLayout(toolbar)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        row.setSpacing(12)
        row.addWidget(self.scope)
        row.addWidget(self.said, 1)
        row.addWidget(self.add_task)
        left, right = Pane(), Pane()
        left.box.addWidget(self.templates)
        left.setFixedWidth(px(264))
        self._tasks_or_none = QStackedWidget()
        self._tasks_or_none.addWidget(self.table)
        self._tasks_or_none.addWidget(self.none)
        right.box.addWidget(self._tasks_or_none)
        both = QHBoxLayout()
        both.setContentsMargins(px(theme.PAGE_MARGIN), 0, px(theme.PAGE_MARGIN), px(theme.PAGE_MARGIN))
        both.setSpacing(12)
        both.addWidget(left)
        both.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(toolbar)
        column.addLayout(both, 1)

    @property
    def with_archived(self) -> bool:
        """Whether archived templates are shown too."""
        return self.scope.value() == "all"

    def show_templates(self, rows: Iterable[TemplateRow]) -> None:
        """Show these in the first list."""
        self.rows = {row.id: row for row in rows}
        self.list.set_ids(list(self.rows))

    def show_tasks(self, shown: dict[int, ShownTask], said: str, *, chosen: bool) -> None:
        """Show these in the second list; `said` is the length of the plan, `chosen` whether there is a template."""
        self.shown = shown
        self.tasks.set_ids(list(shown))
        self.said.set_text(said)
        self.add_task.setEnabled(chosen)
        self._tasks_or_none.setCurrentIndex(0 if shown or not chosen else 1)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Where titles would be cut the lesser columns give way; nobody needs an empty one."""
        room = self.table.width()
        for key, least in GIVE_WAY:
            unused = key == "starts" and not any(row.starts for row in self.shown.values())
            self.table.setColumnHidden(PLACES[key], unused or room < px(least))
        shown = {
            at: px(column.width)
            for at, column in enumerate(TASKS)
            if column.width and not self.table.isColumnHidden(at)
        }
        words = [PLACES[key] for key in WORDS if PLACES[key] in shown]
        spare = self.table.viewport().width() - px(TITLE_MOST) - sum(shown.values())
        more = min(1.0, max(0.0, spare / sum(shown[at] for at in words))) if words else 0.0
        for at in words:  # what is more than titles need goes to the other words, which may become twice as wide
            self.table.setColumnWidth(at, round(shown[at] * (1 + more)))


def _of(rows: Mapping[int, Row], ids: Iterable[int]) -> list[Row]:
    return [rows[each] for each in ids if each in rows]

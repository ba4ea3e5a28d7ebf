"""The burn-down of a project: what is left, how it should fall, what was added, and whether the promise holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.base import UserError
from app.views import jobs, theme
from app.views.page import Page, ShellApi
from app.views.parts.buttons import PlainButton
from app.views.parts.label import ElidedLabel
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.domain.burndown import Burndown
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.views.charts.burndown_reading import Told
    from app.views.jobs import Progress
    from app.views.parts.empty import EmptyState

RULE: Final = "Working days only. Added work is scope, never negative burn."
_SHARE: Final = (693, 307)
_Wanted = tuple[int | None, Any]


class BurndownPage(Page):
    """One project at a time: chart or table at the left, where it stands and its weeks at the right."""

    key = "burndown"
    main_button = ("New task", "plus", "Ctrl+N")
    reads = frozenset({"task", "task_event", "project", "status", "setting", "day_off", "deal", "client"})
    shortcut_help = (
        ("Left, Right", "Walk the days of the chart"),
        ("Enter", "Open the tasks of the day"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._project: int | None = None
        self._told: Told | None = None
        self._reading = self._again = False
        self._empty: EmptyState | None = None
        self._built = False
        self._build_toolbar()
        self._lay_out_toolbar()
        QTimer.singleShot(0, self, self._build)

    def _build(self) -> None:
        """What stands below the toolbar; on the next turn of the loop, so that no turn is long."""
        if not self._built:
            self._build_body()
            self._lay_out()
            self._built = True

    # --- parts --------------------------------------------------------------------------

    def _build_toolbar(self) -> None:
        self.project = PickButton("Project")
        self.project.set_options(self._projects)
        self.project.picked.connect(self._on_project)
        self.way = Segmented((("down", "Burn-down"), ("up", "Burn-up")), name="Chart of")
        self.way.changed.connect(lambda _: self._draw())
        self.unit = Segmented((("hours", "Hours"), ("tasks", "Tasks")), name="Counted in")
        self.unit.changed.connect(lambda _: self.refresh())
        self.rule = ElidedLabel(RULE, "text3")
        self.twin = Segmented((("chart", "Chart"), ("table", "Table")), name="Shown as")
        self.twin.changed.connect(self._on_twin)
        self.report = PlainButton("Report…", "file-pdf")
        self.report.clicked.connect(self._on_report)

    def _lay_out_toolbar(self) -> None:
        toolbar = QHBoxLayout()
        toolbar.setContentsMargins(0, 8, 0, 8)
        toolbar.setSpacing(8)
        for part in (self.project, self.way, self.unit):
            toolbar.addWidget(part)
            if part is self.project:
                toolbar.addSpacing(8)
        toolbar.addStretch(1)
        toolbar.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignVCenter)
        toolbar.addWidget(self.twin)
        toolbar.addWidget(self.report)
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._column.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, theme.PAGE_MARGIN)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(toolbar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)

    def _build_body(self) -> None:
        from app.views.charts import burndown_words as say
        from app.views.charts.burndown_facts import ByWeek, Facts
        from app.views.parts.chart import Chart
        from app.views.parts.figure_table import FigureTable
        from app.views.parts.notice import Notice
        from app.views.parts.pane import Pane

        self.chart = Chart(self.shell, "Hours left")
        self.chart.target_chosen.connect(self._open)
        self.table = FigureTable(say.DAY_HEADS, "Burn-down, day by day")
        self.table.opened.connect(self._open)
        self.table_pane = Pane()
        self.table_pane.box.addWidget(self.table)
        self.table_pane.hide()
        self.facts = Facts()
        self.facts_pane = Pane()
        self.facts_pane.box.addWidget(self.facts)
        self.by_week = ByWeek(partial(self.shell.go, "deal"))
        self.by_week.target_chosen.connect(self._open)
        self.unestimated = Notice("warn", "")
        self.unestimated.hide()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.PANE_GAP)
        left.addWidget(self.unestimated)
        left.addWidget(self.chart, 1)
        left.addWidget(self.table_pane, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.PANE_GAP)
        right.addWidget(self.facts_pane)
        right.addWidget(self.by_week, 1)
        body = QHBoxLayout()
        body.setSpacing(theme.PANE_GAP)
        body.addLayout(left, _SHARE[0])
        body.addLayout(right, _SHARE[1])
        self._column.setAlignment(Qt.AlignmentFlag(0))
        self._column.addLayout(body, 1)

    def _show_empty(self, empty: bool) -> None:
        """What belongs here, in place of a page without anything; made when it is needed."""
        if empty and self._empty is None:
            from app.views.parts.empty import EmptyState

            self._empty = EmptyState(
                "trend-down",
                "No projects yet",
                "A won deal that is handed off becomes a project; its burn-down begins with its first task.",
                ("Deals to hand off", self._show_waiting),
            )
            self._stack.addWidget(self._empty)
        self._stack.setCurrentIndex(1 if empty else 0)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read in the background; what changes meanwhile is read once more afterwards."""
        if not self._built:  # else the worker's imports and the building would wait for each other
            QTimer.singleShot(0, self, self.refresh)
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        store, wanted = self.store, self._wanted()

        def work(progress: Progress) -> tuple[_Wanted, Told]:
            from app.views.charts import render

            render.give_way()
            from app.views.charts.burndown_reading import read

            progress.check()
            return wanted, read(store, *wanted)

        jobs.run(work, self._on_read, self._on_failed, title="Reading the burn-down", cancelled=self._on_cancelled)

    def _wanted(self) -> _Wanted:
        return self._project, self.unit.value()

    def _on_read(self, result: tuple[_Wanted, Told]) -> None:
        if not isValid(self):
            return
        self._reading = False
        wanted, told = result
        if wanted == self._wanted():
            self._show(told)
        if self._again:
            self.refresh()

    def _on_failed(self, problem: Exception) -> None:
        if isValid(self):
            self._reading = False
            if isinstance(problem, UserError):
                self.shell.error(str(problem))

    def _on_cancelled(self) -> None:
        if isValid(self):
            self._reading = False

    def _show(self, told: Told) -> None:
        from app.views.charts import burndown_words as say

        self._build()
        self._told = told
        self._show_empty(told.project is None)
        if told.project is None or told.burndown is None:
            self._project = None
            return
        self._project = told.project.id
        self.project.set_value(Option(told.project.id, told.project.name, told.project.client))
        self.facts.show_facts(say.facts(told.burndown, told.project))
        self.by_week.show_told(told)
        self.table.show_rows(say.day_rows(told.burndown))
        self._show_today(told.burndown)
        self._say_unestimated(told.burndown)
        self._draw()

    def _show_today(self, told: Burndown) -> None:
        """The table runs from the last day back; what is seen of it begins around today."""
        later = sum(day.date > told.today for day in told.days)
        middle = self.table.figures.index(min(later, len(told.days) - 1), 0)
        self.table.scrollTo(middle, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _say_unestimated(self, told: Burndown) -> None:
        """Hours say nothing while no task has an estimate; tasks do."""
        blank = told.unit == "hours" and not told.scope and bool(told.unestimated)
        self.unestimated.setVisible(blank)
        if blank:
            words = "1 task has" if told.unestimated == 1 else f"{told.unestimated:,} tasks have"
            self.unestimated.say(
                "warn",
                f"{words} no estimate, so there are no hours to burn",
                "",
                ("Count tasks", self._count_tasks),
            )

    def _count_tasks(self) -> None:
        self.unit.set_value("tasks")
        self.refresh()

    def _draw(self) -> None:
        if self._told is None or self._told.burndown is None:
            return
        from app.views.charts import burndown_words as say

        data, up = self._told.burndown, self.way.value() == "up"
        what = "Hours" if data.unit == "hours" else "Tasks"
        self.chart.show_figure(partial(_figure, data, up), say.summary(data), f"{what} {'done' if up else 'left'}")

    # --- the toolbar --------------------------------------------------------------------

    def _projects(self) -> list[Option]:
        found = [Option(*choice) for choice in self._told.choices] if self._told else []
        shown = self._told.project if self._told else None
        if shown and all(option.key != shown.id for option in found):  # a closed one that was asked for
            found.insert(0, Option(shown.id, shown.name, shown.client))
        return found

    def _on_project(self, key: Any) -> None:
        self._project = key
        self.refresh()

    def _on_twin(self, key: Any) -> None:
        self._build()
        self.chart.setVisible(key == "chart")
        self.table_pane.setVisible(key == "table")
        if self._told and self._told.burndown:
            self._show_today(self._told.burndown)

    def _on_report(self) -> None:
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(self.store, self.shell, self.window(), report="project", project_id=self._project).open()

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The tasks of a day, of this project alone, or those of a change of scope."""
        wanted = dict(target[1])
        if "ids" in wanted:
            wanted["ids"] = list(wanted["ids"])
        elif self._project is not None:
            wanted["project_id"] = self._project
        self.shell.open_page("tasks.list", wanted)

    def new(self) -> None:
        """A task of this project."""
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self._project)
        dialog.added.connect(lambda _id, title: self.shell.toast(f"{title} added"))
        dialog.open()

    def _show_waiting(self) -> None:
        self.shell.open_page("deals.list", {"chip": "to_hand_off"})

    def show_record(self, kind: str, record_id: int) -> None:
        """Show the burn-down of this project."""
        if kind == "project":
            self.apply_filter({"project_id": record_id})

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'project_id': n} shows that project."""
        if wanted.get("project_id") is not None:
            self._project = int(wanted["project_id"])
            self.refresh()

    def panes(self) -> list[QWidget]:
        """Chart or table, where it stands, the weeks."""
        if not self._built:
            return [self.project]
        return [self.table if self.twin.value() == "table" else self.chart, self.facts, self.by_week.table]


def _figure(data: Burndown, up: bool, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """Called in the chart's thread, where what draws is imported."""
    if up:
        from app.reports.burnup_figure import burnup_figure

        return burnup_figure(data, palette, size, dpi)
    from app.reports.burndown_figure import burndown_figure

    return burndown_figure(data, palette, size, dpi)

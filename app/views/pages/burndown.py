"""The burn-down of a project: what is left, how it should fall, what was added, and whether the promise holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.views import theme
from app.views.hub import EXPECTED
from app.views.page import ShellApi
from app.views.parts.chart_page import ChartPage, Nothing
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.domain.burndown import Burndown
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.views.charts.burndown_reading import Told

RULE: Final = "A task burns when it is done. Working days only. Added work is scope, never negative burn."


class BurndownPage(ChartPage["Told"]):
    """One project at a time: chart or table at the left, where it stands and its weeks at the right."""

    key = "burndown"
    main_button = ("New task", "plus", "Ctrl+N")
    reads = frozenset(
        {"task", "task_event", "project", "status", "setting", "day_off", "deal", "client", EXPECTED, "milestone"}
    )
    built_of = ("parts.chart", "charts.burndown_words", "charts.burndown_facts")
    shortcut_help = (
        ("Left, Right", "Walk the days of the chart"),
        ("Enter", "Open the tasks of the day"),
    )

    rule = RULE
    reading = "Reading the burn-down"

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._project: int | None = None
        self._milestone: int | None = None
        super().__init__(store, shell)

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Which project, all of it or a milestone, the way up or down, and what is counted."""
        self.project = PickButton("Project")
        self.project.set_options(self._projects)
        self.project.picked.connect(self._on_project)
        self.milestone = PickButton("Milestone", most=180)
        self.milestone.set_options(self._stones)
        self.milestone.picked.connect(self._on_milestone)
        self.milestone.hide()
        self.way = Segmented((("down", "Burn-down"), ("up", "Burn-up")), name="Chart of")
        self.way.changed.connect(lambda _: self._draw())
        self.unit = Segmented((("hours", "Hours"), ("tasks", "Tasks")), name="Counted in")
        self.unit.changed.connect(lambda _: self.refresh())
        return [self.project, self.milestone, self.way, self.unit]

    def build_body(self) -> None:
        """Chart, table, facts and weeks."""
        self._build_panes()
        self._lay_out()

    def _build_panes(self) -> None:
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
        self.set_body(left, right)

    # --- reading ------------------------------------------------------------------------

    def wanted(self) -> tuple[Any, ...]:
        """Project, unit and milestone."""
        return self._project, self.unit.value(), self._milestone

    @staticmethod
    def read(store: Store, *wanted: Any) -> Told:
        """All the page shows."""
        from app.views.charts.burndown_reading import read

        return read(store, *wanted)

    def nothing(self, told: Told) -> Nothing | None:
        """No project."""
        if told.project is not None:
            return None
        words = "Win a deal and hand it off, or add a project for work without a deal. The burn-down begins with its first task."
        return Nothing("trend-down", "No projects yet", words, ("Add project", self._add_project))

    def show_told(self, told: Told) -> None:
        """Facts, weeks, table and chart."""
        from app.views.charts import burndown_words as say

        if told.project is None or told.burndown is None:
            self._project = self._milestone = None
            return
        self._project, self._milestone = told.project.id, told.milestone
        self.project.set_value(Option(told.project.id, told.project.name, told.project.client))
        self.milestone.setVisible(bool(told.stones))
        self.milestone.set_value(next(each for each in self._stones() if each.key == told.milestone))
        self.facts.show_facts(say.facts(told.burndown, told.project, told.forecast, part=told.milestone is not None))
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

    def _stones(self) -> list[Option]:
        found = self._told.stones if self._told else ()
        return [Option(None, "Whole project"), *(Option(key, title, icon="flag") for key, title in found)]

    def _on_project(self, key: Any) -> None:
        self._project, self._milestone = key, None
        self.refresh()

    def _on_milestone(self, key: Any) -> None:
        self._milestone = key
        self.refresh()

    def show_twin(self, as_table: bool) -> None:
        """The chart, or the table from around today."""
        self.chart.setHidden(as_table)
        self.table_pane.setVisible(as_table)
        if self._told and self._told.burndown:
            self._show_today(self._told.burndown)

    def open_report(self) -> None:
        """Ask for the project's status on paper."""
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(self.store, self.shell, self.window(), **self.report_wish()).open()

    def report_wish(self) -> dict[str, Any]:
        return {"report": "project", "project_id": self._project}

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The tasks of a day, of this project alone, or those of a change of scope."""
        wanted = dict(target[1])
        if "ids" in wanted:
            wanted["ids"] = list(wanted["ids"])
        elif self._project is not None:
            wanted["project_id"] = self._project
            if self._milestone is not None:
                wanted["milestone_id"] = self._milestone
        self.shell.open_page("tasks.list", wanted)

    def new(self) -> None:
        """A task of this project."""
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self._project)
        dialog.added.connect(lambda _id, title: self.shell.toast(f"{title} added"))
        dialog.open()

    def _add_project(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        NewProjectDialog(self, self.store).open()

    def show_record(self, kind: str, record_id: int) -> None:
        """Show the burn-down of this project."""
        if kind == "project":
            self.apply_filter({"project_id": record_id})

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'project_id': n} shows that project."""
        if wanted.get("project_id") is not None:
            self._on_project(int(wanted["project_id"]))

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

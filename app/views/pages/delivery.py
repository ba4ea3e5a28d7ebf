"""Delivery figures: kept due days, cycle time, throughput, age of work, estimates, and when the open projects finish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QWidget

from app.views.page import ShellApi
from app.views.parts.chart_page import Nothing
from app.views.parts.figures_page import FiguresPage, Upper
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.services.delivery import Told

RULE: Final = "Working days. Percentiles, not averages."


class DeliveryPage(FiguresPage["Told"]):
    """Number cards; chart or table with the forecasts below; work under way and estimates beside them."""

    key = "delivery"
    main_button = ("New task", "plus", "Ctrl+N")
    reads = frozenset(
        {"task", "task_event", "status", "project", "client", "person", "time_entry", "setting", "day_off"}
    )
    built_of = ("parts.chart", "charts.delivery_words", "charts.records_pane")
    shortcut_help = (
        ("Left, Right", "Walk the bars of the chart"),
        ("Enter", "Open the tasks of a bar or row"),
    )

    rule = RULE
    reading = "Reading the delivery figures"
    first_period = "quarter"
    upper = Upper(0.56, 236)

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._project: int | None = None
        super().__init__(store, shell)

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Which project, which weeks, which chart."""
        self.project = PickButton("Project")
        self.project.set_value(Option(None, "All projects"))
        self.project.set_options(self._projects)
        self.project.picked.connect(self._on_project)
        self.kind = Segmented((("weeks", "Throughput"), ("cycle", "Cycle time")), name="Chart of")
        self.kind.changed.connect(lambda _: self._draw())
        return [self.project, self.period_button("Weeks", "Last 13 weeks"), self.kind]

    def build_body(self) -> None:
        """Cards, chart, tables."""
        self._build_cards()
        self._build_left()
        self._build_right()
        self.lay_out(self.cards, self.finish, (self.aged, self.accuracy), table_fits=True)

    def _build_cards(self) -> None:
        from app.views.parts.number_card import NumberCard

        self.on_time = NumberCard("Finished on time", opens=True)
        self.on_time.clicked.connect(self._open_late)
        self.cycle = NumberCard("Cycle time", opens=True)
        self.cycle.clicked.connect(lambda: self._show_kind("cycle"))
        self.pace = NumberCard("Throughput", opens=True)
        self.pace.clicked.connect(lambda: self._show_kind("weeks"))
        self.under_way = NumberCard("Under way", opens=True)
        self.under_way.clicked.connect(self._open_under_way)
        self.estimates = NumberCard("Hours against estimates", opens=True)
        self.estimates.clicked.connect(self._open_estimated)
        self.cards = (self.on_time, self.cycle, self.pace, self.under_way, self.estimates)

    def _build_left(self) -> None:
        from app.views.charts import delivery_words as say
        from app.views.charts.records_pane import RecordsPane

        self.make_chart("Finished tasks by week", say.WEEK_HEADS, self._open)
        self.finish = RecordsPane("When it finishes", say.FINISH_HEADS, "No open project has open tasks")
        self.finish.opened.connect(self._open_project)

    def _build_right(self) -> None:
        from app.views.charts import delivery_words as say
        from app.views.charts.records_pane import RecordsPane

        self.aged = RecordsPane("Under way, oldest first", say.AGED_HEADS, "Nothing is under way")
        self.aged.opened.connect(lambda target: self.shell.go(*target))
        self.by = Segmented(say.GROUPS, name="Estimates, by", in_row=True)
        self.by.changed.connect(lambda _: self._show_accuracy())
        nothing = "No finished task has both an estimate and logged hours yet."
        self.accuracy = RecordsPane("Hours against estimates", say.ACCURACY_HEADS, nothing, beside=self.by)
        self.accuracy.opened.connect(self._open)

    # --- reading ------------------------------------------------------------------------

    def wanted(self) -> tuple[Any, ...]:
        """Project and period."""
        return self._project, self._period

    @staticmethod
    def read(store: Store, *wanted: Any) -> Told:
        """All the page shows."""
        from app.services import delivery

        return delivery.read(store, *wanted)

    def nothing(self, told: Told) -> Nothing | None:
        """No task."""
        if told.tasks:
            return None
        words = "These figures come from tasks: when they begin, when they are finished, and how long they take."
        return Nothing("flag", "No tasks yet", words, ("Add the first task", self.new))

    def show_told(self, told: Told) -> None:
        """Cards, chart, tables."""
        from app.views.charts import delivery_words as say

        self._project = told.project_id
        self._say_project()
        for card, number in (
            (self.on_time, say.on_time_number(told)),
            (self.cycle, say.cycle_number(told)),
            (self.pace, say.throughput_number(told)),
            (self.under_way, say.age_number(told)),
            (self.estimates, say.estimate_number(told)),
        ):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self.aged.show_records(say.aged_rows(told), note=say.aged_note(told) if told.aged else "")
        self.finish.show_records(say.finish_rows(told), note=say.finish_note(told))
        self._show_accuracy()
        self._draw()

    def _show_accuracy(self) -> None:
        if self._told is None:
            return
        from app.views.charts import delivery_words as say

        by = str(self.by.value())
        self.accuracy.show_records(say.accuracy_rows(self._told, by), heads=say.accuracy_heads(by))

    def _draw(self) -> None:
        if self._told is None:
            return
        from app.views.charts import delivery_words as say

        kind, told = str(self.kind.value()), self._told
        title = "Working days from start to finish" if kind == "cycle" else "Finished tasks by week"
        self.chart.show_figure(partial(_figure, told, kind), say.summary(told, kind), title)
        self.table.setAccessibleName(f"{title}, as a table")
        if kind == "cycle":
            self.table.show_rows(say.cycle_rows(told), say.CYCLE_HEADS)
        else:
            self.table.show_rows(say.week_rows(told), say.WEEK_HEADS)

    # --- the toolbar --------------------------------------------------------------------

    def _projects(self) -> list[Option]:
        found = self._told.projects if self._told else ()
        return [Option(None, "All projects", f"{len(found):,}"), *(Option(*one, icon="flag") for one in found)]

    def _say_project(self) -> None:
        shown = next((option for option in self._projects() if option.key == self._project), None)
        if shown is not None:
            self.project.set_value(shown)

    def _on_project(self, key: Any) -> None:
        self._project = key
        self._say_project()
        self.refresh()

    @staticmethod
    def periods() -> Mapping[str, str]:
        from app.views.charts import delivery_words as say

        return say.PERIODS

    def _show_kind(self, kind: str) -> None:
        self.kind.set_value(kind)
        self._draw()

    def open_report(self) -> None:
        """Ask for the figures on paper."""
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(
            self.store, self.shell, self.window(), report="delivery", project_id=self._project, period=self._period
        ).open()

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The tasks of a week, of a bar of days, or of a row."""
        kind, wanted = target
        if self._told is None:
            return
        if kind == "week":
            from app.services import delivery

            monday = wanted["monday"]
            first = max(monday, self._told.first)
            ids = delivery.finished_ids(self.store, first, monday + timedelta(days=6), self._told.project_id)
        elif kind == "cycle":
            low, high = wanted["low"], wanted["high"]
            ids = [task for days, task in self._told.cycle.days if days >= low and (high is None or days <= high)]
        else:
            ids = list(wanted["ids"])
        self.shell.open_page("tasks.list", {"ids": ids})

    def _open_late(self) -> None:
        if self._told is not None:
            self.shell.open_page("tasks.list", {"ids": list(self._told.on_time.late)})

    def _open_under_way(self) -> None:
        if self._told is not None:
            self.shell.open_page("tasks.list", {"ids": [one.task_id for one in self._told.aged]})

    def _open_estimated(self) -> None:
        if self._told is not None and self._told.whole is not None:
            self._open(("ids", {"ids": self._told.whole.tasks}))

    def _open_project(self, target: tuple[str, int]) -> None:
        self.shell.open_page("burndown", {"project_id": target[1]})

    def new(self) -> None:
        """A task, of the project that is shown."""
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self._project)
        dialog.added.connect(lambda _id, title: self.shell.toast(f"{title} added"))
        dialog.open()

    def show_record(self, kind: str, record_id: int) -> None:
        """Show the figures of this project."""
        if kind == "project":
            self.apply_filter({"project_id": record_id})

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'project_id': n} narrows to a project, None to all; {'period': 'year'} to weeks."""
        if "project_id" in wanted:
            self._project = None if wanted["project_id"] is None else int(wanted["project_id"])
        if wanted.get("period") is not None:
            self.say_period(str(wanted["period"]))
        self.refresh()

    def panes(self) -> list[QWidget]:
        """Chart or table, work under way, forecasts, estimates."""
        if not self._built:
            return [self.project]
        first = self.table if self.twin.value() == "table" else self.chart
        return [first, self.aged.table, self.finish.table, self.accuracy.table]


def _figure(told: Told, kind: str, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """Called in the chart's thread, where what draws is imported."""
    from app.reports.delivery_figure import cycle_figure, throughput_figure

    if kind == "cycle":
        return cycle_figure(told.cycle, palette, size, dpi)
    return throughput_figure(told.weeks, palette, size, dpi)

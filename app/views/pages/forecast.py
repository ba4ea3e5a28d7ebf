"""The forecast: what closed, what is expected with its range, what stands apart, and which week breaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.base import UserError, today
from app.views import jobs, theme
from app.views.page import Page, ShellApi
from app.views.parts.buttons import PlainButton
from app.views.parts.label import ElidedLabel
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.domain.forecast import Forecast
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.views.charts.forecast_reading import Told
    from app.views.jobs import Progress
    from app.views.parts.empty import EmptyState

RULE: Final = "Open deals count amount × probability. Closed deals count in full."
_SHARE: Final = (693, 307)  # chart and table, hours by week
_LEAST_CHART: Final = 236
_LEAST_ROW: Final = 26


class ForecastPage(Page):
    """Number cards, the chart, its table twin, and the hours of the coming weeks."""

    key = "forecast"
    reads = frozenset({
        "deal", "deal_line", "stage", "pipeline", "rate", "setting", "task", "time_entry", "status", "person", "day_off",
    })  # fmt: skip
    shortcut_help = (
        ("Left, Right", "Walk the bars of the chart"),
        ("Enter", "Open the deals of the bar or row"),
    )
    main_button: tuple[str, str, str] | None = ("New deal", "plus", "Ctrl+N")

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._pipeline: int | None = None
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
            self._build_cards()
            self._build_body()
            self._lay_out()
            self._built = True

    # --- parts --------------------------------------------------------------------------

    def _build_toolbar(self) -> None:
        self.pipeline = PickButton("Pipeline")
        self.pipeline.set_value(Option(None, "All pipelines"))
        self.pipeline.set_options(self._pipelines)
        self.pipeline.picked.connect(self._on_pipeline)
        self.rule = ElidedLabel(RULE, "text3")
        self.twin = Segmented((("chart", "Chart"), ("table", "Table")), name="Shown as")
        self.twin.changed.connect(self._on_twin)
        self.report = PlainButton("Report…", "file-pdf")
        self.report.clicked.connect(self._on_report)

    def _lay_out_toolbar(self) -> None:
        toolbar = QHBoxLayout()
        toolbar.setContentsMargins(0, 8, 0, 8)
        toolbar.setSpacing(8)
        toolbar.addWidget(self.pipeline)
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

    def _build_cards(self) -> None:
        from app.views.parts.number_card import NumberCard

        self.closed = NumberCard("Closed this quarter")
        self.expected = NumberCard("Expected this quarter")
        self.weighted = NumberCard("Weighted, all open")
        self.wins = NumberCard("Win rate")
        self.apart = NumberCard("Not in the chart", opens=True)
        self.apart.clicked.connect(self._on_apart)
        self.cards = (self.closed, self.expected, self.weighted, self.wins, self.apart)

    def _build_body(self) -> None:
        from app.views.charts import forecast_words as say
        from app.views.charts.hours_by_week import HoursByWeek
        from app.views.parts.chart import Chart
        from app.views.parts.figure_table import FigureTable
        from app.views.parts.pane import Pane

        self.chart = Chart(self.shell, "Revenue by month")
        self.chart.target_chosen.connect(self._open)
        self.table_pane = Pane()
        self.table = FigureTable(say.HEADS, "Revenue by month, as a table")
        self.table.opened.connect(self._open)
        self.table_pane.box.addWidget(self.table)
        self.hours = HoursByWeek()

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(theme.PANE_GAP)
        for card in self.cards:
            cards.addWidget(card, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.PANE_GAP)
        left.addWidget(self.chart, 1)
        left.addWidget(self.table_pane)
        left.addStretch(0)
        body = QHBoxLayout()
        body.setSpacing(theme.PANE_GAP)
        body.addLayout(left, _SHARE[0])
        body.addWidget(self.hours, _SHARE[1])
        self._column.setAlignment(Qt.AlignmentFlag(0))
        self._column.addLayout(cards)
        self._column.addSpacing(theme.PANE_GAP)
        self._column.addLayout(body, 1)

    def _show_empty(self, empty: bool) -> None:
        """What belongs here, in place of a page without anything; made when it is needed."""
        if empty and self._empty is None:
            from app.views.parts.empty import EmptyState

            self._empty = EmptyState(
                "chart-bar",
                "No deal yet",
                "The forecast adds up closed deals and what open ones may bring, month by month.",
                ("Add the first deal", self.new),
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
        store, pipeline = self.store, self._pipeline

        def work(progress: Progress) -> tuple[int | None, Told]:
            from app.views.charts import render

            render.give_way()
            from app.views.charts.forecast_reading import read

            progress.check()
            return pipeline, read(store, pipeline)

        jobs.run(work, self._on_read, self._on_failed, title="Reading the forecast", cancelled=self._on_cancelled)

    def _on_read(self, result: tuple[int | None, Told]) -> None:
        if not isValid(self):
            return
        self._reading = False
        pipeline, told = result
        if pipeline == self._pipeline:
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
        from app.views.charts import forecast_words as say

        self._build()
        self._told = told
        self._show_empty(told.empty)
        self.main_button = None if told.empty else ForecastPage.main_button
        self.head_changed.emit()
        forecast, currency = told.forecast, told.forecast.currency
        for card, number in (
            (self.closed, say.closed_number(told.quarter, currency)),
            (self.expected, say.expected_number(told.quarter, currency)),
            (self.weighted, say.weighted_number(forecast)),
            (self.wins, say.wins_number(told.wins)),
            (self.apart, say.apart_number(forecast)),
        ):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self._say_pipeline()
        self.hours.show_weeks(told.weeks, told.people, told.breaks, self._open_break)
        self._show_table()
        self.chart.show_figure(partial(_figure, forecast), say.summary(told))

    def _show_table(self) -> None:
        if self._told is None:
            return
        from app.views.charts import forecast_words as say

        as_table = self.twin.value() == "table"
        self.table.show_rows(say.rows(self._told.forecast, whole=as_table))
        self._fit()

    def _fit(self) -> None:
        """The table keeps its rows in sight, closer to each other in a low window, as long as the chart has room."""
        if not self._built:
            return
        from app.views.parts.figure_table import ROW

        lines = len(self.table.figures.lines) + 1
        if self.twin.value() == "table":
            self.table.set_row_height(ROW)
            self.table_pane.setFixedHeight(self.table.whole_height() + 2)
            return
        chrome = theme.px(theme.TOOLBAR + theme.NUMBER_CARD) + 2 * theme.PANE_GAP + theme.PAGE_MARGIN
        room = self.height() - chrome - theme.px(_LEAST_CHART) - 2
        self.table.set_row_height(max(_LEAST_ROW, min(ROW, int(room * ROW / theme.px(ROW) / lines))))
        self.table_pane.setFixedHeight(max(theme.px(124), min(self.table.whole_height(), room)) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- the toolbar --------------------------------------------------------------------

    def _pipelines(self) -> list[Option]:
        found = self._told.pipelines if self._told else ()
        return [Option(None, "All pipelines", str(len(found))), *(Option(key, name) for key, name in found)]

    def _say_pipeline(self) -> None:
        found = next((one for one in self._pipelines() if one.key == self._pipeline), None)
        if found is not None:
            self.pipeline.set_value(found)

    def _on_pipeline(self, key: Any) -> None:
        self._pipeline = key
        self.refresh()

    def _on_twin(self, key: Any) -> None:
        self._build()
        self.chart.setVisible(key == "chart")
        self._show_table()

    def _on_report(self) -> None:
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(self.store, self.shell, self.window(), report="forecast").open()

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The deals behind a bar or a row; the chart calls what stands apart a place, the list a month."""
        wanted = dict(target[1])
        if "place" in wanted:
            wanted["month"] = wanted.pop("place")
        if self._pipeline is not None:
            wanted["pipeline_id"] = self._pipeline
        self.shell.open_page("deals.list", wanted)

    def _open_break(self) -> None:
        """The tasks of the week that breaks by them alone, else the deal that does most to it."""
        breaks = self._told.breaks if self._told else None
        if breaks is None:
            return
        if breaks.deal_id is None or breaks.week.committed_minutes > breaks.week.available_minutes:
            self.shell.open_page("tasks.list", {"on": max(breaks.week.starts_on, today())})
        else:
            self.shell.go("deal", breaks.deal_id)

    def _on_apart(self) -> None:
        if self._told is not None:
            month = "overdue" if self._told.forecast.overdue.count else "undated"
            self._open(("deals", {"month": month}))

    def new(self) -> None:
        """Ask for a new deal."""
        from app.views.dialogs.new_deal import NewDealDialog

        dialog = NewDealDialog(self.window(), self.store)
        dialog.added.connect(lambda _deal, title: self.shell.toast(f"{title} is added"))
        dialog.open()

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'pipeline_id': n} narrows to a pipeline, None to all."""
        if "pipeline_id" in wanted:
            self._pipeline = wanted["pipeline_id"]
            self._say_pipeline()
            self.refresh()

    def panes(self) -> list[QWidget]:
        """Chart, table, hours."""
        return [self.chart, self.table, self.hours.bars] if self._built else [self.pipeline]


def _figure(forecast: Forecast, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """Called in the chart's thread, where what draws is imported."""
    from app.reports.forecast_figure import forecast_figure

    return forecast_figure(forecast, palette, size, dpi)

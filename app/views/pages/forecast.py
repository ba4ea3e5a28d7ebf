"""The forecast: what closed, what is expected with its range, what stands apart, and which week breaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import today
from app.views import theme
from app.views.list_memory import ListMemory
from app.views.page import ShellApi
from app.views.parts.chart_page import ChartPage, Nothing
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.domain.forecast import Forecast
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.views.charts.forecast_reading import Told

RULE: Final = "Open deals count amount × probability. Closed deals count in full."
_UNITS: Final = (("month", "Months"), ("quarter", "Quarters"))
_NAMES_WIDE: Final = 220  # px, so that two long names leave room for the rest in a window of 960
_LEAST_CHART: Final = 236
_LEAST_ROW: Final = 26


class ForecastPage(ChartPage["Told"]):
    """Number cards, the chart, its table twin, and the hours of the coming weeks."""

    key = "forecast"
    reads = frozenset({
        "deal", "deal_line", "stage", "pipeline", "rate", "setting", "task", "time_entry", "status", "person", "day_off", "renewal", "client",
    })  # fmt: skip
    built_of = ("parts.chart", "charts.forecast_words", "charts.hours_by_week")
    shortcut_help = (
        ("Left, Right", "Walk the bars of the chart"),
        ("Enter", "Open the deals of the bar or row"),
    )
    main_button = ("New deal", "plus", "Ctrl+N")

    rule = RULE
    reading = "Reading the forecast"

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._pipeline: int | None = None
        self._owner: int | None = None
        self._memory = ListMemory(store.path, self.key)
        self._currency = str(self._memory.recall().get("currency", ""))
        super().__init__(store, shell)

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Which pipeline, whose deals, in which currency."""
        self.pipeline = PickButton("Pipeline", most=_NAMES_WIDE)
        self.pipeline.set_options(self._pipelines)
        self.pipeline.picked.connect(self._on_pipeline)
        self.owner = PickButton("Owner", most=_NAMES_WIDE)
        self.owner.set_options(self._owners)
        self.owner.picked.connect(self._on_owner)
        self.currency = PickButton("Currency")
        self.currency.set_options(self._currencies)
        self.currency.picked.connect(self._on_currency)
        self._say_choices()
        return [self.pipeline, self.owner, self.currency]

    def switches(self) -> list[QWidget]:
        """Months or quarters, as they were left."""
        kept = self._memory.choice("unit", dict(_UNITS), "month")
        self.unit = Segmented(_UNITS, kept, name="By months or quarters")
        self.unit.changed.connect(self._on_unit)
        return [self.unit]

    def build_body(self) -> None:
        """Cards, chart, table and hours."""
        self._build_cards()
        self._build_panes()
        self._lay_out()

    def _build_cards(self) -> None:
        from app.views.parts.number_card import NumberCard

        self.closed = NumberCard("Closed this quarter")
        self.expected = NumberCard("Expected this quarter")
        self.weighted = NumberCard("Weighted, all open")
        self.wins = NumberCard("Win rate")
        self.apart = NumberCard("Not in the chart", opens=True)
        self.apart.clicked.connect(self._on_apart)
        self.cards = (self.closed, self.expected, self.weighted, self.wins, self.apart)

    def _build_panes(self) -> None:
        from app.views.charts.hours_by_week import HoursByWeek
        from app.views.parts.chart import Chart
        from app.views.parts.figure_table import FigureTable, Head
        from app.views.parts.pane import Pane

        self.chart = Chart(self.shell, "Revenue by month")
        self.chart.target_chosen.connect(self._open)
        self.table_pane = Pane()
        self.table = FigureTable((Head("Month"),), "Revenue, as a table")
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
        self.column.addLayout(cards)
        self.column.addSpacing(theme.PANE_GAP)
        self.set_body(left, self.hours)

    # --- reading ------------------------------------------------------------------------

    def wanted(self) -> tuple[Any, ...]:
        """Which deals, and the currency."""
        return (self._pipeline, self._owner, self._currency)

    @staticmethod
    def read(store: Store, *wanted: Any) -> Told:
        """All the page shows."""
        from app.views.charts.forecast_reading import Asked, read

        return read(store, Asked(*wanted))

    def nothing(self, told: Told) -> Nothing | None:
        """No deal."""
        if not told.empty:
            return None
        words = "The forecast adds up closed deals and what open ones may bring, month by month."
        return Nothing("chart-bar", "No deals yet", words, ("Add the first deal", self.new))

    def show_told(self, told: Told) -> None:
        """Cards, hours, table and chart."""
        if self._gone(told):
            self.refresh()
            return
        from app.views.charts import forecast_words as say

        forecast = told.months.forecast
        for card, number in (
            (self.closed, say.closed_number(told.quarter, forecast.currency)),
            (self.expected, say.expected_number(told.quarter, forecast.currency)),
            (self.weighted, say.weighted_number(forecast)),
            (self.wins, say.wins_number(told.wins)),
        ):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self._say_choices()
        self.hours.show_weeks(told.weeks, told.people, told.breaks, self._open_break)
        self._show_unit()

    def _gone(self, told: Told) -> bool:
        """Whether the pipeline or the owner cannot be chosen any more; then all are."""
        lost = self._pipeline not in (None, *(key for key, _ in told.pipelines))
        left = self._owner not in (None, *(owner[0] for owner in told.owners))
        self._pipeline, self._owner = None if lost else self._pipeline, None if left else self._owner
        return lost or left

    def _show_unit(self) -> None:
        """What depends on months or quarters."""
        if self._told is None:
            return
        from app.views.charts import forecast_words as say

        forecast = self._told.by(self.unit.value()).forecast
        number = say.apart_number(forecast)
        self.apart.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self._show_table()
        self.table.setAccessibleName(f"{say.title(forecast)}, as a table")
        self.chart.show_figure(partial(_figure, forecast), say.summary(forecast), say.title(forecast))

    def _show_table(self) -> None:
        if self._told is None:
            return
        from app.views.charts import forecast_words as say

        shown = self._told.by(self.unit.value())
        self.table.show_rows(say.rows(shown, whole=self.twin.value() == "table"), say.heads(shown.forecast))
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
        chrome = self.toolbar.sizeHint().height() + theme.px(theme.NUMBER_CARD) + 2 * theme.PANE_GAP + theme.PAGE_MARGIN
        room = self.height() - chrome - theme.px(_LEAST_CHART) - 2
        self.table.set_row_height(max(_LEAST_ROW, min(ROW, int(room * ROW / theme.px(ROW) / lines))))
        self.table_pane.setFixedHeight(max(theme.px(124), min(self.table.whole_height(), room)) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- the toolbar --------------------------------------------------------------------

    def _pipelines(self) -> list[Option]:
        found = self._told.pipelines if self._told else ()
        return [Option(None, "All pipelines", str(len(found) or "")), *(Option(key, name) for key, name in found)]

    def _owners(self) -> list[Option]:
        found = self._told.owners if self._told else ()
        people = (
            Option(key, name, "has left" if left else "", "" if key else "user", person=key > 0, mine=mine)
            for key, name, mine, left in found
        )
        return [Option(None, "Everyone", icon="users"), *people]

    def _currencies(self) -> list[Option]:
        return [Option(code, code) for code in (self._told.currencies if self._told else ())]

    def _say_choices(self) -> None:
        """Show what is chosen; whose and in which currency only where there is a choice."""
        told = self._told.months.forecast.currency if self._told else self._currency
        for button, options, chosen in (
            (self.pipeline, self._pipelines(), self._pipeline),
            (self.owner, self._owners(), self._owner),
            (self.currency, self._currencies(), told),
        ):
            shown = next((one for one in options if one.key == chosen), None)
            if shown is not None:
                button.set_value(shown)
        self.owner.setVisible(len(self._owners()) > 2 or self._owner is not None)
        self.currency.setVisible(len(self._currencies()) > 1)

    def _on_pipeline(self, key: Any) -> None:
        self._pipeline = key
        self.refresh()

    def _on_owner(self, key: Any) -> None:
        self._owner = key
        self.refresh()

    def _on_currency(self, key: Any) -> None:
        home = self._told.currencies[0] if self._told else ""
        self._currency = "" if key == home else key
        self._keep()
        self.refresh()

    def _on_unit(self, _: object) -> None:
        self._keep()
        self._show_unit()

    def _keep(self) -> None:
        """Months or quarters and the currency are there again the next time; which deals are shown is not."""
        self._memory.keep({"unit": self.unit.value(), "currency": self._currency})

    def show_twin(self, as_table: bool) -> None:
        """The chart with the table below it, or the table alone."""
        self.chart.setHidden(as_table)
        self._show_table()

    def open_report(self) -> None:
        """Ask for the forecast on paper."""
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(self.store, self.shell, self.window(), report="forecast").open()

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The deals behind a bar or a row; the chart calls what stands apart a place, the list a month."""
        wanted = dict(target[1])
        if target[0] == "renewals":
            self.shell.open_page("accounts", wanted | ({} if self._owner is None else {"owner_id": self._owner}))
            return
        if "place" in wanted:
            wanted["month"] = wanted.pop("place")
        narrowed = {"pipeline_id": self._pipeline, "owner_id": self._owner}
        wanted |= {name: key for name, key in narrowed.items() if key is not None}
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
            month = "overdue" if self._told.months.forecast.overdue.count else "undated"
            self._open(("deals", {"month": month}))

    def new(self) -> None:
        """Ask for a new deal."""
        from app.views.dialogs.new_deal import NewDealDialog

        dialog = NewDealDialog(self.window(), self.store)
        dialog.added.connect(lambda _deal, title: self.shell.toast(f"{title} is added"))
        dialog.open()

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'pipeline_id': n} narrows to a pipeline, {'owner_id': n} to an owner, 0 to none; None to all. {'unit': 'quarter'} shows
        quarters, 'month' months.
        """
        if wanted.get("unit") in dict(_UNITS):
            self.unit.set_value(wanted["unit"])
            if self._built:
                self._show_unit()
        if wanted.keys() & {"pipeline_id", "owner_id"}:
            self._pipeline = wanted.get("pipeline_id", self._pipeline)
            self._owner = wanted.get("owner_id", self._owner)
            self._say_choices()
            self.refresh()

    def panes(self) -> list[QWidget]:
        """Chart, table, hours."""
        return [self.chart, self.table, self.hours.bars] if self._built else [self.pipeline]


def _figure(forecast: Forecast, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """Called in the chart's thread, where what draws is imported."""
    from app.reports.forecast_figure import forecast_figure

    return forecast_figure(forecast, palette, size, dpi)

"""Numbers: how often deals are won, how far they come, how long they take, and why they are lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.base import check_ending, today
from app.services.win_loss import PERIODS, Asked, span
from app.views import theme
from app.views.page import ShellApi
from app.views.parts.chart_page import ChartPage, Nothing
from app.views.parts.dates import short_text, span_words
from app.views.parts.label import SentencesLabel
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.charts.numbers_reading import Told
    from app.views.jobs import Progress
    from app.views.parts.menu import Menu

_PERIODS: Final = {
    "last_12_months": "Last 12 months",
    "this_year": "This year",
    "last_year": "Last year",
    "all": "All time",
    "own": "Own dates…",
}
_LEAST_CHART: Final = 236
_LEAST_ROW: Final = 26
_BELOW: Final = 5  # a sum in the last line stays clear of the round corners


class NumbersPage(ChartPage["Told"]):
    """Number cards, one chart at a time with its table twin, and what stands beside them."""

    key = "numbers"
    reads = frozenset({"deal", "stage", "pipeline", "rate", "setting", "person", "source", "lost_reason"})
    built_of = ("parts.chart", "charts.numbers_words", "charts.lines_chart", "charts.numbers_panes")
    shortcut_help = (
        ("Left, Right", "Walk the chart"),
        ("Enter", "Open the deals behind a bar, a row or a number"),
    )
    main_button = ("New deal", "plus", "Ctrl+N")

    rule = "Every number opens the deals behind it."
    reading = "Reading the numbers"

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._pipeline: int | None = None
        self._owner: int | None = None
        self._period = "last_12_months"
        self._own: tuple[date | None, date | None] = (None, None)
        super().__init__(store, shell)
        self.report.setText("Export")
        self.report.set_icon("export")

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Of which time, pipeline and owner."""
        self.period = PickButton("Time", most=360)
        self.period.set_options(self._periods)
        self.period.picked.connect(self._on_period)
        self.pipeline = PickButton("Pipeline")
        self.pipeline.set_options(self._pipelines)
        self.pipeline.picked.connect(self._on_pipeline)
        self.owner = PickButton("Owner")
        self.owner.set_options(self._owners)
        self.owner.picked.connect(self._on_owner)
        self._say_choices()
        return [self.period, self.pipeline, self.owner]

    def build_body(self) -> None:
        """Cards, chart, table, and what stands beside them."""
        from app.views.charts import numbers_words as say
        from app.views.charts.lines_chart import LinesChart
        from app.views.charts.numbers_panes import Beside
        from app.views.parts.figure_table import FigureTable, Head
        from app.views.parts.pane import Pane

        self._build_cards()
        self.topic = Segmented(say.TOPICS, name="Chart of")
        self.topic.changed.connect(self._on_topic)
        self.topic_rule = SentencesLabel("", "text3")
        self.chart = LinesChart(self.shell, "Win rate by month")
        self.chart.target_chosen.connect(self._open)
        self.table_pane = Pane()
        self.table = FigureTable((Head("Month"),), "Numbers, as a table")
        self.table.opened.connect(self._open)
        self.table_pane.box.addWidget(self.table)
        self.table_pane.box.setContentsMargins(1, 1, 1, _BELOW)
        self.beside = Beside()
        self.beside.target_chosen.connect(self._open)
        self._lay_out()

    def _build_cards(self) -> None:
        from app.views.parts.number_card import NumberCard

        self.won, self.wins, self.cohort, self.days = (
            NumberCard(title, opens=True) for title in ("Won", "Win rate", "Won of all created", "Days to win")
        )
        self.velocity = NumberCard("Velocity")
        self.cards = (self.won, self.wins, self.cohort, self.days, self.velocity)
        for card, outcome in ((self.won, "won"), (self.wins, "closed"), (self.days, "won")):
            card.clicked.connect(partial(self._open_closed, outcome))
        self.cohort.clicked.connect(self._open_created)

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(theme.PANE_GAP)
        for card in self.cards:
            cards.addWidget(card, 1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.topic)
        head.addWidget(self.topic_rule, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.PANE_GAP)
        left.addLayout(head)
        left.addWidget(self.chart, 1)
        left.addWidget(self.table_pane)
        left.addStretch(0)
        self.column.addLayout(cards)
        self.column.addSpacing(theme.PANE_GAP)
        self.set_body(left, self.beside)

    # --- reading ------------------------------------------------------------------------

    def asked(self) -> Asked:
        """Of which time and deals."""
        first, last = self._own if self._period == "own" else span(self._period)
        last = min(last or today(), today())
        return Asked(first and min(first, last), last, self._pipeline, self._owner)

    def wanted(self) -> tuple[Any, ...]:
        """Of which time and deals."""
        return (self.asked(),)

    @staticmethod
    def read(store: Store, *wanted: Any) -> Told:
        """All the page shows."""
        from app.views.charts.numbers_reading import read

        return read(store, *wanted)

    def nothing(self, told: Told) -> Nothing | None:
        """No deal."""
        if told.numbers.deals:
            return None
        words = "Once deals are won and lost, this page tells how often, how fast, how far they came and why they were lost."
        return Nothing("percent", "No deals yet", words, ("Add the first deal", self.new))

    def show_told(self, told: Told) -> None:
        """Cards, what stands beside them, table and chart."""
        from app.views.charts import numbers_words as say

        numbers = told.numbers
        for card, number in (
            (self.won, say.won_number(numbers)),
            (self.wins, say.rate_number(numbers)),
            (self.cohort, say.cohort_number(numbers)),
            (self.days, say.days_number(numbers)),
            (self.velocity, say.velocity_number(numbers)),
        ):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self._say_choices()
        self.beside.show_numbers(numbers)
        self._show_owners(len(told.people) > 1 or len(numbers.owners) > 1)
        self._show_topic()

    def _show_owners(self, several: bool) -> None:
        """One person has nobody to be compared with."""
        self.topic.findChildren(QAbstractButton)[-1].setVisible(several)
        if not several and self.topic.value() == "owners":
            self.topic.set_value("rate")

    def _show_topic(self) -> None:
        """The chart and the table of the topic."""
        if self._told is None:
            return
        from app.views.charts import numbers_words as say
        from app.views.charts.numbers_reading import figure

        numbers, topic = self._told.numbers, str(self.topic.value())
        made = say.table(numbers, topic)
        self.topic_rule.set_text(say.RULES[topic])
        self.table.show_rows(made.rows, made.heads)
        self._fit()
        title = say.chart_title(numbers, topic)
        self.chart.show_figure(partial(figure, numbers, topic), say.summary(numbers, topic), title)

    def _on_topic(self, _: object) -> None:
        self._show_topic()

    def _fit(self) -> None:
        """The table keeps its rows in sight, closer to each other in a low window, as long as the chart has room."""
        if not self._built or self._told is None:
            return
        from app.views.parts.figure_table import ROW

        lines = len(self.table.figures.lines) + 1
        as_table = self.twin.value() == "table" and lines > 1  # without rows the chart says in words what is missing
        self.chart.setHidden(as_table)
        self.table_pane.setVisible(lines > 1)
        if as_table:
            self.table.set_row_height(ROW)
            self.table_pane.setMinimumHeight(0)
            room = self.height() - self._chrome()
            self.table_pane.setFixedHeight(min(self.table.whole_height() + 1 + _BELOW, max(theme.px(124), room)))
            return
        body = self.height() - self._chrome() - theme.PANE_GAP - _BELOW
        room = body - max(theme.px(_LEAST_CHART), body // 2)
        row = max(_LEAST_ROW, min(ROW, int(room * ROW / theme.px(ROW) / lines)))
        self.table.set_row_height(row)
        self.table_pane.setFixedHeight(max(theme.px(96), min(theme.px(row) * lines, room)) + 1 + _BELOW)

    def _chrome(self) -> int:
        """What stands above chart and table, and below them."""
        above = theme.px(theme.TOOLBAR + theme.NUMBER_CARD + theme.CONTROL)
        return above + 2 * theme.PANE_GAP + theme.PAGE_MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- the toolbar --------------------------------------------------------------------

    def _periods(self) -> list[Option]:
        return [Option(key, words, "" if key == "own" else _days(*span(key))) for key, words in _PERIODS.items()]

    def _pipelines(self) -> list[Option]:
        found = self._told.pipelines if self._told else ()
        return [Option(None, "All pipelines", str(len(found) or "")), *(Option(key, name) for key, name in found)]

    def _owners(self) -> list[Option]:
        found = self._told.people if self._told else ()
        people = (Option(key, name, person=True, mine=mine) for key, name, mine in found)
        return [Option(None, "Everyone"), *people]

    def _say_choices(self) -> None:
        words = "Own dates" if self._period == "own" else _PERIODS[self._period]
        asked = self.asked()
        self.period.set_value(Option(self._period, words, _days(asked.first, asked.last)))
        for button, options, chosen in (
            (self.pipeline, self._pipelines(), self._pipeline),
            (self.owner, self._owners(), self._owner),
        ):
            button.set_value(next((one for one in options if one.key == chosen), options[0]))
        self.pipeline.setVisible(self._pipeline is not None or len(self._told.pipelines if self._told else ()) > 1)
        self.owner.setVisible(self._owner is not None or len(self._told.people if self._told else ()) > 1)

    def _on_period(self, key: Any) -> None:
        if key == "own":
            self._say_choices()
            self._ask_own()
            return
        self._period = key
        self.refresh()

    def _ask_own(self) -> None:
        from app.views.parts.enter_fields import EnterDate
        from app.views.parts.filter_range import RangePopup

        fields = (EnterDate("From", boxed=True), EnterDate("To", boxed=True))
        asked = self.asked()
        fields[0].set_value(asked.first)
        fields[1].set_value(asked.last)
        self.dates = RangePopup(self.period, "Deals that closed or were created", fields, self.show_dates)
        self.dates.apply.setText("Show")
        self.dates.open_at(self.period)

    def show_dates(self, first: date | None, last: date | None) -> None:
        """The figures from one day to another, both included; without the first from the beginning."""
        self._period, self._own = "own", (first, last)
        self._say_choices()
        self.refresh()

    def _on_pipeline(self, key: Any) -> None:
        self._pipeline = key
        self.refresh()

    def _on_owner(self, key: Any) -> None:
        self._owner = key
        self.refresh()

    def show_twin(self, as_table: bool) -> None:
        """The chart with the table below it, or the table alone."""
        del as_table
        self._fit()

    # --- out of the window --------------------------------------------------------------

    def open_report(self) -> None:
        """What is shown as a file."""
        from PySide6.QtCore import QPoint

        self.menu = self.export_menu()
        self.menu.popup(self.report.mapToGlobal(QPoint(0, self.report.height() + 4)))

    def export_menu(self) -> Menu:
        """The table as CSV, and the chart as a picture."""
        from app.views.parts.menu import Menu

        menu = Menu(self)
        menu.add("Table as CSV…", self.ask_where, "table")
        why = "" if self.chart.picture() else "The chart is not drawn yet"
        for kind in ("PNG", "SVG", "PDF"):
            menu.add(f"Chart as {kind}…", partial(self.chart.ask_where, kind), why_not=why)
        return menu

    def ask_where(self) -> None:
        """Ask where to save the table, and save it there."""
        name = f"{self.chart.accessibleName()}.csv"
        dialog = QFileDialog(self, "Save as CSV", str(Path.home() / name), "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda chosen: self.save_table(Path(chosen)))
        dialog.open()

    def save_table(self, path: Path) -> None:
        """Write the table of what is shown as CSV, in the background."""
        if self._told is None:
            return
        from app.exchange.writers import write_csv
        from app.views.charts import numbers_words as say

        made = say.table(self._told.numbers, str(self.topic.value()))

        def work(progress: Progress) -> None:
            progress.check()
            check_ending(path, "A table is", ".csv")
            write_csv(path, made.columns, made.values)

        self.shell.run_job(
            work, lambda _: self.shell.toast(f"{path.name} is written", undo=False), title=f"Writing {path.name}"
        )

    # --- opening ------------------------------------------------------------------------

    def _open(self, target: tuple[str, Mapping[str, Any]]) -> None:
        """The deals behind a point, a bar, a row or a number."""
        self.shell.open_page("deals.list", dict(target[1]))

    def _open_closed(self, outcome: str) -> None:
        from app.views.charts import numbers_words as say

        self._open(say.target(self.asked().closed(outcome)))

    def _open_created(self) -> None:
        from app.views.charts import numbers_words as say

        self._open(say.target(self.asked().created()))

    def new(self) -> None:
        """Ask for a new deal."""
        from app.views.dialogs.new_deal import NewDealDialog

        dialog = NewDealDialog(self.window(), self.store)
        dialog.added.connect(lambda _deal, title: self.shell.toast(f"{title} is added"))
        dialog.open()

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'pipeline_id': n}, {'owner_id': n}, {'period': one of PERIODS} narrow; None shows all."""
        self._pipeline = wanted.get("pipeline_id", self._pipeline)
        self._owner = wanted.get("owner_id", self._owner)
        if wanted.get("period") in PERIODS:
            self._period = wanted["period"]
        self._say_choices()
        self.refresh()

    def panes(self) -> list[QWidget]:
        """Chart or table, the parts of the velocity, the days."""
        if not self._built:
            return [self.period]
        first = self.chart if self.table_pane.isHidden() or self.twin.value() == "chart" else self.table
        return [first, self.beside.parts, self.beside.days]


def _days(first: date | None, last: date) -> str:
    """'1 Dec 2025 to 23 Nov', '1 Jan to 31 Dec 2025', 'to 23 Nov'."""
    return span_words(first, last) if first else f"to {short_text(last)}"

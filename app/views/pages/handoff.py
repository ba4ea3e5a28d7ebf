"""Where the handoff leaks: the path from won to delivered, what slips through now, and what was sold against what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.page import ShellApi
from app.views.parts.chart_page import ChartPage, Nothing
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.domain.leaks import Path
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.services.leaks import Told

RULE: Final = "Calendar days. A late start is five working days after the win."
_ALL: Final[tuple[str, Any]] = ("stops", {})


class HandoffPage(ChartPage["Told"]):
    """Number cards, the path with what was sold below it, the records behind it and who waits for whom beside it."""

    key = "handoff"
    reads = frozenset({
        "deal", "stage", "handoff", "project", "task", "status", "time_entry", "promise", "change_order", "dependency",
        "person", "client", "product", "deal_line", "setting", "day_off", "rate",
    })  # fmt: skip
    shortcut_help = (
        ("Left, Right", "Walk the path"),
        ("Enter", "List the deals of the place, open the deal of a row"),
    )

    rule = RULE
    reading = "Reading the handoffs"

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._period = "all"
        self._target: tuple[str, Any] = _ALL
        super().__init__(store, shell)

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Won when."""
        self.period = PickButton("Won")
        self.period.set_options(self._periods)
        self.period.set_value(Option("all", "Won at any time"))
        self.period.picked.connect(self._on_period)
        return [self.period]

    def build_body(self) -> None:
        """Cards, chart, tables."""
        self._build_cards()
        self._build_left()
        self._build_right()
        self._lay_out()

    def _build_cards(self) -> None:
        from app.views.parts.number_card import NumberCard

        titles = (
            "Won, not handed off",
            "Not started",
            "Tasks without an owner",
            "Tasks without a date",
            "Promises open",
        )
        self.cards = tuple(NumberCard(title, opens=True) for title in titles)
        for place, card in enumerate(self.cards):
            card.clicked.connect(partial(self._on_card, place))

    def _build_left(self) -> None:
        from app.views.charts import leaks_words as say
        from app.views.charts.records_pane import RecordsPane
        from app.views.parts.buttons import QuietButton
        from app.views.parts.chart import Chart
        from app.views.parts.figure_table import FigureTable
        from app.views.parts.pane import Pane
        from app.views.parts.segmented import Segmented

        self.chart = Chart(self.shell, "From won to delivered")
        self.chart.target_chosen.connect(self._choose)
        self.table = FigureTable(say.PATH_HEADS, "From won to delivered, as a table")
        self.table.opened.connect(self._choose)
        self.table_pane = Pane()
        self.table_pane.box.addWidget(self.table)
        self.table_pane.hide()
        self.by = Segmented(say.GROUPS, "client", name="Sold, by", in_row=True)
        self.by.changed.connect(lambda _: self._show_sold())
        self.costs = QuietButton("Hour costs…", in_row=True)
        self.costs.clicked.connect(self.ask_costs)
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.costs)
        row.addWidget(self.by)
        nothing = (
            "Nothing to compare yet. A handed-off deal brings its hours and its price; time is logged on its tasks."
        )
        self.sold = RecordsPane("Sold, and what it takes", say.SOLD_HEADS, nothing, beside=beside)
        self.sold.opened.connect(self._choose)

    def _build_right(self) -> None:
        from app.views.charts import leaks_words as say
        from app.views.charts.records_pane import RecordsPane

        self.records = RecordsPane("Where they stop", say.RECORD_HEADS, "Nothing stops here")
        self.records.opened.connect(lambda target: self.shell.go(*target))
        self.waits = RecordsPane("Who waits for whom", say.WAIT_HEADS, "Nobody waits for anybody else")
        self.waits.opened.connect(self._open_waits)

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(theme.PANE_GAP)
        for card in self.cards:
            cards.addWidget(card, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.PANE_GAP)
        left.addWidget(self.chart, 5)
        left.addWidget(self.table_pane)
        left.addWidget(self.sold, 4)
        right.addWidget(self.records, 5)
        right.addWidget(self.waits, 4)
        self.column.addLayout(cards)
        self.column.addSpacing(theme.PANE_GAP)
        self.set_body(left, right)
        self._fit()

    def _fit(self) -> None:
        """Both halves break at the same height."""
        if hasattr(self, "waits"):
            room = self.height() - theme.px(theme.TOOLBAR + theme.NUMBER_CARD) - 2 * theme.PANE_GAP - theme.PAGE_MARGIN
            upper = max(theme.px(248), min(theme.px(360), round(room * 0.54)))
            self.chart.setFixedHeight(upper)
            self.records.setFixedHeight(upper)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- reading ------------------------------------------------------------------------

    def wanted(self) -> tuple[Any, ...]:
        """The period."""
        return (self._period,)

    @staticmethod
    def read(store: Store, *wanted: Any) -> Told:
        """All the page shows."""
        from app.services import leaks

        return leaks.read(store, *wanted)

    def nothing(self, told: Told) -> Nothing | None:
        """No deal was ever won, and no task is open."""
        now = told.numbers
        if told.path.won or self._period != "all" or now.unowned_tasks or now.undated_tasks or now.open_promises:
            return None
        words = "The path begins with the first won deal: how long it takes to hand it off, to start and to deliver."
        return Nothing("arrow-right", "No won deals yet", words, ("Show the deals", self._show_deals))

    def show_told(self, told: Told) -> None:
        """Cards, chart, tables."""
        from app.views.charts import leaks_words as say

        for card, number in zip(self.cards, say.numbers(told), strict=True):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone)
        self.table.show_rows(say.path_rows(told))
        self.table_pane.setFixedHeight(self.table.whole_height() + 2)
        note = f"{told.self_waits:,} more wait for other work of the same person" if told.self_waits else ""
        self.waits.show_records(say.wait_rows(told), note=note)
        self._show_sold()
        self._show_records()
        self.chart.show_figure(partial(_figure, told.path), say.summary(told))

    def _show_sold(self) -> None:
        if self._told is None:
            return
        from app.views.charts import leaks_words as say

        by = str(self.by.value())
        rows = say.sold_rows(self._told, by)
        nothing = "No sold line has tasks of its own yet" if by == "product" and self._told.by_client else ""
        self.sold.show_records(rows, note=say.sold_note(self._told, by), heads=say.sold_heads(by), nothing=nothing)

    def _show_records(self) -> None:
        if self._told is None:
            return
        from app.views.charts import leaks_words as say

        found = say.records(self._told, self._target)
        self.records.show_records(found.rows, title=found.title, note=found.note, heads=found.heads)

    # --- the toolbar --------------------------------------------------------------------

    def _periods(self) -> list[Option]:
        from app.views.charts import leaks_words as say

        return [Option(key, words) for key, words in say.PERIODS.items()]

    def _on_period(self, key: Any) -> None:
        self._period, self._target = str(key), _ALL
        self.period.set_value(next(option for option in self._periods() if option.key == key))
        self.refresh()

    def show_twin(self, as_table: bool) -> None:
        """The path drawn, or as a table."""
        self.table_pane.setVisible(as_table)
        if as_table and self.chart.hasFocus():
            self.table.setFocus()
        self.chart.setHidden(as_table)

    def open_report(self) -> None:
        """Ask for the map on paper."""
        from app.views.dialogs.report_dialog import ReportDialog

        ReportDialog(self.store, self.shell, self.window(), report="handoff", period=self._period).open()

    # --- opening ------------------------------------------------------------------------

    def _choose(self, target: tuple[str, Any]) -> None:
        """List the records behind a number, beside it."""
        if target[0] == "works" and target[1]["by"] == "product":
            from app.services import delivered

            ids = tuple(delivered.projects_of_lines(self.store, target[1]["ids"]))
            target = ("works", {**target[1], "ids": ids})
        self._target = target
        self._show_records()

    def _on_card(self, place: int) -> None:
        opens: tuple[tuple[str, dict[str, Any]] | None, ...] = (
            ("deals.list", {"chip": "to_hand_off"}),
            None,
            ("tasks.list", {"chip": "unowned"}),
            ("tasks.list", {"chip": "no_date"}),
            None,
        )
        wanted = opens[place]
        if wanted is not None:
            self.shell.open_page(*wanted)
        else:
            self._choose(("promises", {}) if place == len(opens) - 1 else ("not_started", {}))
            self.records.table.setFocus()

    def _open_waits(self, target: tuple[str, tuple[int | None, int | None]]) -> None:
        from app.services import leaks

        self.shell.open_page("tasks.list", {"ids": leaks.waiting_tasks(self.store, *target[1])})

    def ask_costs(self) -> None:
        """Ask what an hour of each person costs, for the margins."""
        from app.views.dialogs.hour_costs import HourCosts

        dialog = HourCosts(self.window(), self.store)
        dialog.kept.connect(lambda: self.shell.toast("Hour costs are kept"))
        dialog.open()

    def _show_deals(self) -> None:
        self.shell.open_page("deals.board")

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'period': 'year'} narrows the path; {'step': 'won'} lists who stays behind at a step."""
        if wanted.get("period") is not None:
            self._on_period(wanted["period"])
        if wanted.get("step") is not None:
            self._choose(("here", {"step": wanted["step"]}))

    def panes(self) -> list[QWidget]:
        """Path, records, sold, waits."""
        if not self._built:
            return [self.period]
        first = self.table if self.twin.value() == "table" else self.chart
        return [first, self.records.table, self.sold.table, self.waits.table]


def _figure(path: Path, palette: Palette, size: tuple[int, int], dpi: float) -> Any:
    """Called in the chart's thread, where what draws is imported."""
    from app.reports.leaks_figure import leaks_figure

    return leaks_figure(path, palette, size, dpi)

"""Where the handoff leaks: the path from won to delivered, what slips through now, and what was sold against what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views.page import ShellApi
from app.views.parts.breath import soon
from app.views.parts.chart_page import Nothing
from app.views.parts.figures_page import FiguresPage, Upper

if TYPE_CHECKING:
    from app.domain.leaks import Path
    from app.models.store import Store
    from app.reports.palette import Palette
    from app.services.leaks import Told

RULE: Final = "Calendar days. A late start is five working days after the win."
_ALL: Final[tuple[str, Any]] = ("stops", {})


class HandoffPage(FiguresPage["Told"]):
    """Number cards, the path with what was sold below it, the records behind it and who waits for whom beside it."""

    key = "handoff"
    reads = frozenset({
        "deal", "stage", "handoff", "project", "task", "status", "time_entry", "promise", "change_order", "dependency",
        "person", "client", "product", "deal_line", "setting", "day_off", "rate",
    })  # fmt: skip
    built_of = ("parts.chart", "charts.leaks_words", "charts.records_pane")
    shortcut_help = (
        ("Left, Right", "Walk the path"),
        ("Enter", "List the deals of the place, open the deal of a row"),
    )

    rule = RULE
    reading = "Reading the handoffs"
    upper = Upper(0.54, 248, 360)

    def __init__(self, store: Store, shell: ShellApi) -> None:
        self._target: tuple[str, Any] = _ALL
        super().__init__(store, shell)

    # --- parts --------------------------------------------------------------------------

    def choices(self) -> list[QWidget]:
        """Won when."""
        return [self.period_button("Won", "Won at any time")]

    def build_body(self) -> None:
        """Cards, chart, tables."""
        self._build_cards()
        self._build_left()
        self._build_right()
        self.lay_out(self.cards, self.sold, (self.records, self.waits), table_fits=False)

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
        from app.views.parts.segmented import Segmented

        self.make_chart("From won to delivered", say.PATH_HEADS, self._choose)
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
        soon(self, self._show_lists)
        self.chart.show_figure(partial(_figure, told.path), say.summary(told))

    def _show_lists(self) -> None:
        """Hundreds of rows each, so each in a turn of its own."""
        self._show_sold()
        soon(self, self._show_records)

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

    @staticmethod
    def periods() -> Mapping[str, str]:
        from app.views.charts import leaks_words as say

        return say.PERIODS

    def choose_period(self, key: Any) -> None:
        self._target = _ALL
        super().choose_period(key)

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
            self.choose_period(wanted["period"])
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

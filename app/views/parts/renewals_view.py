"""Renewals by date, with what was kept of them month by month, quarter by quarter or year by year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.money import format_money, short_money
from app.services import currencies, renewal_figures, renewal_list
from app.services.listing import Listing
from app.services.renewal_figures import Period
from app.services.renewal_list import PLAIN, RenewalFilter, RenewalRow
from app.views import theme
from app.views.charts.records_pane import RecordsPane
from app.views.list_memory import ListMemory
from app.views.parts import renewal_rows
from app.views.parts.account_filters import RenewalFilters
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.beside import in_card
from app.views.parts.dates import MONTHS
from app.views.parts.empty import Action, EmptyState
from app.views.parts.figure_table import Cell, FigureRow, Head
from app.views.parts.label import Label
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_bar import ListBar
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.domain.renewals import Retention
    from app.models.store import Store
    from app.views.page import ShellApi

RULE: Final = (
    "Renewed of what was due by today, at most what was due; growth apart. What is to come counts nowhere. A time that has ended "
    "keeps what was due in it then."
)
_HEADS: Final = (Head("Due in"), Head("Due", 76), Head("Renewed", 84), Head("Kept", 60))
_ROOM: Final = 1180
_AT_ONCE: Final = 400  # renewals


class RenewalsView(QWidget):
    """`shown` when other rows are shown; `filters` and `bar` stand in the page's toolbar."""

    shown = Signal()

    def __init__(self, store: Store, shell: ShellApi, plan: Action) -> None:
        super().__init__()
        self._store, self._shell, self._plan = store, shell, plan
        self._empty: EmptyState | None = None
        self.home = currencies.rates(store).home
        self.latest, self._kept = (LatestRead(store, self, _AT_ONCE, "renewal") for _ in range(2))
        self._stale = self._begins = True
        self._next: int | None = None
        self.rows: RowsModel[RenewalRow] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, renewal_rows.USUAL)
        self.table.setAccessibleName("Renewals")
        self.table.edits = renewal_rows.RenewalCells(store).edit
        self.bar = ListBar(self.table, self.export_seen)
        self.table.set_catalogue(renewal_rows.columns(), renewal_rows.GROUPINGS)
        self.filters = RenewalFilters(store, self)
        self.state = ListState(
            self.table, ListMemory(store.path, "renewals"), lambda: self.filters.views.view is not None
        )
        self.unit = Segmented(
            (("month", "Month"), ("quarter", "Quarter"), ("year", "Year")), "quarter", name="Period", in_row=True
        )
        self.unit.changed.connect(lambda _: self.show_kept())
        self.kept = RecordsPane("Retained", _HEADS, "Nothing was due yet.", beside=self.unit)
        self.kept.setFixedWidth(theme.px(356))
        self.kept.opened.connect(self._on_period)
        self.rule = Label(RULE, "text3", theme.SECOND, wrap=True)
        self.rule.setContentsMargins(16, 4, 16, 12)
        self.kept.box.addWidget(self.rule)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(in_card(self.table), 1)
        self._side = QWidget()
        side = QHBoxLayout(self._side)
        side.setContentsMargins(0, 0, theme.px(theme.PAGE_MARGIN), theme.px(theme.PAGE_MARGIN))
        side.addWidget(self.kept)
        row.addWidget(self._side)
        self._connect()

    def _connect(self) -> None:
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self._shell.error)
        self.filters.changed.connect(self._on_narrowed)
        self.filters.left.connect(self.table.setFocus)
        self.bar.show_arrangement()

    def refresh(self) -> None:
        """Read everything again; out of sight it waits until it is seen."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self.home = currencies.rates(self._store).home
        if self.latest.beside:
            self.rows.read_again()
        self.show_rows()
        self.show_kept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _fetch(self, ids: Sequence[int]) -> list[RenewalRow]:
        return renewal_list.rows(self._store, ids, renewal_list.ended(self.filters.flt))

    def show_rows(self) -> None:
        """The rows that pass the filter, in order."""
        store, flt, now = self._store, self.filters.flt, self.table.arrangement
        self.latest.ask(
            lambda: (renewal_list.ids(store, flt, now.sorts, now.group), renewal_list.chips(store, flt)),
            lambda found: self._show(now.group, *found),
        )

    def _show(self, group: str, found: Listing, counts: dict[str, int]) -> None:
        self.table.show_listing(found, partial(renewal_rows.describe, self.home, group))
        self.filters.views.refresh()
        self.filters.show_counts(counts)
        self._show_empty()
        self._choose(found.ids)
        self.shown.emit()

    def _choose(self, ids: Sequence[int]) -> None:
        """Bring into sight what is asked for; at first what is to be decided first."""
        wanted, self._next = self._next, None
        if wanted is None and self._begins and ids:
            flt = self.filters.flt
            undecided = flt._replace(chip=flt.chip or "undecided")
            wanted = next(iter(renewal_list.ids(self._store, undecided, self.table.arrangement.sorts).ids), None)
        self._begins = self._begins and not ids
        if wanted is not None and not self.table.select(wanted) and self.filters.is_narrowed:
            self.select(wanted)

    def select(self, renewal_id: int) -> None:
        """Select a renewal, even if that means to show all of them."""
        if self._stale or not self.table.select(renewal_id):
            self._next = renewal_id
            if not (self._stale or self.latest.busy):  # else it may come with what is being read
                self.filters.show_filter(PLAIN)
                self.show_rows()

    def show_kept(self) -> None:
        """What was kept, period by period."""
        store, unit = self._store, str(self.unit.value())
        self._kept.ask(lambda: renewal_figures.periods(store, unit), partial(self._show_kept, unit))  # type: ignore[arg-type]

    def _show_kept(self, unit: str, found: list[Period]) -> None:
        rows = [_period_row(period, unit, self.home) for period in found]
        self.kept.show_records(rows)
        self.rule.setVisible(bool(rows))

    def narrow(self, flt: RenewalFilter = PLAIN) -> None:
        """Narrow to this."""
        self.filters.show_filter(flt)
        self._on_narrowed()

    def _on_narrowed(self) -> None:
        self._next = None
        self.show_rows()

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a saved view: the filter and the arrangement."""
        return {**renewal_list.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a saved view."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.narrow(renewal_list.from_spec(spec))

    def _on_period(self, target: tuple[date, date, str]) -> None:
        self.narrow(RenewalFilter(first=target[0], last=target[1], words=target[2]))

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self.show_rows()

    def _show_empty(self) -> None:
        if self.rows.ids:
            return
        if self.filters.is_narrowed:
            empty = EmptyState(
                "funnel-simple", "No renewal passes this filter", "", second=("Show all renewals", self.narrow)
            )
        else:
            words = (
                "A renewal says when something is to be sold again, for how much, and until when notice can be given."
            )
            empty = EmptyState("repeat", "No renewals yet", words, self._plan)
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= theme.px(_ROOM))

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Renewals", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        store, as_of = self._store, renewal_list.ended(self.filters.flt)

        def fetch(ids: Sequence[int]) -> Sequence[Any]:
            return renewal_list.rows(store, ids, as_of)

        export_seen.write(self._shell, path, self.rows.columns, self.table.listed, fetch, "renewal")

    def words(self) -> str:
        """'12 renewals'."""
        count = len(set(self.table.listed))
        return f"<b>{count:,}</b> {'renewal' if count == 1 else 'renewals'}" if count else ""


def period_words(first: date, unit: str) -> str:
    """'Nov 2026', 'Q4 2026', '2026'."""
    if unit == "month":
        return f"{MONTHS[first.month - 1]} {first.year}"
    return f"Q{(first.month + 2) // 3} {first.year}" if unit == "quarter" else str(first.year)


def kept_words(told: Retention) -> str:
    """'83%', or '–' when nothing was due."""
    share = told.share if told.share is not None else told.count_share
    return "–" if share is None else f"{100 * share:.0f}%"


def _period_row(period: Period, unit: str, home: str) -> FigureRow:
    told, words = period.told, period_words(period.first, unit)
    parts = [f"{told.renewed} of {told.counted} renewed" if told.counted else f"{period.due} to come, nothing due yet"]
    parts += (
        [f"{format_money(told.renewed_minor, home)} of {format_money(told.due_minor, home)}"] if told.due_minor else []
    )
    for count, text in ((told.lapsed, "lapsed"), (told.undecided, "not decided"), (told.to_come if told.counted else 0, "to come"),
                        (told.unconverted, "without a rate"), (told.unpriced, "without an amount")):  # fmt: skip
        parts += [f"{count} {text}"] if count else []
    parts += [f"growth {format_money(told.growth_minor, home)}"] if told.growth_minor else []
    faint = "text" if told.counted else "text3"
    worth = (
        short_money(told.renewed_minor, home)
        if told.renewed_minor or told.due_minor
        else f"{told.renewed}"
        if told.counted
        else ""
    )
    return FigureRow(
        (Cell(words, faint), Cell(f"{period.due}", "text2"), Cell(worth), Cell(kept_words(told), faint, strong=True)),
        (period.first, period.last, words), tooltip=", ".join(parts),
    )  # fmt: skip

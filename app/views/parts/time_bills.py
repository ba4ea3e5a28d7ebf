"""The hours of a month as somebody who writes an invoice wants them: by project, client or person, and every entry as a file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import today
from app.services import time_billing, time_rates
from app.services.time_billing import Billed, Sum
from app.views import theme
from app.views.parts import export_seen
from app.views.parts.empty import EmptyState
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.pane import Pane
from app.views.parts.rows import Col
from app.views.parts.segmented import Segmented
from app.views.parts.time_finder import minutes_text

if TYPE_CHECKING:
    from pathlib import Path

    from app.models.store import Store
    from app.views.page import ShellApi

_BY: Final = (("project", "Projects"), ("client", "Clients"), ("person", "People"))
_HEADS: Final = (
    Head("Whose"), Head("Of", 200, left=True), Head("Worked", 96), Head("Billed", 96), Head("Amount", 132), Head("No rate", 96),
)  # fmt: skip


class TimeBills(QWidget):
    """A month's sums. `month` is its first day."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.month = today().replace(day=1)
        self.found: list[Billed] = []
        self.by = Segmented(_BY, "project", name="By", in_row=True)
        self.by.changed.connect(lambda _: self._show())
        self.rule = Label("", "text3", theme.SECOND)
        self.table = FigureTable(_HEADS, "Hours to bill")
        self.table.opened.connect(self._open)
        self.pane = Pane()
        self.pane.box.addWidget(self.table)
        self.empty = EmptyState(
            "clock",
            "No time in this month",
            "Hours of tasks, projects, deals and clients are summed up here to be billed.",
        )
        self.unrated = Notice("warn", "")
        self.unrated.hide()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.by)
        head.addWidget(self.rule)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.unrated)
        column.addWidget(self.pane, 1)
        column.addWidget(self.empty, 1)

    def step(self, by: int) -> None:
        """So many months on."""
        place = self.month.year * 12 + self.month.month - 1 + by
        self.month = date(place // 12, place % 12 + 1, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def refresh(self, person_id: int | None) -> None:
        """Read the month, of everybody or one person."""
        self.found = time_billing.entries(self._store, self.month, self.last, person_id=person_id)
        rule = time_rates.rounding(self._store)
        self.rule.setText(f"Billed: {rule.words}. Export writes every entry with its note and rate.")
        self._say_unrated()
        self._show()

    def _show(self) -> None:
        self.pane.setVisible(bool(self.found))
        self.empty.setVisible(not self.found)
        by: Any = self.by.value()
        lines = [self._row(line, by) for line in time_billing.sums(self.found, by)]
        if self.found:
            lines.append(self._row(time_billing.whole(self.found), by, whole=True))
        self.table.show_rows(lines)

    def _say_unrated(self) -> None:
        """Hours that were logged before there was a rate for them get it in one step."""
        waiting = set(time_rates.waiting(self._store, (one.id for one in self.found if one.amount_minor is None)))
        self.unrated.setVisible(bool(waiting))
        if waiting:
            hours = minutes_text(sum(one.billed for one in self.found if one.id in waiting))
            words = f"{hours} h were logged before there was a rate for them"
            self.unrated.say("warn", words, "", ("Give them today’s rates", self._give_rates))

    def _give_rates(self) -> None:
        count = time_rates.give(self._store, [one.id for one in self.found])
        self._shell.toast(f"{count:,} {'entry has its rate' if count == 1 else 'entries have their rates'} now")

    def _row(self, line: Sum, by: str, *, whole: bool = False) -> FigureRow:
        target = (by, line.key) if by != "person" and line.key is not None and not whole else None
        return FigureRow(
            (
                Cell(line.name, strong=whole),
                Cell(line.detail, "text2"),
                Cell(minutes_text(line.minutes), strong=whole),
                Cell(minutes_text(line.billed) if line.billed else "", strong=whole),
                Cell(money_words(line.amounts), strong=whole),
                Cell(minutes_text(line.unrated) if line.unrated else "", "warn"),
            ),
            target,
            sum_up=whole,
        )

    def _open(self, target: tuple[str, int]) -> None:
        self._shell.go(*target)

    def totals(self) -> str:
        """'billed <b>31:15 h</b>  <b>€2,812.50</b>'."""
        whole = time_billing.whole(self.found)
        words = f"worked <b>{minutes_text(whole.minutes)} h</b>  billed <b>{minutes_text(whole.billed)} h</b>"
        return f"{words}  <b>{money_words(whole.amounts)}</b>" if whole.amounts else words

    def write_seen(self, path: Path) -> None:
        """Every entry of the month as a row, hours as figures, money in major units."""
        rows = self.found
        columns: list[Col[Billed]] = [
            Col("day", "Day", lambda row: row.on.isoformat(), value=lambda row: row.on),
            Col("client", "Client", lambda row: row.client),
            Col("project", "Project", lambda row: row.project),
            Col("what", "What", lambda row: row.what),
            Col("person", "Person", lambda row: row.person),
            Col("note", "Note", lambda row: row.note),
            Col("hours", "Hours", lambda _: "", value=lambda row: round(row.minutes / 60, 2)),
            Col("billed", "Billed hours", lambda _: "", value=lambda row: round(row.billed / 60, 2)),
            Col("rate", "Rate", lambda _: "", value=lambda row: _major(row.rate_minor, row.currency)),
            Col("amount", "Amount", lambda _: "", value=lambda row: _major(row.amount_minor, row.currency)),
            Col("currency", "Currency", lambda row: row.currency),
        ]
        export_seen.write(
            self._shell, path, columns, list(range(len(rows))), lambda block: [rows[n] for n in block], "row"
        )


def money_words(amounts: tuple[tuple[str, int], ...]) -> str:
    """'€2,812.50 + CHF 90'."""
    from app.domain.money import format_money

    return " + ".join(format_money(minor, currency) for currency, minor in amounts)


def _major(minor: int | None, currency: str) -> Decimal | None:
    from app.domain.money import to_major

    return to_major(minor, currency) if minor is not None and currency else None

"""A file of exchange rates before it lands: how it is read, what would be added, changed and refused, and the button that does it.

preview = RatesPreview(store)
preview.show_file(table, file, name)    a Table that was read, and what `rate_files.read` made of it
preview.imported                        after the rates are in: how many
preview.left                            without
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.exchange import rate_files
from app.exchange.rate_files import IN_BASE, PER_BASE, Quoted, RateFile, RateLine
from app.services import rates, settings
from app.views import jobs, theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dates import short_text
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.parts.paint import paint_box
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.exchange.tables import Table
    from app.models.store import Store
    from app.services.imports import Landed

_SHOWN: Final = 200
_NAMED: Final = 4


class _Found(NamedTuple):
    """What a file is, what of it is wanted, what that would do, and the rates that hold now."""

    file: RateFile
    chosen: RateFile
    counts: Landed
    now: dict[tuple[str, date], Decimal]


class RatesPreview(QWidget):
    """See the top of this module."""

    imported = Signal(int)
    left = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._table: Table | None = None
        self._home = settings.home_currency(store)
        self.file: RateFile | None = None
        self.chosen: RateFile | None = None
        self._asked: object = None
        self.title = Label("", "text", theme.TEXT, theme.SEMIBOLD)
        self.base = ChoiceField("Told in", (), self._on_base, boxed=True)
        self.base.setFixedWidth(theme.px(96))
        self.quoted = Segmented(
            ((PER_BASE, "Units for one"), (IN_BASE, "Cost of one")), name="Which way round", in_row=True
        )
        self.which = Segmented((("used", "In use"), ("all", "All")), name="Currencies", in_row=True)
        self.order = Segmented((("dmy", "Day first"), ("mdy", "Month first")), name="Dates", in_row=True)
        self.stated = Label("", "text2", theme.SECOND, wrap=True)
        self.counts = Label("", "text")
        self.table = FigureTable(
            (
                Head("Currency", 84),
                Head("From", 112, left=True),
                Head("One unit costs", 0),
                Head("Now", 112),
                Head("", 84),
            ),
            "Rates of the file",
        )
        self.table.setFixedHeight(theme.px(200))
        self.refused = Notice("warn", "")
        self.import_button = MainButton("Import")
        self.cancel = QuietButton("Cancel")
        self._build()
        self.quoted.changed.connect(lambda _: self._read())
        self.which.changed.connect(lambda _: self._ask_again())
        self.order.changed.connect(lambda _: self._read())
        self.import_button.clicked.connect(self.take)
        self.cancel.clicked.connect(self.left)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        rows = (("Told in", (self.base, self.quoted)), ("Currencies", (self.which,)), ("Dates", (self.order,)))
        for name, parts in rows:
            held = QWidget()
            line = QHBoxLayout(held)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            label = Label(name, "text3")
            label.setFixedWidth(theme.px(80))
            line.addWidget(label)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
            column.addWidget(held)
        self._dates = held
        for below in (self.stated, self.table, self.refused, self.counts):
            column.addWidget(below)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.import_button)
        column.addLayout(foot)

    # --- reading --------------------------------------------------------------------

    def show_file(self, table: Table, found: RateFile, name: str) -> None:
        """Show a file that was read."""
        self._home = settings.home_currency(self._store)
        self._table, self.file = table, found
        self.title.setText(name)
        codes = sorted({*found.currencies, "EUR", "USD", self._home, found.base})
        self.base.set_options([Option(code, code) for code in codes])
        self.base.set_value(found.base)
        self.quoted.set_value(found.quoted)
        self._dates.setVisible(found.dates.ambiguous)
        if found.dates.order in ("dmy", "mdy"):
            self.order.set_value(found.dates.order)
        used = set(rates.in_use(self._store))
        self.which.set_value("used" if used & set(found.currencies) else "all")
        self._ask(lambda: found)

    def _on_base(self, code: str) -> None:
        self._read(code)

    def _read(self, base: str | None = None) -> None:
        """Read the file anew, as it was settled."""
        table, home, now = self._table, self._home, self.file
        if table is None or now is None:
            return
        quoted: Quoted = "per_base" if self.quoted.value() == PER_BASE else "in_base"
        dates = str(self.order.value()) if now.dates.ambiguous else None
        told_in = base or self.base.value()
        self._ask(lambda: rate_files.read(table, home, base=told_in, quoted=quoted, dates=dates))

    def _ask_again(self) -> None:
        file = self.file
        if file is not None:
            self._ask(lambda: file)

    def _ask(self, read: Callable[[], RateFile]) -> None:
        """What would land, found out beside the window: a bank's file has a quarter of a million rates."""
        store, everything = self._store, self.which.value() == "all"
        self._asked = asked = object()

        def work(_: object) -> _Found:
            file = read()
            chosen = file if everything else rate_files.choose(file, rates.in_use(store))
            counts = rate_files.land(store, chosen, dry_run=True).landed
            shown = chosen.lines[:_SHOWN]
            return _Found(file, chosen, counts, rates.known_on(store, sorted({line.currency for line in shown})))

        def done(found: _Found) -> None:
            if isValid(self) and self._asked is asked:
                self._show(found)

        self.import_button.setEnabled(False)
        jobs.run(work, done, lambda _: None, title="Comparing rates")

    def _show(self, found: _Found) -> None:
        self.file, self.chosen = found.file, found.chosen
        lines, done = found.chosen.lines, found.counts
        self.table.show_rows([self._row(line, found.now) for line in lines[:_SHOWN]])
        parts = [f"{done.created:,} new", f"{done.updated:,} changed", f"{done.skipped:,} as they are"]
        more = f"; the first {_SHOWN} are shown" if len(lines) > _SHOWN else ""
        self.counts.setText(", ".join(parts) + more)
        count = done.created + done.updated
        self.import_button.setText(
            f"Import {count:,} rate{'' if count == 1 else 's'}" if count else "Nothing to import"
        )
        self.import_button.setEnabled(bool(count))
        names = found.file.unused
        unused = f" Not used: {', '.join(names[:8])}{'…' if len(names) > 8 else ''}." if names else ""
        self.stated.setText(" ".join(found.file.stated) + unused)
        self._tell_refused(found.file)
        if self.isVisible() and count:
            self.take_focus()

    def _tell_refused(self, found: RateFile) -> None:
        problems = found.problems
        self.refused.setVisible(bool(problems))
        if problems:
            lines = [f"Row {each.row}, {each.field} {each.value}: {each.problem}" for each in problems[:_NAMED]]
            if len(problems) > _NAMED:
                lines.append(f"and {len(problems) - _NAMED:,} more")
            title = "1 refused" if len(problems) == 1 else f"{len(problems):,} refused"
            self.refused.say("warn", title, "\n".join(lines))

    def _row(self, line: RateLine, now: dict[tuple[str, date], Decimal]) -> FigureRow:
        known = now.get((line.currency, line.day))
        same = known is not None and rates.text(known) == rates.text(line.rate)
        word, token = ("as it is", "text3") if same else ("changed", "warn") if known is not None else ("new", "good")
        return FigureRow(
            (
                Cell(line.currency, strong=True),
                Cell(short_text(line.day), "text2"),
                Cell(f"{rates.text(line.rate)} {self._home}"),
                Cell("" if known is None else rates.text(known), "text3"),
                Cell(word, token),
            )
        )

    # --- the end --------------------------------------------------------------------

    def take(self) -> None:
        """Write the rates, as one action."""
        if self.chosen is not None and self.import_button.isEnabled():
            self.import_button.setEnabled(False)
            self.import_button.setText("Importing…")
            QTimer.singleShot(30, self, self._write)  # painted first, so that the window says what it is busy with

    def _write(self) -> None:
        if self.chosen is not None:
            done = rate_files.land(self._store, self.chosen).landed
            self.imported.emit(done.created + done.updated)

    def take_focus(self) -> None:
        """Put the keyboard where one goes on."""
        self.import_button.setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")

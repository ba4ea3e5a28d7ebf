"""Settings of currencies: rates by hand or from a file, the newest first, and what still lacks one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from app.base import UserError, today
from app.services import rates, settings
from app.services.rates import Missing, RateRow
from app.views import jobs, theme
from app.views.dialogs.settings_business import RateField
from app.views.dialogs.settings_days_off import NarrowDate
from app.views.dialogs.settings_section import Column, Narrow, Section, Table, TableRow
from app.views.parts.buttons import IconButton, PlainButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.notice import Notice
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.exchange.rate_files import RateFile
    from app.exchange.tables import Table as ReadTable
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog
    from app.views.parts.rates_preview import RatesPreview

COLUMNS: Final = (Column("Currency"), Column("From", 160), Column("One unit costs", 160, right=True), Column("", 32))
_MOST = 40
_READ = 400  # a bank's file has a rate for each day of many years
FILES: Final = "Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods);;All files (*)"


class NarrowRate(Narrow, RateField):
    """A rate in a column, with the currency it is told in beside it."""


class NarrowChoice(Narrow, ChoiceField):
    """A choice in a line of fields."""


class CurrencyRow(TableRow):
    """One rate."""

    def __init__(self, section: CurrenciesSection, row: RateRow) -> None:
        super().__init__()
        self.row = row
        store = section.store
        self.currency = ElidedLabel(row.currency)
        self.currency.setContentsMargins(8, 0, 8, 0)
        self.currency.setFixedHeight(theme.px(theme.FIELD_ROW))
        self.since = NarrowDate("From", lambda day: rates.change(store, self.row.id, on_date=day), required=True)
        self.rate = NarrowRate("One unit costs", lambda rate: rates.change(store, self.row.id, rate=rate))
        self.remove = IconButton("x", f"Remove the rate of {row.currency}", in_row=True)
        self.remove.clicked.connect(lambda: section.dialog.tried(lambda: rates.remove(store, self.row.id)))
        self.set_cells(COLUMNS, (self.currency, self.since, self.rate, self.remove))

    def show_rate(self, row: RateRow, name: str, home: str) -> None:
        """Show a rate; `name` is the currency's."""
        self.row = row
        self.currency.set_text(f"  {row.currency}  {name}")
        self.since.set_value(row.on_date)
        self.rate.set_value(row.rate, home)


class CurrenciesSection(Section):
    """What lacks a rate, the line that adds one, the rates."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting", "rate", "deal"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Currencies")
        self.home = settings.home_currency(store)
        self.lacking: KeyedRows[Missing, Notice] = KeyedRows(
            lambda _: Notice("warn", ""), self._show_missing, lambda missing: missing.currency, most=4
        )
        self.table: Table[RateRow, CurrencyRow] = Table(
            "Rates",
            COLUMNS,
            lambda row: CurrencyRow(self, row),
            lambda line, row: line.show_rate(row, dialog.names.currency(row.currency), self.home),
            lambda row: row.id,
            most=_MOST,
        )
        self.currency = NarrowChoice("Currency", (), self._on_chosen, boxed=True, placeholder="Currency")
        self.since = NarrowDate("From", boxed=True, required=True)
        self.rate = NarrowRate("Rate", boxed=True, placeholder="Rate, such as 0.92")
        self.add_button = PlainButton("Add rate")
        self.add_button.clicked.connect(self.add)
        self._cost = Label("", "text2")
        self._message = Label("", "bad", theme.SECOND, wrap=True)
        self._explained = Label("", "text3", theme.SECOND, wrap=True)
        self.head = SectionHead("Rates", ("Import rates…", self.browse), icon="download-simple")
        self.preview: RatesPreview | None = None
        self._build()
        dialog.names.currencies_known.connect(self.refresh)
        dialog.names.want_currencies()

    def _build(self) -> None:
        layout = self.lacking.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(8)
        self.column.addWidget(self.lacking)
        self.column.addWidget(self.head)
        self.column.addWidget(self._explained)
        line = QHBoxLayout()
        line.setSpacing(8)
        for part, width in ((self.currency, 176), (self.since, 140), (self.rate, 140)):
            part.setFixedWidth(theme.px(width))
            part.said = self._tell
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._cost.setMinimumWidth(theme.px(32))
        line.addWidget(self._cost)
        line.addWidget(self.add_button)
        line.addStretch(1)
        self.column.addLayout(line)
        self._message.hide()
        self.column.addWidget(self._message)
        self.column.addWidget(self.table)
        self.column.addStretch(1)
        self.since.set_value(today())

    def refresh(self) -> None:
        self.home = settings.home_currency(self.store)
        self.lacking.set_rows(rates.missing(self.store))
        self.currency.set_options([option for option in self.dialog.names.currencies if option.key != self.home])
        self.currency.set_read_only(None if self.dialog.names.currencies else "The list of currencies is being read")
        self._cost.setText(self.home)
        self._explained.setText(
            f"What one unit costs in {self.home} from a day on. Open deals count at the newest rate, closed ones at that of the "
            "day they closed."
        )
        found = rates.listed(self.store, _READ)
        count = rates.count(self.store)
        self.head.set_note(f"the newest {_READ} of {count:,}" if count > _READ else "")
        self.table.set_rows(found)
        self.table.setVisible(bool(found) and self.preview is None)

    def take_focus(self) -> None:
        self.currency.setFocus(Qt.FocusReason.PopupFocusReason)

    def begin(self, currency: str) -> None:
        """Ask for the rate of `currency`."""
        self.currency.set_value(currency)
        self.since.set_value(today())
        self.ensureWidgetVisible(self.rate)
        self.rate.begin_edit()

    def add(self) -> None:
        """Add what is typed; what is missing gets the keyboard."""
        for field in (self.since, self.rate):
            if field.is_editing() and not field.finish():
                return
        currency, day, rate = self.currency.value(), self.since.value(), self.rate.value()
        if currency is None or rate is None:
            self._tell("Choose the currency" if currency is None else f"Say what 1 {currency} costs in {self.home}")
            (self.currency if currency is None else self.rate).begin_edit()
            return
        self._write(currency, day or today(), rate)

    def _write(self, currency: str, day: date, rate: Decimal) -> None:
        try:
            rates.add(self.store, currency, day, rate)
        except UserError as problem:
            self._tell(str(problem))
            return
        self._tell("")
        self.currency.set_value(None)
        self.rate.set_value(None)
        self.since.set_value(today())

    # --- from a file ----------------------------------------------------------------

    def browse(self) -> None:
        """Ask for a file of rates."""
        asked = QFileDialog(self, "Import rates", str(Path.home()), FILES)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.fileSelected.connect(lambda chosen: self.take_file(Path(chosen)))
        asked.open()

    def take_file(self, path: Path) -> None:
        """Read a file beside the window, and show what would land."""
        from app.exchange import rate_files
        from app.exchange.tables import read_table

        home = self.home

        def work(_: object) -> tuple[ReadTable, RateFile]:
            table = read_table(path)
            return table, rate_files.read(table, home)

        def done(read: tuple[ReadTable, RateFile]) -> None:
            if isValid(self):
                self._show_preview(*read, path.name)

        def failed(problem: Exception) -> None:
            if isValid(self) and isinstance(problem, UserError):
                sentence = problem
                self.dialog.tried(lambda: _raise(sentence))

        jobs.run(work, done, failed, title=f"Reading {path.name}")

    def _show_preview(self, table: ReadTable, file: RateFile, name: str) -> None:
        from app.views.parts.rates_preview import RatesPreview

        self._drop_preview()
        self.preview = made = RatesPreview(self.store)
        made.imported.connect(self._on_imported)
        made.left.connect(self._drop_preview)
        self.column.insertWidget(self.column.indexOf(self.head) + 1, made)
        self._show_own(False)
        made.show_file(table, file, name)
        QTimer.singleShot(0, made, made.take_focus)

    def _on_imported(self, count: int) -> None:
        self._drop_preview()
        self.dialog.shell.hub.flush()
        self.dialog.set_note(f"{count:,} rates imported" if count != 1 else "1 rate imported")

    def _drop_preview(self) -> None:
        if self.preview is not None:
            self.preview.hide()
            self.preview.deleteLater()
            self.preview = None
            self._show_own(True)
            self.currency.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_own(self, shown: bool) -> None:
        """The preview stands where rates are entered and listed."""
        for part in (self.lacking, self._explained, self.currency, self.since, self.rate, self._cost, self.add_button):
            part.setVisible(shown)
        if self.head.link is not None:
            self.head.link.setVisible(shown)
        self.table.setVisible(shown and bool(rates.count(self.store)))

    def _on_chosen(self, _currency: str) -> None:
        self._tell("")

    def _show_missing(self, notice: Notice, missing: Missing) -> None:
        code, deals = missing
        words = "1 deal is in no sum" if deals == 1 else f"{deals} deals are in no sum"
        notice.say("warn", f"No rate for {code}", words, ("Add rate", lambda: self.begin(code)))

    def _tell(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def message(self) -> str:
        """The sentence below the line, or ''."""
        return self._message.text()


def _raise(problem: UserError) -> None:
    raise problem

"""One change order: what it adds and drops, and whether the client accepts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.services import change_order_list, change_orders
from app.services.change_order_list import Item, OrderRow
from app.views import theme
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.change_orders_words import STATES, change_words, signed_hours, signed_money
from app.views.parts.dates import short_text
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import Label
from app.views.parts.record_rows import LineRow
from app.views.parts.save_pdf import save_pdf
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_SIGNS = {"task": "plus", "drop": "trash", "unsold": "trash", "sold": "plus", "changed": "git-diff"}


class ChangeOrderSheet(BatonDialog):
    """Accept and decline while it is proposed, reconsider what was declined but stands; the PDF to sign at any time."""

    def __init__(self, parent: QWidget, store: Store, shell: ShellApi, row: OrderRow) -> None:
        super().__init__(parent, f"Change order {row.number}: {row.title}", _said(row), width=520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._shell, self.row = store, shell, row
        found = change_order_list.items(store, row.id)
        self._group("What is sold", [item for item in found if item.kind in ("changed", "sold", "unsold")])
        self._group("Tasks that come", [item for item in found if item.kind == "task"])
        self._group("Tasks that are dropped", [item for item in found if item.kind == "drop"])
        if row.notes:
            self.body.addWidget(Label(row.notes, "text2", wrap=True))
        self.restore: CheckBox | None = None
        self.add_button(QuietButton("Close"))
        self.pdf = PlainButton("PDF…", "file-pdf")
        self.add_button(self.pdf, self.ask_where)
        if row.state == "proposed":
            self._offer_decision(any(item.kind == "changed" for item in found))
        elif row.stands:
            words = "It was declined, but the deal still says so. That is not asked about again until the deal changes further."
            self.body.addSpacing(4)
            self.body.addWidget(Label(words, "text2", wrap=True))
            self.reconsider = MainButton("Reconsider")
            self.add_button(self.reconsider, lambda: self._do(self._reconsider, "proposed again"))

    def _offer_decision(self, in_deal: bool) -> None:
        if in_deal:
            self.restore = CheckBox("When it is declined, put the deal back to what was agreed")
            self.restore.setChecked(True)
            self.body.addSpacing(4)
            self.body.addWidget(self.restore)
        self.withdraw = PlainButton("Withdraw")
        self.add_button(self.withdraw, lambda: self._do(self._withdraw, "withdrawn"))
        self.decline = PlainButton("Declined")
        self.add_button(self.decline, lambda: self._do(self._decline, "declined"))
        self.accept_button = MainButton("Accepted", "check")
        self.add_button(self.accept_button, lambda: self._do(self._accept, "accepted"))

    def _group(self, name: str, found: list[Item]) -> None:
        if not found:
            return
        self.body.addWidget(Label(name, "text3", theme.SECOND))
        for item in found:
            line = LineRow()
            line.show_line(item.title, icon=_SIGNS[item.kind], note=_note(item, self.row.currency), tooltip=item.title)
            self.body.addWidget(line)

    def _accept(self) -> None:
        change_orders.accept(self._store, self.row.id)

    def _decline(self) -> None:
        restore = self.restore is not None and self.restore.isChecked()
        change_orders.decline(self._store, self.row.id, restore=restore)

    def _reconsider(self) -> None:
        change_orders.reconsider(self._store, self.row.id)

    def _withdraw(self) -> None:
        change_orders.withdraw(self._store, self.row.id)

    def _do(self, act: Callable[[], None], word: str) -> None:
        try:
            act()
        except UserError as problem:
            self.set_note(str(problem))
            return
        self.accept()
        self._shell.toast(f"Change order {self.row.number} {word}")

    def ask_where(self) -> None:
        """Ask where the PDF goes."""
        store, order = self._store, self.row.id

        def write(out: Path) -> Path:
            from app.reports import reports

            return reports.change_order(store, order, out)

        save_pdf(self, self._shell, f"Change order {self.row.number} {self.row.project} {today().isoformat()}", write)


def _said(row: OrderRow) -> str:
    """'Kiosk app, Tidepool Museum. +€1,800, +12 h. Proposed 12 Nov.'"""
    who = ", ".join(part for part in (row.project, row.client) if part)
    decided = f", {STATES[row.state].lower()} {short_text(row.decided_on)}" if row.decided_on else ""
    promise = f" New promise: {short_text(row.promised_on)}." if row.promised_on else ""
    return f"{who}. {change_words(row.amount_minor, row.minutes, row.currency)}. Written {short_text(row.on)}{decided}.{promise}"


def _note(item: Item, currency: str) -> str:
    if item.kind == "task":
        days = f"{short_text(item.start_on)} to {short_text(item.due_on)}" if item.start_on and item.due_on else ""
        return ", ".join(part for part in (item.owner, days, signed_hours(item.minutes).lstrip("+")) if part)
    if item.kind == "drop":
        return ""
    return ", ".join(part for part in (signed_money(item.amount_minor, currency), signed_hours(item.minutes)) if part)

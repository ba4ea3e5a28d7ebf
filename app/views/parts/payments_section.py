"""When the client pays, in the inspector of a project: each payment with its day and amount, marked when it has come."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import payments
from app.services.payments import PaymentRow
from app.views.parts.dates import short_text
from app.views.parts.menu import Menu
from app.views.parts.project_sections import money
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.projects import ProjectDetail
    from app.views.page import ShellApi


class Payments(QWidget):
    """The payments of a project; the menu of each marks it as paid, changes it, or takes it away."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.project_id: int | None = None
        self.section = SectionHead("Payments", ("Add payment", self.add))
        self.rows: KeyedRows[PaymentRow, LineRow] = KeyedRows(
            lambda _: LineRow(), self._show, lambda payment: payment.id, most=8
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.section)
        column.addWidget(self.rows)

    def show_project(self, found: ProjectDetail) -> bool:
        """Show those of this project."""
        self.project_id = found.row.id
        rows = payments.of(self._store, found.row.id)
        here = [row for row in rows if row.paid_on is not None]
        self.section.set_note(f"{len(here)} of {len(rows)} paid" if rows else "")
        self.rows.set_rows(rows)
        return True

    def add(self) -> None:
        """Ask for one more."""
        self._ask(None)

    def _ask(self, payment: PaymentRow | None) -> None:
        from app.views.dialogs.payment import PaymentDialog  # with the first one

        if self.project_id is not None:
            self.dialog = PaymentDialog(self.window(), self._store, self.project_id, payment)
            self.dialog.open()

    def _show(self, row: LineRow, payment: PaymentRow) -> None:
        late = payment.paid_on is None and payment.due_on is not None and payment.due_on < today()
        when = f"paid {short_text(payment.paid_on, today())}" if payment.paid_on else ""
        when = when or (
            f"{'was ' if late else ''}due {short_text(payment.due_on, today())}" if payment.due_on else "no day"
        )
        words = f"{payment.title}, {when}"
        sign = ("check-circle", "good") if payment.paid_on else ("warning-circle", "bad") if late else ("", "good")
        told = f"{payment.title}. Due with the milestone {payment.milestone}" if payment.milestone else payment.title
        row.show_line(
            words, note=money(payment.amount_minor, payment.currency), sign=sign, token="bad" if late else "text", tooltip=told,
            sign_room=True,
        )  # fmt: skip
        row.set_menu_of(partial(self._menu, payment), f"More about {payment.title}")

    def _menu(self, payment: PaymentRow) -> QMenu:
        menu = Menu(self)
        if payment.paid_on is None:
            menu.add("Paid today", partial(self._do, payments.mark_paid, payment, "is paid"), "check")
        else:
            menu.add("Not paid after all", partial(self._do, payments.mark_unpaid, payment, "is not paid"), "x")
        menu.add("Change…", partial(self._ask, payment), "pencil-simple")
        menu.add("Remove", partial(self._do, payments.remove, payment, "removed"), "trash")
        return menu

    def _do(self, verb: object, payment: PaymentRow, words: str) -> None:
        assert callable(verb)
        try:
            verb(self._store, payment.id)
        except UserError as problem:
            self._shell.error(str(problem))
            return
        self._shell.toast(f"{payment.title} {words}")

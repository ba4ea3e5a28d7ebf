"""Renewing: the deal in which it happens, with what it takes over from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.domain.money import format_money
from app.services import deal_detail, deals, renewals
from app.services.renewal_list import RenewalRow
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField

if TYPE_CHECKING:
    from app.models.store import Store


class RenewDialog(FormDialog):
    """`made(deal, won)` once the deal is there."""

    made = Signal(int, bool)

    def __init__(self, parent: QWidget, store: Store, row: RenewalRow) -> None:
        super().__init__(parent, f"Renew {row.title}", row.client, width=500)
        self._store, self._row = store, row
        self.origin = renewals.origin(store, row.id)
        self.title_field = self.add_field("Deal", TextField("Deal", required=True, boxed=True))
        self.title_field.set_value(row.title)
        self.amount = self.add_field(
            "Amount", AmountField("Amount", currency=row.currency, boxed=True, placeholder="Not known yet")
        )
        self.amount.set_value(row.amount_minor)
        self.stage = self.add_field("Stage", ChoiceField("Stage", self._stages(), boxed=True))
        self.stage.set_value(deals.first_stage(store))
        self.closes = self.add_field("Closes", DateField("Closes", boxed=True))
        self.closes.set_value(row.due_on)
        self.set_note(self._along())
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Agreed already"), lambda: self._make(won=True)).setToolTip(
            "The deal is made and won today"
        )
        self.add_button(MainButton("Create deal"), self.submit)

    def _stages(self) -> list[tuple[int, str]]:
        pipelines = deal_detail.pipelines(self._store)
        return [
            (stage.id, stage.name if len(pipelines) == 1 else f"{name} › {stage.name}")
            for pipeline, name in pipelines
            for stage in deal_detail.stages(self._store, pipeline)
            if stage.kind == "open"
        ]

    def _along(self) -> str:
        """What comes along from the deal before."""
        if self.origin is None:
            return "The deal is linked: won, this is renewed; lost, it lapses."
        lines = "1 line" if self.origin.lines == 1 else f"{self.origin.lines} lines"
        if self.origin.takes_lines:
            return f"Contact, tags and {lines} of {self.origin.title} come along."
        if self.origin.lines:
            worth = format_money(self.origin.lines_minor, self._row.currency)
            return f"Contact and tags come along; the {lines} of {self.origin.title} make {worth} and stay there."
        return f"Contact and tags of {self.origin.title} come along."

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002 - there is no next one
        self._make(won=False)

    def _make(self, *, won: bool) -> None:
        if not self.take_typed():
            return
        try:
            made = renewals.renew(
                self._store, self._row.id, title=self.title_field.value(), amount_minor=self.amount.value(), stage_id=self.stage.value(),
                expected_close_on=self.closes.value(), won_on=today() if won else None,
            )  # fmt: skip
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.made.emit(made, won)

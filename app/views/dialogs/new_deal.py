"""A new deal in a few keystrokes: Ctrl+N, the title, Tab, the client, Tab, the amount, Enter."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError, today
from app.services import deals, settings
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import LinkButton, MainButton, PlainButton, QuietButton
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store


class NewDealDialog(FormDialog):
    """Asks for title, client, amount, close and next step; only the title must be there. The deal is mine."""

    added = Signal(int, str)
    """The new deal and its title."""
    quick_wanted = Signal()
    """It would rather be typed in one line, or read out of an e-mail."""

    def __init__(
        self,
        parent: QWidget,
        store: Store,
        *,
        stage_id: int | None = None,
        client_id: int | None = None,
        quick: bool = False,
    ) -> None:
        super().__init__(parent, "New deal", width=480)
        self._store, self._stage_id, self._client_id = store, stage_id, client_id
        self.quick = LinkButton("From one line or a pasted e-mail")
        self.quick.set_tooltip("Type or paste it, and see what was understood", "Ctrl+Shift+N")
        self.quick.clicked.connect(self._on_quick)
        self.quick.setVisible(quick)  # where somebody listens to `quick_wanted`
        self.title_field = self.add_field(
            "Title", TextField("Title", required=True, boxed=True, placeholder="What is sold")
        )
        self.client = self.add_field(
            "Client", ClientField(store, add_new=str, boxed=True, placeholder="Type to find or add")
        )
        currency = settings.home_currency(store)
        self.amount = self.add_field(
            "Amount", AmountField("Amount", currency=currency, boxed=True, placeholder=currency)
        )
        self.closes = self.add_field("Closes", DateField("Closes", boxed=True, placeholder="fri, +2w"))
        self.step_on = DateField("Next step on", boxed=True)
        self.step_on.setFixedWidth(px(140))
        self.step = self.add_field(
            "Next step", TextField("Next step", boxed=True, placeholder="Call, meet, send"), beside=self.step_on
        )
        self.body.addWidget(self.quick, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_note("Enter adds it, Ctrl Enter adds it and asks for the next.")
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Add and next"), lambda: self.submit(again=True))
        self.add_button(MainButton("Add deal"), self.submit)
        self._start()

    def _start(self) -> None:
        for field in self.fields:
            field.forget_edit()
        self.title_field.set_value("")
        self.client.set_value(self._client_id)
        self.amount.set_value(None)
        self.closes.set_value(None)
        self.step.set_value("")
        self.step_on.set_value(_next_working_day(self._store))

    def _on_quick(self) -> None:
        self.reject()
        self.quick_wanted.emit()

    def submit(self, *, again: bool = False) -> None:
        if not self.take_typed():
            return
        title, step = self.title_field.value(), self.step.value()
        if not title:
            self.refuse(UserError("A deal needs a title"), self.title_field)
            return
        try:
            made = deals.add(
                self._store,
                title,
                client=self.client.value(),
                amount_minor=self.amount.value(),
                stage_id=self._stage_id,
                expected_close_on=self.closes.value(),
                next_step=step,
                next_step_on=self.step_on.value() if step else None,
            )
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, title)
        if not again:
            self.accept()
            return
        self._start()
        self.set_note(f"{title} is added.")
        self.title_field.begin_edit()


def _next_working_day(store: Store) -> date | None:
    return settings.calendar(store).add(today(), 1)

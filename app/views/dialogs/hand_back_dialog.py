"""Handing a project back: promise beside result, and what follows from it, each offer with a tick of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.base import UserError, today
from app.domain.renewals import Proposal
from app.services import hand_back
from app.views import theme
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.hand_back_words import sentence, sides
from app.views.parts.label import Label
from app.views.parts.save_pdf import save_pdf
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class HandBackDialog(FormDialog):
    """One button does what is ticked, as one action."""

    handed_back = Signal(str, object)
    """What was done in words, and the renewal or None."""

    def __init__(self, parent: QWidget, store: Store, shell: ShellApi, project_id: int) -> None:
        self.told = hand_back.result(store, project_id)
        super().__init__(parent, f"Hand back {self.told.name}", sentence(self.told), width=680)
        self._store, self._shell, self._project = store, shell, project_id
        self._compare()
        self.body.addSpacing(8)
        self.cancel_left: CheckBox | None = None
        self.learn: CheckBox | None = None
        self.renew: CheckBox | None = None
        self._offer_rest()
        self._offer_hours()
        self._offer_renewal()
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("PDF…", "file-pdf"), self.ask_where)
        self.go = MainButton("Hand back")
        self.add_button(self.go, self.submit)

    def _compare(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(3, 1)
        for column, name in enumerate(("", "Promised", "Came", "")):
            grid.addWidget(Label(name, "text3", theme.SECOND), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, side in enumerate(sides(self.told), 1):
            grid.addWidget(Label(side.what, "text2"), row, 0)
            grid.addWidget(Label(side.promised), row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(Label(side.came, "text", theme.TEXT, theme.MEDIUM), row, 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(
                Label(side.note, side.tone if side.tone != "text" else "text3", theme.SECOND, wrap=True), row, 3
            )
        self.body.addLayout(grid)

    def _offer_rest(self) -> None:
        left = self.told.left
        if left:
            words = "1 open task" if left == 1 else f"{left} open tasks"
            self.cancel_left = CheckBox(f"Cancel {words}; without that the project stays open")
            self.body.addWidget(self.cancel_left)

    def _offer_hours(self) -> None:
        self._hours = hand_back.learned(self._store, self._project)
        if self._hours is not None:
            count = len(self._hours.minutes)
            tasks = "1 task" if count == 1 else f"{count} tasks"
            self.learn = CheckBox(f"Give the actual hours of {tasks} back to “{self._hours.template}”")
            self.learn.setChecked(True)
            self.body.addWidget(self.learn)

    def _offer_renewal(self) -> None:
        self.proposal = hand_back.proposal(self._store, self._project)
        if self.proposal is None:
            if self.told.renewal:
                self.body.addWidget(Label(f"Its renewal is planned already: {self.told.renewal}", "text2"))
            return
        self.renew = CheckBox("Propose a renewal or follow-up")
        self.renew.setChecked(True)
        self.body.addWidget(self.renew)
        self.name_field = self.add_field("Title", TextField("Title", required=True, boxed=True))
        self.name_field.set_value(self.proposal.title)
        self.due = self.add_field("Due", DateField("Due", required=True, boxed=True))
        self.due.set_value(self.proposal.due_on)
        self.amount = self.add_field(
            "Amount", AmountField("Amount", currency=self.proposal.currency, boxed=True, placeholder="Not known")
        )
        self.amount.set_value(self.proposal.amount_minor)
        fields = (self.name_field, self.due, self.amount)
        self.renew.toggled.connect(lambda on: [field.setEnabled(on) for field in fields])
        self.body.addWidget(
            Label(self.proposal.why[:1].upper() + self.proposal.why[1:], "text3", theme.SECOND, wrap=True)
        )

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.sizeHint().height(), layout.totalHeightForWidth(self.width())))

    def open(self) -> None:
        super().open()
        self._fit()
        if not self.fields or not self.renew:
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def wanted(self) -> Proposal | None:
        """The renewal as it is typed, None when it is not ticked."""
        if self.renew is None or self.proposal is None or not self.renew.isChecked():
            return None
        due = self.due.value() or self.proposal.due_on
        remind = self.proposal.remind_on if due == self.proposal.due_on else min(self.proposal.remind_on, due)
        return self.proposal._replace(
            title=self.name_field.value(), due_on=due, amount_minor=self.amount.value(), remind_on=remind
        )

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        learn = self._hours if self.learn is not None and self.learn.isChecked() else None
        cancel = self.cancel_left is not None and self.cancel_left.isChecked()
        try:
            made = hand_back.finish(
                self._store,
                self._project,
                left="cancel" if cancel else "",
                hours=learn.minutes if learn else None,
                renewal=self.wanted(),
            )
        except UserError as problem:
            self.refuse(problem)
            self._fit()
            return
        self.accept()
        self.handed_back.emit(f"{self.told.name} handed back", made)

    def ask_where(self) -> None:
        """Ask where the PDF goes."""
        store, project = self._store, self._project

        def write(out: Path) -> Path:
            from app.reports import reports

            return reports.hand_back(store, project, out)

        save_pdf(self, self._shell, f"Hand-back {self.told.name} {today().isoformat()}", write)

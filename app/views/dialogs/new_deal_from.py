"""A wish that came up in a project or a task becomes a deal of the same client, with what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import upsell
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.fields import NotesField, TextField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class NewDealFromDialog(FormDialog):
    """Its title, an amount if one knows it, and the words in which it was wished for."""

    added = Signal(int, str)

    def __init__(
        self, parent: QWidget, store: Store, *, project_id: int | None, task_id: int | None = None, words: str = ""
    ) -> None:
        super().__init__(parent, "New deal from this", _said(store, project_id, task_id), width=480)
        self._store, self._project, self._task = store, project_id, task_id
        self.name_field = self.add_field(
            "Title", TextField("Title", required=True, boxed=True, placeholder="What is wanted")
        )
        currency = store.value("SELECT currency FROM project WHERE id = ?", (project_id,)) or "EUR"
        self.amount = self.add_field(
            "Amount", AmountField("Amount", currency=currency, boxed=True, placeholder="Not known yet")
        )
        self.words = self.add_field(
            "In words", NotesField("In words", boxed=True, placeholder="What was said", most_lines=6)
        )
        self.words.set_value(words)
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Add deal"), self.submit)

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        title = self.name_field.value()
        try:
            deal = upsell.start(
                self._store, title, project_id=self._project, task_id=self._task, words=self.words.value(), amount_minor=self.amount.value()
            )  # fmt: skip
        except UserError as problem:
            self.refuse(problem)
            return
        self.accept()
        self.added.emit(deal, title)


def ask(
    parent: QWidget, store: Store, shell: ShellApi, *, project_id: int | None = None, task_id: int | None = None, words: str = ""
) -> NewDealFromDialog:  # fmt: skip
    """Open the dialog on the next turn of the loop; the new deal is a click away afterwards."""
    if project_id is None and task_id is not None:
        project_id = store.value("SELECT project_id FROM task WHERE id = ?", (task_id,))
    dialog = NewDealFromDialog(parent, store, project_id=project_id, task_id=task_id, words=words)
    dialog.added.connect(
        lambda deal, title: shell.toast(f"{title} added", action=("Open", lambda: shell.go("deal", deal)))
    )
    QTimer.singleShot(0, dialog, dialog.open)
    return dialog


def _said(store: Store, project_id: int | None, task_id: int | None) -> str:
    row = store.row(
        "SELECT p.name, ifnull(c.name, 'no client') FROM project p LEFT JOIN client c ON c.id = p.client_id WHERE p.id = ?",
        (project_id,),
    )
    task = store.value("SELECT title FROM task WHERE id = ?", (task_id,)) if task_id is not None else None
    about = f", about “{task}”" if task else ""
    return f"For {row[1]}, from {row[0]}{about}." if row else ""

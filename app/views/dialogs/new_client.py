"""A new client: its name, and whom one speaks to there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import clients
from app.views.dialogs.form import FormDialog
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.fields import TextField
from app.views.parts.known_hint import KnownHint

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.duplicates import Side


class NewClientDialog(FormDialog):
    """Asks for the name, and if one likes for city, contact and e-mail. Client and contact are one undo step."""

    added = Signal(int, str)
    """The new client and its name."""

    known_wanted = Signal(int)
    """The client that was meant is there already: show it."""

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(parent, "New client", width=480)
        self._store = store
        self.name_field = self.add_field("Name", TextField("Name", boxed=True, placeholder="Company or person"))
        self.hint = KnownHint(store, "client", "Open it", self._open_known, indent=112)
        self.hint.follow(self.name_field)
        self.body.addWidget(self.hint)
        self.city = self.add_field("City", TextField("City", boxed=True))
        self.contact = self.add_field("Contact", TextField("Contact", boxed=True, placeholder="Whom you speak to"))
        self.email = self.add_field("E-mail", TextField("E-mail", boxed=True, placeholder="name@example.com"))
        self.set_note("Ctrl Enter adds it and asks for the next.")
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Add and next"), lambda: self.submit(again=True))
        self.add_button(MainButton("Add client"), self.submit)
        for field in (self.name_field, self.city, self.contact, self.email):
            field.set_value("")

    def submit(self, *, again: bool = False) -> None:
        if not self.take_typed():
            return
        name = self.name_field.value()
        if not name:
            self.refuse(UserError("A client needs a name"), self.name_field)
            return
        twin = clients.named(self._store, name)
        if twin is not None and self.foot_note.text() != _twin(twin[1]):
            self.set_note(_twin(twin[1]))
            return
        try:
            made = self._write(name)
        except UserError as problem:
            self.refuse(problem)
            return
        self.added.emit(made, name)
        if not again:
            self.accept()
            return
        for field in (self.name_field, self.city, self.contact, self.email):
            field.set_value("")
        self.set_note(f"{name} is added.")
        self.hint.say(None)
        self.name_field.begin_edit()

    def _open_known(self, side: Side) -> None:
        self.reject()
        self.known_wanted.emit(side.id)

    def _write(self, name: str) -> int:
        contact, email = self.contact.value(), self.email.value()
        with self._store.write("Add client"):
            made = clients.add(self._store, name)
            if self.city.value():
                clients.change(self._store, made, "city", self.city.value())
            if contact:
                person = clients.add_contact(self._store, contact, client_id=made)
                if email:
                    clients.change_contact(self._store, person, "email", email)
            elif email:
                clients.change(self._store, made, "email", email)
        return made


def _twin(name: str) -> str:
    return f"There is a client {name} already. Enter again adds another."

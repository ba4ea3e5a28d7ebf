"""The contacts of a client, each edited in place: name, role, e-mail, telephone, and whether it decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.services import clients
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.marks import Mark
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_box
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.clients import ContactRow
    from app.views.page import ShellApi


class ContactCard(QWidget):
    """One contact; without one, the card that is about to become it."""

    def __init__(self, contacts: ContactRows, contact: ContactRow | None) -> None:
        super().__init__()
        self._contacts, self.contact = contacts, contact
        self.name = TextField("Contact", self._on_name, required=contact is not None, placeholder="Name of the contact")
        self.role = TextField("Role", self._set("role"), placeholder="Role")
        self.email = TextField("E-mail", self._set("email"), placeholder="E-mail")
        self.phone = TextField("Telephone", self._set("phone"), placeholder="Telephone")
        self.main = Mark("user", "Main", "plain")
        self.decides = Mark("check", "Decides", "info")
        self.more = IconButton("dots-three", "What can be done with the contact", in_row=True)
        self.more.clicked.connect(self._open_menu)
        self._build()
        if contact is not None:
            self.show_contact(contact)
        else:
            for part in (self.role, self.email, self.phone, self.main, self.decides, self.more):
                part.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.name, 1)
        for part in (self.main, self.decides, self.more):
            top.addWidget(part)
        column.addLayout(top)
        column.addWidget(self.role)
        column.addWidget(self.email)
        column.addWidget(self.phone)

    def show_contact(self, contact: ContactRow) -> None:
        """Show `contact`, perhaps another than before."""
        if self.contact is not None and contact.id != self.contact.id:
            for field in (self.name, self.role, self.email, self.phone):
                field.forget_edit()
        self.contact = contact
        self.name.set_value(contact.name)
        self.role.set_value(contact.role)
        self.email.set_value(contact.email)
        self.phone.set_value(contact.phone)
        self.main.setVisible(contact.is_main)
        self.decides.setVisible(contact.decides)
        self.more.set_name(f"What can be done with {contact.name}")

    def _set(self, field: str) -> Callable[[str], object]:
        def commit(value: str) -> None:
            if self.contact is not None:
                client = self._contacts.client_id
                clients.change_contact(self._contacts.store, self.contact.id, field, value, client_id=client)

        return commit

    def _on_name(self, name: str) -> None:
        if self.contact is not None:
            self._set("name")(name)
        elif name:
            self._contacts.add(name)

    def _open_menu(self) -> None:
        menu = self._contacts.menu(self.contact) if self.contact is not None else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


class ContactRows(QWidget):
    """The section: head with 'Add contact', the contacts below, the main one first."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self.store, self._shell = store, shell
        self.client_id: int | None = None
        self.cards: list[ContactCard] = []
        self._fresh: ContactCard | None = None
        self.head = SectionHead("Contacts", ("Add contact", self.begin))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        column.addLayout(self._box)

    def show_contacts(self, client_id: int, contacts: Sequence[ContactRow]) -> None:
        """Show the contacts of a client."""
        if client_id != self.client_id:
            self._drop_fresh()
        self.client_id = client_id
        while len(self.cards) > len(contacts):
            self._take(self.cards.pop())
        for place, contact in enumerate(contacts):
            if place < len(self.cards):
                self.cards[place].show_contact(contact)
            else:
                card = ContactCard(self, contact)
                self.cards.append(card)
                self._box.insertWidget(place, card)

    def begin(self) -> None:
        """An empty card to type a name in."""
        if self._fresh is None:
            self._fresh = ContactCard(self, None)
            self._box.addWidget(self._fresh)
        self._fresh.name.begin_edit()

    def add(self, name: str) -> None:
        """Add the contact that was typed. Raises UserError."""
        clients.add_contact(self.store, name, client_id=self.client_id)
        QTimer.singleShot(0, self, self._on_added)

    def _on_added(self) -> None:
        self._drop_fresh()
        self._shell.hub.flush()

    def menu(self, contact: ContactRow) -> Menu:
        """What can be done with a contact."""
        menu = Menu(self)
        if not contact.is_main:
            menu.add("Make it the main contact", lambda: self._change(contact, "is_main", True), "user")
        words = "Does not decide" if contact.decides else "Decides about deals"
        menu.add(words, lambda: self._change(contact, "decides", not contact.decides), "check")
        menu.addSeparator()
        menu.add("Delete", lambda: self._delete(contact), "trash")
        return menu

    def _change(self, contact: ContactRow, field: str, value: bool) -> None:
        clients.change_contact(self.store, contact.id, field, value, client_id=self.client_id)

    def _delete(self, contact: ContactRow) -> None:
        try:
            clients.delete_contact(self.store, contact.id)
        except UserError as problem:
            self._shell.error(str(problem))
        else:
            self._shell.toast(f"{contact.name} deleted")

    def _drop_fresh(self) -> None:
        if self._fresh is not None:
            self._take(self._fresh)
            self._fresh = None

    def _take(self, card: ContactCard) -> None:
        self._box.removeWidget(card)
        card.hide()
        card.deleteLater()

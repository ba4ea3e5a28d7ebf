"""The people of a client, each edited in place: name, role, e-mail, telephone, whether it is the main one, whether it decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import channels, clients, contacts
from app.services.channels import OWN
from app.views import theme
from app.views.parts import merge_with
from app.views.parts.attempt import attempt
from app.views.parts.buttons import IconButton
from app.views.parts.fields import TextField
from app.views.parts.marks import Mark
from app.views.parts.menu import Menu
from app.views.parts.nearly_known import NearlyKnown
from app.views.parts.paint import paint_box
from app.views.parts.picker import Option, Picker
from app.views.parts.reach_row import ReachRow
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.clients import ContactRow
    from app.views.page import ShellApi

_MOST = 6


class ContactCard(QWidget):
    """One contact; the arrow leads to it."""

    def __init__(self, people: ContactRows, contact: ContactRow) -> None:
        super().__init__()
        self._people, self.contact = people, contact
        self.name = TextField("Contact", self._set("name"), required=True)
        self.role = TextField("Role", self._set("role"), placeholder="Role")
        self.email = ReachRow("email", partial(self._reach, "email"))
        self.phone = ReachRow("phone", partial(self._reach, "phone"))
        self.main = Mark("user", "Main", "plain")
        self.decides = Mark("check", "Decides", "info")
        self.opener = IconButton("arrow-square-out", "Open the contact", in_row=True, size=14)
        self.opener.clicked.connect(lambda: people.open_contact(self.contact.id))
        self.more = IconButton("dots-three", "What can be done with the contact", in_row=True)
        self.more.clicked.connect(self._open_menu)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        top, second = QHBoxLayout(), QHBoxLayout()
        for line, parts in ((top, (self.name, self.opener, self.more)), (second, (self.role, self.main, self.decides))):
            line.setSpacing(4)
            for part in parts:
                line.addWidget(part, 1 if part in (self.name, self.role) else 0)
            column.addLayout(line)
        second.setContentsMargins(0, 0, 6, 0)
        top.setSpacing(0)
        column.addWidget(self.email)
        column.addWidget(self.phone)

    def show_contact(self, contact: ContactRow) -> None:
        """Show how it is now."""
        self.contact = contact
        self.name.set_value(contact.name)
        self.role.set_value(contact.role)
        self.email.show_value(contact.email)
        self.phone.show_value(contact.phone)
        self.main.setVisible(contact.is_main)
        self.decides.setVisible(contact.decides)
        self.more.set_name(f"What can be done with {contact.name}")
        self.opener.set_name(f"Open {contact.name}")

    def _set(self, field: str) -> Callable[[str], object]:
        def commit(value: str) -> None:
            people = self._people
            clients.change_contact(people.store, self.contact.id, field, value, client_id=people.client_id)

        return commit

    def _reach(self, kind: str, value: str) -> None:
        channels.change(self._people.store, "contact", self.contact.id, kind, OWN, value)

    def _open_menu(self) -> None:
        menu = self._people.menu(self.contact)
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
        self.picker: Picker | None = None
        self.head = SectionHead("Contacts", ("Add contact", self.begin))
        self.rows: KeyedRows[ContactRow, ContactCard] = KeyedRows(
            partial(ContactCard, self),
            ContactCard.show_contact,
            lambda contact: contact.id,
            most=_MOST,
            gap=8,
            reuse=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.rows)

    @property
    def cards(self) -> list[ContactCard]:
        """The cards in their order."""
        return sorted(self.rows.widgets.values(), key=lambda card: card.y())

    def show_contacts(self, client_id: int, found: Sequence[ContactRow]) -> None:
        """Show the contacts of a client."""
        if client_id != self.client_id:
            self.rows.fold()
        self.client_id = client_id
        self.rows.set_rows(found)
        self.head.set_note(str(len(found)) if len(found) > 1 else "")

    def begin(self) -> None:
        """Find a contact that is known, or type the name of a new one."""
        anchor = self.head.link or self.head
        self._near = NearlyKnown(self.store, "contact", self._look_again, icon="user")
        self.picker = Picker(
            anchor, self._findable, self._on_chosen, head="Who speaks for this client", add_new=self.add,
            nearly=self._nearly, width=280,
        )  # fmt: skip
        self.picker.search_line().setPlaceholderText("Name")
        self.picker.destroyed.connect(self._on_picked)
        self.picker.open_at(anchor)

    def _look_again(self) -> None:
        if self.picker is not None:
            self.picker.look()

    def _on_picked(self) -> None:
        self.picker = None

    def _findable(self, typed: str) -> list[Option]:
        here = {row.id for row in clients.contacts_of(self.store, self.client_id or 0)}
        found = contacts.find(self.store, typed) if typed.strip() else []
        return [Option(i, name, where, icon="user") for i, name, where in found if i not in here]

    def _nearly(self, typed: str) -> list[Option]:
        """Contacts whose name is nearly that."""
        here = {row.id for row in clients.contacts_of(self.store, self.client_id or 0)}
        return [option for option in self._near.options(typed) if option.key not in here]

    def _on_chosen(self, option: Option) -> None:
        if self.client_id is not None and isinstance(option.key, int):
            contact, client = option.key, self.client_id
            self._attempt(lambda: clients.link_contact(self.store, client, contact))

    def add(self, name: str) -> None:
        """A new contact of this client."""
        self._attempt(lambda: clients.add_contact(self.store, name, client_id=self.client_id))

    def open_contact(self, contact_id: int) -> None:
        """Show a contact where it lives."""
        self._shell.go("contact", contact_id)

    def menu(self, contact: ContactRow) -> Menu:
        """What can be done with a contact."""
        menu = Menu(self)
        menu.add("Open the contact", lambda: self.open_contact(contact.id), "arrow-square-out")
        if not contact.is_main:
            menu.add("Make it the main contact", lambda: self._change(contact, "is_main", True), "user")
        words = "Does not decide" if contact.decides else "Decides about deals"
        menu.add(words, lambda: self._change(contact, "decides", not contact.decides), "check")
        menu.addSeparator()
        merge_with.add_to(menu, self.store, self._shell, "contact", [contact.id], self)
        menu.add("Take off this client", lambda: self._unlink(contact), "x")
        menu.add("Delete", lambda: self._delete(contact), "trash")
        return menu

    def _change(self, contact: ContactRow, field: str, value: bool) -> None:
        self._attempt(lambda: clients.change_contact(self.store, contact.id, field, value, client_id=self.client_id))

    def _unlink(self, contact: ContactRow) -> None:
        if self._attempt(lambda: contacts.unlink(self.store, self.client_id or 0, contact.id)):
            self._shell.toast(f"{contact.name} speaks for this client no more")

    def _delete(self, contact: ContactRow) -> None:
        if self._attempt(lambda: clients.delete_contact(self.store, contact.id)):
            self._shell.toast(f"{contact.name} deleted")

    def _attempt(self, act: Callable[[], object]) -> bool:
        QTimer.singleShot(0, self, self._shell.hub.flush)
        return attempt(self._shell, act)

"""The clients that a contact speaks for: each leads to its client, with the role, whether it is the main one, whether it decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import clients, contacts
from app.services.contacts import Place
from app.views import theme
from app.views.parts.attempt import attempt
from app.views.parts.buttons import IconButton
from app.views.parts.client_field import client_options
from app.views.parts.fields import TextField
from app.views.parts.link_row import LinkRow
from app.views.parts.marks import Mark
from app.views.parts.menu import Menu
from app.views.parts.nearly_known import NearlyKnown
from app.views.parts.paint import paint_box
from app.views.parts.picker import Option, Picker
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class PlaceCard(QWidget):
    """One client of the contact."""

    def __init__(self, section: ContactPlaces, place: Place) -> None:
        super().__init__()
        self.section, self.place = section, place
        self.link = LinkRow("", icon="buildings")
        self.link.clicked.connect(lambda: section.open_client(self.place.client_id))
        self.role = TextField("Role", lambda role: section.change(self.place, "role", role), placeholder="Role")
        self.main = Mark("user", "Main", "plain")
        self.decides = Mark("check", "Decides", "info")
        self.more = IconButton("dots-three", "More", in_row=True, size=14)
        self.more.clicked.connect(self._open_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        top, second = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.link, 1)
        top.addWidget(self.more)
        second.setContentsMargins(0, 0, 6, 0)
        second.setSpacing(4)
        second.addWidget(self.role, 1)
        second.addWidget(self.main)
        second.addWidget(self.decides)
        column.addLayout(top)
        column.addLayout(second)

    def show_place(self, place: Place) -> None:
        """Show how it is now."""
        self.place = place
        self.link.say(place.client)
        self.role.set_value(place.role)
        self.main.setVisible(place.is_main)
        self.decides.setVisible(place.decides)
        self.more.set_name(f"More for {place.client}")

    def _open_menu(self) -> None:
        menu = self.section.menu(self.place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_box(QPainter(self), self.rect(), theme.RADIUS, "card", "line")


class ContactPlaces(QWidget):
    """The section: head with 'Add client', a card for each."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self.store, self._shell = store, shell
        self.contact_id: int | None = None
        self.picker: Picker | None = None
        self.head = SectionHead("Clients", ("Add client", self.begin))
        self.rows: KeyedRows[Place, PlaceCard] = KeyedRows(
            partial(PlaceCard, self), PlaceCard.show_place, lambda place: place.client_id, gap=8
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.rows)

    @property
    def cards(self) -> list[PlaceCard]:
        """The cards, by client."""
        return list(self.rows.widgets.values())

    def show_places(self, contact_id: int, places: Sequence[Place]) -> None:
        """Show the clients of a contact."""
        self.contact_id = contact_id
        self.rows.set_rows(places)

    def begin(self) -> None:
        """Find a client, or type the name of a new one."""
        anchor = self.head.link or self.head
        known = {card.place.client_id for card in self.cards}
        near = NearlyKnown(self.store, "client", self._look_again)

        def others(options: list[Option]) -> list[Option]:
            return [option for option in options if option.key not in known]

        self.picker = Picker(
            anchor, lambda typed: others(client_options(self.store, typed)), self._on_chosen, head="Whom they speak for",
            add_new=self._on_new, nearly=lambda typed: others(near.options(typed)), width=280,
        )  # fmt: skip
        self.picker.destroyed.connect(self._on_picked)
        self.picker.open_at(anchor)

    def _look_again(self) -> None:
        if self.picker is not None:
            self.picker.look()

    def _on_picked(self) -> None:
        self.picker = None

    def _on_chosen(self, option: Option) -> None:
        if self.contact_id is not None and isinstance(option.key, int):
            client, contact = option.key, self.contact_id
            self._attempt(lambda: clients.link_contact(self.store, client, contact))

    def _on_new(self, name: str) -> None:
        def act() -> None:
            with self.store.write("Add client"):
                clients.link_contact(self.store, clients.add(self.store, name), self.contact_id or 0)

        self._attempt(act)

    def open_client(self, client_id: int) -> None:
        """Show a client where it lives."""
        self._shell.go("client", client_id)

    def menu(self, place: Place) -> Menu:
        """What can be done with a contact's place at a client."""
        menu = Menu(self)
        menu.add("Open the client", lambda: self.open_client(place.client_id), "arrow-square-out")
        if not place.is_main:
            menu.add("Make it the main contact", lambda: self._try(place, "is_main", True), "user")
        words = "Does not decide" if place.decides else "Decides about deals"
        menu.add(words, lambda: self._try(place, "decides", not place.decides), "check")
        menu.addSeparator()
        menu.add("Take off this client", lambda: self._unlink(place), "x")
        return menu

    def change(self, place: Place, field: str, value: Any) -> None:
        """Change what the contact is at a client. Raises UserError."""
        clients.change_contact(self.store, self.contact_id or 0, field, value, client_id=place.client_id)

    def _try(self, place: Place, field: str, value: bool) -> None:
        self._attempt(lambda: self.change(place, field, value))

    def _unlink(self, place: Place) -> None:
        if self._attempt(lambda: contacts.unlink(self.store, place.client_id, self.contact_id or 0)):
            self._shell.toast(f"Speaks for {place.client} no more")

    def _attempt(self, act: Callable[[], object]) -> bool:
        QTimer.singleShot(0, self, self._shell.hub.flush)
        return attempt(self._shell, act)

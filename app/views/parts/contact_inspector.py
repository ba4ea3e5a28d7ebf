"""One contact beside the list: whom it speaks for, how it is reached, its deals, its timeline; all edited in place.

inspector = ContactInspector(store, shell, on_more)
inspector.show_contact(id)   None for nothing; inspector.reload() after a change; inspector.closed
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.base import Changes
from app.domain.money import format_money
from app.services import clients, contacts, people
from app.views.parts.buttons import PlainButton
from app.views.parts.channel_rows import ChannelRows
from app.views.parts.choice_field import PersonField
from app.views.parts.contact_places import ContactPlaces
from app.views.parts.custom_section import CustomSection
from app.views.parts.fields import FormRow, NotesField
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.link_list import LinkList
from app.views.parts.note_log import NoteLog
from app.views.parts.picker import Option
from app.views.parts.record_rows import add_in_line
from app.views.parts.tab_order import TabOrder
from app.views.parts.tags_field import TagsField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.contacts import ContactDetail
    from app.views.page import ShellApi


class ContactInspector(InspectorFrame):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi, on_more: Callable[[QWidget], object]) -> None:
        super().__init__("Contact", partial(self._commit, "name"), on_more)
        self._store, self._shell = store, shell
        self.contact_id: int | None = None
        self.detail: ContactDetail | None = None
        self.places = ContactPlaces(store, shell)
        self.add(self.places, above=4)
        self.channels = ChannelRows(store, shell, "contact")
        self.add(self.channels, above=16, flush=True)
        self.owner = PersonField("Owner", (), partial(self._commit, "owner_id"))
        add_in_line(self, FormRow("Owner", self.owner), above=16)
        self.tags = TagsField(store, "contact")
        add_in_line(self, FormRow("Tags", self.tags))
        self.custom = CustomSection(store, "contact", go=shell.go)
        add_in_line(self, self.custom, above=16)
        self.deals = LinkList("Deals", "handshake", lambda i: shell.go("deal", i))
        self._deals_row = self.add(self.deals, above=16, flush=True)
        self.notes = NotesField("Notes", partial(self._commit, "notes"), placeholder="Add notes")
        self.add(self.notes, above=12, flush=True)
        self.log = NoteLog(store, shell, "contact")
        self.log.begun.connect(
            lambda: QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.log.field, 0, 24))
        )
        self.add(self.log, above=12)
        self.fill_up()
        self.log_call = PlainButton("Log a call", "phone")
        self.log_call.clicked.connect(lambda: self.log.begin("call"))
        self.foot.addWidget(self.log_call)
        self.foot.addStretch(1)
        self._order = TabOrder(self)
        shell.hub.changed.connect(self._on_changed)

    def show_contact(self, contact_id: int | None) -> None:
        """Show a contact from its top; None shows nothing and reads nothing."""
        if contact_id != self.contact_id:
            if (before := self.contact_id) is not None:
                self.save_typed(self._shell, "contact", lambda: contacts.detail(self._store, before))
            for field in (self.title, self.notes, self.owner):
                field.forget_edit()
            self.log.forget()
            for part in (self.tags, self.channels, self.custom):
                part.show_record(contact_id)
            self.area.verticalScrollBar().setValue(0)
            self.contact_id = contact_id
            self.reload(fold=True)

    def reload(self, *, fold: bool = False) -> None:
        """Read the contact again; closes when it is gone."""
        if self.contact_id is None:
            self.detail = None
            return
        self.detail = contacts.detail(self._store, self.contact_id)
        if self.detail is None:
            self.save_typed(self._shell, "contact", lambda: False)
            self.contact_id = None
            self.closed.emit()
            return
        with self.at_once():
            self._show(self.detail, fold=fold)
            self._order.keep_soon()

    def _show(self, detail: ContactDetail, *, fold: bool) -> None:
        self.title.set_value(detail.name)
        self.places.show_places(detail.id, detail.places)
        self.channels.reload()
        staff = people.everyone(self._store)
        self.owner.set_options([Option(person.id, person.name, mine=person.is_me) for person in staff])
        self.owner.set_value(detail.owner_id)
        links = [
            (i, title, stage, "" if amount is None else format_money(amount, currency))
            for i, title, amount, currency, stage, _ in detail.deals
        ]
        self._deals_row.setVisible(self.deals.show_links(links, fold=fold))
        self.notes.set_value(detail.notes)
        self.log.show_record(detail.id)

    def _on_changed(self, changes: Changes) -> None:
        if self.contact_id is not None and changes.touches("tag", "tag_link"):
            self.tags.reload()
        if self.contact_id is not None and changes.touches("custom_field", "custom_value"):
            self.custom.reload()

    def rename(self) -> None:
        """Edit the name."""
        self.title.begin_edit()

    def _commit(self, field: str, value: Any) -> None:
        if self.contact_id is not None:
            clients.change_contact(self._store, self.contact_id, field, value)

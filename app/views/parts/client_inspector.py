"""One client, everything about it in one scroll, each thing edited where it stands.

inspector = ClientInspector(store, shell, on_more, on_new_deal)
inspector.show_client(id)   None for nothing; inspector.reload() after a change; inspector.closed
Further sections are put in by `add(section, above=16)`, and read again in `_read_rest`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.base import Changes, today
from app.domain.money import format_money
from app.services import activities, client_page, clients, people, time_rates
from app.services.client_page import Next
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import PlainButton
from app.views.parts.channel_rows import ChannelRows
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.client_renewals import ClientRenewals
from app.views.parts.client_sections import MoneyLines, NextLines, ProjectLines
from app.views.parts.clock_button import ClockButton
from app.views.parts.contact_rows import ContactRows
from app.views.parts.custom_section import CustomSection
from app.views.parts.field import Field
from app.views.parts.fields import FormRow, NotesField
from app.views.parts.files_section import FilesSection
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import Label
from app.views.parts.link_list import LinkList
from app.views.parts.note_log import NoteLog
from app.views.parts.picker import Option
from app.views.parts.record_rows import add_in_line
from app.views.parts.tab_order import TabOrder
from app.views.parts.tags_field import TagsField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.client_page import ClientPage
    from app.services.clients import ClientDetail
    from app.views.page import ShellApi

_KINDS = (("organisation", "Organisation"), ("person", "Person"))
_FROM_NOW = "from now on"
_APART = frozenset({"tag", "tag_link", "custom_field", "custom_value", "attachment"})


class ClientInspector(InspectorFrame):
    """See the top of this module."""

    def __init__(
        self,
        store: Store,
        shell: ShellApi,
        on_more: Callable[[QWidget], object],
        on_new_deal: Callable[[int], object],
    ) -> None:
        super().__init__("Client", partial(self._commit, "name"), on_more)
        self._store, self._shell, self._on_new_deal = store, shell, on_new_deal
        self.client_id: int | None = None
        self.detail: ClientDetail | None = None
        self.page: ClientPage | None = None
        self.fields: dict[str, Field[Any]] = {}
        self.clock = ClockButton(store, shell, "client")
        self.put_in_head(self.clock)
        self._build_who()
        self._build_business()
        self._build_rest()
        self.fill_up()
        self.new_deal = PlainButton("New deal", "plus")
        self.new_deal.clicked.connect(self._ask_deal)
        self.log_call = PlainButton("Log a call", "phone")
        self.log_call.clicked.connect(lambda: self.log.begin("call"))
        self.foot.addWidget(self.new_deal)
        self.foot.addWidget(self.log_call)
        self.foot.addStretch(1)
        self._order = TabOrder(self)

    def _build_who(self) -> None:
        self.worth = Label("", "text2", wrap=True)
        self.add(self.worth)
        self.fields["kind"] = ChoiceField("Kind", _KINDS, self._change("kind"))
        self.fields["owner_id"] = PersonField("Owner", (), self._change("owner_id"))
        self.rate = AmountField("Hourly rate", self._on_rate, placeholder="The person's")
        self.rate.setToolTip("What an hour is billed at. Hours that are logged already keep the rate they have.")
        self.fields["rate_minor"] = self.rate
        self.tags = TagsField(self._store, "client")
        for place, field in enumerate((*self.fields.values(), self.tags)):
            add_in_line(self, FormRow(field.name, field), above=12 if place == 0 else 0)
        self.channels = ChannelRows(self._store, self._shell, "client")
        self.add(self.channels, above=16, flush=True)
        self.contacts = ContactRows(self._store, self._shell)
        self.add(self.contacts, above=16)

    def _build_business(self) -> None:
        shell = self._shell
        self.next = NextLines(self._done, self._open_next, ("Add to-do", lambda: self.log.begin("todo")))
        self.add(self.next, above=16, flush=True)
        self.renewals = ClientRenewals(self._store, shell, lambda: self.log.begin("call"))
        self.add(self.renewals, above=16, flush=True)
        self.deals = LinkList("Deals", "handshake", lambda i: shell.go("deal", i), ("New deal", self._ask_deal))
        self._deals_row = self.add(self.deals, above=16, flush=True)
        self.projects = ProjectLines(lambda i: shell.go("project", i), ("New project", self._ask_project))
        self.add(self.projects, above=16)
        self.money = MoneyLines(
            lambda page, wanted: shell.open_page(page, dict(wanted)),
            self._to_last_contact,
            ("Log time", self._ask_time),
        )
        self.add(self.money, above=16)

    def _build_rest(self) -> None:
        self.custom = CustomSection(self._store, "client", go=self._shell.go)
        add_in_line(self, self.custom, above=16)
        self.files = FilesSection(self._store, self._shell, "client")
        self.add(self.files, above=16, flush=True)
        self.setAcceptDrops(True)
        self.notes = NotesField("Notes", self._change("notes"), placeholder="Add notes")
        self.add(self.notes, above=12, flush=True)
        self.log = NoteLog(self._store, self._shell, "client")
        self.log.begun.connect(
            lambda: QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.log.field, 0, 24))
        )
        self.add(self.log, above=12)
        self._shell.hub.changed.connect(self._on_changed)

    # What is shown

    def show_client(self, client_id: int | None) -> None:
        """Show a client from its top; None shows nothing and reads nothing."""
        if client_id != self.client_id:
            if (before := self.client_id) is not None:
                self.save_typed(self._shell, "client", lambda: clients.detail(self._store, before))
            for field in (self.title, self.notes, *self.fields.values()):
                field.forget_edit()
            self.log.forget()
            for part in (self.tags, self.channels, self.custom, self.files):
                part.show_record(client_id)
            self.area.verticalScrollBar().setValue(0)
            self.client_id = client_id
            self.reload(fold=True)

    def reload(self, *, fold: bool = False) -> None:
        """Read the client again; closes when it is gone."""
        if self.client_id is None:
            self.detail = None
            self.clock.show_record(None)
            return
        self.detail = clients.detail(self._store, self.client_id)
        if self.detail is None:
            self.save_typed(self._shell, "client", lambda: False)
            self.client_id = None
            self.clock.show_record(None)
            self.closed.emit()
            return
        self.page = client_page.read(self._store, self.client_id)
        with self.at_once():
            self._show_who(self.detail)
            self._show_business(self.detail, self.page, fold=fold)
            self.notes.set_value(self.detail.notes)
            self.log.show_record(self.detail.id)
            self._order.keep_soon()

    def _show_who(self, detail: ClientDetail) -> None:
        self.title.set_value(detail.name)
        self.clock.show_record(detail.id, detail.name)
        owner = self.fields["owner_id"]
        if isinstance(owner, PersonField):
            staff = people.everyone(self._store)
            owner.set_options([Option(person.id, person.name, mine=person.is_me) for person in staff])
        self.rate.set_currency(time_rates.currency_of(self._store, "client", detail.id))
        for name, field in self.fields.items():
            field.set_value(
                getattr(detail, name), _FROM_NOW if name == "rate_minor" and detail.rate_minor is not None else ""
            )
        self.channels.reload()
        self.contacts.show_contacts(detail.id, detail.contacts)

    def _show_business(self, detail: ClientDetail, page: ClientPage, *, fold: bool) -> None:
        self.worth.setText(worth_text(detail, page))
        self.next.show_items(page.next)
        self.renewals.show_client(detail.id)
        links = [
            (i, title, stage, "" if amount is None else format_money(amount, currency))
            for i, title, amount, currency, stage, _ in detail.deals
        ]
        self.deals.show_links(links, fold=fold)
        self.projects.show_projects(page.projects)
        self.money.show_page(detail.id, page, client_page.timed_tasks(self._store, detail.id))

    def _on_changed(self, changes: Changes) -> None:
        """Tags, fields and files are read again by themselves: few changes touch them, and then nothing else of the client."""
        if self.client_id is None or not changes.tables.keys() & _APART:
            return
        for part, tables in (
            (self.tags, ("tag", "tag_link")),
            (self.custom, ("custom_field", "custom_value")),
            (self.files, ("attachment",)),
        ):
            if changes.touches(*tables):
                part.reload()

    # Files may be dropped anywhere on the client

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.dragEnterEvent(event)
        if event.isAccepted():
            self.area.ensureWidgetVisible(self.files, 0, 24)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.files.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.dropEvent(event)

    # What is done

    def rename(self) -> None:
        """Edit the name."""
        self.title.begin_edit()

    def _ask_deal(self) -> None:
        if self.client_id is not None:
            self._on_new_deal(self.client_id)

    def _ask_project(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self.window(), self._store, client_id=self.client_id)
        dialog.added.connect(lambda _, name: self._shell.toast(f"{name} added"))
        dialog.open()

    def _ask_time(self) -> None:
        from app.views.dialogs.log_time import LogTimeDialog

        if self.detail is not None:
            on = Option(("client", self.detail.id), self.detail.name, icon="buildings")
            dialog = LogTimeDialog(self.window(), self._store, today(), people.me(self._store).id, on)
            dialog.logged.connect(lambda _, name=self.detail.name: self._shell.toast(f"Time logged for {name}"))
            dialog.open()

    def _to_last_contact(self) -> None:
        """To the deal, project or contact it was about; what was about the client itself stands in its timeline."""
        last = self.page.last_contact if self.page is not None else None
        if last is None:
            return
        if last.kind != "client":
            self._shell.go(last.kind, last.record_id)
            return
        place = self.log.show_entry(last.activity_id)
        if place is not None:
            # older entries may just have come in: one turn lays them out, and in the next one there is room to scroll to
            QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, partial(self._bring_into_sight, place)))

    def _bring_into_sight(self, place: QRect) -> None:
        middle = self.log.mapTo(self.area, place.center()) + QPoint(0, self.area.verticalScrollBar().value())
        self.area.ensureVisible(middle.x(), middle.y(), 0, place.height() // 2 + 24)

    def _on_rate(self, minor: int | None) -> None:
        if self.client_id is not None:
            time_rates.put(self._store, "client", self.client_id, minor)

    def _done(self, item: Next) -> None:
        if item.kind == "deal":
            activities.complete_step(self._store, item.id)
        else:
            activities.complete(self._store, item.id)
        self._shell.toast(f"{item.text if len(item.text) < 80 else item.text[:70] + '…'} done")
        QTimer.singleShot(0, self, self.reload)

    def _open_next(self, item: Next) -> None:
        if item.deal_id is not None:
            self._shell.go("deal", item.deal_id)

    def _change(self, field: str) -> Callable[[Any], object]:
        return partial(self._commit, field)

    def _commit(self, field: str, value: object) -> None:
        if self.client_id is not None:
            clients.change(self._store, self.client_id, field, value)


def worth_text(detail: ClientDetail, page: ClientPage) -> str:
    """'€12,000 open in 2 deals, €24,600 won'."""
    row, home, parts = detail.row, page.money.home, []
    if row.open_deals:
        deals = "1 deal" if row.open_deals == 1 else f"{row.open_deals} deals"
        parts.append(f"{format_money(row.open_minor, home, cents=False)} open in {deals}")
    if row.won_deals:
        parts.append(f"{format_money(row.won_minor, home, cents=False)} won")
    return ", ".join(parts) or "No deals yet"

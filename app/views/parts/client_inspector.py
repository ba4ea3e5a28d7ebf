"""One client beside the list: its fields edited in place, its contacts, and the deals and projects with it.

inspector = ClientInspector(store, shell, on_more, on_new_deal)
inspector.show_client(id)   None for nothing; inspector.reload() after a change; inspector.closed
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money import format_money
from app.services import clients, people, settings
from app.views import theme
from app.views.parts.buttons import LinkButton, PlainButton
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.contact_rows import ContactRows
from app.views.parts.field import PAD, Field
from app.views.parts.fields import FormRow, NotesField, TextField
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import Label
from app.views.parts.link_row import LinkRow
from app.views.parts.note_log import NoteLog
from app.views.parts.picker import Option
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.clients import ClientDetail
    from app.views.page import ShellApi

_WORDS = (
    ("E-mail", "email"),
    ("Telephone", "phone"),
    ("Website", "website"),
    ("Street", "street"),
    ("Postcode", "postcode"),
    ("City", "city"),
    ("Country", "country"),
)
_FIRST = 8


class LinkList(QWidget):
    """A section of rows that lead elsewhere; of many the first few, and a link to the others."""

    def __init__(self, title: str, icon: str, go: Callable[[int], object]) -> None:
        super().__init__()
        self._icon, self._go, self._whole = icon, go, False
        self._all: Sequence[tuple[int, str, str, str]] = ()
        self.rows: list[LinkRow] = []
        self._head = SectionHead(title)
        self._rest = LinkButton("", size=theme.SECOND)
        self._rest.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, layout in ((self._head, QHBoxLayout()), (self._rest, QHBoxLayout())):
            layout.setContentsMargins(PAD, 0, PAD, 0)
            layout.addWidget(part)
            column.addLayout(layout)
        self._box = QVBoxLayout()
        self._box.setSpacing(0)
        column.insertLayout(1, self._box)

    def show_links(self, links: Sequence[tuple[int, str, str, str]], *, fold: bool = True) -> bool:
        """(id, name, word, figure) each; whether there are any. `fold`: another record is shown."""
        self._whole = self._whole and not fold
        self._all = links
        shown = links if self._whole else links[:_FIRST]
        for row in self.rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for i, name, word, figure in shown:
            row = LinkRow(name, word, figure, self._icon)
            row.clicked.connect(lambda _=False, i=i: self._go(i))
            self._box.addWidget(row)
            self.rows.append(row)
        self._head.set_note(str(len(links)) if len(links) > 1 else "")
        self._rest.setText(f"Show all {len(links)}")
        self._rest.setVisible(len(shown) < len(links))
        return bool(links)

    def _show_all(self) -> None:
        self._whole = True
        self.show_links(self._all, fold=False)


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
        self._store, self._shell = store, shell
        self.client_id: int | None = None
        self.detail: ClientDetail | None = None
        self.fields: dict[str, Field[Any]] = {}
        self._build_fields()
        self.contacts = ContactRows(store, shell)
        self.add(self.contacts, above=16)
        self.deals = LinkList("Deals", "handshake", lambda i: shell.go("deal", i))
        self._deals_row = self.add(self.deals, above=16, flush=True)
        self.projects = LinkList("Projects", "flag", lambda i: shell.go("project", i))
        self._projects_row = self.add(self.projects, above=16, flush=True)
        self.notes = NotesField("Notes", self._change("notes"), placeholder="Add notes")
        self.add(self.notes, above=12, flush=True)
        self.log = NoteLog(store, shell, "client")
        self.log.begun.connect(
            lambda: QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.log.field, 0, 24))
        )
        self.add(self.log, above=12)
        self.fill_up()
        self.new_deal = PlainButton("New deal", "plus")
        self.new_deal.clicked.connect(lambda: self.client_id is not None and on_new_deal(self.client_id))
        self.foot.addWidget(self.new_deal)
        self.foot.addStretch(1)

    def _build_fields(self) -> None:
        self.worth = Label("", "text2")
        self.add(self.worth)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        kinds = (("organisation", "Organisation"), ("person", "Person"))
        self.fields["kind"] = ChoiceField("Kind", kinds, self._change("kind"))
        for name, key in _WORDS:
            self.fields[key] = TextField(name, self._change(key), placeholder="Add")
        self.fields["owner_id"] = PersonField("Owner", (), self._change("owner_id"))
        for field in self.fields.values():
            column.addWidget(FormRow(field.name, field))
        outside = self.add(holder, above=12)
        layout = outside.layout()
        if layout is not None:
            edges = layout.contentsMargins()
            layout.setContentsMargins(edges.left(), edges.top(), edges.right() - PAD, edges.bottom())

    def show_client(self, client_id: int | None) -> None:
        """Show a client from its top; None shows nothing and reads nothing."""
        if client_id != self.client_id:
            for field in (self.title, self.notes, *self.fields.values()):
                field.forget_edit()
            self.log.forget()
            self.area.verticalScrollBar().setValue(0)
            self.client_id = client_id
            self.reload(fold=True)

    def reload(self, *, fold: bool = False) -> None:
        """Read the client again; closes when it is gone."""
        if self.client_id is None:
            self.detail = None
            return
        self.detail = clients.detail(self._store, self.client_id)
        if self.detail is None:
            self.client_id = None
            self.closed.emit()
            return
        self._show(self.detail, fold=fold)

    def _show(self, detail: ClientDetail, *, fold: bool) -> None:
        self.title.set_value(detail.name)
        self.worth.setText(worth_text(detail, settings.home_currency(self._store)))
        for name, field in self.fields.items():
            if name == "owner_id" and isinstance(field, PersonField):
                staff = people.everyone(self._store)
                field.set_options([Option(person.id, person.name, mine=person.is_me) for person in staff])
            field.set_value(getattr(detail, name))
        self.contacts.show_contacts(detail.id, detail.contacts)
        links = [
            (i, title, stage, "" if amount is None else format_money(amount, currency))
            for i, title, amount, currency, stage, _ in detail.deals
        ]
        self._deals_row.setVisible(self.deals.show_links(links, fold=fold))
        projects = [(i, name, status.capitalize(), "") for i, name, status in detail.projects]
        self._projects_row.setVisible(self.projects.show_links(projects, fold=fold))
        self.notes.set_value(detail.notes)
        self.log.show_record(detail.id)

    def rename(self) -> None:
        """Edit the name."""
        self.title.begin_edit()

    def _change(self, field: str) -> Callable[[Any], object]:
        return partial(self._commit, field)

    def _commit(self, field: str, value: object) -> None:
        if self.client_id is not None:
            clients.change(self._store, self.client_id, field, value)


def worth_text(detail: ClientDetail, home: str) -> str:
    """'€12,000 open in 2 deals, €24,600 won'."""
    row, parts = detail.row, []
    if row.open_deals:
        deals = "1 deal" if row.open_deals == 1 else f"{row.open_deals} deals"
        parts.append(f"{format_money(row.open_minor, home, cents=False)} open in {deals}")
    if row.won_deals:
        parts.append(f"{format_money(row.won_minor, home, cents=False)} won")
    return ", ".join(parts) or "No deals yet"

"""The contacts as a list of their own: found, narrowed, arranged, edited in the cell, exported, kept as segments.

side = ContactSide(store, shell)    side.refresh(); side.opened(id); side.current_changed(id)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import reach
from app.services import channels, clients, contact_list, custom_fields, people
from app.services.channels import OWN
from app.services.contact_list import ContactFilter, ListRow
from app.services.listing import CUSTOM, Listing, Part, SortKey
from app.views.list_memory import ListMemory
from app.views.parts import custom_cells, custom_columns
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.arrangement import Arrangement
from app.views.parts.beside import in_card
from app.views.parts.choice_field import PersonField
from app.views.parts.client_filters import ClientReads
from app.views.parts.contact_filters import ContactFilters
from app.views.parts.contact_verbs import ContactVerbs
from app.views.parts.empty import EmptyState
from app.views.parts.field import Field
from app.views.parts.fields import TextField
from app.views.parts.group_rows import Told
from app.views.parts.list_bar import ListBar
from app.views.parts.list_state import ListState
from app.views.parts.picker import Option
from app.views.parts.rows import Col, RowsModel
from app.views.theme import PAGE_MARGIN, TOOLBAR, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

USUAL: Final = Arrangement(("name", "clients", "role", "email", "phone", "owner"), (SortKey("name"),))
_NONE: Final = {"clients": "No client", "owner": "Nobody", "tags": "No tag"}
_THERE: Final = "A contact has a role at each of its clients. Open the contact to change it."


def columns(fields: Sequence[custom_fields.Field]) -> list[Col[ListRow]]:
    """Every column there is."""
    return [
        Col("name", "Name", lambda row: row.name, sort_key="name"),
        Col("clients", "Clients", lambda row: row.clients, width=200, tone=lambda _: "second", sort_key="clients"),
        Col("role", "Role", lambda row: row.roles, width=120, tone=lambda _: "second", gives_way=820),
        Col("email", "E-mail", lambda row: row.email, width=200, tone=lambda _: "second", sort_key="email"),
        Col("phone", "Telephone", lambda row: row.phone, width=140, tone=lambda _: "second", sort_key="phone"),
        Col("decides", "Decides", lambda row: "Yes" if row.decides else "", width=80, tone=lambda _: "second"),
        Col(
            "owner", "Owner", lambda row: row.owner_initials, width=76, sort_key="owner", avatar=True,
            tone=lambda row: "accent" if row.owner_is_me else "plain", tooltip=lambda row: row.owner, value=lambda row: row.owner,
        ),
        Col("tags", "Tags", lambda row: ", ".join(tag.name for tag in row.tags), width=130, tone=lambda _: "second"),
        *custom_columns.columns(fields),
    ]  # fmt: skip


class ContactSide(QWidget):
    """See the top of this module. `asked` for the place to write: what kind, about whom; `renaming` where the cell is not shown."""

    opened = Signal(int)
    current_changed = Signal(int)
    counted = Signal()
    renaming = Signal(int)
    asked = Signal(str, int)
    new_wanted = Signal()

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._fields: tuple[custom_fields.Field, ...] = ()
        self._empty: EmptyState | None = None
        self._next: int | None = None
        self.number = 0
        self.filters = ContactFilters(store, "contacts", self)
        self.rows: RowsModel[ListRow] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, USUAL)
        self.table.setAccessibleName("Contacts")
        self._writing: list[QShortcut] = []
        self.verbs = ContactVerbs(store, shell, self, self.opened.emit, self._rename, self.asked.emit)
        self.table.menu = self.verbs.menu
        self.table.edits = self._edits
        self.bar = ListBar(self.table, self.export_seen)
        self._latest, self._counts = (ClientReads(store, self, table="contact") for _ in range(2))
        self._count = QTimer(self)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._on_count)
        line = QWidget()
        line.setFixedHeight(px(TOOLBAR))
        row = QHBoxLayout(line)
        row.setContentsMargins(px(PAGE_MARGIN), 0, px(PAGE_MARGIN), 0)
        row.setSpacing(0)
        self.row = row
        self.filters.row.setContentsMargins(12, 0, PAGE_MARGIN, 0)
        row.addWidget(self.filters, 1)
        row.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(in_card(self.table), 1)
        self._learn()
        memory = ListMemory(store.path, "contacts")
        self.state = ListState(self.table, memory, lambda: self.filters.views.view is not None)
        self.bar.show_arrangement()
        self.filters.changed.connect(self.reload)
        self.filters.left.connect(self.table.setFocus)
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(shell.error)
        self.table.opened.connect(self.opened)
        self.table.clicked_once.connect(self._on_clicked)
        self.table.current_changed.connect(lambda i: self.current_changed.emit(i) if i is not None else None)
        for keys, act in (
            ("F2", lambda ids: self._rename(ids[0])), ("Del", self.verbs.delete), ("O", self.verbs.owner),
            ("C", lambda ids: self.asked.emit("call", ids[0])), ("N", lambda ids: self.asked.emit("note", ids[0])),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act(ids) if (ids := self._chosen()) else None)
            if keys in ("C", "N"):
                self._writing.append(shortcut)

    def refresh(self) -> None:
        """Read everything shown again."""
        self._learn()
        self.filters.show_filter(self.filters.flt)
        self.reload()

    def _learn(self) -> None:
        self._fields = tuple(custom_fields.fields(self._store, "contact"))
        groups = [("clients", "Client"), ("owner", "Owner"), ("tags", "Tag"), *custom_columns.groupings(self._fields)]
        self.table.set_catalogue(columns(self._fields), groups)

    def _fetch(self, ids: Sequence[int]) -> list[ListRow]:
        return contact_list.rows(self._store, ids, self.table.known_columns)

    def reload(self) -> None:
        """Read which contacts there are."""
        flt, how = self.filters.flt, self.table.arrangement
        if self._latest.beside:
            self.rows.read_again()
        self._latest.ask(
            lambda: (flt, how, contact_list.ids(self._store, flt, how.sorts, how.group)),
            lambda found: self._show(*found),
        )

    def _show(self, flt: ContactFilter, how: Arrangement, found: Listing) -> None:
        if (flt, how[1:]) != (self.filters.flt, self.table.arrangement[1:]):
            return
        self.number = len(set(found.ids))
        self.table.show_listing(found, self._describe)
        if not found.ids:
            self._show_empty()
        self._count.start()
        if self._next is not None:
            wanted, self._next = self._next, None
            self.table.select(wanted)
        self.counted.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            wanted = self.filters.counted()
            self._counts.ask(
                lambda: {key: contact_list.count(self._store, flt) for key, flt in wanted.items()},
                self.filters.show_counts,
            )

    def _describe(self, part: Part) -> Told:
        by = self.table.arrangement.group
        if by.startswith(CUSTOM):
            return Told(custom_columns.words(self._fields, by, part.key), {}, {})
        return Told(part.name if part.key else _NONE.get(by, "Nothing"), {}, {})

    def _show_empty(self) -> None:
        if self.filters.is_narrowed:
            text = self.filters.flt.text
            words = f"No contact has “{text}” in its details or clients" if text else "No contact passes this filter"
            empty = EmptyState("funnel-simple", words, "", second=("Show all contacts", self.filters.clear))
        else:
            words = "Add them where you see their client, or enter one here."
            empty = EmptyState("user", "No contacts yet", words, second=("New contact", self.new_wanted.emit))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def select(self, contact_id: int) -> None:
        """Select a contact, even if that means to show all of them."""
        if not self.table.select(contact_id):
            self._next = contact_id
            self.filters.clear()
            self.reload()

    # As a segment

    def get_spec(self) -> dict[str, Any]:
        """What is shown now: the filter and the arrangement."""
        return {**contact_list.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a segment."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.show_filter(contact_list.from_spec(spec))
        self.reload()

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self.reload()

    def _on_clicked(self) -> None:
        if self.table.current is not None and len(self.table.selected) == 1:
            self.opened.emit(self.table.current)

    # What is done

    def let_write(self, on: bool) -> None:
        """Whether C and N are the list's: once a contact is beside it, its timeline takes them."""
        for shortcut in self._writing:
            shortcut.setEnabled(on)

    def _rename(self, contact_id: int) -> None:
        if not self.table.isVisible() or not self.table.edit_cell(contact_id, "name"):
            self.renaming.emit(contact_id)

    def _chosen(self) -> list[int]:
        current = self.table.current
        return self.table.selected or ([current] if current is not None else [])

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Contacts", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self._store
        export_seen.write(
            self._shell,
            path,
            self.rows.columns,
            self.table.listed,
            lambda ids: contact_list.rows(store, ids, keys),
            "contact",
        )

    def _edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if key.startswith(CUSTOM):
            return custom_cells.field(self._store, key, row.id, row.custom, row.links, self._shell.go)
        field: Any
        change = partial(clients.change_contact, self._store, row.id)
        if key == "name":
            field = TextField("Name", partial(change, "name"), required=True)
        elif key in ("email", "phone"):
            field = TextField(reach.KINDS[key], partial(channels.change, self._store, "contact", row.id, key, OWN))
        elif key == "owner":
            staff = [Option(each.id, each.name, mine=each.is_me) for each in people.everyone(self._store)]
            field = PersonField("Owner", staff, partial(change, "owner_id"))
        else:
            return _THERE
        field.set_value(row.owner_id if key == "owner" else getattr(row, key))
        made: Field[Any] = field
        return made

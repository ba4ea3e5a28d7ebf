"""The contacts as a list of their own: found, narrowed, arranged, edited in the cell, exported, kept as segments.

side = ContactSide(store, shell)    side.refresh(); side.opened(id); side.current_changed(id)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import reach
from app.services import channels, clients, contact_list, custom_fields, people
from app.services.channels import OWN
from app.services.contact_list import ListRow
from app.services.listing import CUSTOM, Part, SortKey
from app.views.parts import custom_cells, custom_columns
from app.views.parts.arrangement import Arrangement
from app.views.parts.beside import in_card
from app.views.parts.choice_field import PersonField
from app.views.parts.contact_filters import ContactFilters
from app.views.parts.contact_verbs import ContactVerbs
from app.views.parts.field import Field
from app.views.parts.fields import TextField
from app.views.parts.group_rows import Told
from app.views.parts.kept_listing import KeptListing, Listed
from app.views.parts.picker import Option
from app.views.parts.rows import Col
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


class ContactSide(KeptListing, QWidget):
    """See the top of this module. `asked` for the place to write: what kind, about whom; `renaming` where the cell is not shown."""

    opened = Signal(int)
    current_changed = Signal(int)
    counted = Signal()
    renaming = Signal(int)
    asked = Signal(str, int)
    new_wanted = Signal()

    listed = Listed(
        contact_list, "contact", "details or clients", "user", "Add them where you see their client, or enter one here."
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self.store, self.shell = store, shell
        self._fields: tuple[custom_fields.Field, ...] = ()
        self.make_list(self, ContactFilters(store, "contacts", self), USUAL)
        self._writing: list[QShortcut] = []
        self.verbs = ContactVerbs(store, shell, self, self.opened.emit, self._rename, self.asked.emit)
        self.table.menu = self.verbs.menu
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
        self.begin_list()
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
        self._fields = tuple(custom_fields.fields(self.store, "contact"))
        groups = [("clients", "Client"), ("owner", "Owner"), ("tags", "Tag"), *custom_columns.groupings(self._fields)]
        self.table.set_catalogue(columns(self._fields), groups)

    def on_shown(self) -> None:
        self.counted.emit()

    def new(self) -> None:
        self.new_wanted.emit()

    def describe(self, part: Part) -> Told:
        by = self.table.arrangement.group
        if by.startswith(CUSTOM):
            return Told(custom_columns.words(self._fields, by, part.key), {}, {})
        return Told(part.name if part.key else _NONE.get(by, "Nothing"), {}, {})

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

    def edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if key.startswith(CUSTOM):
            return custom_cells.field(self.store, key, row.id, row.custom, row.links, self.shell.go)
        field: Any
        change = partial(clients.change_contact, self.store, row.id)
        if key == "name":
            field = TextField("Name", partial(change, "name"), required=True)
        elif key in ("email", "phone"):
            field = TextField(reach.KINDS[key], partial(channels.change, self.store, "contact", row.id, key, OWN))
        elif key == "owner":
            staff = [Option(each.id, each.name, mine=each.is_me) for each in people.everyone(self.store)]
            field = PersonField("Owner", staff, partial(change, "owner_id"))
        else:
            return _THERE
        field.set_value(row.owner_id if key == "owner" else getattr(row, key))
        made: Field[Any] = field
        return made

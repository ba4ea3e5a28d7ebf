"""The clients: arranged and narrowed as their user likes, kept as segments, and the one looked at beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import client_list, clients, custom_fields, settings
from app.services.client_list import ClientFilter, ListRow
from app.services.listing import Listing
from app.views.list_memory import ListMemory
from app.views.page import Page
from app.views.parts import client_columns, custom_columns
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.arrangement import Arrangement
from app.views.parts.beside import Beside, in_card
from app.views.parts.buttons import IconButton
from app.views.parts.client_filters import ClientFilters
from app.views.parts.client_verbs import ClientVerbs
from app.views.parts.deal_actions import DealActions
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import AT_ONCE, LatestRead
from app.views.parts.list_bar import EXPORT_KEYS, ListBar, bind_export
from app.views.parts.list_state import ListState
from app.views.parts.menu import Menu
from app.views.parts.rows import RowsModel
from app.views.theme import PAGE_MARGIN, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.new_client import NewClientDialog
    from app.views.page import ShellApi
    from app.views.parts.client_columns import ClientCells
    from app.views.parts.client_inspector import ClientInspector
    from app.views.parts.contact_inspector import ContactInspector
    from app.views.parts.field import Field


class ClientReads(LatestRead):
    """Reads beside the window once there are many clients."""

    @property
    def beside(self) -> bool:
        return int(self._store.value("SELECT ifnull(max(id), 0) FROM client")) > AT_ONCE


class Clients(Page):
    """See the top of this module."""

    key = "clients"
    reads = frozenset(
        {
            "client", "contact", "client_contact", "channel", "deal", "stage", "project", "person", "setting", "rate", "activity",
            "task", "time_entry", "change_order", "renewal", "promise", "tag", "tag_link", "custom_field", "custom_value", "saved_view",
        }
    )  # fmt: skip
    main_button = ("New client", "plus", "Ctrl+N")
    shortcut_help = (
        ("Enter", "Open the client beside the list; on a cell, edit it"),
        ("← →", "From cell to cell"),
        ("F2", "Edit the cell, or the name"),
        ("Del", "Delete it"),
        ("Shift+click", "Sort by a head too"),
        (EXPORT_KEYS, "Export what is seen"),
        ("Ctrl+F", "Find clients"),
        ("Esc", "Close the client"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._number = 0
        self.dialog: NewClientDialog | None = None
        self._empty: EmptyState | None = None
        self._cells: ClientCells | None = None
        self._select_next: int | None = None
        self.verbs = DealActions(store, shell, self)
        self.doings = ClientVerbs(store, shell, self, self._rename, self._new_deal)
        self.filters = ClientFilters(store, self.key, self)
        self.rows: RowsModel[ListRow] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, client_columns.USUAL)
        self.table.setAccessibleName("Clients")
        self.table.menu = self.doings.menu
        self.table.edits = self._edits
        self.bar = ListBar(self.table, self.export_seen)
        self.latest, self._counts = ClientReads(store, self), ClientReads(store, self)
        self._inspector: ClientInspector | None = None
        self._contact: ContactInspector | None = None
        self._stack = QStackedWidget()
        self._build()
        self._learn()
        self.state = ListState(
            self.table, ListMemory(store.path, self.key), lambda: self.filters.views.view is not None
        )
        self.bar.show_arrangement()
        self._connect()

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(0, 0, px(PAGE_MARGIN), 0)
        tools.setSpacing(0)
        tools.addWidget(self.filters, 1)
        tools.addWidget(self.bar)
        duplicates = IconButton("users", "Duplicates…")
        duplicates.set_tooltip("Clients and contacts that may be there twice")
        duplicates.clicked.connect(lambda: self.doings.duplicates())  # noqa: PLW0108  (clicked hands on whether it is checked)
        tools.addWidget(duplicates)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tools)
        column.addWidget(in_card(self.table), 1)
        self.beside = Beside(content, self._stack)
        self.table.patient = lambda: self.beside.is_narrow
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _connect(self) -> None:
        self._count = QTimer(self)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._on_count)
        self.filters.changed.connect(self._reload)
        self.filters.left.connect(self.table.setFocus)
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self.shell.error)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.clicked_once.connect(self._on_clicked)
        for keys, act in (("F2", self._rename), ("Del", self.doings.delete)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act(ids) if (ids := self._chosen()) else None)
        bind_export(self, self.export_seen)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.line.setFocus)

    # What is shown

    def refresh(self) -> None:
        self._learn()
        self.filters.show_filter(self.filters.flt)
        self._reload()
        if self._inspector is not None:
            self._inspector.reload()
        if self._contact is not None:
            self._contact.reload()

    def _learn(self) -> None:
        """What columns need to know beside their rows."""
        fields = tuple(custom_fields.fields(self.store, "client"))
        self.look = client_columns.Look(settings.home_currency(self.store), fields)
        groupings = [*client_columns.GROUPINGS, *custom_columns.groupings(fields)]
        self.table.set_catalogue(client_columns.columns(self.look), groupings)

    def _fetch(self, ids: Sequence[int]) -> list[ListRow]:
        return client_list.rows(self.store, ids, self.table.known_columns)

    def _reload(self) -> None:
        flt, how = self.filters.flt, self.table.arrangement
        if self.latest.beside:
            self.rows.read_again()
        self.latest.ask(
            lambda: (flt, how, client_list.ids(self.store, flt, how.sorts, how.group)), lambda found: self._show(*found)
        )

    def _show(self, flt: ClientFilter, how: Arrangement, found: Listing) -> None:
        if (flt, how[1:]) != (self.filters.flt, self.table.arrangement[1:]):
            return
        self._number = len(set(found.ids))
        self.table.show_listing(found, partial(client_columns.describe, self.look, how.group))
        self._show_empty()
        self._count.start()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            self.table.select(wanted)
        self.head_changed.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            wanted = self.filters.counted()
            self._counts.ask(
                lambda: {key: client_list.count(self.store, flt) for key, flt in wanted.items()},
                self.filters.show_counts,
            )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_empty(self) -> None:
        if self.rows.ids:
            return
        if self.filters.is_narrowed:
            text = self.filters.flt.text
            words = (
                f"No client has “{text}” in its names, details or contacts" if text else "No client passes this filter"
            )
            empty = EmptyState("funnel-simple", words, "", second=("Show all clients", self.filters.clear))
        else:
            words = "They come with your deals, or enter one here with whom you speak to."
            empty = EmptyState("buildings", "No clients yet", words, second=("New client", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def totals(self) -> str:
        return f"<b>{self._number:,}</b> {'client' if self._number == 1 else 'clients'}"

    # How it is arranged

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self._reload()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Clients", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self.store
        export_seen.write(
            self.shell,
            path,
            self.rows.columns,
            self.table.listed,
            lambda ids: client_list.rows(store, ids, keys),
            "client",
        )

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a segment: the filter and the arrangement."""
        return {**client_list.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a segment."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.show_filter(client_list.from_spec(spec))
        self._reload()

    def _edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if self._cells is None:
            self._cells = client_columns.ClientCells(self.store, self.shell.go)
        return self._cells.edit(key, row)

    # What is asked of it

    def new(self) -> None:
        from app.views.dialogs.new_client import NewClientDialog

        self.dialog = NewClientDialog(self.window(), self.store)
        self.dialog.added.connect(self._on_added)
        self.dialog.known_wanted.connect(lambda known: self.show_record("client", known))
        self.dialog.open()

    def _on_added(self, client_id: int, name: str) -> None:
        self.shell.toast(f"{name} added")
        self.shell.hub.flush()  # its row must be there before it can be selected
        self.show_record("client", client_id)

    def show_record(self, kind: str, record_id: int) -> None:
        if kind == "contact":
            self._open_contact(record_id)
            return
        if not self.table.select(record_id):
            self._select_next = record_id
            self.filters.clear()
            self._reload()
        if clients.rows(self.store, [record_id]):
            self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        self.filters.show_filter(client_list.from_spec(wanted))
        self._reload()

    def panes(self) -> list[QWidget]:
        return [self.table, *([self.inspector] if self.beside.is_open else []), self.filters.line]

    # The inspector

    @property
    def inspector(self) -> ClientInspector:
        """Made when it is first wanted, so that the page is painted before it."""
        if self._inspector is None:
            from app.views.parts.client_inspector import ClientInspector

            self._inspector = ClientInspector(self.store, self.shell, self._show_menu, self._new_deal)
            self._inspector.closed.connect(self.close_inspector)
            self._stack.addWidget(self._inspector)
        return self._inspector

    @property
    def contact(self) -> ContactInspector:
        """The inspector of contacts, made when the first one is looked at."""
        if self._contact is None:
            from app.views.parts.contact_inspector import ContactInspector

            self._contact = ContactInspector(self.store, self.shell, self._show_contact_menu)
            self._contact.closed.connect(self.close_inspector)
            self._stack.addWidget(self._contact)
        return self._contact

    def _on_current(self, client_id: int | None) -> None:
        if client_id is not None and self.beside.is_open:
            self.inspector.show_client(client_id)
            self._stack.setCurrentWidget(self.inspector)

    def _on_clicked(self) -> None:
        current = self.table.current
        if current is not None and not self.beside.is_open and len(self.table.selected) == 1:
            self._open(current, focus=False)

    def _open_contact(self, contact_id: int) -> None:
        self.contact.show_contact(contact_id)
        self._stack.setCurrentWidget(self.contact)
        self.beside.open()

    def _show_contact_menu(self, button: QWidget) -> None:
        contact = self.contact.detail
        if contact is not None:
            menu = Menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.add("Rename", self.contact.rename, "pencil-simple", "F2")
            menu.addSeparator()
            menu.add("Delete", lambda: self._delete_contact(contact.id, contact.name), "trash")
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _delete_contact(self, contact_id: int, name: str) -> None:
        clients.delete_contact(self.store, contact_id)
        self.shell.toast(f"{name} deleted")

    def _open(self, client_id: int, *, focus: bool = True) -> None:
        self.inspector.show_client(client_id)
        self._stack.setCurrentWidget(self.inspector)
        self.beside.open()
        if focus and self.beside.is_narrow:
            self.inspector.more.setFocus()

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.show_client(None)
            if self._contact is not None:
                self._contact.show_contact(None)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # Verbs

    def _chosen(self) -> Sequence[int]:
        current = self.table.current
        return self.table.selected or ([current] if current is not None else [])

    def _show_menu(self, button: QWidget) -> None:
        menu = self.doings.menu([self.inspector.client_id]) if self.inspector.client_id is not None else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _rename(self, ids: Sequence[int]) -> None:
        if self.table.isVisible() and self.table.edit_cell(ids[0], "name"):
            return
        self._open(ids[0], focus=False)
        self.inspector.rename()

    def _new_deal(self, client_id: int) -> None:
        self.verbs.new(client_id=client_id)

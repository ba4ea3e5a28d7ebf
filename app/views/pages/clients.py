"""The clients: who they are, what is open with them and what was won, and the one looked at beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.money import format_money
from app.services import clients, settings
from app.services.clients import ClientRow
from app.views.page import Page
from app.views.parts.beside import Beside
from app.views.parts.buttons import QuietButton
from app.views.parts.deal_actions import DealActions
from app.views.parts.empty import EmptyState
from app.views.parts.list_table import ListTable
from app.views.parts.menu import Menu
from app.views.parts.pane import Pane
from app.views.parts.rows import Col, RowsModel
from app.views.parts.search_line import SearchLine
from app.views.theme import PAGE_MARGIN, TOOLBAR, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.new_client import NewClientDialog
    from app.views.page import ShellApi
    from app.views.parts.client_inspector import ClientInspector
    from app.views.parts.contact_inspector import ContactInspector

_TYPING_MS = 150
MOST_MERGED = 4  # stand side by side


class Clients(Page):
    """See the top of this module."""

    key = "clients"
    reads = frozenset(
        {
            "client", "contact", "client_contact", "channel", "deal", "stage", "project", "person", "setting", "rate", "activity",
            "task", "time_entry", "change_order", "renewal", "promise",
        }
    )  # fmt: skip
    main_button = ("New client", "plus", "Ctrl+N")
    shortcut_help = (
        ("Enter", "Open the client beside the list"),
        ("F2", "Rename the client"),
        ("Del", "Delete it"),
        ("Ctrl+F", "Find clients"),
        ("Esc", "Close the client"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.home = "EUR"
        self.sort = ("name", False)
        self.dialog: NewClientDialog | None = None
        self._empty: EmptyState | None = None
        self.verbs = DealActions(store, shell, self)
        self.rows = RowsModel(self._columns(), lambda ids: clients.rows(store, list(ids)), lambda row: row.id, self)
        self.table = ListTable(self.rows)
        self.table.setAccessibleName("Clients")
        self.table.menu = self._menu
        self._inspector: ClientInspector | None = None
        self._contact: ContactInspector | None = None
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def _columns(self) -> list[Col[ClientRow]]:
        def amount(minor: int) -> str:
            return format_money(minor, self.home, cents=False) if minor else ""

        def number(count: int) -> str:
            return f"{count:,}" if count else ""

        return [
            Col("name", "Name", lambda row: row.name, sort_key="name", tooltip=lambda row: row.name),
            Col("city", "City", lambda row: row.city, width=140, tone=lambda _: "second", sort_key="city"),
            Col("contacts", "Contacts", lambda row: number(row.contacts), "right", 84, lambda _: "second"),
            Col("open_deals", "Open deals", lambda row: number(row.open_deals), "right", 96, sort_key="open_deals"),
            Col("open", "Open amount", lambda row: amount(row.open_minor), "right", 112),
            Col("won_deals", "Won", lambda row: number(row.won_deals), "right", 64, sort_key="won_deals"),
            Col("won", "Won amount", lambda row: amount(row.won_minor), "right", 112),
            Col("projects", "Projects", lambda row: number(row.projects), "right", 84, lambda _: "second"),
        ]

    def _build(self) -> None:
        self.search = SearchLine("Find clients")
        self.search.setFixedWidth(px(240))
        bar = QWidget()
        bar.setFixedHeight(px(TOOLBAR))
        tools = QHBoxLayout(bar)
        tools.setContentsMargins(px(PAGE_MARGIN), 0, px(PAGE_MARGIN), 0)
        tools.addWidget(self.search)
        tools.addStretch(1)
        duplicates = QuietButton("Duplicates…", "users")
        duplicates.set_tooltip("Clients and contacts that may be there twice")
        duplicates.clicked.connect(lambda: self._duplicates())  # noqa: PLW0108  (clicked hands on whether it is checked)
        tools.addWidget(duplicates)
        pane = Pane()
        pane.box.addWidget(self.table)
        inset = QHBoxLayout()
        inset.setContentsMargins(px(PAGE_MARGIN), 0, px(PAGE_MARGIN), px(PAGE_MARGIN))
        inset.addWidget(pane)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(inset, 1)
        self.beside = Beside(content, self._stack)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)
        self.table.set_sorted(self.sort[0])

    def _connect(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING_MS)
        self._timer.timeout.connect(self._reload)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.table.sort_requested.connect(self._on_sort)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.clicked.connect(lambda _: self._on_clicked())
        for keys, act in (("F2", self._rename), ("Del", self._delete)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act(ids) if (ids := self._chosen()) else None)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)

    # What is shown

    def refresh(self) -> None:
        self._reload()
        if self._inspector is not None:
            self._inspector.reload()
        if self._contact is not None:
            self._contact.reload()

    def _reload(self) -> None:
        self.home = settings.home_currency(self.store)
        self.rows.set_ids(clients.list_ids(self.store, self.search.text(), self.sort[0], self.sort[1]))
        self._show_empty()
        self.head_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_empty(self) -> None:
        if self.rows.ids:
            return
        if self.search.text().strip():
            words = f"No client has “{self.search.text().strip()}” in its name, city, e-mail or contacts"
            empty = EmptyState("funnel-simple", words, "", second=("Show all clients", self.search.clear))
        else:
            words = "They come with your deals, or enter one here with whom you speak to."
            empty = EmptyState("buildings", "No clients yet", words, second=("New client", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def totals(self) -> str:
        count = len(self.rows.ids)
        return f"<b>{count:,}</b> {'client' if count == 1 else 'clients'}"

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
        if self.rows.row_of(record_id) is None and self.search.text():
            self.search.clear()
            self._reload()
        if self.table.select(record_id):
            self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        self.search.setText(str(wanted.get("text", "")))
        self._reload()

    def panes(self) -> list[QWidget]:
        return [self.table, *([self.inspector] if self.beside.is_open else []), self.search]

    def _on_sort(self, key: str, descending: bool) -> None:
        self.sort = (key, descending)
        self._reload()

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

    def _start_clock(self, client_id: int) -> None:
        from app.views.parts.clock_panel import start_clock

        name = str(self.store.value("SELECT name FROM client WHERE id = ?", (client_id,)))
        start_clock(self.store, self.shell, "client", client_id, name)

    def _menu(self, ids: list[int]) -> QMenu | None:
        menu = Menu(self)
        if len(ids) == 1:
            menu.add("Rename", lambda: self._rename(ids), "pencil-simple", "F2")
            menu.add("New deal…", lambda: self._new_deal(ids[0]), "plus")
            menu.add("Start the clock", lambda: self._start_clock(ids[0]), "play")
            menu.add("Its deals", lambda: self.shell.open_page("deals.list", {"client_id": ids[0]}), "handshake")
            menu.addSeparator()
        elif len(ids) <= MOST_MERGED:
            menu.add("Merge…", lambda: self._duplicates(ids), "users")
            menu.addSeparator()
        menu.add("Delete", lambda: self._delete(ids), "trash", "Del")
        return menu

    def _show_menu(self, button: QWidget) -> None:
        menu = self._menu([self.inspector.client_id]) if self.inspector.client_id is not None else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _rename(self, ids: Sequence[int]) -> None:
        self._open(ids[0], focus=False)
        self.inspector.rename()

    def _new_deal(self, client_id: int) -> None:
        self.verbs.new(client_id=client_id)

    def _duplicates(self, ids: Sequence[int] = ()) -> None:
        """The pairs that may be one; with `ids`, these side by side."""
        from app.views.dialogs.duplicates import show_duplicates

        show_duplicates(self.window(), self.store, self.shell, "client", ids)

    def _delete(self, ids: Sequence[int]) -> None:
        found = clients.rows(self.store, ids)
        held = clients.delete(self.store, ids)
        who = f"{found[0].name} deleted" if len(found) == 1 else f"{len(found)} clients deleted"
        self.shell.toast(who + held_words(held))


def held_words(held: clients.Held) -> str:
    """'; 2 open deals and 1 project stay, without a client', '' when nothing was open."""
    parts = [
        f"{count:,} {noun if count == 1 else f'{noun}s'}"
        for count, noun in ((held.deals, "open deal"), (held.projects, "project"))
        if count
    ]
    if not parts:
        return ""
    one = held.deals + held.projects == 1
    return f"; {' and '.join(parts)} {'stays' if one else 'stay'}, without a client"

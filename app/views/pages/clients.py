"""The clients: arranged and narrowed as their user likes, kept as segments, and the one looked at beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import client_list, clients
from app.views.hub import EXPECTED
from app.views.parts.beside import Beside, in_card
from app.views.parts.buttons import IconButton
from app.views.parts.client_listing import ClientListing
from app.views.parts.client_verbs import ClientVerbs
from app.views.parts.deal_actions import DealActions
from app.views.parts.list_bar import EXPORT_KEYS, bind_export
from app.views.parts.segmented import Segmented
from app.views.parts.tab_order import TabOrder
from app.views.theme import PAGE_MARGIN, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.new_client import NewClientDialog
    from app.views.page import ShellApi
    from app.views.parts.client_inspector import ClientInspector
    from app.views.parts.contact_inspector import ContactInspector
    from app.views.parts.contact_side import ContactSide


_NEW = ("New client", "plus", "Ctrl+N")
_SIDES = (("clients", "Clients"), ("contacts", "Contacts"))


class Clients(ClientListing):
    """See the top of this module."""

    key = "clients"
    first_click = ("client_sections", "client_inspector", "contact_inspector")
    reads = frozenset(
        {
            "client", "contact", "client_contact", "channel", "deal", "stage", "project", "person", "setting", "rate", "activity",
            "task", "time_entry", "change_order", "renewal", "promise", "tag", "tag_link", "custom_field", "custom_value", "saved_view", EXPECTED,
        }
    )  # fmt: skip
    main_button = _NEW
    shortcut_help = (
        ("Enter", "Open the client beside the list; on a cell, edit it"),
        ("← →", "From cell to cell"),
        ("F2", "Edit the cell, or the name"),
        ("C", "Log a call with the client or contact"),
        ("N", "Write a note"),
        ("O", "Give it to another owner"),
        ("Del", "Delete it"),
        ("Shift+click", "Sort by a head too"),
        (EXPORT_KEYS, "Export what is seen"),
        ("Ctrl+F", "Find clients"),
        ("Esc", "Close the client"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.dialog: NewClientDialog | None = None
        self.verbs = DealActions(store, shell, self)
        self.doings = ClientVerbs(store, shell, self, self._rename, self._new_deal, self.begin)
        self._inspector: ClientInspector | None = None
        self._contact: ContactInspector | None = None
        self._side: ContactSide | None = None
        self._stack = QStackedWidget()
        self.table.menu = self.doings.menu
        self._build()
        self._learn()
        self.begin_list()
        self._connect()

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setContentsMargins(px(PAGE_MARGIN), 0, px(PAGE_MARGIN), 0)
        tools.setSpacing(0)
        self.filters.row.setContentsMargins(
            12, 0, PAGE_MARGIN, 0
        )  # as far from the switch as chips from what leads them
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
        self.switch = Segmented(_SIDES, "clients", name="What is listed")
        self.switch.changed.connect(lambda key: self._show_side(str(key)))
        tools.insertWidget(0, self.switch)
        self._sides = QStackedWidget()
        self._sides.addWidget(content)
        self._clients = content
        self._tools = tools
        self.beside = Beside(self._sides, self._stack)
        self.table.patient = lambda: self.beside.is_narrow
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.clicked_once.connect(self._on_clicked)
        for keys, act in (
            ("F2", self._rename), ("Del", self.doings.delete), ("O", self.doings.owner), ("C", lambda ids: self.begin("call", ids[0])),
            ("N", lambda ids: self.begin("note", ids[0])),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act(ids) if (ids := self._chosen()) else None)
            if keys in ("C", "N"):  # once a client is beside the list, its timeline takes the key
                self.beside.changed.connect(lambda is_open, shortcut=shortcut: shortcut.setEnabled(not is_open))
        bind_export(self, self.export_seen)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._find)

    def _find(self) -> None:
        (self.side.filters if self._lists_contacts else self.filters).line.setFocus()

    # What is shown

    def refresh(self) -> None:
        self._learn()
        self.filters.show_filter(self.filters.flt)
        self.reload()
        if self._inspector is not None:
            self._inspector.reload()
        if self._contact is not None:
            self._contact.reload()
        if self._side is not None:
            self._side.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        TabOrder(self._sides).keep()  # the switch was made late, and goes from one toolbar to the other
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def totals(self) -> str:
        count, noun = (self.side.number, "contact") if self._lists_contacts else (self.number, "client")
        return f"<b>{count:,}</b> {noun if count == 1 else f'{noun}s'}"

    # Clients or contacts

    @property
    def side(self) -> ContactSide:
        """The list of contacts, made when it is first wanted."""
        if self._side is None:
            from app.views.parts.contact_side import ContactSide

            self._side = ContactSide(self.store, self.shell)
            self._side.opened.connect(self._open_contact)
            self._side.current_changed.connect(lambda i: self._open_contact(i) if self.beside.is_open else None)
            self._side.counted.connect(self.head_changed)
            self._side.asked.connect(self._begin_contact)
            self._side.renaming.connect(self._rename_contact)
            self._side.new_wanted.connect(self._new_contact)
            self.beside.changed.connect(lambda is_open: self.side.let_write(not is_open))
            self._sides.addWidget(self._side)
        return self._side

    @property
    def _lists_contacts(self) -> bool:
        return self.switch.value() == "contacts"

    def _show_side(self, key: str) -> None:
        self.switch.set_value(key)
        content = self._clients if key == "clients" else self.side
        (self._tools if key == "clients" else self.side.row).insertWidget(0, self.switch)
        if self._sides.currentWidget() is not content:
            self.close_inspector()
            self._sides.setCurrentWidget(content)
        TabOrder(content).keep()
        self.main_button = ("New contact", "plus", "Ctrl+N") if key == "contacts" else _NEW
        if key == "contacts":
            self.side.refresh()
        self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.head_changed.emit()

    # What is asked of it

    def new(self) -> None:
        if self._lists_contacts:
            self._new_contact()
            return
        from app.views.dialogs.new_client import NewClientDialog

        self.dialog = NewClientDialog(self.window(), self.store)
        self.dialog.added.connect(self._on_added)
        self.dialog.known_wanted.connect(lambda known: self.show_record("client", known))
        self.dialog.open()

    def _new_contact(self) -> None:
        from app.views.parts.view_name import NamePopup

        def take(name: str) -> None:
            made = clients.add_contact(self.store, name)
            QTimer.singleShot(0, self, lambda: self.show_record("contact", made))

        self.naming = NamePopup(self.switch, "New contact", "", take, example="Name")
        self.naming.open_at(self.switch)
        self.naming.field.begin_edit()

    def _on_added(self, client_id: int, name: str) -> None:
        self.shell.toast(f"{name} added")
        self.shell.hub.flush()  # its row must be there before it can be selected
        self.show_record("client", client_id)

    def show_record(self, kind: str, record_id: int) -> None:
        self._show_side("contacts" if kind == "contact" else "clients")
        if kind == "contact":
            self.shell.hub.flush()
            self.side.select(record_id)
            self._open_contact(record_id)
            return
        self.select(record_id)
        if clients.rows(self.store, [record_id]):
            self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        self.filters.show_filter(client_list.from_spec(wanted))
        self.reload()

    def export_seen(self) -> None:
        if self._lists_contacts:
            self.side.export_seen()
        else:
            super().export_seen()

    def panes(self) -> list[QWidget]:
        if self._lists_contacts:
            return [self.side.table, *([self.contact] if self.beside.is_open else []), self.side.filters.line]
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
            menu = self.side.verbs.menu([contact.id])
        if contact is not None and menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _open(self, client_id: int, *, focus: bool = True) -> None:
        self.inspector.show_client(client_id)
        self._stack.setCurrentWidget(self.inspector)
        self.beside.open()
        if focus and self.beside.is_narrow:
            self.inspector.more.setFocus()

    def begin(self, kind: str, client_id: int) -> None:
        """Open the place to write about a client."""
        self._open(client_id, focus=False)
        self.inspector.log.begin(kind)

    def _begin_contact(self, kind: str, contact_id: int) -> None:
        self._open_contact(contact_id)
        self.contact.log.begin(kind)

    def _rename_contact(self, contact_id: int) -> None:
        self._open_contact(contact_id)
        self.contact.rename()

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.show_client(None)
            if self._contact is not None:
                self._contact.show_contact(None)
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

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

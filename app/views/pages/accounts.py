"""Accounts: the clients after the sale, how each stands and why, what recurs, and what is to be renewed when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.base import Changes, today
from app.domain.renewals import Retention
from app.services import accounts, renewal_figures
from app.services.account_filter import AccountFilter
from app.services.accounts import Told
from app.services.renewal_figures import Sum
from app.services.renewal_list import RenewalFilter
from app.views import theme
from app.views.charts import account_words as say
from app.views.hub import EXPECTED
from app.views.page import Page
from app.views.parts import record_together
from app.views.parts.accounts_view import AT_ONCE, AccountsView
from app.views.parts.beside import Beside
from app.views.parts.breath import soon
from app.views.parts.client_verbs import ClientVerbs
from app.views.parts.deal_actions import DealActions
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_bar import EXPORT_KEYS, bind_export
from app.views.parts.menu import Menu
from app.views.parts.number_card import NumberCard
from app.views.parts.segmented import Segmented
from app.views.parts.tab_order import TabOrder
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.client_inspector import ClientInspector
    from app.views.parts.renewals_view import RenewalsView

_YEAR: Final = 365
_NEW: Final = ("Plan renewal", "plus", "Ctrl+N")
_LAST_YEAR: Final = "Due in the last 12 months"


class Reads(NamedTuple):
    """What the page shows, except the rows of renewals."""

    told: Told
    soon: Sum
    kept: Retention


def read(store: Store) -> Reads:
    """Read it; in whichever thread."""
    now = today()
    return Reads(
        accounts.read(store), renewal_figures.due_soon(store), renewal_figures.retention(store, now - timedelta(days=_YEAR - 1), now)
    )  # fmt: skip


class AccountsPage(Page):
    """See the top of this module."""

    key = "accounts"
    first_click = ("client_sections", "client_inspector")
    reads = frozenset(
        {
            "client", "client_contact", "contact", "deal", "stage", "project", "task", "status", "activity", "renewal", "promise", "person",
            "setting", "rate", "day_off", "deal_line", "time_entry", "saved_view", EXPECTED,
        }
    )  # fmt: skip
    main_button: tuple[str, str, str] | None = ("Plan renewal", "plus", "Ctrl+N")
    shortcut_help = (
        ("Enter", "Open the client beside the list; on a renewal, change it"),
        ("C", "Log a call with the client"),
        ("T", "Plan a to-do for it"),
        ("N", "Write a note"),
        ("R", "Renew: into a deal"),
        ("L", "Let the renewal lapse"),
        ("O", "Give the client to another owner"),
        ("V", "The other view"),
        (EXPORT_KEYS, "Export what is seen"),
        ("Ctrl+F", "Find by name"),
        ("Esc", "Close the client"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._inspector: ClientInspector | None = None
        self.found: Reads | None = None
        self.latest = LatestRead(store, self, AT_ONCE, "client")
        self.deals = DealActions(store, shell, self)
        self.doings = ClientVerbs(store, shell, self, lambda _: self.inspector.rename(), self._new_deal, self._begin)
        self.verbs = self.doings.renewals
        self._plan = ("Plan a renewal", self.new)
        self.accounts = AccountsView(store, shell, self._plan)
        self._renewals: RenewalsView | None = None
        self.view = Segmented((("accounts", "Accounts"), ("renewals", "Renewals")), "accounts", name="View")
        self.view.changed.connect(lambda _: self._on_view())
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tools, self.lists = QStackedWidget(), QStackedWidget()
        bar = QWidget()
        bar.setFixedHeight(px(theme.TOOLBAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(theme.PAGE_MARGIN), 0, px(theme.PAGE_MARGIN), 0)
        row.setSpacing(12)
        row.addWidget(self.view)
        row.addWidget(self.tools, 1)
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(self._build_cards())
        column.addSpacing(theme.PANE_GAP)
        column.addWidget(self.lists, 1)
        self.beside = Beside(content)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _build_cards(self) -> QHBoxLayout:
        self.soon = NumberCard("Due in the next 90 days", opens=True)
        self.kept = NumberCard("Retained, last 12 months", opens=True)
        self.monthly = NumberCard("Recurring a month", opens=True)
        self.silent = NumberCard("Not spoken to", opens=True)
        self.soon.clicked.connect(lambda: self._show_renewals(RenewalFilter("near")))
        self.kept.clicked.connect(self._show_last_year)
        self.monthly.clicked.connect(lambda: self._show_accounts(AccountFilter(recurs=True)))
        self.silent.clicked.connect(lambda: self._show_accounts(AccountFilter("silent")))
        row = QHBoxLayout()
        row.setContentsMargins(px(theme.PAGE_MARGIN), 0, px(theme.PAGE_MARGIN), 0)
        row.setSpacing(theme.PANE_GAP)
        for card in (self.soon, self.kept, self.monthly, self.silent):
            row.addWidget(card, 1)
        return row

    def _connect(self) -> None:
        self._add(self.accounts, (("R", self._renew_next), ("O", self._give)))
        self.accounts.table.opened.connect(self._open)
        self.accounts.table.menu = self._account_menu
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(lambda: self.now.filters.line.setFocus())  # noqa: PLW0108 - of the view that is shown then
        bind_export(self, lambda: self.now.export_seen())  # noqa: PLW0108 - as above

    def _add(self, view: AccountsView | RenewalsView, keys: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        """A view with its toolbar and its keys."""
        line, table = QWidget(), view.table
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(view.filters, 1)
        row.addWidget(view.bar)
        self.tools.addWidget(line)
        self.lists.addWidget(view)
        table.patient = lambda: self.beside.is_narrow
        table.current_changed.connect(lambda _: self._on_current())
        table.clicked_once.connect(self._on_clicked)
        view.shown.connect(self._on_shown)
        begin = [(key, partial(self.begin, kind)) for key, kind in (("C", "call"), ("T", "todo"), ("N", "note"))]
        for key, act in (*keys, *begin, ("V", self._turn)):
            shortcut = QShortcut(QKeySequence(key), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act())
            if key in ("C", "N"):  # once the client is beside the list, its timeline takes the key
                self.beside.changed.connect(lambda is_open, shortcut=shortcut: shortcut.setEnabled(not is_open))
                shortcut.setEnabled(not self.beside.is_open)
        TabOrder(self._content).keep()

    @property
    def renewals(self) -> RenewalsView:
        """The renewals by date, made when they are first looked at."""
        if self._renewals is None:
            from app.views.parts.renewals_view import RenewalsView

            self._renewals = made = RenewalsView(self.store, self.shell, self._plan)
            verbs, table = self.verbs, made.table
            table.opened.connect(verbs.edit)
            table.menu = lambda ids: verbs.menu(ids, self, self._begin)
            self._add(made, (
                ("R", lambda: self._each(verbs.renew)), ("L", lambda: verbs.lapse(table.selected)),
                ("Del", lambda: verbs.delete(table.selected)),
            ))  # fmt: skip
        return self._renewals

    # What is shown

    @property
    def now(self) -> AccountsView | RenewalsView:
        """The view that is shown."""
        return self.accounts if self.view.value() == "accounts" else self.renewals

    def refresh(self) -> None:
        self.latest.ask(partial(read, self.store), self._show)
        if self._renewals is not None:
            self._renewals.refresh()
        self._inspect_again()

    def on_changes(self, changes: Changes) -> None:
        self.latest.ask(partial(read, self.store), self._show, patient=changes.tables.keys() == {EXPECTED})
        if self._renewals is not None:
            self._renewals.refresh()
        soon(self, self._inspect_again)  # the rows are painted before it

    def _inspect_again(self) -> None:
        if self._inspector is not None:
            self._inspector.reload()

    def _show(self, found: Reads) -> None:
        self.found = found
        home, told = found.told.home, found.told
        for card, number in (
            (self.soon, say.soon_number(found.soon, home)),
            (self.kept, say.kept_number(found.kept, home)),
            (self.monthly, say.monthly_number(told.recurring, home)),
            (self.silent, say.silent_number(told)),
        ):
            card.show_number(*number[:2], icon=number.icon, tone=number.tone, tooltip=number.tooltip)
        self.accounts.show_told(told)
        self._on_shown()

    def totals(self) -> str:
        return self.now.words()

    def _on_shown(self) -> None:
        """The empty page offers the next step itself."""
        empty = not self.now.filters.is_narrowed and not self.now.rows.ids
        self.main_button = None if empty else _NEW
        self.head_changed.emit()

    def _on_view(self) -> None:
        self.lists.setCurrentWidget(self.now)
        self.tools.setCurrentIndex(self.lists.currentIndex())
        self.now.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_shown()

    def _turn(self) -> None:
        self.view.set_value("renewals" if self.now is self.accounts else "accounts")
        self._on_view()

    def _show_renewals(self, flt: RenewalFilter) -> None:
        self.view.set_value("renewals")
        self._on_view()
        self.renewals.narrow(flt)

    def _show_accounts(self, flt: AccountFilter) -> None:
        self.view.set_value("accounts")
        self._on_view()
        self.accounts.narrow(flt)

    def _show_last_year(self) -> None:
        first = today() - timedelta(days=_YEAR - 1)
        self._show_renewals(RenewalFilter(first=first, last=today(), words=_LAST_YEAR))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.now.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # The client beside

    @property
    def inspector(self) -> ClientInspector:
        """Made when it is first wanted, so that the page is painted before it."""
        if self._inspector is None:
            from app.views.parts.client_inspector import ClientInspector

            self._inspector = ClientInspector(self.store, self.shell, self._show_menu, self._new_deal)
            self._inspector.closed.connect(self.close_inspector)
            self.beside.set_panel(self._inspector)
        return self._inspector

    def _client(self) -> int | None:
        """The client of the current row."""
        current = self.now.table.current
        if current is None or self.now is self.accounts:
            return current
        return next((row.client_id for row in self.verbs.rows([current])), None)

    def _on_current(self) -> None:
        client = self._client()
        if client is not None and self.beside.is_open:
            self.inspector.show_client(client)

    def _on_clicked(self) -> None:
        client = self._client()
        if client is not None and not self.beside.is_open and len(self.now.table.selected) == 1:
            self._open(client, focus=False)

    def _open(self, client_id: int, *, focus: bool = True) -> None:
        self.inspector.show_client(client_id)
        self.beside.open()
        if focus and self.beside.is_narrow:
            self.inspector.more.setFocus()

    def begin(self, kind: str) -> None:
        """Open the place to write about the client of the current row."""
        client = self._client()
        if client is not None:
            self._begin(kind, client)

    def _begin(self, kind: str, client_id: int) -> None:
        self._open(client_id, focus=False)
        self.inspector.log.begin(kind)

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.show_client(None)
            self.now.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # Verbs

    def new(self) -> None:
        self.verbs.new(client_id=self._client())

    def _new_deal(self, client_id: int) -> None:
        self.deals.new(client_id=client_id)

    def _give(self) -> None:
        if self.accounts.table.selected:
            self.doings.owner(self.accounts.table.selected)

    def _each(self, verb: Callable[[int], object]) -> None:
        current = self.now.table.current
        if current is not None:
            verb(current)

    def _renew_next(self) -> None:
        account = self._account()
        if account is not None and account.renewal is not None:
            self.verbs.renew(account.renewal.id)
        elif account is not None:
            self.verbs.new(client_id=account.id)

    def _account(self) -> accounts.Account | None:
        current = self.accounts.table.current
        return self.found.told.accounts.get(current) if self.found is not None and current is not None else None

    def _account_menu(self, ids: list[int]) -> QMenu | None:
        menu, account = Menu(self), self._account()
        if account is None or len(ids) != 1:
            record_together.add_to(menu, self.store, self.shell, "client", ids, self)
            return menu
        menu.add("Log a call", partial(self.begin, "call"), "phone", "C")
        menu.add("Plan a to-do", partial(self.begin, "todo"), "check-circle", "T")
        menu.addSeparator()
        if account.renewal is not None:
            words = f"Open {account.renewal.next}" if account.renewal.next else f"Renew {account.renewal.title}…"
            menu.add(words.replace("&", "&&"), partial(self.verbs.renew, account.renewal.id), "repeat", "R")
        menu.add("Plan a renewal…", partial(self.verbs.new, client_id=account.id), "plus")
        menu.add("New deal…", partial(self.deals.new, client_id=account.id), "handshake")
        menu.addSeparator()
        record_together.add_to(menu, self.store, self.shell, "client", ids, self)
        menu.addSeparator()
        menu.add("Open in Clients", partial(self.shell.go, "client", account.id), "buildings")
        return menu

    def _show_menu(self, button: QWidget) -> None:
        client = self.inspector.client_id
        if client is not None:
            menu = self.doings.menu([client])
            menu.addSeparator()
            menu.add("Open in Clients", partial(self.shell.go, "client", client), "buildings")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    # What the window asks

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'view': 'renewals', 'chip': 'near', 'first': day, 'last': day, 'words': 'Q1 2027'}, or {'chip': 'silent'}."""
        if wanted.get("view") == "renewals":
            fields = {name: wanted[name] for name in ("chip", "first", "last", "words", "owner_id") if name in wanted}
            self._show_renewals(RenewalFilter(**fields))
        else:
            self._show_accounts(AccountFilter(str(wanted.get("chip", ""))))

    def show_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - only renewals are at home here
        self.view.set_value("renewals")
        self._on_view()
        self.renewals.select(record_id)

    def panes(self) -> list[QWidget]:
        return [self.now.table, *([self.inspector] if self.beside.is_open else []), self.soon, self.now.filters.line]

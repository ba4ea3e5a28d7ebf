"""What can be done with clients from a menu or by a key, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import clients
from app.services.clients import Held
from app.views.parts import merge_with, record_together
from app.views.parts.menu import Menu
from app.views.parts.renewal_actions import RenewalActions

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi


class ClientVerbs:
    """`rename(ids)`, `new_deal(id)` and `begin(kind, id)`, which opens the place to write, are the page's own."""

    def __init__(
        self, store: Store, shell: ShellApi, page: QWidget, rename: Callable[[Sequence[int]], object],
        new_deal: Callable[[int], object], begin: Callable[[str, int], object],
    ) -> None:  # fmt: skip
        self._store, self._shell, self._page = store, shell, page
        self._rename, self._new_deal, self._begin = rename, new_deal, begin
        self.renewals = RenewalActions(store, shell, page)

    def menu(self, ids: list[int]) -> Menu:
        """What can be done with these clients."""
        menu = Menu(self._page)
        if len(ids) == 1:
            menu.add("Rename", lambda: self._rename(ids), "pencil-simple", "F2")
            menu.addSeparator()
            menu.add("Log a call", lambda: self._begin("call", ids[0]), "phone", "C")
            menu.add("Plan a to-do", lambda: self._begin("todo", ids[0]), "check-circle")
            menu.add("Start the clock", lambda: self.start_clock(ids[0]), "play")
            menu.addSeparator()
            menu.add("New deal…", lambda: self._new_deal(ids[0]), "plus")
            menu.add("New project…", lambda: self.new_project(ids[0]), "flag")
            menu.add("Plan a renewal…", lambda: self.renewals.new(client_id=ids[0]), "repeat")
            menu.add("Its deals", lambda: self._shell.open_page("deals.list", {"client_id": ids[0]}), "handshake")
            menu.addSeparator()
        record_together.add_to(menu, self._store, self._shell, "client", ids, self._page)
        menu.addSeparator()
        merge_with.add_to(menu, self._store, self._shell, "client", ids, self._page)
        menu.add("Delete", lambda: self.delete(ids), "trash", "Del")
        return menu

    def start_clock(self, client_id: int) -> None:
        """Count time for a client."""
        from app.views.parts.clock_panel import start_clock

        name = str(self._store.value("SELECT name FROM client WHERE id = ?", (client_id,)))
        start_clock(self._store, self._shell, "client", client_id, name)

    def new_project(self, client_id: int) -> None:
        """Ask for a project of the client."""
        from app.views.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self._page.window(), self._store, client_id=client_id)
        dialog.added.connect(lambda _, name: self._shell.toast(f"{name} added"))
        dialog.open()

    def owner(self, ids: Sequence[int]) -> None:
        """Ask who is to look after them."""
        record_together.owner(self._store, self._shell, "client", ids, self._page)

    def duplicates(self, ids: Sequence[int] = ()) -> None:
        """The pairs that may be one; with `ids`, these side by side."""
        from app.views.dialogs.duplicates import show_duplicates

        show_duplicates(self._page.window(), self._store, self._shell, "client", ids)

    def delete(self, ids: Sequence[int]) -> None:
        """Delete clients, and say what was open with them."""
        found = clients.rows(self._store, ids)
        held = clients.delete(self._store, ids)
        who = f"{found[0].name} deleted" if len(found) == 1 else f"{len(found):,} clients deleted"
        self._shell.toast(who + held_words(held))


def held_words(held: Held) -> str:
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

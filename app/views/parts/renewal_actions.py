"""What one does with renewals, wherever they are shown: asks what is missing, does it, and says it with Undo.

actions = RenewalActions(store, shell, page)
actions.new(client_id=..., deal_id=...), .edit(id), .renew(id), .lapse(ids), .reopen(id), .delete(ids)
actions.menu(ids, parent, begin)   what can be done with these; `begin(kind, client)` opens the place to write
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import renewal_list, renewals
from app.services.renewal_list import RenewalRow
from app.views.parts.attempt import attempt
from app.views.parts.dates import short_text
from app.views.parts.menu import Menu

if TYPE_CHECKING:
    from app.domain.renewals import Proposal
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.dialog import BatonDialog


class RenewalActions(QObject):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi, page: QWidget) -> None:
        super().__init__(page)
        self.store, self.shell, self.page = store, shell, page
        self.dialog: BatonDialog | None = None

    def attempt(self, call: Callable[[], object]) -> bool:
        """Call; what is refused is said by the window. Whether it went well."""
        return attempt(self.shell, call)

    def rows(self, ids: Sequence[int]) -> list[RenewalRow]:
        """The renewals, those that are gone left out."""
        return renewal_list.rows(self.store, list(ids)) if ids else []

    def new(self, *, client_id: int | None = None, deal_id: int | None = None) -> None:
        """Ask for a renewal of a client or a deal, filled in as it could be."""
        from app.views.dialogs.renewal_dialog import RenewalDialog

        proposal = None
        if deal_id is not None:
            try:
                proposal = renewals.propose(self.store, deal_id=deal_id)
            except UserError as problem:
                self.shell.error(str(problem))
                return
        dialog = RenewalDialog(self.page.window(), self.store, client_id=client_id, deal_id=deal_id, proposal=proposal)
        dialog.kept.connect(lambda _id, title: self.shell.toast(f"{title} planned"))
        self._open(dialog)

    def accept(self, deal_id: int, proposal: Proposal) -> None:
        """Plan the renewal that was proposed."""
        if self.attempt(lambda: renewals.accept(self.store, deal_id, proposal)):
            self.shell.toast(f"{proposal.title} planned for {short_text(proposal.due_on)}")

    def edit(self, renewal_id: int) -> None:
        """Ask what is to change of a renewal."""
        from app.views.dialogs.renewal_dialog import RenewalDialog

        for row in self.rows([renewal_id]):
            dialog = RenewalDialog(self.page.window(), self.store, row=row)
            dialog.kept.connect(lambda _id, title: self.shell.toast(f"{title} changed"))
            self._open(dialog)

    def renew(self, renewal_id: int) -> None:
        """Ask what the deal is to be; where there is one already, open it."""
        from app.views.dialogs.renew_dialog import RenewDialog

        for row in self.rows([renewal_id]):
            if row.next_id is not None:
                self.shell.go("deal", row.next_id)
                return
            dialog = RenewDialog(self.page.window(), self.store, row)
            dialog.made.connect(partial(self._on_made, row))
            self._open(dialog)

    def _on_made(self, row: RenewalRow, deal_id: int, won: bool) -> None:
        proposal = renewals.offered(self.store, deal_id) if won else None
        if proposal is not None:
            words = f"Plan {proposal.title}"
            self.shell.toast(f"{row.title} renewed", action=(words, lambda: self.accept(deal_id, proposal)))
        else:
            self.shell.toast(f"{row.title} {'renewed' if won else 'is a deal now'}")

    def lapse(self, ids: Sequence[int]) -> None:
        """These are not renewed."""
        found = [row for row in self.rows(ids) if row.state != "lapsed"]

        def act() -> None:
            with self.store.write("Lapse renewal" if len(found) == 1 else f"Lapse {len(found)} renewals"):
                for row in found:
                    renewals.lapse(self.store, row.id)

        if found and self.attempt(act):
            self.shell.toast(f"{_named(found)} lapsed")

    def reopen(self, renewal_id: int) -> None:
        """It is due after all."""
        if self.attempt(lambda: renewals.reopen(self.store, renewal_id)):
            for row in self.rows([renewal_id]):
                self.shell.toast(f"{row.title} is due again")

    def delete(self, ids: Sequence[int]) -> None:
        """Delete renewals; Undo brings them back."""
        found = self.rows(ids)
        if found and self.attempt(lambda: renewals.delete(self.store, [row.id for row in found])):
            self.shell.toast(f"{_named(found)} deleted")

    def menu(
        self, ids: Sequence[int], parent: QWidget, begin: Callable[[str, int], object] | None = None
    ) -> Menu | None:
        """What can be done with these renewals; None when all of them are gone."""
        found = self.rows(ids)
        if not found:
            return None
        menu, one = Menu(parent), found[0] if len(found) == 1 else None
        if one is not None:
            if one.next_id is not None:
                menu.add("Open its deal", partial(self.shell.go, "deal", one.next_id), "handshake")
            elif one.state in ("due", "lapsed"):
                menu.add("Renew…", partial(self.renew, one.id), "repeat", "R")
            menu.add("Change…", partial(self.edit, one.id), "pencil-simple", "Enter")
            if one.state == "lapsed":
                menu.add("Set to due", partial(self.reopen, one.id), "arrow-counter-clockwise")
        if any(row.undecided for row in found):
            menu.add("Lapse", partial(self.lapse, ids), "x-circle", "L")
        if one is not None:
            menu.addSeparator()
            if begin is not None:
                menu.add("Log a call", partial(begin, "call", one.client_id), "phone", "C")
                menu.add("Plan a to-do", partial(begin, "todo", one.client_id), "check-circle", "T")
            menu.add("Open client", partial(self.shell.go, "client", one.client_id), "buildings")
            if one.deal_id is not None:
                menu.add("Open the deal before", partial(self.shell.go, "deal", one.deal_id), "clock-counter-clockwise")
        menu.addSeparator()
        menu.add("Delete", partial(self.delete, ids), "trash", "Del")
        return menu

    def _open(self, dialog: BatonDialog) -> None:
        """On the next turn of the loop."""
        self.dialog = dialog
        QTimer.singleShot(0, dialog, dialog.open)


def _named(found: Sequence[RenewalRow]) -> str:
    return found[0].title if len(found) == 1 else f"{len(found)} renewals"

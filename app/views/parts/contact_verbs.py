"""What can be done with contacts from a menu or by a key, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain import reach
from app.services import contact_list, contacts
from app.views.parts import merge_with, record_together
from app.views.parts.menu import Menu

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_REACH = (("email", "Write an e-mail", "envelope-simple"), ("phone", "Call", "phone"))


class ContactVerbs:
    """`opened(id)`, `rename(id)` and `begin(kind, id)`, which opens the place to write, are the page's own."""

    def __init__(
        self, store: Store, shell: ShellApi, page: QWidget, opened: Callable[[int], object], rename: Callable[[int], object],
        begin: Callable[[str, int], object],
    ) -> None:  # fmt: skip
        self._store, self._shell, self._page = store, shell, page
        self._opened, self._rename, self._begin = opened, rename, begin

    def menu(self, ids: list[int]) -> Menu | None:
        """What can be done with these contacts; None when all of them are gone."""
        found = contact_list.rows(self._store, ids)
        if not found:
            return None
        menu = Menu(self._page)
        if len(ids) == 1:
            menu.add("Open", partial(self._opened, ids[0]), "arrow-square-out", "Enter")
            menu.add("Rename", partial(self._rename, ids[0]), "pencil-simple", "F2")
            menu.addSeparator()
            for kind, words, icon in _REACH:
                target = reach.target(kind, getattr(found[0], kind))
                if target:
                    menu.add(words, partial(QDesktopServices.openUrl, QUrl(target)), icon)
            menu.add("Log a call", partial(self._begin, "call", ids[0]), "note", "C")
            menu.add("Plan a to-do", partial(self._begin, "todo", ids[0]), "check-circle")
            menu.addSeparator()
        record_together.add_to(menu, self._store, self._shell, "contact", ids, self._page)
        menu.addSeparator()
        merge_with.add_to(menu, self._store, self._shell, "contact", ids, self._page)
        menu.add("Delete", partial(self.delete, ids), "trash", "Del")
        return menu

    def owner(self, ids: Sequence[int]) -> None:
        """Ask who is to look after them."""
        record_together.owner(self._store, self._shell, "contact", ids, self._page)

    def delete(self, ids: Sequence[int]) -> None:
        """Delete contacts; Undo brings them back."""
        found = contact_list.rows(self._store, ids)
        contacts.delete(self._store, list(ids))
        self._shell.toast(f"{found[0].name} deleted" if len(found) == 1 else f"{len(found):,} contacts deleted")

"""The pages of the open workspace, each made when it is first shown, and the welcome in their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.views import registry
from app.views.hub import Hub
from app.views.page import Page, ShellApi
from app.views.parts.breath import paint_later
from app.views.registry import Entry

if TYPE_CHECKING:
    from app.models.store import Store


class PageStack(QStackedWidget):
    """Shows one page at a time and tells the hub which."""

    head_changed = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._pages: dict[str, Page] = {}
        self._welcome: QWidget | None = None

    @property
    def page(self) -> Page | None:
        """The page that is seen, None while the welcome is."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def open(self, entry: Entry, store: Store, shell: ShellApi) -> None:
        """Show this page, up to date."""
        page = self.make(entry, store, shell)
        changes = page is not self.currentWidget()
        self.setCurrentWidget(page)
        if changes:
            paint_later(page)
        self._hub.show(page)

    def has(self, entry: Entry) -> bool:
        """Whether this page was made."""
        return entry.key in self._pages

    def is_stale(self, entry: Entry) -> bool:
        """Whether this page was made and has something to catch up with."""
        return entry.key in self._pages and self._hub.is_stale(self._pages[entry.key])

    def come_nearer(self, entry: Entry, store: Store, shell: ShellApi) -> bool:
        """Do the next of what is left to do before this page can be shown: importing, then making it; False when nothing was."""
        if self.has(entry):
            return False
        if not registry.import_next(entry):
            self.make(entry, store, shell)
        return True

    def make(self, entry: Entry, store: Store, shell: ShellApi) -> Page:
        """This page, which reads nothing before it is first shown."""
        page = self._pages.get(entry.key)
        if page is None:
            page = self._pages[entry.key] = registry.page_class(entry)(store, shell)
            page.head_changed.connect(self.head_changed)
            page.resize(0, 0)  # what is seen is painted again where a page is put beneath it
            self.addWidget(page)
            self._hub.add(page)
        return page

    def open_welcome(self, make: Callable[[], QWidget]) -> None:
        """Show the welcome."""
        if self._welcome is None:
            self._welcome = make()
            self.addWidget(self._welcome)
        self.setCurrentWidget(self._welcome)
        self._hub.hide()

    def forget(self) -> None:
        """The workspace goes, and its pages with it."""
        for page in self._pages.values():
            self.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Nothing to see: the keyboard waits here for a page on its way, and Qt would paint all of the one that is seen."""

    focusOutEvent = focusInEvent

    def take_focus(self) -> None:
        """Give the keyboard to the page, unless something in it has it."""
        page = self.page
        focus = QApplication.focusWidget()
        if page is not None and not (focus is not None and page.isAncestorOf(focus)):
            page.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)


def is_empty(store: Store) -> bool:
    """Whether nothing was entered in this workspace yet."""
    used = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE deleted_at IS NULL)"
        for table in ("deal", "client", "project", "task", "contact")
    )
    return not store.value(f"SELECT {used}")


def step_pane(panes: list[QWidget], by: int) -> None:
    """Give the keyboard to the pane after the one that has it, or before with `by` -1; around the ends."""
    shown = [pane for pane in panes if pane.isVisible()]
    focus = QApplication.focusWidget()
    here = [n for n, pane in enumerate(shown) if focus is not None and (pane is focus or pane.isAncestorOf(focus))]
    if shown:
        last = here[-1] if here else (-1 if by > 0 else 0)
        shown[(last + by) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

"""From committed actions to repainted pages: a page refreshes once in a turn of the event loop.

A page that is shown and reads a touched table is told at the end of the turn; a hidden one becomes stale, and
is refreshed when it is shown. A workspace that is open for reading is looked at again and again: another program
writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.base import Changes, utc_now
from app.views.foreteller import Foreteller

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import Page


#: What a page reads that shows when projects are to be expected to end: it is in no table, and known a moment later than those.
EXPECTED: Final = "expected"
_LOOK_MS: Final = 2_000


def merged(changes: list[Changes]) -> Changes:
    """Several changes as one: label, time and kind of the last, and all tables. `changes` is not empty."""
    tables: dict[str, frozenset[int]] = {}
    for change in changes:
        for table, ids in change.tables.items():
            tables[table] = tables.get(table, frozenset()) | ids
    return changes[-1]._replace(tables=tables)


class Hub(QObject):
    """Passes what the Store commits on to the pages."""

    changed = Signal(object)
    """The Changes of a turn, merged; after the pages have been told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store: Store | None = None
        self._end: Callable[[], None] = lambda: None
        self._pending: list[Changes] = []
        self._pages: list[Page] = []
        self._stale: set[Page] = set()
        self._shown: Page | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.flush)
        self._foreteller = Foreteller(self)
        self._foreteller.learned.connect(self._on_learned)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look_again)

    def attach(self, store: Store | None) -> None:
        """Listen to this workspace from now on, and forget the pages of the one before."""
        self._timer.stop()
        self._look.stop()
        self._pending.clear()
        self._pages.clear()
        self._stale.clear()
        self._shown = None
        self._end()
        self._end = lambda: None
        self._store = store
        self._foreteller.attach(store)
        if store is not None:
            self._end = store.subscribe(lambda changes: self._on_commit(store, changes))
            if store.read_only:
                self.look_again()

    def look_again(self) -> None:
        """See whether another program has written the workspace; a file that cannot be read any more is asked once."""
        self._look.stop()
        if self._store is not None:
            self._store.look_again()
            self._look.start()

    def add(self, page: Page) -> None:
        """A new page, stale until it is first shown."""
        self._pages.append(page)
        self._stale.add(page)

    def show(self, page: Page) -> None:
        """This page is the one that is seen from now on; brings it up to date if it is stale."""
        self._shown = page
        if page in self._stale:
            self._stale.discard(page)
            self._told(page.refresh)

    def hide(self) -> None:
        """No page is seen, for instance while the welcome stands in its place."""
        self._shown = None

    def is_stale(self, page: Page) -> bool:
        """Whether `page` has something to catch up with when it is shown."""
        return page in self._stale

    def _on_commit(self, store: Store, changes: Changes) -> None:
        if store is self._store:
            self._pending.append(changes)
            self._timer.start()

    def flush(self) -> None:
        """Tell the pages of what is pending, now rather than at the end of the turn."""
        self._timer.stop()
        if not self._pending:
            return
        changes = merged(self._pending)
        self._pending.clear()
        self._tell(changes)
        self._told(partial(self.changed.emit, changes))

    def _on_learned(self, projects: frozenset[int]) -> None:
        """Something else is to be expected of these projects than pages show: those that show it read again."""
        self._tell(Changes("", utc_now(), {EXPECTED: projects}))

    def _tell(self, changes: Changes) -> None:
        touched = [page for page in self._pages if page.reads & changes.tables.keys()]
        self._stale.update(page for page in touched if page is not self._shown)
        if self._shown is not None and self._shown in touched:
            self._told(partial(self._shown.on_changes, changes))

    @staticmethod
    def _told(call: Callable[[], None]) -> None:
        """One page's failure must not keep the others, or the header, from hearing of the change."""
        try:
            call()
        except Exception as problem:
            sys.excepthook(type(problem), problem, problem.__traceback__)

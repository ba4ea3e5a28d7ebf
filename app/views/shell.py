"""The main window: two places, their pages, and what every page may ask of it (`ShellApi`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from app.base import Changes
from app.views import registry
from app.views.ahead import Ahead
from app.views.arrival import Arrival
from app.views.header import Header
from app.views.hub import Hub
from app.views.menus import AltKey, Commands, page_keys
from app.views.page import Page
from app.views.page_row import PageRow
from app.views.page_stack import PageStack, is_empty, step_pane
from app.views.registry import Entry, Tab
from app.views.strips import Voice
from app.views.window_state import WindowState
from app.views.workspace_files import WorkspaceFiles

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.clock import Clock
    from app.views.jobs import Job, Progress
    from app.views.palette_search import Item

_COUNTED = ("deal", "stage", "project", "handoff")
_CLOCK_MS = 300


class Shell(QMainWindow):
    """The window. `use(store)` shows a workspace; without one the welcome stands, and nothing is on disk.

    `family` are all windows of the program, the oldest first. Those on one workspace share its Store, and so its undo.
    """

    painted = Signal()
    to_front = Signal(object)
    """This window is the one in front now, or closes and names the one that is."""

    def __init__(self, state: WindowState, family: list[Shell] | None = None) -> None:
        super().__init__()
        self.state = state
        self.family = [] if family is None else family
        self.family.append(self)
        self.hub = Hub(self)
        self.files = WorkspaceFiles(self)
        self.key = ""
        self._store: Store | None = None
        self._keys = page_keys()
        self._last = {entry.tab: entry.key for entry in reversed(self._keys)}
        self._last |= {entry.tab: entry.key for entry in self._keys if entry.key in registry.STARTS}
        self._first_paint = True
        self.clock: Clock | None = None
        self._count = QTimer(self)  # on a turn of its own: the page is painted before the pill is counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._count_waiting)
        self._build()
        self.ahead = Ahead(self)
        self.arrival = Arrival(self)
        self.commands = Commands(self)
        self._alt = AltKey(self, self.header.menu)
        self._connect()
        self.setMinimumSize(720, 480)

    def _build(self) -> None:
        self.header = Header(with_menu=sys.platform != "darwin")
        self.page_row = PageRow()
        self.voice = Voice(self, self.undo)
        self.stack = PageStack(self.hub)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.page_row, self.voice.errors):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.voice.jobs)
        self.setCentralWidget(inside)

    def _connect(self) -> None:
        header, row = self.header, self.page_row
        header.place_chosen.connect(self.show_place)
        header.place_near.connect(lambda tab: self.ahead.prepare(self.last_of(tab)))
        header.handoffs_wanted.connect(lambda: self.open_page("deals.list", {"chip": "to_hand_off"}))
        header.undo.clicked.connect(self.undo)
        header.redo.clicked.connect(self.redo)
        header.menu.set_menu(self.commands.menu)
        header.find_box.source = self._find
        self.stack.head_changed.connect(self._show_head)
        self.stack.currentChanged.connect(lambda _: self.ahead.begin())
        row.page_chosen.connect(self.open_page)
        row.page_near.connect(self.ahead.prepare)
        row.new_wanted.connect(self.new)
        row.second_wanted.connect(lambda: self.page.second() if self.page else None)
        self.hub.changed.connect(self._on_changed)
        self.painted.connect(lambda: QTimer.singleShot(_CLOCK_MS, self, self._make_clock))
        self.painted.connect(self.ahead.begin)

    # --- the workspace --------------------------------------------------------------

    @property
    def has_store(self) -> bool:
        """Whether a workspace is open; before the first choice none is."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The open workspace. Raises RuntimeError while there is none."""
        if self._store is None:
            raise RuntimeError("no workspace is open")
        return self._store

    @property
    def title(self) -> str:
        """The name of the open workspace."""
        return self._store.path.stem if self._store else "Baton"

    def ensure_store(self) -> Store:
        """The open workspace; begins the user's own when nothing was chosen yet. Raises UserError."""
        return self._store or self.files.open_own()

    def put_away(self) -> None:
        """Close the pages, and the workspace with its last window."""
        if self._store is None:
            return
        self.arrival.stop()
        from app.views import jobs
        from app.views.parts.dialog import BatonDialog

        for dialog in self.findChildren(BatonDialog):
            if dialog.isVisible():  # Qt hides no dialog with its window, and this one is about what closes
                dialog.close()
        shared = any(other._store is self._store for other in self.family if other is not self)
        if shared:
            self.voice.stop_jobs()
        else:
            jobs.stop_all()
        self.hub.attach(None)
        self.stack.forget()
        self.voice.be_quiet()
        if not shared:
            self._store.close()
        self._store = None

    def use(self, store: Store | None, page: str = "") -> None:
        """Show this workspace in place of the one before, on the same page unless another is named."""
        self.put_away()
        self._store = store
        self.hub.attach(store)
        self.voice.errors.clear()
        only = " (for reading only)" if store and store.read_only else ""
        self.setWindowTitle(f"Baton – {store.path.name}{only}" if store else "Baton")
        self._show_facts()
        self._count_waiting()
        if self.clock is not None:
            self.clock.attach()
        if not self._keys:
            return
        keys = [entry.key for entry in self._keys]
        self._show(next((key for key in (page, self.key, *registry.STARTS) if key in keys), keys[0]))
        self.stack.take_focus()

    # --- pages ----------------------------------------------------------------------

    @property
    def place(self) -> str:
        """'sell' or 'deliver'."""
        entry = registry.entry(self.key)
        return entry.tab if entry else registry.TABS[0].key

    @property
    def page(self) -> Page | None:
        """The page that is seen, or was asked for and is on its way: then it comes now. None while the welcome is seen."""
        self.arrival.finish()
        return self.stack.page

    def last_of(self, tab: Tab) -> str:
        """The key of the page that a place shows when one comes to it, '' for a place without pages."""
        return self._last.get(tab, "")

    def open_page(self, key: str, filter: Mapping[str, Any] | None = None) -> None:
        """Show a page, narrowed by `filter`."""
        self.ensure_store()
        self._bring(key, None if filter is None else lambda page: page.apply_filter(filter))

    def go(self, kind: str, record_id: int) -> None:
        """Show a record where it lives."""
        self._bring(registry.home_of(kind, self.key), lambda page: page.show_record(kind, record_id))

    def _bring(self, key: str, then: Callable[[Page], object] | None) -> None:
        """Show a page, in turns if it takes long, and do something with it; with nothing to do an empty one may be welcomed."""

        def show() -> None:
            self._show(key, welcome=then is None)
            if then is not None and self.page is not None:
                then(self.page)
                self._show_head()
            self.stack.take_focus()

        entry = registry.entry(key)
        may_welcome = then is None and self.is_empty
        if entry is not None and entry in self._keys and not may_welcome and self.arrival.takes_long(entry):
            self._mark(entry)
            self.arrival.begin(entry, show)
        else:
            show()

    def show_place(self, tab: str) -> None:
        """Show the page of this place that was seen last."""
        if tab in self._last:
            self.open_page(self._last[tab])

    def step_page(self, by: int) -> None:
        """Show the next or previous page of this place."""
        keys = [entry.key for entry in self._keys if entry.tab == self.place]
        if self.key in keys:
            self.open_page(keys[(keys.index(self.key) + by) % len(keys)])

    def step_pane(self, by: int) -> None:
        """Give the keyboard to the next or previous pane."""
        tab = next((tab for tab in self.page_row.tabs if tab.isChecked()), None)
        inside = self.page.panes() if self.page else [self.stack]
        step_pane([self.header.find_box, *([tab] if tab else []), *inside], by)

    def new(self) -> None:
        """What the main button does; in an empty workspace, the first deal."""
        self.ensure_store()
        self._show(self.key, welcome=False)
        if self.page is not None:
            self.page.new()

    def _show(self, key: str, *, welcome: bool = True) -> None:
        entry = registry.entry(key)
        if entry is None or entry not in self._keys:
            return
        self.arrival.stop()
        self._mark(entry)
        if self._store is None or (welcome and entry.key in registry.WELCOMES and self.is_empty):
            self.stack.open_welcome(self._welcome)
        else:
            self.stack.open(entry, self._store, self)
        self._show_head()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return self._store is None or is_empty(self._store)

    def _welcome(self) -> QWidget:
        from app.views.welcome import Welcome

        return Welcome(self.files, self.new)

    def _mark(self, entry: Entry) -> None:
        """Say which page is the one from now on."""
        if entry.key != self.key:
            self.voice.errors.clear()  # what was refused on the page that is left
        self.key = entry.key
        self._last[entry.tab] = entry.key
        self.header.show_place(entry.tab)
        mine = {found: keys for found, keys in self._keys.items() if found.tab == entry.tab}
        self.page_row.set_pages(tuple(mine), {found.key: keys for found, keys in mine.items()})
        self.page_row.show_page(entry.key)

    def _show_head(self) -> None:
        page = self.page
        button = page.main_button if page else None
        self.page_row.show_head(page.totals() if page else "", button, page.second_button if page else None)
        self.commands.show_main(
            button if page else ("New", "plus", "Ctrl+N")
        )  # the welcome begins with the first record
        self.commands.show_duplicate(page.duplicates if page else "")

    def _find(self, text: str) -> Sequence[Item]:
        from app.views import find_lines

        return find_lines.lines(self, text)

    # --- what has changed -----------------------------------------------------------

    def undo(self) -> None:
        """Take back the last action, in whichever place or window it was done."""
        if self._store is not None and (changes := self._store.undo()) is not None:
            self.toast(f"Undone: {changes.label}", action=("Redo", self.redo))

    def redo(self) -> None:
        """Do again what was last taken back."""
        if self._store is not None and (changes := self._store.redo()) is not None:
            self.toast(f"Done again: {changes.label}")

    def _on_changed(self, changes: Changes) -> None:
        self.voice.on_commit(changes.at)
        if changes.kind != "do" and len(self.family) > 1 and not self.is_in_front:
            done = "Undone" if changes.kind == "undo" else "Done again"
            self.toast(f"{done} in another window: {changes.label}", undo=False)
        self._show_facts()
        if changes.touches(*_COUNTED):
            self._count.start()
        if self.page is None:
            self._show(self.key)
        else:
            self._show_head()

    def _show_facts(self) -> None:
        self.header.show_store(self._store)
        undo, redo = (self._store.undo_label, self._store.redo_label) if self._store else (None, None)
        self.commands.show_history(undo, redo)

    def _make_clock(self) -> None:
        """The clock comes after the first page: nobody waits for it."""
        if self.clock is None:
            from app.views.clock import Clock

            self.clock = Clock(self)

    def _count_waiting(self) -> None:
        self.header.count_waiting(self._store)

    # --- what the pages ask ---------------------------------------------------------

    def toast(self, text: str, undo: bool = True, *, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say what was done, with Undo or another action; gone with the next action, which Undo would hit."""
        self.voice.toast(text, undo, action, self._store.saved_at if self._store else None)

    def error(self, message: str) -> None:
        """Say what was refused, until it is read or an action succeeds."""
        self.voice.errors.say(message)

    def run_job(
        self,
        fn: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str,
        cancelled: Callable[[], None] | None = None,
    ) -> Job:
        """Run `fn` in the background, its progress shown at the foot of the window."""
        return self.voice.run_job(fn, done, failed, title, cancelled)

    def start_handoff(self, deal_id: int) -> None:
        """Open the wizard, on the next turn of the loop: this may be called from within a drop."""
        from app.views.handing_off import open_wizard

        QTimer.singleShot(0, self, lambda: open_wizard(self, deal_id))

    def stop_clock(self) -> None:
        """Stop the clock that runs; one that was forgotten for days is asked about."""
        self._make_clock()
        if self.clock is not None:
            self.clock.stop()

    # --- the window itself ----------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        if not self.stack.count():
            self.use(self._store)
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            self.painted.emit()

    @property
    def is_in_front(self) -> bool:
        """Whether this window or a dialog of it is the active one."""
        active = QApplication.activeWindow()
        while active is not None and active is not self:
            active = active.parentWidget()
        return active is self

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.to_front.emit(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.state.keep(self, self.key)
        self.put_away()
        if self in self.family:
            self.family.remove(self)
        if self.family:
            from app.views import windows

            windows.on_closed(self)
        super().closeEvent(event)

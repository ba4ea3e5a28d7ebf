"""Every command of the window, once: its words, icon, keys and what it does.

The menu, the find box and the sheet of keys are made of this list.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.views import registry
from app.views.parts.buttons import Button, keys_text
from app.views.registry import TABS, Entry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.views.parts.menu import Menu
    from app.views.shell import Shell
    from app.views.theme import Scheme

SEPARATOR: Final = ""
SCHEMES: Final[tuple[tuple[Scheme, str], ...]] = (
    ("system", "As the system"),
    ("light", "Light"),
    ("dark", "Dark"),
)


class Command(NamedTuple):
    """`keys` in Qt's portable form, the first of them is shown. `menu` is where it stands."""

    key: str
    menu: str
    title: str
    run: Callable[[], object]
    icon: str = ""
    keys: tuple[str, ...] = ()


def commands(shell: Shell) -> list[Command]:
    """All commands, in the order of the menus; one named '' is a line between groups."""
    line = Command(SEPARATOR, "", "", shell.close)
    files = shell.files
    return [
        Command("new_workspace", "File", "New workspace…", files.new),
        Command("open_workspace", "File", "Open workspace…", files.open, "", ("Ctrl+O",)),
        Command("own_workspace", "File", "Open my own workspace", files.open_own),
        line._replace(menu="File"),
        Command("import", "File", "Import…", files.import_data, "download-simple", ("Ctrl+I",)),
        Command("export", "File", "Export…", files.export_data, "export", ("Ctrl+E",)),
        Command("reports", "File", "Reports…", files.reports, "file-pdf", ("Ctrl+P",)),
        line._replace(menu="File"),
        Command("back_up", "File", "Back up now", files.back_up, "hard-drives"),
        Command("restore", "File", "Restore a backup…", files.restore, "clock-counter-clockwise"),
        line._replace(menu="File"),
        Command("new_window", "File", "New window", partial(_new_window, shell), "", ("Ctrl+Alt+N",)),
        Command("close_window", "File", "Close window", shell.close, "", ("Ctrl+W",)),
        Command("quit", "File", "Quit", partial(_quit, shell), "", ("Ctrl+Q",)),
        Command("undo", "Edit", "Undo", shell.undo, "arrow-counter-clockwise", ("Ctrl+Z",)),
        Command("redo", "Edit", "Redo", shell.redo, "arrow-clockwise", ("Ctrl+Shift+Z", "Ctrl+Y")),
        line._replace(menu="Edit"),
        Command("new", "Edit", "New", shell.new, "plus", ("Ctrl+N",)),
        Command("duplicate", "Edit", "Duplicate", partial(_duplicate, shell), "copy", ("Ctrl+D",)),
        Command("quick_lead", "Edit", "Quick lead…", partial(_quick_lead, shell)),
        Command("archived_deals", "Edit", "Archived deals…", partial(_archived_deals, shell)),
        Command("duplicates", "Edit", "Duplicates…", partial(_duplicates, shell), "users"),
        Command(
            "find",
            "Edit",
            "Find or do anything",
            shell.header.find_box.begin,
            "magnifying-glass",
            ("Ctrl+K",),
        ),
        line._replace(menu="Edit"),
        Command("settings", "Edit", "Settings…", partial(show_settings, shell), "gear-six", ("Ctrl+,",)),
        *_places(shell),
        line._replace(menu="View"),
        Command("next_page", "View", "Next page", partial(shell.step_page, 1), "", ("Ctrl+PgDown",)),
        Command("previous_page", "View", "Previous page", partial(shell.step_page, -1), "", ("Ctrl+PgUp",)),
        Command("next_pane", "View", "Next pane", partial(shell.step_pane, 1), "", ("F6",)),
        Command("previous_pane", "View", "Previous pane", partial(shell.step_pane, -1), "", ("Shift+F6",)),
        line._replace(menu="View"),
        *(Command(f"scheme.{key}", "Colours", title, partial(set_scheme, shell, key)) for key, title in SCHEMES),
        Command("keys", "Help", "Keyboard shortcuts", partial(show_keys, shell), "keyboard", ("F1", "Ctrl+/")),
        Command("about", "Help", "About Baton", partial(show_about, shell)),
    ]


def _new_window(shell: Shell) -> None:
    from app.views import windows

    windows.open_beside(shell)


def _quit(shell: Shell) -> None:
    """Close every window, this one last: the next start shows it again."""
    for window in [*(other for other in shell.family if other is not shell), shell]:
        window.close()


def _quick_lead(shell: Shell) -> None:
    """On the board, whose keys Ctrl+Shift+N are."""
    shell.open_page("deals.board")
    page = shell.page
    if page is not None:
        page.verbs.quick_lead()  # type: ignore[attr-defined]  # the board of deals has them


def _duplicate(shell: Shell) -> None:
    if shell.page is not None:
        shell.page.duplicate()


def _duplicates(shell: Shell) -> None:
    """Over the deals or the clients, among whom they are; a page of its own would be empty most of the time."""
    from app.views.dialogs.duplicates import show_duplicates

    of_deals = shell.key.startswith("deals.")
    if not of_deals:
        shell.open_page("clients")
    show_duplicates(shell, shell.store, shell, "deal" if of_deals else "client")


def _archived_deals(shell: Shell) -> None:
    from app.views.parts.deal_together import show_archived

    shell.open_page("deals.board")
    page = shell.page
    if page is not None:
        show_archived(page.verbs)  # type: ignore[attr-defined]  # as above


def _places(shell: Shell) -> Iterable[Command]:
    for number, tab in enumerate(TABS, 1):
        show = partial(shell.show_place, tab.key)
        yield Command(f"place.{tab.key}", "View", tab.title, show, tab.icon, (f"Alt+{number}",))
        for entry, keys in page_keys().items():
            if entry.tab == tab.key:
                show_page = partial(shell.open_page, entry.key)
                yield Command(entry.key, "View", page_title(entry), show_page, entry.icon, (keys,) if keys else ())


def page_title(entry: Entry) -> str:
    """The page's name where its place is not in sight: 'Deals board'."""
    if entry.title not in ("Board", "List", "Today"):
        return entry.title
    if entry.title == "Today":
        return "Today" if entry.tab == "sell" else "Today’s tasks"
    noun = "Deals" if entry.tab == "sell" else "Tasks"
    return f"{noun} {entry.title.lower()}"


def page_keys() -> dict[Entry, str]:
    """The keys of each page: Ctrl+0 for Today, Ctrl+1 for the board, and so on through both places; '' beyond nine."""
    found = registry.available()
    numbered = [entry.key for entry in found if not entry.key.startswith("today")][:9]
    keys = {"today": "Ctrl+0", **{key: f"Ctrl+{number}" for number, key in enumerate(numbered, 1)}}
    return {entry: keys.get(entry.key, "") for entry in found}


def set_scheme(shell: Shell, scheme: Scheme) -> None:
    """Follow the system's colours, or keep to light or dark, now and next time."""
    from app.views import theme

    theme.override(scheme)
    shell.state.scheme = scheme


def show_keys(shell: Shell) -> None:
    """Show the sheet of keyboard shortcuts."""
    from app.views.help_dialogs import KeysDialog

    KeysDialog(shell, shell.commands.list, shell.page).open()


def show_settings(shell: Shell) -> None:
    """Open the settings of the workspace."""
    from app.views.dialogs.settings_dialog import SettingsDialog

    SettingsDialog(shell.ensure_store(), shell).open()


def show_about(shell: Shell) -> None:
    """Say which Baton this is and where its files lie."""
    from app.views.help_dialogs import AboutDialog

    AboutDialog(shell, shell.store.path if shell.has_store else None).open()


class Commands(QObject):
    """The commands as actions of the window, and the menus made of them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.list: Sequence[Command] = commands(shell)
        self.actions: dict[str, QAction] = {}
        for command in self.list:
            if command.key == SEPARATOR:
                continue
            action = QAction(self._words(command.title, command), self)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.triggered.connect(partial(self._run, command))
            self.actions[command.key] = action
            shell.addAction(action)
        self.show_windows(len(shell.family))
        self._dress_for_mac()

    @staticmethod
    def _run(command: Command, _checked: bool = False) -> None:
        command.run()

    @staticmethod
    def _words(title: str, command: Command) -> str:
        """Qt would write 'Ctrl+Z'; the look has 'Ctrl Z'. On macOS the bar shows its own signs."""
        if sys.platform == "darwin" or not command.keys:
            return title
        return f"{title}\t{keys_text(command.keys[0])}"

    def show_history(self, undo: str | None, redo: str | None) -> None:
        """What undo and redo would do now; None when there is nothing."""
        for key, word, label in (("undo", "Undo", undo), ("redo", "Redo", redo)):
            self._rename(key, f"{word}: {label}" if label else word)
            self.actions[key].setEnabled(label is not None)

    def show_windows(self, count: int) -> None:
        """How many windows there are; the only one is closed by leaving the program."""
        self.actions["close_window"].setEnabled(count > 1)

    def show_main(self, button: tuple[str, str, str] | None) -> None:
        """What 'New' means on the page that is shown."""
        action = self.actions["new"]
        self._rename("new", button[0] if button else "New")
        action.setEnabled(button is not None)
        if button is not None:
            action.setShortcut(QKeySequence(button[2]))

    def show_duplicate(self, words: str) -> None:
        """What 'Duplicate' means on the page that is shown; '' where there is nothing to copy."""
        self._rename("duplicate", words or "Duplicate")
        self.actions["duplicate"].setEnabled(bool(words))

    def _rename(self, key: str, title: str) -> None:
        command = next(found for found in self.list if found.key == key)
        self.actions[key].setText(self._words(title, command))

    def menu(self) -> Menu:
        """The whole menu, for the menu button; made anew, so that it tells what holds now."""
        from app.views.parts.menu import Menu

        top = Menu(self._shell)
        for name in ("File", "Edit", "View", "Help"):
            self._fill(top.add_menu(name), name)
        return top

    def _fill(self, menu: QMenu, name: str) -> None:
        from app.views.parts import icons

        hidden = {"own_workspace"} if self._shell.files.is_own else set()
        hidden |= set() if self.actions["close_window"].isEnabled() else {"close_window"}
        for command in self.list:
            if command.menu != name or command.key in hidden:
                continue
            if command.key == SEPARATOR:
                menu.addSeparator()
                continue
            action = self.actions[command.key]
            if command.icon and action.icon().isNull():
                action.setIcon(icons.icon(command.icon))
            menu.addAction(action)
        if name == "View":
            self._fill_colours(menu)

    def _fill_colours(self, menu: QMenu) -> None:
        from app.views import theme
        from app.views.parts.menu import Menu

        inner = Menu(menu, "Colours")
        for key, _title in SCHEMES:
            action = self.actions[f"scheme.{key}"]
            action.setCheckable(True)
            action.setChecked(theme.scheme() == key)
            inner.addAction(action)
        menu.addMenu(inner)

    def _dress_for_mac(self) -> None:
        """macOS keeps its menu bar, with Quit and About where it has them."""
        if sys.platform != "darwin":
            return
        from PySide6.QtWidgets import QMenuBar

        self.actions["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self.actions["about"].setMenuRole(QAction.MenuRole.AboutRole)
        bar = QMenuBar(self._shell)
        for name in ("File", "Edit", "View", "Help"):
            menu = bar.addMenu(name)
            menu.aboutToShow.connect(partial(self._refill, menu, name))
            self._fill(menu, name)
        self._shell.setMenuBar(bar)

    def _refill(self, menu: QMenu, name: str) -> None:
        menu.clear()
        self._fill(menu, name)


class AltKey(QObject):
    """Alt pressed and let go by itself opens the menu, where the menu has no bar.

    While Alt is down every event is looked at, since Alt with another key or the mouse means something else; whoever
    takes that key keeps it from the window.
    """

    _OTHER = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress})

    def __init__(self, window: QWidget, button: Button) -> None:
        super().__init__(window)
        self._button = button
        self._alone = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        is_alt = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Alt
        if kind == QEvent.Type.KeyPress and is_alt and watched is self.parent():
            self._watch(True)
        elif kind == QEvent.Type.KeyRelease and is_alt and self._alone:
            self._watch(False)
            if not self._button.isHidden():
                QTimer.singleShot(0, self._button, self._button.open_menu)
        elif kind == QEvent.Type.WindowDeactivate or (kind in self._OTHER and not is_alt):
            self._watch(False)
        return super().eventFilter(watched, event)

    def _watch(self, alone: bool) -> None:
        if alone == self._alone:
            return
        self._alone = alone
        app = QCoreApplication.instance()
        if app is not None:
            (app.installEventFilter if alone else app.removeEventFilter)(self)

"""What a page is, and what the window offers to it.

A page is one screen: it says which tables it reads, and `refresh` brings it up to date. It never asks the
window for more than `ShellApi`, so a test can show a page alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.base import Changes

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.hub import Hub
    from app.views.jobs import Job, Progress


class ShellApi(Protocol):
    """What a page may ask of the window."""

    @property
    def store(self) -> Store:
        """The open workspace."""

    @property
    def hub(self) -> Hub:
        """Who tells of changes."""

    @property
    def title(self) -> str:
        """The name of the open workspace, for titles of documents and dialogs."""

    def go(self, kind: str, record_id: int) -> None:
        """Show a record where it lives. Kinds: 'client', 'contact', 'deal', 'project', 'task'."""

    def open_page(self, key: str, filter: Mapping[str, Any] | None = None) -> None:
        """Show a page, narrowed by `filter` (see the page's `apply_filter`)."""

    def toast(self, text: str, undo: bool = True, *, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say what was done, for six seconds, with Undo or with another `action` (words, call)."""

    def error(self, message: str) -> None:
        """Say in a sentence what was refused and what to do, until it is read."""

    def run_job(
        self,
        fn: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        title: str,
        cancelled: Callable[[], None] | None = None,
    ) -> Job:
        """Run `fn` in the background, in sight; a UserError is shown unless `failed` takes it."""

    def start_handoff(self, deal_id: int) -> None:
        """Open the handoff wizard for a won deal."""

    def stop_clock(self) -> None:
        """Stop the clock that runs, and say how long it was."""


class Page(QWidget):
    """One screen of the window. Subclasses set the class attributes and override what they need."""

    key: ClassVar[str] = ""
    reads: ClassVar[frozenset[str]] = frozenset()
    """The tables whose changes make the page refresh."""
    shortcut_help: ClassVar[tuple[tuple[str, str], ...]] = ()
    """(keys, what they do) for the sheet of keyboard shortcuts: ('Space', 'Pick the card up')."""

    main_button: tuple[str, str, str] | None = None
    """The one blue button of the page row: words, Phosphor icon, shortcut: ('New deal', 'plus', 'Ctrl+N')."""

    second_button: tuple[str, str, str] | None = None
    """A page of both places has two buttons of the same weight, both plain: words, icon, shortcut."""

    built_of: ClassVar[tuple[str, ...]] = ()
    """The modules of `app.views` that building the page needs beside its own, the smaller ones first; imported like those of `first_click`."""

    first_click: ClassVar[tuple[str, ...]] = ()
    """The modules of `parts` that the first click on a record needs, the smaller ones first: each is imported in a turn of its own."""

    duplicates: ClassVar[str] = ""
    """What Ctrl+D does here: 'Duplicate task'; '' where nothing is copied."""

    head_changed = Signal()
    """Emit when `totals` or `main_button` have changed without a refresh, for instance after filtering."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self.store = store
        self.shell = shell
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)

    def refresh(self) -> None:
        """Read everything shown again. The window calls it when the page is first shown and after changes."""

    def on_changes(self, changes: Changes) -> None:  # noqa: ARG002
        """What this page reads was touched, by one action or several. By default all is read again."""
        self.refresh()

    def totals(self) -> str:
        """The sums at the right of the page row: '18 open <b>€283,800</b>  weighted <b>€110,750</b>'.

        Figures stand in <b>, two spaces separate groups; everything but <b> must be escaped as in HTML.
        """
        return ""

    def new(self) -> None:
        """What the main button does."""

    def second(self) -> None:
        """What the second button does."""

    def duplicate(self) -> None:
        """Copy what is chosen, where `duplicates` says what that is."""

    def show_record(self, kind: str, record_id: int) -> None:
        """Select a record and open its inspector."""

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """Narrow what is shown: {'month': '2026-11'}, {'chip': 'overdue'}, {'client_id': 4}."""

    def report_wish(self) -> dict[str, Any]:
        """What the report dialog begins with here: nothing, or {'report': 'project', 'project_id': 4}."""
        return {}

    def ahead(self) -> list[Callable[[], object]]:
        """What a first click here needs, got ready in turns of their own while nobody does anything."""
        imports = (partial(import_module, f"app.views.parts.{part}") for part in self.first_click)
        return [*imports, self.make_details, lambda: getattr(self, "inspector", None)]

    def make_details(self) -> object:
        """Make what stands beside the list, where putting it there takes a turn as well; `inspector` does both."""

    def panes(self) -> list[QWidget]:
        """What F6 walks through within the page, in reading order."""
        return [self]

"""What the pages of charts have in common: the toolbar, the reading beside the window, chart or table, and nothing yet.

A page says what it reads and for what, what stands below the toolbar, and how it shows what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.base import UserError
from app.views import jobs, theme
from app.views.page import Page, ShellApi
from app.views.parts.breath import soon
from app.views.parts.buttons import PlainButton
from app.views.parts.chart_bar import ChartBar
from app.views.parts.focus_in_sight import FocusInSight
from app.views.parts.scrolled import clear_area
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress
    from app.views.parts.empty import EmptyState

Told = TypeVar("Told")
_SHARE = (693, 307)  # chart and table, what stands beside them


class _Whole(QWidget):
    """The page inside what scrolls it: scrolled only where even its least height has no room, not already the wished one."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else -1


class Nothing(NamedTuple):
    """What belongs on a page without anything: icon, title, a sentence, and the one next step."""

    icon: str
    title: str
    text: str
    action: tuple[str, Callable[[], object]]


class ChartPage(Page, Generic[Told]):
    """See the top of this module."""

    rule = ""
    """One line beside the toolbar: how the figures are counted."""
    reading = ""
    """What the job that reads is called: 'Reading the forecast'."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self._told: Told | None = None
        self._reading = self._again = False
        self._empty: EmptyState | None = None
        self._built = False
        self.twin = Segmented((("chart", "Chart"), ("table", "Table")), name="Shown as")
        self.twin.changed.connect(self._on_twin)
        self.report = PlainButton("Report…", "file-pdf")
        self.report.clicked.connect(self.open_report)
        self._lay_out_toolbar(self.choices())
        soon(self, self._build)

    # --- what a page says of itself -------------------------------------------------

    def choices(self) -> Sequence[QWidget]:
        """What stands at the left of the toolbar."""
        raise NotImplementedError

    def switches(self) -> Sequence[QWidget]:
        """What stands at the right of it, before chart or table."""
        return ()

    def build_body(self) -> None:
        """Make what stands below the toolbar, and lay it out with `column` and `set_body`."""
        raise NotImplementedError

    def wanted(self) -> tuple[Any, ...]:
        """For what the page reads; an answer to something else is dropped."""
        raise NotImplementedError

    @staticmethod
    def read(store: Store, *wanted: Any) -> Any:
        """Read it, in another thread."""
        raise NotImplementedError

    def nothing(self, told: Told) -> Nothing | None:
        """What belongs here when there is nothing to show, else None."""
        raise NotImplementedError

    def show_told(self, told: Told) -> None:
        """Show what was read."""
        raise NotImplementedError

    def show_twin(self, as_table: bool) -> None:
        """Show the chart or the table."""
        raise NotImplementedError

    def open_report(self) -> None:
        """Ask for the page on paper."""
        raise NotImplementedError

    # --- building -------------------------------------------------------------------

    def _lay_out_toolbar(self, choices: Sequence[QWidget]) -> None:
        self.toolbar = ChartBar(choices, self.rule, (*self.switches(), self.twin, self.report))
        full = _Whole()
        self.column = QVBoxLayout(full)
        self.column.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, theme.PAGE_MARGIN)
        self.column.setSpacing(0)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.toolbar)
        self._stack = QStackedLayout(self)
        area = clear_area(full)  # scrolled where a small window has no room for all of it
        FocusInSight(area)
        self._stack.addWidget(area)

    def set_body(self, left: QLayout, right: QWidget | QLayout) -> None:
        """Chart and table at the left, what stands beside them at the right."""
        body = QHBoxLayout()
        body.setSpacing(theme.PANE_GAP)
        body.addLayout(left, _SHARE[0])
        if isinstance(right, QWidget):
            body.addWidget(right, _SHARE[1])
        else:
            body.addLayout(right, _SHARE[1])
        self.column.setAlignment(Qt.AlignmentFlag(0))
        self.column.addLayout(body, 1)

    def _build(self) -> None:
        """What stands below the toolbar; in a turn of its own."""
        if not self._built:
            self.build_body()
            self._built = True

    # --- reading --------------------------------------------------------------------

    def refresh(self) -> None:
        """Read in the background; what changes meanwhile is read once more afterwards."""
        if not self._built:  # else the worker's imports and the building would wait for each other
            soon(self, self.refresh)
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        store, wanted, read = self.store, self.wanted(), self.read

        def work(progress: Progress) -> tuple[tuple[Any, ...], Told]:
            progress.check()
            return wanted, read(store, *wanted)

        jobs.run(work, self._on_read, self._on_failed, title=self.reading, cancelled=self._on_cancelled)

    def _on_read(self, result: tuple[tuple[Any, ...], Told]) -> None:
        if not isValid(self):
            return
        self._reading = False
        wanted, told = result
        if wanted == self.wanted():
            self._build()
            self._told = told
            nothing = self.nothing(told)
            self._show_nothing(nothing)
            self.main_button = None if nothing else type(self).main_button
            self.head_changed.emit()
            self.show_told(told)
        if self._again:
            self.refresh()

    def _on_failed(self, problem: Exception) -> None:
        if isValid(self):
            self._reading = False
            if isinstance(problem, UserError):
                self.shell.error(str(problem))

    def _on_cancelled(self) -> None:
        if isValid(self):
            self._reading = False

    def _show_nothing(self, nothing: Nothing | None) -> None:
        """What belongs here, in place of a page without anything; made when it is needed."""
        if nothing is not None and self._empty is None:
            from app.views.parts.empty import EmptyState

            self._empty = EmptyState(*nothing)
            self._stack.addWidget(self._empty)
        self._stack.setCurrentIndex(0 if nothing is None else 1)

    def _on_twin(self, key: str) -> None:
        self._build()
        self.show_twin(key == "table")

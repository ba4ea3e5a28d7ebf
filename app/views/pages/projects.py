"""All projects as a list: how far each is, and whether its promise will be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import projects, task_board
from app.services.projects import ProjectRow
from app.services.task_filter import TaskFilter
from app.views import theme
from app.views.page import Page
from app.views.parts.beside import Beside, in_card
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_table import ListTable
from app.views.parts.menu import Menu
from app.views.parts.project_actions import ProjectActions
from app.views.parts.project_inspector import ProjectInspector
from app.views.parts.project_rows import COLUMNS, GIVE_WAY, PLACES
from app.views.parts.rows import RowsModel
from app.views.parts.segmented import Segmented
from app.views.parts.task_filters import FilterLine
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_NEW = ("New project", "plus", "Ctrl+N")


class Reads(NamedTuple):
    """All that the page shows, except the rows themselves."""

    asked: tuple[Any, ...]
    ids: list[int]
    open_count: int
    left: int
    any: bool


def read(store: Store, text: str, status: str | None, sort: str, descending: bool) -> Reads:
    """Read it; in whichever thread."""
    opened = projects.list_ids(store, status="open")
    return Reads(
        (text, status, sort, descending),
        projects.list_ids(store, text, status, sort, descending),
        len(opened),
        task_board.totals_line(store, TaskFilter())[2],
        bool(opened) or bool(projects.list_ids(store)),
    )


class Projects(Page):
    """See the top of this module."""

    key = "projects"
    reads = frozenset(
        {"project", "task", "milestone", "client", "contact", "client_contact", "deal", "deal_line", "person"}
        | {"status", "time_entry", "setting", "day_off", "handoff", "template", "template_task", "project_member"}
        | {"change_order", "rate", "promise"}
    )
    shortcut_help = (
        ("Enter", "Open the project beside the list"),
        ("F2", "Rename the project"),
        ("B", "Open its board"),
        ("Del", "Delete it"),
        ("Ctrl+F", "Filter"),
        ("Esc", "Close the project"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.latest = LatestRead(store, self)
        self._asked: tuple[str, str | None, str, bool] = ("", "open", "name", False)
        self._found = Reads((), [], 0, 0, False)
        self._select_next: int | None = None
        self._nothing: EmptyState | None = None
        self.rows: RowsModel[ProjectRow] = RowsModel(COLUMNS, lambda ids: projects.rows(store, ids), lambda row: row.id)
        self.table = ListTable(self.rows)
        self.table.setAccessibleName("Projects")
        self._pane = QWidget()
        self._inspector: ProjectInspector | None = None
        self.verbs = ProjectActions(store, shell, self.rename)
        self.scope = Segmented((("open", "Open"), ("all", "All")), "open", name="Which projects", in_row=True)
        self.line = FilterLine("Filter projects", self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.toolbar = QWidget()
        self.toolbar.setFixedHeight(px(theme.TOOLBAR))
        row = QHBoxLayout(self.toolbar)
        row.setContentsMargins(theme.PAGE_MARGIN, 0, theme.PAGE_MARGIN, 0)
        row.setSpacing(12)
        row.addWidget(self.scope)
        row.addStretch(1)
        row.addWidget(self.line)
        self.line.setFixedSize(px(160), px(theme.CONTROL))
        self._middle = QStackedWidget()
        self._card = in_card(self.table)
        self._middle.addWidget(self._card)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._middle, 1)
        inside = QVBoxLayout(self._pane)
        inside.setContentsMargins(0, 0, 0, 0)
        self.beside = Beside(content, self._pane)
        self.beside.needs = lambda: px(900)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _connect(self) -> None:
        self.table.set_sorted("name")
        self.table.sort_requested.connect(lambda key, down: self._ask(sort=key, descending=down))
        self.scope.changed.connect(lambda key: self._ask(status="open" if key == "open" else None))
        self.line.textChanged.connect(lambda text: self._ask(text=text.strip()))
        self.line.left.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current)
        self.table.clicked.connect(self._on_clicked)
        self.table.opened.connect(self.open_project)
        self.table.horizontalHeader().geometriesChanged.connect(self._fit_columns)
        self.table.menu = self._menu
        keys: dict[str, Callable[[int], object]] = {
            "F2": self.rename,
            "B": partial(self.verbs.open_page, "projects.board"),
            "S": lambda _: self.verbs.choose_status(self.table.selected, *self._place()),
            "A": lambda _: self.verbs.archive(self.table.selected),
            "Del": lambda _: self.verbs.delete(self.table.selected),
        }
        for words, does in keys.items():
            shortcut = QShortcut(QKeySequence(words), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._with_current, does))
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.line.setFocus)

    # --- reading --------------------------------------------------------------------

    def _ask(self, **fields: Any) -> None:
        names = ("text", "status", "sort", "descending")
        kept = dict(zip(names, self._asked, strict=True)) | fields
        self._asked = (kept["text"], kept["status"], kept["sort"], kept["descending"])
        self.refresh()

    def refresh(self) -> None:
        asked = self._asked
        self.latest.ask(lambda: read(self.store, *asked), self._show)

    def _show(self, found: Reads) -> None:
        if found.asked != self._asked:
            return
        self._found = found
        self.rows.set_ids(found.ids)
        self.toolbar.setVisible(found.any)
        self.main_button = _NEW if found.any else None
        self._show_nothing()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            if self.table.select(wanted):
                self.open_project(wanted, focus=False)
        if self.beside.is_open and not self.inspector.refresh():
            self.close_inspector()
        self.head_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self) -> None:
        if self._nothing is not None:
            self._middle.removeWidget(self._nothing)
            self._nothing.deleteLater()
            self._nothing = None
        if not self._found.any:
            self._nothing = EmptyState(
                "flag",
                "No projects yet",
                "Win a deal and hand it off: that makes its project, with tasks, owners and dates. "
                "Or add one for work without a deal.",
                ("Add project", self.new),
            )
        elif not self._found.ids:
            self._nothing = EmptyState("funnel-simple", "No project passes this filter", "", ("Show all", self._widen))
        if self._nothing is not None:
            self._middle.addWidget(self._nothing)
        self._middle.setCurrentWidget(self._nothing or self._card)

    def _widen(self) -> None:
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self.scope.set_value("all")
        self._ask(text="", status=None)

    def totals(self) -> str:
        count, left = self._found.open_count, self._found.left
        return f"{count:,} open  left <b>{round(left / 60):,} h</b>" if count else ""

    # --- what the window asks -------------------------------------------------------

    def new(self) -> None:
        from app.views.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self, self.store)
        dialog.added.connect(self._on_added)
        dialog.open()

    def _on_added(self, project_id: int, name: str) -> None:
        self._select_next = project_id
        self.shell.toast(f"{name} added")

    def show_record(self, kind: str, record_id: int) -> None:
        if kind != "project":
            return
        if not self.table.select(record_id):
            self._select_next = record_id
            self._widen()
        self.open_project(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'status': 'open'}, {'text': 'kiosk'}, {'project_id': 4}."""
        status = wanted.get("status")
        self.scope.set_value("open" if status == "open" else "all")
        self.line.setText(str(wanted.get("text", "")))
        self._ask(status=status, text=str(wanted.get("text", "")))
        if "project_id" in wanted:
            self.show_record("project", int(wanted["project_id"]))

    def panes(self) -> list[QWidget]:
        middle = self.table if self._nothing is None else self._nothing.main or self._nothing
        return [middle, self._pane, self.line]

    # --- the inspector --------------------------------------------------------------

    @property
    def inspector(self) -> ProjectInspector:
        """The pane, made when a project is first opened: the page itself is there sooner."""
        if self._inspector is None:
            self._inspector = ProjectInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
            self._pane.setFocusProxy(self._inspector)
            layout = self._pane.layout()
            if layout is not None:
                layout.addWidget(self._inspector)
        return self._inspector

    def _on_current(self, project_id: int | None) -> None:
        if project_id is not None and self.beside.is_open:
            self.inspector.show_project(project_id)

    def _on_clicked(self) -> None:
        if len(self.table.selected) == 1 and self.table.current is not None and not self.beside.is_open:
            self.open_project(self.table.current, focus=False)

    def report_wish(self) -> dict[str, Any]:
        return {"report": "project", "project_id": self.table.current}

    def open_project(self, project_id: int, *, focus: bool = True) -> None:
        """Show a project beside the list."""
        if self.inspector.show_project(project_id):
            self.beside.open()
            if focus and self.beside.is_narrow:
                self.inspector.setFocus()

    def rename(self, project_id: int) -> None:
        """Edit the name of a project."""
        self.open_project(project_id, focus=False)
        self.inspector.rename()

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.forget()
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # --- acting ---------------------------------------------------------------------

    def _with_current(self, does: Callable[[int], object]) -> None:
        if self.table.current is not None:
            does(self.table.current)

    def _place(self) -> tuple[QWidget, QRect]:
        at = self.table.currentIndex()
        return self.table.viewport(), self.table.visualRect(at) if at.isValid() else QRect()

    def _menu(self, ids: list[int]) -> Menu | None:
        return self.verbs.menu(ids, self) if ids else None

    def _fit_columns(self) -> None:
        """Where titles would be cut the lesser columns give way."""
        room = self.table.width()
        for key, least in GIVE_WAY:
            self.table.setColumnHidden(PLACES[key], room < px(least))

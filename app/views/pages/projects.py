"""All projects as a list: arranged as its user likes, narrowed by chips and words, edited in the cell, several changed at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import Changes
from app.services import custom_fields, project_list, projects, settings
from app.services.listing import Listing
from app.services.project_list import ListRow, ProjectFilter
from app.views.hub import EXPECTED
from app.views.list_memory import ListMemory
from app.views.page import Page
from app.views.parts import custom_columns, project_rows
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.beside import Beside, in_card
from app.views.parts.empty import EmptyState
from app.views.parts.list_bar import EXPORT_KEYS, ListBar, bind_export
from app.views.parts.list_state import ListState
from app.views.parts.project_actions import ProjectActions
from app.views.parts.project_filters import ProjectFilters
from app.views.parts.project_reads import ListReads, ProjectReads, read
from app.views.parts.rows import RowsModel
from app.views.theme import PAGE_MARGIN, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.field import Field
    from app.views.parts.project_cells import ProjectCells
    from app.views.parts.project_inspector import ProjectInspector

_NEW = ("New project", "plus", "Ctrl+N")


class Projects(Page):
    """See the top of this module."""

    key = "projects"
    first_click = (
        "project_fields", "project_promises", "change_orders_section", "payments_section", "hand_back_offer", "project_brief",
        "project_inspector",
    )  # fmt: skip
    reads = frozenset({
        "project", "task", "milestone", "client", "contact", "client_contact", "deal", "deal_line", "person", "status", "time_entry",
        "setting", "day_off", "handoff", "template", "template_task", "project_member", "change_order", "rate", "promise", "tag",
        "tag_link", "custom_field", "custom_value", "saved_view", "deal_origin", "project_brief", "renewal", "payment", "dependency", EXPECTED,
    })  # fmt: skip
    shortcut_help = (
        ("Enter", "Open the project beside the list; on a cell, edit it"),
        ("← →", "From cell to cell"),
        ("F2", "Edit the cell, or the name"),
        ("N, B, T", "Add a task to it, open its board, its timeline"),
        ("S", "Change its status"),
        ("A, Del", "Archive it, delete it"),
        ("Shift+click", "Sort by a head too"),
        ("Ctrl+A, Ctrl+C", "Select all, copy the selected rows"),
        (EXPORT_KEYS, "Export what is seen"),
        ("Ctrl+F", "Filter"),
        ("Esc", "Close the project"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.latest = ProjectReads(store, self)
        self.verbs = ProjectActions(store, shell, self.rename)
        self._found = ListReads((), Listing([]), {}, (0, 0), False)
        self._select_next: int | None = None
        self._nothing: EmptyState | None = None
        self._inspector: ProjectInspector | None = None
        self._cells: ProjectCells | None = None
        self.rows: RowsModel[ListRow] = RowsModel((), self._fetch, lambda row: row.id)
        self.table = ArrangedTable(self.rows, project_rows.USUAL)
        self.table.setAccessibleName("Projects")
        self.table.edits = self._edits
        self._learn()
        self.filters = ProjectFilters(store, self.key, self)
        self.bar = ListBar(self.table, self.export_seen)
        self._pane = QWidget()
        self._build()
        self.state = ListState(
            self.table, ListMemory(store.path, self.key), lambda: self.filters.views.view is not None
        )
        self.bar.show_arrangement()
        self._connect()

    def _build(self) -> None:
        self._middle = QStackedWidget()
        self._card = in_card(self.table)
        self._middle.addWidget(self._card)
        self.toolbar = QWidget()
        line = QHBoxLayout(self.toolbar)
        line.setContentsMargins(0, 0, px(PAGE_MARGIN), 0)
        line.setSpacing(0)
        line.addWidget(self.filters, 1)
        line.addWidget(self.bar)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._middle, 1)
        self._inside = QVBoxLayout(self._pane)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.beside = Beside(content, self._pane)
        self.beside.needs = lambda: px(900)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_narrowed)
        self.filters.left.connect(self.table.setFocus)
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self.shell.error)
        self.table.current_changed.connect(self._on_current)
        self.table.clicked_once.connect(self._on_clicked)
        self.table.patient = lambda: self.beside.is_narrow
        self.table.opened.connect(self.open_project)
        self.table.menu = lambda ids: self.verbs.menu(ids, self) if ids else None
        bind_export(self, self.export_seen)
        keys: dict[str, Callable[[list[int]], object]] = {
            "F2": lambda ids: self.rename(ids[0]),
            "N": lambda ids: self.verbs.new_task(ids[0]),
            "B": lambda ids: self.verbs.open_page("projects.board", ids[0]),
            "T": lambda ids: self.verbs.open_page("timeline", ids[0]),
            "S": lambda ids: self.verbs.choose_status(ids, *self._place()),
            "A": self._archive,
            "Del": self.verbs.delete,
        }
        for words, does in keys.items():
            shortcut = QShortcut(QKeySequence(words), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._with_chosen, does))
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.line.setFocus)

    # --- reading --------------------------------------------------------------------

    def refresh(self) -> None:
        self._inspect_again()
        self.read_anew()

    def read_anew(self, *, patient: bool = False) -> None:
        """Read what passes the filter, now or beside the window."""
        asked = (self.filters.flt, self.table.arrangement)
        self.latest.ask(lambda: read(self.store, *asked), self._show, patient=patient)

    def _on_narrowed(self) -> None:
        self._select_next = None
        self.read_anew()

    def on_changes(self, changes: Changes) -> None:
        self._inspect_again()
        if changes.touches("custom_field", "setting"):
            self._learn()
        if changes.touches("saved_view"):
            self.filters.views.refresh()
        if changes.tables.keys() - {"saved_view"}:
            if self.latest.beside:
                self.rows.read_again()  # the words change at once; which rows there are, and their order, follow
            self.read_anew(patient=changes.tables.keys() == {EXPECTED})

    def _learn(self) -> None:
        """The custom fields are columns, and may be groups."""
        self.fields = tuple(custom_fields.fields(self.store, "project"))
        self._home = settings.home_currency(self.store)
        groupings = [*project_rows.GROUPINGS, *custom_columns.groupings(self.fields)]
        self.table.set_catalogue(project_rows.columns(self.fields), groupings)

    def _fetch(self, ids: Sequence[int]) -> list[ListRow]:
        return project_list.rows(self.store, ids, self.table.known_columns)

    def _edits(self, key: str, row: ListRow) -> Field[Any] | str | None:
        if self._cells is None:
            from app.views.parts.project_cells import ProjectCells

            self._cells = ProjectCells(self.store, self.verbs)
        return self._cells.edit(key, row)

    def _show(self, found: ListReads) -> None:
        if found.asked != (self.filters.flt, self.table.arrangement[1:]):
            return
        self._found = found
        if found.counts.get("archived") == 0 and self.filters.flt.chip == "archived":
            self.filters.narrow(chip="")  # the last one has come back
            return
        by = self.table.arrangement.group
        self.table.show_listing(found.listing, partial(project_rows.describe, self.fields, by, self._home))
        self.filters.show_counts(found.counts)
        self.toolbar.setVisible(found.any)
        self.main_button = _NEW if found.any else None
        self._show_nothing()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            if self.table.select(wanted):
                self.open_project(wanted, focus=False)
            elif found.asked[0] != self._around(wanted):
                self._seek(wanted, anyway=True)
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
        elif not self._found.listing.ids:
            self._nothing = EmptyState(
                "funnel-simple", "No project passes this filter", "", ("Show all", self.filters.widen)
            )
        if self._nothing is not None:
            self._middle.addWidget(self._nothing)
        self._middle.setCurrentWidget(self._nothing or self._card)

    def totals(self) -> str:
        count, left = self._found.totals
        return f"{count:,} open  left <b>{round(left / 60):,} h</b>" if count else ""

    # --- how it is arranged ---------------------------------------------------------

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self.read_anew()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Projects", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self.store
        found = self.table.listed
        export_seen.write(
            self.shell, path, self.rows.columns, found, lambda ids: project_list.rows(store, ids, keys), "project"
        )

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a saved view: the filter and the arrangement."""
        return {**project_list.to_spec(self.filters.flt), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a saved view."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.show_filter(project_list.from_spec(spec))
        self._on_narrowed()

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
        self._seek(record_id)
        self.open_project(record_id)

    def _seek(self, project_id: int, *, anyway: bool = False) -> None:
        """Select a project: what is being read, or anew, may bring it; else, or `anyway`, every filter gives way."""
        if not self.table.select(project_id):
            self._select_next = project_id
            if not self.latest.busy:
                if anyway or not project_list.lets_through(self.store, self.filters.flt, project_id):
                    self.filters.show_filter(self._around(project_id))
                self.read_anew()

    def _around(self, project_id: int) -> ProjectFilter:
        """The widest filter that lets a project through."""
        row = next(iter(projects.rows(self.store, [project_id])), None)
        return project_list.PLAIN._replace(chip="archived") if row is not None and row.archived else project_list.ALL

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'status': 'open'}, {'text': 'kiosk'}, {'chip': 'late'}, {'project_id': 4}."""
        fields = {name: value for name, value in wanted.items() if name in ProjectFilter._fields}
        if "status" in wanted or not fields:
            fields["open_only"] = wanted.get("status") == "open"
        self.filters.show_filter(project_list.PLAIN._replace(**fields))
        self._on_narrowed()
        if "project_id" in wanted:
            self.show_record("project", int(wanted["project_id"]))

    def report_wish(self) -> dict[str, Any]:
        return {"report": "project", "project_id": self.table.current}

    def panes(self) -> list[QWidget]:
        middle = self.table if self._nothing is None else self._nothing.main or self._nothing
        return [middle, self._pane, self.filters.line]

    # --- the inspector --------------------------------------------------------------

    @property
    def inspector(self) -> ProjectInspector:
        """The pane, made when a project is first opened: the page itself is there sooner."""
        if self._inspector is None:
            from app.views.parts.project_inspector import ProjectInspector

            self._inspector = ProjectInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
            self._pane.setFocusProxy(self._inspector)
            self._inside.addWidget(self._inspector)
        return self._inspector

    def _inspect_again(self) -> None:
        if self.beside.is_open and not self.inspector.refresh():
            self.close_inspector()

    def _on_current(self, project_id: int | None) -> None:
        if project_id is not None and self.beside.is_open:
            self.inspector.show_project(project_id)

    def _on_clicked(self) -> None:
        if len(self.table.selected) == 1 and self.table.current is not None and not self.beside.is_open:
            self.open_project(self.table.current, focus=False)

    def open_project(self, project_id: int, *, focus: bool = True) -> None:
        """Show a project beside the list."""
        if self.inspector.show_project(project_id):
            self.beside.open()
            if focus and self.beside.is_narrow:
                self.inspector.setFocus()

    def rename(self, project_id: int) -> None:
        """Edit the name of a project, in the list where it is seen."""
        if not (self.table.isVisible() and self.table.edit_cell(project_id, "name")):
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

    def _with_chosen(self, does: Callable[[list[int]], object]) -> None:
        chosen = self.table.selected or ([self.table.current] if self.table.current is not None else [])
        if chosen:
            does(chosen)

    def _archive(self, ids: list[int]) -> None:
        (self.verbs.bring_back if self.filters.flt.chip == "archived" else self.verbs.archive)(ids)

    def _place(self) -> tuple[QWidget, QRect]:
        at = self.table.currentIndex()
        return self.table.viewport(), self.table.visualRect(at) if at.isValid() else QRect()

"""Every deal as a row, the closed ones too: arranged as its user likes, narrowed by the toolbar, a view or a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.base import Changes, today
from app.domain.money import format_money
from app.services import custom_fields, deal_board, deal_detail, deal_list, settings
from app.services.deal_board import DealFilter
from app.services.deal_filter import PLAIN
from app.services.deal_list import DealRow
from app.services.listing import Listing
from app.views.hub import EXPECTED
from app.views.list_memory import ListMemory
from app.views.page import Page
from app.views.parts import custom_columns, deal_rows
from app.views.parts.arranged_table import ArrangedTable
from app.views.parts.beside import Beside, in_card
from app.views.parts.breath import soon
from app.views.parts.deal_actions import DealActions
from app.views.parts.deal_filters import DealFilters
from app.views.parts.deal_menu import INSPECTOR, KEYS, bind_keys, deal_menu
from app.views.parts.deal_reads import AT_ONCE, ListReads, read
from app.views.parts.empty import EmptyState
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_bar import EXPORT_KEYS, ListBar, bind_export
from app.views.parts.list_state import ListState
from app.views.parts.rows import RowsModel
from app.views.theme import PAGE_MARGIN, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.deal_cells import DealCells
    from app.views.parts.deal_inspector import DealInspector
    from app.views.parts.field import Field

_NEW = ("New deal", "plus", "Ctrl+N")
_LOOK = frozenset({"setting", "day_off", "custom_field"})
_LISTED = _LOOK | frozenset(
    {
        "deal",
        "stage",
        "pipeline",
        "client",
        "person",
        "handoff",
        "template_rule",
        "project",
        "rate",
        "contact",
        "source",
        "lost_reason",
        "tag",
        "tag_link",
        "custom_value",
        "saved_view",
        EXPECTED,
    }
)
_INSPECTED = frozenset(
    {"activity", "deal_line", "deal_event", "client_contact", "task", "renewal", "change_order", "deal_origin"}
)


class DealsList(Page):
    """See the top of this module."""

    key = "deals.list"
    first_click = INSPECTOR
    reads = _LISTED | _INSPECTED
    duplicates = "Duplicate deal"
    shortcut_help = (
        ("Enter", "Open the deal beside the list; on a cell, edit it"),
        ("← →", "From cell to cell"),
        ("F2", "Edit the cell, or the title"),
        *KEYS[1:],
        ("N, C", "Write a note, a call"),
        ("Shift+click", "Sort by a head too"),
        ("Ctrl+A", "Select all"),
        ("Ctrl+C", "Copy the selected rows"),
        (EXPORT_KEYS, "Export what is seen"),
        ("Ctrl+F", "Filter deals"),
        ("Esc", "Close the deal"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.verbs = DealActions(store, shell, self)
        self.filters = DealFilters(store, everything=True, find="Filter deals")
        self.rows: RowsModel[DealRow] = RowsModel((), self._fetch, lambda row: row.id, self)
        self.table = ArrangedTable(self.rows, deal_rows.USUAL)
        self.table.setAccessibleName("Deals")
        self.bar = ListBar(self.table, self.export_seen)
        self.latest, self._counts = (LatestRead(store, self, AT_ONCE, "deal") for _ in range(2))
        self._found = ListReads((), Listing([]), 0, (0, 0, 0, 0))
        self._select_next: int | None = None
        self._inspector: DealInspector | None = None
        self._empty: EmptyState | None = None
        self._cells: DealCells | None = None
        self._count = QTimer(self)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(partial(soon, self, self._on_count))
        self._build()
        self._learn()
        memory = ListMemory(store.path, self.key)
        self.state = ListState(self.table, memory, lambda: self.filters.views.view is not None)
        self.bar.show_arrangement()
        self._connect()

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, px(PAGE_MARGIN), 0)
        line.setSpacing(0)
        line.addWidget(self.filters, 1)
        line.addWidget(self.bar)
        column.addLayout(line)
        column.addWidget(in_card(self.table), 1)
        self.beside = Beside(content)
        self.table.patient = lambda: self.beside.is_narrow
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)
        self.table.menu = self._menu
        self.table.edits = self._edits
        self.filters.views.shown_by = self

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_narrowed)
        self.filters.left.connect(self.table.setFocus)
        self.table.arranged.connect(self._on_arranged)
        self.table.refused.connect(self.shell.error)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.clicked_once.connect(self._on_clicked)
        self.verbs.added.connect(self._on_added)
        bind_keys(self.table, self.verbs, self._chosen, self._rename, self._choose_stage)
        bind_export(self, self.export_seen)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.line.setFocus)

    # What is shown

    def refresh(self) -> None:
        self.filters.set_pipelines(deal_detail.pipelines(self.store))
        self._learn()
        self._reload()
        self._inspect_again()

    def on_changes(self, changes: Changes) -> None:
        if changes.tables.keys() & _LOOK or self._today != today():
            self._learn()
        if changes.tables.keys() & _LISTED:
            self.filters.set_pipelines(deal_detail.pipelines(self.store))
            if self.latest.beside:
                self.rows.read_again()  # the words change at once; which rows there are, and their order, follow
            self._reload()
        soon(self, self._inspect_again)  # the rows are painted before it

    def _learn(self) -> None:
        """What columns need to know beside their rows: the calendar, the home currency, the custom fields."""
        self._today = today()
        worked = settings.calendar(self.store).on_or_before(self._today)
        fields = tuple(custom_fields.fields(self.store, "deal"))
        self.look = deal_rows.Look(worked, settings.home_currency(self.store), fields)
        groupings = [*deal_rows.GROUPINGS, *custom_columns.groupings(fields)]
        self.table.set_catalogue(deal_rows.columns(self.look), groupings)

    def _fetch(self, ids: Sequence[int]) -> list[DealRow]:
        return deal_list.rows(self.store, ids, self.table.known_columns)

    def _on_narrowed(self) -> None:
        self._select_next = None
        self._reload()

    def _reload(self) -> None:
        flt, arrangement = self.filters.flt, self.table.arrangement
        self.latest.ask(lambda: read(self.store, flt, arrangement), self._show)

    def _show(self, found: ListReads) -> None:
        if found.asked != (self.filters.flt, self.table.arrangement[1:]):
            return
        self._found = found
        by = self.table.arrangement.group
        self.table.show_listing(found.listing, partial(deal_rows.describe, self.look, by))
        self._count.start()
        self._show_empty()
        if self._select_next is not None:
            wanted, self._select_next = self._select_next, None
            if not self.table.select(wanted) and found.asked[0] != PLAIN:
                self._seek(wanted)
        self.head_changed.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            flt = self.filters.flt
            self._counts.ask(lambda: deal_board.chips(self.store, flt), self.filters.show_counts)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._count.start()

    def _show_empty(self) -> None:
        nothing = not self.rows.ids
        first_time = nothing and not self.filters.is_narrowed
        self.main_button = None if first_time else _NEW
        self.bar.setVisible(not first_time)
        if not nothing:
            return
        if self.filters.is_narrowed:
            empty = EmptyState(
                "funnel-simple", "No deal passes this filter", "", second=("Show everything", self.filters.clear)
            )
        else:
            words = "A deal is work you might win. Enter the first one, then move it along as it grows."
            empty = EmptyState("handshake", "No deals yet", words, ("New deal", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def totals(self) -> str:
        count = self._found.count
        words = f"{count:,} {'deal' if count == 1 else 'deals'}"
        if not count:
            return ""
        opened, amount, weighted, missing = self._found.totals
        shown, likely = (format_money(minor, self.look.home, cents=False) for minor in (amount, weighted))
        rest = f"  {missing:,} without a rate" if missing else ""
        return f"{words}, {opened:,} open <b>{shown}</b>  weighted <b>{likely}</b>{rest}"

    # How it is arranged

    def _on_arranged(self, anew: bool) -> None:
        self.bar.show_arrangement()
        self.filters.views.refresh()
        if anew:
            self._reload()

    def export_seen(self) -> None:
        """Ask where to, and write what the list shows."""
        from app.views.parts import export_seen

        export_seen.ask(self, "Deals", self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write the rows of this list with its columns, folded groups too."""
        from app.views.parts import export_seen

        keys, store = self.table.known_columns, self.store
        export_seen.write(
            self.shell, path, self.rows.columns, self.table.listed, lambda ids: deal_list.rows(store, ids, keys), "deal"
        )

    def get_spec(self) -> dict[str, Any]:
        """What is shown now, for a saved view: the filter and the arrangement."""
        return {**self.filters.get_spec(), **self.state.spec()}

    def set_spec(self, spec: dict[str, Any]) -> None:
        """Show a saved view."""
        self.state.take(spec)
        self.bar.show_arrangement()
        self.filters.set_spec(spec)

    # What is asked of it

    def new(self) -> None:
        pipeline = self.filters.flt.pipeline_id
        stages = deal_detail.stages(self.store, pipeline) if pipeline is not None else []
        self.verbs.new(next((stage.id for stage in stages if stage.kind == "open"), None), self.filters.flt.client_id)

    def show_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - only deals are at home here
        if not self.verbs.cards([record_id]):
            return
        self._seek(record_id)
        self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        fields = {name: value for name, value in wanted.items() if name in DealFilter._fields}
        self._take(DealFilter(**fields))

    def panes(self) -> list[QWidget]:
        return [self.table, *([self.inspector] if self.beside.is_open else []), self.filters.line]

    def _seek(self, deal_id: int) -> None:
        """Select a deal: what is being read may bring it; else every filter gives way."""
        if not self.table.select(deal_id):
            self._select_next = deal_id
            if not self.latest.busy:
                self._take(PLAIN)

    def _take(self, wanted: DealFilter) -> None:
        self.filters.show_filter(wanted)
        self.filters.set_pipelines(deal_detail.pipelines(self.store))
        self._reload()

    # The inspector

    @property
    def inspector(self) -> DealInspector:
        """Made when it is first wanted, so that the page is painted before it."""
        made = self.make_details()
        self.beside.set_panel(made)
        return made

    def make_details(self) -> DealInspector:
        if self._inspector is None:
            from app.views.parts.deal_inspector import DealInspector

            self._inspector = DealInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
        return self._inspector

    def _inspect_again(self) -> None:
        if self._inspector is not None:
            self._inspector.reload()

    def _on_current(self, deal_id: int | None) -> None:
        if deal_id is not None and self.beside.is_open:
            self.inspector.show_deal(deal_id)

    def _on_clicked(self) -> None:
        current = self.table.current
        if current is not None and not self.beside.is_open and len(self.table.selected) == 1:
            self._open(current, focus=False)

    def _open(self, deal_id: int, *, focus: bool = True) -> None:
        self.inspector.show_deal(deal_id)
        self.beside.open()
        if focus and self.beside.is_narrow:
            self.inspector.setFocus()

    def close_inspector(self) -> None:
        """Give the list the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            self.inspector.show_deal(None)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # Verbs

    def _chosen(self) -> Sequence[int]:
        current = self.table.current
        return self.table.selected or ([current] if current is not None else [])

    def _menu(self, ids: list[int]) -> QMenu | None:
        return deal_menu(self.verbs, ids, self._rename, self)

    def _edits(self, key: str, row: DealRow) -> Field[Any] | str | None:
        if self._cells is None:
            from app.views.parts.deal_cells import DealCells

            self._cells = DealCells(self.store, self.verbs)
        return self._cells.edit(key, row)

    def _rename(self, deal_id: int) -> None:
        if self.table.isVisible() and self.table.edit_cell(deal_id, "title"):
            return
        self._open(deal_id, focus=False)
        self.inspector.rename()

    def duplicate(self) -> None:
        from app.views.parts import deal_together  # wanted only then

        deal_together.duplicate(self.verbs, self._chosen(), self)

    def _choose_stage(self, ids: Sequence[int]) -> None:
        index = self.table.currentIndex()
        place = self.table.visualRect(index) if index.isValid() else QRect()
        self.verbs.choose_stage(ids, self.table.viewport(), place)

    def _on_added(self, deal_id: int) -> None:
        self.shell.hub.flush()  # its row must be there before it can be selected
        self._seek(deal_id)
        if self.beside.is_open:
            self.inspector.show_deal(deal_id)

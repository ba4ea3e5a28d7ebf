"""Every deal as a row, the closed ones too: sorted by any column, narrowed by the toolbar or by a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.base import Changes
from app.domain.money import format_money
from app.services import deal_board, deal_detail, settings
from app.services.deal_board import DealFilter
from app.views.page import Page
from app.views.parts.beside import Beside
from app.views.parts.deal_actions import DealActions
from app.views.parts.deal_filters import DealFilters
from app.views.parts.deal_menu import KEYS, bind_keys, deal_menu
from app.views.parts.deal_rows import columns
from app.views.parts.empty import EmptyState
from app.views.parts.list_table import ListTable
from app.views.parts.pane import Pane
from app.views.parts.rows import RowsModel
from app.views.theme import PAGE_MARGIN, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.deal_inspector import DealInspector

_IDLE_MS = 400
_LISTED = frozenset({"deal", "stage", "pipeline", "client", "person", "handoff", "project", "setting", "rate"})
_INSPECTED = frozenset(
    {"activity", "deal_line", "deal_event", "contact", "client_contact", "source", "lost_reason", "task"}
)


class DealsList(Page):
    """See the top of this module."""

    key = "deals.list"
    reads = _LISTED | _INSPECTED
    main_button = ("New deal", "plus", "Ctrl+N")
    shortcut_help = (
        ("Enter", "Open the deal beside the list"),
        *KEYS,
        ("Ctrl+A", "Select all"),
        ("Ctrl+C", "Copy the selected rows"),
        ("Ctrl+F", "Filter deals"),
        ("Esc", "Close the deal"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.verbs = DealActions(store, shell, self)
        self.filters = DealFilters(store, everything=True, find="Filter deals")
        self.rows = RowsModel(columns(), lambda ids: deal_board.cards(store, list(ids)), lambda deal: deal.id, self)
        self.table = ListTable(self.rows)
        self.table.setAccessibleName("Deals")
        self._inspector: DealInspector | None = None
        self.sort = ("default", False)
        self._empty: EmptyState | None = None
        self._count = QTimer(self)  # on a turn of its own: the rows are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(0)
        self._count.timeout.connect(self._on_count)
        self._build()
        self._connect()

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        pane = Pane()
        pane.box.addWidget(self.table)
        inset = QHBoxLayout()
        inset.setContentsMargins(px(PAGE_MARGIN), 0, px(PAGE_MARGIN), px(PAGE_MARGIN))
        inset.addWidget(pane)
        column.addLayout(inset, 1)
        self.beside = Beside(content)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)
        self.table.set_sorted(self.sort[0], descending=self.sort[1])
        self.table.menu = self._menu

    def _connect(self) -> None:
        self.filters.changed.connect(self._reload)
        self.table.sort_requested.connect(self._on_sort)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.table.clicked.connect(lambda _: self._on_clicked())
        self.verbs.added.connect(self._on_added)
        bind_keys(self.table, self.verbs, self._chosen, self._rename, self._choose_stage)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.search.setFocus)

    # What is shown

    def refresh(self) -> None:
        self.filters.set_pipelines(deal_detail.pipelines(self.store))
        self._reload()
        self._inspect_again()

    def on_changes(self, changes: Changes) -> None:
        if changes.tables.keys() & _LISTED:
            self.filters.set_pipelines(deal_detail.pipelines(self.store))
            self._reload()
        QTimer.singleShot(0, self, self._inspect_again)  # the rows are painted before it

    def _reload(self) -> None:
        wanted = self.filters.filter
        self.rows.set_ids(deal_board.list_ids(self.store, wanted, self.sort[0], self.sort[1]))
        self._count.start()
        self._show_empty()
        self.head_changed.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            self.filters.show_counts(deal_board.chips(self.store, self.filters.filter))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._count.start()
        QTimer.singleShot(_IDLE_MS, self, lambda: self.inspector)

    def _show_empty(self) -> None:
        if self.rows.ids:
            return
        if self.filters.is_narrowed:
            empty = EmptyState(
                "funnel-simple", "No deal passes this filter", "", second=("Show everything", self.filters.clear)
            )
        else:
            words = "A deal is work you might win. Enter the first one, then move it along as it grows."
            empty = EmptyState("handshake", "No deals yet", words, second=("New deal", self.new))
        if self._empty is not None:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = empty
        self.table.set_empty(empty)

    def totals(self) -> str:
        count = len(self.rows.ids)
        words = f"{count:,} {'deal' if count == 1 else 'deals'}"
        if not count:
            return ""
        opened, amount, weighted = deal_board.list_totals(self.store, self.filters.filter)
        home = settings.home_currency(self.store)
        shown, likely = (format_money(minor, home, cents=False) for minor in (amount, weighted))
        return f"{words}, {opened:,} open <b>{shown}</b>  weighted <b>{likely}</b>"

    # What is asked of it

    def new(self) -> None:
        pipeline = self.filters.filter.pipeline_id
        stages = deal_detail.stages(self.store, pipeline) if pipeline is not None else []
        self.verbs.new(
            next((stage.id for stage in stages if stage.kind == "open"), None), self.filters.filter.client_id
        )

    def show_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - only deals are at home here
        if self.rows.row_of(record_id) is None:
            self._take(DealFilter())
        if self.table.select(record_id):
            self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        fields = {name: value for name, value in wanted.items() if name in DealFilter._fields}
        self._take(DealFilter(**fields))

    def panes(self) -> list[QWidget]:
        return [self.table, *([self.inspector] if self.beside.is_open else []), self.filters.search]

    def _take(self, wanted: DealFilter) -> None:
        self.filters.set_filter(wanted)
        self.filters.set_pipelines(deal_detail.pipelines(self.store))
        self._reload()

    def _on_sort(self, key: str, descending: bool) -> None:
        self.sort = (key, descending)
        self._reload()

    # The inspector

    @property
    def inspector(self) -> DealInspector:
        """Made when it is first wanted, so that the page is painted before it."""
        if self._inspector is None:
            from app.views.parts.deal_inspector import DealInspector

            self._inspector = DealInspector(self.store, self.shell, self.verbs)
            self._inspector.closed.connect(self.close_inspector)
            self.beside.set_panel(self._inspector)
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

    def _rename(self, deal_id: int) -> None:
        self._open(deal_id, focus=False)
        self.inspector.rename()

    def _choose_stage(self, ids: Sequence[int]) -> None:
        index = self.table.currentIndex()
        place = self.table.visualRect(index) if index.isValid() else QRect()
        self.verbs.choose_stage(ids, self.table.viewport(), place)

    def _on_added(self, deal_id: int) -> None:
        self.shell.hub.flush()  # its row must be there before it can be selected
        if not self.table.select(deal_id):
            self.filters.clear()
            self.table.select(deal_id)
        if self.beside.is_open:
            self.inspector.show_deal(deal_id)

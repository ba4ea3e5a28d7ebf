"""The deals of a pipeline as a board: a column for each stage, the deal that is looked at beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.base import Changes
from app.domain.money import format_money
from app.services import deal_board, deal_detail
from app.services.deal_board import DealFilter
from app.views.hub import EXPECTED
from app.views.page import Page
from app.views.parts.beside import Beside
from app.views.parts.board import Board
from app.views.parts.board_column import ColumnPane
from app.views.parts.breath import soon
from app.views.parts.deal_actions import DealActions
from app.views.parts.deal_filters import DealFilters
from app.views.parts.deal_menu import INSPECTOR, KEYS, bind_keys, deal_menu
from app.views.parts.deal_source import DealSource
from app.views.parts.empty import EmptyState
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.deal_inspector import DealInspector
    from app.views.parts.latest_read import LatestRead

_USUAL = 4  # stages that hardly any pipeline has fewer of
_FEW = 50  # deals changed at once: only the columns they stood in are read again
_INSPECTED = frozenset(
    {"activity", "deal_line", "deal_event", "product", "contact", "client_contact", "source", "lost_reason", "renewal"}
    | {"change_order", "deal_origin"}
)
_BOARD = frozenset(
    {
        "deal",
        "stage",
        "pipeline",
        "client",
        "person",
        "handoff",
        "template_rule",
        "project",
        "task",
        "setting",
        "rate",
        "day_off",
        "tag",
        "tag_link",
        "custom_field",
        "custom_value",
        "saved_view",
        EXPECTED,
    }
)


class DealsBoard(Page):
    """See the top of this module."""

    key = "deals.board"
    first_click = INSPECTOR
    reads = _BOARD | _INSPECTED
    duplicates = "Duplicate deal"
    main_button = ("New deal", "plus", "Ctrl+N")
    shortcut_help = (
        ("Enter", "Open the deal beside the board"),
        ("Space", "Pick the card up; arrows carry it, Space drops it"),
        *KEYS,
        ("N, C", "Write a note, a call"),
        ("Ctrl+F", "Filter cards"),
        ("Esc", "Close the deal"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.verbs = DealActions(store, shell, self)
        self.source = DealSource(store, self.verbs, self._menu, self._choose_pipeline)
        self.filters = DealFilters(store)
        self.board = Board()
        self.board.make_columns(_USUAL)
        self.board.setAccessibleName("Deals by stage")
        self.empty: EmptyState | None = None
        self._inspector: DealInspector | None = None
        self._watched: set[ColumnPane] = set()
        self._latest: LatestRead | None = None
        self._count = QTimer(self)  # on a turn of its own: the cards are painted before the chips are counted
        self._count.setSingleShot(True)
        self._count.setInterval(150)
        self._count.timeout.connect(self._on_count)
        self._heads = QTimer(self)  # and a frame later their sums: thousands of amounts for a few cards
        self._heads.setSingleShot(True)
        self._heads.setInterval(16)
        self._heads.timeout.connect(self._on_heads)
        self._chose = QTimer(self)  # a range that is dragged open is summed up once
        self._chose.setSingleShot(True)
        self._chose.setInterval(30)
        self._chose.timeout.connect(self.head_changed)
        self._build()
        self._connect()

    def _build(self) -> None:
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.filters)
        self._column.addWidget(self.board, 1)
        self.beside = Beside(content)
        self.beside.needs = self._needs
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.beside)

    def _connect(self) -> None:
        self.filters.changed.connect(self._on_filter)
        self.filters.left.connect(self.board.setFocus)
        self.board.current_changed.connect(self._on_current)
        self.board.selection_changed.connect(lambda _: self._chose.start())
        self.board.opened.connect(self._open)
        self.board.failed.connect(self.shell.error)
        self.verbs.added.connect(self._on_added)
        self.verbs.first_stage = self._first_stage
        bind_keys(self.board, self.verbs, self._chosen, self._rename, self._choose_stage)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filters.line.setFocus)

    # What is shown

    def refresh(self) -> None:
        if self.source.filter.pipeline_id is None:
            first = self.source.filter._replace(pipeline_id=deal_board.default_pipeline(self.store))
            self.filters.show_filter(first)
            self.source.filter = first
        self.source.forget()
        self._read()
        soon(self, self._inspect_again)

    def on_changes(self, changes: Changes) -> None:
        if changes.touches("setting", "day_off"):
            self.source.forget()
        touched = changes.tables.get("deal", frozenset())
        if changes.tables.keys() & _BOARD == {"deal"} and len(touched) <= _FEW and self.board.isVisible():
            self.board.reload_cards(touched, deal_board.stages_of(self.store, touched))
            self._heads.start()
        elif changes.tables.keys() & _BOARD:
            self._read()
        soon(self, self._inspect_again)  # the cards are painted before it

    def _read(self) -> None:
        known = deal_detail.pipelines(self.store)
        if self.source.filter.pipeline_id not in dict(known):  # it was archived meanwhile
            self.source.filter = self.filters.flt._replace(pipeline_id=known[0][0])
            self.filters.show_filter(self.source.filter)
            self.board.selection.clear()
        self.filters.set_pipelines(known)
        self._reload()

    def _reload(self) -> None:
        self._heads.stop()
        if self.board.source is None:
            self.board.set_source(self.source)
        else:
            self.board.reload()
        self._on_read()

    def _on_heads(self) -> None:
        self.board.reload_heads()
        self._on_read()

    def _on_read(self) -> None:
        for pane in self.board.panes:
            if pane not in self._watched:
                self._watched.add(pane)
                pane.view.plain_clicked.connect(self._on_clicked)
        self._watched &= set(self.board.panes)
        self._count.start()
        self.beside.fit()
        self._show_empty()
        self.head_changed.emit()

    def _on_count(self) -> None:
        if self.isVisible():
            if self._latest is None:
                from app.views.parts.deal_reads import AT_ONCE  # after the first paint
                from app.views.parts.latest_read import LatestRead

                self._latest = LatestRead(self.store, self, AT_ONCE, "deal")
            now = self.source.filter
            self._latest.ask(lambda: deal_board.chips(self.store, now, on_board=True), self.filters.show_counts)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count.start()

    def _show_empty(self) -> None:
        """Words in place of the board when no column has a card; a filter is said to be the reason."""
        nothing = not any(column.count for column in self.source.found)
        if self.empty is not None:
            self._column.removeWidget(self.empty)
            self.empty.hide()
            self.empty.deleteLater()
            self.empty = None
        if nothing and self.filters.is_narrowed:
            self.empty = EmptyState(
                "funnel-simple", "No deal passes this filter", "", second=("Show everything", self.filters.clear)
            )
        elif nothing:
            self.empty = EmptyState(
                "handshake",
                "No deals yet",
                "A deal is work you might win. Enter the first one, then move it along as it grows.",
                second=("New deal", self.new),
            )
        if self.empty is not None:
            self._column.addWidget(self.empty, 1)
        self.board.setVisible(not nothing)

    def totals(self) -> str:
        chosen = self.board.selected
        if len(chosen) > 1:
            return self._of_selection(chosen)
        opened = [column for column in self.source.found if column.kind == "open"]
        count = sum(column.count for column in opened)
        home = self.source.home
        amount = format_money(sum(column.amount_minor for column in opened), home, cents=False)
        weighted = format_money(sum(column.weighted_minor for column in opened), home, cents=False)
        missing = sum(column.unconverted for column in opened)
        rest = f"  {missing:,} without a rate" if missing else ""
        return f"{count:,} open <b>{amount}</b>  weighted <b>{weighted}</b>{rest}"

    def _of_selection(self, chosen: Sequence[int]) -> str:
        """What is selected, in place of what is open: that is what the next key acts on."""
        from app.services import deal_bulk

        minor, left = deal_bulk.total(self.store, chosen)
        rest = f", {left:,} without a rate" if left else ""
        return f"{len(chosen):,} selected <b>{format_money(minor, self.source.home, cents=False)}</b>{rest}"

    def _needs(self) -> int:
        count = max(len(self.board.panes), 1)
        return px(192) * count + px(12) * (count - 1) + px(32)

    # What is asked of it

    def new(self) -> None:
        self.verbs.new(self._first_stage())

    def _first_stage(self) -> int | None:
        return next((column.stage_id for column in self.source.found if column.kind == "open"), None)

    def show_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - only deals are at home here
        found = self.verbs.cards([record_id])
        if not found:
            return
        pipeline = next(
            (i for i, _, stages in self.verbs.pipelines() if any(s.id == found[0].stage_id for s in stages)), None
        )
        if pipeline != self.source.filter.pipeline_id or self.filters.is_narrowed:
            self._take(DealFilter(pipeline_id=pipeline))
        self.board.select(record_id)  # a lost or long won deal has no card; its inspector opens all the same
        self._open(record_id)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        fields = {name: value for name, value in wanted.items() if name in DealFilter._fields}
        self._take(DealFilter(pipeline_id=self.source.filter.pipeline_id)._replace(**fields))

    def panes(self) -> list[QWidget]:
        active = self.board.selection.active
        beside = [self.inspector] if self.beside.is_open else []
        return [active.view if active else self.board, *beside, self.filters.line]

    def _take(self, wanted: DealFilter) -> None:
        self.filters.show_filter(wanted)
        self.filters.set_pipelines(deal_detail.pipelines(self.store))
        self._on_filter()

    def _on_filter(self) -> None:
        same_board = self.filters.flt.pipeline_id == self.source.filter.pipeline_id
        self.source.filter = self.filters.flt
        if not same_board:
            self.board.selection.clear()
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
        if deal_id is None:
            return
        self.inspector.show_deal(deal_id if self.beside.is_open else None)

    def _on_clicked(self) -> None:
        current = self.board.current
        if current is not None and not self.beside.is_open:
            self._open(current, focus=False)

    def _open(self, deal_id: int, *, focus: bool = True) -> None:
        self.inspector.show_deal(deal_id)
        self.beside.open()
        if focus and self.beside.is_narrow:
            self.inspector.setFocus()

    def close_inspector(self) -> None:
        """Give the board the whole room, and the keyboard."""
        if not self.beside.is_open:
            return
        self.beside.close_panel()
        self.inspector.show_deal(None)
        active = self.board.selection.active
        if active is not None:
            active.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # Verbs

    def _chosen(self) -> Sequence[int]:
        if self.board.hold.carry is not None:
            return []
        current = self.board.current
        return self.board.selected or ([current] if current is not None else [])

    def _menu(self, ids: Sequence[int]) -> QMenu | None:
        return deal_menu(self.verbs, ids, self._rename, self)

    def _rename(self, deal_id: int) -> None:
        self._open(deal_id, focus=False)
        self.inspector.rename()

    def duplicate(self) -> None:
        from app.views.parts import deal_together  # wanted only then

        deal_together.duplicate(self.verbs, self._chosen(), self)

    def _choose_stage(self, ids: Sequence[int]) -> None:
        self.verbs.choose_stage(ids, *self._place())

    def _choose_pipeline(self, ids: Sequence[int]) -> None:
        self.verbs.choose_stage(ids, *self._place(), elsewhere_than=self.source.filter.pipeline_id)

    def _place(self) -> tuple[QWidget, QRect]:
        active = self.board.selection.active
        if active is None:
            return self.board, QRect()
        return active.view.viewport(), active.view.visualRect(active.view.currentIndex())

    def _on_added(self, deal_id: int) -> None:
        self.shell.hub.flush()  # its card must be there before it can be selected
        if not self.board.select(deal_id) and self.filters.is_narrowed:
            self.filters.clear()
            self.board.select(deal_id)
        if self.beside.is_open:
            self.inspector.show_deal(deal_id)

"""Today: both sides of the business on one page, and each line done by one click.

Left what is due in selling, right what is due in delivering; above them the won deals that wait for their handoff, below
them the numbers to know. What is done goes at once, with Undo.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app import paths
from app.base import Changes
from app.services import activities, today
from app.services.today import Board, Delivery, Group, Numbers, Row
from app.views import jobs, theme
from app.views.hub import EXPECTED
from app.views.page import Page
from app.views.parts import today_facts, today_words
from app.views.parts.attempt import attempt
from app.views.parts.breath import paint_later, soon
from app.views.parts.buttons import LinkButton
from app.views.parts.dates import day_text
from app.views.parts.deal_actions import DealActions
from app.views.parts.due_repeats import DueRepeats
from app.views.parts.empty import EmptyState
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.latest_read import LatestRead
from app.views.parts.pane import Pane
from app.views.parts.segmented import Segmented
from app.views.parts.task_actions import TaskActions
from app.views.parts.today_head import FactCard, HandoffStrip
from app.views.parts.today_list import TodayList
from app.views.parts.today_title import SideTitle
from app.views.theme import PAGE_MARGIN, PANE_GAP, px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress
    from app.views.page import ShellApi
    from app.views.parts.dialog import BatonDialog

_DEAL: Final = ("New deal", "plus", "Ctrl+N")
_TASK: Final = ("New task", "plus", "Ctrl+N")
# Where the whole of a group stands that is too long for this page: page and chip.
_LISTS: Final = {
    "overdue": ("deals.list", "overdue"),
    "no_step": ("deals.list", "no_next_step"),
    "late": ("tasks.list", "late"),
    "start": ("tasks.list", "can_start"),
    "week": ("tasks.list", "due_week"),
}


class Today(Page):
    """See the top of this module."""

    key = "today"
    reads = frozenset(
        {"deal", "stage", "client", "contact", "activity", "renewal", "task", "status", "dependency", "project", "time_entry", "person",
         "handoff", "promise", "deal_line", "setting", "rate", "day_off", "milestone", "change_order", "template_rule", EXPECTED}
    )  # fmt: skip
    main_button: tuple[str, str, str] | None = _DEAL
    second_button: tuple[str, str, str] | None = ("New task", "plus", "")
    shortcut_help = (
        ("Up, Down", "Walk the lines"),
        ("Left, Right", "Go to the other side"),
        ("Space", "Done, with Undo; asks a deal without a next step for one"),
        ("Enter", "Open the deal, task or client"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.deals = DealActions(store, shell, self)
        self.deals.added.connect(lambda i: shell.go("deal", i))
        self.tasks = TaskActions(store, shell, lambda i: shell.go("task", i))
        self.latest = LatestRead(store, self)
        self._repeats = DueRepeats(self)
        self.board: Board | None = None
        self.dialog: BatonDialog | None = None
        self._whole: set[str] = set()
        self._delivers: Delivery | None = None
        self._counting = self._again = self._backed_up = False
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PAGE_MARGIN), px(20), px(PAGE_MARGIN), px(12))
        column.setSpacing(0)
        column.addLayout(self._build_head())
        column.addSpacing(px(14))
        self._strips = QVBoxLayout()
        self._strips.setSpacing(8)
        column.addLayout(self._strips)
        column.addLayout(self._build_sides(), 1)
        column.addSpacing(PANE_GAP)
        column.addLayout(self._build_cards())
        column.addSpacing(px(12))
        column.addLayout(self._build_foot())

    def _build_head(self) -> QHBoxLayout:
        self.title = Label("", "text", theme.FIGURE, theme.SEMIBOLD)
        self.sentence = ElidedLabel("", "text2")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        self.whose = Segmented((("all", "Everyone"), ("mine", "Mine")), "all", name="Whose")
        self.whose.changed.connect(lambda _: self.refresh())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        self.plan = LinkButton("Plan the day", "calendar-blank")
        self.plan.clicked.connect(lambda: self.shell.open_page("week", {"mode": "plan"}))
        row.addWidget(self.plan, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.whose, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _build_sides(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(PANE_GAP)
        grid.setVerticalSpacing(0)
        self.sales, self.work = TodayList("Clients / Deals today"), TodayList("Projects / Tasks today")
        for place, (groups, icon, title, empty) in enumerate(
            (
                (self.sales, "handshake", "Clients / Deals", "Every deal has a next step, and none is due."),
                (self.work, "check-square", "Projects / Tasks", "No task is late, due this week or ready to start."),
            )
        ):
            groups.opened.connect(self._open)
            groups.ticked.connect(self._tick)
            groups.whole.connect(self._show_whole)
            groups.aside.connect(partial(self._go_aside, groups))
            groups.set_empty(EmptyState("check-circle", "Nothing to do here", empty))
            pane = Pane()
            pane.box.addWidget(groups)
            grid.addWidget(SideTitle(title, icon), 0, place)
            grid.addWidget(pane, 1, place)
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(1, 1)
        return grid

    def _build_cards(self) -> QHBoxLayout:
        self.hours = FactCard("Hours this week", "clock")
        self.breaks = FactCard("Breaks next", "warning")
        self.money = FactCard("Expected this month", "chart-bar")
        self.delivery = FactCard("Next delivery", "flag")
        row = QHBoxLayout()
        row.setSpacing(PANE_GAP)
        for card in (self.hours, self.breaks, self.money):
            card.clicked.connect(lambda: self.shell.open_page("forecast"))
            row.addWidget(card)
        self.delivery.clicked.connect(self._open_delivery)
        row.addWidget(self.delivery)
        return row

    def _build_foot(self) -> QHBoxLayout:
        self.backup = Label("", "text3", theme.SECOND)
        self.show_backups = LinkButton("Show backups", size=theme.SECOND)
        self.show_backups.clicked.connect(self._show_backups)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addStretch(1)
        row.addWidget(self.backup)
        row.addWidget(self.show_backups)
        row.addStretch(1)
        return row

    # What is shown

    @property
    def mine(self) -> bool:
        """Whether only my own is shown."""
        return self.whose.value() == "mine"

    def refresh(self) -> None:
        self._read()

    def on_changes(self, changes: Changes) -> None:
        self._read(patient=changes.tables.keys() == {EXPECTED})

    def _read(self, *, patient: bool = False) -> None:
        mine, whole = self.mine, frozenset(self._whole)
        self.latest.ask(lambda: today.board(self.store, mine=mine, whole=whole), self._show, patient=patient)
        self._show_backup()
        self._repeats.look()

    def _show(self, board: Board) -> None:
        if not board.shared and self.whose.value() == "mine":  # alone now: there is no switch any more
            self.whose.set_value("all")
            self.refresh()
            return
        paint_later(self)
        self.board = board
        self.title.setText(today_words.title(board.on))
        self.sentence.set_text(today_words.sentence(board))
        self.whose.setVisible(board.shared)
        self._show_waiting(board)
        for groups, found in ((self.sales, board.sales), (self.work, board.work)):
            groups.show_groups(found, board.on, board.home, shared=board.shared)
        soon(self, self._count)

    def _show_waiting(self, board: Board) -> None:
        held = self.focusWidget()
        had_focus = held is not None and held.hasFocus() and any(strip.isAncestorOf(held) for strip in self.strips())
        for n in reversed(range(self._strips.count())):
            item = self._strips.takeAt(n)
            strip = item.widget() if item is not None else None
            if strip is not None:
                strip.hide()
                strip.deleteLater()
        for deal in board.waiting:
            hand_off = partial(self.deals.attempt, partial(self.deals.hand_off, deal.id))
            self._strips.addWidget(HandoffStrip(deal, board.on, hand_off, partial(self.deals.waive, [deal.id])))
        more = board.waiting_count - len(board.waiting)
        if more:
            link = LinkButton(f"{more:,} more {'waits' if more == 1 else 'wait'} for a project", size=theme.SECOND)
            link.clicked.connect(lambda: self.shell.open_page("deals.list", {"chip": "to_hand_off"}))
            self._strips.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if had_focus:
            self.sales.setFocus(Qt.FocusReason.OtherFocusReason)

    def strips(self) -> list[HandoffStrip]:
        """The won deals that wait, as they are shown."""
        items = [self._strips.itemAt(n) for n in range(self._strips.count())]
        found = [item.widget() for item in items if item is not None]
        return [strip for strip in found if isinstance(strip, HandoffStrip)]

    def _count(self) -> None:
        """Beside the window, and after the rows were painted, which a worker would hold up; of several wishes the last counts."""
        if self._counting:
            self._again = True
            return
        self._counting = True
        store = self.store
        jobs.run(lambda _: today.numbers(store), self._on_numbers, self._on_failed, title="Working out the week")

    def _on_numbers(self, found: Numbers) -> None:
        if isValid(self):
            self._delivers = found.delivery
            now = self.board.on if self.board else None
            today_facts.show_hours(self.hours, found)
            today_facts.show_breaks(self.breaks, found)
            today_facts.show_money(self.money, found, now)
            today_facts.show_delivery(self.delivery, found, now)
            self._end_count()

    def _on_failed(self, _: Exception) -> None:
        if isValid(self):
            self._end_count()

    def _end_count(self) -> None:
        self._counting = False
        if self._again:
            self._again = False
            self._count()

    def _show_backup(self) -> None:
        made = today.last_backup(self.store)
        self.backup.setText(today_facts.backup_words(made))
        self.show_backups.setText("Back up now" if made is None else "Show backups")
        self._backed_up = made is not None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        lists = [self.sales, self.work]
        strips: list[QWidget] = [strip.main for strip in self.strips()[:1]]
        return [*(lists if self.key == "today" else reversed(lists)), *strips, self.hours]

    # What is done

    def _tick(self, row: Row) -> None:
        if row.kind == "task":
            self.tasks.done([row.id])
            return
        if row.kind == "no_step":
            self._ask_next(row)
            return
        verb = activities.complete_step if row.kind == "step" else activities.complete
        if attempt(self.shell, partial(verb, self.store, row.id)):
            words = row.title if len(row.title) <= 60 else f"{row.title[:59]}…"
            self.shell.toast(f"{words} done")

    def _ask_next(self, row: Row) -> None:
        """'What next?' in the place of the line; on the next working day unless another is said."""
        from app.views.parts.today_next import NextStep

        day = today.next_working_day(self.store)
        undated = row.state == "undated"
        asked = NextStep(row.about.partition(", ")[0] if undated else row.title, row.title if undated else "", day)
        asked.given.connect(partial(self._on_next, row.id))
        asked.left.connect(self.sales.let_go)
        self.sales.hold(row, asked)
        QTimer.singleShot(0, asked, asked.begin)  # once it has its place

    def _on_next(self, deal_id: int, words: str, day: date) -> None:
        self.sales.let_go()
        if attempt(self.shell, partial(activities.plan_step, self.store, deal_id, words, day)):
            self.shell.toast(f"{words}, {day_text(day)}")

    def _open(self, row: Row) -> None:
        kind, record_id = row.opens
        self.shell.go(kind, record_id)

    def _show_whole(self, group: Group) -> None:
        if group.total > today.MOST and group.key in _LISTS:
            page, chip = _LISTS[group.key]
            self.shell.open_page(page, {"chip": chip})
        else:
            self._whole.add(group.key)
            self.refresh()

    def _go_aside(self, here: TodayList) -> None:
        there = self.work if here is self.sales else self.sales
        if there.lines:
            there.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_delivery(self) -> None:
        if self._delivers is not None:
            self.shell.go("project", self._delivers.project_id)
        else:
            self.shell.open_page("projects")

    def _show_backups(self) -> None:
        path = self.store.path
        if self._backed_up:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.backup_folder(path))))
            return

        def work(progress: Progress) -> Path:
            from app.services import workspace

            progress.check()
            return workspace.back_up(path, paths.backup_folder(path))

        self.shell.run_job(work, self._on_backed_up, title="Backing up")

    def _on_backed_up(self, copy: Path) -> None:
        self.shell.toast(f"Backed up as {copy.name}", undo=False)
        if isValid(self):
            self._show_backup()

    # What the window asks

    def new(self) -> None:
        self.deals.new()

    def second(self) -> None:
        """What the second button does."""
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store)
        dialog.added.connect(self._on_task_added)
        dialog.open()
        self.dialog = dialog

    def _on_task_added(self, task_id: int, *_: object) -> None:
        self.shell.go("task", task_id)

    def show_record(self, kind: str, record_id: int) -> None:
        """A deal, task or to-do that stands here becomes the current line."""
        kinds = {"deal": ("step", "no_step"), "task": ("task",)}.get(kind, (kind,))
        for groups in (self.sales, self.work):
            if any(groups.select(each, record_id) for each in kinds):
                groups.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'mine': True} shows my own alone."""
        self.whose.set_value("mine" if wanted.get("mine") else "all")
        self.refresh()


class TodayWork(Today):
    """The same page in Projects / Tasks: its main button is the task's, and the keyboard begins at the right."""

    key = "today.work"
    main_button = _TASK
    second_button = ("New deal", "plus", "")

    def new(self) -> None:
        super().second()

    def second(self) -> None:
        super().new()

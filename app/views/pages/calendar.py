"""The calendar: both sides of the business on their days, days off and the hours of each day against those there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import calendar_items, people, projects
from app.services.calendar_items import KINDS, Item, Month
from app.views import theme
from app.views.list_memory import ListMemory
from app.views.page import Page
from app.views.parts.breath import paint_later
from app.views.parts.buttons import IconButton, PlainButton
from app.views.parts.calendar_side import KIND_NAMES, CalendarSide
from app.views.parts.calendar_view import ICONS, CalendarView
from app.views.parts.dates import day_text, week_words
from app.views.parts.figure_table import Cell, FigureRow, FigureTable, Head
from app.views.parts.label import ElidedLabel
from app.views.parts.latest_read import LatestRead
from app.views.parts.menu import Menu
from app.views.parts.pane import Pane
from app.views.parts.pick_button import PickButton
from app.views.parts.picker import Option
from app.views.parts.segmented import Segmented
from app.views.parts.task_actions import INSPECTOR

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi

_HEADS: Final = (Head("Day", 104), Head("To", 104, left=True), Head("Kind", 112, left=True), Head("What", 0, left=True), Head("Of", 176, left=True), Head("Who", 56))  # fmt: skip
_LONG: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_MOST: Final = 1000  # rows of the table
_SCALES: Final = (("month", "Month"), ("week", "Week"), ("table", "Table"))
_EVERYONE, _EVERYTHING = Option(None, "Everyone"), Option(None, "All projects")


class CalendarPage(Page):
    """See the top of this module."""

    key = "calendar"
    first_click = INSPECTOR
    reads = frozenset(
        {"task", "status", "project", "milestone", "deal", "stage", "client", "activity", "renewal", "person", "day_off", "setting",
         "time_entry", "dependency", "checklist_item", "tag_link", "attachment"}
    )  # fmt: skip
    main_button: tuple[str, str, str] | None = ("New task", "plus", "Ctrl+N")
    shortcut_help: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Arrows", "Walk the days"),
        ("Page Up, Page Down", "The month or week before or after"),
        ("Ctrl+Up, Ctrl+Down", "Walk what stands on a day"),
        ("Ctrl+Shift+arrows", "Move it to another day; what follows moves too"),
        ("Enter", "Open it"),
        ("Esc", "Close the task beside the calendar"),
        ("N", "New task on that day"),
        ("Alt+Home", "Today"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.person: int | None = None
        self.project: int | None = None
        self.kinds = set(KINDS)
        self.month: Month | None = None
        self.latest = LatestRead(store, self)
        self._memory = ListMemory(store.path, self.key)
        self._build()
        self.stack.setCurrentIndex(self.scale.value() == "table")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(16))
        column.setSpacing(0)
        column.addLayout(self._build_bar())
        self.view = CalendarView()
        self.view.opened.connect(self.look_at)
        self.view.day_chosen.connect(lambda _: self._show_day())
        self.view.new_wanted.connect(self.new_on)
        self.view.moved.connect(self.carry)
        self.view.stepped.connect(self._on_stepped)
        self.table = FigureTable(_HEADS, "Calendar as a table")
        self.table.opened.connect(lambda target: self.look_at(*target))
        pane = Pane()
        pane.box.addWidget(self.table)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(pane)
        row = QHBoxLayout()
        row.setSpacing(theme.PANE_GAP)
        row.addWidget(self.stack, 1)
        row.addWidget(self._build_side())
        column.addLayout(row, 1)
        today_keys = QShortcut(QKeySequence("Alt+Home"), self)
        today_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        today_keys.activated.connect(self.go_today)

    def _build_bar(self) -> QHBoxLayout:
        kept = self._memory.choice("view", dict(_SCALES), "month")
        self.scale = Segmented(_SCALES, kept, name="Shown as")
        self.scale.changed.connect(self._on_scale_chosen)
        self.before, self.after = (
            IconButton("caret-left", "Before", "Page Up"),
            IconButton("caret-right", "After", "Page Down"),
        )
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.now = PlainButton("Today")
        self.now.clicked.connect(self.go_today)
        self.title = ElidedLabel("", "text", theme.TEXT, theme.SEMIBOLD)
        self.whose = PickButton("Whose", most=200)
        self.whose.set_options(self._people)
        self.whose.picked.connect(partial(self._on_picked, "person"))
        self.of = PickButton("Project", most=200)
        self.of.set_options(self._projects)
        self.of.picked.connect(partial(self._on_picked, "project"))
        self.what = PlainButton("All kinds", "funnel-simple")
        self.what.set_menu(self._kinds_menu)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        row.setSpacing(8)
        left: tuple[QWidget, ...] = (self.scale, self.before, self.now, self.after, self.title)
        right: tuple[QWidget, ...] = (self.whose, self.of, self.what)
        for part in left:
            row.addWidget(part, 1 if part is self.title else 0)
        for part in right:
            row.addWidget(part)
        return row

    def _build_side(self) -> CalendarSide:
        """The list of the chosen day, or a task."""
        self.side = CalendarSide(self.store, self.shell)
        self.side.new_wanted.connect(lambda: self.new_on(self.view.day))
        self.side.opened.connect(self.look_at)
        self.side.moved.connect(self.carry)
        self.view.emptied.connect(self.side.close_task)
        for part in (self.view, self.table):
            keys = QShortcut(QKeySequence("Esc"), part)
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(self.side.close_task)
        return self.side

    # --- what is shown ------------------------------------------------------------------

    @property
    def weekly(self) -> bool:
        """Whether one week is shown."""
        return self.scale.value() == "week"

    def span(self) -> tuple[date, int]:
        """The first Monday that is shown, and how many weeks."""
        day = self.view.day
        if self.weekly:
            return day - timedelta(days=day.weekday()), 1
        first = day.replace(day=1)
        monday = first - timedelta(days=first.weekday())
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return monday, -(-(after - monday).days // 7)

    def refresh(self) -> None:
        self.side.refresh()
        first, weeks = self.span()
        store, person, project, kinds = self.store, self.person, self.project, frozenset(self.kinds)
        last = first + timedelta(days=7 * weeks - 1)
        self.latest.ask(
            lambda: calendar_items.read(store, first, last, person_id=person, project_id=project, kinds=kinds),
            partial(self._show, first, weeks),
        )

    def _show(self, first: date, weeks: int, month: Month) -> None:
        if (first, weeks) != self.span():
            return
        self.month = month
        day = self.view.day
        self.title.set_text(week_words(first) if self.weekly else f"{_LONG[day.month - 1]} {day.year}")
        paint_later(self.view)
        self.view.show_month(month, first, weeks, 0 if self.weekly else day.month)
        shared = len(people.everyone(self.store)) > 1
        self.whose.setVisible(shared)
        for button, whole, options, key in (
            (self.whose, _EVERYONE, self._people, self.person),
            (self.of, _EVERYTHING, self._projects, self.project),
        ):
            known = options() if key is not None else [whole]  # thousands of projects are read where one is to be named
            button.set_value(next((option for option in known if option.key == key), known[0]))
        hidden = len(KINDS) - len(self.kinds)
        self.what.setText("All kinds" if not hidden else f"{len(self.kinds)} of {len(KINDS)} kinds")
        if self.scale.value() == "table":
            self._show_table(month)
        self._show_day()
        self.head_changed.emit()

    def _show_table(self, month: Month) -> None:
        lines = [FigureRow(_cells(item), item.opens) for item in month.items[:_MOST]]
        more = len(month.items) - len(lines)
        if more:
            words = f"{more:,} more: narrow by person, project or kind"
            lines.append(
                FigureRow((Cell(""), Cell(""), Cell(""), Cell(words, "text2"), Cell(""), Cell("")), sum_up=True)
            )
        self.table.show_rows(lines)

    def _show_day(self) -> None:
        day, month = self.view.day, self.month
        if month is None or not month.first <= day <= month.last:
            return
        self.side.show_day(day, self.view.items_of(day), month.days[day])

    def totals(self) -> str:
        month = self.month
        if month is None:
            return ""
        words = f"<b>{len(month.items):,}</b> shown"
        words += f"  <b>{month.late:,}</b> late" if month.late else ""
        return f"{words}  without a day <b>{month.undated:,}</b>" if month.undated else words

    # --- where, whose, what -------------------------------------------------------------

    def step(self, by: int) -> None:
        """A month or week on."""
        day = self.view.day
        if self.weekly:
            self.view.day = day + timedelta(weeks=by)
        else:
            month = day.year * 12 + day.month - 1 + by
            first = date(month // 12, month % 12 + 1, 1)
            after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            self.view.day = min(first.replace(day=min(day.day, 28)), after - timedelta(days=1))
        self.refresh()

    def _on_stepped(self, by: int) -> None:
        first, weeks = self.span()
        seen = self.view.first <= self.view.day < self.view.first + timedelta(days=7 * self.view.weeks)
        if seen and (first, weeks) == (self.view.first, self.view.weeks):
            self.step(by)
        else:
            self.refresh()

    def go_today(self) -> None:
        """Today, in the month or week that holds it."""
        self.view.choose(today())
        self.refresh()

    def _on_scale_chosen(self, scale: object) -> None:
        self._memory.keep({"view": scale})
        self._on_scale()

    def _on_scale(self) -> None:
        self.stack.setCurrentIndex(1 if self.scale.value() == "table" else 0)
        self.refresh()

    def _people(self) -> list[Option]:
        staff = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(self.store)]
        return [_EVERYONE, *staff]

    def _projects(self) -> list[Option]:
        return [_EVERYTHING, *(Option(*one, icon="flag") for one in projects.choices(self.store))]

    def _on_picked(self, name: str, key: Any) -> None:
        setattr(self, name, key)
        self.refresh()

    def _kinds_menu(self) -> Menu:
        menu = Menu(self)
        for kind, words in KINDS.items():
            action = menu.add(words, partial(self.toggle_kind, kind))
            action.setCheckable(True)
            action.setChecked(kind in self.kinds)
        menu.addSeparator()
        menu.add("All kinds", self._all_kinds)
        return menu

    def toggle_kind(self, kind: str) -> None:
        """Show a kind or leave it out; the last one stays."""
        if self.kinds != {kind}:
            self.kinds ^= {kind}
        self.refresh()

    def _all_kinds(self) -> None:
        self.kinds = set(KINDS)
        self.refresh()

    # --- what is done -------------------------------------------------------------------

    def look_at(self, kind: str, record_id: int) -> None:
        """A task beside the calendar, all else where it is at home."""
        if kind == "task":
            self.side.open_task(record_id)
        else:
            self.shell.go(kind, record_id)

    def carry(self, item: Item, by: int) -> None:
        """Move something by days; what follows it moves too."""
        try:
            moved = calendar_items.move(self.store, item.kind, item.id, by)
        except UserError as problem:
            self.shell.error(str(problem))
            self.view.update()
            return
        self.view.current = item.key
        others = [one for one in moved if one.id != item.id or item.kind != "task"]
        follow = f", {len(others)} {'task' if len(others) == 1 else 'tasks'} moved after it" if others else ""
        self.shell.toast(f"{item.title}: {day_text(item.end + timedelta(days=by))}{follow}")

    def new_on(self, day: date) -> None:
        """A task that is due on a day."""
        from app.views.dialogs.new_task import NewTaskDialog

        dialog = NewTaskDialog(self, self.store, project_id=self.project)
        dialog.due.set_value(day)
        dialog.added.connect(lambda _id, title: self.shell.toast(f"{title} added"))
        dialog.open()

    def new(self) -> None:
        self.new_on(self.view.day)

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'day': a date, 'project_id': n, 'person_id': n, 'view': 'week'}."""
        if "day" in wanted:
            self.view.choose(wanted["day"])
        if "project_id" in wanted:
            self.project = wanted["project_id"]
        if "person_id" in wanted:
            self.person = wanted["person_id"]
        if "view" in wanted:
            self.scale.set_value(wanted["view"])
            self._on_scale()
        self.refresh()

    def panes(self) -> list[QWidget]:
        first: QWidget = self.table if self.stack.currentIndex() else self.view
        return [first, self.side.focus_target(), self.scale]


def _cells(item: Item) -> tuple[Cell, ...]:
    title = f"{item.title}, done" if item.state == "done" else item.title
    return (
        Cell(day_text(item.start), "bad" if item.late else "text", icon=ICONS[item.kind]),
        Cell(day_text(item.end) if item.end != item.start else "", "text2"),
        Cell(KIND_NAMES[item.kind], "text2"),
        Cell(title, "text3" if item.state == "done" else "text"),
        Cell(item.detail, "text2"),
        Cell(item.initials, "text2"),
    )

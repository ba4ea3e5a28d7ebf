"""The week of somebody: the hours that were worked, typed like a spreadsheet, or the plan of its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import day_plan, people, timesheet
from app.views import theme
from app.views.list_memory import ListMemory
from app.views.page import Page
from app.views.parts import export_seen, week_file
from app.views.parts.dates import week_words
from app.views.parts.empty import EmptyState
from app.views.parts.entry_editor import NARROW, WIDTH, DayPane
from app.views.parts.label import Label
from app.views.parts.latest_read import LatestRead
from app.views.parts.list_bar import bind_export
from app.views.parts.pane import Pane
from app.views.parts.picker import Option, Picker
from app.views.parts.time_finder import minutes_text, options
from app.views.parts.week_bar import WeekBar
from app.views.parts.week_grid import WeekGrid
from app.views.parts.week_plan import KEYS as PLAN_KEYS
from app.views.parts.week_plan import WeekPlan, share_text, sums_words, today_words

if TYPE_CHECKING:
    from pathlib import Path

    from app.models.store import Store
    from app.services.timesheet import Sheet, SheetRow
    from app.views.page import ShellApi
    from app.views.parts.time_bills import TimeBills

_MAIN: Final = ("Log time", "plus", "Ctrl+N")


class WeekPage(Page):
    """See the top of this module."""

    key = "week"
    reads = frozenset(
        {"time_entry", "time_event", "task", "status", "project", "deal", "client", "person", "setting", "day_off", "day_plan",
         "dependency", "project_member"}
    )  # fmt: skip
    main_button: tuple[str, str, str] | None = _MAIN
    shortcut_help: ClassVar[tuple[tuple[str, str], ...]] = (
        ("0 to 9", "Type hours into a cell: 1:30, 1.5 or 90m; Enter goes to the cell below"),
        ("Delete", "Empty a cell"),
        ("Insert", "Add a row"),
        ("Alt+Left, Alt+Right", "The week before or after"),
        ("Alt+Home", "This week"),
        ("P", "Hours, plan, what is to bill"),
        *PLAN_KEYS,
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.monday = timesheet.monday_of(today())
        self.person = people.me(store).id
        self.sheet: Sheet | None = None
        self.plan_week: day_plan.Week | None = None
        self._also: dict[tuple[date, int], list[tuple[timesheet.Kind, int]]] = {}
        self._billed_person: int | None = None
        self._picker: Picker | None = None
        self._file: QWidget | None = None
        self.latest = LatestRead(store, self)
        self._build()
        self._bind()
        self._fit_mode()

    # --- parts --------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(16))
        column.setSpacing(0)
        self.bar = self._build_bar()
        column.addWidget(self.bar)
        self.hours = self._build_hours()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.hours)
        column.addWidget(self.stack, 1)

    @cached_property
    def plan(self) -> WeekPlan:
        """The days as columns, made when they are first looked at."""
        made = WeekPlan(self.store, self.shell)
        self.stack.addWidget(made)
        return made

    @cached_property
    def bills(self) -> TimeBills:
        """A month's hours to be billed, made when they are first looked at."""
        from app.views.parts.time_bills import TimeBills

        made = TimeBills(self.store, self.shell)
        self.stack.addWidget(made)
        return made

    def _build_bar(self) -> WeekBar:
        bar = WeekBar(ListMemory(self.store.path, self.key))
        bar.mode_changed.connect(self._show_mode)
        bar.whose.set_options(self._people)
        bar.whose.picked.connect(self._on_person)
        bar.before.clicked.connect(lambda: self.step(-1))
        bar.after.clicked.connect(lambda: self.step(1))
        for button, does in (
            (bar.now, self.this_week), (bar.add, self.add_row), (bar.copy, self.copy_week), (bar.export, self.export_seen),
        ):  # fmt: skip
            button.clicked.connect(does)
        return bar

    def _build_hours(self) -> QWidget:
        self.grid = WeekGrid(today().weekday())
        self.grid.typed.connect(self._on_typed)
        self.grid.refused.connect(self.shell.error)
        self.grid.opened.connect(self.shell.go)
        self.grid.day_chosen.connect(lambda _: self._show_day())
        self.grid.cell_chosen.connect(self._on_cell)
        pane = Pane()
        pane.box.addWidget(self.grid, 1)
        self.sums = Label("", "text2", theme.SECOND)
        self.sums.setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(10))
        pane.box.addWidget(self.sums)
        self.empty = EmptyState(
            "clock", "No time in this week", "Add what was worked on and type hours, or start the clock from any task or deal.",
            ("Add row", self.add_row),
        )  # fmt: skip
        self.body = QStackedWidget()
        self.body.addWidget(pane)
        self.body.addWidget(self.empty)
        self.day_pane = DayPane(self.store, self.shell)
        self.day_pane.added.connect(self.new)
        self.day_pane.deleted_wanted.connect(self.show_deleted)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        row.setSpacing(theme.PANE_GAP)
        row.addWidget(self.body, 1)
        row.addWidget(self.day_pane)
        return held

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.day_pane.setFixedWidth(theme.px(WIDTH if self.width() >= theme.px(1100) else NARROW))

    def _bind(self) -> None:
        for keys, does in (
            ("Alt+Left", partial(self.step, -1)), ("Alt+Right", partial(self.step, 1)), ("Alt+Home", self.this_week),
            ("Ins", self.add_row), ("P", self.bar.next_mode),
        ):  # fmt: skip
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(does)
        bind_export(self, self.export_seen)

    # --- what is shown ------------------------------------------------------------------

    @property
    def planning(self) -> bool:
        """Whether the plan is shown, and not the hours."""
        return self.bar.mode.value() == "plan"

    @property
    def billing(self) -> bool:
        """Whether a month's hours are summed up to be billed."""
        return self.bar.mode.value() == "bills"

    def refresh(self) -> None:
        staff = people.everyone(self.store)
        if self.person not in [person.id for person in staff]:
            self.person = people.me(self.store).id
        self.bar.whose.setVisible(len(staff) > 1)
        shown = self._billed_person if self.billing else self.person
        self.bar.whose.set_value(next(option for option in self._people() if option.key == shown))
        self.bar.title.set_text(f"{self.bills.month:%B %Y}" if self.billing else week_words(self.monday))
        if self.billing:
            self.bills.refresh(self._billed_person)
        elif self.planning:
            store, wanted = self.store, (self.monday, self.person)
            self.latest.ask(lambda: day_plan.week(store, *wanted), partial(self._show_plan, wanted))
        else:
            self._show_hours()

    def _show_plan(self, wanted: tuple[date, int], week: day_plan.Week) -> None:
        if wanted == (self.monday, self.person):
            self.plan_week = week
            self.plan.show_week(week, self.person)
            self.head_changed.emit()

    def _show_hours(self) -> None:
        also = self._also.get((self.monday, self.person), [])
        self.sheet = timesheet.sheet(self.store, self.monday, self.person, also)
        self.body.setCurrentIndex(0 if self.sheet.rows else 1)
        self._show_main()
        self.bar.copy.setEnabled(bool(self.sheet.rows))
        self.sums.setText(sums_words(self.sheet))
        self.grid.show_sheet(self.sheet)
        fresh = self.day_pane.chosen is None
        self._show_day()
        if fresh:
            self._on_cell(self.grid.current_line())

    def _show_main(self) -> None:
        """While the empty sheet offers its own next step, the page has no second one."""
        waits = self.bar.mode.value() == "hours" and self.body.currentIndex() == 1
        self.main_button = None if waits else _MAIN
        self.head_changed.emit()

    def _show_day(self) -> None:
        if self.sheet is not None:
            self.day_pane.show_day(self.monday + timedelta(days=self.grid.day), self.person)

    def _on_cell(self, line: SheetRow | None) -> None:
        """The entry of the cell is the one to edit beside it."""
        if line is not None:
            self.day_pane.choose_of(line.kind, line.id)

    def _fit_mode(self) -> None:
        self.stack.setCurrentWidget(self.bills if self.billing else self.plan if self.planning else self.hours)
        self.bar.fit_mode()

    def _show_mode(self) -> None:
        self._fit_mode()
        self.refresh()
        self._show_main()
        self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.head_changed.emit()

    def totals(self) -> str:
        if self.billing:
            return self.bills.totals()
        if self.planning:
            return today_words(self.plan_week) if self.plan_week is not None else ""
        sheet = self.sheet
        if sheet is None:
            return ""
        used = "" if sheet.utilisation is None else f"  utilisation <b>{share_text(sheet.utilisation)}</b>"
        rest = sheet.total - sheet.billable
        return f"billable <b>{minutes_text(sheet.billable)}</b>  other <b>{minutes_text(rest)}</b>{used}"

    # --- which week, whose --------------------------------------------------------------

    def step(self, by: int) -> None:
        """Go so many weeks on, or months of what is to bill."""
        if self.billing:
            self.bills.step(by)
            self.refresh()
            self.head_changed.emit()
            return
        self.show_week(self.monday + timedelta(weeks=by))

    def this_week(self) -> None:
        """Go to the week and the day of today, or to its month."""
        if "bills" in self.__dict__:
            self.bills.month = today().replace(day=1)
        self.show_week(timesheet.monday_of(today()))
        self.grid.choose_day(today().weekday())

    def show_week(self, monday: date) -> None:
        """Show the week that begins on this Monday."""
        self.monday = monday
        self.refresh()
        self.head_changed.emit()

    def _people(self) -> list[Option]:
        found = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(self.store)]
        return [Option(None, "Everyone"), *found] if self.billing else found

    def _on_person(self, key: Any) -> None:
        if self.billing:
            self._billed_person = key
        else:
            self.person = int(key)
        self.show_week(self.monday)

    # --- what is done -------------------------------------------------------------------

    def _on_typed(self, line: SheetRow, day: int, minutes: int) -> None:
        before = line.minutes[day]
        self._keep_row(line.kind, line.id)  # one that is emptied stays under the hand until the week is left
        try:
            timesheet.put(self.store, line.kind, line.id, self.monday + timedelta(days=day), minutes, self.person)
        except UserError as problem:
            self.shell.error(str(problem))
            return
        if before and not minutes:
            self.shell.toast(f"{minutes_text(before)} h on {line.title} deleted")

    def _keep_row(self, kind: timesheet.Kind, record: int) -> None:
        rows = self._also.setdefault((self.monday, self.person), [])
        if (kind, record) not in rows:
            rows.append((kind, record))

    def add_row(self) -> None:
        """Find what to log time on; it stands in the sheet until the week is left, and stays once it has time."""
        if self.planning or self.billing:
            return
        at = self.empty.main if self.body.currentIndex() and self.empty.main is not None else self.bar.add
        find = partial(options, self.store, person_id=self.person)
        head = "Type a task, deal, project or client"
        self._picker = Picker(self, find, self._on_row, head=head, width=theme.px(380))
        self._picker.open_at(at)

    def _on_row(self, option: Option) -> None:
        key: Any = option.key
        kind, record = key
        self._keep_row(kind, record)
        self.refresh()
        self.grid.go_to(kind, record)

    def copy_week(self) -> None:
        """Take last week's hours over."""
        try:
            count = timesheet.copy_week(self.store, self.monday, self.person)
        except UserError as problem:
            self.shell.error(str(problem))
            return
        words = f"{count} {'cell' if count == 1 else 'cells'} filled from last week"
        self.shell.toast(words if count else "Last week has nothing that is missing here", undo=bool(count))

    def new(self) -> None:
        """Log time with its note and times of day."""
        from app.views.dialogs.log_time import LogTimeDialog

        line = self.grid.current_line() if self.bar.mode.value() == "hours" else None
        on = Option((line.kind, line.id), line.title, line.detail) if line is not None else None
        day = min(self.monday + timedelta(days=self.grid.day), today())
        dialog = LogTimeDialog(self, self.store, day, self.person, on)
        dialog.logged.connect(self._on_logged)
        dialog.open()

    def show_deleted(self) -> None:
        """The list of deleted entries, from which they come back."""
        from app.views.dialogs.deleted_time import DeletedTimeDialog

        dialog = DeletedTimeDialog(self, self.store, self.person)
        dialog.brought_back.connect(self._on_back)
        dialog.open()

    def _on_back(self, entry_id: int) -> None:
        day = date.fromisoformat(self.store.value("SELECT on_date FROM time_entry WHERE id = ?", (entry_id,)))
        self.grid.choose_day(day.weekday())  # first, or the other day of that week would choose an entry of its own
        self.day_pane.chosen = entry_id
        self.show_week(timesheet.monday_of(day))

    def _on_logged(self, entry_id: int) -> None:
        self.day_pane.chosen = entry_id
        self.shell.toast("Time logged")

    def export_seen(self) -> None:
        """Write the sheet as it stands, or each entry of the month, as CSV or xlsx."""
        if self.billing:
            self._file = export_seen.ask(self, f"Hours {self.bills.month:%Y-%m}", self.bills.write_seen)
            return
        if self.sheet is None or not self.sheet.rows:
            self.shell.error("This week has no time to export. Add a row first.")
            return
        name = f"Week {self.monday.isocalendar().week} {self.monday.year}"
        self._file = export_seen.ask(self, name, self.write_seen)

    def write_seen(self, path: Path) -> None:
        """Write it there."""
        if self.sheet is not None:
            week_file.write(self.shell, path, self.sheet)

    # --- what the window asks -----------------------------------------------------------

    def apply_filter(self, wanted: Mapping[str, Any]) -> None:
        """{'day': a date, 'person_id': n, 'mode': 'plan'}."""
        if "person_id" in wanted:
            self.person = int(wanted["person_id"])
        if "mode" in wanted:
            self.bar.mode.set_value(wanted["mode"])
        if "day" in wanted:
            self.monday = timesheet.monday_of(wanted["day"])
            self.grid.choose_day(wanted["day"].weekday())
        self._show_mode()

    def panes(self) -> list[QWidget]:
        if self.planning:
            return [self.plan.focus_target(), self.bar.mode]
        if self.billing:
            return [self.bills.table, self.bar.mode]
        first: QWidget = self.grid if self.body.currentIndex() == 0 else self.empty.main or self.bar.add
        return [first, self.day_pane, self.bar.mode]

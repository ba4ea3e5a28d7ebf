"""The plan of a week as a board: what waits to be planned, then a column for each day with its hours; cards are dragged
between days by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import day_plan
from app.services.day_plan import Line
from app.views.parts.board import Board
from app.views.parts.board_source import Bit, Card, Column, FootTarget
from app.views.parts.dates import DAYS, day_text, day_within, short_text
from app.views.parts.fields import hours_text
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.task_actions import TaskActions
from app.views.parts.time_finder import minutes_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.timesheet import Sheet
    from app.views.page import ShellApi

WAITING: Final = 7
_REASONS: Final[dict[str, Bit]] = {
    "late": Bit("warning-circle", "Late", "bad"),
    "week": Bit("calendar-blank", "Due this week", "caption"),
    "start": Bit("play", "Can start", "go"),
    "unowned": Bit("user", "Nobody owns it", "warn"),
}
KEYS: Final = (
    ("Space", "Pick a card up; arrows carry it to another day, Space drops it"),
    ("T", "Plan for today"),
    ("1 to 7", "Plan for Monday to Sunday"),
    ("D", "Done"),
    ("C", "Start the clock"),
    ("Delete", "Take out of the plan"),
)


class PlanSource:
    """A BoardSource over a week's plan. Cards of lines have the line's id, those that wait the task's below zero."""

    def __init__(self, store: Store, shell: ShellApi, actions: TaskActions) -> None:
        self.store, self.shell, self.actions = store, shell, actions
        self.week: day_plan.Week | None = None
        self.person = 0
        self.dropped: list[int] = []

    @property
    def lines(self) -> dict[int, Line]:
        """Every card's line."""
        if self.week is None:
            return {}
        planned = {line.id: line for day in self.week.days for line in day.lines}
        return planned | {-line.task_id: line for line in self.week.waiting}

    def days(self) -> list[int]:
        """The days that have a column: those with hours or with a plan, and today, so that a weekend can be worked too."""
        if self.week is None:
            return []
        return [n for n, day in enumerate(self.week.days) if day.available or day.lines or day.on == today()]

    def columns(self) -> list[Column]:
        """What waits, then the days."""
        if self.week is None:
            return []
        left = sum(line.left or 0 for line in self.week.waiting)
        planned = any(day.lines for day in self.week.days)
        first = Column(
            WAITING, "To plan", len(self.week.waiting), hours_text(left) if left else "", "late, due or ready to start", "",
            tone="stage1", empty="All that is due this week is planned" if planned else "No task waits",
        )  # fmt: skip
        return [first, *(self._day(n) for n in self.days())]

    def _day(self, n: int) -> Column:
        assert self.week is not None
        day = self.week.days[n]
        name = f"{DAYS[n]} {short_text(day.on)}"
        if day.on == today():
            name = f"Today, {DAYS[n]}" if day.available else "Today"
        there = f"of {hours_text(day.available)}" if day.available else "day off"
        over = f"{hours_text(day.over)} too many" if day.over else ""
        rest = day.available - day.planned
        free = f"{hours_text(rest)} free" if rest > 0 and day.on >= today() else ""
        tone = "stage3" if day.on == today() else "stage2"
        empty = (
            "Nothing was planned" if day.on < today() else "Drag tasks here" if self._can_drag() else "Nothing planned"
        )
        total = f"{hours_text(day.planned)} {there}"
        return Column(n, name, len(day.lines), total, over or free, "", tone=tone, over=bool(over), empty=empty)

    def _can_drag(self) -> bool:
        """Whether there is any card that could be put on a day."""
        return self.week is not None and bool(self.week.waiting or any(day.lines for day in self.week.days))

    def ids(self, column_key: int) -> list[int]:
        """The cards of a column."""
        if self.week is None:
            return []
        if column_key == WAITING:
            return [-line.task_id for line in self.week.waiting]
        return [line.id for line in self.week.days[column_key].lines]

    def cards(self, ids: Sequence[int]) -> Iterable[Card]:
        """These cards."""
        known = self.lines
        return [_card(i, known[i]) for i in ids if i in known]

    def refusal(self, ids: Sequence[int], column_key: int) -> tuple[str, str] | None:  # noqa: ARG002
        """Days that have passed take nothing."""
        if column_key != WAITING and self.week is not None and self.week.days[column_key].on < today():
            return "This day has passed", "Plan for today or a day to come."
        return None

    def with_cards(self, ids: Sequence[int], column_key: int) -> str:
        """The hours of the day with these."""
        if column_key == WAITING or self.week is None:
            return ""
        known, day = self.lines, self.week.days[column_key]
        come = sum(
            known[i].minutes or known[i].left or day_plan.USUAL for i in ids if i in known and known[i].day != day.on
        )
        return f"with this {hours_text(day.planned + come)}"

    def drop(self, ids: Sequence[int], column_key: int, before: int | None) -> None:
        """Plan the cards for that day, or take them out of the plan."""
        planned = [i for i in ids if i > 0]
        if column_key == WAITING:
            if planned:
                day_plan.take_out(self.store, planned)
                self.shell.toast("Out of the plan")
            return
        assert self.week is not None
        day, known = self.week.days[column_key].on, self.lines
        with self.store.write("Plan day"):
            kept = day_plan.move(self.store, planned, day, before=before) if planned else []
            fresh = [known[i].task_id for i in ids if i < 0 and i in known]
            kept += day_plan.put(self.store, fresh, day, self.person, before=before) if fresh else []
        self.dropped = kept
        what = known[ids[0]].title if len(ids) == 1 and ids[0] in known else f"{len(ids)} tasks"
        self.shell.toast(f"{what}: planned for {day_within(day)}")

    def foot_targets(self) -> list[FootTarget]:
        """None: what is not wanted goes back to the first column."""
        return []

    def drop_on_foot(self, ids: Sequence[int], key: str) -> None:
        """There is no foot."""

    def act(self, card_id: int) -> None:
        """Cards carry no button."""

    def menu(self, ids: Sequence[int]) -> QMenu | None:
        """The menu of these cards."""
        known = self.lines
        lines = [known[i] for i in ids if i in known]
        if not lines or self.week is None:
            return None
        menu = Menu()
        if len(lines) == 1:
            task = lines[0].task_id
            menu.add("Open", partial(self.shell.go, "task", task), "arrow-square-out", "Enter")
            menu.add("Start the clock", partial(self.actions.start_clock, task), "play", "C")
        menu.add("Done", partial(self.actions.done, [line.task_id for line in lines]), "check", "D")
        inner = menu.add_menu("Plan for", "calendar-blank")
        for n, day in enumerate(self.week.days):
            if day.on >= today():
                inner.add(day_text(day.on), partial(self.tried, list(ids), n), "", f"{n + 1}")
        planned = [i for i in ids if i > 0]
        if planned:
            lengths = menu.add_menu("Hours planned", "clock")
            for minutes in (30, 60, 90, 120, 180, 240, 360, 480):
                lengths.add(hours_text(minutes), partial(self._put_minutes, planned, minutes))
            menu.addSeparator()
            menu.add("Take out of the plan", partial(self.tried, planned, WAITING), "x", "Delete")
        return menu

    def tried(self, ids: Sequence[int], column_key: int) -> None:
        """Drop, and say what was refused."""
        try:
            self.drop(ids, column_key, None)
        except UserError as problem:
            self.shell.error(str(problem))

    def _put_minutes(self, ids: Sequence[int], minutes: int) -> None:
        with self.store.write("Change planned hours"):
            for line in ids:
                day_plan.put_minutes(self.store, line, minutes)


def _card(card_id: int, line: Line) -> Card:
    third: tuple[Bit, ...] = ()
    if line.late:
        third = (Bit("warning-circle", f"{line.late} d late", "bad"),)
    elif line.due_on is not None:
        third = (Bit("calendar-blank", day_text(line.due_on)),)
    minutes = line.minutes or line.left
    fourth: tuple[Bit, ...] = ()
    if line.done:
        fourth = (Bit("check-circle", "Done", "good"),)
    elif line.reason in _REASONS and not (line.reason == "late" and line.late):
        fourth = (_REASONS[line.reason],)
    elif line.status == "doing":
        fourth = (Bit("circle-half", "In progress", "caption"),)
    right = Bit("clock", hours_text(minutes)) if minutes else Bit("clock", "no estimate", "caption")
    words = f"{line.title}, {line.project}" if line.project else line.title
    spoken = f"{words}, {hours_text(minutes) if minutes else 'no estimate'}{', done' if line.done else ''}"
    return Card(
        card_id, line.title, second_left=line.project, third=third, third_right=right, fourth=fourth, faded=line.done,
        tooltip=words, accessible=spoken,
    )  # fmt: skip


class WeekPlan(QWidget):
    """The board, and above it what was left over from days before."""

    opened = Signal(int)

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.verbs = TaskActions(store, shell, lambda i: shell.go("task", i))
        self.source = PlanSource(store, shell, self.verbs)
        self.left_over = Notice("info", "")
        self.left_over.hide()
        self.board = Board()
        self.board.setAccessibleName("Plan of the week")
        self.board.failed.connect(shell.error)
        self.board.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._above = QWidget()
        inside = QVBoxLayout(self._above)
        inside.setContentsMargins(16, 0, 16, 0)
        inside.addWidget(self.left_over)
        column.addWidget(self._above)
        column.addWidget(self.board, 1)
        self.board.set_source(self.source)
        self._keys()

    def _keys(self) -> None:
        def key(text: str, does: Any) -> None:
            keys = QShortcut(QKeySequence(text), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(does)

        key("T", self._plan_today)
        key("D", lambda: self.verbs.done(self._tasks()) if self._tasks() else None)
        key("C", lambda: self.verbs.start_clock(self._tasks()[0]) if self._tasks() else None)
        key("Del", lambda: self.source.tried(self.chosen(), WAITING))
        for n in range(7):
            key(f"{n + 1}", partial(self._plan_for, n))

    def chosen(self) -> list[int]:
        """The selected cards, or the current one."""
        current = self.board.current
        return self.board.selected or ([current] if current is not None else [])

    def _tasks(self) -> list[int]:
        known = self.source.lines
        return [known[i].task_id for i in self.chosen() if i in known]

    def _plan_for(self, day: int) -> None:
        if self.chosen():
            self.source.tried(self.chosen(), day)

    def _plan_today(self) -> None:
        if self.source.week is not None:
            offset = (today() - self.source.week.monday).days
            if 0 <= offset < 7:
                self._plan_for(offset)
            else:
                self._shell.error("Today is in another week. Go there with Alt+Home first.")

    def show_week(self, week: day_plan.Week, person_id: int) -> None:
        """Show this plan."""
        another = self.source.week is None or self.source.week.monday != week.monday
        self.source.week, self.source.person = week, person_id
        self.board.reload()
        if another:
            QTimer.singleShot(0, self, self._show_today)
        count = len(week.leftovers)
        here = week.monday <= today() < week.monday + timedelta(days=7)
        self._above.setVisible(bool(count) and here)
        self.left_over.setVisible(bool(count) and here)
        if count:
            what = f"“{week.leftovers[0].title}” was" if count == 1 else f"{count} tasks were"
            names = "" if count == 1 else ", ".join(line.title for line in week.leftovers[:4])
            self.left_over.say(
                "info", f"{what} planned before today and not done", names, ("Plan for today", self._carry)
            )
        if self.source.dropped:
            kept, self.source.dropped = self.source.dropped, []
            QTimer.singleShot(0, self, lambda: self.board.select(kept[0]))

    def _show_today(self) -> None:
        """Scroll until today is in sight, where the days have no room beside each other."""
        if self.source.week is not None:
            number = (today() - self.source.week.monday).days
            for pane in self.board.panes:
                if pane.column.key == number:
                    self.board.show_pane(pane)

    def _carry(self) -> None:
        try:
            count = day_plan.carry_over(self._store, self.source.person)
        except UserError as problem:
            self._shell.error(str(problem))
            return
        self._shell.toast(f"{count} {'task' if count == 1 else 'tasks'} planned for today")

    def _open(self, card_id: int) -> None:
        line = self.source.lines.get(card_id)
        if line is not None:
            self._shell.go("task", line.task_id)

    def focus_target(self) -> QWidget:
        """What takes the keyboard."""
        active = self.board.selection.active
        return active.view if active is not None else self.board


def today_words(week: day_plan.Week) -> str:
    """'today <b>6 h 30</b> of 8 h', for the page's row."""
    day = next((day for day in week.days if day.on == today()), None)
    planned, there = sum(day.planned for day in week.days), sum(day.available for day in week.days)
    words = f"week <b>{hours_text(planned)}</b> of {hours_text(there)}"
    if day is None:
        return words
    return f"today <b>{hours_text(day.planned)}</b> of {hours_text(day.available)}  {words}"


def share_text(share: float) -> str:
    """'23%'; halves are rounded up, as people do."""
    return f"{int(100 * share + 0.5)}%"


def sums_words(sheet: Sheet) -> str:
    """What stands below the sheet of hours: the page's row may have no room for it."""
    rest = sheet.total - sheet.billable
    words = f"{minutes_text(sheet.billable)} h billable, {minutes_text(rest)} h not billable"
    if sheet.utilisation is None:
        return words
    there = minutes_text(sum(sheet.available))
    return f"{words}. Utilisation {share_text(sheet.utilisation)}: billable hours of the {there} h there are."

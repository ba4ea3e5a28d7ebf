"""The rows of the table: the plan's tasks below their milestones, with the words of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from typing import Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.handoff_days import by_task
from app.views.handoff.words import about, day, days_between, hours_text, spare_words, weekday
from app.views.handoff.work import Work

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, in their order."""

    TASK = 0
    SOLD = 1
    OWNER = 2
    HOURS = 3
    START = 4
    FINISH = 5
    SAID = 6
    STRIP = 7


HEADS: Final = ("Task", "Sold as", "Owner", "Hours", "Start", "Finish", "Said", "")
EDITED: Final = (Column.TASK, Column.OWNER, Column.HOURS, Column.START, Column.FINISH)
_OTHERS: Final = -1  # the group of tasks that belong to no milestone


class Row(NamedTuple):
    """A milestone (`group`, with its key) or a task. Minutes and days of a milestone are those of its tasks; what
    was `said` of a folded one is that of the task with the least `spare` working days to it, below 0 the days that it is late."""

    group: bool
    key: int
    title: str
    sold: str
    owner: int | None
    owner_name: str
    minutes: int
    start: date | None
    finish: date | None
    included: bool
    locked: date | None
    open: bool = True
    said: date | None = None
    spare: int = 0


class PlanRows(QAbstractTableModel):
    """Follows the work; `marked` are the tasks that the conflict in sight is about."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.work = work
        self.rows: list[Row] = []
        self.marked: frozenset[int] = frozenset()
        self.warns_of = ""
        self.short: dict[int, int] = {}
        scene = work.scene
        self.names = {person.id: scene.named(person.id) for person in work.people}
        self._closed: set[int] = set()
        self._free: dict[tuple[int, int], int | None] = {}
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it is; the rows stay who they are unless their number or order has changed."""
        rows = self._made()
        self._free.clear()
        self.short = self._too_much()
        if [(row.group, row.key) for row in rows] == [(row.group, row.key) for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADS) - 1))
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def _too_much(self) -> dict[int, int]:
        """The tasks in over-booked weeks, with the minutes too much."""
        found: dict[int, int] = {}
        for over in self.work.loads.overbooked():
            for key in self.work.loads.tasks_in(over.person, over.monday):
                found[key] = max(found.get(key, 0), over.excess)
        return found

    def mark(self) -> None:
        """Mark the rows that the conflict in sight is about; the view is painted anew by who calls."""
        work, conflict = self.work, self.work.conflict
        self.warns_of = conflict.kind if conflict else ""
        if conflict is None:
            self.marked = frozenset()
        elif conflict.kind == "over":
            self.marked = frozenset(work.choices()[1])
        else:
            self.marked = frozenset(conflict.tasks)

    def _made(self) -> list[Row]:
        work = self.work
        names = {person.id: person.name for person in work.people}
        sold = {line.id: line.title.partition("\n")[0] for line in work.lines}
        said_on = by_task(work.said)
        groups: dict[int, list[Row]] = {milestone.key: [] for milestone in work.plan.milestones}
        for t in work.plan.tasks:
            row = Row(
                False, t.key, t.title, sold.get(t.sold_line or 0, ""), t.owner, names.get(t.owner or 0, ""),
                t.minutes, t.start, t.finish, t.included, t.locked_start, said=said_on.get(t.key),
            )  # fmt: skip
            if row.said is not None and row.finish is not None:
                row = row._replace(spare=days_between(work.calendar, row.finish, row.said))
            where = t.milestone if t.milestone in groups else _OTHERS
            groups.setdefault(_OTHERS if where is None else where, []).append(row)
        titles = {milestone.key: milestone.title for milestone in work.plan.milestones}
        made: list[Row] = []
        for key, tasks in groups.items():
            if titles and tasks:
                made.append(self._group(key, titles.get(key, "Other work"), tasks))
            if key not in self._closed:
                made += tasks
        return made

    def _group(self, key: int, title: str, tasks: Sequence[Row]) -> Row:
        taken = [task for task in tasks if task.included]
        start = min((task.start for task in taken if task.start), default=None)
        finish = max((task.finish for task in taken if task.finish), default=None)
        minutes = sum(task.minutes for task in taken)
        is_open = key not in self._closed
        promised = () if is_open else (task for task in taken if task.said)  # else the tasks below say it themselves
        tight = min(promised, key=lambda task: task.spare, default=None)
        said, spare = (tight.said, tight.spare) if tight else (None, 0)
        return Row(True, key, title, "", None, "", minutes, start, finish, bool(taken), None, is_open, said, spare)

    def toggle_group(self, key: int, wanted: bool | None = None) -> None:
        """Fold a milestone's tasks away, or show them."""
        shown = key not in self._closed
        if wanted == shown:
            return
        self._closed.symmetric_difference_update({key})
        self.refresh()

    def row_of(self, key: int, *, group: bool = False) -> int | None:
        """Where a task stands, None when it is not shown."""
        return next((at for at, row in enumerate(self.rows) if row.key == key and row.group == group), None)

    def reveal(self, key: int) -> int | None:
        """Where a task stands, its milestone unfolded if need be."""
        if self.row_of(key) is None and self._closed:
            self._closed.clear()
            self.refresh()
        return self.row_of(key)

    def free(self, row: Row) -> int | None:
        """Minutes the owner has for this task; worked out when the row comes in sight."""
        if row.owner is None or not row.included:
            return None
        key = (row.key, row.owner)
        if key not in self._free:
            self._free[key] = self.work.loads.free(self.work.task(row.key), row.owner)
        return self._free[key]

    def warns_of_dates(self, row: Row) -> bool:
        """Whether the conflict in sight is about when this task is done."""
        return row.key in self.marked and self.warns_of in ("over", "late", "past")

    def is_edited(self, row: Row, column: int) -> bool:
        """Whether this cell can be edited."""
        return not row.group and row.included and column in EDITED and not (column == Column.OWNER and self.work.solo)

    # --- what Qt asks ---------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[section]
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return HEADS[section] or "Timeline"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.hint(row, column)
        return None

    def words(self, row: Row, column: int) -> str:
        """What a cell shows."""
        if column == Column.TASK:
            return row.title or "No title"
        if not row.included:
            return "Left out" if column == Column.OWNER and not row.group else ""
        if column == Column.SOLD:
            return row.sold
        if column == Column.OWNER:
            return "" if row.group else "Me" if self.work.solo else row.owner_name or "Choose"
        if column == Column.HOURS:
            return hours_text(row.minutes) if row.minutes or row.group else "–"
        if column == Column.START:
            return "" if row.group or row.start is None else weekday(row.start)
        if column == Column.FINISH and row.finish is not None:
            return day(row.finish) if row.group else weekday(row.finish)
        if column == Column.SAID and row.said is not None:
            return f"{day(row.said)}, {spare_words(row.spare)}"
        return ""

    def free_words(self, row: Row) -> tuple[str, bool]:
        """What stands beside the owner, and whether it warns: '6 h free', '10 h short'."""
        if row.key in self.short:
            return f"{about(self.short[row.key])} short", True
        free = self.free(row)
        if free is None:
            return "", False
        return (f"{about(free)} free", False) if free > 0 else ("no time free", False)

    def spoken(self, row: Row, column: int) -> str:
        """What a screen reader says of a cell."""
        said = self.words(row, column)
        if row.group:
            kind = "Milestone" if row.key != _OTHERS else "Tasks without a milestone"
            return f"{kind}: {said}, {'open' if row.open else 'folded'}" if column == Column.TASK else said
        if column == Column.OWNER and row.included and not self.work.solo:
            return f"{said}, {self.free_words(row)[0]}" if row.owner else "No owner"
        if column == Column.STRIP and row.start and row.finish:
            return f"From {weekday(row.start)} to {weekday(row.finish)}"
        return f"{said}, left out" if column == Column.TASK and not row.included else said or "empty"

    def hint(self, row: Row, column: int) -> str | None:
        """The tooltip of a cell: what is cut in it, or why it is so."""
        if column == Column.START and row.locked is not None and row.included:
            return f"Not before {weekday(row.locked)}; Del lets it start as soon as it can"
        if column == Column.SAID and row.said is not None and row.finish is not None and not row.group:
            return f"Said {weekday(row.said)}, possible {weekday(row.finish)}"
        if column in (Column.TASK, Column.SOLD):
            return row.title if column == Column.TASK else row.sold
        return None

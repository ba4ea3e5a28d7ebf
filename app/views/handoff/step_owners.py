"""Step 4, owners and dates: the table, and below it one conflict at a time."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.handoff import Mode
from app.views import theme
from app.views.handoff.conflict_box import ConflictBox
from app.views.handoff.conflicts import Choice
from app.views.handoff.plan_rows import Column
from app.views.handoff.plan_table import PlanTable
from app.views.handoff.roles_row import RolesRow
from app.views.handoff.step import EDGE, Missing, Settled, Step
from app.views.handoff.words import count
from app.views.handoff.work import Work
from app.views.parts.date_field import DateField
from app.views.parts.label import Label
from app.views.parts.segmented import Segmented
from app.views.theme import px

_COLUMNS = {"owner": Column.OWNER, "task": Column.TASK, "start": Column.START}

_LARGE = 100  # tasks, from which on ways out are worked out after the table was painted
_LATER_MS = 20


class _Corners(QWidget):
    """Rounds the corners of the table, which Qt paints square."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outside, inside = QPainterPath(), QPainterPath()
        outside.addRect(QRectF(self.rect()))
        inside.addRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.fillPath(outside.subtracted(inside), theme.colour("window"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawPath(inside)


class _Frame(QWidget):
    """The table with rounded corners."""

    def __init__(self, table: PlanTable) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(table)
        self._corners = _Corners(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._corners.setGeometry(self.rect())
        self._corners.raise_()


class StepOwners(Step):
    """The table of the plan."""

    key = "owners"
    title = "Owners and dates"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.table = PlanTable(work)
        self.table.said.connect(self.said)
        self.box = ConflictBox()
        self.box.taken.connect(self._take)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._show_conflict)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(12)
        self.roles = RolesRow(work)
        column.addWidget(self.roles)
        column.addWidget(_Frame(self.table), 1)
        column.addWidget(self.box)
        self._make_controls()

    def _make_controls(self) -> None:
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._date_name = Label("Start", "text2")
        self.date = DateField("Start", self._on_date, boxed=True, day_note=self._day_note)
        self.date.setFixedWidth(px(140))
        self.mode = Segmented(
            (("start", "From the start"), ("finish", "Back from the promise")), name="How dates are counted"
        )
        self.mode.changed.connect(self._on_mode)
        row.addWidget(self._date_name)
        row.addWidget(self.date)
        row.addWidget(self.mode)

    @classmethod
    def title_for(cls, work: Work) -> str:
        return "Dates" if work.solo else cls.title

    @classmethod
    def settled(cls, work: Work) -> Settled:
        if work.conflicts:
            return Settled(count(len(work.conflicts), "conflict"), "warn")
        if work.solo:
            return Settled("all dated")
        owners = {task.owner for task in work.plan.included}
        return Settled(f"{count(len(owners), 'person', 'people')}, all dated")

    def controls(self) -> QWidget:
        return self._controls

    def refresh(self) -> None:
        self.roles.show_plan()
        self.table.refresh()
        plan = self.work.plan
        back = plan.mode == "finish"
        self.mode.set_value(plan.mode)
        name = "Promised" if back else "Start"
        self._date_name.setText(name)
        self.date.name = name
        if self.date.value() != (plan.finish if back else plan.start):
            self.date.forget_edit()
        self.date.set_value(plan.finish if back else plan.start)
        self._show_conflict_soon()

    def learn(self) -> None:
        self.roles.show_plan()
        self.table.refresh()
        self._show_conflict_soon()

    def _show_conflict_soon(self) -> None:
        """At once, or for a large plan once the table is painted: the ways out take several plannings."""
        if len(self.work.plan.tasks) > _LARGE:
            self._later.start()
        else:
            self._show_conflict()

    def _show_conflict(self) -> None:
        self._later.stop()
        self.table.rows.mark()
        self.table.viewport().update()
        choices, _ = self.work.choices()
        self.box.show_conflict(self.work.conflict, choices, len(self.work.conflicts))

    def missing(self) -> Missing | None:
        conflict = self.work.conflict
        if conflict is None:
            return None
        return Missing(f"{conflict.title}. Choose what to do about it.", self._show_open)

    def _show_open(self) -> None:
        conflict = self.work.conflict
        if conflict is None:
            return
        self._show_conflict()
        marked = sorted(self.table.rows.marked or conflict.tasks)
        if marked:
            self.table.show_task(marked[0], _COLUMNS.get(conflict.column, Column.START))
        self.box.take_focus()

    def take_focus(self) -> None:
        self.table.take_focus()

    def _take(self, choice: Choice) -> None:
        if self._later.isActive():
            return  # this way out belongs to the plan before
        self.work.apply(choice)
        if self.work.conflict is None:
            self.table.setFocus()

    def _on_mode(self, key: object) -> None:
        try:
            self.work.set_mode(cast("Mode", key))
        except UserError as problem:
            self.mode.set_value(self.work.plan.mode)
            self.said.emit(str(problem))

    def _on_date(self, day: date | None) -> None:
        if self.work.plan.mode == "finish":
            self.work.set_promise(day)
        else:
            self.work.set_start(day)

    def _day_note(self, day: date) -> str:
        if self.work.calendar.is_working(day):
            return ""
        return "Weekend" if day.weekday() >= 5 else "Day off"

"""Step 5, the review: everything that will be created, counted, before it is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.base import UserError
from app.domain import handoff_money, handoff_promises
from app.domain.handoff import HandoffPlan, SoldLine, line_minutes, live_links, open_promises
from app.domain.money import format_money
from app.services import handoff_brief
from app.views.handoff.payments_card import PaymentsCard
from app.views.handoff.step import EDGE, Missing, Settled, Step
from app.views.handoff.surfaces import Card
from app.views.handoff.timeline_card import SaidCard, TimelineCard
from app.views.handoff.words import count, hours_text, weekday
from app.views.handoff.work import Work
from app.views.parts.amount_field import AmountField
from app.views.parts.avatar import Avatar
from app.views.parts.date_field import DateField
from app.views.parts.fields import FormRow, TextField
from app.views.parts.label import ElidedLabel, Label
from app.views.parts.notice import Notice
from app.views.parts.section import SectionHead
from app.views.theme import px

_NAME_WIDTH = 112
_PEOPLE = 5


class StepReview(Step):
    """Facts at the left, people and milestones at the right."""

    key = "review"
    title = "Review"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        whole = QWidget()
        whole.setAutoFillBackground(False)
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._column.setSpacing(12)
        scroll = QScrollArea()
        scroll.setWidget(whole)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._open_lines = QVBoxLayout()
        self._open_lines.setSpacing(8)
        self.notices: list[Notice] = []
        self.facts: dict[str, Label] = {}
        sides = QHBoxLayout()
        sides.setSpacing(12)
        sides.addWidget(self._facts_card(), 1)
        self._right = QVBoxLayout()
        self._right.setSpacing(12)
        sides.addLayout(self._right, 1)
        self._right.addStretch(1)
        self.payments = PaymentsCard(work)
        self._right.insertWidget(0, self.payments)
        self.said_days = SaidCard(work)
        self._right.insertWidget(1, self.said_days)
        self._people: QWidget | None = None
        self._client: QWidget | None = None
        self._column.addLayout(self._open_lines)
        self._column.addLayout(sides)
        self.timeline = TimelineCard(work)
        self._column.addWidget(self.timeline)
        self._column.addStretch(1)

    @classmethod
    def settled(cls, work: Work) -> Settled:
        return Settled(f"{count(len(work.plan.included), 'task')} to create")

    def _facts_card(self) -> QWidget:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(0)
        column.addWidget(SectionHead("The project"))
        column.addSpacing(4)
        self.name = TextField("Project name", self._rename, boxed=True)
        column.addWidget(FormRow("Name", self.name, name_width=_NAME_WIDTH))
        column.addSpacing(4)
        for fact in (
            "Client",
            "Sold",
            "Projects",
            "Promises",
            "Tasks",
            "Hours",
            "People",
            "Milestones",
            "First day",
            "Last day",
        ):
            self.facts[fact] = Label("", "text", wrap=True)
            column.addLayout(_row(fact, self.facts[fact]))
        self.promised = DateField("Promised", self.work.set_promise, boxed=True, placeholder="Not promised")
        column.addWidget(FormRow("Promised", self.promised, name_width=_NAME_WIDTH))
        column.addSpacing(4)
        self.budget = AmountField(
            "Budget", self._set_budget, currency=self.work.deal.card.currency, boxed=True, placeholder="No budget"
        )
        column.addWidget(FormRow("Budget", self.budget, name_width=_NAME_WIDTH))
        column.addStretch(1)
        return card

    def _rename(self, name: str) -> None:
        if not name.strip():
            raise UserError("The project needs a name")
        self.work.rename(name)

    def _set_budget(self, minor: int | None) -> None:
        if minor is not None and minor < 0:
            raise UserError("A budget is not negative")
        self.work.put(self.work.plan._replace(budget_minor=None if minor == self.work.sold_minor else minor))

    # --- what it says -----------------------------------------------------------------------

    def refresh(self) -> None:
        work, plan = self.work, self.work.plan
        self.name.set_value(plan.project_name)
        self.promised.set_value(plan.finish)
        self.budget.set_value(work.sold_minor if plan.budget_minor is None else plan.budget_minor, self._by_hours())
        for fact, words in self._words().items():
            self.facts[fact].setText(words)
        self._show_uncovered()
        self.payments.show_plan()
        self.said_days.show_plan()
        self.timeline.show_plan()
        if self._client is None:
            self._client = self._swap(None, self._client_card())
        self._people = self._swap(self._people, self._people_card() if not work.solo else None)

    def _by_hours(self) -> str:
        """What the planned hours come to: 'by hours €21,400'."""
        minor = handoff_money.by_hours(self.work.plan, self.work.rates)
        return f"by hours {format_money(minor, self.work.deal.card.currency)}" if minor else ""

    def missing(self) -> Missing | None:
        if any(problem.kind == "payments" for problem in self.work.problems):
            return Missing("The payments do not add up to the amount.", self.payments.take_focus)
        if not self.work.plan.project_name.strip():
            return Missing("The project has no name.", self.name.begin_edit)
        return None

    def _client_card(self) -> QWidget | None:
        """The people at the client, with who decides."""
        detail = self.work.deal
        asked = [detail.contact_id] if detail.contact_id is not None else []
        found = handoff_brief.people_at(self.work.store, detail.card.client_id, asked)
        if not found:
            return None
        card, grid = _card("At the client")
        for row, person in enumerate(found[:_PEOPLE]):
            role = ", ".join(word for word in (person.role, "decides" if person.decides else "") if word)
            grid.addWidget(Avatar(person.name, False), row, 0)
            grid.addWidget(ElidedLabel(person.name), row, 1)
            grid.addWidget(Label(role, "accent_text" if person.decides else "text2"), row, 2, 1, 2)
        return card

    def _words(self) -> dict[str, str]:
        work, plan = self.work, self.work.plan
        minutes = sum(task.minutes for task in plan.included)
        sold = sum(line_minutes(line) for line in work.lines)
        left_out = len(plan.tasks) - len(plan.included)
        links = len(live_links(plan))
        owners = {task.owner for task in plan.included if task.owner is not None}
        tasks = count(len(plan.included), "task") + (f", {left_out} left out" if left_out else "")
        unsaid = len([task for task in plan.included if not task.minutes])
        hours = hours_text(minutes) + (f", sold {hours_text(sold)}" if sold and sold != minutes else "")
        milestones = [m for m in plan.milestones if any(t.milestone == m.key for t in plan.included)]
        first, last = plan.first_day, plan.last_day
        projects = {"chain": plan.parts, "milestones": len(milestones)}.get(plan.split, 1)
        return {
            "Client": work.deal.card.client or "",
            "Projects": "Into one that is there" if plan.into_project is not None else count(projects, "project"),
            "Promises": _promised(plan),
            "Sold": _sold(work),
            "Tasks": tasks + (f", {count(links, 'link')} between them" if links else ""),
            "Hours": hours + (f", {count(unsaid, 'task')} without" if unsaid else ""),
            "People": "Only you" if work.solo else count(len(owners), "person", "people"),
            "Milestones": count(len(milestones), "milestone") if milestones else "None",
            "First day": weekday(first) if first else "No date yet",
            "Last day": _last(work, first, last),
        }

    def _show_uncovered(self) -> None:
        lines = self.work.uncovered()
        while len(self.notices) < len(lines):
            notice = Notice("warn", "")
            self.notices.append(notice)
            self._open_lines.addWidget(notice)
        for at, notice in enumerate(self.notices):
            notice.setVisible(at < len(lines))
            if at < len(lines):
                self._say(notice, lines[at])

    def _say(self, notice: Notice, line: SoldLine) -> None:
        title = line.title.partition("\n")[0]
        text = "The client has paid for it, and nobody will be asked to do it."
        notice.say(
            "warn", f"“{title}” was sold, and no task delivers it", text,
            ("Make it a task", lambda: self.work.cover(line)),
        )  # fmt: skip

    def _swap(self, old: QWidget | None, new: QWidget | None) -> QWidget | None:
        if old is not None:
            self._right.removeWidget(old)
            old.hide()
            old.deleteLater()
        if new is not None:
            self._right.insertWidget(self._right.count() - 1, new)
        return new

    def _people_card(self) -> QWidget:
        card, grid = _card("Who does it")
        row = 0
        for person in self.work.people:
            tasks = [task for task in self.work.plan.included if task.owner == person.id]
            if tasks:
                minutes = sum(task.minutes for task in tasks)
                grid.addWidget(Avatar(person.name, person.is_me), row, 0)
                grid.addWidget(ElidedLabel(person.name), row, 1)
                self._figures(grid, row, count(len(tasks), "task"), hours_text(minutes))
                row += 1
        unowned = len([task for task in self.work.plan.included if task.owner is None])
        if unowned:
            grid.addWidget(Label(f"{count(unowned, 'task')} without an owner", "warn"), row, 1)
        return card

    @staticmethod
    def _figures(grid: QGridLayout, row: int, middle: str, right: str) -> None:
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(Label(middle, "text2"), row, 2, side)
        grid.addWidget(Label(right, "text2"), row, 3, side)

    def take_focus(self) -> None:
        self.name.setFocus(Qt.FocusReason.MouseFocusReason)


def _sold(work: Work) -> str:
    """'€24,600, 5 lines'."""
    card = work.deal.card
    amount = format_money(card.amount_minor, card.currency) if card.amount_minor is not None else "no amount"
    return f"{amount}, {count(len(work.lines), 'line')}" if work.lines else amount


def _promised(plan: HandoffPlan) -> str:
    """'2 kept, 1 declined'."""
    undecided = len(open_promises(plan))
    found = handoff_promises.counted(plan)
    if undecided:
        return f"{undecided} of {len(plan.promises or ())} to decide"
    words = [
        f"{found[key]} {word}"
        for key, word in (("task", "kept"), ("declined", "declined"), ("deferred", "deferred"))
        if key in found
    ]
    return ", ".join(words) or "None"


def _last(work: Work, first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return "No date yet"
    return f"{weekday(last)}, after {count(work.calendar.between(first, last), 'working day')}"


def _row(name: str, value: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(0)
    label = Label(name, "text3")
    label.setFixedWidth(px(_NAME_WIDTH) + 10)  # to where the words of a boxed field begin
    for widget, stretch in ((label, 0), (value, 1)):
        row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
    row.setContentsMargins(0, 4, 0, 4)
    return row


def _card(title: str) -> tuple[QWidget, QGridLayout]:
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(4)
    column.addWidget(SectionHead(title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(3, px(72))
    column.addLayout(grid)
    return card, grid

"""Step 3, the plan: which template, or each line as a task. Each card says what it comes to for this deal."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.handoff import HandoffPlan
from app.services import templates
from app.views import theme
from app.views.handoff.goes_into import GoesInto
from app.views.handoff.step import EDGE, Settled, Step
from app.views.handoff.words import count, hours_text
from app.views.handoff.work import Work
from app.views.parts.buttons import Button
from app.views.parts.label import Label
from app.views.parts.paint import paint_box, paint_text
from app.views.parts.ticks import BOX, paint_radio
from app.views.theme import px

_HEIGHT: Final = 128
_NO_TEMPLATE: Final = "No template: each line becomes a task"
_ARROWS: Final = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -2,
}  # fmt: skip


class _Facts(NamedTuple):
    """What a template comes to for this deal."""

    words: str
    lines: str


class TemplateCard(Button):
    """A template to choose: name, description, counts. Arrows walk through the cards, Space chooses."""

    walked = Signal(int)

    def __init__(self, name: str | None, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self.text_below = text
        self.facts = _Facts("", "")
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def show_facts(self, facts: _Facts) -> None:
        """Say what it comes to."""
        self.facts = facts
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.text()}. {self.facts.words}. {self.facts.lines}".replace(". .", "."))
        self.setAccessibleDescription(self.text_below)
        self.setToolTip(self.text_below)

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.walked.emit(step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        chosen = self.isChecked()
        edge = "accent" if chosen else "mark_line" if self.hovered else "line"
        fill = "press" if self.isDown() else "card"
        paint_box(painter, self.rect(), theme.RADIUS, fill, edge, width=2 if chosen else 1)
        inner = self.rect().adjusted(16, 14, -16, -14)
        radio = QRect(inner.left(), inner.top(), BOX + 4, px(18))
        paint_radio(painter, radio, chosen)
        title = QRect(radio.right() + 9, inner.top(), inner.width() - BOX - 12, px(18))
        paint_text(painter, title, self.text(), weight=theme.SEMIBOLD)
        facts = QRect(title.left(), inner.bottom() - px(38), title.width(), px(18))
        below = QRect(title.left(), title.bottom() + 5, title.width(), facts.top() - title.bottom() - 9)
        painter.setFont(theme.font(theme.SECOND))
        painter.setPen(theme.colour("text2"))
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), _fitted(self.text_below, below))
        paint_text(painter, facts, self.facts.words, "text", theme.SECOND, weight=theme.MEDIUM)
        facts.translate(0, px(20))
        paint_text(painter, facts, self.facts.lines, "text3", theme.SECOND)


class StepPlan(Step):
    """The cards; the choice makes the plan anew."""

    key = "plan"
    title = "Plan"

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._grid.setSpacing(12)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._note = Label("", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        self.cards: list[TemplateCard] = []
        self._waiting: list[TemplateCard] = []
        self._plans: dict[str | None, HandoffPlan] = {}
        self._counter = QTimer(self, interval=0)
        self._counter.timeout.connect(self._count_next)
        self.goes = GoesInto(work, self)
        self.goes.said.connect(self.said)
        self._make_cards()
        self._basis: object = None

    def controls(self) -> QWidget:
        return self.goes

    @classmethod
    def settled(cls, work: Work) -> Settled:
        if work.plan.template_name is None and not work.lines:
            return Settled("One task for the deal")
        name = work.plan.template_name or "No template"
        return Settled(f"{name}, {count(len(work.plan.included), 'task')}")

    def _make_cards(self) -> None:
        choices = [(each.name, each.name, each.description) for each in templates.choices(self.work.store)]
        own = "Only what was sold: the title of the line and its hours. You give it owners and dates next."
        title = _NO_TEMPLATE if self.work.lines else "No template: one task for the deal"
        for at, (name, words, text) in enumerate([*choices, (None, title, own)]):
            card = TemplateCard(name, words, text, self)
            card.clicked.connect(lambda _, wanted=name: self._choose(wanted))
            card.walked.connect(lambda by, place=at: self._walk(place + by))
            self._grid.addWidget(card, at // 2, at % 2)
            self.cards.append(card)
        rows = self._grid.rowCount()
        self._grid.addWidget(self._note, rows, 0, 1, 2)
        self._grid.setRowStretch(rows + 1, 1)

    def refresh(self) -> None:
        self.goes.show_plan()
        for card in self.cards:
            card.setChecked(card.name == self.work.plan.template_name)
        basis = (tuple(self.work.lines), self.work.plan.start, self.work.plan.finish, self.work.plan.mode)
        if basis != self._basis:
            self._basis = basis
            self._waiting = list(self.cards)
            if self.isVisible():  # else it begins when the step is shown
                self._counter.start()
        self._say_note()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._counter.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._counter.start()

    def _count_next(self) -> None:
        """One card in a turn of the loop, so that a large template does not hold up the others."""
        if not self._waiting:
            self._counter.stop()
            return
        card = self._waiting.pop(0)
        try:
            plan = self.work.planned_by(card.name)
        except UserError as problem:
            card.show_facts(_Facts("Cannot be planned", str(problem)))
            return
        minutes = sum(task.minutes for task in plan.included)
        words = [count(len(plan.included), "task"), hours_text(minutes) if minutes else "no hours"]
        if plan.first_day and plan.last_day:
            days = self.work.calendar.between(plan.first_day, plan.last_day)
            words.append(count(days, "working day"))
        card.show_facts(_Facts(", ".join(words), self._covered(plan)))

    def _covered(self, plan: HandoffPlan) -> str:
        """How many sold lines the template knows; the others become tasks of their own."""
        if card_is_plain(plan) or not self.work.lines:
            return "Milestones: none" if card_is_plain(plan) else _milestones(plan)
        added = 0
        for line in self.work.lines:
            tasks = [task for task in plan.tasks if task.sold_line == line.id]
            added += len(tasks) == 1 and tasks[0].role is None
        if not added:
            return f"Covers all {count(len(self.work.lines), 'line')} of the deal"
        known = len(self.work.lines) - added
        becomes = "1 line becomes a task" if added == 1 else f"{added} lines become tasks"
        return f"Covers {known} of {count(len(self.work.lines), 'line')}; {becomes}"

    def _say_note(self) -> None:
        plan, chosen = self.work.plan, self.work.chosen
        if plan.milestones:
            words = "Milestones: " + " → ".join(milestone.title for milestone in plan.milestones)
        else:
            words = "No milestones. Tasks without a template wait for nothing and may run side by side."
        by_rule = chosen is not None and chosen.rule.template == plan.template_name
        self._note.setText(f"{chosen.why}. {words}" if chosen is not None and by_rule else words)

    def _choose(self, name: str | None) -> None:
        if name == self.work.plan.template_name:
            return
        try:
            self.work.choose_template(name)
        except UserError as problem:  # a template whose tasks wait for each other in a circle
            self.said.emit(str(problem))
            self.refresh()

    def _walk(self, place: int) -> None:
        if 0 <= place < len(self.cards):
            self.cards[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.cards[place].click()
            self._scroll.ensureWidgetVisible(self.cards[place])

    def take_focus(self) -> None:
        chosen = next((card for card in self.cards if card.isChecked()), self.cards[0])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)


def card_is_plain(plan: HandoffPlan) -> bool:
    """Whether a plan was made without a template."""
    return plan.template_name is None


def _milestones(plan: HandoffPlan) -> str:
    return f"{count(len(plan.milestones), 'milestone')}"


def _fitted(text: str, box: QRect) -> str:
    """As many words as fit into the lines of `box`."""
    metrics = theme.metrics(theme.SECOND)
    flags = int(Qt.TextFlag.TextWordWrap)
    lines = max(1, box.height() // metrics.lineSpacing())

    def height(words: str) -> int:
        return metrics.boundingRect(QRect(0, 0, box.width(), 10_000), flags, words).height()

    if height(text) <= lines * metrics.lineSpacing():
        return text
    words = text.split()
    while words and height(" ".join(words) + "…") > lines * metrics.lineSpacing():
        words.pop()
    return " ".join(words) + "…"

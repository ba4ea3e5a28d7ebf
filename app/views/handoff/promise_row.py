"""One promise: the sentence, where and when it was said, and what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError
from app.domain import handoff_promises as rules
from app.domain.handoff import HandoffPlan, Promised, open_promises
from app.services import handoff_promises
from app.views import theme
from app.views.handoff.words import day
from app.views.handoff.work import Work
from app.views.parts.buttons import IconButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.theme import px

_OWN: Final = "own"
_DECLINE: Final = "decline"
_DEFER: Final = "defer"
_CHOICE: Final = 200
_DETAIL: Final = 232


class PromiseRow(QWidget):
    """Promise number `at` of the plan; every answer is an edit of the work."""

    said = Signal(str)

    def __init__(self, work: Work, at: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.work = work
        self.at = at
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 0, 10)
        row.setSpacing(12)
        row.addLayout(self._words(), 1)
        self.answer = ChoiceField("What becomes of it", (), self._answer, boxed=True, placeholder="Decide")
        self.answer.setFixedWidth(px(_CHOICE))
        row.addWidget(self.answer, 0, Qt.AlignmentFlag.AlignTop)
        self.detail = QStackedWidget()
        self.detail.setFixedSize(px(_DETAIL), px(theme.CONTROL))
        self.task = TextField("Title of the task", self._rename, boxed=True, required=True)
        self.reason = TextField("Why it is not kept", self._decline, boxed=True, placeholder="Why it is not kept")
        self.until = DateField("Decide by", self._defer, boxed=True, placeholder="Decide by which day")
        for widget in (QWidget(), self.task, self.reason, self.until):
            self.detail.addWidget(widget)
        row.addWidget(self.detail, 0, Qt.AlignmentFlag.AlignTop)
        self.remove = IconButton("x", "Not a promise", token="text3", size=14)
        self.remove.clicked.connect(lambda: self._put(rules.unmark(self.work.plan, self.at)))
        self.remove.setVisible(self._promise.id is None)  # one that was written down before is declined, not forgotten
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(self._promise.text)

    def _words(self) -> QVBoxLayout:
        promise = self._promise
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(f"“{promise.text}”", wrap=True, selectable=True))
        told = [handoff_promises.SOURCES.get(promise.source, "")]
        told += [day(promise.said_on)] if promise.said_on else []
        told += [f"names {day(promise.named_on)}"] if promise.named_on else []
        words.addWidget(Label(", ".join(text for text in told if text), "text3", theme.SECOND))
        words.addStretch(1)
        return words

    @property
    def _promise(self) -> Promised:
        return (self.work.plan.promises or ())[self.at]

    @property
    def is_open(self) -> bool:
        """Whether nobody has said what becomes of it."""
        return any(each is self._promise for each in open_promises(self.work.plan))

    def lacks(self) -> str:
        """What is missing, in a sentence."""
        outcome = self._promise.outcome
        if outcome == "declined":
            return "Say why this promise is not kept."
        return "Say until when this is to be decided." if outcome == "deferred" else "Say what becomes of this promise."

    def take_focus(self) -> None:
        """Put the keyboard on what is missing."""
        outcome, is_open = self._promise.outcome, self.is_open
        details: dict[str, QWidget] = {"declined": self.reason, "deferred": self.until}
        at = details.get(outcome) if is_open else None
        (at or self.answer).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_plan(self) -> None:
        """Show what the plan says of it."""
        promise = self._promise
        plan = self.work.plan
        tasks = {task.key: task for task in plan.included}
        mine = tasks.get(promise.task_key or 0)
        options = [
            Option(_OWN, "A task of its own", "due when promised" if promise.named_on else "", "plus"),
            Option(_DECLINE, "Declined", "with a reason", "prohibit"),
            Option(_DEFER, "Deferred", "to a day", "calendar-blank"),
            *(Option(task.key, task.title, "in the plan", "check-square") for task in plan.included if not _own(plan, promise, task.key)),
        ]  # fmt: skip
        self.answer.set_options(options)
        key: object = {"declined": _DECLINE, "deferred": _DEFER}.get(promise.outcome)
        if mine is not None and promise.outcome == "task":
            key = _OWN if _own(plan, promise, mine.key) else mine.key
        self.answer.set_value(key)
        self.task.set_value(mine.title if mine else "")
        self.reason.set_value(promise.reason)
        self.until.set_value(promise.due_on)
        pages: dict[str, QWidget] = {"declined": self.reason, "deferred": self.until}
        page = pages.get(promise.outcome)
        if promise.outcome == "task" and key == _OWN:
            page = self.task
        self.detail.setCurrentIndex(0 if page is None else self.detail.indexOf(page))
        self.update()

    # --- answers ------------------------------------------------------------------------

    def _answer(self, key: object) -> None:
        plan, owner = self.work.plan, self.work.me if self.work.solo else None
        if key == _OWN:
            self._put(rules.keep(plan, self.at, owner=owner))
        elif key == _DECLINE:
            self._put(rules.decline(plan, self.at, ""))
            self.reason.begin_edit()
        elif key == _DEFER:
            self._put(rules.defer(plan, self.at, None))
            self.until.begin_edit()
        elif isinstance(key, int):
            self._put(rules.keep(plan, self.at, task_key=key))
        else:
            self._put(rules.undecided(plan, self.at))

    def _rename(self, title: str) -> None:
        key = self._promise.task_key
        if key is not None:
            self.work.change(key, title=title)

    def _decline(self, reason: str) -> None:
        self._put(rules.decline(self.work.plan, self.at, reason))

    def _defer(self, due_on: date | None) -> None:
        if due_on is not None and due_on < self.work.scene.today:
            raise UserError("That day is over")
        self._put(rules.defer(self.work.plan, self.at, due_on))

    def _put(self, plan: HandoffPlan) -> None:
        try:
            self.work.put(plan)
        except UserError as problem:
            self.said.emit(str(problem))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        if self.at:
            painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour("grid"))
        if self.is_open:
            painter.fillRect(QRect(0, 10, 3, self.height() - 20), theme.colour("warn_mark"))


def _own(plan: HandoffPlan, promise: Promised, key: int) -> bool:
    """Whether this task was made of the promise."""
    return any(task.key == key and task.description == rules.described(promise) for task in plan.tasks)

"""The handoff wizard: a won deal becomes a plan, and the plan a project, in five steps.

    wizard = HandoffWizard(store, deal_id, window)
    wizard.finished.connect(lambda project_id: ...)     the id, or None when it was closed
    wizard.open()

Closing it leaves the deal won and the draft kept; nothing is created before the last button.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError
from app.domain.money import format_money
from app.models.store import Store
from app.services import deal_board, handoff_rules, template_rules
from app.services.deal_board import DealCard
from app.views.handoff.frame import WizardFrame
from app.views.handoff.guard import Guard
from app.views.handoff.step import EDGE, Missing, Step
from app.views.handoff.step_owners import StepOwners
from app.views.handoff.step_plan import StepPlan
from app.views.handoff.step_promised import StepPromised
from app.views.handoff.step_review import StepReview
from app.views.handoff.step_sold import StepSold
from app.views.handoff.words import count, hours_text
from app.views.handoff.work import Work
from app.views.parts.buttons import MainButton, PlainButton, QuietButton
from app.views.parts.notice import Notice

STEPS: Final[tuple[type[Step], ...]] = (StepSold, StepPromised, StepPlan, StepOwners, StepReview)

# Where each wizard was left while the program runs; the draft itself lies in the workspace.
_left_at: dict[tuple[str, int], int] = {}


class HandoffWizard(WizardFrame):
    """The wizard for one deal."""

    finished = Signal(object)
    """The id of the project that was created, None when the wizard was closed without one."""

    def __init__(self, store: Store, deal_id: int, parent: QWidget) -> None:
        super().__init__(parent, "Handoff")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.store = store
        self.deal_id = deal_id
        self.project_id: int | None = None
        self.work: Work | None = None
        self.guard: Guard | None = None
        self.steps: dict[int, Step] = {}
        self.current = 0
        self._card: DealCard | None = None
        self._reached = 0
        self._finishing = self._gives_up = False
        self._go_to: Callable[[str, int], object] | None = getattr(parent.window(), "go", None)
        self.notice = Notice("info", "")
        self.notice.hide()
        self.stack = QStackedWidget()
        self.content.addWidget(self.head)
        told = QVBoxLayout()
        told.setContentsMargins(EDGE, 0, EDGE, 0)
        told.addWidget(self.notice)
        self.content.addLayout(told)
        self.content.addWidget(self.stack, 1)
        self.close_button = self.add_button(QuietButton("Close"), self.reject)
        self.back_button = self.add_button(PlainButton("Back"), self.back)
        self.next_button = self.add_button(MainButton("Next"), self.next)
        self._add_keys()
        self.rail.chosen.connect(self.go)
        self._begin()

    def _add_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.next), ("Ctrl+Enter", self.next), ("Alt+Left", self.back), ("Ctrl+Z", self.undo),
        )  # fmt: skip
        for key, does in keys:
            QShortcut(QKeySequence(key), self).activated.connect(does)
        self.next_button.setToolTip("Ctrl+Enter")
        self.back_button.setToolTip("Alt+Left")

    # --- beginning ----------------------------------------------------------------------

    def _begin(self) -> None:
        card = next(iter(deal_board.cards(self.store, [self.deal_id])), None)
        self._show_deal(card)
        try:
            self.work = Work(self.store, self.deal_id, self)
        except UserError as reason:
            self._show_guard(card, str(reason))
            return
        self._show_buttons(True)
        self.rail.set_steps([step.title_for(self.work) for step in STEPS])
        self.work.changed.connect(self._on_changed)
        self.work.learned.connect(self._on_learned)
        self.work.refused.connect(self._say_refused)
        at = 0
        if self.work.resumed:
            at = _left_at.get(self._place, STEPS.index(StepOwners))
        self._reached = at
        self.go(at)
        if self.work.unusable:
            self._say_unusable()
        elif self.work.resumed:
            self._say_resumed()
        elif self.work.chosen is not None and self.work.chosen.rule.automatic:
            self._say_not_by_itself()

    @property
    def _place(self) -> tuple[str, int]:
        return str(self.store.path), self.deal_id

    def _show_deal(self, card: DealCard | None) -> None:
        if card is not None and card == self._card:
            return
        self._card = card
        if card is None:
            self.rail.show_deal("", "", "")
            return
        amount = "" if card.amount_minor is None else format_money(card.amount_minor, card.currency)
        self.rail.show_deal(card.title, card.client or "No client", amount)
        self.setAccessibleName(f"Handoff of {card.title}")

    def _show_buttons(self, shown: bool) -> None:
        for button in (self.back_button, self.next_button):
            button.setVisible(shown)
        self.head.setVisible(shown)

    def _show_guard(self, card: DealCard | None, reason: str) -> None:
        go = self._go_to

        def show_project(project: int) -> None:
            self.reject()
            if go is not None:
                go("project", project)

        self.guard = Guard(self.store, card, reason, self._try_again, show_project if go else None)
        self.stack.addWidget(self.guard)
        self.stack.setCurrentWidget(self.guard)
        self._show_buttons(False)
        self.note.say("Nothing was changed.", warns=False)

    def _try_again(self) -> None:
        """What stood in the way is gone, or something else does."""
        if self.guard is not None:
            self.stack.removeWidget(self.guard)
            self.guard.hide()
            self.guard.deleteLater()
            self.guard = None
        self._begin()
        self.take_focus()

    def open(self) -> None:
        super().open()
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard where the step in sight begins."""
        if self.guard is not None:
            self.guard.take_focus()
        elif self.current in self.steps:
            self.steps[self.current].take_focus()

    # --- going from step to step ----------------------------------------------------------

    def step(self, index: int) -> Step:
        """The page of a step, built when it is first asked for."""
        assert self.work is not None
        if index not in self.steps:
            made = STEPS[index](self.work)
            made.said.connect(lambda text: self.note.say(text, warns=True))
            made.done.connect(self.next)
            self.steps[index] = made
            self.stack.addWidget(made)
            made.refresh()
        return self.steps[index]

    def go(self, index: int) -> None:
        """Show a step."""
        step = self.step(index)
        if index != self.current:
            self.notice.hide()
        self.current = index
        self._reached = max(self._reached, index)
        _left_at[self._place] = index
        step.refresh()
        self.stack.setCurrentWidget(step)
        self.head.show_controls(step.controls())
        self._tell()
        if self.isVisible():
            step.take_focus()

    def next(self) -> None:
        """Go on; where something is open, go there and say what."""
        if self.work is None or not self.next_button.isVisible():
            return
        if self.current == len(STEPS) - 1:
            self._finish()
            return
        missing = self.step(self.current).missing()
        if missing is not None:
            self._say_missing(missing)
            return
        self.go(self.current + 1)

    def back(self) -> None:
        """Go to the step before."""
        if self.work is not None and self.current > 0:
            self.go(self.current - 1)

    def undo(self) -> None:
        """Take the last edit back."""
        if self.work is not None and self.work.may_undo:
            self.work.undo()
            self.note.say("The last change was taken back.", warns=False)

    def _say_missing(self, missing: Missing) -> None:
        missing.show()
        self.note.say(missing.text, warns=True)

    def _finish(self) -> None:
        """Create the project, once, however often one clicks."""
        if self.work is None or self._finishing:
            return
        for index in range(len(STEPS)):
            missing = self.step(index).missing()
            if missing is not None:
                self.go(index)
                self._say_missing(missing)
                return
        self._finishing = True
        try:
            self.project_id = self.work.complete().project_id
        except UserError as problem:
            self._say_refused(str(problem))
            return
        finally:
            self._finishing = self.project_id is not None
        _left_at.pop(self._place, None)
        self.accept()

    def done(self, result: int) -> None:
        """Close: what was planned is kept unless the project is there; where that fails, closing once more gives it up."""
        if self.work is not None and self.project_id is None:
            try:
                self.work.close(keep=not self._gives_up)
            except UserError as problem:
                self._gives_up = True
                self._say_refused(str(problem), "Nothing was created. Close once more to leave without the draft.")
                return
        super().done(result)
        self.finished.emit(self.project_id)

    # --- what it says -----------------------------------------------------------------------

    def _on_changed(self) -> None:
        self.notice.hide()
        self.steps[self.current].refresh()
        if self.work is not None:
            self._show_deal(self.work.deal.card)
        self._tell()

    def _on_learned(self) -> None:
        self.steps[self.current].learn()
        self._tell()

    def _tell(self) -> None:
        work = self.work
        assert work is not None
        self.head.show_verdict(work.verdict())
        self.rail.show_steps(self.current, self._reached, [step.settled(work) for step in STEPS])
        last = self.current == len(STEPS) - 1
        following = "" if last else STEPS[self.current + 1].title_for(work)
        words = "Create project" if last else f"Next: {following}"
        if words != self.next_button.text():
            self.next_button.setText(words)
        self.back_button.setEnabled(self.current > 0)
        minutes = sum(task.minutes for task in work.plan.included)
        hours = f", {hours_text(minutes)}" if minutes else ""
        unsaid = sum(not task.minutes for task in work.plan.included)
        hours += f", {unsaid} without hours" if unsaid and minutes else ""
        counted = f"{count(len(work.plan.included), 'task')}{hours}"
        self.note.say(f"{counted}. Nothing is created until you finish; this draft is kept.", warns=False)

    def _say_resumed(self) -> None:
        text = "The plan is as you left it; the deal has not been handed off."
        self.notice.say("info", "You go on with a kept draft", text, ("Start over", self.start_over), icon="note")
        self.notice.show()

    def _say_not_by_itself(self) -> None:
        """An automatic rule would have handed it off, but something is missing: what. Or it did, and that was taken back."""
        assert self.work is not None and self.work.chosen is not None
        rule = self.work.chosen.rule
        if template_rules.has_run(self.store, self.deal_id, rule):
            text = f"“{rule.template}” is used by itself once for a deal. Change what was not right, then create the project."
            self.notice.say("info", "Its rule handed it off, and that was taken back", text, icon="note")
            self.notice.show()
            return
        missing = handoff_rules.lacking(self.store, self.work.plan)
        if missing:
            more = f" {len(missing) - 1} more below." if len(missing) > 1 else ""
            self.notice.say("info", "Its rule could not hand it off by itself", f"{missing[0]}{more}", icon="note")
            self.notice.show()

    def _say_unusable(self) -> None:
        """The template that is used for this deal cannot be: the plan begins without one."""
        assert self.work is not None and self.work.chosen is not None
        title = f"“{self.work.chosen.rule.template}” is used for this deal, but cannot be planned"
        self.notice.say("warn", title, f"{self.work.unusable} The plan begins without a template.", icon="warning")
        self.notice.show()

    def _say_refused(self, sentence: str, then: str = "") -> None:
        kept = self.work is None or self.work.is_kept
        words = (
            "Nothing was created, and the draft is kept." if kept else "Nothing was created. The draft is not kept yet."
        )
        self.notice.say("bad", sentence, then or words)
        self.notice.show()

    def start_over(self) -> None:
        """Forget the draft and begin with the first step."""
        if self.work is None:
            return
        try:
            self.work.start_over()
        except UserError as problem:
            self._say_refused(str(problem))
            return
        self._reached = 0
        self.go(0)

"""The plan while it is being made: every edit, what is open after it, the way back, and the draft that is kept.

Each edit makes a new plan with new dates and tells `changed` once everything that follows from it is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import inf
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from app.base import UserError, today
from app.domain import handoff as rules
from app.domain import handoff_days, handoff_money
from app.domain.handoff import HandoffPlan, Mode, PlannedTask, Problem, SoldLine
from app.domain.handoff_become import added, become, follow, without
from app.domain.handoff_days import SaidDay
from app.domain.handoff_promises import carried
from app.models.store import Store
from app.services import (
    deal_detail,
    handoff,
    handoff_load,
    handoff_promises,
    people,
    settings,
    template_rules,
)
from app.services.deal_detail import Line
from app.services.handoff import Done
from app.views import jobs
from app.views.handoff import beginning, conflicts, verdict
from app.views.handoff.conflicts import Choice, Conflict, Scene
from app.views.handoff.loads import Loads, Weeks, read_weeks
from app.views.handoff.verdict import Verdict
from app.views.handoff.words import day

KEEP_AFTER_MS: Final = 600
_STEPS_BACK: Final = 40


class Work(QObject):
    """The plan for one deal. Raises UserError where the deal cannot be handed off."""

    changed = Signal()
    """The plan or what is known about it is another."""
    learned = Signal()
    """Free hours were read; the plan is the same."""
    refused = Signal(str)
    """The draft could not be kept, and why."""

    def __init__(self, store: Store, deal_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self.store = store
        self.deal_id = deal_id
        fresh, self.unusable = beginning.fresh(store, deal_id)
        self.chosen = template_rules.for_deal(store, deal_id)
        detail = deal_detail.detail(store, deal_id)
        assert detail is not None
        self.deal = detail
        self.people = people.everyone(store)
        self.me = next((person.id for person in self.people if person.is_me), self.people[0].id)
        self.calendar = settings.planning(store)
        self.own = settings.own_calendars(store, self.calendar)
        self.rates = handoff.hourly_rates(store, deal_id)
        self.lines: list[SoldLine] = []
        self.sold: list[Line] = []
        self.sold_minor: int | None = None
        self.taken: dict[int, dict[date, int]] | None = None  # what other work has of everybody, once it was read
        self.loads = Loads(store, [person.id for person in self.people])
        self.said: list[SaidDay] = []
        self.problems: list[Problem] = []
        self.conflicts: list[Conflict] = []
        self.resumed = False
        self._accepted: dict[object, float] = {}  # what was answered, up to which size it is not asked again
        self._before: list[tuple[HandoffPlan, dict[object, float]]] = []
        self._choices: tuple[list[Choice], tuple[int, ...]] | None = None
        self._reading: jobs.Job | None = None
        self._keeper = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keeper.timeout.connect(self._keep_in_time)
        self.plan = handoff_promises.asked(store, self._opened(fresh))
        self._kept = self.plan
        self._read_sold()
        self._derive()

    # --- the draft --------------------------------------------------------------------

    def _opened(self, fresh: HandoffPlan) -> HandoffPlan:
        plan = beginning.kept(self.store, self.deal_id, {person.id for person in self.people})
        if plan is None:
            return fresh
        self.resumed = True
        if self.solo:
            plan = rules.fitted(plan, rules.assign(plan, {}, self.me), self.own)
        return rules.reschedule(plan, self.calendar, self.own)

    def keep(self) -> None:
        """Keep the draft, if anything has changed since."""
        self._keeper.stop()
        if self.plan != self._kept:
            handoff.keep_draft(self.store, self.plan)
            self._kept = self.plan

    def _keep_in_time(self) -> None:
        try:
            self.keep()
        except UserError as problem:
            self.refused.emit(str(problem))

    def start_over(self) -> None:
        """Forget the kept draft and begin as at the first time; the way back stays open."""
        handoff.drop_draft(self.store, self.deal_id)
        self.resumed = False
        self._accepted.clear()
        fresh, self.unusable = beginning.fresh(self.store, self.deal_id)
        self._commit(fresh)
        self._keeper.stop()
        self._kept = self.plan

    @property
    def is_kept(self) -> bool:
        """Whether the kept draft is the plan as it is."""
        return self.plan == self._kept

    def close(self, *, keep: bool = True) -> None:
        """The wizard goes: keep what there is, unless that is given up, and read nothing more. Raises UserError."""
        if keep:
            self.keep()
        self._stop_reading()

    def complete(self) -> Done:
        """Create the project. Raises UserError, and then nothing was created and the draft is kept."""
        self.keep()
        done = handoff.complete(self.store, self.plan)
        self._stop_reading()
        self._kept = self.plan
        return done

    # --- edits ------------------------------------------------------------------------

    @property
    def solo(self) -> bool:
        """Whether there is nobody but me to do the work."""
        return len(self.people) == 1

    @property
    def may_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._before)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._before:
            self.plan, self._accepted = self._before.pop()
            self._read_sold()
            self._derive()
            self._keeper.start()
            self.changed.emit()

    def apply(self, choice: Choice) -> None:
        """Take a way out of the conflict in sight. What is kept or made over-booked knowingly is not asked again, what was
        mended only where it gets worse than it was."""
        conflict = self.conflict
        before = dict(self._accepted)
        if conflict is not None and (choice.plan is None or conflict.kind == "over"):
            kept = choice.plan is None and conflict.kind == "over"
            self._accepted |= dict.fromkeys((conflict.key, *choice.also), inf if kept else conflict.size)
        elif choice.also:
            self._accepted |= dict.fromkeys(choice.also, inf)
        if choice.plan is not None:
            self._commit(choice.plan, before)
        elif conflict is not None:
            self._derive()
            self.changed.emit()

    def change(self, key: int, **fields: Any) -> None:
        """Change one task. Raises UserError where no dates can be found for that."""
        self.change_all([key], **fields)

    def change_all(self, keys: Iterable[int], **fields: Any) -> None:
        """Change the same of several tasks, as one edit."""
        self._commit(self.scene.changed(keys, **fields))

    def set_minutes(self, key: int, minutes: int) -> None:
        """Other hours; the days follow where they were those that the hours need, and grow where too few."""
        task = self.task(key)
        needed, had = (rules.days_needed(task._replace(minutes=each), self.own) for each in (minutes, task.minutes))
        days = needed if task.duration_days == had else max(task.duration_days, needed)
        self.change(key, minutes=minutes, duration_days=days)

    def set_finish_of(self, key: int, finish: date) -> None:
        """Another last day of a task: it takes as many working days as that needs."""
        task = self.task(key)
        if task.start is None:
            raise UserError("This task has no start yet")
        days = self.own.get(task.owner or 0, self.calendar).between(task.start, finish)
        if days < 1:
            raise UserError(f"The task starts on {day(task.start)}, so it cannot end before")
        self.change(key, duration_days=days)

    def rename(self, name: str) -> None:
        """Another name for the project."""
        self._commit(self.plan._replace(project_name=name))

    def set_mode(self, mode: Mode) -> None:
        """Plan from the start, or back from the promise."""
        self._commit(self.scene.redated(self.plan._replace(mode=mode)))

    def set_start(self, start: date | None) -> None:
        """Another first day."""
        self._commit(self.scene.redated(self.plan._replace(start=start)))

    def set_promise(self, finish: date | None) -> None:
        """Another promised day."""
        self._commit(self.scene.redated(self.plan._replace(finish=finish)))

    def choose_template(self, name: str | None) -> None:
        """Plan anew by this template; name, dates and promise stay."""
        self._accepted.clear()
        self._commit(self.planned_by(name))

    def planned_by(self, name: str | None) -> HandoffPlan:
        """The plan as this template has it, with what was settled for the whole."""
        now = self.plan
        made = handoff.draft(
            self.store, self.deal_id, template=name, start=now.start, ways=now.ways, more_deals=now.more_deals
        )
        steps = {milestone.key for milestone in made.milestones}
        payments = tuple(
            p if p.milestone in steps else p._replace(at="finish", milestone=None) if p.milestone else p
            for p in now.payments
        )
        settled = carried(now, made)._replace(
            project_name=now.project_name, finish=now.finish, mode=now.mode, start=now.start, payments=payments,
            into_project=now.into_project, split=now.split, parts=now.parts, every_months=now.every_months,
        )  # fmt: skip
        if self.solo:
            settled = rules.fitted(settled, rules.assign(settled, {}, self.me), self.own)
        return self.scene.redated(settled)

    def put(self, plan: HandoffPlan) -> None:
        """Another plan, with the dates that it has then. Raises UserError where none can be found."""
        self._commit(self.scene.redated(plan))

    def set_way(self, line: SoldLine, way: str) -> None:
        """What a sold line becomes."""
        self.put(become(self.plan, line, way, self.me if self.solo else None))

    def way(self, line: SoldLine) -> str:
        """What a sold line becomes now."""
        return dict(self.plan.ways).get(line.id, line.way)

    def take_in(self, deal_id: int) -> None:
        """Deliver another won deal of this client along. Raises UserError when it cannot be handed off."""
        more = (*self.plan.more_deals, deal_id)
        plan = handoff_promises.asked(self.store, self.plan._replace(more_deals=more))
        for line in handoff.sold_lines(self.store, deal_id) or [handoff.whole_line(self.store, deal_id)]:
            plan = added(plan, line, self.me if self.solo else None)
        self.put(plan)

    def read_lines(self) -> None:
        """A sold line was edited: read them again, and let the tasks that deliver them follow."""
        old = {line.id: line for line in self.lines}
        self._read_sold()
        plan = self.plan
        if plan.template_name is None and not (old and self.lines):
            self._commit(self.planned_by(None))  # between lines and none, the one task for the deal comes or goes
            return
        for line in self.lines:
            plan = follow(plan, old.get(line.id), line, self.me if self.solo else None)
        here = {line.id for line in self.lines}
        gone = [line for line in old.values() if line.id not in here]
        if gone:
            plan = without(plan, gone)
        if old.keys() == here and plan == self.plan:
            self._derive()
            self.changed.emit()
        else:
            self.put(plan)

    def _read_sold(self) -> None:
        self.lines = handoff.sold_lines(self.store, *self.plan.deals)
        self.deal = deal_detail.detail(self.store, self.deal_id) or self.deal
        self.sold = [line for deal_id in self.plan.deals for line in deal_detail.lines(self.store, deal_id)]
        self.sold_minor = handoff.sold_minor(self.store, self.plan)

    def _commit(self, plan: HandoffPlan, answered: dict[object, float] | None = None) -> None:
        if plan == self.plan:
            return
        self._before.append((self.plan, dict(self._accepted) if answered is None else answered))
        del self._before[:-_STEPS_BACK]
        deals, self.plan = self.plan.deals, plan
        if plan.deals != deals:
            self._read_sold()
        self._derive()
        self._keeper.start()
        self.changed.emit()

    # --- what follows -----------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        """What ways out are weighed against."""
        return Scene(self.plan, self.calendar, self.people, self.loads, today(), self.own, self.taken)

    def task(self, key: int) -> PlannedTask:
        """The task of this key."""
        return next(task for task in self.plan.tasks if task.key == key)

    @property
    def blocking(self) -> list[Problem]:
        """What has to be settled before anything can be created."""
        return [problem for problem in self.problems if problem.blocks]

    @property
    def conflict(self) -> Conflict | None:
        """The conflict in sight."""
        return self.conflicts[0] if self.conflicts else None

    def choices(self) -> tuple[list[Choice], tuple[int, ...]]:
        """The ways out of the conflict in sight, and the tasks it marks; worked out when first asked."""
        if self._choices is None:
            conflict = self.conflict
            self._choices = conflicts.choices(conflict, self.scene, self.conflicts) if conflict else ([], ())
        return self._choices

    def _derive(self) -> None:
        self._choices = None
        close = (
            None if self.deal.card.closed_on == self.deal.card.expected_close_on else self.deal.card.expected_close_on
        )
        self.said = handoff_days.said_days(self.plan, self.lines, close)
        self.problems = rules.problems(self.plan, today())
        gap = handoff_money.missing(self.plan, self.sold_minor)
        if gap:
            self.problems.append(Problem("payments", None, "The payments do not add up to the amount."))
        self.loads.take(self.plan)
        self._find_conflicts()
        self._read_weeks()

    def _find_conflicts(self) -> None:
        found = conflicts.find(self.problems, self.loads.overbooked(), self.scene)
        self.conflicts = [each for each in found if each.size > self._accepted.get(each.key, 0)]

    def _read_weeks(self) -> None:
        wanted = self.loads.unread(self.plan)
        if not wanted or (self._reading is not None and self._reading.running):
            return
        store, ids, first = self.store, list(self.loads.people), self.taken is None

        def read(progress: jobs.Progress) -> tuple[Weeks, dict[int, dict[date, int]] | None]:
            taken = handoff_load.taken(store) if first else None
            found: Weeks = {}
            for week in wanted:
                progress.check()
                found.update(read_weeks(store, ids, [week]))
            return found, taken

        self._reading = jobs.run(read, self._on_weeks, self._on_unread, title="Reading free hours")

    def _on_weeks(self, told: tuple[Weeks, dict[int, dict[date, int]] | None]) -> None:
        if not isValid(self):
            return
        weeks, taken = told
        self.taken = self.taken if taken is None else taken
        self.loads.learn(weeks)
        self._choices = None
        self._find_conflicts()
        self.learned.emit()
        self._read_weeks()

    def _on_unread(self, problem: Exception) -> None:
        """Without free hours the plan can still be made: nobody is shown as over-booked."""

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._keeper.stop()

    def verdict(self) -> Verdict:
        """The sentence above the steps, kept true while one edits."""
        return verdict.verdict(self)

    def uncovered(self) -> list[SoldLine]:
        """The sold lines that no task of the plan delivers, those that are budget alone aside."""
        covered = {task.sold_line for task in self.plan.included}
        return [line for line in self.lines if line.id not in covered and self.way(line) != "budget"]

    def cover(self, line: SoldLine) -> None:
        """Let a task deliver this line: those that were left out, else a new one."""
        left_out = [task.key for task in self.plan.tasks if task.sold_line == line.id]
        if left_out:
            self.change_all(left_out, included=True)
            return
        self.put(added(self.plan, line, self.me if self.solo else None, "task"))

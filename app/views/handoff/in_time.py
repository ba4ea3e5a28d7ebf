"""The ways out where a day that was said and the day that is possible differ: earlier, later, somebody else, less, or more hours
than there are, each with what it leads to."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from app.base import UserError
from app.domain import handoff_levelling
from app.domain.handoff import HandoffPlan, PlannedTask, live_links
from app.views.handoff import overbooking
from app.views.handoff.words import about, count, day, days_between, moved, quoted, week_number, weekday

if TYPE_CHECKING:
    from app.views.handoff.conflicts import Choice, Conflict, Scene

# Each trial plans everything anew, so that of a large plan less is tried.
_LARGE: Final = 100
_TRIED: Final = (5, 2)  # tasks that hold the end, of which each is tried
_ROUNDS: Final = (10, 4)  # in which days are taken from the tasks that hold the end
_LEVELLED: Final = 30  # tasks, up to which trials are levelled anew


class _Aim(NamedTuple):
    """The task `key`, or everything for None, is to be done by a day."""

    key: int | None
    by: date

    def done(self, plan: HandoffPlan | None) -> date | None:
        """When it is done in this plan."""
        if plan is None or self.key is None:
            return plan.last_day if plan is not None else None
        return next((task.finish for task in plan.included if task.key == self.key), None)

    def reached(self, plan: HandoffPlan | None) -> bool:
        """Whether it is done in time."""
        done = self.done(plan)
        return done is not None and done <= self.by


def in_time(conflict: Conflict, scene: Scene) -> list[Choice]:  # noqa: ARG001
    """Ways to finish by the promise, or to promise another day."""
    from app.views.handoff.conflicts import Choice

    plan = scene.plan
    assert plan.finish is not None and plan.last_day is not None
    made = []
    back = _tried(scene, plan._replace(mode="finish"))
    now = scene.calendar.on_or_after(scene.today)
    if plan.mode == "start" and plan.start is not None:
        needed = back.first_day if back else None
        if needed and needed >= scene.today and needed < plan.start:
            early = scene.redated(plan._replace(start=needed))
            if early.last_day and early.last_day <= plan.finish:
                made.append(scene.choice(f"Start earlier, on {weekday(needed)}", early))
        if not made and now < plan.start:
            made.append(scene.choice(f"Start on {weekday(now)}", scene.redated(plan._replace(start=now))))
    promise = plan._replace(finish=plan.last_day)
    if plan.mode == "start":
        made.append(scene.choice(f"Keep it, and promise {day(plan.last_day)}", promise))
        if back and back.first_day and back.first_day >= scene.today and back.last_day == plan.finish:
            text = f"Plan back from the promise, starting {weekday(back.first_day)}"
            made.append(scene.choice(text, back))
    else:
        made.append(scene.choice(f"Promise {day(plan.last_day)}", scene.redated(promise)))
    made += _tighter(scene, _Aim(None, plan.finish), plan)
    late = count(max(1, days_between(scene.calendar, plan.finish, plan.last_day)), "working day")
    words = f"Finishes {day(plan.last_day)}, {late} after the promise"
    return [*made, Choice("Keep both dates", words, "bad", None)]


def kept_promise(conflict: Conflict, scene: Scene) -> list[Choice]:
    """Ways to do a task by the day that was promised for it."""
    from app.views.handoff.conflicts import Choice

    task = scene.task(conflict.tasks[0])
    assert task.deadline is not None and task.finish is not None
    made, aim = [], _Aim(task.key, task.deadline)
    now = scene.calendar.on_or_after(scene.today)
    if task.deadline >= now:
        alone = tuple(link for link in scene.plan.links if link.successor != task.key)
        for text, plan in (
            ("Start the project earlier, on {}", scene.plan._replace(mode="start", start=now)),
            (f"Let {quoted(task.title)} wait for nothing", scene.plan._replace(links=alone)),
        ):
            tried = _tried(scene, plan)
            if tried is not None and aim.reached(tried):
                made.append(scene.choice(text.format(weekday(now)), tried))
        made += _tighter(scene, aim, scene.plan)
    words = f"Promised {day(task.deadline)}, possible {day(task.finish)}"
    made.append(Choice(f"Tell the client {day(task.finish)}, and keep both days in sight", words, "plain", None))
    return made


def start_now(conflict: Conflict, scene: Scene) -> list[Choice]:  # noqa: ARG001
    """Ways out of a plan that would have had to start already."""
    from app.views.handoff.conflicts import Choice

    start = scene.calendar.on_or_after(scene.today)
    now = scene.redated(scene.plan._replace(mode="start", start=start))
    made = [scene.choice(f"Start on {weekday(start)}", now)]
    if scene.plan.mode == "finish" and now.last_day and now.last_day != scene.plan.finish:
        promise = now._replace(finish=now.last_day)
        made.append(scene.choice(f"Start on {weekday(start)}, and promise {day(now.last_day)}", promise))
        made.reverse()
        if scene.plan.finish is not None and scene.plan.finish >= start:
            made += _tighter(scene, _Aim(None, scene.plan.finish), now)
    words = moved(scene.calendar, scene.plan.last_day, scene.plan.last_day)
    made.append(Choice("Keep these dates, the work began then", words, "plain", None))
    return made


# --- somebody else, less, or more hours than there are --------------------------------------------------------


def _tighter(scene: Scene, aim: _Aim, base: HandoffPlan) -> list[Choice]:
    """What brings `base` nearer to the aim, the gentlest first."""
    free = _unheld(scene, base)
    found = (_other(scene, aim, base), _less(scene, aim, base, free), _squeezed(scene, aim, base, free))
    return [choice for choice in found if choice is not None]


def _holding(base: HandoffPlan, aim: _Aim) -> list[PlannedTask]:
    """The tasks that hold the aim up, from its end back to the start: each waits for the one after it in the list."""
    tasks = {task.key: task for task in base.included if task.start and task.finish}
    if aim.key is not None:
        last = tasks.get(aim.key)
    else:
        last = max(tasks.values(), key=lambda task: task.finish or aim.by, default=None)
    before: dict[int, list[int]] = {}
    for link in live_links(base):
        before.setdefault(link.successor, []).append(link.predecessor)
    found: list[PlannedTask] = []
    while last is not None and last not in found:
        found.append(last)
        waits = [tasks[key] for key in before.get(last.key, ()) if key in tasks]
        last = max(waits, key=lambda task: task.finish or aim.by, default=None)
    return found


def _other(scene: Scene, aim: _Aim, base: HandoffPlan) -> Choice | None:
    """Somebody else for one of the tasks, who is there on other days or has not to wait for the hours."""
    was = aim.done(base)
    found: list[tuple[date, int, str, HandoffPlan]] = []
    for task in _holding(base, aim)[: _few(_TRIED, base)]:
        for person in scene.people:
            if was is None or not _sooner(scene, task, person.id, was):
                continue
            plan = _changed(scene, base, task.key, owner=person.id, locked_start=None)
            done = aim.done(plan)
            if plan is not None and done is not None and done < was:
                text = f"Give {quoted(task.title)} to {scene.named(person.id)}"
                found.append((max(done, aim.by), _too_much(scene, plan)[0], text, plan))
    if not found:
        return None
    _, _, text, plan = min(found, key=lambda each: each[:2])
    return _weighed(scene, aim, text, plan)


def _unheld(scene: Scene, plan: HandoffPlan) -> HandoffPlan:
    """The plan without the 'not before' days that levelling gave it: those that ask for no more than links and hours do. They
    would hold a task where the hours are free again, or are to be too many.
    """
    pinned = any(task.locked_start is not None for task in plan.included)
    if not pinned or plan.mode != "start" or len(plan.included) > _LEVELLED:
        return plan
    found = _levelled(scene, plan._replace(tasks=tuple(task._replace(locked_start=None) for task in plan.tasks)))
    starts = {task.key: task.start for task in found.included} if found is not None else {}
    tasks = []
    for task in plan.tasks:
        start = starts.get(task.key)
        asks = task.locked_start is None or start is None or task.locked_start > start
        tasks.append(task if asks else task._replace(locked_start=None))
    return plan._replace(tasks=tuple(tasks))


def _levelled(scene: Scene, plan: HandoffPlan) -> HandoffPlan | None:
    if scene.own is None or scene.taken is None:
        return None
    return handoff_levelling.levelled(plan, scene.calendar, scene.own, scene.taken)


def _less(scene: Scene, aim: _Aim, base: HandoffPlan, free: HandoffPlan) -> Choice | None:
    """One of the tasks left out: the smallest with which it is in time, else that which helps most."""
    was = aim.done(base)
    promised = {promise.task_key for promise in base.promises or () if promise.outcome == "task"}
    found: list[tuple[date, int, str, HandoffPlan]] = []
    for task in _holding(base, aim)[: _few(_TRIED, base)]:
        if task.key == aim.key or task.key in promised or was is None:
            continue
        plan = _changed(scene, free, task.key, included=False)
        if plan is not None and free != base:
            plan = _levelled(scene, plan) or plan
        done = aim.done(plan)
        if plan is not None and done is not None and done < was:
            found.append((max(done, aim.by), task.minutes, f"Leave {quoted(task.title)} out", plan))
    if not found:
        return None
    _, _, text, plan = min(found, key=lambda each: each[:2])
    return _weighed(scene, aim, text, plan)


def _squeezed(scene: Scene, aim: _Aim, base: HandoffPlan, free: HandoffPlan) -> Choice | None:
    """The same hours in fewer days until it is in time; whose weeks that overbooks is known then, and not asked again."""
    plan = base if free == base else _tried(scene, free)
    for _ in range(_few(_ROUNDS, base)):
        done = aim.done(plan)
        if plan is None or done is None or done <= aim.by:
            break
        shorter = _cut(_holding(plan, aim), max(1, days_between(scene.calendar, aim.by, done)))
        if not shorter:
            return None
        tasks = tuple(task._replace(duration_days=shorter.get(task.key, task.duration_days)) for task in plan.tasks)
        plan = _tried(scene, plan._replace(tasks=tasks))
    if plan is None or plan == base or not aim.reached(plan):
        return None
    what = "everything" if aim.key is None else quoted(scene.task(aim.key).title)
    _, weeks = _too_much(scene, plan)
    return _weighed(scene, aim, f"Do {what} by {day(aim.by)} all the same, in longer days", plan, weeks)


def _few(many_few: tuple[int, int], base: HandoffPlan) -> int:
    """How often something is tried: seldom in a large plan."""
    return many_few[len(base.tasks) > _LARGE]


def _sooner(scene: Scene, task: PlannedTask, person: int, until: date) -> bool:
    """Whether somebody else could be done sooner: by working on more days until then, counted from the start of the plan, for
    its owner may be away first; or where the task waits for its owner's hours."""
    own = scene.own or {}
    if person == task.owner or task.start is None:
        return False
    if task.locked_start is not None:
        return True
    mine, theirs = (own.get(each or 0, scene.calendar) for each in (task.owner, person))
    begin = min(scene.plan.start or task.start, task.start)
    return theirs.between(begin, until) > mine.between(begin, until)


def _cut(holding: Sequence[PlannedTask], late: int) -> dict[int, int]:
    """The days of tasks in a row after they were cut by `late` together, the longest first, none below half or below one."""
    found: dict[int, int] = {}
    for task in sorted(holding, key=lambda task: -task.duration_days):
        cut = min(late, task.duration_days // 2)
        if cut > 0:
            found[task.key] = task.duration_days - cut
            late -= cut
    return found


def _weighed(scene: Scene, aim: _Aim, text: str, plan: HandoffPlan, also: tuple[tuple[int, date], ...] = ()) -> Choice:
    """A choice with when it is done then, and how much is too much in whose weeks."""
    made, done = scene.choice(text, plan), aim.done(plan)
    words, tone = made.consequence, made.tone
    if aim.key is not None and done is not None:
        late = days_between(scene.calendar, aim.by, done)
        words = f"Done {day(done)}, " + (f"{count(late, 'working day')} late" if late > 0 else "in time")
        tone = "bad" if late > 0 else "good"
    minutes, weeks = _too_much(scene, plan)
    if minutes:
        where = f"week {week_number(weeks[0][1])}" if len(weeks) == 1 else f"{len(weeks)} weeks"
        words, tone = f"{words}, {about(minutes)} too much in {where}", "bad" if tone == "bad" else "warn"
    accepted: tuple[Hashable, ...] = also
    return made._replace(consequence=words, tone=tone, also=accepted)


def _too_much(scene: Scene, plan: HandoffPlan) -> tuple[int, tuple[tuple[int, date], ...]]:
    """The minutes that are too much in this plan and not in the one there is, and the weeks of people they are in."""
    before, after = overbooking.excess(scene.plan, scene), overbooking.excess(plan, scene)
    more = {week: minutes - before.get(week, 0) for week, minutes in after.items() if minutes > before.get(week, 0)}
    return sum(more.values()), tuple(sorted(more, key=lambda week: week[1]))


def _changed(scene: Scene, base: HandoffPlan, key: int, **fields: object) -> HandoffPlan | None:
    try:
        return scene._replace(plan=base).changed([key], **fields)
    except UserError:
        return None


def _tried(scene: Scene, plan: HandoffPlan) -> HandoffPlan | None:
    try:
        return scene.redated(plan)
    except UserError:
        return None

"""The ways out of an over-booked week: later, longer, somebody else, or as it is."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from app.base import UserError
from app.domain.handoff import HandoffPlan, PlannedTask
from app.domain.schedule import Link
from app.views.handoff.loads import Overbooked
from app.views.handoff.words import count, moved, quoted, week_number, weekday

if TYPE_CHECKING:
    from app.views.handoff.conflicts import Choice, Conflict, Scene

_DAYS_AHEAD = 40  # how far later a task is moved: eight weeks
_TRIED = 4  # tasks of the week that are weighed against each other


def ways_out(conflict: Conflict, scene: Scene) -> tuple[list[Choice], tuple[int, ...]]:
    """The choices for one over-booked week, the gentlest first, and the task that they are about."""
    from app.views.handoff.conflicts import Choice

    over = conflict.over
    assert over is not None
    moves = [found for task in _candidates(over, scene) if (found := _later(task, over, scene))]
    moves.sort(key=lambda move: _delay(move[1], scene))
    task = moves[0][0] if moves else next(iter(_candidates(over, scene)))
    made: list[Choice] = []
    who = "you have" if len(scene.people) == 1 else f"{scene.named(over.person)} is"
    if moves:
        start = moves[0][2]
        free = "time" if len(scene.people) == 1 else "free"
        made.append(scene.choice(f"Start {quoted(task.title)} on {weekday(start)}, when {who} {free}", moves[0][1]))
    else:
        longer = _longer(task, over, scene)
        if longer is not None:
            text = f"Take {count(longer[1], 'working day')} for {quoted(task.title)}"
            made.append(scene.choice(text, longer[0]))
    chain = _one_after_the_other(scene)
    if chain is not None and _relieves(chain, over, scene):
        made.append(scene.choice("Do the lines one after the other, each person's in their order", chain))
    other = _other(task, over, scene)
    if other is not None:
        made.append(other)
    made.sort(key=lambda choice: _delay(choice.plan, scene) if choice.plan else 0)
    words = moved(scene.calendar, scene.plan.last_day, scene.plan.last_day)
    text = f"Keep it, and show week {week_number(over.monday)} as over-booked"
    made.append(Choice(text, words, "plain", None))
    return made, (task.key,)


def _one_after_the_other(scene: Scene) -> HandoffPlan | None:
    """Without a template nothing waits for anything; here each task waits for the one before of its owner."""
    plan = scene.plan
    if plan.links or plan.template_name is not None or len(plan.included) < 2:
        return None
    last: dict[int | None, int] = {}
    links = []
    for task in plan.included:
        if task.owner in last:
            links.append(Link(last[task.owner], task.key))
        last[task.owner] = task.key
    if not links:
        return None
    try:
        return scene.redated(plan._replace(links=tuple(links)))
    except UserError:
        return None


def _relieves(plan: HandoffPlan, over: Overbooked, scene: Scene) -> bool:
    """Whether the week is less full in this plan."""
    scene.loads.take(plan)
    week = (over.person, over.monday)
    left = [o.excess for o in scene.loads.overbooked() if (o.person, o.monday) == week]
    scene.loads.take(scene.plan)
    return not left or left[0] < over.excess


def _candidates(over: Overbooked, scene: Scene) -> list[PlannedTask]:
    """The tasks whose moving could help: those that fill the excess first, the later before the earlier."""
    tasks = [scene.task(key) for key in scene.loads.tasks_in(over.person, over.monday)]
    enough = [t for t in tasks if scene.loads.share(t, over.person, over.monday) >= over.excess - 30]
    chosen = enough or tasks
    return sorted(chosen, key=lambda t: (t.start or scene.today, t.minutes), reverse=True)[:_TRIED]


def _delay(plan: HandoffPlan | None, scene: Scene) -> int:
    """By how many calendar days the whole gets later."""
    if plan is None or plan.last_day is None or scene.plan.last_day is None:
        return 0
    return max(0, (plan.last_day - scene.plan.last_day).days)


def _days_after(start: date, scene: Scene) -> list[date]:
    first = scene.calendar.number(start) + 1
    return [scene.calendar.at(number) for number in islice(range(first, first + _DAYS_AHEAD), _DAYS_AHEAD)]


def _later(task: PlannedTask, over: Overbooked, scene: Scene) -> tuple[PlannedTask, HandoffPlan, date] | None:
    if task.start is None:
        return None
    days = _days_after(task.start, scene)
    start = scene.loads.first_fit(task, over.person, days, scene.calendar)
    if start is None:
        return None
    plan = _moved(task, start, scene)
    return None if plan is None else (task, plan, start)


def _moved(task: PlannedTask, start: date, scene: Scene, **fields: object) -> HandoffPlan | None:
    try:
        return scene.changed([task.key], locked_start=start, **fields)
    except UserError:
        return None


def _longer(task: PlannedTask, over: Overbooked, scene: Scene) -> tuple[HandoffPlan, int] | None:
    """The task spread over more days, where no week holds all of it."""
    if task.start is None or not task.duration_days:
        return None
    for days in range(task.duration_days + 1, task.duration_days + _DAYS_AHEAD):
        wanted = task._replace(duration_days=days)
        if scene.loads.first_fit(wanted, over.person, [task.start], scene.calendar) is not None:
            return scene.changed([task.key], duration_days=days), days
    return None


def _other(task: PlannedTask, over: Overbooked, scene: Scene) -> Choice | None:
    """Who could do it with the least delay: on its dates, or as soon as they are free."""
    if task.start is None:
        return None
    found: list[tuple[int, int, str, HandoffPlan]] = []
    for person in scene.people:
        if person.id == over.person:
            continue
        name = scene.named(person.id)
        if not scene.loads.excess(task, person.id):
            free = scene.loads.free(task, person.id) or 0
            text = f"Give {quoted(task.title)} to {name}, who has time that week"
            found.append((0, -free, text, scene.changed([task.key], owner=person.id)))
            continue
        days = _days_after(task.start, scene)
        start = scene.loads.first_fit(task._replace(owner=None), person.id, days, scene.calendar)
        plan = _moved(task, start, scene, owner=person.id) if start else None
        if start is not None and plan is not None:
            before = _before(task, person.id, start, scene)
            when = f"after {quoted(before.title)}" if before else f"from {weekday(start)}"
            found.append((_delay(plan, scene), 0, f"Give {quoted(task.title)} to {name}, {when}", plan))
    if not found:
        return None
    _, _, text, plan = min(found, key=lambda each: each[:2])
    return scene.choice(text, plan)


def _before(task: PlannedTask, person: int, start: date, scene: Scene) -> PlannedTask | None:
    """The work of the plan that keeps this person until shortly before `start`."""
    theirs = [
        other
        for other in scene.plan.included
        if other.owner == person
        and other.key != task.key
        and other.finish
        and task.start
        and task.start <= other.finish < start
    ]
    last = max(theirs, key=lambda other: other.finish or start, default=None)
    near = last is not None and last.finish is not None and scene.calendar.between(last.finish, start) <= 2
    return last if near else None

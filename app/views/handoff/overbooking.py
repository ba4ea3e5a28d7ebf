"""The ways out of an over-booked week: later, longer, somebody else, or as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from app.base import UserError
from app.domain import handoff as rules
from app.domain import handoff_levelling
from app.domain.handoff import HandoffPlan, PlannedTask
from app.domain.schedule import Link
from app.views.handoff.loads import Overbooked
from app.views.handoff.words import count, hours_text, monday, moved, quoted, week_number, weekday

if TYPE_CHECKING:
    from app.views.handoff.conflicts import Choice, Conflict, Scene

_DAYS_AHEAD = 40  # how far later a task is moved: eight weeks
_TRIED = 4  # tasks of the week that are weighed against each other
_STARTS = 6  # days that are tried for each of them
_LARGE = 150  # tasks, from which on fewer are tried, so that an answer comes at once
_HALF_HOUR = 30


class _Scales(NamedTuple):
    """Weighs plans against the one there is: `excess` is what is too much in it, by person and week."""

    scene: Scene
    over: Overbooked
    excess: dict[tuple[int, date], int]
    latest: date | None

    def helps(self, plan: HandoffPlan | None) -> int | None:
        """Minutes that are left too much in the week if this plan relieves it, and not only by shifting work
        into another week or to another person, or beyond the day that serial work needs; else None."""
        if plan is None or plan.last_day is None:
            return None
        if self.latest and plan.last_day > self.latest:
            return None
        week = (self.over.person, self.over.monday)
        after = excess(plan, self.scene)
        relieved = self.excess.get(week, 0) - after.get(week, 0)
        saved = sum(self.excess.values()) - sum(after.values())
        if relieved < _HALF_HOUR or saved < max(_HALF_HOUR, relieved - _HALF_HOUR):
            return None
        return after.get(week, 0)


def excess(plan: HandoffPlan, scene: Scene) -> dict[tuple[int, date], int]:
    """The minutes too much in a plan by person and Monday of the week."""
    scene.loads.take(plan)
    found = scene.loads.excess_by_week()
    scene.loads.take(scene.plan)
    return found


def _scales(over: Overbooked, scene: Scene) -> _Scales:
    return _Scales(scene, over, excess(scene.plan, scene), _serial_end(over.person, scene))


def _serial_end(person: int, scene: Scene) -> date | None:
    """When all tasks would be done if they were done one after the other in what this person has free; never
    before the plan's own end."""
    first, last = scene.plan.first_day, scene.plan.last_day
    if first is None or last is None:
        return last
    theirs = [task._replace(owner=person) for task in scene.plan.included]
    days = sum(max(task.duration_days, rules.days_needed(task, scene.own or {})) for task in theirs)
    left = days + sum(max(0, link.lag) for link in scene.plan.links) - 1.0
    number = scene.calendar.number(first)
    end = scene.calendar.at(number)
    for _ in range(4 * days + 4 * _DAYS_AHEAD):
        if left <= 0:
            break
        left -= scene.loads.free_share(person, monday(end))
        number += 1
        end = scene.calendar.at(number)
    return max(end, last)


def ways_out(conflict: Conflict, scene: Scene, found: Sequence[Conflict] = ()) -> tuple[list[Choice], tuple[int, ...]]:
    """The choices for one over-booked week, the gentlest first, and the task that they are about. A move is
    offered only where the plan, made anew with it, has less too much in it; else keeping it comes first."""
    over = conflict.over
    assert over is not None
    scales = _scales(over, scene)
    tasks = _candidates(over, scene)
    moves = [move for task in tasks if (move := _later(task, scales))]
    moves.sort(key=lambda move: (move[3] > 0, _delay(move[1], scene)))
    task = moves[0][0] if moves else tasks[0]
    made: list[Choice] = []
    who = "you have" if len(scene.people) == 1 else f"{scene.named(over.person)} is"
    if moves:
        start = moves[0][2]
        free = "time" if len(scene.people) == 1 else "free"
        made.append(scene.choice(f"Start {quoted(task.title)} on {weekday(start)}, when {who} {free}", moves[0][1]))
    else:
        longer = _longer(task, over, scene)
        if longer is not None and scales.helps(longer[0]) is not None:
            text = f"Take {count(longer[1], 'working day')} for {quoted(task.title)}"
            made.append(scene.choice(text, longer[0]))
    chain = _one_after_the_other(over.person, scene)
    if chain is not None and scales.helps(chain[0]) is not None:
        made.append(scene.choice(chain[1], chain[0]))
    other = _other(task, over, scene)
    if other is not None and scales.helps(other.plan) is not None:
        made.append(other)
    made.sort(key=lambda choice: _delay(choice.plan, scene) if choice.plan else 0)
    if (level := _level(scene, scales)) is not None:
        made.append(level)
    less = _less(task, over, scene)
    if less is not None and scales.helps(less.plan) is not None:
        made.append(less)
    return made + _kept(conflict, over, scene, found), (task.key,)


def _level(scene: Scene, scales: _Scales) -> Choice | None:
    """The whole plan levelled against what is promised to others, where that leaves nobody with too much."""
    if scene.taken is None or scene.own is None:
        return None
    plan = handoff_levelling.levelled(scene.plan, scene.calendar, scene.own, scene.taken)
    if plan is None or sum(excess(plan, scene).values()) >= sum(scales.excess.values()):
        return None
    return scene.choice("Level it: nothing begins before its owner has the hours", plan)


def _less(task: PlannedTask, over: Overbooked, scene: Scene) -> Choice | None:
    """Less scope: the task with the hours that are free for it, where some are."""
    share = scene.loads.share(task, over.person, over.monday)
    left = task.minutes - over.excess
    if share < over.excess or left < task.minutes // 4 or left < _HALF_HOUR:
        return None
    minutes = left // 30 * 30
    return scene.choice(
        f"Do less: {hours_text(minutes)} for {quoted(task.title)} in place of {hours_text(task.minutes)}",
        scene.changed([task.key], minutes=minutes),
    )


def _kept(conflict: Conflict, over: Overbooked, scene: Scene, found: Sequence[Conflict]) -> list[Choice]:
    """Leaving the week as it is, and where there are more of this person, all of them."""
    from app.views.handoff.conflicts import Choice

    words = moved(scene.calendar, scene.plan.last_day, scene.plan.last_day)
    text = f"Keep it, and show week {week_number(over.monday)} as over-booked"
    made = [Choice(text, words, "plain", None)]
    more = tuple(c.key for c in found if c.over and c.over.person == over.person and c.key != conflict.key)
    if more:
        whose = "" if len(scene.people) == 1 else f" of {scene.named(over.person)}"
        made.append(
            Choice(f"Keep all {len(more) + 1} weeks{whose} as they are, over-booked", words, "plain", None, more)
        )
    return made


def _one_after_the_other(person: int, scene: Scene) -> tuple[HandoffPlan, str] | None:
    """Where tasks run side by side each waits for the one before of its owner: of everybody where nothing waits
    for anything yet, else of this person alone, in the order of the plan's dates."""
    plan = scene.plan
    loose = not plan.links and plan.template_name is None
    tasks = list(plan.included)
    if not loose:
        tasks = sorted(
            (t for t in tasks if t.owner == person and t.start and t.finish),
            key=lambda t: (t.start or scene.today, t.finish or scene.today),
        )
    known = {(link.predecessor, link.successor) for link in plan.links}
    last: dict[int | None, int] = {}
    links = []
    for task in tasks:
        if task.owner in last and (last[task.owner], task.key) not in known:
            links.append(Link(last[task.owner], task.key))
        last[task.owner] = task.key
    if not links:
        return None
    try:
        made = scene.redated(plan._replace(links=(*plan.links, *links)))
    except UserError:
        return None
    if loose:
        return made, "Do the lines one after the other, each person's in their order"
    whose = "your tasks" if len(scene.people) == 1 else f"the tasks of {scene.named(person)}"
    return made, f"Do {whose} one after the other"


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


def _later(task: PlannedTask, scales: _Scales) -> tuple[PlannedTask, HandoffPlan, date, int] | None:
    """The task begun later: on the first day after which the week is free of its excess, or has least of it, with
    the minutes that are still too much."""
    scene, person = scales.scene, scales.over.person
    if task.start is None:
        return None
    days = _days_after(task.start, scene)
    wanted = {scene.loads.first_fit(task, person, days, scene.calendar)}
    wanted |= {scene.calendar.add(t.finish, 1) for t in scene.plan.included if t.owner == person and t.finish}
    starts = sorted(day for day in wanted if day and days[0] <= day <= days[-1])
    large = len(scene.plan.tasks) > _LARGE
    best: tuple[PlannedTask, HandoffPlan, date, int] | None = None
    for start in starts[: 2 if large else _STARTS]:
        plan = _moved(task, start, scene)
        left = scales.helps(plan)
        if plan is not None and left is not None and (best is None or left < best[3]):
            best = (task, plan, start, left)
            if not left:
                break
    return best


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

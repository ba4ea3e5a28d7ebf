"""What is open in a plan, and the ways out of it, each with what it leads to by really rescheduling the plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.domain import handoff as rules
from app.domain.handoff import HandoffPlan, PlannedTask, Problem
from app.domain.workdays import Calendar
from app.services.people import PersonRow
from app.views.handoff.loads import Loads, Overbooked
from app.views.handoff.words import about, count, day, days_between, moved, quoted, week_number, weekday
from app.views.parts.fields import hours_text
from app.views.parts.marks import Tone


class Choice(NamedTuple):
    """A way out: `plan` is what the plan becomes; None leaves it as it is and accepts the conflict. With it those named
    in `also` are accepted."""

    text: str
    consequence: str
    tone: Tone
    plan: HandoffPlan | None
    also: tuple[Hashable, ...] = ()


class Conflict(NamedTuple):
    """One thing that is open. `size` tells an accepted one from one that has grown since; `tasks` are the
    rows it is about, `column` where the keyboard goes."""

    kind: str
    key: Hashable
    size: int
    title: str
    detail: str
    tasks: tuple[int, ...]
    column: str = ""
    over: Overbooked | None = None


class Scene(NamedTuple):
    """What the ways out are weighed against."""

    plan: HandoffPlan
    calendar: Calendar
    people: list[PersonRow]
    loads: Loads
    today: date
    own: Mapping[int, Calendar] | None = None
    taken: Mapping[int, Mapping[date, int]] | None = None

    def named(self, person: int) -> str:
        """A person's first name; the whole one where two share it."""
        names = {found.id: found.name for found in self.people}
        first = names[person].split()[0]
        return first if sum(name.split()[0] == first for name in names.values()) == 1 else names[person]

    def task(self, key: int) -> PlannedTask:
        """The task of this key."""
        return next(task for task in self.plan.tasks if task.key == key)

    def changed(self, keys: Iterable[int], **fields: object) -> HandoffPlan:
        """The plan with these fields of some tasks changed, and new dates where those may have moved."""
        wanted = set(keys)
        tasks = tuple(t._replace(**fields) if t.key in wanted else t for t in self.plan.tasks)  # type: ignore[arg-type]
        plan = self.plan._replace(tasks=tasks)
        if "owner" in fields and "duration_days" not in fields:
            plan = rules.fitted(self.plan, plan, self.own or {})
        return plan if fields.keys() <= {"title", "minutes"} else self.redated(plan)

    def redated(self, plan: HandoffPlan) -> HandoffPlan:
        """A plan with its dates."""
        return rules.reschedule(plan, self.calendar, self.own)

    def choice(self, text: str, plan: HandoffPlan) -> Choice:
        """A choice and what it does to the finish."""
        after, words = plan.last_day, moved(self.calendar, self.plan.last_day, plan.last_day)
        if after and plan.finish and after > plan.finish:
            late = days_between(self.calendar, plan.finish, after)
            if after != self.plan.last_day:
                words = f"Finishes {day(after)}, {count(late, 'working day')} after the promise"
            return Choice(text, words, "bad", plan)
        unmoved = after is not None and self.plan.last_day is not None and after <= self.plan.last_day
        return Choice(text, words, "good" if unmoved else "plain", plan)


def find(problems: list[Problem], overbooked: list[Overbooked], scene: Scene) -> list[Conflict]:
    """What is open, in the order in which it is asked: what blocks first, then dates, then over-booked weeks."""
    found: list[Conflict] = []
    by_role: dict[str | None, list[int]] = {}
    past: list[int] = []
    undated: list[int] = []
    for problem in problems:
        if problem.kind == "no_owner" and problem.task_key is not None:
            by_role.setdefault(scene.task(problem.task_key).role, []).append(problem.task_key)
        elif problem.kind == "no_date" and problem.task_key is not None:
            undated.append(problem.task_key)
        elif problem.kind == "past":
            past += [problem.task_key] if problem.task_key is not None else []
        elif problem.kind in ("no_title", "no_tasks"):
            keys = (problem.task_key,) if problem.task_key is not None else ()
            found.append(Conflict(problem.kind, keys, 1, problem.text.rstrip("."), "", keys, "task"))
    if undated:
        found.append(_undated(undated, scene))
    found += [_unowned(role, keys, scene) for role, keys in by_role.items()]
    found += [
        _away(person, keys, scene) for person, keys in rules.away(scene.plan, scene.own or {}, scene.today).items()
    ]
    if any(problem.kind == "past" for problem in problems):
        found.append(_past(past, scene))
    found += [_broken(p.task_key, scene) for p in problems if p.kind == "broken" and p.task_key is not None]
    found += [_late(scene) for problem in problems if problem.kind == "late"]
    return found + [_over(over, scene) for over in overbooked]


def choices(conflict: Conflict, scene: Scene, found: Sequence[Conflict] = ()) -> tuple[list[Choice], tuple[int, ...]]:
    """The ways out, the gentlest first, and the tasks that they move (the rows that are marked). Of all that was
    `found`, what is like this conflict may be answered along with it."""
    from app.views.handoff import in_time, overbooking  # they make choices as this does

    makers: dict[str, Callable[[Conflict, Scene], list[Choice]]] = {
        "no_owner": _own, "away": _instead, "no_date": _date, "no_title": _title, "no_tasks": _tasks, "past": in_time.start_now, "late": in_time.in_time,
        "broken": in_time.kept_promise,
    }  # fmt: skip
    if conflict.kind == "over":
        return overbooking.ways_out(conflict, scene, found)
    return makers[conflict.kind](conflict, scene), conflict.tasks


def _unowned(role: str | None, keys: list[int], scene: Scene) -> Conflict:
    minutes = sum(scene.task(key).minutes for key in keys)
    title = f"{quoted(scene.task(keys[0]).title)} has no owner"
    if len(keys) > 1:
        title = f"{count(len(keys), 'task')} {f'for “{role}” ' if role else ''}have no owner"
    return Conflict("no_owner", ("no_owner", role), len(keys), title, _hours(minutes), tuple(keys), "owner")


def _own(conflict: Conflict, scene: Scene) -> list[Choice]:
    """Who has most time in the days of these tasks, the one who is least over-booked first."""
    tasks = [scene.task(key) for key in conflict.tasks]
    every = [task.key for task in scene.plan.included if task.owner is None]
    made = []
    for _, person in sorted(_spare(person.id, tasks, scene) for person in scene.people)[:2]:
        name = scene.named(person)
        text = f"Give it to {name}" if len(tasks) == 1 else f"Give all {len(tasks)} to {name}"
        made.append(_owned(text, [task.key for task in tasks], person, scene))
    if len(every) > len(tasks) and made:
        mine = next((person.id for person in scene.people if person.is_me), scene.people[0].id)
        made.append(_owned(f"Give every task without an owner to {scene.named(mine)}", every, mine, scene))
    return made


def _away(person: int, keys: tuple[int, ...], scene: Scene) -> Conflict:
    who = "You have" if len(scene.people) == 1 else f"{scene.named(person)} has"
    minutes = sum(scene.task(key).minutes for key in keys)
    detail = f"{count(len(keys), 'task')}, {_hours(minutes)}"
    return Conflict("away", ("away", person), len(keys), f"{who} no working day within a year", detail, keys, "owner")


def _instead(conflict: Conflict, scene: Scene) -> list[Choice]:
    """Somebody who is there, or the dates as they come."""
    tasks, own = [scene.task(key) for key in conflict.tasks], scene.own or {}
    there = [
        each.id for each in scene.people if rules.is_there(scene.plan, own.get(each.id, scene.calendar), scene.today)
    ]
    made = []
    for _, person in sorted(_spare(person, tasks, scene) for person in there)[:2]:
        what = "it" if len(tasks) == 1 else f"all {len(tasks)}"
        made.append(_owned(f"Give {what} to {scene.named(person)}", list(conflict.tasks), person, scene))
    words = moved(scene.calendar, scene.plan.last_day, scene.plan.last_day)
    return [*made, Choice("Keep it, and the dates that it has", words, "bad", None)]


def _spare(person: int, tasks: list[PlannedTask], scene: Scene) -> tuple[float, int]:
    """How much this person lacks for the tasks as they are dated: less is better."""
    lacking = sum(max(0, task.minutes - (scene.loads.free(task, person) or 0)) for task in tasks)
    spare = sum(scene.loads.free(task, person) or 0 for task in tasks)
    return lacking - spare / 1e6, person


def _owned(text: str, keys: list[int], person: int, scene: Scene) -> Choice:
    plan = scene.changed(keys, owner=person)
    scene.loads.take(plan)
    weeks = [over for over in scene.loads.overbooked() if over.person == person]
    scene.loads.take(scene.plan)
    if weeks:
        excess = about(sum(over.excess for over in weeks))
        where = f"week {week_number(weeks[0].monday)}" if len(weeks) == 1 else f"{len(weeks)} weeks"
        return Choice(text, f"{excess} too much in {where}", "warn", plan)
    return Choice(text, f"{scene.named(person)} has the time", "good", plan)


def _undated(keys: list[int], scene: Scene) -> Conflict:
    what = "the promised day" if scene.plan.mode == "finish" else "the first day"
    every = len(keys) == len(scene.plan.included)
    title = "No task has a date" if every else f"{count(len(keys), 'task')} without a date"
    return Conflict("no_date", "no_date", len(keys), title, f"{what} is missing", tuple(keys), "dates")


def _date(conflict: Conflict, scene: Scene) -> list[Choice]:  # noqa: ARG001
    start = scene.plan.start or scene.calendar.add(scene.today, 1)
    forward = scene.redated(scene.plan._replace(mode="start", start=start))
    made = [scene.choice(f"Plan from the start, {weekday(start)}", forward)]
    if forward.last_day:
        back = scene.redated(scene.plan._replace(mode="finish", finish=forward.last_day))
        made.append(scene.choice(f"Promise {day(forward.last_day)}, and plan back from there", back))
    return made


def _title(conflict: Conflict, scene: Scene) -> list[Choice]:
    key = conflict.tasks[0]
    number = [task.key for task in scene.plan.tasks].index(key) + 1
    return [
        scene.choice(f"Call it “Task {number}”", scene.changed([key], title=f"Task {number}")),
        scene.choice("Leave the task out", scene.changed([key], included=False)),
    ]


def _tasks(conflict: Conflict, scene: Scene) -> list[Choice]:  # noqa: ARG001
    keys = [task.key for task in scene.plan.tasks]
    return [scene.choice(f"Take all {count(len(keys), 'task')} in again", scene.changed(keys, included=True))]


def _past(keys: list[int], scene: Scene) -> Conflict:
    first = scene.plan.first_day
    if scene.plan.mode == "finish" and first and first < scene.today:
        late = days_between(scene.calendar, first, scene.today)
        title = f"It would have had to start on {weekday(first)}"
        return Conflict("past", "past", late, title, f"{count(late, 'working day')} ago", tuple(keys[:1]), "dates")
    title = f"{quoted(scene.task(keys[0]).title)} would be finished already"
    if len(keys) > 1:
        title = f"{count(len(keys), 'task')} would be finished already"
    return Conflict("past", "past", len(keys), title, "", tuple(keys), "dates")


def _late(scene: Scene) -> Conflict:
    promise, end = scene.plan.finish, scene.plan.last_day
    assert promise is not None and end is not None
    late = days_between(scene.calendar, promise, end)
    last = tuple(task.key for task in scene.plan.included if task.finish == end)
    title = f"Finishes {count(max(late, 1), 'working day')} after the promise"
    return Conflict("late", "late", late, title, f"{day(end)} instead of {day(promise)}", last, "start")


def _broken(key: int, scene: Scene) -> Conflict:
    task = scene.task(key)
    assert task.deadline is not None and task.finish is not None
    late = max(1, days_between(scene.calendar, task.deadline, task.finish))
    title = f"{quoted(task.title)} finishes {count(late, 'working day')} after it was promised"
    return Conflict(
        "broken", ("broken", key), late, title, f"{day(task.finish)} instead of {day(task.deadline)}", (key,), "start"
    )


def _over(over: Overbooked, scene: Scene) -> Conflict:
    name, week = scene.named(over.person), week_number(over.monday)
    free = "nothing" if over.available <= 0 else about(over.available)
    detail = f"{about(over.planned)} planned, {free} available, {about(over.excess)} too much"
    title = f"{'You are' if len(scene.people) == 1 else name + ' is'} over-booked in week {week}"
    tasks = tuple(scene.loads.tasks_in(over.person, over.monday))
    return Conflict("over", (over.person, over.monday), over.excess, title, detail, tasks, "owner", over)


def _hours(minutes: int) -> str:
    return hours_text(minutes) if minutes else "hours not estimated"

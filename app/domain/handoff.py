"""The plan of a handoff: what a won deal will become, before anything of it is created.

A plan is a value. Each function answers a new one, so that the wizard can show, undo and keep every step
of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from app.domain import schedule
from app.domain.schedule import Link
from app.domain.workdays import Calendar

TemplateLink = Link
Mode = Literal["start", "finish"]
Outcome = Literal["open", "task", "declined", "deferred"]
Split = Literal["", "milestones", "chain"]

DAY_MINUTES = 480

# Units of a sold line that say how much effort it is.
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"})
_DAYS = frozenset({"d", "day", "days", "tag", "tage", "pt", "person day", "person days"})

# What has to be settled before a project may be created; the other kinds only warn.
_YEAR = timedelta(days=365)
_BLOCKING = frozenset({"no_name", "no_tasks", "no_title", "no_owner", "no_date", "promise", "payments"})


class TemplateTask(NamedTuple):
    """A task of a template; `duration_days` in working days, `minutes` of effort, owned by a role."""

    key: int
    title: str
    description: str
    milestone: int | None
    role: str | None
    minutes: int
    duration_days: int
    checklist: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class TemplateMilestone(NamedTuple):
    """A step of the project that the client sees, by which tasks are grouped."""

    key: int
    title: str


class Template(NamedTuple):
    """How a kind of project is done, by role and without dates."""

    name: str
    description: str
    roles: tuple[str, ...]
    milestones: tuple[TemplateMilestone, ...]
    tasks: tuple[TemplateTask, ...]
    links: tuple[Link, ...]


class SoldLine(NamedTuple):
    """A line of the won deal; `minutes` is the effort sold with the whole line, None if it was not said.

    `way` is what it becomes: a 'task', a 'milestone' with tasks, the 'budget' only, or work that comes 'again' by the
    rule in `repeats` ('every month'). A value of the deal that no line holds has a negative id. `due_on` is the day by
    which it is to be there, where its words name one.
    """

    id: int
    title: str
    quantity: Decimal
    unit: str
    amount_minor: int
    minutes: int | None
    way: str = "task"
    repeats: str = ""
    product_id: int | None = None
    due_on: date | None = None


class PlannedTask(NamedTuple):
    """A task that the handoff will create. `owner` is a person's id, `locked_start` a 'not before' date
    that the user set, and `sold_line` the id of the line that it delivers. Both dates are included. `deadline` is the
    day by which it was promised; `repeats` is the rule by which it comes again, `times` in all (0: without end)."""

    key: int
    title: str
    description: str
    milestone: int | None
    role: str | None
    owner: int | None
    minutes: int
    duration_days: int
    start: date | None = None
    finish: date | None = None
    checklist: tuple[str, ...] = ()
    sold_line: int | None = None
    included: bool = True
    locked_start: date | None = None
    labels: tuple[str, ...] = ()
    deadline: date | None = None
    repeats: str = ""
    times: int = 0


class Promised(NamedTuple):
    """A sentence that reads like a promise, and what becomes of it: the task `task_key`, declined for a `reason`, or
    deferred to `due_on`. `named_on` is the day that the sentence names; `id` is its row where it was kept before."""

    text: str
    source: str
    said_on: date | None
    named_on: date | None = None
    outcome: Outcome = "open"
    task_key: int | None = None
    reason: str = ""
    due_on: date | None = None
    activity_id: int | None = None
    id: int | None = None


class Payment(NamedTuple):
    """A part of the amount and when it is due: `at` the 'start', the 'finish', the end of the milestone with the key
    `milestone`, or on the day `due_on`."""

    title: str
    amount_minor: int
    at: str = "finish"
    milestone: int | None = None
    due_on: date | None = None


class HandoffPlan(NamedTuple):
    """The whole plan. `start` is where mode 'start' begins; `finish` is the deadline, the promise to the
    client, from which mode 'finish' counts back.

    `promises` is None until somebody was asked about them. `ways` is what lines become, where that is not what their
    product says. `more_deals` are delivered with this one; `into_project` is there already; `split` makes several
    projects: one for each of the 'milestones', or a 'chain' of `parts`, each beginning `every_months` later.
    `budget_minor` is what the project may cost at most, None for the amount sold; `reopen` opens a closed project.
    `no_promises` are sentences that only read like one.
    """

    deal_id: int
    project_name: str
    template_name: str | None
    milestones: tuple[TemplateMilestone, ...]
    tasks: tuple[PlannedTask, ...]
    links: tuple[Link, ...]
    start: date | None = None
    finish: date | None = None
    mode: Mode = "start"
    promises: tuple[Promised, ...] | None = None
    payments: tuple[Payment, ...] = ()
    ways: tuple[tuple[int, str], ...] = ()
    more_deals: tuple[int, ...] = ()
    into_project: int | None = None
    reopen: bool = False
    split: Split = ""
    parts: int = 1
    every_months: int = 1
    budget_minor: int | None = None
    no_promises: tuple[str, ...] = ()

    @property
    def deals(self) -> tuple[int, ...]:
        """Every deal that it delivers, the one it was opened for first."""
        return (self.deal_id, *self.more_deals)

    @property
    def included(self) -> tuple[PlannedTask, ...]:
        """The tasks that will be created."""
        return tuple(task for task in self.tasks if task.included)

    @property
    def first_day(self) -> date | None:
        """The day on which the first included task starts, None while none has a date."""
        return min((task.start for task in self.tasks if task.included and task.start), default=None)

    @property
    def last_day(self) -> date | None:
        """The day on which the last included task finishes, None while none has a date."""
        return max((task.finish for task in self.tasks if task.included and task.finish), default=None)


class Problem(NamedTuple):
    """What is still open. `kind`: 'no_name' 'no_tasks' 'no_title' 'no_owner' 'no_date' 'promise' 'payments' block the
    handoff; 'past' (its time is over already), 'late' (after the promise) and 'broken' (a task after the day promised
    for it) warn. `task_key` is None for the plan."""

    kind: str
    task_key: int | None
    text: str

    @property
    def blocks(self) -> bool:
        """Whether nothing may be created while this is open."""
        return self.kind in _BLOCKING


def line_minutes(line: SoldLine) -> int:
    """The effort sold with a line: as stated, else its quantity if that is hours or days, else 0
    (unknown)."""
    if line.minutes is not None:
        return line.minutes
    unit = line.unit.strip().casefold().rstrip(".")
    per_unit = 60 if unit in _HOURS else DAY_MINUTES if unit in _DAYS else 0
    return int((line.quantity * per_unit).to_integral_value(ROUND_HALF_UP)) if line.quantity > 0 else 0


def assign(
    plan: HandoffPlan, owners: Mapping[str, int], default: int | None = None, *, replace: bool = False
) -> HandoffPlan:
    """Give each task to the person who fills its role, and what is left to `default`.

    An owner who was chosen already stays, unless `replace` is true.
    """

    def owned(task: PlannedTask) -> PlannedTask:
        if task.owner is not None and not replace:
            return task
        return task._replace(owner=owners.get(task.role, default) if task.role is not None else default)

    return plan._replace(tasks=tuple(map(owned, plan.tasks)))


def days_needed(task: PlannedTask, own: Mapping[int, Calendar]) -> int:
    """The working days that the hours of a task need: of its owner, or of eight hours while nobody has it."""
    mine = own.get(task.owner or 0)
    return max(1, -(-task.minutes // DAY_MINUTES)) if mine is None else mine.days_for(task.minutes)


def fitted(before: HandoffPlan, after: HandoffPlan, own: Mapping[int, Calendar]) -> HandoffPlan:
    """The plan after owners changed: a task that took the days which its hours need takes those of its new owner."""
    old = {task.key: task for task in before.tasks}

    def fit(task: PlannedTask) -> PlannedTask:
        was = old.get(task.key, task)
        follows = task.minutes and was.owner != task.owner and task.duration_days == days_needed(was, own)
        return task._replace(duration_days=days_needed(task, own)) if follows else task

    return after._replace(tasks=tuple(map(fit, after.tasks)))


def live_links(plan: HandoffPlan) -> tuple[Link, ...]:
    """The links between the included tasks; an excluded task is bridged.

    Where a -> b -> c and b is excluded, c still waits for a: for the end of `a` that b waited for, with
    the end of `c` that waited for b, and for the sum of both lags, or 0 where that is negative, since an
    overlap was agreed with b alone. Of several links of one kind between two tasks the longest lag
    counts.
    """
    excluded = [task.key for task in plan.tasks if not task.included]
    lags: dict[tuple[int, int, str], int] = {}
    for link in plan.links:
        _keep_longest(lags, link)
    for key in excluded:
        around = [Link(*ends, lag) for ends, lag in lags.items() if key in ends[:2]]
        for link in around:
            del lags[link[:3]]
        for before in around:
            for after in around:
                if key not in (before.predecessor, after.successor):
                    kind = before.kind[0] + after.kind[1]
                    lag = max(0, before.lag + after.lag)
                    _keep_longest(lags, Link(before.predecessor, after.successor, kind, lag))
    return tuple(Link(*ends, lag) for ends, lag in lags.items())


def _keep_longest(lags: dict[tuple[int, int, str], int], link: Link) -> None:
    ends = link[:3]
    lags[ends] = max(link.lag, lags.get(ends, link.lag))


def reschedule(plan: HandoffPlan, calendar: Calendar, own: Mapping[int, Calendar] | None = None) -> HandoffPlan:
    """The plan with dates: from its start, or back from its finish, whichever its mode says.

    `own` are the calendars of people: a task takes as many days on which its owner works as it needs, and neither
    begins nor ends on a day off of theirs. Excluded tasks lose their dates, and so do all while the date of the mode is
    missing. Raises CycleError, with titles, for links that go in a circle, and UserError as `schedule.plan` does.
    """
    tasks = [
        schedule.Task(task.key, task.duration_days, task.locked_start, owner=task.owner, minutes=task.minutes)
        for task in plan.included
    ]
    dates: dict[int, schedule.Planned] = {}
    try:
        if plan.mode == "finish" and plan.finish:
            dates = schedule.plan(tasks, live_links(plan), calendar, finish=plan.finish, own=own or {}).tasks
        elif plan.mode == "start" and plan.start:
            dates = schedule.plan(tasks, live_links(plan), calendar, start=plan.start, own=own or {}).tasks
    except schedule.CycleError as circle:
        raise schedule.CycleError(circle.path, {task.key: task.title for task in plan.tasks}) from None

    def dated(task: PlannedTask) -> PlannedTask:
        planned = dates.get(task.key)
        return task._replace(start=planned and planned.start, finish=planned and planned.finish)

    return plan._replace(tasks=tuple(map(dated, plan.tasks)))


def is_there(plan: HandoffPlan, calendar: Calendar, today: date) -> bool:
    """Whether somebody with this calendar works on any day within a year of where the dates are counted from."""
    back = plan.mode == "finish" and plan.finish is not None
    at = (plan.finish if back else plan.start) or today
    return bool(calendar.between(at - _YEAR, at) if back else calendar.between(at, at + _YEAR))


def away(plan: HandoffPlan, own: Mapping[int, Calendar], today: date) -> dict[int, tuple[int, ...]]:
    """The owners who are not there, with the keys of their tasks: these would be planned for years to come, or long ago."""
    found: dict[int, tuple[int, ...]] = {}
    for task in plan.included:
        calendar = own.get(task.owner or 0)
        if task.owner is not None and calendar is not None and not is_there(plan, calendar, today):
            found[task.owner] = (*found.get(task.owner, ()), task.key)
    return found


def problems(plan: HandoffPlan, today: date) -> list[Problem]:
    """What is open in the plan, in the order in which it is shown; empty when the project may be created."""
    found = []
    if not plan.project_name.strip():
        found.append(Problem("no_name", None, "The project has no name."))
    if not plan.included:
        found.append(Problem("no_tasks", None, "There is nothing to do: no task is chosen."))
    undecided = open_promises(plan)
    if undecided:
        more = f" {len(undecided) - 1} more." if len(undecided) > 1 else ""
        found.append(Problem("promise", None, f"Nobody has said what becomes of “{undecided[0].text}”.{more}"))
    for task in plan.included:
        found += _task_problems(task, today)
    first_day, last_day = plan.first_day, plan.last_day
    if plan.mode == "finish" and first_day and first_day < today:
        found.append(Problem("past", None, f"It would have had to start on {_day(first_day, today)}."))
    if plan.finish and last_day and last_day > plan.finish:
        found.append(Problem("late", None, f"Finishes {_day(last_day, today)}, promised {_day(plan.finish, today)}."))
    return found


def _task_problems(task: PlannedTask, today: date) -> list[Problem]:
    found = []
    name = f"“{task.title.strip()}”" if task.title.strip() else "A task"
    if not task.title.strip():
        found.append(Problem("no_title", task.key, "A task has no title."))
    if task.owner is None:
        found.append(Problem("no_owner", task.key, f"{name} has no owner."))
    if task.start is None or task.finish is None:
        found.append(Problem("no_date", task.key, f"{name} has no date."))
    elif task.finish < today:
        text = f"{name} would have had to be finished on {_day(task.finish, today)}."
        found.append(Problem("past", task.key, text))
    if task.deadline and task.finish and task.finish > task.deadline:
        text = f"{name} finishes {_day(task.finish, today)}, promised by {_day(task.deadline, today)}."
        found.append(Problem("broken", task.key, text))
    return found


def open_promises(plan: HandoffPlan) -> list[Promised]:
    """The promises of which nobody has said what becomes of them, or whose task is not in the plan."""
    tasks = {task.key for task in plan.included}
    return [
        promise
        for promise in plan.promises or ()
        if promise.outcome == "open"
        or (promise.outcome == "task" and promise.task_key not in tasks)
        or (promise.outcome == "declined" and not promise.reason.strip())
        or (promise.outcome == "deferred" and promise.due_on is None)
    ]


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"

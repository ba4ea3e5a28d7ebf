"""The plan of a handoff: what a won deal will become, before anything of it is created.

A plan is a value. Each function answers a new one, so that the wizard can show, undo and keep every step
of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, NamedTuple

from app.base import UserError
from app.domain import schedule
from app.domain.schedule import Link
from app.domain.workdays import Calendar

TemplateLink = Link
Mode = Literal["start", "finish"]

DAY_MINUTES = 480
_JSON_VERSION = 1

# Units of a sold line that say how much effort it is.
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"})
_DAYS = frozenset({"d", "day", "days", "tag", "tage", "pt", "person day", "person days"})

# What has to be settled before a project may be created; the other kinds only warn.
_BLOCKING = frozenset({"no_name", "no_tasks", "no_title", "no_owner", "no_date"})


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
    """A line of the won deal; `minutes` is the effort sold with the whole line, None if it was not said."""

    id: int
    title: str
    quantity: Decimal
    unit: str
    amount_minor: int
    minutes: int | None


class PlannedTask(NamedTuple):
    """A task that the handoff will create. `owner` is a person's id, `locked_start` a 'not before' date
    that the user set, and `sold_line` the id of the line that it delivers. Both dates are included."""

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


class HandoffPlan(NamedTuple):
    """The whole plan. `start` is where mode 'start' begins; `finish` is the deadline, the promise to the
    client, from which mode 'finish' counts back."""

    deal_id: int
    project_name: str
    template_name: str | None
    milestones: tuple[TemplateMilestone, ...]
    tasks: tuple[PlannedTask, ...]
    links: tuple[Link, ...]
    start: date | None = None
    finish: date | None = None
    mode: Mode = "start"

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
    """What is still open. `kind`: 'no_name' 'no_tasks' 'no_title' 'no_owner' 'no_date' block the handoff;
    'past' (its time is over already) and 'late' (after the promise) warn. `task_key` is None for the
    plan."""

    kind: str
    task_key: int | None
    text: str

    @property
    def blocks(self) -> bool:
        """Whether nothing may be created while this is open."""
        return self.kind in _BLOCKING


def plan_from(
    template: Template | None,
    lines: Iterable[SoldLine],
    *,
    deal_id: int,
    project_name: str,
    start: date | None = None,
    finish: date | None = None,
    mode: Mode = "start",
) -> HandoffPlan:
    """The first plan for what was sold: no owners and no dates yet.

    Without a template every sold line becomes a task. With one, a line is covered by the tasks that carry
    its title, as their own or as a label; a task that covers a line alone takes the hours sold as its
    estimate. A line named like the template is the whole of it: the tasks that deliver no other line
    deliver it, with the hours of the template. Lines that nothing covers become tasks of their own, in the
    last milestone but one: before the project goes live.
    """
    tasks = [_from_template(task) for task in template.tasks] if template else []
    milestones = template.milestones if template else ()
    extra_milestone = milestones[-2].key if len(milestones) > 1 else None
    next_key = max((task.key for task in tasks), default=0) + 1
    whole: list[SoldLine] = []
    for line in lines:
        if template and tasks and _names_whole(line, template, tasks):
            whole.append(line)
            continue
        covering = [at for at, task in enumerate(tasks) if task.sold_line is None and _covers(task, line)]
        for at in covering:
            tasks[at] = tasks[at]._replace(sold_line=line.id)
        if len(covering) == 1 and (minutes := line_minutes(line)):
            tasks[covering[0]] = tasks[covering[0]]._replace(minutes=minutes)
        if not covering:
            tasks.append(_from_line(line, next_key, extra_milestone))
            next_key += 1
    if template and whole:
        own = {task.key for task in template.tasks}
        tasks = [t._replace(sold_line=whole[0].id) if t.key in own and t.sold_line is None else t for t in tasks]
    return HandoffPlan(
        deal_id,
        project_name,
        template.name if template else None,
        milestones,
        tuple(tasks),
        template.links if template else (),
        start,
        finish,
        mode,
    )


def line_minutes(line: SoldLine) -> int:
    """The effort sold with a line: as stated, else its quantity if that is hours or days, else 0
    (unknown)."""
    if line.minutes is not None:
        return line.minutes
    unit = line.unit.strip().casefold().rstrip(".")
    per_unit = 60 if unit in _HOURS else DAY_MINUTES if unit in _DAYS else 0
    return int((line.quantity * per_unit).to_integral_value(ROUND_HALF_UP)) if line.quantity > 0 else 0


def _names_whole(line: SoldLine, template: Template, tasks: Iterable[PlannedTask]) -> bool:
    """Whether a line is named like the template, and not like a task of it."""
    return _line_words(line) == _words(template.name) and not any(_covers(task, line) for task in tasks)


def _line_words(line: SoldLine) -> str:
    """The words of its title, without its description below."""
    return _words(line.title.strip().partition("\n")[0])


def _covers(task: PlannedTask, line: SoldLine) -> bool:
    wanted = _words(line.title)
    return bool(wanted) and wanted in {_words(text) for text in (task.title, *task.labels)}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _from_template(task: TemplateTask) -> PlannedTask:
    return PlannedTask(
        task.key,
        task.title,
        task.description,
        task.milestone,
        task.role,
        None,
        task.minutes,
        task.duration_days,
        checklist=task.checklist,
        labels=task.labels,
    )


def _from_line(line: SoldLine, key: int, milestone: int | None) -> PlannedTask:
    title, _, rest = line.title.strip().partition("\n")
    minutes = line_minutes(line)
    days = max(1, -(-minutes // DAY_MINUTES))
    return PlannedTask(key, title.strip(), rest.strip(), milestone, None, None, minutes, days, sold_line=line.id)


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


def reschedule(plan: HandoffPlan, calendar: Calendar) -> HandoffPlan:
    """The plan with dates: from its start, or back from its finish, whichever its mode says.

    Excluded tasks lose their dates, and so do all while the date of the mode is missing. Raises
    CycleError for links that go in a circle, and UserError as `schedule.plan` does.
    """
    tasks = [
        schedule.Task(task.key, task.duration_days, task.locked_start, owner=task.owner, minutes=task.minutes)
        for task in plan.included
    ]
    dates: dict[int, schedule.Planned] = {}
    if plan.mode == "finish" and plan.finish:
        dates = schedule.plan(tasks, live_links(plan), calendar, finish=plan.finish).tasks
    elif plan.mode == "start" and plan.start:
        dates = schedule.plan(tasks, live_links(plan), calendar, start=plan.start).tasks

    def dated(task: PlannedTask) -> PlannedTask:
        planned = dates.get(task.key)
        return task._replace(start=planned and planned.start, finish=planned and planned.finish)

    return plan._replace(tasks=tuple(map(dated, plan.tasks)))


def problems(plan: HandoffPlan, today: date) -> list[Problem]:
    """What is open in the plan, in the order in which it is shown; empty when the project may be created."""
    found = []
    if not plan.project_name.strip():
        found.append(Problem("no_name", None, "The project has no name."))
    if not plan.included:
        found.append(Problem("no_tasks", None, "There is nothing to do: no task is chosen."))
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
    return found


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"


def to_json(plan: HandoffPlan) -> str:
    """The plan as text, for drafts and for the record of what was agreed; `from_json` gives back the same
    plan."""
    record = {
        **plan._asdict(),
        "version": _JSON_VERSION,
        "milestones": [milestone._asdict() for milestone in plan.milestones],
        "tasks": [task._asdict() for task in plan.tasks],
        "links": [link._asdict() for link in plan.links],
    }
    return json.dumps(record, default=date.isoformat)


def from_json(text: str) -> HandoffPlan:
    """The reverse of `to_json`. Raises UserError for text that is not such a plan, or is a newer one."""
    try:
        record = json.loads(text)
        if record.pop("version") != _JSON_VERSION:
            raise UserError("This handoff was kept by a newer version of Baton, which is needed to read it.")
        record["milestones"] = tuple(TemplateMilestone(**row) for row in record["milestones"])
        record["tasks"] = tuple(_task_from(row) for row in record["tasks"])
        record["links"] = tuple(Link(**row) for row in record["links"])
        if record["mode"] not in ("start", "finish"):
            raise ValueError(record["mode"])
        return HandoffPlan(**_with_dates(record, "start", "finish"))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UserError("This handoff cannot be read: it is damaged.") from None


def _task_from(row: dict[str, Any]) -> PlannedTask:
    lists = {name: tuple(row[name]) for name in ("checklist", "labels")}
    return PlannedTask(**_with_dates({**row, **lists}, "start", "finish", "locked_start"))


def _with_dates(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) for name in names if row[name] is not None}}

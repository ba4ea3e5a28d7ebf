"""What becomes of the sold lines: a task, a milestone with tasks, budget alone, or work that comes again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from app.domain.handoff import (
    DAY_MINUTES,
    HandoffPlan,
    Mode,
    PlannedTask,
    SoldLine,
    Template,
    TemplateMilestone,
    TemplateTask,
    line_minutes,
)

WAYS: Final = ("task", "milestone", "budget", "again")
# Units of a line that is sold for a time and then again, in the words of its rule.
_PERIODS: Final = {
    "week": "every week", "weeks": "every week", "woche": "every week", "wochen": "every week",
    "month": "every month", "months": "every month", "mo": "every month", "monat": "every month", "monate": "every month",
    "quarter": "every 3 months", "quarters": "every 3 months", "quartal": "every 3 months",
    "year": "every year", "years": "every year", "jahr": "every year", "jahre": "every year",
}  # fmt: skip


def repeats_by(unit: str) -> str:
    """The rule of a line sold by the week, month, quarter or year ('6 months'); '' for any other unit."""
    words = unit.strip().casefold().rstrip(".").removeprefix("per ").removeprefix("/").strip()
    return _PERIODS.get(words, "")


def plan_from(
    template: Template | None,
    lines: Iterable[SoldLine],
    *,
    deal_id: int,
    project_name: str,
    start: date | None = None,
    finish: date | None = None,
    mode: Mode = "start",
    ways: Iterable[tuple[int, str]] = (),
) -> HandoffPlan:
    """The first plan for what was sold: no owners and no dates yet, but the days by which lines are to be there.

    Without a template every sold line becomes a task. With one, a line is covered by the tasks that carry
    its title, as their own or as a label; a task that covers a line alone takes the hours sold as its
    estimate. A line named like the template is the whole of it: the tasks that deliver no other line
    deliver it, with the hours of the template. Lines that nothing covers become tasks of their own, in the
    last milestone but one: before the project goes live.

    `ways` says for a line what it becomes where that is not its own `way`: 'milestone' makes a milestone of it with a
    task for each line of its description, 'again' a task that repeats, 'budget' nothing to do.
    """
    chosen = tuple(ways)
    plan = HandoffPlan(
        deal_id,
        project_name,
        template.name if template else None,
        template.milestones if template else (),
        tuple(map(_from_template, template.tasks)) if template else (),
        template.links if template else (),
        start,
        finish,
        mode,
        ways=chosen,
    )
    inside = plan.milestones[-2].key if len(plan.milestones) > 1 else None
    whole: list[SoldLine] = []
    for line in lines:
        way = dict(chosen).get(line.id, line.way)
        if way == "task" and template and plan.tasks and _names_whole(line, template, plan.tasks):
            whole.append(line)
        elif way != "budget":
            plan = _with_line(plan, line, way, inside)
    if template and whole:
        own = {task.key for task in template.tasks}
        tasks = (_sold_as(t, whole[0]) if t.key in own and t.sold_line is None else t for t in plan.tasks)
        plan = plan._replace(tasks=tuple(tasks))
    return plan


def _with_line(plan: HandoffPlan, line: SoldLine, way: str, inside: int | None) -> HandoffPlan:
    """The plan with what one line becomes; tasks of its own go into the milestone `inside`."""
    key = max((task.key for task in plan.tasks), default=0) + 1
    if way == "milestone":
        milestone, made = _step_of(line, key, max((m.key for m in plan.milestones), default=0) + 1)
        return plan._replace(milestones=(*plan.milestones, milestone), tasks=(*plan.tasks, *made))
    if way == "again":
        return plan._replace(tasks=(*plan.tasks, _again(line, key, inside)))
    covering = {task.key for task in plan.tasks if task.sold_line is None and covers(task, line)}
    if not covering:
        return plan._replace(tasks=(*plan.tasks, _from_line(line, key, inside)))
    minutes = line_minutes(line) if len(covering) == 1 else 0
    tasks = (_sold_as(task, line, minutes) if task.key in covering else task for task in plan.tasks)
    return plan._replace(tasks=tuple(tasks))


def _sold_as(task: PlannedTask, line: SoldLine, minutes: int = 0) -> PlannedTask:
    """A task of the template that delivers the line, by the day that the line names; with these hours, or its own for 0."""
    return task._replace(sold_line=line.id, minutes=minutes or task.minutes, deadline=line.due_on)


def _names_whole(line: SoldLine, template: Template, tasks: Iterable[PlannedTask]) -> bool:
    """Whether a line is named like the template, and not like a task of it."""
    return _line_words(line) == _words(template.name) and not any(covers(task, line) for task in tasks)


def _line_words(line: SoldLine) -> str:
    """The words of its title, without its description below."""
    return _words(line.title.strip().partition("\n")[0])


def covers(task: PlannedTask, line: SoldLine) -> bool:
    """Whether a task carries the title of a line, as its own or as a label."""
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
    return PlannedTask(
        key, title.strip(), rest.strip(), milestone, None, None, minutes, days, sold_line=line.id, deadline=line.due_on
    )


def _again(line: SoldLine, key: int, milestone: int | None) -> PlannedTask:
    """The first of what comes again: a line of 6 months is six of them, each with a sixth of its hours."""
    times = int(line.quantity) if line.repeats and line.quantity >= 1 and line.quantity == int(line.quantity) else 0
    times = times if times > 1 else 0
    once = _from_line(line._replace(minutes=line_minutes(line) // max(1, times)), key, milestone)
    return once._replace(repeats=line.repeats or "every month", times=times)


def _step_of(line: SoldLine, key: int, milestone: int) -> tuple[TemplateMilestone, list[PlannedTask]]:
    """A milestone named like the line, with a task for each line of its description, or one of its name; they share its
    hours."""
    title, _, rest = line.title.strip().partition("\n")
    parts = [part for part in (words.strip(" \t-–•*") for words in rest.split("\n")) if part] or [title.strip()]
    minutes = line_minutes(line)
    made = []
    for at, part in enumerate(parts):
        share = minutes * (at + 1) // len(parts) - minutes * at // len(parts)
        days = max(1, -(-share // DAY_MINUTES))
        made.append(
            PlannedTask(key + at, part, "", milestone, None, None, share, days, sold_line=line.id, deadline=line.due_on)
        )
    return TemplateMilestone(milestone, title.strip()), made

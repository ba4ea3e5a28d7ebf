"""Another answer to what a sold line becomes, in a plan that is under way: what was edited elsewhere in it stays."""

from __future__ import annotations

from app.domain.handoff import DAY_MINUTES, HandoffPlan, PlannedTask, SoldLine, line_minutes
from app.domain.handoff_sold import covers, plan_from


def become(plan: HandoffPlan, line: SoldLine, way: str, owner: int | None) -> HandoffPlan:
    """The plan in which `line` is delivered in this way; new tasks belong to `owner`.

    Tasks that were made of the line go; those of the template stay and deliver it only as a 'task'.
    """
    plan = without(plan, [line])
    plan = plan._replace(ways=(*((at, old) for at, old in plan.ways if at != line.id), (line.id, way)))
    if way == "task":
        covering = {task.key for task in plan.tasks if task.sold_line is None and task.role and covers(task, line)}
        if covering:
            tasks = (
                t._replace(sold_line=line.id, deadline=line.due_on) if t.key in covering else t for t in plan.tasks
            )
            return plan._replace(tasks=tuple(tasks))
    return added(plan, line, owner, way)


def added(plan: HandoffPlan, line: SoldLine, owner: int | None, way: str | None = None) -> HandoffPlan:
    """The plan with what this line becomes, in its last milestone but one unless it is one itself."""
    ways = ((line.id, way or dict(plan.ways).get(line.id, line.way)),)
    made = plan_from(None, [line], deal_id=plan.deal_id, project_name=plan.project_name, ways=ways)
    key = max((task.key for task in plan.tasks), default=0)
    step = max((milestone.key for milestone in plan.milestones), default=0)
    inside = plan.milestones[-2].key if len(plan.milestones) > 1 else None
    tasks = tuple(
        task._replace(key=key + at, owner=owner, milestone=inside if task.milestone is None else step + task.milestone)
        for at, task in enumerate(made.tasks, 1)
    )
    steps = tuple(milestone._replace(key=step + milestone.key) for milestone in made.milestones)
    return plan._replace(milestones=(*plan.milestones, *steps), tasks=(*plan.tasks, *tasks))


def without(plan: HandoffPlan, lines: list[SoldLine]) -> HandoffPlan:
    """The plan after lines were taken away: the tasks made of them go, those of a template stay, sold as nothing."""
    titles = {line.id: _title(line) for line in lines}
    days = {line.id: line.due_on for line in lines}
    steps = {m.key for m in plan.milestones if m.title in titles.values()}

    def made_of_line(task: PlannedTask) -> bool:
        named = task.title == titles.get(task.sold_line or 0)
        return (
            task.role is None and task.sold_line in titles and (named or task.milestone in steps or bool(task.repeats))
        )

    gone = {task.key for task in plan.tasks if made_of_line(task)}
    tasks = tuple(
        task._replace(sold_line=None, deadline=None if task.deadline == days[task.sold_line] else task.deadline)
        if task.sold_line in days
        else task
        for task in plan.tasks
        if task.key not in gone
    )
    used = {task.milestone for task in tasks}
    links = tuple(link for link in plan.links if not gone & {link.predecessor, link.successor})
    milestones = tuple(m for m in plan.milestones if m.key not in steps or m.key in used)
    return plan._replace(milestones=milestones, tasks=tasks, links=links)


def follow(plan: HandoffPlan, old: SoldLine | None, line: SoldLine, owner: int | None) -> HandoffPlan:
    """The plan after a line was edited or added: its tasks take the day that it names, the task that alone delivers it also
    its title and hours."""
    mine = [task for task in plan.tasks if task.sold_line == line.id]
    if old is None and not mine:
        return added(plan, line, owner)
    if old is not None and old.due_on != line.due_on:
        keys = {task.key for task in mine if task.deadline in (None, old.due_on)}
        tasks = tuple(t._replace(deadline=line.due_on) if t.key in keys else t for t in plan.tasks)
        plan = plan._replace(tasks=tasks)
        mine = [task for task in tasks if task.sold_line == line.id]
    if old is None or old == line or len(mine) != 1:
        return plan
    task = mine[0]
    before, after = line_minutes(old), line_minutes(line)
    if task.title == _title(old):
        task = task._replace(title=_title(line))
    if before != after:
        had = max(1, -(-task.minutes // DAY_MINUTES))
        needed = max(1, -(-after // DAY_MINUTES))
        days = needed if task.duration_days == had else max(task.duration_days, needed)
        task = task._replace(minutes=after, duration_days=days)
    return plan._replace(tasks=tuple(task if t.key == task.key else t for t in plan.tasks))


def _title(line: SoldLine) -> str:
    return line.title.partition("\n")[0].strip()

"""Who could do a task: everybody with what they have free in its days, as the picker shows them."""

from __future__ import annotations

from app.domain.handoff import PlannedTask
from app.views.handoff.words import about, day, hours_text
from app.views.handoff.work import Work
from app.views.parts.picker import Option


def options_for(work: Work, task: PlannedTask) -> tuple[str, list[Option]]:
    """A line that says what is needed, and everybody, who has most time first."""
    made = []
    for person in work.people:
        free, excess = work.loads.free(task, person.id), work.loads.excess(task, person.id)
        secondary, share = "", None
        if excess:
            secondary, share = f"{about(excess)} short", 1.0
        elif free is not None:
            secondary = f"{about(max(0, free))} free"
            share = min(1.0, task.minutes / free) if free > 0 else 1.0
        option = Option(
            person.id, person.name, secondary, person=True, mine=person.is_me, share=share,
            tone="warn" if excess else "plain",
        )  # fmt: skip
        made.append((bool(excess), -(free or 0), option))
    made.sort(key=lambda each: each[:2])
    return _head(task), [option for _, _, option in made]


def _head(task: PlannedTask) -> str:
    needed = f"{hours_text(task.minutes)} needed" if task.minutes else "No hours estimated"
    if task.start is None or task.finish is None:
        return needed
    if task.start == task.finish:
        return f"{needed}, {day(task.start)}"
    same = (task.start.month, task.start.year) == (task.finish.month, task.finish.year)
    return f"{needed}, {task.start.day if same else day(task.start)} to {day(task.finish)}"

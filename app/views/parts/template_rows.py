"""The columns of the templates' page: the list of templates, and the tasks of the chosen one with their dates."""

from __future__ import annotations

from typing import NamedTuple

from app.services.template_list import Dated, Preview, TaskLine, TemplateRow, TemplateWhole
from app.views.parts.dates import short_text
from app.views.parts.rows import Col
from app.views.parts.task_cards import sum_text


class ShownTask(NamedTuple):
    """A task of a template as its row shows it; `wrong` is a sentence or '', `after` names what it waits for."""

    task: TaskLine
    dates: Dated | None
    after: str
    starts: str
    wrong: str


def _tip(row: TemplateRow) -> str:
    used = "" if not row.used else "\nUsed for 1 project" if row.used == 1 else f"\nUsed for {row.used} projects"
    wrong = "\nSomething in it is not settled" if row.wrong else ""
    return f"{row.name}{used}{wrong}"


TEMPLATES: list[Col[TemplateRow]] = [
    Col(
        "name",
        "Template",
        lambda row: row.name,
        icon=lambda row: "warning" if row.wrong else "archive" if row.archived else "",
        tone=lambda row: "second" if row.archived else "plain",
        tooltip=_tip,
    ),
    Col("tasks", "Tasks", lambda row: f"{row.tasks:,}", "right", 56, tone=lambda _: "second"),
    Col(
        "hours", "Hours", lambda row: sum_text(row.minutes) if row.minutes else "", "right", 64, tone=lambda _: "second"
    ),
]

TASKS: list[Col[ShownTask]] = [
    Col(
        "title",
        "Task",
        lambda row: row.task.title,
        icon=lambda row: "warning" if row.wrong else "",
        tooltip=lambda row: row.wrong or row.task.title,
    ),
    Col("milestone", "Milestone", lambda row: row.task.milestone, width=124, tone=lambda _: "second"),
    Col(
        "role",
        "Role",
        lambda row: row.task.role or "No role",
        width=80,
        tone=lambda row: "plain" if row.task.role_id else "warn",
        tooltip=lambda row: row.task.role or "",
    ),
    Col(
        "hours",
        "Hours",
        lambda row: sum_text(row.task.minutes) if row.task.minutes else "0 h",
        "right",
        64,
        tone=lambda row: "plain" if row.task.minutes or not row.task.duration_days else "warn",
    ),
    Col("days", "Days", lambda row: str(row.task.duration_days), "right", 52),
    Col("after", "Waits for", lambda row: row.after, width=168, tone=lambda _: "second", tooltip=lambda row: row.after),
    Col("starts", "Starts", lambda row: row.starts, width=160, tone=lambda _: "second", tooltip=lambda row: row.starts),
    Col("from", "From", lambda row: short_text(row.dates.start) if row.dates else "", "right", 100),
    Col("to", "To", lambda row: short_text(row.dates.finish) if row.dates else "", "right", 100),
]
PLACES = {column.key: place for place, column in enumerate(TASKS)}
#: What gives way first, and below which width of the table.
GIVE_WAY = (("starts", 1000), ("after", 840), ("milestone", 700), ("role", 480))
#: What a title takes at most before these get more.
TITLE_MOST = 560
WORDS = ("milestone", "after", "starts")


def starts_text(task: TaskLine, milestones: dict[int, str]) -> str:
    """When its offset lets a task start: '', '4 d after the start', '2 d before Live'."""
    if task.offset_days is None:
        return ""
    anchor = milestones.get(task.offset_from_id or 0, "the start")
    if not task.offset_days:
        return f"right after {anchor}" if task.offset_from_id else "with the start"
    return f"{abs(task.offset_days)} d {'after' if task.offset_days > 0 else 'before'} {anchor}"


def shown_tasks(found: TemplateWhole, plan: Preview | None) -> dict[int, ShownTask]:
    """The rows of a template by the id of their task."""
    titles = {task.id: task.title for task in found.tasks}
    milestones = {each.id: each.title for each in found.milestones}
    before: dict[int, list[str]] = {}
    for link in found.links:
        before.setdefault(link.successor, []).append(titles[link.predecessor])
    wrong: dict[int, str] = {}
    for fault in found.faults:
        if fault.task_id is not None:
            wrong.setdefault(fault.task_id, fault.text)
    return {
        task.id: ShownTask(
            task, plan.tasks.get(task.id) if plan else None, ", ".join(before.get(task.id, ())),
            starts_text(task, milestones), wrong.get(task.id, ""),
        )
        for task in found.tasks
    }  # fmt: skip

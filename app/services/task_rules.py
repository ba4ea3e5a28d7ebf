"""What every verb of tasks checks before it writes: that a task is there, its title, its days, where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from app.base import UserError, on_one_line
from app.domain.workdays import FIRST_YEAR, LAST_YEAR, Calendar
from app.models import records
from app.models.delivering import Milestone, Project, Task
from app.services.schedules import PROJECT_GONE
from app.services.task_board import TASK_GONE

MAX_TITLE: Final = 500
MAX_MINUTES: Final = 600_000
MAX_DAYS: Final = 10_000
MAX_TEXT: Final = 100_000


def load(ids: Sequence[int]) -> list[Any]:
    """These tasks as objects, in this order. Raises UserError when one of them is gone."""
    found = {task.id: task for task in records.living(Task, ids)}
    if any(i not in found for i in ids):
        raise UserError(TASK_GONE)
    return [found[i] for i in ids]


def title(text: str) -> str:
    """A title on one line. Raises UserError for none, and for more than 500 characters."""
    text = on_one_line(text)
    if not text:
        raise UserError("A title needs at least one letter.")
    if "\0" in text:
        raise UserError("This title holds a sign that is none (NUL). Take it out.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This title has {len(text):,} characters; {MAX_TITLE} at most. Shorten it.")
    return text


def words(text: str) -> str:
    """A description or comment, trimmed. Raises UserError above 100,000 characters, and for NUL, which no file keeps."""
    text = text.strip()
    if "\0" in text:
        raise UserError("This text holds a sign that is none (NUL). Take it out.")
    if len(text) > MAX_TEXT:
        raise UserError(f"This text has {len(text):,} characters; {MAX_TEXT:,} at most. Keep the rest in a file.")
    return text


def minutes(value: int | None) -> int | None:
    """An estimate. Raises UserError outside 0 to 10,000 hours."""
    if value is not None and not 0 <= value <= MAX_MINUTES:
        raise UserError("An estimate lies between 0 and 10,000 hours.")
    return value


def priority(value: int) -> int:
    """-1 low, 0 normal, 1 high, 2 urgent."""
    if value not in (-1, 0, 1, 2):
        raise ValueError(value)
    return value


def day(value: date | None) -> date | None:
    """A day for which Baton can plan. Raises UserError outside the years 1900 to 2200."""
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UserError(f"The year {value.year} is outside {FIRST_YEAR} to {LAST_YEAR}, for which Baton plans.")
    return value


def check_span(task: Any, calendar: Calendar) -> None:
    """Raise UserError when a task would end before it begins, or last longer than anything that can be planned."""
    if not (task.start_on and task.due_on):
        return
    if task.start_on > task.due_on:
        raise UserError(f"“{task.title}” would be due before it starts. Choose a later due date.")
    check_length(task.start_on, task.due_on, calendar)


def check_length(start: date, due: date, calendar: Calendar) -> None:
    """Raise UserError when there are more working days than anything can be planned for."""
    days = calendar.between(start, due)
    if days > MAX_DAYS:
        raise UserError(
            f"From {start.isoformat()} to {due.isoformat()} there are {days:,} working days; "
            f"a task takes {MAX_DAYS:,} at most. Check the year."
        )


def live_project(project_id: int | None) -> int | None:
    """The project, which must be there. Raises UserError when it is gone."""
    if project_id is None:
        return None
    if not records.living(Project, [project_id]):
        raise UserError(PROJECT_GONE)
    return project_id


def milestone_project(milestone_id: int, project_id: int | None) -> int:
    """The project of a milestone, which must be the given one, if any. Raises UserError for another."""
    milestone = Milestone.get_or_none(Milestone.id == milestone_id)
    if milestone is None or (project_id is not None and milestone.project_id != project_id):
        raise UserError("This milestone belongs to another project. Choose one of the task's own project.")
    return int(milestone.project_id)


#: What a new value of a field goes through; fields that are not here have rules of their own.
CHECKS: Final[dict[str, Callable[[Any], Any]]] = {
    "title": title,
    "description": words,
    "estimate_minutes": minutes,
    "priority": priority,
    "deadline_on": day,
    "not_before_on": day,
    "blocked_reason": lambda text: title(text) if text.strip() else "",
}

"""What projects really took, given back to the template they were made with: task by task, the median of the hours logged."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from app.base import UserError
from app.models.store import Store
from app.services import template_list, template_tasks
from app.services.schedules import PROJECT_GONE

STEP = 15  # minutes: nobody plans finer


class HoursLine(NamedTuple):
    """A task of the template, in minutes: what it says, what this project took, and the median over `projects` of them."""

    task_id: int
    title: str
    planned: int
    here: int | None
    median: int | None
    projects: int

    @property
    def changes(self) -> bool:
        """Whether the median is another than what the template says."""
        return self.median is not None and self.median != self.planned


class Hours(NamedTuple):
    """What can be given back; `elsewhere` are titles of the project that the template does not know."""

    template_id: int
    template: str
    lines: list[HoursLine]
    elsewhere: list[str]


def template_of(store: Store, project_id: int) -> int | None:
    """The template that a project was handed off with, if it is still there; else the one that knows most of its tasks by title, and at
    least half of them, as one does that a project without a deal was made with."""
    found = store.value(
        "SELECT t.id FROM handoff h JOIN template t ON t.name = h.template_name WHERE h.project_id = ? ORDER BY h.id DESC",
        (project_id,),
    )
    return _alike(store, project_id) if found is None else int(found)


def _alike(store: Store, project_id: int) -> int | None:
    found = store.row(
        "SELECT l.template_id, count(DISTINCT t.id), (SELECT count(*) FROM task WHERE project_id = :p AND deleted_at IS NULL) "
        "FROM task t JOIN template_task l ON l.title = t.title COLLATE NOCASE JOIN template m ON m.id = l.template_id "
        "WHERE t.project_id = :p AND t.deleted_at IS NULL GROUP BY 1 ORDER BY m.archived_at IS NOT NULL, 2 DESC, 1 LIMIT 1",
        {"p": project_id},
    )
    return int(found[0]) if found is not None and 2 * found[1] >= found[2] else None


def proposal(store: Store, project_id: int, template_id: int) -> Hours:
    """What the finished tasks of this project, and of every other finished project made with the template, took.

    Tasks are matched by their title, case and spaces aside; tasks without logged time do not count. Medians are rounded
    to a quarter of an hour. Raises UserError when either is gone.
    """
    if store.value("SELECT 1 FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)) is None:
        raise UserError(PROJECT_GONE)
    template = store.value("SELECT name FROM template WHERE id = ?", (template_id,))
    if template is None:
        raise UserError(template_list.GONE)
    taken: dict[str, dict[int, int]] = {}
    titles: dict[str, str] = {}
    for project, title, minutes in _logged(store, project_id, template):
        key = _key(title)
        of_task = taken.setdefault(key, {})
        of_task[project] = of_task.get(project, 0) + minutes
        if project == project_id:
            titles[key] = title
    lines = []
    for task in template_list.tasks_of(store, template_id):
        found = taken.get(_key(task.title), {})
        titles.pop(_key(task.title), None)
        middle = _rounded(median(found.values())) if found else None
        lines.append(HoursLine(task.id, task.title, task.minutes, found.get(project_id), middle, len(found)))
    return Hours(template_id, template, lines, list(titles.values()))


def give_back(store: Store, hours: Mapping[int, int]) -> int:
    """Write these minutes into the tasks of their template, in one step; returns how many changed."""
    with store.write("Actual hours to template"):
        changed = 0
        for task_id, minutes in hours.items():
            if store.value("SELECT minutes FROM template_task WHERE id = ?", (task_id,)) != minutes:
                template_tasks.change(store, task_id, "minutes", minutes)
                changed += 1
    return changed


def _logged(store: Store, project_id: int, template: str) -> list[tuple[int, str, int]]:
    """Project, title and minutes of each finished task with time on it."""
    return [
        (project, title, minutes)
        for project, title, minutes in store.rows(
            "SELECT t.project_id, t.title, sum(e.minutes) FROM task t JOIN status s ON s.id = t.status_id AND s.kind = 'done' "
            "JOIN project p ON p.id = t.project_id JOIN time_entry e ON e.task_id = t.id "
            "WHERE t.deleted_at IS NULL AND p.deleted_at IS NULL AND (p.id = :project OR (p.status = 'done' AND p.id IN "
            "(SELECT h.project_id FROM handoff h WHERE h.template_name = :template))) GROUP BY t.id "
            "HAVING sum(e.minutes) > 0",
            {"project": project_id, "template": template},
        )
    ]


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()


def _rounded(minutes: float) -> int:
    return max(STEP, int(minutes / STEP + 0.5) * STEP)

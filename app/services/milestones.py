"""The milestones of a project: what it reaches, in which order, and when."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, day_from, on_one_line, today
from app.models.delivering import Milestone, Project
from app.models.store import Store
from app.services import ranking
from app.services.schedules import PROJECT_GONE

MAX_TITLE = 500
GONE = "This milestone is gone. Undo brings it back."


class MilestoneRow(NamedTuple):
    """A milestone with how far its tasks are."""

    id: int
    title: str
    due_on: date | None
    done_on: date | None
    tasks: int
    done: int


def of(store: Store, project_id: int) -> list[MilestoneRow]:
    """The milestones of a project, in order; cancelled tasks do not count."""
    found = store.rows(
        "SELECT m.id, m.title, m.due_on, m.done_on, count(s.id), ifnull(sum(s.kind = 'done'), 0) "
        "FROM milestone m LEFT JOIN task t ON t.milestone_id = m.id AND t.deleted_at IS NULL "
        "LEFT JOIN status s ON s.id = t.status_id AND s.kind <> 'cancelled' WHERE m.project_id = ? "
        "GROUP BY m.id ORDER BY m.rank, m.id",
        (project_id,),
    )
    return [MilestoneRow(i, title, day_from(due), day_from(done), *counts) for i, title, due, done, *counts in found]


def add(store: Store, project_id: int, title: str, due_on: date | None = None) -> int:
    """One more milestone at the end of a project; returns its id."""
    with store.write("Add milestone"):
        if Project.get_or_none(Project.id == project_id, Project.deleted_at.is_null()) is None:
            raise UserError(PROJECT_GONE)
        last = store.value("SELECT ifnull(max(rank), 0) FROM milestone WHERE project_id = ?", (project_id,))
        rank = int(last) + ranking.STEP
        return int(Milestone.create(project=project_id, title=_title(title), due_on=due_on, rank=rank).id)


def change(store: Store, milestone_id: int, field: str, value: Any) -> None:
    """Change the title or the due_on of a milestone; the latter follows its tasks as soon as one has a due date."""
    if field not in ("title", "due_on"):
        raise ValueError(field)
    with store.write("Change milestone"):
        wanted = _title(value) if field == "title" else value
        Milestone.update({field: wanted}).where(Milestone.id == milestone_id).execute()


def tick(store: Store, milestone_id: int, done: bool, on: date | None = None) -> None:
    """Say that a milestone is reached, or not yet. Raises UserError where it has tasks: it is reached when they are done."""
    with store.write("Reach milestone" if done else "Open milestone again"):
        milestone = _milestone(milestone_id)
        tasks = store.value(
            "SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id AND s.kind <> 'cancelled' "
            "WHERE t.milestone_id = ? AND t.deleted_at IS NULL",
            (milestone_id,),
        )
        if tasks:
            raise UserError(f"“{milestone.title}” is reached when its tasks are done. Finish or move these.")
        milestone.done_on = (on or today()) if done else None
        milestone.save()


def move(store: Store, milestone_id: int, by: int) -> bool:
    """Move a milestone `by` places among those of its project; False when it stands at that end already."""
    with store.write("Move milestone"):
        milestone = _milestone(milestone_id)
        order = [row.id for row in of(store, milestone.project_id)]
        return ranking.step(store, "milestone", order, milestone_id, by)


def remove(store: Store, milestone_id: int) -> None:
    """Take a milestone away; its tasks stay."""
    with store.write("Remove milestone"):
        Milestone.delete().where(Milestone.id == milestone_id).execute()


def _milestone(milestone_id: int) -> Any:
    found = Milestone.get_or_none(Milestone.id == milestone_id)
    if found is None:
        raise UserError(GONE)
    return found


def _title(text: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError("A name needs at least one letter.")
    if len(text) > MAX_TITLE:
        raise UserError(f"This name has {len(text):,} characters; {MAX_TITLE} at most. Shorten it.")
    return text

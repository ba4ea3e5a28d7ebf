"""What a user does with projects: add, change, close, archive, delete. Its reads stand in project_rows and milestones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.base import UserError, on_one_line, today, utc_now
from app.domain import project_health
from app.models import records
from app.models.between import Handoff
from app.models.delivering import Project, Task
from app.models.store import Store
from app.services import clients, deal_rules, people, settings
from app.services.milestones import MilestoneRow
from app.services.milestones import add as add_milestone
from app.services.milestones import change as change_milestone
from app.services.milestones import of as milestones
from app.services.milestones import remove as remove_milestone
from app.services.project_rows import (
    SORTS,
    STATUSES,
    ProjectDetail,
    ProjectRow,
    choices,
    detail,
    list_ids,
    rows,
)
from app.services.schedules import PROJECT_GONE

__all__ = [
    "SORTS", "STATUSES", "MilestoneRow", "ProjectDetail", "ProjectRow", "add", "add_milestone", "archive", "bring_back", "change",
    "change_milestone", "choices", "close", "delete", "detail", "list_ids", "milestones", "open_tasks", "remove_milestone", "rows",
    "say_health",
]  # fmt: skip

MAX_NAME = 500
MAX_NOTE = 500
FIELDS = frozenset({
    "name", "client_id", "owner_id", "status", "start_on", "finish_on", "promised_on", "baseline_on", "budget_minor",
    "currency", "budget_minutes", "rate_minor", "brief",
})  # fmt: skip
_LABELS = {"budget_minutes": "hours", "rate_minor": "hourly rate"}
_OPEN_TASKS = (
    "SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id "
    "WHERE t.project_id = ? AND t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review')"
)


def add(
    store: Store,
    name: str,
    *,
    client: int | str | None = None,
    owner_id: int | None = None,
    start_on: date | None = None,
    promised_on: date | None = None,
) -> int:
    """A new project without a deal, in the client's currency; a client named in words is found or created. Returns its id."""
    with store.write("Add project"):
        named = isinstance(client, str) and client.strip()
        client_id = clients.find_or_add(store, str(client)) if named else client or None
        own = store.value("SELECT currency FROM client WHERE id = ?", (client_id,))
        project = Project.create(
            name=_name(name),
            client=client_id,
            owner=owner_id or people.me(store).id,
            start_on=start_on,
            promised_on=promised_on,
            baseline_on=start_on or today(),
            currency=own or settings.home_currency(store),
            status="active",
        )
    return int(project.id)


def change(store: Store, project_id: int, field: str, value: Any) -> None:
    """Change one field of a project; raises UserError when the value cannot be.

    The finish follows from the tasks as soon as one has a due date; the promise is what one sets then.
    """
    if field not in FIELDS or (field == "status" and value not in STATUSES):
        raise ValueError(field)
    if field == "status" and value in ("done", "cancelled"):
        close(store, project_id, cancelled=value == "cancelled")
        return
    words = _LABELS.get(field, field.removesuffix("_id").removesuffix("_on").removesuffix("_minor").replace("_", " "))
    with store.write(f"Change {words} of project"):
        project = _project(project_id)
        if field == "name":
            value = _name(value)
        elif field == "client_id" and isinstance(value, str):
            value = clients.find_or_add(store, value) if value.strip() else None
        elif field == "finish_on" and _dated_tasks(store, project_id):
            raise UserError(
                "The finish follows from the due dates of the tasks. Change these, or set what is promised."
            )
        elif field == "status":
            project.closed_on = None
        elif field == "currency":
            value = deal_rules.currency(value, project.currency)
        elif field in ("budget_minor", "budget_minutes", "rate_minor") and value is not None and value < 0:
            raise UserError("A rate is not negative." if field == "rate_minor" else "A budget is not negative.")
        setattr(project, field, value)
        project.save()


def say_health(store: Store, project_id: int, word: str | None, note: str = "") -> None:
    """Say oneself how a project does: 'good', 'warn' or 'bad' with a note; None lets the rule say it again."""
    if word is not None and word not in project_health.OWN:
        raise ValueError(word)
    note = " ".join(note.split())
    if len(note) > MAX_NOTE:
        raise UserError(f"This note has {len(note):,} characters; {MAX_NOTE} at most. The brief has room for more.")
    with store.write("Say health of project" if word else "Health of project by itself"):
        project = _project(project_id)
        project.health, project.health_note = word or "", note if word else ""
        project.health_on = today() if word else None
        project.save()


def open_tasks(store: Store, project_id: int) -> int:
    """How many tasks of a project are neither done nor cancelled."""
    return int(store.value(_OPEN_TASKS, (project_id,)))


def is_there(store: Store, project_id: int) -> bool:
    """Whether there is such a project, archived or not."""
    return bool(store.value("SELECT 1 FROM project WHERE id = ? AND deleted_at IS NULL", (project_id,)))


def has_tasks(store: Store, project_id: int) -> bool:
    """Whether any task belongs to it, open or not."""
    return bool(store.value("SELECT 1 FROM task WHERE project_id = ? AND deleted_at IS NULL LIMIT 1", (project_id,)))


def close(store: Store, project_id: int, *, cancelled: bool = False, on: date | None = None) -> None:
    """End a project. Raises UserError while it has open tasks: finish, cancel or move them first."""
    with store.write("Cancel project" if cancelled else "Close project"):
        project = _project(project_id)
        left = open_tasks(store, project_id)
        if left:
            tasks = "1 open task" if left == 1 else f"{left} open tasks"
            raise UserError(f"“{project.name}” has {tasks}. Finish or cancel that first.")
        project.status, project.closed_on = "cancelled" if cancelled else "done", on or today()
        project.save()


def archive(store: Store, ids: Sequence[int]) -> None:
    """Put projects and their tasks out of lists, boards and sums; search still finds them. Their time and history stay."""
    with store.write("Archive project" if len(ids) == 1 else f"Archive {len(ids)} projects"):
        now = utc_now()
        for project_id in ids:
            project = _project(project_id)
            project.archived_at = project.archived_at or now
            project.save()


def bring_back(store: Store, ids: Sequence[int]) -> None:
    """Show archived projects again, as they were."""
    with store.write("Bring back project" if len(ids) == 1 else f"Bring back {len(ids)} projects"):
        for project_id in ids:
            project = _project(project_id)
            project.archived_at = None
            project.save()


def delete(store: Store, ids: Sequence[int]) -> None:
    """Take projects with their tasks out of every view; a deal that was handed off into one waits for its
    handoff again."""
    with store.write("Delete project" if len(ids) == 1 else f"Delete {len(ids)} projects"):
        now = utc_now()
        for project_id in ids:
            project = _project(project_id)
            project.deleted_at = now
            project.save()
            Task.update(deleted_at=now).where(Task.project == project_id, Task.deleted_at.is_null()).execute()
            Handoff.delete().where(Handoff.project == project_id).execute()


def _project(project_id: int) -> Any:
    found = records.living(Project, [project_id])
    if not found:
        raise UserError(PROJECT_GONE)
    return found[0]


def _dated_tasks(store: Store, project_id: int) -> bool:
    found = store.value(
        "SELECT 1 FROM task WHERE project_id = ? AND deleted_at IS NULL AND due_on IS NOT NULL LIMIT 1",
        (project_id,),
    )
    return found is not None


def _name(text: str) -> str:
    text = on_one_line(text)
    if not text:
        raise UserError("A name needs at least one letter.")
    if len(text) > MAX_NAME:
        raise UserError(f"This name has {len(text):,} characters; {MAX_NAME} at most. Shorten it.")
    return text

"""Projects: what was sold as work, how far it is, and whether its promise will be kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from app.base import UserError, today, utc_now
from app.domain.workdays import Calendar
from app.models.between import Handoff
from app.models.delivering import Milestone, Project, Task
from app.models.store import Store
from app.services import clients, deal_detail, people, ranking, search, settings
from app.services.clients import ContactRow
from app.services.deal_detail import Line
from app.services.schedules import PROJECT_GONE
from app.services.task_board import day_from

MAX_NAME = 500
STATUSES = ("planned", "active", "on_hold", "done", "cancelled")
FIELDS = frozenset({
    "name", "client_id", "owner_id", "status", "start_on", "finish_on", "promised_on", "budget_minor",
    "currency", "budget_minutes", "rate_minor", "brief",
})  # fmt: skip
SORTS = {
    "name": "p.name COLLATE NOCASE",
    "client": "c.name COLLATE NOCASE",
    "status": "p.status",
    "start": "p.start_on",
    "finish": "p.finish_on",
    "promised": "p.promised_on",
    "created": "p.id",
}


class ProjectRow(NamedTuple):
    """A project in a list; times in minutes, cancelled work counts nowhere. `health`: 'good' 'warn' 'bad'
    'none'."""

    id: int
    name: str
    client_id: int | None
    client: str | None
    deal_id: int | None
    deal: str | None
    owner_id: int | None
    owner: str | None
    owner_initials: str
    status: str
    start_on: date | None
    finish_on: date | None
    promised_on: date | None
    tasks: int
    done: int
    percent: int
    open_minutes: int
    planned_minutes: int
    logged_minutes: int
    late: int
    unowned: int
    health: str
    health_text: str


class MilestoneRow(NamedTuple):
    """A milestone with how far its tasks are."""

    id: int
    title: str
    due_on: date | None
    done_on: date | None
    tasks: int
    done: int


class ProjectDetail(NamedTuple):
    """One project, whole; what was sold in minor units of its currency."""

    row: ProjectRow
    brief: str
    baseline_on: date | None
    closed_on: date | None
    sold_minor: int | None
    currency: str
    budget_minutes: int | None
    milestones: list[MilestoneRow]
    lines: list[Line]
    contacts: list[ContactRow]
    members: list[tuple[int, str, str]]  # person, name, roles
    template: str | None


def list_ids(
    store: Store, text: str = "", status: str | None = None, sort: str = "name", descending: bool = False
) -> list[int]:
    """The projects whose name holds words that begin like those of `text`; `status` may also be 'open'
    (neither done nor cancelled)."""
    parts, params = ["p.deleted_at IS NULL"], {"status": status, "words": search.fts_query(text)}
    if status == "open":
        parts.append("p.status IN ('planned', 'active', 'on_hold')")
    elif status is not None:
        parts.append("p.status = :status")
    if params["words"]:
        found = (
            f"SELECT rowid / 8 FROM search WHERE search MATCH :words AND rowid % 8 = {search.KINDS.index('project')}"
        )
        parts.append(f"p.id IN ({found})")
    return store.ids(
        f"SELECT p.id FROM project p LEFT JOIN client c ON c.id = p.client_id WHERE {' AND '.join(parts)} "
        f"ORDER BY {SORTS[sort]} {'DESC' if descending else 'ASC'} NULLS LAST, p.id",
        params,
    )


def rows(store: Store, ids: Sequence[int], on: date | None = None) -> list[ProjectRow]:
    """The projects `ids`, in their order; one that is gone is left out. `on` counts as today."""
    now = on or today()
    calendar = settings.calendar(store)
    found = store.rows(
        "SELECT p.id, p.name, p.client_id, c.name, p.deal_id, d.title, p.owner_id, o.name, "
        "ifnull(o.initials, ''), p.status, p.start_on, p.finish_on, p.promised_on, count(t.id), "
        "ifnull(sum(s.kind = 'done'), 0), ifnull(sum(iif(s.kind = 'done', 0, t.estimate_minutes)), 0), "
        "ifnull(sum(t.estimate_minutes), 0), (SELECT ifnull(sum(e.minutes), 0) FROM time_entry e "
        "WHERE e.project_id = p.id), ifnull(sum(s.kind <> 'done' AND t.due_on < :worked), 0), "
        "ifnull(sum(s.kind <> 'done' AND t.assignee_id IS NULL), 0) FROM json_each(:ids) j CROSS "
        "JOIN project p ON p.id = j.value LEFT JOIN client c ON c.id = p.client_id "
        "LEFT JOIN deal d ON d.id = p.deal_id LEFT JOIN person o ON o.id = p.owner_id "
        "LEFT JOIN task t ON t.project_id = p.id AND t.deleted_at IS NULL AND t.status_id IN (SELECT id "
        "FROM status WHERE kind <> 'cancelled') LEFT JOIN status s ON s.id = t.status_id "
        "WHERE p.deleted_at IS NULL GROUP BY j.key ORDER BY j.key",
        {"ids": json.dumps(list(ids)), "worked": calendar.on_or_before(now).isoformat()},
    )
    return [_row(row, calendar, now) for row in found]


def detail(store: Store, project_id: int, on: date | None = None) -> ProjectDetail | None:
    """One project; None when it is gone. `on` counts as today."""
    row = next(iter(rows(store, [project_id], on)), None)
    more = store.row(
        "SELECT p.brief, p.baseline_on, p.closed_on, ifnull(d.amount_minor, p.budget_minor), "
        "iif(p.currency = '', ifnull(d.currency, ''), p.currency), p.budget_minutes, "
        "(SELECT h.template_name FROM handoff h WHERE h.project_id = p.id LIMIT 1) "
        "FROM project p LEFT JOIN deal d ON d.id = p.deal_id WHERE p.id = ?",
        (project_id,),
    )
    if row is None or more is None:
        return None
    members = store.rows(
        "SELECT m.person_id, p.name, m.role FROM project_member m JOIN person p ON p.id = m.person_id "
        "WHERE m.project_id = ? ORDER BY p.is_me DESC, p.name COLLATE NOCASE",
        (project_id,),
    )
    return ProjectDetail(
        row,
        more[0],
        day_from(more[1]),
        day_from(more[2]),
        more[3],
        more[4],
        more[5],
        milestones(store, project_id),
        deal_detail.lines(store, row.deal_id) if row.deal_id else [],
        clients.contacts_of(store, row.client_id) if row.client_id else [],
        [(person, name, role) for person, name, role in members],
        more[6] or None,
    )


def choices(store: Store) -> list[tuple[int, str, str]]:
    """Id, name and client of every project that is not closed, by name."""
    found = store.rows(
        "SELECT p.id, p.name, ifnull(c.name, '') FROM project p LEFT JOIN client c ON c.id = p.client_id "
        "WHERE p.deleted_at IS NULL AND p.status IN ('planned', 'active', 'on_hold') ORDER BY p.name "
        "COLLATE NOCASE, p.id"
    )
    return [(i, name, client) for i, name, client in found]


def milestones(store: Store, project_id: int) -> list[MilestoneRow]:
    """The milestones of a project, in order; cancelled tasks do not count."""
    found = store.rows(
        "SELECT m.id, m.title, m.due_on, m.done_on, count(s.id), ifnull(sum(s.kind = 'done'), 0) "
        "FROM milestone m LEFT JOIN task t ON t.milestone_id = m.id AND t.deleted_at IS NULL "
        "LEFT JOIN status s ON s.id = t.status_id AND s.kind <> 'cancelled' WHERE m.project_id = ? "
        "GROUP BY m.id ORDER BY m.rank, m.id",
        (project_id,),
    )
    return [MilestoneRow(i, title, day_from(due), day_from(done), *counts) for i, title, due, done, *counts in found]


def add(
    store: Store,
    name: str,
    *,
    client: int | str | None = None,
    owner_id: int | None = None,
    start_on: date | None = None,
    promised_on: date | None = None,
) -> int:
    """A new project without a deal; a client named in words is found or created. Returns its id."""
    with store.write("Add project"):
        named = isinstance(client, str) and client.strip()
        project = Project.create(
            name=_name(name),
            client=clients.find_or_add(store, str(client)) if named else client or None,
            owner=owner_id or people.me(store).id,
            start_on=start_on,
            promised_on=promised_on,
            baseline_on=start_on or today(),
            currency=settings.home_currency(store),
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
    with store.write(
        f"Change {field.removesuffix('_id').removesuffix('_on').removesuffix('_minor').replace('_', ' ')} of project"
    ):
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
        elif field in ("budget_minor", "budget_minutes", "rate_minor") and value is not None and value < 0:
            raise UserError("A budget is not negative.")
        setattr(project, field, value)
        project.save()


def close(store: Store, project_id: int, *, cancelled: bool = False, on: date | None = None) -> None:
    """End a project. Raises UserError while it has open tasks: finish, cancel or move them first."""
    with store.write("Cancel project" if cancelled else "Close project"):
        project = _project(project_id)
        left = store.value(
            "SELECT count(*) FROM task t JOIN status s ON s.id = t.status_id "
            "WHERE t.project_id = ? AND t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review')",
            (project_id,),
        )
        if left:
            tasks = "1 open task" if left == 1 else f"{left} open tasks"
            raise UserError(f"“{project.name}” has {tasks}. Finish or cancel that first.")
        project.status, project.closed_on = "cancelled" if cancelled else "done", on or today()
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


def add_milestone(store: Store, project_id: int, title: str, due_on: date | None = None) -> int:
    """One more milestone at the end of a project; returns its id."""
    with store.write("Add milestone"):
        _project(project_id)
        rank = (
            int(store.value("SELECT ifnull(max(rank), 0) FROM milestone WHERE project_id = ?", (project_id,)))
            + ranking.STEP
        )
        return int(Milestone.create(project=project_id, title=_name(title), due_on=due_on, rank=rank).id)


def change_milestone(store: Store, milestone_id: int, field: str, value: Any) -> None:
    """Change the title or the due_on of a milestone; the latter follows its tasks as soon as one has a due
    date."""
    if field not in ("title", "due_on"):
        raise ValueError(field)
    with store.write("Change milestone"):
        wanted = _name(value) if field == "title" else value
        Milestone.update({field: wanted}).where(Milestone.id == milestone_id).execute()


def remove_milestone(store: Store, milestone_id: int) -> None:
    """Take a milestone away; its tasks stay."""
    with store.write("Remove milestone"):
        Milestone.delete().where(Milestone.id == milestone_id).execute()


def _row(row: tuple[Any, ...], calendar: Calendar, now: date) -> ProjectRow:
    start_on, finish_on, promised_on = map(day_from, row[10:13])
    tasks, done, late, unowned = row[13], row[14], row[18], row[19]
    health = _health(calendar, now, row[9], (finish_on, promised_on), (tasks - done, late, unowned))
    return ProjectRow._make(
        (
            *row[:10],
            start_on,
            finish_on,
            promised_on,
            tasks,
            done,
            100 * done // tasks if tasks else 0,
            *row[15:20],
            *health,
        )
    )


def _health(
    calendar: Calendar,
    now: date,
    status: str,
    days: tuple[date | None, date | None],
    counts: tuple[int, int, int],
) -> tuple[str, str]:
    """Whether the promise holds, by the dates as they stand; the worst first. `counts`: open, late and
    unowned tasks."""
    finish_on, promised_on = days
    open_tasks, late, unowned = counts
    if status in ("done", "cancelled", "on_hold"):
        return "none", {"done": "Done", "cancelled": "Cancelled", "on_hold": "On hold"}[status]
    if not open_tasks:
        return "none", "No open tasks"
    finish = max(finish_on, now) if finish_on else None
    if finish and promised_on and finish > promised_on:
        over = calendar.between(promised_on, finish) - calendar.is_working(promised_on)
        return "bad", f"{over} working {'day' if over == 1 else 'days'} past the promise"
    if late:
        return "warn", "1 task late" if late == 1 else f"{late} tasks late"
    if unowned:
        return "warn", "1 task has no owner" if unowned == 1 else f"{unowned} tasks have no owner"
    if finish is None:
        return "none", "No dates"
    if promised_on is None:
        return "good", "On plan"
    spare = calendar.between(finish, promised_on) - calendar.is_working(finish)
    return "good", f"{spare} working {'day' if spare == 1 else 'days'} to spare"


def _project(project_id: int) -> Any:
    project = Project.get_or_none(Project.id == project_id, Project.deleted_at.is_null())
    if project is None:
        raise UserError(PROJECT_GONE)
    return project


def _dated_tasks(store: Store, project_id: int) -> bool:
    found = store.value(
        "SELECT 1 FROM task WHERE project_id = ? AND deleted_at IS NULL AND due_on IS NOT NULL LIMIT 1",
        (project_id,),
    )
    return found is not None


def _name(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UserError("A name needs at least one letter.")
    if len(text) > MAX_NAME:
        raise UserError(f"This name has {len(text):,} characters; {MAX_NAME} at most. Shorten it.")
    return text

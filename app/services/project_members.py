"""Who works on a project and as what. Whoever owns open tasks there is on the list too, asked or not."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.base import UserError
from app.models.delivering import Project, ProjectMember
from app.models.people import Person
from app.models.store import Store
from app.services.schedules import PROJECT_GONE

MAX_ROLE = 100
_OPEN = "t.deleted_at IS NULL AND t.status_id IN (SELECT id FROM status WHERE kind IN ('todo', 'doing', 'review'))"


class MemberRow(NamedTuple):
    """A person on a project, the minutes of their open tasks there, and whether they were put on it by hand."""

    person_id: int
    name: str
    initials: str
    is_me: bool
    role: str
    tasks: int
    minutes: int
    member: bool


def of(store: Store, project_id: int) -> list[MemberRow]:
    """The members, me first, then by name; behind them whoever owns an open task there without being one."""
    return [
        MemberRow(person, name, letters, bool(mine), role or "", tasks, minutes, member is not None)
        for person, name, letters, mine, member, role, tasks, minutes in store.rows(
            "WITH work AS (SELECT t.assignee_id AS who, count(*) AS tasks, ifnull(sum(t.estimate_minutes), 0) AS minutes "
            f"FROM task t WHERE t.project_id = :project AND t.assignee_id IS NOT NULL AND {_OPEN} GROUP BY 1) "
            "SELECT p.id, p.name, p.initials, p.is_me, m.id, m.role, ifnull(w.tasks, 0), ifnull(w.minutes, 0) FROM person p "
            "LEFT JOIN project_member m ON m.person_id = p.id AND m.project_id = :project LEFT JOIN work w ON w.who = p.id "
            "WHERE m.id IS NOT NULL OR w.who IS NOT NULL ORDER BY m.id IS NULL, p.is_me DESC, p.name COLLATE NOCASE, p.id",
            {"project": project_id},
        )
    ]


def roles(store: Store) -> list[str]:
    """The roles that are known: of other projects, and of templates."""
    found = store.rows(
        "SELECT role FROM project_member WHERE role <> '' UNION SELECT name FROM template_role ORDER BY 1 COLLATE NOCASE"
    )
    return [role for (role,) in found]


def put(store: Store, project_id: int, person_id: int, role: str = "") -> None:
    """Put a person on a project as something; who is on it already gets another role. Raises UserError."""
    role = " ".join(role.split())
    if len(role) > MAX_ROLE:
        raise UserError(f"A role has {MAX_ROLE} characters at most. Shorten it.")
    known = store.row("SELECT 1 FROM project_member WHERE project_id = ? AND person_id = ?", (project_id, person_id))
    with store.write("Add member" if known is None else "Change role"):
        _check(project_id, person_id)
        member = ProjectMember.get_or_none(ProjectMember.project == project_id, ProjectMember.person == person_id)
        if member is None:
            ProjectMember.create(project=project_id, person=person_id, role=role)
        else:
            member.role = role
            member.save()


def open_tasks(store: Store, project_id: int, person_id: int) -> int:
    """How many open tasks of the project the person owns."""
    return int(
        store.value(
            f"SELECT count(*) FROM task t WHERE t.project_id = ? AND t.assignee_id = ? AND {_OPEN}",
            (project_id, person_id),
        )
    )


def remove(
    store: Store, project_id: int, person_id: int, *, heir_id: int | None = None, keep_tasks: bool = False
) -> int:
    """Take a person off a project; `heir_id` takes their open tasks there, and joins. Returns how many.

    Raises UserError while they own open tasks there and nobody takes these, unless `keep_tasks` leaves them.
    """
    with store.write("Remove member"):
        person = Person.get_or_none(Person.id == person_id)
        tasks = open_tasks(store, project_id, person_id)
        if tasks and heir_id is None and not keep_tasks:
            count = "1 open task" if tasks == 1 else f"{tasks} open tasks"
            raise UserError(f"{person.name if person else 'This person'} owns {count} here. Choose who takes them.")
        if heir_id is not None and tasks:
            if heir_id == person_id:
                raise UserError("Choose somebody else to take the tasks.")
            _check(project_id, heir_id)
            store.execute(
                "UPDATE task SET assignee_id = ? WHERE id IN (SELECT t.id FROM task t WHERE t.project_id = ? "
                f"AND t.assignee_id = ? AND {_OPEN})",
                (heir_id, project_id, person_id),
            )
            if ProjectMember.get_or_none(ProjectMember.project == project_id, ProjectMember.person == heir_id) is None:
                ProjectMember.create(project=project_id, person=heir_id, role="")
        ProjectMember.delete().where(ProjectMember.project == project_id, ProjectMember.person == person_id).execute()
    return tasks if heir_id is not None else 0


def hand_over(store: Store, person_id: int, heir_id: int | None, project_id: int) -> None:
    """The place of somebody who leaves goes to the heir with its role and without its rate; an heir who is a member keeps the own one.

    Inside `store.write`.
    """
    pair = {"heir": heir_id, "who": person_id, "project": project_id}
    if heir_id is not None:
        store.execute(
            "UPDATE project_member SET person_id = :heir, rate_minor = NULL WHERE person_id = :who AND project_id = :project AND NOT EXISTS "
            "(SELECT 1 FROM project_member WHERE project_id = :project AND person_id = :heir)",
            pair,
        )
    store.execute("DELETE FROM project_member WHERE project_id = :project AND person_id = :who", pair)


def _check(project_id: int, person_id: int) -> None:
    if Project.get_or_none(Project.id == project_id, Project.deleted_at.is_null()) is None:
        raise UserError(PROJECT_GONE)
    person: Any = Person.get_or_none(Person.id == person_id)
    if person is None or person.archived_at is not None:
        raise UserError("This person is no longer here. Choose another one.")

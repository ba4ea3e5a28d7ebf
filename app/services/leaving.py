"""Somebody leaves: everything that is open in their hands, part by part, and who takes it. What is done keeps its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.base import UserError, utc_now
from app.models.people import Person
from app.models.store import Store
from app.services import project_members, project_states

_OPEN_TASK: Final = (
    "deleted_at IS NULL AND status_id IN (SELECT id FROM status WHERE kind IN ('todo', 'doing', 'review'))"
)
_OPEN_DEAL: Final = "deleted_at IS NULL AND stage_id IN (SELECT id FROM stage WHERE kind = 'open')"
_OPEN_PROJECT: Final = f"deleted_at IS NULL AND status IN {project_states.OPEN}"
#: Key, table, column of the person, and which rows are theirs to hand over.
_HELD: Final = (
    ("deal", "deal", "owner_id", _OPEN_DEAL),
    ("client", "client", "owner_id", "deleted_at IS NULL AND archived_at IS NULL"),
    ("contact", "contact", "owner_id", "deleted_at IS NULL"),
    ("project", "project", "owner_id", _OPEN_PROJECT),
    ("todo", "activity", "by_id", "kind = 'todo' AND done_at IS NULL"),
    ("role", "template_role", "person_id", "1"),
)
NOUNS: Final = {
    "deal": ("deal", "deals"),
    "client": ("client", "clients"),
    "contact": ("contact", "contacts"),
    "project": ("project", "projects"),
    "todo": ("to-do", "to-dos"),
    "role": ("role in templates", "roles in templates"),
    "tasks": ("task", "tasks"),
}


class Part(NamedTuple):
    """Something a person has in hand. `key` is 'deal', 'client', 'contact', 'project', 'todo', 'role', or 'tasks:12' for the
    open tasks of project 12 (0 for those without one), which they own or review; `where` is the name of that project.

    `heir_id` is who would take it as a rule: the owner of the project, else nobody in particular.
    """

    key: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    where: str
    heir_id: int | None

    @property
    def words(self) -> str:
        """'3 deals', '1 task in Kiosk app'."""
        noun = NOUNS[self.key.partition(":")[0]][self.count != 1]
        return f"{self.count:,} {noun}" + (f" in {self.where}" if self.where else "")


def parts(store: Store, person_id: int) -> list[Part]:
    """All that the person has in hand, the tasks by project."""
    found = []
    for key, table, column, where in _HELD:
        count = store.value(f"SELECT count(*) FROM {table} WHERE {column} = ? AND {where}", (person_id,))
        if count:
            found.append(Part(key, int(count), "", None))
    tasks = store.rows(
        "SELECT ifnull(t.project_id, 0), count(*), ifnull(p.name, ''), iif(o.archived_at IS NULL AND o.id <> :who, o.id, NULL) "
        "FROM task t LEFT JOIN project p ON p.id = t.project_id LEFT JOIN person o ON o.id = p.owner_id "
        f"WHERE (t.assignee_id = :who OR t.reviewer_id = :who) AND t.{_OPEN_TASK.replace(' status_id', ' t.status_id')} "
        "GROUP BY 1 ORDER BY p.name COLLATE NOCASE",
        {"who": person_id},
    )
    return [*found, *(Part(f"tasks:{project}", count, name, heir) for project, count, name, heir in tasks)]


def words(found: list[Part]) -> str:
    """'3 deals, 5 tasks and 2 clients'."""
    sums: dict[str, int] = {}
    for part in found:
        kind = part.key.partition(":")[0]
        sums[kind] = sums.get(kind, 0) + part.count
    told = [f"{count:,} {NOUNS[kind][count != 1]}" for kind, count in sums.items()]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def leave(store: Store, person_id: int, heirs: Mapping[str, int | None]) -> None:
    """Archive a person and hand each part over to whom `heirs` names by its key; roles in templates may go to nobody.

    Raises UserError for 'me', for a part that nobody takes, and for an heir who is not here.
    """
    with store.write("Archive person"):
        person = Person.get_or_none(Person.id == person_id)
        if person is None:
            raise UserError("This person is gone. Undo brings them back.")
        if person.is_me:
            raise UserError("This is you; you cannot be archived.")
        known = set(store.ids("SELECT id FROM person WHERE archived_at IS NULL AND id <> ?", (person_id,)))
        held = parts(store, person_id)
        for part in held:
            heir = heirs.get(part.key)
            if heir is None and part.key != "role":
                raise UserError(f"{person.name} has open work: {part.words}. Choose who takes it.")
            if heir is not None and heir not in known:
                raise UserError("Choose somebody else to take it.")
        for key, table, column, where in _HELD:
            store.execute(
                f"UPDATE {table} SET {column} = :heir WHERE {column} = :who AND {where}",
                {"heir": heirs.get(key), "who": person_id},
            )
        for part in held:
            if part.key.startswith("tasks:"):
                _hand_over_tasks(store, person_id, int(part.key.partition(":")[2]), heirs[part.key])
        _memberships(store, person_id, heirs)
        person.archived_at = utc_now()
        person.save()


def _hand_over_tasks(store: Store, person_id: int, project_id: int, heir_id: int | None) -> None:
    """Owned ones to the heir; reviews too, but for those that the heir does."""
    which = {"heir": heir_id, "who": person_id, "project": project_id}
    here = f"ifnull(project_id, 0) = :project AND {_OPEN_TASK}"
    store.execute(f"UPDATE task SET assignee_id = :heir WHERE assignee_id = :who AND {here}", which)
    store.execute(f"UPDATE task SET reviewer_id = :heir WHERE reviewer_id = :who AND {here}", which)


def _memberships(store: Store, person_id: int, heirs: Mapping[str, int | None]) -> None:
    """Who takes the tasks of a project, or the projects, takes the place in it."""
    for project in store.ids(
        f"SELECT m.project_id FROM project_member m JOIN project p ON p.id = m.project_id WHERE m.person_id = ? AND p.{_OPEN_PROJECT}",
        (person_id,),
    ):
        heir = heirs.get(f"tasks:{project}") or heirs.get("project")
        project_members.hand_over(store, person_id, heir, project)
